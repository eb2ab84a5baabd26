//! The lines of a file of requests.

use crate::model::Most;
/// How many requests and variables of a file are read.
const MOST: Most = Most::new(2_000, "requests and variables");

/// A piece of a line, without blanks around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line<'a> {
    /// The piece.
    pub text: &'a str,
    /// The piece with the blanks around it.
    pub written: &'a str,
    /// Where it begins in the file.
    pub start: usize,
}

/// A request: its address, and the header that holds a credential.
pub(super) struct Request<'a> {
    pub method: &'a str,
    pub url: Line<'a>,
    pub authorization: Option<Line<'a>>,
}

/// A variable of the file: `@name = value`.
pub(super) struct Variable<'a> {
    pub name: &'a str,
    pub value: Line<'a>,
}

impl<'a> Line<'a> {
    fn of(written: &'a str, start: usize) -> Self {
        let text = written.trim();
        let before = written.len() - written.trim_start().len();
        Self { text, written, start: start + before }
    }

    /// What follows the first bytes.
    pub fn from(self, length: usize) -> Self {
        Self::of(self.text.get(length..).unwrap_or_default(), self.start + length)
    }

    /// What stands between double braces.
    pub fn holes(self) -> impl Iterator<Item = Self> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let open = at + self.text.get(at..)?.find("{{")? + 2;
            let length = self.text[open..].find("}}")?;
            at = open + length + 2;
            Some(Self::of(&self.text[open..open + length], self.start + open))
        })
    }
}

/// The requests and variables of a file, in order.
pub(super) fn read(text: &str) -> (Vec<Request<'_>>, Vec<Variable<'_>>) {
    let (mut requests, mut variables): (Vec<Request<'_>>, Vec<Variable<'_>>) = Default::default();
    // Headers stand between a request's first line and the first empty one.
    let mut in_headers = false;
    let mut begins = true;
    let mut at = 0;
    for written in text.split_inclusive('\n') {
        let line = Line::of(written, at);
        at += written.len();
        if line.text.starts_with("###") {
            (begins, in_headers) = (true, false);
        } else if let Some(variable) = variable(line) {
            variables.push(variable);
        } else if line.text.is_empty() {
            in_headers = false;
        } else if line.text.starts_with('#') || line.text.starts_with("//") {
        } else if in_headers {
            if let Some(request) = requests.last_mut().filter(|_| is_authorization(line)) {
                request.authorization = Some(line);
            }
        } else if begins {
            let (method, url) = address(line);
            requests.push(Request { method, url, authorization: None });
            (begins, in_headers) = (false, true);
        }
        if MOST.is_met(requests.len() + variables.len()) {
            break;
        }
    }
    (requests, variables)
}

fn variable(line: Line<'_>) -> Option<Variable<'_>> {
    let (name, value) = line.text.strip_prefix('@')?.split_once('=')?;
    Some(Variable { name: name.trim(), value: Line::of(value, line.start + name.len() + 2) })
}

fn is_authorization(line: Line<'_>) -> bool {
    let name = line.text.split(':').next().unwrap_or_default();
    name.trim().eq_ignore_ascii_case("authorization")
}

/// The method and the address of `GET https://host/path HTTP/1.1`; a line that is nothing but an address gets it.
fn address(line: Line<'_>) -> (&str, Line<'_>) {
    let method = line.text.split(' ').next().unwrap_or_default();
    let is_method = !method.is_empty() && method.bytes().all(|it| it.is_ascii_uppercase());
    let rest = if is_method { line.from(method.len()) } else { line };
    let end = rest.text.find(" HTTP/").unwrap_or(rest.text.len());
    (if is_method { method } else { "GET" }, Line::of(&rest.text[..end], rest.start))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn requests_have_headers() {
        let text = "@t = {{ $dotenv T }}\r\n\r\n# says\r\nGET https://h/x HTTP/1.1\r\nAccept: y\r\n\
            authorization: Token {{t}}\r\n\r\nAuthorization: in the body\r\n\r\n### next\r\nhttps://h/z\r\n";
        let (requests, variables) = read(text);
        let [first, second] = &requests[..] else { panic!("two requests") };
        assert_eq!((first.method, first.url.text), ("GET", "https://h/x"));
        let header = first.authorization.expect("the first has a header");
        assert_eq!(header.text, "authorization: Token {{t}}");
        assert_eq!(&text[header.start..header.start + header.text.len()], header.text);
        let hole = header.holes().next().expect("a name is filled in");
        assert_eq!(&text[hole.start..hole.start + hole.text.len()], "t");
        assert_eq!((second.url.text, second.authorization), ("https://h/z", None));
        let [variable] = &variables[..] else { panic!("one variable") };
        assert_eq!((variable.name, variable.value.text), ("t", "{{ $dotenv T }}"));
        let hole = variable.value.holes().next().expect("it is filled in");
        assert_eq!(&text[hole.start..hole.start + hole.text.len()], "$dotenv T");
    }

    #[test]
    fn odd_lines_end() {
        for text in ["", "@", "@=", "GET", "{{", "}}{{", "GET {{{{}}", "é {{é", "###", " HTTP/"] {
            let (requests, variables) = read(text);
            let lines = requests.iter().map(|it| it.url).chain(variables.iter().map(|it| it.value));
            lines.for_each(|line| assert!(line.holes().count() <= 1, "{text}"));
        }
    }
}
