//! Words of others in Markdown. Every reader adds signs of its own to it: names after `@`, numbers after `#`, bare
//! addresses. None of them looks into code, so what is quoted is code, and so is each sign that would act.

/// A sentence, in which what stands between backticks is code and all else is plain text.
pub(super) fn words(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    let pieces: Vec<&str> = text.split('`').collect();
    let pairs = pieces.len() - (pieces.len() + 1) % 2;
    for (at, piece) in pieces.iter().enumerate() {
        if pairs <= at {
            shown.push_str("&#96;");
        }
        let add = if at % 2 == 1 && at < pairs { quote } else { plain };
        add(&mut shown, piece);
    }
    shown
}

/// A name or a path as code.
pub(super) fn code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    quote(&mut shown, text);
    shown
}

/// Add code. What would end it or its cell of a table stands beside it, as a reference.
fn quote(shown: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['`', '|']).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        let add = if piece.trim().is_empty() { String::push_str } else { span };
        add(shown, piece);
        let mut letters = behind.chars();
        match letters.next() {
            Some('`') => shown.push_str("&#96;"),
            Some(_) => shown.push_str("&#124;"),
            None => {}
        }
        rest = letters.as_str();
    }
}

/// Add a piece without backticks as code; two pieces that touch would be one.
fn span(shown: &mut String, piece: &str) {
    if shown.ends_with('`') {
        shown.push(' ');
    }
    shown.push('`');
    shown.push_str(piece);
    shown.push('`');
}

fn plain(shown: &mut String, text: &str) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_before_word = next.is_alphanumeric() || matches!(next, '_' | '"' | '{' | '/');
        match letter {
            '@' | '#' | '!' | '%' | '$' | '~' | '&' if is_before_word => {
                span(shown, letter.encode_utf8(&mut [0; 4]));
            }
            '-' if next.is_ascii_digit() && ends_with_initials(shown) => span(shown, "-"),
            '<' => shown.push_str("&lt;"),
            '&' => shown.push_str("&amp;"),
            '|' => shown.push_str("&#124;"),
            '\\' | '*' | '_' | '[' | ']' | '>' | '~' | '$' | '^' | '{' | '}' | '!' => {
                shown.extend(['\\', letter]);
            }
            '.' | ':' if is_before_word => shown.extend(['\\', letter]),
            _ => shown.push(letter),
        }
    }
}

/// GitHub links `GH-1` as it links `#1`.
fn ends_with_initials(shown: &str) -> bool {
    shown.get(shown.len().saturating_sub(2)..).is_some_and(|it| it.eq_ignore_ascii_case("gh"))
}

#[cfg(test)]
mod tests {
    use super::{code, words};

    #[test]
    fn words_of_others_are_no_markup() {
        for (text, expected) in [
            ("a `b` c", "a `b` c"),
            ("a `b", "a &#96;b"),
            ("a `b` `c", "a `b` &#96;c"),
            ("`a|b`", "`a`&#124;`b`"),
            ("``", ""),
            ("` `x", " x"),
            ("@me #1 GH-1 a@b.c", "`@`me `#`1 GH`-`1 a`@`b\\.c"),
            ("`x`@y", "`x` `@`y"),
            ("<img> &lt; a|b", "&lt;img\\> `&`lt; a&#124;b"),
            ("![x](https://a.b) *b* _c_", "\\!\\[x\\](https\\://a\\.b) \\*b\\* \\_c\\_"),
            ("a\\|b", "a\\\\&#124;b"),
            ("a - b, c. d: e", "a - b, c. d: e"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(code("a`b|c\\"), "`a`&#96;`b`&#124;`c\\`");
    }
}
