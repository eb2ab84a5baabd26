//! Imports between the modules of a program: where each lies, what it has under the imported name, and which runs a
//! module is a part of.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::discover::Paths;
use crate::extract::python::imports::{self, Importable};
use crate::model::{
    Arrange as _, Facts, Held, Matter, Most, Name, Passage, Scope, Site, Space, Take,
};

/// How many modules of a package hand one name on.
const ROUNDS: Most = Most::new(8, "modules that hand one name on");
/// How many modules all programs may have together.
const PARTS: Most = Most::new(20_000, "modules of all programs");
/// How many programs one module may be a part of.
const PROGRAMS: usize = 32;

/// Where imports lead. What there is to be imported is gone through once, and only if something is.
pub(super) struct Modules<'p> {
    files: &'p Paths,
    importable: OnceCell<Importable<'p>>,
}

impl<'p> Modules<'p> {
    /// The modules among some files.
    pub(super) fn of(files: &'p Paths) -> Self {
        Self { files, importable: OnceCell::new() }
    }

    fn found(&self, name: &Name) -> Option<Name> {
        imports::found(name, self.importable.get_or_init(|| Importable::of(self.files.iter())))
    }

    /// The file of the module that a scope stands for, if it stands for something imported that lies here.
    pub(super) fn lies(&self, scope: &Scope) -> Option<String> {
        if !imports::is_import(scope) {
            return None;
        }
        let found = self.found(&Name::new(Space::Local, scope, ""))?;
        path(&found.scope).map(str::to_owned)
    }
}

/// Lead what imports a module to where it lies, in the passages after the first so many.
pub(super) fn lead(passages: &mut Held<Passage>, known: usize, modules: &Modules<'_>) {
    for at in known..passages.len() {
        if !imports::is_import(&passages[at].to) {
            continue;
        }
        let name = Name::new(Space::Local, &passages[at].to, "");
        if let Some(found) = modules.found(&name) {
            passages[at].to = found.scope;
        }
    }
}

/// Put what a module has in the place of what others import, leave out what no module of the repository has, and say
/// of each module of which programs it is a part.
pub(super) fn settle(facts: &mut Facts, modules: &Modules<'_>) {
    let is_import = |it: &Passage| imports::is_import(&it.to) || is_part(it);
    if facts.passages.iter().any(is_import) || facts.sites.iter().any(imports_something) {
        let dead = place(facts, modules);
        leave_out(facts, dead);
        join(facts);
    }
}

fn imports_something(site: &Site) -> bool {
    let takes = site.takes.iter().map(|take| &take.name);
    takes.chain(&site.gives).any(|name| imports::is_import(&name.scope))
}

/// Name what is imported as its own module does; the answer is the sites that import nothing of the repository's.
fn place(facts: &mut Facts, modules: &Modules<'_>) -> Vec<usize> {
    let mut known: HashMap<Name, Option<Name>> = HashMap::new();
    let mut found = |name: &Name| {
        let found = || modules.found(name);
        known.entry(name.clone()).or_insert_with(found).clone()
    };
    let (mut borrowing, mut dead) = (Vec::new(), Vec::new());
    let importing = |at: &usize| imports_something(&facts.sites[*at]);
    let importing: Vec<usize> = (0..facts.sites.len()).filter(importing).collect();
    for at in importing {
        let site = &mut facts.sites[at];
        if let Some(name) = site.gives.as_mut().filter(|it| imports::is_import(&it.scope)) {
            match found(name) {
                Some(placed) => *name = placed,
                None => dead.push(at),
            }
            continue;
        }
        let placed = site.takes.first_mut().and_then(|take| Some((found(&take.name)?, take)));
        match placed {
            Some((placed, take)) => {
                take.name = placed;
                borrowing.push(at);
            }
            None => dead.push(at),
        }
    }
    dead.extend(hand_on(facts, borrowing));
    dead
}

/// Let modules hand on what they import themselves; the answer is the sites that import what nothing gives.
fn hand_on(facts: &mut Facts, mut borrowing: Vec<usize>) -> Vec<usize> {
    let mut given: HashSet<Name> = facts.sites.iter().filter_map(|it| it.gives.clone()).collect();
    let lender = |at: &usize| Some((facts.sites[*at].gives.clone()?, facts.sites[*at].clone()));
    let lent: HashMap<Name, Site> = borrowing.iter().filter_map(lender).collect();
    let readers = readers(&facts.sites);
    let mut from = 0;
    for round in 0.. {
        let new: Vec<usize> = borrowing[from..].to_vec();
        if new.is_empty() || ROUNDS.is_met(round) {
            break;
        }
        from = borrowing.len();
        for at in new {
            let Some(take) = facts.sites[at].takes.first().cloned() else { continue };
            if given.contains(&take.name) {
                continue;
            }
            if let Some(site) = handed_on(&take, &lent) {
                given.insert(take.name);
                borrowing.push(facts.sites.len());
                facts.sites.push(site);
            } else if let Some(site) = answered(&take, &facts.sites, &readers) {
                given.insert(take.name);
                facts.sites.push(site);
            }
        }
    }
    let is_lost =
        |at: &usize| !facts.sites[*at].takes.first().is_some_and(|it| given.contains(&it.name));
    borrowing.into_iter().filter(is_lost).collect()
}

/// The site at which a module hands on a member of what it imports, or one of all names that it imports.
fn handed_on(take: &Take, lent: &HashMap<Name, Site>) -> Option<Site> {
    let text = take.name.text.as_str();
    let under = |name: &str| lent.get(&Name { text: name.to_owned(), ..take.name.clone() });
    let ends = text.match_indices(['.', '(', '[']).map(|(at, _)| at).take(8);
    let member = ends.filter_map(|end| Some((under(&text[..end])?, &text[end..]))).last();
    let (site, rest) = member.or_else(|| Some((under(imports::ALL)?, text)))?;
    let lender = site.takes.first()?;
    let own = if lender.name.text == imports::ALL { "" } else { lender.name.text.as_str() };
    let name = Name { text: format!("{own}{rest}"), ..lender.name.clone() };
    Some(Site {
        takes: vec![Take { name, span: lender.span }],
        gives: Some(take.name.clone()),
        ..site.clone()
    })
}

/// The functions that read whatever they are asked for, by their names.
fn readers(sites: &Held<Site>) -> HashMap<Name, usize> {
    let is_reader = |site: &&Site| site.takes.iter().any(|take| take.name.text == imports::WANTED);
    let places = sites.iter().enumerate().filter(|(_, site)| is_reader(site));
    places.filter_map(|(at, site)| Some((site.gives.clone()?, at))).collect()
}

/// The site at which a function reads what it is asked for.
fn answered(take: &Take, sites: &Held<Site>, readers: &HashMap<Name, usize>) -> Option<Site> {
    let (function, wanted) = take.name.text.split_once('=')?;
    let wanted = wanted.strip_suffix(')')?;
    let general = Name { text: format!("{function}={})", imports::WANTED), ..take.name.clone() };
    let reader = &sites[*readers.get(&general)?];
    let read = |it: &Take| Take {
        name: Name { text: wanted.to_owned(), ..it.name.clone() },
        span: take.span,
    };
    Some(Site {
        takes: reader.takes.iter().map(read).collect(),
        gives: Some(take.name.clone()),
        ..reader.clone()
    })
}

/// Leave out sites that are handed nothing, and what they would hand on.
fn leave_out(facts: &mut Facts, mut dead: Vec<usize>) {
    let mut givers: HashMap<Name, usize> = HashMap::new();
    let mut takers: HashMap<Name, Vec<usize>> = HashMap::new();
    for (at, site) in facts.sites.iter().enumerate() {
        if let Some(name) = &site.gives {
            *givers.entry(name.clone()).or_default() += 1;
        }
        for take in site.takes.iter().filter(|take| take.name.space == Space::Local) {
            takers.entry(take.name.clone()).or_default().push(at);
        }
    }
    let mut gone: HashSet<usize> = HashSet::new();
    while let Some(at) = dead.pop() {
        if !gone.insert(at) {
            continue;
        }
        let Some(name) = facts.sites[at].gives.clone() else { continue };
        let left = givers.get_mut(&name).map_or(0, |it| {
            *it = it.saturating_sub(1);
            *it
        });
        for taker in takers.get(&name).into_iter().flatten().filter(|_| left == 0) {
            let site = &mut facts.sites[*taker];
            site.takes.retain(|take| take.name != name);
            if site.takes.is_empty() && site.literal.is_none() {
                dead.push(*taker);
            }
        }
    }
    let mut at = 0..;
    facts.sites.retain(|_| !at.next().is_some_and(|at| gone.contains(&at)));
}

/// Let each module be a part of the programs that import it, and of nothing else: which of its importers imported it
/// first makes no difference.
fn join(facts: &mut Facts) {
    let parts = parts(facts);
    let own = facts.circumstances.iter().filter(|it| says_who_runs(&it.matter));
    let alone: HashSet<&Scope> = own.map(|it| &it.scope).collect();
    let starts = parts.iter().map(|it| unit(&it.to)).filter(|it| alone.contains(it));
    let mut starts: Vec<Scope> = starts.collect();
    starts.arrange();
    starts.dedup();
    facts.starts.extend(starts);
    facts.passages.retain(|it| !is_part(it) && !imports::is_import(&it.to));
    facts.passages.extend(parts);
}

fn is_part(passage: &Passage) -> bool {
    path(&passage.from).is_some() && path(&passage.to).is_some()
}

fn path(scope: &Scope) -> Option<&str> {
    scope.root()?.strip_prefix("python:")
}

fn unit(scope: &Scope) -> Scope {
    scope.whole()
}

fn says_who_runs(matter: &Matter) -> bool {
    matches!(matter, Matter::Unattended | Matter::Attended)
}

/// The modules of each program that a job runs or that says itself how it runs.
fn parts(facts: &Facts) -> Vec<Passage> {
    let mut imported: HashMap<&str, Vec<&Passage>> = HashMap::new();
    for it in facts.passages.iter().filter(|it| is_part(it)) {
        imported.entry(path(&it.from).unwrap_or_default()).or_default().push(it);
    }
    let holding: HashSet<&str> = facts.sites.iter().filter_map(|it| path(&it.scope)).collect();
    let mut parts: Vec<Passage> = Vec::new();
    let mut known: HashMap<String, Vec<&str>> = HashMap::new();
    for (first, by) in programs(facts) {
        for (module, passage) in modules(first, &imported) {
            if !holding.contains(module) || PARTS.is_met(parts.len()) {
                continue;
            }
            let known = known.entry(module.to_owned()).or_default();
            // Programs of one folder that nothing tells apart are one as far as the module's own variables go.
            let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
            let is_new = known.len() < PROGRAMS && (by == By::AJob || !known.contains(&folder));
            known.extend((by == By::Itself && is_new).then_some(folder));
            parts.push(part(first, module, passage, is_new));
        }
    }
    parts
}

/// The passage by which a module is a part of a program; one that is told for names alone leads to no context.
fn part(first: &str, module: &str, passage: &Passage, enters: bool) -> Passage {
    let to = Scope::unit("python", module);
    let is_direct = path(&passage.from) == Some(first) && path(&passage.to) == Some(module);
    let says = || format!("`{}` imports `{module}`", first.rsplit('/').next().unwrap_or(first));
    Passage {
        from: Scope::unit("python", first),
        to: if enters { to } else { to.within("program", first) },
        says: if is_direct { passage.says.clone() } else { says() },
        ..passage.clone()
    }
}

/// By what a program is known to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    AJob,
    Itself,
}

/// The first modules of programs.
fn programs(facts: &Facts) -> BTreeMap<&str, By> {
    let mut programs = BTreeMap::new();
    for it in facts.circumstances.iter().filter(|it| says_who_runs(&it.matter)) {
        programs.extend(path(&it.scope).map(|path| (path, By::Itself)));
    }
    for it in facts.passages.iter().filter(|it| path(&it.from).is_none()) {
        programs.extend(path(&it.to).map(|path| (path, By::AJob)));
    }
    programs
}

/// The modules that a program imports, each with the import in the first module that leads there, nearest first.
fn modules<'f>(
    first: &'f str,
    imported: &HashMap<&str, Vec<&'f Passage>>,
) -> Vec<(&'f str, &'f Passage)> {
    let mut found: Vec<(&str, &Passage)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::from([first]);
    let mut at = 0;
    let mut next = Some((first, None));
    while let Some((module, by)) = next {
        for passage in imported.get(module).into_iter().flatten() {
            let Some(to) = path(&passage.to).filter(|it| seen.insert(it)) else { continue };
            found.push((to, by.unwrap_or(*passage)));
        }
        next = found.get(at).map(|(module, by)| (*module, Some(*by)));
        at += 1;
    }
    found
}
