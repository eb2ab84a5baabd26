//! What shells and `man` know of the commands: made from the commands themselves.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::discover;
use crate::lint::Failure;

use super::args::Args;
use super::output;

/// Print what lets a shell complete commands and flags.
pub(super) fn completions(shell: Shell) -> u8 {
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "keyfit", &mut script);
    output::print(&String::from_utf8_lossy(&script));
    0
}

/// Print the manual's first page, or write all pages to a folder.
pub(super) fn manual(folder: Option<&Path>) -> Result<u8, Failure> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        let rendered = Man::new(Args::command()).render(&mut page);
        rendered.map_err(|error| cannot("the manual", &error))?;
        output::print(&String::from_utf8_lossy(&page));
        return Ok(0);
    };
    clap_mangen::generate_to(Args::command(), folder)
        .map_err(|error| cannot(&folder.display().to_string(), &error))?;
    Ok(0)
}

fn cannot(what: &str, error: &std::io::Error) -> Failure {
    Failure::Input(format!("cannot write `{what}`: {}", discover::reason(error)))
}
