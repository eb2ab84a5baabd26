//! What minted tokens may do: the list of permissions of their resources.

use super::words::references;
use super::{Program, Resource};
use crate::model::vendor::{MintRow, PermissionSlot};
use crate::model::{Given, Granting, Most, Name, Node, Space, Span, Value, Within as _, Word};

/// How many permissions of one resource are looked at.
const MANY: Most = Most::new(200, "permissions of one token");

/// What a resource gives to the token that it mints.
pub(super) fn granting(program: &Program<'_>, resource: &Resource<'_>) -> Option<Granting> {
    let fits = |row: &&MintRow| row.types.contains(&resource.kind);
    let mut vendors = program.vendors.iter();
    let (vendor, row) =
        vendors.find_map(|vendor| Some((vendor, vendor.mints.iter().find(fits)?)))?;
    let slot = row.permissions.as_ref()?;
    let list = resource.properties.and_then(|it| it.get(&program.spelt(&slot.block)));
    let items = list.map(Node::items).unwrap_or_default();
    let title = resource.properties.and_then(|it| it.get("name"));
    let given = items.iter().within(MANY).filter_map(|item| given(program, slot, item));
    let name = format!("{}.{}", resource.name, program.spelt(&row.attribute));
    Some(Granting {
        vendor: vendor.id.clone(),
        gives: Name::new(Space::Attribute, &program.unit, name),
        title: title.map(|node| word(program, node)),
        title_span: title.map(|node| node.span),
        span: resource.span,
        given: given.collect(),
        whole: resource.whole
            && MANY.has_room(items.len())
            && list.is_none_or(|it| matches!(it.value, Value::List(_))),
        unread: !list.is_none_or(|it| matches!(it.value, Value::List(_))),
        call: None,
    })
}

fn given(program: &Program<'_>, slot: &PermissionSlot, item: &Node) -> Option<Given> {
    let property = |name: &str| item.get(&program.spelt(name)).filter(|it| it.value != Value::Null);
    let set = property(&slot.set)?;
    let project: Option<Span> = property(&slot.project).map(|it| it.span);
    Some(Given {
        set: vec![word(program, set)],
        span: set.span,
        all_projects: property(&slot.all_projects).map(|node| word(program, node)),
        project,
        categories: property(&slot.environments).map(|node| match &node.value {
            Value::List(items) => items.iter().within(MANY).map(|it| word(program, it)).collect(),
            _ => vec![word(program, node)],
        }),
    })
}

/// A text as it is written, or the name that fills it in.
fn word(program: &Program<'_>, node: &Node) -> Word {
    match node.text() {
        Some(text) if references(text).is_empty() => Word::Text(text.to_owned()),
        text => Word::Name(Name::new(Space::Case, &program.unit, text.unwrap_or_default())),
    }
}
