//! Values of a template: what its functions and its references to secrets stand for.

use super::super::environment::Variable;
use super::super::store;
use crate::extract::container::room::Room;
use crate::model::{Name, Node, Source, Space, Span, Take};

/// How deep functions within functions are looked into.
const DEPTH: usize = 6;
/// How long a text that is put together may get, and how many names it may hold.
const LENGTH: usize = 4096;

/// What a value is made of.
#[derive(Default)]
pub(super) struct Value {
    names: Vec<Name>,
    literal: Option<String>,
}

impl Value {
    /// The names that stand in it.
    pub fn takes(self, span: Span) -> Vec<Take> {
        self.names.into_iter().map(|name| Take { name, span }).collect()
    }

    /// The variable that has this value.
    pub fn of(mut self, name: &str, span: Span) -> Variable {
        let literal = self.literal.take();
        Variable::new(name, span, self.takes(span), literal)
    }
}

/// The value of a variable.
pub(super) fn read(room: &Room<'_>, template: &Node, node: &Node) -> Value {
    let text = written(room.source, node);
    if text.starts_with("arn:") || text.starts_with('/') && text.contains("${") {
        return kept(room, template, node);
    }
    let names = names(room, template, &text);
    let is_open = text.contains("${") || text.contains("{{");
    let is_written = names.is_empty() && !is_open && node.scalar().is_some_and(|it| !it.templated);
    Value { names, literal: is_written.then_some(text) }
}

/// The value of a variable whose text is the address of a secret.
pub(super) fn kept(room: &Room<'_>, template: &Node, node: &Node) -> Value {
    let text = written(room.source, node);
    let whole = text.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
    let name = match whole.filter(|name| !name.contains(['$', '}'])) {
        Some(name) => referred(room, template, name),
        None => Some(store::secret(room.vendors, &address(template, &text))),
    };
    Value { names: name.into_iter().collect(), literal: None }
}

/// A value as one text, in which `${X}` stands for what is put in.
pub(super) fn written(source: &Source, node: &Node) -> String {
    text(source, node, DEPTH)
}

fn text(source: &Source, node: &Node, depth: usize) -> String {
    if depth == 0 {
        return String::new();
    }
    if let Some(scalar) = node.scalar() {
        return match tag(source, node) {
            "Ref" | "GetAtt" | "ImportValue" => format!("${{{}}}", scalar.text),
            _ => scalar.text.clone(),
        };
    }
    if let [entry] = node.entries() {
        let inner = || text(source, &entry.value, depth - 1);
        return match entry.key.text.as_str() {
            "Ref" | "Fn::ImportValue" => format!("${{{}}}", inner()),
            "Fn::GetAtt" => {
                let first = entry.value.items().first().and_then(Node::text);
                format!("${{{}}}", first.map_or_else(inner, str::to_owned))
            }
            _ => inner(),
        };
    }
    let joined = |items: &[Node], between: &str| {
        let texts: Vec<String> =
            items.iter().take(64).map(|item| text(source, item, depth - 1)).collect();
        Some(texts.join(between)).filter(|it| it.len() <= LENGTH).unwrap_or_default()
    };
    match node.items() {
        // `!Join [between, [a, b]]`.
        [between, list] if !list.items().is_empty() => {
            joined(list.items(), between.text().unwrap_or_default())
        }
        // `!Sub [text, {…}]`.
        [first, map] if !map.entries().is_empty() && first.text().is_some_and(is_woven) => {
            first.text().unwrap_or_default().to_owned()
        }
        // `!If [condition, a, b]`.
        [_, choices @ ..] => joined(choices, " "),
        [] => String::new(),
    }
}

fn is_woven(text: &str) -> bool {
    text.contains("${")
}

/// The short tag before a scalar: `Ref` of `!Ref X`. The tree does not keep tags.
fn tag<'s>(source: &'s Source, node: &Node) -> &'s str {
    let before = source.text.get(..node.span.start as usize).unwrap_or_default();
    let before = before.trim_end_matches(['"', '\'', '>', '|', '-', ' ', '\t', '\r', '\n']);
    let start = before.bytes().rev().take(20).take_while(u8::is_ascii_alphanumeric).count();
    let word = &before[before.len() - start..];
    if before[..before.len() - start].ends_with('!') { word } else { "" }
}

/// What is put into a text: secrets that are resolved as the stack is made, and names of the template.
fn names(room: &Room<'_>, template: &Node, text: &str) -> Vec<Name> {
    const RESOLVE: &str = "{{resolve:";
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '$']).filter(|_| names.len() < 16) {
        let here = &rest[at..];
        let (name, length) = if let Some(inside) = here.strip_prefix(RESOLVE) {
            let length = inside.find("}}").unwrap_or(inside.len());
            (Some(resolved(room, template, &inside[..length])), RESOLVE.len() + length)
        } else if let Some(inside) = here.strip_prefix("${") {
            let length = inside.find('}').unwrap_or(inside.len());
            (referred(room, template, &inside[..length]), 2 + length)
        } else {
            (None, 1)
        };
        names.extend(name);
        rest = &here[length..];
    }
    names
}

/// `secretsmanager:ID:SecretString:KEY` or `ssm-secure:/path:1`.
fn resolved(room: &Room<'_>, template: &Node, text: &str) -> Name {
    let (_, address) = text.split_once(':').unwrap_or(("", text));
    let (id, rest) = address.split_once(":SecretString").unwrap_or((address, ""));
    let key = rest.trim_start_matches(':').split(':').next().unwrap_or_default();
    let path = if key.is_empty() { id.to_owned() } else { format!("{id}/{key}") };
    store::secret(room.vendors, &self::address(template, &path))
}

/// What `${X}` stands for, if that may be a credential.
fn referred(room: &Room<'_>, template: &Node, name: &str) -> Option<Name> {
    let name = name.split('.').next().unwrap_or(name);
    if name.contains("::") || name.starts_with('!') || name.is_empty() {
        return None;
    }
    if let Some(resource) = template.get("Resources").and_then(|it| it.get(name)) {
        let is_secret = is_store(resource);
        return is_secret.then(|| store::secret(room.vendors, kept_as(resource, name)));
    }
    let parameter = template.get("Parameters").and_then(|it| it.get(name));
    let of = |key| parameter.and_then(|it| it.get(key)).and_then(Node::text);
    match of("Type").filter(|kind| kind.starts_with("AWS::SSM::")).and(of("Default")) {
        Some(path) => Some(store::secret(room.vendors, path)),
        None => Some(Name::new(Space::Setting, &room.unit, name)),
    }
}

fn is_store(resource: &Node) -> bool {
    let kind = resource.get("Type").and_then(Node::text).unwrap_or_default();
    matches!(kind, "AWS::SecretsManager::Secret" | "AWS::SSM::Parameter")
}

fn kept_as<'n>(resource: &'n Node, name: &'n str) -> &'n str {
    let own = resource.at(&["Properties", "Name"]).and_then(Node::text);
    own.filter(|it| !it.contains("${")).unwrap_or(name)
}

/// An address with the names of the template's own secrets filled in, and without what only AWS knows.
fn address(template: &Node, text: &str) -> String {
    let (mut address, mut rest) = (String::new(), text);
    while let Some((before, inside)) = rest.split_once("${") {
        let (name, behind) = inside.split_once('}').unwrap_or((inside, ""));
        let logical = name.split('.').next().unwrap_or(name);
        let resource = template.get("Resources").and_then(|it| it.get(logical));
        let filled = resource.filter(|it| is_store(it)).map(|it| kept_as(it, logical));
        address.push_str(before);
        address.push_str(filled.unwrap_or(if name.contains("::") { "_" } else { logical }));
        rest = behind;
    }
    address + rest
}
