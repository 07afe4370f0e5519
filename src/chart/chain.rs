//! A chain as a graph: bodies with those who headed them, and the links between them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Around, called, words};
use crate::answer::Shown;
use crate::answer::chain::{Chain, Row};
use crate::answer::chapters::ChaptersQuery;
use crate::answer::organizations::OrganizationsQuery;
use crate::answer::people::Naming;
use crate::answer::question::Question;
use crate::date::Span;
use crate::error::Result;
use crate::picture::graph::{Edge, Graph, Line, Node, Piece};
use crate::verdict::Verdict;

/// The graph of a chain; `title` is what it is called.
///
/// # Errors
/// If the archive cannot be read.
pub fn graph(naming: Naming<'_>, chain: Chain, title: String) -> Result<(Graph, Around)> {
    let mut around = Around { title: title.clone(), notes: chain.notes, ..Around::default() };
    let bodies: BTreeSet<&str> = chain.rows.iter().map(|row| row.step.body.as_str()).collect();
    let bodies: Vec<&str> = bodies.into_iter().collect();
    let mut nodes = nodes(naming, &bodies)?;
    let place: BTreeMap<&str, usize> = bodies.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let lines = lines(naming, &chain.rows)?;
    for (row, line) in chain.rows.iter().zip(lines) {
        around.sources.extend(row.sources.iter().cloned());
        around.entities.extend(row.head.iter().map(|head| head.held.official.to_string()));
        nodes[place[row.step.body.as_str()]].lines.extend(line);
    }
    let mut edges: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for hop in chain.rows.iter().filter_map(Row::hop) {
        let (from, to) = (place[hop.below.as_str()], place[hop.above.as_str()]);
        edges.entry((from, to)).or_insert_with(|| Edge {
            from,
            to,
            label: hop.relations.join(", "),
            pieces: vec![Piece { days: hop.days, verdict: hop.judged.verdict }],
            records: hop.judged.records.clone(),
            sources: hop.judged.sources.clone(),
            ..Edge::default()
        });
    }
    let mut edges: Vec<Edge> = edges.into_values().collect();
    let kinds: Vec<String> = edges.iter().map(|edge| edge.label.clone()).collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    for (edge, words) in edges.iter_mut().zip(words(naming, "relation", &kinds)?) {
        edge.label = words;
    }
    around.entities.extend(bodies.into_iter().map(str::to_owned));
    around.sources.extend(nodes.iter().flat_map(|node| node.sources.iter().cloned()));
    Ok((Graph { title, nodes, edges, ..Graph::default() }, around))
}

/// The bodies, in the order of their ids, with what is known of their existence on the day.
fn nodes(naming: Naming<'_>, bodies: &[&str]) -> Result<Vec<Node>> {
    if bodies.is_empty() {
        return Ok(Vec::new());
    }
    let reader = naming.reader;
    let ids: Vec<String> = bodies.iter().map(|id| (*id).to_owned()).collect();
    let shown = Shown { verdicts: Vec::new(), all: true };
    let piece = |verdict: Verdict| vec![Piece { days: Span::single(reader.day()), verdict }];
    let mut known: BTreeMap<String, Node> = BTreeMap::new();
    let asked = OrganizationsQuery { organizations: ids.clone(), shown: shown.clone(), ..Default::default() };
    for row in asked.rows(reader)? {
        let node = Node {
            kind: "organization",
            pieces: piece(row.verdict),
            about: about(row.verdict, &row.reason, &row.records, &row.sources),
            records: row.records,
            sources: row.sources,
            ..Node::default()
        };
        known.insert(row.id, node);
    }
    for row in (ChaptersQuery { chapters: ids, shown, ..Default::default() }).rows(reader)? {
        let judged = row.judged;
        let node = Node {
            kind: "chapter",
            pieces: piece(judged.verdict),
            about: about(judged.verdict, &judged.reason, &judged.records, &judged.sources),
            records: judged.records,
            sources: judged.sources,
            ..Node::default()
        };
        known.insert(row.id, node);
    }
    let names = called(naming, bodies)?;
    let node = |(id, label): (&&str, String)| Node {
        id: (*id).to_owned(),
        about: known.get(*id).map_or_else(String::new, |node| format!("{label}\n{}", node.about)),
        label,
        ..known.get(*id).cloned().unwrap_or_default()
    };
    Ok(bodies.iter().zip(names).map(node).collect())
}

/// Of each row who headed the body, in which titles.
fn lines(naming: Naming<'_>, rows: &[Row]) -> Result<Vec<Option<Line>>> {
    let heads = || rows.iter().filter_map(|row| row.head.as_ref());
    let officials: Vec<&str> = heads().map(|head| head.held.official.as_ref()).collect();
    let officials = called(naming, &officials)?;
    let titles: BTreeSet<&str> = heads().flat_map(|head| &head.held.titles).map(String::as_str).collect();
    let titles: Vec<&str> = titles.into_iter().collect();
    let titles: BTreeMap<&str, String> =
        titles.iter().copied().zip(words(naming, "titles", &titles)?).collect();
    let mut officials = officials.into_iter();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let line = row.head.as_ref().zip(row.head.as_ref().and_then(|_| officials.next()));
        lines.push(line.map(|(head, name)| {
            let held: Vec<&str> = head
                .held
                .titles
                .iter()
                .filter_map(|title| Some(titles.get(title.as_str())?.as_str()))
                .collect();
            let presumed = if head.is_presumed { ", presumed" } else { "" };
            let judged = &head.held.judged;
            let text = format!("{name}\n{}{presumed}", held.join(", "));
            Line {
                about: format!(
                    "{text}\n{}",
                    about(judged.verdict, &row.reason, &judged.records, &judged.sources)
                ),
                text,
                verdict: Some(judged.verdict),
                ..Line::default()
            }
        }));
    }
    Ok(lines)
}

fn about(verdict: Verdict, reason: &str, records: &[String], sources: &[String]) -> String {
    format!("{verdict}: {reason}\nrecords: {}\nsources: {}", records.join(", "), sources.join(", "))
}
