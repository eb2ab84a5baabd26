//! What GitHub's runner makes of a line of a log: the rules of its parser of commands, written anew.

use std::collections::BTreeMap;

/// A command that the runner knows.
#[derive(Debug, PartialEq)]
pub struct Command {
    pub word: String,
    pub properties: BTreeMap<String, String>,
    pub data: String,
}

/// The command of a line, if the runner sees one there.
pub fn command(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (word, properties) = info.split_once(' ').unwrap_or((info, ""));
    let pairs = properties.trim().split(',').filter_map(|it| it.split_once('='));
    let pairs = pairs.filter(|(_, value)| !value.is_empty());
    let unescape = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    Some(Command {
        word: word.to_owned(),
        properties: pairs.map(|(name, value)| (name.to_owned(), unescape(value))).collect(),
        data: data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"),
    })
}

/// A page in which what keyfit says in its own commands is a plain line; a command of anyone else stays one.
pub fn without_commands(page: &str) -> String {
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    let lines = page.split_inclusive('\n').map(|line| match command(line) {
        Some(it)
            if ["error", "warning", "notice"].contains(&it.word.as_str())
                && it.properties.keys().all(|key| known.contains(&key.as_str()))
                && it.properties.contains_key("title") =>
        {
            line.replacen("::", "", 2)
        }
        _ => line.to_owned(),
    });
    lines.collect()
}

#[test]
fn the_runner_reads_what_is_escaped() {
    let read = command("  ::error file=a%2Cb%3Ac,line=1,col=,title=x::say%0A::this%250A")
        .expect("it is one");
    let pairs = [("file", "a,b:c"), ("line", "1"), ("title", "x")];
    assert_eq!(read.properties, pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
    assert_eq!((read.word.as_str(), read.data.as_str()), ("error", "say\n::this%0A"));
    assert_eq!(command("a ::error::b"), None);
}
