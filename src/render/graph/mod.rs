//! The inventory as a graph for programs that draw: from each credential through the files to who takes it.

pub(super) mod mermaid;
pub(super) mod dot;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Runner, Usage, Verdict};

use super::map;
use super::scene::Scene;
use super::summary::counted;

/// So many edges are drawn: Mermaid refuses 500, and a text of 50,000 characters.
const MOST_EDGES: usize = 280;
/// So many files are drawn of one way.
const MOST_FILES: usize = 12;
/// So many characters has a line of a label.
const MOST_LETTERS: usize = 60;

/// What a node stands for.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Credential,
    File,
    Consumer,
    /// Something about the graph itself.
    Remark,
}

struct Node {
    shape: Shape,
    /// The lines of its label; clean, and not yet escaped.
    lines: Vec<String>,
    /// The worst verdict on what goes through it.
    class: &'static str,
}

#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<(usize, usize)>,
}

/// The graph of a scene, worst first, with what was counted and what is left out.
fn graph(scene: &Scene<'_>) -> Graph {
    let mut graph = Graph::default();
    let groups = map::worst_first(scene);
    let mut drawn = 0;
    for usages in &groups {
        drawn += graph.draw(scene, usages);
    }
    let sum = map::sum(scene, groups.len());
    graph.remark(sum.split("; ").flat_map(|it| it.split(": ")).map(str::to_owned).collect());
    match scene.report.usages.len() - drawn {
        0 => {}
        more => graph.remark(vec![format!("{} not drawn", counted(more, "more use"))]),
    }
    graph
}

impl Graph {
    /// Draw the uses of one credential, as many as there is room for. How many were drawn.
    fn draw(&mut self, scene: &Scene<'_>, usages: &[&Usage]) -> usize {
        let room = |it: &Self| it.edges.len() + MOST_FILES < MOST_EDGES;
        let Some(first) = usages.first().filter(|_| room(self)) else { return 0 };
        let worst = usages.iter().map(|it| scene.verdict(it.id)).min();
        let lines = vec![scene.line(&first.credential.name), first.credential.kind.as_str().into()];
        let class = worst.unwrap_or(Verdict::Unknown).as_str();
        let origin = self.node(Node { shape: Shape::Credential, lines, class });
        let (mut files, mut known) = (BTreeMap::new(), BTreeSet::new());
        for (drawn, usage) in usages.iter().enumerate() {
            if !room(self) {
                return drawn;
            }
            let last = self.way(scene, usage, origin, (&mut files, &mut known));
            let consumer = self.node(consumer(scene, usage));
            self.edges.push((last, consumer));
        }
        usages.len()
    }

    /// The files of a way, each once for one credential. The node at its end.
    fn way<'a>(
        &mut self,
        scene: &Scene<'a>,
        usage: &Usage,
        origin: usize,
        (files, known): (&mut BTreeMap<&'a str, usize>, &mut BTreeSet<(usize, usize)>),
    ) -> usize {
        let mut last = origin;
        let spans = usage.trace.iter().map(|step| step.span).chain([usage.span]);
        let mut paths: Vec<&str> = spans.map(|span| scene.place(span).path).collect();
        paths.dedup();
        // The beginning and the end tell most of a way that goes through too many.
        let half = MOST_FILES / 2;
        if MOST_FILES < paths.len() {
            paths.drain(half..paths.len() - half);
        }
        for path in paths {
            let file = *files.entry(path).or_insert_with(|| {
                let lines = vec![scene.path(path)];
                self.node(Node { shape: Shape::File, lines, class: "file" })
            });
            if file != last && known.insert((last, file)) {
                self.edges.push((last, file));
            }
            last = file;
        }
        last
    }

    fn remark(&mut self, lines: Vec<String>) {
        self.node(Node { shape: Shape::Remark, lines, class: "remark" });
    }

    fn node(&mut self, node: Node) -> usize {
        let lines = node.lines.into_iter().map(short).collect();
        self.nodes.push(Node { lines, ..node });
        self.nodes.len() - 1
    }
}

fn consumer(scene: &Scene<'_>, usage: &Usage) -> Node {
    let context = &usage.context;
    let title =
        if usage.consumer_title.is_empty() { &usage.consumer } else { &usage.consumer_title };
    let verdict = scene.verdict(usage.id).as_str();
    let circumstances =
        format!("environment {}, {}", context.environment.as_str(), runner(context.runner));
    let place = format!("{verdict}, line {}", scene.place(usage.span).start.line);
    let lines = vec![scene.line(title), circumstances, place];
    Node { shape: Shape::Consumer, lines, class: verdict }
}

fn runner(runner: Runner) -> &'static str {
    match runner {
        Runner::Unknown => "runner unknown",
        known => known.as_str(),
    }
}

fn short(line: String) -> String {
    match line.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
