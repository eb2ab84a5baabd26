//! Where dialects stop: what they leave out of a file is noted by a `Most`, and so told.

use super::code::sources;

/// What is measured and not counted: how deep or how far one expression is looked through, how long a word may be.
/// What lies beyond makes that expression unknown, and an unknown kind or context is judged as one.
const MEASURES: [&str; 16] = [
    "ADDRESS",
    "AROUND",
    "DEEP",
    "DEPTH",
    "DISTINCT",
    "LEFT_OUT",
    "LENGTH",
    "LONG",
    "LONGEST",
    "LONGEST_LINE",
    "LONGEST_NAME",
    "NEAR",
    "NONE",
    "PLACEHOLDER",
    "QUOTES",
    "UP",
];

/// What is counted and need not be told, with the reason.
const UNTOLD: [(&str, &str, &str); 26] = [
    ("accounts.rs", "MOST", "a larger document is a table; what else it says is told"),
    ("azure/condition.rs", "TESTS", "a condition of more is unknown, and lets more runs through"),
    ("azure/flat.rs", "CHAIN", "fewer tests let more runs through"),
    ("azure/flat.rs", "TESTS", "fewer tests let more runs through"),
    ("azure/step.rs", "STATES", "what is forgotten is not taken for ruled out"),
    ("ci/secret.rs", "SEEN", "it makes a `Most`"),
    ("ci/secret.rs", "STEPS", "it makes a `Most`"),
    ("deployment/store.rs", "WORDS", "the last words of a path make up its name"),
    ("github/cases.rs", "MOST", "of more cases each is possible"),
    ("github/matrix.rs", "MOST", "of more rows every value may stand beside every other"),
    ("jenkins/text.rs", "NAMES", "an expression of more is unknown"),
    ("jenkins/value.rs", "CHOICES", "an expression of more is unknown"),
    ("jenkins/walk.rs", "CALLS", "functions that call each other have no last call"),
    ("jenkins/walk.rs", "CHAIN", "fewer tests let more runs through"),
    ("literals.rs", "CHANCES", "past these a place is never by chance"),
    ("python/caller.rs", "GIVEN", "what is given more often is taken for filled"),
    ("python/caller.rs", "NAMES", "what goes through more names is taken for filled"),
    ("python/caller.rs", "TOKENS", "a longer expression is taken for filled"),
    ("python/connection.rs", "GIVEN", "what is given more often is unknown"),
    ("python/given/woven.rs", "TOKENS", "an expression that is not understood is looked through"),
    ("python/http/carriers.rs", "CALLS", "a header is handed to the calls near it"),
    ("python/members.rs", "ROUNDS", "members of members have no last one"),
    ("python/mod.rs", "NAMES", "a name that goes through more is a name of no credential"),
    ("python/reader.rs", "GIVEN", "what is given more often is unknown"),
    ("python/reader.rs", "RETURNS", "what is given back more often is unknown"),
    ("python/stores.rs", "ROUNDS", "answers within answers have no last one"),
];

/// The same for what only widens what is said.
const WIDENING: [(&str, &str, &str); 2] = [
    ("shell/exposed/output.rs", "CALLS", "one call in the open is enough"),
    ("unfollowed.rs", "WORDS", "the file is only counted"),
];

#[test]
fn what_a_dialect_counts_is_told_where_it_stops() {
    let mut counted: Vec<(String, String)> = Vec::new();
    for code in sources() {
        let Some(path) = code.path.strip_prefix("extract/") else { continue };
        for piece in code.program.split("const ").skip(1) {
            let name = piece.split(':').next().unwrap_or_default();
            if piece[name.len()..].starts_with(": usize") && !MEASURES.contains(&name) {
                counted.push((path.to_owned(), name.to_owned()));
            }
        }
    }
    counted.sort();
    let untold = UNTOLD.iter().chain(&WIDENING);
    let mut untold: Vec<(String, String)> =
        untold.map(|(path, name, _)| ((*path).to_owned(), (*name).to_owned())).collect();
    untold.sort();
    assert_eq!(counted, untold, "what is counted is a `Most`, or has a reason here");
}
