use super::read;
use crate::model::{Encoding, Form, Node, Scalar, Source, SourceId, Span, Style, Value};
use crate::parse::Parsed;

fn source(text: &str) -> Source {
    Source::new(SourceId(0), "main.tf", text, Encoding::Utf8)
}

fn root(parsed: &Parsed) -> &Node {
    &parsed.document.roots[0]
}

fn scalar<'a>(parsed: &'a Parsed, path: &[&str]) -> (&'a Node, &'a Scalar) {
    let node = root(parsed).at(path).unwrap_or_else(|| panic!("{path:?} is there"));
    (node, node.scalar().unwrap_or_else(|| panic!("{path:?} is a scalar")))
}

fn names(scalar: &Scalar) -> Vec<String> {
    scalar.references.iter().map(|reference| reference.path.join(".")).collect()
}

/// Every node's place is in the file, and every byte of a decoded text is found again unless it was escaped.
fn check_places(source: &Source, node: &Node) {
    let is_inside = |span: Span| span.end as usize <= source.text.len();
    assert!(is_inside(node.span), "{node:?}");
    for item in node.items() {
        check_places(source, item);
    }
    for entry in node.entries() {
        assert!(is_inside(entry.key.span), "{:?}", entry.key);
        check_places(source, &entry.value);
    }
    let Some(scalar) = node.scalar() else { return };
    for (at, character) in scalar.text.char_indices() {
        let span = scalar.span_of(source.id, at, at + character.len_utf8());
        let written = source.slice(span);
        assert!(
            written.starts_with([character, '\\']),
            "{character:?} is {written:?} in {}",
            source.text
        );
    }
    for reference in &scalar.references {
        let written = source.slice(reference.span);
        assert!(written.starts_with(&reference.path[0]), "{written:?} is {:?}", reference.path);
        assert!(node.span.contains(reference.span), "{written:?} lies in its value");
    }
}

#[test]
fn a_literal_has_its_text_and_its_place() {
    let cases = [
        ("a = \"plain\"", "plain", "plain", Style::Double),
        ("a = \"\"", "", "", Style::Double),
        (
            "a = \"t\\\"q\\n\\u00e9$${x}%%{y}\"",
            "t\"q\n\u{e9}${x}%{y}",
            "t\\\"q\\n\\u00e9$${x}%%{y}",
            Style::Double,
        ),
        ("a = -12.5", "-12.5", "-12.5", Style::Plain),
        ("a = true", "true", "true", Style::Plain),
        ("a = ((\"in\"))", "in", "in", Style::Double),
        ("a = \"é\" # ü", "é", "é", Style::Double),
        (
            "a = <<EOT\n  one\ntwo $${x}\nEOT\n",
            "  one\ntwo ${x}\n",
            "  one\ntwo $${x}\n",
            Style::Block,
        ),
        (
            "a = <<-EOT\n    one\n      two\n\n    EOT\n",
            "one\n  two\n\n",
            "    one\n      two\n\n",
            Style::Block,
        ),
        ("a = <<EOT\nEOT\n", "", "", Style::Block),
        ("a = <<EOT\r\nx\r\nEOT\r\n", "x\r\n", "x\r\n", Style::Block),
    ];
    for (text, expected, slice, style) in cases {
        let source = source(text);
        let parsed = read(&source);
        assert!(parsed.problems.is_empty(), "{text}: {:?}", parsed.problems);
        check_places(&source, root(&parsed));
        let (node, scalar) = scalar(&parsed, &["a"]);
        assert_eq!(
            (scalar.text.as_str(), source.slice(node.span), scalar.style),
            (expected, slice, style),
            "{text}"
        );
        assert!(scalar.references.is_empty(), "{text}");
    }
}

#[test]
fn an_expression_hands_on_its_data_and_not_its_conditions() {
    let cases: [(&str, &[&str]); 32] = [
        ("var.x", &["var.x"]),
        ("(var.x)", &["var.x"]),
        ("local.y.z", &["local.y.z"]),
        ("module.m.out", &["module.m.out"]),
        ("data.t.n.attr", &["data.t.n.attr"]),
        ("dbtcloud_x.y.token_string", &["dbtcloud_x.y.token_string"]),
        ("each.value[\"a\"].b", &["each.value.a.b"]),
        ("aws_x.y[0].id", &["aws_x.y.0.id"]),
        ("aws_x.y.0.id", &["aws_x.y.0.id"]),
        ("aws_x.y[*].id", &["aws_x.y.*.id"]),
        ("aws_x.y.*.id", &["aws_x.y.*.id"]),
        ("var.m[var.key]", &["var.m.*"]),
        ("var.m[\"a-${var.key}\"]", &["var.m.*"]),
        ("var.on ? var.a : var.b", &["var.a", "var.b"]),
        ("var.a != \"\" && var.b", &[]),
        ("!var.a", &[]),
        ("var.a + var.b", &["var.a", "var.b"]),
        ("nonsensitive(var.a)", &["var.a"]),
        ("coalesce(var.a, try(local.b, null))", &["var.a", "local.b"]),
        ("length(var.a)", &[]),
        ("can(var.a) ? var.b : 1", &["var.b"]),
        ("lookup(var.m, var.key, local.other)", &["var.m", "local.other"]),
        ("setunion([var.a], [var.b])", &["var.a", "var.b"]),
        ("[for k, v in var.list : v if v != local.no]", &["var.list"]),
        ("[for v in var.list : { a = local.x, b = v.token }]", &["var.list", "local.x"]),
        ("{ for k, v in var.map : var.prefix => local.x... }", &["var.map", "local.x"]),
        ("\"Token ${var.a}-${local.b}\"", &["var.a", "local.b"]),
        ("\"${\"${var.a}\"}\"", &["var.a"]),
        ("\"%{ if var.on }${var.a}%{ else }${var.b}%{ endif }\"", &["var.a", "var.b"]),
        ("\"%{ for v in var.list }${v}${local.x}%{ endfor }\"", &["var.list", "local.x"]),
        ("<<-EOT\n  x ${var.a}\n  EOT\n", &["var.a"]),
        ("provider::x::length(var.a)", &["var.a"]),
    ];
    for (expression, expected) in cases {
        let source = source(&format!("a = {expression}\n"));
        let parsed = read(&source);
        assert!(parsed.problems.is_empty(), "{expression}: {:?}", parsed.problems);
        check_places(&source, root(&parsed));
        assert_eq!(names(scalar(&parsed, &["a"]).1), expected, "{expression}");
    }
}

#[test]
fn what_is_only_spelt_or_put_together_is_what_it_is_made_of() {
    let cases = [
        ("jsonencode({ t = var.a })", &["t"][..]),
        ("jsonencode([{ t = var.a }])", &["0", "t"]),
        ("merge(var.b, { t = var.a })", &["1", "t"]),
        ("sensitive(tomap({ t = var.a }))", &["t"]),
        ("concat([var.b], [{ t = var.a }])", &["1", "0", "t"]),
    ];
    for (expression, path) in cases {
        let source = source(&format!("a = {expression}\n"));
        let parsed = read(&source);
        check_places(&source, root(&parsed));
        let step = |node: &'_ Node, step: &&str| match step.parse::<usize>() {
            Ok(at) => node.items().get(at).cloned(),
            Err(_) => node.get(step).cloned(),
        };
        let start = root(&parsed).get("a").cloned();
        let found = path.iter().fold(start, |node, it| step(&node?, it));
        let found = found.unwrap_or_else(|| panic!("{expression}"));
        assert_eq!(found.scalar().map(names), Some(vec!["var.a".to_owned()]), "{expression}");
    }
}

#[test]
fn an_expression_keeps_its_source_text() {
    let cases = [
        ("a = merge( var.a,\n  var.b)", "merge( var.a,\n  var.b)", Style::Expression),
        ("a = \"x\\n${var.a}\"", "x\\n${var.a}", Style::Double),
        (
            "a = <<-EOT\n    x ${var.a}\n      y $${z}\n  EOT\n",
            "x ${var.a}\n  y $${z}\n",
            Style::Block,
        ),
    ];
    for (text, expected, style) in cases {
        let parsed = read(&source(text));
        let (_, scalar) = scalar(&parsed, &["a"]);
        assert_eq!((scalar.text.as_str(), scalar.style), (expected, style), "{text}");
    }
}

#[test]
fn a_reference_stands_where_its_bytes_are() {
    let source = source("a = \"é ${ var.m[\"k\"] } ${(local.b).c}\"\n");
    let parsed = read(&source);
    let (_, scalar) = scalar(&parsed, &["a"]);
    let slices: Vec<_> = scalar.references.iter().map(|it| source.slice(it.span)).collect();
    assert_eq!(slices, ["var.m[\"k\"]", "local.b"]);
}

#[test]
fn a_block_has_labels_and_a_body() {
    let source = source(
        "resource \"t\" n {\n  a = 1\n  sub /* { */ {\n    b = null\n  }\n}\nempty {}\none { c = [1, { \"k v\" : 2, (var.x) = 3 }] }\n",
    );
    let parsed = read(&source);
    assert!(parsed.problems.is_empty());
    let resource = &root(&parsed).entries()[0];
    assert_eq!(
        (resource.form, resource.label(0), resource.label(1)),
        (Form::Block, Some("t"), Some("n"))
    );
    assert_eq!(source.slice(resource.labels[0].span), "t");
    assert!(source.slice(resource.value.span).starts_with("{\n  a = 1"));
    let sub = resource.value.entry("sub").unwrap();
    assert_eq!(source.slice(sub.value.span), "{\n    b = null\n  }");
    assert_eq!(sub.value.get("b").unwrap().value, Value::Null);
    assert_eq!(source.slice(root(&parsed).get("empty").unwrap().span), "{}");
    let object = &root(&parsed).at(&["one", "c"]).unwrap().items()[1];
    let keys: Vec<_> = object
        .entries()
        .iter()
        .map(|it| (it.key.text.as_str(), source.slice(it.key.span)))
        .collect();
    assert_eq!(keys, [("k v", "k v"), ("(var.x)", "(var.x)")]);
}

#[test]
fn comments_are_found_outside_of_text_only() {
    let source = source(
        "# one\na = \"# no ${ f(\"// no\") /* two */ }\" // three\nb = <<E\n# no\nE\n/* four\n*/ c = [ # five\n]\r\n#six\r\n",
    );
    let parsed = read(&source);
    let comments: Vec<_> =
        parsed.document.comments.iter().map(|it| source.slice(it.span)).collect();
    assert_eq!(comments, ["# one", "/* two */", "// three", "/* four\n*/", "# five", "#six"]);
}

#[test]
fn one_mistake_costs_one_item() {
    // What is written, the problems it makes, and what can still be read at a path.
    let cases: [(&str, usize, &[&str], &str); 14] = [
        ("a = 1\nb = = 2\nc = 3\n", 1, &["c"], "3"),
        ("p \"l\" {\n  a = [1\n  b = 2\n}\nc = 3\n", 1, &["c"], "3"),
        ("p {\n  x = ???\n  token = var.t\n}\n", 1, &["p", "token"], "var.t"),
        ("provider \"dbtcloud\" {\n  token = \n", 2, &["provider"], ""),
        (
            "resource \"a\" \"b\" {\n  x = 1\n\nvariable \"t\" {\n  y = 2\n}\n",
            1,
            &["variable", "y"],
            "2",
        ),
        ("a = \"open\nb = 2\n", 1, &["b"], "2"),
        ("b = 2\na = [var.t", 1, &["b"], "2"),
        ("b = 2\na = { t = [{ u = 1\n", 1, &["b"], "2"),
        ("a = <<EOT\nx\nb = 2\n", 2, &["b"], "2"),
        ("a = { b = 1, b = 2, c = 3 }\n", 0, &["a", "b"], "2"),
        ("a = 1\na = 2\n", 0, &["a"], "2"),
        ("a { b { c = 1 } }\n", 0, &["a", "b", "c"], "1"),
        ("\"a\" = \"old\"\n", 0, &["a"], "old"),
        ("a = { for k in x : k =>\n  y # why\n  && z }\nb = 2\n", 0, &["b"], "2"),
    ];
    for (text, problems, path, expected) in cases {
        let source = source(text);
        let parsed = read(&source);
        check_places(&source, root(&parsed));
        assert_eq!(parsed.problems.len(), problems, "{text}: {:?}", parsed.problems);
        let node = root(&parsed).at(path).unwrap_or_else(|| panic!("{path:?} of {text}"));
        assert_eq!(node.text().unwrap_or_default(), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_read_word_by_word() {
    let source =
        source("a = f(var.x \"local.no ${local.y[\"k\"].z}\" each.value.t @ module.m.o)\n");
    let parsed = read(&source);
    check_places(&source, root(&parsed));
    let (_, scalar) = scalar(&parsed, &["a"]);
    assert_eq!(names(scalar), ["var.x", "local.y.k.z", "each.value.t", "module.m.o"]);
    let problem = &parsed.problems[0];
    assert!(problem.message.ends_with("it was read word by word"), "{}", problem.message);
    assert_eq!(source.slice(problem.span.unwrap()), source.text.trim_end());
    assert_eq!(problem.path, "main.tf");
}

#[test]
fn a_problem_quotes_no_value() {
    let secret = format!("dbtu_{}", "aB3".repeat(5));
    let parsed = read(&source(&format!("a = {secret} {secret}\nb = \"{secret}\n{secret}\n")));
    assert!(!parsed.problems.is_empty());
    assert!(parsed.problems.iter().all(|problem| !problem.message.contains("dbtu_")));
}

#[test]
fn a_foreign_template_is_read_past() {
    let text = "{% if x %}\n{{ include(\"a\") }}\nprovider \"dbtcloud\" {\n  token = \"{{ cookiecutter[\"t\"] }}\"\n  id    = {{ cookiecutter.id }}\n  host  = var.h # {{ y }}\n  n{{ z }} = \"{% raw %}\\n\"\n}\n{% endif %}\n";
    let source = source(text);
    let parsed = read(&source);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let token = scalar(&parsed, &["provider", "token"]).1;
    assert_eq!((token.text.as_str(), token.templated), ("{{ cookiecutter[\"t\"] }}", true));
    let id = scalar(&parsed, &["provider", "id"]).1;
    assert_eq!(
        (id.text.as_str(), id.templated, id.references.len()),
        ("{{ cookiecutter.id }}", true, 0)
    );
    let host = scalar(&parsed, &["provider", "host"]).1;
    assert_eq!((names(host), host.templated), (vec!["var.h".to_owned()], false));
    assert!(scalar(&parsed, &["provider", "n{{ z }}"]).1.templated);
}

#[test]
fn many_problems_are_counted() {
    let parsed = read(&source(&"a = =\n".repeat(50)));
    assert_eq!(parsed.problems.len(), 21);
    assert_eq!(parsed.problems[20].message, "30 more parts of this file could not be read");
}

#[test]
fn an_object_of_many_keys_is_read() {
    use std::fmt::Write as _;
    let mut text = String::from("a = {\n");
    for key in 0..12_000 {
        writeln!(text, "  k{key} = {key}").unwrap();
    }
    let source = source(&format!("{text}}}\nb = var.x\n"));
    let parsed = read(&source);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(scalar(&parsed, &["a", "k11999"]).1.text, "11999");
}

#[test]
fn hostile_shapes_end_and_are_told() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    let cases = [
        format!("locals {{ x = {}{} }}\n", many("[", 20_000), many("]", 20_000)),
        format!("x = {}", many("[", 20_000)),
        format!("x = {}1{}\n", many("(", 100_000), many(")", 100_000)),
        format!("x = {}1{}\n", many("\"${", 20_000), many("}\"", 20_000)),
        format!("x = {}", many("\"${", 20_000)),
        format!("x = {}", many("{a=", 50_000)),
        format!("{}{}", many("a {\n", 20_000), many("}\n", 20_000)),
        many("a {\n", 20_000),
        many("x = \"open\n", 20_000),
        many("x = <<E\n", 20_000),
        (0..20_000).fold(String::new(), |text, it| text + &format!("x{it} = <<E{it}\n")),
        many("/*", 200_000),
        many("${", 100_000),
        many("{{", 200_000),
        many("x {{ y }} {% ", 20_000),
        format!("x = 1 {}", many("+ 1 ", 50_000)),
        format!("x = {}1", many("!", 100_000)),
        format!("x = {}1", many("- ", 100_000)),
        format!("x = a{}", many("[a", 50_000)),
        format!("x = {}", many("a ? ", 50_000)),
        format!("{}{}", many("(", 100_000), many("}", 100_000)),
        format!("resource {{\n{}", many("resource {\n(", 20_000)),
        many("$", 1_000_000),
    ];
    for text in cases {
        let source = source(&text);
        let (parsed, shape) = (read(&source), text.get(..20).unwrap_or_default());
        assert!(!parsed.problems.is_empty(), "{shape}");
    }
}
