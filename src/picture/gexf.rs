//! A graph as GEXF 1.3, for Gephi, networkx and the like: <https://gexf.net/schema.html>.
//!
//! The graph is dynamic: nodes and edges have spells, and the verdict on each of their days. Days are `YYYY-MM-DD`, and both
//! ends of a spell are in it; an end without a limit is left out, as the format has it.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::graph::{Edge, Graph, Line, Node, Piece};
use crate::date::{Day, Span};

/// Attributes: identifier, which is the title as well; whether it differs from day to day; whether edges have it.
const ATTRIBUTES: &[(&str, bool, bool)] = &[
    ("kind", false, false),
    ("lines", false, false),
    ("records", false, true),
    ("sources", false, true),
    ("verdict", true, true),
];

/// Writes a graph.
///
/// # Errors
/// If it cannot be written.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("gexf")
        .with_attributes([("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])
        .write_inner_content(|xml| {
            xml.create_element("meta").write_inner_content(|xml| {
                element(xml, "creator", "orgarchive")?;
                let notes =
                    std::iter::once(graph.title.as_str()).chain(graph.notes.iter().map(String::as_str));
                element(xml, "description", &notes.collect::<Vec<_>>().join("\n"))
            })?;
            let attributes = [
                ("mode", "dynamic"),
                ("defaultedgetype", "directed"),
                ("timeformat", "date"),
                ("timerepresentation", "interval"),
            ];
            xml.create_element("graph")
                .with_attributes(attributes)
                .write_inner_content(|xml| content(xml, graph))?;
            Ok(())
        })?;
    xml.get_mut().write_all(b"\n")
}

type Xml<'out> = Writer<&'out mut dyn Write>;

fn content(xml: &mut Xml<'_>, graph: &Graph) -> io::Result<()> {
    for class in ["node", "edge"] {
        for (mode, is_dynamic) in [("static", false), ("dynamic", true)] {
            let start = xml.create_element("attributes").with_attributes([("class", class), ("mode", mode)]);
            start.write_inner_content(|xml| {
                for (name, differs, is_of_edges) in ATTRIBUTES {
                    if *differs == is_dynamic && (class == "node" || *is_of_edges) {
                        let attributes = [("id", *name), ("title", *name), ("type", "string")];
                        xml.create_element("attribute").with_attributes(attributes).write_empty()?;
                    }
                }
                Ok(())
            })?;
        }
    }
    xml.create_element("nodes")
        .write_inner_content(|xml| graph.nodes.iter().try_for_each(|one| node(xml, one)))?;
    xml.create_element("edges").write_inner_content(|xml| {
        graph.edges.iter().enumerate().try_for_each(|(number, one)| edge(xml, graph, number, one))
    })?;
    Ok(())
}

fn node(xml: &mut Xml<'_>, node: &Node) -> io::Result<()> {
    let lines = node.lines.iter().map(line).collect::<Vec<_>>().join("\n");
    let (records, sources) = (node.records.join("; "), node.sources.join("; "));
    let fixed = [("kind", node.kind), ("lines", &lines), ("records", &records), ("sources", &sources)];
    let attributes = [("id", clean(&node.id)), ("label", clean(&node.label))];
    let start = xml.create_element("node").with_attributes(attributes);
    start.write_inner_content(|xml| dated(xml, &fixed, &node.pieces))?;
    Ok(())
}

fn line(line: &Line) -> Cow<'_, str> {
    match line.verdict {
        Some(verdict) => format!("{} ({verdict})", line.text).into(),
        None => line.text.as_str().into(),
    }
}

/// An edge whose ends are nodes. Its kind keeps it apart from others between the same two.
fn edge(xml: &mut Xml<'_>, graph: &Graph, number: usize, edge: &Edge) -> io::Result<()> {
    let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else {
        return Ok(());
    };
    let (records, sources) = (edge.records.join("; "), edge.sources.join("; "));
    let attributes = [
        ("id", number.to_string().into()),
        ("source", clean(&from.id)),
        ("target", clean(&to.id)),
        ("label", clean(&edge.label)),
        ("kind", clean(&edge.label)),
    ];
    let start = xml.create_element("edge").with_attributes(attributes);
    start.write_inner_content(|xml| {
        dated(xml, &[("records", &records), ("sources", &sources)], &edge.pieces)
    })?;
    Ok(())
}

/// The attributes of a node or an edge, and its spells: pieces that touch are one spell, with a verdict for each.
fn dated(xml: &mut Xml<'_>, fixed: &[(&str, &str)], pieces: &[Piece]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        for (name, value) in fixed.iter().filter(|(_, value)| !value.is_empty()) {
            let attributes = [("for", Cow::from(*name)), ("value", clean(value))];
            xml.create_element("attvalue").with_attributes(attributes).write_empty()?;
        }
        for piece in pieces {
            let start = xml
                .create_element("attvalue")
                .with_attributes([("for", "verdict"), ("value", piece.verdict.word())]);
            start.with_attributes(ends(piece.days)).write_empty()?;
        }
        Ok(())
    })?;
    let mut spells: Vec<Span> = Vec::new();
    for piece in pieces {
        match spells.last_mut() {
            Some(last) if last.to >= piece.days.from.before() => *last = last.hull(piece.days),
            _ => spells.push(piece.days),
        }
    }
    // What has no limit at all is there on every day without a spell.
    if !matches!(spells[..], [] | [Span::ALWAYS]) {
        xml.create_element("spells").write_inner_content(|xml| {
            spells.iter().try_for_each(|spell| {
                xml.create_element("spell").with_attributes(ends(*spell)).write_empty().map(drop)
            })
        })?;
    }
    Ok(())
}

/// The first and the last day, unless there is no limit.
fn ends(days: Span) -> Vec<(&'static str, Cow<'static, str>)> {
    let from = (days.from > Day::MIN).then(|| ("start", days.from.to_string().into()));
    let to = (days.to < Day::MAX).then(|| ("end", days.to.to_string().into()));
    from.into_iter().chain(to).collect()
}

fn element(xml: &mut Xml<'_>, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// A text without the characters that XML 1.0 refuses, however they are written.
fn clean(text: &str) -> Cow<'_, str> {
    let is_refused = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_refused) { text.replace(is_refused, "\u{fffd}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Verdict;

    fn piece(from: &str, to: &str, verdict: Verdict) -> Piece {
        let days = Span::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        Piece { days, verdict }
    }

    #[test]
    fn spells_join_pieces_that_touch_and_leave_open_ends_out() {
        let node = |id: &str, label: &str| Node {
            id: id.to_owned(),
            kind: "organization",
            label: label.to_owned(),
            ..Node::default()
        };
        let graph = Graph {
            title: "Two <bodies>".to_owned(),
            notes: vec!["on every day".to_owned()],
            nodes: vec![node("a", "\"A\" & \u{1}\u{ffff}\n\tsons"), node("b", "B")],
            edges: vec![Edge {
                from: 0,
                to: 1,
                label: "subordinate-to".to_owned(),
                pieces: vec![
                    piece("0001-01-01", "1989-12-31", Verdict::Possible),
                    piece("1990-01-01", "1999-12-31", Verdict::Certain),
                    piece("2001-01-01", "9999-12-31", Verdict::Disputed),
                ],
                records: vec!["r1".to_owned(), "r2".to_owned()],
                sources: vec!["s1".to_owned()],
                ..Edge::default()
            }],
        };
        let mut out = Vec::new();
        write(&graph, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <gexf xmlns="http://gexf.net/1.3" version="1.3">
          <meta>
            <creator>orgarchive</creator>
            <description>Two &lt;bodies&gt;
        on every day</description>
          </meta>
          <graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">
            <attributes class="node" mode="static">
              <attribute id="kind" title="kind" type="string"/>
              <attribute id="lines" title="lines" type="string"/>
              <attribute id="records" title="records" type="string"/>
              <attribute id="sources" title="sources" type="string"/>
            </attributes>
            <attributes class="node" mode="dynamic">
              <attribute id="verdict" title="verdict" type="string"/>
            </attributes>
            <attributes class="edge" mode="static">
              <attribute id="records" title="records" type="string"/>
              <attribute id="sources" title="sources" type="string"/>
            </attributes>
            <attributes class="edge" mode="dynamic">
              <attribute id="verdict" title="verdict" type="string"/>
            </attributes>
            <nodes>
              <node id="a" label="&quot;A&quot; &amp; ��&#10;&#9;sons">
                <attvalues>
                  <attvalue for="kind" value="organization"/>
                </attvalues>
              </node>
              <node id="b" label="B">
                <attvalues>
                  <attvalue for="kind" value="organization"/>
                </attvalues>
              </node>
            </nodes>
            <edges>
              <edge id="0" source="a" target="b" label="subordinate-to" kind="subordinate-to">
                <attvalues>
                  <attvalue for="records" value="r1; r2"/>
                  <attvalue for="sources" value="s1"/>
                  <attvalue for="verdict" value="possible" end="1989-12-31"/>
                  <attvalue for="verdict" value="certain" start="1990-01-01" end="1999-12-31"/>
                  <attvalue for="verdict" value="disputed" start="2001-01-01"/>
                </attvalues>
                <spells>
                  <spell end="1999-12-31"/>
                  <spell start="2001-01-01"/>
                </spells>
              </edge>
            </edges>
          </graph>
        </gexf>
        "#);
    }
}
