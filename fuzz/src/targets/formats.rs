//! Formats: any text is read, and what is read stands where it is said to stand.

use keyfit::discover::decoded;
use keyfit::model::{Source, SourceId};
use keyfit::parse::{Format, document};

use super::{place, tree};

/// HCL.
pub fn hcl(bytes: &[u8]) {
    hold(bytes, Format::Hcl);
}

/// HCL in JSON.
pub fn hcl_json(bytes: &[u8]) {
    hold(bytes, Format::HclJson);
}

/// YAML.
pub fn yaml(bytes: &[u8]) {
    hold(bytes, Format::Yaml);
}

/// The dotenv family.
pub fn dotenv(bytes: &[u8]) {
    hold(bytes, Format::Dotenv);
}

/// JSON.
pub fn json(bytes: &[u8]) {
    hold(bytes, Format::Json);
}

/// TOML.
pub fn toml(bytes: &[u8]) {
    hold(bytes, Format::Toml);
}

fn hold(bytes: &[u8], format: Format) {
    let (text, encoding, _) = decoded(bytes);
    let source = Source::new(SourceId(0), "x", text, encoding);
    let parsed = document(&source, format);
    tree::hold(&source, &parsed.document);
    for problem in &parsed.problems {
        assert!(!problem.message.is_empty());
        problem.span.iter().for_each(|span| place::hold(&source, *span));
    }
    let again = document(&source, format);
    assert_eq!(parsed.document, again.document, "reading twice gives one tree");
    assert_eq!(parsed.problems, again.problems);
}
