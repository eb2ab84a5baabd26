//! What a repository says of itself: it can be left unheeded, it loads nothing, and what it loosens is told.

use serde_json::{Value, json};

use super::{code, found, report, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW, text};

const RULE: &str = "personal-token-in-production";

/// Settings that loosen in every way that there is.
const LOOSE: &str = "\
plan = \"enterprise\"
[credentials]
\"secret:OTHER\" = \"service\"
[levels]
personal-token-in-production = \"off\"
token-in-url = \"note\"
broader-than-needed = \"error\"
[[context]]
path = \"x/**\"
environment = \"development\"
[[allow]]
rule = \"token-in-url\"
because = \"x\"
";

/// The formats that tell it in numbers.
const OF_TREES: [&str; 2] = ["json", "sarif"];

fn loose() -> Value {
    json!({
        "off": [RULE], "lowered": ["token-in-url"], "allowances": 1, "kinds": 1, "contexts": 1,
        "plan": true, "limits": [],
    })
}

fn finding() -> String {
    format!("{WORKFLOW}:10 {RULE}=error")
}

/// The page of a run as one line.
fn page(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.keyfit(&[&["check", "--fail-on", "never"], arguments].concat());
    assert_eq!(code(&run), 0, "{}", text(&run.stderr));
    text(&run.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_repository_loosens_is_told_in_every_format() {
    let folder = with_workflow("loosened", PERSONAL);
    folder.write("keyfit.toml", LOOSE);
    let says = "keyfit.toml: 1 rule lowered (token-in-url), 1 rule off (personal-token-in-production), 1 allowance, 1 declared kind, 1 declared context, a declared plan";
    for format in crate::formats::names().into_iter().filter(|it| !OF_TREES.contains(it)) {
        let page = page(&folder, &["--format", format]).replace('\\', "");
        assert!(page.contains(says), "{page}");
    }
    let settings = json!({ "path": "keyfit.toml", "heeded": true, "loose": loose() });
    let told = report(&folder, &[])["summary"]["loosened"].clone();
    assert_eq!(told, json!({ "settings": settings, "comments": 0, "kinds": 0 }));
    let log: Value = serde_json::from_str(&page(&folder, &["--format", "sarif"])).expect("JSON");
    let told = &log["runs"][0]["properties"]["loosened"];
    assert_eq!(told["settings"]["off"], json!([RULE]));
    assert_eq!(told["settings"]["heeded"], true);
}

#[test]
fn a_repository_goes_unheeded_where_the_caller_says_so_and_that_is_told() {
    let folder = with_workflow("unheeded", PERSONAL);
    folder.write("keyfit.toml", LOOSE).write("conf/ours.toml", "");
    for arguments in [&["--no-config"][..], &["--config", "conf/ours.toml"]] {
        assert_eq!(found(&folder, arguments), [finding()], "{arguments:?}");
        let page = page(&folder, arguments);
        let says = "keyfit.toml goes unheeded; it has 1 rule lowered (token-in-url), 1 rule off";
        assert!(page.contains(says), "{page}");
        let told = report(&folder, arguments)["summary"]["loosened"]["settings"].clone();
        let expected = json!({ "path": "keyfit.toml", "heeded": false, "loose": loose() });
        assert_eq!(told, expected, "{arguments:?}");
    }
    // The caller may name the repository's own file: then it is heeded, and told as such.
    let told = report(&folder, &["--config", "keyfit.toml"])["summary"]["loosened"].clone();
    assert_eq!(told["settings"]["heeded"], true);
}

#[test]
fn mistakes_of_a_repository_that_goes_unheeded_end_no_run() {
    let folder = with_workflow("unheeded-mistakes", PERSONAL);
    folder.write("keyfit.toml", "plam = 1\n");
    assert_eq!(code(&folder.keyfit(&["check"])), 2);
    let page = page(&folder, &["--no-config"]);
    assert!(page.contains("keyfit.toml goes unheeded; it could not be read"), "{page}");
    assert_eq!(found(&folder, &["--no-config"]), [finding()]);
}

#[test]
fn there_are_settings_or_there_are_none() {
    let folder = with_workflow("both-configs", PERSONAL);
    let run = folder.keyfit(&["check", "--no-config", "--config", "a.toml"]);
    let told = text(&run.stderr);
    assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
    assert!(told.contains("--no-config") && told.contains("--config"), "{told}");
}

#[test]
fn what_comments_silence_is_told_whatever_the_settings_are() {
    let comment = format!("# keyfit: allow {RULE} because it is agreed");
    let folder =
        with_workflow("silenced-in-place", &format!("{} {comment}\n", PERSONAL.trim_end()));
    for arguments in [&[][..], &["--no-config"]] {
        let told = report(&folder, arguments)["summary"]["loosened"].clone();
        assert_eq!(told, json!({ "settings": null, "comments": 1, "kinds": 0 }));
        let page = page(&folder, arguments);
        let says = format!("comments: 1 finding silenced ({WORKFLOW}:10:");
        assert!(page.contains(&says), "{page}");
    }
}

#[test]
fn what_comments_declare_is_told_whatever_the_settings_are() {
    let unknown = PERSONAL.replace("DBT_PAT", "DBT_API_KEY");
    let text = format!("{} # keyfit: service\n# keyfit: personal\n", unknown.trim_end());
    let folder = with_workflow("declared-in-place", &text);
    folder.write("keyfit.toml", "[credentials]\n\"secret:DBT_API_KEY\" = \"service\"\n");
    for arguments in [&[][..], &["--no-config"]] {
        let told = report(&folder, arguments)["summary"]["loosened"].clone();
        // The other one declares nothing of anything.
        assert_eq!((&told["comments"], &told["kinds"]), (&json!(0), &json!(1)));
        for format in crate::formats::names().into_iter().filter(|it| !OF_TREES.contains(it)) {
            let page = page(&folder, &[&["--format", format], arguments].concat());
            let says = format!("comments: 1 declared kind ({WORKFLOW}:10:");
            assert!(page.replace('\\', "").contains(&says), "{page}");
        }
    }
}

#[test]
fn settings_load_nothing() {
    let folder = with_workflow("no-loading", PERSONAL);
    folder.write("rules/mine.toml", "");
    for key in ["rules", "extends", "include", "import", "config", "vendors", "plugins", "exclude"]
    {
        for value in ["\"../rules\"", "[\"/etc\"]", "\"rules\""] {
            folder.write("keyfit.toml", format!("{key} = {value}\n"));
            let run = folder.keyfit(&["check"]);
            let told = text(&run.stderr);
            assert_eq!((code(&run), text(&run.stdout)), (2, String::new()), "{told}");
            assert!(told.contains(&format!("unknown key `{key}`")), "{told}");
            assert!(told.contains("keyfit.toml:1:1"), "{told}");
        }
    }
}

#[cfg(unix)]
#[test]
fn settings_do_not_lie_behind_a_link() {
    let (outside, folder) = (Folder::new("settings-out"), with_workflow("settings-in", PERSONAL));
    let off = format!("[levels]\n{RULE} = \"off\"\n");
    outside.write("theirs.toml", &off);
    // A checkout keeps its credentials beside the files, and a mistake shows its line.
    folder.write("conf/ours.toml", &off).write(".git/config", "[http]\n\textraheader = KEPT\n");
    let own = folder.path("keyfit.toml");
    let inside = [folder.path(".git/config"), "conf/ours.toml".into(), ".git/config".into()];
    let outside = [outside.path("theirs.toml"), "/dev/zero".into(), outside.path("")];
    for to in inside.iter().chain(&outside) {
        std::os::unix::fs::symlink(to, &own).expect("a link is made");
        let run = folder.keyfit(&["check"]);
        let told = text(&run.stderr);
        assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
        assert!(told.contains("cannot read `keyfit.toml`: a link leads there"), "{told}");
        assert!(!told.contains("KEPT"), "{told}");
        assert_eq!(found(&folder, &["--no-config"]), [finding()], "{}", to.display());
        std::fs::remove_file(&own).expect("it was just made");
    }
}

#[cfg(unix)]
#[test]
fn no_fix_is_written_through_a_link() {
    let (outside, folder) = (Folder::new("fix-out"), Folder::new("fix-in"));
    let world = crate::project("fixtures/cli-config-in-repository");
    let world = crate::folders(&world).into_iter().find(|it| it.join("dbt_cloud.yml").is_file());
    let text = std::fs::read(world.expect("a world has it").join("dbt_cloud.yml"));
    folder.write("dbt_cloud.yml", text.expect("it can be read"));
    let fix = ["check", "--fix", "--unsafe", "--fail-on", "never"];
    for to in [outside.path("new"), outside.path("old")] {
        outside.write("old", "mine\n");
        let link = folder.path(".gitignore");
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(&to, &link).expect("a link is made");
        let told = crate::text(&folder.keyfit(&fix).stderr);
        assert!(told.contains("`.gitignore` cannot be read again"), "{told}");
        assert_eq!(outside.read("old"), "mine\n");
        assert!(!outside.path("new").exists());
    }
}
