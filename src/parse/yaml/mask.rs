//! Templates of other languages, made harmless: their bytes become letters or line breaks, so that what surrounds
//! them can be read where it stands.

use super::view::{Edit, View, line_end, next_line};

/// A copy of a view whose templates are masked; `None` if it holds none. A line that holds nothing but
/// templates becomes blank, but within a block scalar only if `blocks_too`.
pub(super) fn masked<'a>(view: &View<'a>, blocks_too: bool) -> Option<View<'a>> {
    let templates = templates(&view.text);
    if templates.is_empty() {
        return None;
    }
    let mut bytes = view.text.as_bytes().to_vec();
    let mut painter = Painter { text: &view.text, bytes: &mut bytes, block: None, blocks_too };
    painter.paint(&templates);
    let text = String::from_utf8(bytes).ok()?;
    let shift = |template: &Edit| Edit {
        start: template.start + view.from,
        end: template.end + view.from,
        templated: template.templated,
    };
    Some(View {
        source: view.source,
        from: view.from,
        text: text.into(),
        edits: templates.iter().map(shift).collect(),
        depth: view.depth,
    })
}

/// The templates of a text, in order. GitHub's `${{ … }}` is among them, since it too may break a line, but
/// it does not count as a template of another language.
fn templates(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut templates = Vec::new();
    let mut at = 0;
    while let Some(brace) = memchr::memchr(b'{', &bytes[at..]).map(|length| at + length) {
        let Some((start, close)) = opening(bytes, brace) else {
            at = brace + 1;
            continue;
        };
        let expression = bytes[start] == b'$';
        match end(bytes, brace + close.len().min(2), close) {
            End::At(end) => {
                templates.push(Edit { start, end, templated: !expression });
                at = end;
            }
            End::OpenUntil(next) => at = next,
        }
    }
    templates
}

/// Where the template begins whose first brace stands at `brace`, and what closes it. Terraform's directives
/// begin with `%{`; elsewhere than at the head of a line that is likelier a format string.
fn opening(bytes: &[u8], brace: usize) -> Option<(usize, &'static [u8])> {
    let before = brace.checked_sub(1).map(|before| bytes[before]);
    match bytes.get(brace + 1)? {
        b'{' => Some((brace - usize::from(before == Some(b'$')), b"}}")),
        b'%' => Some((brace, b"%}")),
        _ if before == Some(b'%') && heads_line(&bytes[..brace - 1]) => Some((brace - 1, b"}")),
        _ => None,
    }
}

fn heads_line(before: &[u8]) -> bool {
    let blanks = before.iter().rev().take_while(|byte| **byte == b' ').count();
    before[..before.len() - blanks].last().is_none_or(|byte| *byte == b'\n')
}

/// Where a template ends.
enum End {
    /// Behind its closing mark.
    At(usize),
    /// It is not closed; the search goes on here.
    OpenUntil(usize),
}

/// The end of a template whose content begins at `from`. A closing mark within double quotes does not count; a
/// template that begins on a later line shows that this one was never closed.
fn end(bytes: &[u8], from: usize, close: &[u8]) -> End {
    let comment = bytes[from..].iter().take(4).position(|byte| *byte == b'/');
    let is_comment = comment.is_some_and(|slash| bytes.get(from + slash + 1) == Some(&b'*'));
    let (mut quoted, mut later_line) = (false, false);
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => (quoted, later_line) = (false, true),
            b'"' if !is_comment => quoted = !quoted,
            b'\\' if quoted => at += 1,
            b'{' if later_line && !is_comment && bytes.get(at + 1) == Some(&b'{') => {
                return End::OpenUntil(at);
            }
            _ if !quoted && bytes[at..].starts_with(close) => return End::At(at + close.len()),
            _ => {}
        }
        at += 1;
    }
    End::OpenUntil(bytes.len())
}

struct Painter<'a> {
    text: &'a str,
    bytes: &'a mut [u8],
    /// The indentation of the key whose block scalar the line may belong to.
    block: Option<usize>,
    blocks_too: bool,
}

impl Painter<'_> {
    fn paint(&mut self, templates: &[Edit]) {
        let mut line = 0;
        let mut rest = templates;
        while line < self.text.len() {
            let end = line_end(self.text, line);
            while rest.first().is_some_and(|template| template.end <= line) {
                rest = &rest[1..];
            }
            let count = rest.iter().take_while(|template| template.start < end).count();
            self.line(line, end, &rest[..count]);
            line = next_line(self.text, line).max(line + 1);
        }
    }

    fn line(&mut self, start: usize, end: usize, templates: &[Edit]) {
        let text = &self.text[start..end];
        let indent = text.len() - text.trim_start_matches(' ').len();
        let alone = !templates.is_empty() && self.holds_nothing_else(start, end, templates);
        let foreign = templates.iter().all(|template| template.templated);
        let in_block = self.block.is_some_and(|block| block < indent);
        let alone_blank = alone && (self.blocks_too || !in_block);
        let blank =
            foreign && (alone_blank || (!in_block && self.stands_for_more(start, end, templates)));
        // A line of spaces could be content of a block scalar above, or set its indentation; empty lines are neither.
        let fill = if blank { b'\n' } else { b'x' };
        for template in templates {
            let (from, to) = (template.start.max(start), template.end.min(end));
            self.bytes[from..to]
                .iter_mut()
                .filter(|byte| **byte != b'\r')
                .for_each(|byte| *byte = fill);
        }
        if !alone && !in_block && !text.trim().is_empty() {
            self.block = begins_block(text).then(|| indent + dashes(&text[indent..]));
        }
    }

    /// Whether templates are all that follows a key, and deeper lines come next: then they give a part of a map
    /// or list of which these lines are the rest.
    fn stands_for_more(&self, start: usize, end: usize, templates: &[Edit]) -> bool {
        let Some(first) = templates.first().filter(|first| start < first.start) else {
            return false;
        };
        let before = self.text[start..first.start].trim_end();
        if !before.ends_with(':') || !self.holds_nothing_else(first.start, end, templates) {
            return false;
        }
        let indent = before.len() - before.trim_start_matches([' ', '-']).len();
        let next = self.text[next_line(self.text, end)..]
            .lines()
            .take(16)
            .map(str::trim_end)
            .find(|line| !line.is_empty() && !line.trim_start().starts_with("{{"));
        next.is_some_and(|line| {
            let content = line.trim_start();
            let deeper = line.len() - content.len();
            indent < deeper || (indent == deeper && content.starts_with("- "))
        })
    }

    fn holds_nothing_else(&self, start: usize, end: usize, templates: &[Edit]) -> bool {
        let mut at = start;
        for template in templates {
            let from = template.start.max(start);
            if !self.text[at..from].trim().is_empty() {
                return false;
            }
            at = template.end.min(end);
        }
        self.text[at..end].trim().is_empty()
    }
}

/// How far the dashes of list items push the key of a line to the right.
fn dashes(content: &str) -> usize {
    let key = content.trim_start_matches(['-', ' ']);
    if content.starts_with("- ") && key.contains(':') { content.len() - key.len() } else { 0 }
}

/// Whether a line ends with the head of a block scalar.
fn begins_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let head = line.rsplit(' ').next().unwrap_or(line);
    let rest = head.strip_prefix(['|', '>']);
    let is_head = rest.is_some_and(|rest| {
        rest.len() <= 2 && rest.bytes().all(|byte| b"+-123456789".contains(&byte))
    });
    let before = line[..line.len() - head.len()].trim_end();
    is_head && (before.ends_with([':', '-']) || before.contains(['!', '&']))
}
