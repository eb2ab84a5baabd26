//! Over which connection a credential goes: to whom, in the clear or not, and whether the other end is verified.

use std::borrow::Cow;

use super::program::Program;
use super::run::Run;
use super::word::{Piece, Word};
use crate::extract::network;
use crate::model::{ExposureForm, Site};

/// Tell where the connection itself exposes the credential.
pub(super) fn tell(
    run: &mut Run<'_>,
    program: &Program<'_>,
    word: &Word,
    credential: &[Piece],
    is_vendors: bool,
) {
    let url = address(run, program).unwrap_or_default();
    let mut reveals = network::forms(run.script.vendors, &url);
    if is_vendors && is_unverified(program) {
        reveals.push(ExposureForm::Unverified);
    }
    if !reveals.is_empty() {
        let place = network::host(&url).map_or_else(String::new, |host| format!(" to `{host}`"));
        let says = format!("{} sends it with `{}`{place}", run.script.label, program.name);
        let site = run.site(word, credential, says);
        run.facts.sites.push(Site { reveals: reveals.into(), ..site });
    }
}

/// The address that a command calls, if it is one alone.
fn address(run: &Run<'_>, program: &Program<'_>) -> Option<String> {
    let mut before = Cow::Borrowed("");
    let mut urls: Vec<String> = Vec::new();
    for word in program.arguments() {
        let url = run.rendered(&word.pieces);
        let beside = OTHER_ADDRESSES.contains(&&*before);
        if !beside && is_address(&url) {
            urls.push(url);
        }
        before = word.beginning();
    }
    if urls.len() == 1 { urls.pop() } else { None }
}

fn is_address(text: &str) -> bool {
    let begins = |it: &&str| text.get(..it.len()).is_some_and(|own| own.eq_ignore_ascii_case(it));
    ["http://", "https://"].iter().any(begins)
}

/// Flags behind which an address stands that is not called, or not with the header.
const OTHER_ADDRESSES: [&str; 12] = [
    "-x",
    "--proxy",
    "--preproxy",
    "-e",
    "--referer",
    "-d",
    "--data",
    "--data-raw",
    "--json",
    "-F",
    "-A",
    "-H",
];

/// Whether a flag turns the check of the other end's certificate off.
fn is_unverified(program: &Program<'_>) -> bool {
    program.arguments().map(Word::beginning).any(|flag| match program.name.as_str() {
        "curl" => {
            // Short flags stand together, the last with its value behind it: `-sk`, `-skH`.
            let together = flag.strip_prefix('-').filter(|it| !it.starts_with('-'));
            let plain = together.map(|it| it.split(VALUED).next().unwrap_or_default());
            flag == "--insecure" || plain.is_some_and(|it| it.contains('k'))
        }
        "wget" => flag == "--no-check-certificate",
        _ => matches!(&*flag, "--verify=no" | "--verify=false"),
    })
}

/// Short flags of curl that take a value.
const VALUED: [char; 20] = [
    'A', 'b', 'c', 'C', 'd', 'D', 'e', 'E', 'F', 'h', 'H', 'K', 'm', 'o', 'r', 't', 'T', 'u', 'w',
    'X',
];
