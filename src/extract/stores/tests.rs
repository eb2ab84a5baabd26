//! Spellings of entries, and what of all that is said of stores counts.

use super::Entry;
use super::settle::settle;
use crate::model::vendor::{FillSlot, StoreRow};
use crate::model::{
    Circumstance, Evidence, Facts, Kind, Matter, Name, Scope, Secret, Site, SourceId, Space, Span,
    Strength, Take, Vendor, Word,
};

#[test]
fn an_entry_has_many_spellings() {
    for (store, written, expected) in [
        ("aws-secrets-manager", "dbt/token", "aws-secrets-manager/dbt/token"),
        (
            "aws-secrets-manager",
            "arn:aws:secretsmanager:eu-west-1:1:secret:dbt/token-aB3dE9",
            "aws-secrets-manager/dbt/token",
        ),
        (
            "aws-secrets-manager",
            "arn:aws:secretsmanager:eu-west-1:1:secret:dbt/x-aB3dE9:key::",
            "aws-secrets-manager/dbt/x#key aws-secrets-manager/dbt/x#",
        ),
        ("aws-ssm", "/dbt/token", "aws-ssm/dbt/token"),
        ("aws-ssm", "/dbt/token:3", "aws-ssm/dbt/token"),
        ("aws-ssm", "arn:aws:ssm:a:1:parameter/dbt/token", "aws-ssm/dbt/token"),
        ("aws-ssm", "/aws/reference/secretsmanager/dbt/token", "aws-secrets-manager/dbt/token"),
        (
            "google-secret-manager",
            "projects/p/secrets/dbt-token/versions/latest",
            "google-secret-manager/dbt-token",
        ),
        ("azure-key-vault", "https://v.vault.azure.net/secrets/t/1", "azure-key-vault/t"),
        ("vault", "secret/data/dbt", "vault/secret/dbt"),
        ("vault", "secret/dbt#token", "vault/secret/dbt#token vault/secret/dbt#"),
        ("vault", "secret/${NAME}", ""),
        ("vault", "", ""),
        ("vault", "/", ""),
    ] {
        let names = Entry::new(store, written).map(|entry| entry.names()).unwrap_or_default();
        let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(names.join(" "), expected, "{written}");
    }
}

fn at(place: usize) -> Span {
    Span::new(SourceId(0), place, place + 1)
}

fn site(place: usize, takes: &[&Name], gives: Option<&Name>) -> Site {
    let take = |name: &&Name| Take { name: (*name).clone(), span: at(place) };
    Site {
        takes: takes.iter().map(take).collect(),
        gives: gives.cloned(),
        ..Site::new(at(place), &Scope::default(), format!("site {place}"))
    }
}

fn kept(scope: &Scope, text: &str) -> Name {
    Name::new(Space::Kept, scope, text)
}

fn minted(text: &str) -> (Site, Name) {
    let name = Name::new(Space::Attribute, &Scope::unit("terraform", ""), text);
    let evidence = Evidence {
        kind: Kind::Service,
        strength: Strength::Resource,
        span: None,
        says: String::new(),
    };
    (Site { evidence: [evidence].into(), ..site(0, &[], Some(&name)) }, name)
}

fn vendor() -> Vendor {
    let slot = |environment: Option<&str>| FillSlot {
        types: Vec::new(),
        each: None,
        entry: Vec::new(),
        value: Vec::new(),
        field: None,
        label: None,
        environment: environment.map(str::to_owned),
        owner: None,
    };
    let store = |id: &str, units: &[&str], slot| StoreRow {
        shared: Vec::new(),
        id: id.to_owned(),
        title: id.to_uppercase(),
        fills: vec![slot],
        names: Vec::new(),
        keepers: Vec::new(),
        reads: Vec::new(),
        units: units.iter().map(|it| (*it).to_owned()).collect(),
        serves: Vec::new(),
        source: String::new(),
    };
    let stores = vec![
        store("ci", &["workflow"], slot(Some("environment"))),
        store("vault", &[], slot(None)),
    ];
    Vendor { stores, ..Vendor::default() }
}

/// The sites that a settled repository has more than before, as what each gives and takes.
fn settled(mut facts: Facts) -> Vec<String> {
    let before = facts.sites.len();
    settle(&mut facts, &[vendor()]);
    assert!(facts.kept.is_empty());
    let told = |site: &Site| {
        let takes: Vec<String> = site.takes.iter().map(|take| take.name.to_string()).collect();
        let gives = site.gives.as_ref().map(|it| format!("{it} in {}", it.scope));
        format!("{} <- {}", gives.unwrap_or_default(), takes.join(" "))
    };
    facts.sites.after(before).map(told).collect()
}

#[test]
fn a_secret_of_a_system_is_known_in_all_its_units() {
    let (mint, token) = minted("t.x.token");
    let unit = Scope::unit("terraform", "");
    let job = Scope::unit("workflow", "a.yml").within("job", "b");
    let secret = Name::new(Space::Secret, &job, "dbt_token");
    let other = Name::new(Space::Secret, &Scope::unit("gitlab", "x"), "DBT_TOKEN");
    let facts = |text: &str| Facts {
        sites: vec![mint.clone(), site(1, &[&secret], None), site(2, &[&other], None)].into(),
        kept: vec![site(3, &[&token], Some(&kept(&unit, text)))].into(),
        circumstances: vec![Circumstance {
            scope: job.clone(),
            matter: Matter::Target(vec![Word::Text("Production".to_owned())]),
            span: Some(at(9)),
            says: String::new(),
        }]
        .into(),
        ..Facts::default()
    };
    let fill = "store:ci/DBT_TOKEN in repository <- attribute:t.x.token";
    let read = "secret:dbt_token in workflow:* <- store:ci/DBT_TOKEN";
    assert_eq!(settled(facts("ci/DBT_TOKEN")), [fill, read]);
    let fill = "store:ci/DBT_TOKEN@production in repository <- attribute:t.x.token";
    let read = "secret:DBT_TOKEN in workflow:a.yml / job:b <- store:ci/DBT_TOKEN@production";
    assert_eq!(settled(facts("ci/DBT_TOKEN@production")), [fill, read]);
    let fill = "store:ci/DBT_TOKEN@staging in repository <- attribute:t.x.token";
    assert_eq!(settled(facts("ci/DBT_TOKEN@staging")), [fill]);
}

#[test]
fn what_no_minted_token_fills_is_forgotten() {
    let (mint, _) = minted("t.x.token");
    let unit = Scope::unit("terraform", "");
    let variable = Name::new(Space::Var, &unit, "token");
    let facts = Facts {
        sites: vec![mint].into(),
        kept: vec![site(1, &[&variable], Some(&kept(&unit, "vault/a")))].into(),
        ..Facts::default()
    };
    assert_eq!(settled(facts), Vec::<String>::new());
}

#[test]
fn a_resource_stands_for_the_entry_that_it_names() {
    let (mint, token) = minted("t.x.token");
    let unit = Scope::unit("terraform", "");
    let env = Name::new(Space::Env, &Scope::unit("script", "s"), "A");
    let read = Entry::new("vault", "secret/a").expect("it is written out");
    let naming = |name: &str| Site {
        literal: Some(Secret::new(name)),
        ..site(1, &[], Some(&kept(&unit, "{mount.m}")))
    };
    let facts = |name: &str| Facts {
        sites: vec![mint.clone()].into(),
        kept: vec![
            naming(name),
            site(2, &[&token], Some(&kept(&unit, "vault/{mount.m}/a"))),
            read.read_as(env.clone(), &Scope::unit("script", "s"), at(3)),
        ]
        .into(),
        ..Facts::default()
    };
    let fill = "store:vault/secret/a in repository <- attribute:t.x.token";
    let reading = "env:A in script:s <- store:vault/secret/a";
    assert_eq!(settled(facts("secret")), [fill, reading]);
    assert_eq!(
        settled(facts("other")),
        ["store:vault/other/a in repository <- attribute:t.x.token"]
    );
}

#[test]
fn of_several_fields_the_whole_is_none() {
    let (mint, token) = minted("t.x.token");
    let unit = Scope::unit("terraform", "");
    let env = Name::new(Space::Env, &Scope::unit("script", "s"), "A");
    let read = Entry::new("vault", "a").expect("it is written out");
    let facts = |fields: &[&str]| {
        let fill =
            |field: &&str| site(2, &[&token], Some(&kept(&unit, &format!("vault/a#{field}"))));
        let mut kept: Vec<Site> = fields.iter().map(fill).collect();
        kept.push(read.read_as(env.clone(), &Scope::unit("script", "s"), at(3)));
        Facts { sites: vec![mint.clone()].into(), kept: kept.into(), ..Facts::default() }
    };
    let reads = |told: Vec<String>| told.iter().any(|it| it.starts_with("env:A"));
    assert!(reads(settled(facts(&["one"]))));
    assert!(!reads(settled(facts(&["one", "two"]))));
}

#[test]
fn entries_of_several_owners_are_told_by_their_kind_alone() {
    let (mint, token) = minted("t.x.token");
    let (other_mint, other) = minted("t.y.token");
    let unit = Scope::unit("terraform", "");
    let fill =
        |token: &Name, owner: &str| site(2, &[token], Some(&kept(&unit, &format!("ci/A|{owner}"))));
    let facts = |fills: [Site; 2]| Facts {
        sites: vec![mint.clone(), other_mint.clone()].into(),
        kept: fills.to_vec().into(),
        ..Facts::default()
    };
    let several = settled(facts([fill(&token, "one"), fill(&other, "two")]));
    assert_eq!(several, ["store:ci/A in repository <- "]);
    let same_token = settled(facts([fill(&token, "one"), fill(&token, "two")]));
    assert_eq!(same_token.len(), 2);
    let same_owner = settled(facts([fill(&token, "one"), fill(&other, "one")]));
    assert_eq!(same_owner.len(), 2);
}
