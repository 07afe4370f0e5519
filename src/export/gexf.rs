//! Bodies and officials as the nodes of a network, posts and relations as its edges.

use std::io::Write;

use super::one_file::{Asked, Written};
use crate::answer::network::NetworkQuery;
use crate::date::Span;
use crate::error::{Error, Result};
use crate::picture::gexf;

/// Writes the network as GEXF: at all times, or on the day of the extract.
///
/// # Errors
/// If the archive cannot be read, or it cannot be written.
pub fn write_gexf(asked: &Asked<'_>, out: &mut dyn Write) -> Result<Written> {
    let query = NetworkQuery { window: asked.extract.on.map(Span::single), shown: asked.shown.clone() };
    let mut graph = query.graph(asked.reader)?;
    let clocks = [("on", asked.extract.on), ("published by", asked.extract.published_by)];
    graph.notes.extend(clocks.iter().filter_map(|(clock, day)| Some(format!("{clock} {}", (*day)?))));
    if !asked.shown.verdicts.is_empty() {
        let verdicts: Vec<&str> = asked.shown.verdicts.iter().map(|verdict| verdict.word()).collect();
        graph.notes.push(format!("only what is {}", verdicts.join(" or ")));
    }
    graph.notes.extend(asked.extract.filter.notes());
    gexf::write(&graph, out).map_err(Error::Output)?;
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    Ok(Written {
        counts: vec![("nodes", count(graph.nodes.len())), ("edges", count(graph.edges.len()))],
        notes: Vec::new(),
    })
}
