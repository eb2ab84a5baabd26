//! Where output goes and how it looks there.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::render::{Format, Look, printable, uncommanded};

use super::args::Color;

/// Print to standard output. A reader that went away is no error.
pub fn print(text: &str) {
    put(&uncommanded(text));
}

/// Print a page of a format to standard output.
pub fn print_as(page: &str, format: Format) {
    put(&printable(page, format));
}

fn put(text: &str) {
    let mut out = std::io::stdout().lock();
    let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) else { return };
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        tell(&format!(
            "error: cannot write to standard output: {}",
            crate::discover::reason(&error)
        ));
        CUT_OFF.store(true, Ordering::Relaxed);
    }
}

/// Whether something did not reach standard output, though somebody reads there.
static CUT_OFF: AtomicBool = AtomicBool::new(false);

/// The exit code of what was asked: a page that was cut off is none.
pub fn exit_code(code: u8) -> u8 {
    if CUT_OFF.load(Ordering::Relaxed) { 2 } else { code }
}

/// Print a message to standard error.
pub fn tell(text: &str) {
    eprintln!("{}", uncommanded(text));
}

/// How output for standard output looks.
pub fn look(color: Color) -> Look {
    let colored = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && allows_color(),
    };
    Look { color: colored, width: width() }
}

/// How output for a file looks.
pub fn plain() -> Look {
    Look { color: false, width: 80 }
}

/// Whether messages on standard error are colored.
pub fn colors_stderr() -> bool {
    std::io::stderr().is_terminal() && allows_color()
}

fn allows_color() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty())
        && std::env::var_os("TERM").is_none_or(|it| it != "dumb")
}

/// The columns that the terminal's shell tells of; 80 where it tells none.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|it| it.parse().ok()).unwrap_or(80)
}
