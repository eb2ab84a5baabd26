//! Programs that a tool starts, as editors start servers: a command with its arguments, and files from which the
//! variables of its environment come.

use crate::extract::ci::words;
use crate::extract::shell::word::{Part, Piece};
use crate::extract::shell::{self, Script, folder};
use crate::model::{
    Carry, Facts, Most, Name, Node, Passage, Reach, Scalar, Scope, Secret, Site, Source, Space,
    Vendor, Within as _,
};

/// How many words of a command are looked at.
const MANY: Most = Most::new(200, "words of a command");
/// The keys of the files.
const FILES: [&str; 3] = ["envFile", "env_file", "envFiles"];
/// The keys of the variables.
const VARIABLES: [&str; 2] = ["env", "environment"];

/// What a program is handed by files of variables. What the tool's own file sets, its other keys tell: `read` is where
/// the values begin that these have read, in order.
pub(super) fn facts(
    source: &Source,
    node: &Node,
    scope: &Scope,
    read: &[u32],
    vendors: &[Vendor],
) -> Facts {
    let scope = scope.within("program", node.span.start);
    let program = Started { source, node, scope };
    let mut facts = program.command(vendors);
    facts.passages.extend(program.files());
    facts.passages.retain(is_of_file);
    let first = read.partition_point(|start| *start < node.span.start);
    let is_read = read.get(first).is_some_and(|start| *start < node.span.end);
    let is_started = facts.sites.iter().any(|site| site.presents.is_some());
    if is_read || !is_started || facts.passages.is_empty() {
        return Facts::default();
    }
    facts.sites.extend(program.variables());
    facts
}

/// A program at a key of a file.
struct Started<'a> {
    source: &'a Source,
    node: &'a Node,
    scope: Scope,
}

impl Started<'_> {
    /// What its command takes from its environment.
    fn command(&self, vendors: &[Vendor]) -> Facts {
        let Some(scalar) = words::run(&self.words()) else { return Facts::default() };
        let script = Script {
            source: self.source,
            scalar: &scalar,
            scope: self.scope.clone(),
            folders: self.folder().into_iter().collect(),
            label: format!("`{}`", self.source.file_name()),
            vendors,
            expression: &|_| Vec::new(),
            known: &|piece| self.known(piece),
            visible: &Vec::new,
        };
        let mut facts = shell::outcome(&script).facts;
        let inside = |name: &Name| name.space == Space::Env && self.scope.encloses(&name.scope);
        facts.sites.retain(|site| {
            site.reveals.is_empty()
                && (site.gives.as_ref().is_some_and(inside)
                    || !site.takes.is_empty() && site.takes.iter().all(|it| inside(&it.name)))
        });
        Facts { sites: facts.sites, passages: facts.passages, ..Facts::default() }
    }

    /// The command and its arguments, in one list, in two, or in a map of their own.
    fn words(&self) -> Vec<&Scalar> {
        let own = self.node.get("command").filter(|it| !it.entries().is_empty());
        let keys = ["command", "path", "args"].into_iter();
        let nodes = keys.filter_map(|key| own.unwrap_or(self.node).get(key));
        let words = nodes.flat_map(|it| std::iter::once(it).chain(it.items()));
        words.filter_map(Node::scalar).within(MANY).collect()
    }

    /// The files whose variables the tool itself hands to it.
    fn files(&self) -> Vec<Passage> {
        let nodes = FILES.iter().filter_map(|key| self.node.get(key));
        let nodes = nodes.flat_map(|it| std::iter::once(it).chain(it.items())).within(MANY);
        let passage = |node: &Node| {
            let path = self.path(node.text()?)?;
            let says =
                format!("`{}` starts it with the variables of `{path}`", self.source.file_name());
            Some(Passage {
                from: Scope::unit("file", &path),
                to: self.scope.clone(),
                carries: vec![Carry { space: Space::Env, reach: Reach::Here }],
                span: node.span,
                says,
            })
        };
        nodes.filter_map(passage).collect()
    }

    /// A file as the tool means it.
    fn path(&self, text: &str) -> Option<String> {
        let rest = text.strip_prefix("${workspaceFolder}").map(|rest| rest.trim_start_matches('/'));
        match rest {
            Some(rest) => folder::join(workspace(self.source.folder()), rest),
            None if text.contains('$') => None,
            None => folder::join(&self.folder()?, text),
        }
    }

    /// Where it is started.
    fn folder(&self) -> Option<String> {
        let workspace = workspace(self.source.folder());
        match self.node.get("cwd").and_then(Node::text) {
            Some(text) => {
                let rest = text.strip_prefix("${workspaceFolder}").unwrap_or(text);
                let is_inside = rest.len() < text.len();
                let path = if is_inside { rest.trim_start_matches('/') } else { rest };
                folder::join(workspace, path).filter(|_| !path.contains('$'))
            }
            None => Some(workspace.to_owned()),
        }
    }

    /// What stands for a variable of its command, where the tool knows it.
    fn known(&self, piece: &Piece) -> Vec<String> {
        let Part::Variable(name) = &piece.part else { return Vec::new() };
        if matches!(name.as_str(), "workspaceFolder" | "PWD") {
            return vec![format!("{}/{}", folder::WORKSPACE, workspace(self.source.folder()))];
        }
        let set = self.set().find(|(it, _)| it == name);
        set.map(|(_, scalar)| scalar.text.clone()).into_iter().collect()
    }

    /// What the tool sets itself, which goes before what the files say.
    fn variables(&self) -> Vec<Site> {
        let site = |(name, scalar): (&str, &Scalar)| Site {
            gives: Some(Name::new(Space::Env, &self.scope, name)),
            literal: Some(Secret::new(scalar.text.as_str())),
            ..Site::new(
                scalar.span_of(self.source.id, 0, scalar.text.len()),
                &self.scope,
                format!("`{}` sets `{name}`", self.source.file_name()),
            )
        };
        self.set().map(site).collect()
    }

    /// The variables that are written out beside the command.
    fn set(&self) -> impl Iterator<Item = (&str, &Scalar)> {
        let maps = VARIABLES.iter().filter_map(|key| self.node.get(key));
        let entries = maps.flat_map(Node::entries).within(MANY);
        let set = entries.filter_map(|it| Some((it.key.text.as_str(), it.value.scalar()?)));
        set.filter(|(_, scalar)| !scalar.text.is_empty() && !scalar.text.contains('$'))
    }
}

fn is_of_file(passage: &Passage) -> bool {
    let is_file = passage.from.root().is_some_and(|it| it.starts_with("file:"));
    is_file && passage.carries.iter().any(|it| it.space == Space::Env)
}

/// The folder that the tool has open: the one around those of the tool's own, as `.vscode`.
fn workspace(folder: &str) -> &str {
    let mut folder = folder;
    while folder.rsplit('/').next().is_some_and(|it| it.starts_with('.')) {
        folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::workspace;

    #[test]
    fn a_tool_keeps_its_files_in_a_folder_of_its_own() {
        for (folder, expected) in
            [("", ""), (".vscode", ""), ("a/.cursor", "a"), ("a/b", "a/b"), (".a/.b", "")]
        {
            assert_eq!(workspace(folder), expected, "{folder}");
        }
    }
}
