//! Mistakes: what is wrong in a rule, vendor or settings file, shown with the line on which it stands.

use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// A mistake in a rule, vendor or settings file. It is the writer's to mend, and ends the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file's path, as it is shown.
    pub path: String,
    /// The file's text, shared by all mistakes of the file; empty where it could not be read.
    pub text: Arc<str>,
    /// The first byte of the wrong, in `text`.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Past these many mistakes nobody reads on, and a hostile file may hold a million.
const SHOWN: usize = 50;

/// Past these many bytes a line is not shown but only named; nobody wrote it by hand.
const LINE: usize = 2000;

/// The mistakes as a person reads them: each with its path, line and column, the line itself and the help.
pub fn show(mistakes: &[Mistake], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut shown: Vec<String> =
        mistakes.iter().take(SHOWN).map(|mistake| shown(&renderer, mistake)).collect();
    if let Some(more) = mistakes.len().checked_sub(SHOWN).filter(|more| 0 < *more) {
        shown.push(format!("error: {more} more mistakes are not shown"));
    }
    let page = shown.iter().map(|it| format!("{it}\n")).collect::<Vec<_>>().join("\n");
    // The renderer leaves some of what acts as it is; its own line breaks and colours stay.
    let is_own = |it: char| matches!(it, '\n' | '\t' | '\u{1b}');
    page.chars().map(|it| if is_hostile(it) && !is_own(it) { '\u{fffd}' } else { it }).collect()
}

fn shown(renderer: &Renderer, mistake: &Mistake) -> String {
    let place = Place::of(mistake);
    let path = clean(&mistake.path);
    let title = Level::ERROR.primary_title(clean(&mistake.message));
    let mut group = if mistake.text.is_empty() {
        Group::with_title(title).element(Origin::path(path))
    } else if LINE < place.line.len() {
        Group::with_title(title)
            .element(Origin::path(path).line(place.number).char_column(place.column))
    } else {
        let snippet = Snippet::source(clean_line(place.line))
            .path(path)
            .line_start(place.number)
            .annotation(AnnotationKind::Primary.span(place.start..place.end));
        Group::with_title(title).element(snippet)
    };
    if let Some(help) = &mistake.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    renderer.render(&[group])
}

/// The first line of a mistake and what of it is wrong.
struct Place<'a> {
    line: &'a str,
    number: usize,
    column: usize,
    start: usize,
    end: usize,
}

impl<'a> Place<'a> {
    fn of(mistake: &'a Mistake) -> Self {
        let text = &*mistake.text;
        let at = floor(text, mistake.start);
        let from = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let to = text[at..].find('\n').map_or(text.len(), |after| at + after);
        let line = text[from..to].trim_end_matches('\r');
        let start = (at - from).min(line.len());
        let end = floor(text, mistake.end).saturating_sub(from).clamp(start, line.len());
        Self {
            line,
            number: text[..from].bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: line[..start].chars().count() + 1,
            start,
            end,
        }
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Text of others in one line of ours: no control character, no line break, and of a token its beginning alone.
pub(super) fn clean(text: &str) -> String {
    masked(text).chars().map(|it| if is_hostile(it) { '\u{fffd}' } else { it }).collect()
}

/// A line of the file. The renderer itself neutralises control characters there, and tabs must stay what they are.
fn clean_line(line: &str) -> String {
    masked(line)
}

/// Whether a character can move the cursor, colour the text or turn its direction.
fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A name or value of the file between backticks, short enough for a message.
pub(super) fn quoted(text: &str) -> String {
    let text = clean(text);
    let short: String = text.chars().take(60).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{more}`")
}

/// The text with every run of characters that may be a token blotted out behind its prefix, byte for byte, so
/// that columns stay. A settings file is no place for a value, but people put values into the wrong place.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '-') {
            run.push(character);
        } else {
            masked.push_str(&masked_run(&run));
            run.clear();
            masked.push(character);
        }
    }
    masked + &masked_run(&run)
}

fn masked_run(run: &str) -> String {
    let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
    let has_letter = run.bytes().any(|byte| byte.is_ascii_alphabetic());
    if run.len() < 32 || !has_digit || !has_letter {
        return run.to_owned();
    }
    let prefix = run.find('_').filter(|at| *at < 8).map_or(0, |at| at + 1);
    format!("{}{}", &run[..prefix], "*".repeat(run.len() - prefix))
}

#[cfg(test)]
mod tests {
    use super::{Mistake, show};

    fn mistake(text: &str, wrong: &str) -> Mistake {
        let start = text.find(wrong).expect("the text holds it");
        Mistake {
            path: "keyfit.toml".into(),
            text: text.into(),
            start,
            end: start + wrong.len(),
            message: "unknown key `plam`".into(),
            help: Some("did you mean `plan`?".into()),
        }
    }

    #[test]
    fn a_mistake_shows_its_line_and_nothing_else_of_the_file() {
        let shown = show(&[mistake("# first\r\nplam = 1 # näh\r\n# last\r\n", "plam")], false);
        let expected = "\
error: unknown key `plam`
 --> keyfit.toml:2:1
  |
2 | plam = 1 # näh
  | ^^^^
  |
  = help: did you mean `plan`?
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_mistake_over_several_lines_shows_the_first() {
        let shown = show(&[mistake("a = [\n  1,\n]\n", "[\n  1,\n]")], false);
        assert!(shown.contains("1 | a = [\n  |     ^\n"), "{shown}");
    }

    #[test]
    fn a_file_without_text_shows_its_path() {
        let unreadable = Mistake { text: "".into(), start: 0, end: 0, ..mistake("plam", "plam") };
        let shown = show(&[unreadable], false);
        assert!(shown.contains("--> keyfit.toml\n"), "{shown}");
    }

    #[test]
    fn no_control_character_and_no_token_reaches_the_terminal() {
        let token = format!("dbtu_{}", "aB3".repeat(16));
        let text = format!("k = \"{token}\" # \u{1b}[31m\u{202e}");
        let mut bad = mistake(&text, "k");
        bad.path = "a\u{1b}[31m\nb.toml".into();
        bad.message = format!("no `{token}`");
        let shown = show(&[bad], false);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown}");
        assert!(!shown.contains("aB3") && shown.contains("dbtu_***"), "{shown}");
    }

    #[test]
    fn a_thousand_mistakes_and_a_long_line_stay_readable() {
        let long = format!("plam = \"{}\"", "é".repeat(2_000_000));
        let mistakes = vec![mistake(&long, "plam"); 1000];
        let shown = show(&mistakes, true);
        assert!(shown.len() < 20_000 && shown.contains("950 more mistakes"), "{}", shown.len());
    }
}
