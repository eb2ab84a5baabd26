//! A walk over the statements of a program, with what is set and what holds at each.

use std::collections::{BTreeSet, HashSet};

use super::binding::Binding;
use super::names::{self, Functions};
use super::place::Place;
use super::token::{Kind, Token};
use super::tree::{Block, Statement, enclosed, split};
use super::value::{Choice, Program, Value};
use super::{condition, script};
use crate::extract::ci::file::File;
use crate::extract::ci::layer::Layer;
use crate::extract::ci::process::{self, Process};
use crate::model::{Arrange, Most, Presentation, Scope, Site, SourceId, Span, Test, Weight};

/// How many pieces are looked at more often than once, as those of functions are for each call.
const AGAIN: Most = Most::new(50_000, "pieces of functions, once for each call");
/// How many bytes of scripts are read, and how many scripts or calls of one statement.
const BYTES: Most = Most::new(1_000_000, "bytes of scripts");
const MANY: Most = Most::new(200, "scripts, calls or branches of one statement");
/// How many variables are looked at for being seen, each once for every block that sees it.
const SEEN: Most = Most::new(20_000, "variables, once for each block that sees them");
/// How deep functions may call each other.
const CALLS: usize = 4;
/// How many branches of one choice are told from those before them.
const CHAIN: usize = 16;

/// Sections that run nothing by themselves.
const SECTIONS: [&str; 11] = [
    "environment",
    "parameters",
    "when",
    "agent",
    "options",
    "triggers",
    "tools",
    "axes",
    "excludes",
    "libraries",
    "input",
];

/// Scripts whose surroundings are still to be looked at: the variables that all of them hide. None where nothing runs.
#[derive(Default)]
struct Runs(Option<BTreeSet<String>>);

impl Runs {
    fn add(&mut self, other: Self) {
        self.0 = match (self.0.take(), other.0) {
            (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
            (a, b) => a.or(b),
        };
    }
}

/// The walk.
pub(super) struct Walk<'p> {
    pub file: File<'p>,
    pub program: Program<'p>,
    functions: &'p Functions<'p>,
    /// What holds for all of the pipeline.
    pub top: Scope,
    pieces: usize,
    bytes: usize,
    seen: usize,
    called: HashSet<&'p str>,
}

/// Walk over a program.
pub(super) fn over<'p>(
    file: File<'p>,
    program: Program<'p>,
    functions: &'p Functions<'p>,
    body: &'p [Statement],
) -> File<'p> {
    let top = file.unit.within("pipeline", "");
    let place = Place {
        scope: top.clone(),
        layers: Vec::new(),
        folders: vec![String::new()],
        tests: Vec::new(),
        label: "the pipeline".to_owned(),
        is_own: true,
        outer: 0,
        calls: 0,
    };
    let called = HashSet::new();
    let (bytes, seen) = (BYTES.most(), SEEN.most());
    let pieces = AGAIN.most() + count(body);
    let mut walk = Walk { file, program, functions, top, pieces, bytes, seen, called };
    walk.body(body, place.clone());
    // What nothing here calls is called from elsewhere, with arguments of which nothing is known.
    let mut uncalled: Vec<&'p str> = functions.keys().copied().collect();
    uncalled.retain(|name| !walk.called.contains(name));
    uncalled.arrange();
    for name in uncalled {
        walk.call(name, &[], &place);
    }
    walk.file
}

impl<'p> Walk<'p> {
    /// Read a block. The scripts in it whose surroundings are still to be looked at.
    fn body(&mut self, body: &'p [Statement], mut place: Place) -> Runs {
        self.sections(body, &mut place);
        self.assignments(body, &mut place);
        let mut runs = Runs::default();
        for statement in body {
            let Some(pieces) = self.pieces.checked_sub(1 + statement.tokens.len()) else {
                AGAIN.meet();
                break;
            };
            self.pieces = pieces;
            runs.add(self.statement(statement, &place));
        }
        self.sees(runs, &place)
    }

    /// What the scripts of a block see of it. Where it is named or has a condition, that is all; else what stands
    /// around it is still to be looked at, without what it hides.
    fn sees(&mut self, runs: Runs, place: &Place) -> Runs {
        let Some(mut hidden) = runs.0.filter(|_| SEEN.has_room(SEEN.most() - self.seen)) else {
            return Runs(None);
        };
        let layers = place.seen(&hidden);
        let variables: usize = layers.iter().map(|it| it.variables.len()).sum();
        self.seen = self.seen.saturating_sub(variables);
        if 0 < variables && 0 < self.seen {
            let layers: Vec<&Layer> = layers.iter().collect();
            let (scope, all) = (&place.scope, place.layers());
            process::sees_among(&mut self.file, scope, &layers, &all, &place.label);
        }
        if place.is_own {
            return Runs(None);
        }
        let own = layers.into_iter().flat_map(|layer| layer.variables);
        hidden.extend(own.map(|it| it.name));
        Runs(Some(hidden))
    }

    fn statement(&mut self, statement: &'p Statement, place: &Place) -> Runs {
        let text = self.program.text;
        let tokens = &statement.tokens;
        let is_section = SECTIONS.iter().any(|name| statement.section(text, name).is_some());
        if is_section || names::function(text, statement).is_some() {
            return Runs(None);
        }
        if tokens.first().is_some_and(|it| it.is_word(text, "if")) {
            return self.branches(statement, place);
        }
        let mut runs = self.steps(tokens, place);
        let mut from = 0;
        for block in &statement.blocks {
            let mut inner = place.inside(block.start);
            self.enter(tokens.get(from..block.at).unwrap_or_default(), &mut inner);
            runs.add(self.body(&block.body, inner));
            from = block.at;
        }
        runs
    }

    /// The scripts and the calls of some pieces.
    fn steps(&mut self, tokens: &'p [Token], place: &Place) -> Runs {
        let most = if 0 < self.bytes { MANY } else { BYTES.after(BYTES.most()) };
        let scripts = script::scripts(&self.program, tokens, most);
        let mut runs = Runs((!scripts.is_empty()).then(BTreeSet::new));
        for scalar in &scripts {
            self.bytes = self.bytes.saturating_sub(scalar.text.len());
            let at = scalar.origin.first().map_or(0, |(_, at)| *at);
            let process = Process {
                scope: place.scope.within("script", at),
                label: place.label.clone(),
                layers: place.layers(),
                folders: place.folders.clone(),
            };
            process::script(&mut self.file, &process, scalar);
        }
        self.request(tokens, place);
        let mut calls = 0;
        for (index, token) in tokens.iter().enumerate().filter(|(_, it)| it.kind == Kind::Word) {
            let before = index.checked_sub(1).and_then(|at| tokens.get(at));
            let is_method = before.is_some_and(|it| it.is(b'.'));
            if let Some((name, _)) = self.functions.get_key_value(token.of(self.program.text))
                && !is_method
                && let Some(next) = tokens.get(index + 1)
                && (next.is(b'(') || index == 0)
                && MANY.has_room(calls)
            {
                calls += 1;
                let arguments =
                    if next.is(b'(') { enclosed(tokens, index + 1).0 } else { &tokens[1..] };
                runs.add(self.call(name, &split(arguments, b','), place));
            }
        }
        runs
    }

    /// A function as it is called: what it is given goes by the names of its parameters.
    fn call(&mut self, name: &'p str, arguments: &[&[Token]], place: &Place) -> Runs {
        let Some(function) = self.functions.get(name).filter(|_| place.calls < CALLS) else {
            return Runs(None);
        };
        self.called.insert(name);
        let start = arguments.first().and_then(|it| it.first()).map_or(0, |it| it.start);
        let mut inner = place.inside(function.block.start.max(start));
        inner.scope = inner.scope.within("call", start);
        inner.calls += 1;
        let bindings = function.parameters.iter().enumerate().map(|(index, parameter)| {
            let given = arguments.get(index);
            let unknown = || vec![Choice { asked: None, value: Value::Opaque }];
            let block = Span::new(SourceId(0), function.block.start, function.block.start);
            Binding {
                variable: (*parameter).to_owned(),
                choices: given.map_or_else(unknown, |it| self.program.choices(it)),
                span: given.and_then(|it| spanned(it)).unwrap_or(block),
            }
        });
        let bindings: Vec<Binding> = bindings.collect();
        inner.bind(&mut self.file, bindings);
        self.body(&function.block.body, inner)
    }

    /// `if (…) … else if (…) … else …`, with and without brackets.
    fn branches(&mut self, statement: &'p Statement, place: &Place) -> Runs {
        let text = self.program.text;
        let tokens = &statement.tokens;
        let (mut at, mut runs) = (0, Runs(None));
        let mut before: Vec<Test> = Vec::new();
        for count in 0.. {
            let is_else = tokens.get(at).is_some_and(|it| it.is_word(text, "else"));
            at += usize::from(is_else);
            let is_if = tokens.get(at).is_some_and(|it| it.is_word(text, "if"));
            if !is_else && !is_if || MANY.is_met(count) {
                return runs;
            }
            let mut asked = before.clone();
            let start = tokens.get(at).or_else(|| tokens.last()).map_or(0, |it| it.start);
            if is_if {
                let (inside, close) = enclosed(tokens, at + 1);
                runs.add(self.steps(inside, place));
                let own = condition::of_tokens(text, inside);
                asked.push(own.clone());
                if before.len() < CHAIN {
                    before.push(Test::Not(Box::new(own)));
                }
                at = close + 1;
            }
            let block = statement.block_at(at);
            let mut inner = place.inside(block.map_or(start, |it| it.start));
            let span = self.file.source.span(start, start);
            for test in asked {
                inner.keep_to(&mut self.file, test, span);
            }
            match block {
                // Its condition is its own, so that all that it runs is looked at.
                Some(Block { body, .. }) => runs.add(self.body(body, inner)),
                None => self.inline(statement, &mut at, inner),
            }
            if !is_if {
                break;
            }
        }
        runs
    }

    /// A statement without brackets, up to an `else`.
    fn inline(&mut self, statement: &'p Statement, at: &mut usize, mut inner: Place) {
        let from = *at;
        let rest = statement.tokens.get(from..).unwrap_or_default();
        let length = rest.iter().position(|it| it.is_word(self.program.text, "else"));
        let part = &rest[..length.unwrap_or(rest.len())];
        *at += part.len();
        if let Some((target, value)) = names::assignment(self.program.text, part)
            && let Some(span) = spanned(value)
        {
            let choices = self.program.choices(value);
            let binding = Binding { variable: target.name().to_owned(), choices, span };
            let (top, tests) = (self.top.clone(), inner.tests.clone());
            inner.bind_in(&mut self.file, vec![binding], &top, &tests);
        }
        let mut runs = self.steps(part, &inner);
        for block in statement.blocks.iter().filter(|it| from < it.at && it.at <= *at) {
            let mut behind = inner.inside(block.start);
            self.enter(&statement.tokens[from..block.at], &mut behind);
            runs.add(self.body(&block.body, behind));
        }
        self.sees(runs, &inner);
    }

    /// A call of the API that Jenkins makes itself.
    fn request(&mut self, tokens: &[Token], place: &Place) {
        let vendors = self.file.vendors;
        let Some((consumer, header)) = script::request(&self.program, tokens, vendors) else {
            return;
        };
        let takes = self.file.takes(&header, &place.scope);
        let Some(span) = takes.first().map(|it| it.span) else { return };
        let says = format!("{} calls the API with `httpRequest`", place.label);
        self.file.facts.sites.push(Site {
            takes,
            presents: Some(Box::new(Presentation { consumer, weight: Weight::Proven })),
            ..Site::new(span, &place.scope, says)
        });
    }
}

/// How many pieces and statements a program has.
fn count(body: &[Statement]) -> usize {
    let (mut open, mut count): (Vec<&Statement>, usize) = (body.iter().collect(), 0);
    while let Some(statement) = open.pop() {
        count += 1 + statement.tokens.len();
        open.extend(statement.blocks.iter().flat_map(|block| &block.body));
    }
    count
}

/// Where some pieces stand, from the first to the last.
pub(super) fn spanned(tokens: &[Token]) -> Option<Span> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    Some(match tokens {
        [only] => Span::new(SourceId(0), only.content().0, only.content().1),
        _ => Span::new(SourceId(0), first.start, last.end),
    })
}
