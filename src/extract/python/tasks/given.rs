//! What a call is given, also where it stands under a name.

use std::ops::Range;

use crate::extract::python::module::Module;

/// How many names are looked through.
const DEPTH: usize = 4;

/// The value of an argument, by its name or by its place.
pub(super) fn argument(
    module: &Module<'_>,
    open: usize,
    name: &str,
    place: usize,
) -> Option<Range<usize>> {
    let arguments = module.arguments(open);
    let by_place = || arguments.get(place).filter(|it| it.keyword.is_none());
    let found = arguments.iter().find(|it| it.keyword == Some(name)).or_else(by_place);
    found.map(|it| it.value.clone()).filter(|it| !it.is_empty())
}

/// An expression, or the one that a name was given which is the whole of it; and the block in which that is read.
pub(super) fn written(
    module: &Module<'_>,
    range: &Range<usize>,
    block: usize,
) -> (Range<usize>, usize) {
    let mut found = (range.clone(), block);
    for _ in 0..DEPTH {
        let (range, block) = &found;
        if range.len() != 1 || !module.is_name(range.start) {
            break;
        }
        let name = module.word(range.start);
        let home = module.home(*block, name);
        let mut given = home.into_iter().flat_map(|home| module.given(home, name));
        let Some(first) = given.next() else { break };
        found = (first.value.clone(), first.read_in);
    }
    found
}
