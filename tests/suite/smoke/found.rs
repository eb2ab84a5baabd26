//! What fuzzing has found, each as small as it could be made: the target holds its promise now.

/// A target, an input that once broke its promise, and what was so then.
pub const FOUND: &[(&str, &[u8], &str)] = &[
    ("yaml", b"%: |\n %", "a line break at the end of a block stood behind the end of the file"),
    ("yaml", b"a: |\n x", "so did that of a block in valid YAML"),
    ("yaml", b"a: >\n x", "and that of a folded one"),
    ("toml", b"a=\xFF", "a problem began or ended inside of a character"),
    (
        "pipeline",
        b"\x15\0on: \xC3",
        "the place of a byte that is no text ended inside of a character",
    ),
];
