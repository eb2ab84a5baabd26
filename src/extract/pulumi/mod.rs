//! Programs of Pulumi in YAML: resources that mint tokens, and those that keep a minted one.
//!
//! `${name.property}` refers to a resource or a variable of the same program. What programs in other languages
//! declare is not read here.

use crate::model::{Document, Evidence, Facts, Name, Node, Presentation, Scope, Site, Source};
use crate::model::{Matter, Space, Span, Strength, Take, Value, Vendor, Weight};

mod grants;
mod stores;
#[cfg(test)]
mod tests;

/// Nodes below one value that are looked at.
const MANY: usize = 1000;

/// Whether a file is a program of Pulumi; `Pulumi.prod.yaml` holds the settings of a stack.
pub fn claims(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "Pulumi.yaml" | "Pulumi.yml")
}

/// What a program says.
pub fn facts(source: &Source, document: &Document, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    for root in &document.roots {
        let program = Program {
            source,
            vendors,
            unit: Scope::unit("pulumi", source.folder()),
            variables: root.get("variables").into_iter().flat_map(Node::entries).collect(),
            resources: resources(root),
        };
        program.append(root, &mut facts);
    }
    facts
}

/// A program that is being read.
struct Program<'a> {
    source: &'a Source,
    vendors: &'a [Vendor],
    unit: Scope,
    variables: Vec<&'a crate::model::Entry>,
    resources: Vec<Resource<'a>>,
}

/// A resource of a program.
struct Resource<'a> {
    name: &'a str,
    /// Its type without the module's file: `aws:secretsmanager:Secret`.
    kind: String,
    properties: Option<&'a Node>,
    span: Span,
}

fn resources(root: &Node) -> Vec<Resource<'_>> {
    let entries = root.get("resources").map(Node::entries).unwrap_or_default();
    let resource = |entry: &'_ crate::model::Entry| -> Option<String> {
        Some(short(entry.value.get("type")?.text()?))
    };
    let read = entries.iter().filter_map(|entry| {
        let kind = resource(entry)?;
        let properties = entry.value.get("properties");
        Some(Resource { name: &entry.key.text, kind, properties, span: entry.key.span })
    });
    read.collect()
}

/// A type as people write it: `github:index/actionsSecret:ActionsSecret` is `github:ActionsSecret`.
fn short(kind: &str) -> String {
    let steps: Vec<&str> = kind.split(':').collect();
    match steps.as_slice() {
        [package, module, name] => match module.split('/').next().unwrap_or(module) {
            "index" => format!("{package}:{name}"),
            // The modules of Kubernetes have a version in the place of a file.
            _ if *package == "kubernetes" => kind.to_owned(),
            module => format!("{package}:{module}:{name}"),
        },
        _ => kind.to_owned(),
    }
}

/// A property as Pulumi spells it: `token_string` is `tokenString`.
fn camel(text: &str) -> String {
    let mut words = text.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let start: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        text + &start + letters.as_str()
    })
}

impl<'a> Program<'a> {
    fn append(&self, root: &'a Node, facts: &mut Facts) {
        for resource in &self.resources {
            facts.sites.extend(self.minted(resource));
            facts.grantings.extend(grants::granting(self, resource));
            facts.sites.extend(self.keeps(resource));
            stores::append(self, resource, &mut facts.kept);
        }
        for variable in &self.variables {
            let says = format!("the variable `{}` is made of it", variable.key.text);
            let gives = Name::new(Space::Local, &self.unit, variable.key.text.as_str());
            facts.sites.extend(self.site(&variable.value, Some(gives), says));
        }
        for output in root.get("outputs").map(Node::entries).unwrap_or_default() {
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
        let gives = format!("{}.{}", resource.name, camel(&row.attribute));
        let evidence = Evidence {
            kind: row.kind,
            strength: Strength::Resource,
            span: Some(resource.span),
            says: says.clone(),
        };
        Some(Site {
            gives: Some(Name::new(Space::Attribute, &self.unit, gives)),
            evidence: vec![evidence],
            ..Site::new(resource.span, &self.unit, says)
        })
    }

    /// The properties of a resource that take a minted token: the resource keeps it.
    fn keeps(&self, resource: &Resource<'a>) -> Vec<Site> {
        let entries = resource.properties.map(Node::entries).unwrap_or_default();
        let site = |entry: &'a crate::model::Entry| {
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
        while let Some(node) = waiting.pop().filter(|_| n_seen < MANY) {
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
        let (first, rest) = path.split_once(['.', '[']).unwrap_or((path, ""));
        if self.variables.iter().any(|it| it.key.text == first) {
            return Some(Name::new(Space::Local, &self.unit, first));
        }
        let resource = self.resources.iter().find(|it| it.name == first)?;
        let mints = self.vendors.iter().flat_map(|vendor| &vendor.mints);
        let mut rows = mints.filter(|row| row.types.contains(&resource.kind));
        let is_token = rows.any(|row| camel(&row.attribute) == rest);
        is_token.then(|| Name::new(Space::Attribute, &self.unit, path))
    }
}

fn presented(site: Site, consumer: &str) -> Site {
    let presents = Presentation { consumer: consumer.to_owned(), weight: Weight::Presumed };
    Site { presents: Some(presents), ..site }
}

/// The paths that stand as `${path}` in a text, with where they stand. `$${` begins none.
fn references(text: &str) -> Vec<(&str, usize, usize)> {
    let opens = text.match_indices("${").filter(|(at, _)| !text[..*at].ends_with('$'));
    let reference = |(at, mark): (usize, &str)| {
        let length = text[at..].find('}')?;
        Some((text[at + mark.len()..at + length].trim(), at, at + length + 1))
    };
    opens.filter_map(reference).take(MANY).collect()
}
