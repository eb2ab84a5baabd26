//! What a container runs: a script, a script behind `-c`, or a program with its arguments.

use super::container::Container;
use super::site::passed;
use super::text;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::Layer;
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::words;
use crate::extract::ci::woven::Woven;
use crate::model::{Name, Node, Scalar, SourceId, Space, Style};

/// Read what a container runs.
pub(super) fn read(file: &mut File<'_>, container: &Container, node: &Node, own: &Layer) {
    let script = ["script", "source"].iter().find_map(|key| node.get(key)).and_then(Node::scalar);
    let command = script.cloned().or_else(|| command(node));
    let Some(scalar) = command.map(|it| with_variables(&it, own)) else { return };
    let scalar = without_templates(file, container, &scalar);
    let process = Process {
        scope: container.scope.within("script", ""),
        label: container.owner.clone(),
        layers: vec![own],
        // The image has folders of its own.
        folders: Vec::new(),
    };
    process::script(file, &process, &scalar);
}

/// The command and its arguments, or the script that they hand to a shell.
fn command(node: &Node) -> Option<Scalar> {
    let lists = ["command", "args"].iter().filter_map(|key| node.get(key));
    let words = lists.flat_map(|it| std::iter::once(it).chain(it.items())).filter_map(Node::scalar);
    let scalar = words::run(&words.collect::<Vec<_>>())?;
    if node.get("command").is_none() && is_kaniko(node) {
        return behind(EXECUTOR, &scalar);
    }
    Some(scalar)
}

/// The program of kaniko's image, which is only given arguments.
const EXECUTOR: &str = "executor";

fn is_kaniko(node: &Node) -> bool {
    let image = node.get("image").and_then(Node::text).unwrap_or_default();
    let name = image.rsplit_once('/').map_or(image, |(_, name)| name);
    image.contains("kaniko") && name.split([':', '@']).next() == Some(EXECUTOR)
}

/// Arguments behind the program that takes them.
fn behind(program: &str, arguments: &Scalar) -> Option<Scalar> {
    let start = arguments.span_of(SourceId(0), 0, 0).start;
    let mut woven = Woven::default();
    woven.put(program, start..start + 1);
    woven.put(" ", start..start + 1);
    woven.copy(arguments, 0..arguments.text.len());
    Some(Scalar { style: Style::Block, ..woven.scalar()? })
}

/// `$(NAME)` of a variable that the container sets, as a shell writes it. Both are of one length.
fn with_variables(scalar: &Scalar, own: &Layer) -> Scalar {
    let mut text = scalar.text.clone();
    for (name, start, end) in text::filled(&scalar.text) {
        if own.has(name) {
            text.replace_range(start + 1..start + 2, "{");
            text.replace_range(end - 1..end, "}");
        }
    }
    Scalar { text, style: Style::Block, ..scalar.clone() }
}

/// A text in which each template is a variable of the same length, since a shell would take it apart. Such a variable
/// holds what the chart's value does.
fn without_templates(file: &mut File<'_>, container: &Container, scalar: &Scalar) -> Scalar {
    let mut text = scalar.text.clone();
    for (start, end) in text::templates(&scalar.text) {
        let length = end - start - "${}".len();
        let path = text::values(&scalar.text[start..end]).pop().map(|it| it.0).unwrap_or_default();
        let word: String =
            path.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
        let name = format!("{word:_<length$}");
        if name.len() != length || word.starts_with(|it: char| it.is_ascii_digit()) {
            continue;
        }
        text.replace_range(start..end, &format!("${{{name}}}"));
        if !path.is_empty() {
            let says = format!("{} is given `{path}` of the chart", container.owner);
            let gives = Name::new(Space::Env, &container.scope, name);
            let value = Name::new(Space::Setting, &file.unit, path);
            let span = scalar.span_of(file.source.id, start, end);
            file.facts.sites.push(passed(gives, value, span, says));
        }
    }
    Scalar { text, ..scalar.clone() }
}
