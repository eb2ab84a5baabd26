//! Commands that build an image: what they hand to the build as an argument stays in the image.

use super::program::Program;
use super::run::Run;
use super::word::{self, Piece, Word};
use crate::model::{ExposureForm, Name, Space, Take};

/// Programs that build images. `executor` is kaniko's.
const BUILDERS: [&str; 7] =
    ["docker", "docker-compose", "podman", "buildah", "nerdctl", "depot", "executor"];

/// What a command that builds an image leaves in it.
pub(super) fn command(run: &mut Run<'_>, program: &Program<'_>) {
    if !BUILDERS.contains(&program.name.as_str()) {
        return;
    }
    for pieces in program.values("--build-arg") {
        argument(run, program, pieces);
    }
}

/// `NAME=value`, or `NAME` with the value of the environment.
fn argument(run: &mut Run<'_>, program: &Program<'_>, pieces: Vec<Piece>) {
    let Some(content) = word::content(&pieces) else { return };
    let word = Word { start: content.start, end: content.end, pieces };
    let says = format!("{} hands it to `{}` as a build argument", run.script.label, program.name);
    let (name, site) = if let Some((name, value)) = word.assignment() {
        (name, run.site(&word, &value, says))
    } else {
        let Some(name) = word.literal().filter(|it| word::is_name(it)) else { return };
        let name = name.into_owned();
        let mut site = run.site(&word, &[], says);
        let take = Name::new(Space::Env, &run.script.scope, name.as_str());
        site.takes = vec![Take { name: take, span: site.span }];
        (name, site)
    };
    let mut site = site;
    site.gives = Some(Name::new(Space::Argument, &run.script.scope, name));
    site.reveals = [ExposureForm::Image].into();
    run.facts.sites.push(site);
}
