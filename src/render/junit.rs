//! `JUnit`'s XML, for the test reports of GitLab, Jenkins and Azure: a finding is a case that fails, a rule without one
//! is a case that passes, and an input that could not be wholly read is a case that could not be run.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::model::{Arrange, Finding, Rule, Step};

use super::aside::{Aside, asides};
use super::clean::short;
use super::scene::Scene;
use super::{loosened, summary};

/// A message is cut here.
const LONGEST: usize = 2000;
/// More steps than this are not told of one finding.
const STEPS: usize = 50;

/// The report as one suite. Its names are stable, so that a case is the same in the next run.
pub(super) fn report(scene: &Scene<'_>) -> String {
    let asides = asides(scene);
    let failures: Vec<String> = scene.findings().map(|it| failure(scene, it)).collect();
    let errors: Vec<String> =
        asides.iter().filter(|it| it.is_unread()).map(|it| unread(scene, it)).collect();
    let quiet = quiet(scene);
    let (off, passed): (Vec<&Rule>, Vec<&Rule>) =
        quiet.into_iter().partition(|it| is_off(scene, it));
    let tests = failures.len() + errors.len() + off.len() + passed.len();
    let counts =
        format!("tests=\"{tests}\" failures=\"{}\" errors=\"{}\"", failures.len(), errors.len());
    let mut page = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"keyfit\" {counts}>\n\
         <testsuite name=\"keyfit\" {counts} skipped=\"{}\" time=\"0\">\n",
        off.len()
    );
    page += &(failures.concat() + &errors.concat());
    page += &off
        .into_iter()
        .map(|rule| case(scene, rule, "<skipped message=\"the rule is off\"/>"))
        .collect::<String>();
    page += &passed.into_iter().map(|rule| case(scene, rule, "")).collect::<String>();
    page + &sum(scene) + "</testsuite>\n</testsuites>\n"
}

/// The rules that found nothing that counts.
fn quiet<'a>(scene: &Scene<'a>) -> Vec<&'a Rule> {
    let spoke: BTreeSet<&str> = scene.findings().map(|finding| finding.rule.as_str()).collect();
    let mut rules: Vec<&Rule> = scene.policy.rules.iter().collect();
    rules.retain(|rule| !spoke.contains(rule.id.as_str()));
    rules.arrange_by(|a, b| a.id.cmp(&b.id));
    rules
}

/// A rule that is off was not checked, so it did not pass.
fn is_off(scene: &Scene<'_>, rule: &Rule) -> bool {
    let set = scene.policy.settings.levels.iter().rev().find(|(id, _)| *id == rule.id);
    set.map_or(rule.level.is_none() && rule.levels.is_empty(), |(_, level)| level.is_none())
}

fn case(scene: &Scene<'_>, rule: &Rule, inside: &str) -> String {
    let id = scene.line(&rule.id);
    element(&id, &id, inside)
}

fn element(class: &str, name: &str, inside: &str) -> String {
    let (class, name) = (escaped(class), escaped(&short(name, LONGEST)));
    format!(
        "<testcase classname=\"keyfit.{class}\" name=\"{name}\" time=\"0\">{inside}</testcase>\n"
    )
}

fn failure(scene: &Scene<'_>, finding: &Finding) -> String {
    let message = escaped(&short(&scene.line(&finding.message), LONGEST));
    let address = scene.address(finding.span);
    let level = finding.level.as_str();
    let mut body = format!("at {}\n", escaped(&address));
    for step in finding.trace.iter().chain(&finding.notes).take(STEPS) {
        body += &told(scene, step);
    }
    let left_out = (finding.trace.len() + finding.notes.len()).saturating_sub(STEPS);
    if 0 < left_out {
        // Writing into a string cannot fail.
        let _ = writeln!(body, "{left_out} steps more");
    }
    let help = escaped(&short(&scene.line(&finding.help), LONGEST));
    let failure =
        format!("<failure type=\"{level}\" message=\"{message}\">{body}help: {help}</failure>");
    let rule = scene.line(&finding.rule);
    element(&rule, &format!("{rule} at {address}"), &failure)
}

fn told(scene: &Scene<'_>, step: &Step) -> String {
    let says = short(&scene.line(&step.says), LONGEST);
    format!("at {}: {}\n", escaped(&scene.address(step.span)), escaped(&says))
}

fn unread(scene: &Scene<'_>, aside: &Aside<'_>) -> String {
    let says = escaped(&short(&aside.says, LONGEST));
    let error = format!("<error type=\"problem\" message=\"{says}\"/>");
    element(aside.what, &format!("{}:{}", scene.path(aside.path), aside.line()), &error)
}

/// The sum, and what the repository allows itself.
fn sum(scene: &Scene<'_>) -> String {
    let lines = [summary::line(scene)].into_iter().chain(loosened::lines(scene));
    let lines: Vec<String> = lines.map(|line| escaped(&line)).collect();
    format!("<system-out>{}\n</system-out>\n", lines.join("\n"))
}

/// Text for XML 1.0, in which some characters may not stand even as references.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&apos;"),
            '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                shown.push(letter);
            }
            _ => shown.extend(letter.escape_unicode()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn the_cases_are_as_they_were() {
        golden("junit.xml", &render(&report(), &policy(), Format::Junit, Look::default()));
    }

    #[test]
    fn no_text_ends_an_element_or_is_illegal() {
        assert_eq!(escaped("a]]><b c='&\">"), "a]]&gt;&lt;b c=&apos;&amp;&quot;&gt;");
        assert_eq!(
            escaped("a\u{0}\u{1b}\u{fffe}\u{ffff}\u{1f600}"),
            "a\\u{0}\\u{1b}\\u{fffe}\\u{ffff}\u{1f600}"
        );
    }
}
