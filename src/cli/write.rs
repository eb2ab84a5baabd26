//! Whole files, written so that no failure leaves a part of one: beside the place where they belong, then moved there.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::discover;
use crate::lint::Failure;

/// Write a file that somebody keeps. What is there stays as it is until all of the new one is written.
pub(super) fn kept(path: &Path, text: &str) -> Result<(), Failure> {
    beside(&led_to(path), text).map_err(|error| cannot(path, &error))
}

/// Write a report, which may go to a pipe or a device as well: `/dev/stdout` is a link, and what it leads to is open.
pub(super) fn report(path: &Path, text: &str) -> Result<(), Failure> {
    let is_plain = path.symlink_metadata().map_or(true, |it| it.is_file());
    let written = if is_plain { beside(path, text) } else { Err(ErrorKind::Unsupported.into()) };
    let written = written.or_else(|error| match error.kind() {
        // A folder may take no new file, and a file may be mounted by itself.
        ErrorKind::Unsupported
        | ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::ResourceBusy => std::fs::write(path, text),
        _ => Err(error),
    });
    written.map_err(|error| cannot(path, &error))
}

/// Why a file was not written.
pub(super) fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    let reason = discover::reason(error);
    Failure::Input(format!("cannot write `{}`: {reason}", path.display()))
}

/// Where a link leads, so that the file there is written and the link stays.
fn led_to(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn beside(path: &Path, text: &str) -> std::io::Result<()> {
    // No file takes the place of a folder or of a link that leads nowhere, and what nobody may write stays.
    let there = path.symlink_metadata().ok();
    if there.as_ref().is_some_and(|it| !it.is_file()) {
        return Err(std::io::Error::other("it is no regular file"));
    }
    if there.as_ref().is_some_and(|it| it.permissions().readonly()) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let other = path.with_file_name(format!(".{name}.keyfit-{}", std::process::id()));
    let mut file = std::fs::File::create_new(&other)?;
    let permitted = there.map_or(Ok(()), |it| file.set_permissions(it.permissions()));
    let written = permitted.and_then(|()| file.write_all(text.as_bytes()));
    let written = written.and_then(|()| file.sync_all());
    drop(file);
    let moved = written.and_then(|()| std::fs::rename(&other, path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&other);
    }
    moved
}

/// Write files below a folder where there are none: all of them, or none where one cannot be written.
pub(super) fn fresh(root: &Path, files: &[(&str, &str)]) -> Result<(), Failure> {
    let mut made = Vec::new();
    let way = files.iter().try_for_each(|(path, _)| {
        folders(root, path).iter().try_for_each(|it| lets_through(it)).map_err(|it| (*path, it))
    });
    let written = way.and_then(|()| {
        let mut each = files.iter();
        each.try_for_each(|(path, text)| one(root, path, text, &mut made).map_err(|it| (*path, it)))
    });
    written.map_err(|(path, error)| {
        for path in made.iter().rev() {
            let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir(path));
        }
        cannot(&root.join(path), &error)
    })
}

/// The folders in which a file lies, from the root on.
fn folders(root: &Path, path: &str) -> Vec<PathBuf> {
    let steps = path.match_indices('/').map(|(at, _)| root.join(&path[..at]));
    steps.collect()
}

/// Whether something can be written below a folder. What is written behind a link lands elsewhere.
fn lets_through(folder: &Path) -> std::io::Result<()> {
    match folder.symlink_metadata() {
        Ok(it) if it.is_symlink() => {
            let message = format!("`{}` is a link, and links are not followed", folder.display());
            Err(std::io::Error::other(message))
        }
        Ok(it) if !it.is_dir() => Err(ErrorKind::NotADirectory.into()),
        _ => Ok(()),
    }
}

/// Write one file where there is none, and note all that was made for it.
fn one(root: &Path, path: &str, text: &str, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for folder in folders(root, path).into_iter().filter(|it| !it.exists()) {
        std::fs::create_dir(&folder)?;
        made.push(folder);
    }
    let mut file = std::fs::File::create_new(root.join(path))?;
    made.push(root.join(path));
    file.write_all(text.as_bytes())
}
