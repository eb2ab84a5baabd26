//! What minted tokens may do: the permission blocks of their resources, those of `dynamic` among them.

use super::elements::{self, Bound, Element, Meaning};
use super::reading::{Block, File, argument, blocks};
use super::values::{self, plain_text};
use crate::model::vendor::{MintRow, PermissionSlot};
use crate::model::{Given, Granting, Most, Name, Node, Space, Value, Within as _, Word};

/// How many permissions of one resource are looked at.
const MANY: Most = Most::new(200, "permissions of one token");

/// Add what the resources of a file give to the tokens that they mint.
pub(super) fn append(file: &File, grantings: &mut Vec<Granting>) {
    for block in file.blocks("resource", 2) {
        grantings.extend(granting(file, &block));
    }
}

fn granting(file: &File, block: &Block) -> Option<Granting> {
    let (kind, name) = (block.label(0), block.label(1));
    let fits = |row: &&MintRow| row.types.iter().any(|it| it == kind);
    let (vendor, row) =
        file.vendors.iter().find_map(|vendor| Some((vendor, vendor.mints.iter().find(fits)?)))?;
    let slot = row.permissions.as_ref().filter(|slot| !is_off(block, slot))?;
    let mut reader = Reader { file, slot, given: Vec::new(), whole: true, unread: false };
    reader.resource(block);
    let gives = format!("{kind}.{name}.{}", row.attribute);
    let title = block.argument("name");
    Some(Granting {
        vendor: vendor.id.clone(),
        gives: Name::new(Space::Attribute, &file.unit, gives),
        title: title.map(|node| reader.word(node, &Bound::new())),
        title_span: title.map(|node| node.span),
        span: block.span(),
        whole: reader.whole && reader.given.len() < MANY.most(),
        unread: reader.unread || MANY.most() <= reader.given.len(),
        given: reader.given,
        call: None,
    })
}

/// Whether a resource makes no token, or one that is good for nothing.
fn is_off(block: &Block, slot: &PermissionSlot) -> bool {
    let holds = |condition: &String| {
        let (name, value) = condition.split_once('=').unwrap_or((condition, ""));
        block.argument(name).and_then(Node::text).is_some_and(|it| it.trim() == value)
    };
    block.is_never_made() || slot.off.iter().any(holds)
}

/// Reads the permissions of one resource.
struct Reader<'a, 'f> {
    file: &'f File<'a>,
    slot: &'f PermissionSlot,
    given: Vec<Given>,
    whole: bool,
    unread: bool,
}

impl<'a> Reader<'a, '_> {
    /// A resource with `for_each` or `count` makes several tokens under one name, so that no one of them is known.
    fn resource(&mut self, block: &Block<'a>) {
        let Some(each) = block.argument("for_each") else {
            self.whole &= block.argument("count").is_none();
            self.body(block.body, &Bound::new());
            return;
        };
        let elements = elements::of(self.file, each, &Bound::new());
        self.whole &= elements.as_ref().is_some_and(|it| it.len() == 1);
        self.elements("each", elements, &Bound::new(), |reader, bound| {
            reader.body(block.body, bound);
        });
    }

    /// Read once for each element, or once with nothing known of it.
    fn elements(
        &mut self,
        name: &'a str,
        elements: Option<Vec<Element<'a>>>,
        outer: &Bound<'a>,
        read: impl Fn(&mut Self, &Bound<'a>),
    ) {
        self.whole &= elements.is_some();
        self.unread |= elements.is_none();
        let elements: Vec<Option<Element<'_>>> = elements
            .map_or_else(|| vec![None], |elements| elements.into_iter().map(Some).collect());
        for element in elements {
            let bound: Bound<'_> =
                std::iter::once((name, element)).chain(outer.iter().copied()).collect();
            read(self, &bound);
        }
    }

    fn body(&mut self, body: &'a Node, bound: &Bound<'a>) {
        let slot = self.slot;
        for block in blocks(body, &slot.block, 0) {
            self.permission(block.body, bound);
        }
        for block in blocks(body, "dynamic", 1) {
            if block.label(0) == slot.block {
                self.dynamic(&block, bound);
            }
        }
    }

    fn dynamic(&mut self, block: &Block<'a>, bound: &Bound<'a>) {
        let Some(each) = block.argument("for_each") else { return };
        let iterator = block.argument("iterator").and_then(Node::text);
        let name = iterator.unwrap_or_else(|| block.label(0));
        let elements = elements::of(self.file, each, bound);
        let contents = blocks(block.body, "content", 0);
        self.elements(name, elements, bound, |reader, bound| {
            for content in &contents {
                reader.permission(content.body, bound);
            }
        });
    }

    fn permission(&mut self, body: &'a Node, bound: &Bound<'a>) {
        let Some(set) = argument(body, &self.slot.set).filter(|_| MANY.has_room(self.given.len()))
        else {
            return;
        };
        let (all_projects, project) = self.projects(body, bound);
        let categories = argument(body, &self.slot.environments);
        let categories = categories.and_then(|node| self.categories(node, bound));
        let (set, span) = (self.word(set, bound), set.span);
        self.given.push(Given { set: vec![set], span, all_projects, project, categories });
    }

    /// Whether all projects are meant, and where one is named. Where a project may be named or not, neither is known.
    fn projects(
        &self,
        body: &'a Node,
        bound: &Bound<'a>,
    ) -> (Option<Word>, Option<crate::model::Span>) {
        let all = argument(body, &self.slot.all_projects).map(|node| self.word(node, bound));
        let Some(node) = argument(body, &self.slot.project) else { return (all, None) };
        match elements::meaning(self.file, node, bound) {
            Meaning::Unset => (all, None),
            Meaning::Open if !is_set(node) => (Some(self.unread()), Some(node.span)),
            Meaning::Node(found) if is_open(found) => (Some(self.unread()), Some(node.span)),
            Meaning::Open | Meaning::Node(_) | Meaning::Text(_) => (all, Some(node.span)),
        }
    }

    fn categories(&self, node: &'a Node, bound: &Bound<'a>) -> Option<Vec<Word>> {
        match elements::meaning(self.file, node, bound) {
            Meaning::Unset => None,
            Meaning::Node(Node { value: Value::List(items), .. }) => {
                Some(items.iter().within(MANY).map(|item| self.word(item, bound)).collect())
            }
            _ => Some(vec![self.unread()]),
        }
    }

    /// What an expression comes to: its text, or a name that another file may fill in.
    fn word(&self, node: &'a Node, bound: &Bound<'a>) -> Word {
        let node = match elements::meaning(self.file, node, bound) {
            Meaning::Text(text) => return Word::Text(text.to_owned()),
            Meaning::Node(node) => node,
            Meaning::Unset => return self.unread(),
            Meaning::Open => node,
        };
        if let Some(text) = plain_text(node) {
            return Word::Text(text.to_owned());
        }
        let (takes, _) = values::takes_of(self.file, &values::references(node));
        match takes.as_slice() {
            [only] => Word::Name(only.name.clone()),
            _ => self.unread(),
        }
    }

    /// A name that nothing gives.
    fn unread(&self) -> Word {
        Word::Name(Name::new(Space::Case, &self.file.unit, ""))
    }
}

/// Whether an expression is an attribute of another object, which is never nothing.
fn is_set(node: &Node) -> bool {
    values::references(node)
        .iter()
        .all(|it| it.path.first().is_some_and(|kind| kind.contains('_') || kind == "data"))
}

/// Whether an expression may come to nothing.
fn is_open(node: &Node) -> bool {
    let text = node.text().unwrap_or_default();
    text.contains('?') || ["null", "try(", "lookup("].iter().any(|it| text.contains(it))
}
