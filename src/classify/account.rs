//! With which accounts a credential is used. Only accounts that are written out are compared.

use std::collections::{HashMap, HashSet};

use crate::model::{Account, Facts, Flow, Hop, Span, Step, Usage};

/// The accounts that stand beside a flow's value: at the place nearest to the consumer that tells any.
pub(super) fn of(flow: &Flow<'_>, accounts: &HashMap<Span, Vec<&Account>>) -> Vec<Step> {
    let told = flow.hops.iter().rev().find_map(|hop| accounts.get(&site(hop)?));
    let step = |it: &&Account| Step { span: it.span, says: it.name.clone() };
    told.into_iter().flatten().map(step).collect()
}

/// The accounts beside each place that a value comes by.
pub(super) fn by_place<'f>(
    facts: &'f Facts,
    flows: &[Flow<'_>],
) -> HashMap<Span, Vec<&'f Account>> {
    let mut accounts: HashMap<Span, Vec<&Account>> = HashMap::new();
    let passed: HashSet<Span> = flows.iter().flat_map(|it| &it.hops).filter_map(site).collect();
    for account in &facts.accounts {
        for place in account.places().filter(|it| passed.contains(it)) {
            accounts.entry(place).or_default().push(account);
        }
    }
    accounts
}

fn site(hop: &Hop<'_>) -> Option<Span> {
    if let Hop::Site(site) = hop { Some(site.span) } else { None }
}

/// Tell each usage where its credential is used with another account first. What one name of a CI system's settings
/// holds may differ from group to group.
pub(super) fn tell_others(usages: &mut [Usage]) {
    let mut first: HashMap<String, Vec<Step>> = HashMap::new();
    let counts = |usage: &Usage| {
        usage.context.active
            && !usage.accounts.is_empty()
            && !usage.credential.name.starts_with("setting:")
    };
    for usage in usages.iter_mut().filter(|usage| counts(usage)) {
        let known = first.entry(usage.credential.identity.clone());
        let known = known.or_insert_with(|| usage.accounts.clone());
        usage.other_account = another(&usage.accounts, known);
    }
}

/// The account among those known that is another one: a number and an address's prefix may be of one account.
fn another(own: &[Step], known: &[Step]) -> Option<(Step, Step)> {
    let is_number = |it: &Step| it.says.bytes().all(|it| it.is_ascii_digit());
    let pairs = || own.iter().flat_map(|own| known.iter().map(move |known| (own, known)));
    let mut comparable = pairs().filter(|(a, b)| is_number(a) == is_number(b));
    if pairs().any(|(a, b)| a.says == b.says) {
        return None;
    }
    comparable.next().map(|(own, other)| (own.clone(), other.clone()))
}
