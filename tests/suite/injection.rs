//! What a repository's author writes is text: in no output does it move a cursor, colour, hide or turn what stands
//! there, command the machine that reads a build's log, or pose as a link or as markup.

use serde_json::Value;

use crate::folder::Folder;

/// Texts that act where they are not made inert.
const PAYLOADS: [&str; 20] = [
    "\u{1b}[31mX\u{1b}[2J",
    "\u{1b}]8;;http://a.invalid\u{7}X",
    "\u{9b}31mX\u{85}\u{8}\u{7f}",
    "X\r\n::error::Y",
    "X\n  ::set-output name=a::b",
    "::error file=a,line=1::X",
    "::stop-commands::X",
    "X\n##vso[task.setvariable variable=A]b",
    "X##[error]Y",
    "##[group]X",
    "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}X\u{2066}\u{2067}\u{2068}\u{2069}",
    "X\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{feff}Y",
    "X\u{2028}::error::Y\u{2029}::error::Z",
    "X\u{ad}\u{61c}\u{180e}\u{2060}\u{e0041}Y",
    "<img src=x onerror=alert(1)>",
    "![X](http://a.invalid/x.png)[Y](javascript:alert(1))",
    "=cmd()|'X'!A1",
    "+X @Y -Z",
    "X\0Y",
    "`X` **Y** | Z | <!-- %0A::error::",
];

/// Where a text may stand: a path and a text, with `§` for it and `№` for its number. In a text of these formats the
/// escapes of JSON are known, so that what is read is the payload itself.
const QUOTED: [(&str, &str); 17] = [
    (
        ".github/workflows/w№.yml",
        "on: push\njobs:\n  j:\n    environment: production\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with:\n          dbt_cloud_token: \"${{ secrets.§ }}\"\n",
    ),
    (
        ".github/workflows/w№.yml",
        "name: \"§\"\non: push\njobs:\n  \"§\":\n    name: \"§\"\n    environment: \"§\"\n    env: {DBT_TOKEN: \"${{ secrets.DBT_PAT }}\"}\n    steps:\n      - name: \"§\"\n        uses: \"§\"\n      - run: dbt build\n",
    ),
    (
        ".github/workflows/w№.yml",
        "on: push\nenv:\n  \"DBT_TOKEN_§\": \"${{ secrets.DBT_PAT }}\"\njobs:\n  j:\n    environment: production\n    steps:\n      - run: \"dbt-cloud job run --api-token $DBT_TOKEN # §\"\n",
    ),
    (
        ".github/workflows/w№.yml",
        "on: push\njobs:\n  j:\n    steps:\n      - uses: fal-ai/dbt-cloud-action@main\n        with:\n          dbt_cloud_token: \"dbt §\"\n",
    ),
    (
        "r№/main.tf",
        "provider \"dbtcloud\" {\n  token = \"§\"\n}\nresource \"dbtcloud_service_token\" \"t\" {\n  name = \"§\"\n  service_token_permissions {\n    permission_set = \"§\"\n    all_projects   = true\n  }\n}\n",
    ),
    (
        "r№/main.tf",
        "variable \"dbt_token\" {\n  default = \"§\"\n}\nprovider \"dbtcloud\" {\n  token = var.dbt_token\n}\noutput \"§\" {\n  value = var.dbt_token\n}\n",
    ),
    (
        "f№/.mcp.json",
        "{\"mcpServers\": {\"§\": {\"command\": \"uvx\", \"args\": [\"dbt-mcp\", \"§\"], \"env\": {\"DBT_TOKEN\": \"§\"}}}}\n",
    ),
    ("f№/x.tf.json", "{\"provider\": {\"dbtcloud\": {\"token\": \"§\"}}, \"§\": 1}\n"),
    ("f№/.dlt/secrets.toml", "[dbt_cloud]\napi_token = \"§\"\n\"§\" = 1\n"),
    ("f№/.env", "DBT_CLOUD_API_TOKEN=\"§\"\n"),
    (
        "f№/compose.yml",
        "services:\n  \"§\":\n    image: dbt-mcp\n    environment:\n      DBT_TOKEN: \"§\"\n",
    ),
    (
        "f№/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: \"§\"}\nstringData:\n  \"DBT_TOKEN\": \"§\"\n",
    ),
    (
        "f№/run.py",
        "import os, requests\nTOKEN = os.environ[\"DBT_§\"]\nrequests.get(\"https://cloud.getdbt.com/api/v2/§\", headers={\"Authorization\": f\"Token {TOKEN}\"}, verify=False)\n",
    ),
    (
        "f№/dbt_cloud.yml",
        "version: \"1\"\ncontext: {active-host: \"§\"}\nprojects:\n  - project-id: \"§\"\n    token-name: \"§\"\n    token-value: \"§\"\n",
    ),
    (
        "f№/.gitlab-ci.yml",
        "\"§\":\n  environment: {name: \"§\"}\n  variables: {DBT_TOKEN: \"$§\"}\n  script: [\"dbt build §\"]\n",
    ),
    (
        "f№/pulumi/Pulumi.yaml",
        "name: \"§\"\nruntime: yaml\nresources:\n  \"§\":\n    type: pulumi:providers:dbtcloud\n    properties: {token: \"§\"}\n",
    ),
    ("f№/broken.tf", "provider \"dbtcloud\" {\n  token = \"§\n"),
];

/// As above, of formats in which the bytes stand as they are.
const RAW: [(&str, &str); 7] = [
    (
        ".github/workflows/w№.yml",
        "on: push\njobs:\n  j:\n    # keyfit: allow § because §\n    env: {DBT_TOKEN: \"${{ secrets.DBT_PAT }}\"}\n    steps: [{run: dbt build}]\n",
    ),
    (
        "f№/run.sh",
        "#!/bin/sh\n# §\nexport DBT_TOKEN=§\ncurl -k -H \"Authorization: Token $DBT_TOKEN\" https://cloud.getdbt.com/api/v2/§\n",
    ),
    ("f№/Dockerfile", "FROM x\nARG DBT_TOKEN=§\nRUN echo § $DBT_TOKEN\n"),
    ("f№/.env", "# §\nDBT_CLOUD_API_TOKEN=§\n"),
    (
        "f№/main.tf",
        "# §\nresource \"dbtcloud_project\" \"p\" {}\nprovider \"dbtcloud\" {\n  token = var.dbt_token # §\n}\nvariable \"dbt_token\" {}\noutput \"t\" {\n  # §\n  value = var.dbt_token\n}\n",
    ),
    ("f№/README.md", "# § DBT_TOKEN\n\nexport DBT_TOKEN=§\n"),
    ("f№/broken.yml", "DBT_TOKEN: [\"§\n  x: {{{ §\n"),
];

const RUNS: [&[&str]; 18] = [
    &["check"],
    &["check", "--color", "always"],
    &["check", "--format", "concise"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "html"],
    &["check", "--fix", "--unsafe", "--dry-run"],
    &["map", "--color", "always"],
    &["map", "--format", "json"],
    &["map", "--format", "csv"],
    &["map", "--format", "markdown"],
    &["map", "--format", "html"],
    &["map", "--format", "mermaid"],
    &["map", "--format", "dot"],
    &["show", "sites"],
    &["show", "flows"],
    &["show", "usages"],
    &["rules"],
];

/// The colours that are written where colours may be.
const COLOURS: [&str; 9] = ["1;31", "1;33", "1;36", "1", "1;34", "36", "1;32", "1;35", "0"];

/// What of a page acts.
fn wrongs(page: &[u8], is_coloured: bool) -> Vec<String> {
    let Ok(page) = std::str::from_utf8(page) else { return vec!["no UTF-8".to_owned()] };
    let mut page = page.to_owned();
    for colour in COLOURS.iter().filter(|_| is_coloured) {
        page = page.replace(&format!("\u{1b}[{colour}m"), "");
    }
    let lines =
        page.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##"));
    let letters = page.replace("\r\n", "\n");
    let acting = letters.chars().filter(|it| {
        it.is_control() && !matches!(it, '\n' | '\t')
            || matches!(it, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    });
    lines
        .map(str::to_owned)
        .chain(acting.map(|it| it.escape_unicode().to_string()))
        .take(4)
        .collect()
}

/// What acts in the formats that [`RUNS`] does not print, of one run.
fn acting_in_files(folder: &Folder, more: &[&str]) -> Vec<String> {
    let shown = ["human", "concise", "json", "sarif"];
    let formats: Vec<&str> =
        crate::formats::names().into_iter().filter(|it| !shown.contains(it)).collect();
    let outside = Folder::new(&format!("{}-pages", crate::name(&folder.path(""))));
    let outputs: Vec<String> =
        formats.iter().map(|it| format!("{it}={}", outside.path(it).display())).collect();
    let outputs = outputs.iter().flat_map(|it| ["--output", it.as_str()]);
    let arguments: Vec<&str> =
        ["check"].into_iter().chain(outputs).chain(more.iter().copied()).collect();
    if folder.keyfit(&arguments).status.code() == Some(2) {
        return Vec::new();
    }
    let wrongs = formats.iter().flat_map(|format| {
        let wrongs = acting_in(format, &outside.read(format));
        wrongs.into_iter().map(move |it| format!("{format}: {it}"))
    });
    wrongs.collect()
}

/// What acts in a page of a format, for those who read that.
fn acting_in(format: &str, page: &str) -> Vec<String> {
    let mut found = match format {
        "github" => wrongs(crate::formats::github::without_commands(page).as_bytes(), false),
        _ => wrongs(page.as_bytes(), false),
    };
    let is_formula = |cell: &String| cell.trim_start().starts_with(['=', '+', '-', '@']);
    let marked = |line: &str| {
        let ours = ["<details>", "</details>", "<summary>", "</summary>", "](<https://"];
        let line = ours.iter().fold(line.to_owned(), |line, it| line.replace(it, ""));
        line.contains('<') || line.contains("](")
    };
    let acting = |line: &&str| match format {
        "csv" => crate::formats::read::cells(line).iter().any(is_formula),
        "markdown" => marked(&without_code(line)),
        "junit" => line.contains("<img") || line.contains("<!--"),
        _ => false,
    };
    found.extend(page.lines().filter(acting).take(4).map(str::to_owned));
    if ["gitlab", "rdjson"].contains(&format) {
        let tree = serde_json::from_str::<Value>(page);
        found.extend(tree.err().map(|error| error.to_string()));
    }
    found
}

/// A line of Markdown without what stands in it as code.
fn without_code(line: &str) -> String {
    let pieces = line.split('`').enumerate().filter(|(at, _)| at % 2 == 0);
    pieces.map(|(_, piece)| piece).collect::<Vec<_>>().join("`")
}

/// What acts in what is said in a folder.
fn acting(folder: &Folder, more: &[&str]) -> Vec<String> {
    let mut found = acting_in_files(folder, more);
    for arguments in RUNS {
        let folders = arguments[0] != "rules" || !more.is_empty();
        let arguments = if folders { [arguments, more].concat() } else { arguments.to_vec() };
        let run = folder.keyfit(&arguments);
        let is_json = arguments.contains(&"json") || arguments.contains(&"sarif");
        if is_json && run.status.code() != Some(2) {
            match serde_json::from_slice::<Value>(&run.stdout) {
                Ok(log) => found.extend(markup(&log)),
                Err(error) => found.push(format!("{arguments:?}: {error}")),
            }
        }
        if arguments.contains(&"html") {
            found
                .extend(elements(&run.stdout).into_iter().map(|it| format!("{arguments:?}: {it}")));
        }
        for page in [&run.stdout, &run.stderr] {
            let wrongs = wrongs(page, arguments.contains(&"always"));
            found.extend(wrongs.iter().map(|it| format!("{arguments:?}: {it}")));
        }
    }
    found
}

/// What of a page is an element, an attribute or a link that a name made up.
fn elements(page: &[u8]) -> Vec<String> {
    let page = String::from_utf8_lossy(page);
    let tags = page.split('<').skip(1).filter_map(|it| it.split_once('>')).map(|it| it.0);
    let posing = |tag: &&str| {
        // What stands between quotes is a value; of these only a link acts.
        let names: String = tag.split('"').step_by(2).collect::<String>().to_lowercase();
        let foreign = ["img", "!--", "iframe", "object", "base", "link"];
        foreign.iter().any(|it| names.starts_with(it))
            || [" on", " style=", " src="].iter().any(|it| names.contains(it))
            || tag.to_lowercase().contains("href=\"javascript")
    };
    let scripts = page.matches("<script").count();
    let more = (!page.is_empty() && scripts != 1).then(|| format!("{scripts} scripts"));
    tags.filter(posing).map(str::to_owned).chain(more).take(4).collect()
}

/// What of a SARIF log would be read as markup or as a link that its names made up.
fn markup(log: &Value) -> Vec<String> {
    let run = &log["runs"][0];
    // A bracket behind a backslash ends no link.
    let results = run["results"].as_array().into_iter().flatten();
    let texts = results.filter_map(|it| it["message"]["text"].as_str());
    let posing = |text: &&str| {
        let text = text.replace("\\](", "");
        text.contains("](http") || text.contains("](javascript")
    };
    let rules = run["tool"]["driver"]["rules"].as_array().into_iter().flatten();
    let pages = rules.filter_map(|it| it["help"]["markdown"].as_str());
    let pages = pages.filter(|it| it.contains("<img") || it.contains("](") || it.contains("<!--"));
    texts.filter(posing).chain(pages).map(str::to_owned).collect()
}

/// A payload between quotes, as JSON, YAML, TOML and HCL write it.
fn quoted(payload: &str) -> String {
    payload.chars().fold(String::new(), |mut all, it| {
        match it {
            '"' | '\\' => all.extend(['\\', it]),
            it if it.is_control() || '\u{7e}' < it && (it as u32) < 0x1_0000 => {
                all.extend(['\\', 'u']);
                all.extend(format!("{:04x}", it as u32).chars());
            }
            it => all.push(it),
        }
        all
    })
}

fn world(name: &str, place: (&str, &str), spelt: fn(&str) -> String) -> Folder {
    let folder = Folder::new(name);
    for (nth, payload) in PAYLOADS.iter().enumerate() {
        let (path, text) =
            (place.0.replace('№', &nth.to_string()), place.1.replace('§', &spelt(payload)));
        folder.write(&path, text);
    }
    folder
}

#[test]
fn nothing_that_is_quoted_in_a_file_acts_in_an_output() {
    let mut found = Vec::new();
    for (nth, place) in QUOTED.into_iter().enumerate() {
        let folder = world(&format!("injection-quoted-{nth}"), place, quoted);
        found.extend(acting(&folder, &[]).into_iter().map(|it| format!("{}: {it}", place.0)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_that_stands_raw_in_a_file_acts_in_an_output() {
    let mut found = Vec::new();
    for (nth, place) in RAW.into_iter().enumerate() {
        let folder = world(&format!("injection-raw-{nth}"), place, str::to_owned);
        found.extend(acting(&folder, &[]).into_iter().map(|it| format!("{}: {it}", place.0)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A name of a file may hold every byte but `/` and zero, also such as are no UTF-8.
#[cfg(unix)]
#[test]
fn nothing_in_a_path_acts_in_an_output() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new("injection-paths");
    let workflow = "on: push\njobs:\n  j:\n    environment: production\n    env: {DBT_TOKEN: \"${{ secrets.DBT_PAT }}\"}\n    steps: [{run: dbt build}]\n";
    let payloads = PAYLOADS.map(|it| it.replace(['/', '\0'], "_").into_bytes());
    for payload in payloads.into_iter().chain([b"\xff\xfe\x1b[31m".to_vec()]) {
        let name = |before: &str, after: &str| {
            let bytes = [before.as_bytes(), &payload, after.as_bytes()].concat();
            folder.path("").join(std::ffi::OsStr::from_bytes(&bytes))
        };
        for (path, text) in [
            (name(".github/workflows/", ".yml"), workflow),
            (name("", "/.env"), "DBT_CLOUD_API_TOKEN=0123456789abcdef0123456789abcdef01234567\n"),
            (name("", ".tf"), "provider \"dbtcloud\" {\n  token = \n"),
            (
                name("", "/main.tf"),
                "provider \"dbtcloud\" {\n  token = var.dbt_pat\n}\nvariable \"dbt_pat\" {}\n",
            ),
        ] {
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
    }
    let found = acting(&folder, &[]);
    assert!(found.is_empty(), "{found:#?}");
}

/// Settings and rules, those that are right and those with mistakes, of which the lines are shown.
#[test]
fn nothing_of_settings_and_rules_acts_in_an_output() {
    let mut found = Vec::new();
    let folder = Folder::new("injection-settings");
    folder.write(
        ".github/workflows/a.yml",
        "on: push\njobs:\n  j:\n    environment: production\n    env: {DBT_TOKEN: \"${{ secrets.DBT_PAT }}\"}\n    steps: [{run: dbt build}]\n",
    );
    let rule = "title = \"§\"\nlevel = \"error\"\non = \"usage\"\nwhen = { kind = \"personal\" }\nsay = \"§ {path}\"\nhelp = \"§\"\nwhy = \"§\"\nsource = [\"https://example.com/§\"]\n";
    for payload in PAYLOADS {
        let with = |text: &str| text.replace('§', &quoted(payload));
        for settings in [
            "[[allow]]\nrule = \"personal-token-in-production\"\npath = \"§\"\nbecause = \"§\"\n",
            "[[allow]]\nrule = \"§\"\nbecause = \"x\"\n",
            "\"§\" = \"§\"\n",
            "[credentials]\n\"§\" = \"personal\"\n",
            "[levels]\n\"§\" = \"§\"\n",
        ] {
            folder.write("keyfit.toml", with(settings));
            found.extend(acting_once(&folder, &["check"]));
        }
        // As it stands, with what is no TOML.
        folder.write("keyfit.toml", format!("plan = \"{payload}\" # {payload}\n{payload} = [\n"));
        found.extend(acting_once(&folder, &["check"]));
        std::fs::remove_file(folder.path("keyfit.toml")).expect("it was written");
        folder.write("r/own-rule.toml", with(rule));
        for arguments in [
            &["check"][..],
            &["rules"],
            &["explain", "own-rule"],
            &["check", "--format", "sarif"],
            &["check", "--format", "json"],
            &["check", "--format", "html"],
        ] {
            found.extend(acting_once(&folder, &[arguments, &["--rules", "r"]].concat()));
        }
        folder.write("r/own-rule.toml", with(rule) + &with("\"§\" = 1\n"));
        found.extend(acting_once(&folder, &["check", "--rules", "r"]));
        std::fs::remove_dir_all(folder.path("r")).expect("it was written");
    }
    for payload in PAYLOADS.iter().filter(|it| !it.contains('\0')) {
        found.extend(acting_once(&folder, &["check", payload]));
        found.extend(acting_once(&folder, &["explain", "--", payload]));
        found.extend(acting_once(&folder, &["check", "--config", payload]));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What acts in what one run says.
fn acting_once(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let run = folder.keyfit(arguments);
    let log = serde_json::from_slice::<Value>(&run.stdout).unwrap_or_default();
    let acting = [&run.stdout, &run.stderr].into_iter().flat_map(|it| wrongs(it, false));
    let posing = if arguments.contains(&"html") { elements(&run.stdout) } else { Vec::new() };
    acting.chain(markup(&log)).chain(posing).map(|it| format!("{arguments:?}: {it}")).collect()
}

/// What is written to files is what is printed.
#[test]
fn nothing_acts_in_what_is_written_to_a_file() {
    let folder = world("injection-files", QUOTED[1], quoted);
    for format in crate::formats::names() {
        let file = folder.path(&format!("out-{format}"));
        folder.keyfit(&["check", "--output", &format!("{format}={}", file.display())]);
        let page = std::fs::read_to_string(file).expect("it was written");
        assert_eq!(acting_in(format, &page), Vec::<String>::new(), "{format}");
    }
}
