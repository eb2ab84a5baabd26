//! What the file itself says of `${self:…}` and `${param:…}`: one value, or one for each stage.

use std::collections::HashSet;

use super::super::setting::{self, Target};
use super::reference;
use crate::extract::container::room::Room;
use crate::model::{Most, Name, Node, Space, Within as _};

/// How many settings are followed.
const MANY: Most = Most::new(500, "settings");

/// The settings that the environments of a file are made of.
pub(super) struct Settings<'n> {
    root: &'n Node,
    open: Vec<Name>,
    seen: HashSet<String>,
}

/// A value of a setting, and the stage for which it holds.
type Held<'n> = (&'n Node, Option<&'n str>);

impl<'n> Settings<'n> {
    pub fn new(root: &'n Node) -> Self {
        Self { root, open: Vec::new(), seen: HashSet::new() }
    }

    /// A value takes a name, which may be that of a setting.
    pub fn want(&mut self, name: &Name) {
        let is_new = name.space == Space::Local && MANY.has_room(self.seen.len());
        if is_new && self.seen.insert(name.text.clone()) {
            self.open.push(name.clone());
        }
    }

    /// Tell what the wanted settings hold, and what those are made of.
    pub fn tell(mut self, room: &mut Room<'_>) {
        while let Some(name) = self.open.pop() {
            for (node, stage) in self.held(&name.text) {
                self.value(room, &name, node, stage);
            }
        }
    }

    fn held(&self, text: &str) -> Vec<Held<'n>> {
        if let Some(name) = text.strip_prefix("param:") {
            let of = |way: &[&str]| self.root.at(way).map(Node::entries).unwrap_or_default();
            let direct = of(&["params"]).iter().map(|it| (it.value.get(name), &it.key.text));
            let nested = of(&["stages"])
                .iter()
                .map(|it| (it.value.at(&["params"]).and_then(|it| it.get(name)), &it.key.text));
            let stage = |key: &'n str| Some(key).filter(|key| *key != "default");
            return direct
                .chain(nested)
                .filter_map(|(node, key)| Some((node?, stage(key.as_str()))))
                .collect();
        }
        let path = text.trim_start_matches("self").trim_start_matches([':', '.']);
        steps(path).into_iter().fold(vec![(self.root, None)], |held, step| {
            held.into_iter().flat_map(|it| next(it, step)).within(MANY).collect()
        })
    }

    fn value(&mut self, room: &mut Room<'_>, name: &Name, node: &'n Node, stage: Option<&str>) {
        let Some(scalar) = node.scalar() else { return };
        let takes = reference::takes(room, scalar, node.span);
        for take in &takes {
            self.want(&take.name);
        }
        let target = stage.map(|name| Target { name, word: name.to_owned(), span: node.span });
        setting::hold(room, name, (node, scalar), takes, target);
    }
}

/// The steps of a path. A dot between brackets is part of a step.
fn steps(path: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = path.split(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '.' && depth == 0
    });
    parts.filter(|step| !step.is_empty()).collect()
}

/// One step further. A step that is a reference is whatever stage there is.
fn next<'n>((node, stage): Held<'n>, step: &str) -> Vec<Held<'n>> {
    if step.starts_with("${") {
        return node.entries().iter().map(|it| (&it.value, Some(it.key.text.as_str()))).collect();
    }
    node.get(step).map(|node| (node, stage)).into_iter().collect()
}
