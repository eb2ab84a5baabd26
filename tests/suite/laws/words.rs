//! The vocabulary of rules: what `model` lists, what `judge` answers and what the nouns can say are one.

use std::collections::BTreeSet;

use keyfit::judge::vocabulary::{self, Stand, State};
use keyfit::model::vendor::{Family, PermissionSet, PlanRow, Reach};
use keyfit::model::vocabulary::{PLACEHOLDERS, WORDS};
use keyfit::model::{
    Categories, Class, Consumer, Context, Credential, Environment, Evidence, Exposure,
    ExposureForm, Fit, Grant, Kind, NamedFor, Permission, Plan, Policy, Projects, Requires, Rest,
    Runner, Settings, SourceId, Span, Step, Strength, Subject, Usage, Vendor,
};

use crate::matrix::demand;

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
    usages.push(usage(|it| it.applied = false));
    usages.push(usage(|it| it.aliased = true));
    let step = || Step { span: SPAN, says: String::new() };
    usages.push(usage(|it| it.accounts = vec![step()]));
    usages.push(usage(|it| it.other_account = Some((step(), step()))));
    usages.push(usage(|it| it.legacy = Some(Step { span: SPAN, says: String::new() })));
    for kind in kinds() {
        usages.push(usage(|it| it.demands = vec![demand(kind, false)]));
    }
    usages.push(usage(|it| {
        it.demands = vec![demand(Kind::Service, true), demand(Kind::Personal, false)];
    }));
    usages.push(usage(|it| {
        it.demands = vec![demand(Kind::Personal, false), demand(Kind::Unknown, false)];
    }));
    let policies = plans();
    agree(Subject::Usage, |word| {
        let cases = usages.iter().flat_map(|usage| policies.iter().map(move |it| (usage, it)));
        cases.map(|(usage, policy)| vocabulary::of_usage(word, usage, policy)).collect()
    });
}

#[test]
fn every_word_about_an_exposure_is_answered_and_knows_all_that_can_be_said() {
    let forms = every!(ExposureForm: Literal CliConfig ProjectFile Url CommandLine Log Image BuildCache
        PlainOutput UnmarkedVariable Forks ForeignHost PlainHttp Unverified);
    let mut exposures: Vec<Exposure> =
        forms.iter().flat_map(|form| kinds().map(|kind| exposure(*form, kind))).collect();
    let mut varied = |change: &dyn Fn(&mut Exposure)| {
        let mut varied = exposure(ExposureForm::Log, Kind::Unknown);
        change(&mut varied);
        exposures.push(varied);
    };
    for runner in every!(Runner: Attended Unattended Unknown) {
        varied(&|it| it.context.runner = runner);
    }
    for environment in every!(Environment: Production Staging Development Unknown) {
        varied(&|it| it.context.environment = environment);
    }
    varied(&|it| it.context.active = false);
    varied(&|it| it.applied = false);
    varied(&|it| it.written = false);
    agree(Subject::Exposure, |word| {
        exposures.iter().map(|it| vocabulary::of_exposure(word, it)).collect()
    });
}

#[test]
fn every_word_about_a_grant_is_answered_and_knows_all_that_can_be_said() {
    let fits = every!(Fit: Exact Broader Narrower Unknown);
    let grants = fits.iter().flat_map(|fit| [true, false].map(|whole| grant(*fit, whole)));
    let mut grants: Vec<Grant> = grants.collect();
    grants.push(Grant { active: false, ..grant(Fit::Unknown, true) });
    for rest in every!(Rest: Serves Short) {
        grants.push(Grant { rest, ..grant(Fit::Broader, true) });
    }
    for named_for in every!(NamedFor: Address Person Nothing) {
        grants.push(Grant { named_for, ..grant(Fit::Unknown, true) });
    }
    agree(Subject::Grant, |word| {
        let policies = plans();
        let cases = grants.iter().flat_map(|it| policies.iter().map(move |policy| (it, policy)));
        cases.map(|(grant, policy)| vocabulary::of_grant(word, grant, policy)).collect()
    });
}

#[test]
fn every_word_about_a_permission_is_answered_and_knows_all_that_can_be_said() {
    let sets = [None, Some("everything"), Some("identity"), Some("project"), Some("none")];
    let mut permissions: Vec<Permission> = sets.map(permission).into();
    let mut varied = |change: &dyn Fn(&mut Permission)| {
        let mut varied = permission(Some("project"));
        change(&mut varied);
        permissions.push(varied);
    };
    for projects in every!(Projects: All Some None Contradictory Unknown) {
        varied(&|it| it.projects = projects);
    }
    for categories in every!(Categories: All Production Some Unset Unknown) {
        varied(&|it| it.categories = categories);
    }
    varied(&|it| it.needed_by = Some(Step { span: SPAN, says: String::new() }));
    varied(&|it| it.beyond = true);
    varied(&|it| {
        it.set = Some("identity".into());
        it.categories = Categories::Some;
    });
    agree(Subject::Permission, |word| {
        let policies = plans();
        let cases =
            permissions.iter().flat_map(|it| policies.iter().map(move |policy| (it, policy)));
        let idle = Grant { active: false, ..grant(Fit::Unknown, true) };
        let grants = [grant(Fit::Unknown, true), idle];
        let cases = cases.flat_map(|(it, policy)| grants.iter().map(move |by| (by, it, policy)));
        let said = cases.map(|(by, it, policy)| {
            vocabulary::of_permission(word, by, it, policy.vendors.first(), policy)
        });
        said.collect()
    });
}

#[test]
fn every_word_about_an_allowance_is_answered_and_knows_all_that_can_be_said() {
    let states = every!(State: Unused Used Expired WithoutDay WithoutReason UnknownRule);
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
            assert!(matches!(spec.word, "consumer" | "set"), "{}", spec.word);
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

/// A policy for each plan, and one for none.
fn plans() -> Vec<Policy> {
    let plans = every!(Plan: Developer Starter Team Enterprise EnterprisePlus);
    std::iter::once(None).chain(plans.map(Some)).map(policy).collect()
}

fn grant(fit: Fit, whole: bool) -> Grant {
    Grant {
        id: 0,
        vendor: "dbt".into(),
        name: "a_token.it".into(),
        title: None,
        title_span: None,
        named_for: NamedFor::Nothing,
        span: SPAN,
        permissions: Vec::new(),
        whole,
        active: true,
        usages: Vec::new(),
        fit,
        excess: Vec::new(),
        rest: Rest::Short,
        unread: false,
        needed: Vec::new(),
        consumers: Vec::new(),
        trace: Vec::new(),
    }
}

fn permission(set: Option<&str>) -> Permission {
    Permission {
        set: set.map(str::to_owned),
        span: SPAN,
        projects: Projects::Unknown,
        categories: Categories::Unknown,
        needed_by: None,
        beyond: false,
    }
}

/// The permission sets of the made-up vendor, called after what is said of them.
fn sets() -> Vec<PermissionSet> {
    let set = |id: &str| PermissionSet { id: id.into(), ..PermissionSet::default() };
    vec![
        PermissionSet { writes: vec!["*".into()], ..set("everything") },
        PermissionSet { identity: true, ..set("identity") },
        PermissionSet {
            reach: Reach::Project,
            by_environment: true,
            not_assignable: Some("nobody may".into()),
            ..set("project")
        },
    ]
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
        sets: sets(),
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
    Exposure {
        form,
        span: SPAN,
        kind,
        credential: String::new(),
        says: String::new(),
        written: true,
        value: None,
        applied: true,
        context: Context::unknown(),
        trace: Vec::new(),
    }
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
        also_at: Vec::new(),
        accounts: Vec::new(),
        other_account: None,
        demands: Vec::new(),
        minted: None,
        applied: true,
        aliased: false,
        legacy: None,
    };
    change(&mut usage);
    usage
}
