//! Commands and flags: arguments → a run. The only room that prints.
//!
//! Exit codes: 0 nothing at or above `--fail-on`; 1 findings at or above it; 2 could not do what was asked;
//! 3 with `--strict`, something that should have been read could not be.
#![expect(clippy::print_stderr, reason = "this room speaks to the person at the terminal")]

mod args;
mod clock;
mod explain;
mod init;
pub mod lsp;
mod mend;
mod output;
mod progress;
mod receiver;
mod review;
mod shell;
mod step;
mod write;

use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::Parser as _;

use crate::lint::{Failure, Options, Progress, Review, Shown, Worlds};
use crate::model::{Level, Policy, Report};
use crate::{lint, policy, render};

use args::{Args, Check, Command, Explain, FailOn, Listing, Map, Show, Test};

/// Run with some arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| failed(panic.location())));
    // Whatever fails beyond a single file is no verdict: the run could not do what was asked.
    std::panic::catch_unwind(AssertUnwindSafe(|| parsed(arguments)))
        .unwrap_or_else(|_| ExitCode::from(2))
}

/// Tell that keyfit itself failed, and where in its code. What a panic says may quote a file, so it is never printed.
fn failed(place: Option<&std::panic::Location<'_>>) {
    let place = place.map_or_else(String::new, |place| {
        let file = place.file().replace('\\', "/");
        let file = file.rsplit_once("/registry/src/").map_or(file.as_str(), |(_, it)| it);
        format!(" at {file}:{}", place.line())
    });
    eprintln!("error: keyfit failed{place}; please report it");
}

fn parsed(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to standard output, mistakes to standard error.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let answer = match args.command {
        Command::Check(check) => check_command(&check),
        Command::Map(map) => map_command(&map),
        Command::Rules(listing) => rules_command(&listing),
        Command::Explain(explain) => explain_command(&explain),
        Command::Init(asked) => init::init(&asked),
        Command::Test(test) => test_command(&test),
        Command::Baseline(asked) => review::baseline(&asked),
        Command::Show(show) => show_command(&show),
        Command::Completions(asked) => Ok(shell::completions(asked.shell)),
        Command::Man(asked) => shell::manual(asked.output.as_deref()),
        Command::Lsp(lsp) => Ok(lsp::serve(lsp.options(), std::io::stdin(), std::io::stdout())),
    };
    match answer {
        Ok(code) => ExitCode::from(output::exit_code(code)),
        Err(failure) => {
            tell(&failure);
            ExitCode::from(2)
        }
    }
}

fn tell(failure: &Failure) {
    match failure {
        Failure::Input(message) => {
            let shown = format!("error: {}", render::clean(message));
            output::tell(&shown);
        }
        Failure::Name(message, help) => {
            let shown = format!("error: {}\nhelp: {}", render::clean(message), render::clean(help));
            output::tell(&shown);
        }
        Failure::Mistakes(mistakes) => {
            let shown = policy::show(mistakes, output::colors_stderr());
            output::tell(shown.trim_end());
        }
    }
}

fn check_command(check: &Check) -> Result<u8, Failure> {
    if let Some(file) = check.written_twice() {
        let message =
            format!("`--output` names `{}` twice; give each its own file", file.display());
        return Err(Failure::Input(message));
    }
    let (options, review) = (check.run.options(), check.reviewed.review()?);
    let (mut report, mut policy) = reviewed(&options, &review)?;
    if check.mend.fix {
        let changed = mend::mend(&report, &policy, &options, &check.mend)?;
        if check.mend.dry_run {
            return Ok(exit_code(&report, check.fail_on, check.strict));
        }
        if changed {
            (report, policy) = reviewed(&options, &review)?;
        }
    }
    let receiver = receiver::receiver(check);
    for (format, path) in &check.output {
        let look = output::plain();
        let text = render::report_for(&report, &policy, format.0, look, &receiver);
        write::report(path, &render::printable(&text, format.0))?;
    }
    if check.output.is_empty() || check.format.is_some() {
        let format = check.format.unwrap_or_default().0;
        let look = output::look(check.color);
        let page = render::report_for(&report, &policy, format, look, &receiver);
        output::print_as(&page, format);
        step::summarise(&report, &policy, format);
    }
    let code = exit_code(&report, check.fail_on, check.strict);
    // The process ends here, and its memory with it: nothing is won by giving back each piece.
    std::mem::forget((report, policy));
    Ok(code)
}

fn exit_code(report: &Report, fail_on: FailOn, strict: bool) -> u8 {
    let counted = |least: Level| {
        let summary = &report.summary;
        let counts = [
            (Level::Note, summary.notes),
            (Level::Warning, summary.warnings),
            (Level::Error, summary.errors),
        ];
        counts.iter().any(|(level, count)| least <= *level && 0 < *count)
    };
    let fails = match fail_on {
        FailOn::Error => counted(Level::Error),
        FailOn::Warning => counted(Level::Warning),
        FailOn::Note => counted(Level::Note),
        FailOn::Never => false,
    };
    // A baseline that lists what is gone would silence it, should it come back.
    let is_stale = report.baseline.as_ref().is_some_and(|it| !it.stale.is_empty());
    match (strict && 0 < report.summary.problems, fails || strict && is_stale) {
        (true, _) => 3,
        (false, true) => 1,
        (false, false) => 0,
    }
}

fn linted(options: &Options) -> Result<(Report, Policy), Failure> {
    reviewed(options, &Review::default())
}

fn reviewed(options: &Options, review: &Review) -> Result<(Report, Policy), Failure> {
    let progress = Progress::default();
    progress::shown_while(&progress, || lint::reviewed(options, review, &progress))
}

fn map_command(map: &Map) -> Result<u8, Failure> {
    let (report, policy) = linted(&map.run.options())?;
    let format = map.format.unwrap_or_default().0;
    output::print_as(&render::map(&report, &policy, format, output::look(map.color)), format);
    Ok(0)
}

fn rules_command(listing: &Listing) -> Result<u8, Failure> {
    let policy = listing.policy()?;
    output::print(&render::rules(&policy, output::look(listing.color)));
    Ok(0)
}

fn explain_command(explain: &Explain) -> Result<u8, Failure> {
    let policy = explain.listing.policy()?;
    let page = explain::page(&policy, &explain.name, output::look(explain.listing.color))?;
    output::print(&page);
    Ok(0)
}

fn test_command(test: &Test) -> Result<u8, Failure> {
    let (folder, options) = (test.worlds(), test.options());
    let own = crate::lint::own_rules(&test.rules)?;
    let worlds = Worlds { folder: &folder, judged: Some(&own), options: &options };
    let trials = crate::lint::tried(&worlds)?;
    let lacking = crate::lint::lacking(&own, &trials);
    output::print(&render::trials(&trials, &lacking, output::look(test.color)));
    let fits = lacking.is_empty() && trials.iter().all(|it| it.wrong.is_empty());
    Ok(u8::from(!fits))
}

fn show_command(show: &Show) -> Result<u8, Failure> {
    let shown = match show.what {
        args::What::Sites => Shown::Sites,
        args::What::Flows => Shown::Flows,
        args::What::Usages => Shown::Usages,
    };
    output::print(&crate::lint::show(&show.run.options(), shown)?);
    Ok(0)
}
