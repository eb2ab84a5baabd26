//! Applications of Argo CD: which chart is installed with which values, written as a tree, as a text in YAML, or as
//! parameters.

use super::object::{self, Object};
use super::{place, values};
use crate::extract::ci::file::File;
use crate::model::{Entry, Form, Key, Most, Node, Value, Within as _};

/// The kinds of objects that install charts.
pub(super) const KINDS: [&str; 2] = ["Application", "ApplicationSet"];
/// The key of what fills a chart.
const HELM: &str = "helm";
/// How many parts of an object are looked at.
const MANY: Most = Most::new(50_000, "parts of an Application");
/// How many parameters fill a chart.
const PARAMETERS: Most = Most::new(1_000, "parameters of a chart");

/// The texts of an object that are documents themselves: `helm: {values: "…"}`.
pub fn texts(root: &mut Node) -> Vec<&mut Node> {
    let mut texts = Vec::new();
    if !super::kind(root).is_some_and(|kind| KINDS.contains(&kind)) {
        return texts;
    }
    let mut waiting = vec![(root, false)];
    for seen in 0.. {
        let Some((node, is_helm)) = waiting.pop().filter(|_| MANY.has_room(seen)) else { break };
        match &mut node.value {
            Value::Map(entries) => {
                for entry in entries {
                    if is_helm && entry.key.text == "values" && entry.value.scalar().is_some() {
                        texts.push(&mut entry.value);
                    } else {
                        let is_helm = entry.key.text == HELM;
                        waiting.push((&mut entry.value, is_helm));
                    }
                }
            }
            Value::List(items) => waiting.extend(items.iter_mut().map(|item| (item, false))),
            Value::Scalar(_) | Value::Null => {}
        }
    }
    texts
}

/// What an object fills charts with. A chart that lies in the repository has it in its templates.
pub(super) fn read(file: &mut File<'_>, object: &Object<'_>) {
    let mut waiting = vec![object.node];
    for seen in 0.. {
        let Some(node) = waiting.pop().filter(|_| MANY.has_room(seen)) else { break };
        if let Some(helm) = node.get(HELM) {
            fill(file, object, node, helm);
        }
        waiting.extend(node.items());
        let others = node.entries().iter().filter(|entry| entry.key.text != HELM);
        waiting.extend(others.map(|entry| &entry.value));
    }
}

fn fill(file: &mut File<'_>, object: &Object<'_>, source: &Node, helm: &Node) {
    let own = object.scope.within("values", helm.span.start);
    for values in ["values", "valuesObject"].iter().filter_map(|key| helm.get(key)) {
        values::fill(file, &with(object, values), &own);
    }
    for item in
        helm.get("parameters").map(Node::items).unwrap_or_default().iter().within(PARAMETERS)
    {
        let Some((name, value)) = item.get("name").zip(item.get("value")) else { continue };
        let Some(path) = name.text() else { continue };
        let last = path.rsplit('.').next().unwrap_or(path);
        let key = Key { text: last.to_owned(), span: name.span };
        let entry = Entry { key, labels: Vec::new(), form: Form::Pair, value: value.clone() };
        values::fill_one(file, &with(object, item), &own, &entry, path);
    }
    let path = source.get("path").filter(|it| it.scalar().is_some_and(|it| !it.templated));
    if let Some((node, text)) = path.and_then(|node| Some((node, node.text()?))) {
        let to = place::folder(text.trim_matches('/').trim_start_matches("./"));
        let says = format!("{} installs the chart in `{text}`", object.owner);
        let passage = object::passage(&own, to, node.span, says);
        file.facts.passages.push(passage);
    }
}

/// An object of which only a part is meant.
fn with<'n>(object: &Object<'_>, node: &'n Node) -> Object<'n> {
    Object {
        node,
        name: object.name.clone(),
        owner: object.owner.clone(),
        scope: object.scope.clone(),
        names: object.names.clone(),
    }
}
