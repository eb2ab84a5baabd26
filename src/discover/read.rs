//! The files' bytes, read once, in parallel, in an order that leaves no trace in what comes out.

use std::io::{self, Read as _, Seek as _};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::model::{Arrange, Limit, Limits, Problem, Source, SourceId};

use super::decode::{searched, wide};
use super::tree::{Bytes, Opened, Tree};
use super::{Paths, decoded};

/// The size in bytes past which a file's text is not kept even where a token stands in it.
const LARGEST_SHOWN: u64 = 64 * 1024 * 1024;

/// The size in bytes past which a file is not searched on: it may have been made to be without end.
const SEARCHED: u64 = 1 << 30;

/// How many files are worth a thread: to start one takes as long as to read them.
const FEW: usize = 8;

/// What became of a file.
pub enum Read {
    /// It was read as text; something to say about its encoding may go with it.
    Text(Source, Option<Problem>),
    /// It was read, and nothing in it is of interest.
    Skipped,
    /// It was read, and nothing in it is of interest by itself; what others say may need it.
    Passed,
    /// It could not be read.
    Failed(Problem),
}

/// Which files are of interest.
pub struct Interest<'a> {
    /// Paths that must be read as text or told as problems, if a piece of them is of interest.
    pub claims: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether a piece of a file spells what all bytes of interest spell; a file of which no piece does is passed over.
    pub spells: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// Whether a piece of a file that is claimed may do so, however it writes it.
    pub may_spell: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// Bytes that make any file one to read as text.
    pub holds: &'a (dyn Fn(&str, &[u8]) -> bool + Sync),
}

/// Which files of a listing are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The tree from whose root the files' paths are told.
    pub tree: &'a Tree,
    /// The files of the listing.
    pub files: &'a Paths,
    /// The places in it of those that are wanted; all if `None`.
    pub places: Option<&'a [usize]>,
    /// How much of a file is read.
    pub limits: Limits,
}

impl Wanted<'_> {
    fn len(&self) -> usize {
        self.places.map_or_else(|| self.files.len(), <[usize]>::len)
    }

    fn place(&self, at: usize) -> Option<usize> {
        self.places.map_or(Some(at), |places| places.get(at).copied())
    }
}

/// Read files and hand each to `visit`, with its place in the listing; what `visit` answers comes back in the order
/// of the places.
pub fn each<T: Send>(
    wanted: Wanted<'_>,
    threads: usize,
    interest: &Interest<'_>,
    visit: &(dyn Fn(usize, Read) -> Option<T> + Sync),
) -> Vec<(usize, T)> {
    let (next, stride) = (AtomicUsize::new(0), stride(wanted.len(), threads));
    let tree = &wanted.tree.open();
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    let work = || {
        let mut reader = Reader::new(tree, wanted.limits, interest);
        let mut answers = Vec::new();
        loop {
            let from = next.fetch_add(stride, Ordering::Relaxed);
            let batch = from..wanted.len().min(from + stride);
            if batch.is_empty() {
                break;
            }
            for at in batch.filter_map(|at| wanted.place(at)) {
                let Some(path) = wanted.files.get(at) else { continue };
                let answer = visit(at, reader.read(path, SourceId(at as u32)));
                answers.extend(answer.map(|answer| (at, answer)));
            }
        }
        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut answers);
    };
    std::thread::scope(|scope| {
        let helpers = threads.min(wanted.len() / FEW).saturating_sub(1);
        for _ in 0..helpers {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.arrange_by_key(|(at, _)| *at);
    done
}

/// How many files a thread takes at once: so few that the last ones do not wait for one thread.
fn stride(files: usize, threads: usize) -> usize {
    (files / (8 * threads.max(1))).clamp(1, 16)
}

/// Read one file as text, whatever it holds.
pub fn one(path: &Path, shown: &str, id: SourceId) -> Result<Source, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("cannot read `{shown}`: {}", super::reason(&error)))?;
    let (text, encoding, _) = decoded(&bytes);
    Ok(Source::new(id, shown, text, encoding))
}

/// Read one file of a repository as text, which must be a regular file of a size that people write. No link is
/// followed, not even to a file of the same folder: git keeps credentials there, and mistakes are shown with their lines.
pub fn inside(tree: &Tree, path: &str, id: SourceId) -> Result<Source, String> {
    const LARGEST: u64 = 10 << 20;
    let cannot = |why: &str| format!("cannot read `{path}`: {why}");
    let read = |bytes: &mut Vec<u8>| tree.open().file(path)?.take(LARGEST + 1).read_to_end(bytes);
    let mut bytes = Vec::new();
    match read(&mut bytes) {
        Err(error) => Err(cannot(&super::reason(&error))),
        Ok(length) if LARGEST < length as u64 => Err(cannot("it is larger than 10 MB")),
        Ok(_) => {
            let (text, encoding, _) = decoded(&bytes);
            Ok(Source::new(id, path, text, encoding))
        }
    }
}

/// Read one more file of a listing as text; none where it cannot be read, or is larger than what is parsed.
pub fn small(tree: &Tree, path: &str, id: SourceId, limits: Limits) -> Option<Source> {
    let largest = limits.largest();
    let mut bytes = Vec::new();
    let file = tree.open().file(path).ok()?;
    file.take(largest as u64 + 1).read_to_end(&mut bytes).ok()?;
    let (text, encoding, _) = (bytes.len() <= largest).then(|| decoded(&bytes))?;
    Some(Source::new(id, path, text, encoding))
}

/// One thread's means of reading. What it holds of a file is written over by the next.
struct Reader<'a> {
    interest: &'a Interest<'a>,
    tree: &'a Opened<'a>,
    limits: Limits,
    /// Room for a file's bytes; only what was read last is a file's.
    bytes: Vec<u8>,
}

/// What a search of a file's pieces came to.
enum Spelt {
    /// No piece spells what is looked for.
    Nowhere,
    /// The first piece does, and is the whole file of so many bytes.
    Here(usize),
    /// A piece does; the file is to be read from its beginning.
    Further,
}

/// The room that a reader begins with, and keeps. Most files fit, and it stays near the processor.
const ROOM: usize = 128 * 1024;

/// How much of a piece is looked at once more with the next: more than the longest token, at one byte a sign.
const OVERLAP: usize = 128;

impl<'a> Reader<'a> {
    fn new(tree: &'a Opened<'a>, limits: Limits, interest: &'a Interest<'a>) -> Self {
        Self { interest, tree, limits, bytes: vec![0; ROOM] }
    }

    fn read(&mut self, path: &str, id: SourceId) -> Read {
        let read = self.tree.file(path).and_then(|mut it| self.of_file(&mut it, path, id));
        if 8 * ROOM < self.bytes.len() {
            self.bytes = vec![0; ROOM];
        }
        read.unwrap_or_else(|error| {
            failed(path, format!("this could not be read: {}", super::reason(&error)))
        })
    }

    fn of_file(&mut self, file: &mut Bytes, path: &str, id: SourceId) -> io::Result<Read> {
        let claimed = (self.interest.claims)(path);
        let spells = if claimed { self.interest.may_spell } else { self.interest.spells };
        let is_named = claimed && spells(path.as_bytes());
        let read = if is_named { Spelt::Further } else { self.is_spelt(file, spells)? };
        let length = match read {
            Spelt::Nowhere if claimed => return Ok(Read::Passed),
            Spelt::Nowhere => return Ok(Read::Skipped),
            Spelt::Here(length) => Some(length),
            Spelt::Further => self.whole(file)?,
        };
        let Some(length) = length else { return self.large(file, path, id, claimed) };
        let bytes = &self.bytes[..length];
        if !claimed && !(self.interest.holds)(path, &searched(bytes, wide(bytes))) {
            return Ok(Read::Skipped);
        }
        let (text, encoding, bad) = decoded(bytes);
        let source = Source::new(id, path, text, encoding);
        let width = |at: usize| source.text[at..].chars().next().map_or(0, char::len_utf8);
        let problem = bad.filter(|_| claimed).map(|at| Problem {
            path: path.to_owned(),
            span: Some(source.span(at, at + width(at))),
            message: "this is not UTF-8 from here on; it was read as Latin-1".to_owned(),
        });
        Ok(Read::Text(source, problem))
    }

    /// Whether a piece of a file spells what is looked for. Most files do not, and are read no further: their length
    /// is not asked for, and no room is made for more than a piece of them.
    fn is_spelt(&mut self, file: &mut Bytes, spells: &dyn Fn(&[u8]) -> bool) -> io::Result<Spelt> {
        let (mut kept, mut length) = (0, 0);
        loop {
            let read = again(|| file.read(&mut self.bytes[kept..ROOM]))?;
            kept += read;
            length += read;
            let is_full = kept == ROOM;
            let is_last =
                read == 0 || self.limits.largest() < length && file.length()? <= length as u64;
            // In units of two bytes nothing is spelt as it is looked for.
            let is_hidden = length == kept && wide(&self.bytes[..kept]).is_some();
            if (is_full || is_last) && (is_hidden || spells(&self.bytes[..kept])) {
                if read == 0 && kept == length && length <= self.limits.largest() {
                    return Ok(Spelt::Here(length));
                }
                file.rewind()?;
                return Ok(Spelt::Further);
            }
            if is_last {
                return Ok(Spelt::Nowhere);
            }
            if SEARCHED < length as u64 {
                return Err(io::Error::other("it is larger than 1 GB; its beginning was searched"));
            }
            if is_full {
                self.bytes.copy_within(ROOM - OVERLAP..ROOM, 0);
                kept = OVERLAP;
            }
        }
    }

    /// Read a file to its end and tell how many bytes it holds; `None` if that is too much. A file that grows, or that
    /// a device makes up, has no end that its length would tell.
    fn whole(&mut self, file: &mut Bytes) -> io::Result<Option<usize>> {
        let mut length = 0;
        while length <= self.limits.largest() {
            if length == self.bytes.len() {
                self.bytes.resize(2 * length, 0);
            }
            match again(|| file.read(&mut self.bytes[length..]))? {
                0 => return Ok(Some(length)),
                read => length += read,
            }
        }
        Ok(None)
    }

    /// Search a large file piece by piece. A token in it makes it a source after all; its path alone does not.
    fn large(
        &mut self,
        file: &mut Bytes,
        path: &str,
        id: SourceId,
        claimed: bool,
    ) -> io::Result<Read> {
        let length = file.length()?;
        file.rewind()?;
        // What has no end is not looked for one.
        let mut rest = file.take(length.min(SEARCHED));
        if !self.is_in_pieces(&mut rest, path)? {
            return Ok(if length <= self.limits.largest() as u64 {
                failed(path, "this is longer than its folder tells; it was not read".to_owned())
            } else if claimed {
                failed(path, too_large(self.limits))
            } else {
                Read::Skipped
            });
        }
        if LARGEST_SHOWN < length {
            let message = format!(
                "a token stands in this file, which is larger than {} MB; its place was not looked up",
                LARGEST_SHOWN >> 20
            );
            return Ok(failed(path, message));
        }
        file.rewind()?;
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        let (text, encoding, _) = decoded(&bytes);
        Ok(Read::Text(Source::new(id, path, text, encoding), None))
    }

    fn is_in_pieces(&mut self, file: &mut impl io::Read, path: &str) -> io::Result<bool> {
        const PIECE: u64 = 1 << 20;
        let mut piece: Vec<u8> = Vec::new();
        let mut units = None;
        loop {
            let kept = piece.len().saturating_sub(2 * OVERLAP);
            piece.drain(..kept);
            if file.take(PIECE).read_to_end(&mut piece)? == 0 {
                return Ok(false);
            }
            // The mark of all pieces stands at the beginning of the first.
            let units = *units.get_or_insert_with(|| wide(&piece));
            if (self.interest.holds)(path, &searched(&piece, units)) {
                return Ok(true);
            }
        }
    }
}

/// A size in bytes in words.
pub(super) fn size(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{} KB", bytes >> 10),
        megabytes => format!("{megabytes} MB"),
    }
}

/// A call that is made again where a signal came in between.
fn again(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

/// What is said of a file that is larger than what is parsed.
pub fn too_large(limits: Limits) -> String {
    let size = limits.get(Limit::FileSize);
    let raises = Limit::FileSize.help();
    format!("this is larger than {size} MB; it was searched for tokens only; {raises}")
}

fn failed(path: &str, message: String) -> Read {
    Read::Failed(Problem { path: path.to_owned(), span: None, message })
}
