//! What cannot be done is told once, on standard error, with its place and what to do instead.

use super::{code, with_workflow};
use crate::{PERSONAL, WORKFLOW, text};

const RULE: &str = "\
title = \"A\"
level = \"error\"
on = \"usage\"
when = { kind = \"personal\" }
say = \"b\"
help = \"c\"
why = \"d\"
source = [\"e\"]
";

/// Files beside the workflow, the arguments, and what the message must hold.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a [&'a str]);

#[test]
fn a_mistake_ends_the_run_with_one_message_and_no_output() {
    let unknown_word = RULE.replace("kind =", "kid =");
    let unknown_value = RULE.replace("\"personal\"", "\"persona\"");
    let unfinished = RULE.replace("title = \"A\"", "title = \"A");
    let marked = format!("\u{feff}{}", RULE.replace("\"A\"", "1"));
    let cases: &[Case] = &[
        (&[], &["check", "nowhere"], &["cannot read `nowhere`", "no such file or folder"]),
        (&[], &["check", ".", "nowhere"], &["cannot read `nowhere`"]),
        (&[], &["chekc"], &["'chekc'", "'check'"]),
        (&[], &["check", "--formt", "json"], &["'--formt'", "'--format'"]),
        (&[], &["check", "--format", "sarfi"], &["no format `sarfi`", "did you mean `sarif`?"]),
        (&[], &["check", "--format", "yaml"], &["no format `yaml`", "human, concise, json, sarif"]),
        (&[], &["check", "--output", "sarif"], &["'sarif'", "FORMAT=FILE"]),
        (&[], &["check", "--output", "sarif="], &["no file after `=`"]),
        (&[], &["check", "--output", "jsno=a"], &["no format `jsno`", "did you mean `json`?"]),
        (
            &[],
            &["check", "--output", "json=no/such/folder/a"],
            &["cannot write `no/such/folder/a`"],
        ),
        (
            &[],
            &["check", "--output", "json=.github"],
            &["cannot write `.github`", "it is a folder"],
        ),
        (&[], &["check", "--fail-on", "warn"], &["'warn'", "error, warning, note, never"]),
        (&[], &["check", "--color", "yes"], &["'yes'", "auto, always, never"]),
        (&[], &["check", "--today", "30.6.2026"], &["'30.6.2026'", "YYYY-MM-DD"]),
        (&[], &["check", "--today", "2026-02-30"], &["'2026-02-30'", "day of the calendar"]),
        (&[], &["check", "--config", "none.toml"], &["cannot read `none.toml`"]),
        (&[], &["check", "--config", ".github"], &["cannot read `.github`", "it is a folder"]),
        (&[], &["check", "--rules", "none"], &["cannot read `none`", "no such file or folder"]),
        (&[], &["check", "--rules", WORKFLOW], &["it is no folder"]),
        (&[], &["check", "--rules", ".github"], &["no rule in `.github`", "help: name the folder"]),
        (
            &[],
            &["explain", "personal-token-in-prodution"],
            &[
                "`personal-token-in-prodution`\n",
                "help: did you mean `personal-token-in-production`?",
            ],
        ),
        (&[], &["explain", "terraform-providr"], &["help: did you mean `terraform-provider`?"]),
        (&[], &["explain", "colour"], &["`colour`", "`keyfit explain rules`"]),
        (&[], &["explain"], &["<NAME>"]),
        (&[], &["map", "--format", "sarif"], &["human, json, markdown, csv, html, mermaid, dot"]),
        (&[], &["check", "--format", "mermaid"], &["write `keyfit map --format mermaid`"]),
        (&[], &["show", "flow"], &["'flow'", "'flows'"]),
        (
            &[("keyfit.toml", "plam = \"team\"\n")],
            &["check"],
            &["unknown key `plam`", "keyfit.toml:1:1", "did you mean `plan`?"],
        ),
        (&[("keyfit.toml", "\u{feff}plam = 1\n")], &["check"], &["keyfit.toml:1:1"]),
        (
            &[("keyfit.toml", "\nplan = \"tem\"\n")],
            &["check"],
            &["keyfit.toml:2:8", "did you mean `team`?"],
        ),
        (&[("keyfit.toml", "plan = \"team\n")], &["check"], &["keyfit.toml:1:"]),
        (
            &[("keyfit.toml", "[levels]\npersonal-token-in-prodution = \"off\"\n")],
            &["check"],
            &["keyfit.toml:2:1", "did you mean `personal-token-in-production`?"],
        ),
        (
            &[("keyfit.toml", "[levels]\npersonal-token-in-production = \"loud\"\n")],
            &["check"],
            &["keyfit.toml:2:32", "`error`, `warning`, `note`, `off`"],
        ),
        (
            &[("keyfit.toml", "[[allow]]\nrule = \"token-in-repositry\"\n")],
            &["check"],
            &["keyfit.toml:2:8", "did you mean `token-in-repository`?"],
        ),
        (
            &[("keyfit.toml", "[[allow]]\nrule = \"token-in-repository\"\nbecuse = \"x\"\n")],
            &["check"],
            &["keyfit.toml:3:1", "did you mean `because`?"],
        ),
        (
            &[("keyfit.toml", "[[allow]]\nrule = \"token-in-repository\"\nuntil = \"soon\"\n")],
            &["check"],
            &["keyfit.toml:3:9", "2027-03-31"],
        ),
        (
            &[("keyfit.toml", "[credentials]\nDBT_PAT = \"service\"\n")],
            &["check"],
            &["keyfit.toml:2:1", "`secret:NAME`"],
        ),
        (
            &[("keyfit.toml", "[[context]]\npath = \"./infra/**\"\nrunner = \"attended\"\n")],
            &["check"],
            &["keyfit.toml:2:8", "without `./`"],
        ),
        (&[("keyfit.toml/a", "")], &["check"], &["cannot read `keyfit.toml`"]),
        (&[("keyfit.toml", "plam = 1\n")], &["map"], &["did you mean `plan`?"]),
        (&[("keyfit.toml", "plam = 1\n")], &["show", "usages"], &["did you mean `plan`?"]),
        (
            &[("other.toml", "plam = 1\n")],
            &["check", "--config", "other.toml"],
            &["other.toml:1:1", "did you mean `plan`?"],
        ),
        (
            &[("r/a-rule.toml", &unknown_word)],
            &["check", "--rules", "r"],
            &["unknown word `kid`", "r/a-rule.toml:4:10", "did you mean `kind`?"],
        ),
        (
            &[("r/a-rule.toml", &unknown_value)],
            &["check", "--rules", "r"],
            &["`kind` cannot be `persona`", "r/a-rule.toml:4:17", "did you mean `personal`?"],
        ),
        (&[("r/a-rule.toml", &marked)], &["check", "--rules", "r"], &["r/a-rule.toml:1:9"]),
        (&[("r/a-rule.toml", &unfinished)], &["check", "--rules", "r"], &["r/a-rule.toml:1:"]),
        (
            &[("r/A_Rule.toml", RULE)],
            &["check", "--rules", "r"],
            &["`A_Rule` cannot be the name of a rule"],
        ),
        (
            &[("r/token-in-repository.toml", RULE)],
            &["check", "--rules", "r"],
            &["there is a rule `token-in-repository` already", "r/token-in-repository.toml"],
        ),
        (&[("r/a-rule.toml", &unknown_word)], &["rules", "--rules", "r"], &["unknown word `kid`"]),
        (
            &[("r/a-rule.toml", &unknown_word)],
            &["explain", "a-rule", "--rules", "r"],
            &["unknown word `kid`"],
        ),
    ];
    for (number, (files, arguments, expected)) in cases.iter().enumerate() {
        let folder = with_workflow(&format!("mistake-{number}"), PERSONAL);
        for (path, content) in *files {
            folder.write(path, content);
        }
        let run = folder.keyfit(arguments);
        let (out, told) = (text(&run.stdout), text(&run.stderr));
        assert_eq!(code(&run), 2, "{arguments:?}: {told}");
        assert!(out.is_empty(), "{arguments:?}: {out}");
        assert_eq!(told.matches("error:").count(), 1, "{arguments:?}: {told}");
        for piece in *expected {
            assert!(told.contains(piece), "{arguments:?}: no {piece:?} in\n{told}");
        }
        assert!(!told.contains("\\u{") && !told.contains('\u{1b}'), "{arguments:?}: {told}");
    }
}

#[test]
fn a_link_to_nothing_is_no_missing_settings_file() {
    #[cfg(unix)]
    {
        let folder = with_workflow("dangling-settings", PERSONAL);
        std::os::unix::fs::symlink("nowhere", folder.path("keyfit.toml")).expect("a link is made");
        let run = folder.keyfit(&["check"]);
        assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
        assert!(text(&run.stderr).contains("cannot read `keyfit.toml`"), "{}", text(&run.stderr));
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let folder = with_workflow("many-mistakes", PERSONAL);
    folder.write("keyfit.toml", "plan = 1\n[levels]\na = \"off\"\n[[allow]]\nwhy = \"x\"\n");
    let run = folder.keyfit(&["check"]);
    assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
    let told = text(&run.stderr);
    for piece in ["keyfit.toml:1:8", "keyfit.toml:3:1", "keyfit.toml:4:1", "keyfit.toml:5:1"] {
        assert!(told.contains(piece), "no {piece} in\n{told}");
    }
}

#[test]
fn help_and_version_are_no_mistakes() {
    let folder = with_workflow("help", PERSONAL);
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["--version"]] {
        let run = folder.keyfit(arguments);
        assert_eq!((code(&run), text(&run.stderr)), (0, String::new()), "{arguments:?}");
        assert!(!run.stdout.is_empty(), "{arguments:?}");
    }
    let run = folder.keyfit(&[]);
    assert_eq!((code(&run), text(&run.stdout)), (2, String::new()));
    assert!(text(&run.stderr).contains("Usage: keyfit"));
}
