//! In which contexts a flow runs: attended or not first, then against which environment.

use globset::GlobBuilder;

use crate::model::{
    Circumstance, Context, Environment, Flow, Hop, Matter, Origin, Policy, Runner, Sources, Space,
    Span, Step, Trigger, Vendor, Word,
};

use super::environment;

/// What is said of the environment, and why.
type Said = (Environment, Option<Step>);

/// The contexts of a flow: one, or several where triggers, callers or matrix values lead to different environments.
pub fn contexts(
    flow: &Flow<'_>,
    policy: &Policy,
    vendor: &Vendor,
    sources: &Sources,
) -> Vec<Context> {
    let declared = declared(flow, policy, sources);
    let (runner, runner_because) = declared.0.unwrap_or_else(|| runner(flow));
    let environments = declared.1.map_or_else(|| environments(flow, vendor), |said| vec![said]);
    let active = !flow
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
    environments.into_iter().map(context).collect()
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
fn step(flow: &Flow<'_>, circumstance: &Circumstance) -> Option<Step> {
    let span = circumstance.span.or_else(|| spans(flow).last())?;
    Some(Step { span, says: circumstance.says.clone() })
}

/// The environments that the circumstances lead to, by the strongest that says anything.
fn environments(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    for level in [targets, variants, roots, triggers, folders, labels] {
        let said = distinct(level(flow, vendor));
        if !said.is_empty() {
            return said;
        }
    }
    vec![(Environment::Unknown, None)]
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

fn targets(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    let only: Vec<Said> = words(flow, vendor, |matter| {
        if let Matter::OnlyTarget(word) = matter {
            Some(vec![Word::Text(word.clone())])
        } else {
            None
        }
    });
    if !only.is_empty() {
        return only;
    }
    words(
        flow,
        vendor,
        |matter| if let Matter::Target(words) = matter { Some(words.clone()) } else { None },
    )
}

fn variants(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    words(flow, vendor, |matter| {
        if let Matter::Variant(words) = matter { Some(words.clone()) } else { None }
    })
}

/// What chooses among the states of one root: the folder of the Terraform root that is applied, its var-file or its
/// workspace. A root that nothing applies speaks by its folders alone, which is `folders`' part.
fn roots(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    if flow.frame.0.is_empty() {
        return Vec::new();
    }
    let of_root =
        |it: &&Circumstance| it.scope.0.first().is_some_and(|unit| unit.starts_with("terraform:"));
    let said = flow.circumstances.iter().filter(of_root).find_map(|it| match &it.matter {
        Matter::Path(path) => Some((environment::of_folders(path, vendor)?, step(flow, it))),
        _ => None,
    });
    said.into_iter().collect()
}

/// What the innermost circumstance of a sort says in its words.
fn words(flow: &Flow<'_>, vendor: &Vendor, of: impl Fn(&Matter) -> Option<Vec<Word>>) -> Vec<Said> {
    for circumstance in &flow.circumstances {
        let Some(words) = of(&circumstance.matter) else { continue };
        let named = words.iter().filter_map(|word| {
            if let Word::Text(text) = word { environment::of_word(text, vendor) } else { None }
        });
        let said: Vec<Said> =
            named.map(|environment| (environment, step(flow, circumstance))).collect();
        if !said.is_empty() {
            return said;
        }
    }
    Vec::new()
}

fn triggers(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    let only = |of: fn(&Matter) -> Option<&String>| {
        flow.circumstances.iter().find_map(|it| of(&it.matter))
    };
    let event =
        only(|matter| if let Matter::OnlyEvent(event) = matter { Some(event) } else { None });
    let branch =
        only(|matter| if let Matter::OnlyBranch(branch) = matter { Some(branch) } else { None });
    let merged = flow
        .circumstances
        .iter()
        .any(|it| matches!(&it.matter, Matter::Trigger(trigger) if trigger.merged));
    let mut said = Vec::new();
    for circumstance in &flow.circumstances {
        let Matter::Trigger(trigger) = &circumstance.matter else { continue };
        if event.is_some_and(|event| *event != trigger.event) {
            continue;
        }
        let because = step(flow, circumstance);
        said.extend(
            by_trigger(trigger, branch, merged, vendor)
                .into_iter()
                .map(|environment| (environment, because.clone())),
        );
    }
    // Where no trigger says which environment it is, weaker signs may; but a check of a pull request is settled by its trigger.
    let open = said.iter().all(|(environment, _)| *environment == Environment::Unknown)
        && !is_check(flow, merged);
    if open { Vec::new() } else { said }
}

fn is_check(flow: &Flow<'_>, merged: bool) -> bool {
    let mut events = flow
        .circumstances
        .iter()
        .filter_map(|it| {
            if let Matter::Trigger(trigger) = &it.matter {
                Some(trigger.event.as_str())
            } else {
                None
            }
        })
        .peekable();
    !merged
        && events.peek().is_some()
        && events
            .all(|event| matches!(event, "pull_request" | "pull_request_target" | "merge_group"))
}

fn by_trigger(
    trigger: &Trigger,
    branch: Option<&String>,
    merged: bool,
    vendor: &Vendor,
) -> Vec<Environment> {
    let branches = |branches: &[String]| match branch {
        Some(branch) => {
            vec![environment::of_branch(branch, vendor).unwrap_or(Environment::Unknown)]
        }
        None => branches
            .iter()
            .filter(|it| !it.starts_with('!'))
            .map(|it| environment::of_branch(it, vendor).unwrap_or(Environment::Unknown))
            .collect(),
    };
    match trigger.event.as_str() {
        "push" => {
            let mut environments = branches(&trigger.branches);
            if trigger.tags && branch.is_none() {
                environments.push(Environment::Production);
            }
            if environments.is_empty() { vec![Environment::Unknown] } else { environments }
        }
        "release" => vec![Environment::Production],
        "pull_request" | "pull_request_target" if merged => {
            let environments = branches(&trigger.branches);
            if environments.is_empty() { vec![Environment::Production] } else { environments }
        }
        _ => match branch {
            Some(_) if !trigger.event.starts_with("pull_request") => branches(&[]),
            _ => vec![Environment::Unknown],
        },
    }
}

fn folders(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    by_path(flow, |path| environment::of_folders(path, vendor))
}

fn by_path(flow: &Flow<'_>, of: impl Fn(&str) -> Option<Environment>) -> Vec<Said> {
    let said = flow.circumstances.iter().find_map(|it| match &it.matter {
        Matter::Path(path) => Some((of(path)?, step(flow, it))),
        _ => None,
    });
    said.into_iter().collect()
}

fn labels(flow: &Flow<'_>, vendor: &Vendor) -> Vec<Said> {
    let said = flow.circumstances.iter().find_map(|it| match &it.matter {
        Matter::Label(label) => Some((environment::of_word(label, vendor)?, step(flow, it))),
        _ => None,
    });
    match said {
        Some(said) => vec![said],
        None => by_path(flow, |path| environment::of_file(path, vendor)),
    }
}
