//! What comments say, one by one and in runs.

use super::*;
use crate::extract::fixture::{commented, source};
use crate::model::Kind;

fn facts_of(comment: &str) -> Facts {
    let (source, document) = commented("a.yml", &["# first", comment]);
    let mut facts = Facts::default();
    append(&source, &document, &mut facts);
    let spans = facts.allows.iter().map(|it| it.span);
    for span in spans.chain(facts.declarations.iter().map(|it| it.span)) {
        assert_eq!(source.slice(span), comment);
    }
    facts
}

#[test]
fn a_comment_declares_a_kind() {
    for (comment, expected) in [
        ("# keyfit: service", Some(Kind::Service)),
        ("#keyfit:personal", Some(Kind::Personal)),
        ("// keyfit: personal, as agreed", Some(Kind::Personal)),
        ("// keyfit: personal since it is mine", Some(Kind::Personal)),
        ("; keyfit: service", Some(Kind::Service)),
        ("/* keyfit: service */", Some(Kind::Service)),
        ("/**\n * keyfit: service\n */", Some(Kind::Service)),
        ("<!-- keyfit: personal -->", Some(Kind::Personal)),
        ("## \t keyfit: service", Some(Kind::Service)),
        ("# Keyfit: service", Some(Kind::Service)),
        ("# keyfit: Service", None),
        ("# see keyfit: service", None),
        ("# keyfit service", None),
        ("# keyfit:", None),
        ("-- keyfit: service", Some(Kind::Service)),
        ("#", None),
        ("/*", None),
    ] {
        let facts = facts_of(comment);
        let kinds: Vec<_> = facts.declarations.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, expected.into_iter().collect::<Vec<_>>(), "{comment}");
        assert_eq!(facts.allows, [], "{comment}");
    }
}

#[test]
fn a_comment_allows_a_rule() {
    let long = "# keyfit: allow a-rule because the CLI needs a user until 2027-03-31";
    for (comment, rule, because, until) in [
        ("# keyfit: allow a-rule because it must", "a-rule", Some("it must"), None),
        (long, "a-rule", Some("the CLI needs a user"), Some("2027-03-31")),
        ("/* keyfit: allow a because b  */", "a", Some("b"), None),
        ("# keyfit: allow a", "a", None, None),
        ("# keyfit: allow a it must", "a", None, None),
        ("# keyfit: allow a because", "a", None, None),
        ("# keyfit: allow a because ", "a", None, None),
        ("# keyfit: allow a becauseof", "a", None, None),
        ("# keyfit: allow a until 2027-03-31", "a", None, Some("2027-03-31")),
        ("# keyfit: allow a because b until 2027-03-31.", "a", Some("b"), Some("2027-03-31")),
        ("# keyfit: allow a because wait until 2027", "a", Some("wait"), Some("2027")),
        ("# keyfit: allow a because b until it ships", "a", Some("b until it ships"), None),
    ] {
        let facts = facts_of(comment);
        let [allow] = &facts.allows[..] else { panic!("no allowance in {comment}") };
        assert_eq!(allow.rule, rule, "{comment}");
        assert_eq!(allow.because.as_deref(), because, "{comment}");
        assert_eq!(allow.until.as_deref(), until, "{comment}");
    }
}

#[test]
fn a_comment_may_say_several_things() {
    let both = "keyfit: service keyfit: allow a because it must";
    for comment in [
        format!("# {both}"),
        "# keyfit: service # keyfit: allow a because it must".to_owned(),
        "# keyfit: service, keyfit: allow a because it must".to_owned(),
        "/* keyfit: service\n * keyfit: allow a because it must */".to_owned(),
    ] {
        let facts = facts_of(&comment);
        assert_eq!(facts.declarations.len(), 1, "{comment}");
        let [allow] = &facts.allows[..] else { panic!("no allowance in {comment}") };
        assert_eq!((allow.rule.as_str(), allow.because.as_deref()), ("a", Some("it must")));
    }
    let facts = facts_of("# keyfit: allow a because the keyfit: mark says so");
    assert_eq!(facts.allows[0].because.as_deref(), Some("the keyfit: mark says so"));
}

#[test]
fn what_is_misspelt_is_told_and_prose_is_not() {
    for (comment, expected) in [
        ("# keyfit: alow a because b", "did you mean `keyfit: allow`?"),
        ("# keyfit: servce", "did you mean `keyfit: service`?"),
        ("# keyfit: Service", "did you mean `keyfit: service`?"),
        ("# Keyfit: servce", "did you mean `keyfit: service`?"),
        ("# keyfit: ignore a", "did you mean `keyfit: allow`?"),
        ("# keyfit: allow", "allows no rule"),
        ("# keyfit: allow because b", "allows no rule"),
        ("# keyfit:", ""),
        ("# keyfit: a linter", ""),
        ("# keyfit: checks whose tokens these are", ""),
        ("# see keyfit: alow", ""),
        ("# keyfit alow", ""),
    ] {
        let facts = facts_of(comment);
        let told = facts.unheard.first().map_or("", |it| it.message.as_str());
        assert!(told.contains(expected) && told.is_empty() == expected.is_empty(), "{comment}");
        assert!(facts.allows.is_empty() && facts.declarations.is_empty(), "{comment}");
    }
}

#[test]
fn a_run_of_comments_speaks_for_the_line_below_it() {
    let text = "\
# keyfit: service
  # keyfit: allow a because b
# keyfit: alow
value # keyfit: personal
# keyfit: allow a because b
# and this is why
value
# keyfit: allow a because b

# keyfit: allow a because b
value
";
    let source = source("a.pl", text);
    let mut facts = Facts::default();
    append_from_lines(&source, &mut facts);
    let below: Vec<_> = facts.declarations.iter().map(|it| it.below).collect();
    assert_eq!(below, [4, 5]);
    let below: Vec<_> = facts.allows.iter().map(|it| it.below).collect();
    assert_eq!(below, [4, 6, 9, 11]);
}
