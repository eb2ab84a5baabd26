//! Calls of a vendor's API with `curl` and its like.

use super::method;
use super::program::Program;
use super::run::Run;
use super::sent;
use super::word::{self, Command, Piece, Word};
use super::write;
use crate::extract::address::{Address, endpoint};
use crate::model::{Account, Span, Vendor};

/// What a call presents.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    let header = authorization(run, program);
    let Some(credential) = header.filter(|pieces| !pieces.is_empty()) else { return };
    let around = word::content(&credential).unwrap_or(command.start..command.end);
    let word = Word { start: around.start, end: around.end, pieces: Vec::new() };
    let consumer = consumer(run, program);
    sent::tell(run, program, &word, &credential, consumer.is_some());
    let Some(consumer) = consumer else { return elsewhere(run, program, &credential) };
    let says = format!("{} calls the API with `{}`", run.script.label, program.name);
    let site = run.presented(&word, &credential, says, &consumer);
    run.facts.accounts.extend(accounts(run, program, site.span));
    run.facts.sites.push(site);
}

/// The accounts that the addresses of a call name.
fn accounts(run: &Run<'_>, program: &Program<'_>, site: Span) -> Vec<Account> {
    let of = |word: &&Word| {
        let (url, span) = (run.rendered(&word.pieces), run.span(word.start, word.end));
        let named = run.script.vendors.iter().flat_map(move |it| it.accounts_of_url(&url));
        named.map(move |name| Account { sites: [site].into(), name, span }).collect::<Vec<_>>()
    };
    program
        .arguments()
        .filter(|it| !it.beginning().starts_with('-'))
        .flat_map(|it| of(&it))
        .collect()
}

/// What is sent to another product is that product's, even if it is called like a token of the vendor's.
fn elsewhere(run: &mut Run<'_>, program: &Program<'_>, credential: &[Piece]) {
    let vendors = run.script.vendors;
    let is_foreign = |url: &str| vendors.iter().any(|it| it.is_foreign_host(host(url)));
    if !program.arguments().any(|word| is_foreign(&run.rendered(&word.pieces))) {
        return;
    }
    let names = run.takes(credential).into_iter().map(|take| take.name);
    let misleading = names.filter(|name| write::is_credential(vendors, &name.text));
    run.facts.foreign.extend(misleading.map(|name| (name.space, name.text)));
}

/// The host of a URL; of any other text nothing.
fn host(url: &str) -> &str {
    if url.starts_with("https://") { Address::of(url).host } else { "" }
}

/// The pieces of the credential in an authorization header.
fn authorization(run: &Run<'_>, program: &Program<'_>) -> Option<Vec<Piece>> {
    let bearer = program.values("--oauth2-bearer").into_iter().next();
    bearer.or_else(|| {
        let attached = program.arguments().map(|word| {
            let is_short = word.beginning().starts_with("-H");
            if is_short { word.after(2) } else { word.pieces.clone() }
        });
        let named = program.values("--header");
        named.into_iter().chain(attached).find_map(|pieces| credential(run, pieces))
    })
}

/// The pieces behind `Authorization: Token `, if this is such a header.
fn credential(run: &Run<'_>, pieces: Vec<Piece>) -> Option<Vec<Piece>> {
    let word = Word { start: 0, end: 0, pieces };
    let beginning = word.beginning();
    if let Some(length) = scheme_length(&beginning) {
        return Some(word.after(length));
    }
    // `-H "$HEADER"`, with the header put together before.
    let lone = word.lone_variable().is_some();
    (lone && scheme_length(&run.rendered(&word.pieces)).is_some()).then_some(word.pieces)
}

/// How many bytes of a header stand before the credential; `None` for another header.
pub fn scheme_length(text: &str) -> Option<usize> {
    let name = text.get(..AUTHORIZATION.len())?;
    if !name.eq_ignore_ascii_case(AUTHORIZATION) {
        return None;
    }
    let value = text[AUTHORIZATION.len()..].trim_start();
    let scheme = SCHEMES
        .iter()
        .find(|scheme| value.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)));
    let rest = scheme.map_or(value, |scheme| value[scheme.len()..].trim_start());
    // `Authorization: $HEADER` holds scheme and token in one; any other scheme is no API token.
    (scheme.is_some() || value.is_empty()).then(|| text.len() - rest.len())
}

const AUTHORIZATION: &str = "Authorization:";
const SCHEMES: [&str; 2] = ["Token ", "Bearer "];

/// Who answers at the URL that the command calls.
fn consumer(run: &Run<'_>, program: &Program<'_>) -> Option<String> {
    let method = method::of(program);
    program.arguments().find_map(|word| {
        let url = run.rendered(&word.pieces);
        run.script.vendors.iter().find_map(|vendor| answers_by(vendor, method.as_deref(), &url))
    })
}

/// Who answers at a URL, as an id of the vendor's catalogue. A host that is a variable counts as the vendor's where
/// the path is one of its API's.
pub fn answers(vendor: &Vendor, url: &str) -> Option<String> {
    answers_by(vendor, None, url)
}

/// The same for a call of which the method is known.
pub fn answers_by(vendor: &Vendor, method: Option<&str>, url: &str) -> Option<String> {
    let address = Address::of(url);
    endpoint::of(vendor, method, &address).first().map(|(consumer, _)| consumer.id.clone())
}
