//! Programs in Python: which variables they read, and to whom they hand them.
//!
//! It reads words and lines, and follows names through assignments, calls and members of one file. It knows no types
//! and runs nothing. Only what reaches a consumer is told.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::{
    Comment, Document, Evidence, ExposureForm, Facts, Name, Presentation, Site, Source, Space,
    Strength, Take, Vendor, Weight,
};

mod token;
mod module;
mod value;
mod connection;
mod render;
mod http;
mod address;
mod printed;
mod driver;
mod slots;
mod orchestrated;
mod operators;
mod reader;
mod caller;
mod surroundings;
#[cfg(test)]
mod tests;

use crate::extract::network::UNVERIFIED;
use module::{Assignment, Module, Way};

/// Whether a file is a program in Python.
pub fn claims(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "py")
}

/// Whether some bytes may hold a call that a vendor's catalogue knows, or an address of its API.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    let spelt = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let any = |vendor: &Vendor| {
        let connections = vendor.calls.iter().filter(|slot| orchestrated::is_connection(slot));
        vendor.calls.iter().map(|slot| longest(&slot.function)).any(spelt)
            || connections.map(|slot| slot.argument.as_str()).any(spelt)
            || address::holds(spelt)
            || spelt("uthorization")
                && (vendor.hosts.iter().any(|host| spelt(longest(host)))
                    || spelt("/api/v2")
                    || spelt("/api/v3"))
            || (spelt("uthorization") || spelt("print") || spelt("log") || spelt(UNVERIFIED))
                && super::script::names_credential(bytes, vendor)
    };
    claims(path) && vendors.iter().any(any)
}

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
    facts.sites = telling.sites;
    if !facts.sites.is_empty() {
        facts.circumstances = surroundings::circumstances(&module, vendors);
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
            site.presents = Some(proven(&handed.consumer.id));
            site.evidence.extend(handed.slot.kind.map(|kind| Evidence {
                kind,
                strength: Strength::Slot,
                span: Some(site.span),
                says: format!("`{}` says the kind", handed.slot.argument),
            }));
            self.present(site);
        }
        for filled in address::filled(self.module, self.vendors) {
            let says = "it is part of an address".to_owned();
            let site = self.site(&filled.value, filled.block, says);
            let reveals = vec![ExposureForm::Url];
            self.present(Site { span: filled.place, reveals, ..site });
        }
        for kept in orchestrated::kept(self.module, self.vendors) {
            let (consumer, site) = (kept.consumer, self.named(kept));
            self.present(Site { presents: Some(proven(consumer)), ..site });
        }
        for header in http::headers(self.module, self.vendors) {
            self.called(&header);
        }
        self.shown();
    }

    /// A header goes to whoever is called, over a connection that may expose it.
    fn called(&mut self, header: &http::Header) {
        let mut site = self.site(&header.value, header.block, String::new());
        if header.needs_name && !self.is_named(&site) {
            return;
        }
        "the program calls the API with it".clone_into(&mut site.says);
        for consumer in &header.consumers {
            self.present(Site { presents: Some(proven(consumer)), ..site.clone() });
        }
        for (form, host) in &header.reveals {
            let place = host.as_ref().map_or_else(String::new, |it| format!(" to `{it}`"));
            let says = format!("the program sends it{place}");
            self.present(Site { reveals: vec![*form], says, ..site.clone() });
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
        let site = Site { literal: None, reveals: vec![form], ..self.site(value, block, says) };
        let is_used = site.takes.iter().any(|take| self.known.contains(&take.name));
        if is_used || self.is_named(&site) {
            self.present(site);
        }
    }

    /// Add a site that presents or reveals, and the assignments of every name that it takes.
    fn present(&mut self, site: Site) {
        if !caller::fills(self.module, &site) {
            return;
        }
        let mut waiting: Vec<Take> = site.takes.clone();
        if !waiting.is_empty() || site.literal.is_some() {
            self.sites.push(site);
        }
        while let Some(take) = waiting.pop() {
            if take.name.space != Space::Local || !self.known.insert(take.name.clone()) {
                continue;
            }
            let given: Vec<Site> =
                self.assignments(&take.name).into_iter().map(|it| self.assigned(it)).collect();
            for site in given {
                if !site.takes.is_empty() || site.literal.is_some() {
                    waiting.extend(site.takes.iter().cloned());
                    self.sites.push(site);
                }
            }
        }
    }

    fn assignments(&self, name: &Name) -> Vec<&Assignment> {
        let home = self.module.block_at(&name.scope);
        let found = home.into_iter().flat_map(|home| self.module.given(home, &name.text));
        found.collect()
    }

    fn assigned(&self, it: &Assignment) -> Site {
        let target = &it.target;
        let says = match it.way {
            Way::Set => format!("`{target}` is set"),
            Way::Called => format!("a call hands it over as `{target}`"),
            Way::Returned => format!("`{target}` gives it back"),
        };
        let mut site = self.site(&it.value, it.read_in, says);
        let gives = Name::new(Space::Local, &self.module.blocks[it.block].scope, target.as_str());
        site.takes.retain(|take| take.name != gives);
        if let [take] = site.takes.as_slice()
            && take.name.space != Space::Local
        {
            site.says = format!("`{}` is read into `{target}`", take.name.text);
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
            if super::shell::write::is_credential(self.vendors, text) {
                return true;
            }
            if name.space == Space::Local && seen.len() < NAMES && seen.insert(name.clone()) {
                let given = self.assignments(&name);
                let takes = given
                    .into_iter()
                    .flat_map(|it| value::read(self.module, &it.value, it.read_in).takes);
                waiting.extend(takes.map(|take| take.name));
            }
        }
        false
    }
}

fn proven(consumer: &str) -> Presentation {
    Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }
}
