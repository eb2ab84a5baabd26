//! Workflow commands, which GitHub shows beside the lines of a change. It shows ten of each level a step, so the
//! loudest come first, the rest are plain lines of the log, and the last command says how many of them there are.

use std::fmt::Write as _;

use crate::model::{Finding, Level, Problem};

use super::clean::{short, uncommanded};
use super::scene::Scene;
use super::{concise, loosened, summary};

/// GitHub shows this many commands of a level.
const MOST: usize = 10;
/// A message is cut here.
const LONGEST: usize = 2000;

/// The report as commands, and what is beyond them as lines that are none.
pub(super) fn report(scene: &Scene<'_>) -> String {
    let mut page = Page::default();
    for finding in scene.ranked() {
        let line = || concise::finding(scene, finding);
        page.add(finding.level, || annotation(scene, finding), line);
    }
    let findings = page.beyond;
    for problem in &scene.report.problems {
        let line = || summary::problem(scene, problem);
        page.add(Level::Warning, || unread(scene, problem), line);
    }
    let problems = page.beyond - findings;
    let last = command("notice", &[("title", "keyfit")], &sum(scene, findings, problems));
    page.commands + &page.lines + &last
}

#[derive(Default)]
struct Page {
    commands: String,
    lines: String,
    told: [usize; 3],
    beyond: usize,
}

impl Page {
    /// Add a command, or a line where GitHub would show no more of its level.
    fn add(&mut self, level: Level, command: impl Fn() -> String, line: impl Fn() -> String) {
        // One notice is kept for the sum.
        let most = if level == Level::Note { MOST - 1 } else { MOST };
        let told = &mut self.told[level as usize];
        if *told < most {
            *told += 1;
            self.commands += &command();
        } else {
            self.beyond += 1;
            self.lines += &uncommanded(&line());
        }
    }
}

fn annotation(scene: &Scene<'_>, finding: &Finding) -> String {
    let place = scene.place(finding.span);
    let word = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let (start, end) = (place.start, place.end);
    let numbers = [start.line, end.line, start.column, end.column].map(|it| it.to_string());
    let [line, last, column, behind] = &numbers;
    let path = scene.path(place.path);
    let mut properties = vec![("file", path.as_str()), ("line", line), ("endLine", last)];
    // GitHub takes columns of one line alone.
    if start.line == end.line {
        properties.extend([("col", column.as_str()), ("endColumn", behind)]);
    }
    let rule = scene.line(&finding.rule);
    properties.push(("title", &rule));
    let (message, help) = (scene.line(&finding.message), scene.line(&finding.help));
    let help = if help.is_empty() { help } else { format!("\nhelp: {}", short(&help, LONGEST)) };
    command(word, &properties, &format!("{}{help}", short(&message, LONGEST)))
}

fn unread(scene: &Scene<'_>, problem: &Problem) -> String {
    let place = problem.span.filter(|span| scene.has(*span)).map(|span| scene.place(span));
    let line = place.map_or(1, |place| place.start.line).to_string();
    let path = scene.path(&problem.path);
    let properties = [("file", path.as_str()), ("line", &line), ("title", "could not be read")];
    command("warning", &properties, &short(&scene.line(&problem.message), LONGEST))
}

/// The sum of the run, what got no command, and what the repository allows itself.
fn sum(scene: &Scene<'_>, findings: usize, problems: usize) -> String {
    let rest = (0 < findings + problems).then(|| {
        let findings = summary::counted(findings, "more finding");
        let problems = summary::counted(problems, "more problem");
        format!(
            "{findings} and {problems} stand above in this log, for GitHub shows {MOST} of a level"
        )
    });
    let loosened = loosened::lines(scene).into_iter().map(|line| short(&line, LONGEST));
    let lines = [summary::line(scene)].into_iter().chain(rest).chain(loosened);
    lines.collect::<Vec<_>>().join("\n")
}

/// One command. What stands in it can end neither a property nor the command.
fn command(word: &str, properties: &[(&str, &str)], message: &str) -> String {
    let mut line = format!("::{word} ");
    for (at, (name, value)) in properties.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let value = data(value).replace(':', "%3A").replace(',', "%2C");
        // Writing into a string cannot fail.
        let _ = write!(line, "{comma}{name}={value}");
    }
    line + "::" + &data(message) + "\n"
}

fn data(text: &str) -> String {
    let text = text.replace("##", "#\\u{23}").replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::command;
    use crate::model::Level;
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn the_commands_are_as_they_were() {
        golden("github.txt", &render(&report(), &policy(), Format::Github, Look::default()));
    }

    #[test]
    fn what_stands_in_a_command_cannot_end_it() {
        let line =
            command("error", &[("file", "a,b:c%\n"), ("title", "t")], "x\r\n::error::##[y]%0A");
        let expected = "::error file=a%2Cb%3Ac%25%0A,title=t::x%0D%0A::error::#\\u{23}[y]%250A\n";
        assert_eq!(line, expected);
    }

    #[test]
    fn ten_of_a_level_are_commands_and_the_rest_is_told() {
        let mut report = report();
        for (at, level) in [Level::Error, Level::Warning, Level::Note].into_iter().enumerate() {
            let mut finding = report.findings[2].clone();
            finding.level = level;
            report.findings.extend(std::iter::repeat_n(finding, 20 + at));
        }
        let page = render(&report, &policy(), Format::Github, Look::default());
        let count = |word: &str| page.lines().filter(|it| it.starts_with(word)).count();
        assert_eq!(["::error ", "::warning ", "::notice "].map(count), [10, 10, 10]);
        // Of 22 errors, 22 warnings and 22 notes some get no command, and neither do both problems.
        let last = page.lines().last().unwrap_or_default();
        assert!(last.contains("%0A37 more findings and 2 more problems stand above"), "{last}");
        assert_eq!(page.lines().filter(|it| !it.starts_with("::")).count(), 39);
    }
}
