//! What stops, hangs, crashes or fools a careless reader: whatever lies beside it, one good file is judged, and what
//! could not be read is told.

use serde_json::Value;

use crate::commands::code;
use crate::folder::Folder;
use crate::text;

const WORKFLOW: &str = ".github/workflows/x.yml";
const GOOD: &str = ".github/workflows/good.yml";
/// What makes a file one to read.
const MENTION: &str = "# DBT_CLOUD_TOKEN\n";

/// A workflow that uses a personal token in production.
const MISUSE: &str = "on:
  schedule:
    - cron: '0 5 * * *'
jobs:
  nightly:
    environment: production
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
          dbt_cloud_job_id: 2
";

/// Whether a run has to say that it could not read all of a file.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    /// It has.
    AProblem,
    /// It has not, or it may: the file can be read, or its limits are not those of a reader.
    Either,
}
use Said::{AProblem, Either};

fn nested(open: &str, close: &str, times: usize) -> String {
    open.repeat(times) + &close.repeat(times)
}

fn bomb() -> String {
    let row = |(before, letter): (char, char)| {
        let row = vec![format!("*{before}"); 9].join(",");
        format!("{letter}: &{letter} [{row}]\n")
    };
    let rows: Vec<String> = ('a'..'l').zip('b'..='l').map(row).collect();
    format!("{MENTION}a: &a [{}]\n{}", ["DBT_PAT"; 9].join(","), rows.concat())
}

/// A path, what lies there, and what is said of it.
fn cases() -> Vec<(&'static str, Vec<u8>, Said)> {
    let spelt = |text: String| (MENTION.to_owned() + &text).into_bytes();
    let module = |to: &str| format!("module \"m\" {{\n  source = \"{to}\"\n}}\n");
    let ladder = |at: usize| {
        format!(
            "      V{at}: ${{{{ env.V{0} || env.W{0} }}}}\n      W{at}: ${{{{ env.V{0} }}}}\n",
            at - 1
        )
    };
    let rungs: String = (1..40).map(ladder).collect();
    vec![
        (WORKFLOW, bomb().into_bytes(), AProblem),
        (WORKFLOW, spelt("a: &a\n  b: *a\n".into()), Either),
        (WORKFLOW, spelt("a: &a\n  <<: *a\n".into()), Either),
        (WORKFLOW, spelt(format!("x: {}\n", nested("[", "]", 50_000))), AProblem),
        (WORKFLOW, spelt(format!("x: {}", "{a: ".repeat(100_000))), AProblem),
        (WORKFLOW, spelt((0..3_000).map(|it| " ".repeat(it) + "k:\n").collect()), AProblem),
        (WORKFLOW, spelt(format!("env:\n  X: {}\n", "A".repeat(3_000_000))), Either),
        (WORKFLOW, spelt("---\nDBT_TOKEN: a\n".repeat(20_000)), Either),
        (
            WORKFLOW,
            spelt((0..100_000).map(|it| format!("k{it}: v\n")).collect::<Vec<_>>().concat()),
            Either,
        ),
        (WORKFLOW, b"on: [push\nenv:\n  DBT_TOKEN: x\njobs: {{{\n".to_vec(), AProblem),
        (WORKFLOW, b"name: caf\xe9\nenv:\n  DBT_TOKEN: x\n".to_vec(), AProblem),
        (WORKFLOW, spelt(format!("jobs:\n  j:\n    env:\n{rungs}")), Either),
        (WORKFLOW, spelt("# \x1b[2J\x1b]8;;http://a.invalid\x07\n".into()), Either),
        (WORKFLOW, Vec::new(), Either),
        ("main.tf", spelt(format!("locals {{ x = {} }}\n", nested("[", "]", 20_000))), AProblem),
        ("main.tf", spelt(format!("locals {{ x = {} }}\n", nested("(", ")", 50_000))), AProblem),
        (
            "main.tf",
            spelt(format!("locals {{ x = {} }}\n", nested("\"${", "}\"", 10_000))),
            AProblem,
        ),
        ("main.tf", spelt(nested("a {\n", "}\n", 10_000)), AProblem),
        ("main.tf", b"provider \"dbtcloud\" {\n  token = \n".to_vec(), AProblem),
        ("main.tf", spelt(module("./")), Either),
        ("a/main.tf", spelt(module("../a")), Either),
        (
            ".mcp.json",
            format!("{{\"DBT_TOKEN\":{}}}", nested("[", "]", 100_000)).into_bytes(),
            AProblem,
        ),
        (
            ".mcp.json",
            format!("{{\"DBT_TOKEN\": 1e99999, \"x\": {}}}", "9".repeat(500_000)).into_bytes(),
            Either,
        ),
        (
            ".dlt/secrets.toml",
            format!("dbt_cloud = {}\n", nested("[", "]", 50_000)).into_bytes(),
            AProblem,
        ),
        (".env", format!("DBT_TOKEN=\"abc\n{}", "x\n".repeat(50_000)).into_bytes(), AProblem),
        ("run.sh", spelt(nested("$(", ")", 20_000)), Either),
        ("run.sh", spelt(format!("echo \"{}\"\n", nested("${a:-", "}", 60_000))), Either),
        ("run.sh", format!("cat <<EOF\n$DBT_TOKEN\n{}", "x\n".repeat(50_000)).into_bytes(), Either),
        ("run.py", spelt(nested("(", ")", 50_000)), Either),
        ("run.py", spelt(format!("x = \"\"\"{}", "DBT_TOKEN\n".repeat(20_000))), Either),
        ("Jenkinsfile", spelt(nested("node {\n", "}\n", 20_000)), Either),
        ("Dockerfile", spelt("RUN \\\n".repeat(50_000)), Either),
        ("blob.yml", (0..=255).collect::<Vec<u8>>().repeat(4_000), Either),
    ]
}

#[test]
fn what_lies_beside_a_good_file_does_not_hide_it() {
    for (nth, (path, bytes, said)) in cases().into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile-{nth}"));
        folder.write(path, &bytes).write(GOOD, MISUSE);
        let run = folder.keyfit(&["check", "--format", "json"]);
        let shown = format!("case {nth}, {path}");
        assert_eq!((code(&run), text(&run.stderr)), (1, String::new()), "{shown}");
        let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
        let found = report["findings"].as_array().expect("a list").iter();
        let misuse =
            |it: &&Value| it["path"] == GOOD && it["rule"] == "personal-token-in-production";
        assert_eq!(found.filter(misuse).count(), 1, "{shown}");
        let problems = report["problems"].as_array().expect("a list");
        assert!(
            said == Either || problems.iter().any(|it| it["path"] == path),
            "{shown}: {problems:?}"
        );
        assert!(!text(&run.stdout).contains("please report it"), "{shown}");
    }
}

#[cfg(unix)]
mod unix {
    use std::collections::BTreeSet;
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::time::{Duration, Instant};

    use keyfit::discover::{self, Interest, Paths, Read, Wanted};
    use serde_json::Value;

    use super::{GOOD, MISUSE};
    use crate::commands::code;
    use crate::folder::Folder;
    use crate::text;

    /// A report, of a run that ends: one that waits for something is ended, and fails the test.
    fn report(folder: &Folder) -> Value {
        let program = Command::new(env!("CARGO_BIN_EXE_keyfit"))
            .args(["check", "--format", "json"])
            .current_dir(folder.path(""))
            .stdout(std::process::Stdio::piped())
            .spawn();
        let mut program = program.expect("the program starts");
        let begun = Instant::now();
        while program.try_wait().is_ok_and(|it| it.is_none()) {
            if Duration::from_secs(60) < begun.elapsed() {
                let _ = program.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let run = program.wait_with_output().expect("it has ended");
        assert_eq!(code(&run), 1, "{}", text(&run.stdout));
        serde_json::from_slice(&run.stdout).expect("the report is JSON")
    }

    /// A folder with a file that is judged.
    fn with_a_good_file(name: &str) -> Folder {
        let folder = Folder::new(name);
        folder.write(GOOD, MISUSE);
        folder
    }

    /// Whether a pipe was made, at which nobody writes.
    fn pipe(folder: &Folder, path: &str) -> bool {
        Command::new("mkfifo").arg(folder.path(path)).status().is_ok_and(|it| it.success())
    }

    #[test]
    fn what_is_no_regular_file_is_not_opened() {
        let folder = with_a_good_file("hostile-links");
        let link = |to: &str, at: &str| symlink(to, folder.path(at)).expect("a link");
        link("..", ".github/workflows/loop");
        link("/dev/zero", "zero.yml");
        link("/nonexistent", "dangling.yml");
        let _socket = std::os::unix::net::UnixListener::bind(folder.path("dbt_cloud.yml"));
        let mut told = BTreeSet::from(["dbt_cloud.yml"]);
        told.extend(pipe(&folder, "main.tf").then_some("main.tf"));
        let report = report(&folder);
        assert_eq!(report["findings"].as_array().expect("a list").len(), 1);
        let problems = report["problems"].as_array().expect("a list").iter();
        assert_eq!(problems.filter_map(|it| it["path"].as_str()).collect::<BTreeSet<_>>(), told);
    }

    #[test]
    fn what_git_reads_is_opened_as_carefully() {
        let patterns = (0..8_000).map(|it| format!("a{it}*[x-z]?b\n")).collect::<Vec<_>>().concat();
        for (nth, path) in [".gitignore", "a/.gitignore", ".git/info/exclude", ".git/index", ".git"]
            .into_iter()
            .enumerate()
        {
            for form in ["pipe", "endless", "large"] {
                let folder = with_a_good_file(&format!("hostile-git-{nth}-{form}"));
                folder.write("a/x.yml", "");
                if path != ".git" {
                    folder.write(".git/info/.keep", "");
                }
                match form {
                    "pipe" if !pipe(&folder, path) => continue,
                    "pipe" => {}
                    "endless" => symlink("/dev/zero", folder.path(path)).expect("a link"),
                    _ => _ = folder.write(path, &patterns),
                }
                let problems = report(&folder)["problems"].clone();
                let told = problems.as_array().expect("a list").iter().any(|it| it["path"] == path);
                // Git follows no link to an ignore file, and what is no `.git` makes no work tree.
                let is_silent = path == ".git" || form == "endless" && path != ".git/index";
                assert!(told || is_silent, "{path}, {form}: {problems}");
            }
        }
    }

    #[test]
    fn ignore_files_that_are_too_much_together_ignore_nothing() {
        let folder = with_a_good_file("hostile-ignore-files");
        folder.write(".git/info/.keep", "").write(".gitignore", ".github/\n");
        let patterns = (0..3_000).map(|it| format!("a{it}*[x-z]?b\n")).collect::<Vec<_>>().concat();
        for depth in 0..40 {
            folder.write(&format!("{}.gitignore", "d/".repeat(depth + 1)), &patterns);
        }
        let problems = report(&folder)["problems"].clone();
        assert_eq!(problems.as_array().expect("a list").len(), 1, "{problems}");
        assert!(
            problems[0]["message"].as_str().is_some_and(|it| it.contains("nothing is ignored"))
        );
    }

    /// An index of git that tracks some paths.
    fn index(paths: &[&str]) -> Vec<u8> {
        let number = |it: usize| u32::try_from(it).expect("it is small").to_be_bytes();
        let mut index = [&b"DIRC"[..], &number(2), &number(paths.len())].concat();
        for path in paths {
            let mut entry = vec![0; 60];
            entry.extend(u16::try_from(path.len()).expect("it is short").to_be_bytes());
            entry.extend(path.as_bytes());
            entry.resize((entry.len() + 8) / 8 * 8, 0);
            index.extend(entry);
        }
        index
    }

    #[test]
    fn an_index_leads_nowhere_but_down() {
        let folder = with_a_good_file("hostile-index");
        let outside = Folder::new("hostile-index-outside");
        outside.write(".env", "DBT_TOKEN=x\n");
        let absolute = outside.path(".env").to_string_lossy().into_owned();
        let name = outside.path("").file_name().expect("it has one").to_string_lossy().into_owned();
        let up = format!("../{name}/.env");
        folder.write("own/.env", "DBT_TOKEN=x\n").write(".gitignore", "own/\n");
        let before = folder.write(".git/index", index(&[])).keyfit(&["check", "--format", "json"]);
        let before: Value = serde_json::from_slice(&before.stdout).expect("the report is JSON");
        folder.write(".git/index", index(&[&up, &absolute, "own/.env", "./own/.env"]));
        let after = report(&folder);
        assert_eq!(after["problems"], serde_json::json!([]));
        let count = |report: &Value| report["summary"]["files"].as_u64().expect("a number");
        assert_eq!(count(&after), count(&before) + 1);
    }

    #[test]
    fn what_is_another_thing_once_it_is_opened_is_not_read() {
        let (folder, outside) = (Folder::new("hostile-swap"), Folder::new("hostile-swap-outside"));
        outside.write("a/main.tf", "outside");
        folder.write("good.tf", "inside");
        symlink(outside.path("a/main.tf"), folder.path("link.tf")).expect("a link");
        symlink(outside.path("a"), folder.path("folder")).expect("a link");
        let name = outside.path("").file_name().expect("it has one").to_string_lossy().into_owned();
        let up = format!("../{name}/a/main.tf");
        let mut paths = vec!["folder/main.tf", "good.tf", "link.tf", "none.tf", &up];
        paths.extend(pipe(&folder, "pipe.tf").then_some("pipe.tf"));
        let files: Paths = paths.iter().collect();
        let interest = Interest {
            claims: &|_| true,
            spells: &|_| true,
            may_spell: &|_| true,
            holds: &|_, _| true,
        };
        let wanted = Wanted {
            tree: &discover::Tree::of(folder.path("")),
            files: &files,
            places: None,
            limits: keyfit::model::Limits::default(),
        };
        let told = discover::each(wanted, 1, &interest, &|_, read| match read {
            Read::Text(source, _) => Some(source.text),
            Read::Failed(problem) => Some(problem.message),
            Read::Skipped | Read::Passed => None,
        });
        assert_eq!(told.len(), paths.len());
        for (at, told) in told {
            let is_good = files.get(at) == Some("good.tf");
            assert_eq!(told == "inside", is_good, "{:?}: {told}", files.get(at));
            assert!(is_good || told.starts_with("this could not be read"), "{told}");
        }
    }
}

/// Links in the repository's own places lead to nothing that keyfit would show, write to, or read without end.
#[cfg(unix)]
#[test]
fn files_by_which_the_repository_speaks_are_its_own() {
    let link = |to: &std::path::Path, at: std::path::PathBuf| {
        let _ = std::fs::remove_file(&at);
        std::os::unix::fs::symlink(to, at).expect("a link");
    };
    let (folder, outside) = (Folder::new("hostile-own"), Folder::new("hostile-outside"));
    outside.write("other", "machine api.invalid password=hunter2\n");
    let configs = "fixtures/cli-config-in-repository/in-two-folders/dbt_cloud.yml";
    folder.write("dbt_cloud.yml", std::fs::read(crate::project(configs)).expect("a world"));
    folder.write(GOOD, MISUSE);
    link(&outside.path("other"), folder.path("keyfit.toml"));
    let run = folder.keyfit(&["check"]);
    assert_eq!(code(&run), 2);
    assert!(!text(&run.stderr).contains("hunter2"), "{}", text(&run.stderr));
    std::fs::remove_file(folder.path("keyfit.toml")).expect("it is there");
    for to in [outside.path("other"), outside.path("new"), "/dev/zero".into()] {
        link(&to, folder.path(".gitignore"));
        for more in [&["--dry-run"][..], &[]] {
            let run = folder.keyfit(&[&["check", "--fix"], more].concat());
            assert!(!text(&run.stdout).contains("hunter2"), "{}", text(&run.stdout));
            assert!(text(&run.stderr).contains("left as it is"), "{}", text(&run.stderr));
        }
    }
    assert_eq!(outside.read("other"), "machine api.invalid password=hunter2\n");
    assert!(!outside.path("new").exists());
}

/// What is claimed by its name and is no file to read is told, and nothing waits for it.
#[cfg(unix)]
#[test]
fn sockets_devices_and_endless_files_are_told() {
    let folder = Folder::new("hostile-kinds");
    folder.write(GOOD, MISUSE).write("loop/x.yml", "").write("deep/x.yml", "");
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("main.tf")).expect("a socket");
    let device = std::process::Command::new("mknod")
        .arg(folder.path("variables.tf"))
        .args(["c", "1", "5"])
        .status();
    let has_device = device.is_ok_and(|it| it.success());
    std::fs::File::create(folder.path("outputs.tf"))
        .and_then(|it| it.set_len(1 << 40))
        .expect("a sparse file");
    std::os::unix::fs::symlink("..", folder.path("loop/again")).expect("a link");
    std::os::unix::fs::symlink("/", folder.path("root")).expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", folder.path("passwd.tf")).expect("a link");
    let run = folder.keyfit(&["check", "--format", "json"]);
    assert_eq!((code(&run), text(&run.stderr)), (1, String::new()));
    let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    assert_eq!(report["findings"].as_array().expect("a list").len(), 1);
    let told = |path: &str| {
        report["problems"].as_array().expect("a list").iter().any(|it| it["path"] == path)
    };
    assert!(told("main.tf") && (told("variables.tf") || !has_device), "{}", report["problems"]);
    assert!(!told("passwd.tf"), "{}", report["problems"]);
}

/// A path that is longer than the system takes at once, by folders in folders.
#[cfg(unix)]
#[test]
fn a_path_longer_than_the_system_takes_hides_nothing() {
    let folder = Folder::new("hostile-long");
    folder.write(GOOD, MISUSE);
    let deep = vec!["d".repeat(200); 9].join("/");
    folder.write(&format!("c/{deep}/.env"), "DBT_TOKEN=x\n");
    let mut made = true;
    for (from, to) in [("c", "b"), ("b", "a")] {
        folder.write(&format!("{to}/{deep}/x"), "");
        let inside = folder.path(&format!("{to}/{deep}/{from}"));
        made &= std::fs::rename(folder.path(from), inside).is_ok();
    }
    let run = folder.keyfit(&["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    assert_eq!((code(&run), report["findings"].as_array().map(Vec::len)), (1, Some(1)));
    if made {
        assert!(!report["problems"].as_array().expect("a list").is_empty());
    }
    let _ = std::process::Command::new("rm").arg("-rf").arg(folder.path("")).status();
}

/// Patterns of settings and rules, and names that nearly fit them, take time by their length alone.
#[test]
fn no_pattern_takes_more_time_than_its_length_gives() {
    let folder = Folder::new("hostile-patterns");
    let stars = "*a".repeat(400);
    let folders = "**/".repeat(400);
    let letters = "a".repeat(150_000);
    folder.write(GOOD, MISUSE);
    folder.write(
        WORKFLOW,
        format!("on: push\njobs:\n  j:\n    environment: {letters}\n    env:\n      DBT_TOKEN: ${{{{ secrets.{letters} }}}}\n    steps: [{{run: dbt build}}]\n"),
    );
    folder.write(".gitignore", format!("{stars}b\n{folders}b\n{}b\n", "a?*".repeat(400)));
    folder.write(".git/HEAD", "");
    folder.write(
        "keyfit.toml",
        format!("[credentials]\n\"{stars}b\" = \"personal\"\n[[allow]]\nrule = \"token-in-repository\"\npath = \"{folders}{stars}b\"\nbecause = \"x\"\n"),
    );
    let begun = std::time::Instant::now();
    let run = folder.keyfit(&["check", "--format", "json"]);
    assert!(code(&run) < 3, "{}", text(&run.stderr));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
