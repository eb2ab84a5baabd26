//! Allowances: which finding each silences, and what is wrong with those that silence none.

use globset::{GlobBuilder, GlobMatcher};

use crate::model::suggest::suggest;
use crate::model::{Finding, Policy, Sources, Span, Step, Subject, Suppression, is_day, is_reason};

use super::message::{self, Facts};
use super::spoken::{help, level, say, special};
use super::vocabulary::{self, Stand, State};
use super::{Case, suppression};

/// The allowances of a run, in place and in `keyfit.toml`, and which of them were of use.
pub struct Allowances<'a> {
    entries: Vec<Entry>,
    sources: &'a Sources,
}

struct Entry {
    rule: String,
    place: Place,
    because: Option<String>,
    until: Option<String>,
    owner: Option<String>,
    span: Option<Span>,
    state: State,
}

enum Place {
    /// It speaks for its own line and for the line below its run.
    Comment { span: Span, lines: [usize; 2] },
    /// It speaks for paths.
    Paths(Option<GlobMatcher>),
}

impl<'a> Allowances<'a> {
    /// Gather what comments and settings allow.
    pub fn new(case: &Case<'a>, policy: &Policy) -> Self {
        let in_place = case.allows.iter().map(|allow| {
            let line = case
                .sources
                .get(allow.span.source)
                .map_or(0, |source| source.line_of(allow.span.start as usize));
            let place = Place::Comment { span: allow.span, lines: [line, allow.below] };
            Entry {
                rule: allow.rule.clone(),
                place,
                because: allow.because.clone(),
                until: allow.until.clone(),
                owner: None,
                span: Some(allow.span),
                state: State::Unused,
            }
        });
        let configured = policy.settings.allowances.iter().map(|allow| {
            let glob = allow.path.as_ref().and_then(|path| {
                Some(GlobBuilder::new(path).literal_separator(true).build().ok()?.compile_matcher())
            });
            Entry {
                rule: allow.rule.clone(),
                place: Place::Paths(glob),
                because: allow.because.clone(),
                until: allow.until.clone(),
                owner: allow.owner.clone(),
                span: allow.span,
                state: State::Unused,
            }
        });
        let mut entries: Vec<Entry> = in_place.chain(configured).collect();
        for entry in &mut entries {
            entry.state = state(entry, policy, case.today);
        }
        Self { entries, sources: case.sources }
    }

    /// What silences a finding, if anything does.
    pub fn suppression(&mut self, finding: &Finding) -> Option<Suppression> {
        let sources = self.sources;
        let mut silenced = None;
        for entry in &mut self.entries {
            let works =
                matches!(entry.state, State::Unused | State::Used) && entry.rule == finding.rule;
            if works && places(finding).any(|span| entry.place.covers(span, sources)) {
                entry.state = State::Used;
                let by = entry.place.stand().as_str();
                let because = entry.because.as_deref().unwrap_or_default();
                silenced.get_or_insert_with(|| {
                    suppression(by, because, entry.until.as_ref(), entry.owner.as_ref())
                });
            }
        }
        silenced
    }

    /// What is wrong with allowances.
    pub fn findings(self, policy: &Policy) -> Vec<Finding> {
        let rules: Vec<_> =
            policy.rules.iter().filter(|rule| rule.subject == Subject::Allowance).collect();
        let mut findings = Vec::new();
        for entry in &self.entries {
            let said =
                |word: &str| vocabulary::of_allowance(word, entry.state, entry.place.stand());
            let matching = rules.iter().filter(|rule| vocabulary::matches(rule, said));
            for rule in matching {
                let special = special(rule, said);
                let (Some(level), Some(span)) = (level(rule, special, policy), entry.span) else {
                    continue;
                };
                let path = self.sources.path(span.source);
                let near = near(&entry.rule, policy).filter(|_| entry.state == State::UnknownRule);
                let facts = Facts::of_allowance(&entry.rule, near, entry.until.as_deref(), path);
                findings.push(Finding {
                    rule: rule.id.clone(),
                    level,
                    message: message::filled(say(rule, special), &facts),
                    help: message::filled(help(rule, special), &facts),
                    span,
                    trace: vec![Step { span, says: format!("`{}` is allowed here", entry.rule) }],
                    notes: Vec::new(),
                    fingerprint: String::new(),
                    ways: Vec::new(),
                    also: Vec::new(),
                    fix: None,
                    usage: None,
                    suppressed: None,
                });
            }
        }
        findings
    }
}

/// The rule that is called most like a name that none has.
fn near<'p>(name: &str, policy: &'p Policy) -> Option<&'p str> {
    suggest(name, policy.rules.iter().map(|rule| rule.id.as_str()))
}

fn state(entry: &Entry, policy: &Policy, today: &str) -> State {
    if policy.rule(&entry.rule).is_none() {
        State::UnknownRule
    } else if !entry.because.as_deref().is_some_and(is_reason) {
        State::WithoutReason
    } else if entry.until.as_deref().is_some_and(|until| !is_day(until)) {
        State::WithoutDay
    } else if entry.until.as_deref().is_some_and(|until| until < today) {
        State::Expired
    } else {
        State::Unused
    }
}

fn places(finding: &Finding) -> impl Iterator<Item = Span> + '_ {
    std::iter::once(finding.span).chain(finding.trace.iter().map(|step| step.span))
}

impl Place {
    fn stand(&self) -> Stand {
        match self {
            Self::Comment { .. } => Stand::Comment,
            Self::Paths(_) => Stand::Config,
        }
    }

    fn covers(&self, span: Span, sources: &Sources) -> bool {
        match self {
            Self::Comment { span: comment, lines } => {
                comment.source == span.source
                    && sources
                        .get(span.source)
                        .is_some_and(|source| lines.contains(&source.line_of(span.start as usize)))
            }
            Self::Paths(None) => true,
            Self::Paths(Some(glob)) => glob.is_match(sources.path(span.source)),
        }
    }
}
