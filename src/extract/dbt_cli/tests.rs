use super::*;
use crate::extract::fixture::Tree::{List, Map, Null, Text};
use crate::extract::fixture::{Tree, document, token};

fn facts_of(tree: &Tree<'_>) -> (Source, Facts) {
    let (source, document) = document("a/dbt_cloud.yml", tree);
    let facts = facts(&source, &document, &[]);
    (source, facts)
}

/// A file with one project of these keys.
fn project<'a>(keys: Vec<(&'a str, Tree<'a>)>) -> Tree<'a> {
    Map(vec![("version", Text("1")), ("projects", List(vec![Map(keys)]))])
}

#[test]
fn the_file_is_known_by_its_name() {
    for (path, expected) in [
        ("dbt_cloud.yml", true),
        ("a/.dbt/dbt_cloud.yaml", true),
        ("dbt_cloud (1).yml", true),
        ("dbt_cloud copy.yml", true),
        ("config_template__dbt_cloud.yml", true),
        ("dbt_cloud.yml.md", false),
        ("dbt_cloud_jobs.yml", false),
        ("dbt_cloud/schema.yml", false),
    ] {
        assert_eq!(claims(path), expected, "{path}");
    }
}

#[test]
fn the_content_decides() {
    for (tree, circumstances, sites) in [
        (Map(vec![("version", Text("2")), ("sources", List(vec![]))]), false, 0),
        (Map(vec![("project-id", Text("1"))]), false, 0),
        (Map(vec![("dbt-cloud", Map(vec![("token-value", Text("x"))]))]), false, 0),
        (Map(vec![("context", Map(vec![("active-project", Text("1"))]))]), true, 0),
        (project(vec![("token-value", Text("x"))]), true, 1),
        (project(vec![("token-value", Text("x")), ("token-value", Text("y"))]), true, 2),
        (project(vec![("api-key", Text("x"))]), true, 1),
        (project(vec![("token-value", Null)]), true, 0),
        (project(vec![("token-value", Text(" "))]), true, 0),
        (Map(vec![("api-key", Text("x"))]), true, 1),
        (Map(vec![("token-value", Text("x"))]), true, 1),
        (Text("x"), false, 0),
        (List(vec![]), false, 0),
    ] {
        let (source, facts) = facts_of(&tree);
        assert_eq!(facts.sites.len(), sites, "{}", source.text);
        assert_eq!(!facts.circumstances.is_empty(), circumstances, "{}", source.text);
    }
}

#[test]
fn a_literal_is_presented_to_the_cli() {
    let value = token("dbtu_");
    let keys = vec![("token-name", Text("cloud-cli-1a2b")), ("token-value", Text(&value))];
    let (source, facts) = facts_of(&project(keys));
    let site = &facts.sites[0];
    assert_eq!(source.slice(site.span), value);
    assert!(site.literal.as_ref().is_some_and(|literal| literal.expose() == value));
    assert_eq!(site.presents.as_ref().unwrap().consumer, "dbt-cli");
    assert_eq!(site.presents.as_ref().unwrap().weight, Weight::Proven);
    let [evidence] = &site.evidence[..] else { panic!("one piece of evidence") };
    assert_eq!((evidence.kind, evidence.strength), (Kind::Personal, Strength::TokenName));
    assert_eq!(source.slice(evidence.span.unwrap()), "cloud-cli-1a2b");
    assert!(!format!("{site:?}").contains(&value));
    let matters: Vec<_> = facts.circumstances.iter().map(|it| &it.matter).collect();
    assert_eq!(matters, [&Matter::Attended, &Matter::Path("a/dbt_cloud.yml".to_owned())]);
}

#[test]
fn a_reference_takes_its_variable() {
    for (value, names) in [
        ("${DBT_PAT}", &["DBT_PAT"][..]),
        ("$DBT_PAT", &["DBT_PAT"]),
        ("{{ env_var('DBT_PAT') }}", &["DBT_PAT"]),
        ("{{ env_var(\"DBT_PAT\") }}", &["DBT_PAT"]),
        ("{{ token }}", &[]),
    ] {
        let (source, facts) = facts_of(&project(vec![("token-value", Text(value))]));
        let site = &facts.sites[0];
        assert_eq!(site.literal, None, "{value}");
        let takes: Vec<_> = site.takes.iter().map(|it| it.name.text.as_str()).collect();
        assert_eq!(takes, names, "{value}");
        for take in &site.takes {
            assert!(source.slice(take.span).contains(&take.name.text));
            assert_eq!(take.name.scope, Scope::unit("file", "a/dbt_cloud.yml"));
        }
    }
}

#[test]
fn evidence_is_what_the_file_says() {
    let hexadecimal = "0123456789abcdef".repeat(3)[..40].to_owned();
    for (keys, expected) in [
        (vec![("api-key", Text(&hexadecimal))], vec![Kind::Legacy]),
        (vec![("token-value", Text(&hexadecimal))], vec![]),
        (vec![("api-key", Text("abc"))], vec![]),
        (vec![("token-value", Text("x")), ("token-name", Text("my token"))], vec![]),
        (
            vec![("token-value", Text("$X")), ("token-name", Text("cloud-cli-0000"))],
            vec![Kind::Personal],
        ),
    ] {
        let (_, facts) = facts_of(&project(keys));
        let kinds: Vec<_> = facts.sites[0].evidence.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, expected);
    }
}
