//! Pages about permission sets: all of them, and one.

use crate::model::vendor::{PermissionSet, Reach};
use crate::model::{Arrange, Policy, Vendor};

use super::clean::one_line;
use super::look::{Ink, Look};
use super::pages::{section, sources, title};

/// Every permission set, those for the account first.
pub(super) fn list(policy: &Policy, look: Look) -> String {
    let mut page = String::new();
    for (reach, heading) in [(Reach::Account, "for the account"), (Reach::Project, "for projects")]
    {
        let sets = policy.vendors.iter().flat_map(|it| &it.sets).filter(|it| it.reach == reach);
        let mut sets: Vec<&PermissionSet> = sets.collect();
        sets.arrange_by(|a, b| a.id.cmp(&b.id));
        if sets.is_empty() {
            continue;
        }
        page += &[look.paint(Ink::Strong, heading), "\n".to_owned()].concat();
        page.extend(sets.into_iter().map(|set| line(set, look)));
        page.push('\n');
    }
    page + "`keyfit explain SET` says what one of them reads and writes, and who needs it.\n"
}

fn line(set: &PermissionSet, look: Look) -> String {
    let id = look.paint(Ink::Strong, &one_line(&set.id));
    format!("  {id} ({})\n{}", one_line(&set.title), look.block(&set.does, 4))
}

/// What one permission set may do, who needs it, and on which plans it can be given.
pub(super) fn page(policy: &Policy, id: &str, look: Look) -> Option<String> {
    let mut sets = policy.vendors.iter().filter_map(|it| Some((it, find(it, id)?)));
    let (vendor, set) = sets.next()?;
    let reach = match set.reach {
        Reach::Account => "given for the account",
        Reach::Project => "given for all projects or for some",
    };
    let name = look.paint(Ink::Strong, &one_line(&set.id));
    let mut page = format!("{name} ({}, {reach})\n", one_line(&set.title));
    page += &section(look, "What it does", &sentence(&set.does));
    for (heading, powers) in [
        ("Writes, and so reads", &set.writes),
        ("But not", &set.but),
        ("Reads", &set.reads),
        ("Left open by the sources, or by the environments chosen", &set.maybe),
    ] {
        page += &section(look, heading, &told(powers));
    }
    page += &section(look, "Who may be given it", &given(vendor, set));
    page += &needed_by(vendor, set, look);
    Some(page + &sources(look, std::slice::from_ref(&set.source)))
}

fn find<'v>(vendor: &'v Vendor, id: &str) -> Option<&'v PermissionSet> {
    vendor.sets.iter().find(|set| set.id == id)
}

fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn told(powers: &[String]) -> String {
    let word = |power: &String| if power == "*" { "everything".to_owned() } else { power.clone() };
    powers.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Whether service tokens may be given a set, and on which of the plans that do not give all.
fn given(vendor: &Vendor, set: &PermissionSet) -> String {
    if let Some(because) = &set.not_assignable {
        return format!("No service token: {because}.");
    }
    let lacking: Vec<&str> = vendor
        .plans
        .iter()
        .filter(|row| !row.sets.contains(&set.id))
        .map(|row| row.plan.as_str())
        .collect();
    let but = match lacking.as_slice() {
        [] => String::new(),
        plans => format!(", but not on the plans {}", plans.join(", ")),
    };
    format!("Service tokens{but}.")
}

/// The consumers for which this is the smallest set, or one of those that suffice together.
fn needed_by(vendor: &Vendor, set: &PermissionSet, look: Look) -> String {
    let consumers = vendor.consumers.iter().filter(|it| it.sets.contains(&set.id));
    let mut consumers: Vec<&str> = consumers.map(|it| it.id.as_str()).collect();
    consumers.arrange();
    if consumers.is_empty() {
        return String::new();
    }
    title(look, "The smallest that serves") + &look.block(&consumers.join(", "), 2)
}

#[cfg(test)]
mod tests {
    use crate::model::settings::Plan;
    use crate::model::vendor::{PermissionSet, PlanRow};
    use crate::model::{Consumer, Policy, Vendor};
    use crate::render::{Look, explain_set, sets};

    fn policy() -> Policy {
        let set = |id: &str, not: Option<&str>| PermissionSet {
            id: id.into(),
            title: id.to_uppercase(),
            writes: vec!["*".into()],
            but: vec!["scim".into()],
            does: "does all".into(),
            not_assignable: not.map(str::to_owned),
            source: "https://example.com/sets".into(),
            ..PermissionSet::default()
        };
        let plan = PlanRow { plan: Plan::Starter, sets: Vec::new(), source: String::new() };
        let consumer =
            Consumer { id: "tool".into(), sets: vec!["all".into()], ..Consumer::default() };
        let vendor = Vendor {
            sets: vec![set("none", Some("it is kept to users")), set("all", None)],
            plans: vec![plan],
            consumers: vec![consumer],
            ..Vendor::default()
        };
        Policy { vendors: vec![vendor], ..Policy::default() }
    }

    #[test]
    fn a_set_says_what_it_does_who_needs_it_and_who_may_be_given_it() {
        let page = |id| explain_set(&policy(), id, Look::default());
        let all = page("all").unwrap_or_default();
        for part in [
            "all (ALL, given for the account)",
            "Does all.",
            "everything",
            "Service tokens, but not on the plans starter.",
            "The smallest that serves\n  tool",
            "https://example.com/sets",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert!(
            page("none").is_some_and(|it| it.contains("No service token: it is kept to users."))
        );
        assert_eq!(page("other"), None);
        let list = sets(&policy(), Look::default());
        assert!(list.find("  all (ALL)") < list.find("  none (NONE)"), "{list}");
    }
}
