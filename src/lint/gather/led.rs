//! Files that were passed over and to which something leads that was read: they are read, too, and what they lead to.

use std::collections::HashSet;

use super::Gathered;
use super::hear::{self, Hearing, Told, counted, shortened, whole};
use super::imports::{self, Modules};
use super::recall::Work;
use crate::discover::{Paths, Tree};
use crate::extract::led::{self, Reading};
use crate::model::{Facts, Problem, Source, SourceId, Vendor};
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
        let targets = led::targets(gathered.facts.passages.after(known));
        known = gathered.facts.passages.len();
        for (path, reading) in targets {
            let Some(at) = files.position(&path) else { continue };
            if seen.insert(at) {
                read(gathered, tree, (at, &path), reading, vendors);
            }
        }
        if known == gathered.facts.passages.len() {
            return;
        }
    }
    imports::lead(&mut gathered.facts.passages, known, modules);
    let targets = led::targets(gathered.facts.passages.after(known)).into_keys();
    let left = targets.filter_map(|path| Some((files.position(&path)?, path)));
    let left = left.filter(|(at, _)| {
        !seen.contains(at) && gathered.sources.get(SourceId(*at as u32)).is_none()
    });
    let problems: Vec<Problem> = left.map(|(_, path)| too_far(path)).collect();
    gathered.problems.extend(problems);
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
    let understood = extract::is_parsed(source, vendors) || extract::is_program(source, vendors);
    // A file in another format is loaded in another way.
    let foreign = reading == Reading::EnvFile && parse::format_of(path).is_some();
    if understood || foreign || !led::can_be(source, reading) {
        return;
    }
    let tell = || within_budgets(source, reading, vendors);
    let told = gathered.recall.told(Work::Led(reading), || vec![at], tell);
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
    let tell = || within_budgets(&source, reading, hearing.vendors);
    let told = gathered.recall.told(Work::Led(reading), || vec![at], tell);
    let leads = leads(&told.0);
    if leads {
        let (facts, problems, _) = told;
        gathered.add(Some(source), (facts, problems, true));
    }
    leads
}

fn within_budgets(source: &Source, reading: Reading, vendors: &[Vendor]) -> Told {
    let (mut facts, problems, parsed) = whole(source, || told(source, reading, vendors));
    let mut problems = counted(problems, &source.path);
    problems.extend(shortened(&mut facts, &source.path));
    (facts, problems, parsed)
}

fn told(source: &Source, reading: Reading, vendors: &[Vendor]) -> Told {
    if reading == Reading::EnvFile {
        let parsed = parse::document(source, parse::Format::Dotenv);
        return (led::of_env_file(source, &parsed.document, vendors), parsed.problems, true);
    }
    let (short, problem) = parse::shortened(source).unzip();
    let facts = led::of_program(short.as_ref().unwrap_or(source), reading, vendors);
    (facts, problem.into_iter().collect(), false)
}
