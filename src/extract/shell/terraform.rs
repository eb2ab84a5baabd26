//! `terraform`, `tofu` and `terragrunt`: which root a script applies, and with which values.

use super::folder;
use super::program::Program;
use super::run::Run;
use super::word::{self, Command, Piece, Word};
use crate::extract::stores;
use crate::model::{
    Carry, Circumstance, Matter, Name, Passage, Reach, Scope, Space, Word as Spoken,
};

/// Subcommands that call the providers.
const VERBS: [&str; 5] = ["apply", "destroy", "plan", "import", "refresh"];

/// What a terraform command hands on.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let literals = program.literals();
    let plain: Vec<&str> = literals
        .iter()
        .skip(1)
        .map(AsRef::as_ref)
        .filter(|word| !word.is_empty() && !word.starts_with('-'))
        .collect();
    let n_before = run.facts.circumstances.len();
    if let ["workspace", "select" | "new", ..] = plain.as_slice() {
        workspace(run, program);
    }
    for pieces in flags(program, "backend-config") {
        let from = word::literal(&pieces).and_then(|text| Some(text.split_once('=')?.0.len() + 1));
        let value = from.map_or_else(|| pieces.clone(), |from| pieces_after(&pieces, from));
        variant_of(run, &value, "takes the backend from");
    }
    for folder in folders(run, command, program) {
        let root = Scope::unit("terraform", &folder);
        let chosen = run.facts.circumstances.after(n_before).cloned();
        run.states.extend(chosen.map(|it| (root.clone(), it)));
    }
    // Terragrunt writes the verb behind `run-all` or `run --all --`.
    let depth = if program.name == "terragrunt" { plain.len() } else { 1 };
    let Some(verb) = plain.iter().take(depth).find(|word| VERBS.contains(word)) else { return };
    let folders = folders(run, command, program);
    variables(run, program, &folders);
    for folder in &folders {
        apply(run, command, program, verb, folder);
    }
}

/// A circumstance that names the variant: a workspace, a var-file.
pub(super) fn variant(run: &mut Run<'_>, pieces: &[Piece], word: &Word, says: &str) {
    let takes = run.takes(pieces);
    let texts = run.texts(pieces);
    let words: Vec<Spoken> = if texts.is_empty() && takes.len() == 1 && pieces.len() == 1 {
        takes.into_iter().map(|take| Spoken::Name(take.name)).collect()
    } else {
        texts.into_iter().map(Spoken::Text).collect()
    };
    if !words.is_empty() {
        let content = word.content();
        run.facts.circumstances.push(Circumstance {
            scope: run.script.scope.clone(),
            matter: Matter::Variant(words),
            span: Some(run.span(content.start, content.end)),
            says: format!("{} {says}", run.script.label),
        });
    }
}

fn variant_of(run: &mut Run<'_>, pieces: &[Piece], says: &str) {
    let Some(content) = word::content(pieces) else { return };
    let word = Word { start: content.start, end: content.end, pieces: pieces.to_vec() };
    variant(run, pieces, &word, says);
}

/// What `terraform output` prints: the output of the root in whose folder it runs.
pub(super) fn printed(run: &Run<'_>, command: &Command, program: &Program<'_>) -> Option<Name> {
    if !matches!(program.name.as_str(), "terraform" | "tofu" | "terragrunt") {
        return None;
    }
    let literals = program.literals();
    let mut plain = literals.iter().skip(1).filter(|it| !it.is_empty() && !it.starts_with('-'));
    let (verb, name) = (plain.next()?, plain.next()?);
    let folders = folders(run, command, program);
    let [folder] = folders.as_slice() else { return None };
    (verb == "output").then(|| stores::output(folder, name))
}

fn workspace(run: &mut Run<'_>, program: &Program<'_>) {
    let mut plain = program.arguments().filter(|word| !word.beginning().starts_with('-'));
    if let Some(word) = plain.nth(2) {
        variant(run, &word.pieces, word, "selects the workspace");
    }
}

/// A flag is written with one dash or two.
fn flags(program: &Program<'_>, flag: &str) -> Vec<Vec<Piece>> {
    ["-", "--"].into_iter().flat_map(|dashes| program.values_behind(dashes, flag)).collect()
}

fn folders(run: &Run<'_>, command: &Command, program: &Program<'_>) -> Vec<String> {
    let here = run.folders_of(command).to_vec();
    let named = ["chdir", "working-dir", "terragrunt-working-dir"]
        .iter()
        .flat_map(|flag| flags(program, flag))
        .next();
    match named {
        Some(pieces) => folder::join_all(&here, &run.texts(&pieces)),
        None => here,
    }
}

fn variables(run: &mut Run<'_>, program: &Program<'_>, folders: &[String]) {
    for pieces in flags(program, "var") {
        let Some(content) = word::content(&pieces) else { continue };
        let word = Word { start: content.start, end: content.end, pieces };
        let Some((name, value)) = word.assignment() else { continue };
        let says = format!("{} sets the Terraform variable `{name}` by a flag", run.script.label);
        let mut site = run.site(&word, &value, says);
        site.gives = Some(Name::new(Space::Variant, &run.script.scope, name));
        run.facts.sites.push(site);
    }
    for pieces in flags(program, "var-file") {
        variant_of(run, &pieces, "takes values from a var-file");
        let Some(content) = word::content(&pieces) else { continue };
        for file in folder::join_all(folders, &run.texts(&pieces)) {
            run.facts.passages.push(Passage {
                from: Scope::unit("file", &file),
                to: run.script.scope.clone(),
                carries: vec![Carry { space: Space::Variant, reach: Reach::Here }],
                span: run.span(content.start, content.end),
                says: format!("{} takes the values of `{file}`", run.script.label),
            });
        }
    }
}

fn apply(run: &mut Run<'_>, command: &Command, program: &Program<'_>, verb: &str, folder: &str) {
    let to = Scope::unit("terraform", folder);
    let start = program.words.first().map_or(command.start, |word| word.start);
    let place =
        if folder.is_empty() { "the root folder".to_owned() } else { format!("`{folder}`") };
    let passage = Passage {
        from: run.script.scope.clone(),
        to,
        carries: vec![
            Carry { space: Space::Env, reach: Reach::Outwards },
            Carry { space: Space::Variant, reach: Reach::Here },
        ],
        span: run.span(start, command.end),
        says: format!("{} runs `{} {verb}` in {place}", run.script.label, program.name),
    };
    // Planning and applying one root in one script is one passage; the apply says more.
    match run.roots.get(&passage.to).and_then(|index| run.facts.passages.get_mut(*index)) {
        Some(before) if verb == "apply" => *before = passage,
        Some(_) => {}
        None => {
            run.roots.insert(passage.to.clone(), run.facts.passages.len());
            run.facts.passages.push(passage);
        }
    }
}

fn pieces_after(pieces: &[Piece], count: usize) -> Vec<Piece> {
    Word { start: 0, end: 0, pieces: pieces.to_vec() }.after(count)
}
