//! What a program does is often said by variables beside its credential: `DISABLE_SQL=false`. Only when all files are
//! read it is known what an environment holds, since an env file may set them.

use std::collections::{HashMap, HashSet};

use crate::model::vendor::CommandSlot;
use crate::model::{Consumer, Facts, Name, Passage, Scope, Secret, Space, Vendor, glob};

/// Put those whom such variables tell in the place of those who are known without them.
pub fn settle(facts: &mut Facts, vendors: &[Vendor]) {
    let refined = {
        let rows = rows(vendors);
        let known = Known::of(facts, &rows);
        if known.set.is_empty() {
            return;
        }
        let sites = facts.sites.iter().enumerate();
        let refined = sites.filter_map(|(at, site)| {
            let presents = site.presents.as_ref()?;
            let mut names =
                site.takes.iter().map(|it| &it.name).filter(|it| it.space == Space::Env);
            Some((at, names.find_map(|name| known.refined(&rows, &presents.consumer, name))?))
        });
        refined.collect::<Vec<_>>()
    };
    for (at, consumer) in refined {
        if let Some(site) = facts.sites.get_mut(at)
            && let Some(presents) = &mut site.presents
        {
            presents.consumer = consumer;
        }
    }
}

/// The variables for which rows ask, where they are set.
struct Known<'f> {
    set: HashMap<&'f Scope, HashMap<&'f str, &'f Secret>>,
    /// The files from which a scope has variables.
    loaded: HashMap<&'f Scope, Vec<&'f Scope>>,
}

impl<'f> Known<'f> {
    fn of(facts: &'f Facts, rows: &Rows<'_>) -> Self {
        let slots = rows.values().flatten().flat_map(|(_, slot)| &slot.amid);
        let asked: HashSet<&str> = slots.map(|it| condition(it).0).collect();
        let mut set: HashMap<&Scope, HashMap<&str, &Secret>> = HashMap::new();
        for site in &facts.sites {
            let name = site
                .gives
                .as_ref()
                .filter(|name| name.space == Space::Env && asked.contains(name.text.as_str()));
            if let (Some(name), Some(literal)) = (name, &site.literal) {
                set.entry(&name.scope).or_default().insert(&name.text, literal);
            }
        }
        let mut loaded: HashMap<&Scope, Vec<&Scope>> = HashMap::new();
        let carries = |it: &&Passage| it.carries.iter().any(|carry| carry.space == Space::Env);
        for passage in facts.passages.iter().filter(carries) {
            if set.contains_key(&passage.from) {
                loaded.entry(&passage.to).or_default().push(&passage.from);
            }
        }
        Self { set, loaded }
    }

    /// Who it is that takes a variable there, if that is told by another one.
    fn refined(&self, rows: &Rows<'_>, consumer: &str, name: &Name) -> Option<String> {
        let fits = |wanted: &String| {
            let (variable, pattern) = condition(wanted);
            let value = self.value(variable, &name.scope);
            value.is_some_and(|it| glob::matches(pattern, it.expose()))
        };
        let mut amid = rows.get(&(consumer, name.text.as_str()))?.iter();
        amid.find(|(_, slot)| slot.amid.iter().any(fits)).map(|(it, _)| it.id.clone())
    }

    /// What a variable holds in a scope: what is set there goes before files, and these before what is further out.
    fn value(&self, name: &str, scope: &Scope) -> Option<&'f Secret> {
        let own = |scope: &Scope| self.set.get(scope)?.get(name).copied();
        let mut scopes = std::iter::successors(Some(scope.clone()), Scope::outer);
        scopes.find_map(|scope| {
            let mut files = self.loaded.get(&scope).into_iter().flatten();
            own(&scope).or_else(|| files.find_map(|it| own(it)))
        })
    }
}

/// Those whom variables tell, by who else runs the same program and by the variable that both read.
type Rows<'v> = HashMap<(&'v str, &'v str), Vec<(&'v Consumer, &'v CommandSlot)>>;

fn rows(vendors: &[Vendor]) -> Rows<'_> {
    let commands = || {
        let consumers = vendors.iter().flat_map(|it| &it.consumers);
        consumers.flat_map(|it| it.commands.iter().map(move |slot| (it, slot)))
    };
    let mut rows = Rows::new();
    for (told, amid) in commands().filter(|(_, slot)| !slot.amid.is_empty()) {
        let plain = commands().filter(|(_, it)| it.amid.is_empty() && it.program == amid.program);
        for (consumer, _) in plain {
            for env in &amid.env {
                rows.entry((&consumer.id, &env.name)).or_default().push((told, amid));
            }
        }
    }
    rows
}

/// A variable and the glob for its value.
fn condition(text: &str) -> (&str, &str) {
    text.split_once('=').unwrap_or((text, "*"))
}
