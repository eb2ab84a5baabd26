//! What a run says: findings, exposures, problems, and their sum.

use super::{
    Baselined, Changed, Context, Fix, Grant, Kind, Level, Loosened, Secret, Sources, Span, Usage,
    Verdict,
};

/// One step of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// What happens there, as a clause.
    pub says: String,
}

/// A place that reveals a credential's value to more people than its user.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// What reveals it.
    pub form: ExposureForm,
    /// The place that reveals it: the value's own, or where something hands it on in the open.
    pub span: Span,
    /// Whose the value is, as far as it is known.
    pub kind: Kind,
    /// How the credential may be called without showing it: ``a token `dbtu_…` ``, ``the secret `DBT_PAT` ``.
    pub credential: String,
    /// What lies open, as a clause.
    pub says: String,
    /// Whether the value itself is written out in the files.
    pub written: bool,
    /// The value that is written out at the place itself, to tell it from others.
    pub value: Option<Secret>,
    /// Amid which circumstances it is revealed.
    pub context: Context,
    /// Whether it stands where things are applied; an example to which nothing leads does not.
    pub applied: bool,
    /// From where the value enters to where it is revealed; empty where that is one place.
    pub trace: Vec<Step>,
}

/// How a value is revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExposureForm {
    /// A value is written out in a file of the repository.
    Literal,
    /// A client's credential file with its value is in the repository.
    CliConfig,
    /// A project's own settings, which are always in the repository, have a key for it.
    ProjectFile,
    /// It is part of an address.
    Url,
    /// It is an argument of a command.
    CommandLine,
    /// A program or a shell prints it.
    Log,
    /// It becomes part of a container image.
    Image,
    /// The cache of a build and the history of one of its earlier stages keep it.
    BuildCache,
    /// An output shows it, or a file holds it in plain text.
    PlainOutput,
    /// A variable that holds it is not marked as sensitive.
    UnmarkedVariable,
    /// Code from outside of the repository can reach it.
    Forks,
    /// It goes to a host that is not the vendor's.
    ForeignHost,
    /// It goes over a connection that is not encrypted.
    PlainHttp,
    /// It goes over a connection whose other end is not verified.
    Unverified,
}

impl ExposureForm {
    /// The word in rule files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::CliConfig => "cli-config",
            Self::ProjectFile => "project-file",
            Self::Url => "url",
            Self::CommandLine => "command-line",
            Self::Log => "log",
            Self::Image => "image",
            Self::BuildCache => "build-cache",
            Self::PlainOutput => "plain-output",
            Self::UnmarkedVariable => "unmarked-variable",
            Self::Forks => "forks",
            Self::ForeignHost => "foreign-host",
            Self::PlainHttp => "plain-http",
            Self::Unverified => "unverified",
        }
    }
}

/// One rule's verdict, with the trace that convinces.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How loud.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where the value enters the consumer's file, or what is revealed.
    pub span: Span,
    /// From the origin to the consumer, both included.
    pub trace: Vec<Step>,
    /// What else a reader should know: why production, why personal. Each a clause with its place.
    pub notes: Vec<Step>,
    /// The same for the same wrong, whatever lines moved. Hexadecimal.
    pub fingerprint: String,
    /// All that it speaks for: itself, and what is told with it, each other place or way of a value.
    pub ways: Vec<Way>,
    /// Other places that the same change ends, where one finding speaks for all.
    pub also: Vec<Span>,
    /// A change that would end it, where keyfit can make one.
    pub fix: Option<Fix>,
    /// The usage that it stands on.
    pub usage: Option<usize>,
    /// Who silenced it, if anyone did. A silenced finding does not count.
    pub suppressed: Option<Suppression>,
}

/// One wrong of those for which a finding speaks. What is added to an old finding is known by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Which rule it is about.
    pub rule: String,
    /// How loud it would be alone.
    pub level: Level,
    /// The same for the same wrong, whatever lines moved. Hexadecimal.
    pub fingerprint: String,
    /// Where the value enters the consumer's file, or what is revealed.
    pub span: Span,
    /// Where the value enters the files.
    pub origin: Span,
}

/// An allowance at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    /// `comment`, `config` or `baseline`.
    pub by: String,
    /// The reason.
    pub because: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// An input that could not be wholly read. It never ends a run and is never silent.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file's path from the root.
    pub path: String,
    /// The place, where there is one.
    pub span: Option<Span>,
    /// What could not be read, and what was done instead.
    pub message: String,
}

/// Everything that a run says.
#[derive(Debug, Default)]
pub struct Report {
    /// Findings, in the order of path, place, rule; silenced ones among them.
    pub findings: Vec<Finding>,
    /// The inventory of usages, in the order of path and place.
    pub usages: Vec<Usage>,
    /// What is thought of each usage, beside `usages`.
    pub verdicts: Vec<Verdict>,
    /// The service tokens that the files declare, in the order of path and place.
    pub grants: Vec<Grant>,
    /// Places that reveal a value.
    pub exposures: Vec<Exposure>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The sum.
    pub summary: Summary,
    /// What the repository allows itself.
    pub loosened: Loosened,
    /// What became of the baseline, if there is one.
    pub baseline: Option<Baselined>,
    /// What was left out, if only what a change introduces is told.
    pub change: Option<Changed>,
    /// The sources that spans speak of.
    pub sources: Sources,
}

/// The sum of a run. Silenced findings count in `suppressed` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files of the repository.
    pub files: usize,
    /// Files that were parsed.
    pub read: usize,
    /// Files in languages that are not followed which name one of a vendor's credentials.
    pub unfollowed: usize,
    /// Declared tokens of which the permissions could not all be read.
    pub unread_grants: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Problems.
    pub problems: usize,
    /// Silenced findings.
    pub suppressed: usize,
    /// Entries of the baseline, each once.
    pub known: usize,
}
