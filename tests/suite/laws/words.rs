//! The vocabulary of rules: what `model` lists, what `judge` answers and what the nouns can say are one.

use std::collections::BTreeSet;

use keyfit::judge::vocabulary::{self, Stand, State};
use keyfit::model::rule::{PLACEHOLDERS, WORDS};
use keyfit::model::vendor::{Family, PlanRow};
use keyfit::model::{
    Class, Consumer, Context, Credential, Environment, Evidence, Exposure, ExposureForm, Kind,
    Plan, Policy, Requires, Runner, Settings, SourceId, Span, Strength, Subject, Usage, Vendor,
};

/// Every variant of an enum; a variant that is missing here does not compile.
macro_rules! every {
    ($type:ident: $($variant:ident)+) => {{
        let _ = |it: $type| match it { $($type::$variant => ()),+ };
        [$($type::$variant),+]
    }};
}

const SPAN: Span = Span { source: SourceId(0), start: 0, end: 0 };

#[test]
fn every_word_about_a_usage_is_answered_and_knows_all_that_can_be_said() {
    let mut usages = vec![usage(|_| {})];
    for kind in kinds() {
        usages.push(usage(|it| it.credential.kind = kind));
    }
    for runner in every!(Runner: Attended Unattended Unknown) {
        usages.push(usage(|it| it.context.runner = runner));
    }
    for environment in every!(Environment: Production Staging Development Unknown) {
        usages.push(usage(|it| it.context.environment = environment));
        usages.push(usage(|it| it.also_in = vec![environment]));
    }
    for class in every!(Class: Partner Infrastructure Api Client UserEndpoint Process Store) {
        usages.push(usage(|it| it.class = class));
    }
    for requires in every!(Requires: Service Personal Either) {
        usages.push(usage(|it| it.requires = requires));
        usages.push(usage(|it| it.needs = requires));
        usages.push(usage(|it| it.consumer = requires.as_str().into()));
    }
    for family in families() {
        usages.push(usage(|it| it.consumer = family.as_str().into()));
    }
    let strengths =
        every!(Strength: Prose Consumer Name Declaration Slot Resource TokenName Prefix);
    for strength in strengths {
        usages.push(usage(|it| it.credential.evidence = vec![evidence(strength)]));
        usages.push(usage(|it| {
            it.credential.evidence = vec![evidence(strength), evidence(Strength::Name)];
            it.credential.contradiction = Some((0, 1));
        }));
    }
    usages.push(usage(|it| it.context.active = false));
    let plans = every!(Plan: Developer Starter Team Enterprise EnterprisePlus);
    let policies: Vec<Policy> = std::iter::once(None).chain(plans.map(Some)).map(policy).collect();
    agree(Subject::Usage, |word| {
        let cases = usages.iter().flat_map(|usage| policies.iter().map(move |it| (usage, it)));
        cases.map(|(usage, policy)| vocabulary::of_usage(word, usage, policy)).collect()
    });
}

#[test]
fn every_word_about_an_exposure_is_answered_and_knows_all_that_can_be_said() {
    let forms = every!(ExposureForm: Literal CliConfig);
    let exposures: Vec<Exposure> =
        forms.iter().flat_map(|form| kinds().map(|kind| exposure(*form, kind))).collect();
    agree(Subject::Exposure, |word| {
        exposures.iter().map(|it| vocabulary::of_exposure(word, it)).collect()
    });
}

#[test]
fn every_word_about_an_allowance_is_answered_and_knows_all_that_can_be_said() {
    let states = every!(State: Unused Used Expired WithoutReason UnknownRule);
    agree(Subject::Allowance, |word| {
        let stands = every!(Stand: Comment Config);
        let cases = states.iter().flat_map(|state| stands.map(|stand| (*state, stand)));
        cases.map(|(state, stand)| vocabulary::of_allowance(word, state, stand)).collect()
    });
}

#[test]
fn no_word_and_no_placeholder_stands_twice() {
    let mut words = BTreeSet::new();
    for spec in WORDS {
        assert!(words.insert((spec.subject, spec.word)), "{}", spec.word);
        assert!(!spec.doc.is_empty(), "{}", spec.word);
    }
    let names: BTreeSet<&str> = PLACEHOLDERS.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), PLACEHOLDERS.len());
    assert!(PLACEHOLDERS.iter().all(|it| !it.subjects.is_empty() && !it.doc.is_empty()));
}

/// Each word of a subject is answered in every case, and what is answered is what the word's row lists.
fn agree(subject: Subject, answers: impl Fn(&str) -> Vec<Option<Vec<String>>>) {
    for spec in WORDS.iter().filter(|spec| spec.subject == subject) {
        let mut said = BTreeSet::new();
        for answer in answers(spec.word) {
            said.extend(answer.unwrap_or_else(|| panic!("`{}` is not answered", spec.word)));
        }
        // The values of a word without a list are the ids of consumers.
        if spec.values.is_empty() {
            assert_eq!(spec.word, "consumer");
            continue;
        }
        let listed: BTreeSet<String> = spec.values.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(said, listed, "{}", spec.word);
    }
    let unknown = answers("colour");
    assert!(!unknown.is_empty() && unknown.iter().all(Option::is_none));
}

fn kinds() -> [Kind; 6] {
    every!(Kind: Service Personal Legacy Scim Webhook Unknown)
}

fn families() -> [Family; 8] {
    every!(Family: SemanticLayer Bi Catalog Observability Orchestrator Pipeline Secrets Application)
}

/// A policy whose consumers are called after what is said of them; on one plan nothing can be given.
fn policy(plan: Option<Plan>) -> Policy {
    let of_family = |family: Family| Consumer {
        id: family.as_str().into(),
        family: Some(family),
        ..Consumer::default()
    };
    let of_vendor = |kind: Requires| Consumer {
        id: kind.as_str().into(),
        vendor_says: kind,
        ..Consumer::default()
    };
    let kinds = every!(Requires: Service Personal Either).map(of_vendor);
    let vendor = Vendor {
        id: "dbt".into(),
        consumers: families().map(of_family).into_iter().chain(kinds).collect(),
        plans: vec![PlanRow { plan: Plan::Starter, sets: Vec::new(), source: String::new() }],
        ..Vendor::default()
    };
    let settings = Settings { plan, ..Settings::default() };
    Policy { settings, vendors: vec![vendor], ..Policy::default() }
}

fn evidence(strength: Strength) -> Evidence {
    Evidence { kind: Kind::Personal, strength, span: None, says: String::new() }
}

fn exposure(form: ExposureForm, kind: Kind) -> Exposure {
    Exposure { form, span: SPAN, kind, credential: String::new(), says: String::new() }
}

fn usage(change: impl FnOnce(&mut Usage)) -> Usage {
    let mut usage = Usage {
        id: 0,
        credential: Credential {
            vendor: "dbt".into(),
            name: "secret:TOKEN".into(),
            identity: "secret:TOKEN".into(),
            kind: Kind::Unknown,
            evidence: Vec::new(),
            contradiction: None,
        },
        consumer: "a-consumer".into(),
        consumer_title: "a consumer".into(),
        class: Class::Api,
        needs: Requires::Either,
        requires: Requires::Either,
        requires_because: String::new(),
        context: Context {
            runner: Runner::Unknown,
            runner_because: None,
            environment: Environment::Unknown,
            environment_because: None,
            active: true,
        },
        span: SPAN,
        trace: Vec::new(),
        also_in: Vec::new(),
    };
    change(&mut usage);
    usage
}
