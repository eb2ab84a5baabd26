//! Folders of Terraform that mint tokens: what their files say together.

use std::collections::{BTreeSet, HashSet};

use super::Gathered;
use super::hear::survived;
use super::recall::Work;
use crate::discover::{Paths, Tree};
use crate::extract::terraform;
use crate::model::{Document, Facts, Limits, Problem, Source, SourceId, Sources, Vendor};
use crate::parse::Format;
use crate::{discover, parse};

/// How many folders are looked at.
const FOLDERS: usize = 500;
/// How many files of one folder are looked at.
const FILES: usize = 200;

/// Put what the files of a folder say together in the place of what each said alone.
pub(super) fn settle(gathered: &mut Gathered, tree: &Tree, files: &Paths, vendors: &[Vendor]) {
    let path = |it: &crate::model::Granting| gathered.sources.path(it.span.source).to_owned();
    let minting = gathered.facts.grantings.iter().map(path);
    let minting = minting.filter(|path| terraform::is_configuration(path));
    let folders: BTreeSet<String> = minting.map(|path| folder(&path).to_owned()).collect();
    for (nth, folder) in folders.iter().enumerate() {
        let mut own = members(files, folder);
        if FOLDERS <= nth || FILES < own.len() {
            gathered.problems.push(too_many(folder));
        }
        own.truncate(if nth < FOLDERS { FILES } else { 0 });
        if 1 < own.len() {
            look(gathered, tree, &own, vendors);
        }
    }
}

/// Leave out the configurations in place of which OpenTofu reads others.
pub(super) fn replace(facts: &mut Facts, files: &Paths) {
    let is_there = |path: String| files.has(&path);
    let replaced = files.iter().map(|it| terraform::stand_in(it).is_some_and(is_there)).enumerate();
    let replaced: HashSet<SourceId> =
        replaced.filter(|(_, it)| *it).map(|(at, _)| SourceId(at as u32)).collect();
    if !replaced.is_empty() {
        facts.leave_out(&replaced);
    }
}

/// The folder of a path, with the slash at its end.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The configurations that lie in a folder, with their places in the listing.
fn members<'f>(files: &'f Paths, folder: &'f str) -> Vec<(usize, &'f str)> {
    let direct = files.below(folder).filter(|(_, file)| {
        !file[folder.len()..].contains('/') && terraform::is_configuration(file)
    });
    direct.take(FILES + 1).collect()
}

/// What is said of a folder whose files are not all read together.
fn too_many(folder: &str) -> Problem {
    let path = folder.trim_end_matches('/').to_owned();
    let message = "more configurations mint tokens here than keyfit reads together; each of the others was read alone";
    Problem { path, span: None, message: message.to_owned() }
}

fn look(gathered: &mut Gathered, tree: &Tree, own: &[(usize, &str)], vendors: &[Vendor]) {
    for (at, path) in own {
        let id = SourceId(*at as u32);
        if gathered.sources.get(id).is_none() {
            let small = || discover::small(tree, path, id, gathered.limits);
            let read = gathered.recall.source(*at, small);
            gathered.keep(read);
        }
    }
    let read: Vec<(&Source, Format)> = own
        .iter()
        .filter_map(|(at, path)| read(&gathered.sources, *at, path, gathered.limits))
        .collect();
    let Some((first, _)) = read.first() else { return };
    let limits = gathered.limits;
    let together = || {
        let document = |(source, format)| (source, parse::within(source, format, limits).document);
        let documents: Vec<(&Source, Document)> = read.iter().copied().map(document).collect();
        (terraform::together(&documents, vendors), Vec::new(), true)
    };
    let places = || read.iter().map(|(source, _)| source.id.0 as usize).collect();
    let (said, _, is_whole) =
        gathered.recall.told(Work::Together, places, || survived(first, together));
    if is_whole {
        let ids: HashSet<SourceId> = read.iter().map(|(source, _)| source.id).collect();
        gathered.facts.grantings.retain(|it| !ids.contains(&it.span.source));
        gathered.facts.kept.retain(|it| !ids.contains(&it.span.source));
        gathered.facts.append(said);
    }
}

fn read<'s>(
    sources: &'s Sources,
    at: usize,
    path: &str,
    limits: Limits,
) -> Option<(&'s Source, Format)> {
    let source = sources.get(SourceId(at as u32))?;
    let format = parse::format_of(path).filter(|_| source.text.len() <= limits.largest())?;
    Some((source, format))
}
