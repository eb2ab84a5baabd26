//! Actions that apply a Terraform root.

use super::file::File;
use super::step::Step;
use super::uses::without_version;
use crate::extract::shell::folder;
use crate::model::{
    Carry, Matter, Name, Node, Passage, Reach, Scalar, Scope, Secret, Site, Space, Within as _,
    Word,
};

/// An action that applies a root, and the inputs that say which and how.
struct Row {
    /// How its name begins.
    uses: &'static str,
    /// The words one of which must end its name; empty for any.
    verbs: &'static [&'static str],
    folder: &'static str,
    var_file: &'static str,
    workspace: &'static str,
}

const VERBS: [&str; 8] =
    ["-apply", "-plan", "-destroy", "-destroy-workspace", "-check", "-refresh", "-test", "-import"];

const ROWS: [Row; 4] = [
    Row {
        uses: "dflook/terraform-",
        verbs: &VERBS,
        folder: "path",
        var_file: "var_file",
        workspace: "workspace",
    },
    Row {
        uses: "dflook/tofu-",
        verbs: &VERBS,
        folder: "path",
        var_file: "var_file",
        workspace: "workspace",
    },
    Row {
        uses: "op5dev/tf-via-pr",
        verbs: &[],
        folder: "working-directory",
        var_file: "arg-var-file",
        workspace: "arg-workspace",
    },
    Row {
        uses: "gruntwork-io/terragrunt-action",
        verbs: &[],
        folder: "tg_dir",
        var_file: "",
        workspace: "",
    },
];

/// Read an action that applies a root.
pub(super) fn read(file: &mut File<'_>, step: &Step<'_, '_, '_>, uses: &str) {
    let name = without_version(uses).to_lowercase();
    let fits = |row: &&Row| {
        name.starts_with(row.uses)
            && (row.verbs.is_empty() || row.verbs.iter().any(|verb| name.ends_with(verb)))
    };
    let Some(row) = ROWS.iter().find(fits) else { return };
    let with = |key: &str| step.node.at(&["with", key]).filter(|_| !key.is_empty());
    let path = with(row.folder).and_then(Node::text).unwrap_or(".");
    let root = [step.around.folder.to_owned()];
    let folders = folder::join_all(&root, &step.known.text(path));
    for folder in &folders {
        apply(file, step, &name, folder);
    }
    if let Some(node) = with(row.var_file) {
        // Unlike a command, these actions see a var-file from the root of the repository.
        var_files(file, step, node, &root);
    }
    if let Some(node) = with(row.workspace)
        && let Some(text) = node.text()
    {
        let words = file.words(text, step.place);
        variant(file, step, node, words, "selects the workspace");
    }
    if let Some(scalar) = with("variables").and_then(Node::scalar) {
        variables(file, step, scalar);
    }
}

fn apply(file: &mut File<'_>, step: &Step<'_, '_, '_>, name: &str, folder: &str) {
    let Some(uses) = step.node.get("uses") else { return };
    let place =
        if folder.is_empty() { "the root folder".to_owned() } else { format!("`{folder}`") };
    file.facts.passages.push(Passage {
        from: step.place.scope.clone(),
        to: Scope::unit("terraform", folder),
        carries: vec![
            Carry { space: Space::Env, reach: Reach::Outwards },
            Carry { space: Space::Variant, reach: Reach::Here },
        ],
        span: uses.span,
        says: format!("{} runs `{name}` in {place}", step.label),
    });
}

fn variant(
    file: &mut File<'_>,
    step: &Step<'_, '_, '_>,
    node: &Node,
    words: Vec<Word>,
    says: &str,
) {
    if !words.is_empty() {
        let says = format!("{} {says}", step.label);
        file.circumstance(&step.place.scope, Matter::Variant(words), Some(node.span), says);
    }
}

fn var_files(file: &mut File<'_>, step: &Step<'_, '_, '_>, node: &Node, root: &[String]) {
    let lines = node.text().unwrap_or_default().lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()).within(folder::MANY) {
        let texts = step.known.text(line);
        let words = texts.iter().cloned().map(Word::Text).collect();
        variant(file, step, node, words, "takes values from a var-file");
        for path in folder::join_all(root, &texts) {
            file.facts.passages.push(Passage {
                from: Scope::unit("file", &path),
                to: step.place.scope.clone(),
                carries: vec![Carry { space: Space::Variant, reach: Reach::Here }],
                span: node.span,
                says: format!("{} takes the values of `{path}`", step.label),
            });
        }
    }
}

/// `variables:`, lines of `name = value`.
fn variables(file: &mut File<'_>, step: &Step<'_, '_, '_>, scalar: &Scalar) {
    let mut takes = file.takes(scalar, step.place).into_iter().peekable();
    let mut start = 0;
    for line in scalar.text.split_inclusive('\n') {
        let parts = line.split_once('=').map(|(name, value)| (name.trim(), name.len() + 1, value));
        if let Some((name, from, value)) = parts
            && crate::extract::shell::word::is_name(name)
        {
            let mut site = variable(file, step, scalar, name, start + from, value);
            // The takes come in order, so that each line has those up to its end.
            while let Some(take) = takes.next_if(|take| take.span.end <= site.span.end) {
                site.takes.extend(site.span.contains(take.span).then_some(take));
            }
            file.facts.sites.push(site);
        }
        start += line.len();
    }
}

fn variable(
    file: &File<'_>,
    step: &Step<'_, '_, '_>,
    scalar: &Scalar,
    name: &str,
    start: usize,
    value: &str,
) -> Site {
    let bare = value.trim().trim_matches('"');
    let begin = start + value.find(bare).unwrap_or(0);
    let span = scalar.span_of(file.source.id, begin, begin + bare.len());
    let written = !bare.is_empty() && !bare.contains("${{");
    Site {
        gives: Some(Name::new(Space::Variant, &step.place.scope, name)),
        literal: written.then(|| Secret::new(bare)),
        ..Site::new(
            span,
            &step.place.scope,
            format!("{} sets the Terraform variable `{name}`", step.label),
        )
    }
}
