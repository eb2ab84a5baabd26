//! Programs of Pulumi: resources that mint tokens, and those that keep a minted one.
//!
//! In YAML `${name.property}` refers to a resource or a variable of the same program. A program in another language
//! comes as the objects that it makes, with the same references in what they are given.

use crate::model::{
    Document, Entry, Evidence, Facts, Most, Name, Node, Presentation, Scope, Site, Source,
};
use crate::model::{Matter, Space, Span, Strength, Take, Value, Vendor, Weight};

mod words;
mod grants;
mod demands;
mod stores;
#[cfg(test)]
mod tests;

use words::{camel, references, short};

/// Nodes below one value that are looked at.
const MANY: Most = Most::new(10_000, "parts of one value");
/// Variables of which one is made of the next that are looked at.
const ROUNDS: Most = Most::new(16, "variables of which each is made of the next");

/// Whether a file is a program of Pulumi; `Pulumi.prod.yaml` holds the settings of a stack.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "Pulumi.yaml" | "Pulumi.yml")
}

/// What a program in YAML says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        let entries = |key| root.get(key).map(Node::entries).unwrap_or_default();
        let mut program = Program {
            source,
            vendors,
            unit: Scope::unit("pulumi", source.folder()),
            spelling: camel,
            variables: Vec::new(),
            outputs: entries("outputs"),
            resources: entries("resources").iter().filter_map(resource).collect(),
        };
        program.tell(entries("variables"));
        program.append(&mut facts);
    }
    facts
}

/// An object that a program in another language makes of a class of a package.
pub(super) struct Made {
    /// What the program calls it.
    pub name: String,
    /// Its type as in YAML: `dbtcloud:ServiceToken`.
    pub kind: String,
    /// What it is given, in the language's own spelling.
    pub properties: Node,
    /// Whether all that it is given could be read.
    pub whole: bool,
    pub span: Span,
}

impl Made {
    fn resource(&self) -> Resource<'_> {
        let Self { name, kind, properties, whole, span } = self;
        let (kind, properties) = (kind.clone(), Some(properties));
        Resource { name, kind, properties, whole: *whole, apart: true, span: *span }
    }
}

/// What the objects say that a program makes, and what it hands out.
pub(super) fn of_objects(
    source: &Source,
    vendors: &[Vendor],
    made: &[Made],
    outputs: &[Entry],
) -> Facts {
    let program = Program {
        source,
        vendors,
        unit: Scope::unit("pulumi", &source.path),
        spelling: str::to_owned,
        variables: Vec::new(),
        outputs,
        resources: made.iter().map(Made::resource).collect(),
    };
    let mut facts = Facts::default();
    program.append(&mut facts);
    facts
}

/// A program that is being read.
struct Program<'a> {
    source: &'a Source,
    vendors: &'a [Vendor],
    unit: Scope,
    /// How the language spells a property.
    spelling: fn(&str) -> String,
    /// The variables that are made of a minted token: nothing says of others that they hold a credential.
    variables: Vec<&'a Entry>,
    outputs: &'a [Entry],
    resources: Vec<Resource<'a>>,
}

/// A resource of a program.
struct Resource<'a> {
    name: &'a str,
    /// Its type without the module's file: `aws:secretsmanager:Secret`.
    kind: String,
    properties: Option<&'a Node>,
    /// Whether all its properties could be read.
    whole: bool,
    /// Whether it names a provider of its own in place of the stack's.
    apart: bool,
    span: Span,
}

fn resource(entry: &Entry) -> Option<Resource<'_>> {
    let kind = short(entry.value.get("type")?.text()?);
    let properties = entry.value.get("properties");
    let apart = entry.value.at(&["options", "provider"]).is_some();
    let (name, span) = (&entry.key.text, entry.key.span);
    Some(Resource { name, kind, properties, whole: true, apart, span })
}

impl<'a> Program<'a> {
    /// A property as the language spells it.
    fn spelt(&self, property: &str) -> String {
        (self.spelling)(property)
    }

    /// Tell which variables are made of a minted token, be it by way of another one.
    fn tell(&mut self, variables: &'a [Entry]) {
        for round in 0.. {
            let known = self.variables.len();
            let told: Vec<&Entry> =
                variables.iter().filter(|it| !self.takes(&it.value).is_empty()).collect();
            self.variables = told;
            if self.variables.len() == known || ROUNDS.is_met(round) {
                break;
            }
        }
    }

    fn append(&self, facts: &mut Facts) {
        for resource in &self.resources {
            facts.sites.extend(self.minted(resource));
            facts.grantings.extend(grants::granting(self, resource));
            facts.demands.extend(demands::demand(self, resource));
            facts.sites.extend(self.keeps(resource));
            stores::append(self, resource, &mut facts.kept);
        }
        for variable in &self.variables {
            let says = format!("the variable `{}` is made of it", variable.key.text);
            let gives = Name::new(Space::Local, &self.unit, variable.key.text.as_str());
            facts.sites.extend(self.site(&variable.value, Some(gives), says));
        }
        for output in self.outputs {
            let says = format!("output `{}` hands it on", output.key.text);
            let site = self.site(&output.value, None, says);
            facts.sites.extend(site.map(|site| presented(site, "pulumi-output")));
        }
        if !facts.sites.is_empty() {
            let path = self.source.path.clone();
            facts.circumstances.push(crate::model::Circumstance {
                scope: self.unit.clone(),
                says: format!("the file is `{path}`"),
                matter: Matter::Path(path),
                span: None,
            });
        }
    }

    fn minted(&self, resource: &Resource<'_>) -> Option<Site> {
        let mints = self.vendors.iter().flat_map(|vendor| &vendor.mints);
        let row = mints.into_iter().find(|row| row.types.contains(&resource.kind))?;
        let says = format!("`{}` mints a {} token", resource.name, row.kind.as_str());
        let gives = format!("{}.{}", resource.name, self.spelt(&row.attribute));
        let evidence = Evidence {
            kind: row.kind,
            strength: Strength::Resource,
            span: Some(resource.span),
            says: says.clone(),
        };
        Some(Site {
            gives: Some(Name::new(Space::Attribute, &self.unit, gives)),
            evidence: [evidence].into(),
            ..Site::new(resource.span, &self.unit, says)
        })
    }

    /// The properties of a resource that take a minted token: the resource keeps it.
    fn keeps(&self, resource: &Resource<'a>) -> Vec<Site> {
        let entries = resource.properties.map(Node::entries).unwrap_or_default();
        let site = |entry: &'a Entry| {
            let says = format!("`{}` keeps it as its `{}`", resource.name, entry.key.text);
            self.site(&entry.value, None, says)
        };
        entries.iter().filter_map(site).map(|site| presented(site, "pulumi-resource")).collect()
    }

    /// A site that takes what a value is made of, if that may be a minted token.
    fn site(&self, node: &'a Node, gives: Option<Name>, says: String) -> Option<Site> {
        let takes = self.takes(node);
        let site = Site { takes, gives, ..Site::new(node.span, &self.unit, says) };
        (!site.takes.is_empty()).then_some(site)
    }

    /// The tokens and variables that a value is made of.
    fn takes(&self, node: &'a Node) -> Vec<Take> {
        let (mut takes, mut waiting, mut n_seen) = (Vec::new(), vec![node], 0);
        while let Some(node) = waiting.pop().filter(|_| MANY.has_room(n_seen)) {
            n_seen += 1;
            match &node.value {
                Value::Scalar(scalar) => takes.extend(
                    references(&scalar.text).into_iter().filter_map(|(path, start, end)| {
                        let name = self.name(path)?;
                        Some(Take { name, span: scalar.span_of(self.source.id, start, end) })
                    }),
                ),
                Value::List(items) => waiting.extend(items.iter().rev()),
                Value::Map(entries) => waiting.extend(entries.iter().rev().map(|it| &it.value)),
                Value::Null => {}
            }
        }
        takes
    }

    fn name(&self, path: &str) -> Option<Name> {
        let first = path.split(['.', '[']).next().unwrap_or_default();
        if self.variables.iter().any(|it| it.key.text == first) {
            return Some(Name::new(Space::Local, &self.unit, first));
        }
        let (resource, attribute) = self.resources.iter().find_map(|resource| {
            let rest = path.strip_prefix(resource.name)?;
            Some((resource, rest.strip_prefix(['.', '['])?))
        })?;
        let mints = self.vendors.iter().flat_map(|vendor| &vendor.mints);
        let mut rows = mints.filter(|row| row.types.contains(&resource.kind));
        let is_token = rows.any(|row| self.spelt(&row.attribute) == attribute);
        is_token.then(|| Name::new(Space::Attribute, &self.unit, path))
    }
}

fn presented(site: Site, consumer: &str) -> Site {
    let presents = Presentation { consumer: consumer.to_owned(), weight: Weight::Presumed };
    Site { presents: Some(presents.into()), ..site }
}
