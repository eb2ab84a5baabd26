//! A file as blocks, imports, assignments and calls: what a name may hold, wherever it is read.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::imports::Imports;
use super::reader::{self, Readers};
use super::stores::{self, Answers};
use super::token::{self, Reading};
use super::{callables, fields, members, parameters};
use crate::model::{Name, Scope, Source};

/// The file itself, a class or a function.
pub(super) struct Block {
    pub scope: Scope,
    pub outer: Option<usize>,
    pub is_class: bool,
    /// The parameters of a function that are handed over by place, `self` left out, and those that are not.
    pub parameters: Vec<String>,
    /// The token that spells its name.
    pub at: usize,
    pub depth: usize,
}

/// A name that is given a value.
#[derive(Clone)]
pub(super) struct Assignment {
    /// The block in which the name holds.
    pub block: usize,
    /// The block in which the value is read.
    pub read_in: usize,
    pub target: String,
    /// The value's tokens.
    pub value: Range<usize>,
    pub way: Way,
    /// What it holds without an expression that says so: fields of settings, and parameters.
    pub reads: Vec<Name>,
}

/// How a name comes by its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Set,
    Called,
    Returned,
    Declared,
}

/// A call.
pub(super) struct Call {
    /// What is called, imports resolved: `dbtsl.SemanticLayerClient`.
    pub path: String,
    /// The same as written.
    pub written: String,
    pub block: usize,
    /// The parenthesis.
    pub open: usize,
}

/// The places of assignments, in order, by names and by the blocks in which these hold.
#[derive(Default)]
pub(super) struct Places(HashMap<String, BTreeMap<usize, Vec<usize>>>);

impl Places {
    pub fn add(&mut self, block: usize, name: &str, place: usize) {
        if let Some(known) = self.0.get_mut(name) {
            known.entry(block).or_default().push(place);
        } else {
            self.0.insert(name.to_owned(), BTreeMap::from([(block, vec![place])]));
        }
    }

    pub fn of(&self, name: &str) -> Option<&BTreeMap<usize, Vec<usize>>> {
        self.0.get(name)
    }

    pub fn at(&self, block: usize, name: &str) -> &[usize] {
        let known = self.0.get(name).and_then(|known| known.get(&block));
        known.map_or(&[], Vec::as_slice)
    }
}

/// A file that was read.
pub(super) struct Module<'a> {
    pub source: &'a Source,
    pub reading: Reading,
    pub blocks: Vec<Block>,
    pub imports: HashMap<&'a str, String>,
    pub imported: Imports<'a>,
    pub assignments: Vec<Assignment>,
    pub calls: Vec<Call>,
    /// Functions that read the variable whose name they are given.
    pub readers: Readers,
    /// Names that hold what a secret manager answered.
    pub answers: Answers,
    /// The block of each statement, by the token with which it begins.
    pub(super) statements: Vec<(usize, usize)>,
    pub(super) inner: HashMap<(usize, &'a str), usize>,
    /// The assignments of each name, by the block in which it holds.
    given: Places,
    /// How many assignments are in it.
    of_given: usize,
    by_scope: HashMap<Scope, usize>,
    /// How many assignments are statements of the file; the others are arguments of calls.
    of_statements: usize,
}

impl<'a> Module<'a> {
    /// Read a file.
    pub fn new(source: &'a Source) -> Self {
        let mut module = Self {
            source,
            reading: token::read(&source.text),
            blocks: vec![Block {
                scope: Scope::unit("python", &source.path),
                outer: None,
                is_class: false,
                parameters: Vec::new(),
                at: 0,
                depth: 0,
            }],
            imports: HashMap::new(),
            imported: Imports::default(),
            assignments: Vec::new(),
            calls: Vec::new(),
            readers: Readers::new(),
            answers: Answers::new(),
            statements: Vec::new(),
            inner: HashMap::new(),
            given: Places::default(),
            of_given: 0,
            by_scope: HashMap::new(),
            of_statements: 0,
        };
        module.survey();
        module.of_statements = module.assignments.len();
        module.find_calls();
        let fields = fields::of(&module);
        module.hand_over(&fields);
        module.assignments.extend(fields::assignments(&module, &fields));
        module.assignments.extend(callables::assignments(&module));
        module.assignments.extend(parameters::assignments(&module));
        members::add(&mut module);
        for (index, block) in module.blocks.iter().enumerate() {
            module.by_scope.entry(block.scope.clone()).or_insert(index);
        }
        module.answers = stores::answers(&module);
        module.readers = reader::readers(&module);
        module
    }

    /// A dotted name with its import filled in.
    pub fn resolved(&self, parts: &[&str]) -> String {
        let Some((first, rest)) = parts.split_first() else { return String::new() };
        let first = self.imports.get(first).map_or(*first, String::as_str);
        rest.iter().fold(first.to_owned(), |path, part| path + "." + part)
    }

    /// The block in which a token stands.
    pub fn block_of(&self, at: usize) -> usize {
        let index = self.statements.partition_point(|(start, _)| *start <= at);
        index.checked_sub(1).map_or(0, |index| self.statements[index].1)
    }

    /// The block and all around it.
    pub fn outwards(&self, block: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(block), |block| self.blocks[*block].outer)
    }

    pub fn class_of(&self, block: usize) -> Option<usize> {
        self.outwards(block).find(|it| self.blocks[*it].is_class)
    }

    /// The block in which a name holds that is read in `block`, if the file gives it a value.
    pub fn home(&self, block: usize, name: &str) -> Option<usize> {
        let given = self.given.of(name)?;
        let holds = |block: &usize| given.contains_key(block);
        match name.split_once('.') {
            Some(("self" | "cls", _)) => self.class_of(block).filter(holds),
            _ => self.outwards(block).find(holds),
        }
    }

    /// The block of a scope.
    pub fn block_at(&self, scope: &Scope) -> Option<usize> {
        self.by_scope.get(scope).copied()
    }

    /// The assignments of a name in the block in which it holds.
    pub fn given(&self, home: usize, name: &str) -> impl Iterator<Item = &Assignment> {
        self.given.at(home, name).iter().map(|index| &self.assignments[*index])
    }

    /// The place of the first assignment of a name in the innermost block around another that gives it a value, and
    /// that block.
    pub fn first(&self, block: usize, name: &str) -> Option<(usize, usize)> {
        let given = self.given.of(name)?;
        self.outwards(block).find_map(|block| Some((block, *given.get(&block)?.first()?)))
    }

    /// The place of the first assignment of a name in the block in which it holds.
    pub fn first_in(&self, home: usize, name: &str) -> Option<usize> {
        self.given.at(home, name).first().copied()
    }

    /// Make the assignments that were added known by their names.
    pub fn file_given(&mut self) {
        for (index, it) in self.assignments.iter().enumerate().skip(self.of_given) {
            self.given.add(it.block, &it.target, index);
        }
        self.of_given = self.assignments.len();
    }

    /// The assignments whose value may hold a token: those of its own statement.
    pub fn assigned_around(&self, at: usize) -> impl Iterator<Item = &Assignment> {
        let index = self.statements.partition_point(|(start, _)| *start <= at);
        let start = index.checked_sub(1).map_or(0, |index| self.statements[index].0);
        let end = self.statements.get(index).map_or(usize::MAX, |(start, _)| *start);
        // Statements were read in order, so that the assignments of one stand together.
        let first =
            self.assignments[..self.of_statements].partition_point(|it| it.value.start < start);
        let own = self.assignments[first..self.of_statements].iter();
        own.take_while(move |it| it.value.start < end).filter(|it| it.way == Way::Set)
    }

    /// The function that is called by this name in a block.
    pub fn function(&self, block: usize, parts: &[&str]) -> Option<usize> {
        let named = |block, name| self.inner.get(&(block, name)).copied();
        match parts {
            ["self" | "cls", name] => named(self.class_of(block)?, *name),
            [name] => {
                let found = self.outwards(block).find_map(|block| named(block, *name))?;
                if self.blocks[found].is_class { named(found, "__init__") } else { Some(found) }
            }
            _ => None,
        }
    }

    /// The class that is called by this name in a block.
    pub fn class(&self, block: usize, parts: &[&str]) -> Option<usize> {
        let [name] = parts else { return None };
        let named = |block| self.inner.get(&(block, *name)).copied();
        let found = self.outwards(block).find_map(named)?;
        self.blocks[found].is_class.then_some(found)
    }

    /// The statements, by the tokens with which they begin, and the blocks in which they stand.
    pub fn statements(&self) -> impl Iterator<Item = (usize, usize)> {
        self.statements.iter().copied()
    }
}
