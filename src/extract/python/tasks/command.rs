//! The command that a task is, as a script for a shell, with the values that are filled into it.

use std::ops::Range;

use super::given;
use crate::extract::ci::words;
use crate::extract::ci::woven::Woven;
use crate::extract::python::module::Module;
use crate::extract::python::pieces::{Part, Piece, pieces};
use crate::extract::python::render::Renderer;
use crate::extract::python::token::Kind;
use crate::extract::python::{templates, value};
use crate::extract::shell::word;
use crate::model::{Most, Scalar, Style, Take, Within as _};

/// How many words of one command are looked at.
const WORDS: Most = Most::new(200, "words of a task's command");

/// A command, and the expressions whose values stand in it as `${{ 0 }}`, `${{ 1 }}`.
pub(super) struct Command<'m, 'a> {
    module: &'m Module<'a>,
    pub scalar: Scalar,
    /// Whether it runs in the environment of the worker.
    pub by_worker: bool,
    filled: Vec<Given>,
}

/// An expression, and the block in which it is read.
type Given = (Range<usize>, usize);

impl<'m, 'a> Command<'m, 'a> {
    /// The command that is given by these expressions, one behind the other.
    pub fn of(
        module: &'m Module<'a>,
        renderer: &Renderer<'m, 'a>,
        given: &[Given],
        by_worker: bool,
    ) -> Option<Self> {
        let mut reader = Reader { module, renderer, filled: Vec::new() };
        let parts = given.iter().map(|(range, block)| given::written(module, range, *block));
        let scalar = match parts.collect::<Vec<Given>>().as_slice() {
            [(range, block)] if !is_list(module, range) => reader.scalar(range, *block)?,
            parts => reader.list(parts)?,
        };
        Some(Self { module, scalar, by_worker, filled: reader.filled })
    }

    /// The names that stand behind a `${{ … }}` of the script: of an expression of the program, or of a template.
    pub fn takes(&self, piece: &word::Piece) -> Vec<Take> {
        let inside = self.scalar.text.get(piece.start + 3..piece.end - 2).unwrap_or_default();
        let filled = inside.trim().parse::<usize>().ok().and_then(|at| self.filled.get(at));
        if let Some((range, block)) = filled {
            return value::read(self.module, range, *block).takes;
        }
        let name = templates::filled(inside.trim());
        let span = self.scalar.span_of(self.module.source.id, piece.start, piece.end);
        name.into_iter().map(|name| Take { name, span }).collect()
    }
}

fn is_list(module: &Module<'_>, range: &Range<usize>) -> bool {
    module.word(range.start) == "[" && module.behind(range.start) == range.end
}

struct Reader<'r, 'm, 'a> {
    module: &'m Module<'a>,
    renderer: &'r Renderer<'m, 'a>,
    filled: Vec<Given>,
}

impl Reader<'_, '_, '_> {
    /// A program and its arguments, which stand in lists or by themselves.
    fn list(&mut self, parts: &[Given]) -> Option<Scalar> {
        let module = self.module;
        let items = |(range, block): &Given| {
            let items = if is_list(module, range) {
                module.parts(&module.inside(range.start), ",")
            } else {
                vec![range.clone()]
            };
            let block = *block;
            items.into_iter().map(move |range| given::written(module, &range, block))
        };
        let words = parts.iter().flat_map(items).within(WORDS);
        let words = words.filter_map(|(range, block)| self.scalar(&range, block));
        let words: Vec<Scalar> = words.collect();
        words::run(&words.iter().collect::<Vec<_>>())
    }

    /// The text that an expression comes to.
    fn scalar(&mut self, range: &Range<usize>, block: usize) -> Option<Scalar> {
        let mut woven = Woven::default();
        for piece in pieces(self.module, self.renderer, range, block) {
            self.put(&mut woven, &piece, block);
        }
        woven.scalar().map(|it| with_marks(&it))
    }

    fn put(&mut self, woven: &mut Woven, piece: &Piece, block: usize) {
        let place = piece.place.start as u32..piece.place.end as u32;
        match &piece.part {
            Part::Written => decode(woven, piece, self.prefix(piece.place.start)),
            Part::Filled(_) if !piece.text.contains("${") => woven.put(&piece.text, place),
            Part::Filled(value) => {
                woven.put(&format!("${{{{ {} }}}}", self.filled.len()), place);
                self.filled.push((value.clone(), block));
            }
            Part::Unknown => woven.put("${{ }}", place),
        }
    }

    /// The letters before the quotes of the string in which a byte stands.
    fn prefix(&self, byte: usize) -> &str {
        let tokens = &self.module.reading.tokens[..self.module.reading.of_lines];
        let at = tokens.partition_point(|it| it.start <= byte);
        let token = at.checked_sub(1).and_then(|at| tokens.get(at));
        let text = token.filter(|it| matches!(it.kind, Kind::Text(_)));
        let text = text.map_or("", |it| &self.module.source.text[it.start..it.end]);
        text.split(['"', '\'']).next().unwrap_or_default()
    }
}

/// What a string says, its escapes read as Python reads them.
fn decode(woven: &mut Woven, piece: &Piece, prefix: &str) {
    let is_one = |letters: [char; 2]| prefix.contains(letters);
    let (is_raw, is_filled_in) = (is_one(['r', 'R']), is_one(['f', 'F']));
    let scalar = Scalar::verbatim(piece.text.as_str(), piece.place.start, Style::Plain);
    let (text, mut from, mut at) = (piece.text.as_bytes(), 0, 0);
    while let Some(pair) = text.get(at..at + 2) {
        let stands_for = match pair {
            b"\\\n" if !is_raw => "",
            b"\\n" if !is_raw => "\n",
            b"\\t" if !is_raw => "\t",
            b"\\\"" if !is_raw => "\"",
            b"\\'" if !is_raw => "'",
            b"\\\\" if !is_raw => "\\",
            b"{{" if is_filled_in => "{",
            b"}}" if is_filled_in => "}",
            _ => {
                at += 1;
                continue;
            }
        };
        woven.copy(&scalar, from..at);
        let place = (piece.place.start + at) as u32;
        woven.put(stands_for, place..place + 2);
        at += 2;
        from = at;
    }
    woven.copy(&scalar, from..text.len());
}

/// A text with `${{ … }}` for each template `{{ … }}`, which is filled in before a shell sees it.
fn with_marks(scalar: &Scalar) -> Scalar {
    let mut woven = Woven::default();
    let mut from = 0;
    for (at, _) in scalar.text.match_indices("{{") {
        if !scalar.text[..at].ends_with('$') {
            woven.copy(scalar, from..at);
            let place = scalar.span_of(crate::model::SourceId(0), at, at).start;
            woven.put("$", place..place + 1);
            from = at;
        }
    }
    woven.copy(scalar, from..scalar.text.len());
    woven.scalar().unwrap_or_else(|| scalar.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_read_as_python_reads_it() {
        for (text, prefix, expected) in [
            (r#"a \"b\" \\ \n"#, "", "a \"b\" \\ \n"),
            (r"a \n \w", "r", r"a \n \w"),
            ("a \\\n b", "", "a  b"),
            ("{{{{ var.value.x }}}}", "f", "{{ var.value.x }}"),
            ("{{ var.value.x }}é", "", "{{ var.value.x }}é"),
            ("\\", "", "\\"),
            ("", "", ""),
        ] {
            let place = 10..10 + text.len();
            let piece = Piece { text: text.to_owned(), place, part: Part::Written };
            let mut woven = Woven::default();
            decode(&mut woven, &piece, prefix);
            let found = woven.scalar().map(|it| it.text).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_template_is_marked_for_the_shell() {
        for (text, expected) in
            [("a {{ x }} b", "a ${{ x }} b"), ("${{ 0 }}/{{ds}}", "${{ 0 }}/${{ds}}"), ("a", "a")]
        {
            let scalar = Scalar::verbatim(text, 5, Style::Plain);
            assert_eq!(with_marks(&scalar).text, expected);
        }
    }
}
