//! Which chapters existed on a day, where, and what they stood under.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::pool::{Judged, LimitRow, judge, limits_of};
use super::{Answer, Names, Shown, below, parents, places_within};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::{self, Clocks, DatedRow, Doubtful, Fetched, json_array};
use crate::verdict::Verdict;

/// Which chapters are asked about; nothing given: all.
#[derive(Debug, Default)]
pub struct Asked {
    /// Ids of chapters.
    pub chapters: Vec<String>,
    /// Ids of organizations whose chapters they are.
    pub organizations: Vec<String>,
    /// Also chapters of what stands below those on the day.
    pub below: bool,
    /// Ids of places in which they lie.
    pub places: Vec<String>,
    /// Of these levels.
    pub levels: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Existing {
    /// The id.
    pub id: String,
    /// What it was called on the day.
    pub name: String,
    /// Its level.
    pub level: Option<String>,
    /// The organization that its row names.
    pub organization: Option<String>,
    /// The place that its row names.
    pub place: Option<String>,
    /// What it stood under on the day, sorted.
    pub parents: Vec<String>,
    /// Whether it existed.
    pub judged: Judged,
}

struct Row {
    dated: Option<DatedRow>,
    organization: Option<String>,
    name: String,
    level: Option<String>,
    place: Option<String>,
}

/// The chapters that are asked about and existed on the day of the clocks.
///
/// # Errors
/// If the archive cannot be read.
pub fn existing(
    connection: &Connection,
    clocks: &Clocks,
    asked: &Asked,
    doubtful: &mut Doubtful,
) -> Result<Vec<Existing>> {
    let wanted = wanted(connection, clocks, asked, doubtful)?;
    let array = wanted.as_ref().map(|ids| json_array(ids.iter().map(String::as_str)));
    let sql = if array.is_some() { query::CHAPTERS_NAMED } else { query::CHAPTERS_EVERYWHERE };
    // A chapter's row is an identity: it is there whatever the clocks say, but what it states must count.
    let any_time: Option<String> = None;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    query::each_row(
        connection,
        clocks,
        sql,
        &[(":chapters", &array), (":published_by", &any_time)],
        true,
        |row| {
            let dated = match Fetched::counting(row, clocks, doubtful)? {
                // An improbable statement takes no part; the chapter is there all the same.
                Some(fetched) if fetched.whole(5)? == Some(5) => None,
                Some(fetched) => Some(fetched.dated()?),
                None => None,
            };
            rows.insert(
                row.get(0)?,
                Row {
                    dated,
                    organization: row.get(10)?,
                    name: row.get(12)?,
                    level: row.get(13)?,
                    place: row.get(14)?,
                },
            );
            Ok(())
        },
    )?;
    rows.retain(|_, row| {
        asked.levels.is_empty() || row.level.as_ref().is_some_and(|level| asked.levels.contains(level))
    });
    let ids: Vec<&str> = rows.keys().map(String::as_str).collect();
    let related = relations(connection, clocks, &ids, doubtful)?;
    let names = Names::of(connection, clocks, &ids, doubtful)?;
    let limits = limits_of(connection, clocks, Some(&ids), doubtful)?;
    let above = parents(connection, clocks, &ids, doubtful)?;
    let mut existing: Vec<Existing> = Vec::with_capacity(rows.len());
    for (id, row) in &rows {
        let records: Vec<&DatedRow> = row.dated.iter().chain(related.get(id).into_iter().flatten()).collect();
        let bounds: Vec<&LimitRow> = limits.get(id).into_iter().flatten().collect();
        existing.push(Existing {
            id: id.clone(),
            name: names.on_the_day(id, clocks, &row.name),
            level: row.level.clone(),
            organization: row.organization.clone(),
            place: row.place.clone(),
            parents: above.get(id).cloned().unwrap_or_default(),
            judged: judge(&records, &bounds, clocks.on),
        });
    }
    existing.retain(|row| asked.shown.shows(row.judged.verdict));
    Ok(existing)
}

/// The chapters asked about; none: all.
fn wanted(
    connection: &Connection,
    clocks: &Clocks,
    asked: &Asked,
    doubtful: &mut Doubtful,
) -> Result<Option<BTreeSet<String>>> {
    let mut wanted: Option<BTreeSet<String>> =
        (!asked.chapters.is_empty()).then(|| asked.chapters.iter().cloned().collect());
    let mut narrow = |ids: BTreeSet<String>| {
        wanted = Some(match wanted.take() {
            Some(before) => before.intersection(&ids).cloned().collect(),
            None => ids,
        });
    };
    if !asked.organizations.is_empty() {
        let roots: Vec<&str> = asked.organizations.iter().map(String::as_str).collect();
        let mut ids: BTreeSet<String> = below(connection, clocks, &roots, doubtful)?.0.into_keys().collect();
        if !asked.below {
            // The chapters of the organizations alone: those whose own row or relation names one of them.
            let array = json_array(roots.iter().copied());
            let mut own = BTreeSet::new();
            let any_time: Option<String> = None;
            let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
                [(":bodies", &array), (":published_by", &any_time)];
            query::each_row(connection, clocks, query::CHAPTERS_OF, &parameters, false, |row| {
                own.insert(row.get(0)?);
                Ok(())
            })?;
            let above =
                parents(connection, clocks, &ids.iter().map(String::as_str).collect::<Vec<_>>(), doubtful)?;
            ids.retain(|id| {
                own.contains(id)
                    || above
                        .get(id)
                        .is_some_and(|above| above.iter().any(|above| asked.organizations.contains(above)))
            });
            ids.extend(own);
        }
        narrow(ids);
    }
    if !asked.places.is_empty() {
        let places: Vec<&str> = asked.places.iter().map(String::as_str).collect();
        let within = places_within(connection, clocks, &places)?;
        narrow(in_places(connection, clocks, &within, doubtful)?);
    }
    Ok(wanted)
}

/// Relations that say since when and until when entities were chapters, by chapter.
fn relations(
    connection: &Connection,
    clocks: &Clocks,
    ids: &[&str],
    doubtful: &mut Doubtful,
) -> Result<HashMap<String, Vec<DatedRow>>> {
    let (array, published_by) = (json_array(ids.iter().copied()), clocks.published_by());
    let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
        [(":chapters", &array), (":published_by", &published_by)];
    let mut related: HashMap<String, Vec<DatedRow>> = HashMap::new();
    query::each_row(connection, clocks, query::CHAPTER_RELATIONS, &parameters, false, |row| {
        if let Some(fetched) = Fetched::counting(row, clocks, doubtful)? {
            related.entry(fetched.owned(0)?.unwrap_or_default()).or_default().push(fetched.dated()?);
        }
        Ok(())
    })?;
    Ok(related)
}

/// Entities that lie in one of these places on the day, by their own row or by a relation `located-in`.
///
/// # Errors
/// If the archive cannot be read.
pub fn in_places(
    connection: &Connection,
    clocks: &Clocks,
    places: &BTreeSet<String>,
    doubtful: &mut Doubtful,
) -> Result<BTreeSet<String>> {
    let (array, published_by) = (json_array(places.iter().map(String::as_str)), clocks.published_by());
    let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
        [(":places", &array), (":published_by", &published_by)];
    let mut pools: BTreeMap<String, Vec<DatedRow>> = BTreeMap::new();
    query::each_row(connection, clocks, query::LOCATED_IN, &parameters, false, |row| {
        if let Some(fetched) = Fetched::counting(row, clocks, doubtful)? {
            pools.entry(fetched.owned(0)?.unwrap_or_default()).or_default().push(fetched.dated()?);
        }
        Ok(())
    })?;
    pools.retain(|_, rows| {
        let rows: Vec<&DatedRow> = rows.iter().collect();
        judge(&rows, &[], clocks.on).verdict != Verdict::Excluded
    });
    Ok(pools.into_keys().collect())
}

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("id"),
        Column::shown("name"),
        Column::shown("level"),
        Column::shown("organization"),
        Column::shown("place"),
        Column::shown("parents"),
        Column::shown("verdict"),
        Column::shown("reason"),
        Column::hidden("records"),
        Column::shown("sources"),
    ]
}

/// The whole answer.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(connection: &Connection, clocks: &Clocks, asked: &Asked) -> Result<Answer> {
    let mut doubtful = Doubtful::default();
    let found = existing(connection, clocks, asked, &mut doubtful)?;
    let rows = found
        .into_iter()
        .map(|row| {
            vec![
                Cell::from(row.id),
                Cell::from(row.name),
                Cell::from(row.level),
                Cell::from(row.organization),
                Cell::from(row.place),
                Cell::List(row.parents),
                Cell::from(row.judged.verdict.to_string()),
                Cell::from(row.judged.reason),
                Cell::List(row.judged.records),
                Cell::List(row.judged.sources),
            ]
        })
        .collect();
    Ok(Answer { columns: columns(), rows, notes: doubtful.note(clocks.published_by).into_iter().collect() })
}
