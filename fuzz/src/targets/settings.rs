//! Settings and baselines: whatever they hold, they are taken or their mistakes are shown.

use keyfit::discover::decoded;
use keyfit::model::{Baseline, Report, SourceId};
use keyfit::{policy, render};

use super::pipeline::Tree;
use super::{beliefs, mistakes};

/// The settings of a repository.
pub fn settings(bytes: &[u8]) {
    let (text, _, _) = decoded(bytes);
    if let Err(told) = policy::settings(&text, "keyfit.toml", Some(SourceId(0)), beliefs()) {
        mistakes::hold(&told);
    }
}

/// A baseline. One that is taken is read again as it was when it was written.
pub fn baseline(bytes: &[u8]) {
    let tree = Tree::default();
    let read = |bytes: &[u8]| {
        tree.write("known", bytes);
        policy::baseline(&tree.path().join("known"))
    };
    let taken = match read(bytes) {
        Ok(taken) => taken,
        Err(told) => return mistakes::hold(&told),
    };
    let written = written(&taken);
    let again = read(written.as_bytes()).expect("what keyfit writes it reads");
    assert_eq!(fingerprints(&taken), fingerprints(&again), "nothing is lost or added");
    assert_eq!(written, self::written(&again), "what was written is written again");
}

fn written(baseline: &Baseline) -> String {
    render::baseline(&Report::default(), beliefs(), baseline)
}

fn fingerprints(baseline: &Baseline) -> Vec<&str> {
    let mut all: Vec<&str> = baseline.entries.iter().map(|it| it.fingerprint.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
