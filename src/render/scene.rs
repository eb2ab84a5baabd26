//! A report with all that a renderer asks of it: where spans are, which values stay hidden, which rules spoke.

use std::cmp::Reverse;

use crate::model::{Arrange, Finding, Policy, Report, Span, Verdict};

use super::clean::{clean, one_line};
use super::place::{Place, Places};
use super::redact::Redactor;

/// A report as renderers look at it.
pub(super) struct Scene<'a> {
    pub(super) report: &'a Report,
    pub(super) policy: &'a Policy,
    pub(super) redactor: Redactor<'a>,
    places: Places<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(report: &'a Report, policy: &'a Policy) -> Self {
        Self {
            report,
            policy,
            redactor: Redactor::new(report, &policy.vendors),
            places: Places::new(&report.sources),
        }
    }

    /// Where a span is.
    pub(super) fn place(&self, span: Span) -> Place<'a> {
        self.places.of(span)
    }

    /// `path:line:column` for a reader.
    pub(super) fn address(&self, span: Span) -> String {
        let place = self.place(span);
        format!("{}:{}:{}", self.path(place.path), place.start.line, place.start.column)
    }

    /// A path as it is, spaces and all, clean and without values.
    pub(super) fn path(&self, path: &str) -> String {
        clean(&self.redactor.prose(path)).into_owned()
    }

    /// A message or name on one line, clean and without values.
    pub(super) fn line(&self, text: &str) -> String {
        one_line(&self.redactor.prose(text))
    }

    /// Whether a span's source was kept.
    pub(super) fn has(&self, span: Span) -> bool {
        self.report.sources.get(span.source).is_some()
    }

    /// Where a finding is for those who refuse one without a file: a step stands in for a place that was not kept.
    pub(super) fn anchor(&self, finding: &Finding) -> Span {
        let steps = finding.trace.iter().chain(&finding.notes).map(|step| step.span);
        let mut spans = std::iter::once(finding.span).chain(steps);
        spans.find(|span| self.has(*span)).unwrap_or(finding.span)
    }

    /// What is thought of the usage at a place in the report.
    pub(super) fn verdict(&self, usage: usize) -> Verdict {
        self.report.verdicts.get(usage).copied().unwrap_or(Verdict::Unknown)
    }

    /// The findings that count.
    pub(super) fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| finding.suppressed.is_none())
    }

    /// The findings that count, the loudest first, and those of a level by path and line.
    pub(super) fn ranked(&self) -> Vec<&'a Finding> {
        let mut findings: Vec<&Finding> = self.findings().collect();
        findings.arrange_by_cached_key(|finding| {
            let place = self.place(finding.span);
            (Reverse(finding.level), place.path, place.start.offset)
        });
        findings
    }

    /// The page that a rule rests on, as an address that can stand in any format.
    pub(super) fn page(&self, rule: &str) -> Option<&'a str> {
        let page = self.policy.rule(rule)?.source.first()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?#=&%:+".contains(&byte);
        let is_page = page.starts_with("https://") && page.bytes().all(is_plain);
        (is_page && !page.contains("##") && self.redactor.prose(page) == *page).then_some(page)
    }
}
