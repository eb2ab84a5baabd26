//! The pages under `docs/` do what they say. A page that begins with `<!-- folder: NAME -->` is played in a copy of
//! `fixtures/NAME`, or in an empty folder where that is `none`: its blocks stand behind each other, and each begins
//! where the one before it ended.
//!
//! | in the page | what happens |
//! |---|---|
//! | a block of `console` | each line behind `$ ` is run, and the lines below it are what it must print |
//! | `<!-- file: PATH -->` before a block | the block is written to that file |
//! | `<!-- $ COMMAND -->` | the command is run, and nothing is said of it |
//!
//! `UPDATE=1 cargo test` rewrites what commands print, and the page of each rule.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use keyfit::model::{Condition, Policy, Rule};

use crate::docs::hold_in;
use crate::folder::Folder;
use crate::goldens::{hold, read};
use crate::{TODAY, files, folders, name, project, text};

#[test]
fn the_pages_print_what_they_say() {
    let mut played = 0;
    for page in pages() {
        let told = read(&page);
        let Some(folder) = directive(&told, "folder: ").next() else { continue };
        played += 1;
        hold(&page, &played_again(&page, &told, folder));
    }
    assert!(0 < played, "no page is played");
}

#[test]
fn every_page_stands_in_the_contents_and_leads_only_to_what_is_there() {
    let contents = read("docs/SUMMARY.md");
    for page in pages() {
        let inside = page.trim_start_matches("docs/");
        if inside != "SUMMARY.md" {
            assert!(contents.contains(&format!("({inside})")), "{page} is not in the contents");
        }
        let told = read(&page);
        for link in links(&told) {
            let elsewhere = link.strip_prefix(HOME).and_then(|it| it.split_once("/main/"));
            // What lies outside of the book is not on its site.
            let is_within = !link.starts_with("../..")
                && (page.contains("/rules/") || !link.starts_with("../"));
            let file = match elsewhere {
                Some((_, path)) => project(path),
                None if link.contains("://") => continue,
                None => project(&page).with_file_name("").join(link),
            };
            assert!(
                elsewhere.is_some() || is_within,
                "{page} leads out of the book by {link}: write {HOME}"
            );
            assert!(file.exists(), "{page} leads to {link}, which is not there");
        }
    }
}

#[test]
fn the_recipes_are_what_init_writes() {
    let recipe = |text: &str| format!("```yaml\n{text}```\n");
    for ci in keyfit::render::Ci::ALL {
        hold_in("docs/ci.md", ci.as_str(), &recipe(ci.text()));
    }
    for page in ["docs/ci.md", "README.md"] {
        hold_in(page, "hook", &recipe(keyfit::render::HOOK));
    }
    hold_in("README.md", "github", &recipe(keyfit::render::Ci::Github.text()));
    let template = read("packaging/gitlab/keyfit.yml");
    assert_eq!(template, keyfit::render::Ci::Gitlab.text(), "the template is the recipe");
}

#[test]
fn every_example_of_settings_is_one() {
    let policy = policy();
    let page = read("docs/configuration.md");
    let mut count = 0;
    for block in blocks(&page, "toml") {
        count += 1;
        if let Err(mistakes) =
            keyfit::policy::settings(block, "docs/configuration.md", None, &policy)
        {
            panic!("{}", keyfit::policy::show(&mistakes, false));
        }
    }
    assert!(5 < count, "{count} examples");
}

#[test]
fn every_rule_has_its_page() {
    let policy = policy();
    let mut list = String::from("# Rules\n\n| Rule | Level | Finds |\n|---|---|---|\n");
    for rule in &policy.rules {
        let levels = levels(rule).join(", ");
        let _ = writeln!(list, "| [`{0}`](rules/{0}.md) | {levels} | {1} |", rule.id, rule.title);
        hold(&format!("docs/rules/{}.md", rule.id), &page_of(rule));
    }
    hold("docs/rules.md", &list);
    let contents = policy.rules.iter().map(|it| format!("  - [{0}](rules/{0}.md)\n", it.id));
    hold_in("docs/SUMMARY.md", "rules", &contents.collect::<String>());
    for page in files(&project("docs/rules")) {
        let id = name(&page).trim_end_matches(".md").to_owned();
        assert!(policy.rule(&id).is_some(), "the page of `{id}` tells of no rule");
    }
}

/// Where the files are that are no pages.
const HOME: &str = "https://github.com/keyfit/keyfit/";

fn policy() -> Policy {
    keyfit::policy::builtin().expect("the built-in rules are right")
}

/// The pages of the book, from the project's root.
fn pages() -> Vec<String> {
    let root = project("");
    let pages = files(&project("docs")).into_iter();
    let pages = pages.filter(|it| it.extension().is_some_and(|it| it == "md"));
    let shown = |page: std::path::PathBuf| {
        let inside = page.strip_prefix(&root).expect("it lies in the project");
        inside.to_string_lossy().replace('\\', "/")
    };
    pages.map(shown).collect()
}

/// What stands behind a word in the comments of a page.
fn directive<'t>(page: &'t str, word: &'static str) -> impl Iterator<Item = &'t str> {
    let comments = page.lines().filter_map(|it| it.strip_prefix("<!-- ")?.strip_suffix(" -->"));
    comments.filter_map(move |it| it.strip_prefix(word))
}

/// The blocks of a language.
fn blocks<'t>(page: &'t str, language: &str) -> Vec<&'t str> {
    let open = format!("```{language}\n");
    page.split(&open).skip(1).filter_map(|it| it.split("```").next()).collect()
}

/// The files that a page leads to, without what lies elsewhere and within blocks.
fn links(page: &str) -> Vec<&str> {
    let prose: Vec<&str> = page.split("```").step_by(2).collect();
    let links = prose.into_iter().flat_map(|it| it.split("](").skip(1));
    let links = links.filter_map(|it| it.split([')', '#']).next());
    links.filter(|it| !it.is_empty()).collect()
}

/// A page whose commands were run anew.
fn played_again(page: &str, told: &str, folder: &str) -> String {
    let name = page.replace(['/', '.'], "-");
    let folder = match folder {
        "none" => Folder::new(&name),
        _ => Folder::like(&name, &project(&format!("fixtures/{folder}"))),
    };
    let mut again = String::new();
    let mut lines = told.lines().peekable();
    while let Some(line) = lines.next() {
        again += line;
        again.push('\n');
        let comment = line.strip_prefix("<!-- ").and_then(|it| it.strip_suffix(" -->"));
        if let Some(command) = comment.and_then(|it| it.strip_prefix("$ ")) {
            run(&folder, command);
        } else if let Some(path) = comment.and_then(|it| it.strip_prefix("file: ")) {
            let open = lines.next().unwrap_or_default();
            let block: Vec<&str> = lines.by_ref().take_while(|it| *it != "```").collect();
            folder.write(path, block.join("\n") + "\n");
            let _ = write!(again, "{open}\n{}\n```\n", block.join("\n"));
        } else if line == "```console" {
            for line in lines.by_ref().take_while(|it| *it != "```") {
                if let Some(command) = line.strip_prefix("$ ") {
                    let _ = write!(again, "{line}\n{}", run(&folder, command));
                }
            }
            again += "```\n";
        }
    }
    again
}

/// What a command prints in a folder, with the binary of this build on the path and on a day that stays the same.
fn run(folder: &Folder, command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_keyfit"));
    let mut path = binary.parent().expect("it lies in a folder").as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("GIT_") {
            shell.env_remove(variable);
        }
    }
    for (key, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")] {
        shell.env(key, value);
    }
    for who in ["AUTHOR", "COMMITTER"] {
        shell
            .env(format!("GIT_{who}_NAME"), "you")
            .env(format!("GIT_{who}_EMAIL"), "you@example.com");
        shell.env(format!("GIT_{who}_DATE"), format!("{TODAY}T12:00:00Z"));
    }
    shell
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .env_remove("GITHUB_STEP_SUMMARY");
    shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]).current_dir(folder.path(""));
    let run = shell.output().expect("there is a shell");
    let mut said = text(&run.stdout);
    if !said.is_empty() && !said.ends_with('\n') {
        said.push('\n');
    }
    said
}

/// The page of a rule, from its file and its worlds.
fn page_of(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n{}: {}.\n\n", rule.id, levels(rule).join(", "), rule.title);
    let _ =
        write!(page, "{}\n\n## What to do\n\n{}\n", rule.why.trim(), sentence(&plain(&rule.help)));
    page += "\n## When\n\n";
    let with = |all: &[Condition]| match all {
        [] => String::new(),
        _ => format!(" with {}", conditions(all)),
    };
    let _ = writeln!(page, "It judges each {}{}.", rule.subject.as_str(), with(&rule.when));
    for group in &rule.unless {
        let _ = write!(page, "\nNot with {}.\n", conditions(group));
    }
    for case in &rule.levels {
        let level = case.level.map_or("off", |it| it.as_str());
        let _ = write!(page, "\n`{level}` with {}.\n", conditions(&case.when));
    }
    page += "\n## To silence one\n\nOn its line or the line above, with your reason:\n\n```text\n";
    let _ = writeln!(page, "keyfit: allow {} because REASON until YYYY-MM-DD\n```", rule.id);
    page +=
        "\n## Examples\n\nEach is a tiny repository that says on the line what is found in it.\n";
    page += &examples(rule);
    page += "\n## Sources\n\n";
    for source in &rule.source {
        let _ = writeln!(page, "- <{source}>");
    }
    page
}

/// How many worlds of one sort a page shows.
const SHOWN: usize = 6;

/// Some worlds that a rule flags, and some that it leaves alone.
fn examples(rule: &Rule) -> String {
    let worlds = folders(&project(&format!("fixtures/{}", rule.id)));
    let flags = |world: &std::path::PathBuf| {
        let marks = |file: std::path::PathBuf| {
            let said = std::fs::read(file).map(|it| text(&it)).unwrap_or_default();
            said.contains(&format!("expect: {}", rule.id))
        };
        files(world).into_iter().any(marks)
    };
    let (flagged, quiet): (Vec<_>, Vec<_>) = worlds.into_iter().partition(flags);
    let mut list = String::new();
    for (what, worlds) in [("Found", flagged), ("Left alone", quiet)] {
        let _ = write!(list, "\n{what}, {} of {}:\n\n", worlds.len().min(SHOWN), worlds.len());
        for world in worlds.iter().take(SHOWN).map(|it| name(it)) {
            let link = format!("{HOME}tree/main/fixtures/{}/{world}", rule.id);
            let _ = writeln!(list, "- [{}]({link})", world.replace('-', " "));
        }
    }
    list
}

fn levels(rule: &Rule) -> Vec<&'static str> {
    let all = std::iter::once(rule.level).chain(rule.levels.iter().map(|it| it.level));
    let mut levels: Vec<&str> = Vec::new();
    for level in all.map(|it| it.map_or("off", |it| it.as_str())) {
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    levels
}

/// A text of a rule with its placeholders in the manner of a page.
fn plain(text: &str) -> String {
    text.replace(['{', '}'], "*")
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

fn conditions(all: &[Condition]) -> String {
    let told = all.iter().map(|it| {
        let values: Vec<String> = it.values.iter().map(|it| format!("`{it}`")).collect();
        format!("`{}` {}", it.word, values.join(" or "))
    });
    told.collect::<Vec<_>>().join(", ")
}
