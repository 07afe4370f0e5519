//! Bodies and officials with what links them, at all times: posts, relations, and chapters with what they are chapters of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::chapters::each_existence;
use super::officials::OfficialsQuery;
use super::relations::{RelationsQuery, each_relation};
use super::tenures::{self, TenuresQuery};
use super::{JudgedPool, Names, Shown, limits_of};
use crate::date::Span;
use crate::error::Result;
use crate::picture::graph::{Edge, Graph, Node, Piece};
use crate::query;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Which links are asked about.
#[derive(Debug, Clone, Default)]
pub struct NetworkQuery {
    /// Only pieces that have a day in it, and what they link; none: all, and whatever nothing links.
    pub window: Option<Span>,
    /// Only pieces with these verdicts.
    pub shown: Shown,
}

/// From, to, and what it says of the two.
type Key = (String, String, String);

/// What is found of a link or of the existence of a node.
#[derive(Default)]
struct Found {
    pieces: Vec<Piece>,
    records: BTreeSet<String>,
    sources: BTreeSet<String>,
}

impl Found {
    /// Adds days; those before may have the same verdict for another reason, or with another title.
    fn push(&mut self, days: Span, verdict: Verdict) {
        match self.pieces.last_mut() {
            Some(last) if last.verdict == verdict && last.days.to.after() == days.from => {
                last.days = last.days.hull(days);
            }
            _ => self.pieces.push(Piece { days, verdict }),
        }
    }
}

impl NetworkQuery {
    /// The graph of all that is asked about.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn graph(&self, reader: &Reader) -> Result<Graph> {
        let mut rows = nodes(reader)?;
        let mut links: BTreeMap<Key, Found> = BTreeMap::new();
        self.chapters(reader, &mut rows, &mut links)?;
        self.relations(reader, &mut links)?;
        self.posts(reader, &mut links)?;
        self.names(reader, &mut rows)?;
        let linked: BTreeSet<&str> =
            links.keys().flat_map(|(from, to, _)| [from.as_str(), to.as_str()]).collect();
        let is_narrowed = self.window.is_some() || !self.shown.verdicts.is_empty();
        let mut graph = Graph { title: "Bodies and officials".to_owned(), ..Graph::default() };
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (id, (node, counts)) in &rows {
            let is_there = *counts && (!is_narrowed || !node.pieces.is_empty());
            if is_there || linked.contains(id.as_str()) {
                places.insert(id, graph.nodes.len());
                graph.nodes.push(node.clone());
            }
        }
        for ((from, to, label), found) in links {
            if let (Some(from), Some(to)) = (places.get(from.as_str()), places.get(to.as_str())) {
                graph.edges.push(Edge {
                    from: *from,
                    to: *to,
                    label,
                    pieces: found.pieces,
                    records: found.records.into_iter().collect(),
                    sources: found.sources.into_iter().collect(),
                    ..Edge::default()
                });
            }
        }
        Ok(graph)
    }

    fn takes(&self, days: Span) -> bool {
        self.window.is_none_or(|window| window.overlaps(days))
    }

    /// The pieces of a judged thing that are asked about; nothing if there are none.
    fn found(&self, pool: &JudgedPool<'_>) -> Option<Found> {
        let mut found = Found::default();
        for piece in pool.tenures.iter().flat_map(|tenure| &tenure.pieces) {
            if self.shown.shows(piece.verdict) && self.takes(piece.days) {
                found.push(piece.days, piece.verdict);
                let (records, sources) = pool.behind(piece);
                found.records.extend(records);
                found.sources.extend(sources);
            }
        }
        (!found.pieces.is_empty()).then_some(found)
    }

    /// When chapters existed: for so long they were chapters of what their rows name.
    fn chapters(
        &self,
        reader: &Reader,
        rows: &mut BTreeMap<String, (Node, bool)>,
        links: &mut BTreeMap<Key, Found>,
    ) -> Result<()> {
        let ids: Vec<String> =
            rows.iter().filter(|(_, (node, _))| node.kind == "chapter").map(|(id, _)| id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        each_existence(reader, &ids, |chapter, organization, pool| {
            let Some(found) = self.found(pool) else { return Ok(()) };
            if let Some((node, _)) = rows.get_mut(chapter) {
                put(node, &found);
            }
            if let Some(organization) = organization {
                links.insert((chapter.to_owned(), organization.to_owned(), "chapter-of".to_owned()), found);
            }
            Ok(())
        })
    }

    fn relations(&self, reader: &Reader, links: &mut BTreeMap<Key, Found>) -> Result<()> {
        let mut kinds = reader.connection().prepare("SELECT id FROM relation_kinds ORDER BY id")?;
        let kinds = kinds.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let asked = RelationsQuery { relations: kinds, ..RelationsQuery::default() };
        each_relation(reader, &asked, |(subject, relation, object), pool| {
            if let Some(found) = self.found(pool) {
                // What makes a chapter one of its organization is judged with the chapter.
                let key = (subject.to_owned(), object.to_owned(), relation.to_owned());
                links.entry(key).or_insert(found);
            }
            Ok(())
        })
    }

    fn posts(&self, reader: &Reader, links: &mut BTreeMap<Key, Found>) -> Result<()> {
        let asked =
            TenuresQuery { posts: OfficialsQuery::default(), window: self.window, shown: self.shown.clone() };
        tenures::each(reader, &asked, |row| {
            let body = row.organization.or(row.chapter).unwrap_or_default();
            let found = links.entry((row.official.to_string(), body.to_string(), row.office.to_string()));
            let found = found.or_default();
            found.push(row.days, row.verdict);
            found.records.extend(row.records);
            found.sources.extend(row.sources);
            Ok(())
        })
        .map(drop)
    }

    /// What nodes were called, and when organizations existed.
    fn names(&self, reader: &Reader, rows: &mut BTreeMap<String, (Node, bool)>) -> Result<()> {
        let (limits, day) = (limits_of(reader, None)?, reader.day());
        for (table, kind) in [
            ("organizations", "organization"),
            ("chapters", "chapter"),
            ("officials", "official"),
            ("places", "place"),
        ] {
            let names = Names::of_kind(reader, table)?;
            for (id, (node, _)) in rows.iter_mut().filter(|(_, (node, _))| node.kind == kind) {
                node.label = names.on_the_day(id, day, &node.label);
                let limits = limits.get(id).map_or(&[][..], Vec::as_slice);
                if kind != "organization" {
                    continue;
                }
                let Some((tenure, keys)) = names.existence_in_time(id, limits) else { continue };
                let mut found = Found::default();
                for piece in &tenure.pieces {
                    if self.shown.shows(piece.verdict) && self.takes(piece.days) {
                        found.push(piece.days, piece.verdict);
                        for (record, source) in piece.records.iter().filter_map(|key| keys.get(*key as usize))
                        {
                            found.records.insert((*record).to_owned());
                            found.sources.insert((*source).to_owned());
                        }
                    }
                }
                put(node, &found);
            }
        }
        Ok(())
    }
}

/// When it existed, by which records.
fn put(node: &mut Node, found: &Found) {
    node.pieces.clone_from(&found.pieces);
    node.records = found.records.iter().cloned().collect();
    let own = std::mem::take(&mut node.sources);
    node.sources = found.sources.iter().cloned().chain(own).collect();
    node.sources.sort();
    node.sources.dedup();
}

/// What can be a node, and whether the source of its own row counts.
fn nodes(reader: &Reader) -> Result<BTreeMap<String, (Node, bool)>> {
    let mut nodes: BTreeMap<String, (Node, bool)> = BTreeMap::new();
    reader.each(query::NETWORK_NODES, &[], |row| {
        let (id, kind, source): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let public: Option<String> = row.get(4)?;
        let kind = match kind.as_str() {
            "organization" => "organization",
            "chapter" => "chapter",
            "official" => "official",
            "place" => "place",
            _ => "event",
        };
        let counts = reader.counts(public.as_deref(), &source) && !reader.leaves_out(&source);
        let node = Node { id: id.clone(), kind, label: row.get(2)?, ..Node::default() };
        let (node, is_counted) = nodes.entry(id).or_insert((node, false));
        // An event has one row a source.
        if counts {
            *is_counted = kind != "place" && kind != "event";
            node.sources.push(source);
        }
        Ok(())
    })?;
    Ok(nodes)
}
