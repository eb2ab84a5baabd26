//! Stretches of a file's tokens: what they spell, where they stand, and how brackets and marks part them.

use std::ops::Range;

use super::module::Module;
use super::token::{self, Kind, NONE, Token};
use crate::model::Span;

/// An argument of a call.
pub(super) struct Argument<'a> {
    pub keyword: Option<&'a str>,
    pub value: Range<usize>,
}

impl<'a> Module<'a> {
    pub fn token(&self, at: usize) -> Option<&Token> {
        self.reading.tokens.get(at)
    }

    /// The token's text; empty past the end.
    pub fn word(&self, at: usize) -> &'a str {
        self.token(at).map_or("", |it| &self.source.text[it.start..it.end])
    }

    pub fn is_name(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.kind == Kind::Name)
    }

    /// Whether a text stands anywhere in the file.
    pub fn spells(&self, text: &str) -> bool {
        memchr::memmem::find(self.source.text.as_bytes(), text.as_bytes()).is_some()
    }

    /// What stands between the quotes, if this token is a string.
    pub fn text(&self, at: usize) -> Option<(&token::Text, &'a str)> {
        let Kind::Text(index) = self.token(at)?.kind else { return None };
        let text = &self.reading.texts[index];
        Some((text, &self.source.text[text.content.clone()]))
    }

    /// The text of a string into which nothing is filled in.
    pub fn plain(&self, at: usize) -> Option<&'a str> {
        self.text(at).filter(|(text, _)| text.braces.is_empty()).map(|(_, content)| content)
    }

    /// Where a stretch of tokens stands; of a lone string what is between its quotes.
    pub fn span(&self, range: &Range<usize>) -> Span {
        if range.len() == 1
            && let Some((text, _)) = self.text(range.start)
        {
            return self.source.span(text.content.start, text.content.end);
        }
        let last = range.end.saturating_sub(1).max(range.start);
        let start = self.token(range.start).map_or(0, |it| it.start);
        let end = self.token(last).map_or(start, |it| it.end);
        self.source.span(start, end.max(start))
    }

    /// The token behind a bracket that closes; behind any other token, the next.
    pub fn behind(&self, at: usize) -> usize {
        match self.token(at) {
            Some(token) if token.mate != NONE && at <= token.mate => token.mate + 1,
            _ => at + 1,
        }
    }

    /// The end of the logical line in which a token stands.
    pub fn line_end(&self, at: usize) -> usize {
        let ends = |at: &usize| self.token(*at).is_none_or(|it| it.start == it.end);
        (at..self.reading.of_lines).find(ends).unwrap_or(self.reading.of_lines)
    }

    /// What stands between brackets.
    pub fn inside(&self, open: usize) -> Range<usize> {
        let mate = self.token(open).map_or(open, |it| it.mate);
        let end = if mate == NONE { open + 1 } else { mate };
        let closes = matches!(self.word(end), ")" | "]" | "}");
        let end = if closes { end } else { end + 1 };
        open + 1..end.max(open + 1).min(self.reading.tokens.len())
    }

    /// A stretch of tokens cut at the marks that stand in no bracket of it.
    pub fn parts(&self, range: &Range<usize>, mark: &str) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        while let Some(at) = self.find(&(start..range.end), mark) {
            parts.push(start..at);
            start = at + 1;
        }
        if start < range.end {
            parts.push(start..range.end);
        }
        parts
    }

    /// The first such mark that stands in no bracket of a stretch.
    pub fn find(&self, range: &Range<usize>, mark: &str) -> Option<usize> {
        let (bytes, mark) = (self.source.text.as_bytes(), mark.as_bytes());
        let mut at = range.start;
        while at < range.end {
            let Some(token) = self.token(at) else { break };
            // Most tokens are of another length, and that is seen at once.
            if token.end - token.start == mark.len() && &bytes[token.start..token.end] == mark {
                return Some(at);
            }
            at = if token.mate != NONE && at <= token.mate { token.mate + 1 } else { at + 1 };
        }
        None
    }

    /// The arguments of a call or the entries of `dict(…)`.
    pub fn arguments(&self, open: usize) -> Vec<Argument<'a>> {
        let parts = self.parts(&self.inside(open), ",");
        let argument = |part: Range<usize>| {
            let named = self.is_name(part.start) && self.word(part.start + 1) == "=";
            let keyword = named.then(|| self.word(part.start));
            let start = if named { part.start + 2 } else { part.start };
            Argument { keyword, value: start..part.end.max(start) }
        };
        parts.into_iter().map(argument).collect()
    }

    /// A name with what is behind its dots, and the token after it.
    pub fn chain(&self, at: usize) -> (Vec<&'a str>, usize) {
        let mut parts = vec![self.word(at)];
        let mut next = at + 1;
        while self.word(next) == "." && self.is_name(next + 1) {
            parts.push(self.word(next + 1));
            next += 2;
        }
        (parts, next)
    }

    /// The entries of a dictionary that is written out.
    pub fn entries(&self, value: &Range<usize>) -> Vec<(&'a str, Range<usize>)> {
        let is_call = self.word(value.start) == "dict" && self.word(value.start + 1) == "(";
        if is_call && self.behind(value.start + 1) == value.end {
            let arguments = self.arguments(value.start + 1).into_iter();
            return arguments.filter_map(|it| Some((it.keyword?, it.value))).collect();
        }
        if self.word(value.start) != "{" || self.behind(value.start) != value.end {
            return Vec::new();
        }
        let entry = |part: Range<usize>| {
            let key = self.plain(part.start).filter(|_| self.word(part.start + 1) == ":")?;
            Some((key, part.start + 2..part.end.max(part.start + 2)))
        };
        self.parts(&self.inside(value.start), ",").into_iter().filter_map(entry).collect()
    }
}
