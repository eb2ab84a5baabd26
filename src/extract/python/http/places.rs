//! Where the header stands, and how programs write it.

use std::ops::Range;

use crate::extract::python::module::{Call, Module};

/// Where a header stands.
pub(super) struct Place {
    /// The token that spells its name.
    pub at: usize,
    pub value: Range<usize>,
}

pub(super) fn places(module: &Module<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    // The option of a driver is no text, and hardly any file has it.
    let all: Vec<usize> = if module.spells(OPTION) {
        (1..module.reading.of_lines).collect()
    } else {
        module.reading.strings().filter(|at| 0 < *at).collect()
    };
    for at in all {
        let Some(next) = behind_name(module, at) else { continue };
        let around = module.token(at).map_or(0, |it| it.around);
        let end = module.token(around).map_or(0, |it| it.mate.min(module.reading.of_lines));
        let value = match (module.word(at - 1), module.word(next)) {
            // `{"Authorization": value}`, `add_header("Authorization", value)`.
            ("{" | ",", ":") | ("(", ",") => module.parts(&(next + 1..end), ",").into_iter().next(),
            // `headers["Authorization"] = value`.
            ("[", "]") if module.word(next + 1) == "=" => Some(next + 2..module.line_end(at)),
            _ => None,
        };
        places.extend(value.filter(|it| !it.is_empty()).map(|value| Place { at, value }));
    }
    places.extend(module.calls.iter().filter(|call| makes_dictionary(call)).flat_map(|call| {
        let arguments = module.arguments(call.open).into_iter();
        let is_header = |it: &str| it.eq_ignore_ascii_case("authorization");
        let headers = arguments.filter(move |it| it.keyword.is_some_and(is_header));
        headers
            .filter(|it| !it.value.is_empty())
            .map(|it| Place { at: it.value.start - 2, value: it.value })
    }));
    places
}

/// `dict(Authorization=value)`.
pub(super) fn makes_dictionary(call: &Call) -> bool {
    call.path == "dict"
}

/// The token behind the name of the header, if it begins here: as text, or as the option of a driver that is called
/// after it.
fn behind_name(module: &Module<'_>, at: usize) -> Option<usize> {
    const NAMES: [&str; 3] =
        ["authorization", "authorization_token", "adbc.flight.sql.authorization_header"];
    if let Some(text) = module.plain(at) {
        return NAMES.iter().any(|it| text.eq_ignore_ascii_case(it)).then_some(at + 1);
    }
    let begins = module.is_name(at) && module.word(at - 1) != ".";
    let (parts, next) = if begins { module.chain(at) } else { return None };
    parts.ends_with(&["DatabaseOptions", OPTION, "value"]).then_some(next)
}

/// The option of a driver that is the header's name.
const OPTION: &str = "AUTHORIZATION_HEADER";
