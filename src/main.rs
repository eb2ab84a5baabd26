//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    keyfit::cli::run(std::env::args_os())
}
