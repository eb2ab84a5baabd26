//! Kustomizations: folders that are joined, and objects that are made of literals.

use super::object::{self, Object};
use super::{place, store};
use crate::extract::ci::file::File;
use crate::extract::shell::folder;
use crate::model::{Entry, Form, Key, Matter, Node, Scalar, Value, Word};

/// Keys under which other folders are named.
const FOLDERS: [&str; 3] = ["resources", "bases", "components"];

/// Read a kustomization.
pub(super) fn read(file: &mut File<'_>, root: &Node) {
    let unit = file.unit.clone();
    object::of_file(file, &unit);
    if let Some((scalar, span)) = store::scalar_at(root, "namespace") {
        let says = format!("it puts all into the namespace `{}`", scalar.text);
        let words = vec![Word::Text(scalar.text.clone())];
        file.circumstance(&unit, Matter::Target(words), Some(span), says);
    }
    for item in FOLDERS.iter().filter_map(|key| root.get(key)).flat_map(Node::items) {
        folder(file, item);
    }
    for (key, is_secret) in [("secretGenerator", true), ("configMapGenerator", false)] {
        for item in root.get(key).map(Node::items).unwrap_or_default() {
            generated(file, item, is_secret);
        }
    }
}

/// Another folder is taken in: it runs in the circumstances of this one.
fn folder(file: &mut File<'_>, item: &Node) {
    let Some(text) = item.text().filter(|it| !it.contains("://") && !super::is_yaml(it)) else {
        return;
    };
    let Some(path) = folder::join(file.source.folder(), text) else { return };
    let to = place::folder(&path);
    if to != file.unit {
        let says = format!("`{}` takes in `{path}`", file.source.path);
        let passage = object::passage(&file.unit, to, item.span, says);
        file.facts.passages.push(passage);
    }
}

/// An object that is made of `KEY=value` literals.
fn generated(file: &mut File<'_>, item: &Node, is_secret: bool) {
    let Some((name, _)) = store::scalar_at(item, "name") else { return };
    let entries = item.get("literals").map(Node::items).unwrap_or_default().iter();
    let entries = entries.filter_map(|node| entry(file, node)).collect();
    let field = if is_secret { "stringData" } else { "data" };
    let data = Node { span: item.span, value: Value::Map(entries) };
    let key = Key { text: field.to_owned(), span: item.span };
    let data = Entry { key, labels: Vec::new(), form: Form::Pair, value: data };
    let node = Node { span: item.span, value: Value::Map(vec![data]) };
    let object = Object {
        node: &node,
        name: name.text.clone(),
        owner: format!("the generated `{}`", name.text),
        scope: file.unit.clone(),
        names: file.unit.clone(),
    };
    if is_secret { store::secret(file, &object) } else { store::config_map(file, &object) }
}

fn entry(file: &File<'_>, node: &Node) -> Option<Entry> {
    let scalar = node.scalar()?;
    let (name, value) = scalar.text.split_once('=')?;
    let from = name.len() + 1;
    let span = scalar.span_of(file.source.id, from, scalar.text.len());
    let key = Key { text: name.to_owned(), span: scalar.span_of(file.source.id, 0, name.len()) };
    let value = value.trim_matches(['"', '\'']);
    let value = Scalar {
        templated: scalar.templated,
        ..Scalar::verbatim(value, span.start as usize, scalar.style)
    };
    let value = Node { span, value: Value::Scalar(value) };
    Some(Entry { key, labels: Vec::new(), form: Form::Pair, value })
}
