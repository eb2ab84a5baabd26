//! Spans: every place that the JSON tells is one of the file, and its offset, line and column agree.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::folder::Folder;
use crate::{TODAY, folders, keyfit, name, project, text};

/// The worlds of all rules, and the menagerie.
pub fn worlds() -> Vec<PathBuf> {
    let rules = folders(&project("fixtures"));
    let rules =
        rules.iter().filter(|it| !["menagerie", "golden", "formats"].contains(&name(it).as_str()));
    rules.flat_map(|rule| folders(rule)).chain([project("fixtures/menagerie")]).collect()
}

#[test]
fn every_place_in_every_world_is_one_of_its_file() {
    let mut places = 0;
    for world in worlds() {
        places += hold(&world);
    }
    assert!(500 < places, "only {places} places were looked at");
}

#[test]
fn places_agree_whatever_a_file_is_written_in() {
    // One value in several files would be one finding, so each file has its own.
    let token =
        |end: char| format!("dbtu_{}{end}", "aB3dEfGhIjKlMnOpQrStUvWxYz5830417296-_LAKBJCIDHEG");
    let line = |end| format!("# é 名 🚀\r\nDBT_CLOUD_API_TOKEN='{}' # 🚀\r\n", token(end));
    let utf16 = |end| line(end).encode_utf16().collect::<Vec<u16>>();
    let latin1 = line('t');
    let folder = Folder::new("encodings");
    folder
        .write("plain/.env", line('p'))
        .write("bom/.env", [b"\xef\xbb\xbf", line('m').as_bytes()].concat())
        .write(
            "latin1/.env",
            [b"# \xe9 \xff\n", &latin1.as_bytes()[latin1.find("DBT").expect("it is there")..]]
                .concat(),
        )
        .write(
            "little/.env",
            [vec![0xff, 0xfe], utf16('l').iter().flat_map(|it| it.to_le_bytes()).collect()]
                .concat(),
        )
        .write(
            "big/.env",
            [vec![0xfe, 0xff], utf16('b').iter().flat_map(|it| it.to_be_bytes()).collect()]
                .concat(),
        );
    let report = report(&folder.path(""));
    let found = report["findings"].as_array().expect("a list").iter();
    let rules: Vec<&str> = found.filter_map(|it| it["rule"].as_str()).collect();
    assert_eq!(rules, ["token-in-repository"; 5]);
    assert!(5 < hold(&folder.path("")));
    // The value itself, and nothing beside it, is what lies between the offsets.
    for finding in report["findings"].as_array().expect("a list") {
        let path = folder.path(finding["path"].as_str().expect("a path"));
        let bytes = std::fs::read(path).expect("the test has written it");
        let (start, end) = (offset(&finding["start"]), offset(&finding["end"]));
        let value: Vec<u8> = bytes[start..end].iter().copied().filter(|it| *it != 0).collect();
        let written = ['p', 'm', 't', 'l', 'b'].map(token);
        assert!(written.contains(&text(&value)), "{}", finding["path"]);
    }
}

fn report(world: &Path) -> Value {
    let run = keyfit(world, &["check", ".", "--format", "json", "--today", TODAY]);
    serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{}", text(&run.stderr)))
}

/// Hold every place of a world's report against the files; answers how many there were.
fn hold(world: &Path) -> usize {
    let report = report(world);
    let mut places = Vec::new();
    gather(&report, &mut places);
    for (path, start, end) in &places {
        let file = world.join(path);
        let bytes =
            std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (from, to) = (offset(start), offset(end));
        assert!(from <= to && to <= bytes.len(), "{}: {from}..{to}", file.display());
        for (at, place) in [(from, start), (to, end)] {
            let expected = (place["line"].as_u64(), place["column"].as_u64());
            let (line, column) = counted(&bytes, at);
            assert_eq!(expected, (Some(line), Some(column)), "{} at {at}", file.display());
        }
    }
    for part in ["findings", "usages"] {
        for it in report[part].as_array().expect("a list") {
            let steps = it["trace"].as_array().expect("a list");
            assert!(!steps.is_empty(), "{}: {part} without a trace", world.display());
            assert!(
                steps.iter().all(|step| step["says"].as_str().is_some_and(|says| !says.is_empty()))
            );
        }
    }
    places.len()
}

/// Every object with a path, a start and an end, however deep it lies.
fn gather<'a>(value: &'a Value, places: &mut Vec<(&'a str, &'a Value, &'a Value)>) {
    match value {
        Value::Object(object) => {
            if let (Some(path), Some(start), Some(end)) =
                (object.get("path").and_then(Value::as_str), object.get("start"), object.get("end"))
                && start.is_object()
            {
                places.push((path, start, end));
            }
            object.values().for_each(|it| gather(it, places));
        }
        Value::Array(items) => items.iter().for_each(|it| gather(it, places)),
        _ => {}
    }
}

fn offset(place: &Value) -> usize {
    place["offset"].as_u64().and_then(|it| it.try_into().ok()).expect("a place has an offset")
}

/// Line and column of an offset, counted from the file's bytes by nobody's code but this.
fn counted(bytes: &[u8], at: usize) -> (u64, u64) {
    let before = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => text(&rest[..at - 3]),
        [0xff, 0xfe, ..] => utf16(&bytes[2..at], u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(&bytes[2..at], u16::from_be_bytes),
        _ if std::str::from_utf8(bytes).is_err() => {
            bytes[..at].iter().map(|it| char::from(*it)).collect()
        }
        _ => std::str::from_utf8(&bytes[..at])
            .expect("the offset lies between characters")
            .to_owned(),
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |it| it.chars().count()) + 1;
    (line as u64, column as u64)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|it| unit([it[0], it[1]])).collect();
    String::from_utf16(&units).expect("the offset lies between characters")
}

#[test]
fn a_byte_order_mark_before_settings_is_in_no_column() {
    let folder = Folder::new("marked-settings");
    let allow = "allow = [{ rule = \"token-in-repository\", path = \"é\", because = \"x\" }]\n";
    folder.write("keyfit.toml", format!("\u{feff}{allow}"));
    assert!(0 < hold(&folder.path("")));
    let told = report(&folder.path(""))["findings"][0].clone();
    assert_eq!(told["rule"], "allowance-unused");
    let (start, end) = (&told["start"], &told["end"]);
    let column = allow.find("\"token").expect("it is there") + 1;
    assert_eq!((&start["line"], &start["column"]), (&1.into(), &column.into()));
    let settings = folder.read("keyfit.toml");
    assert_eq!(settings[offset(start)..offset(end)], *"\"token-in-repository\"");
    same_in_sarif(&folder.path(""));
}

#[test]
fn sarif_tells_the_same_places() {
    for world in worlds() {
        same_in_sarif(&world);
    }
}

fn same_in_sarif(world: &Path) {
    let json = report(world);
    let run = keyfit(world, &["check", ".", "--format", "sarif", "--today", TODAY]);
    let sarif: Value = serde_json::from_slice(&run.stdout).expect("SARIF is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    let told: Vec<String> = results.iter().map(place_of_result).collect();
    let loud = json["findings"].as_array().expect("a list").iter();
    let expected: Vec<String> =
        loud.filter(|it| it["suppressed"].is_null()).map(place_of_finding).collect();
    assert_eq!(told, expected, "{}", world.display());
}

fn place_of_result(result: &Value) -> String {
    let place = &result["locations"][0]["physicalLocation"];
    let region = &place["region"];
    let columns = ["startLine", "startColumn", "endLine", "endColumn"].map(|it| &region[it]);
    format!("{} {} {columns:?}", result["ruleId"], place["artifactLocation"]["uri"])
}

fn place_of_finding(finding: &Value) -> String {
    let (start, end) = (&finding["start"], &finding["end"]);
    let columns = [&start["line"], &start["column"], &end["line"], &end["column"]];
    format!("{} {} {columns:?}", finding["rule"], finding["path"])
}
