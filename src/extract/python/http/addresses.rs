//! Whom the addresses of a program name.

use crate::extract::address::{Address, MARK};
use crate::extract::python::module::Module;
use crate::extract::python::render::Renderer;
use crate::extract::shell::http::answers_by;
use crate::model::{Requires, Vendor};

/// The scheme of the addresses at which clients of Arrow Flight ask.
const DRIVER: &str = "grpc+tls";

/// How the paths of the API begin without their slash.
const BARE: [&str; 2] = ["api/v2/accounts", "api/v3/accounts"];

/// What an address is called that stands beside a header.
const URLS: [&str; 2] = ["url", "server_url"];

/// What a text says of the one that is called.
pub(super) enum Said {
    Vendor(String),
    Foreign,
    Unknown,
}

pub(super) struct Addresses<'m, 'a> {
    pub renderer: Renderer<'m, 'a>,
    pub vendors: &'m [Vendor],
}

/// What the addresses of a whole file say.
pub(super) struct File {
    /// The vendor's API at an address of which the host is known, or the path tells enough.
    pub sure: Option<String>,
    /// The same where another product may have such a path too.
    pub likely: Option<String>,
    pub names_others: bool,
}

impl Addresses<'_, '_> {
    pub fn read(&self, text: &str, method: Option<&str>) -> Said {
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

    /// What the address says that stands beside a header: `{"url": …, "headers": {"Authorization": …}}`.
    pub fn beside_header(&self, module: &Module<'_>, at: usize, block: usize) -> Said {
        let mut open = module.token(at).map_or(usize::MAX, |it| it.around);
        for _ in 0..2 {
            if module.word(open) != "{" {
                break;
            }
            let entries = module.entries(&(open..module.behind(open)));
            let mut urls = entries.into_iter().filter(|(key, _)| URLS.contains(key));
            if let Some((_, url)) = urls.next() {
                return self.read(&self.renderer.text(&url, block), None);
            }
            open = module.token(open).map_or(usize::MAX, |it| it.around);
        }
        Said::Unknown
    }

    pub fn of_file(&self, module: &Module<'_>) -> File {
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
