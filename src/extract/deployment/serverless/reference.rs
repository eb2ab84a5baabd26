//! `${source:address, fallback}`: what the framework fills in as it deploys.

use super::super::store;
use crate::extract::container::room::{Room, env};
use crate::model::{Most, Name, Scalar, Space, Span, Take};

/// How many references of one value are looked at, those within others included.
const MANY: Most = Most::new(32, "references in one value");

/// What a value takes.
pub(super) fn takes(room: &Room<'_>, scalar: &Scalar, span: Span) -> Vec<Take> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = outer(&scalar.text);
    let mut seen = 0;
    while let Some(inside) = open.pop().filter(|_| MANY.has_room(seen)) {
        seen += 1;
        let mut parts = split(inside).into_iter();
        found.extend(parts.next().and_then(|first| name(room, first.trim())));
        // What stands in for it may be a reference of its own.
        open.extend(parts.flat_map(outer));
    }
    found.into_iter().map(|name| Take { name, span }).collect()
}

/// What stands between the brackets of the references of a text, without those that stand in others.
fn outer(text: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        match bytes[at] {
            b'{' if at.checked_sub(1).is_some_and(|before| bytes[before] == b'$') => {
                if depth == 0 {
                    start = at + 1;
                }
                depth += 1;
            }
            b'}' if 0 < depth => {
                depth -= 1;
                if depth == 0 {
                    found.push(&text[start..at]);
                }
            }
            _ => {}
        }
    }
    found
}

/// A reference and its fallbacks, at the commas that stand in no other reference.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The name of what a reference stands for.
fn name(room: &Room<'_>, text: &str) -> Option<Name> {
    let (source, address) = source(text)?;
    let outside = |space| Some(Name::new(space, &room.unit, address));
    match source {
        "env" => Some(env(&room.unit, address)),
        "self" | "param" => outside(Space::Local).map(|it| Name { text: text.to_owned(), ..it }),
        "opt" => outside(Space::Setting),
        "ssm" | "secrets" | "file" | "cf" | "aws" | "s3" | "vault" | "doppler" | "terraform" => {
            Some(store::secret(room.vendors, address.split('~').next().unwrap_or(address)))
        }
        _ => None,
    }
}

/// The source and the address of `source(options):address`; the options of a file are its path.
fn source(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|it: char| !it.is_ascii_alphanumeric())?;
    let (source, rest) = text.split_at(end);
    let rest = match rest.strip_prefix('(') {
        Some(options) => {
            let (_, behind) = options.split_once(')')?;
            behind
        }
        None => rest,
    };
    Some((source, rest.trim_start_matches(['.', ':']))).filter(|(_, address)| !address.is_empty())
}

#[cfg(test)]
mod tests {
    use super::takes;
    use crate::extract::container::room::Room;
    use crate::extract::fixture::{source, vendor};
    use crate::model::{Scalar, Style};

    #[test]
    fn a_reference_names_its_source() {
        let source = source("serverless.yml", "x");
        let vendors = [vendor()];
        let room = Room::new(&source, &vendors, "serverless");
        for (text, expected) in [
            ("${env:A}", &["env:A"][..]),
            ("Bearer ${env:A, 'x'}", &["env:A"]),
            ("${env:A, ${ssm(eu):/x/DBT_PAT~true}}", &["env:A", "secret:DBT_PAT"]),
            ("${self:custom.${opt:stage, 'dev'}.x}", &["local:self:custom.${opt:stage, 'dev'}.x"]),
            ("${param:x}${opt:y}", &["setting:y", "local:param:x"]),
            ("${file(./a.yml):DBT_PAT}", &["secret:DBT_PAT"]),
            ("${sls:stage}${aws:}${env", &[]),
            ("}${}${:}${é:x}", &[]),
            ("${file(", &[]),
        ] {
            let scalar = Scalar::verbatim(text, 0, Style::Plain);
            let found = takes(&room, &scalar, source.span(0, 1));
            let found: Vec<String> = found.iter().map(|take| take.name.to_string()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
