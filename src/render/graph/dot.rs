//! The graph in the language of Graphviz.

use super::super::scene::Scene;
use super::{Node, Shape, graph};

const HEAD: &str = "digraph keyfit {
  graph [rankdir=LR, fontname=\"sans-serif\", nodesep=0.2, ranksep=0.6]
  node [fontname=\"sans-serif\", fontsize=11, style=\"filled,rounded\", shape=box]
  edge [color=\"#7a7f88\", arrowsize=0.7]
";

/// The inventory as a directed graph.
pub(in super::super) fn digraph(scene: &Scene<'_>) -> String {
    let graph = graph(scene);
    // Graphviz puts what comes first at the bottom.
    let nodes = graph.nodes.iter().enumerate().rev();
    let nodes = nodes.map(|(at, it)| format!("  n{at} {}\n", node(it)));
    let edges = graph.edges.iter().map(|(from, to)| format!("  n{from} -> n{to}\n"));
    let lines: Vec<String> = nodes.chain(edges).collect();
    [HEAD, &lines.concat(), "}\n"].concat()
}

fn node(node: &Node) -> String {
    let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
    let shape = match node.shape {
        Shape::Credential => "ellipse",
        Shape::File | Shape::Consumer => "box",
        Shape::Remark => "plaintext",
    };
    let style = if node.shape == Shape::File { "filled,rounded" } else { "filled" };
    let (fill, line) = colours(node.class);
    format!(
        "[label=\"{}\", class=\"{}\", shape={shape}, style=\"{style}\", fillcolor=\"{fill}\", color=\"{line}\"]",
        lines.join("\\n"),
        node.class,
    )
}

fn colours(class: &str) -> (&'static str, &'static str) {
    match class {
        "violation" => ("#fbecea", "#b0231b"),
        "warning" => ("#fbf0df", "#8a4b00"),
        "ok" => ("#e6f3ea", "#1c6b3f"),
        "unknown" => ("#eeeff1", "#595e67"),
        _ => ("#ffffff", "#a9adb5"),
    }
}

/// A text between quotes: Graphviz knows escapes behind a backslash and the entities of HTML.
fn escaped(line: &str) -> String {
    let mut safe = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    for letter in line.chars() {
        match letter {
            '"' => safe.push_str("\\\""),
            '\\' => safe.push_str("\\\\"),
            '&' => safe.push_str("&amp;"),
            '#' if before == '#' => safe.push_str("&#35;"),
            letter => safe.push(letter),
        }
        before = letter;
    }
    safe
}
