use super::read;

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
