//! A pipeline file that is being read, and the sites that its variables are turned into.

use super::layer::{Layer, Variable};
use crate::extract::reference;
use crate::model::{
    Circumstance, Facts, Matter, Name, Scalar, Scope, Secret, Site, Source, Space, Span, Take,
    Vendor, Word,
};

/// A file and what was found in it so far.
pub struct File<'a> {
    /// The file.
    pub source: &'a Source,
    /// What is known of vendors.
    pub vendors: &'a [Vendor],
    /// The whole of the pipeline.
    pub unit: Scope,
    /// What was found.
    pub facts: Facts,
}

impl<'a> File<'a> {
    /// A file in which nothing was found yet.
    pub fn new(source: &'a Source, vendors: &'a [Vendor], unit: Scope) -> Self {
        Self { source, vendors, unit, facts: Facts::default() }
    }

    /// Add a circumstance.
    pub fn circumstance(
        &mut self,
        scope: &Scope,
        matter: Matter,
        span: Option<Span>,
        says: impl Into<String>,
    ) {
        let says = says.into();
        self.facts.circumstances.push(Circumstance { scope: scope.clone(), matter, span, says });
    }

    /// The variables that a value is made of.
    pub fn takes(&self, value: &Scalar, scope: &Scope) -> Vec<Take> {
        let take = |it: &reference::Reference<'_>| Take {
            name: Name::new(Space::Env, scope, it.name),
            span: value.span_of(self.source.id, it.start, it.end),
        };
        reference::references(&value.text).iter().map(take).collect()
    }

    /// Set the variables of a layer in a scope. `owner` is what messages call it.
    pub fn set(&mut self, layer: &Layer, scope: &Scope, owner: &str) {
        for variable in &layer.variables {
            if variable.name == "TF_WORKSPACE" {
                let words = Self::words(&variable.value, scope);
                let says = format!("{owner} sets the workspace");
                self.circumstance(scope, Matter::Variant(words), Some(variable.span), says);
            }
            let site = self.site(variable, scope, owner);
            self.facts.sites.push(site);
        }
    }

    fn site(&self, variable: &Variable, scope: &Scope, owner: &str) -> Site {
        let gives = Name::new(Space::Env, scope, variable.name.clone());
        let mut takes = self.takes(&variable.value, scope);
        for take in takes.iter_mut().filter(|take| take.name == gives) {
            // What a variable is made of when it is set from itself is what it was before, further out.
            take.name.scope = scope.outer().unwrap_or_default();
        }
        let text = &variable.value.text;
        let written = takes.is_empty() && !text.is_empty();
        Site {
            takes,
            gives: Some(gives),
            literal: written.then(|| Secret::new(text.clone())),
            ..Site::new(variable.span, scope, format!("{owner} sets `{}`", variable.name))
        }
    }

    /// The words that a value may be: itself, or the variable that fills it in.
    pub fn words(value: &Scalar, scope: &Scope) -> Vec<Word> {
        let references = reference::references(&value.text);
        match references.as_slice() {
            [] if value.text.is_empty() => Vec::new(),
            [] => vec![Word::Text(value.text.clone())],
            [only] if only.start == 0 && only.end == value.text.len() => {
                vec![Word::Name(Name::new(Space::Env, scope, only.name))]
            }
            // `review/$CI_COMMIT_REF_SLUG` says as much as stands before the variable.
            [first, ..] => {
                let before = value.text[..first.start].trim_end_matches(['/', '-', '_']);
                if before.is_empty() { Vec::new() } else { vec![Word::Text(before.to_owned())] }
            }
        }
    }
}
