//! Addresses with a token in them: `jdbc:arrow-flight-sql://HOST:443?&environmentId=1&token=TOKEN`. Wherever a dialect
//! found a value that is such an address, the token in it is handed to whoever answers there.
//!
//! Not a dialect of its own: it reads on where others have read. Which parameter of which address holds a token is
//! told by the endpoints of the vendors' rows.

use std::collections::HashSet;

use super::neighbours;
use crate::model::{
    Arrange, Facts, Few, Held, Most, Name, Presentation, Secret, Site, Source, Space, Span, Take,
    Vendor, Weight,
};

pub(super) mod endpoint;
mod place;
mod split;

pub(super) use place::{Place, places, stand_in};
pub(super) use split::{Address, MARK, decoded, is_filled_in};

/// How many addresses one value may hold.
const MANY: Most = Most::new(100, "addresses in one value");

/// Add what the addresses of a file hand over. `others` are those that stand in it whether a dialect knows the value
/// or not: where one does, it knows more.
pub(super) fn append(
    source: &Source,
    vendors: &[Vendor],
    facts: &mut Facts,
    others: impl IntoIterator<Item = Facts>,
) {
    let places = Spots::of(source, vendors);
    let open = facts.sites.iter().filter(|site| !is_known(site));
    let handed: Vec<(&Site, Site)> = open
        .flat_map(|site| {
            let handed = places.handed(source, site).chain(kept_whole(source, vendors, site));
            handed.map(move |it| (site, it))
        })
        .collect();
    let others: Vec<Facts> = others.into_iter().filter(|it| !it.sites.is_empty()).collect();
    // Most files have no such address.
    if handed.is_empty() && others.is_empty() && places.0.is_empty() {
        return;
    }
    let mut told = Told::of(&facts.sites);
    let mut sites = Vec::new();
    for (site, handed) in handed {
        told.names.extend(site.gives.clone());
        sites.extend(Some(handed).filter(|it| told.is_new(it)));
    }
    // Who is presumed to see such a variable, or what stands in such an address, is known now.
    facts.sites.retain(|site| !told.knows_all(site) && !places.hold(site));
    facts.sites.extend(sites);
    for mut other in others {
        other.sites.retain(|site| !told.spans.contains(&site.span));
        told.spans.extend(other.sites.iter().map(|site| site.span));
        facts.append(if other.sites.is_empty() { Facts::default() } else { other });
    }
}

/// A site that hands its value, the token of an address, to whoever answers there.
pub(super) fn presented(site: Site, consumer: &str) -> Site {
    let presents =
        Some(Box::new(Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }));
    Site { gives: None, presents, reveals: Few::new(), ..site }
}

/// What happens at a place whose value is an address, for a reader of the trace.
pub(super) fn holding(says: &str) -> String {
    format!("{says}, as a part of an address")
}

/// A variable that is known to hold an address whole, which comes from elsewhere.
fn kept_whole(source: &Source, vendors: &[Vendor], site: &Site) -> Option<Site> {
    let name = site.gives.as_ref().filter(|name| name.space == Space::Env)?;
    if site.takes.is_empty() {
        return None;
    }
    let (consumer, slot) = vendors.iter().find_map(|vendor| vendor.kept_url(&name.text))?;
    let text = source.slice(site.span);
    let named = |name: &String| text.contains(&format!("{name}="));
    let is_part = text.contains(MARK) || slot.parameter.as_ref().is_some_and(named);
    let says = holding(&site.says);
    let whole = (!is_part).then(|| Site { says: says.into(), ..site.clone() });
    whole.map(|site| presented(site, &consumer.id))
}

/// The places of a file that hold a token of an address.
struct Spots<'v>(Vec<(Span, &'v str)>);

impl<'v> Spots<'v> {
    fn of(source: &Source, vendors: &'v [Vendor]) -> Self {
        let places = places(&source.text, vendors).into_iter();
        let span = |it: Place<'v>| (source.span(it.range.start, it.range.end), it.consumer);
        Self(places.map(span).collect())
    }

    /// The places within a span.
    fn within(&self, span: Span) -> &[(Span, &'v str)] {
        let start = self.0.partition_point(|(it, _)| it.start < span.start);
        let end = self.0.partition_point(|(it, _)| it.end <= span.end);
        self.0.get(start..end).unwrap_or_default()
    }

    /// The place around a span.
    fn around(&self, span: Span) -> Option<&(Span, &'v str)> {
        let behind = self.0.partition_point(|(it, _)| it.start <= span.start);
        self.0.get(behind.checked_sub(1)?).filter(|(it, _)| it.contains(span))
    }

    /// Whether all that a site takes stands in places, and it is not known who sees that.
    fn hold(&self, site: &Site) -> bool {
        is_open(site) && site.takes.iter().all(|take| self.around(take.span).is_some())
    }

    /// The tokens that a site's value holds.
    fn handed(&self, source: &Source, site: &Site) -> impl Iterator<Item = Site> {
        let mut found: Vec<Site> = Vec::new();
        // What gives a name on to an address stands within it, and holds none itself.
        let is_within = |place: Span| site.gives.is_some() && place.contains(site.span);
        for (place, consumer) in self.of_site(site).into_iter().filter(|it| !is_within(it.0)) {
            let takes: Vec<Take> =
                site.takes.iter().filter_map(|take| inside(source, site, take, place)).collect();
            let literal = written(source, site, place).filter(|_| takes.is_empty());
            if !takes.is_empty() || literal.is_some() {
                // What speaks of the whole value does not speak of each part of it.
                let is_all = takes.len() == site.takes.len();
                let evidence = if is_all { site.evidence.clone() } else { Few::new() };
                let (span, says) = (place, holding(&site.says).into());
                let site = Site { span, says, takes, literal, evidence, ..site.clone() };
                found.push(presented(site, consumer));
            }
        }
        found.into_iter()
    }

    /// The places that belong to a site, in order.
    fn of_site(&self, site: &Site) -> Vec<(Span, &'v str)> {
        let taken = site.takes.iter().filter_map(|take| self.around(take.span));
        let mut places: Vec<(Span, &'v str)> =
            taken.chain(self.within(site.span)).copied().collect();
        places.arrange();
        places.dedup();
        MANY.cut(&mut places);
        places
    }
}

/// What a value takes at a place of it. Of what it takes as a whole, that is a secret or a setting that is named there.
fn inside(source: &Source, site: &Site, take: &Take, place: Span) -> Option<Take> {
    let is_kept = matches!(take.name.space, Space::Secret | Space::Setting);
    let is_whole = site.gives.is_some() && take.span == site.span;
    let is_named = is_kept && is_whole && source.slice(place).contains(&take.name.text);
    if is_named {
        return Some(Take { span: place, ..take.clone() });
    }
    place.contains(take.span).then(|| take.clone())
}

/// The token that is written out at a place of a site's value.
fn written(source: &Source, site: &Site, place: Span) -> Option<Secret> {
    // Of what a site takes as a whole nothing is written here.
    let is_taken = |take: &Take| take.span.contains(place);
    let is_value =
        site.literal.is_some() || !site.takes.is_empty() && !site.takes.iter().any(is_taken);
    let text = source.slice(place);
    (is_value && !is_filled_in(text)).then(|| Secret::new(decoded(text)))
}

/// What is told already.
#[derive(Default)]
struct Told {
    places: HashSet<(Span, Vec<Name>)>,
    spans: HashSet<Span>,
    /// Variables that hold an address.
    names: Vec<Name>,
}

impl Told {
    fn of(sites: &Held<Site>) -> Self {
        let mut told = Self::default();
        sites.iter().filter(|site| is_known(site)).for_each(|site| {
            told.is_new(site);
        });
        told
    }

    fn is_new(&mut self, site: &Site) -> bool {
        self.spans.insert(site.span);
        let names = site.takes.iter().map(|take| take.name.clone()).collect();
        self.places.insert((site.span, names))
    }

    /// Whether all that a site takes are variables that hold an address, and it is not known who sees them.
    fn knows_all(&self, site: &Site) -> bool {
        let is_told = |take: &Take| {
            self.names.iter().any(|it| it.text == take.name.text && it.space == take.name.space)
        };
        is_open(site) && site.takes.iter().all(is_told)
    }
}

/// Whether a site takes something that is shown to nobody of whom more is known than that it is some program.
fn is_open(site: &Site) -> bool {
    let is_open =
        |it: &Presentation| it.weight == Weight::Presumed || neighbours::is_open(&it.consumer);
    site.presents.as_deref().is_some_and(is_open) && !site.takes.is_empty()
}

/// Whether a site shows something to a known consumer.
fn is_known(site: &Site) -> bool {
    site.presents.is_some() && !is_open(site)
}
