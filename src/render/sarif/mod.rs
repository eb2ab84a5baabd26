//! SARIF 2.1.0 for code scanning: one run, every rule, the findings, and all that could not be read.
//! Silenced findings are left out and counted where code scanning would show them as open, and else told as such.

mod fingerprint;
mod place;
mod rules;
mod driver;
mod fixes;
mod links;
mod results;
mod fit;
mod invocation;
mod automation;

use crate::model::{Arrange, Own, Rule};

use super::clean::inert_json;
use super::receiver::Receiver;
use super::scene::Scene;
use super::tree::{Tree, message, number, text};
use fit::Fitted;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
pub(super) const HOME: &str = "https://github.com/keyfit/keyfit";

/// The report as a SARIF log.
pub(super) fn log(scene: &Scene<'_>, receiver: &Receiver) -> String {
    let log = Tree::object([
        ("$schema", text(SCHEMA)),
        ("version", text("2.1.0")),
        ("runs", Tree::list([run(scene, receiver)])),
    ]);
    // Only a map with keys that are no text could fail, and there is none.
    let json = serde_json::to_string_pretty(&log).unwrap_or_default();
    inert_json(&json) + "\n"
}

fn run(scene: &Scene<'_>, receiver: &Receiver) -> Tree {
    let rules = rules_by_id(scene);
    let fitted = fit::fitted(scene, receiver.profile, &rules);
    Tree::object([
        ("tool", Some(Tree::object([("driver", Some(driver::driver(&rules)))]))),
        ("invocations", Tree::list([invocation::invocation(scene, &fitted)])),
        ("versionControlProvenance", automation::provenance(receiver)),
        ("originalUriBaseIds", Some(bases())),
        ("automationDetails", Some(automation::details(receiver))),
        ("columnKind", text("unicodeCodePoints")),
        ("properties", Some(properties(scene, &fitted))),
        ("results", Some(Tree::List(fitted.results))),
    ])
}

fn rules_by_id<'a>(scene: &Scene<'a>) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = scene.policy.rules.iter().collect();
    rules.arrange_by(|a, b| a.id.cmp(&b.id));
    rules
}

fn bases() -> Tree {
    let description = message("The root folder that was checked.");
    Tree::object([(place::ROOT, Some(Tree::object([("description", description)])))])
}

fn properties(scene: &Scene<'_>, fitted: &Fitted) -> Tree {
    let summary = scene.report.summary;
    Tree::object([
        ("files", number(summary.files)),
        ("read", number(summary.read)),
        ("problems", number(summary.problems)),
        ("suppressed", number(summary.suppressed)),
        ("unfollowed", number(summary.unfollowed)),
        ("unreadGrants", number(summary.unread_grants)),
        ("truncated", number(fitted.left_out)),
        ("shortened", Some(Tree::Flag(fitted.shortened))),
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
        ("kinds", number(loosened.kinds.len())),
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
