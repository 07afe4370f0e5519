//! What stands below or above what, on a day: each link must be valid on that day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pool::judge;
use crate::date::Day;
use crate::error::Result;
use crate::query::{self, DatedRow, Sql, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;

/// A link from an entity to one above it, with the records that state it.
#[derive(Debug, Clone)]
pub struct Link {
    /// The entity below.
    pub below: String,
    /// The entity above.
    pub above: String,
    /// The verdict for the day.
    pub verdict: Verdict,
}

/// Entities that stand below some others, with the verdict of the best chain of links that leads there.
#[derive(Debug, Default)]
pub struct Below(pub BTreeMap<String, Verdict>);

impl Below {
    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The entities in `roots` and all that stands below them on the day.
///
/// # Errors
/// If the archive cannot be read.
pub fn below(reader: &Reader, roots: &[&str]) -> Result<Below> {
    let mut reached: BTreeMap<String, Verdict> =
        roots.iter().map(|id| ((*id).to_owned(), Verdict::Certain)).collect();
    let mut frontier: BTreeSet<String> = reached.keys().cloned().collect();
    // A cycle in what sources state ends where nothing better is reached.
    while !frontier.is_empty() {
        let ids = json_array(frontier.iter().map(String::as_str));
        let mut next = BTreeSet::new();
        let mut links = relation_links(reader, query::RELATIONS_TO, ":objects", &ids)?;
        links.extend(chapter_links(reader, query::CHAPTERS_OF, ":bodies", &ids)?);
        for link in links {
            let Some(above) = reached.get(&link.above).copied() else {
                continue;
            };
            // A chain is as good as its weakest link.
            let verdict = above.max(link.verdict);
            let better = reached.get(&link.below).is_none_or(|known| verdict < *known);
            if better && frontier.contains(&link.above) {
                reached.insert(link.below.clone(), verdict);
                next.insert(link.below);
            }
        }
        frontier = next;
    }
    Ok(Below(reached))
}

/// For each of some entities, what stands directly above it on the day, sorted.
///
/// # Errors
/// If the archive cannot be read.
pub fn parents(reader: &Reader, ids: &[&str]) -> Result<HashMap<String, Vec<String>>> {
    let array = json_array(ids.iter().copied());
    let mut links = relation_links(reader, query::RELATIONS_OF, ":subjects", &array)?;
    links.extend(chapter_links(reader, query::CHAPTERS_NAMED, ":chapters", &array)?);
    let mut parents: HashMap<String, Vec<String>> = HashMap::new();
    for link in links {
        parents.entry(link.below).or_default().push(link.above);
    }
    for above in parents.values_mut() {
        above.sort();
        above.dedup();
    }
    Ok(parents)
}

/// Some places and all that lie in them.
///
/// # Errors
/// If the archive cannot be read.
pub fn places_within(reader: &Reader, places: &[&str]) -> Result<BTreeSet<String>> {
    let array = json_array(places.iter().copied());
    let mut within = BTreeSet::new();
    reader.each(query::PLACES_WITHIN, &[(":places", &array)], |row| {
        within.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(within)
}

fn relation_links(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<Link>> {
    let mut pools: BTreeMap<(String, String, String), Vec<DatedRow>> = BTreeMap::new();
    reader.each(sql, &[(parameter, &ids)], |row| {
        if let Some(fetched) = reader.fetched(row)? {
            let key = (
                fetched.owned(0)?.unwrap_or_default(),
                fetched.owned(1)?.unwrap_or_default(),
                fetched.owned(2)?.unwrap_or_default(),
            );
            pools.entry(key).or_default().push(fetched.dated()?);
        }
        Ok(())
    })?;
    Ok(pools
        .into_iter()
        .filter_map(|((below, _, above), rows)| valid_link(below, above, &rows, reader.day()))
        .collect())
}

/// A chapter's row states its organization and its parent, dated as the row is.
fn chapter_links(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    reader.each(sql, &[(parameter, &ids)], |row| {
        if let Some(fetched) = reader.fetched(row)? {
            if fetched.whole(5)? == Some(5) {
                return Ok(());
            }
            let dated = fetched.dated()?;
            for above in [fetched.owned(0)?, fetched.owned(1)?].into_iter().flatten() {
                links.extend(valid_link(dated.id.clone(), above, std::slice::from_ref(&dated), reader.day()));
            }
        }
        Ok(())
    })?;
    Ok(links)
}

fn valid_link(below: String, above: String, rows: &[DatedRow], day: Day) -> Option<Link> {
    let rows: Vec<&DatedRow> = rows.iter().collect();
    let verdict = judge(&rows, &[], day).verdict;
    (verdict != Verdict::Excluded).then_some(Link { below, above, verdict })
}
