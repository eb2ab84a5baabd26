//! Places that show a value in plain text: outputs and variables that are not marked as sensitive, and resources that
//! write what they are given into a file, a plan or a setting that anyone may read.

use super::reading::{Block, File, argument, blocks};
use super::resources;
use super::values::{self, plain_text};
use crate::model::{
    ExposureForm, Held, Most, Name, Node, Reference, Site, Space, Span, Take, Value, vendor,
};

/// An argument whose value others than its user may read.
struct Open {
    /// The type of the resource.
    kind: &'static str,
    /// The argument.
    argument: &'static str,
    /// What becomes of the value, as a clause.
    says: &'static str,
    /// The block within the resource that has the argument, where it is not the resource itself.
    within: Option<&'static str>,
    /// An argument with the value that seals it, and the value that it has where it is not set.
    sealed: Option<(&'static str, &'static str, &'static str)>,
    /// Whether only a plan shows it, which hides what is marked as sensitive.
    planned: bool,
    /// How it is shown.
    form: ExposureForm,
}

const fn open(kind: &'static str, argument: &'static str, says: &'static str) -> Open {
    let form = ExposureForm::PlainOutput;
    Open { kind, argument, says, within: None, sealed: None, planned: false, form }
}

const fn planned(kind: &'static str, argument: &'static str) -> Open {
    Open { planned: true, ..open(kind, argument, "keeps it where a plan prints it") }
}

/// A sensitive file and a secure parameter are made for secrets; these are not.
const OPEN: [Open; 20] = [
    open("local_file", "content", "writes it into a file in plain text"),
    open("local_file", "content_base64", "writes it into a file in plain text"),
    planned("null_resource", "triggers"),
    planned("terraform_data", "triggers_replace"),
    planned("terraform_data", "input"),
    open("kubernetes_config_map", "data", "keeps it in a config map"),
    open("kubernetes_config_map_v1", "data", "keeps it in a config map"),
    open("github_actions_variable", "value", "keeps it as a plain variable of the repository"),
    // What an instance is started with is told to everyone who may look at the instance, and to all that runs there.
    open("aws_instance", "user_data", STARTED),
    open("aws_instance", "user_data_base64", STARTED),
    open("aws_launch_template", "user_data", STARTED),
    open("aws_launch_configuration", "user_data", STARTED),
    open("google_compute_instance", "metadata_startup_script", STARTED),
    open("google_compute_instance", "metadata", STARTED),
    open("aws_s3_object", "content", STORED),
    open("aws_s3_bucket_object", "content", STORED),
    open("google_storage_bucket_object", "content", STORED),
    Open {
        within: Some("variable"),
        sealed: Some(("is_secret", "true", "false")),
        ..open("azuredevops_variable_group", "value", "keeps it as a variable that is no secret")
    },
    Open {
        sealed: Some(("type", "SecureString", "SecureString")),
        ..open("aws_ssm_parameter", "value", "keeps it as a parameter that is not encrypted")
    },
    Open {
        sealed: Some(("sensitive", "true", "false")),
        form: ExposureForm::UnmarkedVariable,
        ..open("tfe_variable", "value", "keeps it as a variable that is not marked as sensitive")
    },
];
const STARTED: &str = "keeps it in what an instance is started with";
const STORED: &str = "keeps it in an object of a bucket";

/// How many expressions of a file are looked through for `nonsensitive`.
const MANY: Most = Most::new(20_000, "expressions of a value");

/// Add the places of a file that show what they are given.
pub(super) fn append(file: &File, sites: &mut Held<Site>) {
    let bared = bared(file);
    for block in file.blocks("output", 1) {
        let known = |it: &Site| block.body.span.contains(it.span);
        sites.extend(output(file, &block).filter(|_| !bared.iter().any(known)));
    }
    for block in file.blocks("resource", 2) {
        sites.extend(written(file, &block));
    }
    sites.extend(bared);
}

/// What a variable shows to those who run a plan, if it is not marked.
pub(super) fn variable(block: &Block) -> Vec<ExposureForm> {
    if is_marked(block.body) { Vec::new() } else { vec![ExposureForm::UnmarkedVariable] }
}

/// An ephemeral value is kept nowhere. What an expression comes to is not known: it may be that it is sensitive.
fn is_marked(body: &Node) -> bool {
    ["sensitive", "ephemeral"]
        .iter()
        .filter_map(|name| argument(body, name))
        .any(|node| node.text() != Some("false"))
}

/// An output that is not marked. The scope tells an output from what shows a value itself: a module's is given back.
fn output(file: &File, block: &Block) -> Option<Site> {
    let value = block.argument("value").filter(|_| !is_marked(block.body))?;
    let name = block.label(0);
    let says = format!("output `{name}` shows {}", values::described(value));
    let scope = file.unit.within("output", name);
    shown(file, value, says).map(|site| Site { scope, ..site })
}

/// The arguments of a resource that show what they are given, or their entries.
fn written(file: &File, block: &Block) -> Vec<Site> {
    let (kind, name) = (block.label(0), block.label(1));
    let mut sites = Vec::new();
    for open in OPEN.iter().filter(|open| open.kind == kind) {
        let says = format!("`{kind}.{name}` {}", open.says);
        let scope = if open.planned { file.unit.within("plan", name) } else { file.unit.clone() };
        for value in
            bodies(block, open).into_iter().filter_map(|body| argument(body, open.argument))
        {
            let whole = std::iter::once(value).filter(|it| it.entries().is_empty());
            let entries = value.entries().iter().map(|entry| &entry.value);
            let shown = whole.chain(entries).filter_map(|it| shown(file, it, says.clone()));
            let reveals = [open.form];
            sites.extend(shown.map(|site| Site {
                scope: scope.clone(),
                reveals: reveals.into(),
                ..site
            }));
        }
    }
    sites
}

/// The bodies that may have the argument, without those that are sealed.
fn bodies<'a>(block: &Block<'a>, open: &Open) -> Vec<&'a Node> {
    let is_open = |body: &&Node| {
        open.sealed.is_none_or(|(name, seal, unset)| {
            let said = argument(body, name).map_or(Some(unset), plain_text);
            said.is_some_and(|it| it != seal)
        })
    };
    let bodies = match open.within {
        Some(kind) => blocks(block.body, kind, 0).iter().map(|it| it.body).collect(),
        None => vec![block.body],
    };
    bodies.into_iter().filter(is_open).collect()
}

/// A place that shows what a value hands on.
fn shown(file: &File, value: &Node, says: String) -> Option<Site> {
    let mut site = values::site(file, value, says);
    site.takes.extend(whole(file, value));
    let spans: Vec<Span> = handed_on(file, value);
    site.takes.retain(|take| spans.iter().any(|span| take.span.contains(*span)));
    let is_empty = site.takes.is_empty() && site.literal.is_none();
    site.reveals = [ExposureForm::PlainOutput].into();
    (!is_empty).then_some(site)
}

/// The token of a resource that is shown as a whole. What an expression picks of one is not known here.
fn whole(file: &File, value: &Node) -> Option<Take> {
    let scalar = value.scalar()?;
    let [reference] = scalar.references.as_slice() else { return None };
    let address = reference.path.join(".");
    let attribute =
        resources::minted_by(file, &address).filter(|_| scalar.text.trim() == address)?;
    let name = Name::new(Space::Attribute, &file.unit, format!("{address}.{attribute}"));
    Some(Take { name, span: reference.span })
}

/// Where those references of a value stand that may be secrets and are handed on as they are.
fn handed_on(file: &File, value: &Node) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut waiting = vec![value];
    for seen in 0.. {
        let Some(node) = waiting.pop().filter(|_| MANY.has_room(seen)) else { break };
        waiting.extend(node.items());
        waiting.extend(node.entries().iter().map(|entry| &entry.value));
        let Value::Scalar(scalar) = &node.value else { continue };
        let references = scalar.references.iter().filter(|it| may_be_secret(file, it));
        spans.extend(references.map(|it| it.span).filter(|it| !is_hidden(file, node.span, *it)));
    }
    spans
}

/// Whether a reference is to something secret, by the words of its path.
fn may_be_secret(file: &File, reference: &Reference) -> bool {
    const WORDS: [&str; 8] =
        ["token", "tokens", "key", "pat", "secret", "secrets", "password", "credentials"];
    let is_secret = |step: &String| {
        let name = vendor::normalised(step);
        name.split('_').any(|word| WORDS.contains(&word))
            || file.vendors.iter().any(|vendor| vendor.name_row(step).is_some())
    };
    match reference.path.as_slice() {
        [first, rest @ ..] if matches!(first.as_str(), "var" | "local") => {
            rest.iter().any(is_secret)
        }
        [first, _, rest @ ..] if first == "module" => rest.iter().any(is_secret),
        [kind, name] if resources::minted_by(file, &format!("{kind}.{name}")).is_some() => true,
        // The address of what a store keeps is no secret, nor what else a vendor's resource tells of itself.
        [.., last] => {
            resources::is_minted(file, reference)
                || is_secret(last) && !is_of_vendor(file, reference)
        }
        [] => false,
    }
}

fn is_of_vendor(file: &File, reference: &Reference) -> bool {
    let kind = reference.path.first().map_or("", String::as_str);
    let mut rows = file.vendors.iter().flat_map(|vendor| &vendor.mints);
    rows.any(|row| row.types.iter().any(|it| it == kind))
}

/// Functions that say something of a value and do not show it.
const HIDING: [&str; 14] = [
    "sha1",
    "sha256",
    "sha512",
    "md5",
    "base64sha256",
    "base64sha512",
    "bcrypt",
    "uuidv5",
    "length",
    "keys",
    "sensitive",
    "issensitive",
    "can",
    "startswith",
];

/// How much of an expression is looked at around a reference.
const NEAR: usize = 500;

/// Whether a reference stands within a function that does not show it, or is only compared.
fn is_hidden(file: &File, expression: Span, place: Span) -> bool {
    let text = file.source.text.as_bytes();
    let (start, end) = (place.start as usize, (expression.end as usize).min(text.len()));
    let first = (expression.start as usize).max(start.saturating_sub(NEAR));
    let mut depth = 0_usize;
    for at in (first..start.min(end)).rev() {
        match text[at] {
            b')' => depth += 1,
            b'(' if 0 < depth => depth -= 1,
            b'(' if HIDING.iter().any(|it| word_before(text, at) == it.as_bytes()) => return true,
            _ => {}
        }
    }
    let rest = text.get(start..end).unwrap_or_default();
    let length = rest.iter().take_while(|it| is_path(**it)).count();
    let behind = rest[length..].trim_ascii_start();
    ["==", "!=", "?"].iter().any(|sign| behind.starts_with(sign.as_bytes()))
}

fn word_before(text: &[u8], at: usize) -> &[u8] {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text[..at].iter().rev().take_while(|it| is_part(it)).count();
    &text[at - length..at]
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']' | b'"' | b'*')
}

/// Values that `nonsensitive` bares. What it is told of a value, such as its length, is none.
fn bared(file: &File) -> Vec<Site> {
    const BARING: &str = "nonsensitive(";
    if !file.source.text.contains(BARING) {
        return Vec::new();
    }
    let mut sites = Vec::new();
    let mut waiting = vec![file.root];
    for seen in 0.. {
        let Some(node) = waiting.pop().filter(|_| MANY.has_room(seen)) else { break };
        waiting.extend(node.items());
        waiting.extend(node.entries().iter().map(|entry| &entry.value));
        let Value::Scalar(scalar) = &node.value else { continue };
        for (at, _) in scalar.text.match_indices(BARING) {
            let start = at + BARING.len();
            let length = scalar.text[start..].bytes().take_while(|it| is_path(*it)).count();
            let whole = scalar.text[start + length..].starts_with(')');
            let span = scalar.span_of(file.source.id, start, start + length);
            let inside: Vec<&Reference> =
                scalar.references.iter().filter(|it| whole && span.contains(it.span)).collect();
            let (takes, choice) = values::takes_of(file, &inside);
            if !takes.is_empty() {
                let says = "`nonsensitive` takes the mark off that hides it".to_owned();
                let site = Site::new(span, &file.unit, says);
                let reveals = [ExposureForm::PlainOutput].into();
                sites.push(Site { takes, choice, reveals, ..site });
            }
        }
    }
    sites
}
