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

/// The branches that a name or a `/pattern/` stands for.
pub fn branches(text: &str) -> Vec<String> {
    let Some(pattern) = text.strip_prefix('/').and_then(|it| Some(&it[..it.rfind('/')?])) else {
        return vec![text.to_owned()];
    };
    let bare = pattern.trim_start_matches('^').trim_end_matches('$');
    let grouped = bare.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(bare);
    let words = grouped.split('|').map(|word| {
        let word = word.trim_start_matches('^').trim_end_matches('$');
        word.replace("\\/", "/").replace("\\.", ".").replace(".*", "*").replace(".+", "*")
    });
    // What begins like the pattern and may go on is a family of branches.
    let open = !pattern.ends_with('$') && !bare.ends_with(')');
    words.map(|it| if open && !it.ends_with('*') { format!("{it}*") } else { it }).collect()
}
