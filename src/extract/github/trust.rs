//! What asks for people whom the repository trusts: a branch of its own, a label, a maintainer.

use super::expression::Expression;

/// What tells one repository, or its owner, from another.
const PARTS: [&str; 5] = ["full_name", "id", "name", "owner", "user"];

/// Whether a name is that of the repository from which a pull request comes.
pub(super) fn is_of_repository(steps: &[&str]) -> bool {
    let Some(place) = steps.iter().position(|it| *it == "head" || *it == "head_repository") else {
        return false;
    };
    steps.first() == Some(&"github")
        && match &steps[place + 1..] {
            ["repo", part, ..] | [part, ..] => PARTS.contains(part),
            [] => false,
        }
}

/// Whether a name says that a pull request comes from a fork.
pub(super) fn is_fork(steps: &[&str]) -> bool {
    steps.first() == Some(&"github") && steps.last() == Some(&"fork")
}

/// Whether a name is that of whoever asks for a run, of their rights, or of a label, which only people with rights set.
pub(super) fn is_of_person(steps: &[&str]) -> bool {
    match steps {
        ["github", "actor" | "triggering_actor" | "actor_id"] => true,
        ["github", "event", rest @ ..] => {
            let says = ["author_association", "labels", "label", "sender", "user"];
            rest.iter().any(|it| says.contains(it))
        }
        _ => false,
    }
}

/// Whether a function looks at one of these: `contains(github.event.pull_request.labels.*.name, 'safe')`.
pub(super) fn asks(arguments: &[Expression]) -> bool {
    arguments.iter().any(|argument| match argument {
        Expression::Reference(path, _) => {
            is_of_person(&path.iter().map(String::as_str).collect::<Vec<_>>())
        }
        _ => false,
    })
}
