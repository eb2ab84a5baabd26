//! The files' bytes, read once, in parallel, in an order that leaves no trace in what comes out.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::model::{Problem, Source, SourceId};

use super::decoded;

/// The size in bytes past which a file is not parsed.
pub const LARGEST: u64 = 10 * 1024 * 1024;

/// The size in bytes past which a file's text is not kept even where a token stands in it.
const LARGEST_SHOWN: u64 = 512 * 1024 * 1024;

/// What became of a file.
pub enum Read {
    /// It was read as text; something to say about its encoding may go with it.
    Text(Source, Option<Problem>),
    /// It was read, and nothing in it is of interest.
    Skipped,
    /// It could not be read.
    Failed(Problem),
}

/// Which files are of interest.
pub struct Interest<'a> {
    /// Paths that must be read as text or told as problems.
    pub claims: &'a (dyn Fn(&str) -> bool + Sync),
    /// Bytes that make any file one to read as text.
    pub holds: &'a (dyn Fn(&str, &[u8]) -> bool + Sync),
}

/// Read files and hand each to `visit`; what `visit` answers comes back in the order of the files.
pub fn each<T: Send>(
    root: &Path,
    files: &[String],
    threads: usize,
    interest: &Interest<'_>,
    visit: &(dyn Fn(Read) -> T + Sync),
) -> Vec<T> {
    const STRIDE: usize = 16;
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<T>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                loop {
                    let from = next.fetch_add(STRIDE, Ordering::Relaxed);
                    let Some(batch) = files
                        .get(from..files.len().min(from + STRIDE))
                        .filter(|batch| !batch.is_empty())
                    else {
                        break;
                    };
                    let answers = batch.iter().enumerate().map(|(at, path)| {
                        visit(read(root, path, SourceId((from + at) as u32), interest, &mut buffer))
                    });
                    let answers = answers.collect();
                    done.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((from, answers));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_unstable_by_key(|(from, _)| *from);
    done.into_iter().flat_map(|(_, answers)| answers).collect()
}

/// Read one file as text, whatever it holds.
pub fn one(path: &Path, shown: &str, id: SourceId) -> Result<Source, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("cannot read `{shown}`: {}", super::reason(&error)))?;
    let (text, encoding, _) = decoded(&bytes);
    Ok(Source::new(id, shown, text, encoding))
}

fn read(
    root: &Path,
    path: &str,
    id: SourceId,
    interest: &Interest<'_>,
    buffer: &mut Vec<u8>,
) -> Read {
    let claimed = (interest.claims)(path);
    let failed =
        |message: String| Read::Failed(Problem { path: path.to_owned(), span: None, message });
    let mut file = match File::open(root.join(path)) {
        Ok(file) => file,
        Err(error) => return failed(format!("this could not be read: {}", super::reason(&error))),
    };
    let Ok(length) = file.metadata().map(|it| if it.is_file() { it.len() } else { 0 }) else {
        return Read::Skipped;
    };
    if LARGEST < length {
        return read_large(&mut file, path, id, interest, buffer).unwrap_or_else(|| {
            if claimed {
                failed(format!(
                    "this is larger than {} MB; it was searched for tokens only",
                    LARGEST >> 20
                ))
            } else {
                Read::Skipped
            }
        });
    }
    buffer.clear();
    // A file that grows, or that a device makes up, has no end that its length would tell.
    if let Err(error) = (&mut file).take(LARGEST + 1).read_to_end(buffer) {
        return failed(format!("this could not be read: {}", super::reason(&error)));
    }
    if LARGEST < buffer.len() as u64 {
        return failed("this is longer than its folder tells; it was not read".to_owned());
    }
    if !claimed && !(interest.holds)(path, buffer) {
        return Read::Skipped;
    }
    let (text, encoding, bad) = decoded(buffer);
    let source = Source::new(id, path, text, encoding);
    let problem = bad.filter(|_| claimed).map(|at| Problem {
        path: path.to_owned(),
        span: Some(source.span(at, at + 1)),
        message: "this is not UTF-8 from here on; it was read as Latin-1".to_owned(),
    });
    Read::Text(source, problem)
}

/// Search a large file piece by piece. A token in it makes it a source after all; its path alone does not.
fn read_large(
    file: &mut File,
    path: &str,
    id: SourceId,
    interest: &Interest<'_>,
    buffer: &mut Vec<u8>,
) -> Option<Read> {
    const PIECE: u64 = 1 << 20;
    const OVERLAP: usize = 128;
    buffer.clear();
    loop {
        let kept = buffer.len().saturating_sub(OVERLAP);
        buffer.drain(..kept);
        if file.take(PIECE).read_to_end(buffer).ok()? == 0 {
            return None;
        }
        if (interest.holds)(path, buffer) {
            break;
        }
    }
    if LARGEST_SHOWN < file.metadata().ok()?.len() {
        let message = format!(
            "a token stands in this file, which is larger than {} MB; its place was not looked up",
            LARGEST_SHOWN >> 20
        );
        return Some(Read::Failed(Problem { path: path.to_owned(), span: None, message }));
    }
    file.rewind().ok()?;
    buffer.clear();
    file.read_to_end(buffer).ok()?;
    let (text, encoding, _) = decoded(buffer);
    *buffer = Vec::new();
    Some(Read::Text(Source::new(id, path, text, encoding), None))
}
