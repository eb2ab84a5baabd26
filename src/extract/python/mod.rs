//! Programs in Python: which variables they read, and to whom they hand them.
//!
//! It reads words and lines, and follows names through assignments, calls and members of one file. It knows no types
//! and runs nothing. What reaches a consumer is told, and what other modules may import that holds a variable, a
//! secret or something imported.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::{
    Carry, Comment, Document, Evidence, ExposureForm, Facts, Name, Passage, Presentation, Reach,
    Secret, Site, Source, Space, Span, Strength, Take, Vendor, Weight,
};

mod token;
mod module;
mod stretch;
mod statements;
pub mod imports;
mod several;
mod parameters;
mod callables;
mod fields;
mod members;
mod reads;
mod stores;
mod entries;
mod templates;
mod value;
mod asked;
mod connection;
mod render;
mod http;
mod pieces;
mod address;
mod printed;
mod driver;
mod slots;
mod orchestrated;
mod operators;
mod tasks;
mod reader;
mod caller;
mod made;
mod given;
mod others;
mod surroundings;
mod servers;
mod sessions;
#[cfg(test)]
mod tests;

use crate::extract::network::UNVERIFIED;
use module::{Assignment, Module, Way};
use value::Value;

/// Whether a file is a program in Python.
pub fn claims(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "py")
}

/// Whether some bytes may hold a call that a vendor's catalogue knows, or an address of its API.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    let spelt = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let is_shared = || SHARED.into_iter().any(spelt) || servers::spelt(spelt);
    if claims(path) && spelt("import ") && is_shared() {
        return true;
    }
    let any = |vendor: &Vendor| {
        let connections = vendor.calls.iter().filter(|slot| orchestrated::is_connection(slot));
        vendor.calls.iter().map(|slot| longest(&slot.function)).any(spelt)
            || connections.map(|slot| slot.argument.as_str()).any(spelt)
            || address::holds(spelt)
            || (spelt("uthorization") || spelt("AUTHORIZATION_HEADER"))
                && (vendor.hosts.iter().any(|host| spelt(longest(host)))
                    || ["api/v2", "api/v3", "/api/ai/v1/mcp"].into_iter().any(spelt))
            || (spelt("uthorization") || spelt("print") || spelt("log") || spelt(UNVERIFIED))
                && super::script::names_credential(bytes, vendor)
    };
    claims(path) && vendors.iter().any(any)
}

/// What a program spells that may have a part in what other modules do, beside servers: it reads a credential, or it is
/// run by an orchestrator.
const SHARED: [&str; 9] = [
    "environ",
    "getenv",
    "oken",
    "ecret",
    "Variable.get",
    "Settings",
    "airflow",
    "dagster",
    "prefect",
];

/// The longest piece of a glob that stands in whatever it matches.
fn longest(glob: &str) -> &str {
    glob.split(['*', '.']).max_by_key(|piece| piece.len()).unwrap_or(glob)
}

/// What a program hands on.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut facts = Facts::default();
    let module = Module::new(source);
    let mut telling =
        Telling { module: &module, vendors, sites: Vec::new(), known: HashSet::new() };
    telling.tell();
    let of_tasks = telling.tell_tasks();
    if !surroundings::is_example(&source.path) {
        telling.tell_borrowed();
        telling.tell_others();
        facts.passages = others::passages(&module).into();
    }
    facts.sites = telling.sites.into();
    facts.append(of_tasks);
    facts.append(made::facts(&module, vendors));
    if !facts.sites.is_empty() || !facts.passages.is_empty() {
        let around = surroundings::circumstances(&module, vendors);
        facts.circumstances.extend(around);
        let comments = module.reading.comments.iter();
        let comments = comments.map(|it| Comment { span: source.span(it.start, it.end) }).collect();
        let document = Document { source: source.id, roots: Vec::new(), comments };
        super::comments::append(source, &document, &mut facts);
    }
    facts
}

/// How far the names that a header is made of are looked through.
const NAMES: usize = 200;

struct Telling<'m, 'a> {
    module: &'m Module<'a>,
    vendors: &'m [Vendor],
    sites: Vec<Site>,
    /// Names whose assignments are told.
    known: HashSet<Name>,
}

impl Telling<'_, '_> {
    fn tell(&mut self) {
        for handed in slots::handed(self.module, self.vendors) {
            let function = handed.slot.function.rsplit(['.', '*']).next().unwrap_or_default();
            let says = format!("`{function}` is given it as `{}`", handed.slot.argument);
            let mut site = self.site(&handed.value, handed.block, says);
            site.presents = Some(proven(&handed.consumer.id).into());
            site.evidence.extend(handed.slot.kind.map(|kind| Evidence {
                kind,
                strength: Strength::Slot,
                span: Some(site.span),
                says: format!("`{}` says the kind", handed.slot.argument),
            }));
            self.present(site);
        }
        for secret in address::secrets(self.module, self.vendors) {
            self.addressed(&secret);
        }
        for kept in orchestrated::kept(self.module, self.vendors) {
            let (consumer, site) = (kept.consumer, self.named(kept));
            self.present(Site { presents: Some(proven(consumer).into()), ..site });
        }
        for header in http::headers(self.module, self.vendors) {
            self.called(&header);
        }
        self.shown();
    }

    /// A secret in an address is shown by it, and handed to whoever answers there.
    fn addressed(&mut self, secret: &address::Secret) {
        let says = "it is part of an address".to_owned();
        let scope = &self.module.blocks[secret.block].scope;
        let site = match &secret.value {
            address::Value::Filled(value) => self.site(value, secret.block, says),
            address::Value::Written(text) => {
                let is_written = !super::address::is_filled_in(text);
                let literal = is_written.then(|| Secret::new(super::address::decoded(text)));
                Site { literal, ..Site::new(secret.place, scope, says) }
            }
        };
        let site = Site { span: secret.place, ..site };
        if let Some(consumer) = &secret.consumer {
            self.present(Site { presents: Some(proven(consumer).into()), ..site.clone() });
        }
        if site.literal.is_none() {
            self.present(Site { reveals: [ExposureForm::Url].into(), ..site });
        }
    }

    /// A header goes to whoever is called, over a connection that may expose it.
    fn called(&mut self, header: &http::Header) {
        let mut site = self.site(&header.value, header.block, String::new());
        if header.needs_name && !self.is_named(&site) {
            return;
        }
        site.says = "the program calls the API with it".into();
        for consumer in &header.consumers {
            self.present(Site { presents: Some(proven(consumer).into()), ..site.clone() });
        }
        for (form, host) in &header.reveals {
            let place = host.as_ref().map_or_else(String::new, |it| format!(" to `{it}`"));
            let says = format!("the program sends it{place}").into();
            self.present(Site { reveals: [*form].into(), says, ..site.clone() });
        }
    }

    /// What is printed, or sent with nobody's certificate looked at.
    fn shown(&mut self) {
        for (value, block) in driver::unverified(self.module) {
            let says = "the address turns the check of the other end off".to_owned();
            self.reveal(&value, block, says, ExposureForm::Unverified);
        }
        for printed in printed::printed(self.module) {
            let says = format!("`{}` prints it", printed.by);
            self.reveal(&printed.value, printed.block, says, ExposureForm::Log);
        }
    }

    /// A place that shows a credential: something that is called like one, or that goes to a consumer too.
    fn reveal(&mut self, value: &Range<usize>, block: usize, says: String, form: ExposureForm) {
        let site = Site { literal: None, reveals: [form].into(), ..self.site(value, block, says) };
        let entries = self.entries(value, block, site.span);
        let site = Site { takes: site.takes.into_iter().chain(entries).collect(), ..site };
        let is_used = site.takes.iter().any(|take| self.known.contains(&take.name));
        if is_used || self.is_named(&site) {
            self.present(site);
        }
    }

    /// What a dictionary that is shown whole holds, also what was added to it.
    fn entries(&self, value: &Range<usize>, block: usize, span: Span) -> Vec<Take> {
        let named = |value: &Range<usize>, block| {
            let take = |(home, name): (usize, &str)| Take {
                name: Name::new(Space::Local, &self.module.blocks[home].scope, name),
                span,
            };
            let entries = printed::entries(self.module, value, block).into_iter();
            entries.map(take).collect::<Vec<Take>>()
        };
        let mut entries = named(value, block);
        for (added, block) in printed::added(self.module, value) {
            entries.extend(named(&added, block));
            for (_, written) in self.module.entries(&added) {
                let own = self.site(&written, block, String::new()).takes.into_iter();
                entries.extend(own.map(|take| Take { span, ..take }));
            }
        }
        entries
    }

    /// What tasks hand to the programs that they start, and the assignments of every name that these take.
    fn tell_tasks(&mut self) -> Facts {
        let facts = tasks::facts(self.module, self.vendors);
        let takes = facts.sites.iter().flat_map(|site| &site.takes);
        self.follow(takes.map(|take| take.name.clone()).collect());
        facts
    }

    /// Calls of an API with headers that another module makes.
    fn tell_borrowed(&mut self) {
        for header in http::borrowed(self.module, self.vendors) {
            let (unit, span) = (&self.module.blocks[0].scope, self.module.span(&header.value));
            let spelt =
                ["Authorization", "authorization"].map(|it| format!("{}[{it}]", header.name));
            let take = |text| Take { name: Name::new(Space::Local, unit, text), span };
            let scope = &self.module.blocks[header.block].scope;
            self.present(Site {
                takes: spelt.map(take).into(),
                presents: Some(proven(&header.consumer).into()),
                ..Site::new(span, scope, "the program calls the API with it")
            });
        }
    }

    /// Add a site that presents or reveals, and the assignments of every name that it takes.
    fn present(&mut self, site: Site) {
        if !caller::fills(self.module, &site) {
            return;
        }
        let mut site = site;
        site.takes.retain(|take| !sessions::are_answered(self.module, &take.name));
        let waiting = site.takes.iter().map(|take| take.name.clone()).collect();
        if !site.takes.is_empty() || site.literal.is_some() {
            self.sites.push(site);
        }
        self.follow(waiting);
    }

    /// Add what gives these names, and all names that these take.
    fn follow(&mut self, mut waiting: Vec<Name>) {
        while let Some(name) = waiting.pop() {
            if name.space != Space::Local || !self.known.insert(name.clone()) {
                continue;
            }
            let given = self.assignments(&name).into_iter().map(|it| self.assigned(it));
            let given = given.chain(self.imported(&name)).chain(self.entry(&name)).collect();
            let given = if name.text.ends_with("[*]") { self.likely(given) } else { given };
            for site in given {
                if !site.takes.is_empty() || site.literal.is_some() {
                    waiting.extend(site.takes.iter().map(|take| take.name.clone()));
                    self.sites.push(site);
                }
            }
        }
    }

    /// Of the entries of a dictionary those that are the vendor's, where a key that is only known at run time chooses.
    fn likely(&self, mut given: Vec<Site>) -> Vec<Site> {
        let is_another = |site: &Site| {
            let foreign =
                |take: &Take| self.vendors.iter().any(|it| it.is_foreign(&take.name.text));
            site.takes.iter().any(foreign)
        };
        if given.iter().any(|site| self.is_named(site)) {
            given.retain(|site| self.is_named(site));
        }
        given.retain(|site| !is_another(site));
        given
    }

    fn assignments(&self, name: &Name) -> Vec<&Assignment> {
        let home = self.module.block_at(&name.scope);
        let found = home.into_iter().flat_map(|home| self.module.given(home, &name.text));
        found.collect()
    }

    fn assigned(&self, it: &Assignment) -> Site {
        let target = &it.target;
        let says = match it.way {
            Way::Set if target.starts_with('(') => "it is one of several".to_owned(),
            Way::Set => format!("`{target}` is set"),
            Way::Called => format!("a call hands it over as `{target}`"),
            Way::Returned => format!("`{target}` gives it back"),
            Way::Declared => format!("`{target}` is declared"),
        };
        let value = value::of(self.module, it);
        let mut site = self.holding(value, &it.value, it.read_in, says);
        let gives = Name::new(Space::Local, &self.module.blocks[it.block].scope, target.as_str());
        site.takes.retain(|take| take.name != gives);
        if let [take] = site.takes.as_slice()
            && take.name.space != Space::Local
        {
            site.says = format!("`{}` is read into `{target}`", take.name.text).into();
        }
        site.gives = Some(gives);
        site
    }

    /// The site at which a credential is called by the name under which an orchestrator keeps it.
    fn named(&self, kept: orchestrated::Kept<'_>) -> Site {
        let span = self.module.span(&kept.at);
        Site {
            takes: vec![Take { name: kept.name, span }],
            ..Site::new(span, &self.module.blocks[kept.block].scope, kept.says)
        }
    }

    fn site(&self, range: &Range<usize>, block: usize, says: String) -> Site {
        let value = value::read(self.module, range, block);
        self.holding(value, range, block, says)
    }

    fn holding(&self, value: Value, range: &Range<usize>, block: usize, says: String) -> Site {
        Site {
            takes: value.takes,
            choice: value.choice,
            literal: value.literal,
            ..Site::new(self.module.span(range), &self.module.blocks[block].scope, says)
        }
    }

    /// Whether one of the names through which a value goes is that of a vendor's credential.
    fn is_named(&self, site: &Site) -> bool {
        let mut waiting: Vec<Name> = site.takes.iter().map(|take| take.name.clone()).collect();
        let mut seen = HashSet::new();
        while let Some(name) = waiting.pop() {
            let text = name.text.trim_start_matches("self.");
            if name.space != Space::Input && super::shell::write::is_credential(self.vendors, text)
            {
                return true;
            }
            if name.space == Space::Local && seen.len() < NAMES && seen.insert(name.clone()) {
                waiting.extend(entries::answer(self.module, &name));
                let given = self.assignments(&name);
                let takes = given.into_iter().flat_map(|it| value::of(self.module, it).takes);
                waiting.extend(takes.map(|take| take.name));
            }
        }
        false
    }
}

fn proven(consumer: &str) -> Presentation {
    Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }
}
