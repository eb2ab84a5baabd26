//! How far a view can be read, found without building anything: repairs are tried many times.

use granit_parser::{Event, Parser, StructureStyle};

use super::super::items::{Stop, settings};
use super::super::view::View;

/// What is known of a view's readability.
pub(super) struct Survey {
    /// Where and why reading ends before the text does.
    pub stop: Option<Stop>,
    /// Where the outermost bracket begins that is still open there.
    pub open_bracket: Option<usize>,
}

impl Survey {
    /// How far reading comes.
    pub fn reach(&self) -> usize {
        self.stop.as_ref().map_or(usize::MAX, |stop| stop.at)
    }
}

/// Survey a view.
pub(super) fn survey(view: &View) -> Survey {
    let mut open = Vec::new();
    for event in Parser::new_from_str_with_options(&view.text, settings(view.depth)) {
        match event {
            Ok((Event::SequenceStart(style, ..) | Event::MappingStart(style, ..), span)) => {
                let bracket = span.byte_range().filter(|_| style == StructureStyle::Flow);
                open.push(bracket.map(|range| view.from + range.start));
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => {
                open.pop();
            }
            Ok(_) => {}
            Err(error) => {
                let open_bracket = open.into_iter().flatten().next();
                return Survey { stop: Some(Stop::of(view, &error)), open_bracket };
            }
        }
    }
    Survey { stop: None, open_bracket: None }
}
