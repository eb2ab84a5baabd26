//! The inputs and outputs that a workflow or an action declares. A declaration hands nothing on; a default does.

use std::collections::HashMap;

use super::file::{File, Place};
use crate::model::{Name, Node, Space};

/// Read declared inputs: a default gives the input its value, and so does each of its options.
pub(super) fn defaults(file: &mut File<'_>, inputs: Option<&Node>) {
    let unit = file.unit.clone();
    let place = Place { scope: unit.clone(), steps: unit.clone() };
    for entry in inputs.map(Node::entries).unwrap_or_default() {
        let name = &entry.key.text;
        let options = entry.value.get("options").map(Node::items).unwrap_or_default();
        let values = options.iter().map(|it| (it, format!("the input `{name}` has this option")));
        // A default is one of the options, where there are any.
        let default = entry.value.get("default").filter(|_| options.is_empty());
        let default = default.map(|it| (it, format!("the input `{name}` has a default")));
        for (value, says) in values.chain(default) {
            let mut site = file.site(value, &place, says);
            if site.literal.is_some() || !site.takes.is_empty() {
                site.gives = Some(Name::new(Space::Input, &unit, name.clone()));
                file.facts.sites.push(site);
            }
        }
    }
}

/// The values that inputs may have, as far as their declarations tell, by their names in lower case.
pub(super) fn values(declared: &[Option<&Node>]) -> HashMap<String, Vec<String>> {
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for entry in declared.iter().copied().flatten().flat_map(Node::entries) {
        let options = super::triggers::texts(entry.value.get("options"));
        let default = entry.value.get("default").and_then(Node::text).map(str::to_owned);
        let all = if options.is_empty() { default.into_iter().collect() } else { options };
        values.entry(entry.key.text.to_lowercase()).or_default().extend(all);
    }
    values
}

/// Read declared outputs: `name: {value: …}` of what is called.
pub(super) fn outputs(file: &mut File<'_>, outputs: Option<&Node>) {
    let unit = file.unit.clone();
    let place = Place { scope: unit.clone(), steps: unit.clone() };
    for entry in outputs.map(Node::entries).unwrap_or_default() {
        let Some(value) = entry.value.get("value") else { continue };
        let name = &entry.key.text;
        let mut site = file.site(value, &place, format!("the output `{name}` gives it back"));
        site.gives = Some(Name::new(Space::Output, &unit, name.clone()));
        file.facts.sites.push(site);
    }
}
