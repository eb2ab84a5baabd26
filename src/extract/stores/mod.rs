//! What stores of secrets keep: one name for an entry, however those who fill it and those who read it spell it.
//!
//! A dialect says where an entry is named, filled or read in `Facts::kept`. Only when all files are read, it is known
//! which of these count: see [`settle`].

mod place;
mod closure;
mod names;
mod readers;
mod outside;
mod workspaces;
pub mod settle;
#[cfg(test)]
mod tests;

use crate::extract::deployment::store::secret;
use crate::model::vendor::normalised;
use crate::model::{Choice, Name, Scope, Secret, Site, Space, Span, Take, Vendor};

use place::{Place, place};

/// An entry of a store as it is written where it is filled or read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The store's id.
    store: String,
    /// Under which name.
    place: String,
    /// Which field of it.
    field: Option<String>,
    /// For which environment.
    environment: Option<String>,
    /// Whether only the end of its name is known.
    is_part: bool,
}

impl Entry {
    /// An entry by the id of its store and its name there; none where the name is only known at run time. A name may
    /// hold references to the resources that stand for it, in braces.
    pub fn new(store: &str, written: &str) -> Option<Self> {
        let Place { store, path, field } = place(store, written)?;
        Some(Self { store, place: path, field, environment: None, is_part: false })
    }

    /// The same; of a name that begins with what is filled in at run time, what stands behind that, which no file fills.
    pub fn known(store: &str, written: &str) -> Option<Self> {
        let end = || Some(Self { is_part: true, ..Self::new(store, place::end(written)?)? });
        Self::new(store, written).or_else(end)
    }

    /// Whether only the end of its name is known.
    pub fn is_part(&self) -> bool {
        self.is_part
    }

    /// A field of it.
    #[must_use]
    pub fn field(mut self, field: Option<&str>) -> Self {
        self.field = field.filter(|it| !it.is_empty()).map(str::to_owned).or(self.field);
        self
    }

    /// As it is in one environment.
    #[must_use]
    pub fn of(self, environment: Option<&str>) -> Self {
        Self { environment: environment.map(str::to_owned), ..self }
    }

    /// The names under which it may be filled, the closest first: a field by itself, or as part of what is no known
    /// set of fields.
    pub fn names(&self) -> Vec<Name> {
        let whole = format!("{}/{}", self.store, self.place);
        let name = |text: String| Name::new(Space::Kept, &Scope::repository(), text);
        match &self.field {
            None if self.environment.is_some() => {
                let environment = self.environment.as_deref().unwrap_or_default();
                vec![name(format!("{whole}@{environment}"))]
            }
            Some(field) => vec![name(format!("{whole}#{field}")), name(format!("{whole}#"))],
            None => vec![name(whole)],
        }
    }

    /// Whether it stands for each field by itself.
    pub fn is_each(&self) -> bool {
        self.field.as_deref() == Some(EACH)
    }

    /// The name under which it comes from outside where no file fills it: the last words of its path. The store and
    /// the words before them tell secrets of one name apart.
    pub fn outside(&self, vendors: &[Vendor]) -> Name {
        let field = self.field.as_deref().unwrap_or_default();
        let path = format!("{}/{field}", self.place);
        let Name { scope, mut text, .. } = secret(vendors, &path);
        let before = scope.root().unwrap_or_default().trim_end_matches(':');
        // What is called `token` alone is told by whose it is.
        let last = before.rsplit(['/', ' ']).next().unwrap_or_default();
        let begins = |it: &Vendor| normalised(last).split('_').next() == Some(it.id.as_str());
        let is_told =
            |it: &Vendor| it.name_row(&text).is_some() || it.kind_of_name(&text).is_some();
        if vendors.iter().any(begins) && !vendors.iter().any(is_told) {
            text = format!("{last}/{text}");
        }
        Name::new(Space::Secret, &Scope::unit(&format!("{}, {before}", self.store), ""), text)
    }

    /// A site that reads it under a name. What it says is known when the store is.
    pub fn read_as(&self, gives: Name, scope: &Scope, span: Span) -> Site {
        reading(self.names(), gives, scope, span, String::new())
    }
}

/// A site that gives what the first of some entries holds.
fn reading(entries: Vec<Name>, gives: Name, scope: &Scope, span: Span, says: String) -> Site {
    Site {
        takes: entries.into_iter().map(|name| Take { name, span }).collect(),
        choice: Choice::First,
        gives: Some(gives),
        ..Site::new(span, scope, says)
    }
}

/// Who says what a name stands for, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// The default of a variable.
    Default,
    /// A file of variables that may be chosen.
    File,
    /// A file of variables that is always read.
    Loaded,
    /// The caller of a module.
    Argument,
    /// What is called so.
    Itself,
}

/// How the names of outputs begin that a command may print.
const OUTPUTS: &str = "terraform-output/";

/// An output of a Terraform root, which a command prints. Only a token that is minted is followed that way.
pub fn output(folder: &str, name: &str) -> Name {
    let text = format!("{OUTPUTS}{folder}/{name}").replace("//", "/");
    Name::new(Space::Kept, &Scope::repository(), text)
}

/// The field that stands for each: the name under which it is read goes on with the field's own, in capitals.
pub const EACH: &str = "*";

/// The name that stands for the workspace in which a unit is applied.
const WORKSPACE: &str = "{workspace}";

/// A site that says in which workspace a unit is applied.
pub fn workspace(unit: &Scope, text: &str, span: Span) -> Site {
    naming(unit, WORKSPACE.trim_matches(['{', '}']), text, span, Said::Itself)
}

/// A site that says what a name in braces stands for where an entry is named.
pub fn naming(unit: &Scope, name: &str, text: impl Into<Box<str>>, span: Span, by: Said) -> Site {
    Site {
        gives: Some(Name::new(Space::Kept, unit, format!("{{{name}}}"))),
        literal: Some(Secret::new(text)),
        // Only `settle` reads these sites, and no other scope of them.
        ..Site::new(span, &unit.within("said", by as u8), format!("`{name}` stands for a text"))
    }
}
