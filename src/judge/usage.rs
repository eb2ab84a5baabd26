//! Uses of credentials: which rules condemn one, why, and what is thought of it.

use crate::model::vendor::Family;
use crate::model::{
    Class, Demand, Environment, Evidence, Finding, Kind, Level, Policy, Requires, Rule, Runner,
    Sources, Span, Step, Subject, Usage, Verdict, matrix::Decision,
};

use super::beside::Thing;
use super::draft::Draft;
use super::message::{self, Facts};
use super::once::Cause;
use super::spoken::{heard, help, level, say, special};
use super::{fingerprint, fix, vocabulary};

/// What is thought of a use, so far as its kind is concerned.
pub fn decision(usage: &Usage, policy: &Policy) -> Decision {
    let rules = policy.rules.iter().filter(|rule| rule.precedence.is_some());
    let speaks = |rule: &&Rule| {
        rule.subject == Subject::Usage
            && vocabulary::matches(rule, |word| vocabulary::of_usage(word, usage, policy))
    };
    let rule = rules.filter(speaks).min_by_key(|rule| rule.precedence);
    let special =
        rule.and_then(|rule| special(rule, |word| vocabulary::of_usage(word, usage, policy)));
    let level = rule.and_then(|rule| level(rule, special, policy));
    Decision { rule: rule.map(|rule| rule.id.clone()), level, verdict: weighed(usage, level) }
}

pub(super) fn of_usage<'a>(usage: &'a Usage, sources: &Sources, policy: &Policy) -> Vec<Draft<'a>> {
    let path = sources.path(usage.span.source);
    let rules = policy.rules.iter().filter(|rule| rule.subject == Subject::Usage);
    let mut matching: Vec<&Rule> = rules
        .filter(|rule| vocabulary::matches(rule, |word| vocabulary::of_usage(word, usage, policy)))
        .collect();
    // Of the rules about the kind only the most specific speaks.
    let first = matching.iter().filter_map(|rule| rule.precedence).min();
    matching.retain(|rule| rule.precedence.is_none() || rule.precedence == first);
    matching
        .into_iter()
        .filter_map(|rule| draft_of_usage(rule, usage, (path, sources), policy))
        .collect()
}

fn draft_of_usage<'a>(
    rule: &Rule,
    usage: &'a Usage,
    (path, sources): (&str, &Sources),
    policy: &Policy,
) -> Option<Draft<'a>> {
    let special = special(rule, |word| vocabulary::of_usage(word, usage, policy));
    let level = level(rule, special, policy)?;
    let level = heard(level, usage.context.active);
    let facts = Facts::of_usage(usage, rule, path);
    let finding = Finding {
        rule: rule.id.clone(),
        level,
        message: message::filled(say(rule, special), &facts),
        help: message::filled(help(rule, special), &facts),
        span: usage.span,
        trace: usage.trace.clone(),
        notes: notes(usage).into_iter().chain(asked(rule, usage)).collect(),
        fingerprint: String::new(),
        ways: Vec::new(),
        also: Vec::new(),
        usage: Some(usage.id),
        fix: fix::of_usage(rule, usage, sources),
        suppressed: None,
    };
    Some(Draft {
        finding,
        precedence: rule.precedence,
        credential: &usage.credential.name,
        consumer: &usage.consumer,
        value: written(usage).map_or(0, |span| fingerprint::of_value(slice(sources, span))),
        cause: cause(rule, usage, level).or_else(|| kept(rule, usage, policy)),
        thing: written(usage).map(Thing::Written),
    })
}

/// What a finding about a usage has in common with others.
fn cause<'a>(rule: &Rule, usage: &'a Usage, level: Level) -> Option<Cause<'a>> {
    let shared = asks(rule, &["also-in"]).then_some(Cause::Shared(&usage.credential.identity));
    let dead = usage.credential.kind == Kind::Legacy && rule.precedence.is_some();
    let written = written(usage).filter(|_| dead);
    let dead = written.map(|_| Cause::Dead(&usage.credential.identity));
    shared.or(dead).or_else(|| entry(usage, level))
}

/// What an orchestrator keeps is one thing, whatever it runs with it.
fn kept<'a>(rule: &Rule, usage: &'a Usage, policy: &Policy) -> Option<Cause<'a>> {
    let row = policy.vendors.iter().find_map(|vendor| vendor.consumer(&usage.consumer))?;
    let is_one = rule.precedence.is_some() && row.family == Some(Family::Orchestrator);
    is_one.then_some(Cause::Kept(&usage.credential.identity, &usage.consumer))
}

/// Where a usage's value is written out, if it is.
fn written(usage: &Usage) -> Option<Span> {
    let is_written = usage.credential.identity.starts_with("literal ");
    usage.trace.first().filter(|_| is_written).map(|step| step.span)
}

fn slice(sources: &Sources, span: Span) -> &str {
    sources.get(span.source).map_or("", |source| source.slice(span))
}

/// What is only worth knowing of a root and its modules is worth saying once.
fn entry(usage: &Usage, level: Level) -> Option<Cause<'_>> {
    let first = usage.trace.first()?;
    (level == Level::Note && usage.class == Class::Infrastructure)
        .then_some(Cause::Entry(first.span, &usage.credential.identity))
}

/// The strongest evidence for the kind. Of what is said alike at several places, a reader is shown the one nearest to
/// the way of this use.
fn foremost(usage: &Usage) -> Option<&Evidence> {
    let evidence = &usage.credential.evidence;
    let first = evidence.first()?;
    let distance = |it: &&Evidence| {
        let steps = usage.trace.iter().map(|step| step.span).chain([usage.span]);
        let near = steps.filter(|span| it.span.is_some_and(|at| at.source == span.source));
        near.map(|span| it.span.map_or(u32::MAX, |at| at.start.abs_diff(span.start))).min()
    };
    let alike = evidence
        .iter()
        .filter(|it| (it.strength, it.kind, &it.says) == (first.strength, first.kind, &first.says));
    alike.min_by_key(|it| distance(it).unwrap_or(u32::MAX))
}

/// Why this kind, why this context: each with its place.
fn notes(usage: &Usage) -> Vec<Step> {
    let at = |span: Option<Span>, says: String| Step { span: span.unwrap_or(usage.span), says };
    let mut notes = Vec::new();
    match usage.credential.contradiction {
        Some((a, b)) => notes.extend(
            [a, b]
                .iter()
                .map(|it| &usage.credential.evidence[*it])
                .map(|it| at(it.span, it.says.clone())),
        ),
        None => {
            notes.extend(foremost(usage).map(|it| at(it.span, it.says.clone())));
        }
    }
    let known = usage.context.environment != Environment::Unknown;
    if let Some(step) = usage.context.environment_because.as_ref().filter(|_| known) {
        notes.push(at(
            Some(step.span),
            format!("{}: {}", step.says, message::environment_phrase(usage.context.environment)),
        ));
    }
    if let Some(step) = &usage.context.runner_because {
        notes.push(at(
            Some(step.span),
            format!("{}: {}", step.says, message::runner_phrase(usage.context.runner)),
        ));
    }
    notes
}

/// Whether a rule speaks of one of these.
fn asks(rule: &Rule, words: &[&str]) -> bool {
    rule.when.iter().any(|it| words.contains(&it.word.as_str()))
}

/// Where it stands what needs a kind or is out of date, for a rule that speaks of that.
fn asked(rule: &Rule, usage: &Usage) -> Vec<Step> {
    const MOST: usize = 6;
    if asks(rule, &["also-in"]) {
        return usage.also_at.clone();
    }
    if asks(rule, &["account"]) {
        let pair = usage.other_account.iter().flat_map(|(own, other)| [own, other]);
        let step = |it: &Step| Step { span: it.span, says: format!("account `{}`", it.says) };
        return pair.map(step).collect();
    }
    if asks(rule, &["legacy-provider"]) {
        return usage.legacy.iter().cloned().collect();
    }
    let step = |it: &Demand| Step { span: it.span, says: it.says.clone() };
    let spares = rule.unless.iter().flatten().any(|it| it.word == "beside-lookups");
    if spares && usage.needs == Requires::Personal {
        return usage.movable().into_iter().take(MOST).map(step).collect();
    }
    if !asks(rule, &["demands", "creates-tokens"]) {
        return Vec::new();
    }
    let demands = usage.demands.iter().filter(|it| it.kind != Kind::Unknown).take(MOST);
    demands.map(step).collect()
}

pub(super) fn verdict(usage: &Usage, drafts: &[Draft<'_>]) -> Verdict {
    let own =
        drafts.iter().map(|draft| &draft.finding).filter(|finding| finding.usage == Some(usage.id));
    let loudest =
        own.filter(|finding| finding.suppressed.is_none()).map(|finding| finding.level).max();
    weighed(usage, loudest)
}

/// What is thought of a usage on which the loudest finding has this level.
fn weighed(usage: &Usage, loudest: Option<Level>) -> Verdict {
    // Where it is known neither whose a token is nor who uses it, nothing was judged.
    let open = usage.credential.kind == Kind::Unknown
        && (usage.requires != Requires::Either
            || usage.context.runner == Runner::Unknown && usage.class != Class::Store);
    match loudest {
        Some(Level::Error) => Verdict::Violation,
        Some(Level::Warning) => Verdict::Warning,
        _ if open => Verdict::Unknown,
        _ => Verdict::Ok,
    }
}
