use super::read;
use crate::model::{Encoding, Form, Node, Source, SourceId, Style};
use crate::parse::Parsed;

fn source(path: &str, text: &str) -> Source {
    Source::new(SourceId(0), path, text, Encoding::Utf8)
}

fn root(parsed: &Parsed) -> &Node {
    &parsed.document.roots[0]
}

#[test]
fn terraforms_objects_are_blocks_with_labels() {
    let text = r#"{"provider": {"p": [{"token": "a"}, {"alias": "x"}]}, "locals": [{"l": 1}],
        "resource": [{"t": {"n": {"v": true}}}, {"t": {"m": [{"v": null}]}}],
        "data": {"d": {"n": {"s": {"deep": [1]}}}}, "variable": {"v": {}}, "own": {"k": "v"}}"#;
    let source = source("main.tf.json", text);
    let parsed = read(&source);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let heads: Vec<_> = root(&parsed)
        .entries()
        .iter()
        .map(|entry| {
            let labels = entry.labels.iter().map(|label| label.text.as_str());
            let head: Vec<_> = [entry.key.text.as_str()].into_iter().chain(labels).collect();
            (head.join(" "), entry.is_block(), source.slice(entry.value.span))
        })
        .collect();
    let expected = [
        ("provider p", true, r#"{"token": "a"}"#),
        ("provider p", true, r#"{"alias": "x"}"#),
        ("locals", true, r#"{"l": 1}"#),
        ("resource t n", true, r#"{"v": true}"#),
        ("resource t m", true, r#"{"v": null}"#),
        ("data d n", true, r#"{"s": {"deep": [1]}}"#),
        ("variable v", true, "{}"),
        ("own", false, r#"{"k": "v"}"#),
    ];
    assert_eq!(heads, expected.map(|(head, is_block, slice)| (head.to_owned(), is_block, slice)));
    let label = &root(&parsed).entries()[3].labels[1];
    assert_eq!((label.text.as_str(), source.slice(label.span)), ("n", "n"));
    assert_eq!(root(&parsed).entries()[5].value.entry("s").unwrap().form, Form::Pair);
}

#[test]
fn a_string_is_the_expression_that_it_holds() {
    // What is written, the text it has, the bytes it stands at, its style, and the names it hands on, as written.
    let cases: [(&str, &str, &str, Style, &[&str]); 10] = [
        ("${var.x}", "var.x", "var.x", Style::Expression, &["var.x"]),
        ("${ upper(var.x) }", "upper(var.x)", "upper(var.x)", Style::Expression, &["var.x"]),
        (
            r#"${var.m[\"k\"]}"#,
            r#"var.m["k"]"#,
            r#"var.m[\"k\"]"#,
            Style::Expression,
            &[r#"var.m[\"k\"]"#],
        ),
        ("Token ${var.x}", "Token ${var.x}", "Token ${var.x}", Style::Double, &["var.x"]),
        (
            r"\u00e9\ud83d\ude00 ${var.x}",
            "é😀 ${var.x}",
            r"\u00e9\ud83d\ude00 ${var.x}",
            Style::Double,
            &["var.x"],
        ),
        (r#"a\n\"b\""#, "a\n\"b\"", r#"a\n\"b\""#, Style::Double, &[]),
        ("$${no}", "${no}", "$${no}", Style::Double, &[]),
        ("var.x", "var.x", "var.x", Style::Double, &[]),
        ("", "", "", Style::Double, &[]),
        (r#"${\"lit\"}"#, "lit", "lit", Style::Double, &[]),
    ];
    for (written, text, slice, style, names) in cases {
        let source =
            source("main.tf.json", &format!(r#"{{"output": {{"o": {{"value": "{written}"}}}}}}"#));
        let parsed = read(&source);
        assert!(parsed.problems.is_empty(), "{written}: {:?}", parsed.problems);
        let node = root(&parsed).at(&["output", "value"]).unwrap();
        let scalar = node.scalar().unwrap();
        let found: Vec<_> = scalar.references.iter().map(|it| source.slice(it.span)).collect();
        assert_eq!((scalar.text.as_str(), scalar.style), (text, style), "{written}");
        assert_eq!(found, names, "{written}");
        assert_eq!(source.slice(node.span), slice, "{written}");
        let whole = scalar.span_of(source.id, 0, scalar.text.len());
        assert!(node.span.start <= whole.start && whole.end <= node.span.end, "{written}");
    }
}

#[test]
fn a_file_of_values_is_taken_by_the_letter() {
    let source =
        source("a/Prod.tfvars.json", r#"{"resource": {"x": {"y": "${var.x}"}}, "//": "kept"}"#);
    let parsed = read(&source);
    let entry = root(&parsed).entry("resource").unwrap();
    assert_eq!(entry.form, Form::Pair);
    let scalar = entry.value.at(&["x", "y"]).unwrap().scalar().unwrap();
    assert_eq!((scalar.text.as_str(), scalar.references.len()), ("${var.x}", 0));
    assert_eq!(root(&parsed).get("//").unwrap().text(), Some("kept"));
}

#[test]
fn a_property_named_by_slashes_is_a_comment() {
    let text = r#"{"//": "keyfit: service", "locals": {"//": "two", "a": 1}}"#;
    let source = source("main.tf.json", text);
    let parsed = read(&source);
    let comments: Vec<_> =
        parsed.document.comments.iter().map(|it| source.slice(it.span)).collect();
    assert_eq!(comments, [r#"//": "keyfit: service""#, r#"//": "two""#]);
    assert_eq!(root(&parsed).entries().len(), 1);
}

#[test]
fn broken_json_keeps_what_comes_before() {
    let cases: [(&str, &[&str], &str); 8] = [
        (r#"{"locals": {"a": "one", "b": "two""#, &["locals", "b"], "two"),
        (r#"{"locals": {"a": "one", "b": "#, &["locals", "a"], "one"),
        (r#"{"locals": {"a": "one", "b": "tw"#, &["locals", "a"], "one"),
        (r#"{"locals": {"a": "one",}}"#, &["locals", "a"], "one"),
        ("{ // why\n\"locals\": {\"a\": \"one\"}}", &["locals", "a"], "one"),
        (r#"{"locals": {"a": "one"} ]"#, &["locals", "a"], "one"),
        ("{\"x\": {\"y\": \"z\"}, nonsense,\n \"later\": \"three\" }", &["later"], "three"),
        ("nonsense\n\"k\": \"v\"", &["k"], "v"),
    ];
    for (text, path, expected) in cases {
        let source = source("main.tf.json", text);
        let parsed = read(&source);
        assert_eq!(parsed.problems.len(), 1, "{text}");
        let span = parsed.problems[0].span.unwrap();
        assert!(span.end as usize <= text.len(), "{text}");
        let node = root(&parsed)
            .at(path)
            .unwrap_or_else(|| panic!("{path:?} of {text}: {:?}", root(&parsed)));
        assert_eq!((node.text(), source.slice(node.span)), (Some(expected), expected), "{text}");
    }
}

#[test]
fn an_unreadable_template_is_a_problem_and_still_hands_on() {
    let source = source("main.tf.json", r#"{"locals": {"a": "${f(var.x @ local.y} ${var.z}"}}"#);
    let parsed = read(&source);
    assert!(parsed.problems[0].message.ends_with("it was read word by word"));
    let scalar = root(&parsed).at(&["locals", "a"]).unwrap().scalar().unwrap();
    let names: Vec<_> = scalar.references.iter().map(|it| source.slice(it.span)).collect();
    assert_eq!(names, ["var.x", "local.y", "var.z"]);
}

#[test]
fn hostile_shapes_end_soon_and_are_told() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    let cases = [
        format!("{{\"x\": {}{}}}", many("[", 200_000), many("]", 200_000)),
        many("{\"a\":", 50_000),
        format!("{{\"locals\": {}1{}}}", many("{\"a\":", 300), many("}", 300)),
        many("\"\\", 200_000),
        format!("{{\"a\": \"{}", many("\\\"", 200_000)),
        format!("{{\"a\": \"{}\"}}", many("${", 50_000)),
        many("\"a\": \"b\"\n", 50_000),
        format!("{{{}", many("\"a\": \"b\",", 50_000)),
    ];
    for text in cases {
        let source = source("main.tf.json", &text);
        let (parsed, shape) = (read(&source), text.get(..20).unwrap_or_default());
        assert!(!parsed.problems.is_empty(), "{shape}");
    }
}
