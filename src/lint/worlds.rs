//! Rules tried on worlds: tiny repositories that say on the line what is wrong with them.
//!
//! A folder of worlds holds `<rule>/<world>/…`. A line with `expect: RULE` or `expect: RULE=LEVEL`, in whatever form
//! of comment its file has, expects a finding there; several stand behind each other with `, `. Where a format has no
//! comments, `expect: RULE on the line of TEXT` stands anywhere in the file. No mark, no finding.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Failure, Options, Progress, lint};
use crate::discover::{self, Tree};
use crate::model::{Arrange, Limits, Policy, Report, SourceId, Trial, Wrong};
use crate::policy;

/// What a mark begins with.
const MARK: &str = "expect: ";

/// Which worlds are tried, and by whose rules.
#[derive(Clone, Debug)]
pub struct Worlds<'a> {
    /// The folder that holds `<rule>/<world>/…`.
    pub folder: &'a Path,
    /// The rules that must find what is marked and nothing else; marks may name others. All rules if `None`.
    pub judged: Option<&'a [String]>,
    /// How each world is read; its paths and what is read in the place of files are not heeded.
    pub options: &'a Options,
}

/// Try rules on worlds. A rule without a world that it flags, and one without a world that it leaves alone, are told
/// as wrong, too.
pub fn tried(worlds: &Worlds<'_>) -> Result<Vec<Trial>, Failure> {
    let tree = Tree::of(worlds.folder);
    if !worlds.folder.is_dir() {
        let folder = worlds.folder.display();
        return Err(Failure::Input(format!(
            "there is no folder `{folder}`; a world lies in it at `<rule>/<world>/`"
        )));
    }
    let listed = discover::files(&tree, worlds.options.threads, &|_| false).files;
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in listed.iter() {
        let mut steps = path.match_indices('/').map(|(at, _)| at);
        if let Some(world) = steps.nth(1).and_then(|at| path.get(..at)) {
            files.entry(world).or_default().push(path);
        }
    }
    let files: Vec<(&str, Vec<&str>)> = files.into_iter().collect();
    each(&files, worlds.options.threads, |(world, files)| {
        let mut expected = Expected::default();
        for path in files {
            let source = discover::small(&tree, path, SourceId(0), Limits::default());
            let inside = path.get(world.len() + 1..).unwrap_or_default();
            expected.read(inside, source.as_ref().map_or("", |it| &it.text));
        }
        let paths = vec![worlds.folder.join(world)];
        let options = Options {
            paths,
            threads: 1,
            overlay: discover::Overlay::default(),
            ..worlds.options.clone()
        };
        let (report, policy) = lint(&options, &Progress::default())?;
        Ok(expected.trial(world, &report, &policy, worlds.judged))
    })
}

/// The name of the folder in which the worlds of a folder of rules lie.
pub const FOLDER: &str = "fixtures";

/// The worlds of a folder of rules that lie in a tree: their path from its root, with `/` at its end.
pub(super) fn inside(tree: &Tree, rules: &Path) -> Option<String> {
    let (worlds, root) = (rules.join(FOLDER).canonicalize().ok()?, tree.root.canonicalize().ok()?);
    let path = worlds.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
    (!path.is_empty()).then(|| path + "/")
}

/// The rules that a folder adds to those that are built in.
pub fn own_rules(folder: &Path) -> Result<Vec<String>, Failure> {
    let built_in = policy::builtin().map_err(Failure::Mistakes)?;
    let all = policy::with_rules(built_in.clone(), folder).map_err(Failure::Mistakes)?;
    let is_own = |id: &String| built_in.rule(id).is_none();
    Ok(all.rules.into_iter().map(|rule| rule.id).filter(is_own).collect())
}

/// What each of some rules lacks: a world that it flags, or one that it leaves alone.
pub fn lacking(rules: &[String], trials: &[Trial]) -> Vec<String> {
    let told = |rule: &String| {
        let of_rule = || trials.iter().filter(|it| it.rule() == rule);
        let lacks = [
            (of_rule().any(|it| it.flagged), "flagged"),
            (of_rule().any(|it| !it.flagged), "left alone"),
        ];
        lacks.map(|(has, what)| (!has).then(|| format!("no world of `{rule}` is {what}")))
    };
    rules.iter().flat_map(told).flatten().collect()
}

/// The answers of some work on each thing, in their order.
fn each<T: Sync, A: Send>(
    things: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<A, Failure> + Sync,
) -> Result<Vec<A>, Failure> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some((at, thing)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|at| Some((at, things.get(at)?)))
                {
                    let answer = (at, work(thing));
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(answer);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.arrange_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// A finding as a world expects it: path, line, and a rule, perhaps with `=` and its level.
type Place = (String, usize, String);

/// What a world expects.
#[derive(Default)]
struct Expected {
    places: Vec<Place>,
    /// Marks that point nowhere.
    lost: Vec<Wrong>,
}

impl Expected {
    fn read(&mut self, path: &str, text: &str) {
        for (number, line) in text.lines().enumerate() {
            let Some((_, mark)) = line.split_once(MARK) else { continue };
            let Some((rule, place)) = mark.split_once(" on the line of ") else {
                let rules = mark.split(", ");
                self.places.extend(
                    rules.map(|rule| (path.to_owned(), number + 1, rule.trim().to_owned())),
                );
                continue;
            };
            let place = place.trim_end_matches(['"', ',']);
            let holds = |line: &str| line.contains(place) && !line.contains(MARK);
            match text.lines().position(holds) {
                Some(at) => self.places.push((path.to_owned(), at + 1, rule.to_owned())),
                None => self.lost.push(Wrong {
                    path: path.to_owned(),
                    line: number + 1,
                    says: format!("`{place}` stands on no other line of this file"),
                }),
            }
        }
    }

    fn trial(
        self,
        world: &str,
        report: &Report,
        policy: &Policy,
        judged: Option<&[String]>,
    ) -> Trial {
        let found = found(report);
        let is_judged =
            |rule: &str| judged.is_none_or(|all| all.iter().any(|it| it == without_level(rule)));
        let missing = self.places.iter().filter(|it| !found.iter().any(|found| fits(it, found)));
        let missing = missing.map(|it| missing_one(it, policy));
        let noisy = found.iter().filter(|it| {
            is_judged(&it.2) && !self.places.iter().any(|expected| fits(expected, it))
        });
        let noisy = noisy.map(|it| wrong(it, format!("`{}` is found here and not marked", it.2)));
        let problems = report.problems.iter();
        let problems =
            problems.map(|it| Wrong { path: it.path.clone(), line: 0, says: it.message.clone() });
        let rule = world.split('/').next().unwrap_or_default();
        Trial {
            world: world.to_owned(),
            flagged: self.places.iter().any(|it| without_level(&it.2) == rule),
            wrong: self.lost.iter().cloned().chain(missing).chain(noisy).chain(problems).collect(),
        }
    }
}

fn without_level(rule: &str) -> &str {
    rule.split('=').next().unwrap_or(rule)
}

/// Whether a finding is what is expected.
fn fits(expected: &Place, found: &Place) -> bool {
    let same_place = expected.0 == found.0 && expected.1 == found.1;
    same_place && (found.2 == expected.2 || without_level(&found.2) == expected.2)
}

fn wrong(place: &Place, says: String) -> Wrong {
    Wrong { path: place.0.clone(), line: place.1, says }
}

fn missing_one(expected: &Place, policy: &Policy) -> Wrong {
    let rule = without_level(&expected.2);
    let known = policy.rules.iter().map(|rule| rule.id.as_str());
    let says = match (policy.rule(rule), policy::suggest(rule, known)) {
        (Some(_), _) => format!("`{}` is expected here and not found", expected.2),
        (None, Some(near)) => format!("there is no rule `{rule}`; did you mean `{near}`?"),
        (None, None) => format!("there is no rule `{rule}`"),
    };
    wrong(expected, says)
}

/// What counts of the findings of a report.
fn found(report: &Report) -> Vec<Place> {
    let loud = report.findings.iter().filter(|it| it.suppressed.is_none());
    let place = |it: &crate::model::Finding| {
        let source = report.sources.get(it.span.source);
        let line = source.map_or(0, |source| source.line_of(it.span.start as usize));
        let path = report.sources.path(it.span.source).to_owned();
        (path, line, format!("{}={}", it.rule, it.level.as_str()))
    };
    loud.map(place).collect()
}
