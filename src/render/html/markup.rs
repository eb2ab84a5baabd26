//! The few pieces of markup of which the page is made. What comes from a repository gets into them as text alone.

use crate::model::{Source, Span, Step};

use super::super::excerpt::Excerpt;
use super::super::look::width_of_char;
use super::super::scene::Scene;
use super::super::summary::counted;

/// A line of code is shown up to this many columns around its mark.
const COLUMNS: usize = 160;

/// Text in which nothing is markup, in an element or between the quotes of an attribute. The second of two `#` or
/// `:` is told by its number, so that nothing in the page can command the log of a build.
pub(super) fn text(plain: &str) -> String {
    let mut safe = String::with_capacity(plain.len() + 8);
    let mut before = ' ';
    for letter in plain.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '#' if before == '#' => safe.push_str("&#35;"),
            ':' if before == ':' => safe.push_str("&#58;"),
            letter => safe.push(letter),
        }
        before = letter;
    }
    safe
}

/// A message in which what stands between backticks is code.
pub(super) fn prose(scene: &Scene<'_>, message: &str) -> String {
    let line = scene.line(message);
    let mut pieces = line.split('`').peekable();
    let mut shown = String::new();
    let mut is_code = false;
    while let Some(piece) = pieces.next() {
        match (is_code, pieces.peek().is_some()) {
            (true, true) => shown += &code(piece),
            // A last backtick without a partner is one.
            (true, false) => shown += &text(&format!("`{piece}")),
            (false, _) => shown += &text(piece),
        }
        is_code = !is_code;
    }
    shown
}

/// A message as a sentence begins. A product's own name keeps its small letter.
pub(super) fn sentence(scene: &Scene<'_>, message: &str) -> String {
    let shown = prose(scene, message);
    if shown.starts_with("dbt") { shown } else { capital(&shown) }
}

/// The text with a capital letter at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Clean text as code.
pub(super) fn code(clean: &str) -> String {
    if clean.is_empty() { String::new() } else { format!("<code>{}</code>", text(clean)) }
}

/// A word in its colour.
pub(super) fn badge(class: &str, word: &str) -> String {
    format!("<span class=\"badge {}\">{}</span>", text(class), text(word))
}

/// A credential's name behind the place that keeps it.
pub(super) fn name(scene: &Scene<'_>, name: &str) -> String {
    let name = scene.line(name);
    match name.split_once(':') {
        Some((store, name)) => {
            format!("<span class=\"store\">{}</span> {}", text(store), code(name))
        }
        None => code(&name),
    }
}

/// A link to a page, which is not told where the reader comes from. What is no web address is shown as it is.
pub(super) fn link(scene: &Scene<'_>, address: &str) -> String {
    let shown = text(&scene.line(address));
    if address.starts_with("https://") || address.starts_with("http://") {
        let label = shown.split_once("://").map_or(shown.as_str(), |(_, rest)| rest);
        format!("<a href=\"{shown}\" rel=\"noreferrer noopener\">{label}</a>")
    } else {
        shown
    }
}

/// The place of a span, as code; nothing where its file was not kept.
pub(super) fn place(scene: &Scene<'_>, span: Span) -> String {
    if !scene.has(span) {
        return String::new();
    }
    address(&scene.address(span))
}

/// A clean path or place, which breaks behind a slash where it does not fit on a line.
pub(super) fn address(clean: &str) -> String {
    format!("<code class=\"place\">{}</code>", text(clean).replace('/', "/<wbr>"))
}

/// What a step says, and where.
pub(super) fn step(scene: &Scene<'_>, step: &Step) -> String {
    format!("{} {}", prose(scene, &step.says), place(scene, step.span))
}

/// The first line of a span with a mark in it; nothing where its file was not kept.
pub(super) fn excerpt(scene: &Scene<'_>, span: Span) -> String {
    scene.report.sources.get(span.source).map_or_else(String::new, |it| lines(scene, it, span))
}

fn lines(scene: &Scene<'_>, source: &Source, span: Span) -> String {
    let excerpt = Excerpt::new(source, span, &scene.redactor, COLUMNS);
    let (before, rest) = split(&excerpt.text, excerpt.from);
    let (marked, after) = split(rest, excerpt.marked);
    let marked = if marked.trim().is_empty() { " " } else { marked };
    let more = match excerpt.more {
        0 => String::new(),
        more => format!("<span class=\"more\">and {}</span>", counted(more, "more line")),
    };
    format!(
        "<pre class=\"code\"><span class=\"number\">{}</span><code>{}<mark>{}</mark>{}</code>{more}</pre>\n",
        excerpt.line,
        text(before),
        text(marked),
        text(after.trim_end()),
    )
}

/// A text on both sides of a column.
fn split(text: &str, column: usize) -> (&str, &str) {
    let mut seen = 0;
    for (at, letter) in text.char_indices() {
        if column <= seen {
            return text.split_at(at);
        }
        seen += width_of_char(letter);
    }
    (text, "")
}

/// The first items of a list, and how many more there are: nothing is left out in silence.
pub(super) fn bounded<T>(
    items: &[T],
    most: usize,
    noun: &str,
    shown: impl FnMut(&T) -> String,
) -> String {
    let page: String = items.iter().take(most).map(shown).collect();
    page + &cut(items.len().saturating_sub(most), noun)
}

/// A line of a list for what is left out of it.
pub(super) fn cut(more: usize, noun: &str) -> String {
    match more {
        0 => String::new(),
        more => format!(
            "<li class=\"cut\">{} not on this page; <code>--format json</code> has all.</li>\n",
            counted(more, &format!("more {noun}"))
        ),
    }
}

/// A part of the page under a heading, for the list of parts as well.
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) count: usize,
    pub(super) lead: String,
    pub(super) body: String,
}

impl Part {
    /// The part; nothing where it is empty.
    pub(super) fn page(&self) -> String {
        if self.body.is_empty() {
            return String::new();
        }
        let lead = if self.lead.is_empty() {
            String::new()
        } else {
            format!("<p class=\"lead\">{}</p>\n", self.lead)
        };
        format!(
            "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1} <span class=\"count\">{2}</span></h2>\n{lead}{3}</section>\n",
            self.id, self.title, self.count, self.body
        )
    }

    /// Its entry in the list of parts.
    pub(super) fn entry(&self) -> String {
        if self.body.is_empty() {
            return String::new();
        }
        format!(
            "<li><a href=\"#{}\">{} <span class=\"count\">{}</span></a></li>\n",
            self.id, self.title, self.count
        )
    }
}
