//! Stores of secrets: what fills them, what names their entries, and what reads them.

/// A store of secrets, or the settings of a CI system.
#[derive(Clone, Debug, Default)]
pub struct StoreRow {
    /// Its id, which begins the names of what it keeps: `github-actions`.
    pub id: String,
    /// What people call it: `GitHub Actions`.
    pub title: String,
    /// The resources that fill an entry.
    pub fills: Vec<FillSlot>,
    /// The resources and data sources that stand for an entry, or for an environment: others refer to them.
    pub names: Vec<EntrySlot>,
    /// The resources that are a secret to others: these refer to them for what is put in, there or by another one.
    pub keepers: Vec<String>,
    /// The data sources that read an entry.
    pub reads: Vec<EntrySlot>,
    /// Those of the resources that fill an entry for more repositories than one.
    pub shared: Vec<String>,
    /// The units whose secrets it keeps, by their kind: `workflow`. None for a store that any program may ask.
    pub units: Vec<String>,
    /// The units whose secrets may come from it too, though any program may ask it.
    pub serves: Vec<String>,
    /// Where this is said.
    pub source: String,
}

impl StoreRow {
    /// The types of what fills, names, keeps or reads an entry; that of a data source stands behind `data.` where it
    /// names one.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let fills = self.fills.iter().flat_map(|slot| &slot.types);
        let others = self.names.iter().chain(&self.reads).flat_map(|slot| &slot.types);
        fills.chain(others).chain(&self.keepers).map(String::as_str)
    }
}

/// A resource that fills an entry of a store.
#[derive(Clone, Debug, Default)]
pub struct FillSlot {
    /// The resource types.
    pub types: Vec<String>,
    /// The block of which each fills an entry or a field of it, where it is not the resource itself; behind a dot, a
    /// block within that.
    pub each: Option<String>,
    /// The arguments that name the entry together, outermost first.
    pub entry: Vec<String>,
    /// The arguments that may hold the value.
    pub value: Vec<String>,
    /// The field of the entry that the value becomes, where an entry has several.
    pub field: Option<String>,
    /// The argument that names that field.
    pub label: Option<String>,
    /// The argument with the one environment for which it is kept.
    pub environment: Option<String>,
    /// The argument that tells entries of one name apart, such as the repository.
    pub owner: Option<String>,
}

/// A resource or a data source that tells an entry by its arguments.
#[derive(Clone, Debug, Default)]
pub struct EntrySlot {
    /// The types, `data.` before those of data sources that stand for an entry.
    pub types: Vec<String>,
    /// The arguments that name the entry together, outermost first.
    pub entry: Vec<String>,
}
