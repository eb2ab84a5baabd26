//! Files that are shell scripts: what they take from the environment of whoever runs them, and what they do with it.
//!
//! Each file is a unit. The steps and scripts that run it hand their environment over; what nobody sets comes from
//! outside. Who runs a script that nothing here runs is not known, except where its path is a person's.

mod file_name;

pub(super) use file_name::is_script;

use std::collections::{HashMap, HashSet};

use super::shell::word::{Part, Piece};
use super::shell::{self, Script, folder, script};
use crate::model::vendor::normalised;
use crate::model::{
    Account, Circumstance, Facts, Kind, Matter, Name, Presentation, Scalar, Site, Source, Space,
    Span, Style, Take, Vendor, Weight, glob,
};

/// Whether a file is a shell script that may hold a credential: it has a script's name or first line, and spells a
/// credential's name, a host of the vendor or a command that takes a credential.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    file_name::is_script(path, bytes) && vendors.iter().any(|vendor| speaks(bytes, vendor))
}

fn speaks(bytes: &[u8], vendor: &Vendor) -> bool {
    let spelt = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let hosts = vendor.hosts.iter().map(|host| host.trim_start_matches(['*', '.']));
    let mut commands = vendor.consumers.iter().flat_map(|consumer| &consumer.commands);
    hosts.filter(|host| !host.contains('*')).any(spelt)
        || commands.any(|command| spelt(&command.program))
        || names_credential(bytes, vendor)
}

/// Whether a text spells the name of an API token.
pub(super) fn names_credential(bytes: &[u8], vendor: &Vendor) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut seen = HashSet::new();
    bytes.split(|byte| !is_part(byte)).any(|word| {
        let name = std::str::from_utf8(word).unwrap_or_default();
        name.contains('_') && seen.insert(name) && is_credential(name, vendor)
    })
}

fn is_credential(name: &str, vendor: &Vendor) -> bool {
    vendor.name_row(name).is_some_and(|row| row.kind != Kind::Webhook)
}

/// What a script says.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let scalar = Scalar::verbatim(source.text.as_str(), 0, Style::Block);
    let script = Script {
        source,
        scalar: &scalar,
        scope: script::lines(&source.path),
        folders: vec![String::new()],
        label: format!("`{}`", source.file_name()),
        vendors,
        expression: &|_| Vec::new(),
        known: &known,
        visible: &Vec::new,
    };
    let mut outcome = shell::outcome(&script);
    outcome.tell_configuration(&script, &[]);
    let mut facts = outcome.facts;
    begin_at_unit(source, &mut facts);
    keep_first(&mut facts);
    let exported = exported(source, &facts, vendors);
    facts.sites.extend(exported);
    facts.circumstances.extend(circumstances(source));
    facts
}

/// Where CI checks the repository out.
fn known(piece: &Piece) -> Vec<String> {
    let roots = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "REPO_ROOT", "PROJECT_ROOT"];
    match &piece.part {
        Part::Variable(name) if roots.contains(&name.as_str()) => {
            vec![folder::WORKSPACE.to_owned()]
        }
        _ => Vec::new(),
    }
}

/// What a script reads and does not set comes from whoever runs it. A command that may read a variable of which the
/// script says nothing stays inside: it counts only where a caller sets the variable.
fn begin_at_unit(source: &Source, facts: &mut Facts) {
    let unit = script::unit(&source.path);
    let set: HashSet<String> =
        facts.sites.iter().filter_map(|it| env(it.gives.as_ref()?)).collect();
    let takes = facts.sites.iter().flat_map(|site| &site.takes);
    let spelt = takes.filter(|take| source.slice(take.span).contains(&take.name.text));
    let spelt: HashSet<String> = spelt.map(|take| take.name.text.clone()).collect();
    for take in facts.sites.iter_mut().flat_map(|site| &mut site.takes) {
        let of_caller = spelt.contains(&take.name.text) && !set.contains(&take.name.text);
        if take.name.space == Space::Setting || take.name.space == Space::Env && of_caller {
            take.name.scope = unit.clone();
        }
    }
}

fn env(name: &Name) -> Option<String> {
    (name.space == Space::Env).then(|| name.text.clone())
}

/// A script that calls an API ten times with one variable uses it once; with another account it is another use.
fn keep_first(facts: &mut Facts) {
    let mut seen: HashMap<_, (Span, Vec<String>)> = HashMap::new();
    let mut moved = Vec::new();
    let mut beside: HashMap<Span, Vec<&Account>> = HashMap::new();
    for account in &facts.accounts {
        for site in account.places() {
            beside.entry(site).or_default().push(account);
        }
    }
    facts.sites.retain(|site| {
        let Some(presents) = site.presents.as_ref().filter(|_| site.literal.is_none()) else {
            return true;
        };
        let takes: Vec<Name> = site.takes.iter().map(|take| take.name.clone()).collect();
        let accounts = beside.get(&site.span).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<String> = accounts.iter().map(|it| it.name.clone()).collect();
        let key = (presents.consumer.clone(), takes);
        let Some((first, known)) = seen.get_mut(&key) else {
            seen.insert(key, (site.span, names));
            return true;
        };
        if known.is_empty() {
            moved.extend(
                accounts.iter().map(|it| Account { sites: [*first].into(), ..(*it).clone() }),
            );
            *known = names;
            return false;
        }
        !names.is_empty() && names.iter().all(|it| !known.contains(it))
    });
    facts.accounts.extend(moved);
}

/// Variables that are set to credentials, for programs that the script runs.
fn exported(source: &Source, facts: &Facts, vendors: &[Vendor]) -> Vec<Site> {
    let used = facts.sites.iter().filter(|site| site.reveals.is_empty());
    let names = used.flat_map(|site| {
        let taken = site.takes.iter().map(|take| &take.name);
        taken.chain(&site.gives).filter(|name| name.space == Space::Env)
    });
    let names: HashSet<String> = names.map(|name| normalised(&name.text)).collect();
    let is_own = |name: &str| {
        let rows = vendors.iter().filter_map(|vendor| vendor.name_row(name));
        rows.into_iter().any(|row| {
            row.kind != Kind::Webhook
                && !row.beside.iter().any(|it| {
                    let it = it.to_lowercase();
                    names.iter().any(|name| glob::matches(&it, name))
                })
        })
    };
    let scope = script::lines(&source.path);
    let mut seen = HashSet::new();
    let given = facts.sites.iter().filter_map(|site| Some((site, env(site.gives.as_ref()?)?)));
    let own = given.filter(|(_, name)| is_own(name) && seen.insert(name.clone()));
    own.map(|(site, name)| {
        let says = format!("programs that `{}` runs see `{name}`", source.file_name());
        Site {
            takes: vec![Take { name: Name::new(Space::Env, &scope, name), span: site.span }],
            presents: Some(Box::new(Presentation {
                consumer: "shell-session".to_owned(),
                weight: Weight::Presumed,
            })),
            ..Site::new(site.span, &scope, says)
        }
    })
    .collect()
}

fn circumstances(source: &Source) -> Vec<Circumstance> {
    let said = |matter, says: String| Circumstance {
        scope: script::unit(&source.path),
        matter,
        span: None,
        says,
    };
    let path = said(Matter::Path(source.path.clone()), "the script's path".to_owned());
    let attended = file_name::is_attended(&source.path)
        .then(|| said(Matter::Attended, format!("`{}` is a person's shell", source.file_name())));
    std::iter::once(path).chain(attended).collect()
}

#[cfg(test)]
mod tests;
