//! Terragrunt: a file hands its inputs to the configuration that it names, or that lies beside it, and may write a
//! provider into that. Inputs are variables of Terraform's environment
//! (<https://terragrunt.gruntwork.io/docs/features/inputs/>, read in 2026-11).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::generated::{self, Unit, Written};
use super::modules;
use super::reading::{Block, File};
use super::{surroundings, values, variables};
use crate::model::{
    Carry, Entry, Facts, Held, Most, Name, Node, Passage, Reach, Reference, Scalar, Scope, Site,
    SourceId, Space, Style, Take, Value, Within as _,
};

/// The files of Terragrunt: those of units, and those from which units take what they share.
const NAMES: [&str; 2] = ["terragrunt.hcl", "root.hcl"];
/// The unit of what a file gives to those that take it in.
pub(super) const UNIT: &str = "terragrunt";
/// How the names of locals begin that a file has of one that it takes in.
pub(super) const INCLUDED: &str = "include:";
/// The step of a scope in which the outputs of another file hold.
const DEPENDENCY: &str = "dependency";
/// How many inputs of a file are looked at.
const INPUTS: Most = Most::new(10_000, "inputs of a file of Terragrunt");
/// How many objects are put together as the inputs of a file.
const PARTS: Most = Most::new(1_000, "objects that are merged as inputs");
/// How often one local may stand for others.
const DEEP: Most = Most::new(8, "locals of Terragrunt that stand for others");
/// The step of a scope whose names go into the configuration that a file runs.
const RUN: &str = "inputs:all";
/// How many values files may take in from those above them.
const COPIES: Most = Most::new(100_000, "values that files of Terragrunt take in");
/// How many folders above a file it may take its inputs from.
const ABOVE: Most = Most::new(16, "folders above a file of Terragrunt");

/// Whether a file is Terragrunt's: a unit, or the file from which units take what they share.
pub(super) fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let fetched = [".terraform", ".terragrunt-cache"];
    NAMES.contains(&name) && !path.split('/').any(|it| fetched.contains(&it))
}

/// Add what a file of Terragrunt hands on.
pub(super) fn append(file: &File, facts: &mut Facts) {
    variables::append(file, &mut facts.sites);
    surroundings::append_path(file, &mut facts.circumstances);
    let source = file.blocks("terraform", 0).iter().find_map(|block| block.argument("source"));
    let target = source.and_then(|it| Some((it, target(file.source.folder(), it.text()?)?)));
    let scope =
        if target.is_some() { file.unit.within("inputs", "all") } else { file.unit.clone() };
    facts.sites.extend(inputs(file).into_iter().map(|entry| input(file, &scope, entry)));
    let name = file.source.file_name();
    facts.passages.extend(target.map(|(node, folder)| Passage {
        from: scope,
        to: Scope::unit("terraform", &folder),
        carries: vec![Carry { space: Space::Env, reach: Reach::Outwards }],
        span: node.span,
        says: format!("`{name}` runs `{}`", node.text().unwrap_or_default()),
    }));
    facts.passages.push(included(file));
    facts
        .passages
        .extend(file.blocks("dependency", 1).iter().filter_map(|it| given_back(file, it)));
    facts.sites.extend(shared(file));
    generated::append(file, facts);
    facts.append(file.cases.take());
}

/// What a file says of itself as a passage, until the files above it are known: which of them it takes in.
fn included(file: &File) -> Passage {
    let blocks = [file.blocks("include", 1), file.blocks("include", 0)];
    let path = blocks.iter().flatten().find_map(|block| block.argument("path"));
    let named = |path: &Node| {
        let text = path.text().unwrap_or_default();
        NAMES.into_iter().find(|name| text.contains(name)).unwrap_or(NAMES[0])
    };
    Passage {
        from: Scope::unit(UNIT, path.map(named).unwrap_or_default()),
        to: file.unit.clone(),
        carries: Vec::new(),
        span: path.map_or(file.start(), |it| it.span),
        says: format!("`{}` takes in what lies above it", file.source.file_name()),
    }
}

/// The inputs of a file: those that it writes itself, and those of locals that it merges with them. Of two of one name
/// the last counts.
fn inputs<'a>(file: &File<'a>) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = Vec::new();
    let mut waiting: Vec<(&Node, usize)> =
        file.root.get("inputs").map(|it| (it, 0)).into_iter().collect();
    for seen in 0.. {
        let Some((node, depth)) = waiting.pop().filter(|_| PARTS.has_room(seen)) else { break };
        match &node.value {
            Value::Map(entries) => {
                found.extend(entries);
                INPUTS.cut(&mut found);
            }
            Value::List(items) => waiting.extend(items.iter().rev().map(|it| (it, depth))),
            Value::Scalar(scalar) if DEEP.has_room(depth) && is_merged(scalar) => {
                let locals = scalar.references.iter().rev().filter_map(|it| local(file, it));
                waiting.extend(locals.map(|it| (it, depth + 1)));
            }
            Value::Scalar(_) | Value::Null => {}
        }
    }
    let mut told: HashSet<&str> = HashSet::new();
    found.reverse();
    found.retain(|entry| told.insert(&entry.key.text));
    found
}

/// Whether an expression is as a whole what it names, or puts that together.
fn is_merged(scalar: &Scalar) -> bool {
    let text = scalar.text.trim();
    let is_path = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    text.starts_with("merge(") || text.chars().all(is_path)
}

/// What a local is that the file declares.
fn local<'a>(file: &File<'a>, reference: &Reference) -> Option<&'a Node> {
    let [first, name, fields @ ..] = reference.path.as_slice() else { return None };
    let node = file.local(name).filter(|_| first == "local")?;
    fields.iter().try_fold(node, |node, field| node.get(field))
}

/// The outputs of another file's configuration, which a file takes by the name of a dependency.
fn given_back(file: &File, block: &Block) -> Option<Passage> {
    let node = block.argument("config_path")?;
    let folder = target(file.source.folder(), node.text()?)?;
    let name = block.label(0);
    Some(Passage {
        from: Scope::unit("terraform", &folder),
        to: dependency(&file.unit, name),
        carries: vec![Carry { space: Space::Output, reach: Reach::Here }],
        span: node.span,
        says: format!("dependency `{name}` gives its outputs back"),
    })
}

/// Where the outputs of a dependency hold.
fn dependency(unit: &Scope, name: &str) -> Scope {
    unit.within(DEPENDENCY, name)
}

/// What a reference means that only files of Terragrunt have.
pub(super) fn names(file: &File, steps: &[&str]) -> Vec<Name> {
    match steps {
        ["dependency", name, "outputs", output, ..] => {
            vec![Name::new(Space::Output, &dependency(file.reader(), name), *output)]
        }
        ["include", _, "locals", name, fields @ ..] => {
            values::locals(file.reader(), &format!("{INCLUDED}{name}"), fields)
        }
        ["include", _, "inputs", name, ..] => {
            vec![Name::new(Space::Local, file.reader(), format!("{INCLUDED}inputs.{name}"))]
        }
        _ => Vec::new(),
    }
}

/// What a file gives to those that take it in. Its locals are theirs by its own name only.
fn shared(file: &File) -> Vec<Site> {
    let mut sites = Held::default();
    variables::append(file, &mut sites);
    for entry in inputs(file) {
        let site = input(file, &file.unit, entry);
        let text = format!("inputs.{}", entry.key.text);
        let gives = Some(Name::new(Space::Local, &file.unit, text));
        sites.push(Site { gives, ..site.clone() });
        sites.push(site);
    }
    for name in sites.iter_mut().flat_map(names_of).filter(|it| it.space == Space::Local) {
        name.text.insert_str(0, INCLUDED);
    }
    let unit = format!("{UNIT}:{}", file.source.path);
    sites.iter().map(|site| moved(site, &unit)).collect()
}

fn names_of(site: &mut Site) -> impl Iterator<Item = &mut Name> {
    site.takes.iter_mut().map(|take| &mut take.name).chain(&mut site.gives)
}

/// A site as if it stood in another unit.
fn moved(site: &Site, unit: &str) -> Site {
    let name = |name: &Name| Name { scope: name.scope.moved_to(unit), ..name.clone() };
    let take = |take: &Take| Take { name: name(&take.name), span: take.span };
    Site {
        scope: site.scope.moved_to(unit),
        gives: site.gives.as_ref().map(name),
        takes: site.takes.iter().map(take).collect(),
        ..site.clone()
    }
}

/// Hand to each file what the nearest of those that it takes in gives, as if that stood in it, and the environment of
/// what is run in a folder above: `terragrunt run-all` goes through all folders below.
pub fn settle(facts: &mut Facts) {
    let ours = facts.passages.iter().filter(|it| place(&it.from, UNIT).is_some());
    let files: Vec<Passage> = ours.cloned().collect();
    if files.is_empty() {
        return;
    }
    let written = Written::taken(facts);
    let mut shared: HashMap<String, Vec<Site>> = HashMap::new();
    for site in &facts.sites {
        if let Some(path) = place(&site.scope, UNIT) {
            shared.entry(path.to_owned()).or_default().push(site.clone());
        }
    }
    facts.passages.retain(|it| place(&it.from, UNIT).is_none());
    facts.sites.retain(|it| place(&it.scope, UNIT).is_none());
    let given: HashSet<Name> = facts.sites.iter().filter_map(|it| it.gives.clone()).collect();
    let is_caller = |it: &Scope| place(it, "terraform").is_none() && place(it, "file").is_none();
    let callers = facts.passages.iter().filter(|it| is_caller(&it.from));
    let run: HashSet<Scope> = callers.map(|it| it.to.clone()).collect();
    let mut copies = Vec::new();
    let mut units = Units::of(facts);
    for Passage { from, to, span, says, .. } in files {
        let (name, folder) = (place(&from, UNIT), place(&to, "terraform").unwrap_or_default());
        let above: Vec<&str> = std::iter::successors(outer(folder), |it| outer(it)).collect();
        let path = |folder: &&str| {
            let slash = if folder.is_empty() { "" } else { "/" };
            name.filter(|it| !it.is_empty()).map(|name| format!("{folder}{slash}{name}"))
        };
        let is_there = |path: &String| shared.contains_key(path) || written.has(path);
        let taken_in = above.iter().filter_map(path).find(is_there);
        let is_own = |it: &Site| it.gives.as_ref().is_some_and(|name| given.contains(name));
        for site in taken_in.iter().filter_map(|path| shared.get(path)).flatten() {
            if COPIES.is_met(copies.len()) {
                break;
            }
            let copy = moved(site, to.root().unwrap_or_default());
            if !is_own(&copy) {
                copies.push(copy);
            }
        }
        let runs = above.iter().within(ABOVE).map(|folder| Scope::unit("terraform", folder));
        facts.passages.extend(runs.filter(|it| run.contains(it)).map(|from| Passage {
            from,
            to: to.clone(),
            carries: vec![Carry { space: Space::Env, reach: Reach::Outwards }],
            span,
            says: says.clone(),
        }));
        units.add(to, span.source, taken_in);
    }
    units.settle(written, facts);
    facts.sites.extend(copies);
    lead_back(facts);
}

/// Let the outputs of a dependency come from the configuration that it runs.
fn lead_back(facts: &mut Facts) {
    let run = facts.passages.iter().filter_map(|it| {
        let unit = place(&it.from, "terraform").filter(|_| it.from.steps().len() < 3)?;
        let is_run = it.from.steps().get(1).is_some_and(|step| step.starts_with("inputs:"));
        (is_run && place(&it.to, "terraform").is_some()).then(|| (unit.to_owned(), it.to.clone()))
    });
    let run: HashMap<String, Scope> = run.collect();
    let mark = format!("{DEPENDENCY}:");
    let is_back = |it: &Passage| it.to.steps().last().is_some_and(|step| step.starts_with(&mark));
    for passage in facts.passages.those_mut(is_back) {
        let unit = place(&passage.from, "terraform").unwrap_or_default();
        if let Some(configuration) = run.get(unit) {
            passage.from = configuration.clone();
        }
    }
}

/// The units of all files.
struct Units {
    /// Where the inputs of a file hold, and the configuration that it runs.
    runs: HashMap<SourceId, (Scope, Scope)>,
    /// The units, each with its file and the path of the one that it takes in.
    all: Vec<(Unit, SourceId, Option<String>)>,
}

impl Units {
    fn of(facts: &Facts) -> Self {
        let runs = facts.passages.iter().filter(|it| is_unit(&it.from));
        let runs = runs.map(|it| (it.span.source, (it.from.clone(), it.to.clone()))).collect();
        Self { runs, all: Vec::new() }
    }

    fn add(&mut self, own: Scope, file: SourceId, taken_in: Option<String>) {
        let run = self.runs.get(&file).cloned();
        let (root, configuration) = run.map_or((own.clone(), None), |(from, to)| (from, Some(to)));
        self.all.push((Unit { own, root, configuration }, file, taken_in));
    }

    /// Let what is written lie in each unit that has it. A file that others take in is none itself, unless it runs
    /// something.
    fn settle(self, mut written: Written, facts: &mut Facts) {
        let taken_in = self.all.iter().filter_map(|(.., path)| path.clone());
        let taken_in: HashSet<String> = taken_in.collect();
        let mut units = Vec::new();
        for (unit, file, above) in self.all {
            let own = written.path(file).map(str::to_owned);
            let is_above = own.as_ref().is_some_and(|it| taken_in.contains(it));
            if !is_above || unit.configuration.is_some() {
                written.place(&unit, own.as_deref(), above.as_deref());
                units.push(unit);
            }
        }
        written.settle(&units, facts);
    }
}

/// Whether names of a scope go into a configuration that a file of Terragrunt runs.
pub(super) fn is_unit(scope: &Scope) -> bool {
    place(scope, "terraform").is_some() && scope.steps().get(1).is_some_and(|it| &**it == RUN)
}

/// The place of a unit of a kind.
pub(super) fn place<'s>(scope: &'s Scope, kind: &str) -> Option<&'s str> {
    scope.root()?.strip_prefix(kind)?.strip_prefix(':')
}

fn outer(folder: &str) -> Option<&str> {
    (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(outer, _)| outer))
}

/// The folder that a source means, if it is one of this repository. `//` parts a package from a folder in it.
fn target(folder: &str, source: &str) -> Option<String> {
    let source = source.split('?').next().unwrap_or(source).replace("//", "/");
    let from_root = ["${get_repo_root()}", "${get_path_to_repo_root()}"];
    if let Some(rest) = from_root.iter().find_map(|root| source.strip_prefix(root)) {
        return modules::target("", &format!(".{rest}"));
    }
    let here = source.strip_prefix("${get_terragrunt_dir()}").map(|rest| format!(".{rest}"));
    modules::target(folder, here.as_deref().unwrap_or(&source))
}

fn input(file: &File, scope: &Scope, entry: &Entry) -> Site {
    let key = &entry.key.text;
    let says = format!("`{}` hands over the variable `{key}`", file.source.file_name());
    Site {
        gives: Some(Name::new(Space::Env, scope, format!("TF_VAR_{key}"))),
        scope: scope.clone(),
        ..values::site(file, &entry.value, says)
    }
}

/// The variables of the environment that a value asks for: `get_env("DBT_TOKEN")`.
pub(super) fn asked(file: &File, node: &Node) -> Vec<Take> {
    let Some(scalar) = node.scalar().filter(|it| it.style != Style::Single) else {
        return Vec::new();
    };
    let name = |range: Range<usize>| Take {
        name: Name::new(Space::Env, file.reader(), &scalar.text[range.clone()]),
        span: scalar.span_of(file.source.id, range.start, range.end),
    };
    asked_in(&scalar.text).map(name).collect()
}

/// How a value asks for a variable.
const ASKS: &str = "get_env(";

/// The names for which a text asks.
fn asked_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(ASKS).filter_map(|(at, _)| {
        let rest = &text[at + ASKS.len()..];
        let start = at + ASKS.len() + (rest.len() - rest.trim_start().len()) + 1;
        let name = rest.trim_start().strip_prefix('"')?.split('"').next()?;
        (!name.is_empty()).then(|| start..start + name.len())
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{asked_in, claims, settle, target};
    use crate::model::{Facts, Name, Passage, Scope, Site, SourceId, Space, Span};

    #[test]
    fn values_behind_the_bound_take_no_time() {
        const MANY: usize = 5_000;
        let unit = |kind: &str, folder: &str| Scope::unit(kind, folder);
        let given = |at| {
            let scope = unit("terragrunt", "root.hcl");
            let name = Name::new(Space::Env, &scope, format!("TF_VAR_x{at}"));
            let place = Span { source: SourceId(0), start: 0, end: 0 };
            Site { gives: Some(name), ..Site::new(place, &scope, String::new()) }
        };
        let below = |at| Passage {
            from: unit("terragrunt", "root.hcl"),
            to: unit("terraform", &format!("u{at}")),
            carries: Vec::new(),
            span: Span { source: SourceId(0), start: 0, end: 0 },
            says: String::new(),
        };
        let mut facts = Facts::default();
        facts.sites.extend((0..MANY).map(given));
        facts.passages.extend((0..4 * MANY).map(below));
        let begun = Instant::now();
        settle(&mut facts);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_unit_is_a_file_of_this_name_that_nobody_fetched() {
        for (path, expected) in [
            ("terragrunt.hcl", true),
            ("live/prod/terragrunt.hcl", true),
            ("live/root.hcl", true),
            ("live/.terragrunt-cache/x/terragrunt.hcl", false),
            (".terraform.lock.hcl", false),
            ("live/region.hcl", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }

    #[test]
    fn a_source_is_a_folder_of_the_repository_or_lies_elsewhere() {
        for (source, expected) in [
            ("../../modules//dbt", Some("modules/dbt")),
            ("${get_repo_root()}/modules//dbt?ref=x", Some("modules/dbt")),
            ("${get_terragrunt_dir()}/../dbt", Some("live/dbt")),
            (".", Some("live/prod")),
            ("../../../x", None),
            ("git::https://example.com/modules.git//dbt?ref=v1", None),
            ("tfr:///acme/dbt/cloud", None),
            ("${local.source}", None),
        ] {
            assert_eq!(target("live/prod", source).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn variables_are_asked_for_by_name() {
        for (text, expected) in [
            (r#"get_env("A")"#, &["A"][..]),
            (r#"get_env( "A", "b")"#, &["A"]),
            (r#"${get_env("A")}-${get_env("B", "")}"#, &["A", "B"]),
            (r#"get_env("")"#, &[]),
            ("get_env(local.name)", &[]),
            ("get_env(", &[]),
            (r#"env("A")"#, &[]),
        ] {
            let asked: Vec<&str> = asked_in(text).map(|it| &text[it]).collect();
            assert_eq!(asked, expected, "{text}");
        }
    }
}
