//! What is said of a part that could not be read. A message never quotes the text that it is about.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use crate::model::{Limit, Problem, Source};

/// A problem at a stretch of the source.
pub(super) fn at(source: &Source, (start, end): (usize, usize), message: String) -> Problem {
    Problem { path: source.path.clone(), span: Some(source.span(start, end)), message }
}

/// An alias was left empty.
pub(super) fn alias_not_copied(source: &Source, extent: (usize, usize), it: NotCopied) -> Problem {
    let why = if it.loops {
        "it lies within what it names".to_owned()
    } else if it.spent {
        format!("the file's aliases grow too large; {}", Limit::AliasCopies.help())
    } else {
        format!("the file's aliases nest too deeply; {}", Limit::YamlDepth.help())
    };
    at(source, extent, format!("this alias was not wholly read: {why}"))
}

/// Why an alias is not copied.
#[derive(Clone, Copy)]
pub(super) struct NotCopied {
    pub(super) loops: bool,
    pub(super) spent: bool,
}

/// An alias names nothing.
pub(super) fn unknown_alias(source: &Source, extent: (usize, usize)) -> Problem {
    let message = "no anchor above has the name of this alias; such aliases were read as text";
    at(source, extent, message.to_string())
}

/// The parser's reason in our words.
pub(super) fn reason(kind: &ErrorKind) -> Cow<'static, str> {
    use ErrorKind as Kind;
    let said = match kind {
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => "a tab stands where YAML wants spaces",
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => {
            "a quote is never closed"
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            "text follows a closing quote"
        }
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping => "a bracket is never closed",
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => {
            "a closing bracket matches no opening one"
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::InvalidColonPlacement
        | Kind::FlowMappingValueAdjacentCollection
        | Kind::BlockEntryInFlowCollection => "a comma or a closing bracket is missing",
        Kind::MappingValueNotAllowed | Kind::MappingKeyNotAllowed => {
            "a key stands where none may stand"
        }
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::InvalidIndentation
        | Kind::InvalidBlockScalarIndent
        | Kind::InvalidQuotedScalarIndent
        | Kind::InvalidFlowScalarIndent
        | Kind::BlockSequenceEntryNotAllowed => "the indentation fits nothing above",
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => "a key without its colon",
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => "an escape that YAML does not know",
        Kind::UnexpectedCharacter { .. } => "a character that may not begin a value",
        Kind::RecursionLimitExceeded => {
            return format!("it nests too deeply ({})", Limit::YamlDepth.help()).into();
        }
        Kind::ExpectedNodeContent => "a value is missing",
        Kind::ExpectedDocumentStart | Kind::InvalidDocumentEnd => {
            "text follows the end of the document"
        }
        Kind::BomInsideDocument => "a byte order mark stands within the text",
        _ => "it breaks the grammar",
    };
    said.into()
}
