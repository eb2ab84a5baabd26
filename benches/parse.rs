//! Parse every file of a folder of which keyfit makes a document, and do nothing else: what a check is measured
//! against in `benches/scaling`.

use std::sync::atomic::{AtomicUsize, Ordering};

use keyfit::{discover, extract, parse};

fn main() {
    let Some(folder) = std::env::args_os().nth(1) else { return };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let tree = &discover::Tree::of(folder);
    let listing = discover::files(tree, threads, &extract::claims);
    let interest = discover::Interest {
        claims: &|path| parse::format_of(path).is_some(),
        spells: &|_| false,
        may_spell: &|_| true,
        holds: &|_, _| false,
    };
    let parts = AtomicUsize::new(0);
    let visit = |_, read| {
        if let discover::Read::Text(source, _) = read
            && let Some(format) = parse::format_of(&source.path)
        {
            parts.fetch_add(
                parse::document(&source, format).document.roots.len(),
                Ordering::Relaxed,
            );
        }
        None::<()>
    };
    let limits = keyfit::model::Limits::default();
    let all = discover::Wanted { tree, files: &listing.files, places: None, limits };
    discover::each(all, threads, &interest, &visit);
    std::hint::black_box(parts.into_inner());
}
