//! The password of an Airflow connection: `BaseHook.get_connection("dbt_cloud_default").password`, also where the
//! connection goes through a variable or is given back by a function of the file.

use std::ops::Range;

use super::module::Module;

/// How many assignments and functions a connection is followed through.
const DEPTH: usize = 4;
/// How many assignments of one variable are looked at.
const GIVEN: usize = 16;
/// The end of the dotted name of the function that looks a connection up.
const LOOKUP: &str = "get_connection";

/// The token that names the connection whose password is read here, and the token behind the password. `parts` is the
/// dotted name that ends before `next`.
pub(super) fn password(
    module: &Module<'_>,
    block: usize,
    parts: &[&str],
    next: usize,
) -> Option<(usize, usize)> {
    // `lookup("id").password`: the dotted name is the lookup's, and the password follows its brackets.
    let behind = if module.word(next) == "(" { module.behind(next) } else { next };
    if next < behind && module.word(behind) == "." && module.word(behind + 1) == "password" {
        let id = named(module, parts, next).or_else(|| returned(module, block, parts, DEPTH))?;
        return Some((id, behind + 2));
    }
    let (last, holder) = parts.split_last()?;
    let is_password = *last == "password" && !holder.is_empty();
    let id =
        if is_password { given(module, block, &holder.join("."), DEPTH)? } else { return None };
    Some((id, next))
}

/// The connection that a lookup is given, if this call is one: the token of its first or named argument.
fn named(module: &Module<'_>, parts: &[&str], open: usize) -> Option<usize> {
    let is_lookup = parts.last() == Some(&LOOKUP);
    let arguments = if is_lookup { module.arguments(open) } else { Vec::new() };
    let fits = |keyword: Option<&str>| matches!(keyword, None | Some("conn_id"));
    let found = arguments.iter().find(|it| fits(it.keyword))?;
    (found.value.len() == 1 && module.plain(found.value.start).is_some())
        .then_some(found.value.start)
}

/// The connection that a variable holds.
fn given(module: &Module<'_>, block: usize, name: &str, depth: usize) -> Option<usize> {
    let home = module.home(block, name)?;
    let mut given = module.given(home, name).take(GIVEN);
    given.find_map(|it| looked_up(module, &it.value, it.read_in, depth.checked_sub(1)?))
}

/// The connection that a function of the file gives back.
fn returned(module: &Module<'_>, block: usize, parts: &[&str], depth: usize) -> Option<usize> {
    given(module, block, &format!("{}()", parts.join(".")), depth)
}

/// The connection that an expression looks up.
fn looked_up(
    module: &Module<'_>,
    value: &Range<usize>,
    block: usize,
    depth: usize,
) -> Option<usize> {
    let (parts, next) = module.chain(value.start);
    if module.word(next) == "(" && module.behind(next) == value.end {
        return named(module, &parts, next).or_else(|| returned(module, block, &parts, depth));
    }
    (next == value.end).then(|| given(module, block, &parts.join("."), depth)).flatten()
}
