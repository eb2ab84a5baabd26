//! Actions that fetch secrets from a store: into variables for the steps after them, or into their outputs.

use super::file::File;
use super::step::{After, Step};
use crate::extract::stores;
use crate::model::{Entry, Most, Name, Node, Scalar, Site, Space, Span, Take, Within as _};

/// How many secrets of one step are looked at.
const MANY: Most = Most::new(100, "secrets that one step loads");

/// A secret that an action fetches: the entry, and under which name it is handed on.
struct Fetched {
    entry: stores::Entry,
    name: String,
    span: Span,
}

/// Read a step whose action fetches secrets. `after` is the scope of the steps behind it.
pub(super) fn read(file: &mut File<'_>, step: &Step<'_, '_, '_>, uses: &str, after: &After) {
    let action = action(uses);
    let fetched = match action.as_str() {
        "aws-actions/aws-secretsmanager-get-secrets" => {
            let asked = |name: &str| input(step, name).and_then(Node::text);
            let cased = cased(asked("name-transformation"));
            let is_object = asked("parse-json-secrets") == Some("true");
            let read = if is_object { aws_fields } else { aws };
            lines(file, step, "secret-ids", &['\n'], |line| read(line, cased))
        }
        "google-github-actions/get-secretmanager-secrets" => {
            lines(file, step, "secrets", &[',', '\n'], google)
        }
        "hashicorp/vault-action" => lines(file, step, "secrets", &[';'], vault),
        "azure/get-keyvault-secrets" => lines(file, step, "secrets", &[','], azure),
        LOADER => return references(file, step, after),
        _ => return,
    };
    let id = step.node.get("id").and_then(Node::text);
    let exports = exports(step, &action);
    for Fetched { entry, name, span } in fetched {
        let (scope, steps) = (&step.place.scope, &step.place.steps);
        let output = id.map(|id| Name::new(Space::Output, steps, format!("{id}.{name}")));
        let variable = exports.then(|| Name::new(Space::Env, after.scope(), name));
        let names: Vec<Name> = output.into_iter().chain(variable).collect();
        if entry.is_each() {
            // Of fields that are not named only those are known that something fills.
            let readings = names.into_iter().map(|name| entry.read_as(name, scope, span));
            file.facts.kept.extend(readings);
            continue;
        }
        let secret = entry.outside(file.vendors);
        if !entry.is_part() {
            file.facts.kept.push(entry.read_as(secret.clone(), scope, span));
        }
        // Its name is told where it begins, as the entry is where the value comes into the file.
        let take = Take { name: secret, span: Span { end: span.start, ..span } };
        file.facts.sites.extend(names.into_iter().map(|gives| {
            let says =
                format!("{} loads the secret `{}` as `{}`", step.label, take.name.text, gives.text);
            Site { takes: vec![take.clone()], gives: Some(gives), ..Site::new(span, scope, says) }
        }));
    }
}

/// Whether an action puts what it fetches into the environment of the steps behind it, too.
fn exports(step: &Step<'_, '_, '_>, action: &str) -> bool {
    let asked = |name: &str| input(step, name).and_then(Node::text);
    match action {
        "google-github-actions/get-secretmanager-secrets" => {
            asked("export_to_environment") == Some("true")
        }
        "hashicorp/vault-action" => asked("exportEnv") != Some("false"),
        _ => true,
    }
}

/// The action that is told in its own environment which secrets to fetch.
const LOADER: &str = "1password/load-secrets-action";

/// Whether the variables of a step name the secrets that its action fetches.
pub(super) fn reads_variables(uses: &str) -> bool {
    action(uses) == LOADER
}

fn action(uses: &str) -> String {
    uses.split('@').next().unwrap_or(uses).to_lowercase()
}

fn input<'n>(step: &'n Step<'_, '_, '_>, name: &str) -> Option<&'n Node> {
    step.node.at(&["with", name])
}

/// The secrets that an input lists.
fn lines(
    file: &File<'_>,
    step: &Step<'_, '_, '_>,
    name: &str,
    ends: &[char],
    read: impl Fn(&str) -> Option<(stores::Entry, String)>,
) -> Vec<Fetched> {
    let Some(scalar) = input(step, name).and_then(Node::scalar) else { return Vec::new() };
    let fetched = |line: &str| {
        let (entry, name) = read(line.trim())?;
        Some(Fetched { entry, name, span: span(file, scalar, line) })
    };
    scalar.text.split(ends).within(MANY).filter_map(fetched).collect()
}

/// Where a piece of a text stands.
fn span(file: &File<'_>, scalar: &Scalar, piece: &str) -> Span {
    let at = piece.trim().as_ptr() as usize - scalar.text.as_ptr() as usize;
    scalar.span_of(file.source.id, at, at + piece.trim().len())
}

/// How a name is written as a variable's.
type Cased = fn(&str) -> String;

/// How the action for AWS is asked to write names.
fn cased(asked: Option<&str>) -> Cased {
    match asked {
        Some("lowercase") => |name| plain(name).to_ascii_lowercase(),
        Some("none") => plain,
        _ => variable,
    }
}

/// `NAME, secret`, or the secret alone.
fn aws(line: &str, cased: Cased) -> Option<(stores::Entry, String)> {
    let (alias, secret) = line.split_once(',').unwrap_or(("", line));
    let (alias, secret) = (alias.trim(), secret.trim());
    let name = if alias.is_empty() { cased(secret) } else { cased(alias) };
    Some((stores::Entry::known("aws-secrets-manager", secret)?, name))
}

/// All fields of an object, each under its own name behind that of the secret. A comma before the secret leaves only
/// the field's.
fn aws_fields(line: &str, cased: Cased) -> Option<(stores::Entry, String)> {
    let (entry, name) = aws(line, cased)?;
    let name = if line.starts_with(',') { String::new() } else { format!("{name}_") };
    Some((entry.field(Some(stores::EACH)), name))
}

/// The variable that is made of the name of a secret.
fn variable(name: &str) -> String {
    plain(name).to_ascii_uppercase()
}

fn plain(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect()
}

/// `output:project/secret` or `output:projects/P/secrets/S/versions/V`.
fn google(line: &str) -> Option<(stores::Entry, String)> {
    let (output, address) = line.split_once(':')?;
    let name = match address.split('/').collect::<Vec<_>>().as_slice() {
        ["projects", ..] => address,
        [_, secret, ..] => secret,
        _ => return None,
    };
    Some((stores::Entry::known("google-secret-manager", name)?, output.trim().to_owned()))
}

/// `path field | NAME`; of a field `*` the name stands before those of all fields.
fn vault(line: &str) -> Option<(stores::Entry, String)> {
    let (address, name) = cut(line, '|').unwrap_or((line, ""));
    let (path, field) = cut(address.trim(), ' ')?;
    let field = field.trim();
    let name = match name.trim() {
        // Each field by its own name, without a word before it.
        "" if field == stores::EACH => String::new(),
        "" => variable(field),
        name => name.to_owned(),
    };
    Some((stores::Entry::known("vault", path)?.field(Some(field)), name))
}

/// The two sides of a mark that stands outside of `${{ }}`.
fn cut(text: &str, mark: char) -> Option<(&str, &str)> {
    let mut is_filled = false;
    for (at, it) in text.char_indices() {
        let rest = &text[at..];
        is_filled = if is_filled { !rest.starts_with("}}") } else { rest.starts_with("${{") };
        if it == mark && !is_filled {
            return Some((&text[..at], &rest[it.len_utf8()..]));
        }
    }
    None
}

fn azure(name: &str) -> Option<(stores::Entry, String)> {
    Some((stores::Entry::known("azure-key-vault", name)?, name.to_owned()))
}

/// The variables of the step that hold `op://vault/item/field`, which the steps behind it see, too.
fn references(file: &mut File<'_>, step: &Step<'_, '_, '_>, after: &After) {
    let entries = step.node.get("env").map(Node::entries).unwrap_or_default();
    let is_reference =
        |entry: &&Entry| entry.value.text().is_some_and(|text| text.trim().starts_with("op://"));
    let id = step.node.get("id").and_then(Node::text);
    let (scope, steps) = (&step.place.scope, &step.place.steps);
    for entry in entries.iter().filter(is_reference).within(MANY) {
        let name = entry.key.text.as_str();
        let output = id.map(|id| Name::new(Space::Output, steps, format!("{id}.{name}")));
        for gives in [Name::new(Space::Env, after.scope(), name)].into_iter().chain(output) {
            let take = Take { name: Name::new(Space::Env, scope, name), span: entry.value.span };
            file.facts.sites.push(Site {
                takes: vec![take],
                gives: Some(gives),
                ..Site::new(entry.value.span, scope, format!("{} loads `{name}`", step.label))
            });
        }
    }
}
