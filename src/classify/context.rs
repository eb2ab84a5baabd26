//! In which contexts a flow runs: attended or not first, then against which environment.

use globset::GlobBuilder;

use crate::model::{
    Circumstance, Context, Environment, Flow, Hop, Matter, Origin, Policy, Runner, Sources, Space,
    Span, Step, Test, Vendor, Word,
};

use super::condition::{Conditions, Reference, Run};
use super::environment::{self, Around};
use super::trigger;

/// What is said of the environment, and why.
pub type Said = (Environment, Option<Step>);

/// What one sort of evidence says.
pub enum Spoken {
    /// These environments; none where it says nothing.
    Of(Vec<Said>),
    /// No run passes the conditions.
    Never,
}

/// Whether any run passes the conditions around a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Some may.
    Some,
    /// None does.
    Never,
}

/// The contexts of a flow: one, or several where triggers, callers or matrix values lead to different environments.
pub fn contexts(
    flow: &Flow<'_>,
    policy: &Policy,
    vendor: &Vendor,
    sources: &Sources,
    around: &Around<'_>,
) -> (Vec<Context>, Passes) {
    let declared = declared(flow, policy, sources);
    let (runner, runner_because) = declared.0.unwrap_or_else(|| runner(flow));
    let (found, passes) = environments(flow, vendor, around);
    let environments = declared.1.map_or(found, |said| vec![said]);
    // What stands aside runs all the same where something else leads to it.
    let is_aside = spans(flow).all(|span| vendor.is_aside(sources.path(span.source)));
    let active = passes == Passes::Some
        && !is_aside
        && !flow
            .circumstances
            .iter()
            .any(|it| matches!(it.matter, Matter::Disabled | Matter::Example));
    let context = |(environment, environment_because)| Context {
        runner,
        runner_because: runner_because.clone(),
        environment,
        environment_because,
        active,
    };
    (environments.into_iter().map(context).collect(), passes)
}

/// What `[[context]]` tables declare; the last that applies to any site of the flow counts.
fn declared(
    flow: &Flow<'_>,
    policy: &Policy,
    sources: &Sources,
) -> (Option<(Runner, Option<Step>)>, Option<Said>) {
    let (mut runner, mut environment) = (None, None);
    for row in &policy.settings.contexts {
        let Ok(glob) = GlobBuilder::new(&row.path).literal_separator(true).build() else {
            continue;
        };
        let matcher = glob.compile_matcher();
        let Some(span) = spans(flow).find(|span| matcher.is_match(sources.path(span.source)))
        else {
            continue;
        };
        let because = |what: &str| {
            Some(Step {
                span: row.span.unwrap_or(span),
                says: format!("keyfit.toml declares {what} for `{}`", row.path),
            })
        };
        if let Some(it) = row.runner {
            runner = Some((it, because(it.as_str())));
        }
        if let Some(it) = row.environment {
            environment = Some((it, because(it.as_str())));
        }
    }
    (runner, environment)
}

fn spans<'f>(flow: &'f Flow<'_>) -> impl Iterator<Item = Span> + 'f {
    flow.hops.iter().map(|hop| match hop {
        Hop::Site(site) => site.span,
        Hop::Passage(passage) => passage.span,
    })
}

fn runner(flow: &Flow<'_>) -> (Runner, Option<Step>) {
    let said = |wanted: &Matter| flow.circumstances.iter().find(|it| it.matter == *wanted);
    if let Some(it) = said(&Matter::Unattended) {
        return (Runner::Unattended, step(flow, it));
    }
    if matches!(&flow.origin, Origin::Name(name) if name.space == Space::Secret) {
        let says = "a secret of the CI system is used where no person is".to_owned();
        return (Runner::Unattended, spans(flow).next().map(|span| Step { span, says }));
    }
    match said(&Matter::Attended) {
        Some(it) => (Runner::Attended, step(flow, it)),
        None => (Runner::Unknown, None),
    }
}

/// What a circumstance says, at its place or else at the flow's end.
pub fn step(flow: &Flow<'_>, circumstance: &Circumstance) -> Option<Step> {
    let span = circumstance.span.or_else(|| spans(flow).last())?;
    Some(Step { span, says: circumstance.says.clone() })
}

/// The environments that the circumstances lead to, by the strongest that says anything, and whether any run
/// passes the conditions.
fn environments(flow: &Flow<'_>, vendor: &Vendor, around: &Around<'_>) -> (Vec<Said>, Passes) {
    let conditions = Conditions::of(flow);
    let mut passes = Passes::Some;
    let levels: [&dyn Fn() -> Spoken; 6] = [
        &|| targets(flow, &conditions, vendor),
        &|| variants(flow, &conditions, vendor),
        &|| roots(flow, vendor, around),
        &|| trigger::environments(flow, &conditions, vendor),
        &|| Spoken::Of(by_path(flow, |path| environment::of_folders(path, vendor, around))),
        &|| labels(flow, vendor),
    ];
    for level in levels {
        match level() {
            Spoken::Of(said) if said.is_empty() => {}
            Spoken::Of(said) => return (distinct(said), passes),
            Spoken::Never => passes = Passes::Never,
        }
    }
    (vec![(Environment::Unknown, None)], passes)
}

fn distinct(said: Vec<Said>) -> Vec<Said> {
    let mut kept: Vec<Said> = Vec::new();
    for it in said {
        if !kept.iter().any(|(environment, _)| *environment == it.0) {
            kept.push(it);
        }
    }
    kept
}

/// The deployment targets. Where a condition keeps it to some, those count.
fn targets(flow: &Flow<'_>, conditions: &Conditions<'_>, vendor: &Vendor) -> Spoken {
    let run = |target| Run {
        event: None,
        reference: Reference::Unknown,
        target: Some(target),
        trusted: None,
    };
    if !conditions.let_through(&run(""), vendor) {
        let is_one = |test: &Test| matches!(test, Test::Target(_));
        let because = conditions.that_speaks(is_one).and_then(|it| step(flow, it));
        let named = conditions.targets().into_iter();
        let said: Vec<Said> = named
            .filter(|target| conditions.let_through(&run(target), vendor))
            .filter_map(|target| Some((environment::of_word(target, vendor)?, because.clone())))
            .collect();
        if !said.is_empty() {
            return Spoken::Of(said);
        }
    }
    words(flow, conditions, vendor, |matter| {
        if let Matter::Target(words) = matter { Some(words) } else { None }
    })
}

fn variants(flow: &Flow<'_>, conditions: &Conditions<'_>, vendor: &Vendor) -> Spoken {
    words(flow, conditions, vendor, |matter| {
        if let Matter::Variant(words) = matter { Some(words) } else { None }
    })
}

/// What chooses among the states of one root: the folder of the Terraform root that is applied, its var-file or its
/// workspace. A root that nothing applies speaks by its folders alone, which is said last.
fn roots(flow: &Flow<'_>, vendor: &Vendor, around: &Around<'_>) -> Spoken {
    if flow.frame.0.is_empty() {
        return Spoken::Of(Vec::new());
    }
    let of_root =
        |it: &&Circumstance| it.scope.root().is_some_and(|unit| unit.starts_with("terraform:"));
    let said = flow.circumstances.iter().filter(of_root).find_map(|it| match &it.matter {
        Matter::Path(path) => {
            Some((environment::of_folders(path, vendor, around)?, step(flow, it)))
        }
        _ => None,
    });
    Spoken::Of(said.into_iter().collect())
}

/// What the circumstances of a sort say in the innermost scope that says something, without what a condition rules
/// out. Several in one scope are alternatives: a script may apply one root with one var-file after another.
fn words<'f>(
    flow: &'f Flow<'_>,
    conditions: &Conditions<'_>,
    vendor: &Vendor,
    of: impl Fn(&'f Matter) -> Option<&'f Vec<Word>>,
) -> Spoken {
    let named = flow.circumstances.iter().flat_map(|circumstance| {
        let words = of(&circumstance.matter).into_iter().flatten();
        words.filter_map(move |word| match word {
            Word::Text(text) => {
                let environment = environment::of_word(text, vendor)?;
                Some((circumstance, text.as_str(), environment))
            }
            Word::Name(_) => None,
        })
    });
    let named: Vec<_> = named.collect();
    let Some((innermost, ..)) = named.first() else { return Spoken::Of(Vec::new()) };
    let run = |target| Run {
        event: None,
        reference: Reference::Unknown,
        target: Some(target),
        trusted: None,
    };
    let said: Vec<Said> = named
        .iter()
        .filter(|(circumstance, ..)| circumstance.scope == innermost.scope)
        .filter(|(_, text, _)| conditions.let_through(&run(text), vendor))
        .map(|(circumstance, _, environment)| (*environment, step(flow, circumstance)))
        .collect();
    if said.is_empty() { Spoken::Never } else { Spoken::Of(said) }
}

fn by_path(flow: &Flow<'_>, of: impl Fn(&str) -> Option<Environment>) -> Vec<Said> {
    let said = flow.circumstances.iter().find_map(|it| match &it.matter {
        Matter::Path(path) => Some((of(path)?, step(flow, it))),
        _ => None,
    });
    said.into_iter().collect()
}

fn labels(flow: &Flow<'_>, vendor: &Vendor) -> Spoken {
    let said = flow.circumstances.iter().find_map(|it| match &it.matter {
        Matter::Label(label) => Some((environment::of_word(label, vendor)?, step(flow, it))),
        _ => None,
    });
    Spoken::Of(match said {
        Some(said) => vec![said],
        None => by_path(flow, |path| environment::of_file(path, vendor)),
    })
}
