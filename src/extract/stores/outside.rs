//! Names that come from outside, as far as the files fill them themselves: the secrets of a CI system or a cluster, and
//! what is read from a secret manager whose address alone is known.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::settle::{of_environment, told};
use super::{Entry, reading};
use crate::model::vendor::StoreRow;
use crate::model::{Circumstance, Facts, Matter, Name, Scope, Site, Space, Span, Take, Word, glob};

/// The sites by which such names take what is filled.
pub(super) fn readings(
    facts: &Facts,
    kept: &[Site],
    stores: &[&StoreRow],
    names: &Names,
) -> Vec<Site> {
    let filled: BTreeMap<String, &Name> = kept
        .iter()
        .filter_map(|site| site.gives.as_ref())
        .filter(|name| name.space == Space::Kept && name.scope.steps().is_empty())
        .map(|name| (name.text.clone(), name))
        .collect();
    if filled.is_empty() {
        return Vec::new();
    }
    let outside = Outside { filled, stores };
    let mut readings = Vec::new();
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    for take in facts.sites.iter().flat_map(|site| &site.takes) {
        if seen.insert(&take.name) {
            readings.extend(outside.of_take(take));
        }
    }
    let mut told: BTreeSet<Name> = BTreeSet::new();
    readings.retain(|site| site.gives.as_ref().is_none_or(|name| told.insert(name.clone())));
    readings.extend(outside.of_environments(facts));
    let workspaces = names.workspaces().into_iter();
    readings
        .extend(workspaces.flat_map(|(unit, name, span)| outside.of_workspace(unit, name, span)));
    readings
}

struct Outside<'a> {
    /// The entries that the files fill.
    filled: BTreeMap<String, &'a Name>,
    stores: &'a [&'a StoreRow],
}

impl Outside<'_> {
    fn of_take(&self, take: &Take) -> Option<Site> {
        let Name { space, scope, text } = &take.name;
        let unit = scope.root().unwrap_or_default();
        match space {
            Space::Secret if unit == "kubernetes:/store" => self.managed(take, text),
            // Such names have what stands before them in their scope.
            Space::Secret if addressed(scope).is_some() => {
                let before = addressed(scope).filter(|it| !it.is_empty());
                let path = before.map(|it| format!("{it}/{text}"));
                self.managed(take, path.as_deref().unwrap_or(text))
            }
            Space::Secret => self.of_system(take, unit),
            Space::Setting if unit.starts_with("python:") => self.managed(take, text),
            Space::Setting if unit == "airflow:variables" => self.of_system(take, unit),
            Space::Setting => self.referred(take, text),
            _ => None,
        }
    }

    /// A secret of the system whose unit takes it. It is there in all units of that kind.
    fn of_system(&self, take: &Take, unit: &str) -> Option<Site> {
        let kind = unit.split(':').next().unwrap_or_default();
        let is_of = |store: &&&StoreRow| {
            let mut units = store.units.iter().chain(&store.serves);
            units.any(|it| it == kind || it == unit)
        };
        self.stores.iter().filter(is_of).find_map(|store| self.kept_for(store, take, kind))
    }

    fn kept_for(&self, store: &StoreRow, take: &Take, kind: &str) -> Option<Site> {
        let text = &take.name.text;
        // The entry of an object of a cluster is a field of what is kept under the object's name.
        let entry = match text.split_once('/').filter(|_| kind == "kubernetes") {
            Some((object, key)) => format!("{}/{object}#{key}", store.id),
            None => format!("{}/{text}", store.id),
        };
        let same = |it: &&&Name| {
            it.text == entry || kind != "kubernetes" && it.text.eq_ignore_ascii_case(&entry)
        };
        let entry = (*self.filled.values().find(same)?).clone();
        let scope = Scope::world(kind);
        let gives = Name::new(take.name.space, &scope, text.as_str());
        let says = format!("`{text}` is what {} keeps", store.title);
        Some(reading(vec![entry], gives, &scope, take.span, says))
    }

    /// An address of which it is not known which manager it is of: it must be that of an entry of one of them.
    fn managed(&self, take: &Take, path: &str) -> Option<Site> {
        let mut managers = self.stores.iter().filter(|it| it.units.is_empty());
        let found = managers.find_map(|store| self.addressed(&store.id, path))?;
        Some(self.read(take, found))
    }

    /// The entry at an address, with or without the name of a field behind it.
    fn addressed(&self, store: &str, path: &str) -> Option<Name> {
        let whole = Entry::new(store, path)?;
        let of_field = path
            .rsplit_once('/')
            .and_then(|(path, field)| Some(Entry::new(store, path)?.field(Some(field)).names()));
        let mut names = whole.names().into_iter().chain(of_field.into_iter().flatten());
        names.find(|name| self.filled.contains_key(&name.text)).or_else(|| self.within(store, path))
    }

    /// The only entry of that name in a store whose entries lie in a scope, a mount or a schema, which is often named
    /// elsewhere. The name may have that of a field behind it.
    fn within(&self, store: &str, path: &str) -> Option<Name> {
        let start = format!("{store}/");
        let of_field = path.rsplit_once('/').map(|(path, field)| format!("{path}#{field}"));
        let is_meant = |entry: &str| match store {
            "databricks" | "vault" => entry == path || of_field.as_deref() == Some(entry),
            // Names that are not quoted have no case there.
            "snowflake" => entry.rsplit('/').next().is_some_and(|it| it.eq_ignore_ascii_case(path)),
            _ => false,
        };
        let mut found = self.filled.values().filter(|name| {
            let inside = name.text.strip_prefix(&start).and_then(|it| it.split_once('/'));
            inside.is_some_and(|(_, entry)| is_meant(entry))
        });
        let first = found.next()?;
        found.next().is_none().then(|| (*first).clone())
    }

    /// A reference that names its manager: `op://vault/item/field`, `ref+vault://secret/dbt#token`.
    fn referred(&self, take: &Take, text: &str) -> Option<Site> {
        const SCHEMES: [(&str, &str); 5] = [
            ("ref+vault://", "vault"),
            ("ref+awssecrets://", "aws-secrets-manager"),
            ("ref+awsssm://", "aws-ssm"),
            ("ref+gcpsecrets://", "google-secret-manager"),
            ("ref+azurekeyvault://", "azure-key-vault"),
        ];
        if let Some(rest) = text.strip_prefix("op://") {
            return Some(self.read(take, self.of_item(rest)?));
        }
        let scheme = |(scheme, store): &(&str, &str)| {
            let rest = text.strip_prefix(scheme)?.split('?').next()?;
            // Of the vault or the project that stands before it no more is known here.
            let behind = rest.rsplit_once('/').map_or(rest, |(_, it)| it);
            self.addressed(store, rest).or_else(|| self.addressed(store, behind))
        };
        Some(self.read(take, SCHEMES.iter().find_map(scheme)?))
    }

    /// The field of an item: `vault/item/field`, where the field may have the section before it in which it lies.
    fn of_item(&self, address: &str) -> Option<Name> {
        let (_vault, rest) = address.split_once('/')?;
        let (item, field) = rest.split_once('/')?;
        let field = field.rsplit('/').next().unwrap_or(field);
        self.addressed("onepassword", &format!("{item}/{field}"))
    }

    fn read(&self, take: &Take, entry: Name) -> Site {
        let says = told(&take.name.text, &entry.text, self.stores);
        let scope = take.name.scope.clone();
        reading(vec![entry], take.name.clone(), &scope, take.span, says)
    }

    /// What is kept for a workspace is there in the root that is applied in it: as a variable of Terraform, or in the
    /// environment. Which of both it is matters nowhere, as names of one sort are none of the other.
    fn of_workspace(&self, unit: &Scope, workspace: &str, span: Span) -> Vec<Site> {
        let mut readings = Vec::new();
        for store in
            self.stores.iter().filter(|store| store.units.iter().any(|it| it == "terraform"))
        {
            let start = format!("{}/{workspace}/", store.id);
            let keys = self.filled.values().filter_map(|name| {
                let key = name.text.strip_prefix(&start)?;
                (!key.contains(['/', '#'])).then_some((*name, key))
            });
            for (name, key) in keys {
                let says = format!("`{key}` is what {} keeps for `{workspace}`", store.title);
                let read = |text: String| {
                    let gives = Name::new(Space::Env, unit, text);
                    reading(vec![name.clone()], gives, unit, span, says.clone())
                };
                readings.extend([format!("TF_VAR_{key}"), key.to_owned()].map(read));
            }
        }
        readings
    }

    /// What is kept for one environment is there in the jobs that deploy to it.
    fn of_environments(&self, facts: &Facts) -> Vec<Site> {
        let mut readings = Vec::new();
        for store in self.stores.iter().filter(|store| !store.units.is_empty()) {
            let start = format!("{}/", store.id);
            let of_store = self.filled.values().filter_map(|name| {
                let (entry, environment) = of_environment(store, name.text.strip_prefix(&start)?);
                Some((*name, entry, environment?))
            });
            for (name, entry, environment) in of_store {
                let targets = facts
                    .circumstances
                    .iter()
                    .filter(|it| is_of(&it.scope, &store.units) && deploys(facts, it, environment));
                let says = format!("`{entry}` is what {} keeps for `{environment}`", store.title);
                let read = |it: &Circumstance| {
                    let gives = Name::new(space(&it.scope), &it.scope, entry);
                    Some(reading(vec![name.clone()], gives, &it.scope, it.span?, says.clone()))
                };
                readings.extend(targets.filter_map(read));
            }
        }
        readings
    }
}

/// The folder of a store in which a name is looked for, if it is the name of an entry of one.
fn addressed(scope: &Scope) -> Option<&str> {
    Some(scope.steps().last()?.strip_prefix("the store's ")?.trim_end_matches(':'))
}

fn is_of(scope: &Scope, kinds: &[String]) -> bool {
    let unit = scope.root().and_then(|unit| unit.split_once(':'));
    1 < scope.steps().len() && unit.is_some_and(|(kind, _)| kinds.iter().any(|it| it == kind))
}

/// A workflow asks for its secrets by name; elsewhere they are in the environment of every process.
fn space(scope: &Scope) -> Space {
    let unit = scope.root().unwrap_or_default();
    if unit.starts_with("workflow:") { Space::Secret } else { Space::Env }
}

/// Whether a job deploys to an environment, whose name may have a `*` at its end.
fn deploys(facts: &Facts, circumstance: &Circumstance, environment: &str) -> bool {
    let Matter::Target(words) = &circumstance.matter else { return false };
    let fits = |text: &str| glob::matches(&environment.to_lowercase(), &text.to_lowercase());
    words.iter().any(|word| match word {
        Word::Text(text) => fits(text),
        Word::Name(name) => facts.sites.iter().any(|site| {
            site.gives.as_ref() == Some(name)
                && site.literal.as_ref().is_some_and(|it| fits(it.expose()))
        }),
    })
}
