//! The rules that spoke, once each: why they are there, and the pages that say so.

use std::collections::BTreeMap;

use crate::model::Rule;

use super::super::scene::Scene;
use super::super::summary::counted;
use super::markup::{Part, bounded, code, link as page_link, prose, sentence, text};

/// So many rules are on a page; more speak only where a user's own are many.
const MOST: usize = 500;
const MOST_PAGES: usize = 40;

/// The rules that spoke, in the order of the policy.
pub(super) fn part(scene: &Scene<'_>) -> Part {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &scene.report.findings {
        *counts.entry(finding.rule.as_str()).or_default() += 1;
    }
    let rules = scene.policy.rules.iter().enumerate();
    let rules: Vec<(usize, &Rule, usize)> =
        rules.filter_map(|(at, it)| Some((at, it, *counts.get(it.id.as_str())?))).collect();
    let cards = bounded(&rules, MOST, "rule", |(at, rule, count)| card(scene, *at, rule, *count));
    let body =
        if cards.is_empty() { cards } else { format!("<ul class=\"cards\">\n{cards}</ul>\n") };
    let lead = "The rules that spoke here, why each is there, and who says so.".to_owned();
    Part { id: "rules", title: "Why it is wrong", count: rules.len(), lead, body }
}

fn card(scene: &Scene<'_>, at: usize, rule: &Rule, count: usize) -> String {
    let pages = bounded(&rule.source, MOST_PAGES, "page", |page| {
        format!("<li>{}</li>\n", page_link(scene, page))
    });
    let why = rule.why.split("\n\n").map(|it| format!("<p>{}</p>\n", prose(scene, it)));
    let why: Vec<String> = why.collect();
    format!(
        "<li class=\"card rule-page\" id=\"r{at}\"><h3>{}</h3>\n<p class=\"meta\">{} <span>{}</span></p>\n{}<ul class=\"pages\">\n{pages}</ul></li>\n",
        sentence(scene, &rule.title),
        code(&scene.line(&rule.id)),
        counted(count, "finding"),
        why.concat(),
    )
}

/// A rule's name, which leads to what is said of it.
pub(super) fn link(scene: &Scene<'_>, id: &str) -> String {
    let name = text(&scene.line(id));
    match scene.policy.rules.iter().position(|rule| rule.id == id) {
        Some(at) => format!("<a class=\"rule\" href=\"#r{at}\"><code>{name}</code></a>"),
        None => format!("<code class=\"rule\">{name}</code>"),
    }
}
