//! Render: what a person or a machine reads, as text. It turns a report and the policy behind it into the bytes
//! of one format. It opens no file, prints nothing and judges nothing; each format writes a shape of its own, so
//! that no contract changes because a noun did.

mod clean;
mod look;
mod place;
mod redact;
mod scene;
mod receiver;
mod severity;
mod inside;
mod tree;
mod excerpt;
mod summary;
mod loosened;
mod aside;
mod review;
mod baseline;
mod human;
mod concise;
mod json;
mod sarif;
mod github;
mod markdown;
mod gitlab;
mod junit;
mod rdjson;
mod csv;
mod sast;
mod map;
mod html;
mod graph;
mod catalogue;
mod kinds;
mod sets;
mod pages;
mod patch;
mod matrix;
mod show;
mod start;
mod trials;
pub mod editor;
#[cfg(test)]
mod made_up;

pub use clean::{clean, uncommanded};
pub use look::Look;
pub use receiver::{Pipeline, Profile, Receiver};
pub use show::{flows as show_flows, sites as show_sites, usages as show_usages, without_tokens};
pub use start::{Ci, HOOK, HOOK_PATH};

use std::borrow::Cow;

use crate::model::matrix::Group;
use crate::model::{Baseline, Consumer, Policy, Report, Rule, Trial};
use scene::Scene;

/// A form in which a report is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal: every finding with its code and its trace.
    Human,
    /// For a person or an editor: one line a finding.
    Concise,
    /// The stable document for programs.
    Json,
    /// SARIF 2.1.0 for code scanning.
    Sarif,
    /// Workflow commands for GitHub, which shows them beside the lines of a change.
    Github,
    /// Markdown for a comment on a change, or a job's summary.
    Markdown,
    /// GitLab's Code Quality report.
    Gitlab,
    /// GitLab's security report of static analysis.
    GitlabSast,
    /// `JUnit`'s XML for the test reports of GitLab, Jenkins and Azure.
    Junit,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// The inventory as a table for auditors.
    Csv,
    /// A page for a browser, in one file.
    Html,
    /// A graph of the inventory in Mermaid's language. Only a map is one.
    Mermaid,
    /// A graph of the inventory in Graphviz's language. Only a map is one.
    Dot,
}

impl Format {
    /// All formats, in the order in which help shows them.
    pub const ALL: [Self; 14] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Markdown,
        Self::Gitlab,
        Self::GitlabSast,
        Self::Junit,
        Self::Rdjson,
        Self::Csv,
        Self::Html,
        Self::Mermaid,
        Self::Dot,
    ];

    /// The formats of an inventory, in the order in which help shows them.
    pub const OF_MAPS: [Self; 7] =
        [Self::Human, Self::Json, Self::Markdown, Self::Csv, Self::Html, Self::Mermaid, Self::Dot];

    /// Whether findings can be told in it; a graph shows the inventory alone.
    pub fn tells_findings(self) -> bool {
        !matches!(self, Self::Mermaid | Self::Dot)
    }

    /// The format of a name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The name in flags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Gitlab => "gitlab",
            Self::GitlabSast => "gitlab-sast",
            Self::Junit => "junit",
            Self::Rdjson => "rdjson",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
        }
    }
}

/// What a run says, in a format. A graph shows the inventory of [`map`].
pub fn report(report: &Report, policy: &Policy, format: Format, look: Look) -> String {
    report_for(report, policy, format, look, &Receiver::default())
}

/// What a run says, in a format and for somebody.
pub fn report_for(
    report: &Report,
    policy: &Policy,
    format: Format,
    look: Look,
    receiver: &Receiver,
) -> String {
    let scene = Scene::new(report, policy);
    match format {
        Format::Human => human::report(&scene, look),
        Format::Concise => concise::report(&scene),
        Format::Json => json::document(&scene),
        Format::Sarif => sarif::log(&scene, receiver),
        Format::Github => github::report(&scene),
        Format::Markdown => markdown::report(&scene),
        Format::Gitlab => gitlab::issues(&scene),
        Format::GitlabSast => sast::document(&scene, receiver),
        Format::Junit => junit::report(&scene),
        Format::Rdjson => rdjson::document(&scene),
        Format::Csv => csv::report(&scene),
        Format::Html => html::report(&scene),
        Format::Mermaid => graph::mermaid::chart(&scene),
        Format::Dot => graph::dot::digraph(&scene),
    }
}

/// The inventory of usages. Formats without one of their own tell what [`self::report`] tells.
pub fn map(report: &Report, policy: &Policy, format: Format, look: Look) -> String {
    let scene = Scene::new(report, policy);
    match format {
        Format::Human => map::table(&scene, look),
        Format::Concise => map::lines(&scene),
        Format::Markdown => markdown::map(&scene),
        Format::Csv => csv::map(&scene),
        Format::Html => html::map(&scene),
        _ => self::report(report, policy, format, look),
    }
}

/// A page of a format as it may be printed: no line of it is a command to a build's log, but for those of the format
/// that consists of commands, which takes care of what stands in them.
pub fn printable(page: &str, format: Format) -> Cow<'_, str> {
    if format == Format::Github { Cow::Borrowed(page) } else { uncommanded(page) }
}

/// The table of rules: id, level, title.
pub fn rules(policy: &Policy, look: Look) -> String {
    pages::rules(policy, look)
}

/// The page of one rule.
pub fn explain_rule(rule: &Rule, look: Look) -> String {
    pages::rule(rule, look)
}

/// The page of one consumer.
pub fn explain_consumer(consumer: &Consumer, look: Look) -> String {
    catalogue::consumer(consumer, look)
}

/// Every consumer of the catalogue, with what it needs and where that is said.
pub fn consumers(policy: &Policy, look: Look) -> String {
    catalogue::consumers(policy, look)
}

/// A baseline of a report's findings as the file that it is.
pub fn baseline(report: &Report, policy: &Policy, baseline: &Baseline) -> String {
    baseline::text(&Scene::new(report, policy), baseline)
}

/// A change to a file of a report as a patch.
pub fn patch(report: &Report, policy: &Policy, path: &str, before: &str, after: &str) -> String {
    patch::patch(&Scene::new(report, policy), path, before, after)
}

/// Every kind of credential: whose it is.
pub fn kinds(policy: &Policy, look: Look) -> String {
    kinds::list(policy, look)
}

/// What is known of a kind of credential, by its word; none where no vendor has it.
pub fn explain_kind(policy: &Policy, word: &str, look: Look) -> Option<String> {
    kinds::page(policy, word, look)
}

/// Every permission set that a service token may be given.
pub fn sets(policy: &Policy, look: Look) -> String {
    sets::list(policy, look)
}

/// What a permission set may do, who needs it and on which plans it is given; none where no vendor has it.
pub fn explain_set(policy: &Policy, id: &str, look: Look) -> Option<String> {
    sets::page(policy, id, look)
}

/// Settings to begin with: the declarations that are missing, each in a comment, and how many there are.
pub fn start(report: &Report, policy: &Policy) -> (String, usize) {
    start::settings(&Scene::new(report, policy))
}

/// How rules did on worlds, and what they lack.
pub fn trials(trials: &[Trial], lacking: &[String], look: Look) -> String {
    trials::page(trials, lacking, look)
}

/// The decision table for a person.
pub fn matrix(groups: &[Group], look: Look) -> String {
    matrix::page(groups, look)
}

/// The decision table as Markdown.
pub fn matrix_markdown(groups: &[Group]) -> String {
    matrix::markdown(groups)
}

#[cfg(test)]
mod tests {
    use super::made_up::{self, policy, value};
    use super::{Format, Look, map, report as render};
    use crate::model::{Encoding, Finding, Report, Source, SourceId, Sources, Span, Step};

    #[test]
    fn a_format_is_known_by_its_name_alone() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        for name in ["", "Human", "yaml", "json "] {
            assert_eq!(Format::parse(name), None, "{name}");
        }
    }

    /// A report with a finding, a step and a note at each of the spans of one text.
    fn findings_at(text: String, spans: impl Iterator<Item = (usize, usize)>) -> Report {
        let made_up = made_up::report();
        let at = |(start, end)| {
            let span = Span::new(SourceId(0), start, end);
            let step = Step { span, says: "it goes on".to_owned() };
            let (trace, notes) = (vec![step.clone(), step.clone()], vec![step]);
            Finding { span, trace, notes, suppressed: None, ..made_up.findings[1].clone() }
        };
        let findings = spans.map(at).collect();
        let source = Source::new(SourceId(0), "a.yml", text, Encoding::Utf8);
        Report { findings, sources: Sources::new(vec![Some(source)]), ..Report::default() }
    }

    #[test]
    fn no_span_shows_more_of_a_value_than_its_prefix() {
        let line =
            format!("名: {} # {}\n\tkey: '{}'\n", value(), value(), "0123456789abcdef".repeat(3));
        let text = line.repeat(3) + &value().repeat(20) + " end";
        let length = text.len();
        let spans = (0..length).step_by(13).flat_map(|start| {
            [0, 1, 7, 60, 700].map(|long| (start, (start + long).min(length + 9)))
        });
        let report = findings_at(text, spans);
        for format in Format::ALL {
            let page = render(&report, &policy(), format, Look { color: true, width: 120 });
            for piece in ["aB3dE", "dE-6_", "6_hJa", "01234567", "89abcdef"] {
                assert!(!page.contains(piece), "{format:?} shows {piece}");
            }
        }
    }

    #[test]
    fn many_findings_on_one_endless_line_take_no_longer_than_elsewhere() {
        let text = "{\"token\": \"名 value\"}, ".repeat(80_000);
        let length = text.len();
        let spans = (0..length).step_by(length / 500).map(|start| (start, start + 9));
        let report = findings_at(text, spans);
        for format in Format::ALL {
            // Counting each column from the line's beginning would take minutes here.
            let page = render(&report, &policy(), format, Look::default());
            assert!(
                500 < page.len() + 500 * usize::from(!format.tells_findings())
                    && map(&report, &policy(), format, Look::default()).len() < 1 << 24
            );
        }
    }
}
