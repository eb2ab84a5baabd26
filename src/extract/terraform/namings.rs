//! Variables and locals whose text is written out: the entries of stores are often called by one. And outputs, which a
//! command may print into a store.

use super::modules;
use super::reading::{Block, File};
use super::values::plain_text;
use crate::extract::stores::{Said, naming, output};
use crate::model::{Held, Most, Name, Node, Scope, Site, Space, Style, Take, Within as _};

/// How many names of one file are told.
const MANY: Most = Most::new(1000, "names of one sort");

/// Add what variables, locals and the arguments of modules say.
pub(super) fn append(file: &File, kept: &mut Held<Site>) {
    let defaults = file.blocks("variable", 1);
    let defaults = defaults.iter().filter_map(|block| {
        said(&file.unit, "var", block.label(0), block.argument("default")?, Said::Default)
    });
    kept.extend(defaults.within(MANY));
    let locals = file.blocks("locals", 0);
    let locals = locals.iter().flat_map(|block| block.body.entries());
    let local = |name: &str, node| said(&file.unit, "local", name, node, Said::Itself);
    kept.extend(locals.filter_map(|it| local(&it.key.text, &it.value)).within(MANY));
    let folder = if file.source.folder().is_empty() { "." } else { file.source.folder() };
    kept.push(naming(&file.unit, "path.module", folder, file.start(), Said::Itself));
    let calls = file.blocks("module", 1);
    kept.extend(calls.iter().flat_map(|block| of_call(file, block)).within(MANY));
    kept.extend(file.blocks("output", 1).iter().within(MANY).map(|block| printed(file, block)));
}

/// An output as `terraform output` prints it.
fn printed(file: &File, block: &Block) -> Site {
    let (name, span) = (block.label(0), block.span());
    let take = Take { name: Name::new(Space::Output, &file.unit, name), span };
    Site {
        takes: vec![take],
        gives: Some(output(file.source.folder(), name)),
        ..Site::new(span, &file.unit, format!("`terraform output` prints `{name}`"))
    }
}

/// Add what a file of variables sets.
pub(super) fn append_file(file: &File, is_loaded: bool, kept: &mut Held<Site>) {
    let said_by = if is_loaded { Said::Loaded } else { Said::File };
    let entries = file.root.entries().iter().filter(|entry| !entry.is_block());
    let told = entries.filter_map(|it| said(&file.unit, "var", &it.key.text, &it.value, said_by));
    kept.extend(told.within(MANY));
}

/// What a call hands to a module of this repository. A name of the caller means nothing there.
fn of_call(file: &File, block: &Block) -> Vec<Site> {
    let source = block.argument("source").and_then(Node::text);
    let Some(folder) = source.and_then(|it| modules::target(file.source.folder(), it)) else {
        return Vec::new();
    };
    let unit = Scope::unit("terraform", &folder);
    let arguments = modules::arguments(block);
    let handed = arguments.filter_map(|it| {
        plain_text(&it.value)?;
        said(&unit, "var", &it.key.text, &it.value, Said::Argument)
    });
    handed.collect()
}

fn said(unit: &Scope, space: &str, name: &str, node: &Node, by: Said) -> Option<Site> {
    let text = plain_text(node).map(str::to_owned).or_else(|| template(node))?;
    Some(naming(unit, &format!("{space}.{name}"), text, node.span, by))
}

/// The path of a file, which is looked for beside the configuration unless it says where it lies.
pub(super) fn beside(path: &str) -> String {
    let is_placed = path.starts_with(['/', '{']);
    if is_placed { path.to_owned() } else { format!("{{path.module}}/{path}") }
}

/// A text that is made of variables and locals, each in braces. What else it may be made of is not known here.
pub(super) fn template(node: &Node) -> Option<String> {
    let named = |path: &str| {
        let (space, name) = path.trim().split_once('.')?;
        let is_word = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
        let is_name = matches!(space, "var" | "local") && name.chars().all(is_word)
            || (space, name) == ("path", "module");
        is_name.then(|| format!("{{{space}.{name}}}"))
    };
    let scalar = node.scalar().filter(|it| !it.templated)?;
    if scalar.style == Style::Expression {
        return named(&scalar.text);
    }
    let mut pieces = scalar.text.split("${");
    let mut template = pieces.next()?.to_owned();
    for piece in pieces.within(MANY) {
        let (path, rest) = piece.split_once('}')?;
        template.push_str(&named(path)?);
        template.push_str(rest);
    }
    (!template.is_empty() && !template.contains("%{")).then_some(template)
}
