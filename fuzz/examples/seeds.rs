//! Writes what fuzzing begins with: `corpus/<target>/` and `<target>.dict` beside it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use keyfit_fuzz::project;
use keyfit_fuzz::targets::{TARGETS, seeds, words};

fn main() -> io::Result<()> {
    for (target, _) in TARGETS {
        let folder = project("fuzz/corpus").join(target);
        fs::create_dir_all(&folder)?;
        for seed in seeds(target) {
            fs::write(folder.join(name(&seed)), seed)?;
        }
        let words: String = words(target).iter().map(|word| format!("\"{word}\"\n")).collect();
        fs::write(project("fuzz/corpus").join(format!("{target}.dict")), words)?;
    }
    Ok(())
}

/// The same name for the same bytes.
fn name(seed: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    format!("seed-{:016x}", hasher.finish())
}
