//! The graph as Mermaid's text, which Markdown pages of GitHub and GitLab draw.

use std::fmt::Write as _;

use super::super::scene::Scene;
use super::{Node, Shape, graph};

/// The colours of verdicts: ink, line and ground of a light page, readable on a dark one as well.
const CLASSES: &str = "  classDef violation fill:#fbecea,stroke:#b0231b,color:#5c120e
  classDef warning fill:#fbf0df,stroke:#8a4b00,color:#4a2900
  classDef ok fill:#e6f3ea,stroke:#1c6b3f,color:#0f3b22
  classDef unknown fill:#eeeff1,stroke:#595e67,color:#2b2e33
  classDef file fill:#ffffff,stroke:#a9adb5,color:#1d1f23
  classDef remark fill:#ffffff,stroke:#ffffff,color:#595e67
";

/// The inventory as a flow chart.
pub(in super::super) fn chart(scene: &Scene<'_>) -> String {
    let graph = graph(scene);
    let nodes = graph.nodes.iter().enumerate().map(|(at, it)| format!("  n{at}{}\n", node(it)));
    let edges = graph.edges.iter().map(|(from, to)| format!("  n{from} --> n{to}\n"));
    let lines: Vec<String> = nodes.chain(edges).collect();
    ["flowchart LR\n", &lines.concat(), CLASSES].concat()
}

fn node(node: &Node) -> String {
    let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
    let (open, close) = match node.shape {
        Shape::Credential => ("([\"", "\"])"),
        Shape::File => ("(\"", "\")"),
        Shape::Consumer | Shape::Remark => ("[\"", "\"]"),
    };
    format!("{open}{}{close}:::{}", lines.join("<br>"), node.class)
}

/// A text in which nothing is Mermaid's or HTML's: what is no letter, digit or harmless mark is told by its number.
fn escaped(line: &str) -> String {
    let mut safe = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    for letter in line.chars() {
        let is_harmless = letter.is_alphanumeric()
            || matches!(letter, ' ' | '-' | '_' | '.' | '/' | ',' | '…')
            || letter == ':' && before.is_ascii_alphanumeric();
        if is_harmless {
            safe.push(letter);
        } else {
            // Writing into a string cannot fail.
            let _ = write!(safe, "#{};", letter as u32);
        }
        before = letter;
    }
    // A web address in a label would be made a link.
    safe.replace("://", "#58;//").replace("www.", "www#46;")
}
