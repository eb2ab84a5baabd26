//! Functions of a file that read the variable whose name they are given: `def env(name): …` around `os.environ`.

use std::collections::HashMap;

use super::entries;
use super::module::{Assignment, Module, Way};
use super::value;
use crate::model::Space;

/// How many assignments a value is followed through before it is given back.
const DEPTH: usize = 3;
/// How many assignments of one variable are looked at.
const GIVEN: usize = 4;
/// How many places of one function that give something back are looked at.
const RETURNS: usize = 8;

/// What a function reads, and the parameter that says under which name.
pub(super) type Readers = HashMap<usize, (Space, String)>;

/// The functions of a file that give back what stands under the name in one of their parameters.
pub(super) fn readers(module: &Module<'_>) -> Readers {
    let mut readers = Readers::new();
    let mut looked: HashMap<usize, usize> = HashMap::new();
    for it in module.assignments.iter().filter(|it| it.way == Way::Returned) {
        let function = it.read_in;
        let looked = looked.entry(function).or_default();
        let is_new = !module.blocks[function].parameters.is_empty()
            && *looked < RETURNS
            && !readers.contains_key(&function);
        *looked += 1;
        if is_new && let Some(asked) = asked(module, it, function, DEPTH) {
            readers.insert(function, asked);
        }
    }
    readers
}

fn asked(
    module: &Module<'_>,
    it: &Assignment,
    function: usize,
    depth: usize,
) -> Option<(Space, String)> {
    let value = value::of(module, it);
    if let Some(asked) = value.asked.into_iter().next() {
        return Some(asked);
    }
    let depth = depth.checked_sub(1)?;
    let own = &module.blocks[function].scope;
    let names = value.takes.iter().map(|take| &take.name);
    let mut names = names.filter(|name| name.space == Space::Local && name.scope == *own);
    names.find_map(|name| {
        let answer = entries::answer(module, name);
        let text = &answer.as_ref().unwrap_or(name).text;
        let mut given = module.given(function, text).take(GIVEN);
        given.find_map(|it| asked(module, it, function, depth))
    })
}
