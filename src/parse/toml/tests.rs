use super::*;
use crate::model::{Encoding, SourceId};

fn source(text: &str) -> Source {
    Source::new(SourceId(0), "a.toml", text, Encoding::Utf8)
}

/// The tree with the source text of every key and scalar, so that a wrong span shows.
fn printed(source: &Source, node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar(_) => source.slice(node.span).to_owned(),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| printed(source, item)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(entries) => {
            let pairs: Vec<_> = entries
                .iter()
                .map(|it| format!("{}:{}", source.slice(it.key.span), printed(source, &it.value)))
                .collect();
            format!("{{{}}}", pairs.join(" "))
        }
    }
}

#[test]
fn a_tree_has_its_spans() {
    for (text, expected, comments, problems) in [
        ("b = 1\na = 'x' # c", "{b:1 a:x}", 1, 0),
        ("[s.t]\n\"k e\" = \"v\"\n[s]\nz = true", "{s:{t:{k e:v} z:true}}", 0, 0),
        ("[[p]]\na = 1\n[[p]]\na = 2", "{p:[{a:1} {a:2}]}", 0, 0),
        (
            "a = {b = 'c', d = [1, 2.5]}\nx.y = 1979-05-27",
            "{a:{b:c d:[1 2.5]} x:{y:1979-05-27}}",
            0,
            0,
        ),
        ("a = \"# no\" # yes\nb = '''\n# no''' # yes\n# yes", "{a:# no b:\n# no}", 3, 0),
        ("", "", 0, 0),
        ("# only\r\n", "", 1, 0),
        ("a = {}\nb = []", "{a:{} b:[]}", 0, 0),
        ("a = \nb = 'x'\nc = 'y'", "{a:null b:x c:y}", 0, 1),
        ("a = 'x\nb = 'y'", "{a:x b:y}", 0, 1),
        ("a = bare\nb = 'y'", "{a:bare b:y}", 0, 1),
        ("a = 'x'\na = 'y'", "{a:x}", 0, 1),
    ] {
        let source = source(text);
        let parsed = read(&source);
        let roots: Vec<_> =
            parsed.document.roots.iter().map(|root| printed(&source, root)).collect();
        assert_eq!(roots.join(" "), expected, "{text}");
        assert_eq!(parsed.document.comments.len(), comments, "comments of {text}");
        assert_eq!(parsed.problems.len(), problems, "problems of {text}: {:?}", parsed.problems);
    }
}

#[test]
fn strings_say_what_the_parser_says() {
    for (text, expected) in [
        (r#"a = "\u00e9 \x41 \e $X""#, "é A \u{1b} $X"),
        ("a = \"\"\"\n one \\\n   $X\"\"\"", " one $X"),
        ("a = '''\r\nx $X'''", "x $X"),
        ("a = '\\n $X'", "\\n $X"),
    ] {
        let source = source(text);
        let parsed = read(&source);
        assert_eq!(parsed.problems, [], "{text}");
        let scalar = parsed.document.roots[0].get("a").and_then(Node::scalar).unwrap();
        assert_eq!(scalar.text, expected);
        let at = scalar.text.find("$X").unwrap();
        assert_eq!(source.slice(scalar.span_of(source.id, at, at + 2)), "$X", "{text}");
    }
}

#[test]
fn hostile_toml_ends() {
    for text in [
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a = {}", "{b = ".repeat(100_000)),
        "a.".repeat(100_000) + "b = 1",
        "x\n".repeat(100_000),
        "a = \"\n".repeat(100_000),
        "a = '''\n".repeat(100_000),
        "\"\\".repeat(100_000),
    ] {
        let parsed = read(&source(&text));
        assert!((1..=MOST_PROBLEMS).contains(&parsed.problems.len()), "{}", &text[..20]);
    }
}
