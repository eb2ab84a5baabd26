use super::*;
use crate::model::{Encoding, SourceId, Style};

fn source(path: &str, text: &str) -> Source {
    Source::new(SourceId(0), path, text, Encoding::Utf8)
}

/// The entries as `KEY=text` with the style's first letter.
fn printed(path: &str, text: &str) -> (Vec<String>, usize) {
    let source = source(path, text);
    let parsed = read(&source);
    let entries = parsed.document.roots.first().map_or(&[][..], |root| root.entries());
    let printed = entries.iter().map(|entry| {
        let Some(scalar) = entry.value.scalar() else { return entry.key.text.clone() };
        let style = match scalar.style {
            Style::Plain => "p",
            Style::Single => "s",
            Style::Double => "d",
            _ => "?",
        };
        format!("{}={style}:{}", entry.key.text, scalar.text)
    });
    (printed.collect(), parsed.problems.len())
}

#[test]
fn a_library_takes_what_any_library_takes() {
    for (text, expected, problems) in [
        ("A=1\nB=2", &["A=p:1", "B=p:2"][..], 0),
        ("export A=1\r\n  B = two words \r\n", &["A=p:1", "B=p:two words"], 0),
        ("A: yaml\nB:\n", &["A=p:yaml", "B=p:"], 0),
        ("A=x #c\nB=x#c\nC= # c\nD=#d", &["A=p:x", "B=p:x#c", "C=p:", "D=p:#d"], 0),
        ("A='x # y' # c\nB=\"x\"#c", &["A=s:x # y", "B=d:x"], 0),
        ("A=`back \"tick\"`", &["A=s:back \"tick\""], 0),
        (r#"A="a\n\"b\"\\ \$C""#, &["A=d:a\n\"b\"\\ \\$C"], 0),
        (r"A='it\'s'", &["A=s:it\\'s"], 0),
        ("A=\"one\ntwo\"\nB=3", &["A=d:one\ntwo", "B=p:3"], 0),
        ("A='one\ntwo'\nB=3", &["A=s:one\ntwo", "B=p:3"], 0),
        ("A=\"a\"b\nC=1", &["A=p:\"a\"b", "C=p:1"], 0),
        ("A=${B:-c d}", &["A=p:${B:-c d}"], 0),
        ("A\nB #c\n", &["A", "B"], 0),
        ("1W=x\nU-V.w=y", &["1W=p:x", "U-V.w=p:y"], 0),
        ("A=\"open\nB=2", &["A=d:open", "B=p:2"], 1),
        ("A=\"open\nB=\"2\"\nC='", &["A=d:open", "B=d:2", "C=s:"], 2),
        ("one word\nand more\nA=1\nhttp://x.y", &["A=p:1"], 1),
        ("# nothing\n\n \t\n", &[], 0),
        ("", &[], 0),
        ("=x\nÄ=1\n\"A\"=1\nB=ö", &["B=p:ö"], 1),
    ] {
        let (entries, found) = printed("a/.env", text);
        assert_eq!(
            (entries, found),
            (expected.iter().map(|it| (*it).to_owned()).collect(), problems),
            "{text:?}"
        );
    }
}

#[test]
fn a_shell_reads_assignments_among_commands() {
    for (text, expected) in [
        ("source_up\nuse flake\nexport A=1 B=2\n", &["A=p:1", "B=p:2"][..]),
        ("if [ -z \"$X\" ]; then\n  export A='x y'\nfi\n", &["A=s:x y"]),
        (
            "A=$(op read \"op://a/b c\") # c\nB=1;C=2",
            &["A=p:$(op read \"op://a/b c\")", "B=p:1", "C=p:2"],
        ),
        ("export A=\"$(cmd \"inner\")\"", &["A=p:\"$(cmd \"inner\")\""]),
        ("A=a b", &["A=p:a"]),
        ("A = b\nA: b\n[[ a == b ]]\na==b\n", &[]),
        ("A='C:\\'\nB=1", &["A=s:C:\\", "B=p:1"]),
        ("A=\"B\"$C", &["A=p:\"B\"$C"]),
    ] {
        let (entries, problems) = printed(".envrc", text);
        assert_eq!(entries, expected, "{text:?}");
        assert_eq!(problems, 0, "{text:?}");
    }
}

#[test]
fn keys_values_and_comments_have_their_spans() {
    let source = source(".env", "# top\nexport KEY=\"a\\nb\" # end\nX= y");
    let parsed = read(&source);
    let entries = parsed.document.roots[0].entries();
    assert_eq!(source.slice(entries[0].key.span), "KEY");
    assert_eq!(source.slice(entries[0].value.span), "a\\nb");
    assert_eq!(source.slice(entries[1].value.span), "y");
    let scalar = entries[0].value.scalar().unwrap();
    assert_eq!(source.slice(scalar.span_of(source.id, 2, 3)), "b");
    let comments = parsed.document.comments.iter().map(|it| source.slice(it.span));
    assert_eq!(comments.collect::<Vec<_>>(), ["# top", "# end"]);
}

#[test]
fn an_open_quote_keeps_reading_linear() {
    let lines = "A=\"x\n".repeat(100_000) + "B='\n" + &"x\n".repeat(100_000);
    let parsed = read(&source(".env", &lines));
    assert!(parsed.document.roots[0].entries().len() > 100_000);
    assert!(parsed.problems.len() <= MOST_UNCLOSED + 1);
}
