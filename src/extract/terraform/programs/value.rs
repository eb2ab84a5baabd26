//! The variables at a place of a resource, and what each is made of.

use super::address::{addressed, label, path, secret};
use super::place;
use super::rows::Form;
use crate::extract::deployment::environment::Variable;
use crate::extract::terraform::reading::File;
use crate::extract::terraform::secrets;
use crate::extract::terraform::values::{self, plain_text};
use crate::model::{Choice, Entry, Evidence, Node, Reference, Scalar, Strength, Take, Value};

/// Where an item says at which address its value is kept, and under which key there.
pub(super) const ADDRESSES: [(&str, &str); 5] = [
    ("valueFrom", ""),
    ("value_from.secret_key_ref.name", "value_from.secret_key_ref.key"),
    ("value_source.secret_key_ref.secret", ""),
    ("secret_name", ""),
    ("secret", ""),
];
/// Types of which the value is an address.
const STORES: [&str; 2] = ["PARAMETER_STORE", "SECRETS_MANAGER"];

/// A file, and the resource in it whose variables are read.
#[derive(Clone, Copy)]
pub(super) struct Around<'a, 'f> {
    pub(super) file: &'f File<'a>,
    pub(super) body: &'f Node,
}

/// The variables that a place in a resource sets.
pub(super) fn variables(file: &File, body: &Node, form: Form, node: &Node) -> Vec<Variable> {
    let around = Around { file, body };
    place::each(node).into_iter().flat_map(|item| around.item(form, item)).collect()
}

impl Around<'_, '_> {
    fn item(self, form: Form, item: &Node) -> Vec<Variable> {
        if let Some(scalar) = item.scalar() {
            return self.woven(scalar);
        }
        let entries = item.entries().iter();
        match form {
            Form::Pairs(key) if item.get(key).is_some() => {
                self.pair(item, key).into_iter().collect()
            }
            Form::Pairs(_) | Form::Map => entries.filter_map(|it| self.entry(it)).collect(),
            Form::Kept => entries.map(|it| self.kept(&it.key.text, &it.value, "")).collect(),
            Form::Set => self.set(item).into_iter().collect(),
            Form::Settings => self.settings(item),
        }
    }

    /// `NAME = value`, or `NAME = { secret = …, version = … }`.
    fn entry(self, entry: &Entry) -> Option<Variable> {
        match &entry.value.value {
            Value::Null => None,
            Value::Map(_) => self.of_item(&entry.key.text, &entry.value),
            _ => Some(self.valued(&entry.key.text, &entry.value)),
        }
    }

    /// An item that names its variable at a key.
    pub(super) fn pair(self, item: &Node, key: &str) -> Option<Variable> {
        self.of_item(place::text(item, key)?, item)
    }

    /// A variable whose item says its value, or where that is kept.
    fn of_item(self, name: &str, item: &Node) -> Option<Variable> {
        let address = ADDRESSES.iter().find_map(|(path, key)| {
            let node = place::at(item, path).into_iter().find(|it| it.scalar().is_some())?;
            Some((node, place::text(item, key).unwrap_or_default()))
        });
        if let Some((node, key)) = address {
            return Some(self.kept(name, node, key));
        }
        let value = item.get("value").filter(|it| it.value != Value::Null)?;
        if place::text(item, "type").is_some_and(|it| STORES.contains(&it)) {
            return Some(self.kept(name, value, ""));
        }
        Some(self.valued(name, value))
    }

    /// Of a text that some other language reads, the credentials that are filled in.
    fn woven(self, scalar: &Scalar) -> Vec<Variable> {
        let is_credential = |reference: &&Reference| {
            let names = reference.path.last().into_iter().chain(label(reference));
            let row = |name: &String| self.file.vendors.iter().find_map(|it| it.name_row(name));
            names.into_iter().any(|name| row(name).is_some())
        };
        let filled = scalar.references.iter().filter(is_credential);
        let variable = |reference: &Reference| {
            let (takes, choice) = values::takes_of(self.file, &[reference]);
            let name = label(reference).map_or("", String::as_str);
            Variable { choice, ..Variable::new(name, reference.span, takes, None) }
        };
        filled.map(variable).collect()
    }

    /// A variable with its value, which may be an address of another sort.
    pub(super) fn valued(self, name: &str, node: &Node) -> Variable {
        let whole = node.scalar().filter(|it| it.references.is_empty());
        if let Some(address) = whole.and_then(|it| addressed(&it.text)) {
            return Variable::of(name, node.span, secret(self.file, address));
        }
        let site = values::site(self.file, node, String::new());
        let literal = site.literal.as_ref().map(|it| it.expose().to_owned());
        let kept = path(node, "");
        let mut evidence = site.evidence;
        evidence.extend(kept.as_ref().and_then(|it| self.evidence(it, node)));
        let variable = Variable::new(name, node.span, site.takes, literal);
        Variable { choice: site.choice, evidence, kept, ..variable }
    }

    /// A variable that is what a store keeps at an address. The resource itself may keep it, too.
    fn kept(self, name: &str, node: &Node, key: &str) -> Variable {
        let key =
            if key == "latest" || key.bytes().all(|it| it.is_ascii_digit()) { "" } else { key };
        let Some(text) = plain_text(node) else {
            let kept = path(node, key);
            let mut variable = self.valued(name, node);
            if !key.is_empty() {
                variable.evidence.extend(kept.as_ref().and_then(|it| self.evidence(it, node)));
            }
            self.prefer_entry(&mut variable, kept.as_deref(), node);
            return Variable { kept, literal: None, ..variable };
        };
        if let Some(own) = self.own_secret(name, text) {
            return own;
        }
        let address = if key.is_empty() { text.to_owned() } else { format!("{text}/{key}") };
        Variable::of(name, node.span, secret(self.file, &address))
    }

    /// Of a secret that Terraform fills entry by entry, the one that is asked for comes first.
    fn prefer_entry(self, variable: &mut Variable, kept: Option<&str>, node: &Node) {
        let key = kept.and_then(|it| Some(it.rsplit_once('/')?.1));
        let first = values::references(node).into_iter().next();
        let entry = key.zip(first).and_then(|(key, it)| secrets::entry(self.file, it, key));
        if let Some(name) = entry {
            variable.takes.insert(0, Take { name, span: node.span });
            variable.choice = Choice::First;
        }
    }

    /// `secret { name = …, value = … }` of the same resource.
    fn own_secret(self, name: &str, text: &str) -> Option<Variable> {
        let secrets = place::at(self.body, "secret");
        let own = secrets.into_iter().find(|it| place::text(it, "name") == Some(text))?;
        match own.get("value") {
            Some(value) => Some(self.valued(name, value)),
            None => Some(self.kept(name, own.get("key_vault_secret_id")?, "")),
        }
    }

    fn evidence(self, path: &str, node: &Node) -> Option<Evidence> {
        let kind = self.file.vendors.iter().find_map(|vendor| vendor.kind_of_entry(path))?;
        let says = format!("the name `{path}` says a {} token", kind.as_str());
        Some(Evidence { kind, strength: Strength::Name, span: Some(node.span), says })
    }
}
