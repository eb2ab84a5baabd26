//! Which usages and exposures a rule condemns: facts and `Policy` → `Finding`s.
//!
//! A usage gets at most one finding about its kind: of the rules that match, the one with the smallest precedence
//! speaks. Other rules stand beside it. Nothing here reads a file or knows a format.

pub mod vocabulary;
mod message;
mod allowance;
mod grant;
mod beside;
mod fix;
mod once;
mod fingerprint;
mod before;

pub use fix::remark;

use crate::model::{
    Allow, Class, Demand, Environment, Evidence, Exposure, Finding, Grant, Kind, Level, Policy,
    Requires, Rule, Runner, Sources, Span, Step, Subject, Suppression, Usage, Verdict,
    matrix::Decision, rule::LevelCase,
};

pub use before::{Before, silence};

use allowance::Allowances;
use beside::Thing;
use message::Facts;
use once::Cause;

/// What there is to judge.
pub struct Case<'a> {
    /// The usages, in the order of their ids.
    pub usages: &'a [Usage],
    /// The declared tokens.
    pub grants: &'a [Grant],
    /// The exposures.
    pub exposures: &'a [Exposure],
    /// The allowances that stand in place.
    pub allows: &'a [Allow],
    /// The sources that spans speak of.
    pub sources: &'a Sources,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// The findings, in the order of path, place and rule, and what is thought of each usage.
pub fn findings(case: &Case<'_>, policy: &Policy) -> (Vec<Finding>, Vec<Verdict>) {
    let mut allowances = Allowances::new(case, policy);
    let mut drafts: Vec<Draft<'_>> =
        case.usages.iter().flat_map(|usage| of_usage(usage, case.sources, policy)).collect();
    drafts.extend(
        case.exposures.iter().flat_map(|exposure| of_exposure(exposure, case.sources, policy)),
    );
    drafts.extend(grant::drafts(case, policy));
    for draft in &mut drafts {
        draft.finding.suppressed = allowances.suppression(&draft.finding);
    }
    let verdicts = case.usages.iter().map(|usage| verdict(usage, &drafts)).collect();
    drafts.sort_by(|a, b| order(a).cmp(&order(b)));
    fingerprint::mark(
        drafts.iter_mut().map(|it| (&mut it.finding, it.credential, it.value)),
        case.sources,
    );
    drafts.dedup_by(|next, kept| next.says_the_same(kept) && kept.also(&next.finding));
    let drafts = beside::settled(drafts, policy);
    let mut findings: Vec<Finding> =
        once::told(drafts).into_iter().map(|draft| draft.finding).collect();
    let mut others = allowances.findings(policy);
    fingerprint::mark(others.iter_mut().map(|it| (it, "", 0)), case.sources);
    findings.append(&mut others);
    findings.sort_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
    (findings, verdicts)
}

/// A finding with what is needed to weigh it against others.
struct Draft<'a> {
    finding: Finding,
    precedence: Option<u32>,
    credential: &'a str,
    consumer: &'a str,
    /// What tells a value that is written out from others, see [`fingerprint::of_value`].
    value: u16,
    cause: Option<Cause<'a>>,
    thing: Option<Thing>,
}

impl Draft<'_> {
    /// Remember that the same value comes to the same place by another way too. Always true.
    fn also(&mut self, other: &Finding) -> bool {
        self.finding.ways.extend(other.ways.iter().cloned());
        let known = |step: &&Step| {
            !self.finding.trace.contains(step)
                && !self.finding.notes.iter().any(|note| note.span == step.span)
        };
        let ways =
            self.finding.notes.iter().filter(|note| note.says.starts_with("it also comes")).count();
        if let Some(step) = other.trace.iter().find(known).filter(|_| ways < MOST_WAYS) {
            self.finding.notes.push(Step {
                span: step.span,
                says: format!("it also comes this way: {}", step.says),
            });
        }
        true
    }

    /// Two findings at one place about one credential's kind, or of one rule, say the same; the louder one stays.
    fn says_the_same(&self, kept: &Self) -> bool {
        let topic = |draft: &Self| {
            draft.precedence.map_or_else(|| draft.finding.rule.clone(), |_| String::new())
        };
        self.finding.span == kept.finding.span
            && self.credential == kept.credential
            && topic(self) == topic(kept)
            && self.finding.suppressed.is_some() == kept.finding.suppressed.is_some()
    }
}

/// How many other ways to one place a finding names.
const MOST_WAYS: usize = 4;

fn order<'d>(draft: &'d Draft<'_>) -> impl Ord + 'd {
    let finding = &draft.finding;
    let topic = draft.precedence.map_or(finding.rule.as_str(), |_| "");
    (
        finding.span,
        draft.credential,
        topic,
        finding.suppressed.is_some(),
        std::cmp::Reverse(finding.level),
        draft.precedence,
        draft.consumer,
        finding.usage,
    )
}

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

fn of_usage<'a>(usage: &'a Usage, sources: &Sources, policy: &Policy) -> Vec<Draft<'a>> {
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
        cause: cause(rule, usage, level),
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

/// What cannot run is worth knowing, not worth stopping for.
fn heard(level: Level, active: bool) -> Level {
    if active { level } else { Level::Note }
}

/// The case of a rule that a subject is, if it is one.
fn special(rule: &Rule, said: impl Fn(&str) -> Option<Vec<String>>) -> Option<&LevelCase> {
    rule.levels.iter().find(|it| vocabulary::all(&it.when, &said))
}

/// The message: what the special case says, else the rule.
fn say<'r>(rule: &'r Rule, special: Option<&'r LevelCase>) -> &'r str {
    special.and_then(|it| it.say.as_deref()).unwrap_or(&rule.say)
}

/// What to do: what the special case says, else the rule.
fn help<'r>(rule: &'r Rule, special: Option<&'r LevelCase>) -> &'r str {
    special.and_then(|it| it.help.as_deref()).unwrap_or(&rule.help)
}

/// The level of a rule: the settings' own, else that of a special case or the rule as the preset takes it. None is off.
fn level(rule: &Rule, special: Option<&LevelCase>, policy: &Policy) -> Option<Level> {
    let set =
        policy.settings.levels.iter().rev().find(|(id, _)| *id == rule.id).map(|(_, level)| *level);
    let own = || special.map_or(rule.level, |it| it.level);
    set.unwrap_or_else(|| own().map(|level| policy.settings.preset.of(level)))
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

fn of_exposure<'a>(exposure: &'a Exposure, sources: &Sources, policy: &Policy) -> Vec<Draft<'a>> {
    let path = sources.path(exposure.span.source);
    let rules = policy.rules.iter().filter(|rule| rule.subject == Subject::Exposure);
    let matching = rules
        .filter(|rule| vocabulary::matches(rule, |word| vocabulary::of_exposure(word, exposure)));
    let draft = |rule: &Rule| {
        let special = special(rule, |word| vocabulary::of_exposure(word, exposure));
        let facts = Facts::of_exposure(exposure, rule, path);
        let finding = Finding {
            rule: rule.id.clone(),
            level: heard(level(rule, special, policy)?, exposure.context.active),
            message: message::filled(say(rule, special), &facts),
            help: message::filled(help(rule, special), &facts),
            span: exposure.span,
            trace: way(exposure),
            notes: Vec::new(),
            fingerprint: String::new(),
            ways: Vec::new(),
            also: Vec::new(),
            fix: fix::of_exposure(rule, exposure.span, sources),
            usage: None,
            suppressed: None,
        };
        let value = exposure.value.as_ref();
        Some(Draft {
            finding,
            precedence: None,
            credential: &exposure.credential,
            consumer: "",
            value: value.map_or(0, |value| fingerprint::of_value(value.expose())),
            // A change to a file ends what stands in that file alone.
            cause: value.map(|value| {
                Cause::Value(rule.fix.is_some().then_some(exposure.span.source), value)
            }),
            thing: Some(Thing::Written(exposure.span)),
        })
    };
    matching.filter_map(draft).collect()
}

/// From where the value enters to where it is revealed.
fn way(exposure: &Exposure) -> Vec<Step> {
    if exposure.trace.is_empty() {
        return vec![Step { span: exposure.span, says: exposure.says.clone() }];
    }
    exposure.trace.clone()
}

fn verdict(usage: &Usage, drafts: &[Draft<'_>]) -> Verdict {
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

/// How a suppression is told.
fn suppression(
    by: &str,
    because: &str,
    until: Option<&String>,
    owner: Option<&String>,
) -> Suppression {
    Suppression {
        by: by.to_owned(),
        because: because.to_owned(),
        until: until.cloned(),
        owner: owner.cloned(),
    }
}
