//! Jobs that check a pull request's own code out and then hand credentials to steps: whoever opens the pull request
//! writes what those steps run.
//!
//! Which events can lead there is stated as a condition of the place; whether they do is for others to see.

use super::file::{File, Place};
use super::uses::without_version;
use crate::extract::shell::{self, program_of};
use crate::model::{ExposureForm, Matter, Node, Site, Space, Test};

/// What a job has done so far with code that comes from a pull request.
#[derive(Default)]
pub(super) struct Forks {
    /// The events with which a checkout before this step fetches it.
    events: Vec<&'static str>,
    /// Whether a step after that may have run it.
    ran: bool,
    /// Whether the job asks first who wants it.
    asks: bool,
}

/// What names the head of a pull request, and the event with which it does.
const HEADS: [(&str, &str); 9] = [
    ("github.event.pull_request.head.", "pull_request_target"),
    ("github.event.pull_request.merge_commit_sha", "pull_request_target"),
    ("github.head_ref", "pull_request_target"),
    ("refs/pull/${{ github.event.pull_request.number", "pull_request_target"),
    ("refs/pull/${{ github.event.number", "pull_request_target"),
    ("refs/pull/${{ github.event.issue.number", "issue_comment"),
    ("outputs.head_", "issue_comment"),
    ("github.event.workflow_run.head_", "workflow_run"),
    ("github.event.workflow_run.pull_requests", "workflow_run"),
];
/// Events of a pull request of which the number alone is known.
const NUMBERED: [&str; 2] = ["pull_request_target", "issue_comment"];
/// Actions that check out what a pull request would become, whatever they are told.
const MERGES: [&str; 1] = ["check-spelling/checkout-merge"];
/// Commands that run nothing of what was checked out.
const HARMLESS: [&str; 34] = [
    "echo", "printf", "curl", "wget", "jq", "test", "[", "[[", "export", "set", "exit", "sleep",
    "cat", "cd", "mkdir", "gh", "git", "date", "for", "case", "grep", "sed", "awk", "cut", "tr",
    "true", "false", "read", "wc", "head", "tail", "ls", "base64", "local",
];
/// Words in the names of actions that stop a job unless somebody with rights asks for it.
const ASKING: [&str; 4] = ["permission", "check-user", "collaborator", "team-member"];

impl Forks {
    /// What a job begins with. One that deploys to an environment, or that waits for one that does, may wait for
    /// somebody to look at the code.
    pub fn of(root: &Node, job: Option<&Node>) -> Self {
        Self { asks: job.is_some_and(|job| waits(root, job, 0)), ..Self::default() }
    }

    /// Whether a pull request's code may have run in the job.
    pub fn may_have_run(&self) -> bool {
        !self.events.is_empty() && self.ran && !self.asks
    }

    /// Take a step into account, before its own sites are told.
    pub fn step(&mut self, node: &Node) {
        let uses = node.get("uses").and_then(Node::text).unwrap_or_default();
        self.asks |= self.events.is_empty() && ASKING.iter().any(|it| uses.contains(it));
        if !self.events.is_empty() {
            let script = node.get("run").and_then(Node::text);
            self.ran |= uses.starts_with("./") || script.is_some_and(runs_code);
        }
        for event in events(node, uses) {
            if !self.events.contains(&event) && concerns(node, event) {
                self.events.push(event);
            }
        }
    }

    /// Tell what was handed to steps from the given site on, if a pull request's code can reach it.
    pub fn tell(&self, file: &mut File<'_>, place: &Place, sites: std::ops::Range<usize>) {
        if !self.may_have_run() {
            return;
        }
        let handed = file.facts.sites.get(sites).unwrap_or_default();
        let handed = handed.iter().filter(|it| it.presents.is_some() || is_handed_on(it));
        let scope = place.scope.within("fork", "");
        let told: Vec<Site> = handed
            .map(|it| Site {
                takes: it.takes.clone(),
                literal: it.literal.clone(),
                reveals: vec![ExposureForm::Forks],
                evidence: it.evidence.clone(),
                ..Site::new(it.span, &scope, format!("{}, amid code of a pull request", it.says))
            })
            .collect();
        if told.is_empty() {
            return;
        }
        file.facts.sites.extend(told);
        let tests = self.events.iter().map(|event| Test::Event((*event).to_owned())).collect();
        let says = "a pull request's code is checked out before".to_owned();
        file.circumstance(&scope, Matter::When(Test::Any(tests)), None, says);
    }
}

/// Whether it hands a value to an action of the repository, which is the pull request's own now.
fn is_handed_on(site: &Site) -> bool {
    let takes_secret = site.takes.iter().any(|take| take.name.space == Space::Secret);
    takes_secret && site.gives.as_ref().is_some_and(|name| name.space == Space::Input)
}

/// The events with which a step checks the head of a pull request out.
fn events(node: &Node, uses: &str) -> Vec<&'static str> {
    let of = |text: &str| -> Vec<&'static str> {
        HEADS.iter().filter(|(head, _)| text.contains(head)).map(|(_, event)| *event).collect()
    };
    let is_merge = MERGES.contains(&without_version(uses));
    if is_merge || without_version(uses).ends_with("/checkout") {
        let with = |key: &str| node.at(&["with", key]).and_then(Node::text);
        // What lies in a folder of its own is mostly looked at and not run.
        if with("path").is_some() {
            return Vec::new();
        }
        if is_merge {
            return vec!["pull_request_target"];
        }
        return [with("ref"), with("repository")].into_iter().flatten().flat_map(of).collect();
    }
    let Some(script) = node.get("run").and_then(Node::text) else { return Vec::new() };
    if script.contains("gh pr checkout") {
        return NUMBERED.to_vec();
    }
    let fetches = ["git checkout", "git switch", "git merge", "git pull", "git reset"];
    match fetches.iter().any(|it| script.contains(it)) {
        true if script.contains("git fetch") && fetches_by_number(script) => NUMBERED.to_vec(),
        true => of(script),
        false => Vec::new(),
    }
}

/// Whether a script names a pull request's head as git hosts keep it: `pull/$NUMBER/head`. In an address of a page the
/// word stands behind the repository's name.
fn fetches_by_number(script: &str) -> bool {
    let ends = |rest: &str| rest.contains("/head") || rest.contains("/merge");
    let names = |line: &str| {
        let mut places = line.match_indices("pull/");
        places.any(|(at, name)| {
            let before = line[..at].trim_end_matches("refs/");
            before.ends_with([' ', '"', '\'', '+']) && ends(&line[at + name.len()..])
        })
    };
    script.lines().any(names)
}

/// Whether a checkout with a condition of its own happens for an event.
fn concerns(node: &Node, event: &str) -> bool {
    let condition = node.get("if").and_then(Node::text).unwrap_or_default();
    let asks_for_event = condition.contains("event_name") || condition.contains("github.event.");
    if event == "workflow_run" {
        return condition.contains("workflow_run.event") && !condition.contains("!=");
    }
    !asks_for_event || condition.contains(event) && !condition.contains("!=")
}

/// Whether a script may run something that a checkout brought.
fn runs_code(script: &str) -> bool {
    shell::commands(script)
        .iter()
        .filter_map(program_of)
        .any(|name| !HARMLESS.contains(&name.as_str()))
}

/// Whether a job deploys to an environment, or needs one that does or that asks for rights.
fn waits(root: &Node, job: &Node, depth: usize) -> bool {
    const DEPTH: usize = 8;
    const MANY: usize = 20;
    if job.get("environment").is_some() {
        return true;
    }
    let needs = job.get("needs");
    let listed = needs.map(Node::items).unwrap_or_default().iter().take(MANY);
    let names = needs.into_iter().chain(listed).filter_map(Node::text);
    let jobs = names.filter_map(|name| root.at(&["jobs", name]));
    jobs.into_iter().any(|job| depth < DEPTH && (asks(job) || waits(root, job, depth + 1)))
}

fn asks(job: &Node) -> bool {
    let steps = job.get("steps").map(Node::items).unwrap_or_default();
    let uses = steps.iter().filter_map(|step| step.get("uses")?.text());
    uses.into_iter().any(|uses| ASKING.iter().any(|it| uses.contains(it)))
}
