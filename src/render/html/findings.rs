//! Findings, loudest first: what is wrong, the code, what to do, and for whoever doubts it the way and the reasons.

use std::cmp::Reverse;

use crate::model::{Arrange, Evidence, Finding, Fix, Level, Safety, Suppression, Usage};

use super::super::scene::Scene;
use super::super::summary::counted as count;
use super::markup::{
    Part, badge, bounded, code, excerpt, name, place, prose, sentence, step, text,
};
use super::rules;

/// So many findings are on a page.
const MOST: usize = 1000;
/// So many lines has a list inside a finding.
const MOST_LINES: usize = 40;
/// Where there are more findings than this, their ways are folded.
const OPEN: usize = 12;

/// The findings that count.
pub(super) fn counted(scene: &Scene<'_>) -> Part {
    let mut findings: Vec<(usize, &Finding)> = scene.report.findings.iter().enumerate().collect();
    findings.retain(|(_, it)| it.suppressed.is_none());
    findings.arrange_by_key(|(_, it)| Reverse(it.level));
    let lead = "Each with its line, what to do, and the way of the value from where it enters to where it is used.";
    part(scene, ("findings", "What is wrong"), lead, &findings)
}

/// The findings that someone silenced, each with the reason.
pub(super) fn silenced(scene: &Scene<'_>) -> Part {
    let mut findings: Vec<(usize, &Finding)> = scene.report.findings.iter().enumerate().collect();
    findings.retain(|(_, it)| it.suppressed.is_some());
    let lead = "These do not count; someone answers for each.";
    part(scene, ("silenced", "What is silenced"), lead, &findings)
}

fn part(
    scene: &Scene<'_>,
    (id, title): (&'static str, &'static str),
    lead: &str,
    findings: &[(usize, &Finding)],
) -> Part {
    let is_open = findings.len() <= OPEN;
    let cards =
        bounded(findings, MOST, "finding", |(at, finding)| card(scene, *at, finding, is_open));
    let body = if findings.is_empty() {
        String::new()
    } else {
        format!("<ul class=\"cards\">\n{cards}</ul>\n")
    };
    Part { id, title, count: findings.len(), lead: lead.to_owned(), body }
}

fn card(scene: &Scene<'_>, at: usize, finding: &Finding, is_open: bool) -> String {
    let usage = finding.usage.and_then(|usage| scene.report.usages.get(usage));
    let level = finding.level.as_str();
    let rule = rules::link(scene, &finding.rule);
    let of = usage.map_or_else(String::new, |usage| {
        format!(
            "<a class=\"of\" href=\"#u{}\">{}</a>",
            usage.id,
            name(scene, &usage.credential.name)
        )
    });
    format!(
        "<li><article class=\"finding {class}\" id=\"f{at}\" tabindex=\"-1\" aria-labelledby=\"f{at}-title\"{data}>\n<p class=\"meta\">{badge} {rule} {of}</p>\n<h3 id=\"f{at}-title\">{message}</h3>\n<p class=\"at\">{place}</p>\n{code}{silenced}{help}{fix}{because}{also}{way}</article></li>\n",
        class = class(finding.level),
        data = usage.map_or_else(String::new, |usage| data(scene, usage)),
        badge = badge(class(finding.level), level),
        message = sentence(scene, &finding.message),
        place = place(scene, finding.span),
        code = excerpt(scene, finding.span),
        silenced = finding.suppressed.as_ref().map_or_else(String::new, |it| reason(scene, it)),
        help = help(scene, finding),
        fix = finding.fix.as_ref().map_or_else(String::new, |it| mended(scene, it)),
        because = because(scene, finding, usage),
        also = also(scene, finding),
        way = way(scene, finding, is_open),
    )
}

/// The class of a level's colour.
fn class(level: Level) -> &'static str {
    match level {
        Level::Error => "violation",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// What filters ask of a use, or of what stands on it.
pub(super) fn data(scene: &Scene<'_>, usage: &Usage) -> String {
    format!(
        " data-kind=\"{}\" data-consumer=\"{}\" data-environment=\"{}\" data-runner=\"{}\" data-verdict=\"{}\"",
        usage.credential.kind.as_str(),
        text(&scene.line(&usage.consumer)),
        usage.context.environment.as_str(),
        usage.context.runner.as_str(),
        scene.verdict(usage.id).as_str(),
    )
}

fn reason(scene: &Scene<'_>, silenced: &Suppression) -> String {
    let by = match silenced.by.as_str() {
        "comment" => "a comment in place",
        _ => "the settings",
    };
    let until = silenced.until.as_deref().map(|it| format!(", until {}", scene.line(it)));
    let owner = silenced.owner.as_deref().map(|it| format!("; {} answers for it", scene.line(it)));
    let rest = text(&format!("by {by}{}{}", until.unwrap_or_default(), owner.unwrap_or_default()));
    format!(
        "<p class=\"reason\"><b>Silenced</b> because {} <span>({rest})</span></p>\n",
        prose(scene, &silenced.because)
    )
}

fn help(scene: &Scene<'_>, finding: &Finding) -> String {
    if finding.help.trim().is_empty() {
        return String::new();
    }
    format!("<p class=\"help\"><b>What to do</b> {}</p>\n", sentence(scene, &finding.help))
}

fn mended(scene: &Scene<'_>, fix: &Fix) -> String {
    let flags = match fix.safety {
        Safety::Safe => "keyfit check --fix",
        Safety::Unsafe => "keyfit check --fix --unsafe",
    };
    format!("<p class=\"fix\">{} would {}</p>\n", code(flags), prose(scene, &fix.says))
}

/// Why it is so here: what the finding says, and what else speaks for the kind.
fn because(scene: &Scene<'_>, finding: &Finding, usage: Option<&Usage>) -> String {
    let notes = bounded(&finding.notes, MOST_LINES, "reason", |it| {
        format!("<li>{}</li>\n", step(scene, it))
    });
    let new = |it: &&Evidence| finding.notes.iter().all(|note| note.says != it.says);
    let evidence: Vec<&Evidence> =
        usage.into_iter().flat_map(|usage| &usage.credential.evidence).filter(new).collect();
    let kinds = bounded(&evidence, MOST_LINES, "reason", |it| spoken(scene, it, 0));
    let asked = usage.filter(|usage| !usage.requires_because.is_empty());
    let asked = asked.map_or_else(String::new, |usage| {
        format!("<li>{}</li>\n", prose(scene, &usage.requires_because))
    });
    let all = notes + &kinds + &asked;
    if all.is_empty() {
        return String::new();
    }
    format!("<div class=\"because\"><p><b>Why</b></p><ul>\n{all}</ul></div>\n")
}

/// A piece of evidence for a kind, with how many more places say the same.
pub(super) fn spoken(scene: &Scene<'_>, evidence: &Evidence, more: usize) -> String {
    let place = evidence.span.map_or_else(String::new, |span| place(scene, span));
    let more = match more {
        0 => String::new(),
        more => format!(" and {}", count(more, "more place")),
    };
    format!(
        "<li><span class=\"strength\">{}</span> {} {place}{more}</li>\n",
        evidence.strength.as_str(),
        prose(scene, &evidence.says),
    )
}

fn also(scene: &Scene<'_>, finding: &Finding) -> String {
    if finding.also.is_empty() {
        return String::new();
    }
    let places = bounded(&finding.also, MOST_LINES, "place", |span| {
        format!("<li>{}</li>\n", place(scene, *span))
    });
    let lead = count(finding.also.len(), "other place");
    format!(
        "<div class=\"also\"><p>The same change ends it at {lead}:</p><ul>\n{places}</ul></div>\n"
    )
}

/// The way of the value, step by step, with the code of each step.
fn way(scene: &Scene<'_>, finding: &Finding, is_open: bool) -> String {
    match finding.trace.as_slice() {
        [] => return String::new(),
        [only] => return format!("<p class=\"way\"><b>How</b> {}</p>\n", step(scene, only)),
        _ => {}
    }
    let mut before = finding.span;
    let steps = bounded(&finding.trace, MOST_LINES, "step", |it| {
        let is_new = it.span != finding.span && it.span != before;
        before = it.span;
        let code = if is_new { excerpt(scene, it.span) } else { String::new() };
        format!("<li><p>{}</p>{code}</li>\n", step(scene, it))
    });
    format!(
        "<details{}><summary>The way of the value, in {}</summary>\n<ol class=\"trace\">\n{steps}</ol></details>\n",
        if is_open { " open" } else { "" },
        count(finding.trace.len(), "step"),
    )
}
