//! What a server sends: messages that tell their length, answers, and places in the client's texts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::held::Held;
use super::talk::Talk;

/// The messages of a stream, which holds nothing else.
pub fn messages(mut stream: &[u8]) -> Vec<Value> {
    let mut messages = Vec::new();
    while !stream.is_empty() {
        let rest = stream.strip_prefix(b"Content-Length: ").expect("a message tells its length");
        let end = rest.iter().position(|it| !it.is_ascii_digit()).expect("more follows");
        let length = std::str::from_utf8(&rest[..end]).expect("it is digits").parse::<usize>();
        let rest = rest[end..].strip_prefix(b"\r\n\r\n").expect("the header ends");
        let (body, after) = rest.split_at(length.expect("it is a number"));
        let message: Value = serde_json::from_slice(body).expect("a message is JSON");
        assert_eq!(message["jsonrpc"], "2.0");
        messages.push(message);
        stream = after;
    }
    messages
}

/// Hold that everything was answered once, and that nothing failed.
pub fn hold_answers(messages: &[Value], talk: &Talk) {
    for it in messages {
        assert!(!it.to_string().contains("please report it"), "{it}");
    }
    let answers = messages.iter().filter(|it| it.get("method").is_none());
    let answers: Vec<&Value> = answers.collect();
    for it in &answers {
        assert!(it.get("result").is_some() != it.get("error").is_some(), "{it}");
    }
    let mut ids: Vec<&Value> = answers.iter().map(|it| &it["id"]).collect();
    assert!(talk.asked.len() <= ids.len(), "something is not answered: {:?}", talk.asked);
    if talk.is_sure {
        assert_eq!(talk.asked.len(), ids.len(), "nothing is answered that was not asked");
    }
    // They are answered in the order in which they came.
    ids.truncate(talk.asked.len());
    assert_eq!(ids, talk.asked.iter().collect::<Vec<_>>());
}

/// Hold every range against the texts that its file ever had, and what is shown at last against the last.
pub fn hold_ranges(messages: &[Value], talk: &Talk, held: &Held) {
    if !talk.is_sure {
        return;
    }
    let mut shown: BTreeMap<&str, &Value> = BTreeMap::new();
    for it in messages {
        let (method, params) = (it["method"].as_str(), &it["params"]);
        each_range(
            if method.is_some() { params } else { &it["result"] },
            None,
            &mut |uri, range| {
                assert!(held.ever_had(uri, range), "{uri} never had {range}");
            },
        );
        if method == Some("textDocument/publishDiagnostics") {
            shown.insert(params["uri"].as_str().expect("a file is named"), params);
        }
    }
    for params in shown.into_values().filter(|_| talk.is_settled && !held.is_over) {
        each_range(params, None, &mut |uri, range| {
            assert!(held.has(uri, range), "{uri} has no {range}");
        });
    }
}

/// Every range of a file that is named beside it or around it.
fn each_range(value: &Value, uri: Option<&str>, see: &mut dyn FnMut(&str, &Value)) {
    let named = value["uri"].as_str().or_else(|| value["textDocument"]["uri"].as_str());
    let uri = named.or(uri);
    if let (Some(uri), Some(range)) = (uri, value.get("range")) {
        see(uri, range);
    }
    match value {
        Value::Array(all) => all.iter().for_each(|it| each_range(it, uri, see)),
        Value::Object(all) => {
            for (key, it) in all {
                let uri = if key.starts_with("file:") { Some(key.as_str()) } else { uri };
                each_range(it, uri, see);
            }
        }
        _ => {}
    }
}
