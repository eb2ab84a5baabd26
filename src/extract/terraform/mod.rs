//! Terraform: variables, locals, outputs, modules, providers and the resources that mint or need tokens.
//!
//! A folder is one unit, whatever its files are called; a module call is a scope inside its folder, and a
//! variable file is a unit of its own. One file is read at a time: what another file of the folder declares is
//! met by name in `link`. Only what `for_each` goes through must be seen before anything has a name, so that folders
//! which mint tokens are looked at once more as a whole.

use crate::model::{Document, Facts, Held, Node, Site, Source, Vendor};

mod reading;
mod cases;
mod values;
mod variables;
mod variable_files;
mod modules;
mod providers;
pub mod implied;
mod callers;
mod legacy;
mod resources;
mod elements;
mod grants;
mod stores;
mod http;
mod addresses;
mod provisioners;
mod programs;
mod secrets;
mod namings;
mod revealed;
mod surroundings;
pub mod terragrunt;
pub mod generated;
pub mod fills;
#[cfg(test)]
mod tests;

use reading::File;

/// Whether this dialect claims a file.
pub fn claims(path: &str) -> bool {
    is_configuration(path) || is_variable_file(path) || terragrunt::claims(path)
}

/// What a document says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        let file = File::new(source, root, vendors);
        if is_variable_file(&source.path) {
            variable_files::append(&file, &mut facts);
        } else if terragrunt::claims(&source.path) {
            terragrunt::append(&file, &mut facts);
        } else {
            append_configuration(&file, &mut facts);
        }
    }
    facts
}

/// What the addresses in texts of a configuration hand over, whatever argument they stand at.
pub fn addresses(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let roots = document.roots.iter().filter(|_| is_configuration(&source.path));
    let files = roots.map(|root| File::new(source, root, vendors));
    Facts { sites: files.flat_map(|file| addresses::sites(&file)).collect(), ..Facts::default() }
}

/// What the files of one folder say together of the tokens that they mint, and of where these are kept: `for_each` may
/// go through what another file declares.
pub fn together(files: &[(&Source, Document)], vendors: &[Vendor]) -> Facts {
    let roots: Vec<&Node> = files.iter().flat_map(|(_, document)| &document.roots).collect();
    let mut facts = Facts::default();
    for (source, document) in files {
        for root in &document.roots {
            let mut file = File::new(source, root, vendors);
            file.beside = &roots;
            grants::append(&file, &mut facts.grantings);
            append_kept(&file, &mut facts.kept);
        }
    }
    facts
}

fn append_configuration(file: &File, facts: &mut Facts) {
    variables::append(file, &mut facts.sites);
    modules::append(file, facts);
    providers::append(file, facts);
    implied::append(file, facts);
    legacy::append(file, &mut facts.legacies);
    resources::append(file, &mut facts.sites);
    grants::append(file, &mut facts.grantings);
    append_kept(file, &mut facts.kept);
    http::append(file, &mut facts.sites);
    provisioners::append(file, facts);
    programs::append(file, facts);
    secrets::append(file, &mut facts.sites);
    revealed::append(file, &mut facts.sites);
    surroundings::append(file, &mut facts.circumstances);
    facts.append(file.cases.take());
}

/// What a file says of stores, and of what their entries are called.
fn append_kept(file: &File, kept: &mut Held<Site>) {
    stores::append(file, kept);
    namings::append(file, kept);
    surroundings::workspaces(file, kept);
}

/// Whether a file is a configuration and no file of variables.
pub fn is_configuration(path: &str) -> bool {
    ends_with(path, &[".tf", ".tf.json", ".tofu", ".tofu.json"]) && is_written_by_hand(path)
}

/// The file that OpenTofu reads in place of a configuration, if it lies beside it.
pub fn stand_in(path: &str) -> Option<String> {
    let (stem, ending) = match path.strip_suffix(".json") {
        Some(path) => (path.strip_suffix(".tf")?, ".tofu.json"),
        None => (path.strip_suffix(".tf")?, ".tofu"),
    };
    Some(format!("{stem}{ending}"))
}

fn is_variable_file(path: &str) -> bool {
    ends_with(path, &[".tfvars", ".tfvars.json"]) && is_written_by_hand(path)
}

/// What lies below `.terraform` was fetched by Terraform and belongs to others.
fn is_written_by_hand(path: &str) -> bool {
    path.split('/').all(|step| step != ".terraform")
}

fn ends_with(path: &str, endings: &[&str]) -> bool {
    let end = |ending: &str| path.len().checked_sub(ending.len()).and_then(|from| path.get(from..));
    endings.iter().any(|ending| end(ending).is_some_and(|it| it.eq_ignore_ascii_case(ending)))
}
