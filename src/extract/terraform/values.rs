//! What an expression hands on: the names that it takes, or the value that is written out.

use std::collections::HashSet;

use super::cases;
use super::reading::File;
use super::secrets;
use super::terragrunt;
use crate::model::{
    Choice, Circumstance, Evidence, Matter, Most, Name, Node, Reference, Scope, Secret, Site,
    Space, Span, Strength, Style, Take, Test, Value,
};

/// Nodes below one value that are looked at; a larger value is a table and no credential.
const MANY: Most = Most::new(10_000, "parts of one value");

/// A site at which an expression hands on what it takes.
pub(super) fn site(file: &File, node: &Node, says: String) -> Site {
    let (takes, choice) = match chosen(file, node) {
        takes if takes.is_empty() => takes_of(file, &references(node)),
        takes => (takes, Choice::Any),
    };
    let asked = terragrunt::asked(file, node);
    let (takes, choice) = if asked.is_empty() { (takes, choice) } else { (asked, Choice::Any) };
    let mask = masked(file, node);
    let literal = plain_text(node).filter(|_| mask.is_none()).map(Secret::new);
    let takes = mask.map_or(takes, |take| vec![take]);
    Site {
        takes,
        choice,
        literal,
        evidence: by_field(file, node).into_iter().collect(),
        ..Site::new(node.span, &file.unit, says)
    }
}

/// The name of a value that is put into the file before Terraform reads it: `__DBT_TOKEN__`, `#{DBT_TOKEN}#`.
fn masked(file: &File, node: &Node) -> Option<Take> {
    const MASKS: [(&str, &str); 5] =
        [("__", "__"), ("#{", "}#"), ("@@", "@@"), ("{{", "}}"), ("%%", "%%")];
    let text = plain_text(node)?;
    let inside = |(open, close): &(&str, &str)| text.strip_prefix(open)?.strip_suffix(close);
    let name = MASKS.iter().find_map(inside)?.trim();
    file.vendors.iter().find(|vendor| vendor.name_row(name).is_some())?;
    let name = Name::new(Space::Setting, &Scope::repository(), name);
    Some(Take { name, span: node.span })
}

/// What the field says that is taken of an object or of a store's answer: `var.tokens["dbt_pat"]`. Where several
/// values may come in, it is not known which of them does.
fn by_field(file: &File, node: &Node) -> Option<Evidence> {
    let references = references(node);
    let [reference] = references.as_slice() else { return None };
    let steps: Vec<&str> = reference.path.iter().map(String::as_str).collect();
    let (["var", _, fields @ ..] | ["data" | "ephemeral", _, _, _, fields @ ..]) = steps.as_slice()
    else {
        return None;
    };
    by_name(file, fields.iter().rev().find(|field| !is_index(field))?, reference.span)
}

/// What a name says of the kind.
pub(super) fn by_name(file: &File, name: &str, span: Span) -> Option<Evidence> {
    let kind = file.vendors.iter().find_map(|vendor| vendor.kind_of_name(name))?;
    let says = format!("the name `{name}` says a {} token", kind.as_str());
    Some(Evidence { kind, strength: Strength::Name, span: Some(span), says })
}

/// The names that a value takes, everything inside it included, in order.
pub(super) fn references(node: &Node) -> Vec<&Reference> {
    let mut references = Vec::new();
    let mut waiting = vec![node];
    let mut n_seen = 0;
    while let Some(node) = waiting.pop() {
        if MANY.is_met(n_seen) {
            break;
        }
        n_seen += 1;
        match &node.value {
            Value::Scalar(scalar) => references.extend(&scalar.references),
            Value::List(items) => waiting.extend(items.iter().rev()),
            Value::Map(entries) => waiting.extend(entries.iter().rev().map(|it| &it.value)),
            Value::Null => {}
        }
    }
    references
}

/// The text that is written out, if the value is that and nothing else.
pub(super) fn plain_text(node: &Node) -> Option<&str> {
    let scalar = node.scalar()?;
    let plain = scalar.style != Style::Expression
        && scalar.references.is_empty()
        && !scalar.templated
        && !["${", "%{"].iter().any(|mark| scalar.text.contains(mark));
    (plain && !scalar.text.is_empty()).then_some(scalar.text.as_str())
}

/// What a value takes, for a reader: `` `var.a` or `var.b` ``.
pub(super) fn described(node: &Node) -> String {
    let mut names: Vec<String> =
        references(node).iter().map(|it| format!("`{}`", it.path.join("."))).collect();
    names.dedup();
    match names.len() {
        0 if plain_text(node).is_some() => "a value that is written out".to_owned(),
        0 => "a value".to_owned(),
        1..=3 => names.join(" or "),
        n => format!("{} and {} others", names[0], n - 1),
    }
}

/// What a conditional takes, by way of its cases.
fn chosen(file: &File, node: &Node) -> Vec<Take> {
    let Some(scalar) = node.scalar() else { return Vec::new() };
    let cases = cases::of(&scalar.text).into_iter();
    cases
        .filter_map(|(asked, piece)| {
            let span = scalar.span_of(file.source.id, piece.start, piece.end);
            case(file, &scalar.references, &asked, span)
        })
        .collect()
}

/// A case holds in a scope of its own, amid what its condition asks.
fn case(file: &File, references: &[Reference], asked: &Test, span: Span) -> Option<Take> {
    let inside: Vec<&Reference> = references.iter().filter(|it| span.contains(it.span)).collect();
    let (takes, choice) = takes_of(file, &inside);
    let scope = file.unit.within("case", format!("{}:{}", file.source.path, span.start));
    let name = Name::new(Space::Case, &scope, takes.last()?.name.text.as_str());
    let says = format!("a condition chooses `{}` {asked}", inside.first()?.path.join("."));
    let mut facts = file.cases.borrow_mut();
    if asked.says_something() {
        facts.circumstances.push(Circumstance {
            scope: scope.clone(),
            matter: Matter::When(asked.clone()),
            span: Some(span),
            says: format!("a condition chooses it {asked}"),
        });
    }
    let gives = Some(name.clone());
    facts.sites.push(Site { takes, choice, gives, ..Site::new(span, &scope, says) });
    Some(Take { name, span })
}

/// The names that references take, and how they stand to each other.
pub(super) fn takes_of(file: &File, references: &[&Reference]) -> (Vec<Take>, Choice) {
    let mut named: Vec<(&Reference, Vec<Name>)> =
        references.iter().map(|it| (*it, names(file, it))).collect();
    named.retain(|(_, names)| !names.is_empty());
    let take = |reference: &Reference, name| Take { name, span: reference.span };
    if let [(reference, names)] = named.as_mut_slice() {
        let choice = if names.len() < 2 { Choice::Any } else { Choice::First };
        return (names.drain(..).map(|name| take(reference, name)).collect(), choice);
    }
    let mut seen = HashSet::new();
    let takes = named
        .into_iter()
        .filter_map(|(reference, mut names)| Some(take(reference, names.pop()?)))
        .filter(|take| seen.insert(take.name.clone()))
        .collect();
    (takes, Choice::Any)
}

/// The names that a reference may mean. Where there are several, the last is the plain reading and those before
/// it count if anything gives them: a field of a local, an instance of a module, a data source as a whole.
fn names(file: &File, reference: &Reference) -> Vec<Name> {
    let steps: Vec<&str> = reference.path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["var", name, ..] => vec![Name::new(Space::Var, &file.unit, *name)],
        ["local", name, fields @ ..] => locals(file.unit_at(reference.span), name, fields),
        ["module", module, fields @ ..] => outputs(&file.call(module), fields),
        ["data" | "ephemeral", _, _, fields @ ..] => {
            let block = steps[..3].join(".");
            let whole = Name::new(Space::Attribute, &file.unit, &*block);
            std::iter::once(whole).chain(attribute(&file.unit, &block, fields)).collect()
        }
        ["dependency" | "include", ..] => terragrunt::names(file, &steps),
        // A resource's type begins with its provider's name; what has no `_` is the variable of a `for`.
        [kind, name, fields @ ..] if kind.contains('_') => {
            let own = attribute(&file.unit, &format!("{kind}.{name}"), fields);
            secrets::names(file, reference).into_iter().chain(own).collect()
        }
        _ => Vec::new(),
    }
}

pub(super) fn locals(unit: &Scope, name: &str, fields: &[&str]) -> Vec<Name> {
    let field = fields.first().filter(|field| !is_index(field));
    let whole = Name::new(Space::Local, unit, name);
    field
        .map(|field| Name::new(Space::Local, unit, format!("{name}.{field}")))
        .into_iter()
        .chain([whole])
        .collect()
}

/// The step after a module's name is its output, or the key of an instance with the output behind it.
fn outputs(call: &Scope, fields: &[&str]) -> Vec<Name> {
    let likely = fields.iter().filter(|field| !is_index(field)).take(2);
    let mut names: Vec<Name> =
        likely.map(|output| Name::new(Space::Output, call, *output)).collect();
    names.reverse();
    names
}

/// An attribute is known by its last step: an index or the key of an instance may stand before it.
fn attribute(unit: &Scope, block: &str, fields: &[&str]) -> Option<Name> {
    let last = fields.iter().rev().find(|field| !is_index(field))?;
    Some(Name::new(Space::Attribute, unit, format!("{block}.{last}")))
}

fn is_index(step: &str) -> bool {
    step == "*" || step.bytes().all(|byte| byte.is_ascii_digit())
}
