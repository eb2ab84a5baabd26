//! The variables of one environment, and what they may hold.

use std::collections::{HashMap, HashSet};

use crate::extract::reference;
use crate::extract::shell::folder::{MANY, WORKSPACE};
use crate::model::vendor::normalised;
use crate::model::{Scalar, Span, Within as _};

/// How far a variable that is set from another variable is looked through.
const DEPTH: usize = 4;
/// How long a text that is put together of variables may get.
const LENGTH: usize = 4096;

/// Variables that name the folder into which the repository is checked out.
const CHECKOUTS: [&str; 6] = [
    "CI_PROJECT_DIR",
    "CIRCLE_WORKING_DIRECTORY",
    "BITBUCKET_CLONE_DIR",
    "BUILD_SOURCESDIRECTORY",
    "SYSTEM_DEFAULTWORKINGDIRECTORY",
    "BUILD_REPOSITORY_LOCALPATH",
];

/// A variable as it is set.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where its value stands.
    pub span: Span,
    /// Its value; other variables stand in it as `$NAME` or `${NAME}`.
    pub value: Scalar,
}

/// The variables of one environment.
#[derive(Debug, Default)]
pub struct Layer {
    /// The variables; of one that may hold several values there are several.
    pub variables: Vec<Variable>,
    places: HashMap<String, Vec<usize>>,
    names: HashSet<String>,
}

impl Layer {
    /// A layer of these variables.
    pub fn of(variables: Vec<Variable>) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, variable) in variables.iter().enumerate() {
            places.entry(variable.name.clone()).or_default().push(at);
        }
        let names = variables.iter().map(|it| normalised(&it.name)).collect();
        Self { variables, places, names }
    }

    /// Whether a variable is set here.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Whether a variable of about this name is set here.
    pub fn resembles(&self, name: &str) -> bool {
        self.names.contains(&normalised(name))
    }
}

/// The texts that a variable may hold amid these layers, outermost first; none where the file does not say it.
pub fn held(layers: &[&Layer], name: &str) -> Vec<String> {
    held_at(layers, name, 0)
}

/// The texts that a text with variables in it may stand for amid these layers; none where one is not known.
pub fn texts(layers: &[&Layer], text: &str) -> Vec<String> {
    filled_at(layers, text, 0)
}

fn held_at(layers: &[&Layer], name: &str, depth: usize) -> Vec<String> {
    let set = layers.iter().rev().find_map(|layer| Some((layer, layer.places.get(name)?)));
    match set {
        Some(_) if DEPTH <= depth => Vec::new(),
        Some((layer, places)) => {
            let texts = places.iter().within(MANY).map(|at| &layer.variables[*at].value.text);
            texts.flat_map(|text| filled_at(layers, text, depth + 1)).within(MANY).collect()
        }
        None if CHECKOUTS.contains(&name) => vec![WORKSPACE.to_owned()],
        None => Vec::new(),
    }
}

fn filled_at(layers: &[&Layer], text: &str, depth: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut at = 0;
    for reference in reference::references(text) {
        let choices = held_at(layers, reference.name, depth);
        let before = text.get(at..reference.start).unwrap_or_default();
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(move |it| format!("{text}{before}{it}")))
            .filter(|text| text.len() <= LENGTH)
            .within(MANY)
            .collect();
        if texts.is_empty() {
            return texts;
        }
        at = reference.end;
    }
    let rest = text.get(at..).unwrap_or_default();
    texts.iter().map(|start| format!("{start}{rest}")).collect()
}
