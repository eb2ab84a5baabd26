//! Variables, locals and outputs of a folder.

use super::reading::{Block, File};
use super::resources;
use super::revealed;
use super::values::{self, plain_text};
use crate::model::{
    Choice, Entry, Evidence, Held, Kind, Name, Node, Presentation, Secret, Site, Space, Strength,
    Take, Vendor, Weight, vendor,
};

/// Add the variables, locals and outputs of a configuration file.
pub(super) fn append(file: &File, sites: &mut Held<Site>) {
    sites.extend(file.blocks("variable", 1).iter().map(|block| variable(file, block)));
    for block in file.blocks("locals", 0) {
        for entry in block.body.entries() {
            append_local(file, entry, sites);
        }
    }
    sites.extend(file.blocks("output", 1).iter().filter_map(|block| output(file, block)));
}

/// A value comes in by an argument, a variable file or the environment, in that order; the default is the rest.
fn variable(file: &File, block: &Block) -> Site {
    let (name, label) = (block.label(0), block.span());
    let default = block.argument("default").filter(|node| plain_text(node).is_some());
    let take = |space, text: String| Take { name: Name::new(space, &file.unit, text), span: label };
    Site {
        takes: vec![
            take(Space::Argument, name.to_owned()),
            take(Space::Variant, name.to_owned()),
            take(Space::Env, format!("TF_VAR_{name}")),
        ],
        choice: Choice::First,
        gives: Some(Name::new(Space::Var, &file.unit, name)),
        literal: default.and_then(plain_text).map(Secret::new),
        reveals: revealed::variable(block).into(),
        evidence: description(file, block).into_iter().collect(),
        ..Site::new(
            default.map_or(label, |default| default.span),
            &file.unit,
            if default.is_some() {
                format!("variable `{name}` is set from outside or takes its default")
            } else {
                format!("variable `{name}` is set from outside")
            },
        )
    }
}

/// A local, and each of its fields if it is an object; as a whole it may be any of them.
fn append_local(file: &File, entry: &Entry, sites: &mut Held<Site>) {
    let name = &entry.key.text;
    let fields = entry.value.entries().iter();
    let fields: Vec<Site> = fields
        .map(|field| local(file, &format!("{name}.{}", field.key.text), &field.value))
        .collect();
    let mut whole = local(file, name, &entry.value);
    if !fields.is_empty() {
        let filled = fields.iter().filter(|it| !it.takes.is_empty() || it.literal.is_some());
        let take = |field: &Site| Some(Take { name: field.gives.clone()?, span: field.span });
        whole.takes = filled.filter_map(take).collect();
        whole.choice = Choice::Any;
    }
    sites.push(whole);
    sites.extend(fields);
}

fn local(file: &File, name: &str, value: &Node) -> Site {
    let says = format!("local `{name}` takes {}", values::described(value));
    let gives = Some(Name::new(Space::Local, &file.unit, name));
    Site { gives, ..values::site(file, value, says) }
}

fn output(file: &File, block: &Block) -> Option<Site> {
    let (name, value) = (block.label(0), block.argument("value")?);
    let minted = values::references(value).into_iter().any(|it| resources::is_minted(file, it));
    Some(Site {
        gives: Some(Name::new(Space::Output, &file.unit, name)),
        presents: minted.then(|| {
            let consumer = "terraform-output".to_owned();
            Box::new(Presentation { consumer, weight: Weight::Presumed })
        }),
        ..values::site(
            file,
            value,
            format!("output `{name}` hands on {}", values::described(value)),
        )
    })
}

fn description(file: &File, block: &Block) -> Option<Evidence> {
    let node = block.argument("description")?;
    let text = node.text()?;
    let kind = file.vendors.iter().find_map(|vendor| kind_of_prose(vendor, text))?;
    Some(Evidence {
        kind,
        strength: Strength::Prose,
        span: Some(node.span),
        says: format!(
            "the description of `{}` speaks of a {} token",
            block.label(0),
            kind.as_str()
        ),
    })
}

/// The kind that a description speaks of, if it speaks of one only. A word that also means other things
/// (`user`, `service`) counts only as a token's; a value's prefix and an abbreviation count alone.
fn kind_of_prose(vendor: &Vendor, text: &str) -> Option<Kind> {
    let words = vendor::normalised(text);
    let prefixes =
        vendor.prefixes.iter().filter(|row| text.contains(&row.text)).map(|row| row.kind);
    let names =
        vendor.words.iter().filter(|row| row.words.iter().any(|it| names_token(&words, it)));
    let mut kinds = prefixes.chain(names.map(|row| row.kind));
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

fn names_token(words: &str, word: &str) -> bool {
    const TAILS: [&str; 6] =
        ["_token", "_tokens", "_access_token", "_account_token", "_api_token", "_api_key"];
    let stands_alone = word.len() <= 3 || word.contains("token");
    let is_tail = |rest: &str, tail: &&str| {
        rest.strip_prefix(tail).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    vendor::behind_word(words, word)
        .any(|rest| stands_alone || TAILS.iter().any(|tail| is_tail(rest, tail)))
}
