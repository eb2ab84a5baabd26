use super::path::find;
use super::value;
use crate::extract::fixture::{Tree, document};
use crate::model::{Scalar, Scope, Style};

#[test]
fn a_path_finds_its_nodes() {
    let extractor = |name| {
        Tree::Map(vec![
            ("name", Tree::Text(name)),
            ("config", Tree::Map(vec![("api_key", Tree::Text(name))])),
        ])
    };
    let tree = Tree::Map(vec![
        (
            "plugins",
            Tree::Map(vec![(
                "extractors",
                Tree::List(vec![extractor("tap-dbt"), extractor("tap-x")]),
            )]),
        ),
        ("source", Tree::Map(vec![("type", Tree::Text("a.b.c")), ("token", Tree::Text("deep"))])),
    ]);
    let (_, document) = document("a.yml", &tree);
    for (path, expected) in [
        ("plugins.extractors[]{name=tap-dbt}.config.api_key", &["tap-dbt"][..]),
        ("plugins.extractors[].config.api_key", &["tap-dbt", "tap-x"]),
        ("source{type=a.b.*}.token", &["deep"]),
        ("source{type=x.*}.token", &[]),
        ("*.token", &["deep"]),
        ("**.api_key", &["tap-dbt", "tap-x"]),
        ("**{type=a.b.c}.token", &["deep"]),
        ("plugins.none", &[]),
    ] {
        let found: Vec<&str> =
            find(&document.roots[0], path).iter().filter_map(|node| node.text()).collect();
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn a_value_is_written_out_or_filled_in() {
    let source = crate::extract::fixture::source("a.json", "x");
    for (text, names, literal) in [
        ("abc", &[][..], true),
        ("${DBT_TOKEN}", &["env:DBT_TOKEN"], false),
        ("Token ${input:dbt-token}", &["setting:dbt-token"], false),
        ("{{ DBT_TOKEN }}", &["setting:DBT_TOKEN"], false),
        ("{{ .Values.token }}", &[], false),
        ("{{ lookup(x) }} {{", &[], false),
        ("$DBT_TOKEN", &["env:DBT_TOKEN"], false),
        ("Bearer ${env:DBT_TOKEN}", &["env:DBT_TOKEN"], false),
        ("${input:token}", &["setting:token"], false),
        ("{{ env_var('DBT_TOKEN') }}", &["env:DBT_TOKEN"], false),
        ("{{ env.DBT_TOKEN }}", &["env:DBT_TOKEN"], false),
        ("{{ secret('DBT_TOKEN') }}", &["secret:DBT_TOKEN"], false),
        ("{{ inputs.token }}", &[], false),
    ] {
        let value =
            value::read(&source, &Scalar::verbatim(text, 0, Style::Plain), &Scope::default());
        let found: Vec<String> = value.takes.iter().map(|take| take.name.to_string()).collect();
        assert_eq!(
            (found.iter().map(String::as_str).collect::<Vec<_>>(), value.is_literal),
            (names.to_vec(), literal),
            "{text}"
        );
    }
}
