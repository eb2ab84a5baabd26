//! Changes to files that would end a finding.

use super::Span;

/// A change that ends a finding. It keeps every other byte of the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as an imperative without a full stop.
    pub says: String,
    /// Whether it can be made without asking.
    pub safety: Safety,
    /// What is changed.
    pub edits: Vec<Edit>,
}

/// Whether a change may be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It is mechanical, and nothing works otherwise than before.
    Safe,
    /// It changes what the files mean, or says something that keyfit cannot know.
    Unsafe,
}

impl Safety {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// This text takes the place of what stands here; of an empty span, it is put in.
    Replace {
        /// What goes.
        span: Span,
        /// What comes.
        text: String,
    },
    /// A file has this line; it is added where it is missing, and so is the file.
    Line {
        /// The path from the root.
        path: String,
        /// The line, without its end.
        text: String,
    },
}
