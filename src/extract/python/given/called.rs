//! Calls that hand on what they are given: classes of arguments, `json.dumps`, `.apply(lambda …)`.

use std::ops::Range;

use super::super::reads;
use super::super::stretch::Argument;
use super::{Given, Place};
use crate::model::Value;

/// What hands on the first that it is given, as the ends of dotted names.
const OPENING: [&str; 8] = [
    "json.dumps",
    "Output.json_dumps",
    "Output.secret",
    "Output.unsecret",
    "Output.from_input",
    "str",
    "dict",
    "list",
];

impl<'a> Given<'_, 'a> {
    /// A call that is the whole of an expression: of a class of arguments, or of what hands on what it is given.
    pub(super) fn called(&self, range: &Range<usize>, place: &Place<'a>) -> Option<Value> {
        let module = self.module;
        let (parts, open) = self.chain(range);
        if open == range.end || module.word(open) != "(" || !module.is_name(range.start) {
            return None;
        }
        let arguments = module.arguments(open);
        if let [.., "apply"] = parts.as_slice() {
            return self.applied(&(range.start..open - 2), &arguments, place);
        }
        if module.behind(open) != range.end {
            // `pulumi.Output.all(…).apply(lambda …)`.
            let next = module.behind(open);
            let is_applied = module.word(next) == "."
                && module.word(next + 1) == "apply"
                && module.word(next + 2) == "("
                && module.behind(next + 2) == range.end;
            let lambda = module.arguments(next + 2);
            return is_applied.then(|| self.applied(&(range.start..next), &lambda, place))?;
        }
        let path = module.resolved(&parts);
        let is_opening = opens(&path);
        match arguments.as_slice() {
            [first, ..] if is_opening && first.keyword.is_none() => {
                Some(self.read(&first.value, place).value)
            }
            _ if path.ends_with("Args") || path == "dict" || path.ends_with("ArgsDict") => {
                let given: Option<Vec<_>> =
                    arguments.iter().map(|it| self.argument(it, place)).collect();
                Some(Value::Map(given?.into_iter().flatten().collect()))
            }
            _ => None,
        }
    }

    /// What `base.apply(lambda it: …)` comes to.
    fn applied(
        &self,
        base: &Range<usize>,
        arguments: &[Argument<'a>],
        place: &Place<'a>,
    ) -> Option<Value> {
        let module = self.module;
        let [Argument { keyword: None, value }] = arguments else { return None };
        let is_lambda = module.word(value.start) == "lambda" && module.word(value.start + 2) == ":";
        if !is_lambda {
            return None;
        }
        let mut place = place.clone();
        place.bound.push((module.word(value.start + 1), base.clone()));
        Some(self.read(&(value.start + 3..value.end), &place).value)
    }
}

/// Whether a function hands on the first that it is given.
pub(super) fn opens(path: &str) -> bool {
    OPENING.iter().any(|it| reads::ends_with(path, it))
}
