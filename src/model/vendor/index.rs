//! By what rows of a catalogue are found: of many consumers and stores, few have one for a file, a command or a type.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

use super::marks::Words;
use super::{Consumer, KeySlot, ProviderSlot, ResourceSlot, StoreRow, Vendor};
use crate::model::Arrange as _;
use crate::model::glob::{Ending, PathGlob};

/// What is found from a vendor's rows once somebody asks, and then stays.
///
/// It must begin anew where rows are added.
#[derive(Clone, Default)]
pub struct Index {
    names: OnceLock<Words>,
    accounts: OnceLock<Words>,
    rows: OnceLock<Rows>,
}

/// What is only found from other rows is no belief of its own, and may be found or not.
impl fmt::Debug for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Index")
    }
}

/// A slot by its consumer's number and its own.
type Place = (usize, usize);

/// Where the rows are that are asked for most.
#[derive(Clone)]
struct Rows {
    programs: HashSet<String>,
    providers: Vec<Place>,
    resources: Vec<Place>,
    /// The keys by the endings of the files in which they stand.
    keys: Vec<(Ending, Vec<Place>)>,
    /// The stores by the types of what fills, names or reads them.
    stores: HashMap<String, Vec<usize>>,
}

impl Rows {
    fn of(vendor: &Vendor) -> Self {
        let commands = vendor.consumers.iter().flat_map(|it| &it.commands);
        Self {
            programs: commands.map(|slot| slot.program.clone()).collect(),
            providers: places(vendor, |it| it.providers.len()).collect(),
            resources: places(vendor, |it| it.resources.len()).collect(),
            keys: keys(vendor),
            stores: stores(vendor),
        }
    }
}

fn places(vendor: &Vendor, count: impl Fn(&Consumer) -> usize) -> impl Iterator<Item = Place> {
    let consumers = vendor.consumers.iter().enumerate();
    consumers.flat_map(move |(at, it)| (0..count(it)).map(move |slot| (at, slot)))
}

fn keys(vendor: &Vendor) -> Vec<(Ending, Vec<Place>)> {
    let mut keys: Vec<(Ending, Vec<Place>)> = Vec::new();
    for (consumer, slot) in places(vendor, |it| it.keys.len()) {
        for ending in vendor.consumers[consumer].keys[slot].files.iter().map(PathGlob::ending) {
            match keys.iter_mut().find(|(it, _)| *it == ending) {
                Some((_, places)) => places.push((consumer, slot)),
                None => keys.push((ending, vec![(consumer, slot)])),
            }
        }
    }
    keys
}

fn stores(vendor: &Vendor) -> HashMap<String, Vec<usize>> {
    let mut stores: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, store) in vendor.stores.iter().enumerate() {
        for kind in store.types() {
            stores.entry(kind.to_owned()).or_default().push(at);
        }
    }
    stores.values_mut().for_each(Vec::dedup);
    stores
}

impl Vendor {
    /// Words of which every name of a credential has one.
    pub(super) fn words_of_names(&self) -> &Words {
        let globs = || self.names.iter().flat_map(|row| &row.globs);
        self.index.names.get_or_init(|| Words::of(globs().map(String::as_str)))
    }

    /// Words of which every key has one that holds an account's number.
    pub(super) fn words_of_accounts(&self) -> &Words {
        let globs = || self.accounts.iter().flat_map(|row| row.keys.iter().chain(&row.beside));
        self.index.accounts.get_or_init(|| Words::of(globs().map(String::as_str)))
    }

    fn rows(&self) -> &Rows {
        self.index.rows.get_or_init(|| Rows::of(self))
    }

    /// Whether a program of this name is somebody's.
    pub fn knows_program(&self, name: &str) -> bool {
        self.rows().programs.contains(name)
    }

    /// The Terraform providers of all consumers.
    pub(super) fn providers(&self) -> impl Iterator<Item = (&Consumer, &ProviderSlot)> {
        self.found(&self.rows().providers, |it| &it.providers)
    }

    /// The arguments of Terraform resources by which a consumer is handed something.
    pub fn resources(&self) -> impl Iterator<Item = (&Consumer, &ResourceSlot)> {
        self.found(&self.rows().resources, |it| &it.resources)
    }

    /// The keys that may stand in a file, by its path.
    pub fn keys_of(&self, path: &str) -> Vec<(&Consumer, &KeySlot)> {
        let ends = self.rows().keys.iter().filter(|(ending, _)| ending.is_of(path));
        let mut places: Vec<Place> = ends.flat_map(|(_, places)| places).copied().collect();
        places.arrange();
        places.dedup();
        let slots = places.into_iter().map(|(consumer, slot)| {
            let consumer = &self.consumers[consumer];
            (consumer, &consumer.keys[slot])
        });
        slots.filter(|(_, slot)| slot.files.iter().any(|files| files.matches(path))).collect()
    }

    /// The stores of which a resource or a data source of a type fills, names or reads an entry. `typed` is the type
    /// behind `data.` or the like.
    pub fn stores_of(&self, kind: &str, typed: &str) -> impl Iterator<Item = &StoreRow> {
        let by_type = &self.rows().stores;
        let kinds = [kind, typed].into_iter().filter_map(|it| by_type.get(it));
        let mut places: Vec<usize> = kinds.flatten().copied().collect();
        places.arrange();
        places.dedup();
        places.into_iter().map(|at| &self.stores[at])
    }

    fn found<'a, T: 'a>(
        &'a self,
        places: &'a [Place],
        of: impl Fn(&'a Consumer) -> &'a Vec<T>,
    ) -> impl Iterator<Item = (&'a Consumer, &'a T)> {
        places.iter().map(move |(consumer, slot)| {
            let consumer = &self.consumers[*consumer];
            (consumer, &of(consumer)[*slot])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Vendor;
    use crate::model::glob::PathGlob;
    use crate::model::vendor::{FillSlot, KeySlot, StoreRow};
    use crate::model::{Consumer, vendor::CommandSlot};

    fn key(path: &str, files: &[&str]) -> KeySlot {
        KeySlot {
            files: files.iter().map(|it| PathGlob::new(*it)).collect(),
            path: path.to_owned(),
            mention: None,
            runner: None,
            environment: None,
            kind: None,
            reveals: None,
            starts: false,
        }
    }

    #[test]
    fn keys_of_a_file_keep_the_order_of_their_rows() {
        let consumer = |keys| Consumer { keys, ..Consumer::default() };
        let first = consumer(vec![key("a", &["**/x.json", "**/*.yml"]), key("b", &["**/*.json"])]);
        let second = consumer(vec![key("c", &["**/*.yml", "y.yml"]), key("d", &["**/x.json"])]);
        let vendor = Vendor { consumers: vec![first, second], ..Vendor::default() };
        for (path, expected) in [
            ("x.json", &["a", "b", "d"][..]),
            ("k/x.json", &["a", "b", "d"]),
            ("y.yml", &["a", "c"]),
            ("z.json", &["b"]),
            ("x.toml", &[]),
            ("", &[]),
        ] {
            let keys = vendor.keys_of(path);
            let keys: Vec<&str> = keys.iter().map(|(_, slot)| slot.path.as_str()).collect();
            assert_eq!(keys, expected, "{path}");
        }
    }

    #[test]
    fn a_store_is_found_once_by_each_of_its_types() {
        let store = |id: &str, types: &[&str]| {
            let types = types.iter().map(|it| (*it).to_owned()).collect();
            let fills = vec![FillSlot { types, ..FillSlot::default() }];
            StoreRow {
                id: id.to_owned(),
                fills,
                keepers: vec!["kept".into()],
                ..StoreRow::default()
            }
        };
        let stores = vec![store("one", &["a", "data.b"]), store("two", &["b", "a", "a"])];
        let vendor = Vendor { stores, ..Vendor::default() };
        for (kind, typed, expected) in [
            ("a", "a", &["one", "two"][..]),
            ("b", "data.b", &["one", "two"]),
            ("b", "b", &["two"]),
            ("kept", "kept", &["one", "two"]),
            ("c", "data.c", &[]),
        ] {
            let found: Vec<&str> = vendor.stores_of(kind, typed).map(|it| it.id.as_str()).collect();
            assert_eq!(found, expected, "{kind} {typed}");
        }
    }

    #[test]
    fn a_program_is_known_by_its_whole_name() {
        let commands = vec![CommandSlot { program: "tool".into(), ..CommandSlot::default() }];
        let consumers = vec![Consumer { commands, ..Consumer::default() }];
        let vendor = Vendor { consumers, ..Vendor::default() };
        assert!(vendor.knows_program("tool") && !vendor.knows_program("too"));
    }
}
