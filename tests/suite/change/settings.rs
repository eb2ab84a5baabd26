//! Each side of a change is judged by its own settings, and what a change of them silences is counted.

use super::{APPLIED, APPLIES, APPLY, RAN, ROOT, commit, found, report, repository};
use crate::{PERSONAL, WORKFLOW, text};

const OFF: &str = "[levels]\npersonal-token-in-production = \"off\"\n";
const LOWER: &str = "[levels]\npersonal-token-in-production = \"warning\"\n";

#[test]
fn what_looser_settings_silence_is_counted() {
    let Some(folder) = repository("settings-looser", &[(WORKFLOW, PERSONAL)]) else { return };
    let allowed = format!(
        "[[allow]]\nrule = \"personal-token-in-production\"\npath = \"{WORKFLOW}\"\nbecause = \"x\"\n"
    );
    for loose in [OFF, LOWER, &allowed] {
        folder.write("keyfit.toml", loose);
        assert!(found(&folder, &["--diff", "HEAD"]).is_empty(), "{loose}");
        assert_eq!(report(&folder, &["--diff", "HEAD"])["summary"]["change"]["hushed"], 1);
        let page = text(&folder.keyfit(&["check", "--diff", "HEAD"]).stdout);
        assert!(page.contains("keyfit.toml: 1 finding would be told by the settings of `HEAD`"));
        // Who gives settings of their own is not at the mercy of the change.
        let own = report(&folder, &["--diff", "HEAD", "--no-config"]);
        assert_eq!(own["summary"]["change"]["hushed"], 0);
    }
    // A finding that comes with what silences it is counted, too.
    folder.write(WORKFLOW, PERSONAL.replace("DBT_PAT", "THIRD_PAT"));
    folder.write("keyfit.toml", OFF);
    assert_eq!(report(&folder, &["--diff", "HEAD"])["summary"]["change"]["hushed"], 1);
    assert_eq!(found(&folder, &["--diff", "HEAD", "--no-config"]), [RAN]);
}

#[test]
fn what_tighter_settings_find_is_new() {
    for loose in [OFF, LOWER] {
        let files = [(WORKFLOW, PERSONAL), ("keyfit.toml", loose)];
        let Some(folder) = repository("settings-tighter", &files) else { return };
        assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
        folder.write("keyfit.toml", "");
        assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN]);
        std::fs::remove_file(folder.path("keyfit.toml")).expect("it was written");
        assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN]);
    }
}

#[test]
fn settings_that_were_broken_can_be_mended() {
    let files = [(WORKFLOW, PERSONAL), ("keyfit.toml", "plam = 1\n")];
    let Some(folder) = repository("settings-broken", &files) else { return };
    folder.write("keyfit.toml", "").write("main.tf", ROOT).write(APPLY, APPLIES);
    let told = report(&folder, &["--diff", "HEAD"]);
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [APPLIED]);
    assert_eq!(told["problems"][0]["path"], "keyfit.toml");
    commit(&folder);
    assert_eq!(report(&folder, &["--diff", "HEAD"])["summary"]["problems"], 0);
}

#[test]
fn a_comment_that_goes_makes_a_finding_new() {
    let comment = "# keyfit: allow personal-token-in-production because it is agreed";
    let allowed = format!("{} {comment}\n", PERSONAL.trim_end());
    let Some(folder) = repository("settings-comment", &[(WORKFLOW, &allowed)]) else { return };
    assert!(found(&folder, &["--diff", "HEAD"]).is_empty());
    folder.write(WORKFLOW, PERSONAL);
    assert_eq!(found(&folder, &["--diff", "HEAD"]), [RAN]);
}
