//! What a service token may be given.

use std::collections::BTreeSet;

use keyfit::model::vendor::{PermissionSet, Reach};

use super::vendors;

/// The permission sets of the API, as its specification lists them, and how far each reaches.
const SETS: [(Reach, &[&str]); 2] = [
    (
        Reach::Account,
        &[
            "account_admin",
            "account_viewer",
            "billing_admin",
            "cost_insights_admin",
            "cost_insights_viewer",
            "cost_management_admin",
            "cost_management_viewer",
            "fusion_admin",
            "manage_marketplace_apps",
            "member",
            "notification_manager",
            "owner",
            "project_creator",
            "scim_only",
            "security_admin",
            "webhooks_only",
        ],
    ),
    (
        Reach::Project,
        &[
            "admin",
            "analyst",
            "analyst_read",
            "database_admin",
            "developer",
            "git_admin",
            "job_admin",
            "job_creator",
            "job_runner",
            "job_viewer",
            "metadata_only",
            "readonly",
            "semantic_layer_only",
            "stakeholder",
            "team_admin",
        ],
    ),
];

#[test]
fn every_permission_set_of_the_api_is_a_row() {
    for vendor in &vendors() {
        for (reach, ids) in SETS {
            let rows = vendor.sets.iter().filter(|set| set.reach == reach);
            let rows: BTreeSet<&str> = rows.map(|set| set.id.as_str()).collect();
            assert_eq!(rows, ids.iter().copied().collect(), "of the {}", reach.as_str());
        }
    }
}

#[test]
fn what_is_said_of_a_permission_set_is_what_the_docs_say() {
    let of = |has: fn(&PermissionSet) -> bool| -> Vec<String> {
        let sets = vendors().into_iter().flat_map(|vendor| vendor.sets);
        let mut ids: Vec<String> = sets.filter(has).map(|set| set.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(of(PermissionSet::writes_everything), ["account_admin", "owner"]);
    assert_eq!(of(|it| it.not_assignable.is_some()), ["fusion_admin", "scim_only"]);
    let by_environment = ["analyst", "database_admin", "developer", "git_admin", "team_admin"];
    assert_eq!(of(|it| it.by_environment), by_environment);
    for (broader, narrower) in [
        ("account_admin", "security_admin"),
        ("security_admin", "project_creator"),
        ("admin", "database_admin"),
        ("member", "developer"),
        ("analyst", "job_admin"),
        ("job_admin", "job_creator"),
        ("job_creator", "notification_manager"),
        ("billing_admin", "account_viewer"),
        ("account_viewer", "job_runner"),
        ("job_runner", "job_viewer"),
        ("readonly", "metadata_only"),
        ("stakeholder", "webhooks_only"),
    ] {
        for vendor in &vendors() {
            let breadth = |id| vendor.set(id).map(|set| set.breadth);
            assert!(breadth(narrower) < breadth(broader), "{narrower} < {broader}");
        }
    }
}
