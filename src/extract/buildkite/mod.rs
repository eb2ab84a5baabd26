//! Buildkite: the steps of pipelines, with their environment, their plugins and their conditions.
//!
//! Variables that no file sets come from the agents: from their hooks, or from the pipeline's settings.

mod step;
mod plugin;
mod condition;

use crate::extract::ci::file::File;
use crate::extract::ci::layer::Variable;
use crate::extract::ci::secret::{self, Kept};
use crate::extract::ci::{dollars, outside};
use crate::model::{Document, Entry, Facts, Matter, Node, Scope, Source, Vendor};

/// Whether this dialect claims a file: what lies in `.buildkite`, and a pipeline at the root.
pub fn claims(path: &str) -> bool {
    let Some(stem) = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".yaml")) else {
        return false;
    };
    let name = stem.rsplit('/').next().unwrap_or(stem);
    name == "buildkite" || name == ".buildkite" || super::is_within(path, ".buildkite")
}

/// What a pipeline says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        // A pipeline may be no more than a list of steps.
        let steps = root.get("steps").map_or_else(|| root.items(), Node::items);
        if !steps.is_empty() {
            facts.append(of_root(source, root, steps, vendors));
        }
    }
    facts
}

fn of_root(source: &Source, root: &Node, steps: &[Node], vendors: &[Vendor]) -> Facts {
    let mut file = File::new(source, vendors, Scope::unit("buildkite", &source.path));
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "Buildkite runs it");
    file.circumstance(&unit, Matter::Path(source.path.clone()), None, "the file's path");
    let scope = unit.within("pipeline", "");
    let (plain, kept) = (variables(root.get("env")), secrets(root.get("secrets")));
    let layer = secret::set_all(&mut file, plain, &kept, &scope, "the pipeline");
    step::read_all(&mut file, steps, &layer, &scope);
    outside::settings(&mut file, "the agents of Buildkite");
    file.facts
}

/// `env:`, a map. A variable is the same whether Buildkite fills it in before or the shell does.
fn variables(node: Option<&Node>) -> Vec<Variable> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let variable = |entry: &Entry| {
        let value = dollars::single(entry.value.scalar()?);
        Some(Variable { name: entry.key.text.clone(), span: entry.value.span, value })
    };
    entries.iter().filter_map(variable).collect()
}

/// `secrets:`, a list of names, or a map from variables to names.
fn secrets(node: Option<&Node>) -> Vec<Kept> {
    let Some(node) = node else { return Vec::new() };
    let listed =
        node.items().iter().filter_map(|it| Some(Kept::alone(it.text()?, it.text()?, it.span)));
    let mapped = node.entries().iter().filter_map(|entry| {
        Some(Kept::alone(&entry.key.text, entry.value.text()?, entry.value.span))
    });
    listed.chain(mapped).collect()
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn pipelines_lie_in_their_folder() {
        for (path, expected) in [
            (".buildkite/pipeline.yml", true),
            ("a/.buildkite/deploy/prod.yaml", true),
            ("buildkite.yml", true),
            (".buildkite/hooks/environment", false),
            ("buildkite/pipeline.yml", false),
            (".buildkite.sh", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
    }
}
