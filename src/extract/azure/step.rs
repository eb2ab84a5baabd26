//! A step: its environment, and the script or task that it runs.

use super::flat::{Flat, Walk};
use super::pipeline::{Pipeline, Place};
use super::reported;
use super::task::{self, Code};
use super::text;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::presumed;
use crate::extract::ci::process::{self, Filling, Language, Process};
use crate::extract::shell::{folder, write};
use crate::model::{
    Circumstance, Most, Name, Node, Scalar, Scope, Site, SourceId, Space, Take, Test, Within as _,
};

/// The steps of a list, one after another.
#[derive(Default)]
pub(super) struct Steps {
    /// Whether any of them runs something.
    pub runs: bool,
    /// What earlier steps chose for Terraform roots: a workspace or a backend, which stays chosen.
    states: Vec<(Scope, Circumstance)>,
}

/// How many chosen states are remembered.
const STATES: usize = 64;
/// How many variables of a step are looked at.
const MANY: Most = Most::new(200, "variables of a step");

impl Steps {
    /// Read a step.
    pub fn read(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        node: &Node,
        place: &Place<'_>,
        test: Test,
        at: usize,
    ) {
        let Some(code) = task::code(node) else { return };
        self.runs |= !matches!(code, Code::Nothing);
        let scope = place.scope.within("step", at);
        let owner = match node.get("displayName").and_then(Node::text) {
            Some(name) => format!("step `{}`", text::bare(name).trim()),
            None => format!("step {}", at + 1),
        };
        pipeline.when(&scope, test, node.span);
        pipeline.conditions(node, place, &scope);
        pipeline.label(node.get("displayName"), &scope, "the step's name");
        let layer = environment(pipeline, node, place, &scope, &owner);
        process::sees(&mut pipeline.file, &scope, &[&layer], &owner);
        match code {
            Code::Shell(scalar) => {
                let inner = place.within(scope.clone(), owner, Some(&layer));
                self.script(pipeline, node, &scalar, (place, &inner), Language::Shell);
            }
            Code::Other(scalar) => {
                let inner = place.within(scope.clone(), owner, Some(&layer));
                self.script(pipeline, node, &scalar, (place, &inner), Language::Other);
                // Programs are called in the same way in every language of a shell, unless lines are continued.
                if !scalar.text.contains('`') && task::is_powershell(node) {
                    self.script(pipeline, node, &scalar, (place, &inner), Language::Shell);
                }
            }
            Code::Secrets(names) => secrets(pipeline, node, &names, place),
            Code::Inputs => inputs(pipeline, node, place, &scope, &owner),
            Code::Nothing => {}
        }
    }

    /// `around` are the places of the job, in which variables are looked for, and of the step.
    fn script(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        node: &Node,
        scalar: &Scalar,
        (place, inner): (&Place<'_>, &Place<'_>),
        language: Language,
    ) {
        let vendors = pipeline.file.vendors;
        // A shell has commands for short words in small letters: `$(date)` is no variable that nobody sets.
        let is_variable = |name: &str| {
            name.contains(['.', '-'])
                || name.contains(|it: char| it.is_ascii_uppercase())
                || write::is_credential(vendors, name)
                || place.layers.iter().any(|layer| layer.has(&text::env_name(name)))
        };
        let scalar = text::script(scalar, is_variable);
        let source = pipeline.file.source.id;
        let takes = |piece: &crate::extract::shell::word::Piece| {
            takes(&scalar, piece.start..piece.end, &place.scope, source)
        };
        let texts = |piece: &crate::extract::shell::word::Piece| {
            let part = scalar.text.get(piece.start..piece.end).unwrap_or_default();
            place.texts(&Scalar::verbatim(part, 0, scalar.style))
        };
        let process = Process {
            scope: inner.scope.within("script", ""),
            label: inner.owner.clone(),
            layers: inner.layers.clone(),
            folders: folders(node, inner),
        };
        let filling = Filling { takes: &takes, texts: &texts };
        let n_sites = pipeline.file.facts.sites.len();
        let n_passages = pipeline.file.facts.passages.len();
        let states = process::filled(&mut pipeline.file, &process, &scalar, language, &filling);
        self.remember(pipeline, n_passages, &process.scope, states);
        reported::read(pipeline, node, &scalar, place, &process, n_sites);
    }

    /// A workspace or backend that an earlier step chose for a root holds where this one applies it.
    fn remember(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        n_passages: usize,
        scope: &Scope,
        states: Vec<(Scope, Circumstance)>,
    ) {
        let facts = &mut pipeline.file.facts;
        for root in facts.passages.after(n_passages).map(|passage| &passage.to) {
            if states.iter().all(|(it, _)| it != root) {
                let chosen = self.states.iter().filter(|(it, _)| it == root);
                let here =
                    chosen.map(|(_, it)| Circumstance { scope: scope.clone(), ..it.clone() });
                facts.circumstances.extend(here);
            }
        }
        self.states.retain(|(root, _)| states.iter().all(|(it, _)| it != root));
        self.states.extend(states);
        self.states.truncate(STATES);
    }
}

/// The names that an expression of a script hands on.
fn takes(
    scalar: &Scalar,
    range: std::ops::Range<usize>,
    scope: &Scope,
    source: SourceId,
) -> Vec<Take> {
    let part = scalar.text.get(range.clone()).unwrap_or_default();
    let span = scalar.span_of(source, range.start, range.end);
    let references = text::pieces(part).into_iter().flat_map(|it| it.references);
    references.map(|it| Take { name: Pipeline::name(&it, scope), span }).collect()
}

/// The folders in which a step runs.
fn folders(node: &Node, place: &Place<'_>) -> Vec<String> {
    let root = [String::new()];
    match task::directory(node).and_then(Node::scalar).filter(|it| !it.text.is_empty()) {
        Some(scalar) => {
            let texts: Vec<String> =
                place.texts(scalar).iter().map(|it| it.replace('\\', "/")).collect();
            folder::join_all(&root, &texts)
        }
        None => root.to_vec(),
    }
}

/// `env:`, which alone hands secrets to a script.
fn environment(
    pipeline: &mut Pipeline<'_>,
    node: &Node,
    place: &Place<'_>,
    scope: &Scope,
    owner: &str,
) -> Layer {
    let Some(env) = node.get("env") else { return Layer::default() };
    let asked = |text: &str| place.asked(text);
    let mut walk = Walk::new(&asked);
    let mut variables = Vec::new();
    for Flat { it, test } in walk.entries(env).into_iter().within(MANY) {
        let Some(scalar) = it.value.scalar() else { continue };
        let name = &it.key.text;
        let gives = Name::new(Space::Env, scope, name.clone());
        let says = format!("the environment of {owner} sets `{name}`");
        pipeline.give(&it.value, &[gives], &place.scope, &test, says);
        let value = text::value(scalar);
        variables.push(Variable { name: name.clone(), span: it.value.span, value });
    }
    Layer::of(variables)
}

/// Secrets of a key vault, which are variables of the job from then on.
fn secrets(pipeline: &mut Pipeline<'_>, node: &Node, names: &[String], place: &Place<'_>) {
    let span = node.get("task").map_or(node.span, |it| it.span);
    for name in names {
        let says = format!("`{name}` comes from a key vault");
        let mut site = Site::new(span, &place.scope, says);
        let secret = Name::new(Space::Secret, &pipeline.file.unit, name.clone());
        site.takes = vec![Take { name: secret, span }];
        site.gives = Some(Name::new(Space::Setting, &place.scope, name.clone()));
        pipeline.file.facts.sites.push(site);
    }
}

/// What any other task is handed, some process sees.
fn inputs(pipeline: &mut Pipeline<'_>, node: &Node, place: &Place<'_>, scope: &Scope, owner: &str) {
    let asked = |text: &str| place.asked(text);
    let entries = node.get("inputs").map(|it| Walk::new(&asked).entries(it)).unwrap_or_default();
    for Flat { it, .. } in entries.into_iter().within(MANY) {
        let says = format!("{owner} is handed `{}`", it.key.text);
        handed(pipeline, &it.value, &place.scope, scope, &says);
    }
}

/// Credentials that are handed to someone of whom nothing more is known.
pub(super) fn handed(
    pipeline: &mut Pipeline<'_>,
    value: &Node,
    around: &Scope,
    scope: &Scope,
    says: &str,
) {
    let Some(scalar) = value.scalar() else { return };
    let vendors = pipeline.file.vendors;
    let mut takes = pipeline.takes(scalar, around);
    takes.retain(|take| write::is_credential(vendors, &take.name.text));
    if !takes.is_empty() {
        let mut site = Site::new(value.span, scope, says.to_owned());
        (site.takes, site.presents) = (takes, Some(presumed("process").into()));
        pipeline.file.facts.sites.push(site);
    }
}
