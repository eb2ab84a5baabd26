//! Resources that start programs: functions, containers, services, jobs. What their environment holds, a program sees
//! where no person is.

mod rows;
pub(super) mod place;
mod address;
mod value;
mod settings;
mod whole;

use std::collections::{BTreeMap, HashSet};

use super::reading::{Block, File};
use super::values::plain_text;
use crate::extract::ci::presumption::is_another_product;
use crate::extract::container::room::Room;
use crate::extract::deployment::environment::{self, Variable};
use crate::extract::shell::write::is_credential;
use crate::model::vendor::normalised;
use crate::model::{Circumstance, Facts, Held, Matter, Node, Scope, Span, Word, glob};
use rows::{Form, ROWS, Row};

/// Arguments by which a resource is called.
const NAMES: [&str; 4] = ["name", "function_name", "family", "metadata.name"];

/// Add the environments of a file's programs, and the maps that are handed to some as a whole.
pub(super) fn append(file: &File, facts: &mut Facts) {
    let presented = facts.sites.iter().filter(|site| site.presents.is_some());
    let mut known: HashSet<Span> = presented.map(|site| site.span).collect();
    for block in file.blocks("resource", 2) {
        let fits = |row: &&Row| row.types.iter().any(|it| glob::matches(it, block.label(0)));
        if let Some(row) = ROWS.iter().find(fits) {
            program(file, &block, row, &mut known, facts);
        }
    }
    whole::append(file, facts);
}

/// The credentials among the entries of a map, however deep: by their own names, by those of what they are made of, or
/// by the name of what holds the map.
pub(super) fn credentials(file: &File, node: &Node, of: &str) -> Vec<Variable> {
    let variables = value::variables(file, node, Form::Settings, node);
    let names: Vec<String> = variables.iter().map(|it| normalised(&it.name)).collect();
    let beside = |name: &str| names.contains(&normalised(name));
    let is_one = |it: &Variable| {
        let mut made_of = it.takes.iter().map(|take| take.name.text.as_str());
        let path = format!("{}/{}", of.rsplit('.').next().unwrap_or(of), it.name);
        is_credential(file.vendors, &it.name)
            || made_of.any(|name| is_credential(file.vendors, name))
            || file.vendors.iter().any(|vendor| vendor.is_entry(&path, &it.name))
    };
    let is_other = |it: &Variable| is_another_product(file.vendors, &it.name, beside);
    variables.into_iter().filter(|it| is_one(it) && !is_other(it)).collect()
}

/// The environment of one program, without what a consumer of the catalogue is known to take, and each value once.
fn program(file: &File, block: &Block, row: &Row, known: &mut HashSet<Span>, facts: &mut Facts) {
    let owner = format!("`{}.{}`", block.label(0), block.label(1));
    let scope = file.unit.within("program", format!("{}.{}", block.label(0), block.label(1)));
    let (source, vendors, unit) = (file.source, file.vendors, file.unit.clone());
    let mut room = Room { source, vendors, unit, facts: Facts::default(), doubles_dollars: false };
    let mut containers: BTreeMap<u32, Vec<Variable>> = BTreeMap::new();
    for place in row.places {
        for (container, node) in place::of_programs(block.body, place.path) {
            let mut variables = value::variables(file, block.body, place.form, node);
            variables.retain(|it| known.insert(it.span));
            containers.entry(container.span.start).or_default().append(&mut variables);
            room.facts.sites.extend(whole::taken(file, node, &scope, &owner));
        }
    }
    for (start, variables) in containers {
        environment::set(&mut room, variables, &scope.within("container", start), &owner);
    }
    if !room.facts.sites.is_empty() {
        surroundings(file, block, row, &scope, &mut facts.circumstances);
    }
    facts.append(room.facts);
}

fn surroundings(
    file: &File,
    block: &Block,
    row: &Row,
    scope: &Scope,
    circumstances: &mut Held<Circumstance>,
) {
    let mut tell = |matter, span, says: String| {
        circumstances.push(Circumstance { scope: scope.clone(), matter, span, says });
    };
    let says = format!("{} runs `{}.{}`", row.by, block.label(0), block.label(1));
    tell(Matter::Unattended, Some(block.span()), says);
    let path = file.source.path.clone();
    tell(Matter::Path(path.clone()), None, format!("the file is `{path}`"));
    for node in place::at(block.body, "metadata.namespace") {
        let Some(text) = plain_text(node) else { continue };
        let says = format!("it runs in the namespace `{text}`");
        tell(Matter::Target(vec![Word::Text(text.to_owned())]), Some(node.span), says);
    }
    let names = NAMES.iter().flat_map(|path| place::at(block.body, path));
    let names = names.filter_map(|node| Some((plain_text(node)?, node.span)));
    for (name, span) in names.chain([(block.label(1), block.span())]) {
        tell(Matter::Label(name.to_owned()), Some(span), "the resource's name".to_owned());
    }
}
