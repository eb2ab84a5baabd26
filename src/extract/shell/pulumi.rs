//! `pulumi config set KEY VALUE`: without `--secret` the value stands in the stack's file as it is.

use super::program::Program;
use super::run::Run;
use super::word::Word;
use crate::model::ExposureForm;

/// Flags that take the next word.
const VALUED: [&str; 5] = ["--stack", "-s", "--cwd", "-C", "--config-file"];

/// What such a command keeps in plain text.
pub(super) fn command(run: &mut Run<'_>, program: &Program<'_>) {
    let is_sealed = |it: &Word| it.beginning().starts_with("--secret");
    if program.name != "pulumi" || program.arguments().any(is_sealed) {
        return;
    }
    let plain = plain(program);
    let [first, second, _, value, ..] = plain.as_slice() else { return };
    if !first.is_bare("config") || !second.is_bare("set") || value.pieces.is_empty() {
        return;
    }
    let says = format!("{} keeps it in the stack's settings without `--secret`", run.script.label);
    let mut site = run.site(value, &value.pieces, says);
    site.reveals = [ExposureForm::UnmarkedVariable].into();
    run.facts.sites.push(site);
}

/// The arguments that are neither flags nor values of flags.
fn plain<'c>(program: &Program<'c>) -> Vec<&'c Word> {
    let (mut plain, mut words) = (Vec::new(), program.arguments());
    while let Some(word) = words.next() {
        let text = word.beginning();
        if VALUED.contains(&&*text) {
            words.next();
        } else if !text.starts_with('-') {
            plain.push(word);
        }
    }
    plain
}
