//! What `for_each` goes through, as far as the same file shows it, and what `each.value.X` means within.

use super::reading::File;
use super::values::plain_text;
use crate::model::{Most, Node, Reference, Value, Within as _};

/// How many elements of one `for_each` are looked at; more are no configuration that people write.
const MANY: Most = Most::new(200, "elements of one `for_each`");

/// How often one name may stand for another.
const DEEP: usize = 8;

/// One element of what `for_each` goes through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    /// Its key, which of a set is its value too.
    pub(super) key: &'a str,
    /// Its value.
    pub(super) value: Option<&'a Node>,
}

/// The names that stand for elements, innermost first: `each`, or the iterator of a `dynamic` block.
pub(super) type Bound<'a> = Vec<(&'a str, Option<Element<'a>>)>;

/// What an expression comes to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning<'a> {
    /// This node.
    Node(&'a Node),
    /// This text.
    Text(&'a str),
    /// Nothing, or `null`.
    Unset,
    /// It cannot be read here.
    Open,
}

/// The elements that an expression goes through; `None` where they cannot be read.
pub(super) fn of<'a>(
    file: &File<'a>,
    node: &'a Node,
    bound: &Bound<'a>,
) -> Option<Vec<Element<'a>>> {
    let node = match meaning(file, node, bound) {
        Meaning::Node(node) => node,
        Meaning::Unset => return Some(Vec::new()),
        Meaning::Text(_) | Meaning::Open => return None,
    };
    match &node.value {
        Value::Map(entries) => {
            let element = |entry: &'a crate::model::Entry| Element {
                key: entry.key.text.as_str(),
                value: Some(&entry.value),
            };
            Some(entries.iter().within(MANY).map(element).collect())
        }
        Value::List(items) => {
            let element = |item: &'a Node| Element {
                key: item.text().unwrap_or_default(),
                value: Some(item),
            };
            Some(items.iter().within(MANY).map(element).collect())
        }
        Value::Scalar(scalar) => set(&scalar.text),
        Value::Null => Some(Vec::new()),
    }
}

/// The texts of `toset(["a", "b"])`.
fn set(text: &str) -> Option<Vec<Element<'_>>> {
    let inside = text.trim().strip_prefix("toset(")?.trim().strip_suffix(')')?.trim();
    let items = inside.strip_prefix('[')?.strip_suffix(']')?;
    let items = items.split(',').map(str::trim).filter(|item| !item.is_empty());
    let unquoted = |item: &'_ str| -> Option<usize> {
        let bare = item.strip_prefix('"')?.strip_suffix('"')?;
        (!bare.contains(['"', '$', '%', '\\'])).then_some(bare.len())
    };
    let element = |item| {
        unquoted(item)?;
        Some(Element { key: item.trim_matches('"'), value: None })
    };
    items.within(MANY).map(element).collect()
}

/// What an expression comes to, as far as the same file says it.
pub(super) fn meaning<'a>(file: &File<'a>, node: &'a Node, bound: &Bound<'a>) -> Meaning<'a> {
    let mut node = node;
    for _ in 0..DEEP {
        let Some(reference) = whole(node) else { return Meaning::Node(node) };
        let next = referred(file, reference, bound);
        match next {
            Meaning::Node(next) => node = next,
            other => return other,
        }
    }
    Meaning::Open
}

/// The expression for which a name stands, as far as the same file says it.
pub(super) fn behind<'a>(file: &File<'a>, node: &'a Node, bound: &Bound<'a>) -> &'a Node {
    let next = |node: &&'a Node| match referred(file, whole(node)?, bound) {
        Meaning::Node(next) => Some(next),
        _ => None,
    };
    std::iter::successors(Some(node), next).take(DEEP).last().unwrap_or(node)
}

/// The reference that an expression consists of, if it is that and nothing else.
pub(super) fn whole(node: &Node) -> Option<&Reference> {
    let scalar = node.scalar()?;
    let [reference] = scalar.references.as_slice() else { return None };
    let text = scalar.text.trim();
    let is_path =
        |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | '[' | ']' | '"');
    let text = text.strip_prefix("${").and_then(|it| it.strip_suffix('}')).unwrap_or(text);
    (plain_text(node).is_none() && text.chars().all(is_path)).then_some(reference)
}

fn referred<'a>(file: &File<'a>, reference: &Reference, bound: &Bound<'a>) -> Meaning<'a> {
    let steps: Vec<&str> = reference.path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["local", name, fields @ ..] => {
            file.local(name).map_or(Meaning::Open, |it| field(it, fields))
        }
        [name, part, fields @ ..] if matches!(*part, "key" | "value") => {
            let Some((_, element)) = bound.iter().find(|(it, _)| it == name) else {
                return Meaning::Open;
            };
            match (element, *part) {
                (Some(element), "key") => Meaning::Text(element.key),
                (Some(Element { value: Some(value), .. }), _) => field(value, fields),
                (Some(element), _) if fields.is_empty() => Meaning::Text(element.key),
                _ => Meaning::Open,
            }
        }
        _ => Meaning::Open,
    }
}

fn field<'a>(node: &'a Node, fields: &[&str]) -> Meaning<'a> {
    let mut node = node;
    for field in fields {
        node = match &node.value {
            Value::Map(_) => match node.get(field) {
                Some(inner) => inner,
                None => return Meaning::Unset,
            },
            _ => return Meaning::Open,
        };
    }
    if node.value == Value::Null { Meaning::Unset } else { Meaning::Node(node) }
}
