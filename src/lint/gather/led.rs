//! Files that were passed over and to which something leads that was read: they are read, too, and what they lead to.

use std::collections::HashSet;

use super::Gathered;
use super::hear::{self, Hearing, Told, counted, shortened, whole};
use super::imports::{self, Modules};
use super::includes;
use super::recall::Work;
use crate::discover::{Paths, Tree};
use crate::extract::led::{self, Reading};
use crate::model::{Facts, Limits, Problem, Source, SourceId, Vendor};
use crate::{discover, extract, parse};

/// How many files may lie one behind the other.
const ROUNDS: usize = 8;

/// Read what passages lead to, and what the passages in these files lead to. The files of a round are read in the
/// order of their paths.
pub(super) fn follow(
    gathered: &mut Gathered,
    tree: &Tree,
    (files, modules): (&Paths, &Modules<'_>),
    vendors: &[Vendor],
) {
    let mut seen: HashSet<usize> = HashSet::new();
    let mut known = 0;
    for _ in 0..ROUNDS {
        imports::lead(&mut gathered.facts.passages, known, modules);
        includes::name(&mut gathered.facts.passages, known, files);
        let targets = led::targets(gathered.facts.passages.after(known)).into_iter();
        let targets = targets.filter_map(|(path, it)| Some((files.position(&path)?, path, it)));
        let targets: Vec<_> = targets.filter(|(at, ..)| seen.insert(*at)).collect();
        forget(gathered, &targets);
        known = gathered.facts.passages.len();
        for (at, path, reading) in targets {
            read(gathered, tree, (at, &path), reading, vendors);
        }
        if known == gathered.facts.passages.len() {
            return;
        }
    }
    imports::lead(&mut gathered.facts.passages, known, modules);
    includes::name(&mut gathered.facts.passages, known, files);
    let targets = led::targets(gathered.facts.passages.after(known)).into_keys();
    let left = targets.filter_map(|path| Some((files.position(&path)?, path)));
    let left = left.filter(|(at, _)| {
        !seen.contains(at) && gathered.sources.get(SourceId(*at as u32)).is_none()
    });
    let problems: Vec<Problem> = left.map(|(_, path)| too_far(path)).collect();
    gathered.problems.extend(problems);
}

/// Leave out what was made of files that turn out to be pipelines.
fn forget(gathered: &mut Gathered, targets: &[(usize, String, Reading)]) {
    let pipelines =
        targets.iter().filter(|(_, path, it)| it.is_pipeline() && !extract::claims(path));
    let known = pipelines.map(|(at, ..)| SourceId(*at as u32));
    let known: HashSet<SourceId> = known.filter(|id| gathered.sources.get(*id).is_some()).collect();
    if !known.is_empty() {
        gathered.facts.leave_out(&known);
    }
}

/// What is said of a file that lies behind more others than are followed.
fn too_far(path: String) -> Problem {
    let message = format!("this lies behind more than {ROUNDS} other files and was not read");
    Problem { path, span: None, message }
}

/// Read a file that was not understood yet. Of one that was looked at for another reason, that much is known already.
fn read(
    gathered: &mut Gathered,
    tree: &Tree,
    (at, path): (usize, &str),
    reading: Reading,
    vendors: &[Vendor],
) {
    let id = SourceId(at as u32);
    let unread = gathered.sources.get(id).is_none();
    let limits = gathered.limits;
    let small = || discover::small(tree, path, id, limits);
    let read = unread.then(|| gathered.recall.source(at, small)).flatten();
    let Some(source) = read.as_deref().or_else(|| gathered.sources.get(id)) else { return };
    if gathered.passed.remove(&at) {
        let tell = || hear::told(source, None, vendors, limits);
        let told = gathered.recall.told(Work::Whole, || vec![at], tell);
        return gathered.add(read, told);
    }
    let parsed = extract::is_parsed(source, vendors);
    let understood = if reading.is_pipeline() {
        extract::claims(path)
    } else {
        parsed || extract::is_program(source, vendors)
    };
    // A file in another format is loaded in another way.
    let foreign = reading == Reading::EnvFile && parse::format_of(path).is_some();
    if understood || foreign || !led::can_be(source, reading) {
        return;
    }
    let tell = || within_budgets(source, reading, vendors, limits);
    let mut told = gathered.recall.told(Work::Led(reading), || vec![at], tell);
    if parsed {
        // What is wrong with it was told, and it counts once.
        (told.1, told.2) = (Vec::new(), false);
    }
    gathered.add(read, told);
}

/// Read a program that seems to import something of interest, and keep what it says if that `leads` there.
pub(super) fn importer(
    gathered: &mut Gathered,
    hearing: Hearing<'_>,
    (at, path): (usize, &str),
    leads: &dyn Fn(&Facts) -> bool,
) -> bool {
    let (id, limits, reading) = (SourceId(at as u32), hearing.all.limits, Reading::Python);
    let small = || discover::small(hearing.all.tree, path, id, limits);
    let Some(source) = gathered.recall.source(at, small) else { return false };
    let tell = || within_budgets(&source, reading, hearing.vendors, limits);
    let told = gathered.recall.told(Work::Led(reading), || vec![at], tell);
    let leads = leads(&told.0);
    if leads {
        let (facts, problems, _) = told;
        gathered.add(Some(source), (facts, problems, true));
    }
    leads
}

fn within_budgets(source: &Source, reading: Reading, vendors: &[Vendor], limits: Limits) -> Told {
    let (mut facts, problems, parsed) = whole(source, || told(source, reading, vendors, limits));
    let mut problems = counted(problems, &source.path);
    problems.extend(shortened(&mut facts, &source.path));
    (facts, problems, parsed)
}

fn told(source: &Source, reading: Reading, vendors: &[Vendor], limits: Limits) -> Told {
    if reading.is_pipeline() {
        if limits.largest() < source.text.len() {
            return (Facts::default(), Vec::new(), false);
        }
        let parsed = parse::within(source, parse::Format::Yaml, limits);
        let facts = led::of_pipeline(source, &parsed.document, reading, vendors);
        return (facts, parsed.problems, true);
    }
    if reading == Reading::EnvFile {
        let parsed = parse::document(source, parse::Format::Dotenv);
        return (led::of_env_file(source, &parsed.document, vendors), parsed.problems, true);
    }
    let (short, problem) = parse::shortened(source).unzip();
    let facts = led::of_program(short.as_ref().unwrap_or(source), reading, vendors);
    (facts, problem.into_iter().collect(), false)
}
