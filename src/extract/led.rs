//! Files that are read because something leads to them. A script that only runs another program names no credential,
//! and yet it hands all of its environment on; an env file may have any name.

use std::collections::BTreeMap;

use super::{address, circleci, dotenv, gitlab, kept, neighbours, python, script, url};
use crate::model::{Document, Facts, Node, Passage, Scope, Source, Space, Vendor};

/// As what a file is read to which something leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reading {
    /// As a shell script.
    Script,
    /// As a program in Python.
    Python,
    /// As a part of a pipeline of GitLab.
    GitLab,
    /// As the configuration with which a pipeline of `CircleCI` goes on.
    CircleCi,
    /// As an env file.
    EnvFile,
}

impl Reading {
    /// Whether a file is a pipeline by that alone, whatever else was made of it before.
    pub fn is_pipeline(self) -> bool {
        matches!(self, Self::GitLab | Self::CircleCi)
    }
}

/// The kind of a unit that stands for the configuration with which a pipeline of `CircleCI` goes on.
pub(super) const CONTINUED: &str = "continued";

/// That a file may be a part of a pipeline, which is told by whoever names it. Until then it says no more.
pub(super) fn waits(source: &Source, root: &Node) -> Passage {
    let part = Scope::unit("part", &source.path);
    let start = root.span.start as usize;
    Passage {
        from: part.clone(),
        to: part,
        carries: Vec::new(),
        span: source.span(start, start),
        says: "nothing runs it by itself".to_owned(),
    }
}

/// The paths to which passages lead. What is both run and loaded is a script.
pub fn targets<'a>(passages: impl Iterator<Item = &'a Passage>) -> BTreeMap<String, Reading> {
    let mut targets = BTreeMap::new();
    let mut add = |scope: &Scope, kind: &str, reading: Reading| {
        let unit = scope.root().and_then(|unit| unit.strip_prefix(kind));
        // What has the name of a part behind its path is led to with the whole.
        if let Some(path) = unit.filter(|it| !it.contains('#')) {
            let known = targets.entry(path.to_owned()).or_insert(reading);
            *known = reading.min(*known);
        }
    };
    for passage in passages {
        add(&passage.to, "script:", Reading::Script);
        add(&passage.to, "python:", Reading::Python);
        add(&passage.to, "gitlab:", Reading::GitLab);
        add(&passage.to, "continued:", Reading::CircleCi);
        if passage.carries.iter().any(|carry| carry.space == Space::Env) {
            add(&passage.from, "file:", Reading::EnvFile);
        }
    }
    targets
}

/// Whether a file can be what is made of it there. A program that a job runs may be in any language.
pub fn can_be(source: &Source, reading: Reading) -> bool {
    let (path, text) = (source.path.as_str(), source.text.as_str());
    match reading {
        // What a shell is given needs neither an ending nor a first line that names the shell.
        Reading::Script => {
            let is_bare = !source.file_name().contains('.') && !text.starts_with("#!");
            script::is_script(path, text.as_bytes()) || is_bare && !text.contains('\0')
        }
        Reading::Python => python::claims(path),
        Reading::GitLab | Reading::CircleCi => {
            matches!(path.rsplit('.').next(), Some("yml" | "yaml"))
        }
        Reading::EnvFile => !text.contains('\0'),
    }
}

/// What a program says to which something leads.
pub fn of_program(source: &Source, reading: Reading, vendors: &[Vendor]) -> Facts {
    let facts = match reading {
        Reading::Script => script::facts(source, vendors),
        Reading::Python => python::facts(source, vendors),
        Reading::GitLab | Reading::CircleCi | Reading::EnvFile => Facts::default(),
    };
    settled(source, facts, vendors)
}

/// What an env file says to which something leads. Who reads it is known, so nobody else is presumed to.
pub fn of_env_file(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = dotenv::facts(source, document, vendors);
    facts.sites.retain(|site| site.presents.is_none());
    facts.circumstances.clear();
    settled(source, facts, vendors)
}

/// What a pipeline says to which something leads, in the place of all that was made of the file before; the tokens that
/// are written out in it are known.
pub fn of_pipeline(
    source: &Source,
    document: &Document,
    reading: Reading,
    vendors: &[Vendor],
) -> Facts {
    let sightings = super::literals::sightings(source, vendors);
    let mut facts = Facts { sightings, ..Facts::default() };
    facts.append(match reading {
        Reading::GitLab => gitlab::whole(source, document, vendors),
        _ => circleci::whole(source, document, vendors),
    });
    super::read_on(source, document, vendors, &mut facts);
    facts.sightings.clear();
    facts
}

fn settled(source: &Source, mut facts: Facts, vendors: &[Vendor]) -> Facts {
    neighbours::recognise(&mut facts, vendors);
    address::append(source, vendors, &mut facts, []);
    kept::settle(source, &mut facts);
    url::append(source, vendors, &mut facts);
    facts
}

#[cfg(test)]
mod tests {
    use super::{Reading, can_be, targets};
    use crate::model::{Carry, Encoding, Passage, Reach, Scope, Source, SourceId, Space, Span};

    #[test]
    fn what_is_run_or_loaded_is_led_to() {
        let job = Scope::unit("workflow", "w").within("step", 0);
        let passage = |from: &Scope, to: &Scope, space| Passage {
            from: from.clone(),
            to: to.clone(),
            carries: vec![Carry { space, reach: Reach::Here }],
            span: Span::new(SourceId(0), 0, 0),
            says: String::new(),
        };
        let unit = |kind: &str, path: &str| Scope::unit(kind, path);
        let found = targets(
            [
                passage(&job, &unit("python", "a.py"), Space::Env),
                passage(&unit("file", "vars"), &job, Space::Env),
                passage(&unit("file", "both"), &job, Space::Env),
                passage(&job, &unit("script", "both"), Space::Env),
                passage(&unit("file", "x.tfvars"), &job, Space::Variant),
                passage(&job, &unit("terraform", "infra"), Space::Env),
            ]
            .iter(),
        );
        let found: Vec<(&str, Reading)> = found.iter().map(|(it, how)| (&**it, *how)).collect();
        let expected =
            [("a.py", Reading::Python), ("both", Reading::Script), ("vars", Reading::EnvFile)];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_program_in_another_language_is_no_script() {
        for (path, text, expected) in [
            ("go.sh", "./x", true),
            ("bin/go", "#!/bin/sh\n./x", true),
            ("bin/go", "./x", true),
            ("bin/go", "#!/usr/bin/env ruby\n", false),
            ("bin/go", "\0\0", false),
            ("go.rb", "./x", false),
        ] {
            let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
            assert_eq!(can_be(&source, Reading::Script), expected, "{path}: {text}");
        }
    }
}
