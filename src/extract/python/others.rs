//! What a file shares with the other modules of its program: the names that they may import, those that it imports,
//! what it hands to their functions, and the run that all of them are parts of.

use crate::model::{Arrange as _, Most, Within as _};
use std::collections::{HashMap, HashSet};

use super::imports::{self, ALL};
use super::module::{Assignment, Module, Way};
use super::{Carry, Name, Passage, Reach, Site, Space, Take, Telling, caller, value};
use crate::extract::literals;

/// How many assignments of one file are looked at.
const ASSIGNMENTS: Most = Most::new(20_000, "assignments");
/// How many names one file may share.
const SHARED: Most = Most::new(4_000, "names that other modules may import");
/// How many calls of imported functions are looked at.
const CALLS: Most = Most::new(2_000, "calls of imported functions");

/// The imports of a file: its modules run where it runs, with its environment.
pub(super) fn passages(module: &Module<'_>) -> Vec<Passage> {
    let from = &module.blocks[0].scope;
    let carry = |space| Carry { space, reach: Reach::Outwards };
    let passage = |import: &imports::Import<'_>| Passage {
        from: from.clone(),
        to: import.scope(&module.source.path),
        carries: vec![carry(Space::Env), carry(Space::Setting)],
        span: module.span(&(import.at..import.at + 1)),
        says: format!("`{}` imports `{}`", module.source.file_name(), import.title()),
    };
    module.imported.all.iter().map(passage).collect()
}

impl Telling<'_, '_> {
    /// Tell what other modules may take, and what is handed to them.
    pub(super) fn tell_others(&mut self) {
        self.follow(shared(self));
        self.tell_readers();
        self.tell_imports();
        self.tell_calls();
    }

    /// The site at which an imported name enters the file.
    pub(super) fn imported(&self, name: &Name) -> Option<Site> {
        let module = self.module;
        let (import, rest) = imports::borrowed(module, name)?;
        let span = module.span(&(import.at..import.at + 1));
        // A function that is asked for something is told without what it is asked for.
        let shown = name.text.split_once('=').and_then(|(it, _)| it.rsplit_once('('));
        let shown = shown.map_or(name.text.as_str(), |(function, _)| function);
        let says = format!("`{shown}` is imported from `{}`", import.title());
        let taken = Name::new(Space::Local, &import.scope(&module.source.path), rest);
        Some(Site {
            takes: vec![Take { name: taken, span }],
            gives: Some(name.clone()),
            ..Site::new(span, &module.blocks[0].scope, says)
        })
    }

    /// Functions that give back what stands under the name that they are given.
    fn tell_readers(&mut self) {
        let module = self.module;
        let unit = &module.blocks[0].scope;
        let is_open = |function: &&usize| module.blocks[**function].outer == Some(0);
        let mut functions: Vec<&usize> = module.readers.keys().filter(is_open).collect();
        functions.arrange();
        for function in functions {
            let (block, (space, parameter)) =
                (&module.blocks[*function], &module.readers[function]);
            let (name, span) = (module.word(block.at), module.span(&(block.at..block.at + 1)));
            let place = block.parameters.iter().position(|it| it == parameter).unwrap_or_default();
            for parameter in [parameter, &place.to_string()] {
                let gives = imports::asked(name, parameter, imports::WANTED);
                let taken = Name::new(*space, unit, imports::WANTED);
                self.sites.push(Site {
                    takes: vec![Take { name: taken, span }],
                    gives: Some(Name::new(Space::Local, unit, gives)),
                    ..Site::new(span, unit, format!("`{name}` reads what it is asked for"))
                });
            }
        }
    }

    /// What a package imports, others import from the package.
    fn tell_imports(&mut self) {
        let module = self.module;
        let is_package = module.source.file_name() == "__init__.py";
        let names: Vec<String> = module
            .imported
            .names()
            .filter(|it| is_package || *it == ALL)
            .map(str::to_owned)
            .collect();
        let unit = module.blocks[0].scope.clone();
        self.follow(names.iter().map(|name| Name::new(Space::Local, &unit, name)).collect());
    }

    /// What calls of imported functions are given.
    fn tell_calls(&mut self) {
        let module = self.module;
        let path = &module.source.path;
        let foreign = module.calls.iter().filter_map(|call| {
            let (import, rest) = module.imported.of(&call.written)?;
            Some((call, import.scope(path), rest))
        });
        for (call, scope, function) in foreign.within(CALLS) {
            for (place, argument) in module.arguments(call.open).into_iter().enumerate() {
                let parameter = argument.keyword.map_or_else(|| place.to_string(), str::to_owned);
                let says = format!("`{}` is given it", call.written);
                let mut site = self.site(&argument.value, call.block, says);
                if self.is_worth(&site) && caller::fills(module, &site) {
                    site.gives = Some(imports::handed(&scope, function, &parameter));
                    self.present(site);
                }
            }
        }
    }

    fn is_worth(&self, site: &Site) -> bool {
        let literal = site.literal.as_ref();
        let is_token =
            || literal.is_some_and(|it| !literals::tokens(it.expose(), self.vendors).is_empty());
        !site.takes.is_empty() || is_token()
    }
}

/// The names of the file itself that hold something of the environment, of a store or of another module.
fn shared(telling: &Telling<'_, '_>) -> Vec<Name> {
    let module = telling.module;
    let unit = &module.blocks[0].scope;
    let mut takers: HashMap<Name, Vec<&Assignment>> = HashMap::new();
    let mut waiting: Vec<&Assignment> = Vec::new();
    for it in module.assignments.iter().within(ASSIGNMENTS) {
        let value = value::of(module, it);
        for take in value.takes {
            let is_local = take.name.space == Space::Local;
            if !is_local || imports::borrowed(module, &take.name).is_some() {
                waiting.push(it);
            }
            if is_local {
                takers.entry(take.name).or_default().push(it);
            }
        }
        let literal =
            value.literal.filter(|it| !literals::tokens(it.expose(), telling.vendors).is_empty());
        waiting.extend(literal.map(|_| it));
    }
    let mut known: HashSet<Name> = HashSet::new();
    let mut shared = Vec::new();
    while let Some(it) = waiting.pop() {
        let name = Name::new(Space::Local, &module.blocks[it.block].scope, it.target.as_str());
        if !known.insert(name.clone()) {
            continue;
        }
        waiting.extend(takers.get(&name).into_iter().flatten());
        if name.scope == *unit && it.way != Way::Called && SHARED.has_room(shared.len()) {
            shared.push(name);
        }
    }
    shared
}
