use super::word::{Command, Part, Piece, Word};
use super::{Script, commands, lexer, outcome};
use crate::model::vendor::{CommandSlot, EnvSlot, UrlSlot};
use crate::model::{
    Class, Consumer, Encoding, Facts, Matter, Requires, Scalar, Scope, Source, SourceId, Style,
    Take, Vendor,
};

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

fn vendor() -> Vendor {
    let env = |name: &str| EnvSlot { name: name.to_owned(), kind: None };
    let slot = CommandSlot {
        program: "jac".to_owned(),
        subcommand: Some("sync".to_owned()),
        with: Vec::new(),
        env: vec![env("DBT_API_KEY")],
        flags: vec![env("--key")],
        ..CommandSlot::default()
    };
    let urls = [("/api/v2/*", None), ("*/private/*", Some("*.example.com".to_owned()))];
    let urls =
        urls.map(|(path, host)| UrlSlot { path: path.to_owned(), host, ..UrlSlot::default() });
    let consumer = Consumer {
        id: "it".to_owned(),
        title: String::new(),
        class: Class::Api,
        needs: Requires::Either,
        actions: Vec::new(),
        commands: vec![slot],
        providers: Vec::new(),
        keys: Vec::new(),
        urls: urls.to_vec(),
        sources: Vec::new(),
        read: String::new(),
        ..Consumer::default()
    };
    Vendor {
        id: "acme".to_owned(),
        hosts: vec!["*.getdbt.com".to_owned()],
        consumers: vec![consumer],
        ..Vendor::default()
    }
}

/// Facts of a script, in compact lines.
fn facts(text: &str) -> Vec<String> {
    let (source, facts) = read(text);
    let take = |take: &Take| format!(" <- {}", source.slice(take.span));
    let handed = facts.sites.iter().filter(|site| site.reveals.is_empty());
    let sites = handed.map(|site| {
        let gives = site.gives.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
        let takes: String = site.takes.iter().map(take).collect();
        let literal = if site.literal.is_some() { " = " } else { "" };
        let written = if literal.is_empty() { "" } else { source.slice(site.span) };
        let presents = site.presents.as_ref().map(|it| format!(" -> {}", it.consumer));
        format!("site{gives}{takes}{literal}{written}{}", presents.unwrap_or_default())
    });
    let passages = facts.passages.iter().map(|it| format!("{} => {}", it.from, it.to));
    let variants = facts.circumstances.iter().map(|it| match &it.matter {
        Matter::Variant(words) => format!("variant {words:?}"),
        _ => String::new(),
    });
    sites.chain(passages).chain(variants).collect()
}

/// What a script shows of the variables `T` and `U`, and how.
fn shown(text: &str) -> Vec<String> {
    let (source, facts) = read(text);
    let told = facts.sites.iter().flat_map(|site| {
        let names = site.takes.iter().map(|take| &take.name.text);
        let names: Vec<&str> =
            names.map(String::as_str).filter(|it| ["T", "U"].contains(it)).collect();
        let forms = site.reveals.iter().filter(move |_| !names.is_empty());
        forms.map(|form| format!("{} {}", form.as_str(), source.slice(site.span)))
    });
    told.collect()
}

/// What a script says that runs in the folder `w` and whose scope is `s`.
fn read(text: &str) -> (Source, Facts) {
    let source = Source::new(SourceId(0), "x", text, Encoding::Utf8);
    let scalar = Scalar::verbatim(text, 0, Style::Block);
    let vendors = [vendor()];
    let script = Script {
        source: &source,
        scalar: &scalar,
        scope: Scope::unit("a", "b").within("s", 0),
        folders: vec!["w".to_owned()],
        label: "it".to_owned(),
        vendors: &vendors,
        expression: &|_| Vec::new(),
        known: &|_| Vec::new(),
        visible: &|| vec!["T".to_owned()],
    };
    let facts = outcome(&script).facts;
    (source, facts)
}

fn check(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        assert_eq!(facts(text), *expected, "{text}");
    }
}

#[test]
fn what_is_printed_is_shown() {
    for (text, expected) in [
        ("echo $T ${U:-x}", &["log $T", "log ${U:-x}"][..]),
        ("printf '%s' \"$T\" >&2", &["log $T"]),
        ("echo $T > /dev/stderr", &["log $T"]),
        ("echo $T | tee f | cat", &["log $T"]),
        ("if a; then echo $T; fi", &["log $T"]),
        ("(echo $T)", &["log $T"]),
        ("cat <<E\n$T\nE", &["log $T"]),
        ("X=$T; echo $X", &[]),
        ("echo $(echo $T)", &["log $(echo $T)"]),
        ("echo \"::error::$T\"", &["log $T"]),
        ("f() {\n  echo $T\n}\nf", &["log $T"]),
        ("function f {\n  echo $T\n}\nf", &["log $T"]),
        ("env | sort", &["log env"]),
        ("env | grep -i t", &["log env"]),
        ("printenv U", &["log printenv U"]),
        ("echo $T > f", &[]),
        ("echo $T | wc -c", &[]),
        ("echo $T | base64 -d", &[]),
        ("{ echo $T; } | login", &[]),
        ("if a; then echo $T; fi >> f", &[]),
        ("X=$(echo $T)", &[]),
        ("a <(echo $T)", &[]),
        ("echo ${#T} ${T:0:2} ${T%x} ${T:+y} ${!T}", &[]),
        ("echo $(echo $T | cut -c1)", &[]),
        ("T=${T:0:2}; echo $T", &[]),
        ("T=$(echo $T | md5sum); echo $T", &[]),
        ("echo \"::add-mask::$T\"; echo \"##vso[task.setvariable variable=x]$T\"", &[]),
        ("printf -v X %s $T; printf %.4s $T", &[]),
        ("f() {\n  echo $T\n}\nX=$(f)", &[]),
        ("f() { echo $T; }", &[]),
        ("f() { f | g; echo $T; }\nf | g", &[]),
        ("env | cut -d= -f1; env | grep -v T; env > f; env X=1 a", &[]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn what_is_traced_is_shown() {
    for (text, expected) in [
        ("set -x\na $T\nb $T", &["log $T"][..]),
        ("set -eux -o pipefail; X=$T", &["log $T"]),
        ("set -o xtrace; [ -n \"$T\" ]", &["log $T"]),
        ("#!/bin/sh -ex\na $T", &["log $T"]),
        ("bash -xc 'a $T'", &["log $T"]),
        ("a $T; set -x", &[]),
        ("set -x; set +x; a $T", &[]),
        ("set -x; a <<E\n$T\nE", &[]),
        ("set -e; a $T", &[]),
        ("set -- -x; a $T", &[]),
        ("test $D && set -x; a $T", &[]),
        ("bash -c 'a $T'", &[]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn what_stands_on_a_command_line_is_shown() {
    for (text, expected) in [
        ("a --token $T", &["command-line $T"][..]),
        ("a --token=\"$T\" -k$U", &["command-line $T", "command-line $U"]),
        ("a -var x=$T", &["command-line $T"]),
        ("sudo a -e X=${T}", &["command-line ${T}"]),
        ("a --token $(echo $T)", &["command-line $(echo $T)"]),
        ("python x.py $T", &["command-line $T"]),
        ("./x.sh 1 $T", &["command-line $T"]),
        ("curl -u $T: h", &["command-line $T"]),
        ("curl -su$T: h", &["command-line $T"]),
        ("http h t==$T", &["command-line $T"]),
        ("a -x $T\na -y $T\nb -x $T", &["command-line $T", "command-line $T"]),
        ("curl -H \"X: $T\" h; curl -d t=$T h; wget --header X:$T", &[]),
        ("a $T; b x=$T", &[]),
        ("X=$T a --flag", &[]),
        ("echo -n $T | a -", &[]),
        ("[ -n $T ] && test -z $T && jq --arg t $T", &[]),
        ("f() { a; }\nf --token $T", &[]),
        ("a --token ${T:0:2} --build-arg T=$T -c \"b $T\"", &[]),
        ("a -- $T", &[]),
        ("a --x '$T'", &[]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn how_a_value_is_sent_is_shown() {
    for (text, expected) in [
        ("curl -k -H \"Authorization: Token $T\" https://x.getdbt.com/api/v2/a", "unverified $T"),
        (
            "curl -sSLk -H \"Authorization: Token $T\" https://x.getdbt.com/api/v2/a",
            "unverified $T",
        ),
        ("curl -H \"Authorization: Token $T\" http://x.getdbt.com/api/v2/a", "plain-http $T"),
        ("curl -H \"Authorization: Token $T\" https://tools.io/a", "foreign-host $T"),
        ("curl -Hk -H \"Authorization: Token $T\" https://x.getdbt.com/api/v2/a", ""),
        ("curl -k -H \"Authorization: Token $T\" https://localhost/a", ""),
        ("curl -H \"Authorization: Token $T\" -x https://tools.io https://$H/a", ""),
        ("curl -H \"Authorization: Token $T\" https://tools.io/a https://tools.io/b", ""),
        ("U=\"jdbc:x?token=$T&disableCertificateVerification=true\"", "unverified $T"),
    ] {
        assert_eq!(shown(text).join(","), expected, "{text}");
    }
}

#[test]
fn assignments_hand_on() {
    check(&[
        ("X=$Y", &["site env:X <- $Y"]),
        ("export X=\"a$Y\" Z=1", &["site env:X <- $Y", "site env:Z = 1"]),
        ("env X=$Y cmd", &["site env:X <- $Y"]),
        ("X=$(echo \"$Y\" | base64 -d)", &["site env:X <- $Y"]),
        ("X=$(other $Y)", &["site env:X"]),
        ("X=$(cat $Y)", &["site env:X"]),
        ("X=$(jq . <<< \"$Y\")", &["site env:X <- $Y"]),
        ("echo X=$Y", &[]),
        ("[[ $X = $Y ]]", &[]),
    ]);
}

#[test]
fn a_variable_set_from_itself_is_what_it_was_further_out() {
    let text = "X=${X:-1}";
    let source = Source::new(SourceId(0), "x", text, Encoding::Utf8);
    let scalar = Scalar::verbatim(text, 0, Style::Block);
    let script = Script {
        source: &source,
        scalar: &scalar,
        scope: Scope::unit("a", "b").within("s", 0),
        folders: Vec::new(),
        label: String::new(),
        vendors: &[],
        expression: &|_| Vec::new(),
        known: &|_| Vec::new(),
        visible: &Vec::new,
    };
    let sites = outcome(&script).facts.sites;
    assert_eq!(sites[0].takes[0].name.scope, Scope::unit("a", "b"));
}

#[test]
fn roots_and_files_are_reached() {
    check(&[
        ("source .env", &["file:w/.env => a:b / s:0"]),
        ("set -a; . ./ci/x.env; set +a", &["file:w/ci/x.env => a:b / s:0"]),
        ("terraform init && terraform plan && terraform apply", &["a:b / s:0 => terraform:w"]),
        (
            "(cd a && terraform apply); terraform apply",
            &["a:b / s:0 => terraform:w/a", "a:b / s:0 => terraform:w"],
        ),
        ("D=a; cd \"$D\"; tofu plan", &["site env:D = a", "a:b / s:0 => terraform:w/a"]),
        ("sudo -E terraform -chdir=../i apply -auto-approve", &["a:b / s:0 => terraform:i"]),
        (
            "terragrunt run-all apply --terragrunt-working-dir live",
            &["a:b / s:0 => terraform:w/live"],
        ),
        (
            "terraform apply -var x=$Y -var='z=1' --var \"q=$R\"",
            &[
                "site tfvars:x <- $Y",
                "site tfvars:z = 1",
                "site tfvars:q <- $R",
                "a:b / s:0 => terraform:w",
            ],
        ),
        (
            "terraform -chdir=i plan -var-file=env/p.tfvars",
            &[
                "file:w/i/env/p.tfvars => a:b / s:0",
                "a:b / s:0 => terraform:w/i",
                "variant [Text(\"env/p.tfvars\")]",
            ],
        ),
        ("terraform workspace select -or-create prod", &["variant [Text(\"prod\")]"]),
        ("terraform fmt; terraform validate; echo terraform apply", &[]),
    ]);
}

#[test]
fn a_program_in_python_sees_the_environment() {
    check(&[
        ("python a.py", &["a:b / s:0 => python:w/a.py"]),
        ("cd d && python3.12 -u -W error ./a.py x.py", &["a:b / s:0 => python:w/d/a.py"]),
        ("uv run --with x a.py; poetry run python a.py", &["a:b / s:0 => python:w/a.py"]),
        ("../a.py | tee log", &["a:b / s:0 => python:a.py"]),
        (
            "python -m p.m",
            &["a:b / s:0 => python:w/p/m.py", "a:b / s:0 => python:w/p/m/__main__.py"],
        ),
        ("python -c 'import a.py'", &[]),
        ("python -m jac plan", &[]),
        ("cat a.py; echo python a.py; pythonic a.py", &[]),
    ]);
}

#[test]
fn known_commands_take_what_they_read() {
    for text in [
        "jac sync",
        "uv run jac sync x",
        "uv run --with jac jac sync",
        "python -m jac sync",
        "npx -y jac@1 sync",
        "sudo -E env A=1 ./bin/jac --x sync",
        "poetry run jac sync",
        "timeout 5 jac sync",
    ] {
        let sites = facts(text);
        assert_eq!(sites.last().map(|it| it.ends_with("-> it")), Some(true), "{text}: {sites:?}");
    }
    check(&[
        ("jac plan", &[]),
        ("jac sync --key $X", &["site <- $X -> it", "site <- jac -> it"]),
        ("jac sync --key=abc", &["site = abc -> it", "site <- jac -> it"]),
        ("echo jac sync", &[]),
    ]);
}

#[test]
fn a_call_with_a_header_presents() {
    let api = "https://cloud.getdbt.com/api/v2/accounts/1";
    for (text, expected) in [
        (format!("curl -H \"Authorization: Token $T\" {api}"), "site <- $T -> it"),
        (
            format!("curl -s {api} -H 'Accept: x' --header \"authorization: Bearer ${{T}}\""),
            "site <- ${T} -> it",
        ),
        (format!("curl -H\"Authorization: Token $T\" {api}"), "site <- $T -> it"),
        (format!("wget --header=\"Authorization: Token $T\" {api}"), "site <- $T -> it"),
        (format!("http {api} Authorization:\"Token $T\""), "site <- $T -> it"),
        (format!("curl --oauth2-bearer $T {api}"), "site <- $T -> it"),
        (format!("curl -H 'Authorization: Token abc' {api}"), "site = abc -> it"),
        (
            "curl -H \"Authorization: Token $T\" https://$H/api/v2/accounts/".to_owned(),
            "site <- $T -> it",
        ),
        (
            "curl -H \"Authorization: Token $T\" ${H}/api/v2/accounts/$A".to_owned(),
            "site <- $T -> it",
        ),
        (
            "curl -H \"Authorization: Token $T\" a.example.com/private/x".to_owned(),
            "site <- $T -> it",
        ),
        (
            "curl -H \"Authorization: Token $T\" https://api.github.com/api/v2/accounts".to_owned(),
            "",
        ),
        (format!("curl -H \"Authorization: Basic $T\" {api}"), ""),
        (format!("curl -H \"X-Token: $T\" {api}"), ""),
        (format!("echo \"Authorization: Token $T\" {api}"), ""),
    ] {
        assert_eq!(facts(&text).join("\n"), expected, "{text}");
    }
    let text = format!("U={api}\nH=\"Authorization: Token $T\"\ncurl -H \"$H\" \"$U/jobs\"");
    assert_eq!(facts(&text).last().unwrap(), "site <- $H -> it");
}

#[test]
fn the_dbt_clis_configuration_is_written() {
    check(&[
        ("echo \"$C\" > ~/.dbt/dbt_cloud.yml", &["site <- $C -> dbt-cli"]),
        (
            "cat > ~/.dbt/dbt_cloud.yml <<EOF\nhost: $H\ntoken-value: \"$T\"\nEOF",
            &["site <- $T -> dbt-cli"],
        ),
        ("cat <<EOF | tee dbt_cloud.yml\n  token-value: $T\nEOF", &["site <- $T -> dbt-cli"]),
        ("echo \"token-value: $T\" >> dbt_cloud.yml", &["site <- $T -> dbt-cli"]),
        ("echo \"host: $T\" >> dbt_cloud.yml", &[]),
        ("echo \"$C\" > other.yml", &[]),
    ]);
}

#[test]
fn long_and_deep_scripts_end() {
    for text in [
        "$(".repeat(50_000) + &")".repeat(50_000),
        "echo \"$(".repeat(50_000),
        "`".repeat(100_000),
        "(".repeat(100_000),
        "${X:-".repeat(100_000),
        "${{".repeat(100_000),
        "{ ".repeat(20_000) + &"a > $F; } > $F;".repeat(20_000),
        "cat <<EOF\n".to_owned() + &"x $Y\n".repeat(100_000),
        "cat <<A <<B <<C\n".repeat(30_000),
        "X=$X$X$X\n".repeat(20_000),
        "echo a=$B >> $GITHUB_ENV\n".repeat(30_000),
        "cd a\nterraform apply\n".repeat(10_000),
        "'".repeat(99_999),
        "'${{".repeat(50_000),
        "env ".repeat(50_000),
    ] {
        facts(&text);
    }
}

#[test]
fn what_a_git_host_is_handed_is_told() {
    for (text, expected) in [
        ("git clone https://$A@h/x", &["$A"][..]),
        ("git push \"https://u:${A}@h/x\" && echo $B", &["${A}"]),
        ("git -c http.extraheader=\"Basic $(printf :$A | base64)\" fetch", &["$A"]),
        ("H=$(printf :$A); K=$H; git -c http.extraheader=$K fetch", &["$K", "$H", "$A"]),
        ("H=$A; git -c http.extraheader=$H fetch; x $H", &["$H"]),
        ("pip install git+https://$A@h/x https://$B@h/simple", &["$A"]),
        ("echo https://$A@h/x/_git/y https://$B@h/z.git https://$C@h", &["$A", "$B"]),
        ("echo $A | gh auth login --with-token; echo $B | gh pr list", &["$A"]),
        ("docker login -u x -p $A h; docker run -e X=$B login", &["$A"]),
        ("gh auth login --with-token <<< $A; gh auth status $B", &["$A"]),
        ("if [ -z \"$A\" ]; then exit; fi; git clone h/$B", &["? $A", "$B"]),
        ("echo ::add-mask::$A; echo $B; # git", &["? $A"]),
        ("echo $A; x --login $B", &[]),
        ("", &[]),
    ] {
        let (source, facts) = read(text);
        let told = facts.asides.iter().map(|it| {
            let mark = if it.is_handed { "" } else { "? " };
            format!("{mark}{}", source.slice(it.take.span))
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }
}
