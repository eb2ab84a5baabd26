mod lexing;
mod exposed;
mod asides;

use super::{Script, outcome};
use crate::model::vendor::{CommandSlot, EnvSlot, UrlSlot};
use crate::model::{
    Class, Consumer, Encoding, Facts, Matter, Requires, Scalar, Scope, Source, SourceId, Style,
    Take, Vendor,
};

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
        format!("git push \"$A@{}\"", "://".repeat(30_000)),
        format!("U=https://$A@h/x\n{}git push {}", "U=$U,$U\n".repeat(1_000), "$U@".repeat(3_000)),
        format!("git push {}", "https://$A@h/x.git,".repeat(1_500)),
    ] {
        facts(&text);
    }
}

#[test]
fn what_variables_put_into_a_word_has_an_end() {
    let long = format!("B=https://{}h/\n", "x".repeat(2_000));
    for (text, expected) in [
        ("U=https://; pip install $U$A@h/x.git".to_owned(), &["$A"][..]),
        (format!("{long}pip install $B/https://$A@h/x.git"), &["$A"]),
        (format!("U=https://u:\npip install {}$U$A@h/x.git", "$U/".repeat(500)), &["$A"]),
    ] {
        let (source, facts) = read(&text);
        let told = facts.asides.iter().map(|it| source.slice(it.take.span));
        let told: Vec<&str> = told.filter(|it| it.contains('A')).collect();
        assert_eq!(told, expected, "{}", text.len());
    }
}
