//! `--fix`: write what findings propose, or print it as a patch.

use crate::lint::{Failure, Mended, Options};
use crate::model::{Policy, Report, Safety};
use crate::{discover, lint, render};

use super::args::Mend;
use super::output;

/// Change the files of a report. Whether something was written, so that the files must be judged anew.
pub fn mend(
    report: &Report,
    policy: &Policy,
    options: &Options,
    asked: &Mend,
) -> Result<bool, Failure> {
    let most = if asked.alters { Safety::Unsafe } else { Safety::Safe };
    let (files, told) = lint::mended(report, options, most)?;
    for message in told {
        output::tell(&format!("warning: {}", render::clean(&message)));
    }
    if asked.dry_run {
        let patch =
            |file: &Mended| render::patch(report, policy, &file.path, &file.before, &file.after);
        output::print(&files.iter().map(patch).collect::<String>());
        return Ok(false);
    }
    let root = discover::target(&options.paths).map_err(Failure::Input)?.tree.root;
    for file in &files {
        write(&root.join(&file.path), file)?;
        let says = file.says.join(", ");
        output::tell(&format!("fixed {}: {}", render::clean(&file.path), render::clean(&says)));
    }
    Ok(!files.is_empty())
}

fn write(path: &std::path::Path, file: &Mended) -> Result<(), Failure> {
    let mark = if file.has_mark { "\u{feff}" } else { "" };
    super::write::kept(path, &format!("{mark}{}", file.after))
}
