//! In which ways code of a pull request is brought into a job that are not seen at the checkout alone: by variables,
//! by what a caller hands over, and within one script.

use super::expression::{self, Expression};
use super::file::{File, Place};
use super::known::Layer;
use crate::extract::shell::{self, program_of};
use crate::model::{Name, Node, Space};

/// Commands that bring code of a pull request, with what they are told to do.
const BRINGING: [&str; 6] = ["checkout", "switch", "merge", "pull", "reset", "worktree"];

/// A text with the values of the variables that it names behind it, as far as these are expressions.
pub(super) fn spelt_out(text: &str, layers: &[&Layer<'_>]) -> String {
    let mut spelt = text.to_owned();
    for (name, value) in layers.iter().flat_map(|layer| layer.texts()) {
        if value.contains("${{") && names(text, name) {
            spelt.push('\n');
            spelt.push_str(value);
        }
    }
    spelt
}

/// The lines of a script that call git.
pub(super) fn of_git(script: &str) -> String {
    script.lines().filter(|line| line.contains("git ")).collect::<Vec<_>>().join("\n")
}

/// Whether a text names a variable: `${{ env.X }}`, `$X`, `${X}`.
fn names(text: &str, variable: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    ["env.", "$", "${"].iter().any(|before| {
        let named = format!("{before}{variable}");
        text.match_indices(&named).any(|(at, _)| !text[at + named.len()..].starts_with(is_part))
    })
}

/// Whether a script brings code and then runs something that may be of it.
pub(super) fn is_run_after(script: &str, is_harmless: impl Fn(&str) -> bool) -> bool {
    let mut commands = shell::commands(script).into_iter();
    let brings = commands.by_ref().any(|command| {
        let words: Vec<_> = command.words.iter().map(shell::word::Word::beginning).collect();
        match program_of(&command).as_deref() {
            Some("gh") => words.windows(2).any(|it| it == ["pr", "checkout"]),
            Some("git") => words.iter().any(|it| BRINGING.contains(&&**it)),
            _ => false,
        }
    });
    brings && commands.filter_map(|it| program_of(&it)).any(|name| !is_harmless(&name))
}

/// The inputs by which a step is told what to check out.
pub(super) fn inputs(file: &File<'_>, place: &Place, node: &Node) -> Vec<Name> {
    let with = ["ref", "repository"].into_iter().filter_map(|key| node.at(&["with", key])?.text());
    let expressions = with.flat_map(expression::within).map(|(_, it)| it);
    let names = expressions.flat_map(|it| {
        let data = it.data().into_iter();
        data.flat_map(|it| file.names(it, place)).map(|(name, _)| name).collect::<Vec<_>>()
    });
    names.filter(|name| name.space == Space::Input).collect()
}

/// The name of the head of a pull request that a text is, where an expression fills it in.
pub(super) fn head(text: &str, is_head: impl Fn(&str) -> bool) -> Option<String> {
    let expression = expression::within(text).into_iter().next().filter(|_| is_head(text))?.1;
    let alternatives = expression.alternatives().into_iter();
    let mut paths = alternatives.filter_map(|it| match it {
        Expression::Reference(path, _) => Some(path.join(".")),
        _ => None,
    });
    paths.next()
}

#[cfg(test)]
mod tests {
    use super::{is_run_after, names};

    #[test]
    fn what_runs_before_a_checkout_is_not_of_it() {
        for (script, expected) in [
            ("gh pr checkout 1 && ./check", true),
            ("gh pr checkout 1\necho done", false),
            ("make\ngit checkout x", false),
            ("git fetch origin x && git checkout FETCH_HEAD\nmake", true),
            ("gh pr view 1\nmake", false),
            ("", false),
        ] {
            assert_eq!(is_run_after(script, |it| it == "echo"), expected, "{script}");
        }
    }

    #[test]
    fn a_variable_is_named_whole() {
        for (text, expected) in
            [("$HEAD", true), ("${HEAD}", true), ("${{ env.HEAD }}", true), ("$HEADER", false)]
        {
            assert_eq!(names(text, "HEAD"), expected, "{text}");
        }
    }
}
