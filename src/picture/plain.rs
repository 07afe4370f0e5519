//! What graphs look like in formats that name each thing once: without time, by the best of its verdicts.

use super::graph::{Graph, Line, Node, Piece};
use crate::output::appearance::{Appearance, appearance};
use crate::verdict::Verdict;

/// The best verdict of some days: what a picture without time shows.
pub(super) fn best(pieces: &[Piece]) -> Option<&'static Appearance> {
    pieces.iter().map(|piece| piece.verdict).min().map(appearance)
}

/// A line of a node, with the letter of its verdict.
pub(super) fn line(line: &Line) -> String {
    match line.verdict {
        Some(verdict) => format!("{} ({})", line.text, appearance(verdict).letter),
        None => line.text.clone(),
    }
}

/// What an edge says, with the letter of its verdict.
pub(super) fn edge_label(label: &str, looks: Option<&Appearance>) -> String {
    looks.map_or_else(|| label.to_owned(), |looks| format!("{label} ({})", looks.letter))
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
    std::iter::once(node.label.clone()).chain(node.lines.iter().map(line))
}

/// A text on one line, without what would steer a terminal or turn the order of its letters.
pub(super) fn on_one_line(text: &str) -> String {
    crate::terminal::for_terminal(text).into_owned()
}
