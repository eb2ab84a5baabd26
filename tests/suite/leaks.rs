//! No secret leaves: whatever form a value stands in, no format, log or patch shows five characters of it that a run
//! over another value does not show.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::folder::Folder;

/// Two values of one form that share no five characters.
struct Pair {
    one: String,
    other: String,
}

/// A repeatable run of letters and digits.
fn letters(mut seed: u64, alphabet: &[u8], length: usize) -> String {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(alphabet[(seed >> 33) as usize % alphabet.len()])
    };
    (0..length).map(|_| next()).collect()
}

fn pairs() -> Vec<Pair> {
    let wide = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let of = |prefix: &str, alphabet: &[u8], length| Pair {
        one: prefix.to_owned() + &letters(7, alphabet, length),
        other: prefix.to_owned() + &letters(11, alphabet, length),
    };
    vec![
        of("dbtu_", wide, 50),
        of("dbtc_", wide, 50),
        of("dbtc_", wide, 31),
        of("", b"0123456789abcdef", 40),
    ]
}

/// Where a value may stand: a path and a text, with `§` in the value's place.
const VALUES: [(&str, &str); 34] = [
    (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  j:\n    environment: production\n    env:\n      DBT_CLOUD_API_KEY: §\n    steps:\n      - run: dbt build\n",
    ),
    (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  j:\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with:\n          dbt_cloud_token: \"§\"\n",
    ),
    (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  j:\n    steps:\n      - run: |\n          export DBT_TOKEN=§\n          curl -H \"Authorization: Token §\" http://cloud.getdbt.com/api/v2/accounts/1/\n          echo §\n",
    ),
    (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  j:\n    steps:\n      - run: dbt-cloud job run --api-token '§' -k\n",
    ),
    (
        ".github/workflows/a.yml",
        "on: push\n# keyfit: allow personal-token-in-production because §\njobs:\n  j:\n    env: {DBT_TOKEN: §}\n",
    ),
    (".github/workflows/a.yml", "DBT_TOKEN: [\"§\n  x: {{{ §\n"),
    ("main.tf", "provider \"dbtcloud\" {\n  token = \"§\"\n}\n"),
    (
        "main.tf",
        "variable \"dbt_token\" {\n  default = \"§\"\n}\nprovider \"dbtcloud\" {\n  token = var.dbt_token\n}\noutput \"t\" {\n  value = var.dbt_token\n}\n",
    ),
    ("main.tf", "provider \"dbtcloud\" {\n  token = \"§\n"),
    (
        "main.tf",
        "locals {\n  url = \"jdbc:arrow-flight-sql://semantic-layer.cloud.getdbt.com:443?&environmentId=1&token=§\"\n}\n",
    ),
    ("x.tfvars", "dbt_token = \"§\"\n"),
    ("x.tf.json", "{\"provider\": {\"dbtcloud\": {\"token\": \"§\"}}}\n"),
    (".env", "DBT_CLOUD_API_TOKEN=§\n"),
    (".env", "DBT_CLOUD_API_TOKEN=\"§\nx\n"),
    (".env.example", "# a token: §\nDBT_TOKEN=§\n"),
    (
        "dbt_cloud.yml",
        "version: \"1\"\ncontext: {active-host: cloud.getdbt.com}\nprojects:\n  - project-id: \"1\"\n    account-id: \"1\"\n    token-name: x\n    token-value: \"§\"\n",
    ),
    (
        ".mcp.json",
        "{\"mcpServers\": {\"dbt\": {\"command\": \"uvx\", \"args\": [\"dbt-mcp\", \"--token=§\"], \"env\": {\"DBT_TOKEN\": \"§\"}}}}\n",
    ),
    (".mcp.json", "{\"DBT_TOKEN\": \"§\",\n\"§\": [\n"),
    (".dlt/secrets.toml", "[dbt_cloud]\napi_token = \"§\"\n"),
    (".streamlit/secrets.toml", "DBT_TOKEN = \"§\"\n§ = 1 = 2\n"),
    (
        "Dockerfile",
        "FROM x\nARG DBT_TOKEN=§\nENV DBT_CLOUD_TOKEN=§\nRUN curl -H 'Authorization: Token §' https://cloud.getdbt.com/api/v2/\n",
    ),
    ("compose.yml", "services:\n  a:\n    image: dbt-mcp\n    environment:\n      - DBT_TOKEN=§\n"),
    (
        "run.sh",
        "#!/bin/sh\nset -x\nDBT_TOKEN=§\ncurl -H \"Authorization: Token $DBT_TOKEN\" https://cloud.getdbt.com/api/v2/accounts/1/\ncurl https://example.com/?token=§\n",
    ),
    (
        "run.py",
        "import requests\nTOKEN = '§'\nprint(TOKEN)\nrequests.get('https://cloud.getdbt.com/api/v2/accounts/1/', headers={'Authorization': f'Token {TOKEN}'}, verify=False)\n",
    ),
    (
        "run.py",
        "import requests\nrequests.get('http://cloud.getdbt.com/api/v2/accounts/1/', headers={'Authorization': 'Token §'})\n",
    ),
    ("README.md", "# Set up\n\nexport DBT_TOKEN=§\n\nYour personal access token looks like `§`.\n"),
    ("a.properties", "dbt.apikey.1=§\nurl=jdbc:arrow-flight-sql://x?token=§\n"),
    ("a.http", "GET https://cloud.getdbt.com/api/v2/accounts/1/\nAuthorization: Token §\n"),
    (
        "k8s/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: dbt}\nstringData:\n  DBT_TOKEN: §\n",
    ),
    (
        "Pulumi.yaml",
        "name: x\nruntime: yaml\nresources:\n  p:\n    type: pulumi:providers:dbtcloud\n    properties: {token: \"§\"}\n",
    ),
    ("dbt_project.yml", "name: x\ndbt-cloud:\n  project-id: 1\n  api_key: §\n"),
    (
        "x.postman_environment.json",
        "{\"values\": [{\"key\": \"dbt_token\", \"value\": \"§\"}], \"_postman_variable_scope\": \"environment\"}\n",
    ),
    ("keyfit.toml", "[[allow]]\nrule = \"§\"\nwhy = \"§\"\n"),
    ("keyfit.toml", "[[token]]\nname = \"§\"\nkind = \"§\"\n"),
];

/// Names of things, with `§` in the name's place.
const NAMES: [(&str, &str); 6] = [
    (".github/workflows/a.yml", "on: push\nenv:\n  DBT_TOKEN: ${{ secrets.§ }}\njobs: {}\n"),
    (".github/workflows/a.yml", "on: push\njobs:\n  §:\n    env: {DBT_TOKEN: x}\n"),
    (".github/workflows/a.yml", "on: push\n# keyfit: allow § because DBT\njobs: {}\n"),
    (
        ".github/workflows/§.yml",
        "on: push\njobs:\n  j:\n    env: {DBT_TOKEN: \"${{ secrets.DBT_PAT }}\"}\n    steps: [{run: dbt build}]\n",
    ),
    (
        "main.tf",
        "resource \"dbtcloud_service_token\" \"t\" {\n  name = \"§\"\n  service_token_permissions {\n    permission_set = \"§\"\n    all_projects   = true\n  }\n}\n",
    ),
    ("§/.env", "DBT_TOKEN=§\n"),
];

/// Everything that is printed of a tree that holds a value at one place.
fn shown(path: &str, text: &str, value: &str) -> String {
    // Tests run side by side.
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let folder = Folder::new(&format!("leaks-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    folder.write(&path.replace('§', value), text.replace('§', value));
    let output = folder.path("out");
    let formats = crate::formats::names();
    let outputs: Vec<String> =
        formats.iter().map(|it| format!("{it}={}.{it}", output.display())).collect();
    let also = outputs.iter().flat_map(|it| ["--output", it.as_str()]);
    let check: Vec<&str> = ["check"].into_iter().chain(also).collect();
    let runs: [&[&str]; 8] = [
        &check,
        &["check", "--fix", "--unsafe", "--dry-run"],
        &["map"],
        &["map", "--format", "json"],
        &["map", "--format", "csv"],
        &["map", "--format", "mermaid"],
        &["show", "sites"],
        &["show", "usages"],
    ];
    let said = runs.iter().map(|arguments| folder.keyfit(arguments));
    let mut said: String =
        said.map(|run| crate::text(&run.stdout) + &crate::text(&run.stderr)).collect();
    for format in formats {
        said += &std::fs::read_to_string(output.with_extension(format)).unwrap_or_default();
    }
    said
}

fn pieces(text: &str) -> BTreeSet<&str> {
    (5..=text.len()).filter_map(|end| text.get(end - 5..end)).collect()
}

/// Where a value is shown, of some places and some pairs.
fn leaks(places: &[(&str, &str)], pairs: &[Pair]) -> Vec<String> {
    let mut leaks = Vec::new();
    for (path, text) in places {
        for Pair { one, other } in pairs {
            let (with_one, with_other) = (shown(path, text, one), shown(path, text, other));
            let body = one.rsplit('_').next().unwrap_or(one);
            let mut pieces = pieces(body).into_iter();
            if pieces.any(|it| with_one.contains(it) && !with_other.contains(it)) {
                let form = &one[..one.len() - body.len()];
                leaks.push(format!("{path}, {text:?}: {form}… of {} characters", one.len()));
            }
        }
    }
    leaks
}

#[test]
fn no_five_characters_of_a_value_are_shown() {
    let leaks = leaks(&VALUES, &pairs());
    assert!(leaks.is_empty(), "{leaks:#?}");
}

/// A name may be anything; what has the form of a token is hidden there, too.
#[test]
fn no_token_is_shown_that_stands_in_a_name() {
    let leaks = leaks(&NAMES, &pairs()[..1]);
    assert!(leaks.is_empty(), "{leaks:#?}");
}
