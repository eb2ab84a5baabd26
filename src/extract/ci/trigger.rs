//! What starts a pipeline, as a reader of the trace is told.

use crate::model::Trigger;

/// A trigger as a clause.
pub fn said(trigger: &Trigger) -> String {
    let quoted = |texts: &[String]| {
        texts.iter().take(3).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
    };
    let mut says = format!("`{}` starts it", trigger.event);
    if !trigger.branches.is_empty() {
        says = format!("{says} on {}", quoted(&trigger.branches));
    } else if trigger.tags {
        says.push_str(" on tags");
    }
    if trigger.merged {
        says.push_str(", once merged");
    } else if !trigger.types.is_empty() {
        says = format!("{says} when {}", quoted(&trigger.types));
    }
    says
}
