//! The nouns of keyfit: plain data that every room may speak of.
//!
//! This room depends on nothing but `std`. It opens no file, knows no format and prints nothing.
//! A noun is defined where it is declared; read the files in the order below.

pub mod source;
pub mod document;
pub mod secret;
pub mod name;
pub mod test;
pub mod day;
pub mod reason;
pub mod kind;
pub mod circumstance;
pub mod held;
pub mod site;
pub mod facts;
mod few;
pub mod flow;
pub mod vendor;
pub mod grant;
pub mod usage;
pub mod rule;
pub mod vocabulary;
pub mod limits;
pub mod settings;
pub mod loosened;
pub mod matrix;
pub mod fix;
pub mod finding;
pub mod review;
pub mod glob;
pub mod most;
mod offsets;
pub mod order;
pub mod suggest;
pub mod trial;

pub use circumstance::{Account, Circumstance, Demand, Legacy, Matter, Trigger, Word};
pub use day::is_day;
pub use document::{Comment, Document, Entry, Form, Key, Node, Reference, Scalar, Style, Value};
pub use facts::{Allow, Aside, Declaration, Facts, Mention, Sighting, Unheard};
pub use few::Few;
pub use finding::{
    Exposure, ExposureForm, Finding, Problem, Report, Step, Summary, Suppression, Way,
};
pub use fix::{Edit, Fix, Safety};
pub use flow::{Flow, Frame, Hop, Origin};
pub use grant::{
    Categories, Fit, Given, Grant, Granting, NamedFor, Need, Permission, Projects, Rest,
};
pub use held::Held;
pub use kind::{Evidence, Kind, Strength};
pub use limits::{Limit, Limits};
pub use loosened::{Loose, Loosened, Own};
pub use most::{Most, Within, bounded};
pub use name::{Name, Scope, Space};
pub use offsets::Offsets;
pub use order::Arrange;
pub use reason::{TO_BE_SAID, is_reason};
pub use review::{Baseline, Baselined, Changed, Known};
pub use rule::{Condition, Level, Rule, Subject};
pub use secret::Secret;
pub use settings::{Allowance, ContextRow, Credentials, Plan, Policy, Preset, Settings};
pub use site::{Carry, Choice, Passage, Presentation, Reach, Site, Take, Weight};
pub use source::{Encoding, Position, Source, SourceId, Sources, Span};
pub use test::Test;
pub use trial::{Trial, Wrong};
pub use usage::{Context, Credential, Environment, Minted, Requires, Runner, Usage, Verdict};
pub use vendor::{Class, Consumer, Vendor};
