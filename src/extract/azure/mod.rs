//! Azure Pipelines: stages, jobs and steps, the variables around them, and the templates that they are put together of.
//!
//! `$(X)` is text before any shell sees it. Variables that no file sets come from the pipeline's settings, a group or
//! a key vault; the secrets among them reach a script through its `env:` or as text only.

use std::collections::HashMap;

use crate::extract::ci::file::File;
use crate::extract::ci::trigger;
use crate::model::{Document, Facts, Matter, Most, Node, Scope, Source, Test, Vendor, Within as _};

mod expression;
mod text;
mod condition;
mod triggers;
mod flat;
mod pipeline;
mod variables;
mod walk;
mod step;
mod task;
mod reported;
mod call;
mod outside;

use flat::Walk;
use pipeline::{Pipeline, Place};

/// Whether this dialect claims a file by its name, or by the folder that is only there for it.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| {
        ["azure-pipeline", "azure_pipeline"].iter().any(|it| stem.starts_with(it))
            || [".azure-pipelines", ".azuredevops"].iter().any(|it| super::is_within(path, it))
    })
}

/// Whether a file that no name tells is a pipeline or a template, as the words of its steps tell.
pub fn holds(path: &str, bytes: &[u8], _: &[Vendor]) -> bool {
    let is_yaml = matches!(path.rsplit('.').next(), Some("yml" | "yaml"));
    is_yaml && !claims(path) && !is_of_another(path) && WORDS.iter().any(|it| has(bytes, it))
}

/// Words of which a pipeline or a template has one at least.
const WORDS: [&str; 9] = [
    "task:",
    "script:",
    "bash:",
    "pwsh:",
    "powershell:",
    "template:",
    "deployment:",
    "variables:",
    "vmImage:",
];

fn has(bytes: &[u8], word: &str) -> bool {
    memchr::memmem::find(bytes, word.as_bytes()).is_some()
}

/// Files of other tools that use the same words.
fn is_of_another(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|it| matches!(it, ".github" | ".circleci" | ".gitlab"))
        || [
            ".gitlab-ci",
            ".travis",
            "bitbucket-pipelines",
            "cloudbuild",
            "docker-compose",
            "compose.",
        ]
        .iter()
        .any(|it| name.starts_with(it))
}

/// What a file says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in document.roots.iter().filter(|root| is_pipeline(root)) {
        facts.append(of_root(source, root, vendors));
    }
    facts
}

/// Whether a tree is a pipeline or a template of one: lists whose items only Azure has.
fn is_pipeline(root: &Node) -> bool {
    let listed = |key: &str, words: &[&str]| {
        let items = root.get(key).map(Node::items).unwrap_or_default();
        items.iter().any(|item| {
            let is_word = |key: &str| words.contains(&key) || key.starts_with("${{");
            item.entries().first().is_some_and(|it| is_word(it.key.text.as_str()))
                || words.iter().any(|word| item.get(word).is_some())
        })
    };
    let only_variables = || {
        let known = ["variables", "parameters"];
        root.entries().iter().all(|it| known.contains(&it.key.text.as_str()))
    };
    let steps = ["task", "script", "bash", "pwsh", "powershell", "template", "checkout"];
    listed("steps", &steps)
        || listed("jobs", &["job", "deployment", "template"])
        || listed("stages", &["stage", "template"])
        || root.at(&["extends", "template"]).is_some()
        || root.get("variables").is_some() && only_variables()
}

/// What messages call a file as a whole.
const OWNER: &str = "the pipeline";
/// How many parts of a file are looked at.
const PARTS: Most = Most::new(2000, "parts of a pipeline");

fn of_root(source: &Source, root: &Node, vendors: &[Vendor]) -> Facts {
    let file = File::new(source, vendors, Scope::unit("azure", &source.path));
    let mut pipeline = Pipeline { file, lists: HashMap::new(), budget: PARTS.most() };
    let unit = pipeline.file.unit.clone();
    surroundings(&mut pipeline, root);
    let is_start = ["trigger", "pr", "schedules"].iter().any(|key| root.get(key).is_some());
    let parameters =
        variables::parameters(&mut pipeline, root, is_start || claims_start(&source.path));
    let around =
        Place { scope: unit.clone(), layers: vec![&parameters], owner: OWNER.to_owned(), depth: 0 };
    // What the file sets itself hides what comes from outside.
    let scope = unit.within("variables", "");
    let bare = around.within(scope.clone(), OWNER.to_owned(), None);
    let layer = variables::read(&mut pipeline, root.get("variables"), &around, &bare);
    let place = around.within(scope, OWNER.to_owned(), Some(&layer));
    content(&mut pipeline, root, &place);
    outside::state(&mut pipeline);
    pipeline.file.facts
}

fn claims_start(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|it| it.starts_with("azure-pipelines."))
}

fn surroundings(pipeline: &mut Pipeline<'_>, root: &Node) {
    let file = &mut pipeline.file;
    let unit = file.unit.clone();
    let start = root.span.start as usize;
    let span = file.source.span(start, start);
    file.circumstance(&unit, Matter::Unattended, Some(span), "Azure Pipelines runs it");
    let path = file.source.path.clone();
    file.circumstance(&unit, Matter::Path(path), None, "the file's path");
    for (trigger, span) in triggers::read(root, span) {
        let says = trigger::said(&trigger);
        file.circumstance(&unit, Matter::Trigger(trigger), Some(span), says);
    }
}

/// The stages, jobs or steps of a file, also those that conditions stand around.
fn content(pipeline: &mut Pipeline<'_>, root: &Node, place: &Place<'_>) {
    walk::content(pipeline, root, place);
    if let Some(extends) = root.get("extends") {
        call::template(pipeline, extends, place, &Test::Unknown, 0);
    }
    let asked = |text: &str| place.asked(text);
    let conditional = root.entries().iter().filter(|it| it.key.text.starts_with("${{"));
    for (at, entry) in conditional.enumerate().within(PARTS) {
        let scope = place.scope.within("if", at);
        let inner = place.within(scope.clone(), place.owner.clone(), None);
        let test = Walk::new(&asked).test(&entry.key.text);
        pipeline.when(&scope, test, entry.key.span);
        walk::content(pipeline, &entry.value, &inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_or_its_words() {
        for (path, expected) in [
            ("azure-pipelines.yml", true),
            ("ci/azure-pipelines-prod.yaml", true),
            (".azuredevops/deploy.yml", true),
            (".azuredevops/pull_request_template.md", false),
            ("ado/deploy.yml", false),
        ] {
            assert_eq!(claims(path), expected, "{path}");
        }
        let text = b"steps:\n- bash: make\n";
        assert!(holds("ado/deploy.yml", text, &[]));
        assert!(!holds(".gitlab-ci.yml", text, &[]));
        assert!(!holds("ado/deploy.yml", b"jobs: {}\n", &[]));
    }
}
