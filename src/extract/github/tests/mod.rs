//! What is found in workflows and actions: each test is a file and the lines of its facts.

mod reader;
mod printer;
mod environments;
mod calls;
mod scripts;
mod circumstances;

use crate::model::vendor::{ActionSlot, CommandSlot, EnvSlot, NameRow, UrlSlot};
use crate::model::{Class, Consumer, Encoding, Facts, Kind, Requires, Source, SourceId, Vendor};

pub(super) fn vendors() -> Vec<Vendor> {
    let env = |name: &str, kind| EnvSlot { name: name.to_owned(), kind };
    let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let row = |globs: &[&str], beside: &[&str], kind| NameRow {
        globs: texts(globs),
        but: texts(&["*bigquery*"]),
        beside: texts(beside),
        alone: None,
        kind,
        source: String::new(),
    };
    let action = ActionSlot {
        uses: "fal-ai/dbt-cloud-action".to_owned(),
        input: "dbt_cloud_token".to_owned(),
        kind: None,
    };
    let service = ActionSlot {
        uses: "some/action".to_owned(),
        input: "service_token".to_owned(),
        kind: Some(Kind::Service),
    };
    let dbtc = CommandSlot {
        program: "dbtc".to_owned(),
        subcommand: None,
        with: Vec::new(),
        env: vec![
            env("DBT_CLOUD_API_KEY", None),
            env("DBT_CLOUD_SERVICE_TOKEN", Some(Kind::Service)),
        ],
        flags: vec![env("--token", None)],
        ..CommandSlot::default()
    };
    let url = UrlSlot { path: "/api/*".to_owned(), ..UrlSlot::default() };
    let api = consumer("admin-api", Vec::new(), vec![url]);
    let mut actions = consumer("ci-action", vec![], Vec::new());
    actions.actions = vec![action, service];
    let dbtc = consumer("dbtc", vec![dbtc], Vec::new());
    vec![Vendor {
        id: "dbt".to_owned(),
        names: vec![
            row(&["*webhook*"], &[], Kind::Webhook),
            row(&["dbt_token"], &["DBT_HTTP_PATH"], Kind::Unknown),
            row(&["dbt_*token*", "dbt_*api_key", "dbt_pat"], &[], Kind::Unknown),
        ],
        hosts: vec!["*.getdbt.com".to_owned(), "*.dbt.com".to_owned()],
        not_hosts: vec!["hub.getdbt.com".to_owned()],
        consumers: vec![api, actions, dbtc],
        ..Vendor::default()
    }]
}

fn consumer(id: &str, commands: Vec<CommandSlot>, urls: Vec<UrlSlot>) -> Consumer {
    Consumer {
        id: id.to_owned(),
        title: id.to_owned(),
        class: Class::Api,
        needs: Requires::Either,
        actions: Vec::new(),
        commands,
        providers: Vec::new(),
        keys: Vec::new(),
        urls,
        sources: Vec::new(),
        read: String::new(),
        ..Consumer::default()
    }
}

fn facts(path: &str, text: &str) -> (Source, Facts) {
    let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
    let document = reader::document(&source);
    let facts = super::facts(&source, &document, &vendors());
    (source, facts)
}

/// Check the facts of a file against lines; where `only` is given, of the lines that begin with it.
fn check(path: &str, text: &str, only: &str, expected: &str) {
    let (source, facts) = facts(path, text);
    let found = printer::lines(&source, &facts);
    let found: Vec<&str> =
        found.iter().map(String::as_str).filter(|it| it.starts_with(only)).collect();
    let expected: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found.join("\n"), expected.join("\n"), "\n{text}");
}

const PATH: &str = ".github/workflows/x.yml";

/// A job with one step that runs a script.
fn script(lines: &str) -> String {
    let lines = lines.replace('\n', "\n          ");
    format!("jobs:\n  a:\n    steps:\n      - id: s\n        run: |\n          {lines}\n")
}

#[test]
fn workflows_and_actions_are_claimed() {
    for (path, expected) in [
        (".github/workflows/x.yml", true),
        (".github/workflows/x.yaml", true),
        ("sub/.github/workflows/x.yml", true),
        (".github/workflows/deep/x.yml", false),
        (".github/workflows/x.py", false),
        (".github/workflows/x.yml.disabled", false),
        ("x.github/workflows/x.yml", false),
        ("action.yml", true),
        (".github/actions/y/action.yaml", true),
        ("my-action.yml", false),
    ] {
        assert_eq!(super::claims(path), expected, "{path}");
    }
}

#[test]
fn large_files_end() {
    let one = |it: usize| format!("  DBT_{it}_TOKEN: ${{{{ env.DBT_{it}_TOKEN }}}}\n");
    let variables = (0..3_000).map(one).collect::<Vec<_>>().concat();
    let steps = "      - id: s\n        run: python x > dbt_cloud.yml\n".repeat(3_000);
    let many = format!("env:\n{variables}jobs:\n  a:\n    steps:\n{steps}");
    let long = format!("env:\n  A: {}\n", "${{ secrets.A || ( ".repeat(20_000));
    let wide = format!("env:\n  A: {}\n", "${{ secrets.A }}".repeat(20_000));
    let outputs = (0..3_000).map(|it| format!("  j{it}:\n    uses: ./.github/workflows/y.yml\n    with:\n      a: ${{{{ needs.j{it}.outputs.o }}}}\n"));
    let outputs = format!("jobs:\n{}", outputs.collect::<String>());
    for text in [many, long, wide, outputs] {
        facts(PATH, &text);
    }
}
