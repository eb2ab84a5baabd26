use super::super::word::{Command, Part, Piece, Word};
use super::super::{commands, lexer};

/// Commands in brackets: assignments, words, redirections, bodies.
fn printed(text: &str) -> String {
    commands(text).iter().map(command).collect::<Vec<_>>().join(" ")
}

fn command(command: &Command) -> String {
    let mut parts: Vec<String> = command.assignments.iter().map(word).collect();
    parts.extend(command.words.iter().map(word));
    parts.extend(command.redirects.iter().map(|it| format!("{:?}:{}", it.way, word(&it.target))));
    parts.extend(command.bodies.iter().map(|body| format!("<{}>", word(body))));
    let (pipe, group) =
        (if command.piped { "|" } else { "" }, if command.group.is_some() { "group " } else { "" });
    format!("[{group}{}]{pipe}", parts.join(" "))
}

fn word(word: &Word) -> String {
    word.pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match &piece.part {
        Part::Text(text) => text.replace('\n', "/"),
        Part::Variable(name) => format!("({name})"),
        Part::Expression => "{}".to_owned(),
        Part::Substitution(_) => "$()".to_owned(),
        Part::Opaque => "?".to_owned(),
    }
}

#[test]
fn commands_are_read_as_written() {
    for (text, expected) in [
        ("a b c", "[a b c]"),
        ("X=1 Y=$Z cmd $X", "[X=1 Y=(Z) cmd (X)]"),
        ("a && b || c; d | e & f\ng", "[a] [b] [c] [d]| [e] [f] [g]"),
        ("a 'b c' \"d $E ${F:-$G}\" h\\ i", "[a b c d (E) (F)(G) h i]"),
        ("a \\\n  b # comment $X\nc", "[a b] [c]"),
        ("a \\\r\n  b \"c\\\r\nd\"\r\ne", "[a b cd] [e]"),
        ("a#b", "[a#b]"),
        ("a > f 2>&1 >>g 2> h &> i < j", "[a Out:f Other:1 Out:g Other:h Out:i In:j]"),
        ("if [ -n \"$X\" ]; then a; else b; fi > f", "[[ -n (X) ]] [a] [b] [group Out:f]"),
        ("for x in $A; do b $x; done", "[for x in (A)] [b (x)]"),
        ("{ a; b; } >> $F", "[a] [b] [group Out:(F)]"),
        ("(cd x && y) > f", "[cd x] [y] [group Out:f]"),
        ("X=$(a \"$(b $Y)\" `c`)", "[X=$()] [a $() $()] [b (Y)] [c]"),
        ("X=\"$(cat <<EOF\n$Y\nEOF\n)\" z", "[X=$() z] [cat <(Y)/>]"),
        ("cat <<EOF | tee f\na $B\nEOF\nc", "[cat <a (B)/>]| [tee f] [c]"),
        ("cat <<-'EOF'\n\ta $B ${{ x }}\n\tEOF\nc", "[cat <\ta $B {}/>] [c]"),
        ("cat <<EOF\nopen $X", "[cat <open (X)>]"),
        ("a <<< \"$X\"", "[a <(X)>]"),
        ("echo ${{ secrets.X }} '${{ f('}}') }}' \"${{ y }}\"", "[echo {} {} {}]"),
        ("echo $(( 1 << 2 )) $1 $? ${#X} $", "[echo ? (1) ? (X) $]"),
        ("((i++)); a", "[a]"),
        ("diff <(a) <(b)", "[diff $() $()] [a] [b]"),
        ("foo() { a; }", "[foo] [a]"),
        ("echo 'open $X", "[echo open $X]"),
        ("echo \"open $X", "[echo open (X)]"),
        ("echo $(open $X", "[echo $()] [open (X)]"),
        ("a\r\nb \\\r\n c\r\n", "[a] [b c]"),
        ("case $x in a) b;; esac", "[case (x) in a] [b]"),
        ("\u{e9}\u{e9} $\u{e9} \\\u{e9}", "[\u{e9}\u{e9} $\u{e9} \u{e9}]"),
        ("", ""),
    ] {
        assert_eq!(printed(text), expected, "{text}");
    }
}

#[test]
fn pieces_have_their_places() {
    let text = "# note\nexport X=\"a${Y:-z}b\" '$Q' \\\"w";
    let reading = lexer::read(text);
    assert_eq!(reading.comments.first(), Some(&(0..6)));
    let pieces = reading.commands[0].words.iter().flat_map(|word| &word.pieces);
    let places: Vec<&str> = pieces.map(|piece| &text[piece.start..piece.end]).collect();
    assert_eq!(places, ["export", "X=", "a", "${Y:-z}", "b", "$Q", "\"w"]);
}
