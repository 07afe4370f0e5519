//! Two graphs as one, with what is new, gone and changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::picture::graph::{Change, Edge, Graph, Line, Node};

/// The graph of a day, compared with that of another: what is on the other day only is in it as well.
#[must_use]
pub fn compared(day: Graph, other: Graph) -> Graph {
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let mut before: BTreeMap<&str, &Node> = other.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    for node in &day.nodes {
        let node = match before.remove(node.id.as_str()) {
            Some(before) => changed(node, before),
            None => Node { change: Change::New, ..node.clone() },
        };
        nodes.insert(node.id.clone(), node);
    }
    for (id, node) in before {
        nodes.insert(id.to_owned(), Node { change: Change::Gone, ..node.clone() });
    }
    let places: BTreeMap<&str, usize> =
        nodes.keys().zip(0..).map(|(id, place)| (id.as_str(), place)).collect();
    let edges = edges(&day, &other, &places);
    let mut notes = day.notes;
    notes.extend(other.notes.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
    Graph { title: day.title, notes, edges, nodes: nodes.into_values().collect() }
}

/// A body that is there on both days.
fn changed(node: &Node, before: &Node) -> Node {
    let lines = lines(&node.lines, &before.lines);
    let verdict = |node: &Node| node.pieces.first().map(|piece| piece.verdict);
    let is_same = node.label == before.label
        && verdict(node) == verdict(before)
        && lines.iter().all(|line| line.change == Change::Same);
    let mut about = node.about.clone();
    if node.label != before.label {
        about += &format!("\non the other day: {}", before.label);
    }
    let change = if is_same { Change::Same } else { Change::Changed };
    Node { lines, about, change, ..node.clone() }
}

/// The statements of both days; what is said without a verdict, such as how many others are possible, is that of the day.
fn lines(day: &[Line], other: &[Line]) -> Vec<Line> {
    // The first part names whom or what it is about.
    let about = |line: &Line| line.text.split('\n').next().unwrap_or_default().to_owned();
    let mut gone: Vec<&Line> = other.iter().filter(|line| line.verdict.is_some()).collect();
    let mut lines: Vec<Line> = Vec::new();
    for line in day {
        let known =
            gone.iter().position(|other| about(other) == about(line)).filter(|_| line.verdict.is_some());
        let change = match known.map(|place| gone.remove(place)) {
            _ if line.verdict.is_none() => Change::Same,
            None => Change::New,
            Some(other) if other.verdict != line.verdict => Change::Changed,
            Some(_) => Change::Same,
        };
        lines.push(Line { change, ..line.clone() });
    }
    lines.extend(gone.into_iter().map(|line| Line {
        change: Change::Gone,
        is_beside: false,
        ..line.clone()
    }));
    lines
}

fn edges(day: &Graph, other: &Graph, places: &BTreeMap<&str, usize>) -> Vec<Edge> {
    let ends = |graph: &Graph, edge: &Edge| {
        let place = |at: usize| graph.nodes.get(at).and_then(|node| places.get(node.id.as_str()).copied());
        Some((place(edge.from)?, place(edge.to)?))
    };
    let verdict = |edge: &Edge| edge.pieces.first().map(|piece| piece.verdict);
    let mut before: BTreeMap<(usize, usize), &Edge> =
        other.edges.iter().filter_map(|edge| Some((ends(other, edge)?, edge))).collect();
    let mut edges: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for edge in &day.edges {
        let Some((from, to)) = ends(day, edge) else { continue };
        let change = match before.remove(&(from, to)) {
            None => Change::New,
            Some(before) if verdict(before) != verdict(edge) => Change::Changed,
            Some(_) => Change::Same,
        };
        edges.insert((from, to), Edge { from, to, change, ..edge.clone() });
    }
    for ((from, to), edge) in before {
        edges.insert((from, to), Edge { from, to, change: Change::Gone, ..edge.clone() });
    }
    edges.into_values().collect()
}

/// How many bodies are new, gone and changed, as a line for the page; none if nothing differs.
#[must_use]
pub fn counted(graph: &Graph) -> String {
    let kinds: BTreeSet<Change> = graph.nodes.iter().map(|node| node.change).collect();
    let counts: Vec<String> = kinds
        .into_iter()
        .filter_map(|change| Some((change, change.word()?)))
        .map(|(change, word)| {
            let count = graph.nodes.iter().filter(|node| node.change == change).count();
            format!("{count} {word}")
        })
        .collect();
    if counts.is_empty() { "No body differs".to_owned() } else { format!("Bodies: {}", counts.join(", ")) }
}
