//! Stores of secrets that resources fill: which entry of which store takes what value, and what reads it again.

use super::cases;
use super::elements::{self, Bound, Element, Meaning};
use super::namings::{beside, template};
use super::reading::{Block, File, blocks};
use super::resources::at_path;
use super::values::{self, plain_text};
use crate::extract::stores::{Entry, Said, naming};
use crate::model::vendor::{EntrySlot, FillSlot, StoreRow};
use crate::model::{
    Choice, Few, Held, Most, Name, Node, Reference, Scalar, Scope, Site, Space, Span, Take, Value,
    Within as _,
};

/// How many fields of one entry are looked at.
const MANY: Most = Most::new(100, "fields of one entry");

/// Add what resources fill and name, and what data sources read.
pub(super) fn append(file: &File, kept: &mut Held<Site>) {
    for (kind, before) in [("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")] {
        for block in file.blocks(kind, 2) {
            let kind = block.label(0);
            let typed = format!("{before}{kind}");
            for store in file.vendors.iter().flat_map(|it| it.stores_of(kind, &typed)) {
                let keeper = Keeper { file, store, block: &block };
                kept.extend(keeper.named(&typed));
                if before.is_empty() {
                    kept.extend(keeper.filled());
                } else {
                    kept.extend(keeper.read());
                }
            }
        }
    }
}

/// A block beside what is known of a store.
struct Keeper<'a, 'f> {
    file: &'f File<'a>,
    store: &'f StoreRow,
    block: &'f Block<'a>,
}

impl<'a> Keeper<'a, '_> {
    /// What a resource or a data source is called that others refer to.
    fn named(&self, typed: &str) -> Option<Site> {
        let name = self.block.label(1);
        let slot = self.store.names.iter().find(|slot| slot.types.iter().any(|it| it == typed))?;
        if self.block.argument("for_each").is_some() {
            return None;
        }
        let (text, span) = self.entry(self.block.body, &slot.entry, &Bound::new())?;
        Some(naming(&self.file.unit, &format!("{typed}.{name}"), text, span, Said::Itself))
    }

    /// The entries that a resource fills, once for each element that it is made for.
    fn filled(&self) -> Vec<Site> {
        let kind = self.block.label(0);
        let slots = self.store.fills.iter().filter(|slot| slot.types.iter().any(|it| it == kind));
        let slots: Vec<&FillSlot> = slots.collect();
        if slots.is_empty() {
            return Vec::new();
        }
        let Some(each) = self.block.argument("for_each") else {
            return slots.iter().flat_map(|slot| self.filled_by(slot, &Bound::new())).collect();
        };
        let elements = elements::of(self.file, each, &Bound::new());
        let elements: Vec<Option<Element<'_>>> =
            elements.map_or_else(|| vec![None], |it| it.into_iter().map(Some).collect());
        let bounds = elements.into_iter().map(|element| vec![("each", element)]);
        let filled = |bound: Bound<'a>| {
            slots.iter().flat_map(|slot| self.filled_by(slot, &bound)).collect::<Vec<_>>()
        };
        bounds.flat_map(filled).collect()
    }

    fn filled_by(&self, slot: &FillSlot, bound: &Bound<'a>) -> Vec<Site> {
        let inside = |bodies: Vec<&'a Node>, kind: &str| -> Vec<&'a Node> {
            let bodies = bodies.into_iter().flat_map(|body| blocks(body, kind, 0));
            bodies.map(|it| it.body).within(MANY).collect()
        };
        let path = slot.each.iter().flat_map(|each| each.split('.'));
        let bodies = path.fold(vec![self.block.body], inside);
        bodies.into_iter().flat_map(|body| self.filled_in(slot, body, bound)).collect()
    }

    fn filled_in(&self, slot: &FillSlot, body: &'a Node, bound: &Bound<'a>) -> Vec<Site> {
        let around = |body| self.entry(body, &slot.entry, bound);
        let Some((entry, _)) = around(body).or_else(|| around(self.block.body)) else {
            return Vec::new();
        };
        let entry =
            if self.store.units.iter().any(|it| it == "file") { beside(&entry) } else { entry };
        let label = slot.label.as_ref().and_then(|label| self.text(body.get(label)?, bound));
        let field = label.as_deref().or(slot.field.as_deref());
        let Some(environment) = self.environment(slot, body, bound) else { return Vec::new() };
        let values = slot.value.iter().flat_map(|path| at_path(body, path));
        let owner = self.owner(slot, bound);
        let mut sites = Vec::new();
        for value in values.within(MANY) {
            let value = elements::behind(self.file, value, bound);
            sites.extend(match &slot.environment {
                Some(_) => self.of_variable(value, &entry, &environment),
                None => self.of_value(value, &entry, field),
            });
        }
        for name in sites.iter_mut().filter_map(|site| site.gives.as_mut()) {
            name.text.push_str(&owner);
        }
        sites
    }

    /// The end of the name that tells entries of one name apart, until it is known whether there are several.
    fn owner(&self, slot: &FillSlot, bound: &Bound<'a>) -> String {
        let Some(argument) = &slot.owner else { return String::new() };
        let Some(node) = at_path(self.block.body, argument).first().copied() else {
            return String::new();
        };
        let text = self.text(node, bound).or_else(|| Some(node.text()?.to_owned()));
        text.map(|text| format!("|{text}")).unwrap_or_default()
    }

    /// The end of the name of what is kept for one environment; none where that is not known.
    fn environment(&self, slot: &FillSlot, body: &'a Node, bound: &Bound<'a>) -> Option<String> {
        let Some(argument) = &slot.environment else { return Some(String::new()) };
        if at_path(body, argument).is_empty() {
            return Some(String::new());
        }
        let (text, _) = self.entry(body, std::slice::from_ref(argument), bound)?;
        Some(if text == "*" { String::new() } else { format!("@{text}") })
    }

    /// What fills a variable, which has no fields.
    fn of_variable(&self, value: &'a Node, entry: &str, environment: &str) -> Vec<Site> {
        let site = values::site(self.file, value, String::new());
        self.sites([(None, site)].into_iter(), &format!("{entry}{environment}"))
    }

    /// What fills an entry: each field by itself where they are written out, else the whole of it.
    fn of_value(&self, value: &'a Node, entry: &str, field: Option<&str>) -> Vec<Site> {
        if let Value::Map(entries) = &value.value {
            let fields = entries.iter().within(MANY);
            let fields = fields.map(|it| {
                let site = values::site(self.file, &it.value, String::new());
                (Some(it.key.text.as_str()), site)
            });
            return self.sites(fields, entry);
        }
        if let Some(scalar) = value.scalar()
            && let Some(fields) = fields(self.file, scalar)
        {
            let fields = fields.iter().map(|field| (Some(field.key), self.of_field(field)));
            return self.sites(fields, entry);
        }
        let whole = values::site(self.file, value, String::new());
        let ends = match field {
            Some(field) => vec![Some(field)],
            None => vec![None, Some("")],
        };
        self.sites(ends.into_iter().map(|end| (end, whole.clone())), entry)
    }

    fn of_field(&self, field: &Field<'_>) -> Site {
        let (takes, choice) = values::takes_of(self.file, &field.references);
        Site { takes, choice, ..Site::new(field.span, &self.file.unit, String::new()) }
    }

    fn sites<'s>(
        &self,
        fields: impl Iterator<Item = (Option<&'s str>, Site)>,
        entry: &str,
    ) -> Vec<Site> {
        let (kind, name) = (self.block.label(0), self.block.label(1));
        let site = |(field, site): (Option<&str>, Site)| {
            let end = field.map(|it| format!("#{it}")).unwrap_or_default();
            let text = format!("{}/{entry}{end}", self.store.id);
            Site {
                gives: Some(Name::new(Space::Kept, &self.file.unit, text)),
                literal: None,
                evidence: Few::new(),
                says: format!("`{kind}.{name}` keeps it in {}", self.store.title).into(),
                is_shared: self.store.shared.iter().any(|it| it == kind),
                ..site
            }
        };
        fields.map(site).filter(|site| !site.takes.is_empty()).collect()
    }

    /// What a data source reads.
    fn read(&self) -> Option<Site> {
        let kind = self.block.label(0);
        let slots = self.store.reads.iter().filter(|it| it.types.iter().any(|it| it == kind));
        slots.into_iter().find_map(|slot| self.read_by(slot))
    }

    fn read_by(&self, slot: &EntrySlot) -> Option<Site> {
        let kind = self.block.label(0);
        let (entry, span) = self.entry(self.block.body, &slot.entry, &Bound::new())?;
        let last = self.block.argument(slot.entry.last()?)?;
        // Where a resource of this folder stands for the entry, what it keeps is known without asking a store.
        let text = plain_text(last)?;
        let gives = Name::new(Space::Attribute, &Scope::repository(), format!("{kind}:{text}"));
        let entries = Entry::new(&self.store.id, &entry)?.names();
        Some(Site {
            takes: entries.into_iter().map(|name| Take { name, span }).collect(),
            choice: Choice::First,
            gives: Some(gives),
            ..Site::new(
                span,
                &self.file.unit,
                format!("`{kind}` reads it from {}", self.store.title),
            )
        })
    }

    /// The name of an entry, in which the address of a resource in braces stands for what that is called.
    fn entry(&self, body: &'a Node, paths: &[String], bound: &Bound<'a>) -> Option<(String, Span)> {
        let mut texts = Vec::new();
        let mut last = None;
        for path in paths {
            let node = *at_path(body, path).first()?;
            texts.push(self.text(node, bound)?);
            last = Some(node.span);
        }
        Some((texts.join("/"), last?))
    }

    fn text(&self, node: &'a Node, bound: &Bound<'a>) -> Option<String> {
        if let Some(address) = elements::whole(node).and_then(|it| self.address(it)) {
            return Some(format!("{{{address}}}"));
        }
        match elements::meaning(self.file, node, bound) {
            Meaning::Text(text) => Some(text.to_owned()),
            Meaning::Node(node) => plain_text(node).map(str::to_owned).or_else(|| template(node)),
            Meaning::Open => template(node),
            Meaning::Unset => None,
        }
    }

    /// The resource or data source that stands for an entry. An instance of one of many is not known by that.
    fn address(&self, reference: &Reference) -> Option<String> {
        let steps: Vec<&str> = reference.path.iter().map(String::as_str).collect();
        let (kind, name) = match steps.as_slice() {
            ["data", kind, name, _] => (format!("data.{kind}"), name),
            [kind, name, _] => ((*kind).to_owned(), name),
            _ => return None,
        };
        let known = self.store.names.iter().any(|slot| slot.types.contains(&kind));
        known.then(|| format!("{kind}.{name}"))
    }
}

/// A field of `jsonencode({ … })`.
struct Field<'s> {
    key: &'s str,
    references: Vec<&'s Reference>,
    span: Span,
}

/// The fields of `jsonencode({ key = value, … })`, if a text is that.
fn fields<'s>(file: &File, scalar: &'s Scalar) -> Option<Vec<Field<'s>>> {
    let text = scalar.text.trim_end();
    let open = text.find('{')?;
    let before: String = text[..open].split_whitespace().collect();
    if before != "jsonencode(" || !text.ends_with(')') {
        return None;
    }
    let end = text.rfind('}').filter(|end| open < *end)?;
    let inside = &text[open + 1..end];
    let outside = cases::outside(inside);
    let ends = outside.iter().filter(|(_, byte)| matches!(byte, b',' | b'\n')).map(|(at, _)| *at);
    let mut start = 0;
    let mut fields = Vec::new();
    for stop in ends.chain([inside.len()]).within(MANY) {
        let piece = inside.get(start..stop).unwrap_or_default();
        let sign = piece.find(['=', ':']);
        if let Some(sign) = sign {
            let key = piece[..sign].trim().trim_matches('"');
            let from = open + 1 + start + sign + 1;
            let value = &piece[sign + 1..];
            let from = from + (value.len() - value.trim_start().len());
            let span = scalar.span_of(file.source.id, from, open + 1 + stop);
            let references = scalar.references.iter().filter(|it| span.contains(it.span)).collect();
            fields.push(Field { key, references, span });
        }
        start = stop + 1;
    }
    Some(fields)
}
