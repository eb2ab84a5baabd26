//! What a repository allows itself, in a line for its settings and one for its comments; and what a review of a change
//! asks somebody to do.

use crate::model::{Finding, Loose, Own, Span};

use super::review;
use super::scene::Scene;
use super::summary::counted;

/// The lines, without what ends them; none where nothing is loosened.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<String> {
    told(scene).into_iter().map(|(_, line)| line).collect()
}

/// The lines, each with the path of the file that it is about, or of the first of them.
pub(super) fn told<'a>(scene: &Scene<'a>) -> Vec<(&'a str, String)> {
    let own = scene.report.loosened.own.as_ref();
    let own = own.and_then(|own| Some((own.path.as_str(), line(scene, own)?)));
    own.into_iter().chain(comments(scene)).chain(review::told(scene)).collect()
}

fn line(scene: &Scene<'_>, own: &Own) -> Option<String> {
    let path = scene.path(&own.path);
    let says = own.loose.as_ref().map(|loose| says(scene, loose));
    match (own.heeded, says) {
        (true, says) => says.filter(|it| !it.is_empty()).map(|says| format!("{path}: {says}")),
        (false, None) => Some(format!("{path} goes unheeded; it could not be read")),
        (false, Some(says)) if says.is_empty() => {
            Some(format!("{path} goes unheeded; it would loosen nothing"))
        }
        (false, Some(says)) => Some(format!("{path} goes unheeded; it has {says}")),
    }
}

fn says(scene: &Scene<'_>, loose: &Loose) -> String {
    let rules = |rules: &[String], how: &str| {
        let names: Vec<String> = rules.iter().map(|rule| scene.line(rule)).collect();
        let count = counted(rules.len(), "rule");
        (!rules.is_empty()).then(|| format!("{count} {how} ({})", names.join(", ")))
    };
    let some = |count: usize, noun: &str| (0 < count).then(|| counted(count, noun));
    let parts = [
        rules(&loose.lowered, "lowered"),
        rules(&loose.off, "off"),
        some(loose.allowances, "allowance"),
        some(loose.kinds, "declared kind"),
        some(loose.contexts, "declared context"),
        loose.plan.then(|| "a declared plan".to_owned()),
        limits(&loose.limits),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn limits(keys: &[String]) -> Option<String> {
    let count = counted(keys.len(), "limit");
    (!keys.is_empty()).then(|| format!("{count} moved ({})", keys.join(", ")))
}

/// What comments silence and declare, with the first places.
fn comments<'a>(scene: &Scene<'a>) -> Option<(&'a str, String)> {
    let by_comment =
        |it: &&Finding| it.suppressed.as_ref().is_some_and(|silenced| silenced.by == "comment");
    let silenced = scene.report.findings.iter().filter(by_comment);
    let silenced: Vec<Span> = silenced.map(|it| it.span).collect();
    let kinds = &scene.report.loosened.kinds;
    let first = silenced.first().or(kinds.first()).map(|span| scene.place(*span).path)?;
    let parts = [
        (silenced.as_slice(), format!("{} silenced", counted(silenced.len(), "finding"))),
        (kinds.as_slice(), counted(kinds.len(), "declared kind")),
    ];
    let parts = parts.into_iter().filter(|(spans, _)| !spans.is_empty());
    let says = parts.map(|(spans, what)| format!("{what} ({})", places(scene, spans)));
    Some((first, format!("comments: {}", says.collect::<Vec<_>>().join(", "))))
}

/// The first of some places, and how many there are besides.
fn places(scene: &Scene<'_>, spans: &[Span]) -> String {
    const SHOWN: usize = 5;
    let shown = spans.iter().take(SHOWN).map(|span| scene.address(*span));
    let more = spans.len().checked_sub(SHOWN).filter(|more| 0 < *more);
    let more = more.map(|more| format!("{more} more"));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::model::{Loose, Own, Policy};
    use crate::render::made_up::report;
    use crate::render::scene::Scene;

    #[test]
    fn what_is_loosened_is_told_and_what_is_unheeded_too() {
        let all = Loose {
            off: vec!["c".into()],
            lowered: vec!["a".into(), "b".into()],
            allowances: 3,
            kinds: 1,
            contexts: 2,
            plan: true,
            limits: vec!["file-size".into()],
        };
        let said = "2 rules lowered (a, b), 1 rule off (c), 3 allowances, 1 declared kind, 2 declared contexts, a declared plan, 1 limit moved (file-size)";
        for (heeded, loose, expected) in [
            (true, Some(all.clone()), Some(format!("keyfit.toml: {said}"))),
            (false, Some(all), Some(format!("keyfit.toml goes unheeded; it has {said}"))),
            (true, Some(Loose::default()), None),
            (
                false,
                Some(Loose::default()),
                Some("keyfit.toml goes unheeded; it would loosen nothing".to_owned()),
            ),
            (false, None, Some("keyfit.toml goes unheeded; it could not be read".to_owned())),
        ] {
            let mut report = report();
            report.findings.clear();
            report.loosened.own = Some(Own { path: "keyfit.toml".into(), heeded, loose });
            let lines = lines(&Scene::new(&report, &Policy::default()));
            assert_eq!(lines.first(), expected.as_ref());
        }
    }
}
