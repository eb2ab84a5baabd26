//! Files that Terragrunt writes into a configuration before it runs that: `generate "provider" { … }`
//! (<https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate>, read in 2026-11).
//!
//! Such a file lies in the root of each unit that has the block or takes it in, so that what it says is told under the
//! block, and is settled into those units once all files are known. What Terragrunt fills in holds where the block is
//! written; all else means the configuration.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::fills::Filled;
use super::reading::{Block, File};
use super::terragrunt::{self, INCLUDED, UNIT, place};
use super::{http, implied, legacy, providers, resources, revealed, surroundings, variables};
use crate::model::{
    Carry, Circumstance, Demand, Entry, Facts, Form, Held, Legacy, Most, Name, Node, Passage,
    Reach, Scalar, Scope, Site, SourceId, Space, Style, Take, Value, Weight,
};

/// The step of a scope in which a block says what it writes.
const STEP: &str = "generate";
/// How many parts the written files of all units may have together.
const COPIES: Most = Most::new(100_000, "parts of files that Terragrunt writes");

/// The texts of a file that are such configurations.
pub fn texts<'n>(path: &str, root: &'n mut Node) -> Vec<&'n mut Node> {
    let Value::Map(entries) = &mut root.value else { return Vec::new() };
    let blocks = entries.iter_mut().filter(|it| terragrunt::claims(path) && it.key.text == STEP);
    let bodies = blocks.flat_map(|block| match block.form {
        Form::Block => vec![&mut block.value],
        // `generate = { provider = { … } }`
        Form::Pair => match &mut block.value.value {
            Value::Map(named) => named.iter_mut().map(|it| &mut it.value).collect(),
            _ => Vec::new(),
        },
    });
    bodies.filter_map(text).collect()
}

fn text(body: &mut Node) -> Option<&mut Node> {
    let path = body.get("path")?.text()?;
    if ![".tf", ".tofu"].iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    let Value::Map(entries) = &mut body.value else { return None };
    let contents = |it: &&mut Entry| {
        let is_text = |scalar: &Scalar| {
            scalar.style == Style::Block
                || scalar.style == Style::Double && !scalar.text.contains("${")
        };
        it.key.text == "contents" && it.value.scalar().is_some_and(is_text)
    };
    entries.iter_mut().find(contents).map(|it| &mut it.value)
}

/// Add what the files say that a file of Terragrunt writes.
pub(super) fn append(file: &File, facts: &mut Facts) {
    for block in file.blocks(STEP, 1) {
        let place = Scope::unit(UNIT, &file.source.path).within(STEP, block.label(0));
        // A block takes the place of one of its name that is taken in, whatever it writes.
        facts.sites.push(Site::new(block.span(), &place, ""));
        if let Some(contents) = contents(&block) {
            facts.append(written(file, contents, place));
        }
    }
}

fn contents<'a>(block: &Block<'a>) -> Option<&'a Node> {
    let is_off = block.argument("disable").and_then(Node::text) == Some("true");
    block.argument("contents").filter(|it| !is_off && !it.entries().is_empty())
}

fn written(file: &File, contents: &Node, place: Scope) -> Facts {
    let mut own = File::new(file.source, contents, file.vendors);
    own.unit = place;
    own.filled = Some(Filled::of(file, contents));
    let mut facts = Facts::default();
    variables::append(&own, &mut facts.sites);
    providers::append(&own, &mut facts);
    implied::append(&own, &mut facts);
    legacy::append(&own, &mut facts.legacies);
    resources::append(&own, &mut facts.sites);
    http::append(&own, &mut facts.sites);
    revealed::append(&own, &mut facts.sites);
    surroundings::append_states(&own, &mut facts.circumstances);
    facts.append(own.cases.take());
    facts
}

/// Something that a written file says.
#[derive(Clone)]
enum Said {
    Site(Site),
    Implied(Site),
    Circumstance(Circumstance),
    Demand(Demand),
    Legacy(Legacy),
}

impl Said {
    /// The same where its scopes are others.
    fn moved(&self, to: &dyn Fn(&Scope) -> Scope) -> Self {
        let name = |name: &Name| Name { scope: to(&name.scope), ..name.clone() };
        match self {
            Self::Site(it) => Self::Site(moved(it, to)),
            Self::Implied(it) => Self::Implied(moved(it, to)),
            Self::Circumstance(it) => {
                Self::Circumstance(Circumstance { scope: to(&it.scope), ..it.clone() })
            }
            Self::Demand(it) => Self::Demand(Demand { provider: name(&it.provider), ..it.clone() }),
            Self::Legacy(it) => Self::Legacy(Legacy { provider: name(&it.provider), ..it.clone() }),
        }
    }

    /// The same where what is filled in is called otherwise: locals of Terragrunt have something before their names.
    fn called(&self, before: &str) -> Self {
        let mut said = self.clone();
        if let Self::Site(site) = &mut said {
            let is_filled =
                |it: &&mut Take| it.name.space == Space::Local && block(&it.name.scope).is_none();
            for take in site.takes.iter_mut().filter(is_filled) {
                if !take.name.text.starts_with(before) {
                    take.name.text.insert_str(0, before);
                }
            }
        }
        said
    }

    fn add_to(self, facts: &mut Facts) {
        match self {
            Self::Site(it) => facts.sites.push(it),
            Self::Implied(it) => facts.implied.push(it),
            Self::Circumstance(it) => facts.circumstances.push(it),
            Self::Demand(it) => facts.demands.push(it),
            Self::Legacy(it) => facts.legacies.push(it),
        }
    }
}

/// A site where its scopes are others.
fn moved(site: &Site, to: &dyn Fn(&Scope) -> Scope) -> Site {
    let name = |name: &Name| Name { scope: to(&name.scope), ..name.clone() };
    let take = |take: &Take| Take { name: name(&take.name), span: take.span };
    Site {
        scope: to(&site.scope),
        gives: site.gives.as_ref().map(name),
        takes: site.takes.iter().map(take).collect(),
        ..site.clone()
    }
}

/// A scope in another one, without its first steps.
fn below(into: &Scope, scope: &Scope, first: usize) -> Scope {
    Scope::of(&[into.steps(), &scope.steps()[first..]].concat())
}

/// The file and the name of the block in which a scope lies.
fn block(scope: &Scope) -> Option<(&str, &str)> {
    let path = place(scope, UNIT)?;
    let name = scope.steps().get(1)?.strip_prefix(STEP)?.strip_prefix(':')?;
    Some((path, name))
}

/// A unit of Terragrunt.
pub(super) struct Unit {
    /// Where what it says itself holds.
    pub(super) own: Scope,
    /// Where what lies in the root of its configuration holds.
    pub(super) root: Scope,
    /// The configuration, if it is another folder's.
    pub(super) configuration: Option<Scope>,
}

/// What the blocks of all files write, by file and by name.
#[derive(Default)]
pub(super) struct Written {
    of_files: HashMap<String, BTreeMap<String, Vec<Said>>>,
    paths: HashMap<SourceId, String>,
    placed: Facts,
    n_placed: usize,
}

impl Written {
    /// Take out what blocks write, to be told where it lies.
    pub(super) fn taken(facts: &mut Facts) -> Self {
        let mut written = Self::default();
        for site in facts.sites.iter().filter(|it| block(&it.scope).is_some()) {
            let path = place(&site.scope, UNIT).unwrap_or_default();
            written.paths.entry(site.span.source).or_insert_with(|| path.to_owned());
        }
        written.draw(&mut facts.sites, |it| &it.scope, Said::Site);
        written.draw(&mut facts.implied, |it| &it.scope, Said::Implied);
        written.draw(&mut facts.circumstances, |it| &it.scope, Said::Circumstance);
        written.draw(&mut facts.demands, |it| &it.provider.scope, Said::Demand);
        let mut legacies = std::mem::take(&mut facts.legacies).into();
        written.draw(&mut legacies, |it: &Legacy| &it.provider.scope, Said::Legacy);
        facts.legacies = legacies.into_iter().collect();
        written
    }

    fn draw<T: Clone>(
        &mut self,
        list: &mut Held<T>,
        scope: impl Fn(&T) -> &Scope,
        said: impl Fn(T) -> Said,
    ) {
        for it in &*list {
            let Some((path, name)) = block(scope(it)) else { continue };
            let of_file = self.of_files.entry(path.to_owned()).or_default();
            of_file.entry(name.to_owned()).or_default().push(said(it.clone()));
        }
        list.retain(|it| block(scope(it)).is_none());
    }

    /// The path of a file that writes others.
    pub(super) fn path(&self, source: SourceId) -> Option<&str> {
        self.paths.get(&source).map(String::as_str)
    }

    /// Whether a file writes others.
    pub(super) fn has(&self, path: &str) -> bool {
        self.of_files.contains_key(path)
    }

    /// Let what a unit has written lie in the root of its configuration: what it writes itself, and of what it takes in
    /// the blocks that it does not write anew.
    pub(super) fn place(&mut self, unit: &Unit, own: Option<&str>, taken_in: Option<&str>) {
        let blocks = |path: Option<&str>| path.and_then(|it| self.of_files.get(it));
        let (own, above) = (blocks(own), blocks(taken_in));
        let is_new = |name: &String| own.is_none_or(|own| !own.contains_key(name));
        let above = above.into_iter().flatten().filter(|(name, _)| is_new(name));
        // What stands in a written file lies in the configuration's root; what is filled in holds in the unit.
        let to = |scope: &Scope| match (block(scope), place(scope, UNIT)) {
            (Some(_), _) => below(&unit.root, scope, 2),
            (None, Some(_)) => below(&unit.own, scope, 1),
            (None, None) => scope.clone(),
        };
        let own = own.into_iter().flatten().map(|(_, said)| (said, ""));
        // The locals of a file that is taken in have a name of their own there.
        let parts = own.chain(above.map(|(_, said)| (said, INCLUDED)));
        for (said, before) in parts.flat_map(|(all, before)| all.iter().map(move |it| (it, before)))
        {
            if COPIES.is_met(self.n_placed) {
                break;
            }
            self.n_placed += 1;
            said.called(before).moved(&to).add_to(&mut self.placed);
        }
    }

    /// Add what was placed, and lead the providers among it to the objects of the configurations.
    pub(super) fn settle(self, units: &[Unit], facts: &mut Facts) {
        let mut placed = self.placed;
        placed
            .sites
            .retain(|it| it.gives.is_some() || it.presents.is_some() || !it.reveals.is_empty());
        if placed == Facts::default() {
            return;
        }
        prove(&mut placed, units, facts);
        bring(&mut placed.sites, units, facts);
        hand_over(&placed.sites, units, facts);
        facts.append(placed);
    }
}

/// A provider that is written for a configuration which is no part of the files is written because that uses it.
fn prove(placed: &mut Facts, units: &[Unit], facts: &Facts) {
    let mut seen: HashSet<&Scope> = facts.demands.iter().map(|it| &it.provider.scope).collect();
    seen.extend(units.iter().filter(|it| it.configuration.is_some()).map(|it| &it.root));
    let own: HashSet<Scope> = placed.demands.iter().map(|it| it.provider.scope.clone()).collect();
    let is_open = |it: &Site| !seen.contains(&it.scope) && !own.contains(&it.scope);
    for site in placed.sites.those_mut(is_open) {
        if let Some(presents) = &mut site.presents {
            presents.weight = Weight::Proven;
        }
    }
}

/// Bring in what written files take of their configuration: variables and locals that it declares, and what these take.
fn bring(placed: &mut Held<Site>, units: &[Unit], facts: &Facts) {
    let of_units = units.iter().filter_map(|it| Some((&it.root, it.configuration.as_ref()?)));
    let configurations: HashMap<&Scope, &Scope> = of_units.collect();
    let declared: HashSet<&Scope> = configurations.values().copied().collect();
    let mut sites_of: HashMap<&Name, Vec<&Site>> = HashMap::new();
    for site in &facts.sites {
        let name = site.gives.as_ref().filter(|it| is_inner(it) && declared.contains(&it.scope));
        if let Some(name) = name {
            sites_of.entry(name).or_default().push(site);
        }
    }
    let mut given: HashSet<Name> = placed.iter().filter_map(|it| it.gives.clone()).collect();
    let mut at = 0;
    while let Some(site) = placed.get(at) {
        at += 1;
        let names: Vec<Name> = site.takes.iter().map(|it| it.name.clone()).collect();
        for name in names.into_iter().filter(is_inner) {
            let Some(configuration) = configurations.get(&name.scope) else { continue };
            let there = Name { scope: (*configuration).clone(), ..name.clone() };
            if COPIES.is_met(placed.len()) || !given.insert(name.clone()) {
                continue;
            }
            let to = |scope: &Scope| {
                let is_there = configuration.encloses(scope);
                if is_there { below(&name.scope, scope, 1) } else { scope.clone() }
            };
            let sites = sites_of.get(&there).into_iter().flatten();
            placed.extend(sites.map(|it| Site { presents: None, ..moved(it, &to) }));
        }
    }
}

/// Whether a name means something of the same configuration.
fn is_inner(name: &Name) -> bool {
    matches!(name.space, Space::Var | Space::Local | Space::Attribute)
}

/// Let configurations for which any unit has a provider written take the providers of all their units.
fn hand_over(placed: &Held<Site>, units: &[Unit], facts: &mut Facts) {
    let provides = |it: &&Site| it.gives.as_ref().is_some_and(|it| it.space == Space::Provider);
    let roots: HashSet<&Scope> = placed.iter().filter(provides).map(|it| &it.scope).collect();
    let with = units.iter().filter(|it| roots.contains(&it.root));
    let taking: HashSet<&Scope> = with.filter_map(|it| it.configuration.as_ref()).collect();
    let of_units =
        units.iter().filter(|it| it.configuration.as_ref().is_some_and(|it| taking.contains(it)));
    let from: HashSet<&Scope> = of_units.map(|it| &it.root).collect();
    let is_one = |it: &Passage| from.contains(&it.from) && taking.contains(&it.to);
    for passage in facts.passages.those_mut(is_one) {
        passage.carries.push(Carry { space: Space::Provider, reach: Reach::Here });
    }
}
