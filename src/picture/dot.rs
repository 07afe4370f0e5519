//! A graph in the language of Graphviz: <https://graphviz.org/doc/info/lang.html>.
//!
//! What is above is drawn above. A line is dashed, dotted or double as its verdict looks elsewhere, and its letter is beside
//! what it says, so that nothing depends on colour.

use std::io::{self, Write};

use super::graph::{Edge, Graph, Node};
use super::plain::{best, edge_label, legend, on_one_line, texts};
use crate::output::appearance::{Appearance, Fill, Line};

/// Writes a graph.
///
/// # Errors
/// If it cannot be written.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph {} {{", quoted([graph.title.as_str()]))?;
    let under = legend(graph);
    let caption = std::iter::once(&graph.title).chain(&graph.notes).chain(&under).map(String::as_str);
    writeln!(
        out,
        "  graph [rankdir=BT, labelloc=t, labeljust=l, fontname=\"sans-serif\", label={}];",
        left(caption)
    )?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\", margin=\"0.15,0.1\"];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for one in &graph.nodes {
        writeln!(out, "  {};", node(one))?;
    }
    for one in &graph.edges {
        if let (Some(from), Some(to)) = (graph.nodes.get(one.from), graph.nodes.get(one.to)) {
            writeln!(out, "  {} -> {} {};", quoted([from.id.as_str()]), quoted([to.id.as_str()]), edge(one))?;
        }
    }
    writeln!(out, "}}")
}

fn node(node: &Node) -> String {
    let texts: Vec<String> = texts(node).collect();
    let mut attributes = format!("label={}", quoted(texts.iter().map(String::as_str)));
    if let Some(looks) = best(&node.pieces) {
        attributes += &format!(", {}", outline(looks));
    }
    attributes += &match node.about.is_empty() {
        true => tooltip(&node.records, &node.sources),
        false => format!(", tooltip={}", quoted(node.about.lines())),
    };
    format!("{} [{attributes}]", quoted([node.id.as_str()]))
}

fn edge(edge: &Edge) -> String {
    let looks = best(&edge.pieces);
    let mut attributes = format!("label={}", quoted([edge_label(edge).as_str()]));
    if let Some(looks) = looks {
        // Two lines for what is hatched elsewhere.
        let colour = looks.colour;
        let colours =
            if looks.fill == Fill::Hatched { format!("{colour}:{colour}") } else { colour.to_owned() };
        attributes += &format!(", style={}, color=\"{colours}\"", style(looks));
    }
    format!("[{attributes}{}]", tooltip(&edge.records, &edge.sources))
}

fn outline(looks: &Appearance) -> String {
    let peripheries = if looks.fill == Fill::Hatched { ", peripheries=2" } else { "" };
    format!("style={}, color=\"{}\"{peripheries}", style(looks), looks.colour)
}

fn style(looks: &Appearance) -> &'static str {
    match looks.line {
        Line::Solid => "solid",
        // Graphviz knows no lengths of strokes.
        Line::Dashed([stroke, gap, ..]) if stroke > gap => "dashed",
        Line::Dashed(_) => "dotted",
    }
}

/// Which records and sources are behind it: seen in SVG made by Graphviz when one points at it.
fn tooltip(records: &[String], sources: &[String]) -> String {
    if records.is_empty() && sources.is_empty() {
        return String::new();
    }
    let texts = format!("records {}; sources {}", records.join(", "), sources.join(", "));
    format!(", tooltip={}", quoted([texts.as_str()]))
}

/// Lines as a string in quotes, centred.
fn quoted<'text>(lines: impl IntoIterator<Item = &'text str>) -> String {
    let lines: Vec<String> = lines.into_iter().map(escaped).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Lines as a string in quotes, each beginning at the left.
fn left<'text>(lines: impl IntoIterator<Item = &'text str>) -> String {
    let lines: String = lines.into_iter().map(|line| format!("{}\\l", escaped(line))).collect();
    format!("\"{lines}\"")
}

/// In quotes, a backslash begins an escape and an ampersand the name of a letter.
fn escaped(text: &str) -> String {
    on_one_line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::super::graph::hostile;
    use super::*;

    fn written(graph: &Graph) -> String {
        let mut out = Vec::new();
        write(graph, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_verdict_has_a_line_of_its_own_and_its_letter() {
        insta::assert_snapshot!(written(&hostile()), @r##"
        digraph "Above \"A\": \\ %%" {
          graph [rankdir=BT, labelloc=t, labeljust=l, fontname="sans-serif", label="Above \"A\": \\ %%\lOn 2001-05-01⏎%%{init: {}}%%\lC certain, D disputed, P possible, X excluded\l"];
          node [shape=box, fontname="sans-serif", margin="0.15,0.1"];
          edge [fontname="sans-serif", fontsize=10];
          "a" [label="The \"A\" &amp; <b>Sons</b>\\N; #35; %%{init: {}}%%"];
          "b" [label="back\\\nChair: O'Neil `x` (D), new\nno other"];
          "c" [label="one⏎two | three, changed", style=solid, color="#009e73"];
          "d" [label="\\u{202e}turned\\u{1b}[2J", style=solid, color="#d55e00", peripheries=2];
          "e" [label="---⏎end"];
          "a" -> "b" [label="subordinate-to (C)", style=solid, color="#009e73", tooltip="records r0; sources s1"];
          "b" -> "c" [label="subordinate-to (D)", style=solid, color="#d55e00:#d55e00", tooltip="records r1; sources s1"];
          "c" -> "d" [label="subordinate-to (P)", style=dashed, color="#e69f00", tooltip="records r2; sources s1"];
          "d" -> "e" [label="subordinate-to (X), gone", style=dotted, color="#999999", tooltip="records r3; sources s1"];
        }
        "##);
    }

    #[test]
    fn an_edge_without_ends_is_left_out() {
        let mut graph = hostile();
        graph.nodes.clear();
        assert!(!written(&graph).contains("->"));
    }
}
