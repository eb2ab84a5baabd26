//! `rules`, `only` and `workflow`: when a job runs, in the words that all CI dialects share.

use super::condition;
use super::job::Lineage;
use super::pipeline::referred;
use crate::extract::ci::file::File;
use crate::extract::ci::trigger;
use crate::model::{Entry, Matter, Most, Node, Scope, Span, Trigger, Within as _};

/// How many rules of a job are looked at.
const MANY: Most = Most::new(50, "rules of a job");

/// A trigger and where it is written.
type Written = (Trigger, Span);

/// State when a job runs.
pub(super) fn state(
    file: &mut File<'_>,
    root: &Node,
    lineage: &Lineage<'_>,
    job: &Entry,
    scope: &Scope,
) {
    let own = lineage.get("rules");
    let of_pipeline = root.at(&["workflow", "rules"]);
    let written = match (own, lineage.get("only")) {
        (Some(rules), _) => by_rules(root, rules),
        (None, Some(only)) => Some(by_only(only)),
        (None, None) => of_pipeline.and_then(|rules| by_rules(root, rules)).or(Some(Vec::new())),
    };
    let Some(mut written) = written else {
        let span = own.map_or(job.key.span, |it| it.span);
        file.circumstance(scope, Matter::Disabled, Some(span), "its rules never let it run");
        return;
    };
    if written.is_empty() {
        written.push((Trigger { event: "push".to_owned(), ..Trigger::default() }, job.key.span));
    }
    // Of a schedule that runs for one branch only, the branch says more.
    if let [(only, span)] = written.as_slice()
        && let [branch] = only.branches.as_slice()
        && only.event != "push"
        && only.event != "pull_request"
    {
        let says = format!("a rule keeps it to the branch `{branch}`");
        file.circumstance(scope, Matter::OnlyBranch(branch.clone()), Some(*span), says);
    }
    for (trigger, span) in written {
        let says = trigger::said(&trigger);
        file.circumstance(scope, Matter::Trigger(trigger), Some(span), says);
    }
}

/// What rules let in; `None` where they let nothing in.
fn by_rules(root: &Node, rules: &Node) -> Option<Vec<Written>> {
    let mut open: Vec<&Node> = vec![rules];
    let (mut written, mut all, mut never) = (Vec::new(), 0, 0);
    while let Some(node) = open.pop().filter(|_| MANY.has_room(all)) {
        let node = referred(root, node);
        if !node.items().is_empty() {
            open.extend(node.items().iter().rev().within(MANY));
            continue;
        }
        all += 1;
        if node.get("when").and_then(Node::text) == Some("never") {
            never += 1;
            continue;
        }
        let condition = node.get("if").and_then(|it| Some((it.text()?, it.span)));
        let (text, span) = condition.unwrap_or(("", node.span));
        written.extend(condition::triggers(text).into_iter().map(|trigger| (trigger, span)));
    }
    (all == 0 || never < all).then_some(written)
}

/// `only:`, as a list of refs or as a map with one.
fn by_only(only: &Node) -> Vec<Written> {
    let refs = only.get("refs").unwrap_or(only);
    let one = std::iter::once(refs).filter(|it| it.scalar().is_some());
    let mut written: Vec<Written> = Vec::new();
    for node in one.chain(refs.items()).within(MANY) {
        let Some(text) = node.text() else { continue };
        written.push((condition::of_ref(text), node.span));
    }
    written
}
