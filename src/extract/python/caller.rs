//! Values that a program does not have but is given: a parameter, a member that a parameter fills, a flag of the
//! command line. Where nothing in the file fills them, no credential is used there; whoever calls uses one.

use std::collections::HashSet;
use std::ops::Range;

use super::entries;
use super::imports;
use super::module::Module;
use super::value::{self, PLAIN};
use crate::model::{Name, Site, Space};

/// How many names are looked through for one value.
const NAMES: usize = 200;
/// How many names within names are followed.
const DEPTH: usize = 6;
/// How many assignments of one name are looked at.
const GIVEN: usize = 16;
/// How many tokens of one expression are looked at.
const TOKENS: usize = 200;

/// Whether something fills what a site takes: the environment, a store, a text, or a function that may.
pub(super) fn fills(module: &Module<'_>, site: &Site) -> bool {
    let mut waiting: Vec<Name> = site.takes.iter().map(|take| take.name.clone()).collect();
    let mut seen: HashSet<Name> = HashSet::new();
    if site.literal.is_some() {
        return true;
    }
    while let Some(name) = waiting.pop() {
        if name.space != Space::Local || NAMES < seen.len() {
            return true;
        }
        let Some(home) = module.block_at(&name.scope) else { return true };
        let is_imported = home == 0 && module.imports.contains_key(name.text.as_str());
        if is_imported || imports::borrowed(module, &name).is_some() {
            return true;
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        waiting.extend(entries::answer(module, &name));
        for it in module.given(home, &name.text).take(GIVEN) {
            let value = value::of(module, it);
            let is_open = value.takes.is_empty() && value.literal.is_none();
            if value.literal.is_some() || is_open && brings(module, &it.value, it.read_in, DEPTH) {
                return true;
            }
            waiting.extend(value.takes.into_iter().map(|take| take.name));
        }
    }
    false
}

/// Whether an expression brings anything that its caller did not give.
fn brings(module: &Module<'_>, range: &Range<usize>, block: usize, depth: usize) -> bool {
    let mut at = range.start;
    let end = range.end.min(range.start + TOKENS);
    while at < end {
        if let Some((text, _)) = module.text(at) {
            if text.holes.iter().any(|hole| depth == 0 || brings(module, hole, block, depth - 1)) {
                return true;
            }
            at += 1;
        } else if module.is_name(at) {
            let (parts, next) = module.chain(at);
            if root(module, &parts, next, block, depth) {
                return true;
            }
            // What a function makes of its arguments is asked of the function, not of them.
            let passes = PLAIN.contains(&parts[0]) || !matches!(module.word(next), "(" | "[");
            at = if passes { next } else { module.behind(next) };
        } else {
            at += 1;
        }
    }
    range.len() > TOKENS
}

/// Whether a dotted name stands for something that no caller gave.
fn root(module: &Module<'_>, parts: &[&str], next: usize, block: usize, depth: usize) -> bool {
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let is_word = ["None", "True", "False", "or", "and", "not", "if", "else", "is", "in", "await"]
        .contains(&first);
    let is_parameter = || {
        let has = |block: usize| module.blocks[block].parameters.iter().any(|it| it == first);
        module.outwards(block).any(has)
    };
    let is_given = matches!(first, "self" | "cls")
        || matches!(last, "parse_args" | "parse_known_args")
        || PLAIN.contains(&first) && parts.len() == 1
        || is_parameter();
    if is_word || is_given {
        return false;
    }
    let Some(depth) = depth.checked_sub(1) else { return true };
    if last == "get_connection" {
        return brings(module, &module.inside(next), block, depth);
    }
    let called = format!("{first}()");
    let is_call = parts.len() == 1 && module.word(next) == "(";
    let name = if is_call { called.as_str() } else { first };
    let Some(home) = module.home(block, name) else { return true };
    module.given(home, name).take(GIVEN).any(|it| brings(module, &it.value, it.read_in, depth))
}
