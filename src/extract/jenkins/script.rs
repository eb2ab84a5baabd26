//! Steps that run a script or call an API.

use super::token::{Kind, Token};
use super::tree::{argument, enclosed, split};
use super::value::{Form, Program};
use crate::extract::ci::woven::Woven;
use crate::extract::shell::http;
use crate::model::{Most, Scalar, Vendor};

/// Steps that run a script, with the sign behind which their scripts name variables.
const STEPS: [(&str, &str); 4] =
    [("sh", ""), ("bat", "%"), ("powershell", "$env:"), ("pwsh", "$env:")];

/// The scripts that some pieces run; no more steps are looked at than told.
pub(super) fn scripts(program: &Program<'_>, tokens: &[Token], most: Most) -> Vec<Scalar> {
    let (mut scripts, mut looked_at) = (Vec::new(), 0);
    for (index, token) in tokens.iter().enumerate().filter(|(_, it)| it.kind == Kind::Word) {
        let Some((_, sign)) = STEPS.iter().find(|(name, _)| token.of(program.text) == *name) else {
            continue;
        };
        // `a.sh` is no step, unless it is `steps.sh` or `this.sh`.
        let before = index.checked_sub(1).and_then(|at| tokens.get(at));
        let base = index.checked_sub(2).and_then(|at| tokens.get(at)).map(|it| it.of(program.text));
        if before.is_some_and(|it| it.is(b'.'))
            && !matches!(base, Some("steps" | "this" | "script"))
        {
            continue;
        }
        if most.is_met(looked_at) {
            break;
        }
        looked_at += 1;
        let script = given(program.text, tokens, index)
            .and_then(|it| program.woven(program.resolved(it), Form::Script));
        scripts.extend(script.map(|it| if sign.is_empty() { it } else { named_behind(&it, sign) }));
    }
    scripts
}

/// What a step is given: `sh 'x'`, `sh('x')`, `sh script: 'x', returnStdout: true`.
fn given<'t>(text: &str, tokens: &'t [Token], at: usize) -> Option<&'t [Token]> {
    let rest = tokens.get(at + 1..)?;
    let first = rest.first()?;
    let inside = if first.is(b'(') { enclosed(rest, 0).0 } else { rest };
    let named = argument(text, inside, "script");
    // A name and a colon is another argument; a text alone is the script.
    named.or_else(|| {
        let first = split(inside, b',').into_iter().next()?;
        let is_other = first.get(1).is_some_and(|it| it.is(b':'));
        let begins = first.first().is_some_and(|it| it.is_text() || it.kind == Kind::Word);
        (begins && !is_other).then_some(first)
    })
}

/// A script of another shell than Unix has, its variables as `${NAME}`: `%NAME%`, `$env:NAME`.
fn named_behind(scalar: &Scalar, sign: &str) -> Scalar {
    let text = &scalar.text;
    let mut woven = Woven::default();
    let mut done = 0;
    for (at, _) in text.match_indices(sign) {
        let start = at + sign.len();
        let name = |it: &u8| it.is_ascii_alphanumeric() || *it == b'_';
        let length = text[start..].bytes().take_while(name).count();
        let closes = if sign == "%" { "%" } else { "" };
        if at < done || length == 0 || !text[start + length..].starts_with(closes) {
            continue;
        }
        let end = start + length + closes.len();
        woven.copy(scalar, done..at);
        let place = scalar.span_of(crate::model::SourceId(0), at, end);
        woven.put(&format!("${{{}}}", &text[start..start + length]), place.start..place.end);
        done = end;
    }
    woven.copy(scalar, done..text.len());
    woven.scalar().unwrap_or_else(|| scalar.clone())
}

/// A call of `httpRequest`: who answers, and the value of the header that holds the token.
pub(super) fn request(
    program: &Program<'_>,
    tokens: &[Token],
    vendors: &[Vendor],
) -> Option<(String, Scalar)> {
    let at = tokens.iter().position(|it| it.is_word(program.text, "httpRequest"))?;
    let rest = tokens.get(at + 1..)?;
    let inside = if rest.first()?.is(b'(') { enclosed(rest, 0).0 } else { rest };
    let url = program.woven(argument(program.text, inside, "url")?, Form::Variable)?;
    let consumer = vendors.iter().find_map(|vendor| http::answers(vendor, &url.text))?;
    let headers = argument(program.text, inside, "customHeaders")?;
    let header = headers.iter().enumerate().find_map(|(index, token)| {
        let is_value = token.is_word(program.text, "value") && headers.get(index + 1)?.is(b':');
        let value = is_value.then(|| headers.get(index + 2..)).flatten()?;
        let value = split(upto_close(value), b',').into_iter().next()?;
        let scalar = program.woven(value, Form::Variable)?;
        ["Token ", "Bearer "].iter().any(|it| scalar.text.starts_with(it)).then_some(scalar)
    })?;
    Some((consumer, header))
}

/// The pieces before the bracket that closes what is around them.
fn upto_close(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign(b'(' | b'[') => depth += 1,
            Kind::Sign(b')' | b']') if depth == 0 => return &tokens[..index],
            Kind::Sign(b')' | b']') => depth -= 1,
            _ => {}
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::extract::jenkins::token::tokens;
    use crate::model::Style;

    #[test]
    fn a_step_runs_its_script() {
        for (text, expected) in [
            ("sh 'a $B'", &["a $B"][..]),
            ("x = sh(script: \"a ${B}\", returnStdout: true).trim()", &["a ${{B}}"]),
            ("sh returnStatus: true, script: 'a'", &["a"]),
            ("sh(label: 'a')", &[]),
            ("sh('''a\nb''')", &["a\nb"]),
            ("this.sh('a'); y.sh('b')", &["a"]),
            ("bat 'a %B% 5% c'", &["a ${B} 5% c"]),
            ("powershell 'a $env:B'", &["a ${B}"]),
            ("sh command", &["${{command}}"]),
            ("sh", &[]),
        ] {
            let whole = Scalar::verbatim(text, 0, Style::Block);
            let found = scripts(
                &Program { text, whole: &whole, definitions: &HashMap::new() },
                &tokens(text),
                Most::new(9, "steps"),
            );
            let found: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
