//! Variables of workspaces: what Terraform Cloud hands to the runs of one. Here a value counts whoever made it, since the
//! run that is handed it is known.

use std::collections::BTreeSet;

use super::closure::Reached;
use crate::model::vendor::StoreRow;
use crate::model::{
    Circumstance, Evidence, Facts, Matter, Name, Presentation, Site, Space, Strength, Vendor,
    Weight, Word,
};

/// The stores that hand what they keep to runs of Terraform.
pub(super) struct Workspaces<'v>(Vec<&'v StoreRow>);

impl<'v> Workspaces<'v> {
    pub(super) fn of(stores: impl Iterator<Item = &'v StoreRow>) -> Self {
        Self(stores.filter(|store| store.units.iter().any(|it| it == "terraform")).collect())
    }

    /// The workspace and the variable of an entry.
    fn variable<'n>(&self, name: &'n Name) -> Option<(&'v StoreRow, &'n str, &'n str)> {
        let (id, rest) = name.text.split_once('/').filter(|_| name.space == Space::Kept)?;
        let store = self.0.iter().find(|store| store.id == id)?;
        let (workspace, key) = rest.rsplit_once('/')?;
        (!key.contains(['#', '{'])).then_some((store, workspace, key))
    }

    /// Whether a site fills or reads such a variable.
    pub(super) fn concern(&self, site: &Site) -> bool {
        let mut names = site.takes.iter().map(|it| &it.name).chain(&site.gives);
        names.any(|name| self.variable(name).is_some())
    }

    /// The credentials that runs are handed whose configuration is none of the files, with what is known of the runs.
    pub(super) fn handed(&self, kept: &[Site], reached: &Reached<'_>, vendors: &[Vendor]) -> Facts {
        let read: BTreeSet<&Name> =
            kept.iter().flat_map(|it| &it.takes).map(|take| &take.name).collect();
        let mut facts = Facts::default();
        for site in kept {
            let Some(name) = site.gives.as_ref().filter(|it| !read.contains(it)) else { continue };
            let is_minted = site.takes.iter().any(|take| reached.contains(&take.name));
            let variable = self.variable(name).filter(|_| !is_minted);
            let is_credential = |key: &str| vendors.iter().any(|it| it.name_row(key).is_some());
            if let Some((store, workspace, key)) = variable.filter(|it| is_credential(it.2)) {
                hand(&mut facts, site, (store, workspace, key), vendors);
            }
        }
        facts
    }
}

fn hand(
    facts: &mut Facts,
    site: &Site,
    (store, workspace, key): (&StoreRow, &str, &str),
    vendors: &[Vendor],
) {
    let scope = site.scope.within("run", site.span.start);
    let mut tell = |matter, says: String| {
        let (scope, span) = (scope.clone(), Some(site.span));
        facts.circumstances.push(Circumstance { scope, matter, span, says });
    };
    tell(Matter::Unattended, format!("{} runs it", store.title));
    if !workspace.contains('{') {
        let word = Word::Text(workspace.to_owned());
        tell(Matter::Variant(vec![word]), format!("it is kept for `{workspace}`"));
    }
    let kind = vendors.iter().find_map(|vendor| vendor.kind_of_name(key));
    let evidence = kind.map(|kind| Evidence {
        kind,
        strength: Strength::Name,
        span: Some(site.span),
        says: format!("the name `{key}` says a {} token", kind.as_str()),
    });
    let consumer = "terraform-run".to_owned();
    facts.sites.push(Site {
        gives: None,
        scope: scope.clone(),
        says: format!("{} hands it to runs as `{key}`", store.title).into(),
        presents: Some(Box::new(Presentation { consumer, weight: Weight::Presumed })),
        evidence: evidence.into_iter().collect(),
        ..site.clone()
    });
}
