//! What an editor offers at a finding: the change that ends it, a declaration, an allowance.

use crate::judge;
use crate::model::{Edit, Finding, Fix, Kind, Report, Safety, Source, TO_BE_SAID, Usage};
use crate::render::editor::Offer;

use super::config::NAME;

/// What is offered at a finding. Settings are offered only where the repository's own are heeded.
pub fn offers(report: &Report, finding: &Finding, heeds_own: bool) -> Vec<Offer> {
    let mend = finding.fix.clone().map(|fix| Offer { fix, mends: true });
    let aside = |fix| Offer { fix, mends: false };
    let declared = declarations(report, finding, heeds_own);
    // The rule's own change may be one of them already.
    let is_new = |fix: &Fix| finding.fix.as_ref().is_none_or(|own| own.edits != fix.edits);
    let declared = declared.into_iter().filter(is_new).map(aside);
    let allowed = allowance(report, finding, heeds_own).map(aside);
    mend.into_iter().chain(declared).chain(allowed).collect()
}

/// Declarations of a kind that nothing tells.
fn declarations(report: &Report, finding: &Finding, heeds_own: bool) -> Vec<Fix> {
    let usage = finding.usage.and_then(|id| report.usages.get(id));
    let Some(usage) = usage.filter(|usage| usage.credential.kind == Kind::Unknown) else {
        return Vec::new();
    };
    let source = report.sources.get(usage.span.source);
    let both = ["service", "personal"];
    let in_place = both.iter().filter_map(|kind| {
        let says = format!("declare in place that it is a {kind} token");
        judge::remark(source?, usage.span, &format!("keyfit: {kind}"), &says, Safety::Unsafe)
    });
    let in_settings = both.iter().filter(|_| heeds_own);
    let in_settings = in_settings.filter_map(|kind| credentials(report, usage, kind));
    in_place.chain(in_settings).collect()
}

/// A line of `[credentials]`.
fn credentials(report: &Report, usage: &Usage, kind: &str) -> Option<Fix> {
    let name = &usage.credential.name;
    let is_declarable = ["secret:", "env:", "var:"].iter().any(|it| name.starts_with(it));
    let line = format!("{} = \"{kind}\"", quoted(name).filter(|_| is_declarable)?);
    let settings = report.sources.iter().find(|it| it.path == NAME);
    let header = settings.and_then(|source| Some((source, behind_header(source)?)));
    let edit = match header {
        Some((source, at)) => {
            Edit::Replace { span: source.span(at, at), text: format!("\n{line}") }
        }
        None => Edit::Line { path: NAME.to_owned(), text: format!("[credentials]\n{line}") },
    };
    let says = format!("declare in {NAME} that `{name}` is a {kind} token");
    Some(Fix { says, safety: Safety::Unsafe, edits: vec![edit] })
}

/// The end of the line that opens the table of credentials.
fn behind_header(settings: &Source) -> Option<usize> {
    let mut at = 0;
    for line in settings.text.split_inclusive('\n') {
        if line.trim() == "[credentials]" {
            return Some(at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// An allowance with a reason to fill in: in place where the format has comments there, else in the settings.
fn allowance(report: &Report, finding: &Finding, heeds_own: bool) -> Option<Fix> {
    let source = report.sources.get(finding.span.source)?;
    let rule = &finding.rule;
    // What is wrong with an allowance is not to be allowed.
    if rule.starts_with("allowance-") {
        return None;
    }
    let words = format!("keyfit: allow {rule} because {TO_BE_SAID}");
    let says = format!("allow {rule} here, for a reason to be filled in");
    if let Some(fix) = judge::remark(source, finding.span, &words, &says, Safety::Safe) {
        return Some(fix);
    }
    let path = quoted(&source.path).filter(|path| !path.contains(['*', '?', '[', '{']))?;
    let text = format!("[[allow]]\nrule = \"{rule}\"\npath = {path}\nbecause = \"{TO_BE_SAID}\"");
    let edits = vec![Edit::Line { path: NAME.to_owned(), text }];
    let says = format!("allow {rule} in {NAME}, for a reason to be filled in");
    heeds_own.then_some(Fix { says, safety: Safety::Safe, edits })
}

/// A text between quotes; none where it holds what would have to be escaped.
fn quoted(text: &str) -> Option<String> {
    let is_plain = !text.chars().any(|it| it.is_control() || matches!(it, '"' | '\\'));
    is_plain.then(|| format!("\"{text}\""))
}
