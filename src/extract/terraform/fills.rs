//! What Terragrunt fills into a file that it writes, and such a file as Terraform reads it.

use std::ops::Range;

use super::reading::File;
use super::terragrunt::UNIT;
use crate::model::{Node, Scalar, Scope};

/// Such a text as Terraform reads it, each letter at its place. What is filled in outside of quotes stands there as an
/// expression, all branches of a directive stand, and what is doubled for Terragrunt is Terraform's.
pub fn readable(scalar: &Scalar) -> String {
    let text = &scalar.text;
    // In a text in which nothing is filled in, nothing is doubled any more.
    let (filled, doubled) = marks(text);
    if filled.is_empty() && !text.contains("%{") {
        return text.clone();
    }
    let mut bytes = text.as_bytes().to_vec();
    for at in doubled {
        bytes[at] = b' ';
    }
    let quoted = Quoted::of(text);
    for range in filled {
        if quoted.hold(range.start) {
            continue;
        }
        let is_directive = bytes[range.start] == b'%';
        let last = range.end - 1;
        let gone = if is_directive { range } else { range.start..range.start + 2 };
        bytes[gone].fill(b' ');
        bytes[last] = b' ';
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.clone())
}

/// What Terragrunt fills into a text, and where it is told not to.
fn marks(text: &str) -> (Vec<Range<usize>>, Vec<usize>) {
    let bytes = text.as_bytes();
    let (mut filled, mut doubled, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(found) = memchr::memchr2(b'$', b'%', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        match (bytes.get(start + 1), bytes.get(start + 2)) {
            (Some(mark), Some(b'{')) if *mark == bytes[start] => {
                doubled.push(start);
                at = start + 3;
            }
            (Some(b'{'), _) => {
                let Some(end) = close(bytes, start + 2) else { break };
                filled.push(start..end);
                at = end;
            }
            _ => {}
        }
    }
    (filled, doubled)
}

/// Where what is filled in ends: behind its own brace.
fn close(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut depth, mut is_quoted, mut at) = (0_usize, false, start);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b'{' if !is_quoted => depth += 1,
            b'}' if !is_quoted && depth == 0 => return Some(at + 1),
            b'}' if !is_quoted => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the quoted texts of a configuration stand, line by line.
struct Quoted(Vec<Range<usize>>);

impl Quoted {
    fn of(text: &str) -> Self {
        let (filled, _) = marks(text);
        let mut filled = filled.into_iter().peekable();
        let (mut quoted, mut open, mut at) = (Vec::new(), None, 0);
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            if let Some(range) = filled.next_if(|it| it.start <= at) {
                at = range.end.max(at);
                continue;
            }
            match byte {
                b'\\' if open.is_some() => at += 1,
                b'"' => match open.take() {
                    Some(start) => quoted.push(start..at),
                    None => open = Some(at),
                },
                b'\n' => open = None,
                _ => {}
            }
            at += 1;
        }
        Self(quoted)
    }

    fn hold(&self, at: usize) -> bool {
        let next = self.0.partition_point(|it| it.end <= at);
        self.0.get(next).is_some_and(|it| it.start < at)
    }
}

/// What Terragrunt fills into a file that it writes.
#[derive(Debug)]
pub(super) struct Filled {
    /// Where, in the file of Terragrunt.
    places: Vec<Range<usize>>,
    /// Where its names hold.
    pub(super) unit: Scope,
}

impl Filled {
    /// What it fills into a text that stands in one of its files.
    pub(super) fn of(file: &File, contents: &Node) -> Self {
        let (start, end) = (contents.span.start as usize, contents.span.end as usize);
        let (places, _) = marks(file.source.text.get(start..end).unwrap_or_default());
        let place = |it: Range<usize>| start + it.start..start + it.end;
        let unit = Scope::unit(UNIT, &file.source.path);
        Self { places: places.into_iter().map(place).collect(), unit }
    }

    /// Whether it fills in what stands at a place.
    pub(super) fn holds(&self, at: u32) -> bool {
        let next = self.places.partition_point(|it| it.end <= at as usize);
        self.places.get(next).is_some_and(|it| it.start <= at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::readable;
    use crate::model::{Scalar, Style};

    #[test]
    fn what_is_filled_in_stands_at_its_place() {
        for (text, expected) in [
            ("a = var.x\n", "a = var.x\n"),
            ("a = \"${x}\"", "a = \"${x}\""),
            ("a = ${x(\"}\")} b", "a =   x(\"}\")  b"),
            ("a = \"$${x}-${y}\"", "a = \" ${x}-${y}\""),
            ("%{ if x }\na = 1\n%{ endif }", "         \na = 1\n          "),
            ("# \"\na = ${x}", "# \"\na =   x "),
            ("a = \"\\\"\" ${x}", "a = \"\\\"\"   x "),
            ("a = \"$${x}\"", "a = \"$${x}\""),
            ("a = ${x", "a = ${x"),
            ("é = ${é}", "é =   é "),
        ] {
            assert_eq!(readable(&Scalar::verbatim(text, 0, Style::Block)), expected, "{text}");
        }
    }

    #[test]
    fn many_marks_end() {
        for mark in ["${", "${}", "\"", "%{\"", "$${", "${{}"] {
            readable(&Scalar::verbatim(mark.repeat(100_000), 0, Style::Block));
        }
    }
}
