//! Stacks of Pulumi: the file's name says which, and a value may be sealed so that only the stack can read it.

use super::value::Value;
use crate::model::{Name, Node, Scope, Source, Space, Take};

/// The stack whose settings a file holds: `prod` of `Pulumi.prod.yaml`.
pub(super) fn of_file(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("Pulumi.")?;
    rest.strip_suffix(".yaml").or_else(|| rest.strip_suffix(".yml"))
}

/// The provider of a stack or program that a key configures: `dbtcloud` of `config.dbtcloud:token`.
pub(super) fn provider(source: &Source, path: &str) -> Option<Name> {
    let name = source.file_name();
    let is_program = matches!(name, "Pulumi.yaml" | "Pulumi.yml");
    of_file(name).or_else(|| is_program.then_some(""))?;
    let (package, _) = path.split('.').find_map(|step| step.split_once(':'))?;
    Some(Name::new(Space::Provider, &Scope::unit("pulumi", source.folder()), package))
}

/// A value that is sealed: `secure: …`. It is kept by the stack under its key and is no literal.
pub(super) fn sealed(source: &Source, node: &Node, key: &str, scope: &Scope) -> Option<Value> {
    of_file(source.file_name())?;
    let span = node.get("secure")?.span;
    let take = Take { name: Name::new(Space::Setting, scope, key), span };
    Some(Value { takes: vec![take], is_literal: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::{Tree, document};

    #[test]
    fn a_file_is_of_a_stack() {
        for (name, expected) in [
            ("Pulumi.prod.yaml", Some("prod")),
            ("Pulumi.eu.prod.yml", Some("eu.prod")),
            ("Pulumi.yaml", None),
            ("values.prod.yaml", None),
        ] {
            assert_eq!(of_file(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_sealed_is_kept_elsewhere() {
        let tree = Tree::Map(vec![("secure", Tree::Text("AAABAx"))]);
        for (path, expected) in [("Pulumi.prod.yaml", Some("setting:k")), ("x.yaml", None)] {
            let (source, document) = document(path, &tree);
            let value = sealed(&source, &document.roots[0], "k", &Scope::default());
            let found = value.map(|it| it.takes[0].name.to_string());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
