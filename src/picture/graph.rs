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

/// How something differs from another day with which it is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It does not, or nothing is compared.
    #[default]
    Same,
    /// It was not there on the other day.
    New,
    /// It was there on the other day only.
    Gone,
    /// It is there on both, with another name, verdict or holder.
    Changed,
}

impl Change {
    /// The word for it; none for what is the same.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Change::Same => None,
            Change::New => Some("new"),
            Change::Gone => Some("gone"),
            Change::Changed => Some("changed"),
        }
    }
}

/// A line of text in a node, such as the holder of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// The verdict on it, if it is a statement.
    pub verdict: Option<Verdict>,
    /// What whoever points at it reads: why, by which records and sources.
    pub about: String,
    /// Whether it is as good as the line before it, and is drawn beside it.
    pub is_beside: bool,
    /// How it differs from the other day.
    pub change: Change,
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
    /// What whoever points at it reads.
    pub about: String,
    /// How it differs from the other day.
    pub change: Change,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// How it differs from the other day.
    pub change: Change,
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

/// A graph with names that mean something in the formats, and a link of each verdict.
#[cfg(test)]
pub(super) fn hostile() -> Graph {
    let days = Span::ALWAYS;
    let node = |id: &str, label: &str| Node {
        id: id.to_owned(),
        kind: "organization",
        label: label.to_owned(),
        ..Node::default()
    };
    let mut nodes = vec![
        node("a", "The \"A\" & <b>Sons</b>\\N; #35; %%{init: {}}%%"),
        node("b", "back\\"),
        node("c", "one\r\ntwo | three"),
        node("d", "\u{202e}turned\u{1b}[2J"),
        node("e", "---\nend"),
    ];
    nodes[1].lines = vec![
        Line {
            text: "Chair: O'Neil `x`".to_owned(),
            verdict: Some(Verdict::Disputed),
            change: Change::New,
            ..Line::default()
        },
        Line { text: "no other".to_owned(), ..Line::default() },
    ];
    nodes[2].change = Change::Changed;
    nodes[2].pieces = vec![Piece { days, verdict: Verdict::Certain }];
    nodes[3].pieces = vec![Piece { days, verdict: Verdict::Disputed }];
    let verdicts = Verdict::ALL;
    let edges = (0..4)
        .map(|place| Edge {
            from: place,
            to: place + 1,
            label: "subordinate-to".to_owned(),
            pieces: vec![Piece { days, verdict: verdicts[place] }],
            records: vec![format!("r{place}")],
            sources: vec!["s1".to_owned()],
            change: if place == 3 { Change::Gone } else { Change::Same },
        })
        .collect();
    Graph {
        title: "Above \"A\": \\ %%".to_owned(),
        notes: vec!["On 2001-05-01\n%%{init: {}}%%".to_owned()],
        nodes,
        edges,
    }
}
