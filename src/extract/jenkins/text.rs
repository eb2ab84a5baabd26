//! The text that an expression makes, with variables in it.

use super::token::{Kind, Token, expression_end, is_part};
use super::tree::enclosed;
use super::value::{Form, Program, unwrapped};
use crate::extract::ci::woven::Woven;
use crate::model::Scalar;

/// How many names one `${ … }` may hand on.
const NAMES: usize = 8;
/// Methods whose outcome is in essence the text before them.
const SAME: [&str; 8] = [
    "trim",
    "toString",
    "stripIndent",
    "stripMargin",
    "toLowerCase",
    "toUpperCase",
    "getPlainText",
    "strip",
];

impl Program<'_> {
    /// The text, if it is written out.
    pub fn plain(&self, tokens: &[Token]) -> Option<String> {
        match unwrapped(tokens) {
            [only] => {
                let text = only.text(self.text)?;
                let filled = matches!(only.kind, Kind::Text { filled: true, .. });
                (!filled || !text.contains('$')).then(|| text.to_owned())
            }
            _ => None,
        }
    }

    /// The text that an expression makes, put together with `+`; `None` where it makes none that is known.
    pub fn woven(&self, tokens: &[Token], form: Form) -> Option<Scalar> {
        let mut woven = Woven::default();
        let mut at = 0;
        let tokens = unwrapped(tokens);
        while let Some(token) = tokens.get(at) {
            at = match token.kind {
                Kind::Text { filled, .. } => {
                    self.copy(&mut woven, token, filled, form);
                    at + 1
                }
                Kind::Word => self.name(&mut woven, tokens, at, form)?,
                _ => return None,
            };
            at = self.behind_methods(tokens, at)?;
            // `a ?: b`: what stands in for a variable that is not set counts no more than a default does.
            match tokens.get(at..) {
                Some([plus, ..]) if plus.is(b'+') => at += 1,
                Some([question, colon, ..]) if question.is(b'?') && colon.is(b':') => break,
                Some([]) | None => {}
                Some(_) => return None,
            }
        }
        woven.scalar()
    }

    /// A variable by its name: `X`, `env.X`, `params.X`, `env['X']`. What follows it.
    fn name(&self, woven: &mut Woven, tokens: &[Token], at: usize, form: Form) -> Option<usize> {
        let mut end = at + 1;
        while let Some(token) = tokens.get(end) {
            if token.is(b'.') || token.is(b'?') && tokens.get(end + 1).is_some_and(|it| it.is(b'.'))
            {
                let step = end + if token.is(b'.') { 1 } else { 2 };
                let is_method = tokens.get(step + 1).is_some_and(|it| it.is(b'('));
                if is_method {
                    break;
                }
                end = step + 1;
            } else if token.is(b'[') {
                end = enclosed(tokens, end).1 + 1;
            } else {
                break;
            }
        }
        let (start, last) = (tokens.get(at)?.start, tokens.get(end - 1)?.end);
        let name = variable(self.text.get(start..last)?)?;
        if name.as_bytes().first().is_none_or(u8::is_ascii_digit)
            || tokens.get(end).is_some_and(|it| it.is(b'('))
        {
            return None;
        }
        woven.put(&placed(Some(&name), form), start as u32..last as u32);
        Some(end)
    }

    /// The place behind methods that change nothing of note; `None` behind any other.
    fn behind_methods(&self, tokens: &[Token], mut at: usize) -> Option<usize> {
        while let Some([dot, method, open, ..]) = tokens.get(at..)
            && dot.is(b'.')
            && open.is(b'(')
        {
            if !SAME.contains(&method.of(self.text)) {
                return None;
            }
            at = enclosed(tokens, at + 2).1 + 1;
        }
        Some(at)
    }

    /// The content of a text: escapes resolved, and variables in their places.
    fn copy(&self, woven: &mut Woven, token: &Token, filled: bool, form: Form) {
        let (start, end) = token.content();
        let bytes = &self.text.as_bytes()[..end];
        let (mut done, mut at) = (start, start);
        while at < end {
            let place = at as u32;
            match bytes[at] {
                b'\\' if at + 1 < end => {
                    woven.copy(self.whole, done..at);
                    let escaped = match bytes[at + 1] {
                        b'n' => Some("\n"),
                        b't' => Some("\t"),
                        _ => None,
                    };
                    if let Some(text) = escaped {
                        woven.put(text, place..place + 2);
                    }
                    (done, at) = (at + 1 + usize::from(escaped.is_some()), at + 2);
                    // A character of several bytes is copied whole.
                    while at < end && !self.text.is_char_boundary(at) {
                        at += 1;
                    }
                }
                b'$' if filled => {
                    let Some((names, after)) = self.filled_in(at, end) else {
                        at += 1;
                        continue;
                    };
                    woven.copy(self.whole, done..at);
                    let text: String = if names.is_empty() {
                        placed(None, form)
                    } else {
                        names.iter().map(|name| placed(Some(name), form)).collect()
                    };
                    woven.put(&text, place..after as u32);
                    (done, at) = (after, after);
                }
                _ => at += 1,
            }
        }
        woven.copy(self.whole, done..end);
    }

    /// The names that the `$` at a place fills in, and what follows them.
    fn filled_in(&self, at: usize, end: usize) -> Option<(Vec<String>, usize)> {
        if self.text.as_bytes().get(at + 1) == Some(&b'{') {
            let after = expression_end(self.text, at).filter(|after| *after <= end)?;
            return Some((names(self.text.get(at + 2..after - 1)?), after));
        }
        let rest = self.text.get(at + 1..end)?;
        let word = |it: &u8| is_part(*it) && *it != b'$';
        if rest.bytes().next().is_none_or(|it| !word(&it) || it.is_ascii_digit()) {
            return None;
        }
        // `$env.X` goes over the dot.
        let mut length = rest.bytes().take_while(word).count();
        while rest[length..].starts_with('.') {
            let step = rest[length + 1..].bytes().take_while(word).count();
            if step == 0 {
                break;
            }
            length += 1 + step;
        }
        Some((names(&rest[..length]), at + 1 + length))
    }
}

/// A variable in its place.
fn placed(name: Option<&str>, form: Form) -> String {
    let name = name.unwrap_or_default();
    match form {
        Form::Variable => format!("${{{name}}}"),
        Form::Script => format!("${{{{{name}}}}}"),
    }
}

/// The names that the expression within `${ … }` hands on; none where a condition chooses among several.
fn names(expression: &str) -> Vec<String> {
    let elvis = expression.split("?:").next().unwrap_or(expression);
    let bytes = elvis.as_bytes();
    let asks = |(at, byte): (usize, u8)| byte == b'?' && bytes.get(at + 1) != Some(&b'.');
    if elvis.bytes().enumerate().any(asks) {
        return Vec::new();
    }
    let parts = elvis.split('+').take(NAMES);
    parts.filter_map(|part| variable(without_methods(part.trim()))).collect()
}

fn without_methods(mut part: &str) -> &str {
    while let Some((before, call)) = part.strip_suffix(')').and_then(|it| it.rsplit_once('.')) {
        let method = call.split('(').next().unwrap_or(call);
        if !SAME.contains(&method) {
            break;
        }
        part = before.trim_end_matches('?');
    }
    part
}

/// The variable that a name with its steps stands for, if it is one: `X`, `env.X`, `params.X`, `env['X']`.
fn variable(text: &str) -> Option<String> {
    let bare = ["env", "params"].into_iter().find_map(|base| {
        let rest = text.strip_prefix(base)?.trim_start_matches('?');
        let step = rest.strip_prefix('.');
        step.or_else(|| {
            rest.strip_prefix('[')?.strip_suffix(']').map(|it| it.trim_matches(['\'', '"']))
        })
    });
    let name = bare.unwrap_or(text);
    let is_name = name.bytes().next().is_some_and(|it| !it.is_ascii_digit())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let is_word = matches!(name, "null" | "true" | "false" | "this" | "new");
    (is_name && !is_word).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::jenkins::token::tokens;
    use crate::extract::jenkins::value::Definitions;
    use crate::model::Style;

    fn shown(text: &str, form: Form) -> Option<String> {
        let whole = Scalar::verbatim(text, 0, Style::Block);
        let definitions = Definitions::new();
        let program = Program { text, whole: &whole, definitions: &definitions };
        program.woven(&tokens(text), form).map(|it| it.text)
    }

    #[test]
    fn a_text_knows_its_variables() {
        for (text, expected) in [
            (r#""a ${env.B} $c ${params.D.trim()}""#, Some("a ${B} ${c} ${D}")),
            (r#""${env['A']} ${a.b} ${f()}""#, Some("${A} ${} ${}")),
            (r#""${env.A ?: 'b'}/${x ? A : B}""#, Some("${A}/${}")),
            (r"'\$A \'b\' \\ c\n'", Some("$A 'b' \\ c\n")),
            (r#""\$A \"${B}\"""#, Some("$A \"${B}\"")),
            ("'''a\n b'''.stripIndent()", Some("a\n b")),
            ("'a=' + env.B + \"c\"", Some("a=${B}c")),
            ("env.A ?: 'b'", Some("${A}")),
            ("('a')", Some("a")),
            ("readFile('x')", None),
            ("a.b()", None),
            ("[a: 1]", None),
            ("3", None),
            ("null", None),
            ("\"é\\é$é\"", Some("éé$é")),
        ] {
            assert_eq!(shown(text, Form::Variable).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn groovy_fills_in_before_the_shell() {
        assert_eq!(shown(r#""'${A}' \$B""#, Form::Script).as_deref(), Some("'${{A}}' $B"));
    }
}
