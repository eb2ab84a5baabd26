//! What a report tells beside its findings, for formats that know nothing but entries with a place: the inputs that
//! could not be wholly read, and what the repository allows itself.

use super::loosened;
use super::place::Place;
use super::scene::Scene;

/// An input that could not be wholly read.
pub(super) const UNREAD: &str = "unread-input";
/// What a repository's own settings or comments loosen.
pub(super) const LOOSENED: &str = "loosened-by-repository";

/// Something that is told and is no finding. Nothing in it is clean yet but what it says.
pub(super) struct Aside<'a> {
    /// What it is, beside the ids of rules.
    pub(super) what: &'static str,
    pub(super) path: &'a str,
    /// Where, if it has a place of its own.
    pub(super) place: Option<Place<'a>>,
    pub(super) says: String,
}

impl Aside<'_> {
    /// Its line, the first where it has none.
    pub(super) fn line(&self) -> usize {
        self.place.as_ref().map_or(1, |place| place.start.line)
    }

    /// Whether it is an input that could not be wholly read.
    pub(super) fn is_unread(&self) -> bool {
        self.what == UNREAD
    }
}

/// All of them, problems first.
pub(super) fn asides<'a>(scene: &Scene<'a>) -> Vec<Aside<'a>> {
    let problems = scene.report.problems.iter().map(|problem| Aside {
        what: UNREAD,
        path: &problem.path,
        place: problem.span.filter(|span| scene.has(*span)).map(|span| scene.place(span)),
        says: scene.line(&problem.message),
    });
    let loosened = loosened::told(scene).into_iter();
    let loosened = loosened.map(|(path, says)| Aside { what: LOOSENED, path, place: None, says });
    problems.chain(loosened).collect()
}
