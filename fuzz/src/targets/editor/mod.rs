//! The language server: whatever a client sends, each request is answered once, and what comes is well formed.

mod held;
mod talk;
mod heard;

use std::collections::BTreeMap;
use std::io::Cursor;

use keyfit::cli::lsp;
use keyfit::lint::Options;

use super::pipeline::Tree;
use super::world;
use held::Held;
use talk::Talk;

pub use talk::seeds;

/// What lies on the disk.
const FILES: [(&str, &[u8]); 2] =
    [(world::WORKFLOW, world::PERSONAL.as_bytes()), ("infra/main.tf", MAIN)];

const MAIN: &[u8] = b"\
provider \"dbtcloud\" {
  token = var.dbt_token
}
variable \"dbt_token\" {
  default = \"\"
}
";

/// A client's side of a talk.
pub fn editor(bytes: &[u8]) {
    let tree = Tree::of(&BTreeMap::from(FILES));
    let root = format!("file://{}", tree.path().display());
    let mut held = Held::new(&root, &FILES);
    let talk = Talk::of(bytes, &root, &mut held);
    let options = Options { paths: Vec::new(), ..tree.options(1) };
    let mut said = Vec::new();
    lsp::serve(options, Cursor::new(talk.stream.clone()), &mut said);
    let messages = heard::messages(&said);
    heard::hold_answers(&messages, &talk);
    if held.is_known {
        heard::hold_ranges(&messages, &talk, &held);
    }
}
