//! What a result says, with links to where else a reader should look.

use crate::model::{Finding, Step};

use super::super::scene::Scene;
use super::super::tree::{Tree, text};
use super::place;

/// More notes than this are not linked from one message.
const NOTES: usize = 8;
/// What is said of a linked place is cut here.
const LINK: usize = 120;
/// The message itself is cut here.
const LONGEST: usize = 900;
/// A message and its links together. A result whose message is longer than 2,048 is dropped elsewhere.
const WHOLE: usize = 1900;

/// Where else a reader should look, numbered from 1, with the links that the message has.
pub(super) struct Links {
    words: String,
    related: Vec<(usize, Step, String)>,
}

impl Links {
    /// The message alone.
    pub(super) fn none(scene: &Scene<'_>, finding: &Finding) -> Self {
        let words = cut(scene.line(&finding.message).trim_end_matches('.'));
        Self { words, related: Vec::new() }
    }

    /// The message with as many places as it has room for.
    pub(super) fn of(scene: &Scene<'_>, finding: &Finding) -> Self {
        let mut links = Self::none(scene, finding);
        let mut length = links.words.chars().count() + ". See .".len();
        for (at, step) in related(finding).into_iter().enumerate() {
            let id = at + 1;
            let link = format!("[{}]({id})", label(&scene.line(&step.says)));
            length += link.chars().count() + ", ".len();
            if WHOLE < length {
                break;
            }
            links.related.push((id, step, link));
        }
        links
    }

    /// The whole message, which is the template of its rule with its arguments.
    pub(super) fn message(&self) -> Tree {
        let words = &self.words;
        let links: Vec<&str> = self.related.iter().map(|it| it.2.as_str()).collect();
        let rest = (!links.is_empty()).then(|| format!("See {}", links.join(", ")));
        let whole =
            rest.as_ref().map_or_else(|| format!("{words}."), |rest| format!("{words}. {rest}."));
        let id = if rest.is_some() { "linked" } else { "plain" };
        let arguments = std::iter::once(words.clone()).chain(rest).map(Tree::Text);
        Tree::object([
            ("text", text(whole)),
            ("id", text(id)),
            ("arguments", Tree::list(arguments)),
        ])
    }

    /// The places behind the links.
    pub(super) fn locations(&self, scene: &Scene<'_>) -> Option<Tree> {
        Tree::some_list(self.related.iter().map(|(id, step, _)| place::related(scene, *id, step)))
    }
}

/// The origin, then the notes, each place once.
fn related(finding: &Finding) -> Vec<Step> {
    let origin = finding.trace.first().filter(|step| step.span != finding.span);
    let mut steps: Vec<Step> = Vec::new();
    for step in origin.into_iter().chain(&finding.notes) {
        if steps.len() <= NOTES && !steps.contains(step) {
            steps.push(step.clone());
        }
    }
    steps
}

/// The text of a link, in which brackets are escaped.
fn label(says: &str) -> String {
    let says: String = says.chars().take(LINK).collect();
    says.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A message that is short enough and in which a name cannot pose as a link.
fn cut(words: &str) -> String {
    let words = words.replace("](", "] (");
    if words.chars().count() <= LONGEST {
        return words;
    }
    words.chars().take(LONGEST).chain(['…']).collect()
}
