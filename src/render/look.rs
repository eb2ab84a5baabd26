//! How a page looks: its width, its colours, where its lines break.

use crate::model::Level;

use super::clean::clean;

/// How a reader's screen is to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours may be written.
    pub color: bool,
    /// The width in columns; what lies outside of 60 to 120 is moved there.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, width: 80 }
    }
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy)]
pub(super) enum Ink {
    Level(Level),
    Strong,
    Frame,
    Trail,
    Good,
    Doubt,
}

impl Look {
    /// The width that pages keep to.
    pub(super) fn columns(self) -> usize {
        self.width.clamp(60, 120)
    }

    /// Text in its colour, or as it is.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Level(Level::Error) => "1;31",
            Ink::Level(Level::Warning) => "1;33",
            Ink::Level(Level::Note) => "1;36",
            Ink::Strong => "1",
            Ink::Frame => "1;34",
            Ink::Trail => "36",
            Ink::Good => "1;32",
            Ink::Doubt => "1;35",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Words on lines that fit behind `lead` columns; lines after the first are indented by `hang`.
    /// The first word begins a new line where it does not fit behind `lead`.
    /// Words are made clean here, and one that alone is longer than two lines is cut.
    pub(super) fn wrap(self, text: &str, lead: usize, hang: usize) -> String {
        let (columns, longest) = (self.columns(), 2 * self.columns());
        let mut page = String::new();
        let mut column = lead;
        for word in text.split_whitespace() {
            let word = cut(&clean(word), longest);
            let width = width_of(&word);
            if page.is_empty() && (lead + width <= columns || lead <= hang) {
                column += width;
            } else if !page.is_empty() && column + 1 + width <= columns {
                page.push(' ');
                column += 1 + width;
            } else {
                page.push('\n');
                page.push_str(&" ".repeat(hang));
                column = hang + width;
            }
            page.push_str(&word);
        }
        page
    }

    /// Paragraphs, each wrapped and indented; blank lines of the text part them.
    pub(super) fn paragraphs(self, text: &str, indent: usize) -> String {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        lines
            .split(|line| line.is_empty())
            .filter(|lines| !lines.is_empty())
            .map(|lines| self.block(&lines.join(" "), indent))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// One wrapped and indented paragraph with its line break.
    pub(super) fn block(self, text: &str, indent: usize) -> String {
        format!("{}{}\n", " ".repeat(indent), self.wrap(text, indent, indent))
    }
}

/// Text of at most `most` columns, with `…` where it was cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || width_of(text) <= most {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut width = 1;
    for letter in text.chars() {
        width += width_of_char(letter);
        if most < width {
            break;
        }
        shown.push(letter);
    }
    shown.push('…');
    shown
}

/// How many columns of a terminal a text takes.
pub(super) fn width_of(text: &str) -> usize {
    text.chars().map(width_of_char).sum()
}

/// How many columns a character takes: none for marks that join the one before, two for wide scripts and emoji.
pub(super) fn width_of_char(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ink, Look, cut, width_of};

    #[test]
    fn lines_keep_to_the_width_and_hang() {
        let look = Look { color: false, width: 10 };
        let page = look.wrap(&"word ".repeat(30), 10, 4);
        assert!(page.lines().all(|line| line.len() <= 60), "{page}");
        assert!(page.lines().skip(1).all(|line| line.starts_with("    word")), "{page}");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let page = Look::default().wrap(&"x".repeat(100_000), 0, 0);
        assert_eq!(width_of(&page), 160);
    }

    #[test]
    fn wide_and_joined_characters_are_counted_as_they_show() {
        for (text, expected) in [("abc", 3), ("名前", 4), ("e\u{301}", 1), ("🚀x", 3)] {
            assert_eq!(width_of(text), expected, "{text}");
        }
        assert_eq!(cut("名前です", 5), "名前…");
    }

    #[test]
    fn colour_is_written_only_where_it_may_be() {
        assert_eq!(Look::default().paint(Ink::Strong, "a"), "a");
        assert_ne!(Look { color: true, width: 80 }.paint(Ink::Strong, "a"), "a");
    }
}
