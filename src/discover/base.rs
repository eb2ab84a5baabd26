//! The tree that a revision is held against, and what is said where there is none.

use super::program::Program;

/// The tree that a revision is held against.
pub(super) fn base(git: &Program, revision: &str) -> Result<String, String> {
    if revision.starts_with('-') || revision.is_empty() {
        return Err(format!("`{revision}` is no revision"));
    }
    // What stands behind a colon is a path to its end, so that the name comes first and what it is of after it.
    let Some(name) = object(git, revision) else { return Err(unknown(git, revision)) };
    // A tree has no history, so it is what is meant.
    let Some(commit) = object(git, &format!("{name}^{{commit}}")) else {
        return whole(git, revision, &name);
    };
    let Some(head) = object(git, "HEAD^{commit}") else { return Err(no_head(git)) };
    let shared = git.word(&["merge-base", &commit, &head]).ok();
    let shared = shared.filter(|it| is_name(it)).ok_or_else(|| unrelated(git, revision))?;
    object(git, &format!("{shared}^{{tree}}")).ok_or_else(|| lacking(revision))
}

/// The tree of the commit that is checked out; nothing where there is no commit yet.
pub(super) fn head(git: &Program) -> Result<Option<String>, String> {
    match (object(git, "HEAD^{tree}"), object(git, "HEAD")) {
        (None, Some(_)) => Err(lacking("HEAD")),
        (tree, _) => Ok(tree),
    }
}

fn object(git: &Program, name: &str) -> Option<String> {
    let told = git.word(&["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
    told.ok().filter(|it| is_name(it))
}

/// Whether a word is the name of an object.
pub(super) fn is_name(word: &str) -> bool {
    40 <= word.len() && word.bytes().all(|it| it.is_ascii_hexdigit())
}

/// The tree of a name. That of a folder would lay its files at the root, where all of them are others.
fn whole(git: &Program, revision: &str, name: &str) -> Result<String, String> {
    let Some(tree) = object(git, &format!("{name}^{{tree}}")) else {
        let is_file = git.word(&["cat-file", "-t", name]).is_ok_and(|it| it == "blob");
        return Err(if is_file { no_whole(revision, "a file") } else { lacking(revision) });
    };
    let names_path = revision.split_once(':').is_some_and(|(_, path)| !path.is_empty());
    let told = git.answer(&["ls-tree", "-r", "-d", "-z", "--full-tree", "HEAD"]);
    let is_folder = told.is_ok_and(|it| memchr::memmem::find(&it, tree.as_bytes()).is_some());
    if names_path || is_folder { Err(no_whole(revision, "a folder")) } else { Ok(tree) }
}

fn no_whole(revision: &str, what: &str) -> String {
    format!("`{revision}` names {what}; REV must name a commit or a whole tree")
}

fn unknown(git: &Program, revision: &str) -> String {
    if object(git, "HEAD").is_none() {
        return no_head(git);
    }
    if revision.starts_with('^') || revision.contains("..") {
        return no_whole(revision, "several commits");
    }
    format!(
        "git knows no revision `{revision}`; in CI it may have to be fetched first, as with `fetch-depth: 0`"
    )
}

/// Why there is no commit that is checked out.
fn no_head(git: &Program) -> String {
    match object(git, "HEAD") {
        Some(_) => lacking("HEAD"),
        None => "there is no commit yet; `--staged` needs none".to_owned(),
    }
}

/// What is said where an object is known of that this clone does not have.
pub(super) fn lacking(what: &str) -> String {
    format!(
        "this clone lacks what `{what}` held, as one with `--filter` does; clone without `--filter`, or fetch it first"
    )
}

fn unrelated(git: &Program, revision: &str) -> String {
    let is_shallow =
        git.word(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|it| it == "true");
    let help = if is_shallow {
        "this clone is shallow: fetch more of its history, as with `git fetch --unshallow` or `fetch-depth: 0`"
            .to_owned()
    } else {
        format!("to compare with it as it is, name its tree: `{revision}^{{tree}}`")
    };
    format!("`{revision}` and `HEAD` have no commit in common; {help}")
}
