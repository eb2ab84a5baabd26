//! What would end a finding about what a token is given: a permission taken away, or a narrower set in its place.

use crate::model::vendor::PermissionSlot;
use crate::model::{
    Categories, Edit, Fix, Grant, Permission, Rest, Safety, Source, Sources, Span, Vendor,
};

use super::{block, fix, line_start};

/// What goes beyond the need taken away where the rest serves all consumers, else the one set that does in its place.
pub(super) fn give_needed(grant: &Grant, vendor: &Vendor, sources: &Sources) -> Option<Fix> {
    let beyond: Vec<&Permission> = grant.permissions.iter().filter(|it| it.beyond).collect();
    if grant.rest == Rest::Serves {
        without(&beyond, vendor, sources)
    } else {
        instead(&beyond, grant, vendor, sources)
    }
}

/// The blocks of some permissions taken away.
fn without(beyond: &[&Permission], vendor: &Vendor, sources: &Sources) -> Option<Fix> {
    let slot = slot(vendor)?;
    let edit = |permission: &&Permission| {
        let source = sources.get(permission.span.source)?;
        let body = Body::around(source, permission.span).filter(|it| it.is(&slot.block))?;
        Some(Edit::Replace { span: body.lines()?, text: String::new() })
    };
    let edits: Option<Vec<Edit>> = beyond.iter().map(edit).collect();
    let titles: Vec<&str> = beyond
        .iter()
        .filter_map(|it| Some(vendor.set(it.set.as_deref()?)?.title.as_str()))
        .collect();
    let says = format!("take {} away", titles.join(" and "));
    Some(Fix { says, safety: Safety::Unsafe, edits: edits? })
}

/// Another set in the place of the one that goes beyond, which must not widen anything.
fn instead(
    beyond: &[&Permission],
    grant: &Grant,
    vendor: &Vendor,
    sources: &Sources,
) -> Option<Fix> {
    let ([permission], [needed]) = (beyond, grant.needed.as_slice()) else { return None };
    let source = sources.get(permission.span.source)?;
    let written = permission.set.as_deref()?;
    let (set, needed) = (vendor.set(written)?, vendor.set(needed)?);
    if source.slice(permission.span) != written || vendor.cover(&[set], needed) == Some(false) {
        return None;
    }
    let edit = Edit::Replace { span: permission.span, text: needed.id.clone() };
    let edit = if permission.categories == Categories::Unset || needed.by_environment {
        edit
    } else {
        // What bounds only some sets would contradict this one.
        let body = Body::around(source, permission.span)?;
        body.without(&slot(vendor)?.environments, permission.span, &needed.id)?
    };
    Some(fix(&format!("give it {} instead", needed.title), Safety::Unsafe, edit))
}

fn slot(vendor: &Vendor) -> Option<&PermissionSlot> {
    vendor.mints.iter().find_map(|row| row.permissions.as_ref())
}

/// The block of Terraform that stands on lines of its own around a place.
struct Body<'s> {
    source: &'s Source,
    /// Where the line of its head begins.
    start: usize,
    /// Its opening brace.
    open: usize,
    /// Its closing brace.
    close: usize,
}

impl<'s> Body<'s> {
    fn around(source: &'s Source, span: Span) -> Option<Self> {
        if !super::has_ending(source, &["tf"]) {
            return None;
        }
        let open = source.text.get(..span.start as usize)?.rfind('{')?;
        let close = open + 1 + block(source.text.get(open + 1..)?)?.len();
        let body = Self { source, start: line_start(source, open), open, close };
        ((span.end as usize) <= close).then_some(body)
    }

    fn is(&self, kind: &str) -> bool {
        self.source.text[self.start..self.open].trim() == kind
    }

    /// The whole lines of the block; a blank line that would come to stand before a closing brace goes, too.
    fn lines(&self) -> Option<Span> {
        let text = &self.source.text;
        let rest = text.get(self.close + 1..)?;
        let length = rest.find('\n').map_or(rest.len(), |it| it + 1);
        if !rest[..length].trim().is_empty() {
            return None;
        }
        let end = self.close + 1 + length;
        let closes = text[end..].trim_start_matches([' ', '\t']).starts_with('}');
        let is_blank = |at: usize| text[line_start(self.source, at)..at].trim().is_empty();
        let mut start = self.start;
        if closes && 0 < start && is_blank(start - 1) {
            start = line_start(self.source, start - 1);
        }
        Some(self.source.span(start, end))
    }

    /// The body with another text at a place and without an argument that stands on one line. What is lined up beside
    /// it stays so.
    fn without(&self, argument: &str, at: Span, with: &str) -> Option<Edit> {
        let mut inside = self.source.text.get(self.open + 1..self.close)?.to_owned();
        let place = |offset: u32| (offset as usize).checked_sub(self.open + 1);
        inside.replace_range(place(at.start)?..place(at.end)?, with);
        let lines: Vec<&str> = inside.split_inclusive('\n').collect();
        let is_it = |line: &&str| key(line) == Some(argument);
        let found = lines.iter().position(is_it)?;
        if !is_whole(lines[found]) {
            return None;
        }
        let group = group(&lines, found);
        let longest = lines[group.clone()]
            .iter()
            .filter(|it| !is_it(it))
            .filter_map(|line| Some(key(line)?.len()))
            .max()
            .unwrap_or_default();
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != found);
        let text = kept.map(|(at, line)| {
            if group.contains(&at) { lined_up(line, longest) } else { (*line).to_owned() }
        });
        let span = self.source.span(self.open + 1, self.close);
        Some(Edit::Replace { span, text: text.collect() })
    }
}

/// The argument that a line sets.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    key.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_').then_some(key)
}

/// Whether a list that begins on a line ends there.
fn is_whole(line: &str) -> bool {
    line.matches('[').count() == line.matches(']').count() && !line.contains(['{', '(', '<'])
}

/// The lines around one that set arguments, too, and so are lined up with it.
fn group(lines: &[&str], at: usize) -> std::ops::Range<usize> {
    let sets = |line: &&&str| key(line).is_some();
    let before = lines[..at].iter().rev().take_while(sets).count();
    let after = lines[at..].iter().take_while(sets).count();
    at - before..at + after
}

fn lined_up(line: &str, width: usize) -> String {
    let (Some(key), Some((before, value))) = (key(line), line.split_once('=')) else {
        return line.to_owned();
    };
    let indent = &before[..before.len() - before.trim_start().len()];
    format!("{indent}{key:width$} ={value}")
}
