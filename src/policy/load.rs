//! A folder of rules and vendors → [`Policy`], whether it lies in the binary or is the user's own.

use crate::model::vendor::Index;
use crate::model::{Arrange as _, Policy, Vendor};

use super::conditions::Ids;
use super::file::File;
use super::folder::Text;
use super::mistake::{Mistake, quoted};
use super::rule::rule;
use super::suggest::did_you_mean;
use super::vendor::{Promises, add};

/// A file that was read, with the vendor that it speaks of and what it promises of others.
struct Read {
    file: File,
    vendor: String,
    promises: Promises,
}

/// A file of a folder, with its name from the folder on.
pub(super) type Named = (String, File);

/// The files of a user's folder; `folder` is how it is shown.
pub(super) fn opened(folder: &str, texts: Vec<Text>) -> Vec<Named> {
    let open = |it: Text| (it.name.clone(), File::new(shown(folder, &it.name), &it.text));
    texts.into_iter().map(open).collect()
}

/// Add a folder's rules and vendors to a policy.
pub(super) fn load(mut policy: Policy, files: Vec<Named>) -> Result<Policy, Vec<Mistake>> {
    let (vendors, rules): (Vec<Named>, Vec<Named>) =
        files.into_iter().partition(|(name, _)| name.starts_with("vendors/"));
    let mut reads: Vec<Read> = Vec::new();
    let mut fresh: Vec<Vendor> = Vec::new();
    for (name, file) in vendors {
        let (read, rows) = read(&name, file);
        if !read.vendor.is_empty() {
            append(vendor_of(&mut fresh, &read.vendor), rows);
        }
        reads.push(read);
    }
    merge(&mut policy.vendors, fresh, &reads);
    let mut mistakes = rules_into(&mut policy, rules);
    // Of the built-in files a test says so, which reads their texts.
    check(&policy, reads.iter().filter(|read| !read.file.is_built()), &reads);
    mistakes.extend(reads.into_iter().flat_map(|read| read.file.into_mistakes()));
    mistakes.arrange_by(|one, other| (&one.path, one.start).cmp(&(&other.path, other.start)));
    if mistakes.is_empty() { Ok(policy) } else { Err(mistakes) }
}

/// One vendor's file, and the rows that stand in it.
fn read(name: &str, file: File) -> (Read, Vendor) {
    let mut rows = Vendor::default();
    let Some((vendor, _)) = name["vendors/".len()..].split_once('/') else {
        let help = "put it into the vendor's folder, `vendors/<vendor>/`".to_owned();
        file.mistake(0..0, "this file belongs to no vendor", Some(help));
        return (Read { file, vendor: String::new(), promises: Promises::default() }, rows);
    };
    let promises = add(&file, &mut rows);
    (Read { file, vendor: vendor.to_owned(), promises }, rows)
}

/// How a file of a folder is shown.
pub(super) fn shown(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// The rule of a file, by the file's name.
fn id(name: &str) -> &str {
    name.strip_suffix(".toml").unwrap_or(name)
}

fn vendor_of<'a>(vendors: &'a mut Vec<Vendor>, id: &str) -> &'a mut Vendor {
    let at = vendors.iter().position(|vendor| vendor.id == id).unwrap_or_else(|| {
        vendors.push(Vendor { id: id.to_owned(), ..Vendor::default() });
        vendors.len() - 1
    });
    &mut vendors[at]
}

/// Put what is fresh before what was known: the first row that fits counts, so a user's row speaks first.
fn merge(vendors: &mut Vec<Vendor>, fresh: Vec<Vendor>, reads: &[Read]) {
    for mut new in fresh {
        if let Some(old) = vendors.iter_mut().find(|vendor| vendor.id == new.id) {
            append(&mut new, std::mem::take(old));
            *old = new;
        } else {
            let file = reads.iter().find(|read| read.vendor == new.id);
            if let Some(read) = file.filter(|_| new.title.is_empty()) {
                let message = format!("the vendor {} has no title", quoted(&new.id));
                read.file.mistake(0..0, message, Some("add `title = \"…\"`".to_owned()));
            }
            vendors.push(new);
        }
    }
    vendors.arrange_by(|one, other| one.id.cmp(&other.id));
}

/// Add rows to a vendor, behind those that it has.
fn append(new: &mut Vendor, old: Vendor) {
    if new.title.is_empty() {
        new.title = old.title;
    }
    new.prefixes.extend(old.prefixes);
    new.kinds.extend(old.kinds);
    new.names.extend(old.names);
    new.words.extend(old.words);
    new.nobodies.extend(old.nobodies);
    new.foreign.extend(old.foreign);
    new.consumers.extend(old.consumers);
    new.calls.extend(old.calls);
    new.powers.extend(old.powers);
    new.sets.extend(old.sets);
    new.plans.extend(old.plans);
    new.requirements.extend(old.requirements);
    new.objects.extend(old.objects);
    new.mints.extend(old.mints);
    new.stores.extend(old.stores);
    new.environments.extend(old.environments);
    new.asides.extend(old.asides);
    new.shown.extend(old.shown);
    new.accounts.extend(old.accounts);
    new.hosts.extend(old.hosts);
    new.not_hosts.extend(old.not_hosts);
    new.statements.extend(old.statements);
    // What was found from some of the rows alone is found anew.
    new.index = Index::default();
}

/// The ids of rows that rules may name.
fn ids(vendors: &[Vendor]) -> Ids {
    let consumers = vendors.iter().flat_map(|vendor| &vendor.consumers);
    let sets = vendors.iter().flat_map(|vendor| &vendor.sets);
    Ids {
        consumers: consumers.map(|it| it.id.clone()).collect(),
        sets: sets.map(|it| it.id.clone()).collect(),
        rules: Vec::new(),
    }
}

fn rules_into(policy: &mut Policy, files: Vec<Named>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut rules = std::mem::take(&mut policy.rules);
    let named =
        files.iter().map(|(name, _)| id(name)).chain(rules.iter().map(|rule| rule.id.as_str()));
    let ids = Ids { rules: named.map(str::to_owned).collect(), ..ids(&policy.vendors) };
    for (name, file) in files {
        let id = id(&name);
        if rules.iter().any(|rule| rule.id == id) {
            let message = format!("there is a rule {} already", quoted(id));
            file.mistake(0..0, message, Some("name the file otherwise".to_owned()));
        }
        rules.extend(rule(&file, id, &ids));
        mistakes.extend(file.into_mistakes());
    }
    rules.arrange_by(|one, other| one.id.cmp(&other.id));
    policy.rules = rules;
    mistakes
}

/// Hold every file's promises against the whole.
fn check<'r>(policy: &Policy, new: impl Iterator<Item = &'r Read>, reads: &[Read]) {
    let rules: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    for read in new {
        let Some(vendor) = policy.vendors.iter().find(|vendor| vendor.id == read.vendor) else {
            continue;
        };
        check_examples(vendor, read);
        check_ids(vendor, read, reads);
        let sets: Vec<&str> = vendor.sets.iter().map(|set| set.id.as_str()).collect();
        for (set, span) in &read.promises.sets {
            if !sets.contains(&set.as_str()) {
                let message = format!("unknown permission set {}", quoted(set));
                read.file.mistake(span.clone(), message, Some(did_you_mean(set, &sets)));
            }
        }
        for (power, span) in &read.promises.powers {
            let known: Vec<&str> = vendor.powers.iter().map(String::as_str).collect();
            if !known.contains(&power.as_str()) {
                let message = format!("unknown power {}", quoted(power));
                read.file.mistake(span.clone(), message, Some(did_you_mean(power, &known)));
            }
        }
        for (rule, span) in &read.promises.rules {
            if !rules.contains(&rule.as_str()) {
                let message = format!("unknown rule {}", quoted(rule));
                read.file.mistake(span.clone(), message, Some(did_you_mean(rule, &rules)));
            }
        }
    }
}

/// Each example must be known by its own row, each near miss by none.
fn check_examples(vendor: &Vendor, read: &Read) {
    for (name, span, globs) in &read.promises.examples {
        let message = match vendor.name_row(name) {
            Some(row) if row.globs == *globs => continue,
            Some(_) => format!("the example {} is taken by an earlier row", quoted(name)),
            None => format!("the example {} is no name of its row", quoted(name)),
        };
        let help = "an example must match a glob of its row, none of its `but`, and no row above";
        read.file.mistake(span.clone(), message, Some(help.to_owned()));
    }
    for (name, span) in &read.promises.near_misses {
        if let Some(row) = vendor.name_row(name) {
            let message = format!("the near miss {} is a name after all", quoted(name));
            let globs = row.globs.join(" ");
            let help = format!("it matches the row {}", quoted(&globs));
            read.file.mistake(span.clone(), message, Some(help));
        }
    }
}

/// An id may stand once: among the files that were read, and among what was known before.
fn check_ids(vendor: &Vendor, read: &Read, reads: &[Read]) {
    for (sort, id, span) in &read.promises.ids {
        let same = |other: &&Read| other.vendor == read.vendor;
        let times = match *sort {
            "consumer" => vendor.consumers.iter().filter(|it| it.id == *id).count(),
            "permission set" => vendor.sets.iter().filter(|it| it.id == *id).count(),
            "store" => vendor.stores.iter().filter(|it| it.id == *id).count(),
            "kind" => vendor.kinds.iter().filter(|it| it.kind.as_str() == id).count(),
            "prefix" => vendor.prefixes.iter().filter(|it| it.text == *id).count(),
            "statement" => vendor.statements.iter().filter(|it| it.id == *id).count(),
            _ => reads
                .iter()
                .filter(same)
                .flat_map(|read| &read.promises.ids)
                .filter(|(other, _, _)| other == sort)
                .count(),
        };
        if 1 < times {
            let message = format!("the {sort} {} is there more than once", quoted(id));
            read.file.mistake(span.clone(), message, Some("leave one of them".to_owned()));
        }
    }
}
