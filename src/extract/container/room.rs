//! What all containers have in common: variables that are set, programs that see them, and commands that are run.

use crate::extract::shell::{self, Script};
use crate::model::{
    Circumstance, Facts, Kind, Matter, Name, Node, Presentation, Scalar, Scope, Secret, Site,
    Source, Space, Span, Take, Vendor, Weight,
};

/// A file that is being read, and what was found in it so far.
pub(in crate::extract) struct Room<'a> {
    pub source: &'a Source,
    pub vendors: &'a [Vendor],
    /// The file.
    pub unit: Scope,
    pub facts: Facts,
    /// Whether two dollars of a command stand for one.
    pub doubles_dollars: bool,
}

/// A name in a value, and where it stands in the value's text.
pub(in crate::extract) struct Found {
    pub name: Name,
    pub start: usize,
    pub end: usize,
}

impl<'a> Room<'a> {
    pub fn new(source: &'a Source, vendors: &'a [Vendor], kind: &str) -> Self {
        let unit = Scope::unit(kind, &source.path);
        let mut room =
            Self { source, vendors, unit, facts: Facts::default(), doubles_dollars: false };
        room.circumstance(Matter::Path(source.path.clone()), "the file's path".to_owned());
        room
    }

    pub fn circumstance(&mut self, matter: Matter, says: String) {
        let scope = self.unit.clone();
        self.facts.circumstances.push(Circumstance { scope, matter, span: None, says });
    }

    /// A site that sets a variable in a scope to a text with names in it.
    pub fn set(
        &mut self,
        gives: Name,
        scalar: &Scalar,
        span: Span,
        found: Vec<Found>,
        owner: &str,
    ) {
        let says = format!("{owner} sets `{}`", gives.text);
        let mut site = Site::new(span, &gives.scope.clone(), says);
        let is_literal = found.is_empty() && !scalar.text.is_empty() && !scalar.templated;
        site.literal = is_literal.then(|| Secret::new(scalar.text.as_str()));
        site.takes = found
            .into_iter()
            .map(|it| Take {
                span: scalar.span_of(self.source.id, it.start, it.end),
                name: it.name,
            })
            .collect();
        site.gives = Some(gives);
        self.facts.sites.push(site);
    }

    /// A site that sets a variable to what another name holds.
    pub fn pass(&mut self, gives: Name, name: Name, span: Span, says: String) {
        let mut site = Site::new(span, &gives.scope.clone(), says);
        site.takes = vec![Take { name, span }];
        site.gives = Some(gives);
        self.facts.sites.push(site);
    }

    /// A process sees a variable, if that is a credential.
    pub fn present(&mut self, name: Name, span: Span, consumer: &str, owner: &str) {
        if !self.is_credential(&name.text) {
            return;
        }
        let says = format!("`{}` is in the environment of {owner}", name.text);
        let mut site = Site::new(span, &name.scope.clone(), says);
        site.takes = vec![Take { name, span }];
        let consumer = consumer.to_owned();
        site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Presumed }));
        self.facts.sites.push(site);
    }

    /// Whether a name is that of an API token.
    pub fn is_credential(&self, name: &str) -> bool {
        let rows = self.vendors.iter().filter_map(|vendor| vendor.name_row(name));
        rows.into_iter().any(|row| row.kind != Kind::Webhook)
    }

    /// A command: a text for a shell, or a list that hands one to a shell behind `-c`.
    pub fn command(&mut self, node: &Node, scope: &Scope, folders: &[String], label: &str) {
        let items = node.items();
        let behind = items.iter().position(|it| it.text().is_some_and(|it| it.ends_with('c')));
        let inline = behind
            .filter(|at| 0 < *at && items[*at].text().is_some_and(|it| it.starts_with('-')))
            .and_then(|at| items.get(at + 1)?.scalar());
        let first = items.first().and_then(Node::scalar).filter(|_| items.len() == 1);
        if let Some(scalar) = node.scalar().or(inline).or(first) {
            self.script(scalar, scope, folders, label);
        }
    }

    /// A text for a shell. In a compose file two dollars stand for one.
    pub fn script(&mut self, scalar: &Scalar, scope: &Scope, folders: &[String], label: &str) {
        let scalar = &if self.doubles_dollars { without_doubles(scalar) } else { scalar.clone() };
        let script = Script {
            source: self.source,
            scalar,
            scope: scope.clone(),
            folders: folders.to_vec(),
            label: label.to_owned(),
            vendors: self.vendors,
            expression: &|_| Vec::new(),
            known: &|_| Vec::new(),
            visible: &Vec::new,
        };
        self.facts.append(shell::outcome(&script).facts);
    }
}

/// A variable of the environment.
pub(in crate::extract) fn env(scope: &Scope, name: &str) -> Name {
    Name::new(Space::Env, scope, name)
}

/// A scalar with each `$$` as the `$` that it stands for.
fn without_doubles(scalar: &Scalar) -> Scalar {
    let mut text = String::new();
    let mut origin: Vec<(u32, u32)> = Vec::new();
    let (mut at, mut marks) = (0, scalar.origin.iter().peekable());
    for part in scalar.text.split_inclusive("$$") {
        let start = text.len();
        let shift = at - start;
        while let Some((from, place)) =
            marks.next_if(|(from, _)| (*from as usize) < at + part.len())
        {
            origin.push(((*from as usize).saturating_sub(shift).max(start) as u32, *place));
        }
        let kept = part.strip_suffix("$$").map_or(part.len(), |kept| kept.len() + 1);
        text.push_str(&part[..kept]);
        at += part.len();
        if kept < part.len() {
            let place = scalar.span_of(crate::model::SourceId(0), at, at).start;
            origin.push((text.len() as u32, place));
        }
    }
    Scalar { text, origin: origin.into(), ..scalar.clone() }
}
