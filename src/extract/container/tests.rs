use super::*;
use crate::extract::fixture::{Tree, document, source, vendor};
use crate::model::{Kind, Matter};

fn facts_of(path: &str, tree: &Tree<'_>) -> Facts {
    let (source, document) = document(path, tree);
    facts(&source, &document, &[vendor()])
}

/// What is shown to programs: the name, and what each of the names that set it takes.
fn shown(facts: &Facts) -> Vec<String> {
    let sites = facts.sites.iter().filter(|site| site.presents.is_some());
    let line = |name: &str| {
        let given =
            facts.sites.iter().filter(|it| it.gives.as_ref().is_some_and(|it| it.text == name));
        let taken: Vec<String> = given
            .flat_map(|site| &site.takes)
            .map(|take| format!("{} of {}", take.name.text, take.name.scope))
            .collect();
        format!("{name} <- {}", taken.join(", "))
    };
    sites.map(|site| line(&site.takes[0].name.text)).collect()
}

#[test]
fn a_development_container_is_known_by_its_path() {
    for (path, expected) in [
        (".devcontainer/devcontainer.json", true),
        ("a/.devcontainer/x/devcontainer.json", true),
        (".devcontainer.json", true),
        ("devcontainer.json", false),
        (".devcontainer/other.json", false),
    ] {
        assert_eq!(devcontainer::claims(path), expected, "{path}");
    }
}

#[test]
fn a_development_container_takes_from_the_persons_machine() {
    let tree = Tree::Map(vec![
        ("secrets", Tree::Map(vec![("DBT_PAT", Tree::Map(vec![]))])),
        (
            "containerEnv",
            Tree::Map(vec![
                ("DBT_API_KEY", Tree::Text("${localEnv:KEY:none}")),
                ("A", Tree::Text("1")),
            ]),
        ),
        ("remoteEnv", Tree::Map(vec![("DBT_X_TOKEN", Tree::Text("${containerEnv:DBT_API_KEY}"))])),
    ]);
    let facts = facts_of(".devcontainer/devcontainer.json", &tree);
    assert_eq!(
        shown(&facts),
        [
            "DBT_PAT <- DBT_PAT of repository",
            "DBT_API_KEY <- KEY of repository",
            "DBT_X_TOKEN <- DBT_API_KEY of devcontainer:.devcontainer/devcontainer.json",
        ]
    );
    assert!(facts.circumstances.iter().any(|it| it.matter == Matter::Attended));
}

#[test]
fn what_is_written_beside_a_secret_says_its_kind() {
    for (key, text, expected) in [
        ("documentationUrl", "https://x/docs/service-tokens", Some(Kind::Service)),
        ("description", "Your personal access token", Some(Kind::Personal)),
        ("description", "A service token or a personal access token", None),
        ("description", "An API token", None),
    ] {
        let secret = Tree::Map(vec![(key, Tree::Text(text))]);
        let tree = Tree::Map(vec![("secrets", Tree::Map(vec![("DBT_API_KEY", secret)]))]);
        let facts = facts_of(".devcontainer.json", &tree);
        let kinds: Vec<Kind> = facts.mentions.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn the_commands_of_a_development_container_run_where_its_folder_is() {
    let tree = Tree::Map(vec![
        ("postCreateCommand", Tree::Text("./.devcontainer/a.sh")),
        (
            "postStartCommand",
            Tree::Map(vec![(
                "x",
                Tree::List(vec![Tree::Text("bash"), Tree::Text("-c"), Tree::Text("sh b.sh")]),
            )]),
        ),
    ]);
    let facts = facts_of("w/.devcontainer/devcontainer.json", &tree);
    let units: Vec<String> = facts.passages.iter().map(|it| it.to.to_string()).collect();
    assert_eq!(units, ["script:w/.devcontainer/a.sh", "script:w/b.sh"]);
}

#[test]
fn a_compose_file_is_known_by_its_name() {
    for (path, expected) in [
        ("docker-compose.yml", true),
        ("a/docker-compose.prod.yaml", true),
        ("compose.yaml", true),
        ("compose-ci.yml", true),
        ("composer.yml", false),
        ("docker-compose.json", false),
    ] {
        assert_eq!(compose::claims(path), expected, "{path}");
    }
}

#[test]
fn a_service_takes_from_the_shell_that_runs_compose() {
    let service = Tree::Map(vec![
        (
            "environment",
            Tree::List(vec![
                Tree::Text("DBT_API_KEY=${KEY:-none}"),
                Tree::Text("DBT_PAT"),
                Tree::Text("PORT=1"),
            ]),
        ),
        ("env_file", Tree::List(vec![Tree::Text("./a.env")])),
    ]);
    let mapped = Tree::Map(vec![(
        "environment",
        Tree::Map(vec![("DBT_PAT", Tree::Null), ("DBT_API_KEY", Tree::Text("$K"))]),
    )]);
    let services = Tree::Map(vec![("one", service), ("two", mapped)]);
    let facts = facts_of("w/compose.yml", &Tree::Map(vec![("services", services)]));
    let takes: Vec<String> = facts
        .sites
        .iter()
        .filter(|site| site.gives.is_some())
        .flat_map(|site| &site.takes)
        .map(|take| format!("{} of {}", take.name.text, take.name.scope))
        .collect();
    let expected =
        ["KEY", "DBT_PAT", "DBT_PAT", "K"].map(|it| format!("{it} of compose:w/compose.yml"));
    assert_eq!(takes, expected);
    assert_eq!(facts.sites.iter().filter(|site| site.presents.is_some()).count(), 4);
    let files: Vec<String> = facts.passages.iter().map(|it| it.from.to_string()).collect();
    assert_eq!(files, ["file:w/.env", "file:w/a.env"]);
}

#[test]
fn a_dockerfile_is_known_by_its_name() {
    for (path, expected) in [
        ("Dockerfile", true),
        ("a/Dockerfile.worker", true),
        ("api.Dockerfile", true),
        ("Containerfile", true),
        ("dockerfile.md", false),
        (".dockerignore", false),
        ("docker/file", false),
    ] {
        assert_eq!(dockerfile::claims(path), expected, "{path}");
    }
}

#[test]
fn an_image_keeps_what_env_sets() {
    for (text, expected) in [
        (
            "ARG DBT_PAT\nENV DBT_API_KEY=$DBT_PAT\n",
            &["DBT_API_KEY <- DBT_PAT of image:Dockerfile / lines:all"][..],
        ),
        (
            "ENV A=1 \\\n  # why\n  DBT_API_KEY=\"$K\" B='x y'\n",
            &["DBT_API_KEY <- K of image:Dockerfile / lines:all"],
        ),
        (
            "# escape=`\nENV A=1 `\n  DBT_API_KEY=$K\n",
            &["DBT_API_KEY <- K of image:Dockerfile / lines:all"],
        ),
        ("env DBT_API_KEY $K\n", &["DBT_API_KEY <- K of image:Dockerfile / lines:all"]),
        ("# ENV DBT_API_KEY=$K\nRUN <<EOF\nENV DBT_API_KEY=$K\nEOF\n", &[]),
        ("ENV DBT_WEBHOOK_SECRET=$K\nARG DBT_API_KEY\n", &[]),
        ("ENV", &[]),
        ("ENV DBT_API_KEY", &["DBT_API_KEY <- "]),
        ("RUN <<", &[]),
    ] {
        let source = source("Dockerfile", text);
        let facts = dockerfile::facts(&source, &[vendor()]);
        assert_eq!(shown(&facts), expected, "{text}");
    }
}

#[test]
fn a_secret_is_mounted_for_one_command() {
    let text =
        "RUN --mount=type=secret,id=token,env=DBT_X_TOKEN \\\n  T=$(cat /run/secrets/other) x\n";
    let source = source("Dockerfile", text);
    let facts = dockerfile::facts(&source, &[vendor()]);
    let taken: Vec<&str> = facts
        .sites
        .iter()
        .flat_map(|site| &site.takes)
        .map(|take| take.name.text.as_str())
        .collect();
    assert_eq!(taken, ["token", "other"]);
}
