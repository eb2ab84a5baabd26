//! Provider configurations, where tokens are presented, and the objects beside them that need a certain kind.

use super::modules::configuration;
use super::reading::{Block, File};
use super::values;
use super::values::plain_text;
use crate::extract::network;
use crate::model::vendor::{MintRow, ObjectRow, ProviderSlot};
use crate::model::{
    Account, Consumer, Demand, Entry, Evidence, Facts, Kind, Name, Node, Presentation, Site, Space,
    Strength, Take, Vendor, Weight,
};

/// Add the provider configurations of a file, and what its objects demand of them.
pub(super) fn append(file: &File, facts: &mut Facts) {
    let providers = file.blocks("provider", 1);
    for block in &providers {
        let Some(site) = provider(file, block) else { continue };
        facts.sites.extend(sent(file, block, &site));
        facts.sites.push(site);
    }
    facts.accounts.extend(providers.iter().filter_map(|block| account(file, block)));
    for (kind, before) in [("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")] {
        let objects = file.blocks(kind, 2);
        facts.demands.extend(objects.iter().filter_map(|block| demand(file, block, before)));
    }
}

fn provider(file: &File, block: &Block) -> Option<Site> {
    let local = block.label(0);
    let (consumer, slot) = slot(file, block)?;
    let alias = block.argument("alias").and_then(Node::text);
    let name = alias.map_or_else(|| local.to_owned(), |alias| format!("{local}.{alias}"));
    let site = match token(block, slot) {
        Some(token) => explicit(file, &name, slot, token),
        None => implicit(file, block, &name, slot)?,
    };
    let weight = if token(block, slot).is_some() { Weight::Proven } else { Weight::Presumed };
    Some(Site {
        gives: Some(Name::new(Space::Provider, &file.unit, name)),
        presents: Some(Box::new(Presentation { consumer: consumer.id.clone(), weight })),
        ..site
    })
}

/// Where the address of a provider's host exposes the token.
fn sent(file: &File, block: &Block, site: &Site) -> Option<Site> {
    let arguments = block.body.entries().iter().filter_map(|entry| plain_text(&entry.value));
    let mut exposed = arguments.filter_map(|url| {
        let reveals = network::forms(file.vendors, url);
        Some((network::host(url)?, reveals)).filter(|(_, reveals)| !reveals.is_empty())
    });
    let (host, reveals) = exposed.next()?;
    let says = format!("provider `{}` sends it to `{host}`", block.label(0)).into();
    Some(Site { gives: None, presents: None, reveals: reveals.into(), says, ..site.clone() })
}

/// The vendor's slot for a block. Where one local name is several providers', the argument that is set decides.
fn slot<'a>(file: &File<'a>, block: &Block) -> Option<(&'a Consumer, &'a ProviderSlot)> {
    let local = block.label(0);
    let (consumer, slot) = known(file, local)?;
    let mut others =
        consumer.providers.iter().filter(|slot| slot.names.iter().any(|it| it == local));
    if file.address(local).is_none() && token(block, slot).is_none() {
        let slot = others.find(|slot| token(block, slot).is_some()).unwrap_or(slot);
        return Some((consumer, slot));
    }
    Some((consumer, slot))
}

fn known<'a>(file: &File<'a>, local: &str) -> Option<(&'a Consumer, &'a ProviderSlot)> {
    file.vendors.iter().find_map(|vendor| vendor.provider(local, file.address(local)))
}

/// The token's argument, if it is set to something.
fn token<'a>(block: &Block<'a>, slot: &ProviderSlot) -> Option<&'a Node> {
    block.argument(&slot.argument).filter(|node| node.text() != Some(""))
}

fn explicit(file: &File, name: &str, slot: &ProviderSlot, token: &Node) -> Site {
    let argument = &slot.argument;
    let says = format!("provider `{name}` takes {} as its `{argument}`", values::described(token));
    let evidence = slot.kind.map(|kind| Evidence {
        kind,
        strength: Strength::Slot,
        span: Some(token.span),
        says: format!("the argument is called `{argument}`"),
    });
    let mut site = values::site(file, token, says);
    site.evidence.extend(evidence);
    site
}

/// Without the argument the provider reads the environment. Whether it does so at all depends on its being used.
fn implicit(file: &File, block: &Block, name: &str, slot: &ProviderSlot) -> Option<Site> {
    let variable = slot.env.as_ref()?;
    let span = block.span();
    Some(Site {
        takes: vec![Take { name: Name::new(Space::Env, &file.unit, variable.as_str()), span }],
        ..Site::new(
            span,
            &file.unit,
            format!("provider `{name}` reads `{variable}` from the environment"),
        )
    })
}

/// The account of a provider that reads its token from the environment, and so stands at no value.
fn account(file: &File, block: &Block) -> Option<Account> {
    slot(file, block).filter(|(_, slot)| token(block, slot).is_none())?;
    let written = |entry: &Entry| {
        let text = plain_text(&entry.value)?;
        let of = |vendor: &Vendor| {
            let [_, beside] = vendor.accounts_of_entry(&entry.key.text, text);
            beside
        };
        Some((file.vendors.iter().find_map(of)?, entry.value.span))
    };
    let (name, span) = block.body.entries().iter().find_map(written)?;
    Some(Account { sites: [block.span()].into(), name, span })
}

fn demand(file: &File, block: &Block, before: &str) -> Option<Demand> {
    if block.is_never_made() {
        return None;
    }
    let kind = block.label(0);
    // Terraform takes the first word of the type for the provider, unless the block names another.
    let implied = kind.split('_').next().unwrap_or(kind);
    let named = block.argument("provider").and_then(Node::text).map(configuration);
    let provider = named.unwrap_or(implied);
    let local = provider.split('.').next().unwrap_or(provider);
    let vendor = vendor_of(file, local, implied)?;
    let object = format!("{before}{kind}");
    let mints = |row: &MintRow| row.kind == Kind::Service && row.types.contains(&object);
    let creates = vendor.mints.iter().any(mints);
    let row = vendor.objects.iter().find(|row| fits(row, &object, block));
    let kind = row.map_or(Kind::Unknown, |row| row.kind);
    let sets = row.map(|row| row.sets.clone()).unwrap_or_default();
    let titles: Vec<&str> = if creates { &[] } else { sets.as_slice() }
        .iter()
        .filter_map(|id| Some(vendor.set(id)?.title.as_str()))
        .collect();
    Some(Demand {
        provider: Name::new(Space::Provider, &file.unit, provider),
        kind,
        creates,
        sets,
        span: block.labels.first()?.span,
        says: match kind {
            kind if !titles.is_empty() => {
                format!("`{object}` needs a {} token with {}", kind.as_str(), titles.join(" and "))
            }
            Kind::Unknown => format!("`{object}` works with either kind of token"),
            kind => format!("`{object}` needs a {} token", kind.as_str()),
        },
        object,
    })
}

/// The vendor of a provider; one whose local name says nothing may still serve objects of the vendor's types.
fn vendor_of<'a>(file: &File<'a>, local: &str, implied: &str) -> Option<&'a Vendor> {
    let of = |name: &str| {
        file.vendors.iter().find(|vendor| vendor.provider(name, file.address(name)).is_some())
    };
    of(local).or_else(|| file.address(local).is_none().then(|| of(implied))?)
}

fn fits(row: &ObjectRow, object: &str, block: &Block) -> bool {
    row.types.iter().any(|glob| crate::model::glob::matches(glob, object))
        && row.with.iter().all(|with| is_set(with, block))
}

/// Whether an argument is set, and to a value where one is named. What an expression comes to is not known: it may
/// be that value.
fn is_set(with: &str, block: &Block) -> bool {
    match with.split_once('=') {
        Some((name, value)) => block
            .argument(name.trim())
            .is_some_and(|node| plain_text(node).is_none_or(|text| text == value.trim())),
        None => block.argument(with.trim()).is_some(),
    }
}
