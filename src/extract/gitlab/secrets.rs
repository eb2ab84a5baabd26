//! `secrets:` of a job: variables that GitLab fills from a store before the script runs.

use std::collections::HashSet;

use super::job::Lineage;
use super::pipeline::referred;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::stores;
use crate::model::vendor::normalised;
use crate::model::{
    Entry, Most, Name, Node, Scalar, Scope, Site, Space, Span, Style, Take, Vendor, Within as _,
};

/// How many secrets of one job are looked at.
const MANY: Most = Most::new(100, "secrets of a job");

/// A variable that a store fills.
struct Fetched {
    variable: String,
    entry: stores::Entry,
    span: Span,
}

/// The secrets of a job and of all that it extends, each as the nearest says.
fn all(root: &Node, lineage: &Lineage<'_>) -> Vec<Fetched> {
    let mut seen = HashSet::new();
    let nodes = lineage.jobs.iter().filter_map(|it| it.value.get("secrets"));
    let entries = nodes.flat_map(|node| referred(root, node).entries());
    let nearest = entries.filter(|it| seen.insert(it.key.text.as_str())).within(MANY);
    nearest.filter_map(|secret| fetched(root, secret)).collect()
}

fn fetched(root: &Node, secret: &Entry) -> Option<Fetched> {
    let value = referred(root, &secret.value);
    let (entry, span) = STORES.iter().find_map(|(key, read)| {
        let node = value.get(key)?;
        Some((read(node)?, node.span))
    })?;
    Some(Fetched { variable: secret.key.text.clone(), entry, span })
}

/// How an entry is named under a key.
type Named = fn(&Node) -> Option<stores::Entry>;

/// The keys under which GitLab knows stores, and how each names an entry.
const STORES: [(&str, Named); 6] = [
    ("gitlab_secrets_manager", |node| {
        named("gitlab-secrets-manager", node.get("name").unwrap_or(node))
    }),
    ("vault", vault),
    ("gcp_secret_manager", |node| named("google-secret-manager", node.get("name")?)),
    ("azure_key_vault", |node| named("azure-key-vault", node.get("name")?)),
    ("aws_secrets_manager", |node| {
        let entry = named("aws-secrets-manager", node.get("secret_id").unwrap_or(node))?;
        Some(entry.field(node.get("field").and_then(Node::text)))
    }),
    ("akeyless", |node| named("akeyless", node.get("name")?)),
];

fn named(store: &str, node: &Node) -> Option<stores::Entry> {
    stores::Entry::known(store, node.text()?)
}

/// `path/field@mount`, or the same in parts. The mount that nobody names is `kv-v2`.
fn vault(node: &Node) -> Option<stores::Entry> {
    const MOUNT: &str = "kv-v2";
    let part = |path: &[&str]| node.at(path).and_then(Node::text);
    let (mount, path, field) = if let Some(text) = node.text() {
        let (address, mount) = text.rsplit_once('@').unwrap_or((text, MOUNT));
        let (path, field) = address.rsplit_once('/')?;
        (mount, path, field)
    } else {
        let mount = part(&["engine", "path"]).unwrap_or(MOUNT);
        (mount, part(&["path"])?, part(&["field"])?)
    };
    Some(stores::Entry::known("vault", &format!("{mount}/{path}"))?.field(Some(field)))
}

/// Set the variables in the scope of a job. The answer is what its processes see.
pub(super) fn read(
    file: &mut File<'_>,
    root: &Node,
    lineage: &Lineage<'_>,
    scope: &Scope,
    owner: &str,
) -> Layer {
    for Fetched { variable, entry, span } in all(root, lineage) {
        let secret = entry.outside(file.vendors);
        if !entry.is_part() {
            file.facts.kept.push(entry.read_as(secret.clone(), scope, span));
        }
        let says = format!("{owner} sets `{variable}` from the secret `{}`", secret.text);
        // Its name is told where it begins, as the entry is where the value comes into the file.
        let take = Take { name: secret, span: Span { end: span.start, ..span } };
        file.facts.sites.push(Site {
            takes: vec![take],
            gives: Some(Name::new(Space::Env, scope, variable)),
            ..Site::new(span, scope, says)
        });
    }
    layer(file.vendors, root, lineage)
}

/// The variables as processes see them. What one holds is not known, so that it refers to the secret, whose name may
/// say what its own does not.
pub(super) fn layer(vendors: &[Vendor], root: &Node, lineage: &Lineage<'_>) -> Layer {
    let variable = |Fetched { variable, entry, span }| {
        let text = format!("${{{}}}", normalised(&entry.outside(vendors).text));
        let value = Scalar::verbatim(text, span.start as usize, Style::Plain);
        Variable { name: variable, span, value }
    };
    Layer::of(all(root, lineage).into_iter().map(variable).collect())
}
