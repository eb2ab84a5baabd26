//! The stages on the way to a verdict, for a person who wonders why.

use std::fmt::Write as _;

use crate::model::{Facts, Flow, Hop, Origin, Report, Sources, Span, Usage, Vendor};

use super::clean;
use super::redact::Redactor;

/// What was shown, without the tokens that stand in names and paths.
pub fn without_tokens(shown: &str, vendors: &[Vendor]) -> String {
    Redactor::new(&Report::default(), vendors).prose(shown).into_owned()
}

/// Every site and passage: where it stands, what it takes and gives.
pub fn sites(facts: &Facts, sources: &Sources) -> String {
    let mut text = String::new();
    for site in &facts.sites {
        let takes: Vec<String> = site
            .takes
            .iter()
            .map(|take| format!("{} from {}", take.name, take.name.scope))
            .collect();
        let gives = site
            .gives
            .as_ref()
            .map_or_else(String::new, |name| format!("  gives {name} in {}", name.scope));
        let takes =
            if takes.is_empty() { String::new() } else { format!("  takes {}", takes.join(", ")) };
        let presents = site.presents.as_ref().map_or_else(String::new, |it| {
            format!("  presents to {} ({:?})", it.consumer, it.weight)
        });
        let literal = if site.literal.is_some() { "  a literal" } else { "" };
        line(
            &mut text,
            site.span,
            sources,
            &format!("{}{gives}{takes}{presents}{literal}", site.says),
        );
    }
    for passage in &facts.passages {
        line(
            &mut text,
            passage.span,
            sources,
            &format!("{}: from {} to {}", passage.says, passage.from, passage.to),
        );
    }
    text
}

/// Every flow, hop by hop.
pub fn flows(flows: &[Flow<'_>], sources: &Sources) -> String {
    let mut text = String::new();
    for (number, flow) in flows.iter().enumerate() {
        let origin = match &flow.origin {
            Origin::Name(name) => format!("{name} from outside"),
            Origin::Literal => "a literal".to_owned(),
            Origin::Minted => "a resource".to_owned(),
        };
        let _ = writeln!(text, "flow {number}: {}", clean(&origin));
        for hop in &flow.hops {
            let (span, says) = match hop {
                Hop::Site(site) => (site.span, &*site.says),
                Hop::Passage(passage) => (passage.span, passage.says.as_str()),
            };
            line(&mut text, span, sources, &format!("  {says}"));
        }
        for circumstance in &flow.circumstances {
            let _ = writeln!(
                text,
                "    amid {}",
                clean(&format!("{}: {:?}", circumstance.says, circumstance.matter))
            );
        }
    }
    text
}

/// Every usage in a line.
pub fn usages(usages: &[Usage], sources: &Sources) -> String {
    let mut text = String::new();
    for usage in usages {
        let context = &usage.context;
        let says = format!(
            "{} ({}) to {}: {}, {}, requires {}",
            usage.credential.name,
            usage.credential.kind.as_str(),
            usage.consumer,
            context.runner.as_str(),
            context.environment.as_str(),
            usage.requires.as_str()
        );
        line(&mut text, usage.span, sources, &says);
    }
    text
}

fn line(text: &mut String, span: Span, sources: &Sources, says: &str) {
    let place = sources.get(span.source).map_or_else(String::new, |source| {
        let position = source.position(span.start as usize);
        format!("{}:{}:{}", clean(&source.path), position.line, position.column)
    });
    let _ = writeln!(text, "{place}: {}", clean(says));
}
