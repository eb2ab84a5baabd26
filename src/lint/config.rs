//! Where the settings of a run come from, and what the repository's own say even where nobody heeds them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Config, Failure, Options};
use crate::discover::{self, Paths, Target, Tree};
use crate::model::{
    Arrange as _, Loose, Loosened, Own, Policy, Report, Settings, Source, SourceId, Span, Strength,
};
use crate::policy;

/// The name of a repository's own settings file.
pub(super) const NAME: &str = "keyfit.toml";

/// The policy of a run with its settings.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) policy: Policy,
    /// The source of the settings, so that findings can point into it.
    pub(super) source: Option<Arc<Source>>,
    /// The repository's own settings file, if there is one.
    pub(super) own: Option<Own>,
}

/// The policy with the settings of the run.
pub(super) fn settled(
    options: &Options,
    policy: Policy,
    target: &Target,
    files: &Paths,
) -> Result<Settled, Failure> {
    let tree = &target.tree;
    match &options.config {
        Config::Root => own(policy, tree, files),
        Config::None => {
            let own = unheeded(tree, &policy);
            Ok(Settled { policy, source: None, own })
        }
        Config::File(path) if is_own(path, &tree.root) => own(policy, tree, files),
        Config::File(path) => {
            let own = unheeded(tree, &policy);
            let shown = path.to_string_lossy().replace('\\', "/");
            let id = SourceId(files.len() as u32);
            let source = discover::one(path, &shown, id).map_err(Failure::Input)?;
            Ok(Settled { own, ..with(policy, source)? })
        }
    }
}

/// The policy with what the repository's own file says, if there is one.
fn own(policy: Policy, tree: &Tree, files: &Paths) -> Result<Settled, Failure> {
    let id = files.position(NAME).unwrap_or(files.len());
    let Some(source) = found(tree, SourceId(id as u32)).map_err(Failure::Input)? else {
        return Ok(Settled { policy, source: None, own: None });
    };
    let settled = with(policy, source)?;
    let loose = Some(Loose::of(&settled.policy.settings, &settled.policy));
    let own = Some(Own { path: NAME.to_owned(), heeded: true, loose });
    Ok(Settled { own, ..settled })
}

fn with(mut policy: Policy, source: Source) -> Result<Settled, Failure> {
    policy.settings = policy::settings(&source.text, &source.path, Some(source.id), &policy)
        .map_err(Failure::Mistakes)?;
    Ok(Settled { policy, source: Some(Arc::new(source)), own: None })
}

/// Settings that were read earlier, told from where their file stands among other files.
pub(super) fn again(earlier: &Settled, files: &Paths) -> Settled {
    let Some(source) = &earlier.source else { return earlier.clone() };
    let id = SourceId(files.position(NAME).unwrap_or(files.len()) as u32);
    let moved = Source::new(id, &*source.path, &*source.text, source.encoding);
    let own = earlier.own.clone();
    with(earlier.policy.clone(), moved)
        .map_or_else(|_| earlier.clone(), |settled| Settled { own, ..settled })
}

/// What the repository's own file says, if there is one and nobody heeds it. Its mistakes are not the caller's.
fn unheeded(tree: &Tree, policy: &Policy) -> Option<Own> {
    let found = found(tree, SourceId(0)).transpose()?;
    let text = found.ok().map(|it| it.text);
    let settings = text.and_then(|text| policy::settings(&text, NAME, None, policy).ok());
    let loose = settings.map(|settings| Loose::of(&settings, policy));
    Some(Own { path: NAME.to_owned(), heeded: false, loose })
}

/// The repository's own file. Settings that cannot be read are no missing settings.
fn found(tree: &Tree, id: SourceId) -> Result<Option<Source>, String> {
    if tree.has(NAME) { discover::inside(tree, NAME, id).map(Some) } else { Ok(None) }
}

/// Whether the repository's own settings are heeded.
pub(super) fn heeds_own(options: &Options, tree: &Tree) -> bool {
    match &options.config {
        Config::Root => true,
        Config::None => false,
        Config::File(path) => is_own(path, &tree.root),
    }
}

/// Whether the caller names the file that the repository has anyway.
fn is_own(path: &Path, root: &Path) -> bool {
    let real = |path: PathBuf| path.canonicalize().ok();
    real(path.to_owned()).is_some_and(|path| real(root.join(NAME)) == Some(path))
}

/// What the repository allows itself, as a report tells it.
pub(super) fn loosened(own: Option<Own>, report: &Report, settings: &Settings) -> Loosened {
    let silenced = report.findings.iter().filter_map(|it| it.suppressed.as_ref());
    let comments = silenced.filter(|it| it.by == "comment").count();
    Loosened { own, comments, kinds: declared(report, settings) }
}

/// Where comments declare kinds, and not the settings.
fn declared(report: &Report, settings: &Settings) -> Vec<Span> {
    let evidence = report.usages.iter().flat_map(|it| &it.credential.evidence);
    let declared = evidence.filter(|it| it.strength == Strength::Declaration);
    let is_set = |span: Span| settings.credentials.iter().any(|it| it.span == Some(span));
    let mut spans: Vec<Span> =
        declared.filter_map(|it| it.span).filter(|span| !is_set(*span)).collect();
    spans.arrange();
    spans.dedup();
    spans
}
