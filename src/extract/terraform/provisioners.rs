//! `provisioner "local-exec"`: a command that runs where Terraform does, amid variables of its own.

use super::reading::{Block, File, blocks};
use super::values;
use crate::extract::ci::dollars;
use crate::extract::ci::woven::Woven;
use crate::extract::shell::word::Piece;
use crate::extract::shell::{self, Script};
use crate::model::{
    Facts, Most, Name, Node, Reference, Scalar, Scope, Site, SourceId, Space, Take, Within as _,
};

/// Add what the commands of a file are handed and do with it.
pub(super) fn append(file: &File, facts: &mut Facts) {
    for block in file.blocks("resource", 2) {
        for provisioner in blocks(block.body, "provisioner", 1) {
            if provisioner.label(0) == "local-exec" {
                command(file, &block, &provisioner, facts);
            }
        }
    }
}

fn command(file: &File, block: &Block, provisioner: &Block, facts: &mut Facts) {
    let Some(text) = provisioner.argument("command").and_then(Node::scalar) else { return };
    let scope = file.unit.within("provisioner", provisioner.span().start);
    let label = format!("`{}.{}`", block.label(0), block.label(1));
    for entry in provisioner.argument("environment").map(Node::entries).unwrap_or_default() {
        let says = format!("{label} sets `{}` for its command", entry.key.text);
        let gives = Name::new(Space::Env, &scope, entry.key.text.as_str());
        facts.sites.push(given(file, &scope, &entry.value, gives, says));
    }
    let (scalar, sites) = filled(file, &scope, text, &label);
    facts.sites.extend(sites);
    let expression = |piece: &Piece| {
        let name = scalar.text.get(piece.start..piece.end).and_then(dollars::name);
        let take = |name: &str| Take {
            name: Name::new(Space::Env, &scope, name),
            span: scalar.span_of(file.source.id, piece.start, piece.end),
        };
        name.map(take).into_iter().collect()
    };
    let script = Script {
        source: file.source,
        scalar: &scalar,
        scope: scope.clone(),
        folders: vec![file.source.folder().to_owned()],
        label: format!("the command of {label}"),
        vendors: file.vendors,
        expression: &expression,
        known: &|_| Vec::new(),
        visible: &Vec::new,
    };
    facts.append(shell::outcome(&script).facts);
}

fn given(file: &File, scope: &Scope, value: &Node, gives: Name, says: String) -> Site {
    Site { gives: Some(gives), scope: scope.clone(), ..values::site(file, value, says) }
}

/// How many expressions of one command are looked at.
const MANY: Most = Most::new(100, "expressions of one command");

/// The command with a name in the place of each `${…}`, which no shell's quotes hide, and what those variables hold.
fn filled(file: &File, scope: &Scope, scalar: &Scalar, label: &str) -> (Scalar, Vec<Site>) {
    let (mut woven, mut sites, mut at) = (Woven::default(), Vec::new(), 0);
    let text = &scalar.text;
    while let Some(start) = text[at..].find("${").map(|length| at + length) {
        let Some(end) = text[start..].find('}').map(|length| start + length + 1) else { break };
        let span = scalar.span_of(file.source.id, start, end);
        let inside: Vec<&Reference> =
            scalar.references.iter().filter(|it| span.contains(it.span)).within(MANY).collect();
        woven.copy(scalar, at..start);
        at = end;
        if inside.is_empty() || MANY.is_met(sites.len()) {
            // A shell's own `$${X}` holds no reference and stays as it is.
            woven.copy(scalar, start..end);
            continue;
        }
        let name = format!("TERRAFORM_{}", sites.len());
        let place = scalar.span_of(SourceId(0), start, end);
        woven.put(&format!("${{{{{name}}}}}"), place.start..place.end);
        let (takes, choice) = values::takes_of(file, &inside);
        let says = format!("Terraform fills it into the command of {label}");
        let gives = Some(Name::new(Space::Env, scope, name));
        let site = Site::new(span, scope, says);
        sites.push(Site { takes, choice, gives, ..site });
    }
    woven.copy(scalar, at..text.len());
    (woven.scalar().unwrap_or_else(|| scalar.clone()), sites)
}
