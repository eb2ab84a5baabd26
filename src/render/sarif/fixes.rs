//! Changes that would end a finding, as SARIF's fixes. One that would have to repeat a value is left out.

use crate::model::{Edit, Fix, Safety, Span};

use super::super::scene::Scene;
use super::super::tree::{Tree, message, number, text};
use super::place::{artifact, deleted};
use super::rules::sentence;

/// The change of a finding; none where it cannot be shown as it is.
pub(super) fn fixes(scene: &Scene<'_>, fix: &Fix) -> Option<Tree> {
    let changes: Option<Vec<Tree>> = fix.edits.iter().map(|edit| change(scene, edit)).collect();
    let description =
        message(format!("{} {}", sentence(&scene.line(&capital(&fix.says))), told(fix)));
    Tree::list([Tree::object([
        ("description", description),
        ("artifactChanges", Tree::some_list(changes?)),
    ])])
}

/// Whether a reader may take it as it is.
fn told(fix: &Fix) -> &'static str {
    match fix.safety {
        Safety::Safe => "This is safe: nothing works otherwise than before.",
        Safety::Unsafe => {
            "This is unsafe: it changes what the files mean, or says what only you can know. Look at it before you take it."
        }
    }
}

fn capital(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn change(scene: &Scene<'_>, edit: &Edit) -> Option<Tree> {
    let (path, region, with) = match edit {
        Edit::Replace { span, text } => {
            let is_plain = is_shown(scene, *span) && scene.redactor.prose(text) == *text;
            (
                scene.place(*span).path.to_owned(),
                deleted(scene, *span),
                is_plain.then(|| text.clone())?,
            )
        }
        // Where a file ends that was not read is not known, so that the line is put before its others.
        Edit::Line { path, text } => (path.clone(), beginning(), format!("{text}\n")),
    };
    let content = Tree::object([("text", text(with))]);
    let replacement =
        Tree::object([("deletedRegion", Some(region)), ("insertedContent", Some(content))]);
    Some(Tree::object([
        ("artifactLocation", Some(artifact(scene, &path))),
        ("replacements", Tree::list([replacement])),
    ]))
}

/// Whether nothing of what goes is hidden.
fn is_shown(scene: &Scene<'_>, span: Span) -> bool {
    let Some(source) = scene.report.sources.get(span.source) else { return false };
    let shown = scene.redactor.snippet(source, span.start as usize, span.end as usize);
    shown.is_some_and(|shown| shown == source.slice(span))
}

fn beginning() -> Tree {
    let one = || number(1);
    Tree::object([
        ("startLine", one()),
        ("startColumn", one()),
        ("endLine", one()),
        ("endColumn", one()),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::{Edit, Fix, Report, Safety};
    use crate::render::made_up::{policy, report};
    use crate::render::{Format, Look, report as render};

    /// The fixes of a finding, if a text is put in where it stands.
    fn fixes(report: &mut Report, safety: Safety, text: &str, more: Vec<Edit>) -> Value {
        let at = report.findings.iter().position(|it| it.suppressed.is_none()).unwrap();
        let span = report.findings[at].span;
        let span = crate::model::Span { end: span.start, ..span };
        let edits = [Edit::Replace { span, text: text.to_owned() }].into_iter().chain(more);
        let says = "declare it".to_owned();
        report.findings[at].fix = Some(Fix { says, safety, edits: edits.collect() });
        let log = render(report, &policy(), Format::Sarif, Look::default());
        let log: Value = serde_json::from_str(&log).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let mut fixes = results.iter().map(|it| it["fixes"].clone());
        fixes.find(|it| !it.is_null()).unwrap_or_default()
    }

    #[test]
    fn a_change_says_whether_it_is_safe() {
        for (safety, expected) in [(Safety::Safe, "is safe"), (Safety::Unsafe, "is unsafe")] {
            let fixes = fixes(&mut report(), safety, "x", Vec::new());
            let words = fixes[0]["description"]["text"].as_str().unwrap();
            assert!(words.starts_with("Declare it. ") && words.contains(expected), "{words}");
            let replacement = &fixes[0]["artifactChanges"][0]["replacements"][0];
            assert_eq!(replacement["insertedContent"], json!({ "text": "x" }));
            let region = &replacement["deletedRegion"];
            assert_eq!(region["startColumn"], region["endColumn"]);
        }
    }

    #[test]
    fn a_line_is_put_before_the_others_of_its_file() {
        let line = Edit::Line { path: ".gitignore".to_owned(), text: "a b".to_owned() };
        let fixes = fixes(&mut report(), Safety::Safe, "x", vec![line]);
        let change = &fixes[0]["artifactChanges"][1];
        assert_eq!(change["artifactLocation"]["uri"], ".gitignore");
        assert_eq!(change["replacements"][0]["insertedContent"]["text"], "a b\n");
        assert_eq!(change["replacements"][0]["deletedRegion"]["endColumn"], 1);
    }

    #[test]
    fn a_change_that_repeats_a_value_is_left_out() {
        let value = format!("dbtu_{}", "Ab3dEf6hIj9kLm2nOp5q".repeat(3));
        let fixes = fixes(&mut report(), Safety::Safe, &value, Vec::new());
        assert!(fixes.is_null(), "{fixes}");
    }
}
