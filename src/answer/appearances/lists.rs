//! What the sources say of who took part in some events, and in which place: lists of names.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;

/// Somebody in a list, by all sources that name him.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Who.
    pub subject: String,
    /// The places that sources give, each with these sources.
    pub places: BTreeMap<u32, BTreeSet<String>>,
    /// Sources that name him, with a place or without.
    pub sources: BTreeSet<String>,
    /// Sources whose list goes further than his place and does not name him.
    pub not_named_by: Vec<String>,
    /// Ids of the records.
    pub records: BTreeSet<String>,
}

impl Entry {
    /// The lowest and the highest place; none if no source gives one.
    #[must_use]
    pub fn range(&self) -> Option<(u32, u32)> {
        Some((*self.places.first_key_value()?.0, *self.places.last_key_value()?.0))
    }

    /// Whether sources contradict each other about the place, or about whether he is in the list.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        self.places.len() > 1 || !self.not_named_by.is_empty()
    }

    /// The place in words: `3`, or `3 | 5` if sources give different ones.
    #[must_use]
    pub fn place(&self) -> String {
        let places: Vec<String> = self.places.keys().map(u32::to_string).collect();
        places.join(" | ")
    }

    /// Each place with the sources that give it, such as `3: daily, herald`.
    #[must_use]
    pub fn readings(&self) -> Vec<String> {
        let words = |sources: &BTreeSet<String>| sources.iter().cloned().collect::<Vec<_>>().join(", ");
        let mut readings: Vec<String> =
            self.places.iter().map(|(place, sources)| format!("{place}: {}", words(sources))).collect();
        let with_place: BTreeSet<&String> = self.places.values().flatten().collect();
        let without: BTreeSet<String> =
            self.sources.iter().filter(|source| !with_place.contains(source)).cloned().collect();
        if !without.is_empty() {
            readings.push(format!("no place: {}", words(&without)));
        }
        readings
    }

    /// What the sources come to.
    #[must_use]
    pub fn agreement(&self) -> &'static str {
        match self.sources.len() {
            _ if self.is_contested() => "contested",
            1 => "single",
            _ => "agreed",
        }
    }
}

/// Who took part in one event in one role. Roles are lists of their own: the members of a committee, and the speakers.
#[derive(Debug, Clone, Default)]
pub struct NameList {
    /// The role; none if no source names one.
    pub role: Option<String>,
    /// Everybody, by place; whoever has none comes last.
    pub entries: Vec<Entry>,
    /// The last place that any source gives; 0 if none gives one.
    pub length: u32,
}

impl NameList {
    /// Whether a source says in which order they were named.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.length > 0
    }

    /// The sources that give places.
    #[must_use]
    pub fn ordering_sources(&self) -> BTreeSet<&str> {
        self.entries.iter().flat_map(|entry| entry.places.values().flatten()).map(String::as_str).collect()
    }

    fn of(role: Option<String>, rows: Vec<Row>) -> NameList {
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        let mut last: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows {
            let entry = entries.entry(row.subject).or_default();
            if let Some(place) = row.position {
                entry.places.entry(place).or_default().insert(row.source.clone());
                let last = last.entry(row.source.clone()).or_default();
                *last = (*last).max(place);
            }
            entry.sources.insert(row.source);
            entry.records.insert(row.id);
        }
        let mut entries: Vec<Entry> =
            entries.into_iter().map(|(subject, entry)| Entry { subject, ..entry }).collect();
        for entry in &mut entries {
            // A list that ends before the place says nothing of it.
            let place = entry.range().map_or(0, |(lowest, _)| lowest);
            let goes_further = last.iter().filter(|(_, last)| **last >= place);
            let not_named_by = goes_further.filter(|(source, _)| !entry.sources.contains(*source));
            entry.not_named_by = not_named_by.map(|(source, _)| source.clone()).collect();
        }
        let order = |entry: &Entry| entry.range().unwrap_or((u32::MAX, u32::MAX));
        entries.sort_by(|one, other| (order(one), &one.subject).cmp(&(order(other), &other.subject)));
        NameList { role, entries, length: last.values().copied().max().unwrap_or_default() }
    }
}

/// One record of somebody who took part.
struct Row {
    id: String,
    source: String,
    subject: String,
    role: Option<String>,
    position: Option<u32>,
}

/// The statement that fetches who took part in some events.
pub(super) fn statement(events: &[&str]) -> Statement {
    Statement::new(query::PARTICIPANTS_OF).with(":events", json_array(events.iter().copied()))
}

/// The lists of some events, by event; of these roles only, if any are given.
///
/// # Errors
/// If the archive cannot be read.
pub fn lists_of(
    reader: &Reader,
    events: &[&str],
    roles: &[String],
) -> Result<BTreeMap<String, Vec<NameList>>> {
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    reader.each_of(&statement(events), |row| {
        let (source, public): (String, Option<String>) = (row.get(1)?, row.get(5)?);
        if reader.counts(public.as_deref(), &source) {
            let read = Row {
                id: row.get(0)?,
                source,
                subject: row.get(3)?,
                role: row.get(4)?,
                position: row.get(6)?,
            };
            rows.entry(row.get(2)?).or_default().push(read);
        }
        Ok(())
    })?;
    Ok(rows.into_iter().map(|(event, rows)| (event, by_role(rows, roles))).collect())
}

/// The lists of one event. Where there is one role only, a source that names none means that one.
fn by_role(rows: Vec<Row>, roles: &[String]) -> Vec<NameList> {
    let named: BTreeSet<String> = rows.iter().filter_map(|row| row.role.clone()).collect();
    let only = if named.len() == 1 { named.into_iter().next() } else { None };
    let mut lists: BTreeMap<Option<String>, Vec<Row>> = BTreeMap::new();
    for mut row in rows {
        let role = row.role.take().or_else(|| only.clone());
        lists.entry(role).or_default().push(row);
    }
    let is_asked =
        |role: &Option<String>| roles.is_empty() || role.as_ref().is_some_and(|role| roles.contains(role));
    lists.retain(|role, _| is_asked(role));
    lists.into_iter().map(|(role, rows)| NameList::of(role, rows)).collect()
}
