//! A file that has nothing to do with the rest changes nothing, whatever its format.

use super::verdicts::{World, hold};

/// A file of each format and dialect that speaks of other things.
const UNRELATED: [(&str, &str); 20] = [
    (
        ".github/workflows/zz-greet.yml",
        "on: [issues]\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello\n",
    ),
    (".github/actions/zz/action.yml", "name: zz\nruns:\n  using: composite\n  steps: []\n"),
    (".gitlab/zz.yml", "lint:\n  script: [make lint]\n"),
    (".circleci/zz.yml", "version: 2.1\njobs: {}\n"),
    ("zz/azure-pipelines-zz.yml", "trigger: none\nsteps:\n  - script: make\n"),
    ("zz/main.tf", "resource \"random_id\" \"zz\" {\n  byte_length = 4\n}\n"),
    ("zz/zz.tfvars", "colour = \"red\"\n"),
    ("zz/zz.tf.json", "{\"locals\": {\"colour\": \"red\"}}\n"),
    ("zz/.env.zz", "COLOUR=red\n"),
    ("zz/compose.yml", "services:\n  cache:\n    image: redis\n"),
    ("zz/Dockerfile", "FROM scratch\nENV COLOUR=red\n"),
    ("zz/zz.sh", "#!/bin/sh\necho \"$COLOUR\"\n"),
    ("zz/zz.py", "import os\n\nprint(os.environ[\"COLOUR\"])\n"),
    ("zz/package.json", "{\"name\": \"zz\", \"scripts\": {\"lint\": \"eslint .\"}}\n"),
    ("zz/.mcp.json", "{\"mcpServers\": {\"files\": {\"command\": \"files\"}}}\n"),
    ("zz/pyproject.toml", "[project]\nname = \"zz\"\n"),
    ("zz/deploy.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: zz}\ndata: {a: b}\n"),
    ("zz/Pulumi.yaml", "name: zz\nruntime: yaml\n"),
    ("zz/README.md", "# Colours\n\nAll of them.\n"),
    ("zz/zz.bin", "\u{0}\u{1}\u{2}"),
];

#[test]
fn an_unrelated_file_changes_nothing() {
    let changed = hold("beside", |world| Some(beside_others(world)), Clone::clone);
    assert!(500 < changed, "only {changed} worlds");
}

/// A world with one more file of each kind, but for paths that it has.
fn beside_others(world: &World) -> World {
    let mut world = world.clone();
    for (path, text) in UNRELATED {
        world.entry(path.to_owned()).or_insert_with(|| text.as_bytes().to_vec());
    }
    world
}
