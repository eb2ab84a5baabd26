//! Actions that build an image: what they hand to the build as an argument stays in the image.

use super::file::File;
use crate::extract::shell::word::is_name;
use crate::model::{ExposureForm, Name, Node, Scalar, Site, Space, Take, glob};

/// Actions with the input that holds build arguments, in lower case. A bake sets them by the path to a target's.
const BUILDERS: [(&str, &str); 10] = [
    ("docker/build-push-action", "build-args"),
    ("docker/bake-action", "set"),
    ("docker/bake-action/*", "set"),
    ("depot/build-push-action", "build-args"),
    ("depot/bake-action", "set"),
    ("useblacksmith/build-push-action", "build-args"),
    ("redhat-actions/buildah-build", "build-args"),
    ("int128/kaniko-action", "build-args"),
    ("elgohr/publish-docker-github-action", "buildargs"),
    ("mr-smithers-excellent/docker-build-push", "buildargs"),
];

/// Add what an input of an action leaves in the image. `site` is the input as a whole.
pub(super) fn append(file: &mut File<'_>, uses: &str, input: &str, node: &Node, site: &Site) {
    let action = uses.split('@').next().unwrap_or(uses).to_lowercase();
    let builds = |(name, argument): &(&str, &str)| {
        glob::matches(name, &action) && input.eq_ignore_ascii_case(argument)
    };
    let Some(scalar) = node.scalar().filter(|_| BUILDERS.iter().any(builds)) else { return };
    for take in &site.takes {
        let Some(name) = argument(file, scalar, take) else { continue };
        let says = format!("`{action}` hands it to the build as the argument `{name}`");
        file.facts.sites.push(Site {
            takes: vec![take.clone()],
            gives: Some(Name::new(Space::Argument, &site.scope, name)),
            reveals: [ExposureForm::Image].into(),
            ..Site::new(take.span, &site.scope, says)
        });
    }
}

/// The name of the argument whose value holds what is taken: `X` of `X=${{ … }}` on the same line.
fn argument(file: &File<'_>, scalar: &Scalar, take: &Take) -> Option<String> {
    let mut at = 0;
    for line in scalar.text.split_inclusive('\n') {
        let span = scalar.span_of(file.source.id, at, at + line.len());
        at += line.len();
        if !span.contains(take.span) {
            continue;
        }
        let before = file.source.slice(span).get(..(take.span.start - span.start) as usize)?;
        // The value is nothing but the expression, or a text that ends with it.
        let before = before.rsplit_once("${{").map_or(before, |(before, _)| before);
        let (before, _) = before.rsplit_once('=')?;
        let name = before.rsplit(|it: char| !it.is_alphanumeric() && it != '_').next()?;
        return is_name(name).then(|| name.to_owned());
    }
    None
}
