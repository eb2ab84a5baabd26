//! A page for a reviewer in a browser: whose each key is, where it opens, what is wrong and what to do. One file that
//! loads nothing; without its script all of it can be read, and only filters and keys are missing.

mod markup;
mod hash;
mod headline;
mod findings;
mod inventory;
mod tree;
mod rules;
mod rest;

use super::scene::Scene;
use markup::{Part, text};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The report as a page.
pub(super) fn report(scene: &Scene<'_>) -> String {
    let parts = [
        findings::counted(scene),
        inventory::part(scene),
        rest::grants(scene),
        rest::exposures(scene),
        findings::silenced(scene),
        rest::problems(scene),
        rest::loosened(scene),
        rules::part(scene),
    ];
    page(scene, &headline::of_report(scene), &parts)
}

/// The inventory as a page.
pub(super) fn map(scene: &Scene<'_>) -> String {
    let parts = [
        inventory::part(scene),
        rest::grants(scene),
        rest::exposures(scene),
        rest::problems(scene),
    ];
    page(scene, &headline::of_map(scene), &parts)
}

fn page(scene: &Scene<'_>, headline: &str, parts: &[Part]) -> String {
    // A browser reads line ends as one character before it takes a hash.
    let (style, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash::of(&style),
        hash::of(&script)
    );
    let entries: String = parts.iter().map(Part::entry).collect();
    let body: String = parts.iter().map(Part::page).collect();
    let filters = inventory::filters(scene);
    let version = text(env!("CARGO_PKG_VERSION"));
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>keyfit: does each key fit its door?</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="top">
<p class="brand">keyfit <span>does each key fit the door it opens?</span></p>
<button type="button" id="theme" hidden>Dark</button>
</header>
<main id="main" tabindex="-1">
{headline}<nav aria-label="Parts of the report"><ul>
{entries}</ul></nav>
{filters}{body}</main>
<footer>
<p>Made by keyfit {version}. Of each value no more than its prefix is shown. What could not be read was not judged.</p>
<p class="keys" hidden><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next and previous finding <kbd>o</kbd> open or close its details <kbd>Esc</kbd> clear the filters</p>
</footer>
<script>{script}</script>
</body>
</html>
"##
    )
}

#[cfg(test)]
mod tests;
