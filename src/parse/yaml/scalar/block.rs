//! Literal and folded block scalars: each decoded line is the end of a source line, whatever the indentation.

use super::Tracer;

/// Trace a literal scalar, whose first character that is no line break stands at `start`.
pub(super) fn literal(tracer: &mut Tracer, text: &str, start: usize) {
    let source = tracer.source;
    let mut line = line_start(source, start);
    let mut at = leading_breaks(tracer, text, line);
    for wanted in text[at..].split('\n') {
        if source.len() <= line {
            break;
        }
        let (content_end, feed) = line_end(source, line);
        let content = &source[line..content_end];
        if !content.ends_with(wanted) {
            break;
        }
        if !wanted.is_empty() {
            tracer.mark(at, content_end - wanted.len());
            tracer.end = content_end;
        }
        at += wanted.len();
        if at < text.len() {
            tracer.mark(at, within(source, feed));
        }
        at += 1;
        line = feed + 1;
    }
}

/// Trace a folded scalar, whose first character that is no line break stands at `start`.
pub(super) fn folded(tracer: &mut Tracer, text: &str, start: usize) {
    let source = tracer.source;
    let mut line = line_start(source, start);
    let mut at = leading_breaks(tracer, text, line);
    while at < text.len() && line < source.len() {
        let (content_end, feed) = line_end(source, line);
        let content = &source[line..content_end];
        let Some(length) = matched(&text[at..], content) else { break };
        tracer.mark(at, content_end - length);
        tracer.end = content_end;
        at += length;
        (at, line) = breaks(tracer, text, at, feed);
    }
}

/// Where a line break stands. One that the parser adds behind the last line has no place but that line's last character.
fn within(source: &str, feed: usize) -> usize {
    let last = || source.char_indices().next_back().map_or(0, |(at, _)| at);
    if feed < source.len() { feed } else { last() }
}

/// How many bytes of the text are the end of this line: its content, and the indentation that exceeds the block's.
fn matched(text: &str, content: &str) -> Option<usize> {
    let words = content.trim_start_matches([' ', '\t']);
    let more = text.len() - text.trim_start_matches([' ', '\t']).len();
    let length = more + words.len();
    (text.get(more..length) == Some(words) && length <= content.len() && 0 < length)
        .then_some(length)
}

/// Trace what stands for the line breaks from `feed` on: a space, or line feeds. The answer is where text and
/// source go on.
fn breaks(tracer: &mut Tracer, text: &str, mut at: usize, mut feed: usize) -> (usize, usize) {
    let source = tracer.source;
    if text[at..].starts_with(' ') {
        tracer.mark(at, within(source, feed));
        at += 1;
    }
    let mut next = feed + 1;
    loop {
        if text[at..].starts_with('\n') && feed < source.len() {
            tracer.mark(at, feed);
            at += 1;
        }
        if source.len() <= next || !is_blank(source, next) {
            break;
        }
        (_, feed) = line_end(source, next);
        next = feed + 1;
    }
    // Of as many line breaks one may be folded away, never added; what remains has no place of its own.
    while text[at..].starts_with('\n') {
        at += 1;
    }
    (at, next)
}

fn is_blank(source: &str, line: usize) -> bool {
    source[line..line_end(source, line).0].trim().is_empty()
}

/// Trace the line feeds with which a text begins: the breaks of the blank lines before `line`.
fn leading_breaks(tracer: &mut Tracer, text: &str, line: usize) -> usize {
    let count = text.len() - text.trim_start_matches('\n').len();
    let mut feeds = Vec::new();
    let mut before = line;
    while feeds.len() < count && 0 < before {
        feeds.push(before - 1);
        let crlf = tracer.source[..before].ends_with("\r\n");
        before = line_start(tracer.source, before - 1 - usize::from(crlf));
    }
    let first = count - feeds.len();
    for (index, feed) in feeds.into_iter().rev().enumerate() {
        tracer.mark(first + index, feed);
    }
    count
}

/// Where the line of `at` begins; to YAML a carriage return alone ends a line too.
fn line_start(source: &str, at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &source.as_bytes()[..at]).map_or(0, |before| before + 1)
}

/// Where the content of the line that begins at `line` ends, and where the last byte of its break stands.
fn line_end(source: &str, line: usize) -> (usize, usize) {
    let rest = &source.as_bytes()[line..];
    let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    let crlf = rest[length..].starts_with(b"\r\n");
    (line + length, line + length + usize::from(crlf))
}
