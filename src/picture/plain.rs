//! What graphs look like in formats that name each thing once: without time, by the best of its verdicts.

use super::graph::{Change, Edge, Graph, Node, Piece};
use crate::output::appearance::{Appearance, appearance};
use crate::verdict::Verdict;

/// The best verdict of some days: what a picture without time shows.
pub(super) fn best(pieces: &[Piece]) -> Option<&'static Appearance> {
    pieces.iter().map(|piece| piece.verdict).min().map(appearance)
}

/// A text with the letter of its verdict, and how it differs from another day.
fn marked(text: &str, looks: Option<&Appearance>, change: Change) -> String {
    let letter = looks.map_or_else(String::new, |looks| format!(" ({})", looks.letter));
    let change = change.word().map_or_else(String::new, |word| format!(", {word}"));
    format!("{text}{letter}{change}")
}

/// What an edge says.
pub(super) fn edge_label(edge: &Edge) -> String {
    marked(&edge.label, best(&edge.pieces), edge.change)
}

/// What the letters stand for: those that the picture uses.
pub(super) fn legend(graph: &Graph) -> Option<String> {
    let of_edges = graph.edges.iter().filter_map(|edge| best(&edge.pieces)).map(|looks| looks.verdict);
    let of_nodes = graph.nodes.iter().filter_map(|node| best(&node.pieces)).map(|looks| looks.verdict);
    let of_lines = graph.nodes.iter().flat_map(|node| &node.lines).filter_map(|line| line.verdict);
    let mut used: Vec<Verdict> = of_edges.chain(of_nodes).chain(of_lines).collect();
    used.sort_unstable();
    used.dedup();
    let letters: Vec<String> =
        used.into_iter().map(|verdict| format!("{} {verdict}", appearance(verdict).letter)).collect();
    (!letters.is_empty()).then(|| letters.join(", "))
}

/// The texts of a node: its name, and what is written under it.
pub(super) fn texts(node: &Node) -> impl Iterator<Item = String> {
    let lines = node.lines.iter().map(|line| marked(&line.text, line.verdict.map(appearance), line.change));
    std::iter::once(marked(&node.label, None, node.change)).chain(lines)
}

/// A text on one line, without what would steer a terminal or turn the order of its letters.
pub(super) fn on_one_line(text: &str) -> String {
    crate::terminal::for_terminal(text).into_owned()
}
