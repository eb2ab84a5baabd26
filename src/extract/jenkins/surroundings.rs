//! What sections and steps say of the statements beside them or in their blocks: variables, folders, names.

use super::binding::{self, Binding};
use super::condition;
use super::names::{self, Target};
use super::place::Place;
use super::token::Token;
use super::tree::{Statement, argument, enclosed, split};
use super::value::{Choice, Form, Value};
use super::walk::{Walk, spanned};
use crate::extract::shell::folder;
use crate::model::{Matter, Scalar, SourceId, Within as _};

/// Steps that say something of the block behind them.
const STEPS: [&str; 6] =
    ["stage", "withCredentials", "withEnv", "dir", "withVault", "vaultSecrets"];

impl<'p> Walk<'p> {
    /// `environment`, `parameters`, `axes` and `when`, which hold for all that stands beside them.
    pub fn sections(&mut self, body: &'p [Statement], place: &mut Place) {
        let text = self.program.text;
        for statement in body {
            if let Some(block) = statement.section(text, "environment") {
                let bindings = block.body.iter().filter_map(|it| self.assigned(it).map(|it| it.1));
                let bindings: Vec<Binding> = bindings.collect();
                place.bind(&mut self.file, bindings);
            } else if let Some(block) = statement.section(text, "parameters") {
                let bindings = block.body.iter().filter_map(|it| self.parameter(it)).collect();
                place.bind(&mut self.file, bindings);
            } else if let Some(block) = statement.section(text, "axes") {
                let bindings = block.body.iter().filter_map(|it| self.axis(it)).collect();
                place.bind(&mut self.file, bindings);
            } else if let Some(block) = statement.section(text, "when") {
                let span = self.file.source.span(block.start, block.start);
                let asked = condition::of_when(text, block);
                place.keep_to(&mut self.file, asked, span);
            }
        }
    }

    /// What statements of a block set: in the block itself, or for all of the pipeline.
    pub fn assignments(&mut self, body: &'p [Statement], place: &mut Place) {
        for statement in body.iter().filter(|it| it.blocks.is_empty()) {
            let Some((target, binding)) = self.assigned(statement) else { continue };
            if let Target::Local(_) = target {
                place.bind(&mut self.file, vec![binding]);
            } else {
                let (top, tests) = (self.top.clone(), place.tests.clone());
                place.bind_in(&mut self.file, vec![binding], &top, &tests);
            }
        }
    }

    fn assigned(&self, statement: &'p Statement) -> Option<(Target<'p>, Binding)> {
        let (target, value) = names::assignment(self.program.text, &statement.tokens)?;
        if names::is_nothing(self.program.text, value) {
            return None;
        }
        let span = spanned(value)?;
        let choices = self.program.choices(value);
        let binding = Binding { variable: target.name().to_owned(), choices, span };
        Some((target, binding))
    }

    /// `string(name: 'X', defaultValue: 'y')`, `choice(name: 'X', choices: ['a', 'b'])`.
    fn parameter(&self, statement: &'p Statement) -> Option<Binding> {
        let text = self.program.text;
        let open = statement.tokens.get(1)?;
        let inside = if open.is(b'(') {
            enclosed(&statement.tokens, 1).0
        } else {
            statement.tokens.get(1..)?
        };
        let variable = self.program.plain(argument(text, inside, "name")?)?;
        let default = argument(text, inside, "defaultValue");
        let values = default.or_else(|| argument(text, inside, "choices"))?;
        self.listed(variable, values)
    }

    /// `axis { name 'X'; values 'a', 'b' }`.
    fn axis(&self, statement: &'p Statement) -> Option<Binding> {
        let text = self.program.text;
        let body = &statement.section(text, "axis")?.body;
        let given = |name: &str| {
            let found =
                body.iter().find(|it| it.tokens.first().is_some_and(|it| it.is_word(text, name)));
            found?.tokens.get(1..)
        };
        self.listed(self.program.plain(given("name")?)?, given("values")?)
    }

    /// A variable that holds one of the texts of a list.
    fn listed(&self, variable: String, values: &[Token]) -> Option<Binding> {
        let span = spanned(values)?;
        let inside = if values.first()?.is(b'[') { enclosed(values, 0).0 } else { values };
        let texts = split(inside, b',').into_iter().within(folder::MANY);
        let choice = |it: &[Token]| {
            let scalar = self.program.woven(it, Form::Variable).filter(|it| !it.text.is_empty())?;
            Some(Choice { asked: None, value: Value::Text(scalar) })
        };
        let choices: Vec<Choice> = texts.filter_map(choice).collect();
        (!choices.is_empty()).then_some(Binding { variable, choices, span })
    }

    /// What a statement says of the block behind it.
    pub fn enter(&mut self, head: &[Token], inner: &mut Place) {
        let text = self.program.text;
        let Some(at) = head.iter().rposition(|it| STEPS.contains(&it.of(text))) else { return };
        let arguments = match head.get(at + 1) {
            Some(open) if open.is(b'(') => enclosed(head, at + 1).0,
            _ => head.get(at + 1..).unwrap_or_default(),
        };
        match head[at].of(text) {
            "stage" => self.stage(arguments, inner),
            "withCredentials" => {
                inner.bind(&mut self.file, binding::credentials(&self.program, arguments));
            }
            "withEnv" => {
                let bindings = self.entries(arguments);
                inner.bind(&mut self.file, bindings);
            }
            "dir" => self.folder(arguments, inner),
            _ => inner.bind(&mut self.file, binding::vault(&self.program, &head[at..])),
        }
    }

    fn stage(&mut self, arguments: &[Token], inner: &mut Place) {
        inner.is_own = true;
        let Some(name) = arguments.first().filter(|it| it.is_text()) else { return };
        let Some(text) = name.text(self.program.text) else { return };
        inner.label = format!("stage `{text}`");
        let span = self.file.source.span(name.content().0, name.content().1);
        let matter = Matter::Label(text.to_owned());
        self.file.circumstance(&inner.scope, matter, Some(span), "the stage's name");
    }

    fn folder(&self, arguments: &[Token], inner: &mut Place) {
        let path = self.program.plain(arguments);
        let paths: Vec<String> = path.into_iter().collect();
        inner.folders = folder::join_all(&inner.folders, &paths);
    }

    /// `withEnv(['X=y', "Z=${env.A}"])`.
    fn entries(&self, arguments: &[Token]) -> Vec<Binding> {
        let list = match arguments.first() {
            Some(open) if open.is(b'[') => enclosed(arguments, 0).0,
            _ => arguments,
        };
        let entry = |item: &[Token]| {
            let scalar = self.program.woven(item, Form::Variable)?;
            let (name, value) = scalar.text.split_once('=')?;
            let start = scalar.span_of(SourceId(0), name.len() + 1, name.len() + 1).start;
            let value = Value::Text(Scalar::verbatim(value, start as usize, scalar.style));
            let choices = vec![Choice { asked: None, value }];
            Some(Binding { variable: name.to_owned(), choices, span: spanned(item)? })
        };
        split(list, b',').into_iter().filter_map(entry).collect()
    }
}
