//! Findings that a baseline knows are silenced, counted and kept; what it knows of nothing is told.

use serde_json::Value;

use crate::commands::code;
use crate::folder::Folder;
use crate::{TODAY, text};

/// A workflow that uses a person's token in production.
fn workflow(secret: &str) -> String {
    format!(
        "on:\n  push:\n    branches: [main]\njobs:\n  run:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with:\n          dbt_cloud_token: ${{{{ secrets.{secret} }}}}\n"
    )
}

const ONE: &str = ".github/workflows/one.yml";
const TWO: &str = ".github/workflows/two.yml";
const FILE: &str = "keyfit.baseline";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(ONE, workflow("ONE_PAT")).write(TWO, workflow("TWO_PAT"));
    folder
}

fn wrote(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.keyfit(&[&["baseline", "--output", FILE], arguments].concat());
    assert_eq!(code(&run), 0, "{}", text(&run.stderr));
    text(&run.stderr)
}

fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let all = [&["check", "--format", "json", "--today", TODAY], arguments].concat();
    let run = folder.keyfit(&all);
    assert!(code(&run) < 2, "{}", text(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("the report is JSON")
}

fn entries(folder: &Folder) -> Vec<String> {
    let text = folder.read(FILE);
    let is_entry = |it: &&str| !it.is_empty() && !it.starts_with('#');
    text.lines().filter(is_entry).map(str::to_owned).collect()
}

#[test]
fn what_is_known_is_silenced_and_what_is_new_is_told() {
    let folder = folder("baseline-adopted");
    assert_eq!(code(&folder.keyfit(&["check"])), 1);
    assert!(wrote(&folder, &[]).contains("2 added, 0 kept, 0 taken out"));
    let silent = folder.keyfit(&["check", "--baseline", FILE, "--strict"]);
    assert_eq!(code(&silent), 0);
    let page = text(&silent.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.starts_with("no new finding: "), "{page}");
    assert!(page.contains("2 findings known by the baseline"), "{page}");
    let told = report(&folder, &["--baseline", FILE]);
    let suppressed = &told["findings"][0]["suppressed"];
    assert_eq!(suppressed["by"], "baseline");
    assert_eq!(told["summary"]["suppressed"], 2);
    assert_eq!(told["summary"]["baseline"]["silenced"], 2);
    folder.write(".github/workflows/three.yml", workflow("THREE_PAT"));
    assert_eq!(code(&folder.keyfit(&["check", "--baseline", FILE])), 1);
    assert_eq!(report(&folder, &["--baseline", FILE])["summary"]["errors"], 1);
}

#[test]
fn a_baseline_has_a_line_a_finding_and_nothing_that_moves() {
    let folder = folder("baseline-lines");
    wrote(&folder, &[]);
    let before = entries(&folder);
    assert!(before.is_sorted() && before.len() == 2, "{before:?}");
    for (line, path) in before.iter().zip([ONE, TWO]) {
        let words: Vec<&str> = line.split(' ').collect();
        assert!(
            matches!(words[..], [print, "personal-token-in-production", _] if print.len() == 16)
        );
        assert!(before.iter().any(|it| it.ends_with(path)), "{before:?}");
    }
    let text = folder.read(FILE);
    assert!(!text.contains(env!("CARGO_PKG_VERSION")) && !text.contains(TODAY), "{text}");
    folder.write(ONE, format!("# What runs.\n\n{}", workflow("ONE_PAT")));
    folder.write(TWO, workflow("TWO_PAT").replace('\n', "\r\n"));
    wrote(&folder, &["--threads", "1"]);
    assert_eq!(folder.read(FILE), text);
    wrote(&folder, &["--threads", "7"]);
    assert_eq!(folder.read(FILE), text);
}

#[test]
fn what_is_gone_is_told_and_taken_out_and_nothing_is_added() {
    let folder = folder("baseline-gone");
    wrote(&folder, &[]);
    std::fs::remove_file(folder.path(ONE)).expect("it was written");
    folder.write(".github/workflows/three.yml", workflow("THREE_PAT"));
    let run = folder.keyfit(&["check", "--baseline", FILE, "--fail-on", "never"]);
    let page = text(&run.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(code(&run), 0);
    let says = "keyfit.baseline: 1 entry matches nothing; `keyfit baseline --prune --output keyfit.baseline` takes it out";
    assert!(page.contains(says), "{page}");
    let stale = &report(&folder, &["--baseline", FILE])["summary"]["baseline"]["stale"];
    assert_eq!(stale.as_array().map(Vec::len), Some(1));
    let strict = ["check", "--baseline", FILE, "--fail-on", "never", "--strict"];
    assert_eq!(code(&folder.keyfit(&strict)), 1);
    assert!(wrote(&folder, &["--prune"]).contains("0 added, 1 kept, 1 taken out"));
    let left = entries(&folder);
    assert!(left.len() == 1 && left[0].ends_with(TWO), "{left:?}");
    assert_eq!(code(&folder.keyfit(&strict)), 0);
}

#[test]
fn reasons_and_comments_stay() {
    let folder = folder("baseline-reasons");
    wrote(&folder, &[]);
    let lines = entries(&folder);
    let text = format!(
        "# Ours.\n\n{}\n# Until spring, as agreed.\n{} # the vendor is asked\n{}\n",
        lines[1], lines[0], lines[0]
    );
    folder.write(FILE, text.replace('\n', "\r\n"));
    let reasons = |folder: &Folder| {
        let report = report(folder, &["--baseline", FILE]);
        let findings = report["findings"].as_array().expect("the report lists findings").clone();
        let because = |it: &Value| it["suppressed"]["because"].as_str().map(str::to_owned);
        findings.iter().filter_map(because).collect::<Vec<_>>()
    };
    let said = reasons(&folder);
    assert!(said.iter().any(|it| it == "it was there when the baseline was taken"), "{said:?}");
    folder.write(FILE, text.replace(&format!("{}\n", lines[0]), ""));
    wrote(&folder, &[]);
    let kept = folder.read(FILE);
    assert!(kept.starts_with("# Ours.\n\n"), "{kept}");
    let because = "# Until spring, as agreed.\n";
    let expected = format!("{because}{} # the vendor is asked\n", lines[0]);
    assert!(kept.contains(&expected), "{kept}");
    assert!(reasons(&folder).iter().any(|it| it == "the vendor is asked"));
}

#[test]
fn two_branches_merge_line_by_line() {
    let folder = folder("baseline-merged");
    wrote(&folder, &[]);
    let common = entries(&folder);
    folder.write(".github/workflows/three.yml", workflow("THREE_PAT"));
    wrote(&folder, &[]);
    let ours = entries(&folder);
    std::fs::remove_file(folder.path(".github/workflows/three.yml")).expect("it was written");
    folder.write(".github/workflows/four.yml", workflow("FOUR_PAT"));
    folder.write(FILE, common.join("\n"));
    wrote(&folder, &[]);
    let theirs = entries(&folder);
    assert!(common.iter().all(|it| ours.contains(it) && theirs.contains(it)));
    folder.write(".github/workflows/three.yml", workflow("THREE_PAT"));
    // As `merge=union` leaves them: lines of both sides, in any order and some twice.
    folder.write(FILE, [theirs, ours].concat().join("\n"));
    assert_eq!(code(&folder.keyfit(&["check", "--baseline", FILE, "--strict"])), 0);
}

#[test]
fn a_broken_baseline_ends_the_run_with_one_message() {
    let folder = folder("baseline-broken");
    wrote(&folder, &[]);
    let good = folder.read(FILE);
    let line = good.lines().count() + 1;
    let entry = entries(&folder)[0].clone();
    for (broken, says) in [
        ("<<<<<<< ours", "git left its marks of a merge"),
        ("x", "a line is a fingerprint"),
        (&entry[1..], "a line is a fingerprint"),
        (&entry[..16], "a line is a fingerprint"),
        (&entry.to_uppercase(), "a line is a fingerprint"),
    ] {
        folder.write(FILE, format!("{good}{broken}\nalso broken\n"));
        for command in [&["check", "--baseline"][..], &["baseline", "--prune", "--output"]] {
            let run = folder.keyfit(&[command, &[FILE]].concat());
            let told = text(&run.stderr);
            assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
            assert!(told.contains(&format!("{FILE}:{line}:1")) && told.contains(says), "{told}");
            assert_eq!(text(&run.stdout), "");
        }
    }
    let missing = folder.keyfit(&["check", "--baseline", "nowhere"]);
    assert_eq!(code(&missing), 2);
    assert!(text(&missing.stderr).contains("there is no such file"));
}

#[test]
fn a_part_of_the_tree_is_added_and_the_rest_stays() {
    let folder = folder("baseline-part");
    folder.write("x", "");
    wrote(&folder, &[ONE, "x"]);
    assert!(entries(&folder).len() == 1 && entries(&folder)[0].ends_with(ONE));
    wrote(&folder, &[TWO, "x"]);
    assert_eq!(entries(&folder).len(), 2);
    let silenced = &report(&folder, &["--baseline", FILE, ONE])["summary"]["baseline"]["silenced"];
    assert_eq!(*silenced, 1);
    // What lies outside of the part that is asked for is not gone.
    let stale = &report(&folder, &["--baseline", FILE, ONE])["summary"]["baseline"]["stale"];
    assert_eq!(*stale, serde_json::json!([]));
}

#[test]
fn a_baseline_knows_only_what_was_there_and_is_no_finding_itself() {
    let token = |letters: &str| format!("dbtu_{}", letters.repeat(3).get(..50).unwrap_or(""));
    let (one, two) = (token("aB3dE-6_hJaQwErTyUiOpZ"), token("Zx9cV-7_bNmLkJhGfDsAqW"));
    let folder = Folder::new("baseline-values");
    folder.write("a.yml", format!("token: {one}\n"));
    wrote(&folder, &[]);
    assert!(!folder.read(FILE).contains(&one[5..10]));
    let errors =
        |folder: &Folder| report(folder, &["--baseline", FILE])["summary"]["errors"].clone();
    assert_eq!(errors(&folder), 0);
    // Another value in its place is another leak, and so is the same value in another file.
    folder.write("a.yml", format!("token: {two}\n"));
    assert_eq!(errors(&folder), 1);
    folder.write("a.yml", format!("token: {one}\n")).write("b.yml", format!("token: {one}\n"));
    assert_eq!(errors(&folder), 1);
    std::fs::remove_file(folder.path("a.yml")).expect("it was written");
    std::fs::remove_file(folder.path("b.yml")).expect("it was written");
    assert_eq!(report(&folder, &[])["findings"], serde_json::json!([]));
}

#[test]
fn a_louder_finding_than_before_is_still_known_and_what_is_allowed_is_left_out() {
    let folder = folder("baseline-allowed");
    let comment = "# keyfit: allow personal-token-in-production because it is agreed";
    folder.write(ONE, format!("{} {comment}\n", workflow("ONE_PAT").trim_end()));
    wrote(&folder, &[]);
    let lines = entries(&folder);
    assert!(lines.len() == 1 && lines[0].ends_with(TWO), "{lines:?}");
    let told = report(&folder, &["--baseline", FILE]);
    let by: Vec<&Value> = told["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["suppressed"]["by"])
        .collect();
    assert_eq!(by, ["comment", "baseline"]);
}

#[test]
fn a_baseline_of_another_root_is_not_emptied() {
    let folder = folder("baseline-elsewhere");
    wrote(&folder, &[]);
    folder.write(&format!("inner/{ONE}"), workflow("THREE_PAT"));
    let reasoned = format!("{} # agreed\n", folder.read(FILE).trim_end());
    folder.write(FILE, &reasoned);
    let run = folder.keyfit(&["check", "--baseline", FILE, "inner", "--fail-on", "never"]);
    let page = text(&run.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    let says = "keyfit.baseline: none of its 2 entries matches; was it taken at another root?";
    assert!(page.contains(says) && !page.contains("--prune"), "{page}");
    for more in [&[][..], &["--prune"]] {
        let run = folder.keyfit(&[&["baseline", "--output", FILE, "inner"], more].concat());
        let told = text(&run.stderr);
        assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
        assert!(told.contains("none of its 2 entries matches; it was left as it is"), "{told}");
        assert!(told.contains("help: run this where it was taken"), "{told}");
        assert_eq!(folder.read(FILE), reasoned);
    }
    let all = wrote(&folder, &["--take-out-all", "inner"]);
    assert!(all.contains("1 added, 0 kept, 2 taken out"), "{all}");
    // One entry may well be the last one.
    std::fs::remove_dir_all(folder.path("inner/.github")).expect("it was written");
    assert!(wrote(&folder, &["--prune", "inner"]).contains("0 added, 0 kept, 1 taken out"));
}
