//! Texts in which Azure fills something in: `$(X)`, `${{ variables.X }}`, `${{ parameters.x }}`, `$[ variables.X ]`.

use std::ops::Range;

use super::expression;
use crate::extract::ci::woven::Woven;
use crate::extract::shell::scan::{Close, expression_end};
use crate::model::{Most, Scalar, SourceId};

/// A name that is filled in, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reference {
    /// A variable of the pipeline.
    Variable(String),
    /// A parameter, or what a loop goes through.
    Parameter(String),
}

/// Where something is filled in, and the names that it is made of.
#[derive(Debug)]
pub(super) struct Piece {
    pub place: Range<usize>,
    pub references: Vec<Reference>,
    /// Whether it is nothing but one name.
    pub whole: bool,
    /// Whether it is written `$(X)`, which a shell would take for a command.
    pub is_macro: bool,
}

/// How long a name may be.
const LENGTH: usize = 200;
/// How many pieces of one text are looked at.
const MANY: Most = Most::new(2000, "pieces of one text");

/// The pieces of a text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut at, mut close) = (Vec::new(), 0, Close::default());
    while let Some(start) = text[at..].find('$').map(|length| at + length) {
        let piece = piece(text, start, &mut close);
        at = piece.as_ref().map_or(start + 1, |it| it.place.end);
        pieces.extend(piece);
        if MANY.is_met(pieces.len()) {
            break;
        }
    }
    pieces
}

fn piece(text: &str, start: usize, close: &mut Close) -> Option<Piece> {
    let rest = &text[start..];
    if rest.starts_with("${{") {
        let end = expression_end(text, start, close)?;
        return Some(computed(start..end, text.get(start + 3..end - 2)?));
    }
    if rest.starts_with("$[") && text[..start].trim().is_empty() {
        let end = start + rest.rfind(']')?;
        return Some(computed(start..end + 1, text.get(start + 2..end)?));
    }
    let inside = rest.strip_prefix("$(")?;
    let fits = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.' | b'-');
    let length = inside.bytes().take(LENGTH).take_while(fits).count();
    let name = &inside[..length];
    let closed = inside.as_bytes().get(length) == Some(&b')');
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    (closed && begins).then(|| Piece {
        place: start..start + 3 + length,
        references: vec![Reference::Variable(name.to_owned())],
        whole: true,
        is_macro: true,
    })
}

fn computed(place: Range<usize>, inside: &str) -> Piece {
    let expression = expression::read(inside);
    let whole = matches!(expression, expression::Expression::Reference(_));
    let references = expression.data().into_iter().filter_map(reference).collect();
    Piece { place, references, whole, is_macro: false }
}

fn reference(path: &[String]) -> Option<Reference> {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["variables", name] => Some(Reference::Variable((*name).to_owned())),
        ["parameters", name] | [name] => Some(Reference::Parameter((*name).to_owned())),
        _ => None,
    }
}

/// The name of a variable in the environment of a process; the secrets of a key vault are written with hyphens, which no
/// shell takes. Terraform's are left as they are: on some systems case
/// does not count, and on the others Terraform would never see them.
pub(super) fn env_name(name: &str) -> String {
    if name.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("TF_VAR_")) {
        return format!("TF_VAR_{}", &name[7..]);
    }
    name.to_ascii_uppercase().replace(['.', '-'], "_")
}

/// The name under which the texts of a parameter are held among variables.
pub(super) fn held_name(parameter: &str) -> String {
    format!("{HELD}{}", parameter.to_lowercase().replace('-', "_"))
}

const HELD: &str = "keyfit_parameter_";

/// A value with its variables written as a shell would. A condition stays as it is.
pub(super) fn value(scalar: &Scalar) -> Scalar {
    rewritten(scalar, |piece| {
        Some(match piece.references.as_slice() {
            [] => return None,
            [Reference::Variable(name)] if piece.whole => format!("${{{}}}", env_name(name)),
            [Reference::Parameter(name)] if piece.whole => format!("${{{}}}", held_name(name)),
            // What it comes to is not known.
            _ => format!("${{{HELD}}}"),
        })
    })
}

/// A script with each `$(X)` that is a variable as an expression, so that no shell takes it for a command.
pub(super) fn script(scalar: &Scalar, is_variable: impl Fn(&str) -> bool) -> Scalar {
    rewritten(scalar, |piece| match piece.references.as_slice() {
        [Reference::Variable(name)] if piece.is_macro && is_variable(name) => {
            Some(format!("${{{{variables['{name}']}}}}"))
        }
        _ => None,
    })
}

fn rewritten(scalar: &Scalar, put: impl Fn(&Piece) -> Option<String>) -> Scalar {
    let mut woven = Woven::default();
    let mut at = 0;
    for piece in pieces(&scalar.text) {
        let Some(text) = put(&piece) else { continue };
        woven.copy(scalar, at..piece.place.start);
        let place = scalar.span_of(SourceId(0), piece.place.start, piece.place.end);
        woven.put(&text, place.start..place.end);
        at = piece.place.end;
    }
    if at == 0 {
        return scalar.clone();
    }
    woven.copy(scalar, at..scalar.text.len());
    woven.scalar().unwrap_or_else(|| scalar.clone())
}

/// A text without what is filled in.
pub(super) fn bare(text: &str) -> String {
    let (mut bare, mut at) = (String::new(), 0);
    for piece in pieces(text) {
        bare.push_str(&text[at..piece.place.start]);
        at = piece.place.end;
    }
    bare + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    #[test]
    fn what_is_filled_in_is_found() {
        for (text, expected) in [
            ("$(A) b $(C.d-e)", "$A $C.d-e"),
            ("$(pwd -P) $((1+2)) $( x ) $()", ""),
            ("${{ variables.A }}${{parameters.b}}", "$A :b"),
            ("${{ variables['A.B'] }}", "$A.B"),
            ("$[ variables.A ]", "$A"),
            ("$[coalesce(variables['A'], 'x')]", "$A"),
            ("echo $[ variables.A ]", ""),
            ("${{ if eq(variables.A, 'x') }}", ":if"),
            ("$(é) ${{ open $(A", ""),
        ] {
            let found = pieces(text).into_iter().flat_map(|piece| piece.references);
            let found: Vec<String> = found
                .map(|it| match it {
                    Reference::Variable(name) => format!("${name}"),
                    Reference::Parameter(name) => format!(":{name}"),
                })
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn values_and_scripts_are_rewritten_where_they_stand() {
        let scalar = Scalar::verbatim("x $(Build.Id)/$(pwd)", 10, Style::Plain);
        assert_eq!(value(&scalar).text, "x ${BUILD_ID}/${PWD}");
        let script = script(&scalar, |name| name != "pwd");
        assert_eq!(script.text, "x ${{variables['Build.Id']}}/$(pwd)");
        let at = script.text.find("$(pwd)").expect("it stands there");
        assert_eq!(script.span_of(SourceId(0), at, at + 6).start, 24);
        assert_eq!(bare("Plan ${{ parameters.x }} now"), "Plan  now");
    }
}
