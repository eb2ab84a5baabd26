//! A session is never wiser or duller than a fresh run: after any edits both say the same, byte for byte.

use std::path::Path;

use keyfit::lint::{Progress, Session};
use keyfit::render::{Format, Look};

use crate::folder::Folder;
use crate::{files, folders, options, project};

/// Edits to each tree.
const EDITS: usize = 8;

#[test]
fn a_session_says_what_a_fresh_run_says() {
    let rules = folders(&project("fixtures"));
    let is_rule = |path: &&std::path::PathBuf| project("rules").join(named(path)).exists();
    for (at, rule) in rules.iter().filter(is_rule).enumerate() {
        // Several worlds side by side, so that one may come to lead into another.
        let worlds = folders(rule);
        let few: Vec<&Path> =
            (0..3).map(|nth| worlds[(at + nth * 7) % worlds.len()].as_path()).collect();
        edited(&format!("session-{at}"), &few, at as u64 + 1, EDITS);
    }
    edited("session-menagerie", &[&project("fixtures/menagerie")], 99, 40);
}

fn named(rule: &Path) -> String {
    crate::name(rule) + ".toml"
}

/// Edit a tree of several folders at random, and compare after each edit.
fn edited(name: &str, trees: &[&Path], seed: u64, edits: usize) {
    let folder = Folder::new(name);
    for (at, tree) in trees.iter().enumerate() {
        for file in files(tree) {
            let inside = file.strip_prefix(tree).expect("it lies in the tree").to_string_lossy();
            let into = if at == 0 { inside.into_owned() } else { format!("part{at}/{inside}") };
            folder.write(&into, std::fs::read(&file).expect("it can be read"));
        }
    }
    let mut session =
        Session::new(options(&folder.path(""), 2)).expect("the tree has no broken settings");
    let mut random = Random(seed);
    let mut told = vec!["nothing".to_owned()];
    for edit in 0..edits {
        let (report, broken) = session.report();
        let fresh = keyfit::lint(&session.options(), &Progress::default());
        match fresh {
            Ok((fresh, policy)) => {
                assert!(broken.is_none(), "{name}: {told:?}");
                let json = |report, policy| {
                    keyfit::render::report(report, policy, Format::Json, Look::default())
                };
                let (ours, theirs) = (json(&report, session.policy()), json(&fresh, &policy));
                assert!(ours == theirs, "{name}: after {told:#?}\n{}", difference(&ours, &theirs));
            }
            Err(_) => assert!(broken.is_some(), "{name}: {told:?}"),
        }
        for _ in 0..=edit % 3 {
            told.push(change(&folder, &mut session, &mut random));
        }
    }
}

/// One edit, in words.
fn change(folder: &Folder, session: &mut Session, random: &mut Random) -> String {
    let path_of = |file: &Path| {
        let inside = file.strip_prefix(folder.path("")).expect("it lies in the folder");
        inside.to_string_lossy().replace('\\', "/")
    };
    let paths: Vec<String> = files(&folder.path("")).iter().map(|it| path_of(it)).collect();
    let path = random.of(&paths).clone();
    let other = random.of(&paths).clone();
    let text = |path: &str| std::fs::read(folder.path(path)).expect("it is there");
    let mended = |random: &mut Random| mutated(&text(&path), &text(&other), random);
    match random.below(12) {
        0..=3 => session.hold(&path, mended(random)),
        4 | 5 => {
            folder.write(&path, mended(random));
            session.touch(&path);
        }
        6 => session.release(&path),
        7 if 3 < paths.len() => {
            std::fs::remove_file(folder.path(&path)).expect("it is there");
            session.touch(&path);
        }
        8 => {
            let new = beside(&other, &path);
            folder.write(&new, text(&path));
            session.touch(&new);
            return format!("{new} like {path}");
        }
        9 => {
            let new = beside(&other, &path);
            session.hold(&new, text(&path));
            return format!("{new} held like {path}");
        }
        10 => {
            let settings = random.of(&SETTINGS).as_bytes().to_vec();
            session.hold(Session::SETTINGS, settings);
            return "settings".to_owned();
        }
        _ => session.hold(&path, text(&other)),
    }
    format!("{path} with {other}")
}

/// Settings of which one is broken.
const SETTINGS: [&str; 5] = [
    "",
    "plan = \"starter\"\n",
    "plam = 1\n",
    "[[allow]]\nrule = \"personal-token-in-production\"\nbecause = \"it is known\"\n",
    "[limits]\nfollow-contexts = 2\nfile-size = 1\n",
];

/// The path of a file with the name of one in the folder of another.
fn beside(other: &str, path: &str) -> String {
    let folder = other.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    format!("{folder}{}", path.rsplit('/').next().unwrap_or(path))
}

/// A text with a line less, more, elsewhere, or of another text.
fn mutated(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let other = String::from_utf8_lossy(other);
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let others: Vec<&str> = other.split_inclusive('\n').collect();
    if lines.is_empty() || others.is_empty() {
        return b"# dbt\n".to_vec();
    }
    let at = random.below(lines.len());
    match random.below(5) {
        0 => _ = lines.remove(at),
        1 => lines.insert(at, "# dbt, and a comment\n"),
        2 => lines.insert(at, *random.of(&others)),
        3 => lines.truncate(at),
        _ => lines.swap(at, 0),
    }
    lines.concat().into_bytes()
}

/// The first lines in which two texts differ.
fn difference(ours: &str, theirs: &str) -> String {
    let same = ours.lines().zip(theirs.lines()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| {
        let from = same.saturating_sub(6);
        text.lines().skip(from).take(12).collect::<Vec<_>>().join("\n")
    };
    format!("session:\n{}\nfresh:\n{}", part(ours), part(theirs))
}

/// Numbers without a pattern, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        let at = self.below(things.len());
        &things[at]
    }
}
