//! A file's text as it was when the run began, and the places in it.

use std::sync::{Arc, OnceLock};

/// Which source: an index into [`Sources`], in the order of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// Bytes `start..end` of one source's text. No fact is without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The source that the bytes are of.
    pub source: SourceId,
    /// The first byte, counted from 0 in the decoded text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `source` from `start` to `end`; offsets past 4 GiB cannot occur, `discover` refuses such files.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end.max(start) as u32 }
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// How a file's bytes were read as text, so that offsets in the text can be told as offsets in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark: offsets are the file's own.
    Utf8,
    /// UTF-8 behind a byte order mark of three bytes.
    Utf8Bom,
    /// UTF-16, either byte order, behind a byte order mark of two bytes.
    Utf16,
    /// Not valid Unicode; every byte was read as the Latin-1 character of its number.
    Latin1,
}

/// One file's text as it was when the run began, known by a [`SourceId`].
#[derive(Debug)]
pub struct Source {
    /// Its place in [`Sources`].
    pub id: SourceId,
    /// Its path from the checked root, with `/`, whatever the platform.
    pub path: String,
    /// Its decoded text, without a byte order mark.
    pub text: String,
    /// How the text was decoded.
    pub encoding: Encoding,
    lines: OnceLock<Vec<u32>>,
}

/// A place as people and tools count it: lines and columns from 1, columns in Unicode code points,
/// the offset in bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode code points, from 1.
    pub column: usize,
    /// The offset in bytes of the file as it is on disk, from 0.
    pub offset: usize,
}

impl Source {
    /// A source of decoded text.
    pub fn new(
        id: SourceId,
        path: impl Into<String>,
        text: impl Into<String>,
        encoding: Encoding,
    ) -> Self {
        Self { id, path: path.into(), text: text.into(), encoding, lines: OnceLock::new() }
    }

    /// The file's own name, without its folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder that holds the file, without a trailing `/`; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A span of this source.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// The text of a span, clamped to whole characters of this source.
    pub fn slice(&self, span: Span) -> &str {
        let (start, end) = (self.floor(span.start as usize), self.floor(span.end as usize));
        &self.text[start..end.max(start)]
    }

    /// The place of a byte offset in the text; an offset past the end or inside a character is moved back.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.line_starts().partition_point(|start| *start as usize <= offset);
        let start = self.line_starts()[line - 1] as usize;
        Position {
            line,
            column: self.text[start..offset].chars().count() + 1,
            offset: self.offset_in_file(offset),
        }
    }

    /// The line, from 1, on which a byte offset lies.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start as usize <= offset.min(self.text.len()))
    }

    /// The text of a line counted from 1, without its line break; `None` past the end.
    pub fn line(&self, line: usize) -> Option<&str> {
        let start = *self.line_starts().get(line.checked_sub(1)?)? as usize;
        let end = self.line_starts().get(line).map_or(self.text.len(), |next| *next as usize);
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The byte offset at which a line counted from 1 begins.
    pub fn line_start(&self, line: usize) -> usize {
        self.line_starts()
            .get(line.saturating_sub(1))
            .map_or(self.text.len(), |start| *start as usize)
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            for (at, byte) in self.text.bytes().enumerate() {
                if byte == b'\n' {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn offset_in_file(&self, offset: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf8Bom => offset + 3,
            Encoding::Utf16 => 2 + 2 * self.text[..offset].encode_utf16().count(),
            Encoding::Latin1 => self.text[..offset].chars().count(),
        }
    }
}

/// Every source that was read as text, in the order of paths.
#[derive(Debug, Default)]
pub struct Sources {
    // Of most files no text is kept, so a place without one is to take little room.
    sources: Vec<Option<Arc<Source>>>,
}

impl Sources {
    /// The sources of a run; a place is `None` where a file was looked at but not kept as text.
    pub fn new(sources: Vec<Option<Source>>) -> Self {
        Self { sources: sources.into_iter().map(|source| source.map(Arc::new)).collect() }
    }

    /// Keep a source under its own id, also where none was kept before.
    pub fn keep(&mut self, source: impl Into<Arc<Source>>) {
        let source = source.into();
        let at = source.id.0 as usize;
        if self.sources.len() <= at {
            self.sources.resize_with(at + 1, || None);
        }
        self.sources[at] = Some(source);
    }

    /// The source of an id, if its text was kept.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)?.as_deref()
    }

    /// The path of an id's source, or an empty string where nothing was kept.
    pub fn path(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.path)
    }

    /// All sources whose text was kept.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter_map(Option::as_deref)
    }
}
