//! Which account stands beside a value in the map that holds both: `dbt_cloud_account_id: 1` beside
//! `dbt_cloud_token: …`. Only what is written out tells.

use std::sync::Arc;

use crate::model::{
    Account, Arrange, Document, Facts, Held, Node, Site, Space, Span, Value, Vendor,
};

/// Nodes of a document that are looked at; a larger one is a table and no configuration.
const MOST: usize = 50_000;

/// Add the accounts beside the values that a document hands on.
pub(super) fn append(document: &Document, vendors: &[Vendor], facts: &mut Facts) {
    let vendors: Vec<&Vendor> = vendors.iter().filter(|it| !it.accounts.is_empty()).collect();
    let mut places: Vec<(Span, bool)> = facts.sites.iter().map(place).collect();
    places.arrange();
    let mut waiting: Vec<&Node> = document.roots.iter().collect();
    for _ in 0..MOST {
        let Some(node) = waiting.pop() else { break };
        match &node.value {
            Value::List(items) => waiting.extend(items),
            Value::Map(entries) => {
                waiting.extend(entries.iter().map(|it| &it.value));
                of_map(node, &places, &vendors, &mut facts.accounts);
            }
            _ => {}
        }
    }
}

/// Where a site stands, and whether a consumer is handed the value there.
fn place(site: &Site) -> (Span, bool) {
    let is_provider = site.gives.as_ref().is_some_and(|it| it.space == Space::Provider);
    (site.span, site.presents.is_some() && (is_provider || site.gives.is_none()))
}

fn of_map(map: &Node, places: &[(Span, bool)], vendors: &[&Vendor], accounts: &mut Held<Account>) {
    let written = map.entries().iter().filter_map(|it| Some((it, it.value.text()?)));
    let named: Vec<_> = written
        .filter_map(|(entry, text)| {
            let of = |vendor: &&Vendor| vendor.accounts_of_entry(&entry.key.text, text);
            let named = vendors.iter().map(of).find(|[_, beside]| beside.is_some());
            let [certain, beside] = named?;
            Some((certain, beside?, entry.value.span))
        })
        .collect();
    if named.is_empty() {
        return;
    }
    let values = map.entries().iter().map(|it| &it.value).filter(|it| it.scalar().is_some());
    let (handed, held): (Vec<_>, Vec<_>) =
        values.flat_map(|it| within(places, it.span)).partition(|(_, is_handed)| *is_handed);
    let [held, handed] =
        [held, handed].map(|all| all.into_iter().map(|(site, _)| site).collect::<Arc<[Span]>>());
    let mut tell = |sites: &Arc<[Span]>, name: Option<&String>, span: Span| {
        if let Some(name) = name.filter(|_| !sites.is_empty()) {
            accounts.push(Account { sites: Arc::clone(sites), name: name.clone(), span });
        }
    };
    for (certain, _, span) in &named {
        tell(&held, certain.as_ref(), *span);
    }
    for (_, beside, span) in &named {
        tell(&handed, Some(beside), *span);
    }
}

/// The places that lie in a span.
fn within(places: &[(Span, bool)], span: Span) -> impl Iterator<Item = (Span, bool)> + '_ {
    let from = places.partition_point(|(it, _)| (it.source, it.start) < (span.source, span.start));
    places[from..]
        .iter()
        .take_while(move |(it, _)| it.source == span.source && it.start < span.end)
        .copied()
}
