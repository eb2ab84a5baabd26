//! Changes that the editor may make: what ends a finding, what allows it, what declares a kind.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::{Edit, Finding, Fix, Report, Safety, Span};

use super::{Editor, Lines, Open, touches};

/// A change that is offered for a finding.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The change.
    pub fix: Fix,
    /// Whether it is what one would do; an allowance is not.
    pub mends: bool,
}

/// Changes to texts, by the paths of their files, and the files that are made first.
#[derive(Default)]
struct Changes {
    edits: BTreeMap<String, Vec<Value>>,
    new: Vec<String>,
}

impl Editor<'_> {
    /// The findings that stand in a part of a file.
    pub fn findings_in<'r>(
        &self,
        report: &'r Report,
        path: &str,
        [from, to]: [(usize, usize); 2],
    ) -> Vec<&'r Finding> {
        let Some(at) = self.span(path, from, to) else { return Vec::new() };
        let loud = report.findings.iter().filter(|it| it.suppressed.is_none());
        loud.filter(|it| touches(it.span, at)).collect()
    }

    /// An offer as a code action; none where it cannot be made. `text` tells what a file holds that no span is of.
    pub fn action(
        &self,
        finding: &Finding,
        offer: &Offer,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Value> {
        let mut changes = Changes::default();
        for edit in &offer.fix.edits {
            self.change(edit, &mut changes, text)?;
        }
        if changes.edits.is_empty() {
            return None;
        }
        Some(json!({
            "title": self.title(offer),
            "kind": "quickfix",
            "isPreferred": offer.mends && offer.fix.safety == Safety::Safe,
            "diagnostics": [self.finding(finding)],
            "edit": self.workspace(changes)?,
        }))
    }

    fn title(&self, offer: &Offer) -> String {
        let says = self.scene.line(&offer.fix.says);
        let mut letters = says.chars();
        let capital: String =
            letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default();
        match offer.fix.safety {
            Safety::Safe => capital,
            Safety::Unsafe => format!("{capital} (unsafe: it changes what the files mean)"),
        }
    }

    fn change(
        &self,
        edit: &Edit,
        changes: &mut Changes,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Option<()> {
        match edit {
            Edit::Replace { span, text } => {
                let path = self.replaceable(*span, text)?;
                let edit = json!({ "range": self.range(*span), "newText": text });
                changes.edits.entry(path).or_default().push(edit);
            }
            Edit::Line { path, text: line } => {
                let open = self.client.open.get(path.as_str()).map(|it| it.text.to_owned());
                let before = open.or_else(|| text(path));
                if before.is_none() {
                    changes.new.push(path.clone());
                }
                let before = before.unwrap_or_default();
                if before.lines().all(|it| it.trim() != line) {
                    let edit = appended(&before, line, self.client.units);
                    changes.edits.entry(path.clone()).or_default().push(edit);
                }
            }
        }
        Some(())
    }

    /// The file of a span, if what comes there repeats no value.
    fn replaceable(&self, span: Span, text: &str) -> Option<String> {
        let source = self.scene.report.sources.get(span.source)?;
        (self.scene.redactor.prose(text) == text).then(|| source.path.clone())
    }

    fn workspace(&self, changes: Changes) -> Option<Value> {
        if !self.client.is_careful {
            if !changes.new.is_empty() {
                return None;
            }
            let by_uri =
                |(path, edits): (String, Vec<Value>)| (self.client.uri(&path), edits.into());
            let all: serde_json::Map<String, Value> =
                changes.edits.into_iter().map(by_uri).collect();
            return Some(json!({ "changes": all }));
        }
        let new = changes.new.iter().map(|path| {
            let options = json!({ "ignoreIfExists": true });
            json!({ "kind": "create", "uri": self.client.uri(path), "options": options })
        });
        let edits = changes.edits.into_iter().map(|(path, edits)| {
            let version = self.client.open.get(path.as_str()).map(|it: &Open<'_>| it.version);
            let document = json!({ "uri": self.client.uri(&path), "version": version });
            json!({ "textDocument": document, "edits": edits })
        });
        Some(json!({ "documentChanges": new.chain(edits).collect::<Vec<_>>() }))
    }
}

/// A line, or several, at the end of a text.
fn appended(before: &str, line: &str, units: super::Units) -> Value {
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let open = if before.is_empty() || before.ends_with('\n') { "" } else { end };
    let range = Lines::of(before, units).range(before.len(), before.len());
    json!({ "range": range, "newText": format!("{open}{}{end}", line.replace('\n', end)) })
}
