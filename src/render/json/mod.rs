//! The stable document for programs. Every shape here is part of a contract: a key may be added, none changed.

mod rows;
mod told;

use super::clean::inert_json;
use super::scene::Scene;
use rows::{Document, Tool};
use told::Told;

/// The version of the contract.
const SCHEMA: u32 = 1;

/// The report as one JSON document.
pub(super) fn document(scene: &Scene<'_>) -> String {
    let told = Told { scene };
    let report = scene.report;
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        findings: report.findings.iter().map(|finding| told.finding(finding)).collect(),
        usages: report.usages.iter().map(|usage| told.usage(usage)).collect(),
        grants: report.grants.iter().map(|grant| told.grant(grant)).collect(),
        exposures: report.exposures.iter().map(|exposure| told.exposure(exposure)).collect(),
        problems: report.problems.iter().map(|problem| told.problem(problem)).collect(),
        summary: told.summary(),
    };
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&document).unwrap_or_default();
    inert_json(&json) + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    fn document() -> Value {
        serde_json::from_str(&render(&report(), &policy(), Format::Json, Look::default())).unwrap()
    }

    fn schema() -> jsonschema::Validator {
        let schema = include_str!("../../../schema/keyfit-check.schema.json");
        jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
    }

    #[test]
    fn the_document_is_as_it_was() {
        golden("report.json", &render(&report(), &policy(), Format::Json, Look::default()));
    }

    #[test]
    fn the_document_keeps_its_schema() {
        let (schema, document) = (schema(), document());
        let errors: Vec<String> = schema.iter_errors(&document).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let empty =
            render(&crate::model::Report::default(), &policy(), Format::Json, Look::default());
        assert!(schema.is_valid(&serde_json::from_str(&empty).unwrap()));
    }

    #[test]
    fn a_broken_document_is_refused() {
        for (pointer, value) in [
            ("/schema", json!(2)),
            ("/findings/0/level", json!("fatal")),
            ("/findings/0/start", json!({})),
            ("/findings/0/start/line", json!(0)),
            ("/findings/1/usage", json!("0")),
            ("/findings/2/trace/0/says", Value::Null),
            ("/usages/0/verdict", json!("good")),
            ("/usages/1/because", Value::Null),
            ("/usages/1/evidence/0/strength", json!("guess")),
            ("/exposures/0/form", json!("poster")),
            ("/grants/0/fit", json!("tight")),
            ("/grants/0/permissions/0/projects", json!("most")),
            ("/problems/1/message", Value::Null),
            ("/summary", json!({ "files": 0 })),
        ] {
            let mut document = document();
            *document.pointer_mut(pointer).expect(pointer) = value;
            assert!(!schema().is_valid(&document), "{pointer}");
        }
    }

    #[test]
    fn a_program_finds_the_file_that_a_person_sees_escaped() {
        let document = document();
        assert_eq!(document["problems"][1]["path"], "notes/\u{1b}[2Jbig.json");
        assert_eq!(document["problems"][1]["start"], Value::Null);
    }
}
