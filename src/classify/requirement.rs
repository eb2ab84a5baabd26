//! What the guidance asks of a consumer in a context: the first row that fits.

use crate::model::{Consumer, Context, Demand, Kind, Requires, Vendor};

/// Which kind is asked for, and why.
pub fn of(
    vendor: &Vendor,
    consumer: &Consumer,
    needs: Requires,
    demands: &[&Demand],
    context: &Context,
) -> (Requires, String) {
    let kind = match needs {
        Requires::Personal => Some((Kind::Personal, "a user's token")),
        Requires::Service => Some((Kind::Service, "a service token")),
        Requires::Either => None,
    };
    if let Some((kind, token)) = kind {
        // Of what uses the consumer, only that which needs the kind is meant.
        let object = demands.iter().find(|it| it.kind == kind && consumer.needs != needs);
        let subject =
            object.map_or_else(|| consumer.title.clone(), |it| format!("`{}`", it.object));
        return (needs, format!("{subject} works with {token} only"));
    }
    let row = vendor.requirements.iter().find(|row| {
        fits(&row.classes, &consumer.class)
            && fits(&row.runners, &context.runner)
            && fits(&row.environments, &context.environment)
    });
    row.map_or((Requires::Either, String::new()), |row| (row.requires, row.because.clone()))
}

fn fits<T: PartialEq>(values: &[T], value: &T) -> bool {
    values.is_empty() || values.contains(value)
}
