use super::*;
use crate::extract::fixture::{Tree, document, token, vendor};

fn facts_of(path: &str, entries: &[(&str, &str)]) -> (Source, Facts) {
    let tree = Tree::Map(entries.iter().map(|(key, value)| (*key, Tree::Text(value))).collect());
    let (source, document) = document(path, &tree);
    let facts = facts(&source, &document, &[vendor()]);
    (source, facts)
}

/// The keys that are presented.
fn presented(entries: &[(&str, &str)]) -> Vec<String> {
    let (source, facts) = facts_of(".env", entries);
    let sites = facts.sites.iter().filter(|site| site.presents.is_some());
    let names = sites.map(|site| {
        assert_eq!(site.takes[0].name.scope, Scope::unit("file", &source.path));
        site.takes[0].name.text.clone()
    });
    names.collect()
}

#[test]
fn an_entry_gives_its_name() {
    let (source, facts) = facts_of("a/.env", &[("URL", "x"), ("T", "$A-${B:-c}"), ("P", "$P:x")]);
    let scope = Scope::unit("file", "a/.env");
    let sites: Vec<_> = facts.sites.iter().collect();
    let [url, both, path] = sites[..] else { panic!("three entries, three sites") };
    assert_eq!(url.gives, Some(Name::new(Space::Env, &scope, "URL")));
    assert_eq!(&*url.says, "`.env` sets `URL`");
    assert_eq!(url.literal, Some(Secret::new("x")));
    assert_eq!(source.slice(url.span), "x");
    assert_eq!(both.literal, None);
    assert_eq!(both.choice, Choice::First);
    let takes: Vec<_> =
        both.takes.iter().map(|it| (it.name.text.as_str(), source.slice(it.span))).collect();
    assert_eq!(takes, [("A", "$A"), ("B", "${B")]);
    assert_eq!(path.takes[0].name.scope, Scope::repository());
}

#[test]
fn a_command_is_no_literal() {
    let (_, facts) = facts_of(".envrc", &[("DBT_TOKEN", "$(op read op://a/b)")]);
    assert!(facts.sites.iter().all(|site| site.literal.is_none()));
    assert_eq!(facts.sites.len(), 2);
}

#[test]
fn a_key_alone_takes_its_name_from_outside() {
    let (source, document) = document(".env", &Tree::Map(vec![("DBT_TOKEN", Tree::Null)]));
    let facts = facts(&source, &document, &[vendor()]);
    assert_eq!(facts.sites[0].takes[0].name.scope, Scope::repository());
    assert!(facts.sites[1].presents.is_some());
}

#[test]
fn a_credential_is_known_by_name_or_value() {
    let personal = token("dbtu_");
    let header = format!("Bearer {}", token("dbtc_"));
    for (entries, expected) in [
        (&[("DBT_CLOUD_TOKEN", "x"), ("PORT", "1")][..], &["DBT_CLOUD_TOKEN"][..]),
        (&[("OTHER", &*personal)], &["OTHER"]),
        (&[("OTHER", "dbtu_xxx")], &["OTHER"]),
        (&[("AUTH", &*header)], &["AUTH"]),
        (&[("MODULE", "use dbtc_client")], &[]),
        (&[("DBT_TOKEN", "x")], &["DBT_TOKEN"]),
        (&[("DBT_TOKEN", "x"), ("DBT_HOST", "h")], &[]),
        (&[("DBT_TOKEN", &*personal), ("DBT_HOST", "h")], &["DBT_TOKEN"]),
        (&[("DBT_TOKEN", "x"), ("DATABRICKS_HOST", "h")], &[]),
        (&[("DBT_WEBHOOK_TOKEN", "x")], &[]),
        (&[("DBT_API_KEY", "")], &["DBT_API_KEY"]),
        (&[("DBT_API_KEY", "$KEY")], &["DBT_API_KEY"]),
    ] {
        assert_eq!(presented(entries), expected, "{:?}", entries[0].0);
    }
}

#[test]
fn the_name_says_where_it_is_read() {
    let target = |word: &str| Matter::Target(vec![Word::Text(word.to_owned())]);
    for (path, expected) in [
        ("a/.env", vec![Matter::Attended]),
        (".envrc", vec![Matter::Attended]),
        (".env.local", vec![Matter::Attended, target("local")]),
        (".env.production", vec![target("production")]),
        ("prod.env", vec![target("prod")]),
        ("product.env", vec![Matter::Attended]),
        (".env.staging.local", vec![target("staging"), target("local")]),
        (".env.example", vec![Matter::Attended, Matter::Example]),
        ("examples/.env", vec![Matter::Attended]),
    ] {
        let (_, facts) = facts_of(path, &[]);
        let mut matters: Vec<_> = facts.circumstances.into_iter().map(|it| it.matter).collect();
        assert_eq!(matters.remove(0), Matter::Path(path.to_owned()));
        assert_eq!(matters, expected, "{path}");
    }
}
