//! Calls of a vendor's API: a header `Authorization`, and the addresses that are called with it.
//!
//! Header and call often stand in different statements; the variable's name joins them. Where it does not, the
//! addresses that the file names speak for the header, if nothing in the file is another's.

use std::ops::Range;

use super::imports;
use super::module::{Call, Module};
use super::render::Renderer;
use crate::extract::network;
use crate::model::{Arrange as _, ExposureForm, Most, Vendor, Within as _};

mod places;
mod addresses;
mod carriers;
mod connections;

use addresses::{Addresses, File, Said};
use carriers::{Calls, Carriers, carriers};
pub(super) use connections::connections;
use places::{Place, places};

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
    match addresses.beside_header(module, place.at, block) {
        Said::Vendor(consumer) => consumers = vec![consumer],
        Said::Foreign => others = true,
        Said::Unknown => {}
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
    forms.arrange();
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
