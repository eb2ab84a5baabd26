//! The table of exceptions is held by worlds: each row has a number and worlds that are there, and the rules that it
//! names are those that its worlds expect.

use crate::goldens::read;
use crate::{files, project, text};

/// How many exceptions are known.
const EXCEPTIONS: usize = 33;

#[test]
fn every_exception_is_held_by_worlds() {
    let table = read("docs/exceptions.md");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| E")).collect();
    let all = table.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(rows.len() + 2, all, "a row begins with its number");
    for (row, number) in rows.iter().zip(1..) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [id, _, says, worlds] = cells.as_slice() else { panic!("four cells, not `{row}`") };
        assert_eq!(*id, format!("| E{number}"), "the numbers run on");
        let expected = expected(worlds);
        for rule in rules(says) {
            let mark = format!("expect: {rule}");
            assert!(
                expected.contains(&mark) || expected.contains(&format!(", {rule}")),
                "no world of E{number} expects `{rule}`"
            );
        }
        let marked = expected.contains("expect: ");
        assert_eq!(marked, !rules(says).is_empty(), "E{number} names each rule that speaks");
    }
    assert_eq!(rows.len(), EXCEPTIONS);
}

/// What the worlds of a row hold, all files together.
fn expected(cell: &str) -> String {
    let links = cell
        .split("](https://github.com/keyfit/keyfit/blob/main/")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut expected = String::new();
    for link in links {
        let world = project(link);
        assert_eq!(link.split('/').count(), 3, "`{link}` is no world");
        assert!(world.is_dir(), "there is no world `{link}`");
        for file in files(&world) {
            expected.push_str(&text(&std::fs::read(file).expect("the fixture can be read")));
        }
    }
    assert!(!expected.is_empty(), "a row names its worlds");
    expected
}

/// The rules that a cell names.
fn rules(cell: &str) -> Vec<&str> {
    let quoted = cell.split('`').skip(1).step_by(2);
    quoted.filter(|it| project(&format!("rules/{it}.toml")).exists()).collect()
}
