//! Small scans over a script's text: where a name or an expression ends, and the pieces of a text.

use super::word::{Part, Piece};

/// Where no `}}` is to be found any more, so that open expressions are not searched again and again.
#[derive(Clone, Copy, Default)]
pub struct Close {
    none_from: Option<usize>,
}

/// One past the end of the `${{ … }}` that begins at `start`; `None` where it is not closed.
pub fn expression_end(text: &str, start: usize, close: &mut Close) -> Option<usize> {
    if close.none_from.is_some_and(|from| from <= start) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = start + 3;
    let mut quoted = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
            _ => {}
        }
        at += 1;
    }
    close.none_from = Some(start);
    None
}

/// One past the end of the variable name at `start`; a digit alone is a name too.
pub fn name_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let is_word =
        |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if bytes.get(start).is_some_and(u8::is_ascii_digit) {
        return start + 1;
    }
    let mut end = start;
    while is_word(end) {
        end += 1;
    }
    end
}

/// The pieces of the text from `start` to `end`: `${{ … }}` always, variables where the shell expands them.
pub fn pieces(
    text: &str,
    start: usize,
    end: usize,
    expands: bool,
    close: &mut Close,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = start;
    let mut at = start;
    while let Some(found) = text[at..end].find('$').map(|length| at + length) {
        let piece = piece_at(text, found, expands, close).filter(|piece| piece.end <= end);
        at = found + 1;
        if let Some(piece) = piece {
            pieces.extend(text_piece(text, done, found));
            (done, at) = (piece.end, piece.end);
            pieces.push(piece);
        }
    }
    pieces.extend(text_piece(text, done, end));
    pieces
}

fn text_piece(text: &str, start: usize, end: usize) -> Option<Piece> {
    let part = Part::Text(text[start..end].to_owned());
    (start < end).then_some(Piece { start, end, part })
}

/// The variable or expression that begins with the `$` at `start`.
fn piece_at(text: &str, start: usize, expands: bool, close: &mut Close) -> Option<Piece> {
    let rest = &text[start..];
    if rest.starts_with("${{") {
        let end = expression_end(text, start, close)?;
        return Some(Piece { start, end, part: Part::Expression });
    }
    if !expands || start.checked_sub(1).is_some_and(|at| text.as_bytes()[at] == b'\\') {
        return None;
    }
    let braced = rest.starts_with("${");
    let from = start + 1 + usize::from(braced);
    let end = name_end(text, from);
    let closed = braced && text.as_bytes().get(end) == Some(&b'}');
    let name = text.get(from..end).filter(|name| !name.is_empty())?.to_owned();
    Some(Piece { start, end: end + usize::from(closed), part: Part::Variable(name) })
}
