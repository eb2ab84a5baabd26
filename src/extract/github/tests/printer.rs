//! Facts in compact lines, one a fact.

use crate::model::{Facts, Matter, Name, Passage, Reach, Site, Source, Weight, Word};

/// All facts but places that only show a value, in the order in which they were found.
pub(super) fn lines(source: &Source, facts: &Facts) -> Vec<String> {
    let handed = facts.sites.iter().filter(|it| it.reveals.is_empty());
    let sites = handed.map(|it| site(source, it));
    let passages = facts.passages.iter().map(passage);
    let circumstances = facts
        .circumstances
        .iter()
        .filter(|it| !matches!(it.matter, Matter::Path(_) | Matter::Unattended | Matter::Label(_)))
        .map(|it| format!("{} @{}", matter(&it.matter), it.scope));
    let starts = facts.starts.iter().map(|it| format!("starts {it}"));
    sites.chain(passages).chain(circumstances).chain(starts).map(|it| short(source, &it)).collect()
}

/// The file's own scope is `~`.
fn short(source: &Source, line: &str) -> String {
    line.replace(&format!("workflow:{}", source.path), "~")
}

fn name(name: &Name) -> String {
    format!("{name}@{}", name.scope)
}

fn site(source: &Source, site: &Site) -> String {
    let mut line = "site".to_owned();
    if let Some(given) = &site.gives {
        line = format!("{line} {}", name(given));
    }
    for take in &site.takes {
        line = format!("{line} <- {} `{}`", name(&take.name), source.slice(take.span));
    }
    if site.literal.is_some() {
        line = format!("{line} = `{}`", source.slice(site.span));
    }
    if let Some(presents) = &site.presents {
        let sign = if presents.weight == Weight::Proven { "!" } else { "?" };
        line = format!("{line} -> {}{sign}", presents.consumer);
    }
    for evidence in &site.evidence {
        line = format!("{line} ({})", evidence.kind.as_str());
    }
    line
}

fn passage(passage: &Passage) -> String {
    let carries = passage.carries.iter().map(|it| {
        format!("{}{}", it.space.as_str(), if it.reach == Reach::Outwards { "+" } else { "" })
    });
    let carries = carries.collect::<Vec<_>>().join(",");
    format!("passage {} => {} [{carries}]", passage.from, passage.to)
}

fn matter(matter: &Matter) -> String {
    let words = |words: &[Word]| {
        let words = words.iter().map(|word| match word {
            Word::Text(text) => text.clone(),
            Word::Name(it) => name(it),
        });
        words.collect::<Vec<_>>().join("|")
    };
    match matter {
        Matter::Trigger(it) => {
            let list = |mark: &str, texts: &[String]| {
                if texts.is_empty() { String::new() } else { format!(" {mark}{}", texts.join(",")) }
            };
            let tags = if it.tags { " tags" } else { "" };
            let merged = if it.merged { " merged" } else { "" };
            let (branches, types) = (list("on ", &it.branches), list("types ", &it.types));
            format!("trigger {}{branches}{tags}{types}{merged}", it.event)
        }
        Matter::OnlyEvent(it) => format!("only-event {it}"),
        Matter::OnlyBranch(it) => format!("only-branch {it}"),
        Matter::OnlyTarget(it) => format!("only-target {it}"),
        Matter::When(it) => format!("when {it}"),
        Matter::Target(it) => format!("target {}", words(it)),
        Matter::Variant(it) => format!("variant {}", words(it)),
        other => format!("{other:?}").to_lowercase(),
    }
}
