//! What objects are given, as trees in which `${name.attribute}` refers to another object of the file.
//!
//! Texts, truth values, lists and dictionaries that are written out are read, and names that are given one value.
//! Of any other expression only the objects are told that it hands on; a call that is not known hands on nothing.

use std::cell::Cell;
use std::ops::Range;

use super::made::{Objects, pair};
use super::module::{Call, Module};
use super::stretch::Argument;
use crate::model::{Entry, Key, Most, Node, Value};

mod written;
mod called;
mod woven;

use woven::reference;

/// How deep values within values, and names behind names, are followed.
const DEPTH: usize = 24;
/// How many values of one file are looked at.
const STEPS: Most = Most::new(20_000, "values of a program");
/// Reads what calls are given.
pub(super) struct Given<'m, 'a> {
    module: &'m Module<'a>,
    objects: &'m Objects,
    steps: Cell<usize>,
}

/// Where an expression is read: its block, and what the parameters of lambdas around it hold.
#[derive(Clone)]
struct Place<'a> {
    block: usize,
    bound: Vec<(&'a str, Range<usize>)>,
    depth: usize,
}

impl<'m, 'a> Given<'m, 'a> {
    pub fn new(module: &'m Module<'a>, objects: &'m Objects) -> Self {
        Self { module, objects, steps: Cell::new(STEPS.most()) }
    }

    /// The properties that a call is given, and whether these are all.
    pub fn properties(&self, call: &Call) -> (Node, bool) {
        let place = Place { block: call.block, bound: Vec::new(), depth: DEPTH };
        let span = self.module.span(&(call.open..self.module.behind(call.open)));
        // The first is what the resource is called.
        let arguments = self.module.arguments(call.open).into_iter().enumerate();
        let arguments = arguments.filter(|(at, it)| *at != 0 || it.keyword.is_some());
        let mut whole = true;
        let mut entries = Vec::new();
        for argument in arguments.map(|(_, it)| it).filter(|it| it.keyword != Some("opts")) {
            match self.argument(&argument, &place) {
                Some(own) => entries.extend(own),
                None => whole = false,
            }
        }
        (Node { span, value: Value::Map(entries) }, whole)
    }

    /// What an expression comes to.
    pub fn node(&self, range: &Range<usize>, block: usize) -> Node {
        self.read(range, &Place { block, bound: Vec::new(), depth: DEPTH })
    }

    /// One argument, or those that stand together in `**settings` or in an object of arguments.
    fn argument(&self, argument: &Argument<'a>, place: &Place<'a>) -> Option<Vec<Entry>> {
        let Range { start, end } = argument.value;
        if let Some(keyword) = argument.keyword {
            let span = self.module.span(&(start - 2..start - 1));
            let key = Key { text: keyword.to_owned(), span };
            return Some(vec![pair(key, self.read(&(start..end), place))]);
        }
        let start = if self.module.word(start) == "**" { start + 1 } else { start };
        match self.read(&(start..end), place).value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    fn read(&self, range: &Range<usize>, place: &Place<'a>) -> Node {
        let span = self.module.span(range);
        let Some(place) = self.within(place) else {
            return Node { span, value: reference(&[(String::new(), span)]) };
        };
        let value = self.written(range, &place, span);
        let value = value.or_else(|| self.called(range, &place));
        let value = value.or_else(|| self.named(range, &place));
        value.map_or_else(|| self.woven(range, &place, span), |value| Node { span, value })
    }

    /// The place of an expression within another, while there is room for one.
    fn within(&self, place: &Place<'a>) -> Option<Place<'a>> {
        let depth = place.depth.checked_sub(1)?;
        let left = STEPS.has_room(STEPS.most() - self.steps.get());
        let steps = left.then(|| self.steps.get() - 1)?;
        self.steps.set(steps);
        Some(Place { depth, ..place.clone() })
    }

    /// A name: an object, or what the file gives it where that is one value.
    fn named(&self, range: &Range<usize>, place: &Place<'a>) -> Option<Value> {
        let module = self.module;
        let (parts, next) = self.chain(range);
        if next != range.end || !module.is_name(range.start) {
            return None;
        }
        if let [name] = parts.as_slice()
            && let Some((base, place)) = bound(name, place)
        {
            return Some(self.read(base, &place).value);
        }
        if let Some(path) = self.path(&parts, place) {
            return Some(reference(&[(path, module.span(range))]));
        }
        let (value, block) = self.only(&parts.join("."), place.block)?;
        let place = Place { block, bound: Vec::new(), depth: place.depth };
        Some(self.read(&value, &place).value)
    }

    /// The dotted name with which an expression begins, and the token after it.
    fn chain(&self, range: &Range<usize>) -> (Vec<&'a str>, usize) {
        let (mut parts, next) = self.module.chain(range.start);
        parts.truncate(range.len().div_ceil(2).max(1));
        (parts, next.min(range.end))
    }

    /// The path of an object's attribute that a dotted name stands for.
    fn path(&self, parts: &[&str], place: &Place<'a>) -> Option<String> {
        let depth = self.within(place)?.depth;
        (1..=parts.len().min(8)).rev().find_map(|length| {
            let rest = behind(&parts[length..]);
            let (value, block) = self.only(&parts[..length].join("."), place.block)?;
            if let Some(name) = self.objects.get(&value.start) {
                let is_whole = self.module.chain(value.start).1 < value.end;
                return is_whole.then(|| format!("{name}{rest}"));
            }
            let (inner, next) = self.module.chain(value.start);
            let inner = match self.module.word(next) {
                "(" if self.module.behind(next) == value.end => {
                    vec![format!("{}()", inner.join("."))]
                }
                _ if next == value.end => inner.iter().map(|it| (*it).to_owned()).collect(),
                _ => return None,
            };
            let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
            let place = Place { block, bound: Vec::new(), depth };
            self.path(&inner, &place).map(|path| path + &rest)
        })
    }

    /// The one value that a name is given, and the block in which that is read.
    fn only(&self, name: &str, block: usize) -> Option<(Range<usize>, usize)> {
        let home = self.module.home(block, name)?;
        let mut given = self.module.given(home, name);
        let first = given.next()?;
        given.all(|it| it.value == first.value).then(|| (first.value.clone(), first.read_in))
    }
}

/// What the parameter of a lambda holds, and where that is read.
fn bound<'p, 'a>(name: &str, place: &'p Place<'a>) -> Option<(&'p Range<usize>, Place<'a>)> {
    let at = place.bound.iter().rposition(|(it, _)| *it == name)?;
    let outer = Place { bound: place.bound[..at].to_vec(), ..place.clone() };
    Some((&place.bound[at].1, outer))
}

/// What makes the rest of a dotted name: `.token_string`.
fn behind(parts: &[&str]) -> String {
    parts.iter().fold(String::new(), |text, it| text + "." + it)
}
