//! Programs that run the program after them, as rows of data: what stands between them and it.

use super::word::Word;

/// A program that runs another.
struct Wrapper {
    name: &'static str,
    /// The word behind which the other one stands; empty where none is needed.
    word: &'static str,
    /// Flags that take the next word.
    valued: &'static [&'static str],
    /// How many words stand before the other program.
    words: usize,
}

const fn plain(name: &'static str, valued: &'static [&'static str]) -> Wrapper {
    Wrapper { name, word: "", valued, words: 0 }
}

const fn with(name: &'static str, word: &'static str, valued: &'static [&'static str]) -> Wrapper {
    Wrapper { name, word, valued, words: 0 }
}

const fn behind(
    name: &'static str,
    word: &'static str,
    valued: &'static [&'static str],
    words: usize,
) -> Wrapper {
    Wrapper { name, word, valued, words }
}

/// Flags of the tools that run a program of a Python project or package.
const PACKAGE: &[&str] = &[
    "--with",
    "--with-requirements",
    "--from",
    "--python",
    "-p",
    "--project",
    "--directory",
    "--env-file",
    "--group",
    "--extra",
    "--only-group",
    "--spec",
    "--package",
    "-m",
    "-e",
    "--environment",
    "-n",
    "--name",
];

/// Every wrapper. Of two rows that fit, the first counts.
const WRAPPERS: &[Wrapper] = &[
    // The shell and the system.
    plain("sudo", &["-u", "--user", "-g", "--group", "-C", "-D", "-h", "-p", "-r", "-t"]),
    plain("doas", &["-u", "-C"]),
    plain("time", &["-f", "-o", "--format", "--output"]),
    plain("exec", &["-a"]),
    plain("command", &[]),
    plain("builtin", &[]),
    plain("nohup", &[]),
    plain("setsid", &[]),
    plain("env", &["-u", "--unset", "-C", "--chdir"]),
    plain("nice", &["-n", "--adjustment"]),
    plain("ionice", &["-c", "-n", "--class", "--classdata"]),
    plain("stdbuf", &["-i", "-o", "-e"]),
    plain("xargs", &["-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E"]),
    plain("unbuffer", &[]),
    plain("tini", &[]),
    plain("dumb-init", &[]),
    plain("cross-env", &[]),
    behind("timeout", "", &["-s", "--signal", "-k", "--kill-after"], 1),
    behind("gosu", "", &[], 1),
    behind("su-exec", "", &[], 1),
    behind("flock", "", &["-w", "-E", "--timeout"], 1),
    // Environments of projects and packages.
    plain("npx", &["-p", "--package"]),
    plain("pnpx", &[]),
    plain("bunx", &["-p", "--package"]),
    plain("uvx", PACKAGE),
    with("npm", "exec", &[]),
    with("pnpm", "exec", &[]),
    with("pnpm", "dlx", &[]),
    with("uv", "run", PACKAGE),
    behind("uv", "tool", PACKAGE, 1),
    with("poetry", "run", &["-C", "--directory", "-P", "--project"]),
    with("pipx", "run", PACKAGE),
    with("pipenv", "run", &[]),
    with("pdm", "run", PACKAGE),
    with("hatch", "run", PACKAGE),
    with("rye", "run", &["--pyproject"]),
    with("pixi", "run", PACKAGE),
    with("conda", "run", PACKAGE),
    with("mamba", "run", PACKAGE),
    with("micromamba", "run", PACKAGE),
    with("bundle", "exec", &[]),
    with("asdf", "exec", &[]),
    with("mise", "exec", &["-C", "--cd", "-E", "--env", "-j", "--jobs"]),
    with("mise", "x", &["-C", "--cd", "-E", "--env", "-j", "--jobs"]),
    with("devbox", "run", &["-c", "--config", "-e", "--env", "--env-file"]),
    behind("direnv", "exec", &[], 1),
    with("streamlit", "run", &[]),
    // What fills the environment with secrets.
    with("op", "run", &["--env-file", "--account", "--environment"]),
    with("doppler", "run", &["-p", "--project", "-c", "--config", "-t", "--token", "--scope"]),
    with("infisical", "run", &["--env", "--path", "--projectId", "--token", "--tags", "--domain"]),
    with("dotenv", "run", &["-f", "--file", "-e", "-v", "-c"]),
    plain("dotenv", &["-f", "--file", "-e", "-v", "-c"]),
    plain("dotenvx", &["-f", "--env-file", "-e", "--env"]),
    with("teller", "run", &["-c", "--config"]),
    with("bws", "run", &["--project-id", "-t", "--access-token"]),
    with("berglas", "exec", &[]),
    plain("summon", &["-f", "-p", "-e", "-D"]),
    behind("chamber", "exec", &["-b", "--backend", "-r", "--retries"], 1),
    behind("aws-vault", "exec", &["-d", "--duration", "--region", "-t", "--mfa-token"], 1),
    behind("aws-runas", "", &["-d", "-a"], 1),
    with("saml2aws", "exec", &["-a", "--idp-account", "-p", "--profile", "--exec-profile"]),
    // What watches Terraform and tells of it.
    behind("tfcmt", "plan", TFCMT, 0),
    behind("tfcmt", "apply", TFCMT, 0),
];

const TFCMT: &[&str] = &[
    "--config",
    "--owner",
    "--repo",
    "--sha",
    "--pr",
    "--build-url",
    "--log-level",
    "--var",
    "-var",
];

/// Wrappers that put the secrets of a store into the environment.
const FILLING: [&str; 8] =
    ["op", "doppler", "infisical", "teller", "bws", "berglas", "summon", "chamber"];

/// Whether a wrapper that is called by this name puts secrets into the environment that nobody else sets.
pub(super) fn fills(name: &str) -> bool {
    FILLING.contains(&name)
}

/// The words behind a wrapper that is called by this name, if the first word is one.
pub(super) fn behind_wrapper<'w>(name: &str, words: &'w [Word]) -> Option<&'w [Word]> {
    let rows = WRAPPERS.iter().filter(|it| it.name == name);
    rows.into_iter().find_map(|wrapper| wrapped(wrapper, words.get(1..)?))
}

fn wrapped<'w>(wrapper: &Wrapper, words: &'w [Word]) -> Option<&'w [Word]> {
    let mut rest = words;
    if !wrapper.word.is_empty() {
        rest = behind_flags(words, wrapper.valued).0;
        let (first, after) = rest.split_first()?;
        rest = after;
        if !first.is_bare(wrapper.word) {
            return None;
        }
    }
    let (mut rest, mut ended) = behind_flags(rest, wrapper.valued);
    for _ in 0..wrapper.words {
        // `chamber exec one two -- program`: all of them stand before the mark.
        let marked = rest.iter().position(|word| word.is_bare("--")).filter(|_| !ended);
        if let Some(at) = marked {
            return rest.get(at + 1..);
        }
        (rest, ended) = behind_flags(rest.get(1..).unwrap_or_default(), wrapper.valued);
    }
    Some(rest)
}

/// The words behind flags, and whether `--` ended them.
fn behind_flags<'w>(words: &'w [Word], valued: &[&str]) -> (&'w [Word], bool) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.beginning();
        if text == "--" {
            return (&words[at + 1..], true);
        }
        if !text.starts_with('-') {
            break;
        }
        at += if valued.contains(&&*text) { 2 } else { 1 };
    }
    (words.get(at..).unwrap_or_default(), false)
}
