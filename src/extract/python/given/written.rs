//! Values that are written out: texts, truth values, numbers, lists and dictionaries.

use std::ops::Range;

use super::super::made::pair;
use super::super::token::Kind;
use super::{Given, Place};
use crate::model::{Key, Scalar, Span, Style, Value};

impl<'a> Given<'_, 'a> {
    /// A value that is written out.
    pub(super) fn written(
        &self,
        range: &Range<usize>,
        place: &Place<'a>,
        span: Span,
    ) -> Option<Value> {
        let module = self.module;
        let is_one = module.behind(range.start) == range.end;
        match module.word(range.start) {
            "None" if is_one => Some(Value::Null),
            "True" if is_one => Some(text("true", span)),
            "False" if is_one => Some(text("false", span)),
            "[" if is_one => self.list(range, place),
            "{" if is_one => self.map(range, place),
            "(" if is_one => match module.parts(&module.inside(range.start), ",").as_slice() {
                [only] => Some(self.read(only, place).value),
                _ => self.list(range, place),
            },
            word if module.token(range.start)?.kind == Kind::Number && is_one => {
                Some(text(word, span))
            }
            _ => {
                let plain = module.plain(range.start).filter(|_| is_one)?;
                Some(text(&plain.replace("${", "$${"), span))
            }
        }
    }

    /// `[a, *b]`, and of `[a for b in c]` what each is.
    fn list(&self, range: &Range<usize>, place: &Place<'a>) -> Option<Value> {
        let module = self.module;
        let inside = module.inside(range.start);
        let parts = match module.find(&inside, "for") {
            Some(at) => std::iter::once(inside.start..at).collect(),
            None => module.parts(&inside, ","),
        };
        let mut items = Vec::new();
        for part in parts {
            if module.word(part.start) == "*" {
                let Value::List(own) = self.read(&(part.start + 1..part.end), place).value else {
                    return None;
                };
                items.extend(own);
            } else {
                items.push(self.read(&part, place));
            }
        }
        Some(Value::List(items))
    }

    /// A dictionary whose keys are all written out.
    fn map(&self, range: &Range<usize>, place: &Place<'a>) -> Option<Value> {
        let module = self.module;
        let mut entries = Vec::new();
        for part in module.parts(&module.inside(range.start), ",") {
            let Range { start, end } = part;
            if module.word(start) == "**" {
                let Value::Map(own) = self.read(&(start + 1..end), place).value else {
                    return None;
                };
                entries.extend(own);
                continue;
            }
            let text = module.plain(start).filter(|_| module.word(start + 1) == ":")?.to_owned();
            let key = Key { text, span: module.span(&(start..start + 1)) };
            entries.push(pair(key, self.read(&(start + 2..end.max(start + 2)), place)));
        }
        Some(Value::Map(entries))
    }
}

fn text(text: &str, span: Span) -> Value {
    Value::Scalar(Scalar::verbatim(text, span.start as usize, Style::Plain))
}
