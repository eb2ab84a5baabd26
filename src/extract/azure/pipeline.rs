//! A file that is being read, and what its parts have in common: names, sites, circumstances.

use std::collections::HashMap;

use super::condition;
use super::flat::Loop;
use super::text::{self, Reference, env_name};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{self, Layer};
use crate::model::{
    Matter, Name, Node, Scalar, Scope, Secret, Site, Space, Span, Take, Test, Word,
};

/// A pipeline or a template, and what was found in it so far.
pub(super) struct Pipeline<'a> {
    pub file: File<'a>,
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
        let mut texts = layer::texts(&self.layers, &text::value(scalar).text);
        // What a function comes to is not known.
        texts.retain(|it| !it.contains("${{") && !it.contains("$["));
        texts
    }
}

impl Pipeline<'_> {
    /// Whether another part of the file may be looked at.
    pub fn affords(&mut self) -> bool {
        self.spend(1)
    }

    /// Whether the variables around another job may be looked at; ten of them are as much as a part of the file.
    pub fn affords_all(&mut self, layers: &[&Layer]) -> bool {
        let n_variables: usize = layers.iter().map(|layer| layer.variables.len()).sum();
        self.spend(n_variables / 10)
    }

    fn spend(&mut self, parts: usize) -> bool {
        self.budget = self.budget.saturating_sub(parts);
        super::PARTS.has_room(super::PARTS.most() - self.budget)
    }

    /// The name that a reference stands for.
    pub fn name(reference: &Reference, scope: &Scope) -> Name {
        let (space, name) = match reference {
            Reference::Variable(name) => (Space::Setting, name),
            Reference::Parameter(name) => (Space::Input, name),
        };
        Name::new(space, scope, name.clone())
    }

    /// The names that a value is made of. Its variables are looked for in `scope`.
    pub fn takes(&self, scalar: &Scalar, scope: &Scope) -> Vec<Take> {
        let mut takes = Vec::new();
        for piece in text::pieces(&scalar.text) {
            let (start, end) = (piece.place.start, piece.place.end);
            let span = scalar.span_of(self.file.source.id, start, end);
            for reference in &piece.references {
                takes.push(Take { name: Self::name(reference, scope), span });
            }
        }
        takes
    }

    /// Sites that give names the value of a node, amid a test where there is one. Its variables are looked for in `around`.
    pub fn give(&mut self, node: &Node, gives: &[Name], around: &Scope, test: &Test, says: String) {
        let Some(scalar) = node.scalar() else { return };
        let Some(scope) = gives.first().map(|it| it.scope.clone()) else { return };
        let mut takes = self.takes(scalar, around);
        for take in &mut takes {
            // What a variable is made of when it is set from itself is what it was before, further out.
            if gives.iter().any(|it| is_one(it, &take.name)) {
                take.name.scope = scope.outer().unwrap_or_default();
            }
        }
        let literal = takes.is_empty() && !scalar.text.is_empty() && !scalar.text.contains("${{");
        let mut site = Site::new(node.span, &scope, says);
        site.literal = literal.then(|| Secret::new(scalar.text.clone()));
        site.takes = takes;
        if test.says_something() {
            let name = gives.first().map_or("", |it| it.text.as_str());
            site = self.case(site, name, test);
        }
        for name in gives {
            self.file.facts.sites.push(Site { gives: Some(name.clone()), ..site.clone() });
        }
    }

    /// A value that is chosen where a test holds: a case of its own, amid what is asked. The answer takes it.
    fn case(&mut self, before: Site, name: &str, test: &Test) -> Site {
        let (span, scope) = (before.span, before.scope.within("case", before.span.start));
        let says = format!("a condition chooses it {test}");
        self.file.circumstance(&scope, Matter::When(test.clone()), Some(span), says.clone());
        let name = Name::new(Space::Case, &scope, name);
        let mut taker = Site::new(span, &before.scope, before.says.clone());
        taker.takes = vec![Take { name: name.clone(), span }];
        self.file.facts.sites.push(Site { scope, says: says.into(), gives: Some(name), ..before });
        taker
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
    pub fn words(scalar: &Scalar, place: &Place<'_>) -> Vec<Word> {
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
        names.iter().map(|it| Word::Name(Self::name(it, &place.scope))).collect()
    }

    /// The items that loops go through, as the values of parameters.
    pub fn loops(&mut self, loops: Vec<Loop>) {
        let unit = self.file.unit.clone();
        for Loop { name, of, span } in loops {
            for (text, _) in self.lists.get(&of).cloned().unwrap_or_default() {
                if !self.affords() {
                    return;
                }
                let says = format!("a loop goes through `{of}`");
                let mut site = Site::new(span, &unit, says);
                site.literal = Some(Secret::new(text));
                site.gives = Some(Name::new(Space::Input, &unit, name.clone()));
                self.file.facts.sites.push(site);
            }
        }
    }
}

/// Whether two names are one; the case of a variable does not count.
fn is_one(a: &Name, b: &Name) -> bool {
    let same_text = if a.space == Space::Setting {
        a.text.eq_ignore_ascii_case(&b.text)
    } else {
        a.text == b.text
    };
    a.space == b.space && a.scope == b.scope && same_text
}
