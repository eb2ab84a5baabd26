//! Messages as they come and go: a header that tells the length, and that many bytes of JSON.

use std::io::{self, BufRead, Read as _, Write};

use serde_json::Value;

/// The largest message that is read. No text that is edited by hand comes near it.
const LARGEST: usize = 64 << 20;
/// The longest line of a header.
const HEADER: u64 = 4 * 1024;
/// How many lines a header may have.
const LINES: usize = 32;

/// What came in.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(Value),
    /// What is no message; what follows it may be one.
    Malformed(&'static str),
    /// What cannot be read past.
    Refused(&'static str),
    /// Nothing more comes.
    End,
}

/// Read the next message.
pub fn next(input: &mut impl BufRead) -> Incoming {
    match length(input) {
        Ok(Header::Length(length)) if LARGEST < length => {
            Incoming::Refused("the header announces more than 64 MB")
        }
        Ok(Header::Length(length)) => body(input, length),
        Ok(Header::Wrong) => Incoming::Malformed("the header tells no length"),
        Ok(Header::Endless) => Incoming::Refused("the header does not end"),
        Ok(Header::None) | Err(_) => Incoming::End,
    }
}

enum Header {
    Length(usize),
    Wrong,
    Endless,
    None,
}

fn length(input: &mut impl BufRead) -> io::Result<Header> {
    let mut length = None;
    for _ in 0..LINES {
        let mut line = Vec::new();
        let read = input.by_ref().take(HEADER).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(Header::None);
        }
        if !line.ends_with(b"\n") {
            return Ok(Header::Endless);
        }
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            return Ok(length.map_or(Header::Wrong, Header::Length));
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("content-length") {
            let value = value.trim();
            let is_number = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
            // A number that is too large to be one is a length that is too large.
            length = is_number.then(|| value.parse().unwrap_or(usize::MAX));
        }
    }
    Ok(Header::Endless)
}

fn body(input: &mut impl BufRead, length: usize) -> Incoming {
    // What is announced and does not come takes no memory.
    let mut bytes = Vec::new();
    let read = io::copy(&mut input.by_ref().take(length as u64), &mut bytes);
    if read.is_err() || bytes.len() < length {
        return Incoming::End;
    }
    match serde_json::from_slice(&bytes) {
        Ok(message @ Value::Object(_)) => Incoming::Message(message),
        _ => Incoming::Malformed("the message is no JSON object"),
    }
}

/// Send a message. A client that went away is no error; its silence ends the run.
pub fn send(output: &mut impl Write, message: &Value) {
    let text = message.to_string();
    let _ = write!(output, "Content-Length: {}\r\n\r\n{text}", text.len());
    let _ = output.flush();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Incoming, next, send};

    #[test]
    fn what_was_sent_is_read() {
        let mut sent = Vec::new();
        send(&mut sent, &json!({ "method": "größe" }));
        send(&mut sent, &json!({ "id": 1 }));
        let mut input = sent.as_slice();
        assert_eq!(next(&mut input), Incoming::Message(json!({ "method": "größe" })));
        assert_eq!(next(&mut input), Incoming::Message(json!({ "id": 1 })));
        assert_eq!(next(&mut input), Incoming::End);
    }

    #[test]
    fn what_is_no_message_is_told_from_one() {
        let long = format!("X: {}\r\n", "a".repeat(5000));
        for (text, expected) in [
            ("Content-Length: 2\r\n\r\n{}", "Message"),
            ("content-length:2\nX: y\n\n{}", "Message"),
            ("Content-Length: 2\r\n\r\n[]", "Malformed"),
            ("Content-Length: 2\r\n\r\n{\u{e9}", "Malformed"),
            ("Content-Length: -1\r\n\r\n", "Malformed"),
            ("X: y\r\n\r\n", "Malformed"),
            ("\r\n", "Malformed"),
            ("Content-Length: 99999999999\r\n\r\n{}", "Refused"),
            ("Content-Length: 99999999999999999999999999\r\n\r\n{}", "Refused"),
            (long.as_str(), "Refused"),
            ("Content-Length: 9\r\n\r\n{}", "End"),
            ("Content-Le", "Refused"),
            ("", "End"),
        ] {
            let told = format!("{:?}", next(&mut text.as_bytes()));
            assert!(told.starts_with(expected), "{text}: {told}");
        }
    }
}
