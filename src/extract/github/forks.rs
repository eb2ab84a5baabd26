//! Jobs that check a pull request's own code out and then hand credentials to steps: whoever opens the pull request
//! writes what those steps run.
//!
//! Which events can lead there is stated as a condition of the place; whether they do is for others to see.

use super::brought;
use super::file::{File, Place};
use super::known::Layer;
use super::uses::without_version;
use crate::extract::shell::{self, program_of};
use crate::model::{ExposureForm, Matter, Most, Name, Node, Site, Space, Test, Within as _, Word};

/// What a job has done so far with code that comes from a pull request.
#[derive(Default)]
pub(super) struct Forks {
    /// The events with which a checkout before this step fetches it.
    events: Vec<&'static str>,
    /// The inputs by which a checkout before this step is told what to fetch.
    inputs: Vec<Name>,
    /// Whether a step after that may have run it.
    ran: bool,
    /// Whether the job asks first who wants it.
    asks: bool,
}

/// What names the head of a pull request, and the event with which it does.
const HEADS: [(&str, &str); 10] = [
    ("github.event.pull_request.head.", "pull_request_target"),
    ("github.event.pull_request.merge_commit_sha", "pull_request_target"),
    ("github.head_ref", "pull_request_target"),
    ("refs/pull/${{ github.event.pull_request.number", "pull_request_target"),
    ("refs/pull/${{ github.event.number", "pull_request_target"),
    ("refs/pull/${{ github.event.issue.number", "issue_comment"),
    ("outputs.head_", "issue_comment"),
    // A branch's bare name is looked for in the repository itself, and of forks no pull requests are listed there.
    ("github.event.workflow_run.head_sha", "workflow_run"),
    ("github.event.workflow_run.head_commit", "workflow_run"),
    ("github.event.workflow_run.head_repository", "workflow_run"),
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
    fn may_have_run(&self) -> bool {
        self.is_there() && self.ran && !self.asks
    }

    /// Whether a pull request's code may have been checked out.
    fn is_there(&self) -> bool {
        !(self.events.is_empty() && self.inputs.is_empty())
    }

    /// Take a step into account, before its own sites are told. `layers` are the environments around it.
    pub fn step(&mut self, file: &File<'_>, place: &Place, node: &Node, layers: &[&Layer<'_>]) {
        let uses = node.get("uses").and_then(Node::text).unwrap_or_default();
        let script = node.get("run").and_then(Node::text);
        self.asks |= !self.is_there() && ASKING.iter().any(|it| uses.contains(it));
        if self.is_there() {
            self.ran |= uses.starts_with("./") || script.is_some_and(runs_code);
        }
        let own = Layer::of(node.get("env"));
        let layers: Vec<&Layer<'_>> = layers.iter().copied().chain([&own]).collect();
        for event in events(node, uses, &layers) {
            let harmless = |name: &str| HARMLESS.contains(&name);
            self.ran |= script.is_some_and(|it| brought::is_run_after(it, harmless));
            if !self.events.contains(&event) && concerns(node, event) {
                self.events.push(event);
            }
        }
        if is_checkout(node, uses) {
            self.inputs.extend(brought::inputs(file, place, node));
        }
    }

    /// Tell what was handed to steps from the given site on, if a pull request's code can reach it.
    pub fn tell(&self, file: &mut File<'_>, place: &Place, sites: std::ops::Range<usize>) {
        if !self.may_have_run() {
            return;
        }
        let handed = file.facts.sites.after(sites.start).take(sites.len());
        let handed = handed.filter(|it| it.presents.is_some() || is_handed_on(it));
        let scope = place.scope.within("fork", "");
        let told: Vec<Site> = handed
            .map(|it| Site {
                takes: it.takes.clone(),
                literal: it.literal.clone(),
                reveals: [ExposureForm::Forks].into(),
                evidence: it.evidence.clone(),
                ..Site::new(it.span, &scope, format!("{}, amid code of a pull request", it.says))
            })
            .collect();
        if told.is_empty() {
            return;
        }
        let says = || "a pull request's code is checked out before".to_owned();
        if !self.inputs.is_empty() {
            let scope = place.scope.within("fork", "handed");
            let handed = told.iter().map(|it| Site { scope: scope.clone(), ..it.clone() });
            file.facts.sites.extend(handed.collect::<Vec<_>>());
            let words = self.inputs.iter().cloned().map(Word::Name).collect();
            file.circumstance(&scope, Matter::Code(words), None, says());
        }
        if !self.events.is_empty() {
            file.facts.sites.extend(told);
            let tests = self.events.iter().map(|event| Test::Event((*event).to_owned())).collect();
            file.circumstance(&scope, Matter::When(Test::Any(tests)), None, says());
        }
    }
}

/// Whether it hands a value to an action of the repository, which is the pull request's own now.
fn is_handed_on(site: &Site) -> bool {
    let takes_secret = site.takes.iter().any(|take| take.name.space == Space::Secret);
    takes_secret && site.gives.as_ref().is_some_and(|name| name.space == Space::Input)
}

/// The name of the head of a pull request, where a text is filled in with one.
pub(super) fn head(text: &str) -> Option<String> {
    brought::head(text, |text| HEADS.iter().any(|(head, _)| text.contains(head)))
}

/// Whether a step checks something out to where it is run. What lies in a folder of its own is mostly looked at only.
fn is_checkout(node: &Node, uses: &str) -> bool {
    without_version(uses).ends_with("/checkout") && node.at(&["with", "path"]).is_none()
}

/// The events with which a step checks the head of a pull request out.
fn events(node: &Node, uses: &str, layers: &[&Layer<'_>]) -> Vec<&'static str> {
    let of = |text: &str| -> Vec<&'static str> {
        HEADS.iter().filter(|(head, _)| text.contains(head)).map(|(_, event)| *event).collect()
    };
    if MERGES.contains(&without_version(uses)) {
        // What lies in a folder of its own is mostly looked at and not run.
        let is_apart = node.at(&["with", "path"]).is_some();
        return if is_apart { Vec::new() } else { vec!["pull_request_target"] };
    }
    if is_checkout(node, uses) {
        let with = |key: &str| node.at(&["with", key]).and_then(Node::text);
        let texts = [with("ref"), with("repository")].into_iter().flatten();
        return texts.flat_map(|text| of(&brought::spelt_out(text, layers))).collect();
    }
    let Some(script) = node.get("run").and_then(Node::text) else { return Vec::new() };
    if script.contains("gh pr checkout") {
        return NUMBERED.to_vec();
    }
    let fetches = ["git checkout", "git switch", "git merge", "git pull", "git reset"];
    if !script.contains("git ") || !fetches.iter().any(|it| script.contains(it)) {
        return Vec::new();
    }
    if script.contains("git fetch") && fetches_by_number(script) {
        return NUMBERED.to_vec();
    }
    let by_variables = brought::spelt_out(&brought::of_git(script), layers);
    of(&format!("{script}\n{by_variables}"))
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
    if condition.contains("workflow_run.event") {
        return condition.contains("pull_request") && !condition.contains("!=");
    } else if condition.contains("head_repository") {
        return false;
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
    const DEPTH: Most = Most::new(8, "jobs that wait for one another");
    const MANY: Most = Most::new(20, "jobs that one job waits for");
    if job.get("environment").is_some() {
        return true;
    }
    let needs = job.get("needs");
    let listed = needs.map(Node::items).unwrap_or_default().iter().within(MANY);
    let names = needs.into_iter().chain(listed).filter_map(Node::text);
    let jobs = names.filter_map(|name| root.at(&["jobs", name]));
    jobs.into_iter().any(|job| DEPTH.has_room(depth) && (asks(job) || waits(root, job, depth + 1)))
}

fn asks(job: &Node) -> bool {
    let steps = job.get("steps").map(Node::items).unwrap_or_default();
    let uses = steps.iter().filter_map(|step| step.get("uses")?.text());
    uses.into_iter().any(|uses| ASKING.iter().any(|it| uses.contains(it)))
}
