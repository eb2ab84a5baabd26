//! Rule files.

use super::{RULE, VENDOR, assert_mistakes, loaded};
use crate::model::{Condition, Level, Policy, Subject};
use crate::policy::Mistake;

/// What is replaced in the good rule, by what, what is told, and at what.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("kind = \"personal\"", "consumer = {}", "`consumer` holds no condition", "{}"),
    ("say =", "sai = \"x\"\nsay =", "unknown key `sai` / did you mean `say`?", "sai"),
    (
        "level = \"error\"",
        "level = \"eror\"",
        "`level` cannot be `eror` / did you mean `error`?",
        "\"eror\"",
    ),
    ("level = \"error\"", "level = 3", "`level` must be text, not a number", "3"),
    (
        "\"usage\"",
        "\"token\"",
        "known are `usage`, `grant`, `permission`, `exposure`, `allowance`",
        "\"token\"",
    ),
    ("on = \"usage\"\n", "", "`on` is missing / every rule needs `on`", ""),
    ("why = \"d\"", "why = \" \"", "`why` says nothing", "\" \""),
    ("[\"e\"]", "[]", "`source` is empty", "[]"),
    ("[\"e\"]", "\"e\"", "`source` must be a list, not text / write `source = [", "\"e\""),
    ("[\"e\"]", "[\"e\", 1]", "`source` must be text, not a number", "1"),
    ("{ kind = \"personal\" }", "{}", "`when` holds no condition", "{}"),
    ("{ kind = \"personal\" }", "\"all\"", "`when` must be a table", "\"all\""),
    ("kind =", "kin =", "unknown word `kin` / did you mean `kind`?", "kin"),
    ("kind =", "form =", "`form` is no word of a rule about `usage`", "form"),
    ("\"personal\"", "[\"service\", \"persnal\"]", "did you mean `personal`?", "\"persnal\""),
    ("\"personal\"", "[]", "`kind` is empty", "[]"),
    ("\"personal\"", "true", "`kind` must be text, not a truth value", "true"),
    ("kind = \"personal\"", "consumer = \"tol\"", "did you mean `tool`?", "\"tol\""),
    ("kind = \"personal\"", "consumer.clas = \"api\"", "did you mean `consumer.class`?", "clas"),
    ("kind = \"personal\"", "consumer.class = \"apis\"", "did you mean `api`?", "\"apis\""),
    (
        "kind = \"personal\"",
        "consumer = { class = \"api\" }, \"consumer.class\" = \"api\"",
        "`consumer.class` is there twice",
        "\"api\"",
    ),
    (
        "kind = \"personal\"",
        "consumer = \"tool\", consumer.class = \"api\"",
        "must be quoted",
        "consumer",
    ),
    (
        "say = \"b\"",
        "say = \"b {credentail}\"",
        "unknown placeholder `{credentail}` / did you mean `credential`?",
        "{credentail}",
    ),
    ("say = \"b\"", "say = \"b {kind\"", "unknown placeholder `{kind`", "{kind"),
    ("help = \"c\"", "help = \"{kind} {}\"", "unknown placeholder `{}`", "{}"),
    ("say = \"b\"", "say = \"b {until}\"", "unknown placeholder `{until}`", "{until}"),
    ("say =", "yields-to = [\"lost\"]\nsay =", "there is no other rule `lost`", "\"lost\""),
    ("say =", "yields-to = []\nsay =", "`yields-to` is empty", "[]"),
    (
        "say =",
        "weakness = [\"CWE-798\"]\nsay =",
        "`CWE-798` is no number of a weakness / write it as `cwe-798`",
        "\"CWE-798\"",
    ),
    ("say =", "weakness = []\nsay =", "`weakness` is empty", "[]"),
    (
        "say =",
        "weakness = [\"cwe-1\", \"cwe-2\", \"cwe-3\", \"cwe-4\", \"cwe-5\"]\nsay =",
        "`weakness` holds 5, and may hold 4",
        "[\"cwe-1\", \"cwe-2\", \"cwe-3\", \"cwe-4\", \"cwe-5\"]",
    ),
    ("say =", "precedence = 0\nsay =", "`precedence` is out of range", "0"),
    ("say =", "precedence = -1\nsay =", "`precedence` is out of range", "-1"),
    ("say =", "precedence = \"1\"\nsay =", "`precedence` must be a number, not text", "\"1\""),
    ("say =", "unless = [{ kind = \"personal\" }, {}]\nsay =", "`unless` holds no condition", "{}"),
    (
        "[\"e\"]\n",
        "[\"e\"]\n[[case]]\nlevel = \"off\"\n",
        "`when` is missing / every case needs `when`",
        "[[case]]",
    ),
    (
        "[\"e\"]\n",
        "[\"e\"]\n[case]\nlevel = \"off\"\n",
        "`case` must be a list of tables / write `[[case]]`",
        "[case]",
    ),
    ("title = \"A\"", "title = \"A\"\ntitle = \"B\"", "duplicate key", "title"),
    ("title = \"A\"", "title = ", "", ""),
];

/// The good rule with one piece replaced.
#[track_caller]
fn rule_with(from: &str, to: &str) -> Result<Policy, Vec<Mistake>> {
    assert!(RULE.contains(from), "{from}");
    let rule = RULE.replacen(from, to, 1);
    loaded(&[("a-rule.toml", &rule), ("vendors/v/all.toml", VENDOR)])
}

#[test]
fn a_mistake_in_a_rule_is_told_at_its_place() {
    for (from, to, message, at) in MISTAKES {
        assert_mistakes(rule_with(from, to), &[(message, at)]);
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_in_its_order() {
    let rule = "colour = 1\nlevel = \"loud\"\non = \"exposure\"\nwhen = { form = \"lit\" }\nsay = \"{x}\"\nhelp = 1\nwhy = \"y\"\nsource = [\"z\"]\n";
    assert_mistakes(
        loaded(&[("b.toml", rule)]),
        &[
            ("`title` is missing", ""),
            ("unknown key `colour`", "colour"),
            ("`level` cannot be `loud`", "\"loud\""),
            ("did you mean `literal`?", "\"lit\""),
            ("unknown placeholder `{x}`", "{x}"),
            ("`help` must be text", "1"),
        ],
    );
}

#[test]
fn a_rule_becomes_what_is_meant() {
    let rule = "\u{feff}title = \"A\"\r\nlevel = \"off\"\r\non = \"usage\"\r\nprecedence = 7\r\nwhen = { consumer.class = [\"api\", \"client\"], kind = \"personal\", \"consumer\" = \"tool\" }\r\nsay = \"{credential} ${{ secrets.X }}\"\r\nhelp = \"c\"\r\nwhy = \"d\"\r\nsource = [\"e\"]\r\n[[unless]]\r\nconsumer.needs = \"personal\"\r\n[[unless]]\r\nplan = \"none\"\r\n[[case]]\r\nlevel = \"note\"\r\nwhen = { active = \"true\" }\r\nhelp = \"{because}\"\r\n";
    let quoted = rule.replacen("consumer.class", "\"consumer.class\"", 1);
    let policy =
        loaded(&[("my-rule.toml", &quoted), ("vendors/v/all.toml", VENDOR)]).expect("right");
    let rule = policy.rule("my-rule").expect("it is there");
    let is = |word: &str, values: &[&str]| Condition {
        word: word.into(),
        values: values.iter().map(|it| (*it).into()).collect(),
    };
    assert_eq!((rule.level, rule.subject, rule.precedence), (None, Subject::Usage, Some(7)));
    assert_eq!(
        rule.when,
        [
            is("consumer.class", &["api", "client"]),
            is("kind", &["personal"]),
            is("consumer", &["tool"])
        ]
    );
    assert_eq!(
        rule.unless,
        [vec![is("consumer.needs", &["personal"])], vec![is("plan", &["none"])]]
    );
    assert_eq!(rule.levels[0].level, Some(Level::Note));
    assert_eq!(rule.levels[0].when, [is("active", &["true"])]);
    assert_eq!(rule.levels[0].help.as_deref(), Some("{because}"));
    assert_eq!((rule.title.as_str(), rule.say.as_str()), ("A", "{credential} ${{ secrets.X }}"));
    assert_eq!((rule.why.as_str(), &rule.source[..]), ("d", &["e".to_owned()][..]));
}
