//! `strategy.matrix`: a job runs once for each row, with the values of that row together.

use crate::model::{Node, Value};

/// More rows than these are not told apart: every value may then stand beside every other.
const MOST: usize = 16;

/// The values of one run, each with its key (`env`, `target.name`).
pub(super) type Row<'a> = Vec<(String, &'a Node)>;

/// The rows of a matrix as written; one row without values where there is none, or where it is computed. Of a large
/// matrix all values are one row.
pub(super) fn rows(job: &Node) -> Vec<Row<'_>> {
    let Some(matrix) = job.at(&["strategy", "matrix"]) else { return vec![Row::new()] };
    let is_list = |key: &str| !matches!(key, "include" | "exclude");
    let axes: Vec<_> = matrix.entries().iter().filter(|it| is_list(&it.key.text)).collect();
    let n_rows = axes.iter().map(|axis| axis.value.items().len().max(1)).product::<usize>();
    let included = matrix.get("include").map(Node::items).unwrap_or_default();
    if MOST < n_rows || MOST < n_rows + included.len() {
        return vec![all(&axes, included)];
    }
    let mut rows = if axes.is_empty() { Vec::new() } else { vec![Row::new()] };
    for axis in &axes {
        rows = crossed(&rows, &axis.key.text, &axis.value);
    }
    let excluded = matrix.get("exclude").map(Node::items).unwrap_or_default();
    rows.retain(|row| !excluded.iter().any(|it| fits(row, &flat("", it))));
    let keys: Vec<&str> = axes.iter().map(|axis| axis.key.text.as_str()).collect();
    include(&mut rows, included, &keys);
    if rows.is_empty() { vec![Row::new()] } else { rows }
}

fn crossed<'a>(rows: &[Row<'a>], key: &str, axis: &'a Node) -> Vec<Row<'a>> {
    let items =
        if let Value::List(items) = &axis.value { items } else { std::slice::from_ref(axis) };
    let with = |row: &Row<'a>, item: &'a Node| {
        row.iter().cloned().chain(flat(key, item)).collect::<Row<'_>>()
    };
    rows.iter().flat_map(|row| items.iter().map(move |item| with(row, item))).collect()
}

/// What is included goes into every row whose own values it does not change, and is a row of its own if there is none.
fn include<'a>(rows: &mut Vec<Row<'a>>, included: &'a [Node], keys: &[&str]) {
    let n_rows = rows.len();
    for item in included {
        let values = flat("", item);
        let axis = |key: &str| keys.contains(&key.split('.').next().unwrap_or(key));
        let own: Row<'_> = values.iter().filter(|(key, _)| axis(key)).cloned().collect();
        let mut is_new = true;
        for row in rows.iter_mut().take(n_rows).filter(|row| fits(row, &own)) {
            is_new = false;
            row.extend(values.iter().filter(|(key, _)| !axis(key)).cloned());
        }
        if is_new {
            rows.push(values);
        }
    }
}

/// Whether a row has all these values.
fn fits(row: &Row<'_>, values: &Row<'_>) -> bool {
    values
        .iter()
        .all(|(key, value)| row.iter().any(|(name, it)| name == key && it.text() == value.text()))
}

fn all<'a>(axes: &[&'a crate::model::Entry], included: &'a [Node]) -> Row<'a> {
    let of_axis = |axis: &'a crate::model::Entry| {
        let items = axis.value.items();
        items.iter().flat_map(|item| flat(&axis.key.text, item)).collect::<Row<'_>>()
    };
    let values = axes.iter().flat_map(|axis| of_axis(axis));
    values.chain(included.iter().flat_map(|item| flat("", item))).collect()
}

/// The scalars of a value with their keys, without descending by recursion.
fn flat<'a>(key: &str, node: &'a Node) -> Row<'a> {
    let mut values = Row::new();
    let mut open = vec![(key.to_owned(), node, 0)];
    while let Some((key, node, depth)) = open.pop() {
        let inner = node.entries().iter().rev().filter(|_| depth < 4);
        open.extend(inner.map(|entry| {
            let dot = if key.is_empty() { "" } else { "." };
            (format!("{key}{dot}{}", entry.key.text), &entry.value, depth + 1)
        }));
        if node.scalar().is_some() && !key.is_empty() {
            values.push((key, node));
        }
    }
    values
}
