//! In which other environments a credential is used, and where it is used there.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Environment, Span, Step, Usage};

/// Tell each usage in which other environments its credential is used.
pub(super) fn tell_environments(usages: &mut [Usage]) {
    let mut credentials: HashMap<String, Places> = HashMap::new();
    for usage in usages.iter().filter(|usage| usage.context.active) {
        let places = credentials.entry(usage.credential.identity.clone()).or_default();
        let environment = usage.context.environment;
        if environment != Environment::Unknown {
            places.entry(environment).or_insert_with(|| Place::of(usage));
        }
    }
    for usage in usages {
        let places = credentials.get(&usage.credential.identity).into_iter().flatten();
        let others = places.filter(|(environment, _)| **environment != usage.context.environment);
        for (environment, place) in others {
            usage.also_in.push(*environment);
            usage.also_at.push(place.told(*environment, usage.span));
        }
    }
}

/// Where a credential is first used in each environment.
type Places = BTreeMap<Environment, Place>;

/// The place of a use, and what says that it is of its environment.
struct Place {
    span: Span,
    because: Option<Span>,
}

impl Place {
    fn of(usage: &Usage) -> Self {
        let because = usage.context.environment_because.as_ref().map(|step| step.span);
        Self { span: usage.span, because }
    }

    /// The use as another one tells it. Where both stand at one place, what parts them is told instead.
    fn told(&self, environment: Environment, other: Span) -> Step {
        let span = self.because.filter(|_| self.span == other).unwrap_or(self.span);
        Step { span, says: format!("it is used in {} here", environment.as_str()) }
    }
}
