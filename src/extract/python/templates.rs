//! Templates of Airflow in the arguments of operators: `{{ var.value.dbt_token }}`, `{{ conn.dbt.password }}`.

use super::connection;
use super::module::Module;
use super::tasks;
use crate::model::{Most, Name, Space, Take, Within as _};

/// How many templates of one string are looked at.
const MANY: Most = Most::new(8, "templates in one string");
/// What a variable is read by, and what a variable that holds JSON.
const VARIABLES: [&str; 2] = ["var.value.", "var.json."];

/// What a string of a DAG is filled with when a task runs.
pub(super) fn takes(module: &Module<'_>, at: usize) -> Vec<Take> {
    let Some((text, content)) = module.text(at).filter(|(_, text)| text.contains("{{")) else {
        return Vec::new();
    };
    if !tasks::is_dag(module) {
        return Vec::new();
    }
    let opens = content.match_indices("{{").within(MANY);
    let taken = opens.filter_map(|(open, _)| {
        let inside = content[open + 2..].split("}}").next()?;
        let name = filled(inside.trim_start_matches(['{', ' ']))?;
        let start = text.content.start + open;
        let end = start + 2 + inside.len() + 2;
        let span = module.source.span(start, end.min(text.content.end));
        Some(Take { name, span })
    });
    taken.collect()
}

/// The variable or the connection whose password an expression asks for.
pub(super) fn filled(expression: &str) -> Option<Name> {
    if let Some(rest) = VARIABLES.iter().find_map(|it| expression.strip_prefix(it)) {
        return variable(key(rest)?.0);
    }
    let (id, rest) = key(expression.strip_prefix("conn.")?)?;
    let is_password = rest.starts_with(".password") || rest.starts_with(".get_password()");
    is_password.then(|| connection::called(id)).flatten()
}

/// `name` or `get('name', …)`, and what follows.
fn key(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix("get(") {
        let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        let (name, after) = rest[1..].split_once(quote)?;
        return Some((name, after.split_once(')').map_or("", |(_, after)| after)));
    }
    let ends = |it: char| !it.is_alphanumeric() && !matches!(it, '_' | '-');
    let end = text.find(ends).unwrap_or(text.len());
    (0 < end).then(|| text.split_at(end))
}

/// The name of a variable that Airflow keeps: one, whichever files of the repository use it.
pub(super) fn variable(name: &str) -> Option<Name> {
    let fits = !name.is_empty() && name.len() < 200;
    fits.then(|| Name::new(Space::Setting, &crate::extract::airflow::variables(), name))
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_template_asks_for_a_variable_or_a_password() {
        for (expression, expected) in [
            ("var.value.dbt_token }", Some("setting:dbt_token")),
            ("var.value.get('dbt-token', '')", Some("setting:dbt-token")),
            ("var.json.dbt.token", Some("setting:dbt")),
            ("conn.dbt_cloud_default.password", Some("secret:dbt_cloud_default")),
            ("conn.get('dbt').password", Some("secret:dbt")),
            ("conn.dbt.host", None),
            ("var.value.", None),
            ("var.value.get(x)", None),
            ("params.token", None),
            ("", None),
        ] {
            let name = filled(expression).map(|name| name.to_string());
            assert_eq!(name.as_deref(), expected, "{expression}");
        }
    }
}
