//! Maps of variables that are handed to a program as a whole: `variables = local.environment`.
//!
//! Which entries such a map has is said elsewhere, in another file or by the caller of a module. So each entry that is
//! a credential gives the name of its map, and the program takes that.

use super::place;
use crate::extract::ci::presumption::presumed;
use crate::extract::deployment::environment::Variable;
use crate::extract::terraform::modules;
use crate::extract::terraform::reading::File;
use crate::model::vendor::normalised;
use crate::model::{Entry, Facts, Name, Node, Reference, Scope, Secret, Site, Space, Style, Take};

/// Words of which one stands in the name of an argument that is a map of variables.
const WORDS: [&str; 7] = ["env", "envs", "environment", "variables", "vars", "secrets", "settings"];
/// Functions that hand on what they are given.
const FUNCTIONS: [&str; 6] =
    ["merge(", "concat(", "flatten(", "jsonencode(", "yamlencode(", "tomap("];

/// Add the maps of a file's locals and of its module calls.
pub(super) fn append(file: &File, facts: &mut Facts) {
    for block in file.blocks("locals", 0) {
        for entry in block.body.entries().iter().filter(|it| may_be_map(it)) {
            give(file, &file.unit, &format!("local.{}", entry.key.text), &entry.value, facts);
        }
    }
    for block in file.blocks("module", 1) {
        let call = file.call(block.label(0));
        for entry in modules::arguments(&block).filter(|it| is_called_so(it)) {
            give(file, &call, &format!("var.{}", entry.key.text), &entry.value, facts);
        }
    }
}

/// Whether a local is written as a map, or passes one on.
fn may_be_map(entry: &Entry) -> bool {
    entry.value.scalar().is_none() || is_called_so(entry)
}

fn is_called_so(entry: &Entry) -> bool {
    normalised(&entry.key.text).split('_').any(|word| WORDS.contains(&word))
}

/// The maps that a program is handed as a whole at a place.
pub(super) fn taken(file: &File, node: &Node, scope: &Scope, owner: &str) -> Vec<Site> {
    let site = |reference: &Reference| Site {
        takes: vec![Take {
            name: all(&file.unit, &reference.path.join(".")),
            span: reference.span,
        }],
        presents: Some(presumed("process").into()),
        ..Site::new(
            reference.span,
            scope,
            format!("{owner} is handed all of `{}`", reference.path.join(".")),
        )
    };
    maps(node).into_iter().map(site).collect()
}

/// The name of all entries of a map. A name of this space that nothing gives is nothing.
fn all(scope: &Scope, map: &str) -> Name {
    Name::new(Space::Input, scope, format!("{map}.*"))
}

/// A map gives its credentials, and those of the maps of which it is put together.
fn give(file: &File, scope: &Scope, map: &str, node: &Node, facts: &mut Facts) {
    let inner = scope.within("map", map);
    if !node.entries().is_empty() || !node.items().is_empty() {
        for variable in super::credentials(file, node, map) {
            facts.sites.extend(entry(map, scope, &inner, variable));
        }
    }
    for reference in maps(node) {
        let text = reference.path.join(".");
        let site = Site::new(reference.span, scope, format!("`{map}` holds all of `{text}`"));
        let takes = vec![Take { name: all(&file.unit, &text), span: reference.span }];
        facts.sites.push(Site { takes, gives: Some(all(scope, map)), ..site });
    }
}

/// An entry as a variable of its map, and as one of all that the map holds.
fn entry(map: &str, scope: &Scope, inner: &Scope, variable: Variable) -> [Site; 2] {
    let Variable { name, span, takes, choice, literal, evidence, .. } = variable;
    let own = Name::new(Space::Env, inner, name);
    let says = format!("`{map}` holds `{}`", own.text);
    let passed = Site {
        takes: vec![Take { name: own.clone(), span }],
        gives: Some(all(scope, map)),
        ..Site::new(span, scope, says.clone())
    };
    let literal = literal.map(Secret::new);
    let gives = Some(own);
    [Site { takes, choice, gives, literal, evidence, ..Site::new(span, scope, says) }, passed]
}

/// The references at a place that hand on locals or variables as they are.
fn maps(node: &Node) -> Vec<&Reference> {
    let scalars = place::each(node).into_iter().filter_map(Node::scalar);
    let whole = scalars.filter(|scalar| {
        let is_map =
            |it: &Reference| it.path.len() == 2 && matches!(it.path[0].as_str(), "local" | "var");
        let text = scalar.text.trim();
        scalar.style == Style::Expression
            && scalar.references.iter().all(is_map)
            && (FUNCTIONS.iter().any(|it| text.starts_with(it))
                || !text.contains(['(', '?', ' ', '[']))
    });
    whole.flat_map(|scalar| &scalar.references).collect()
}
