//! A walk over a script's commands in order, with what the shell would know at each.

use std::collections::HashMap;

use super::folder::{self, MANY};
use super::program::Program;
use super::word::{self, Command, Part, Piece, Reading, Word};
use super::{
    Outcome, Script, address, aside, compose, consumer, docker, env_file, exposed, handed, http,
    image, lexer, pulumi, python, script, store, terraform, write,
};
use crate::model::{
    Carry, Circumstance, Facts, Most, Name, Passage, Presentation, Reach, Scope, Secret, Site,
    Space, Span, Take, Weight, Within as _,
};

/// How deep `$( … )` within `$( … )` is looked into for what is handed on.
const DEPTH: Most = Most::new(8, "levels of `$( … )` within `$( … )`");
/// How long a text that is put together of variables may get.
const LENGTH: usize = 4096;

/// The walk.
pub(super) struct Run<'a> {
    pub script: &'a Script<'a>,
    pub reading: &'a Reading,
    pub facts: Facts,
    /// The passages to Terraform roots, by their index among the passages.
    pub roots: HashMap<Scope, usize>,
    /// The states that are chosen for Terraform roots.
    pub states: Vec<(Scope, Circumstance)>,
    /// The commands of each shell, by index.
    pub inside: HashMap<usize, Vec<usize>>,
    /// What variables that the script sets may hold.
    values: HashMap<String, Vec<String>>,
    /// Where each shell stands.
    folders: HashMap<usize, Vec<String>>,
    /// How many scripts this one stands in.
    pub depth: usize,
    /// Whether its shell prints each command before it runs it.
    pub is_traced: bool,
    /// What scripts inside this one write.
    pub written: Vec<write::Written>,
    /// What is written into the dbt CLI's configuration.
    pub configured: Vec<Take>,
    /// Where that is printed without having been written here.
    pub showed: Vec<Span>,
}

/// What a script hands on.
pub(super) fn outcome(script: &Script<'_>) -> Outcome {
    outcome_at(script, 0, false)
}

/// What a script hands on that stands in so many others, and whose shell traces it or not.
pub(super) fn outcome_at(script: &Script<'_>, depth: usize, is_traced: bool) -> Outcome {
    let reading = lexer::read(&script.scalar.text);
    let mut inside: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, command) in reading.commands.iter().enumerate() {
        inside.entry(command.shell).or_default().push(index);
    }
    let mut run = Run {
        script,
        reading: &reading,
        facts: Facts::default(),
        roots: HashMap::new(),
        states: Vec::new(),
        inside,
        values: HashMap::new(),
        folders: HashMap::new(),
        depth,
        is_traced,
        written: Vec::new(),
        configured: Vec::new(),
        showed: Vec::new(),
    };
    for command in &reading.commands {
        run.command(command);
    }
    let mut written = write::written(&mut run);
    written.append(&mut run.written);
    exposed::tell(&mut run);
    aside::tell(&mut run);
    let Run { facts, states, configured, showed, .. } = run;
    Outcome { facts, written, states, configured, showed }
}

impl Run<'_> {
    fn command(&mut self, command: &Command) {
        address::command(self, command);
        for word in &command.assignments {
            self.assign(word);
        }
        env_file::command(self, command);
        let Some(program) = Program::of(command) else { return };
        self.facts.kept.extend(store::kept(self, command, &program));
        for word in &program.assignments {
            self.assign(word);
        }
        match program.name.as_str() {
            "export" | "declare" | "local" | "readonly" | "typeset" => {
                for word in program.arguments() {
                    self.assign(word);
                }
            }
            "cd" | "pushd" => self.change_folder(command, &program),
            "source" | "." => self.source_file(command, &program),
            "terraform" | "tofu" | "terragrunt" => terraform::command(self, command, &program),
            "curl" | "wget" | "http" | "https" | "xh" | "xhs" => {
                http::command(self, command, &program);
            }
            "docker" | "docker-compose" => compose::command(self, command, &program),
            _ => script::command(self, command, &program),
        }
        image::command(self, &program);
        docker::command(self, command, &program);
        pulumi::command(self, &program);
        python::command(self, command, &program);
        consumer::command(self, command, &program);
        handed::command(self, command, &program);
    }

    fn assign(&mut self, word: &Word) {
        let Some((name, pieces)) = word.assignment() else { return };
        let texts = self.texts(&pieces);
        if texts.is_empty() && !pieces.is_empty() {
            self.values.insert(name.clone(), vec![self.rendered(&pieces)]);
        } else {
            self.values.insert(name.clone(), texts);
        }
        if name == "TF_WORKSPACE" {
            terraform::variant(self, &pieces, word, "sets the workspace");
        }
        let says = format!("{} sets `{name}`", self.script.label);
        let gives = Name::new(Space::Env, &self.script.scope, name.clone());
        let mut site = self.site(word, &pieces, says);
        // What a variable is made of when it is set from itself is what it was before, further out.
        for take in &mut site.takes {
            if take.name == gives {
                take.name.scope = gives.scope.outer().unwrap_or_default();
            }
        }
        site.evidence.extend(store::evidence(&site.takes));
        site.gives = Some(gives);
        self.facts.sites.push(site);
    }

    /// A site for a value within a word.
    pub fn site(&self, word: &Word, pieces: &[Piece], says: String) -> Site {
        let content = word::content(pieces).unwrap_or(word.start..word.end);
        Site {
            takes: self.takes(pieces),
            literal: word::literal(pieces).filter(|text| !text.is_empty()).map(Secret::new),
            ..Site::new(self.span(content.start, content.end), &self.script.scope, says)
        }
    }

    /// The same for a value that is presented.
    pub fn presented(&self, word: &Word, pieces: &[Piece], says: String, consumer: &str) -> Site {
        let presents = Presentation { consumer: consumer.to_owned(), weight: Weight::Proven };
        Site { presents: Some(presents.into()), ..self.site(word, pieces, says) }
    }

    /// Where a piece of the script stands in its file.
    pub fn span(&self, start: usize, end: usize) -> Span {
        self.script.scalar.span_of(self.script.source.id, start, end)
    }

    /// The names that pieces hand on.
    pub fn takes(&self, pieces: &[Piece]) -> Vec<Take> {
        let mut takes = Vec::new();
        self.add_takes(pieces, 0, &mut takes);
        takes
    }

    fn add_takes(&self, pieces: &[Piece], depth: usize, takes: &mut Vec<Take>) {
        for piece in pieces {
            match &piece.part {
                Part::Variable(name) if word::is_name(name) => takes.push(Take {
                    name: Name::new(Space::Env, &self.script.scope, name.clone()),
                    span: self.span(piece.start, piece.end),
                }),
                Part::Expression => takes.extend((self.script.expression)(piece)),
                Part::Substitution(shell) if DEPTH.has_room(depth) => {
                    self.add_printed(*shell, depth + 1, takes);
                }
                _ => {}
            }
        }
    }

    /// What a substitution prints is what `echo` and `printf` in it are given, or what a store keeps.
    fn add_printed(&self, shell: usize, depth: usize, takes: &mut Vec<Take>) {
        for index in self.inside.get(&shell).into_iter().flatten() {
            let command = &self.reading.commands[*index];
            takes.extend(store::printed(self, command));
            let printed = if write::prints(command) { command.words.get(1..) } else { None };
            for word in printed.unwrap_or_default().iter().chain(&command.bodies) {
                self.add_takes(&word.pieces, depth, takes);
            }
        }
    }

    /// The texts that pieces may stand for; none where one of them is not known.
    pub fn texts(&self, pieces: &[Piece]) -> Vec<String> {
        let mut texts = vec![String::new()];
        for piece in pieces {
            let choices = self.choices(piece);
            texts = texts
                .iter()
                .flat_map(|text| choices.iter().map(move |choice| format!("{text}{choice}")))
                .filter(|text| text.len() <= LENGTH && !text.contains("${"))
                .within(MANY)
                .collect();
        }
        texts
    }

    /// The texts that a variable may hold, as far as they are written out.
    pub fn held(&self, name: &str) -> Vec<String> {
        self.choices(&Piece { start: 0, end: 0, part: Part::Variable(name.to_owned()) })
    }

    fn choices(&self, piece: &Piece) -> Vec<String> {
        match &piece.part {
            Part::Text(text) => vec![text.clone()],
            Part::Variable(name) if self.values.contains_key(name) => self.values[name].clone(),
            Part::Variable(_) | Part::Expression => (self.script.known)(piece),
            Part::Substitution(_) | Part::Opaque => Vec::new(),
        }
    }

    /// The text of pieces, variables as `${NAME}` where what they hold is not known.
    pub fn rendered(&self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            match self.choices(piece).as_slice() {
                [only] => text.push_str(only),
                _ => text.push_str(&self.placeholder(piece)),
            }
            if LENGTH < text.len() {
                break;
            }
        }
        text
    }

    /// A variable as `${NAME}`.
    pub fn placeholder(&self, piece: &Piece) -> String {
        match &piece.part {
            Part::Variable(name) => format!("${{{name}}}"),
            Part::Expression => {
                self.script.scalar.text.get(piece.start..piece.end).unwrap_or_default().to_owned()
            }
            _ => "${}".to_owned(),
        }
    }

    /// Where the shell of a command stands.
    pub fn folders_of(&self, command: &Command) -> &[String] {
        self.folders
            .get(&command.shell)
            .or_else(|| self.folders.get(&command.parent))
            .unwrap_or(&self.script.folders)
    }

    fn change_folder(&mut self, command: &Command, program: &Program<'_>) {
        let target = program.arguments().find(|word| !word.beginning().starts_with('-'));
        let paths = target.map(|word| self.texts(&word.pieces)).unwrap_or_default();
        let folders = folder::join_all(self.folders_of(command), &paths);
        self.folders.insert(command.shell, folders);
    }

    fn source_file(&mut self, command: &Command, program: &Program<'_>) {
        let Some(word) = program.arguments().next() else { return };
        for file in folder::join_all(self.folders_of(command), &self.texts(&word.pieces)) {
            self.facts.passages.push(Passage {
                from: Scope::unit("file", &file),
                to: self.script.scope.clone(),
                carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
                span: self.span(word.start, word.end),
                says: format!("{} reads the variables of `{file}`", self.script.label),
            });
            if !crate::extract::dotenv::claims(&file) {
                script::sourced(self, word, &file);
            }
        }
    }
}
