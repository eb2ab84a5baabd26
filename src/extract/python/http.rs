//! Calls of a vendor's API: a header `Authorization`, and the addresses that are called with it.
//!
//! Header and call often stand in different statements; the variable's name joins them. Where it does not, the
//! addresses that the file names speak for the header, if nothing in the file is another's.

use std::collections::HashMap;
use std::ops::Range;

use super::imports;
use super::module::{Call, Module};
use super::render::Renderer;
use crate::extract::address::{Address, MARK};
use crate::extract::network;
use crate::extract::shell::http::answers_by;
use crate::model::{ExposureForm, Most, Requires, Vendor, Within as _};

/// A credential in a header, and who is called with it.
pub(super) struct Header {
    /// The header's value.
    pub value: Range<usize>,
    pub block: usize,
    /// The consumers, as ids of the catalogue.
    pub consumers: Vec<String>,
    /// Whether only the names that it is made of can tell that it is the vendor's.
    pub needs_name: bool,
    /// How the connections expose it, each with the host where that is known.
    pub reveals: Vec<(ExposureForm, Option<String>)>,
}

/// Headers that another module makes.
pub(super) struct Borrowed {
    /// The imported name: `HEADERS`, `make_headers()`.
    pub name: String,
    pub value: Range<usize>,
    pub block: usize,
    pub consumer: String,
}

/// How many calls are looked at for one header.
const CALLS: usize = 64;
/// How many headers of a file are looked at.
const HEADERS: Most = Most::new(500, "headers");

/// The headers of a file with which a vendor's API is called.
pub(super) fn headers(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Header> {
    let places = places(module);
    if places.is_empty() {
        return Vec::new();
    }
    let addresses = Addresses { renderer: Renderer::new(module), vendors };
    let file = addresses.of_file(module);
    let calls = Calls::of(module);
    places
        .into_iter()
        .within(HEADERS)
        .filter_map(|place| header(module, &addresses, &calls, &file, place))
        .collect()
}

/// Headers that another module makes and a call of a vendor's API is given, by the names that they have here.
pub(super) fn borrowed(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Borrowed> {
    let addresses = Addresses { renderer: Renderer::new(module), vendors };
    let header = |call: &Call| {
        let arguments = module.arguments(call.open);
        let value = arguments.into_iter().find(|it| it.keyword == Some("headers"))?.value;
        let (parts, next) = module.chain(value.start);
        let name = imports::written(module, &value).or_else(|| {
            (next == value.end)
                .then(|| imports::stands_for(module, call.block, &parts.join(".")))?
        })?;
        let Said::Vendor(consumer) = called(module, &addresses, call) else { return None };
        Some(Borrowed { name, value, block: call.block, consumer })
    };
    if module.imported.all.is_empty() {
        return Vec::new();
    }
    module.calls.iter().filter_map(header).within(HEADERS).collect()
}

/// Where a header stands.
struct Place {
    /// The token that spells its name.
    at: usize,
    value: Range<usize>,
}

fn places(module: &Module<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    // The option of a driver is no text, and hardly any file has it.
    let all: Vec<usize> = if module.spells(OPTION) {
        (1..module.reading.of_lines).collect()
    } else {
        module.reading.strings().filter(|at| 0 < *at).collect()
    };
    for at in all {
        let Some(next) = behind_name(module, at) else { continue };
        let around = module.token(at).map_or(0, |it| it.around);
        let end = module.token(around).map_or(0, |it| it.mate.min(module.reading.of_lines));
        let value = match (module.word(at - 1), module.word(next)) {
            // `{"Authorization": value}`, `add_header("Authorization", value)`.
            ("{" | ",", ":") | ("(", ",") => module.parts(&(next + 1..end), ",").into_iter().next(),
            // `headers["Authorization"] = value`.
            ("[", "]") if module.word(next + 1) == "=" => Some(next + 2..module.line_end(at)),
            _ => None,
        };
        places.extend(value.filter(|it| !it.is_empty()).map(|value| Place { at, value }));
    }
    places.extend(module.calls.iter().filter(|call| makes_dictionary(call)).flat_map(|call| {
        let arguments = module.arguments(call.open).into_iter();
        let is_header = |it: &str| it.eq_ignore_ascii_case("authorization");
        let headers = arguments.filter(move |it| it.keyword.is_some_and(is_header));
        headers
            .filter(|it| !it.value.is_empty())
            .map(|it| Place { at: it.value.start - 2, value: it.value })
    }));
    places
}

/// `dict(Authorization=value)`.
fn makes_dictionary(call: &Call) -> bool {
    call.path == "dict"
}

/// The token behind the name of the header, if it begins here: as text, or as the option of a driver that is called
/// after it.
fn behind_name(module: &Module<'_>, at: usize) -> Option<usize> {
    const NAMES: [&str; 2] = ["authorization", "adbc.flight.sql.authorization_header"];
    if let Some(text) = module.plain(at) {
        return NAMES.iter().any(|it| text.eq_ignore_ascii_case(it)).then_some(at + 1);
    }
    let begins = module.is_name(at) && module.word(at - 1) != ".";
    let (parts, next) = if begins { module.chain(at) } else { return None };
    parts.ends_with(&["DatabaseOptions", OPTION, "value"]).then_some(next)
}

/// The option of a driver that is the header's name.
const OPTION: &str = "AUTHORIZATION_HEADER";

/// The scheme of the addresses at which clients of Arrow Flight ask.
const DRIVER: &str = "grpc+tls";

/// How the paths of the API begin without their slash.
const BARE: [&str; 2] = ["api/v2/accounts", "api/v3/accounts"];

/// What a text says of the one that is called.
enum Said {
    Vendor(String),
    Foreign,
    Unknown,
}

struct Addresses<'m, 'a> {
    renderer: Renderer<'m, 'a>,
    vendors: &'m [Vendor],
}

/// What the addresses of a whole file say.
struct File {
    /// The vendor's API at an address of which the host is known, or the path tells enough.
    sure: Option<String>,
    /// The same where another product may have such a path too.
    likely: Option<String>,
    names_others: bool,
}

impl Addresses<'_, '_> {
    fn read(&self, text: &str, method: Option<&str>) -> Said {
        if let Some(rest) = text.strip_prefix(DRIVER).and_then(|it| it.strip_prefix(':')) {
            return self.driver(rest);
        }
        let is_address = text.starts_with("https://") || text.starts_with("http://");
        // Whatever joins host and path puts the slash between them where the path lacks it.
        let begins = BARE.iter().any(|it| text.starts_with(it));
        let path_alone = begins || text.starts_with('/');
        let slash = if begins { "/" } else { "" };
        let whole = if path_alone { format!("${{}}{slash}{text}") } else { text.to_owned() };
        if !is_address && !path_alone && !text.starts_with("${") {
            return Said::Unknown;
        }
        let shorter = without_unknown_end(&whole);
        let found = [whole.as_str(), shorter].into_iter().find_map(|url| {
            self.vendors
                .iter()
                .find_map(|vendor| answers_by(vendor, method, url))
                .filter(|_| tells(url))
        });
        let host = text.split("://").nth(1).and_then(|rest| rest.split('/').next());
        match (found, host) {
            (Some(consumer), _) => Said::Vendor(consumer),
            (None, Some(host)) if is_address && !host.contains("${") && !host.is_empty() => {
                let own = self.vendors.iter().any(|vendor| vendor.is_host(host));
                if own { Said::Unknown } else { Said::Foreign }
            }
            _ => Said::Unknown,
        }
    }

    fn of_file(&self, module: &Module<'_>) -> File {
        let mut file = File { sure: None, likely: None, names_others: false };
        for at in module.reading.strings() {
            let Some((_, content)) = module.text(at) else { continue };
            file.likely = file.likely.or_else(|| self.beside(content));
            let starts = ["http", DRIVER, "/", "{"].iter().chain(&BARE);
            if !starts.into_iter().any(|it| content.starts_with(it)) || content.contains('\n') {
                continue;
            }
            let text = self.renderer.text(&(at..at + 1), module.block_of(at));
            match self.read(&text, None) {
                Said::Vendor(consumer) => self.prefer(&mut file.sure, consumer),
                Said::Foreign => file.names_others = true,
                Said::Unknown if self.resembles(&text) => {
                    file.likely.get_or_insert_with(|| "admin-api".to_owned());
                }
                Said::Unknown => {}
            }
        }
        file
    }

    /// What the address of a driver says, which may lack its slashes: `grpc+tls:host:443`.
    fn driver(&self, rest: &str) -> Said {
        let url = format!("{DRIVER}{MARK}{}", rest.trim_start_matches('/'));
        let found = self.vendors.iter().find_map(|vendor| answers_by(vendor, None, &url));
        let is_open = || Address::of(&url).is_open();
        found.map_or_else(|| if is_open() { Said::Unknown } else { Said::Foreign }, Said::Vendor)
    }

    /// Whom the header asks that a driver sends beside the credential's: `environmentid`.
    fn beside(&self, content: &str) -> Option<String> {
        let is_it = |name: &str| content.ends_with(name);
        let found = self.vendors.iter().flat_map(|vendor| vendor.endpoints_beside(DRIVER, is_it));
        found.map(|(consumer, _)| consumer.id.clone()).next()
    }

    /// Of several, one that asks for no kind of its own: which of them a header is for is not known.
    fn prefer(&self, known: &mut Option<String>, consumer: String) {
        let asks = |id: &str| {
            let row = self.vendors.iter().find_map(|vendor| vendor.consumer(id));
            row.is_some_and(|row| row.needs != Requires::Either)
        };
        if known.as_ref().is_none_or(|before| asks(before) && !asks(&consumer)) {
            *known = Some(consumer);
        }
    }

    fn resembles(&self, text: &str) -> bool {
        let known = |id| self.vendors.iter().any(|vendor| vendor.consumer(id).is_some());
        let path = text.strip_prefix("${}").unwrap_or(text);
        ["/api/v2", "/api/v3"].iter().any(|it| path.starts_with(it)) && known("admin-api")
    }
}

/// `https://host/api/v2${}`: what is put behind an address that is complete by itself.
fn without_unknown_end(url: &str) -> &str {
    let path = url.find("://").map_or(1, |at| at + 3).min(url.len());
    let path = url.get(path..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| path + at);
    let end = url.get(path..).and_then(|rest| rest.find("${")).map_or(url.len(), |at| path + at);
    url[..end].trim_end_matches('/')
}

/// Whether an address whose host is not known has a path that hardly another product has.
fn tells(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.find('/').map_or(rest, |at| &rest[..at]);
    !host.contains("${")
        || ["/api/v2/accounts", "/api/v3/accounts", "/api/ai/v1/mcp"]
            .iter()
            .any(|it| rest.contains(it))
}

/// The calls of a file by what they are given and by what they belong to.
#[derive(Default)]
struct Calls {
    given: HashMap<String, Vec<usize>>,
    of: HashMap<String, Vec<usize>>,
    by_token: HashMap<usize, usize>,
}

impl Calls {
    fn of(module: &Module<'_>) -> Self {
        let mut calls = Self::default();
        for (index, call) in module.calls.iter().enumerate() {
            calls.by_token.insert(call.open, index);
            if let Some((before, _)) = call.written.rsplit_once('.') {
                calls.of.entry(before.to_owned()).or_default().push(index);
            }
            for argument in module.arguments(call.open) {
                if module.is_name(argument.value.start) {
                    let (parts, next) = module.chain(argument.value.start);
                    if next == argument.value.end {
                        calls.given.entry(parts.join(".")).or_default().push(index);
                    }
                }
            }
        }
        calls
    }
}

/// What carries a header to a call.
struct Carriers<'c> {
    calls: Vec<&'c Call>,
}

fn header(
    module: &Module<'_>,
    addresses: &Addresses<'_, '_>,
    calls: &Calls,
    file: &File,
    place: Place,
) -> Option<Header> {
    let block = module.block_of(place.at);
    let text = addresses.renderer.text(&place.value, block);
    let text = text.trim_start();
    let scheme = text.split_once(' ').map(|(scheme, _)| scheme.to_lowercase());
    let has_scheme = matches!(scheme.as_deref(), Some("token" | "bearer"));
    if !has_scheme && text != "${}" {
        return None;
    }
    let carriers = carriers(module, calls, place.at, block);
    let mut consumers = Vec::new();
    let (mut others, mut open) = (false, carriers.calls.is_empty());
    for call in &carriers.calls {
        match called(module, addresses, call) {
            Said::Vendor(consumer) if !consumers.contains(&consumer) => consumers.push(consumer),
            Said::Vendor(_) => {}
            Said::Foreign => others = true,
            Said::Unknown => open = true,
        }
    }
    let mut needs_name = false;
    let mut reveals = exposed(module, addresses, &carriers);
    if consumers.is_empty() {
        let foreign = reveals.iter().find(|(form, _)| *form == ExposureForm::ForeignHost);
        if let Some(foreign) = foreign.filter(|_| others && !open && has_scheme) {
            let reveals = [foreign.clone()].into();
            return Some(Header {
                value: place.value,
                block,
                consumers,
                needs_name: true,
                reveals,
            });
        }
        if !has_scheme || others && !open {
            return None;
        }
        reveals.retain(|(form, _)| *form != ExposureForm::ForeignHost);
        needs_name = others || file.names_others || file.sure.is_none();
        consumers.extend(file.sure.clone().or_else(|| file.likely.clone()));
    }
    let found = !consumers.is_empty();
    found.then_some(Header { value: place.value, block, consumers, needs_name, reveals })
}

/// How the calls that carry a header expose it.
fn exposed(
    module: &Module<'_>,
    addresses: &Addresses<'_, '_>,
    carriers: &Carriers<'_>,
) -> Vec<(ExposureForm, Option<String>)> {
    let mut forms = Vec::new();
    for call in &carriers.calls {
        for argument in module.arguments(call.open).into_iter().take(8) {
            let is_off = module.word(argument.value.start) == "False";
            if matches!(argument.keyword, Some("verify" | "verify_ssl" | "ssl")) && is_off {
                forms.push((ExposureForm::Unverified, None));
            } else if matches!(argument.keyword, None | Some("url" | "endpoint")) {
                let url = addresses.renderer.text(&argument.value, call.block);
                let found = network::forms(addresses.vendors, &url).into_iter();
                forms.extend(found.map(|form| (form, network::host(&url))));
            }
        }
        let holder = call.written.rsplit_once('.').map(|(holder, _)| format!("{holder}.verify"));
        let off = |name: &String| {
            let home = module.home(call.block, name)?;
            module.given(home, name).next().filter(|it| module.word(it.value.start) == "False")
        };
        if holder.as_ref().and_then(off).is_some() {
            forms.push((ExposureForm::Unverified, None));
        }
    }
    forms.sort_unstable();
    forms.dedup_by_key(|(form, _)| *form);
    forms
}

/// What a call's arguments say of the one that is called.
fn called(module: &Module<'_>, addresses: &Addresses<'_, '_>, call: &Call) -> Said {
    let mut said = Said::Unknown;
    let method = method(module, call);
    for argument in module.arguments(call.open).into_iter().take(8) {
        let is_header = matches!(argument.keyword, Some("headers" | "data" | "json" | "params"));
        if is_header || module.word(argument.value.start) == "{" {
            continue;
        }
        match addresses.read(&addresses.renderer.text(&argument.value, call.block), method) {
            Said::Vendor(consumer) => return Said::Vendor(consumer),
            Said::Foreign => said = Said::Foreign,
            Said::Unknown => {}
        }
    }
    said
}

/// The method of a call: what the function is called, or the first argument of one that takes any.
fn method<'m>(module: &'m Module<'_>, call: &'m Call) -> Option<&'m str> {
    const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];
    let function = call.path.rsplit('.').next()?;
    if function == "request" {
        let first = module.arguments(call.open).into_iter().next()?;
        return module.plain(first.value.start).filter(|_| first.value.len() == 1);
    }
    METHODS.into_iter().find(|it| *it == function)
}

fn carriers<'m>(module: &'m Module<'_>, calls: &Calls, at: usize, block: usize) -> Carriers<'m> {
    let mut found: Vec<usize> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut around = module.token(at).map_or(usize::MAX, |it| it.around);
    let mut outermost = at;
    for _ in 0..4 {
        let Some(open) = module.token(around) else { break };
        outermost = around;
        let call = calls.by_token.get(&around);
        if let Some(index) = call.filter(|index| !makes_dictionary(&module.calls[**index])) {
            let written = module.calls[*index].written.as_str();
            let holder =
                ["headers.update", "add_header"].iter().find_map(|it| written.strip_suffix(it));
            match holder {
                Some(holder) => names.push(holder.trim_end_matches('.').to_owned()),
                None => found.push(*index),
            }
        }
        around = open.around;
    }
    names.extend(targets(module, at, outermost));
    for name in names {
        let holder = name.strip_suffix(".headers").unwrap_or(&name).to_owned();
        // The calls behind the header come first.
        let given = calls.given.get(&name).map_or(&[][..], Vec::as_slice);
        let (before, after) =
            given.split_at(given.partition_point(|call| module.calls[*call].open < at));
        let near = after.iter().chain(before).take(CALLS);
        let same = near.filter(|call| same_name(module, &module.calls[**call], &name, block, at));
        found.extend(same);
        if holder != "self" {
            found.extend(calls.of.get(&holder).into_iter().flatten().take(CALLS));
        }
    }
    found.sort_unstable();
    found.dedup();
    Carriers { calls: found.into_iter().map(|index| &module.calls[index]).collect() }
}

/// The variables to which the statement that ends in this header gives its value.
fn targets(module: &Module<'_>, at: usize, outermost: usize) -> Vec<String> {
    if module.word(at - 1) == "[" {
        // `session.headers["Authorization"] = …`.
        let mut first = at.saturating_sub(2);
        while 1 < first && module.word(first - 1) == "." {
            first -= 2;
        }
        return vec![module.chain(first).0.join(".")];
    }
    let holds = |range: &Range<usize>| range.start <= outermost && outermost < range.end;
    module.assigned_around(at).filter(|it| holds(&it.value)).map(|it| it.target.clone()).collect()
}

/// Whether a call means this header by a name: the name holds in the same block, and is not given anew in between.
fn same_name(module: &Module<'_>, call: &Call, name: &str, block: usize, at: usize) -> bool {
    let Some(home) = module.home(call.block, name) else { return true };
    if module.home(block, name) != Some(home) {
        return false;
    }
    if call.block != block {
        return true;
    }
    let given = module.given(home, name).map(|it| it.value.start).take(CALLS);
    let between = given.filter(|start| at < *start && *start < call.open).count();
    at < call.open && between == 0
}
