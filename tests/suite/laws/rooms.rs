//! Who may know whom, who opens files, who prints: read off the source.

use super::code::{Code, sources};
use crate::project;

/// The rooms, in the order of the sentence.
const ROOMS: [&str; 10] = [
    "model", "discover", "parse", "extract", "link", "classify", "judge", "policy", "render", "cli",
];

/// Where verbs meet.
const MEETING: [&str; 4] = ["lib", "lint", "cli", "main"];

#[test]
fn the_house_has_these_rooms_and_no_other() {
    let mut found: Vec<String> = sources().iter().map(|code| code.room().to_owned()).collect();
    found.sort();
    found.dedup();
    let mut expected: Vec<&str> = ROOMS.iter().chain(&["lib", "lint", "main"]).copied().collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_room_names_the_model_and_itself_and_no_other() {
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|it| !MEETING.contains(&it.room())) {
        let allowed = |name: &str| name == "model" && code.room() != "model" || name == code.room();
        let named = named_from_the_crate(&code.whole).into_iter().chain(climbed_to(code));
        breaches.extend(
            named.filter(|name| !allowed(name)).map(|name| format!("src/{}: {name}", code.path)),
        );
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// The first names of paths that begin at the crate: `crate::judge`, `crate::{judge, link}`, `keyfit::judge`.
fn named_from_the_crate(code: &str) -> Vec<String> {
    let roots = ["crate::", "keyfit::"];
    let mut names = Vec::new();
    for root in roots {
        for (at, _) in code.match_indices(root) {
            let rest = code[at + root.len()..].trim_start();
            match rest.strip_prefix('{') {
                Some(group) => names.extend(members(group)),
                None => names.push(word(rest)),
            }
        }
    }
    names
}

/// The first names of a group's members: `judge, link::{self, Flow}}` names two.
fn members(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b',' | b'}' if depth == 0 => {
                names.push(word(group[start..at].trim_start()));
                start = at + 1;
                if byte == b'}' {
                    break;
                }
            }
            b'}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The rooms to which chains of `super::` climb. A test module inside a file lies one deeper than its file.
fn climbed_to(code: &Code) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = code.whole.as_str();
    while let Some(at) = rest.find("super::") {
        rest = &rest[at..];
        let mut climbed = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            (climbed, rest) = (climbed + 1, next);
        }
        let reached = match rest.strip_prefix('{') {
            Some(group) => members(group),
            None => vec![word(rest)],
        };
        if code.depth() <= climbed {
            names.extend(reached.into_iter().filter(|name| ROOMS.contains(&name.as_str())));
        }
    }
    names
}

fn word(code: &str) -> String {
    code.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect()
}

#[test]
fn a_breach_of_the_rooms_is_seen() {
    assert_eq!(
        named_from_the_crate("use crate::{judge, link::{self, Flow}}; crate::model::Span; a::b"),
        ["judge", "link", "model"]
    );
    let code = |path: &str, whole: &str| Code {
        path: path.to_owned(),
        whole: whole.to_owned(),
        program: String::new(),
    };
    for (path, whole, expected) in [
        ("parse/mod.rs", "use super::judge;", vec!["judge"]),
        ("parse/decode.rs", "use super::judge;", vec![]),
        ("parse/decode.rs", "use super::super::{judge, model};", vec!["judge", "model"]),
        ("parse/hcl/mod.rs", "super::super::super::link::flows", vec!["link"]),
        ("parse/hcl/flow.rs", "use super::super::lines;", vec![]),
    ] {
        assert_eq!(climbed_to(&code(path, whole)), expected, "{path}: {whole}");
    }
}

#[test]
fn the_model_depends_on_nothing_but_std() {
    let own: Vec<String> = sources()
        .iter()
        .filter_map(|code| code.path.strip_prefix("model/")?.strip_suffix(".rs"))
        .flat_map(|path| path.split('/').map(str::to_owned))
        .collect();
    let primitive = ["std", "crate", "super", "self", "str", "char", "u8", "u32", "u64", "usize"];
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|it| it.room() == "model") {
        for root in path_roots(&code.whole) {
            let is_type = root.starts_with(char::is_uppercase);
            let of_std = code.whole.contains(&format!("use std::{root};"));
            if !is_type && !of_std && !primitive.contains(&root.as_str()) && !own.contains(&root) {
                breaches.push(format!("src/{}: {root}", code.path));
            }
        }
        for word in ["extern crate", "serde", "Serialize", "fs::", "env::", "io::", "net::"] {
            breaches.extend(code.places(word));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// The first parts of all paths with `::`.
fn path_roots(code: &str) -> Vec<String> {
    let is_word = |it: &char| it.is_alphanumeric() || *it == '_';
    let roots = code.match_indices("::").filter_map(|(at, _)| {
        let name: Vec<char> = code[..at].chars().rev().take_while(is_word).collect();
        let before = code[..at - name.iter().map(|it| it.len_utf8()).sum::<usize>()].trim_end();
        (!name.is_empty() && !before.ends_with([':', '.']))
            .then(|| name.into_iter().rev().collect())
    });
    roots.collect()
}

#[test]
fn a_path_has_its_root() {
    assert_eq!(
        path_roots("a::b::c(serde::D, Vec::<u8>::new(), x.collect::<u8>())"),
        ["a", "serde", "Vec"]
    );
}

/// How the commands write: a whole file beside its place and then there, a report to what is no file, one where there
/// was none, or behind what is there and is not read.
const WRITES: [&str; 6] = [
    "std::fs::write(",
    "std::fs::rename(",
    "std::fs::remove_file(",
    "std::fs::create_dir(",
    "std::fs::File::create_new(",
    "std::fs::OpenOptions::new().append(true).create(true).open(",
];

#[test]
fn only_discovery_and_policy_open_files_and_only_the_commands_write_them() {
    let reading = ["fs::", "File::", "OpenOptions", "read_dir", "read_to_string", "read_to_end"];
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|it| !["discover", "policy"].contains(&it.room())) {
        for pattern in reading {
            let lines: Vec<&str> = code.program.lines().collect();
            let writes = |place: &String| {
                let line: usize =
                    place.rsplit(':').next().and_then(|it| it.parse().ok()).unwrap_or(1);
                code.room() == "cli" && WRITES.iter().any(|it| lines[line - 1].contains(it))
            };
            // `File` is also the name of what a dialect gathers of one file; it is opened by nobody there.
            let opened = if pattern == "File::" { "File::open" } else { pattern };
            breaches.extend(code.places(opened).into_iter().filter(|place| !writes(place)));
        }
        breaches.extend(code.places("std::fs;"));
        breaches.extend(code.places("fs::File;"));
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn nothing_but_the_commands_writes() {
    let mut breaches = Vec::new();
    for code in sources() {
        for pattern in
            ["fs::write", "File::create", "create_dir", "remove_", "fs::rename", "fs::copy"]
        {
            breaches.extend(code.places(pattern).into_iter().filter(|_| code.room() != "cli"));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn no_file_is_written_over_and_what_is_moved_or_removed_was_written_just_then() {
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|it| it.path != "cli/write.rs") {
        for pattern in ["fs::write", "fs::rename", "remove_file", "remove_dir"] {
            breaches.extend(code.places(pattern));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn nothing_but_git_is_executed_and_nothing_is_called_over_a_network() {
    let mut breaches = Vec::new();
    for code in sources() {
        for pattern in ["std::net", "TcpStream", "UdpSocket", "unsafe "] {
            breaches.extend(code.places(pattern));
        }
        for pattern in ["std::process::{", "process::Command", "Command::new", "std::process::*"] {
            let is_gits = code.path == "discover/program.rs";
            breaches.extend(code.places(pattern).into_iter().filter(|_| !is_gits));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn git_is_asked_for_a_change_alone() {
    let program = crate::text(
        &std::fs::read(project("src/discover/program.rs")).expect("the source can be read"),
    );
    assert_eq!(program.matches("Command::new(").count(), 1);
    assert!(program.contains("Command::new(\"git\")"));
    let mut breaches = Vec::new();
    for code in sources() {
        // The word is another's in the dialect of shells.
        let asks = if code.room() == "discover" { code.places("Program::of(") } else { Vec::new() };
        breaches.extend(asks.into_iter().filter(|_| code.path != "discover/revision.rs"));
        let asks = code.places("discover::change(").into_iter();
        breaches.extend(asks.filter(|_| code.path != "lint/change.rs"));
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn only_the_commands_print_and_ask_the_clock_and_the_environment() {
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|it| !["cli", "main"].contains(&it.room())) {
        for pattern in
            ["println!", "print!", "eprintln!", "eprint!", "dbg!", "stdout()", "stderr()"]
        {
            breaches.extend(code.places(pattern));
        }
        for pattern in ["SystemTime", "Instant::now", "env::var", "env::args", "thread_rng"] {
            breaches.extend(code.places(pattern));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn nothing_in_the_program_panics_on_purpose() {
    let mut breaches = Vec::new();
    for code in sources() {
        for pattern in [
            ".unwrap()",
            ".unwrap_err()",
            "panic!",
            "unreachable!",
            "todo!",
            "unimplemented!",
            "process::exit",
            "process::abort",
        ] {
            breaches.extend(code.places(pattern));
        }
        // An `expect` gives the reason for which it holds.
        let given = code.places(".expect(").len();
        let reasons = code.places(".expect(\"").len();
        if reasons < given {
            breaches.push(format!("src/{}: {} without a reason", code.path, given - reasons));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn a_lint_is_never_allowed_without_a_reason_and_no_test_is_ignored() {
    let mut breaches = Vec::new();
    for code in sources() {
        for (number, line) in code.whole.lines().enumerate() {
            let bare = line.contains("#[allow(") || line.contains("#![allow(");
            let ignored = line.contains("#[ignore");
            let unexplained =
                line.contains("[expect(") && !attribute(&code.whole, number).contains("reason");
            if bare || ignored || unexplained {
                breaches.push(format!("src/{}:{}", code.path, number + 1));
            }
        }
    }
    for test in crate::files(&project("tests")) {
        let text = crate::text(&std::fs::read(&test).expect("the test can be read"));
        if text.lines().any(|line| line.trim_start().starts_with("#[ignore")) {
            breaches.push(test.display().to_string());
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// The attribute that begins on a line, over as many lines as it takes.
fn attribute(code: &str, line: usize) -> String {
    let lines: Vec<&str> = code.lines().skip(line).collect();
    let end = lines.iter().position(|it| it.trim_end().ends_with(']')).unwrap_or(0);
    lines[..=end].join("\n")
}
