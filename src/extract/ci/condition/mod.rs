//! Conditions with `&&`, `||`, `!` and comparisons, as Jenkins and Buildkite write them.
//!
//! What a name means is the dialect's to say. What cannot be read may hold or not.

mod word;

use crate::extract::ci::trigger;
use crate::model::Test;
use word::{Reader, Word};

/// How deep parentheses may lie in each other.
const DEPTH: usize = 20;
/// How long a condition may be; what is longer is no condition that people write.
const LENGTH: usize = 4096;

/// What a condition asks of one name.
#[derive(Debug, PartialEq)]
pub enum Asked {
    /// It has a value at all.
    Any,
    /// It is one of these values, or fits one of these globs.
    OneOf(Vec<String>),
}

/// What a dialect's names mean.
pub type Meaning<'m> = &'m dyn Fn(&str, &Asked) -> Test;

/// What a condition asks of a run.
pub fn test(text: &str, meaning: Meaning<'_>) -> Test {
    let Some(text) = Some(text).filter(|text| text.len() <= LENGTH) else { return Test::Unknown };
    let mut reader = Reader::new(text);
    let asked = any(&mut reader, meaning, 0);
    // What follows the end of a condition was not understood, and may change all of it.
    if reader.is_done() { asked } else { Test::Unknown }
}

/// Whether a test never holds, whatever the run.
pub fn is_never(test: &Test) -> bool {
    *test == never()
}

fn always() -> Test {
    Test::All(Vec::new())
}

fn never() -> Test {
    Test::Any(Vec::new())
}

fn any(reader: &mut Reader<'_>, meaning: Meaning<'_>, depth: usize) -> Test {
    let mut tests = vec![all(reader, meaning, depth)];
    while reader.takes("||") {
        tests.push(all(reader, meaning, depth));
    }
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::Any(tests) }
}

fn all(reader: &mut Reader<'_>, meaning: Meaning<'_>, depth: usize) -> Test {
    let mut tests = vec![one(reader, meaning, depth)];
    while reader.takes("&&") {
        tests.push(one(reader, meaning, depth));
    }
    if tests.len() == 1 { tests.swap_remove(0) } else { Test::All(tests) }
}

fn one(reader: &mut Reader<'_>, meaning: Meaning<'_>, depth: usize) -> Test {
    if DEPTH <= depth {
        reader.give_up();
        return Test::Unknown;
    }
    if reader.takes("!") {
        return not(one(reader, meaning, depth + 1));
    }
    if reader.takes("(") {
        let test = any(reader, meaning, depth + 1);
        return if reader.takes(")") { test } else { Test::Unknown };
    }
    compared(reader, meaning)
}

fn not(test: Test) -> Test {
    match test {
        Test::Not(inner) => *inner,
        test if test == always() => never(),
        test if is_never(&test) => always(),
        test => Test::Not(Box::new(test)),
    }
}

/// A word, and what it is compared with.
fn compared(reader: &mut Reader<'_>, meaning: Meaning<'_>) -> Test {
    let left = reader.word();
    let signs = ["==~", "==", "!=", "=~", "!~"];
    let Some(sign) = signs.into_iter().find(|sign| reader.takes(sign)) else {
        let is_in = reader.takes_word("in");
        return if is_in { has(&reader.word(), &left, meaning) } else { truth(&left, meaning) };
    };
    let test = equal(&left, &reader.word(), meaning);
    if sign.starts_with('!') { not(test) } else { test }
}

fn equal(left: &Word, right: &Word, meaning: Meaning<'_>) -> Test {
    match (left, right) {
        (Word::Name(name), Word::Null) | (Word::Null, Word::Name(name)) => {
            not(meaning(name, &Asked::Any))
        }
        (Word::Name(name), Word::Text(text)) | (Word::Text(text), Word::Name(name)) => {
            if text.is_empty() {
                not(meaning(name, &Asked::Any))
            } else {
                meaning(name, &Asked::OneOf(vec![text.clone()]))
            }
        }
        (Word::Name(name), Word::Pattern(pattern)) => {
            meaning(name, &Asked::OneOf(trigger::branches(&format!("/{pattern}/"))))
        }
        // `build.branch == pipeline.default_branch`.
        (Word::Name(name), Word::Name(other)) => {
            meaning(name, &Asked::OneOf(vec![format!("${{{other}}}")]))
        }
        (Word::Test(test, of), Word::Truth(truth)) => {
            let test = meaning(test, of);
            if *truth { test } else { not(test) }
        }
        (Word::Name(name), Word::Truth(truth)) => {
            let test = meaning(name, &Asked::OneOf(vec!["true".to_owned()]));
            if *truth { test } else { not(test) }
        }
        _ => Test::Unknown,
    }
}

/// `name in ['a', 'b']`.
fn has(list: &Word, item: &Word, meaning: Meaning<'_>) -> Test {
    match (list, item) {
        (Word::List(items), Word::Name(name)) => meaning(name, &Asked::OneOf(items.clone())),
        _ => Test::Unknown,
    }
}

fn truth(word: &Word, meaning: Meaning<'_>) -> Test {
    match word {
        Word::Name(name) => meaning(name, &Asked::Any),
        Word::Test(name, asked) => meaning(name, asked),
        Word::Truth(true) => always(),
        Word::Truth(false) | Word::Null => never(),
        _ => Test::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(name: &str, asked: &Asked) -> Test {
        match (name, asked) {
            ("tag", Asked::Any) => Test::Tag,
            ("branch", Asked::OneOf(names)) if names == &["${default}".to_owned()] => {
                Test::DefaultBranch
            }
            ("branch", Asked::OneOf(names)) => {
                Test::Any(names.iter().cloned().map(Test::Branch).collect())
            }
            _ => Test::Unknown,
        }
    }

    #[test]
    fn a_condition_is_read_as_far_as_it_is_known() {
        for (text, expected) in [
            ("branch == 'main'", "on the branch `main`"),
            (r#""main" == branch"#, "on the branch `main`"),
            (r#""${branch}" == "main""#, "on the branch `main`"),
            ("branch != 'main'", "except on the branch `main`"),
            ("!(branch == 'main') && tag", "except on the branch `main` and on tags"),
            ("branch =~ /^release\\//", "on the branch `release/*`"),
            ("branch ==~ /(main|master)/", "on the branch `main` or on the branch `master`"),
            ("branch in ['a', 'b']", "on the branch `a` or on the branch `b`"),
            ("['a'].contains(branch)", "on the branch `a`"),
            ("branch.startsWith('rel')", "on the branch `rel*`"),
            ("branch?.trim() == 'a'", "on the branch `a`"),
            ("branch.equals('a') || other()", "on the branch `a` or in other cases"),
            ("branch == default", "on the default branch"),
            ("tag != null", "on tags"),
            ("tag == null", "except on tags"),
            ("tag == ''", "except on tags"),
            ("!!tag", "on tags"),
            ("branch['x'] == 'a'", "in other cases"),
            ("branch == 'a' ? x : y", "in other cases"),
            ("branch == 'a", "in other cases"),
            ("", "in other cases"),
        ] {
            assert_eq!(test(text, &meaning).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_never_holds_is_known() {
        for (text, expected) in
            [("false", true), ("!true", true), ("true", false), ("x", false), ("!x", false)]
        {
            assert_eq!(is_never(&test(text, &meaning)), expected, "{text}");
        }
    }

    #[test]
    fn parentheses_may_nest_as_deep_as_they_like() {
        for open in ["(", "!"] {
            assert_eq!(test(&open.repeat(4000), &meaning), Test::Unknown);
        }
    }
}
