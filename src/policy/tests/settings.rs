//! `keyfit.toml`.

use super::{assert_mistakes, policy};
use crate::model::{Environment, Kind, Plan, Runner, SourceId, Span};
use crate::policy::{settings, show};

/// A file, what is told of it, and at what.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("plam = \"team\"", "unknown key `plam` / did you mean `plan`?", "plam"),
    ("plan = \"entreprise\"", "did you mean `enterprise`?", "\"entreprise\""),
    ("plan = 1", "`plan` must be text, not a number", "1"),
    ("[credential]\n\"secret:X\" = \"service\"", "did you mean `credentials`?", "credential"),
    ("[credentials]\nX = \"service\"", "`X` does not say where the name lives", "X"),
    ("[credentials]\n\"secrets:X\" = \"service\"", "write `secret:NAME`", "\"secrets:X\""),
    ("[credentials]\n\"env:\" = \"service\"", "does not say", "\"env:\""),
    ("[credentials]\n\"env: X\" = \"service\"", "holds white space", "\"env: X\""),
    ("[credentials]\n\"env:X\" = \"unknown\"", "`env:X` cannot be `unknown`", "\"unknown\""),
    ("[credentials]\n\"env:X\" = \"persnal\"", "did you mean `personal`?", "\"persnal\""),
    ("[levels]\na-rul = \"off\"", "unknown rule `a-rul` / did you mean `a-rule`?", "a-rul"),
    ("[levels]\nzzzzzz = \"off\"", "unknown rule `zzzzzz` / `keyfit rules` lists them", "zzzzzz"),
    ("[levels]\na-rule = \"none\"", "`a-rule` cannot be `none`", "\"none\""),
    ("[levels]\na-rule = false", "`a-rule` must be text, not a truth value", "false"),
    (
        "[[context]]\nrunner = \"attended\"",
        "`path` is missing / every context needs `path`",
        "[[context]]",
    ),
    ("[[context]]\npath = \"a\"", "this context says nothing", "[[context]]"),
    ("[[context]]\npath = \"a{\"\nrunner = \"attended\"", "is no glob", "\"a{\""),
    ("[[context]]\npath = \"./a\"\nrunner = \"attended\"", "can match no path", "\"./a\""),
    ("[[context]]\npath = \"/a\"\nrunner = \"attended\"", "can match no path", "\"/a\""),
    ("[[context]]\npath = \"a\"\nrunner = \"attended\"\nenv = \"x\"", "unknown key `env`", "env"),
    ("[[context]]\npath = \"a\"\nenvironment = \"prod\"", "did you mean `production`?", "\"prod\""),
    ("[[allow]]\nbecause = \"x\"", "`rule` is missing", "[[allow]]"),
    (
        "[[allow]]\nrule = \"a-rulle\"",
        "unknown rule `a-rulle` / did you mean `a-rule`?",
        "\"a-rulle\"",
    ),
    ("[[allow]]\nrule = \"a-rule\"\nreason = \"x\"", "unknown key `reason`", "reason"),
    ("[[allow]]\nrule = \"a-rule\"\nbecause = 1", "`because` must be text", "1"),
    (
        "[[allow]]\nrule = \"a-rule\"\nuntil = \"2027-02-29\"",
        "`2027-02-29` is no day",
        "\"2027-02-29\"",
    ),
    (
        "[[allow]]\nrule = \"a-rule\"\nuntil = \"soon\"",
        "`soon` is no day / write a day",
        "\"soon\"",
    ),
    (
        "[[allow]]\nrule = \"a-rule\"\nuntil = 2027-03-31T10:00:00Z",
        "not at a time of day",
        "2027-03-31T10:00:00Z",
    ),
    ("[[allow]]\nrule = \"a-rule\"\nuntil = 10:00:00", "not at a time of day", "10:00:00"),
    ("[[allow]]\nrule = \"a-rule\"\nuntil = 2027", "`until` must be a date, not a number", "2027"),
    (
        "[allow]\nrule = \"a-rule\"",
        "`allow` must be a list of tables / write `[[allow]]`",
        "[allow]",
    ),
    ("levels = 3", "`levels` must be a table", "3"),
];

#[test]
fn a_mistake_in_the_settings_is_told_at_its_place() {
    for (text, message, at) in MISTAKES {
        assert_mistakes(settings(text, "keyfit.toml", None, &policy()), &[(message, at)]);
    }
}

#[test]
fn an_impossible_date_without_quotes_is_told_once() {
    let text = "[[allow]]\nrule = \"a-rule\"\nuntil = 2027-02-30\n";
    let mistakes = settings(text, "keyfit.toml", None, &policy()).expect_err("no such day");
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert_eq!(&text[mistakes[0].start..mistakes[0].end], "2027-02-30");
}

#[test]
fn settings_become_what_is_meant() {
    let body = r#"plan = "enterprise-plus"
[credentials]
"secret:B" = "service"
"env:A" = "personal"
[levels]
a-rule = "off"
[[context]]
path = "infra/live/**"
environment = "production"
runner = "unattended"
[[allow]]
rule = "a-rule"
path = ".github/workflows/*.{yml,yaml}"
because = "it must"
until = 2027-03-31
owner = "us"
[[allow]]
rule = "a-rule"
because = ""
until = "2027-03-31"
"#;
    let text = format!("\u{feff}{}", body.replace('\n', "\r\n"));
    let source = SourceId(3);
    let settings = settings(&text, "keyfit.toml", Some(source), &policy()).expect("right");
    assert_eq!(settings.plan, Some(Plan::EnterprisePlus));
    let kinds: Vec<_> = settings.credentials.iter().map(|it| (it.name.as_str(), it.kind)).collect();
    assert_eq!(kinds, [("secret:B", Kind::Service), ("env:A", Kind::Personal)]);
    assert_eq!(settings.levels, [("a-rule".to_owned(), None)]);
    let context = &settings.contexts[0];
    assert_eq!(context.environment, Some(Environment::Production));
    assert_eq!(context.runner, Some(Runner::Unattended));
    let [one, other] = &settings.allowances[..] else { panic!("there are two") };
    assert_eq!((one.until.as_deref(), one.owner.as_deref()), (Some("2027-03-31"), Some("us")));
    assert_eq!((other.until.as_deref(), other.because.as_deref()), (Some("2027-03-31"), Some("")));
    // Spans are those of the text without its byte order mark, as the run's sources have it.
    let at = body.replace('\n', "\r\n").find("\"a-rule\"").expect("it is there");
    assert_eq!(one.span, Some(Span::new(source, at, at + 8)));
}

#[test]
fn an_empty_file_says_nothing_and_is_right() {
    let empty = settings("", "keyfit.toml", None, &policy()).expect("right");
    assert!(empty.plan.is_none() && empty.allowances.is_empty());
}

#[test]
fn a_hostile_file_is_refused_in_time_and_without_overflow() {
    let deep = "a.".repeat(200_000);
    let nested = "[".repeat(200_000);
    let tables = format!("[[{}b]]", "a. ".repeat(100_000));
    let wide = "x = 1\n".repeat(20_000);
    let unknown = (0..50_000).map(|it| format!("key{it} = 1\n")).collect::<Vec<_>>().concat();
    for text in [
        format!("{deep}b = 1"),
        format!("k = {{ {deep}b = 1 }}"),
        format!("k = {nested}"),
        format!("k = \"{deep}\"\n{deep}"),
        tables,
        wide,
        unknown,
        "\0\u{1b}[2J\u{202e}".to_owned(),
    ] {
        let mistakes =
            settings(&text, "keyfit.toml", None, &policy()).expect_err("it is no settings");
        let shown = show(&mistakes, false);
        assert!(!mistakes.is_empty() && !shown.contains('\u{1b}') && shown.len() < 200_000);
    }
}
