//! A TOML file as a tree of values: of a text with the places of all of them, or of what `build.rs` made of a built-in
//! file, in which nothing is wrong that could be pointed at.

mod built;
mod parsed;

use std::ops::Range;

use toml::de::DeTable;
use toml::value::Datetime;

use built::{All, Written};
use parsed::{Name, Parsed, Raw};

/// A value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'a> {
    /// One of a text.
    Parsed(&'a Parsed<'a>),
    /// One of a built-in file.
    Built(Written<'a>),
}

/// A key and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    pub(super) text: &'a str,
    span: Option<&'a Range<usize>>,
}

/// The keys of a table with their values.
#[derive(Clone)]
pub(super) struct Entries<'a> {
    parsed: &'a [(Name<'a>, Parsed<'a>)],
    built: All<'a>,
}

/// A parsed file, of which the values are pieces.
pub(super) struct Tree<'a>(Vec<(Name<'a>, Parsed<'a>)>);

impl<'a> Tree<'a> {
    /// A file as the parser has it.
    pub(super) fn new(table: DeTable<'a>) -> Self {
        Self(parsed::entries(table))
    }

    /// What stands in the file.
    pub(super) fn entries(&'a self) -> Entries<'a> {
        Entries { parsed: &self.0, built: All::default() }
    }
}

/// The files that `build.rs` wrote, each with the name that it has from `rules/` on.
pub(super) fn built(text: &str) -> impl Iterator<Item = (&str, Node<'_>)> {
    let files = Written::new(text).as_table().unwrap_or_default();
    files.entries().map(|(name, says)| (name, Node::Built(says)))
}

impl<'a> Node<'a> {
    /// Where the value stands; nowhere in a built-in file.
    pub(super) fn span(self) -> Range<usize> {
        if let Self::Parsed(parsed) = self { parsed.span.clone() } else { 0..0 }
    }

    /// A text.
    pub(super) fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Parsed(Parsed { raw: Raw::Text(text), .. }) => Some(text),
            Self::Parsed(_) => None,
            Self::Built(written) => written.as_text(),
        }
    }

    /// A whole number, or 0 in the place of one that is below it or does not fit a machine word.
    pub(super) fn as_integer(self) -> Option<u32> {
        match self {
            Self::Parsed(Parsed { raw: Raw::Integer(number), .. }) => Some(*number),
            Self::Parsed(_) => None,
            Self::Built(written) => written.as_integer(),
        }
    }

    /// A truth value.
    pub(super) fn as_truth(self) -> Option<bool> {
        match self {
            Self::Parsed(Parsed { raw: Raw::Truth(truth), .. }) => Some(*truth),
            Self::Parsed(_) => None,
            Self::Built(written) => written.as_truth(),
        }
    }

    /// A date or a time, of which built-in files have none.
    pub(super) fn as_date(self) -> Option<&'a Datetime> {
        if let Self::Parsed(Parsed { raw: Raw::Date(date), .. }) = self { Some(date) } else { None }
    }

    /// The items of a list.
    pub(super) fn as_list(self) -> Option<impl Iterator<Item = Self>> {
        let (parsed, built) = match self {
            Self::Parsed(Parsed { raw: Raw::List(items), .. }) => (&items[..], All::default()),
            Self::Parsed(_) => return None,
            Self::Built(written) => (&[][..], written.as_list()?),
        };
        Some(parsed.iter().map(Self::Parsed).chain(built.map(Self::Built)))
    }

    /// The entries of a table.
    pub(super) fn as_table(self) -> Option<Entries<'a>> {
        match self {
            Self::Parsed(Parsed { raw: Raw::Table(entries), .. }) => {
                Some(Entries { parsed: entries, built: All::default() })
            }
            Self::Parsed(_) => None,
            Self::Built(written) => Some(Entries { parsed: &[], built: written.as_table()? }),
        }
    }

    /// What the value is, in words.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Parsed(parsed) => parsed.raw.type_name(),
            Self::Built(written) => written.type_name(),
        }
    }
}

impl Key<'_> {
    /// Where the key stands; nowhere in a built-in file.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.cloned().unwrap_or_default()
    }
}

impl<'a> Entries<'a> {
    /// All entries, as they come.
    pub(super) fn iter(self) -> impl Iterator<Item = (Key<'a>, Node<'a>)> {
        let parsed = self.parsed.iter().map(|(name, value)| {
            (Key { text: &name.text, span: Some(&name.span) }, Node::Parsed(value))
        });
        let built = self
            .built
            .entries()
            .map(|(text, value)| (Key { text, span: None }, Node::Built(value)));
        parsed.chain(built)
    }
}
