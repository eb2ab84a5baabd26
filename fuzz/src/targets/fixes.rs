//! Fixes: what findings propose leaves files that can still be read, comes to an end, and is shown without values.

use std::collections::BTreeSet;

use keyfit::discover::decoded;
use keyfit::lint::{Mended, mended};
use keyfit::model::{ExposureForm, Policy, Report, Safety, Source, SourceId};
use keyfit::{parse, render};

use super::pipeline::Tree;

/// How often all changes are made. Of two to one place the second is made only when the first was judged.
const ROUNDS: usize = 6;

/// Make all changes until there are none.
pub fn hold(tree: &Tree, mut report: Report, policy: &Policy) {
    for _ in 0..ROUNDS {
        let options = tree.options(1);
        let (files, _) = mended(&report, &options, Safety::Unsafe).expect("the tree is there");
        if files.is_empty() {
            return;
        }
        for file in files {
            hold_shown(&file, &report, policy);
            hold_read(&file);
            let mark = if file.has_mark { "\u{feff}" } else { "" };
            tree.write(&file.path, format!("{mark}{}", file.after).as_bytes());
        }
        let Some((next, _)) = tree.linted(1) else { panic!("a change spoils no settings") };
        report = next;
    }
    panic!("changes come to an end");
}

/// A file that could be read can be read when it was changed.
fn hold_read(file: &Mended) {
    let Some(format) = parse::format_of(&file.path) else { return };
    let problems = |text: &str| {
        let (text, encoding, _) = decoded(text.as_bytes());
        let source = Source::new(SourceId(0), file.path.as_str(), text, encoding);
        parse::document(&source, format).problems
    };
    if problems(&file.before).is_empty() {
        let after = problems(&file.after);
        assert!(after.is_empty(), "{}: {after:?}\n{}", file.path, file.after);
    }
}

/// A change that is only shown puts no value into a line that did not stand there, and steers no terminal.
fn hold_shown(file: &Mended, report: &Report, policy: &Policy) {
    /// A shorter value may stand anywhere by chance.
    const SHORT: usize = 8;
    let patch = render::patch(report, policy, &file.path, &file.before, &file.after);
    let steers = patch.chars().find(|it| !"\n\t\r".contains(*it) && it.is_control());
    assert_eq!(steers, None, "nothing that steers a terminal is shown");
    let old: BTreeSet<&str> = file.before.lines().collect();
    let added = patch.lines().skip(2).filter_map(|it| it.strip_prefix('+'));
    let new: Vec<&str> = added.filter(|it| !old.contains(it)).collect();
    let written = report.exposures.iter().filter(|it| it.form == ExposureForm::Literal);
    for exposure in written {
        let source = report.sources.get(exposure.span.source).filter(|it| it.path == file.path);
        let value = source.map_or("", |it| it.slice(exposure.span)).trim();
        if SHORT < value.len() && !value.contains('\n') {
            assert!(new.iter().all(|it| !it.contains(value)), "a patch shows a value");
        }
    }
}
