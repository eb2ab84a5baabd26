//! The published JSON Schemas say what the readers here say: the same words, the same values, the same refusals.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::choices::{
    Choices, ENVIRONMENTS, KNOWN_KINDS, LEVELS, PLANS, PRESETS, RUNNERS, SUBJECTS,
};
use super::tests::{VENDOR, loaded, policy};
use super::{FILES, settings};
use crate::model::vocabulary::{WORDS, WordSpec};
use crate::model::{Limit, Subject};

fn rule_schema() -> Value {
    serde_json::from_str(include_str!("../../schema/rule.schema.json")).expect("it is JSON")
}

fn settings_schema() -> Value {
    serde_json::from_str(include_str!("../../schema/keyfit.schema.json")).expect("it is JSON")
}

fn names<T>(choices: Choices<T>) -> Value {
    choices.iter().map(|(name, _)| *name).collect()
}

/// A TOML text as the data that a schema is held against: a date is a text there.
fn data(text: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => json!(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, plain(value))).collect()
            }
            other => serde_json::to_value(other).expect("it is plain"),
        }
    }
    plain(toml::Value::Table(text.parse().expect("it is TOML")))
}

#[track_caller]
fn assert_agreement(schema: &Value, text: &str, is_right: bool) {
    let errors: Vec<String> = jsonschema::validator_for(schema)
        .expect("it is a schema")
        .iter_errors(&data(text))
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors.is_empty(), is_right, "{text}\n{errors:#?}");
}

#[test]
fn the_rule_schema_knows_the_vocabulary() {
    let schema = rule_schema();
    assert_eq!(schema["$defs"]["level"]["enum"], names(LEVELS));
    assert_eq!(schema["properties"]["on"]["enum"], names(SUBJECTS));
    for (subject_name, subject) in SUBJECTS {
        let words: Vec<&WordSpec> = WORDS.iter().filter(|it| it.subject == *subject).collect();
        let properties = schema["$defs"][subject_name]["properties"].as_object().expect("words");
        let known: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(known, words.iter().map(|it| it.word).collect());
        for word in words {
            let property = &properties[word.word];
            let doc = property["description"].as_str().expect("each word has a description");
            assert!(doc.starts_with(word.doc), "{}", word.word);
            if !word.values.is_empty() {
                assert_eq!(property["oneOf"][0]["enum"], json!(word.values), "{}", word.word);
                assert_eq!(property["oneOf"][1]["items"]["enum"], json!(word.values));
            }
        }
    }
    let dotted = WORDS.iter().filter(|it| it.subject == Subject::Usage && it.word.contains('.'));
    let nested =
        schema["$defs"]["usage"]["properties"]["consumer"]["oneOf"][2]["properties"].clone();
    let nested: BTreeSet<String> =
        nested.as_object().expect("words").keys().map(|it| format!("consumer.{it}")).collect();
    assert_eq!(nested, dotted.map(|it| it.word.to_owned()).collect());
}

#[test]
fn the_settings_schema_knows_the_same_values() {
    let properties = settings_schema()["properties"].clone();
    assert_eq!(properties["plan"]["enum"], names(PLANS));
    assert_eq!(properties["preset"]["enum"], names(PRESETS));
    assert_eq!(properties["credentials"]["additionalProperties"]["enum"], names(KNOWN_KINDS));
    assert_eq!(properties["levels"]["additionalProperties"]["enum"], names(LEVELS));
    let context = &properties["context"]["items"]["properties"];
    assert_eq!(context["environment"]["enum"], names(ENVIRONMENTS));
    assert_eq!(context["runner"]["enum"], names(RUNNERS));
    let limits = properties["limits"]["properties"].as_object().expect("limits");
    assert_eq!(limits.len(), Limit::ALL.len());
    for limit in Limit::ALL {
        let said = ["minimum", "default", "maximum"].map(|it| &limits[limit.key()][it]);
        assert_eq!(json!(said), json!(limit.range()), "{}", limit.key());
    }
}

#[test]
fn every_built_in_rule_fits_the_schema() {
    let schema = rule_schema();
    for (name, text) in FILES.iter().filter(|(name, _)| !name.contains('/')) {
        assert!(jsonschema::is_valid(&schema, &data(text)), "{name}");
    }
}

#[test]
fn a_rule_is_right_to_the_schema_where_it_is_right_to_the_reader() {
    const BODY: &str = "say = \"s\"\nhelp = \"h\"\nwhy = \"w\"\nsource = [\"u\"]\n";
    for head in [
        "level = \"off\"\non = \"usage\"\nwhen = { consumer.class = \"api\", kind = [\"legacy\"] }",
        "level = \"off\"\non = \"usage\"\nwhen = { \"consumer.needs\" = \"personal\" }",
        "level = \"off\"\non = \"usage\"\nwhen = { consumer = [\"tool\"] }\nprecedence = 3",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\nunless = { plan = \"none\" }",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\nunless = [{ plan = \"none\" }]",
        "level = \"off\"\non = \"exposure\"\nwhen = { form = \"literal\" }",
        "level = \"loud\"\non = \"exposure\"\nwhen = { form = \"literal\" }",
        "level = \"off\"\non = \"exposure\"\nwhen = { runner = \"attended\" }",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"lost\" }",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = [] }",
        "level = \"off\"\non = \"allowance\"\nwhen = {}",
        "level = \"off\"\non = \"usage\"\nwhen = { active = true }",
        "level = \"off\"\non = \"usage\"\nwhen = { consumer = {} }",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\nunless = {}",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\nprecedence = 0",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\ncolour = 1",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\nyields-to = []",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\ncase = [{ level = \"off\", when = { form = \"literal\" } }]",
        "level = \"off\"\non = \"usage\"\nwhen = { kind = \"legacy\" }\ncase = [{ level = \"off\", when = { plan = \"team\" } }]",
        "level = \"off\"\non = \"usage\"",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"used\" }\nweakness = [\"cwe-798\"]",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"used\" }\nweakness = [\"cwe-1\", \"cwe-22\"]",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"used\" }\nweakness = []",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"used\" }\nweakness = [\"cwe-0798\"]",
        "level = \"off\"\non = \"allowance\"\nwhen = { state = \"used\" }\nweakness = [\"cwe-1\", \"cwe-2\", \"cwe-3\", \"cwe-4\", \"cwe-5\"]",
    ] {
        let text = format!("title = \"t\"\n{head}\n{BODY}");
        let is_right = loaded(&[("r.toml", &text), ("vendors/v/all.toml", VENDOR)]).is_ok();
        assert_agreement(&rule_schema(), &text, is_right);
    }
}

#[test]
fn settings_are_right_to_the_schema_where_they_are_right_to_the_reader() {
    let policy = policy();
    for text in [
        "",
        "plan = \"team\"",
        "plan = \"teams\"",
        "preset = \"strict\"",
        "preset = \"stricter\"",
        "colour = 1",
        "[limits]\nfile-size = 64",
        "[limits]\nfile-size = 65",
        "[limits]\nfile-size = 0",
        "[limits]\nfile-size = \"1\"",
        "[limits]\ndepth = 1",
        "[credentials]\n\"secret:X\" = \"service\"",
        "[credentials]\n\"secret:\" = \"service\"",
        "[credentials]\n\"key:X\" = \"service\"",
        "[credentials]\n\"env:X\" = \"unknown\"",
        "[levels]\na-rule = \"off\"",
        "[levels]\na-rule = \"none\"",
        "[[context]]\npath = \"a/**\"\nrunner = \"attended\"",
        "[[context]]\npath = \"a/**\"",
        "[[context]]\npath = \"/a\"\nrunner = \"attended\"",
        "[[context]]\nrunner = \"attended\"",
        "[[allow]]\nrule = \"a-rule\"\nuntil = 2027-03-31",
        "[[allow]]\nrule = \"a-rule\"\nuntil = \"2027-03-31\"\npath = \"*.tf\"\nbecause = \"\"\nowner = \"us\"",
        "[[allow]]\nrule = \"a-rule\"\nuntil = \"soon\"",
        "[[allow]]\nrule = \"a-rule\"\nuntil = 2027-03-31T00:00:00",
        "[[allow]]\nrule = \"a-rule\"\nreason = \"x\"",
        "[[allow]]\nbecause = \"x\"",
    ] {
        let is_right = settings(text, "keyfit.toml", None, &policy).is_ok();
        assert_agreement(&settings_schema(), text, is_right);
    }
}
