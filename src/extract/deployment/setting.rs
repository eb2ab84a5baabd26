//! Settings of a file from which the values of variables are made: one value each, or one for each target.

use crate::extract::container::room::Room;
use crate::model::{
    Circumstance, Matter, Name, Node, Scalar, Scope, Secret, Site, Space, Span, Take, Word,
};

/// The deployment target for which a value is set.
#[derive(Clone)]
pub(super) struct Target<'t> {
    /// Its name.
    pub name: &'t str,
    /// What says where it is: its name, and what is said of it beside that.
    pub word: String,
    /// Where it is named.
    pub span: Span,
}

/// Whether a value is put together elsewhere, or kept in a vault.
pub(super) fn is_open(scalar: &Scalar) -> bool {
    let marks = ["${", "{{"];
    scalar.templated || is_in_vault(scalar) || marks.iter().any(|it| scalar.text.contains(it))
}

/// Whether a value is the ciphertext of a vault of Ansible.
pub(super) fn is_in_vault(scalar: &Scalar) -> bool {
    scalar.text.trim_start().starts_with("$ANSIBLE_VAULT")
}

/// The scope of a target: what is set for one is not set for another.
pub(super) fn scope(room: &mut Room<'_>, around: &Scope, target: Target<'_>) -> Scope {
    let scope = around.within("target", target.name);
    if !room.facts.circumstances.iter().any(|it| it.scope == scope) {
        room.facts.circumstances.push(Circumstance {
            scope: scope.clone(),
            matter: Matter::Target(vec![Word::Text(target.word)]),
            span: Some(target.span),
            says: format!("it is set for `{}`", target.name),
        });
    }
    scope
}

/// A setting holds a value, for one target or for all.
pub(super) fn hold(
    room: &mut Room<'_>,
    name: &Name,
    (node, scalar): (&Node, &Scalar),
    takes: Vec<Take>,
    target: Option<Target<'_>>,
) {
    let unit = name.scope.clone();
    let literal = (!is_open(scalar)).then(|| Secret::new(scalar.text.as_str()));
    let mut site = Site {
        takes,
        gives: Some(name.clone()),
        literal,
        ..Site::new(node.span, &unit, format!("`{}` is set", name.text))
    };
    if let Some(target) = target {
        // What is chosen for a target holds amid the circumstances of that target only.
        let case = Name::new(Space::Case, &unit, format!("{} of {}", name.text, target.name));
        let takes = vec![Take { name: case.clone(), span: node.span }];
        room.facts.sites.push(Site { takes, literal: None, ..site.clone() });
        site.scope = scope(room, &unit, target);
        site.gives = Some(case);
    }
    room.facts.sites.push(site);
}
