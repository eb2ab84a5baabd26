//! An action that is kept in the repository. Nothing starts it; what calls it brings circumstances and values.

use super::file::{File, Place};
use super::forks::Forks;
use super::known::Known;
use super::step::{self, Around};
use super::{call, inputs};
use crate::extract::ci::presumption::presumed;
use crate::model::{Facts, Name, Node, Scope, Site, Source, Space, Take, Vendor};

/// What an action says.
pub(super) fn facts(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let unit = Scope::unit("action", source.folder());
    let mut file = File::new(source, vendors, unit.clone());
    let declared = root.get("inputs");
    inputs::defaults(&mut file, declared);
    inputs::outputs(&mut file, root.get("outputs"));
    let place = Place { scope: unit.clone(), steps: unit };
    let steps = root.at(&["runs", "steps"]).map(Node::items).unwrap_or_default();
    let values = inputs::values(&[declared]);
    let known = Known { layers: Vec::new(), matrix: &[], inputs: &values };
    let folder = super::root_of(&source.path);
    let mut around = Around::new(&place, known, folder, &[], &[]);
    step::read_all(&mut file, &mut around, steps, &mut Forks::default());
    if steps.is_empty() && root.get("runs").is_some() {
        program(&mut file, declared);
    }
    call::outputs(&mut file);
    file.facts
}

/// An action that is a program takes its inputs itself.
fn program(file: &mut File<'_>, inputs: Option<&Node>) {
    for entry in inputs.map(Node::entries).unwrap_or_default() {
        let name = &entry.key.text;
        if !file.is_credential(name, &[]) {
            continue;
        }
        let take = Name::new(Space::Input, &file.unit, name.clone());
        file.facts.sites.push(Site {
            takes: vec![Take { name: take, span: entry.key.span }],
            presents: Some(presumed("process").into()),
            ..Site::new(entry.key.span, &file.unit, format!("the action takes `{name}`"))
        });
    }
}
