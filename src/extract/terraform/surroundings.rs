//! What a file says of the circumstances of its folder: where it lies and which state it works on.

use super::reading::{Block, File, blocks};
use super::values::plain_text;
use crate::extract::stores;
use crate::model::{Circumstance, Held, Matter, Node, Site, Word};

/// Arguments of a backend that tell one state from another.
const KEYS: [&str; 4] = ["key", "prefix", "path", "name"];

/// Add the circumstances of a file that has a provider, a backend or a module call; others are parts of a folder
/// that such a file speaks for.
pub(super) fn append(file: &File, circumstances: &mut Held<Circumstance>) {
    let settings = file.blocks("terraform", 0);
    let backends: Vec<Block> = settings.iter().flat_map(|block| backends(block.body)).collect();
    if backends.is_empty() && ["provider", "module"].iter().all(|it| file.blocks(it, 1).is_empty())
    {
        return;
    }
    append_path(file, circumstances);
    append_states_of(file, &backends, circumstances);
}

/// Add the states of the backends of a file.
pub(super) fn append_states(file: &File, circumstances: &mut Held<Circumstance>) {
    let settings = file.blocks("terraform", 0);
    let backends: Vec<Block> = settings.iter().flat_map(|block| backends(block.body)).collect();
    append_states_of(file, &backends, circumstances);
}

fn append_states_of(file: &File, backends: &[Block], circumstances: &mut Held<Circumstance>) {
    circumstances.extend(backends.iter().flat_map(|block| states(block.body)).map(|node| {
        let text = node.text().unwrap_or_default().to_owned();
        Circumstance {
            scope: file.unit.clone(),
            says: format!("the state is kept as `{text}`"),
            matter: Matter::Variant(vec![Word::Text(text)]),
            span: Some(node.span),
        }
    }));
}

/// Add where a file lies.
pub(super) fn append_path(file: &File, circumstances: &mut Held<Circumstance>) {
    let path = &file.source.path;
    circumstances.push(Circumstance {
        scope: file.unit.clone(),
        matter: Matter::Path(path.clone()),
        span: None,
        says: format!("the file is `{path}`"),
    });
}

/// Add the workspace of Terraform Cloud in which the folder is applied.
pub(super) fn workspaces(file: &File, kept: &mut Held<Site>) {
    let settings = file.blocks("terraform", 0);
    let backends = settings.iter().flat_map(|block| backends(block.body));
    let workspaces = backends.flat_map(|block| blocks(block.body, "workspaces", 0));
    let names = workspaces.filter_map(|block| block.argument("name"));
    let site = |it: &Node| Some(stores::workspace(&file.unit, plain_text(it)?, it.span));
    kept.extend(names.filter_map(site));
}

fn backends(settings: &Node) -> Vec<Block<'_>> {
    let mut backends = blocks(settings, "backend", 1);
    backends.extend(blocks(settings, "cloud", 0));
    backends
}

/// What tells the state of a backend: its key, and the names of its workspaces.
fn states(backend: &Node) -> Vec<&Node> {
    let workspaces = blocks(backend, "workspaces", 0);
    std::iter::once(backend)
        .chain(workspaces.iter().map(|block| block.body))
        .flat_map(|body| KEYS.iter().filter_map(|key| body.get(key)))
        .filter(|node| plain_text(node).is_some())
        .collect()
}
