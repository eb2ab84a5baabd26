//! The commands and flags, each with its help.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::lint::{Config, Failure, Options};
use crate::model::Policy;
use crate::{policy, render};

use super::clock;
use super::review::{Baselining, Reviewed};

/// Find every dbt credential, follow it, and judge whether its kind fits its use
#[derive(Parser)]
#[command(name = "keyfit", version, about, max_term_width = 100, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Check a repository and tell what is wrong
    Check(Check),
    /// List every credential with its uses
    Map(Map),
    /// List the rules
    Rules(Listing),
    /// Explain a rule, a consumer, a kind of token or a permission set
    Explain(Explain),
    /// Begin: write keyfit.toml with the declarations that are missing
    Init(Init),
    /// Try rules of your own on worlds that say what is wrong with them
    Test(Test),
    /// Write what is found to a file, so that only what is new is told
    Baseline(Baselining),
    /// Show what keyfit sees on the way to a verdict
    Show(Show),
    /// Print what lets a shell complete the commands and flags
    Completions(Completions),
    /// Print the manual, or write a page for each command
    Man(Man),
    /// Serve an editor over standard input and output, by the Language Server Protocol
    Lsp(Lsp),
}

/// What every command that reads a repository is asked.
#[derive(ClapArgs)]
pub struct Run {
    /// Check this folder, or report on these files only
    ///
    /// One folder is itself the root: its paths, workflows and keyfit.toml count from there.
    /// Files, or several folders, only select what is reported; their root is the git work tree around them.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take the settings from FILE instead of keyfit.toml at the root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Take no settings from keyfit.toml at the root, and tell what it would have loosened
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Take more rules from the files of DIR
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Judge allowances as of DATE (YYYY-MM-DD) instead of the current day in UTC
    #[arg(long, value_name = "DATE", value_parser = clock::date)]
    today: Option<String>,
    /// Read with N threads
    #[arg(long, value_name = "N", hide = true)]
    threads: Option<std::num::NonZeroUsize>,
}

impl Run {
    /// The day of the run.
    pub fn day(&self) -> String {
        self.today.clone().unwrap_or_else(clock::today)
    }

    /// The options of a run.
    pub fn options(&self) -> Options {
        let options = Options::of(self.paths.clone(), self.day());
        Options {
            config: self.config(),
            rules: self.rules.clone(),
            threads: self.threads.map_or(options.threads, |it| it.get().min(16)),
            ..options
        }
    }

    fn config(&self) -> Config {
        match &self.config {
            Some(file) => Config::File(file.clone()),
            None if self.no_config => Config::None,
            None => Config::Root,
        }
    }
}

#[derive(ClapArgs)]
pub struct Check {
    #[command(flatten)]
    pub run: Run,
    /// Print in this format: human, concise, json, sarif, github, markdown, gitlab, gitlab-sast, junit, rdjson,
    /// csv or html
    ///
    /// Where `github` is printed and the variable `GITHUB_STEP_SUMMARY` names a file, Markdown is appended to that.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
    /// Also write in FORMAT to FILE; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = format_and_file)]
    pub output: Vec<(Format, PathBuf)>,
    /// Write SARIF for this reader
    #[arg(long, value_name = "READER", default_value = "github")]
    pub sarif_profile: SarifProfile,
    /// Exit with 1 if there is a finding at this level or above
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
    /// Exit with 3 if something that should have been read could not be
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub reviewed: Reviewed,
    #[command(flatten)]
    pub mend: Mend,
    /// Color the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

impl Check {
    /// A file that would be written twice.
    pub fn written_twice(&self) -> Option<&Path> {
        let place = |it: &Path| {
            it.canonicalize().or_else(|_| std::path::absolute(it)).unwrap_or_else(|_| it.to_owned())
        };
        let mut places = std::collections::HashSet::new();
        self.output.iter().map(|it| it.1.as_path()).find(|it| !places.insert(place(it)))
    }
}

/// What is asked of `--fix`.
#[derive(ClapArgs)]
pub struct Mend {
    /// Change the files where that is safe, and tell what is left
    #[arg(long)]
    pub fix: bool,
    /// With --fix: make changes, too, that alter what the files mean
    #[arg(long = "unsafe", requires = "fix")]
    pub alters: bool,
    /// With --fix: print the changes as a patch and leave the files as they are
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
}

#[derive(ClapArgs)]
pub struct Map {
    #[command(flatten)]
    pub run: Run,
    /// Print in this format: human, json, markdown, csv, html, mermaid or dot
    #[arg(long, value_name = "FORMAT", value_parser = map_format)]
    pub format: Option<Format>,
    /// Color the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(ClapArgs)]
pub struct Listing {
    /// Take more rules from the files of DIR
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Color the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

impl Listing {
    /// The rules that are listed.
    pub fn policy(&self) -> Result<Policy, Failure> {
        let policy = policy::builtin().map_err(Failure::Mistakes)?;
        match &self.rules {
            Some(folder) => policy::with_rules(policy, folder).map_err(Failure::Mistakes),
            None => Ok(policy),
        }
    }
}

#[derive(ClapArgs)]
pub struct Explain {
    /// The rule, consumer, kind or permission set; `consumers`, `kinds`, `permissions` or `rules` for all of a sort, or
    /// `matrix` for every decision
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(ClapArgs)]
pub struct Test {
    /// The folder of rules; its worlds lie in `fixtures/<rule>/<world>/` below it
    ///
    /// A world is a tiny repository. A line with `expect: RULE` or `expect: RULE=LEVEL` in a comment expects a finding
    /// of that rule there. What the folder's own rules find elsewhere is wrong, and so is a mark without its finding.
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Take the worlds from FOLDER instead
    #[arg(long, value_name = "FOLDER")]
    worlds: Option<PathBuf>,
    /// Judge allowances as of DATE (YYYY-MM-DD) instead of the current day in UTC
    #[arg(long, value_name = "DATE", value_parser = clock::date)]
    today: Option<String>,
    /// Color the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

impl Test {
    /// The folder of worlds.
    pub fn worlds(&self) -> PathBuf {
        self.worlds.clone().unwrap_or_else(|| self.rules.join(crate::lint::WORLDS))
    }

    /// How each world is read.
    pub fn options(&self) -> Options {
        Options {
            rules: Some(self.rules.clone()),
            ..Options::of(Vec::new(), self.today.clone().unwrap_or_else(clock::today))
        }
    }
}

#[derive(ClapArgs)]
pub struct Init {
    /// Begin in this folder
    #[arg(value_name = "PATH", default_value = ".")]
    root: PathBuf,
    /// Also write a hook for pre-commit
    #[arg(long)]
    pub hook: bool,
    /// Also write a step for this CI system: github, gitlab or azure; may be given several times
    #[arg(long, value_name = "SYSTEM", value_parser = ci)]
    pub ci: Vec<Ci>,
    /// Print the files and write none
    #[arg(long)]
    pub dry_run: bool,
}

impl Init {
    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// A CI system by its name.
#[derive(Clone, Copy)]
pub struct Ci(pub render::Ci);

fn ci(name: &str) -> Result<Ci, String> {
    let known = render::Ci::ALL.map(render::Ci::as_str);
    let found = render::Ci::ALL.into_iter().find(|it| it.as_str() == name);
    found.map(Ci).ok_or_else(|| format!("there are steps for {}", known.join(", ")))
}

#[derive(ClapArgs)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(ClapArgs)]
pub struct Man {
    /// Write `keyfit.1`, and a page for each command, to DIR
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub struct Show {
    /// What to show
    #[arg(value_name = "WHAT")]
    pub what: What,
    #[command(flatten)]
    pub run: Run,
}

#[derive(ClapArgs)]
pub struct Lsp {
    /// Take the settings from FILE instead of keyfit.toml at the root of each folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Take more rules from the files of DIR
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Accepted, since editors pass it; there is no other way to talk
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// The options of each run.
    pub fn options(&self) -> Options {
        let run = Run {
            paths: Vec::new(),
            config: self.config.clone(),
            no_config: false,
            rules: self.rules.clone(),
            today: None,
            threads: None,
        };
        run.options()
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum What {
    /// Where values are handed on
    Sites,
    /// The ways that values take
    Flows,
    /// Credentials in use
    Usages,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum SarifProfile {
    /// Without silenced findings, which GitHub would show as open
    Github,
    /// With silenced findings, marked as such
    Gitlab,
    /// With silenced findings, and with the pipeline where Azure Pipelines runs it
    Azure,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

/// A format by its name.
#[derive(Clone, Copy)]
pub struct Format(pub render::Format);

impl Default for Format {
    fn default() -> Self {
        Self(render::Format::Human)
    }
}

fn format(name: &str) -> Result<Format, String> {
    let reports: Vec<_> =
        render::Format::ALL.into_iter().filter(|it| it.tells_findings()).collect();
    match render::Format::parse(name) {
        Some(it) if it.tells_findings() => Ok(Format(it)),
        Some(_) => {
            Err(format!("`{name}` shows the inventory alone; write `keyfit map --format {name}`"))
        }
        None => Err(unknown(name, &reports)),
    }
}

fn map_format(name: &str) -> Result<Format, String> {
    let maps = render::Format::OF_MAPS;
    match render::Format::parse(name) {
        Some(it) if maps.contains(&it) => Ok(Format(it)),
        Some(_) => Err(format!(
            "a map cannot be written as `{name}`; its formats are {}",
            maps.map(render::Format::as_str).join(", ")
        )),
        None => Err(unknown(name, &maps)),
    }
}

fn unknown(name: &str, formats: &[render::Format]) -> String {
    let known: Vec<&str> = formats.iter().map(|it| it.as_str()).collect();
    let hint = policy::suggest(name, known.iter().copied()).map_or_else(
        || format!("the formats are {}", known.join(", ")),
        |it| format!("did you mean `{it}`?"),
    );
    format!("there is no format `{name}`; {hint}")
}

fn format_and_file(argument: &str) -> Result<(Format, PathBuf), String> {
    let (name, file) =
        argument.split_once('=').ok_or("write FORMAT=FILE, such as `sarif=keyfit.sarif`")?;
    if file.is_empty() {
        return Err("there is no file after `=`".to_owned());
    }
    if file == "-" {
        return Err(format!("`-` is no file; `--format {name}` prints to standard output"));
    }
    Ok((format(name)?, PathBuf::from(file)))
}
