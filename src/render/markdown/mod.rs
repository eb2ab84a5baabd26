//! Markdown for a comment on a change and for a job's summary. Nothing that a repository says acts in it, and it stays
//! within what a comment holds: findings beyond are left out whole and counted.

mod inert;

use crate::model::{Finding, Step, Usage};

use super::clean::short;
use super::scene::Scene;
use super::{loosened, map as inventory, summary};
use inert::{code, words};

/// A comment on GitHub holds 65,536 characters, however they are counted.
const MOST: usize = 64_000;
/// What is told of problems and allowances stays within this many bytes.
const MOST_ASIDE: usize = 16_000;
/// What is told of the way of one value stays near this many bytes.
const MOST_STEPS: usize = 6_000;
/// A message or a path is cut at this many characters.
const LONGEST: usize = 400;

const HEAD: &str = "| Level | Rule | Place | What is wrong |\n|---|---|---|---|\n";
const OPEN: &str = "<details>\n<summary>How each value travels, and what to do</summary>\n\n";
const CLOSE: &str = "</details>\n\n";

/// The report as a page.
pub(super) fn report(scene: &Scene<'_>) -> String {
    // A line of its own below makes a heading, for `##` begins commands in the logs of builds.
    let title = format!("keyfit: {}\n---\n\n", words(&summary::line(scene)));
    let aside = asides(scene);
    let findings = scene.ranked();
    let (mut rows, mut ways) = (String::new(), String::new());
    let mut room = MOST.saturating_sub(title.len() + aside.len() + HEAD.len() + OPEN.len() + 200);
    let mut left_out = findings.len();
    for finding in findings {
        let (row, way) = (row(scene, finding), way(scene, finding));
        let Some(rest) = room.checked_sub(row.len() + way.len()) else { break };
        room = rest;
        left_out -= 1;
        rows += &row;
        ways += &way;
    }
    title + &table(HEAD, &rows, left_out, "finding") + &details(&ways) + &aside
}

/// The inventory as a page: one row a usage.
pub(super) fn map(scene: &Scene<'_>) -> String {
    const HEAD: &str = "| Verdict | Credential | Kind | Consumer | Place | Runner | Environment |\n|---|---|---|---|---|---|---|\n";
    let title = format!("keyfit: {}\n---\n\n", words(&inventory::summed(scene)));
    let aside = asides(scene);
    let room = MOST.saturating_sub(title.len() + aside.len() + HEAD.len() + 200);
    let rows = scene.report.usages.iter().map(|it| usage(scene, it));
    let (rows, left_out) = fitting(rows, room);
    title + &table(HEAD, &rows, left_out, "use") + &aside
}

/// The items that fit, and how many do not.
fn fitting(items: impl Iterator<Item = String>, room: usize) -> (String, usize) {
    let (mut page, mut left_out) = (String::new(), 0);
    for item in items {
        if left_out == 0 && page.len() + item.len() <= room {
            page += &item;
        } else {
            left_out += 1;
        }
    }
    (page, left_out)
}

fn table(head: &str, rows: &str, left_out: usize, noun: &str) -> String {
    let rows = if rows.is_empty() { String::new() } else { format!("{head}{rows}\n") };
    rows + &missing(left_out, noun)
}

fn missing(left_out: usize, noun: &str) -> String {
    if left_out == 0 {
        return String::new();
    }
    format!(
        "{} more left out here; the other formats hold all.\n\n",
        summary::counted(left_out, noun)
    )
}

fn details(ways: &str) -> String {
    if ways.is_empty() { String::new() } else { format!("{OPEN}{ways}{CLOSE}") }
}

fn row(scene: &Scene<'_>, finding: &Finding) -> String {
    let (level, rule) = (finding.level.as_str(), rule(scene, finding));
    let message = words(&short(&scene.line(&finding.message), LONGEST));
    format!("| {level} | {rule} | {} | {message} |\n", address(scene, finding.span))
}

fn rule(scene: &Scene<'_>, finding: &Finding) -> String {
    let rule = code(&scene.line(&finding.rule));
    scene.page(&finding.rule).map_or_else(|| rule.clone(), |page| format!("[{rule}](<{page}>)"))
}

fn address(scene: &Scene<'_>, span: crate::model::Span) -> String {
    let place = scene.place(span);
    let path = short(&scene.path(place.path), LONGEST);
    code(&format!("{path}:{}:{}", place.start.line, place.start.column))
}

/// The way of one value, each step on a line, and what to do.
fn way(scene: &Scene<'_>, finding: &Finding) -> String {
    let steps = finding.trace.iter().chain(&finding.notes).map(|step| item(scene, step));
    let (steps, left_out) = fitting(steps, MOST_STEPS);
    let help = words(&short(&scene.line(&finding.help), LONGEST));
    let help = if help.is_empty() { help } else { format!("What to do: {help}\n\n") };
    let (rule, place) = (code(&scene.line(&finding.rule)), address(scene, finding.span));
    let gap = if steps.is_empty() { "" } else { "\n" };
    format!("{rule} at {place}\n\n{steps}{gap}{}{help}", missing(left_out, "step"))
}

fn item(scene: &Scene<'_>, step: &Step) -> String {
    let says = words(&short(&scene.line(&step.says), LONGEST));
    format!("1. {}: {says}\n", address(scene, step.span))
}

fn usage(scene: &Scene<'_>, usage: &Usage) -> String {
    let cells = [
        scene.verdict(usage.id).as_str().to_owned(),
        code(&short(&scene.line(&usage.credential.name), LONGEST)),
        usage.credential.kind.as_str().to_owned(),
        words(&short(&scene.line(&usage.consumer_title), LONGEST)),
        address(scene, usage.span),
        usage.context.runner.as_str().to_owned(),
        usage.context.environment.as_str().to_owned(),
    ];
    format!("| {} |\n", cells.join(" | "))
}

/// What could not be read, and what the repository allows itself.
fn asides(scene: &Scene<'_>) -> String {
    let problems = scene.report.problems.iter().map(|problem| {
        let address = short(&summary::address(scene, problem), LONGEST);
        format!("- {}: {}\n", code(&address), words(&short(&scene.line(&problem.message), LONGEST)))
    });
    let (problems, left_out) = fitting(problems, MOST_ASIDE / 2);
    let loosened = loosened::lines(scene).into_iter();
    let loosened = loosened.map(|line| format!("- {}\n", words(&short(&line, 2 * LONGEST))));
    let (loosened, silent) = fitting(loosened, MOST_ASIDE / 2);
    section("Not wholly read", &problems, left_out, "input")
        + &section("What the repository allows itself", &loosened, silent, "line")
}

fn section(title: &str, items: &str, left_out: usize, noun: &str) -> String {
    if items.is_empty() && left_out == 0 {
        return String::new();
    }
    format!("**{title}**\n\n{items}\n{}", missing(left_out, noun))
}

#[cfg(test)]
mod tests {
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, map, report as render};

    #[test]
    fn the_pages_are_as_they_were() {
        let (report, policy, look) = (report(), policy(), Look::default());
        golden("report.md", &render(&report, &policy, Format::Markdown, look));
        golden("map.md", &map(&report, &policy, Format::Markdown, look));
    }

    #[test]
    fn a_page_fits_into_a_comment_and_tells_what_it_leaves_out() {
        let mut report = report();
        let mut finding = report.findings[2].clone();
        finding.message = "|`@名".repeat(5_000);
        finding.trace = vec![finding.trace[0].clone(); 5_000];
        report.findings = vec![finding; 3_000];
        report.problems = vec![report.problems[0].clone(); 3_000];
        report.usages = vec![report.usages[0].clone(); 3_000];
        let page = render(&report, &policy(), Format::Markdown, Look::default());
        let rows = page.lines().filter(|it| it.starts_with("| error |")).count();
        assert!(3 < rows && page.len() < 65_536, "{rows} {}", page.len());
        assert!(page.contains(&format!("{} findings more left out", 3_000 - rows)));
        assert!(page.contains("inputs more left out"));
        let page = map(&report, &policy(), Format::Markdown, Look::default());
        assert!(page.contains(" uses more left out") && page.len() < 65_536, "{}", page.len());
    }
}
