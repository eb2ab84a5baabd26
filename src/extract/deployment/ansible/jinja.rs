//! `{{ … }}`: variables, variables of the machine that runs Ansible, and lookups in stores of secrets.

use super::super::store;
use crate::extract::ci::woven::Woven;
use crate::extract::container::room::{Room, env};
use crate::model::{Most, Name, Scalar, Scope, Space, Take};

/// How many templates of one text are looked at.
const MANY: Most = Most::new(256, "templates in one text");

/// A template within a text: where it stands with its braces, and the name of what is put in.
pub(super) struct Template {
    pub start: usize,
    pub end: usize,
    pub name: Name,
}

/// The templates of a text that put in what has a name.
pub(super) fn templates(room: &Room<'_>, text: &str, scope: &Scope) -> Vec<Template> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find("{{").map(|length| at + length) {
        let Some(length) = text[start..].find("}}").filter(|_| MANY.has_room(found.len())) else {
            break;
        };
        let end = start + length + 2;
        let name = name(room, text[start + 2..end - 2].trim(), scope);
        found.extend(name.map(|name| Template { start, end, name }));
        at = end;
    }
    found
}

/// What a value takes.
pub(super) fn takes(room: &Room<'_>, scalar: &Scalar, scope: &Scope) -> Vec<Take> {
    let take = |it: Template| Take {
        span: scalar.span_of(room.source.id, it.start, it.end),
        name: it.name,
    };
    templates(room, &scalar.text, scope).into_iter().map(take).collect()
}

/// A text for a shell, in which each template is an expression: text before any shell sees it. With it go the places
/// of those expressions and what each takes.
pub(super) fn woven(
    room: &Room<'_>,
    scalar: &Scalar,
    scope: &Scope,
) -> Option<(Scalar, Vec<(usize, Take)>)> {
    let mut woven = Woven::default();
    let (mut takes, mut at) = (Vec::new(), 0);
    for (count, template) in templates(room, &scalar.text, scope).into_iter().enumerate() {
        let span = scalar.span_of(room.source.id, template.start, template.end);
        woven.copy(scalar, at..template.start);
        woven.put("$", span.start..span.start + 1);
        at = template.start;
        // Each expression before this one has made the text longer by its dollar.
        takes.push((template.start + count, Take { name: template.name, span }));
    }
    woven.copy(scalar, at..scalar.text.len());
    Some((woven.scalar()?, takes))
}

/// The name of what stands between the braces. Filters behind it change its form only.
fn name(room: &Room<'_>, inside: &str, scope: &Scope) -> Option<Name> {
    if let Some(at) = inside.find("lookup(").or_else(|| inside.find("query(")) {
        return looked_up(room, &inside[at..]);
    }
    let variable = inside.split(['|', ' ', '(', '+', '~']).next().unwrap_or_default();
    let of_machine = ["ansible_env.", "ansible_env['", "ansible_env[\""];
    if let Some(rest) = of_machine.iter().find_map(|it| variable.strip_prefix(it)) {
        return Some(env(&room.unit, rest.trim_end_matches(['\'', '"', ']'])));
    }
    // `a['b']` is `a.b`.
    let path = variable.replace("['", ".").replace("[\"", ".").replace(['\'', '"', ']'], "");
    let begins = variable.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    begins.then(|| Name::new(Space::Setting, scope, path))
}

/// `lookup('env', 'X')`, or an item of a store of secrets.
fn looked_up(room: &Room<'_>, text: &str) -> Option<Name> {
    let mut quoted = text.split(['\'', '"']).skip(1).step_by(2);
    let (plugin, item) = (quoted.next()?, quoted.next()?);
    match plugin.rsplit('.').next().unwrap_or(plugin) {
        "env" => Some(env(&room.unit, item)),
        // Their item is a folder or a program of the machine.
        "file" | "pipe" | "template" | "fileglob" | "first_found" | "url" | "vars" => None,
        _ => {
            let item = item.split_whitespace().next().unwrap_or_default();
            let item = item.strip_prefix("secret=").unwrap_or(item);
            Some(store::secret(room.vendors, item))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{templates, woven};
    use crate::extract::container::room::Room;
    use crate::extract::fixture::{source, vendor};
    use crate::model::{Scalar, Style};

    #[test]
    fn a_template_puts_in_what_has_a_name() {
        let source = source("playbook.yml", "x");
        let vendors = [vendor()];
        let room = Room::new(&source, &vendors, "ansible");
        for (text, expected) in [
            ("Token {{ dbt_pat }}", &["setting:dbt_pat"][..]),
            ("{{ a.b | default('x') }}{{a['b'][\"c\"]}}", &["setting:a.b", "setting:a.b.c"]),
            ("{{ lookup('env', 'A') }}", &["env:A"]),
            ("{{ lookup(\"ansible.builtin.env\", \"A\") | b64encode }}", &["env:A"]),
            ("{{ ansible_env.A }}", &["env:A"]),
            ("{{ lookup('amazon.aws.aws_secret', 'x/DBT_PAT') }}", &["secret:DBT_PAT"]),
            ("{{ lookup('hashi_vault', 'secret=kv/x:DBT_PAT url=y') }}", &["secret:DBT_PAT"]),
            ("{{ lookup('file', 'x') }}{{ 'x' }}{{ lookup( }}{{}}{{ é }}{{", &[]),
        ] {
            let found = templates(&room, text, &room.unit);
            let found: Vec<String> = found.iter().map(|it| it.name.to_string()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_woven_template_still_knows_where_it_stands() {
        let source = source("playbook.yml", "a {{ x }} b {{ y }}");
        let vendors = [vendor()];
        let room = Room::new(&source, &vendors, "ansible");
        let scalar = Scalar::verbatim(source.text.as_str(), 0, Style::Plain);
        let (scalar, takes) = woven(&room, &scalar, &room.unit).expect("there is text");
        assert_eq!(scalar.text, "a ${{ x }} b ${{ y }}");
        for (at, take) in takes {
            assert!(scalar.text[at..].starts_with("${{"));
            assert!(source.slice(take.span).contains(&take.name.text));
        }
    }
}
