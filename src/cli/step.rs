//! The page of a job's step on GitHub, which shows what is appended to the file that a variable names.

use std::io::Write as _;
use std::path::Path;

use crate::model::{Policy, Report};
use crate::render::{self, Format};

use super::output;

/// Append the report as Markdown, if GitHub's format is asked for and the step has such a page. The verdict stands
/// without it, so that a failure is told and is no more than that.
pub fn summarise(report: &Report, policy: &Policy, format: Format) {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else {
        return;
    };
    if format != Format::Github {
        return;
    }
    let page = render::report(report, policy, Format::Markdown, output::plain());
    // A blank line parts it from what another program has written.
    if let Err(error) = append(Path::new(&path), &format!("\n{}", render::uncommanded(&page))) {
        let reason = crate::discover::reason(&error);
        output::tell(&format!("warning: cannot write the summary of the step: {reason}"));
    }
}

fn append(path: &Path, page: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(page.as_bytes())
}
