//! Values on the command lines of programs, where every process of the machine can read them.

use std::collections::HashSet;

use super::output::Outputs;
use super::shown::Shown;
use super::{MOST, site, written};
use crate::extract::shell::program::Program;
use crate::extract::shell::run::Run;
use crate::extract::shell::word::{Piece, Word};
use crate::model::{ExposureForm, Name, Site};

/// What a shell does itself, in its own process, and programs that are handed texts and patterns.
const WITHIN: [&str; 38] = [
    "[", "[[", "test", "echo", "printf", "export", "declare", "local", "readonly", "typeset",
    "set", "unset", "read", "eval", "source", ".", "return", "exit", "cd", "pushd", "popd", ":",
    "true", "false", "trap", "for", "case", "select", "let", "shift", "function", "jq", "yq",
    "grep", "egrep", "sed", "awk", "gawk",
];
/// Flags that hand over a header or a body, or a script. An image's build arguments are the image's matter.
const OTHERS: [&str; 14] = [
    "-H",
    "--header",
    "--headers",
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--json",
    "-c",
    "--post-data",
    "--body-data",
    "--build-arg",
    "-F",
    "--form",
];
/// Programs of which only these flags hand over a credential.
const ONLY: [(&str, &[&str]); 4] = [
    ("curl", &["-u", "--user", "--oauth2-bearer", "-U", "--proxy-user", "--pass"]),
    ("python", &[]),
    ("perl", &[]),
    ("ruby", &[]),
];
/// Programs that run a file, so that what follows its name is handed to that.
const INTERPRETERS: [&str; 10] =
    ["python", "python3", "node", "ruby", "perl", "bash", "sh", "zsh", "Rscript", "deno"];
/// Programs that call an address with what is written behind it: `name==value`.
const CALLERS: [&str; 4] = ["http", "https", "xh", "xhs"];

/// The places where a value stands on a command line.
pub(super) fn sites(run: &Run<'_>, shown: &Shown<'_>, outputs: &Outputs<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    // A script that gives one value to one program ten times is told once.
    let mut seen: HashSet<(String, Vec<Name>)> = HashSet::new();
    for command in &run.reading.commands {
        let Some(program) = Program::of(command) else { continue };
        let is_within = WITHIN.contains(&program.name.as_str());
        if is_within || outputs.is_function(&program.name) || MOST.is_met(sites.len()) {
            continue;
        }
        let arguments = given(run, &program);
        let told = arguments.iter().flat_map(|it| told(run, shown, &program, it));
        sites.extend(told.filter(|site| {
            let names = site.takes.iter().map(|take| take.name.clone()).collect();
            site.literal.is_some() || seen.insert((program.name.clone(), names))
        }));
    }
    sites
}

/// What a program is given, with the flag that hands it over.
struct Argument {
    flag: Option<String>,
    pieces: Vec<Piece>,
}

fn told(run: &Run<'_>, shown: &Shown<'_>, program: &Program<'_>, it: &Argument) -> Vec<Site> {
    let label = &run.script.label;
    let says = match &it.flag {
        Some(flag) => format!("{label} gives it to `{}` by `{flag}`", program.name),
        None => format!("{label} gives it to `{}` as an argument", program.name),
    };
    let form = ExposureForm::CommandLine;
    let mut sites: Vec<Site> = shown
        .values(run, &it.pieces)
        .into_iter()
        .map(|value| site(run, form, value.span, value.takes, says.as_str()))
        .collect();
    sites.extend(written(run, &it.pieces).map(|(value, span)| Site {
        literal: Some(value),
        ..site(run, form, span, Vec::new(), says.as_str())
    }));
    sites
}

fn given(run: &Run<'_>, program: &Program<'_>) -> Vec<Argument> {
    let mut given = named(run, program);
    let words: Vec<&Word> = program.arguments().collect();
    let mut at = 0;
    // Behind the file that an interpreter runs every word is that program's.
    let mut in_file = program.words.first().is_some_and(|it| is_file(&it.beginning()));
    while let Some(word) = words.get(at) {
        at += 1;
        let text = word.beginning();
        if text == "--" {
            continue;
        }
        if !text.starts_with('-') {
            if in_file || is_pair(program, word) {
                given.push(Argument { flag: None, pieces: word.pieces.clone() });
            }
            in_file |= INTERPRETERS.contains(&program.name.as_str());
            continue;
        }
        let flag = text.split('=').next().unwrap_or(&text).to_owned();
        let is_whole = word.pieces.len() == 1 && !text.contains('=');
        let value = words.get(at).filter(|next| is_whole && !next.beginning().starts_with('-'));
        if !counts(program, &flag, in_file) {
            // What follows a flag that hands over a header is the header.
            at += usize::from(value.is_some());
        } else if let Some(value) = value {
            given.push(Argument { flag: Some(flag), pieces: value.pieces.clone() });
            at += 1;
        } else if !is_whole {
            given.push(Argument { flag: Some(flag), pieces: word.pieces.clone() });
        }
    }
    given
}

/// What the catalogue knows a command to be given without a dash: `pulumi config set dbtcloud:token VALUE`.
fn named(run: &Run<'_>, program: &Program<'_>) -> Vec<Argument> {
    if !run.script.vendors.iter().any(|vendor| vendor.knows_program(&program.name)) {
        return Vec::new();
    }
    let literals = program.literals();
    let words: Vec<&str> = literals.iter().map(AsRef::as_ref).collect();
    let known = run.script.vendors.iter().flat_map(|vendor| vendor.command(&words));
    let flags = known.flat_map(|(_, slot)| &slot.flags).filter(|it| !it.name.starts_with('-'));
    let values = flags.flat_map(|flag| {
        let values = program.values(&flag.name).into_iter();
        values.map(|pieces| Argument { flag: Some(flag.name.clone()), pieces })
    });
    values.collect()
}

fn counts(program: &Program<'_>, flag: &str, in_file: bool) -> bool {
    // `-uNAME:` has its value behind it, and `-su` has other flags before it.
    let bundles = |it: &str| {
        it.len() == 2
            && !flag.starts_with("--")
            && (flag.starts_with(it) || flag.ends_with(&it[1..]))
    };
    let is = |flags: &[&str]| flags.iter().any(|it| *it == flag || bundles(it));
    if in_file {
        return !is(&["-H", "--header"]);
    }
    match ONLY.iter().find(|(name, _)| *name == program.name) {
        Some((_, only)) => is(only),
        None => !OTHERS.contains(&flag) && !flag.starts_with("-H"),
    }
}

/// Whether it is a file of the repository that runs, and no installed program.
fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("./") || path.starts_with("../") || path.contains('/') && name.contains('.')
}

fn is_pair(program: &Program<'_>, word: &Word) -> bool {
    CALLERS.contains(&program.name.as_str()) && word.beginning().contains("==")
}
