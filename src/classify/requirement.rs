//! What the guidance asks of a consumer in a context: the first row that fits.

use crate::model::{Consumer, Context, Requires, Vendor};

/// Which kind is asked for, and why.
pub fn of(
    vendor: &Vendor,
    consumer: &Consumer,
    needs: Requires,
    context: &Context,
) -> (Requires, String) {
    match needs {
        Requires::Personal => {
            return (
                Requires::Personal,
                format!("{} works with a user's token only", consumer.title),
            );
        }
        Requires::Service => {
            return (
                Requires::Service,
                format!("{} works with a service token only", consumer.title),
            );
        }
        Requires::Either => {}
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
