//! An expression that puts a text together, as pieces that still know where they stand: `"…" + token`, `f"…{token}"`,
//! `"…{}".format(token)`, `"…%s" % token`.

use crate::model::Most;
use std::ops::Range;

use super::module::Module;
use super::render::Renderer;
use super::token::Kind;

/// How many pieces an expression may have.
const MANY: Most = Most::new(500, "pieces of one expression");
/// How deep parentheses are looked into.
const DEPTH: usize = 6;
/// What stands for a piece that is only known at run time.
const UNKNOWN: &str = "${}";

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What it spells, as far as that is known.
    pub text: String,
    /// Where it stands, as bytes of the file.
    pub place: Range<usize>,
    /// What it is.
    pub part: Part,
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Text that stands in the file byte for byte.
    Written,
    /// The tokens of an expression whose value is put there.
    Filled(Range<usize>),
    /// Something else.
    Unknown,
}

/// The pieces of an expression that stands in a block.
pub(super) fn pieces(
    module: &Module<'_>,
    renderer: &Renderer<'_, '_>,
    range: &Range<usize>,
    block: usize,
) -> Vec<Piece> {
    let mut reader = Reader { module, renderer, block, pieces: Vec::new() };
    reader.add(range.clone(), 0);
    reader.pieces
}

struct Reader<'r, 'm, 'a> {
    module: &'r Module<'a>,
    renderer: &'r Renderer<'m, 'a>,
    block: usize,
    pieces: Vec<Piece>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn add(&mut self, range: Range<usize>, depth: usize) {
        let mut at = range.start;
        while at < range.end && MANY.has_room(self.pieces.len()) {
            let next = match self.module.token(at).map(|it| it.kind) {
                Some(Kind::Text(_)) => self.add_text(at, range.end),
                Some(Kind::Mark) if self.module.word(at) == "+" => at + 1,
                Some(Kind::Mark) if self.module.word(at) == "(" && depth < DEPTH => {
                    self.add(self.module.inside(at), depth + 1);
                    self.module.behind(at)
                }
                _ => self.add_operand(at, range.end),
            };
            at = next.max(at + 1);
        }
    }

    /// A string and what is filled into it; the answer is where to go on.
    fn add_text(&mut self, at: usize, end: usize) -> usize {
        let module = self.module;
        let is_formatted = module.word(at + 1) == "." && module.word(at + 2) == "format";
        if is_formatted && module.word(at + 3) == "(" && at + 3 < end {
            let arguments = module.arguments(at + 3).into_iter();
            let given: Vec<_> =
                arguments.map(|it| (it.keyword.unwrap_or_default(), it.value)).collect();
            self.add_template(at, &braces, &given);
            return module.behind(at + 3);
        }
        if module.word(at + 1) == "%" && at + 2 < end {
            let operand = at + 2..self.operand_end(at + 2, end);
            let given = self.given(&operand);
            self.add_template(at, &percents, &given);
            return operand.end;
        }
        let Some((text, content)) = module.text(at) else { return at + 1 };
        let (start, mut from) = (text.content.start, 0);
        for (brace, hole) in text.braces.iter().zip(&text.holes) {
            self.add_written(content, start, from..brace.start - start);
            self.add_filled(brace.clone(), hole.clone());
            from = brace.end - start;
        }
        self.add_written(content, start, from..content.len());
        at + 1
    }

    /// What stands behind `%`: several values in brackets, or one.
    fn given(&self, operand: &Range<usize>) -> Vec<(&'a str, Range<usize>)> {
        let module = self.module;
        let entries = module.entries(operand);
        if !entries.is_empty() {
            return entries;
        }
        let is_tuple =
            module.word(operand.start) == "(" && module.behind(operand.start) == operand.end;
        let values = if is_tuple {
            module.parts(&module.inside(operand.start), ",")
        } else {
            vec![operand.clone()]
        };
        values.into_iter().map(|value| ("", value)).collect()
    }

    /// A text with places for values, each of which has a name or comes in turn.
    fn add_template(
        &mut self,
        at: usize,
        places: &dyn Fn(&str) -> Vec<Field>,
        given: &[(&str, Range<usize>)],
    ) {
        let Some((text, content)) = self.module.text(at) else { return };
        let (start, mut from, mut turn) = (text.content.start, 0, 0);
        let in_turn: Vec<&Range<usize>> =
            given.iter().filter(|(name, _)| name.is_empty()).map(|(_, value)| value).collect();
        for Field { range, name } in places(content) {
            self.add_written(content, start, from..range.start);
            let place = start + range.start..start + range.end;
            let number = if name.is_empty() { Some(turn) } else { name.parse::<usize>().ok() };
            turn += usize::from(name.is_empty());
            let value = match number {
                Some(number) => in_turn.get(number).copied(),
                None => given.iter().find(|(it, _)| *it == name).map(|(_, value)| value),
            };
            match value {
                Some(value) => self.add_filled(place, value.clone()),
                None => self.push(UNKNOWN.to_owned(), place, Part::Unknown),
            }
            from = range.end;
        }
        self.add_written(content, start, from..content.len());
    }

    fn add_operand(&mut self, at: usize, end: usize) -> usize {
        let operand = at..self.operand_end(at, end);
        let span = self.module.span(&operand);
        self.add_filled(span.start as usize..span.end as usize, operand.clone());
        operand.end
    }

    /// Where an operand ends: before the next `+` that stands in no bracket of it.
    fn operand_end(&self, at: usize, end: usize) -> usize {
        let mut next = at;
        while next < end && self.module.word(next) != "+" {
            next = self.module.behind(next);
        }
        next.clamp(at + 1, end.max(at + 1))
    }

    fn add_written(&mut self, content: &str, start: usize, range: Range<usize>) {
        if let Some(text) = content.get(range.clone()).filter(|text| !text.is_empty()) {
            self.push(text.to_owned(), start + range.start..start + range.end, Part::Written);
        }
    }

    fn add_filled(&mut self, place: Range<usize>, value: Range<usize>) {
        let text = self.renderer.text(&value, self.block);
        let is_plain = !text.contains([' ', '\n', '"', '\'']);
        self.push(if is_plain { text } else { UNKNOWN.to_owned() }, place, Part::Filled(value));
    }

    fn push(&mut self, text: String, place: Range<usize>, part: Part) {
        self.pieces.push(Piece { text, place, part });
    }
}

/// A place in a template.
struct Field {
    range: Range<usize>,
    /// The name or number of the value; empty where it comes in turn.
    name: String,
}

/// The places of a template for `format`: `{}`, `{0}`, `{name}`.
fn braces(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|it| at + it) {
        if text[start..].starts_with("{{") {
            at = start + 2;
            continue;
        }
        let Some(end) = text[start..].find('}').map(|it| start + it + 1) else { break };
        let inside = &text[start + 1..end - 1];
        let name = inside.split(['!', ':', '.', '[']).next().unwrap_or_default().to_owned();
        fields.push(Field { range: start..end, name });
        at = end;
    }
    fields
}

/// How far the name of a place is searched for its end, so that many beginnings take no longer than one.
const LONGEST_NAME: usize = 200;

/// The places of a template for `%`: `%s`, `%(name)s`.
fn percents(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('%').map(|it| at + it) {
        let rest = &text[start + 1..];
        let named = rest.strip_prefix('(').and_then(|it| {
            let end = it.bytes().take(LONGEST_NAME).position(|byte| byte == b')')?;
            it.get(..end)
        });
        let name = named.unwrap_or_default();
        let length = named.map_or(1, |name| name.len() + 3);
        let is_field =
            rest.get(length - 1..).is_some_and(|it| it.starts_with(['s', 'd', 'i', 'r']));
        at = start + 1 + usize::from(rest.starts_with('%'));
        if is_field {
            at = start + 1 + length;
            fields.push(Field { range: start..at, name: name.to_owned() });
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::{Field, braces, percents};

    fn told(text: &str, fields: Vec<Field>) -> String {
        let told = fields.into_iter().map(|it| format!("{}={}", &text[it.range], it.name));
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_template_has_places() {
        for (text, expected) in [
            ("a{}b{}", "{}= {}="),
            ("{0}{name!r}{x.y:>3}{{z}}", "{0}=0 {name!r}=name {x.y:>3}=x"),
            ("{", ""),
            ("é{é}é", "{é}=é"),
        ] {
            assert_eq!(told(text, braces(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("a%s%d%%s", "%s= %d="),
            ("%(a)s %(b)x%(c)s", "%(a)s=a %(c)s=c"),
            ("100% sure %", ""),
            ("%é%(", ""),
        ] {
            assert_eq!(told(text, percents(text)), expected, "{text}");
        }
    }
}
