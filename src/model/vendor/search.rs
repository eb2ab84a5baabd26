//! Who and what is known under a name, an action, a command, a URL or a call.

use super::super::settings::Plan;
use super::super::{Kind, glob};
use super::names::{has_word, normalised};
use super::{
    ActionSlot, CallSlot, CommandSlot, Consumer, NameRow, PermissionSet, Prefix, ProviderSlot,
    UrlSlot, VariableSlot, Vendor,
};

/// The schemes of a URL of which a row says none.
const WEB: [&str; 2] = ["https", "http"];

impl Vendor {
    /// The prefix with which a value begins, if it is one of the vendor's.
    pub fn prefix_of(&self, value: &str) -> Option<&Prefix> {
        self.prefixes.iter().find(|prefix| value.starts_with(&prefix.text))
    }

    /// Whether one of the prefixes stands anywhere in a text.
    pub fn has_prefix(&self, text: &str) -> bool {
        self.prefixes.iter().any(|prefix| text.contains(&prefix.text))
    }

    /// The row under which a name is known, if it is the name of one of the vendor's credentials.
    pub fn name_row(&self, name: &str) -> Option<&NameRow> {
        self.words_of_names().may_stand_in(name).then(|| self.row_of(&normalised(name))).flatten()
    }

    /// The row of a normalised name.
    fn row_of(&self, name: &str) -> Option<&NameRow> {
        self.names.iter().find(|row| {
            row.globs.iter().any(|glob| glob::matches(glob, name))
                && !row.but.iter().any(|glob| glob::matches(glob, name))
        })
    }

    /// The kind that a name speaks for: its row's own, else its words'; none where no word does or two disagree.
    pub fn kind_of_name(&self, name: &str) -> Option<Kind> {
        let name = normalised(name);
        let own = self.row_of(&name).map(|row| row.kind);
        if let Some(kind) = own.filter(|kind| !matches!(kind, Kind::Unknown | Kind::Webhook)) {
            return Some(kind);
        }
        let mut kinds = self
            .words
            .iter()
            .filter(|row| row.words.iter().any(|word| has_word(&name, word)))
            .map(|row| row.kind);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// Whether what stands under a name is another product's, whatever it is made of.
    pub fn is_foreign(&self, name: &str) -> bool {
        let name = normalised(name);
        self.foreign.iter().flat_map(|row| &row.names).any(|glob| glob::matches(glob, &name))
    }

    /// Whether an action is another product's. `uses` may carry a version.
    pub fn is_foreign_action(&self, uses: &str) -> bool {
        let uses = uses.split('@').next().unwrap_or(uses).to_lowercase();
        self.foreign.iter().flat_map(|row| &row.actions).any(|glob| glob::matches(glob, &uses))
    }

    /// Whether what an action reads from its environment is another product's. `uses` may carry a version.
    pub fn has_foreign_environment(&self, uses: &str) -> bool {
        let uses = uses.split('@').next().unwrap_or(uses).to_lowercase();
        let globs = self.foreign.iter().flat_map(|row| &row.environments);
        globs.into_iter().any(|glob| glob::matches(glob, &uses))
    }

    /// Whether another product answers at a host.
    pub fn is_foreign_host(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        self.foreign.iter().flat_map(|row| &row.hosts).any(|glob| glob::matches(glob, &host))
    }

    /// Whether one of the consumers answers at a host of its own.
    pub fn has_url_at(&self, host: &str) -> bool {
        let hosts = self.consumers.iter().flat_map(|it| &it.urls).filter_map(|it| it.host.as_ref());
        hosts.into_iter().any(|glob| glob::matches(glob, host))
    }

    /// Whether a file lies in a folder of what is kept and not run.
    pub fn is_aside(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/');
        self.asides.iter().any(|row| {
            let outside =
                folders.clone().take_while(|it| !row.but_within.iter().any(|or| or == it));
            outside.into_iter().any(|it| row.folders.iter().any(|glob| glob::matches(glob, it)))
        })
    }

    /// Whether a file lies in a folder that shows how something is used.
    pub fn is_shown(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let mut folders = path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/');
        let globs = || self.shown.iter().flat_map(|row| &row.folders);
        folders.any(|folder| globs().any(|glob| glob::matches(glob, folder)))
    }

    /// The consumer of an id.
    pub fn consumer(&self, id: &str) -> Option<&Consumer> {
        self.consumers.iter().find(|consumer| consumer.id == id)
    }

    /// Who takes the input of an action. `uses` may carry a version.
    pub fn action_input(&self, uses: &str, input: &str) -> Option<(&Consumer, &ActionSlot)> {
        let uses = uses.split('@').next().unwrap_or(uses).to_lowercase();
        self.slots(|consumer| &consumer.actions).find(|(_, slot)| {
            glob::matches(&slot.uses.to_lowercase(), &uses)
                && slot.input.eq_ignore_ascii_case(input)
        })
    }

    /// Who a command is. `words` are the command's words, wrappers taken off; those that are not literal are empty.
    pub fn command(&self, words: &[&str]) -> Vec<(&Consumer, &CommandSlot)> {
        let Some(program) = words.first().map(|word| word.rsplit('/').next().unwrap_or(word))
        else {
            return Vec::new();
        };
        let fits = |slot: &CommandSlot| {
            slot.program == program
                && slot
                    .subcommand
                    .as_ref()
                    .is_none_or(|it| words[1..].iter().any(|word| word == it))
        };
        self.slots(|consumer| &consumer.commands).filter(|(_, slot)| fits(slot)).collect()
    }

    /// Who a Terraform provider is, by its local name and its declared source address (registry host and all).
    pub fn provider(&self, name: &str, source: Option<&str>) -> Option<(&Consumer, &ProviderSlot)> {
        let fits = |slot: &ProviderSlot| match source {
            Some(source) => is_among(&slot.sources, source),
            None => slot.names.iter().any(|it| it == name),
        };
        self.providers().find(|(_, slot)| fits(slot))
    }

    /// Whether a provider has left a source address (registry host and all).
    pub fn is_legacy_source(&self, source: &str) -> bool {
        self.providers().any(|(_, slot)| is_among(&slot.legacy_sources, source))
    }

    /// Whether only a provider's old versions have objects of a type.
    pub fn is_legacy_type(&self, kind: &str) -> bool {
        let mut types = self.providers().flat_map(|(_, slot)| &slot.legacy_types);
        types.any(|glob| glob::matches(glob, kind))
    }

    /// Whether a host is one of the vendor's API hosts.
    pub fn is_host(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        self.hosts.iter().any(|glob| glob::matches(glob, &host))
            && !self.not_hosts.iter().any(|glob| glob::matches(glob, &host))
    }

    /// Who is presumed to read an environment variable, by its name and by what stands beside it.
    pub fn variable(&self, name: &str, mut beside: impl FnMut(&str) -> bool) -> Option<&Consumer> {
        let mut fits = |slot: &VariableSlot| {
            glob::matches(&slot.name, name)
                && (slot.beside.is_empty() || slot.beside.iter().any(|it| beside(it)))
        };
        self.slots(|consumer| &consumer.variables)
            .find(|(_, slot)| fits(slot))
            .map(|(consumer, _)| consumer)
    }

    /// Who answers at a URL (host and path; the host may hold a variable) that is called by a method, as far as that is
    /// known. The first row that fits counts.
    pub fn url_by(&self, method: Option<&str>, host: &str, path: &str) -> Option<&Consumer> {
        self.endpoints(method, "https", host, path).first().map(|(consumer, _)| *consumer)
    }

    /// Who may answer at a URL of any scheme, and by which slots.
    pub fn endpoints(
        &self,
        method: Option<&str>,
        scheme: &str,
        host: &str,
        path: &str,
    ) -> Vec<(&Consumer, &UrlSlot)> {
        let by = |own: &String| method.is_none_or(|it| it.eq_ignore_ascii_case(own));
        let fits = |slot: &UrlSlot| {
            let host_fits = slot.host.as_ref().map_or_else(
                || self.is_host(host),
                |glob| glob::matches(glob, &host.to_lowercase()),
            );
            host_fits
                && slot.is_of(scheme)
                && glob::matches(&slot.path, path)
                && slot.method.as_ref().is_none_or(by)
        };
        self.slots(|consumer| &consumer.urls).filter(|(_, slot)| fits(slot)).collect()
    }

    /// The schemes of the URLs at which the consumers answer.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        let own = self.slots(|consumer| &consumer.urls).filter_map(|(_, it)| it.scheme.as_deref());
        own.chain(WEB)
    }

    /// Who may answer at a URL whose host is not known, by a parameter that hardly another product's URL has.
    pub fn endpoints_beside(
        &self,
        scheme: &str,
        has: impl Fn(&str) -> bool,
    ) -> Vec<(&Consumer, &UrlSlot)> {
        let fits = |slot: &UrlSlot| slot.is_of(scheme) && slot.beside.iter().any(|it| has(it));
        self.slots(|consumer| &consumer.urls).filter(|(_, slot)| fits(slot)).collect()
    }

    /// Who answers at the URL that an environment variable holds whole, and by which slot.
    pub fn kept_url(&self, variable: &str) -> Option<(&Consumer, &UrlSlot)> {
        let holds = |slot: &UrlSlot| slot.variables.iter().any(|it| glob::matches(it, variable));
        self.slots(|consumer| &consumer.urls).find(|(_, slot)| holds(slot))
    }

    /// The parameters that may hold a token, of all URLs at which the consumers answer.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.slots(|consumer| &consumer.urls).filter_map(|(_, slot)| slot.parameter.as_deref())
    }

    /// Who takes the arguments of a function, by its dotted name.
    pub fn call(&self, path: &str) -> Vec<(&Consumer, &CallSlot)> {
        let ends = path.match_indices('.').map(|(dot, _)| &path[dot + 1..]);
        let ends: Vec<&str> = std::iter::once(path).chain(ends).collect();
        let fits = |slot: &&CallSlot| ends.iter().any(|end| glob::matches(&slot.function, end));
        let slots = self.calls.iter().filter(fits);
        slots.filter_map(|slot| Some((self.consumer(&slot.consumer)?, slot))).collect()
    }

    /// The permission set of an id.
    pub fn set(&self, id: &str) -> Option<&PermissionSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// Whether a service token can be given all that a consumer needs on a plan. Where nobody says what it needs,
    /// only a plan without bounds can.
    pub fn allows(&self, plan: Option<Plan>, consumer: &Consumer) -> bool {
        let Some(row) = self.plans.iter().find(|row| Some(row.plan) == plan) else { return true };
        let sets: Vec<&PermissionSet> = row.sets.iter().filter_map(|id| self.set(id)).collect();
        // A set that does all there is does what nobody says, too.
        sets.iter().any(|set| set.writes_everything())
            || !consumer.sets.is_empty()
                && consumer.sets.iter().all(|id| {
                    self.set(id).is_some_and(|needed| self.cover(&sets, needed) == Some(true))
                })
    }

    fn slots<'a, T: 'a>(
        &'a self,
        of: impl Fn(&'a Consumer) -> &'a Vec<T>,
    ) -> impl Iterator<Item = (&'a Consumer, &'a T)> {
        self.consumers
            .iter()
            .flat_map(move |consumer| of(consumer).iter().map(move |slot| (consumer, slot)))
    }
}

/// Whether a source address is among some without a registry host.
fn is_among(sources: &[String], source: &str) -> bool {
    let mut steps = source.rsplitn(3, '/');
    let (name, space) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    sources.iter().any(|it| it.eq_ignore_ascii_case(&format!("{space}/{name}")))
}

impl UrlSlot {
    /// Whether it is an endpoint of a scheme.
    fn is_of(&self, scheme: &str) -> bool {
        match &self.scheme {
            Some(own) => own == scheme,
            None => WEB.contains(&scheme),
        }
    }
}
