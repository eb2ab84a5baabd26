//! Parameters of functions that other modules can call: a caller hands them over by name or by place.

use super::imports;
use super::module::{Assignment, Module, Way};
use crate::model::{Most, Name, Within as _};

/// How many parameters of one function are looked at.
const MANY: Most = Most::new(200, "parameters of one function");

/// What callers in other modules give, as assignments of the parameters.
pub(super) fn assignments(module: &Module<'_>) -> Vec<Assignment> {
    let functions = (0..module.blocks.len()).filter_map(|it| Some((it, called_as(module, it)?)));
    let of = |(function, name): (usize, &str)| -> Vec<Assignment> {
        let parameters = module.blocks[function].parameters.iter().within(MANY).enumerate();
        let given = parameters.filter_map(|(place, parameter)| {
            let at = spelt(module, function, parameter)?;
            Some(Assignment {
                block: function,
                read_in: function,
                target: parameter.clone(),
                value: at..at + 1,
                way: Way::Declared,
                reads: names(module, name, parameter, place),
            })
        });
        given.collect()
    };
    functions.flat_map(of).collect()
}

/// The names under which callers hand a parameter over.
pub(super) fn names(
    module: &Module<'_>,
    function: &str,
    parameter: &str,
    place: usize,
) -> Vec<Name> {
    let unit = &module.blocks[0].scope;
    [parameter, &place.to_string()].map(|it| imports::handed(unit, function, it)).into()
}

/// The name by which other modules call a function: its own, or that of the class that it makes.
fn called_as<'a>(module: &Module<'a>, function: usize) -> Option<&'a str> {
    let block = &module.blocks[function];
    let outer = block.outer.filter(|_| !block.is_class)?;
    let own = module.word(block.at);
    if outer == 0 {
        return Some(own);
    }
    let class = &module.blocks[outer];
    let makes = own == "__init__" && class.is_class && class.outer == Some(0);
    makes.then(|| module.word(class.at))
}

/// The token that spells a parameter where it is declared.
fn spelt(module: &Module<'_>, function: usize, parameter: &str) -> Option<usize> {
    let open = module.blocks[function].at + 1;
    let parts = module.parts(&module.inside(open), ",");
    parts.iter().map(|part| part.start).find(|at| module.word(*at) == parameter)
}
