//! A step: its environment, and the script or program that it runs.

use super::secret::Kept;
use crate::extract::ci::file::File;
use crate::extract::ci::layer::{Layer, Variable};
use crate::extract::ci::presumption::{self, is_another_product, presumed};
use crate::extract::ci::process::{self, Process};
use crate::extract::ci::words;
use crate::extract::ci::woven::Woven;
use crate::extract::shell::{folder, write};
use crate::model::{Matter, Name, Node, Scalar, Scope, Site, Space, Style, Take};

/// What surrounds a step.
pub(super) struct Around<'a> {
    /// The options of the build, which hold for all steps.
    pub options: Option<&'a Node>,
    /// The secrets that the build declares.
    pub secrets: &'a [Kept],
    /// The substitutions that the file fills in.
    pub substitutions: &'a Layer,
}

/// Read a step. `number` counts from 1.
pub(super) fn read(file: &mut File<'_>, node: &Node, number: usize, around: &Around<'_>) {
    let scope = file.unit.within("step", number);
    let id = node.get("id").and_then(Node::scalar);
    let owner = id.map_or_else(|| format!("step {number}"), |id| format!("step `{}`", id.text));
    if let Some((id, span)) = id.and_then(|it| Some((it.text.clone(), node.get("id")?.span))) {
        file.circumstance(&scope, Matter::Label(id), Some(span), "the step's id");
    }
    let places: Vec<&Node> = around.options.into_iter().chain([node]).collect();
    let listed = |key: &'static str| {
        let lists = places.iter().filter_map(move |place| place.get(key));
        lists.flat_map(Node::items).collect::<Vec<_>>()
    };
    let own = Layer::of(listed("env").into_iter().filter_map(|it| variable(file, it)).collect());
    file.set(&own, &scope, &owner);
    process::sees(file, &scope, &[&own], &owner);
    let asked: Vec<Variable> = listed("secretEnv").into_iter().filter_map(asked).collect();
    let asked = Layer::of(asked);
    for variable in &asked.variables {
        secret(file, variable, &scope, &owner, &[&own, &asked], around.secrets);
    }
    let Some(scalar) = script(node) else { return };
    let directory = node.get("dir").and_then(Node::text).unwrap_or_default();
    let process = Process {
        scope: scope.within("script", ""),
        label: owner,
        layers: vec![around.substitutions, &own],
        folders: folder::join("", directory).into_iter().collect(),
    };
    process::script(file, &process, &scalar);
}

/// `NAME=value`.
fn variable(file: &File<'_>, node: &Node) -> Option<Variable> {
    let scalar = node.scalar()?;
    let (name, value) = scalar.text.split_once('=')?;
    let from = name.len() + 1;
    let span = scalar.span_of(file.source.id, from, scalar.text.len());
    let mut woven = Woven::default();
    woven.copy(scalar, from..scalar.text.len());
    let empty = || Scalar::verbatim(value, span.start as usize, Style::Plain);
    let value = woven.scalar().unwrap_or_else(empty);
    Some(Variable { name: name.to_owned(), span, value })
}

fn asked(node: &Node) -> Option<Variable> {
    let scalar = node.scalar()?;
    let value = Scalar::verbatim("", node.span.start as usize, Style::Plain);
    Some(Variable { name: scalar.text.clone(), span: node.span, value })
}

/// A step asks for a secret: it sees it under the variable's name.
fn secret(
    file: &mut File<'_>,
    variable: &Variable,
    scope: &Scope,
    owner: &str,
    beside: &[&Layer],
    secrets: &[Kept],
) {
    let name = &variable.name;
    let kept = secrets.iter().find(|it| it.variable == *name);
    let (text, span) = kept.map_or((name, variable.span), |it| (&it.name, it.span));
    let gives = Name::new(Space::Env, scope, &**name);
    let take = Take { name: Name::new(Space::Secret, &file.unit, &**text), span };
    let is_credential = [name, text].into_iter().any(|it| write::is_credential(file.vendors, it));
    let site = Site {
        takes: vec![take],
        gives: Some(gives.clone()),
        ..Site::new(
            variable.span,
            scope,
            format!("{owner} asks for the secret `{text}` as `{name}`"),
        )
    };
    let is_other =
        is_another_product(file.vendors, name, |it| beside.iter().any(|layer| layer.resembles(it)));
    if is_credential && !is_other {
        let names = beside.iter().flat_map(|layer| &layer.variables).map(|it| it.name.as_str());
        let consumer = presumption::consumer(file.vendors, name, names);
        file.facts.sites.push(Site {
            says: format!("`{name}` is in the environment of {owner}").into(),
            takes: vec![Take { name: gives, span: variable.span }],
            gives: None,
            presents: Some(presumed(consumer).into()),
            ..site.clone()
        });
    }
    file.facts.sites.push(site);
}

/// What a step runs: a script, or its entry point with its arguments. Without one it is the image's own program.
fn script(node: &Node) -> Option<Scalar> {
    if let Some(script) = node.get("script").and_then(Node::scalar) {
        return Some(script.clone());
    }
    let args = node.get("args");
    let program = match node.get("entrypoint").and_then(Node::scalar) {
        Some(entrypoint) => Some(entrypoint.clone()),
        None => node.get("name").and_then(Node::scalar).and_then(program),
    };
    let listed = args.into_iter().flat_map(|it| std::iter::once(it).chain(it.items()));
    let words: Vec<&Scalar> = program.iter().chain(listed.filter_map(Node::scalar)).collect();
    words::run(&words).map(|it| single(&it))
}

/// The program that an image is for: `terraform` of `hashicorp/terraform:1.9`.
fn program(image: &Scalar) -> Option<Scalar> {
    let start = image.text.rfind('/').map_or(0, |at| at + 1);
    let length = image.text[start..].find([':', '@']).unwrap_or(image.text.len() - start);
    let mut woven = Woven::default();
    woven.copy(image, start..start + length);
    woven.scalar()
}

/// A text with each `$$` as the one dollar that the step sees.
fn single(scalar: &Scalar) -> Scalar {
    let mut woven = Woven::default();
    let mut at = 0;
    while let Some(dollars) = scalar.text[at..].find("$$").map(|length| at + length) {
        woven.copy(scalar, at..dollars + 1);
        at = dollars + 2;
    }
    woven.copy(scalar, at..scalar.text.len());
    woven.scalar().unwrap_or_else(|| scalar.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_for_a_program() {
        for (image, expected) in [
            ("hashicorp/terraform:1.9", Some("terraform")),
            ("gcr.io/cloud-builders/gcloud@sha256:0", Some("gcloud")),
            ("ubuntu", Some("ubuntu")),
            ("a/", None),
        ] {
            let found = program(&Scalar::verbatim(image, 0, Style::Plain)).map(|it| it.text);
            assert_eq!(found.as_deref(), expected, "{image}");
        }
    }

    #[test]
    fn two_dollars_are_one() {
        for (text, expected) in [("$$A $_B", "$A $_B"), ("$$$$x", "$$x"), ("$$", "$"), ("é", "é")]
        {
            let scalar = Scalar::verbatim(text, 0, Style::Plain);
            assert_eq!(single(&scalar).text, expected, "{text}");
        }
    }
}
