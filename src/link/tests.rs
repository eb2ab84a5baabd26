//! Facts made by hand, and the flows that they make: one line a flow, from the origin to the consumer.

use super::{Budget, flows};
use crate::model::{
    Carry, Choice, Facts, Flow, Hop, Name, Origin, Passage, Presentation, Reach, Scope, Secret,
    Site, SourceId, Sources, Space, Span, Take, Weight,
};

/// A site at a place of its own: `gives` and `takes` are names as `space:text` in a scope such as `unit/job`.
fn site(at: usize, gives: Option<&str>, takes: &[&str], scope: &str) -> Site {
    let span = Span::new(SourceId(0), at * 10, at * 10 + 5);
    Site {
        takes: takes.iter().map(|it| Take { name: name(it, scope), span }).collect(),
        gives: gives.map(|it| name(it, scope)),
        ..Site::new(span, &scope_of(scope), format!("site {at}"))
    }
}

fn consumer(at: usize, take: &str, scope: &str) -> Site {
    let presents = Presentation { consumer: "it".to_owned(), weight: Weight::Proven };
    Site { presents: Some(presents.into()), ..site(at, None, &[take], scope) }
}

fn scope_of(scope: &str) -> Scope {
    let steps: Vec<_> = scope.split('/').filter(|it| !it.is_empty()).map(Into::into).collect();
    Scope::of(&steps)
}

fn name(written: &str, scope: &str) -> Name {
    let (space, text) = written.split_once(':').expect("a name has a space");
    let space = match space {
        "secret" => Space::Secret,
        "env" => Space::Env,
        "input" => Space::Input,
        "var" => Space::Var,
        _ => panic!("no space {space}"),
    };
    let (text, scope) = text.split_once('@').unwrap_or((text, scope));
    Name::new(space, &scope_of(scope), text)
}

fn passage(from: &str, to: &str, carries: &[(Space, Reach)]) -> Passage {
    let carries =
        carries.iter().map(|(space, reach)| Carry { space: *space, reach: *reach }).collect();
    Passage {
        from: scope_of(from),
        to: scope_of(to),
        carries,
        span: Span::new(SourceId(0), 0, 1),
        says: format!("{from} calls {to}"),
    }
}

fn told(facts: &Facts, budget: Budget) -> (Vec<String>, usize) {
    let (flows, problems) = flows(facts, &Sources::default(), budget);
    let mut told: Vec<String> = flows.iter().map(tell).collect();
    told.sort();
    (told, problems.len())
}

fn tell(flow: &Flow<'_>) -> String {
    let origin = match &flow.origin {
        Origin::Name(name) => name.to_string(),
        Origin::Literal => "literal".to_owned(),
        Origin::Minted => "minted".to_owned(),
    };
    let hops: Vec<&str> = flow
        .hops
        .iter()
        .map(|hop| match hop {
            Hop::Site(site) => &*site.says,
            Hop::Passage(passage) => passage.says.as_str(),
        })
        .collect();
    format!("{origin}: {}", hops.join(", "))
}

#[test]
fn the_innermost_scope_hides_those_around_it() {
    let facts = Facts {
        sites: vec![
            site(1, Some("env:T"), &["secret:A"], "w"),
            site(2, Some("env:T"), &["secret:B"], "w/j"),
            consumer(3, "env:T", "w/j/s"),
            consumer(4, "env:T", "w/k/s"),
        ]
        .into(),
        ..Facts::default()
    };
    assert_eq!(
        told(&facts, Budget::default()).0,
        ["secret:A: site 1, site 4", "secret:B: site 2, site 3"]
    );
}

#[test]
fn each_caller_is_a_context_of_its_own_and_hands_in_its_own_values() {
    let carries = [(Space::Input, Reach::Here), (Space::Secret, Reach::Here)];
    let facts = Facts {
        sites: vec![
            site(1, Some("secret:token"), &["secret:A@a"], "a/call"),
            site(2, Some("secret:token"), &["secret:B@b"], "b/call"),
            consumer(3, "secret:token", "w/j"),
            consumer(4, "secret:other", "w/j"),
        ]
        .into(),
        passages: vec![passage("a/call", "w", &carries), passage("b/call", "w", &carries)].into(),
        ..Facts::default()
    };
    // What no caller hands in is not there, whatever the repository's secrets are called.
    assert_eq!(
        told(&facts, Budget::default()).0,
        ["secret:A: site 1, a/call calls w, site 3", "secret:B: site 2, b/call calls w, site 3"]
    );
}

#[test]
fn inherited_secrets_come_from_the_callers_world() {
    let facts = Facts {
        sites: vec![consumer(1, "secret:A", "w/j")].into(),
        passages: vec![passage("a/call", "w", &[(Space::Secret, Reach::Outwards)])].into(),
        ..Facts::default()
    };
    assert_eq!(told(&facts, Budget::default()).0, ["secret:A: a/call calls w, site 1"]);
}

#[test]
fn the_first_that_is_given_hides_the_rest_and_a_default_comes_last() {
    let first = |sites: &[Site]| {
        let variable = Site {
            choice: Choice::First,
            literal: Some(Secret::new("x")),
            ..site(1, Some("var:t"), &["input:t", "env:t"], "u")
        };
        let sites = [&[variable, consumer(2, "var:t", "u")], sites].concat();
        told(&Facts { sites: sites.into(), ..Facts::default() }, Budget::default()).0
    };
    let (input, env) =
        (site(3, Some("input:t"), &["secret:A"], "u"), site(4, Some("env:t"), &["secret:B"], "u"));
    assert_eq!(first(&[input, env.clone()]), ["secret:A: site 3, site 1, site 2"]);
    assert_eq!(first(&[env]), ["secret:B: site 4, site 1, site 2"]);
    assert_eq!(first(&[]), ["literal: site 1, site 2"]);
}

#[test]
fn the_world_of_a_kind_lies_around_its_units() {
    let given = site(1, Some("secret:T@w:*"), &["secret:A@x:1"], "w:*");
    let facts = Facts {
        sites: vec![
            given,
            consumer(2, "secret:T", "w:1/j"),
            consumer(3, "secret:T", "v:1/j"),
            consumer(4, "secret:T", "w:2/j"),
            consumer(5, "secret:T", "w:3/j"),
        ]
        .into(),
        passages: vec![
            passage("w:1/call", "w:2", &[(Space::Secret, Reach::Here)]),
            passage("w:1/call", "w:3", &[(Space::Secret, Reach::Here)]),
        ]
        .into(),
        starts: vec![scope_of("w:2")],
        ..Facts::default()
    };
    // A unit that is only called has nothing around it but its callers.
    assert_eq!(
        told(&facts, Budget::default()).0,
        ["secret:A: site 1, site 2", "secret:A: site 1, site 4", "secret:T: site 3"]
    );
}

#[test]
fn a_cycle_ends_and_has_no_origin() {
    let facts = Facts {
        sites: vec![
            site(1, Some("var:a"), &["var:b"], "u"),
            site(2, Some("var:b"), &["var:a"], "u"),
            consumer(3, "var:a", "u"),
        ]
        .into(),
        ..Facts::default()
    };
    assert_eq!(told(&facts, Budget::default()), (Vec::new(), 0));
}

#[test]
fn units_that_call_each_other_end() {
    let carries = [(Space::Secret, Reach::Outwards)];
    let facts = Facts {
        sites: vec![consumer(1, "secret:A", "a/j")].into(),
        passages: vec![passage("a/call", "b", &carries), passage("b/call", "a", &carries)].into(),
        ..Facts::default()
    };
    assert!(told(&facts, Budget::default()).0.len() <= 1);
}

#[test]
fn a_lattice_of_names_is_walked_once_for_each_name() {
    // Forty layers of two names that each take both names of the layer before: 2^40 ways, 80 names.
    let mut sites = vec![
        site(0, Some("env:v0"), &["secret:A"], "u"),
        site(1, Some("env:w0"), &["secret:B"], "u"),
    ];
    for layer in 1..40 {
        let takes = [format!("env:v{}", layer - 1), format!("env:w{}", layer - 1)];
        let takes: Vec<&str> = takes.iter().map(String::as_str).collect();
        for (at, name) in ["v", "w"].iter().enumerate() {
            sites.push(site(layer * 2 + at, Some(&format!("env:{name}{layer}")), &takes, "u"));
        }
    }
    sites.push(consumer(100, "env:v39", "u/s"));
    let facts = Facts { sites: sites.into(), ..Facts::default() };
    let (flows, problems) = told(&facts, Budget::default());
    assert_eq!((flows.len(), problems), (2, 0));
    let (flows, problems) = told(&facts, Budget { sites: 20, ..Budget::default() });
    assert!(flows.is_empty() && problems == 1, "a bound that is reached is told");
}

#[test]
fn a_guess_gives_way_to_what_is_proven() {
    let presumed = |at: usize, scope: &str| {
        let mut guess = consumer(at, "env:T", scope);
        guess.presents =
            Some(Presentation { consumer: "process".to_owned(), weight: Weight::Presumed }.into());
        guess
    };
    let facts = Facts {
        sites: vec![
            site(1, Some("env:T"), &["secret:A"], "w"),
            presumed(2, "w/j"),
            presumed(3, "w/k"),
            consumer(4, "env:T", "w/j/s"),
        ]
        .into(),
        ..Facts::default()
    };
    assert_eq!(
        told(&facts, Budget::default()).0,
        ["secret:A: site 1, site 3", "secret:A: site 1, site 4"]
    );
}
