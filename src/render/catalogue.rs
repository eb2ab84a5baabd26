//! Pages about the catalogue: all consumers, and one.

use crate::model::glob::PathGlob;
use crate::model::vendor::{Class, Example, Family, UrlSlot};
use crate::model::{Arrange, Consumer, Policy, Requires};

use super::clean::{clean, one_line};
use super::look::{Ink, Look};
use super::pages::{section, sources, title};

/// Every consumer, by what the guidance calls it: what it needs, and where that is said.
pub(super) fn consumers(policy: &Policy, look: Look) -> String {
    let mut page = String::new();
    for (heading, rows) in grouped(policy) {
        page += &look.paint(Ink::Strong, &heading);
        page.push('\n');
        for consumer in rows {
            page += &line(consumer, look);
        }
        page.push('\n');
    }
    page + "`keyfit explain ID` says how one of them is recognised.\n"
}

fn line(consumer: &Consumer, look: Look) -> String {
    let id = look.paint(Ink::Strong, &one_line(&consumer.id));
    let mut told = vec![consumer.title.clone(), needs(consumer).to_owned()];
    if !consumer.sets.is_empty() {
        told.push(format!("smallest permission {}", sets(consumer)));
    }
    let mut text = format!("  {id}\n{}", look.block(&told.join("; "), 4));
    for source in &consumer.sources {
        text += &look.block(&format!("{source} (read {})", consumer.read), 4);
    }
    text
}

/// What the guidance calls some consumers, and these.
type Group<'p> = ((Class, Option<Family>), Vec<&'p Consumer>);

/// The consumers by class, and integrations by their family, each group in the order of the ids.
fn grouped(policy: &Policy) -> Vec<(String, Vec<&Consumer>)> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for consumer in policy.vendors.iter().flat_map(|vendor| &vendor.consumers) {
        let key = (consumer.class, consumer.family);
        match groups.iter_mut().find(|(it, _)| *it == key) {
            Some((_, rows)) => rows.push(consumer),
            None => groups.push((key, vec![consumer])),
        }
    }
    groups.arrange_by_key(|(key, _)| *key);
    for (_, rows) in &mut groups {
        rows.arrange_by(|a, b| a.id.cmp(&b.id));
    }
    let heading = |(class, family): (Class, Option<Family>)| match family {
        Some(family) => format!("{}: {}", class.as_str(), family.as_str()),
        None => class.as_str().to_owned(),
    };
    groups.into_iter().map(|(key, rows)| (heading(key), rows)).collect()
}

fn needs(consumer: &Consumer) -> &'static str {
    match (consumer.needs, consumer.class) {
        (Requires::Service, _) => "needs a service token",
        (Requires::Personal, _) => "needs a personal access token",
        (Requires::Either, Class::Partner) => "a service token",
        (Requires::Either, Class::Infrastructure) => {
            "a service token in production, either in development"
        }
        (Requires::Either, Class::Api | Class::Process) => {
            "a service token without a person at it, either with one"
        }
        (Requires::Either, _) => "either",
    }
}

fn sets(consumer: &Consumer) -> String {
    let sets: Vec<String> = consumer.sets.iter().map(|it| format!("`{it}`")).collect();
    let noun = if sets.len() == 1 { "set" } else { "sets" };
    format!("{noun} {}", sets.join(" and "))
}

/// Who a consumer is, how it is recognised, and what it needs.
pub(super) fn consumer(consumer: &Consumer, look: Look) -> String {
    let id = look.paint(Ink::Strong, &one_line(&consumer.id));
    let mut page = format!("{id} ({})\n", consumer.class.as_str());
    page += &look.block(&consumer.title, 0);
    let needs = match (consumer.needs, consumer.class) {
        (Requires::Service, _) => "It cannot do without a service token.",
        (Requires::Personal, _) => "It cannot do without a personal access token.",
        (Requires::Either, Class::Partner) => "The guidance asks for a service token.",
        (Requires::Either, Class::Infrastructure) => {
            "The guidance asks for a service token, except in a person's own development."
        }
        (Requires::Either, Class::Api | Class::Process | Class::Client) => {
            "The guidance asks for a service token where no person is at it; else either serves."
        }
        (Requires::Either, Class::UserEndpoint | Class::Store) => {
            "It takes a service token or a personal access token."
        }
    };
    page += &section(look, "What it needs", needs);
    page += &permissions(consumer, look);
    let slots = slots(consumer);
    if !slots.is_empty() {
        page += &title(look, "Where it is recognised");
        for slot in &slots {
            page += &["  - ", &look.wrap(slot, 4, 4), "\n"].concat();
        }
    }
    page += &examples("For example", &consumer.examples, look);
    page += &examples("But not", &consumer.near_misses, look);
    page += &sources(look, &consumer.sources);
    if !consumer.read.is_empty() {
        page += &look.block(&format!("read {}", consumer.read), 2);
    }
    page
}

/// The smallest permission sets, and what its own vendor says.
fn permissions(consumer: &Consumer, look: Look) -> String {
    let mut page = String::new();
    if !consumer.sets.is_empty() {
        page += &look.block(
            &match consumer.sets.len() {
                1 => format!("The permission {} suffices.", sets(consumer)),
                _ => format!("The permission {} suffice together.", sets(consumer)),
            },
            2,
        );
    }
    let other = match consumer.vendor_says {
        Requires::Either => return page,
        Requires::Service => "a service token",
        Requires::Personal => "a personal access token",
    };
    let text = format!("Its own vendor asks for {other}; a finding about it is a warning.");
    page += &look.block(&text, 2);
    page
}

/// Small files, as they stand.
fn examples(heading: &str, examples: &[Example], look: Look) -> String {
    let mut page = String::new();
    for example in examples {
        page += &title(look, &format!("{heading}: {}", one_line(&example.file)));
        for line in example.text.lines() {
            page += &["  ", &clean(line), "\n"].concat();
        }
    }
    page
}

fn slots(consumer: &Consumer) -> Vec<String> {
    let actions = consumer.actions.iter();
    let actions = actions.map(|it| format!("action `{}`, input `{}`", it.uses, it.input));
    let commands = consumer.commands.iter().map(|it| {
        let names = it.env.iter().chain(&it.flags).map(|slot| format!("`{}`", slot.name));
        let names: Vec<String> = names.collect();
        let program = it.subcommand.iter().fold(it.program.clone(), |all, one| all + " " + one);
        let takes =
            if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        format!("command `{program}`{takes}")
    });
    let providers = consumer.providers.iter().map(|it| {
        let env = it.env.as_ref().map(|env| format!(", else `{env}`")).unwrap_or_default();
        format!("Terraform provider `{}`, argument `{}`{env}", it.sources.join("`, `"), it.argument)
    });
    let keys = consumer.keys.iter().filter(|slot| slot.reveals.is_none());
    let keys = keys.map(|it| {
        let files: Vec<&str> = it.files.iter().map(PathGlob::as_str).collect();
        format!("key `{}` of `{}`", it.path, files.join("`, `"))
    });
    let urls = consumer.urls.iter().map(endpoint);
    let variables = consumer.variables.iter().map(|it| {
        let beside = it.beside.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let beside = if beside.is_empty() {
            String::new()
        } else {
            format!(" beside {}", beside.join(" or "))
        };
        format!("environment variable `{}`{beside}", it.name)
    });
    let resources = consumer.resources.iter();
    let resources =
        resources.map(|it| format!("Terraform resource `{}`, argument `{}`", it.kind, it.argument));
    let own = actions.chain(commands).chain(providers).chain(keys).chain(urls);
    own.chain(variables).chain(resources).collect()
}

fn endpoint(slot: &UrlSlot) -> String {
    let host = slot.host.as_deref().unwrap_or("the vendor's hosts");
    let scheme = slot.scheme.as_ref().map(|it| format!(" by `{it}`")).unwrap_or_default();
    let parameter = slot.parameter.as_ref();
    let parameter = parameter.map(|it| format!(", also in the parameter `{it}`"));
    let parameter = parameter.unwrap_or_default();
    let method = slot.method.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
    format!("{method}requests to `{}` of {host}{scheme}{parameter}", slot.path)
}
