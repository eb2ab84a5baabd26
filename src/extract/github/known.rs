//! What the file itself says that a variable, an input or a matrix value may be, so that folders and files can be
//! found that are named by them.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::expression::{self, Expression};
use crate::extract::shell::folder::{MANY, WORKSPACE};
use crate::extract::shell::word::{Part, Piece};
use crate::model::vendor::normalised;
use crate::model::{Entry, Node, Scalar, Within as _};

/// How far a variable that is set from another variable is looked through.
const DEPTH: usize = 4;

/// The variables of one `env:`.
#[derive(Default)]
pub(super) struct Layer<'a> {
    env: &'a [Entry],
    /// At which entry the value of a name stands, found once somebody asks.
    places: OnceCell<HashMap<String, usize>>,
    /// The names as rows of data spell them, found once somebody asks.
    names: OnceCell<HashSet<String>>,
}

impl<'a> Layer<'a> {
    /// The variables of an `env:`; of none without one.
    pub fn of(env: Option<&'a Node>) -> Self {
        Self { env: env.map(Node::entries).unwrap_or_default(), ..Self::default() }
    }

    fn places(&self) -> &HashMap<String, usize> {
        let values = self.env.iter().enumerate().filter(|(_, it)| it.value.scalar().is_some());
        let of_names = || values.map(|(at, it)| (it.key.text.clone(), at)).collect();
        self.places.get_or_init(of_names)
    }

    fn value(&self, name: &str) -> Option<&'a Scalar> {
        self.env.get(*self.places().get(name)?)?.value.scalar()
    }

    /// The entries that count; of two with one name that is the last.
    fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        let all = self.env.iter().enumerate();
        all.filter(|(at, it)| self.places().get(&it.key.text) == Some(at)).map(|(_, it)| it)
    }

    /// Whether a variable is set here.
    pub fn has(&self, name: &str) -> bool {
        self.places().contains_key(name)
    }

    /// Whether a variable of about this name is set here.
    pub fn resembles(&self, name: &str) -> bool {
        let all = || self.env.iter().map(|it| normalised(&it.key.text)).collect();
        !self.env.is_empty() && self.names.get_or_init(all).contains(&normalised(name))
    }

    /// The variables with their values as they are written.
    pub fn texts(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.entries().filter_map(|it| Some((it.key.text.as_str(), it.value.text()?)))
    }

    /// The names of the variables.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.entries().map(|it| it.key.text.as_str())
    }
}

/// What is known at a place.
pub(super) struct Known<'k, 'a> {
    /// The environments around it, outermost first.
    pub layers: Vec<&'k Layer<'a>>,
    /// The values of the matrix.
    pub matrix: &'k [(String, String)],
    /// The values of inputs.
    pub inputs: &'k HashMap<String, Vec<String>>,
}

impl Known<'_, '_> {
    /// The texts that a piece of a script may stand for.
    pub fn piece(&self, script: &str, piece: &Piece) -> Vec<String> {
        match &piece.part {
            Part::Variable(name) => self.variable(name, 0),
            Part::Expression => self.text(script.get(piece.start..piece.end).unwrap_or_default()),
            _ => Vec::new(),
        }
    }

    /// The texts that a text with expressions may stand for; none where one of them is not known.
    pub fn text(&self, text: &str) -> Vec<String> {
        self.text_at(text, 0)
    }

    fn text_at(&self, text: &str, depth: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        let mut at = 0;
        for (place, expression) in expression::within(text) {
            let choices = self.expression(&expression, depth);
            let before = &text[at..place.start];
            texts = texts
                .iter()
                .flat_map(|text| choices.iter().map(move |it| format!("{text}{before}{it}")))
                .within(MANY)
                .collect();
            at = place.end;
        }
        texts.iter().map(|start| format!("{start}{}", &text[at..])).collect()
    }

    fn expression(&self, expression: &Expression, depth: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for alternative in expression.alternatives() {
            match alternative {
                Expression::Literal(text) => texts.push(text.clone()),
                Expression::Reference(path, _) => texts.extend(self.reference(path, depth)),
                _ => {}
            }
        }
        texts
    }

    fn reference(&self, path: &[String], depth: usize) -> Vec<String> {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        match steps.as_slice() {
            ["env", name] => self.variable(name, depth),
            ["inputs", name] | ["github", "event", "inputs", name] => {
                self.inputs.get(&name.to_lowercase()).cloned().unwrap_or_default()
            }
            ["github", "workspace"] => vec![WORKSPACE.to_owned()],
            ["matrix", keys @ ..] => {
                let key = keys.join(".");
                let values = self.matrix.iter().filter(|(name, _)| *name == key);
                values.map(|(_, value)| value.clone()).within(MANY).collect()
            }
            _ => Vec::new(),
        }
    }

    fn variable(&self, name: &str, depth: usize) -> Vec<String> {
        if name == "GITHUB_WORKSPACE" {
            return vec![WORKSPACE.to_owned()];
        }
        let value = self.layers.iter().rev().find_map(|layer| layer.value(name));
        match value {
            Some(scalar) if depth < DEPTH => self.text_at(&scalar.text, depth + 1),
            _ => Vec::new(),
        }
    }
}
