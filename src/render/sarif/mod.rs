//! SARIF 2.1.0 for code scanning: one run, every rule, the findings that count, and all that could not be read.
//! Silenced findings are left out and counted, for code scanning would show them as open.

mod tree;
mod fingerprint;
mod place;
mod rules;
mod fixes;
mod results;

use crate::model::{Finding, Own, Problem, Rule};

use super::clean::inert_json;
use super::scene::Scene;
use results::Results;
use tree::{Tree, message, number, text};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = "https://github.com/keyfit/keyfit";

/// The report as a SARIF log.
pub(super) fn log(scene: &Scene<'_>) -> String {
    let log = Tree::object([
        ("$schema", text(SCHEMA)),
        ("version", text("2.1.0")),
        ("runs", Tree::list([run(scene)])),
    ]);
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&log).unwrap_or_default();
    inert_json(&json) + "\n"
}

fn run(scene: &Scene<'_>) -> Tree {
    let rules = rules_by_id(scene);
    let all: Vec<&Finding> = scene.findings().collect();
    let found = all.len();
    let kept = results::kept(all);
    let left_out = found - kept.len();
    let mut results = Results::new(scene, &rules);
    let results: Vec<Tree> = kept.into_iter().map(|finding| results.result(finding)).collect();
    Tree::object([
        ("tool", Some(Tree::object([("driver", Some(driver(&rules)))]))),
        ("invocations", Tree::list([invocation(scene, left_out)])),
        ("originalUriBaseIds", Some(bases())),
        ("automationDetails", Some(Tree::object([("id", text("keyfit/check/"))]))),
        ("columnKind", text("unicodeCodePoints")),
        ("results", Tree::list(results)),
        ("properties", Some(properties(scene, left_out))),
    ])
}

fn rules_by_id<'a>(scene: &Scene<'a>) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = scene.policy.rules.iter().collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules
}

fn driver(rules: &[&Rule]) -> Tree {
    let version = env!("CARGO_PKG_VERSION");
    Tree::object([
        ("name", text("keyfit")),
        ("organization", text("keyfit")),
        ("fullName", text(format!("keyfit {version}"))),
        ("version", text(version)),
        ("semanticVersion", text(version)),
        ("informationUri", text(HOME)),
        ("rules", Tree::list(rules.iter().map(|rule| rules::descriptor(rule)))),
        ("notifications", Tree::list([unread(), cut_off()])),
    ])
}

fn unread() -> Tree {
    notice(
        "unread-input",
        "UnreadInput",
        "warning",
        "An input could not be wholly read.",
        "What was not read was not judged; make the input readable, or leave it out of the check.",
    )
}

fn cut_off() -> Tree {
    notice(
        "results-left-out",
        "ResultsLeftOut",
        "error",
        "There are more findings than code scanning shows.",
        "Only the loudest findings are in this log; the other formats hold all of them.",
    )
}

fn notice(id: &str, name: &str, level: &str, says: &str, help: &str) -> Tree {
    Tree::object([
        ("id", text(id)),
        ("name", text(name)),
        ("shortDescription", message(says)),
        ("fullDescription", message(format!("{says} {help}"))),
        ("messageStrings", Some(Tree::object([("default", message("{0}."))]))),
        ("defaultConfiguration", Some(Tree::object([("level", text(level))]))),
        ("help", message(help)),
    ])
}

/// The run itself was successful: what could not be read is told, and the exit code is the caller's to choose.
fn invocation(scene: &Scene<'_>, left_out: usize) -> Tree {
    let problems = scene.report.problems.iter().map(|problem| {
        let place = problem_place(scene, problem);
        notification(0, "warning", &scene.line(&problem.message), Some(place))
    });
    let words = format!("{left_out} findings beyond the first {} are left out", results::MOST);
    let missing = (0 < left_out).then(|| notification(1, "error", &words, None));
    Tree::object([
        ("executionSuccessful", Some(Tree::Flag(true))),
        ("toolExecutionNotifications", Tree::list(problems.chain(missing))),
    ])
}

fn problem_place(scene: &Scene<'_>, problem: &Problem) -> Tree {
    problem
        .span
        .filter(|span| scene.has(*span))
        .map_or_else(|| place::file(scene, &problem.path), |span| place::primary(scene, span))
}

fn notification(index: usize, level: &str, words: &str, place: Option<Tree>) -> Tree {
    let id = ["unread-input", "results-left-out"][index];
    let words = words.trim_end_matches('.');
    Tree::object([
        ("descriptor", Some(Tree::object([("id", text(id)), ("index", number(index))]))),
        ("level", text(level)),
        (
            "message",
            Some(Tree::object([
                ("text", text(format!("{words}."))),
                ("id", text("default")),
                ("arguments", Tree::list([Tree::Text(words.to_owned())])),
            ])),
        ),
        ("locations", place.and_then(|place| Tree::list([place]))),
    ])
}

fn bases() -> Tree {
    let description = message("The root folder that was checked.");
    Tree::object([(place::ROOT, Some(Tree::object([("description", description)])))])
}

fn properties(scene: &Scene<'_>, left_out: usize) -> Tree {
    let summary = scene.report.summary;
    Tree::object([
        ("files", number(summary.files)),
        ("read", number(summary.read)),
        ("problems", number(summary.problems)),
        ("suppressed", number(summary.suppressed)),
        ("unfollowed", number(summary.unfollowed)),
        ("unreadGrants", number(summary.unread_grants)),
        ("truncated", number(left_out)),
        ("loosened", Some(loosened(scene))),
        ("change", change(scene)),
        ("baseline", baseline(scene)),
    ])
}

fn change(scene: &Scene<'_>) -> Option<Tree> {
    let change = scene.report.change.as_ref()?;
    Some(Tree::object([
        ("against", text(scene.line(&change.against))),
        ("before", number(change.before)),
        ("problems", number(change.problems)),
        ("hushed", number(change.hushed)),
    ]))
}

fn baseline(scene: &Scene<'_>) -> Option<Tree> {
    let baseline = scene.report.baseline.as_ref()?;
    Some(Tree::object([
        ("path", text(scene.path(&baseline.path))),
        ("silenced", number(baseline.silenced)),
        ("stale", number(baseline.stale.len())),
    ]))
}

fn loosened(scene: &Scene<'_>) -> Tree {
    let loosened = &scene.report.loosened;
    Tree::object([
        ("settings", loosened.own.as_ref().map(|own| settings(scene, own))),
        ("comments", number(loosened.comments)),
    ])
}

fn settings(scene: &Scene<'_>, own: &Own) -> Tree {
    let loose = own.loose.as_ref();
    let names = |names: &[String]| Tree::list(names.iter().filter_map(|it| text(scene.line(it))));
    Tree::object([
        ("path", text(scene.path(&own.path))),
        ("heeded", Some(Tree::Flag(own.heeded))),
        ("off", loose.and_then(|it| names(&it.off))),
        ("lowered", loose.and_then(|it| names(&it.lowered))),
        ("allowances", loose.and_then(|it| number(it.allowances))),
        ("kinds", loose.and_then(|it| number(it.kinds))),
        ("contexts", loose.and_then(|it| number(it.contexts))),
        ("plan", loose.map(|it| Tree::Flag(it.plan))),
        ("limits", loose.and_then(|it| names(&it.limits))),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::model::{Level, Policy, Report};
    use crate::render::made_up::{golden, policy, report};
    use crate::render::{Format, Look, report as render};

    fn log(report: &Report) -> Value {
        let policy = policy();
        serde_json::from_str(&render(report, &policy, Format::Sarif, Look::default())).unwrap()
    }

    #[test]
    fn the_log_is_as_it_was() {
        golden("report.sarif", &render(&report(), &policy(), Format::Sarif, Look::default()));
    }

    #[test]
    fn every_result_names_a_listed_rule_and_links_what_it_lists() {
        let log = log(&report());
        let (run, mut linked) = (&log["runs"][0], 0);
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
            let words = result["message"]["text"].as_str().unwrap();
            for related in result["relatedLocations"].as_array().into_iter().flatten() {
                assert!(words.contains(&format!("]({})", related["id"])), "{words}");
                linked += 1;
            }
        }
        assert_eq!(linked, 4);
    }

    #[test]
    fn silenced_findings_are_counted_and_left_out() {
        let log = log(&report());
        assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 3);
        assert_eq!(log["runs"][0]["properties"]["suppressed"], 1);
    }

    #[test]
    fn columns_count_characters_and_values_stay_hidden() {
        let text = log(&report()).to_string();
        assert!(text.contains("dbtu_…") && text.contains("größer, 名"), "{text}");
    }

    #[test]
    fn a_long_way_and_many_findings_are_cut_and_that_is_said() {
        let mut many = report();
        let mut finding = many.findings[2].clone();
        let way = finding.trace.iter().cycle().take(250).cloned().collect();
        finding.trace.clear();
        finding.notes.clear();
        finding.level = Level::Warning;
        many.findings = vec![finding; 5001];
        many.findings[0].trace = way;
        many.findings[5000].level = Level::Error;
        let log = log(&many);
        let run = &log["runs"][0];
        let flow = &run["results"][0]["codeFlows"][0];
        assert_eq!(flow["threadFlows"][0]["locations"].as_array().unwrap().len(), 100);
        assert_eq!(flow["message"]["text"], "150 steps in the middle are left out.");
        assert_eq!(run["results"][4999]["level"], "error");
        assert_eq!(run["properties"]["truncated"], 1);
        let told = &run["invocations"][0]["toolExecutionNotifications"][2];
        assert_eq!(told["descriptor"]["id"], "results-left-out");
    }

    #[test]
    fn a_report_of_nothing_is_a_log() {
        let log = render(&Report::default(), &Policy::default(), Format::Sarif, Look::default());
        let log: Value = serde_json::from_str(&log).unwrap();
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    }
}
