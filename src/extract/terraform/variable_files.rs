//! Files that set variables. Some Terraform loads by itself; the others wait for a command line that names them.

use super::namings;
use super::reading::File;
use super::values::{self, plain_text};
use crate::model::{
    Carry, Circumstance, Entry, Facts, Matter, Name, Node, Passage, Reach, Scope, Site, Space,
    Value, Vendor,
};

/// Add the values that a variable file sets.
pub(super) fn append(file: &File, facts: &mut Facts) {
    let path = &file.source.path;
    let unit = Scope::unit("file", path);
    for entry in file.root.entries().iter().filter(|entry| !entry.is_block()) {
        facts.sites.extend(values_of(file, &unit, entry));
    }
    facts.circumstances.push(Circumstance {
        scope: unit.clone(),
        matter: Matter::Path(path.clone()),
        span: None,
        says: format!("the variables are set in `{path}`"),
    });
    let is_loaded = loads_by_itself(file.source.file_name());
    namings::append_file(file, is_loaded, &mut facts.kept);
    if is_loaded {
        facts.passages.push(Passage {
            from: unit,
            to: file.unit.clone(),
            carries: vec![Carry { space: Space::Variant, reach: Reach::Here }],
            span: file.start(),
            says: format!("Terraform loads `{}` by itself", file.source.file_name()),
        });
    }
}

fn loads_by_itself(name: &str) -> bool {
    matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

fn values_of(file: &File, unit: &Scope, entry: &Entry) -> Vec<Site> {
    let name = &entry.key.text;
    let says = format!("`{}` sets `{name}`", file.source.file_name());
    let literals = match &entry.value.value {
        Value::Scalar(_) => vec![&entry.value],
        Value::Map(fields) => credentials(file.vendors, name, fields),
        Value::List(_) | Value::Null => Vec::new(),
    };
    let site = |node: &Node| {
        plain_text(node)?;
        let gives = Some(Name::new(Space::Variant, unit, name.as_str()));
        Some(Site { scope: unit.clone(), gives, ..values::site(file, node, says.clone()) })
    };
    literals.into_iter().filter_map(site).collect()
}

/// The fields of an object that are credentials by their name or their look. The others would only be mistaken
/// for one, since an object is handed on as a whole.
fn credentials<'a>(vendors: &[Vendor], name: &str, fields: &'a [Entry]) -> Vec<&'a Node> {
    let is_one = |field: &&Entry| {
        let full = format!("{name}_{}", field.key.text);
        let value = plain_text(&field.value).unwrap_or_default();
        vendors.iter().any(|vendor| {
            vendor.prefix_of(value).is_some()
                || vendor.name_row(&field.key.text).is_some()
                || vendor.name_row(&full).is_some()
        })
    };
    fields.iter().filter(is_one).map(|field| &field.value).collect()
}
