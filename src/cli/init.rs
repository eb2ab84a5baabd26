//! `keyfit init`: the first files of a repository that is checked. No file that is there already is touched.

use std::path::Path;

use crate::lint::{Config, Failure, Options};
use crate::render::{self, Ci};

use super::args::Init;
use super::{linted, output, write};

/// A file to write, and what is to be done once it is there.
struct Fresh {
    path: &'static str,
    text: String,
    then: String,
}

/// Write the files that are asked for, or print them.
pub(super) fn init(asked: &Init) -> Result<u8, Failure> {
    let root = asked.root();
    if !root.is_dir() {
        return Err(Failure::Input(format!("there is no folder `{}`", root.display())));
    }
    let mut files = Vec::new();
    let has_settings = root.join(SETTINGS).symlink_metadata().is_ok();
    if has_settings && !asked.hook && asked.ci.is_empty() {
        let message = format!("`{SETTINGS}` is there already and was left as it is");
        let help = "`keyfit check` tells what it lacks; `--hook` and `--ci` write other files";
        return Err(Failure::Name(message, help.to_owned()));
    }
    if !has_settings {
        files.push(settings(asked)?);
    }
    if asked.hook {
        files.push(Fresh {
            path: render::HOOK_PATH,
            text: render::HOOK.to_owned(),
            then: "run `pre-commit install` once".to_owned(),
        });
    }
    let ci =
        |ci: &Ci| Fresh { path: ci.path(), text: ci.text().to_owned(), then: ci.then().to_owned() };
    files.extend(asked.ci.iter().map(|it| ci(&it.0)));
    if !asked.dry_run {
        written(root, &files)?;
        return Ok(0);
    }
    for file in &files {
        output::print(&format!("# {}\n{}\n", file.path, file.text));
    }
    Ok(0)
}

/// The name of the settings.
const SETTINGS: &str = "keyfit.toml";

fn settings(asked: &Init) -> Result<Fresh, Failure> {
    let options = Options {
        config: Config::None,
        ..Options::of(vec![asked.root().to_owned()], super::clock::today())
    };
    let (report, policy) = linted(&options)?;
    let (text, count) = render::start(&report, &policy);
    let then = match count {
        0 => "nothing needs a declaration; `keyfit check` tells what is wrong".to_owned(),
        1 => "say in it whose 1 credential is, then run `keyfit check`".to_owned(),
        many => format!("say in it whose {many} credentials are, then run `keyfit check`"),
    };
    Ok(Fresh { path: SETTINGS, text, then })
}

/// Write the files that are not there yet. What should stand in one that is there is printed.
fn written(root: &Path, files: &[Fresh]) -> Result<(), Failure> {
    let is_there = |it: &&Fresh| root.join(it.path).symlink_metadata().is_ok();
    let (old, new): (Vec<&Fresh>, Vec<&Fresh>) = files.iter().partition(is_there);
    let pairs: Vec<(&str, &str)> = new.iter().map(|it| (it.path, it.text.as_str())).collect();
    write::fresh(root, &pairs)?;
    for file in new {
        output::print(&format!("wrote {}: {}\n", file.path, file.then));
    }
    for file in old {
        let said = "is there already and was left as it is; add this to it";
        output::print(&format!("{} {said}, then {}:\n\n{}\n", file.path, file.then, file.text));
    }
    Ok(())
}
