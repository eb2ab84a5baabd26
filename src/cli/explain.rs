//! `keyfit explain`: what is believed of one thing, or of all of a sort.

use crate::lint::Failure;
use crate::model::Policy;
use crate::render::Look;
use crate::{policy, render};

/// What stands for all of a sort.
const LISTS: [&str; 5] = ["rules", "consumers", "kinds", "permissions", "matrix"];

/// The page of a name.
pub(super) fn page(policy: &Policy, name: &str, look: Look) -> Result<String, Failure> {
    let list = match name {
        "consumers" => render::consumers(policy, look),
        "kinds" => render::kinds(policy, look),
        "permissions" => render::sets(policy, look),
        "matrix" => render::matrix(&crate::lint::matrix(policy), look),
        "rules" => render::rules(policy, look),
        _ => return one(policy, name, look).ok_or_else(|| unknown(policy, name)),
    };
    Ok(list)
}

fn one(policy: &Policy, name: &str, look: Look) -> Option<String> {
    let mut consumers = policy.vendors.iter().flat_map(|vendor| &vendor.consumers);
    let rule = policy.rule(name).map(|rule| render::explain_rule(rule, look));
    rule.or_else(|| {
        let consumer = consumers.find(|consumer| consumer.id == name)?;
        Some(render::explain_consumer(consumer, look))
    })
    .or_else(|| render::explain_kind(policy, name, look))
    .or_else(|| render::explain_set(policy, name, look))
}

/// Every name that has a page.
fn names(policy: &Policy) -> impl Iterator<Item = &str> {
    let rules = policy.rules.iter().map(|rule| rule.id.as_str());
    let of_vendors = policy.vendors.iter().flat_map(|vendor| {
        let consumers = vendor.consumers.iter().map(|it| it.id.as_str());
        let kinds = vendor.kinds.iter().map(|it| it.kind.as_str());
        consumers.chain(kinds).chain(vendor.sets.iter().map(|it| it.id.as_str()))
    });
    rules.chain(of_vendors).chain(LISTS)
}

fn unknown(policy: &Policy, name: &str) -> Failure {
    let lists = || {
        let lists = LISTS.map(|name| format!("`keyfit explain {name}`"));
        format!("{} list what there is", lists.join(", "))
    };
    let hint = policy::suggest(name, names(policy))
        .map_or_else(lists, |near| format!("did you mean `{near}`?"));
    let message = format!("there is no rule, consumer, kind or permission set `{name}`");
    Failure::Name(message, hint)
}

#[cfg(test)]
mod tests {
    use super::{names, page};
    use crate::render::Look;

    #[test]
    fn every_name_has_a_page_of_its_own() {
        let policy = crate::policy::builtin().unwrap_or_default();
        let mut all: Vec<&str> = names(&policy).collect();
        for name in &all {
            assert!(page(&policy, name, Look::default()).is_ok_and(|it| !it.is_empty()), "{name}");
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a name stands for two things");
    }
}
