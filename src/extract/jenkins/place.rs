//! Where a statement stands: its scope, what is set around it, what must hold for it to run.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::binding::Binding;
use super::value::{Choice, Value};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{self, Layer, Variable};
use crate::extract::ci::secret::{self, Kept};
use crate::extract::reference;
use crate::model::{
    Matter, Most, Name, Scalar, Scope, Secret, Site, Space, Span, Style, Take, Test,
};

/// How many variables are looked at in one place; more are no code that people write.
const MOST_VARIABLES: Most = Most::new(300, "variables in one place");

/// Where a statement stands.
#[derive(Clone)]
pub(super) struct Place {
    pub scope: Scope,
    /// The variables around it, outermost first.
    pub layers: Vec<Rc<Layer>>,
    /// The folders in which it may be.
    pub folders: Vec<String>,
    /// What must hold for it to run.
    pub tests: Vec<Test>,
    /// What messages call it.
    pub label: String,
    /// Whether it has a name or a condition of its own.
    pub is_own: bool,
    /// How many of the layers are set outside of this block.
    pub outer: usize,
    /// How many functions call each other here.
    pub calls: usize,
}

impl Place {
    /// A block that begins at a place in the text.
    pub fn inside(&self, start: usize) -> Self {
        let scope = self.scope.within("block", start);
        Self { scope, is_own: false, outer: self.layers.len(), ..self.clone() }
    }

    /// The environments around it.
    pub fn layers(&self) -> Vec<&Layer> {
        self.layers.iter().map(Rc::as_ref).collect()
    }

    /// What processes see of this block: all that is set around them where it has a name or a condition of its own,
    /// else what it sets itself. What all processes in it hide is not seen.
    pub fn seen(&self, hidden: &BTreeSet<String>) -> Vec<Layer> {
        let from = if self.is_own { 0 } else { self.outer };
        let layers = self.layers.iter().skip(from);
        let rest = |layer: &Rc<Layer>| {
            let variables = layer.variables.iter();
            Layer::of(variables.filter(|it| !hidden.contains(&it.name)).cloned().collect())
        };
        layers.map(rest).collect()
    }

    /// A condition keeps what stands here to some runs.
    pub fn keep_to(&mut self, file: &mut File<'_>, asked: Test, span: Span) {
        self.is_own = true;
        state(file, &self.scope, &asked, span);
        self.tests.push(asked);
    }

    /// Set variables here.
    pub fn bind(&mut self, file: &mut File<'_>, bindings: Vec<Binding>) {
        let scope = self.scope.clone();
        self.bind_in(file, bindings, &scope, &[]);
    }

    /// Set variables in a scope around this one, where the tests let it come to that.
    pub fn bind_in(
        &mut self,
        file: &mut File<'_>,
        bindings: Vec<Binding>,
        scope: &Scope,
        tests: &[Test],
    ) {
        let mut seen = Vec::new();
        for binding in bindings {
            let binding = self.named(binding);
            match binding.choices.as_slice() {
                [Choice { asked: None, value }] if tests.is_empty() => {
                    seen.push(self.set(file, &binding, value, scope));
                }
                _ => seen.push(self.chosen(file, &binding, scope, tests)),
            }
        }
        let known: usize = self.layers.iter().map(|it| it.variables.len()).sum();
        MOST_VARIABLES.after(known).cut(&mut seen);
        if !seen.is_empty() {
            self.layers.push(Rc::new(Layer::of(seen)));
        }
    }

    /// A secret whose name is in a variable has the name that the variable holds, where that is known.
    fn named(&self, mut binding: Binding) -> Binding {
        for choice in &mut binding.choices {
            let Value::Secret { id, .. } = &mut choice.value else { continue };
            let references = reference::references(id);
            let Some(only) = references.first().filter(|it| it.start == 0 && it.end == id.len())
            else {
                continue;
            };
            let held = layer::held(&self.layers(), only.name);
            *id = held.into_iter().next().unwrap_or_else(|| only.name.to_owned());
        }
        binding
    }

    /// Set a variable to a value; the variable as processes see it.
    fn set(
        &self,
        file: &mut File<'_>,
        binding: &Binding,
        value: &Value,
        scope: &Scope,
    ) -> Variable {
        let (name, span) = (binding.variable.clone(), of(file, binding.span));
        let written = match value {
            Value::Text(scalar) => scalar.clone(),
            Value::Secret { id, named } => {
                let named = of(file, *named);
                let mut kept = Kept { variable: name, id: id.clone(), entry: span, named };
                secret::set(file, std::slice::from_ref(&kept), scope, &self.label);
                let seen = kept.variable();
                // A user and a password in one credential come in three variables.
                kept.variable.push_str("_PSW");
                secret::set(file, &[kept], scope, &self.label);
                return seen;
            }
            Value::Opaque => Scalar::verbatim("", span.start as usize, Style::Plain),
        };
        let variable = Variable { name, span, value: written };
        file.set(&Layer::of(vec![variable.clone()]), scope, &self.label);
        if matches!(value, Value::Opaque) { unknown(&variable.name, span, &[]) } else { variable }
    }

    /// Set a variable to one of several values, each a case of its own.
    fn chosen(
        &self,
        file: &mut File<'_>,
        binding: &Binding,
        scope: &Scope,
        tests: &[Test],
    ) -> Variable {
        let span = of(file, binding.span);
        let cases = binding.choices.iter().enumerate();
        let takes: Vec<Take> = cases
            .filter_map(|(index, choice)| {
                let case = self.scope.within("case", format!("{}-{index}", span.start));
                self.case(file, binding, choice, &case, tests)
            })
            .collect();
        let gives = Name::new(Space::Env, scope, binding.variable.clone());
        let says = format!("{} sets `{}`", self.label, binding.variable);
        let site = Site { gives: Some(gives), takes, ..Site::new(span, scope, says) };
        file.facts.sites.push(site);
        let ids = binding.choices.iter().filter_map(|choice| match &choice.value {
            Value::Secret { id, .. } => Some(id.as_str()),
            _ => None,
        });
        unknown(&binding.variable, span, &ids.collect::<Vec<_>>())
    }

    fn case(
        &self,
        file: &mut File<'_>,
        binding: &Binding,
        choice: &Choice,
        scope: &Scope,
        tests: &[Test],
    ) -> Option<Take> {
        let span = of(file, binding.span);
        for asked in tests.iter().chain(&choice.asked) {
            state(file, scope, asked, span);
        }
        let name = Name::new(Space::Case, scope, binding.variable.clone());
        let says = format!("a condition chooses what `{}` is", binding.variable);
        let mut case = Site { gives: Some(name.clone()), ..Site::new(span, scope, says) };
        match &choice.value {
            Value::Text(scalar) => {
                case.takes = file.takes(scalar, &self.scope);
                let written = case.takes.is_empty() && !scalar.text.is_empty();
                case.literal = written.then(|| Secret::new(scalar.text.clone()));
            }
            Value::Secret { id, named } => {
                let secret = Name::new(Space::Secret, &file.unit, id.clone());
                case.takes = vec![Take { name: secret, span: of(file, *named) }];
            }
            Value::Opaque => return None,
        }
        // A variable that is set from itself is what it was further out.
        for take in case.takes.iter_mut().filter(|it| it.name.text == binding.variable) {
            if take.name.space == Space::Env {
                take.name.scope = file.unit.clone();
            }
        }
        file.facts.sites.push(case);
        Some(Take { name, span })
    }
}

/// A span in the file.
fn of(file: &File<'_>, span: Span) -> Span {
    Span { source: file.source.id, ..span }
}

/// State that a condition keeps a scope to some runs.
fn state(file: &mut File<'_>, scope: &Scope, asked: &Test, span: Span) {
    if crate::extract::ci::condition::is_never(asked) {
        file.circumstance(scope, Matter::Disabled, Some(span), "its condition never holds");
    } else if asked.says_something() {
        let says = format!("a condition runs it {asked}");
        file.circumstance(scope, Matter::When(asked.clone()), Some(span), says);
    }
}

/// A variable of which only a run knows what it holds: it refers to itself, and to the secrets that may fill it.
fn unknown(name: &str, span: Span, ids: &[&str]) -> Variable {
    let id = |id: &&str| format!("${{{}}}", crate::model::vendor::normalised(id));
    let text = format!("${{{name}}}{}", ids.iter().map(id).collect::<String>());
    let value = Scalar::verbatim(text, span.start as usize, Style::Plain);
    Variable { name: name.to_owned(), span, value }
}
