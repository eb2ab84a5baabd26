//! A step: its environment, and the script that it runs or the action that it uses.

use std::cell::OnceCell;

use super::file::{File, Place};
use super::forks::Forks;
use super::known::{Known, Layer};
use super::triggers::Written;
use super::{condition, environment, expression, fetched, uses};
use crate::extract::ci::presumption::presumed;
use crate::extract::reference;
use crate::extract::shell::word::Piece;
use crate::extract::shell::{self, Outcome, Script, folder, foreign, write::Written as Line};
use crate::model::{
    Arrange, Circumstance, Most, Name, Node, Scalar, Scope, Secret, Site, Space, Take,
};

/// What holds around the steps of a job or an action.
pub(super) struct Around<'k, 'a> {
    /// Where names are looked for; what a step sets for those after it stands in a scope around them.
    pub place: Place,
    pub known: Known<'k, 'a>,
    /// The folder that holds `.github`.
    pub folder: &'k str,
    /// The shell of scripts that name none.
    shell: Option<&'k str>,
    /// The folder of scripts that name none.
    directory: Option<&'k str>,
    triggers: &'k [Written],
}

impl<'k, 'a> Around<'k, 'a> {
    /// `defaults` are the `defaults.run` around the steps, innermost first.
    pub fn new(
        place: &Place,
        known: Known<'k, 'a>,
        folder: &'k str,
        defaults: &[Option<&'k Node>],
        triggers: &'k [Written],
    ) -> Self {
        let of = |key: &str| {
            defaults.iter().copied().flatten().find_map(|it| it.get(key).and_then(Node::text))
        };
        Self {
            place: place.clone(),
            known,
            folder,
            shell: of("shell"),
            directory: of("working-directory"),
            triggers,
        }
    }
}

/// Scopes of steps that lie one in another; more writers of variables are no job that people write.
const MOST_WRITERS: Most =
    Most::new(50, "steps of one job that set variables for those behind them");

/// The scope in which a step sets variables for those behind it, made once it sets one.
pub(super) struct After {
    around: Scope,
    index: usize,
    scope: OnceCell<Scope>,
}

impl After {
    /// The scope.
    pub fn scope(&self) -> &Scope {
        self.scope.get_or_init(|| self.around.within("after", self.index))
    }
}

/// Read the steps of a job or an action.
pub(super) fn read_all(
    file: &mut File<'_>,
    around: &mut Around<'_, '_>,
    nodes: &[Node],
    forks: &mut Forks,
) {
    file.states.clear();
    file.configured.clear();
    let depth = around.place.scope.steps().len();
    for (index, node) in nodes.iter().enumerate() {
        let after = After { around: around.place.scope.clone(), index, scope: OnceCell::new() };
        let scope = around.place.scope.within("step", index);
        let place = Place { scope, steps: around.place.steps.clone() };
        let (n_sites, n_kept) = (file.facts.sites.len(), file.facts.kept.len());
        read(file, around, (index, &place), node, &after);
        forks.step(file, &place, node, &around.known.layers);
        let n_after = file.facts.sites.len();
        forks.tell(file, &place, n_sites..n_after);
        let Some(after) = after.scope.into_inner() else { continue };
        let gives = |site: &Site| site.gives.as_ref().is_some_and(|name| name.scope == after);
        let mut new = file.facts.sites.after(n_sites).chain(file.facts.kept.after(n_kept));
        if new.any(gives) && MOST_WRITERS.has_room(after.steps().len().saturating_sub(depth)) {
            around.place.scope = after;
        }
    }
}

fn read(
    file: &mut File<'_>,
    around: &Around<'_, '_>,
    (index, place): (usize, &Place),
    node: &Node,
    after: &After,
) {
    if condition::is_ruled_out(file, node.get("if")) {
        return;
    }
    let scope = &place.scope;
    let label = format!("step {}", index + 1);
    condition::read(file, node.get("if"), scope, around.triggers);
    let env = node.get("env");
    let mut credentials =
        environment::read(file, env, place, &format!("the environment of {label}"));
    let layer = Layer::of(env);
    let mut layers = around.known.layers.clone();
    layers.push(&layer);
    let known = Known { layers, matrix: around.known.matrix, inputs: around.known.inputs };
    let uses = node.get("uses").and_then(Node::text);
    // What only says where secrets are is no secret yet; the steps behind it are handed them.
    if !uses.is_some_and(fetched::reads_variables) {
        let reader = Reader::of(file, node);
        credentials.retain(|it| reader.as_ref().is_some_and(|by| by.may_read(&it.name)));
        environment::present(file, &credentials, scope, &label, &known.layers);
    }
    let step = Step { node, place, label, known, around };
    if node.get("uses").is_some() {
        uses::read(file, &step, after);
    }
    if let Some(scalar) = node.get("run").and_then(Node::scalar) {
        run(file, &step, scalar, after);
    }
}

/// What of the environment around a step something in it may read. What another product's action reads there is that
/// product's, and a script that starts no program reads only what it names.
pub(super) struct Reader<'n> {
    own: Layer<'n>,
    /// The script that is all that reads anything; none where it is a program, which sees everything.
    script: Option<&'n str>,
}

impl<'n> Reader<'n> {
    /// What reads in a step; none where nothing does.
    pub(super) fn of(file: &File<'_>, node: &'n Node) -> Option<Self> {
        let own = Layer::of(node.get("env"));
        if let Some(uses) = node.get("uses").and_then(Node::text) {
            let is_another = file.vendors.iter().any(|it| it.has_foreign_environment(uses));
            return (!is_another).then_some(Self { own, script: None });
        }
        let text = node.get("run")?.text();
        let script = text.filter(|text| !shell::starts_programs(text));
        Some(Self { own, script })
    }

    /// Whether it may read a variable.
    pub(super) fn may_read(&self, variable: &str) -> bool {
        self.script.is_none_or(|text| reference::places(text, variable).next().is_some())
    }

    /// Whether it is a program that sees what is set around the step, and not by the step itself.
    pub(super) fn sees_around(&self, variable: &str) -> bool {
        self.script.is_none() && !self.own.has(variable)
    }

    /// The words of a script that starts no program, as far as the step does not set them itself.
    pub(super) fn words(&self) -> impl Iterator<Item = &'n str> {
        let words = self
            .script
            .into_iter()
            .flat_map(|text| text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_'));
        words.filter(|it| !it.is_empty() && !self.own.has(it))
    }
}

/// A step that is being read.
pub(super) struct Step<'s, 'k, 'a> {
    pub node: &'s Node,
    pub place: &'s Place,
    /// What messages call it.
    pub label: String,
    pub known: Known<'s, 'a>,
    pub around: &'s Around<'k, 'a>,
}

impl Step<'_, '_, '_> {
    fn shell(&self) -> &str {
        self.node.get("shell").and_then(Node::text).or(self.around.shell).unwrap_or("bash")
    }

    fn folders(&self) -> Vec<String> {
        let own = self.node.get("working-directory").and_then(Node::text);
        let root = [self.around.folder.to_owned()];
        match own.or(self.around.directory) {
            Some(text) => folder::join_all(&root, &self.known.text(text)),
            None => root.to_vec(),
        }
    }
}

fn run(file: &mut File<'_>, step: &Step<'_, '_, '_>, scalar: &Scalar, after: &After) {
    direct(file, step, scalar);
    let visible = || visible(file, step);
    let expression = |piece: &Piece| piece_takes(file, step, scalar, piece);
    let known = |piece: &Piece| step.known.piece(&scalar.text, piece);
    let script = Script {
        source: file.source,
        scalar,
        scope: step.place.scope.clone(),
        folders: step.folders(),
        label: step.label.clone(),
        vendors: file.vendors,
        expression: &expression,
        known: &known,
        visible: &visible,
    };
    let is_shell = ["bash", "sh", "zsh", "dash"].iter().any(|it| step.shell().starts_with(it));
    let mut outcome = if is_shell {
        shell::outcome_by(step.shell(), &script)
    } else {
        Outcome { facts: foreign::facts(&script), ..Outcome::default() }
    };
    outcome.tell_configuration(&script, &file.configured);
    let configured = std::mem::take(&mut outcome.configured);
    remember(file, &step.place.scope, &outcome);
    file.configured.extend(configured);
    file.facts.append(outcome.facts);
    for line in outcome.written {
        written(file, step, line, after);
    }
}

/// A workspace or backend that an earlier step chose for a root holds where this one applies it.
fn remember(file: &mut File<'_>, scope: &Scope, outcome: &Outcome) {
    for root in outcome.facts.passages.iter().map(|passage| &passage.to) {
        if outcome.states.iter().all(|(it, _)| it != root) {
            let chosen = file.states.iter().filter(|(it, _)| it == root);
            let here = chosen.map(|(_, it)| Circumstance { scope: scope.clone(), ..it.clone() });
            file.facts.circumstances.extend(here);
        }
    }
    for (root, _) in &outcome.states {
        file.states.retain(|(it, _)| it != root);
    }
    file.states.extend(outcome.states.iter().cloned());
}

/// The credentials in the environment of the step, as far as they are few enough to be looked through.
fn visible(file: &File<'_>, step: &Step<'_, '_, '_>) -> Vec<String> {
    let names = step.known.layers.iter().flat_map(|layer| layer.names()).take(100);
    let mut names: Vec<String> = names
        .filter(|name| !name.starts_with("TF_VAR_") && file.is_credential(name, &[]))
        .map(str::to_owned)
        .collect();
    names.arrange();
    names.dedup();
    names
}

fn piece_takes(
    file: &File<'_>,
    step: &Step<'_, '_, '_>,
    scalar: &Scalar,
    piece: &Piece,
) -> Vec<Take> {
    let Some(text) = scalar.text.get(piece.start + 3..piece.end.saturating_sub(2)) else {
        return Vec::new();
    };
    let read = expression::read(text, piece.start + 3);
    let data = read.data();
    data.into_iter()
        .flat_map(|it| file.names(it, step.place))
        .map(|(name, place)| Take {
            name,
            span: scalar.span_of(file.source.id, place.start, place.end),
        })
        .collect()
}

/// A credential that the script itself names: the process sees it, whatever it does with it.
fn direct(file: &mut File<'_>, step: &Step<'_, '_, '_>, scalar: &Scalar) {
    for piece in foreign::expressions(&scalar.text) {
        let mut takes = piece_takes(file, step, scalar, &piece);
        takes.retain(|take| {
            matches!(take.name.space, Space::Secret | Space::Input)
                && file.is_credential(&take.name.text, &[])
        });
        let Some(first) = takes.first() else { continue };
        let says = format!("`{}` is written into the script of {}", first.name.text, step.label);
        file.facts.sites.push(Site {
            takes,
            presents: Some(presumed("process").into()),
            ..Site::new(
                scalar.span_of(file.source.id, piece.start, piece.end),
                &step.place.scope,
                says,
            )
        });
    }
}

/// A line for `$GITHUB_ENV`, which only the steps after it see, or for `$GITHUB_OUTPUT`.
fn written(file: &mut File<'_>, step: &Step<'_, '_, '_>, line: Line, after: &After) {
    let id = step.node.get("id").and_then(Node::text);
    let gives = match (line.file.as_str(), id) {
        ("GITHUB_ENV" | "set-env", _) => Name::new(Space::Env, after.scope(), &*line.name),
        ("GITHUB_OUTPUT" | "set-output", Some(id)) => {
            Name::new(Space::Output, &step.place.steps, format!("{id}.{}", line.name))
        }
        _ => return,
    };
    let says = if gives.space == Space::Env {
        format!("{} sets `{}` for the steps after it", step.label, line.name)
    } else {
        format!("{} gives `{}` back", step.label, line.name)
    };
    file.facts.sites.push(Site {
        takes: line.takes,
        gives: Some(gives),
        literal: line.literal.map(Secret::new),
        ..Site::new(line.span, &step.place.scope, says)
    });
}
