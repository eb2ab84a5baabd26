//! Settings of a chart: values of which only the chart knows what becomes of them.

use super::place;
use super::value::{ADDRESSES, Around};
use crate::extract::deployment::environment::Variable;
use crate::model::{Most, Node, Value};

/// How many settings of a chart are looked at, and how deep.
const MANY: Most = Most::new(5_000, "settings of a chart");
const DEPTH: usize = 12;

impl Around<'_, '_> {
    /// A setting of a chart is known by the fewest last steps of its path that are the name of a credential.
    pub(super) fn set(self, item: &Node) -> Option<Variable> {
        let value = item.get("value").or_else(|| item.get("value_wo"))?;
        let path = place::text(item, "name")?;
        Some(self.valued(&self.called(path), value))
    }

    fn called(self, path: &str) -> String {
        let steps: Vec<&str> = path.split('.').collect();
        let tails = (1..=3.min(steps.len())).map(|n| steps[steps.len() - n..].join("."));
        let is_credential =
            |name: &String| self.file.vendors.iter().any(|vendor| vendor.name_row(name).is_some());
        let own = steps.last().copied().unwrap_or_default().to_owned();
        tails.into_iter().find(is_credential).unwrap_or(own)
    }

    /// Settings of a chart, however deep; a list of variables among them is one.
    pub(super) fn settings(self, top: &Node) -> Vec<Variable> {
        let mut found = Vec::new();
        let mut waiting = vec![(top, String::new(), 0)];
        while let Some((node, path, depth)) = waiting.pop().filter(|_| MANY.has_room(found.len())) {
            let name = node.get("name").filter(|_| node.get("value").is_some() || is_from(node));
            if name.is_some() {
                found.extend(self.pair(node, "name"));
                continue;
            }
            for entry in node.entries().iter().rev().filter(|_| depth < DEPTH) {
                let path = format!("{path}.{}", entry.key.text);
                match entry.value.value {
                    Value::Scalar(_) => found.push(self.valued(&self.called(&path), &entry.value)),
                    _ => waiting.push((&entry.value, path, depth + 1)),
                }
            }
            let items = node.items().iter().rev().filter(|_| depth < DEPTH);
            waiting.extend(items.map(|item| (item, path.clone(), depth + 1)));
        }
        found
    }
}

/// Whether an item says where its value is kept.
fn is_from(item: &Node) -> bool {
    ADDRESSES.iter().any(|(path, _)| !place::at(item, path).is_empty())
        || item.get("valueFrom").is_some()
}
