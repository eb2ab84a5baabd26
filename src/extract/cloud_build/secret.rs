//! The secrets that a build may use, and under which variables.

use crate::model::{Node, Span};

/// A secret by the variable under which steps ask for it.
pub(super) struct Kept {
    /// The variable.
    pub variable: String,
    /// What the secret manager calls it; the variable itself where the file holds the value sealed.
    pub name: String,
    /// Where it is named.
    pub span: Span,
}

/// Every secret that a build declares.
pub(super) fn all(root: &Node) -> Vec<Kept> {
    let items = |path: &[&str]| root.at(path).map(Node::items).unwrap_or_default().iter();
    let managed = items(&["availableSecrets", "secretManager"]).filter_map(managed);
    let sealed = items(&["availableSecrets", "inline"]).filter_map(|it| it.get("envMap"));
    let sealed = sealed.chain(items(&["secrets"]).filter_map(|it| it.get("secretEnv")));
    let sealed = sealed.flat_map(Node::entries).map(|entry| Kept {
        variable: entry.key.text.clone(),
        name: entry.key.text.clone(),
        span: entry.key.span,
    });
    managed.chain(sealed).collect()
}

/// `versionName: projects/P/secrets/NAME/versions/latest`.
fn managed(node: &Node) -> Option<Kept> {
    let variable = node.get("env").and_then(Node::text)?.to_owned();
    let version = node.get("versionName")?;
    let text = version.text()?;
    let name = text.split_once("/secrets/").map_or(text, |(_, rest)| rest);
    let name = name.split("/versions/").next().unwrap_or(name).to_owned();
    Some(Kept { variable, name, span: version.span })
}
