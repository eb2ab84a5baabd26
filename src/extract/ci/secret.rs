//! Variables that a store of secrets fills: the file names the secret, and the store keeps its value.

use super::file::File;
use super::layer::{Layer, Variable};
use crate::model::vendor::normalised;
use crate::model::{Most, Name, Scalar, Scope, Site, Space, Span, Style, Take};

/// A variable that a secret fills.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The variable.
    pub variable: String,
    /// What the store calls the secret.
    pub id: String,
    /// The entry that says so. It is longer than the name alone, which would be no entry of its own.
    pub entry: Span,
    /// Where the secret is named.
    pub named: Span,
}

impl Kept {
    /// A secret that is named where nothing else stands: the variable has its name, or the name is all of a value.
    pub fn alone(variable: &str, id: &str, span: Span) -> Self {
        let named = Span { end: span.start, ..span };
        Self { variable: variable.to_owned(), id: id.to_owned(), entry: span, named }
    }

    /// The variable as processes see it. What it holds is not known, so that it refers to the secret, whose name may
    /// say what its own does not.
    pub fn variable(&self) -> Variable {
        let text = format!("${{{}}}", normalised(&self.id));
        let value = Scalar::verbatim(text, self.entry.start as usize, Style::Plain);
        Variable { name: self.variable.clone(), span: self.entry, value }
    }
}

/// Set variables from their secrets in a scope. `owner` is what messages call it.
pub fn set(file: &mut File<'_>, kept: &[Kept], scope: &Scope, owner: &str) {
    for it in kept {
        let secret = Name::new(Space::Secret, &file.unit, it.id.clone());
        file.facts.sites.push(Site {
            takes: vec![Take { name: secret, span: it.named }],
            gives: Some(Name::new(Space::Env, scope, it.variable.clone())),
            ..Site::new(
                it.entry,
                scope,
                format!("{owner} sets `{}` from the secret `{}`", it.variable, it.id),
            )
        });
    }
}

/// How many variables of each sort one place may set; more are no code that people write.
const MOST: Most = Most::new(300, "variables that one place sets");
/// How many variables all steps of a pipeline may see together of what is set around them, and how many steps there
/// may be where that is nothing.
const SEEN: usize = 30_000;
const STEPS: usize = 1000;

/// How many steps are looked at that all see the variables of a layer.
pub fn steps(around: &Layer) -> Most {
    let steps = STEPS.min(SEEN / (around.variables.len() + 1));
    Most::new(steps, "steps that see these variables")
}

/// Set variables of both sorts in a scope, and the layer that processes see.
pub fn set_all(
    file: &mut File<'_>,
    mut plain: Vec<Variable>,
    kept: &[Kept],
    scope: &Scope,
    owner: &str,
) -> Layer {
    MOST.cut(&mut plain);
    let kept = MOST.first(kept);
    let layer = Layer::of(plain);
    file.set(&layer, scope, owner);
    set(file, kept, scope, owner);
    let mut all = layer.variables;
    all.extend(kept.iter().map(Kept::variable));
    Layer::of(all)
}
