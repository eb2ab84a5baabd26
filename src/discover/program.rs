//! Git's own program, asked for what a revision holds. It is asked by nothing but `--diff` and `--staged`.
//!
//! It is asked to read its own objects and lists, never to look at the work tree or to write. What a repository's
//! settings could make it run is switched off: no monitor of files, no hook, no filter, no pager, no helper, no fetching.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The size past which an answer is not read on: a repository can be made to list without end.
const LARGEST_ANSWER: u64 = 512 << 20;

/// What is read of git's complaint.
const LARGEST_COMPLAINT: u64 = 4 << 10;

/// What is said where git does not start.
const CANNOT_RUN: &str = "cannot run `git`, which `--diff` and `--staged` ask";

/// Settings that win over those of the repository, each of which could start a program.
const SWITCHED_OFF: [&str; 6] =
    ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"];

/// The environment that does the same, where git asks it.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", "true"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// What a hook is told of its own repository. Which one is asked is told by the folder alone; a hook's index stays,
/// for it is what a commit will hold.
const OF_HOOKS: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX"];

/// Git's program for one work tree.
pub(super) struct Program {
    work_tree: PathBuf,
}

impl Program {
    pub(super) fn of(work_tree: &Path) -> Self {
        Self { work_tree: work_tree.to_owned() }
    }

    fn start(&self, arguments: &[&str]) -> Result<Child, String> {
        let mut git = Command::new("git");
        git.arg("--no-pager").args(SWITCHED_OFF).args(arguments).current_dir(&self.work_tree);
        git.envs(ENVIRONMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for variable in OF_HOOKS {
            git.env_remove(variable);
        }
        git.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("{CANNOT_RUN}; install it"),
            _ => format!("{CANNOT_RUN}: {}", super::reason(&error)),
        })
    }

    /// Whether git can be asked of the repository at all; else what is to be done.
    pub(super) fn reached(&self) -> Result<(), String> {
        let told = self.answer(&["rev-parse", "--git-dir"]);
        told.map(|_| ()).map_err(|complaint| match complaint {
            it if it.starts_with(CANNOT_RUN) => it,
            it if it.contains("dubious ownership") => format!(
                "git does not read a repository of another user; if you trust it, run `git config --global --add safe.directory {}`",
                self.work_tree.display()
            ),
            it => format!("git does not answer: {it}"),
        })
    }

    /// What git answers, if it does; else its complaint.
    pub(super) fn answer(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let mut git = self.start(arguments)?;
        drop(git.stdin.take());
        let mut answer = Vec::new();
        let read = git.stdout.take().map(|it| it.take(LARGEST_ANSWER + 1).read_to_end(&mut answer));
        if LARGEST_ANSWER < answer.len() as u64 {
            let _ = git.kill();
            let _ = git.wait();
            return Err("git answers with more than 512 MB".to_owned());
        }
        let mut complaint = Vec::new();
        let _ = git.stderr.take().map(|it| it.take(LARGEST_COMPLAINT).read_to_end(&mut complaint));
        let is_done = git.wait().is_ok_and(|it| it.success());
        match read {
            Some(Ok(_)) if is_done => Ok(answer),
            _ => Err(first_line(&complaint)),
        }
    }

    /// One word that git answers with, such as the name of an object.
    pub(super) fn word(&self, arguments: &[&str]) -> Result<String, String> {
        Ok(String::from_utf8_lossy(&self.answer(arguments)?).trim().to_owned())
    }

    /// A git that waits to be asked for contents.
    pub(super) fn contents(&self) -> Result<Contents, String> {
        let mut git = self.start(&["cat-file", "--batch"])?;
        match (git.stdin.take(), git.stdout.take()) {
            (Some(ask), Some(answer)) => Ok(Contents { git, ask, answer: BufReader::new(answer) }),
            _ => Err("git cannot be asked".to_owned()),
        }
    }
}

/// What git complains of, in one line.
fn first_line(complaint: &[u8]) -> String {
    let complaint = String::from_utf8_lossy(complaint);
    let line = complaint.lines().find(|it| !it.trim().is_empty()).unwrap_or("git failed");
    line.trim_start_matches("fatal: ").to_owned()
}

/// The contents of objects, one after the other.
pub(super) struct Contents {
    git: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

/// A content.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// It is larger than was asked for.
    Large,
    /// This clone does not have it.
    Missing,
}

impl Contents {
    /// The content of a name, which is of hexadecimal digits.
    pub(super) fn read(&mut self, name: &str, largest: u64) -> Result<Content, String> {
        self.exchange(name, largest).map_err(|error| {
            format!("git does not tell the content of an object: {}", super::reason(&error))
        })
    }

    fn exchange(&mut self, name: &str, largest: u64) -> std::io::Result<Content> {
        writeln!(self.ask, "{name}")?;
        self.ask.flush()?;
        let mut told = String::new();
        self.answer.by_ref().take(LARGEST_COMPLAINT).read_line(&mut told)?;
        if told.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let mut words = told.split_whitespace().skip(1);
        let (Some("blob"), Some(Ok(length))) = (words.next(), words.next().map(str::parse::<u64>))
        else {
            return Ok(Content::Missing);
        };
        let mut bytes = Vec::new();
        let mut rest = self.answer.by_ref().take(length + 1);
        if largest < length {
            std::io::copy(&mut rest, &mut std::io::sink())?;
            return Ok(Content::Large);
        }
        rest.read_to_end(&mut bytes)?;
        if bytes.pop().is_none() || bytes.len() as u64 != length {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Content::Bytes(bytes))
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
