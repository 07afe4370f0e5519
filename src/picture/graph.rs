//! A graph whose nodes and edges are dated and judged: bodies, people, and what links them.

use crate::date::Span;
use crate::verdict::Verdict;

/// Days with one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The days.
    pub days: Span,
    /// The verdict on each of them.
    pub verdict: Verdict,
}

/// A line of text in a node, such as the holder of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// The verdict on it, if it is a statement.
    pub verdict: Option<Verdict>,
}

/// A thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Its id in the archive; no other node has it.
    pub id: String,
    /// What kind of thing: `organization`, `chapter`, `official`, `place` or `event`.
    pub kind: &'static str,
    /// Its name.
    pub label: String,
    /// What is written under the name.
    pub lines: Vec<Line>,
    /// When it existed, in the order of time; empty if nothing is recorded about that.
    pub pieces: Vec<Piece>,
    /// The ids of the records that say so.
    pub records: Vec<String>,
    /// The ids of their sources, and of its own.
    pub sources: Vec<String>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The place of the subject in the list of nodes.
    pub from: usize,
    /// The place of the object in the list of nodes.
    pub to: usize,
    /// What it says of the two, such as `subordinate-to` or `chair`.
    pub label: String,
    /// When it held, in the order of time.
    pub pieces: Vec<Piece>,
    /// The ids of its records.
    pub records: Vec<String>,
    /// The ids of their sources.
    pub sources: Vec<String>,
}

/// Nodes and the links between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// What it shows.
    pub title: String,
    /// The clocks and filters that it was asked with, and what the reader has to know: a line each.
    pub notes: Vec<String>,
    /// The nodes, in the order of their ids.
    pub nodes: Vec<Node>,
    /// The links.
    pub edges: Vec<Edge>,
}
