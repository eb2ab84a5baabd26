//! Inputs in HCL beside the facts that they state, one a line.

use std::fmt::Write;

use super::{claims, facts};
use crate::model::{
    Choice, Circumstance, Demand, Encoding, Facts, Matter, Name, Passage, Scope, Site, Source,
    SourceId,
};

mod hcl;
mod vendor;
mod configurations;
mod flows;

/// What a file states, compactly. A scope is shown where it is not that of the line itself.
fn stated(path: &str, text: &str) -> String {
    let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
    let facts = facts(&source, &hcl::read(&source), &[vendor::vendor()]);
    let mut lines = Vec::new();
    lines.extend(facts.sites.iter().map(|it| shown_site(&source, it)));
    lines.extend(facts.passages.iter().map(|it| shown_passage(&source, it)));
    lines.extend(facts.demands.iter().map(|it| shown_demand(&source, it)));
    lines.extend(facts.circumstances.iter().map(shown_circumstance));
    lines.join("\n")
}

fn shown_site(source: &Source, site: &Site) -> String {
    let mut line = format!("`{}`", source.slice(site.span));
    if let Some(name) = &site.gives {
        write!(line, " gives {}", shown_name(name, &site.scope)).unwrap();
    }
    let takes: Vec<String> =
        site.takes.iter().map(|take| shown_name(&take.name, &site.scope)).collect();
    if !takes.is_empty() {
        let between = if site.choice == Choice::First { " else " } else { ", " };
        write!(line, " <- {}", takes.join(between)).unwrap();
    }
    if site.literal.is_some() {
        line.push_str(" written out");
    }
    if let Some(it) = &site.presents {
        write!(line, " => {} {:?}", it.consumer, it.weight).unwrap();
    }
    for it in &site.evidence {
        write!(line, " ({} by {})", it.kind.as_str(), it.strength.as_str()).unwrap();
    }
    line
}

fn shown_name(name: &Name, scope: &Scope) -> String {
    if name.scope == *scope { name.to_string() } else { format!("{name} @ {}", name.scope) }
}

fn shown_passage(source: &Source, it: &Passage) -> String {
    let carries: Vec<String> = it
        .carries
        .iter()
        .map(|carry| format!("{} {:?}", carry.space.as_str(), carry.reach))
        .collect();
    format!("`{}` {} -> {}: {}", source.slice(it.span), it.from, it.to, carries.join(", "))
}

fn shown_demand(source: &Source, it: &Demand) -> String {
    format!(
        "`{}` needs {} of {} @ {}",
        source.slice(it.span),
        it.kind.as_str(),
        it.provider,
        it.provider.scope
    )
}

fn shown_circumstance(it: &Circumstance) -> String {
    match &it.matter {
        Matter::Path(path) => format!("path {path} @ {}", it.scope),
        matter => format!("{matter:?} @ {}", it.scope),
    }
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    let stated = stated(path, text);
    assert_eq!(stated, expected.join("\n"), "\n--- stated ---\n{stated}\n");
}

#[test]
fn files_are_claimed_by_their_endings() {
    for (path, expected) in [
        ("main.tf", true),
        ("infra/prod/main.tf.json", true),
        ("main.tofu", true),
        ("main.tofu.json", true),
        ("infra/prod/terraform.tfvars", true),
        ("infra/x.auto.tfvars.json", true),
        ("infra/.terraform/modules/m/main.tf", false),
        (".terraform/x.tfvars", false),
        ("examples/main.txt", false),
        ("terraform.tfstate", false),
        ("main.tf.bak", false),
    ] {
        assert_eq!(claims(path), expected, "{path}");
    }
}

#[test]
fn no_clause_shows_a_value() {
    let token = format!("dbtu_{}", "x1".repeat(25));
    let text = format!(
        "provider \"dbtcloud\" {{\n  token = \"{token}\"\n}}\nlocals {{\n  a = \"{token}\"\n}}\nvariable \"v\" {{\n  default = \"{token}\"\n}}\nmodule \"m\" {{\n  source = \"./m\"\n  t = \"{token}\"\n}}\noutput \"o\" {{\n  value = \"{token}\"\n}}"
    );
    for (path, text) in [("a/main.tf", text.as_str()), ("a/b.tfvars", &format!("t = \"{token}\""))]
    {
        let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
        let facts: Facts = facts(&source, &hcl::read(&source), &[vendor::vendor()]);
        assert!(!format!("{facts:?}").contains(&token), "{path}");
        assert!(facts.sites.iter().any(|site| site.literal.is_some()), "{path}");
    }
}

#[test]
fn each_clause_names_what_it_speaks_of() {
    for (path, text, expected) in [
        ("main.tf", "variable \"t\" {}", "variable `t` is set from outside"),
        (
            "main.tf",
            "provider \"dbtcloud\" {\n token = var.t\n}",
            "provider `dbtcloud` takes `var.t` as its `token`",
        ),
        (
            "main.tf",
            "provider \"dbtcloud\" {}",
            "provider `dbtcloud` reads `DBT_CLOUD_TOKEN` from the environment",
        ),
        ("main.tf", "output \"o\" {\n value = module.m.t\n}", "output `o` hands on `module.m.t`"),
        (
            "main.tf",
            "locals {\n a = var.x ? var.b : var.c\n}",
            "local `a` takes `var.b` or `var.c`",
        ),
        ("a/terraform.tfvars", "t = \"x\"", "`terraform.tfvars` sets `t`"),
        (
            "main.tf",
            "module \"m\" {\n source = \"./m\"\n t = var.t\n}",
            "module `m` takes `var.t` as `t`",
        ),
    ] {
        let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
        let facts = facts(&source, &hcl::read(&source), &[vendor::vendor()]);
        assert_eq!(&*facts.sites[0].says, expected, "{text}");
    }
}
