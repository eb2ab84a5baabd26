//! A file that is being read, and the sites and names that its entries are turned into.

use std::collections::HashMap;
use std::ops::Range;

use super::cases::{self, Case};
use super::expression::{self, Expression};
use crate::extract::dbt_cli;
use crate::model::{
    Circumstance, Evidence, Facts, Kind, Matter, Name, Node, Presentation, Scalar, Scope, Secret,
    Site, Source, Space, Span, Style, Take, Vendor, Weight, Word,
};

/// A file and what was found in it so far.
pub(super) struct File<'a> {
    pub source: &'a Source,
    pub vendors: &'a [Vendor],
    /// The workflow or action.
    pub unit: Scope,
    pub facts: Facts,
    /// Calls whose outputs can be taken.
    pub called: Vec<Called>,
    /// The values of inputs, and those of the matrix in the run that is being read: what names are computed of.
    pub values: Values,
    /// The states that earlier steps of the job chose for Terraform roots.
    pub states: Vec<(Scope, Circumstance)>,
    /// What earlier steps of the job wrote into the dbt CLI's configuration.
    pub configured: Vec<Take>,
}

/// What is known of values of which names are computed.
#[derive(Default)]
pub(super) struct Values {
    /// The values that each input may have, by its name in lower case.
    pub inputs: HashMap<String, Vec<String>>,
    /// The values of the matrix, by their keys.
    pub matrix: Vec<(String, String)>,
}

/// A call whose outputs can be taken under `PREFIX.name`.
pub(super) struct Called {
    /// The scope in which the outputs hold.
    pub scope: Scope,
    /// The id of the job or step.
    pub prefix: String,
    /// What is called.
    pub unit: Scope,
    /// Where it is called.
    pub span: Span,
}

/// Where names are looked for from a place in the file.
#[derive(Clone)]
pub(super) struct Place {
    /// Where the search begins.
    pub scope: Scope,
    /// Where the outputs of steps hold.
    pub steps: Scope,
}

impl<'a> File<'a> {
    pub fn new(source: &'a Source, vendors: &'a [Vendor], unit: Scope) -> Self {
        Self {
            source,
            vendors,
            unit,
            facts: Facts::default(),
            called: Vec::new(),
            values: Values::default(),
            states: Vec::new(),
            configured: Vec::new(),
        }
    }

    /// The names that the expressions of a text hand on.
    pub fn takes(&self, scalar: &Scalar, place: &Place) -> Vec<Take> {
        let mut takes = Vec::new();
        for (_, expression) in expression::within(&scalar.text) {
            self.add_takes(scalar, &expression, place, &mut takes);
        }
        takes
    }

    /// The names that a text hands on, by way of its cases where a condition chooses among them.
    fn chosen(&mut self, scalar: &Scalar, place: &Place) -> Vec<Take> {
        let Some(expression) = expression::only(&scalar.text) else {
            return self.takes(scalar, place);
        };
        let Some(cases) = cases::of(&expression, &self.values) else {
            return self.takes(scalar, place);
        };
        cases.iter().filter_map(|case| self.case(scalar, place, case)).collect()
    }

    /// A case holds in a scope of its own, amid what its condition asks.
    fn case(&mut self, scalar: &Scalar, place: &Place, case: &Case<'_>) -> Option<Take> {
        let mut takes = Vec::new();
        self.add_takes(scalar, case.value, place, &mut takes);
        let Take { name: inner, span } = takes.first().cloned()?;
        let scope = place.scope.within("case", span.start);
        let name = Name::new(Space::Case, &scope, inner.text);
        if case.asked.says_something() {
            let says = format!("a condition chooses it {}", case.asked);
            self.circumstance(&scope, Matter::When(case.asked.clone()), Some(span), says);
        }
        self.facts.sites.push(Site {
            takes,
            gives: Some(name.clone()),
            ..Site::new(span, &scope, format!("a condition chooses `{}` {}", name.text, case.asked))
        });
        Some(Take { name, span })
    }

    fn add_takes(
        &self,
        scalar: &Scalar,
        expression: &Expression,
        place: &Place,
        takes: &mut Vec<Take>,
    ) {
        for it in expression.data() {
            for (name, written) in self.names(it, place) {
                let span = scalar.span_of(self.source.id, written.start, written.end);
                takes.push(Take { name, span });
            }
        }
    }

    /// The names that a reference may stand for, with where it is written.
    pub fn names(&self, expression: &Expression, place: &Place) -> Vec<(Name, Range<usize>)> {
        match expression {
            Expression::Reference(path, written) => {
                self.name(path, place).map(|name| (name, written.clone())).into_iter().collect()
            }
            Expression::Computed(path, index, written) => {
                let texts = index.texts(&self.values).into_iter();
                let paths =
                    texts.map(|text| path.iter().cloned().chain([text]).collect::<Vec<_>>());
                paths.filter_map(|it| Some((self.name(&it, place)?, written.clone()))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The name that a reference stands for; none for contexts that hand on nothing.
    pub fn name(&self, path: &[String], place: &Place) -> Option<Name> {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let (first, rest) = steps.split_first()?;
        if rest.is_empty() || rest.contains(&"*") {
            return None;
        }
        let (space, scope, text) = match (first.to_lowercase().as_str(), rest) {
            ("secrets", [name]) if name.eq_ignore_ascii_case("GITHUB_TOKEN") => return None,
            ("secrets", [name]) => (Space::Secret, &place.scope, (*name).to_owned()),
            ("env", [name]) => (Space::Env, &place.scope, (*name).to_owned()),
            ("vars", [name]) => (Space::Setting, &place.scope, (*name).to_owned()),
            ("inputs", [name]) | ("github", ["event", "inputs", name]) => {
                (Space::Input, &place.scope, (*name).to_owned())
            }
            ("matrix", keys) => (Space::Matrix, &place.scope, keys.join(".")),
            ("needs" | "jobs", [job, "outputs", output]) => {
                (Space::Output, &self.unit, format!("{job}.{output}"))
            }
            ("steps", [step, "outputs", output]) => {
                (Space::Output, &place.steps, format!("{step}.{output}"))
            }
            _ => return None,
        };
        Some(Name::new(space, scope, text))
    }

    /// A site for the value of an entry.
    pub fn site(&mut self, node: &Node, place: &Place, says: String) -> Site {
        let scalar = node.scalar();
        let mut takes = scalar.map(|scalar| self.chosen(scalar, place)).unwrap_or_default();
        if takes.is_empty() {
            takes.extend(scalar.into_iter().flat_map(|scalar| self.filled_in(scalar)));
        }
        let written = scalar.filter(|it| !it.text.is_empty() && !it.text.contains("${{"));
        let written = written.filter(|_| takes.is_empty());
        Site {
            takes,
            literal: written.map(|scalar| Secret::new(scalar.text.clone())),
            ..Site::new(node.span, &place.scope, says)
        }
    }

    /// The variables that a template of another language reads, if its braces are not quoted (`{{ env_var('X') }}`).
    /// GitHub rejects such a file, and yet it was written to run. Between quotes it is a text that nothing fills in.
    fn filled_in(&self, scalar: &Scalar) -> Vec<Take> {
        let is_bare = scalar.style == Style::Plain;
        let text = if is_bare { scalar.text.as_str() } else { "" };
        let variables = dbt_cli::template::env_vars(text).into_iter();
        let take = |(name, start, end): (&str, usize, usize)| Take {
            name: Name::new(Space::Env, &Scope::repository(), name),
            span: scalar.span_of(self.source.id, start, end),
        };
        variables.map(take).collect()
    }

    /// Add a circumstance.
    pub fn circumstance(
        &mut self,
        scope: &Scope,
        matter: Matter,
        span: Option<Span>,
        says: String,
    ) {
        self.facts.circumstances.push(Circumstance { scope: scope.clone(), matter, span, says });
    }

    /// The words that a value may be: texts, and names where an expression fills it in.
    pub fn words(&self, text: &str, place: &Place) -> Vec<Word> {
        let Some(expression) = expression::only(text) else {
            return if text.is_empty() { Vec::new() } else { vec![Word::Text(text.to_owned())] };
        };
        let word = |alternative: &Expression| match alternative {
            Expression::Reference(path, _) => self.name(path, place).map(Word::Name),
            Expression::Literal(text) if !text.is_empty() => Some(Word::Text(text.clone())),
            _ => None,
        };
        expression.alternatives().into_iter().filter_map(word).collect()
    }

    /// Whether a value is, by its own name or by a name that it takes, an API token of a vendor.
    pub fn is_credential(&self, name: &str, takes: &[Take]) -> bool {
        let names = takes.iter().filter(|take| take.name.space != Space::Matrix);
        std::iter::once(name).chain(names.map(|take| last_step(&take.name))).any(|name| {
            self.vendors
                .iter()
                .filter_map(|vendor| vendor.name_row(name))
                .any(|row| row.kind != Kind::Webhook)
        })
    }
}

/// Of an output `job.name`, the name.
fn last_step(name: &Name) -> &str {
    if name.space == Space::Output {
        name.text.rsplit('.').next().unwrap_or(&name.text)
    } else {
        &name.text
    }
}

/// A presentation to a consumer that the place itself names.
pub(super) fn proven(consumer: &str) -> Presentation {
    Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }
}

/// What a slot's own name says of the kind.
pub(super) fn slot_evidence(kind: Option<Kind>, slot: &str, span: Span) -> Option<Evidence> {
    let says = format!("the input `{slot}` says the kind");
    Some(Evidence { kind: kind?, strength: crate::model::Strength::Slot, span: Some(span), says })
}
