//! The findings of a page, read from each format. A path is as a person is shown it.

use keyfit::render::clean;
use serde_json::Value;

use super::github::command;

/// What every format tells of a finding.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub rule: String,
    pub path: String,
    pub line: u64,
}

/// The findings of a page, and how many it says that it leaves out.
pub fn rows(format: &str, page: &str) -> (Vec<Row>, usize) {
    let (mut rows, left_out) = match format {
        "human" => (human(page), 0),
        "concise" => (page.lines().filter_map(concise).collect(), 0),
        "json" => (json(page), 0),
        "sarif" => (sarif(page), 0),
        "github" => {
            (page.lines().filter_map(|it| annotation(it).or_else(|| concise(it))).collect(), 0)
        }
        "markdown" => markdown(page),
        "gitlab" => (gitlab(page), 0),
        "gitlab-sast" => (sast(page), 0),
        "junit" => (page.lines().filter_map(junit).collect(), 0),
        "rdjson" => (rdjson(page), 0),
        "csv" => (csv(page), 0),
        "html" => (html(page), 0),
        other => panic!("nothing here reads {other}"),
    };
    rows.sort();
    (rows, left_out)
}

fn row(rule: &str, path: &str, line: u64) -> Row {
    Row { rule: rule.to_owned(), path: clean(path).into_owned(), line }
}

/// A finding of a rule at `path:line:column`.
fn at(rule: &str, address: &str) -> Option<Row> {
    let (place, _) = address.rsplit_once(':')?;
    let (path, line) = place.rsplit_once(':')?;
    Some(row(rule, path, line.parse().ok()?))
}

fn human(page: &str) -> Vec<Row> {
    let mut rule = None;
    let mut rows = Vec::new();
    for line in page.lines() {
        let level = ["error[", "warning[", "note["].iter().find_map(|it| line.strip_prefix(it));
        rule = level.and_then(|it| it.split(']').next()).or(rule);
        let Some((_, address)) = line.split_once("--> ") else { continue };
        rows.extend(rule.take().and_then(|rule| at(rule, address)));
    }
    rows
}

fn concise(line: &str) -> Option<Row> {
    let level = [": error[", ": warning[", ": note["];
    let (address, rest) = level.iter().find_map(|it| line.split_once(it))?;
    at(rest.split(']').next()?, address)
}

fn tree(page: &str) -> Value {
    serde_json::from_str(page).expect("the page is JSON")
}

fn list(tree: &Value) -> impl Iterator<Item = &Value> {
    tree.as_array().into_iter().flatten()
}

fn word(tree: &Value) -> &str {
    tree.as_str().unwrap_or_default()
}

fn number(tree: &Value) -> u64 {
    tree.as_u64().unwrap_or_default()
}

fn json(page: &str) -> Vec<Row> {
    let report = tree(page);
    let counted = list(&report["findings"]).filter(|it| it["suppressed"].is_null());
    let rows =
        counted.map(|it| row(word(&it["rule"]), word(&it["path"]), number(&it["start"]["line"])));
    rows.collect()
}

fn sarif(page: &str) -> Vec<Row> {
    let log = tree(page);
    let results = list(&log["runs"][0]["results"]).map(|it| {
        let place = &it["locations"][0]["physicalLocation"];
        let path = decoded(word(&place["artifactLocation"]["uri"]));
        row(word(&it["ruleId"]), &path, number(&place["region"]["startLine"]))
    });
    results.collect()
}

fn decoded(uri: &str) -> String {
    let mut parts = uri.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).expect("it is a number"));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).expect("it is UTF-8")
}

fn annotation(line: &str) -> Option<Row> {
    let command = command(line)?;
    let rule = command.properties.get("title").filter(|it| !it.contains(' '))?;
    let path = command.properties.get("file")?;
    Some(row(rule, path, command.properties.get("line")?.parse().ok()?))
}

fn markdown(page: &str) -> (Vec<Row>, usize) {
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.split(" | ").collect();
        let [_, rule, place, _] = cells.as_slice() else { return None };
        let rule = rule.trim_start_matches("[`").split('`').next()?;
        let place = place.replace("` `", "").replace('`', "");
        at(rule, &place.replace("&#96;", "`").replace("&#124;", "|"))
    });
    let left_out = page.lines().filter_map(|it| it.split_once(" findings more left out"));
    (rows.collect(), left_out.filter_map(|(count, _)| count.parse::<usize>().ok()).sum())
}

/// What is no finding has a name that is no rule's.
fn is_rule(name: &str) -> bool {
    !["unread-input", "loosened-by-repository"].contains(&name)
}

fn gitlab(page: &str) -> Vec<Row> {
    let issues = tree(page);
    let issues = list(&issues).filter(|it| is_rule(word(&it["check_name"])));
    let rows = issues.map(|it| {
        let place = &it["location"];
        row(word(&it["check_name"]), word(&place["path"]), number(&place["lines"]["begin"]))
    });
    rows.collect()
}

fn sast(page: &str) -> Vec<Row> {
    let report = tree(page);
    let rows = list(&report["vulnerabilities"]).map(|it| {
        let place = &it["location"];
        row(
            word(&it["identifiers"][0]["value"]),
            word(&place["file"]),
            number(&place["start_line"]),
        )
    });
    rows.collect()
}

fn junit(line: &str) -> Option<Row> {
    let (name, _) = line.split_once("name=\"")?.1.split_once("name=\"")?.1.split_once('"')?;
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let name = entities.iter().fold(name.to_owned(), |name, (it, sign)| name.replace(it, sign));
    let (rule, address) = name.split_once(" at ")?;
    line.contains("<failure ").then(|| at(rule, address))?
}

fn rdjson(page: &str) -> Vec<Row> {
    let document = tree(page);
    let diagnostics = list(&document["diagnostics"]);
    let rows = diagnostics.filter(|it| is_rule(word(&it["code"]["value"]))).map(|it| {
        let place = &it["location"];
        row(
            word(&it["code"]["value"]),
            word(&place["path"]),
            number(&place["range"]["start"]["line"]),
        )
    });
    rows.collect()
}

/// The findings that count, as a page for a browser shows them: a rule, and below it the place.
fn html(page: &str) -> Vec<Row> {
    let loud = page.split("<section id=\"silenced\"").next().unwrap_or_default();
    let mut rule = String::new();
    let mut rows = Vec::new();
    for line in loud.lines() {
        if let Some((_, rest)) = line.split_once("class=\"rule\"") {
            rule = shown(rest.split_once("<code>").map_or(rest, |(_, it)| it));
        } else if let Some(place) = line.strip_prefix("<p class=\"at\"><code class=\"place\">") {
            rows.extend(at(&rule, &shown(place)));
        }
    }
    rows
}

/// What a browser shows of a text up to the end of its code.
fn shown(text: &str) -> String {
    let text = text.split("</code>").next().unwrap_or_default().replace("<wbr>", "");
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#58;", ":"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text, |text, (written, sign)| text.replace(written, sign))
}

fn csv(page: &str) -> Vec<Row> {
    let rows = page.split("\r\n").map(cells).filter_map(|cells| {
        let [what, path, line, _, rule, ..] = cells.as_slice() else { return None };
        let is_counted = what == "finding" && cells.last().is_some_and(String::is_empty);
        let path = path.strip_prefix('\'').unwrap_or(path);
        is_counted.then(|| row(rule, path, line.parse().unwrap_or_default()))
    });
    rows.collect()
}

/// The cells of a row, by the rules of RFC 4180.
pub fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            letter => cells.last_mut().into_iter().for_each(|cell| cell.push(letter)),
        }
    }
    cells
}
