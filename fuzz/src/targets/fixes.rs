//! Fixes: what findings propose leaves files that can still be read, and comes to an end.

use keyfit::discover::decoded;
use keyfit::lint::{Mended, mended};
use keyfit::model::{Report, Safety, Source, SourceId};
use keyfit::parse;

use super::pipeline::Tree;

/// How often all changes are made. Of two to one place the second is made only when the first was judged.
const ROUNDS: usize = 6;

/// Make all changes until there are none.
pub fn hold(tree: &Tree, mut report: Report) {
    for _ in 0..ROUNDS {
        let options = tree.options(1);
        let (files, _) = mended(&report, &options, Safety::Unsafe).expect("the tree is there");
        if files.is_empty() {
            return;
        }
        for file in files {
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
