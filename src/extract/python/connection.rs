//! Connections of Airflow: which one is looked up, and where its password is read:
//! `BaseHook.get_connection("dbt_cloud_default").password`, also where the connection goes through a variable or is
//! given back by a function of the file.

use std::ops::Range;

use super::module::{Module, Way};
use super::reads;
use crate::model::{Name, Scope, Space};

/// How many assignments and functions a connection is followed through.
const DEPTH: usize = 4;
/// How many assignments of one variable are looked at.
const GIVEN: usize = 16;
/// The end of the dotted name of the function that looks a connection up.
const LOOKUP: &str = "get_connection";

/// What names a connection.
#[derive(Clone, Copy)]
pub(super) struct Id {
    /// The token that spells its id, or the variable that holds the id.
    pub at: usize,
    /// Whether it is a variable of the environment or of a store.
    pub of_variable: bool,
}

/// The name of a connection: one, whichever files of the repository use it, and no secret of a CI system.
pub(super) fn name(module: &Module<'_>, id: Id) -> Option<Name> {
    let (_, text) = module.text(id.at)?;
    called(text)
}

/// The name of the connection of an id.
pub(super) fn called(id: &str) -> Option<Name> {
    let fits = !id.is_empty() && id.len() < 200;
    fits.then(|| Name::new(Space::Secret, &home(), id))
}

/// Where the names of connections hold.
pub(super) fn home() -> Scope {
    crate::extract::airflow::connections()
}

/// What names the connection that an expression hands over. A parameter's default is a declaration and names none.
pub(super) fn id(module: &Module<'_>, value: &Range<usize>, block: usize) -> Option<Id> {
    written(module, value, block, DEPTH)
}

fn written(module: &Module<'_>, value: &Range<usize>, block: usize, depth: usize) -> Option<Id> {
    if value.len() == 1 && module.text(value.start).is_some() {
        return Some(Id { at: value.start, of_variable: false });
    }
    if !module.is_name(value.start) {
        return None;
    }
    let (parts, next) = module.chain(value.start);
    let behind = module.behind(next);
    if next == value.end {
        let name = parts.join(".");
        let home = module.home(block, &name)?;
        let is_parameter = module.blocks[home].parameters.contains(&name);
        let mut given = module
            .given(home, &name)
            .filter(|it| !is_parameter || it.way == Way::Called)
            .take(GIVEN);
        return given.find_map(|it| written(module, &it.value, it.read_in, depth.checked_sub(1)?));
    }
    let path = module.resolved(&parts);
    let read = match module.word(next) {
        "(" => reads::by_call(module, block, &parts, &path),
        "[" => reads::by_subscript(module, block, &parts, &path),
        _ => None,
    };
    let is_read = read.is_some() && behind == value.end;
    let fallback = module.arguments(next).get(1).map(|it| it.value.start);
    let fallback = fallback.filter(|at| module.plain(*at).is_some_and(|it| !it.is_empty()));
    let variable = || module.plain(next + 1).map(|_| Id { at: next + 1, of_variable: true });
    let default = fallback.map(|at| Id { at, of_variable: false });
    is_read.then(|| default.or_else(variable)).flatten()
}

/// The connection whose password is read here, and the token behind the password. `parts` is the dotted name that ends
/// before `next`.
pub(super) fn password(
    module: &Module<'_>,
    block: usize,
    parts: &[&str],
    next: usize,
) -> Option<(Id, usize)> {
    // `lookup("id").password`: the dotted name is the lookup's, and the password follows its brackets.
    let behind = if module.word(next) == "(" { module.behind(next) } else { next };
    if next < behind && module.word(behind) == "." && is_password(module.word(behind + 1)) {
        let id =
            named(module, block, parts, next).or_else(|| returned(module, block, parts, DEPTH))?;
        return Some((id, behind + 2));
    }
    let (last, holder) = parts.split_last()?;
    let is_password = is_password(last) && !holder.is_empty();
    let id =
        if is_password { given(module, block, &holder.join("."), DEPTH)? } else { return None };
    Some((id, next))
}

fn is_password(member: &str) -> bool {
    matches!(member, "password" | "get_password")
}

/// The connection that a lookup is given, if this call is one, as its first or named argument.
fn named(module: &Module<'_>, block: usize, parts: &[&str], open: usize) -> Option<Id> {
    let is_lookup = parts.last() == Some(&LOOKUP);
    let arguments = if is_lookup { module.arguments(open) } else { Vec::new() };
    let fits = |keyword: Option<&str>| matches!(keyword, None | Some("conn_id"));
    let found = arguments.iter().find(|it| fits(it.keyword))?;
    id(module, &found.value, block)
}

/// The connection that a variable holds.
fn given(module: &Module<'_>, block: usize, name: &str, depth: usize) -> Option<Id> {
    let home = module.home(block, name)?;
    let mut given = module.given(home, name).take(GIVEN);
    given.find_map(|it| looked_up(module, &it.value, it.read_in, depth.checked_sub(1)?))
}

/// The connection that a function of the file gives back.
fn returned(module: &Module<'_>, block: usize, parts: &[&str], depth: usize) -> Option<Id> {
    given(module, block, &format!("{}()", parts.join(".")), depth)
}

/// The connection that an expression looks up.
fn looked_up(module: &Module<'_>, value: &Range<usize>, block: usize, depth: usize) -> Option<Id> {
    let (parts, next) = module.chain(value.start);
    if module.word(next) == "(" && module.behind(next) == value.end {
        return named(module, block, &parts, next)
            .or_else(|| returned(module, block, &parts, depth));
    }
    (next == value.end).then(|| given(module, block, &parts.join("."), depth)).flatten()
}
