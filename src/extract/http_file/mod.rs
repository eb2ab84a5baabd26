//! Files of requests that a person sends from an editor: `.http` and `.rest`.
//!
//! A header `Authorization` below an address of a vendor's API hands its credential to whoever answers there.
//! Variables are those of the file, of the process, or of the editor's own settings, which no file shows.

use std::collections::{HashMap, HashSet};

use super::shell::http::{answers_by, scheme_length};
use super::{address, network};
use crate::model::{
    Circumstance, Facts, Matter, Name, Presentation, Scope, Secret, Site, Source, Space, Span,
    Take, Vendor, Weight, Word,
};

mod request;

use request::{Line, Request, Variable};

/// Whether a file is one of requests, one of which may hold a credential.
pub fn holds(path: &str, bytes: &[u8], vendors: &[Vendor]) -> bool {
    matches!(path.rsplit('.').next(), Some("http" | "rest"))
        && (memchr::memmem::find(bytes, b"uthorization").is_some()
            || address::stand_in(bytes, vendors))
}

/// What such a file says.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let (requests, variables) = request::read(&source.text);
    let mut file = File::new(source, vendors, variables);
    for request in &requests {
        file.request(request);
        file.parameters(request.url);
    }
    let circumstances = if file.sites.is_empty() { Vec::new() } else { file.circumstances() };
    Facts { sites: file.sites.into(), circumstances: circumstances.into(), ..Facts::default() }
}

struct File<'a> {
    source: &'a Source,
    vendors: &'a [Vendor],
    unit: Scope,
    /// The variables of the file, the last of a name.
    variables: HashMap<&'a str, Line<'a>>,
    /// Variables whose sites are told.
    told: HashSet<&'a str>,
    sites: Vec<Site>,
}

impl<'a> File<'a> {
    fn new(source: &'a Source, vendors: &'a [Vendor], variables: Vec<Variable<'a>>) -> Self {
        Self {
            source,
            vendors,
            unit: Scope::unit("file", &source.path),
            variables: variables.into_iter().map(|it| (it.name, it.value)).collect(),
            told: HashSet::new(),
            sites: Vec::new(),
        }
    }

    /// A request presents its credential to whoever answers.
    fn request(&mut self, request: &Request<'a>) {
        let Some(header) = request.authorization else { return };
        let Some(length) = scheme_length(header.text) else { return };
        let value = header.from(length);
        let url = self.rendered(request.url);
        if value.text.is_empty() {
            return;
        }
        let reveals = network::forms(self.vendors, &url);
        if !reveals.is_empty() {
            let site = self.site(value, "a request sends it there".to_owned());
            self.add(Site { reveals: reveals.into(), ..site });
        }
        let method = Some(request.method);
        let consumer = self.vendors.iter().find_map(|vendor| answers_by(vendor, method, &url));
        let Some(consumer) = consumer else { return };
        let mut site = self.site(value, "a request calls the API with it".to_owned());
        site.presents = Some(Box::new(Presentation { consumer, weight: Weight::Proven }));
        self.add(site);
    }

    /// The parameters of an address present their tokens, too.
    fn parameters(&mut self, url: Line<'a>) {
        for place in address::places(url.text, self.vendors) {
            let text = &url.text[place.range.clone()];
            let value = Line { text, written: text, start: url.start + place.range.start };
            let site = self.site(value, "a request has it in its address".to_owned());
            self.add(address::presented(site, place.consumer));
        }
    }

    /// Add a site and the variables of the file that it takes.
    fn add(&mut self, site: Site) {
        let mut waiting = vec![site];
        while let Some(site) = waiting.pop() {
            for take in site.takes.iter().filter(|take| take.name.space == Space::Local) {
                let Some((name, value)) = self.variables.get_key_value(take.name.text.as_str())
                else {
                    continue;
                };
                if self.told.insert(name) {
                    let mut given = self.site(*value, format!("`@{name}` is set"));
                    given.gives = Some(take.name.clone());
                    waiting.push(given);
                }
            }
            self.sites.push(site);
        }
    }

    fn site(&self, value: Line<'a>, says: String) -> Site {
        let takes: Vec<Take> = value.holes().map(|hole| self.take(hole)).collect();
        let literal = takes.is_empty() && !value.text.is_empty();
        Site {
            takes,
            literal: literal.then(|| Secret::new(value.text)),
            ..Site::new(self.span(value), &self.unit, says)
        }
    }

    /// The name between two braces: a variable of the file, of the process, or of the editor.
    fn take(&self, hole: Line<'a>) -> Take {
        let of_process =
            ["$dotenv ", "$processEnv "].iter().find_map(|it| hole.text.strip_prefix(it));
        let (space, name) = match of_process {
            Some(name) => (Space::Env, name.trim_start_matches('%').trim()),
            None if self.variables.contains_key(hole.text) => (Space::Local, hole.text),
            None => (Space::Setting, hole.text),
        };
        Take { name: Name::new(space, &self.unit, name), span: self.span(hole) }
    }

    /// An address with the variables of the file filled in.
    fn rendered(&self, url: Line<'a>) -> String {
        let mut text = url.text.to_owned();
        for hole in url.holes() {
            let value = self.variables.get(hole.text).filter(|it| !it.text.contains("{{"));
            let unknown = || format!("${{{}}}", hole.text.replace(['{', '}', '/'], "_"));
            let value = value.map_or_else(unknown, |it| it.text.to_owned());
            text = text.replacen(&format!("{{{{{}}}}}", hole.written), &value, 1);
        }
        text
    }

    fn circumstances(&self) -> Vec<Circumstance> {
        let name = self.source.file_name();
        let development = vec![Word::Text("development".to_owned())];
        let said = [
            (Matter::Path(self.source.path.clone()), "the file's path".to_owned()),
            (Matter::Attended, format!("a person sends the requests of `{name}`")),
            (Matter::Target(development), format!("requests of `{name}` try the API out")),
        ];
        let scope = &self.unit;
        let circumstance =
            |(matter, says)| Circumstance { scope: scope.clone(), matter, span: None, says };
        said.map(circumstance).into()
    }

    fn span(&self, line: Line<'_>) -> Span {
        self.source.span(line.start, line.start + line.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::{source, vendor};

    #[test]
    fn a_file_of_requests_is_known_by_its_name() {
        for (path, text, expected) in [
            ("a.http", "Authorization: x", true),
            ("a/b.rest", "authorization: x", true),
            ("a.http", "GET x", false),
            ("a.md", "Authorization: x", false),
        ] {
            assert_eq!(holds(path, text.as_bytes(), &[vendor()]), expected, "{path}");
        }
    }

    #[test]
    fn addresses_are_filled_in() {
        let text = "@host = h.com\n@base = {{host}}/api\n";
        let source = source("a.http", text);
        let (_, variables) = request::read(text);
        let file = File::new(&source, &[], variables);
        for (url, expected) in [
            ("https://{{host}}/x", "https://h.com/x"),
            ("https://{{ host }}/x", "https://h.com/x"),
            ("https://{{base}}/x", "https://${base}/x"),
            ("https://{{no}}/{{host}}", "https://${no}/h.com"),
            ("https://{{/{{", "https://{{/{{"),
        ] {
            assert_eq!(
                file.rendered(Line { text: url, written: url, start: 0 }),
                expected,
                "{url}"
            );
        }
    }
}
