//! Arguments in, exit code out.

use std::process::ExitCode;

/// With the allocator of musl, threads wait for each other, and a run over many files takes three times as long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The stack in bytes on which files are read. On Unix the first thread of a program has that; on Windows it has an
/// eighth of it, and less than any other thread.
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    let run = || keyfit::cli::run(std::env::args_os());
    if cfg!(unix) {
        return run();
    }
    match std::thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(thread) => thread.join().unwrap_or(ExitCode::from(2)),
        Err(_) => run(),
    }
}
