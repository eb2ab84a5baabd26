//! What stands beside the uses: declared service tokens, places that reveal values, what could not be read, and what
//! the repository allows itself.

use crate::model::{Exposure, Grant, Permission, Problem};

use super::super::scene::Scene;
use super::super::{loosened as allowed, summary};
use super::markup::{Part, address, badge, bounded, code, excerpt, link, place, prose, text};

/// So many lines has each list.
const MOST: usize = 500;
const MOST_INSIDE: usize = 40;

/// The service tokens that the files declare, and what each may do.
pub(super) fn grants(scene: &Scene<'_>) -> Part {
    let grants = &scene.report.grants;
    let lead =
        "Service tokens that the files declare, what each may do, and what its consumers need.";
    let cards = bounded(grants, MOST, "service token", |grant| granted(scene, grant));
    list("grants", "What service tokens may do", grants.len(), lead, cards)
}

fn list(id: &'static str, title: &'static str, count: usize, lead: &str, items: String) -> Part {
    let body =
        if items.is_empty() { items } else { format!("<ul class=\"cards\">\n{items}</ul>\n") };
    Part { id, title, count, lead: lead.to_owned(), body }
}

fn granted(scene: &Scene<'_>, grant: &Grant) -> String {
    let title = grant.title.as_deref().map_or_else(String::new, |title| {
        format!(" <span class=\"called\">called {}</span>", code(&scene.line(title)))
    });
    let unread = if grant.unread || !grant.whole {
        "<p class=\"reason\">Not all that it is given could be read.</p>\n"
    } else {
        ""
    };
    format!(
        "<li class=\"card\"><h3>{}{title}</h3>\n<p class=\"meta\">{} {}</p>\n{unread}<ul class=\"permissions\">\n{}</ul>\n{}</li>\n",
        code(&scene.line(&grant.name)),
        badge(&format!("fit {}", grant.fit.as_str()), fit(grant)),
        place(scene, grant.span),
        bounded(&grant.permissions, MOST_INSIDE, "permission", |it| permitted(scene, it)),
        needs(scene, grant),
    )
}

fn fit(grant: &Grant) -> &'static str {
    match grant.fit.as_str() {
        "exact" => "as its consumers need",
        "broader" => "more than its consumers need",
        "narrower" => "less than a consumer needs",
        _ => "need unknown",
    }
}

fn permitted(scene: &Scene<'_>, permission: &Permission) -> String {
    let set = permission
        .set
        .as_deref()
        .map_or_else(|| "a set that could not be read".to_owned(), |set| code(&scene.line(set)));
    let beyond = if permission.beyond { " <b>beyond the need</b>" } else { "" };
    format!(
        "<li>{set} projects: {}; environments: {}{beyond} {}</li>\n",
        permission.projects.as_str(),
        permission.categories.as_str(),
        place(scene, permission.span),
    )
}

fn needs(scene: &Scene<'_>, grant: &Grant) -> String {
    if grant.consumers.is_empty() {
        return String::new();
    }
    let needs = bounded(&grant.consumers, MOST_INSIDE, "consumer", |need| {
        let sets: Vec<String> = need.sets.iter().map(|set| code(&scene.line(set))).collect();
        let refused = if need.is_refused { "; <b>it is refused there</b>" } else { "" };
        format!(
            "<li>{} needs {}{refused} {} {}</li>\n",
            text(&scene.line(&need.title)),
            sets.join(" or "),
            place(scene, need.span),
            link(scene, &need.source),
        )
    });
    format!("<p><b>Its consumers</b></p><ul>\n{needs}</ul>\n")
}

/// The places that reveal a value.
pub(super) fn exposures(scene: &Scene<'_>) -> Part {
    let exposures = &scene.report.exposures;
    let lead = "Places that show a value, or hand it on, to more people than its user.";
    let cards = bounded(exposures, MOST, "place", |exposure| exposed(scene, exposure));
    list("exposures", "Where values lie open", exposures.len(), lead, cards)
}

fn exposed(scene: &Scene<'_>, exposure: &Exposure) -> String {
    let kind = exposure.kind.as_str();
    format!(
        "<li class=\"card\"><p class=\"meta\">{} {} {}</p>\n<p>{}: {}</p>\n{}</li>\n",
        badge("form", exposure.form.as_str()),
        badge(&format!("kind {kind}"), kind),
        place(scene, exposure.span),
        prose(scene, &exposure.credential),
        prose(scene, &exposure.says),
        excerpt(scene, exposure.span),
    )
}

/// What could not be read.
pub(super) fn problems(scene: &Scene<'_>) -> Part {
    let problems = &scene.report.problems;
    let lead = "Could not look is not looked and clean: nothing is known of what stands here.";
    let cards = bounded(problems, MOST, "input", |problem| unread(scene, problem));
    list("problems", "What could not be read", problems.len(), lead, cards)
}

fn unread(scene: &Scene<'_>, problem: &Problem) -> String {
    let code = problem.span.map_or_else(String::new, |span| excerpt(scene, span));
    format!(
        "<li class=\"card\"><p>{} {}</p>\n{code}</li>\n",
        address(&summary::address(scene, problem)),
        prose(scene, &problem.message),
    )
}

/// What the repository allows itself.
pub(super) fn loosened(scene: &Scene<'_>) -> Part {
    let lines = allowed::lines(scene);
    let lead = "What its own settings and comments take from this report.";
    let cards = bounded(&lines, MOST, "line", |line| {
        format!("<li class=\"card\"><p>{}</p></li>\n", prose(scene, line))
    });
    list("loosened", "What the repository loosens", lines.len(), lead, cards)
}
