//! A graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw in Markdown:
//! <https://mermaid.js.org/syntax/flowchart.html>.
//!
//! What is above is drawn above. Lines are dashed, dotted or thick as verdicts look elsewhere, and letters say the same.

use std::io::{self, Write};

use super::graph::Graph;
use super::plain::{best, edge_label, legend, on_one_line, texts};
use crate::output::appearance::{Appearance, Fill, Line};

/// Writes a graph.
///
/// # Errors
/// If it cannot be written.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    // A percent sign may begin a directive wherever it is.
    let title = serde_json::Value::from(on_one_line(&graph.title)).to_string().replace('%', "\\u0025");
    writeln!(out, "---\ntitle: {title}\n---")?;
    writeln!(out, "flowchart BT")?;
    for note in graph.notes.iter().chain(&legend(graph)) {
        writeln!(out, "  %% {}", escaped(note))?;
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        let texts: Vec<String> = texts(node).map(|text| escaped(&text)).collect();
        writeln!(out, "  n{number}[\"{}\"]", texts.join("<br/>"))?;
    }
    let is_whole = |place: usize| place < graph.nodes.len();
    let edges: Vec<_> = graph.edges.iter().filter(|edge| is_whole(edge.from) && is_whole(edge.to)).collect();
    for edge in &edges {
        let label = escaped(&edge_label(edge));
        writeln!(out, "  n{} -->|\"{label}\"| n{}", edge.from, edge.to)?;
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        if let Some(looks) = best(&node.pieces) {
            writeln!(out, "  style n{number} {}", style(looks))?;
        }
    }
    for (number, edge) in edges.iter().enumerate() {
        if let Some(looks) = best(&edge.pieces) {
            writeln!(out, "  linkStyle {number} {}", style(looks))?;
        }
    }
    Ok(())
}

/// A line as CSS; what is hatched elsewhere is thick.
fn style(looks: &Appearance) -> String {
    let width = if looks.fill == Fill::Hatched { 4 } else { 2 };
    let dashes = match looks.line {
        Line::Solid => String::new(),
        Line::Dashed(lengths) => {
            let lengths: Vec<String> =
                lengths.iter().map(|length| (u32::from(*length) * width).to_string()).collect();
            format!(",stroke-dasharray:{}", lengths.join(" "))
        }
    };
    format!("stroke:{},stroke-width:{width}px{dashes}", looks.colour)
}

/// Whatever has a meaning of its own in Mermaid, Markdown or HTML is written as an entity, in the way of Mermaid.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in on_one_line(text).chars() {
        match letter {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '%' | '{' | '}' | '*' | '_' | '~' | ';' | '|' => {
                escaped += &format!("#{};", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
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
        ---
        title: "Above \"A\": \\ \u0025\u0025"
        ---
        flowchart BT
          %% On 2001-05-01⏎#37;#37;#123;init: #123;#125;#125;#37;#37;
          %% C certain, D disputed, P possible, X excluded
          n0["The #34;A#34; #38; #60;b#62;Sons#60;/b#62;#92;N#59; #35;35#59; #37;#37;#123;init: #123;#125;#125;#37;#37;"]
          n1["back#92;<br/>Chair: O'Neil #96;x#96; (D), new<br/>no other"]
          n2["one⏎two #124; three, changed"]
          n3["#92;u#123;202e#125;turned#92;u#123;1b#125;[2J"]
          n4["---⏎end"]
          n0 -->|"subordinate-to (C)"| n1
          n1 -->|"subordinate-to (D)"| n2
          n2 -->|"subordinate-to (P)"| n3
          n3 -->|"subordinate-to (X), gone"| n4
          style n2 stroke:#009e73,stroke-width:2px
          style n3 stroke:#d55e00,stroke-width:4px
          linkStyle 0 stroke:#009e73,stroke-width:2px
          linkStyle 1 stroke:#d55e00,stroke-width:4px
          linkStyle 2 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
          linkStyle 3 stroke:#999999,stroke-width:2px,stroke-dasharray:2 4
        "##);
    }

    #[test]
    fn lines_keep_their_numbers_where_an_edge_without_ends_is_left_out() {
        let mut graph = hostile();
        let mut loose = graph.edges[0].clone();
        loose.to = 99;
        graph.edges.insert(0, loose);
        assert_eq!(written(&graph), written(&hostile()));
    }
}
