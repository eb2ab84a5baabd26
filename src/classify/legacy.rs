//! What is out of date about a provider: told once, however many tokens come to it.

use std::collections::HashSet;

use crate::model::{Facts, Site, Step, Usage};

/// What is out of date about the provider that a site configures, or says to be required.
pub(super) fn of(site: &Site, facts: &Facts) -> Option<Step> {
    let at_it = facts.legacies.iter().find(|it| it.span == site.span);
    let legacy = at_it.or_else(|| {
        let own = site.gives.as_ref()?;
        let local = own.text.split('.').next()?;
        facts.legacies.iter().find(|it| {
            it.provider.space == own.space
                && it.provider.scope == own.scope
                && it.provider.text == local
        })
    })?;
    Some(Step { span: legacy.span, says: legacy.says.clone() })
}

/// Keep what is out of date at the first of the usages that would tell it.
pub(super) fn tell_once(usages: &mut [Usage]) {
    let mut told = HashSet::new();
    for usage in usages {
        usage.legacy = usage.legacy.take().filter(|step| told.insert(step.span));
    }
}
