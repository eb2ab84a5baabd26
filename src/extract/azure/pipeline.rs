//! A file that is being read, and what its parts have in common: names, sites, circumstances.

use std::collections::HashMap;

use super::condition;
use super::flat::Loop;
use super::text::{self, Reference, env_name};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{self, Layer};
use crate::model::{
    Choice, Matter, Name, Node, Scalar, Scope, Secret, Site, Space, Span, Take, Test, Word,
};

/// A pipeline or a template, and what was found in it so far.
pub(super) struct Pipeline<'a> {
    pub file: File<'a>,
    /// How variables are written, by their names in an environment.
    pub written: HashMap<String, String>,
    /// The parameters that hold lists, with their items.
    pub lists: HashMap<String, Vec<(String, Span)>>,
    /// How many parts of the file may still be looked at.
    pub budget: usize,
}

/// Where a part of a file stands.
pub(super) struct Place<'p> {
    /// Where its variables are looked for.
    pub scope: Scope,
    /// The environments around it, outermost first.
    pub layers: Vec<&'p Layer>,
    /// What messages call it.
    pub owner: String,
    /// How deep it lies in the file.
    pub depth: usize,
}

impl<'p> Place<'p> {
    /// A place inside this one, with an environment of its own.
    pub fn within<'q>(&self, scope: Scope, owner: String, layer: Option<&'q Layer>) -> Place<'q>
    where
        'p: 'q,
    {
        let layers = self.layers.iter().copied().chain(layer).collect();
        Place { scope, layers, owner, depth: self.depth + 1 }
    }

    /// The text of a variable, where the file says only one.
    fn held(&self, name: &str) -> Option<String> {
        let name = env_name(name);
        let layer = self.layers.iter().rev().find(|layer| layer.has(&name))?;
        let mut found = layer.variables.iter().filter(|it| it.name == name);
        let only = found.next().filter(|_| found.next().is_none())?;
        Some(only.value.text.clone())
    }

    /// What a condition asks here.
    pub fn asked(&self, condition: &str) -> Test {
        condition::read(condition, &|name| self.held(name))
    }

    /// The texts that a value may be.
    pub fn texts(&self, scalar: &Scalar) -> Vec<String> {
        layer::texts(&self.layers, &text::value(scalar).text)
    }
}

impl Pipeline<'_> {
    /// Whether another part of the file may be looked at.
    pub fn affords(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        0 < self.budget
    }

    /// The name that a reference stands for.
    pub fn name(&mut self, reference: &Reference, scope: &Scope) -> Name {
        match reference {
            Reference::Variable(name) => {
                let env = env_name(name);
                self.written.entry(env.clone()).or_insert_with(|| name.clone());
                Name::new(Space::Env, scope, env)
            }
            Reference::Parameter(name) => Name::new(Space::Input, scope, name.clone()),
        }
    }

    /// The names that a value is made of. Its variables are looked for in `scope`.
    pub fn takes(&mut self, scalar: &Scalar, scope: &Scope) -> Vec<Take> {
        let mut takes = Vec::new();
        for piece in text::pieces(&scalar.text) {
            let (start, end) = (piece.place.start, piece.place.end);
            let span = scalar.span_of(self.file.source.id, start, end);
            for reference in &piece.references {
                takes.push(Take { name: self.name(reference, scope), span });
            }
        }
        takes
    }

    /// A site that gives a name the value of a node, amid a test where there is one.
    pub fn give(&mut self, node: &Node, gives: Name, around: &Scope, test: &Test, says: String) {
        let Some(scalar) = node.scalar() else { return };
        let mut takes = self.takes(scalar, around);
        for take in takes.iter_mut().filter(|take| take.name == gives) {
            // What a variable is made of when it is set from itself is what it was before, further out.
            take.name.scope = gives.scope.outer().unwrap_or_default();
        }
        let literal = takes.is_empty() && !scalar.text.is_empty() && !scalar.text.contains("${{");
        let literal = literal.then(|| Secret::new(scalar.text.clone()));
        let mut site = site(node.span, &gives.scope.clone(), says);
        (site.takes, site.literal) = (takes, literal);
        if test.says_something() {
            let case = self.case(site, &gives.text, test);
            site = self::site(node.span, &gives.scope.clone(), case.1);
            site.takes = vec![case.0];
        }
        site.gives = Some(gives);
        self.file.facts.sites.push(site);
    }

    /// A value that is chosen where a test holds: a case of its own, amid what is asked.
    fn case(&mut self, mut site: Site, name: &str, test: &Test) -> (Take, String) {
        let scope = site.scope.within("case", site.span.start);
        let says = format!("a condition chooses it {test}");
        self.file.circumstance(&scope, Matter::When(test.clone()), Some(site.span), says.clone());
        let name = Name::new(Space::Case, &scope, name);
        let span = site.span;
        site.scope = scope;
        let before = std::mem::replace(&mut site.says, says);
        site.gives = Some(name.clone());
        self.file.facts.sites.push(site);
        (Take { name, span }, before)
    }

    /// State a test of a scope, if it tells one run from another.
    pub fn when(&mut self, scope: &Scope, test: Test, span: Span) {
        if test.says_something() {
            let says = format!("a condition lets it run {test}");
            self.file.circumstance(scope, Matter::When(test), Some(span), says);
        }
    }

    /// `condition:` and `enabled:`.
    pub fn conditions(&mut self, node: &Node, place: &Place<'_>, scope: &Scope) {
        if let Some((node, text)) = node.get("condition").and_then(|it| Some((it, it.text()?))) {
            if condition::never(text) {
                let says = "its condition is never true";
                self.file.circumstance(scope, Matter::Disabled, Some(node.span), says);
            } else {
                self.when(scope, place.asked(text), node.span);
            }
        }
        let enabled = node.get("enabled");
        if let Some(node) = enabled.filter(|it| it.text().is_some_and(condition::never)) {
            self.file.circumstance(scope, Matter::Disabled, Some(node.span), "it is not enabled");
        }
    }

    /// A label of a scope.
    pub fn label(&mut self, node: Option<&Node>, scope: &Scope, says: &str) {
        if let Some((node, text)) = node.and_then(|it| Some((it, it.text()?))) {
            let matter = Matter::Label(text::bare(text));
            self.file.circumstance(scope, matter, Some(node.span), says);
        }
    }

    /// The words that a value may be.
    pub fn words(&mut self, scalar: &Scalar, place: &Place<'_>) -> Vec<Word> {
        let pieces = text::pieces(&scalar.text);
        let texts = place.texts(scalar);
        let is_parameter = |it: &Reference| matches!(it, Reference::Parameter(_));
        let mut references = pieces.iter().flat_map(|it| &it.references).peekable();
        // What a caller hands over is known in each call only.
        if references.peek().is_none() || !texts.is_empty() && !references.clone().any(is_parameter)
        {
            return texts.into_iter().filter(|it| !it.is_empty()).map(Word::Text).collect();
        }
        let names: Vec<Reference> = references.cloned().collect();
        names.iter().map(|it| Word::Name(self.name(it, &place.scope))).collect()
    }

    /// The items that loops go through, as the values of parameters.
    pub fn loops(&mut self, loops: Vec<Loop>) {
        let unit = self.file.unit.clone();
        for Loop { name, of, span } in loops {
            for (text, _) in self.lists.get(&of).cloned().unwrap_or_default() {
                let says = format!("a loop goes through `{of}`");
                let mut site = site(span, &unit, says);
                site.literal = Some(Secret::new(text));
                site.gives = Some(Name::new(Space::Input, &unit, name.clone()));
                self.file.facts.sites.push(site);
            }
        }
    }
}

/// A site at which nothing is handed on yet.
pub(super) fn site(span: Span, scope: &Scope, says: String) -> Site {
    Site {
        span,
        says,
        scope: scope.clone(),
        takes: Vec::new(),
        choice: Choice::Any,
        gives: None,
        literal: None,
        presents: None,
        evidence: Vec::new(),
    }
}
