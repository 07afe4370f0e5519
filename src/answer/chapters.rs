//! Which chapters existed on a day, where, and what they were below.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::excluded::Excluded;
use super::pool::{Judged, JudgedPool, Limits, Pool, judge, limits_of};
use super::question::{Col, Compared, Question, list, text};
use super::{Names, Shown, below, parents, places_within};
use crate::date::Day;
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::Subject;

/// Which chapters are asked about; nothing given: all.
#[derive(Debug, Default, Clone)]
pub struct ChaptersQuery {
    /// Ids of chapters.
    pub chapters: Vec<String>,
    /// Ids of organizations whose chapters they are.
    pub organizations: Vec<String>,
    /// Also chapters of what is below those on the day.
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
    /// What it was below on the day, sorted.
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

impl Question for ChaptersQuery {
    type Row = Existing;

    const NAME: &'static str = "chapters";

    const COLUMNS: &'static [Col<Existing>] = &[
        Col::shown("id", |row| Cell::from(row.id.as_str())),
        Col::shown("name", |row| Cell::from(row.name.as_str())),
        Col::shown("level", |row| text(row.level.as_deref())),
        Col::shown("organization", |row| text(row.organization.as_deref())),
        Col::shown("place", |row| text(row.place.as_deref())),
        Col::shown("parents", |row| list(&row.parents)),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        let wanted = wanted(reader, self)?;
        let array = wanted.as_ref().map(|ids| json_array(ids.iter().map(String::as_str)));
        let sql = if array.is_some() { query::CHAPTERS_NAMED } else { query::CHAPTERS_EVERYWHERE };
        // A chapter's row is an identity: it is there whatever the clocks say, but what it states must count.
        let any_time: Option<String> = None;
        Ok(Statement::new(sql).with(":chapters", array).with(":published_by", any_time))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Existing>> {
        Ok(existing(reader, self)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Existing>, Vec<String>)> {
        let (rows, excluded) = existing(reader, self)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn widened(&self) -> Vec<(&'static str, ChaptersQuery)> {
        let all = || self.clone();
        let without = [
            ("--level", &self.levels, ChaptersQuery { levels: Vec::new(), ..all() }),
            ("--place", &self.places, ChaptersQuery { places: Vec::new(), ..all() }),
            ("--chapter", &self.chapters, ChaptersQuery { chapters: Vec::new(), ..all() }),
            ("--organization", &self.organizations, ChaptersQuery { organizations: Vec::new(), ..all() }),
        ];
        let used = without.into_iter().filter(|(_, ids, _)| !ids.is_empty());
        used.map(|(option, _, wider)| (option, wider)).collect()
    }

    fn compared(row: &Existing) -> Compared {
        Compared::judged(vec![row.id.clone()], vec![row.id.clone()], &row.judged)
    }
}

/// The chapters that are asked about and existed on the day of the clocks.
fn existing(reader: &Reader, asked: &ChaptersQuery) -> Result<(Vec<Existing>, Excluded)> {
    let rows = rows(reader, asked)?;
    let ids: Vec<&str> = rows.keys().map(String::as_str).collect();
    let related = relations(reader, &ids)?;
    let names = Names::of(reader, &ids)?;
    // A chapter exists no longer than its organization.
    let bodies: Vec<&str> = rows.values().filter_map(|row| row.organization.as_deref()).collect();
    let limits = limits_of(reader, Some(&ids.iter().copied().chain(bodies).collect::<Vec<_>>()))?;
    let above = parents(reader, &ids)?;
    let mut existing: Vec<Existing> = Vec::with_capacity(rows.len());
    for (id, row) in &rows {
        let records: Vec<&DatedRow> = row.dated.iter().chain(related.get(id).into_iter().flatten()).collect();
        existing.push(Existing {
            id: id.clone(),
            name: names.on_the_day(id, reader.day(), &row.name),
            level: row.level.clone(),
            organization: row.organization.clone(),
            place: row.place.clone(),
            parents: above.get(id).cloned().unwrap_or_default(),
            judged: judge_chapter(&records, row.organization.as_deref(), id, &limits, reader.day()),
        });
    }
    let excluded = Excluded::taken_out(&mut existing, &asked.shown, |row| {
        (row.id.as_str(), row.judged.verdict, row.judged.reason.as_str())
    });
    Ok((existing, excluded))
}

/// The rows of the chapters that are asked about, by id.
fn rows(reader: &Reader, asked: &ChaptersQuery) -> Result<BTreeMap<String, Row>> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    reader.each_of(&asked.statement(reader)?, |row| {
        let dated = match reader.fetched(row)? {
            // An improbable statement does not count; the chapter exists anyway.
            Some(fetched) if fetched.whole(5)? == Some(5) => None,
            Some(fetched) => Some(fetched.dated()?),
            None => None,
        };
        rows.insert(
            row.get("id")?,
            Row {
                dated,
                organization: row.get("organization")?,
                name: row.get("name")?,
                level: row.get("level")?,
                place: row.get("place")?,
            },
        );
        Ok(())
    })?;
    rows.retain(|_, row| {
        asked.levels.is_empty() || row.level.as_ref().is_some_and(|level| asked.levels.contains(level))
    });
    Ok(rows)
}

/// Judges a chapter by its records, and by the births, deaths and the like of it and of its organization.
fn judge_chapter(
    records: &[&DatedRow],
    organization: Option<&str>,
    chapter: &str,
    limits: &Limits,
    day: Day,
) -> Judged {
    if records.is_empty() {
        let of = |id: &str| limits.get(id).map_or(&[][..], Vec::as_slice);
        return judge(records, &[of(chapter), organization.map_or(&[][..], of)].concat(), day);
    }
    let judged = pool_of(records, organization, chapter, limits);
    judged.on(&judged.tenures[0], day, Subject::Value, &|_| String::new())
}

/// The records of a chapter, judged with the limits of it and of its organization.
fn pool_of<'a>(
    records: &[&'a DatedRow],
    organization: Option<&str>,
    chapter: &str,
    limits: &'a Limits,
) -> JudgedPool<'a> {
    let of = |id: &str| limits.get(id).map_or(&[][..], Vec::as_slice);
    let mut pool = Pool::new(false);
    records.iter().for_each(|row| pool.add(0, row, None));
    pool.limit(0, of(chapter), 0);
    pool.limit(0, organization.map_or(&[][..], of), 1);
    pool.judged()
}

/// Gives the existence of each of some chapters that has records, with its organization.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub(crate) fn each_existence(
    reader: &Reader,
    chapters: &[&str],
    mut take: impl FnMut(&str, Option<&str>, &JudgedPool<'_>) -> Result<()>,
) -> Result<()> {
    let asked = ChaptersQuery {
        chapters: chapters.iter().map(|id| (*id).to_owned()).collect(),
        ..ChaptersQuery::default()
    };
    let rows = rows(reader, &asked)?;
    let related = relations(reader, chapters)?;
    let bodies = rows.values().filter_map(|row| row.organization.as_deref());
    let limits = limits_of(reader, Some(&chapters.iter().copied().chain(bodies).collect::<Vec<_>>()))?;
    for (id, row) in &rows {
        let records: Vec<&DatedRow> = row.dated.iter().chain(related.get(id).into_iter().flatten()).collect();
        if !records.is_empty() {
            let organization = row.organization.as_deref();
            take(id, organization, &pool_of(&records, organization, id, &limits))?;
        }
    }
    Ok(())
}

/// The chapters asked about; none: all.
fn wanted(reader: &Reader, asked: &ChaptersQuery) -> Result<Option<BTreeSet<String>>> {
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
        let mut ids: BTreeSet<String> = below(reader, &roots)?.0.into_keys().collect();
        if !asked.below {
            // The chapters of the organizations alone: those whose own row or relation names one of them.
            let array = json_array(roots.iter().copied());
            let mut own = BTreeSet::new();
            let any_time: Option<String> = None;
            let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
                [(":bodies", &array), (":published_by", &any_time)];
            reader.each(query::CHAPTERS_OF, &parameters, |row| {
                own.insert(row.get(0)?);
                Ok(())
            })?;
            let above = parents(reader, &ids.iter().map(String::as_str).collect::<Vec<_>>())?;
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
        let within = places_within(reader, &places)?;
        narrow(in_places(reader, &within)?);
    }
    Ok(wanted)
}

/// Relations that say since when and until when entities were chapters, by chapter.
fn relations(reader: &Reader, ids: &[&str]) -> Result<HashMap<String, Vec<DatedRow>>> {
    let array = json_array(ids.iter().copied());
    let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":chapters", &array)];
    let mut related: HashMap<String, Vec<DatedRow>> = HashMap::new();
    reader.each(query::CHAPTER_RELATIONS, &parameters, |row| {
        if let Some(fetched) = reader.fetched(row)? {
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
pub fn in_places(reader: &Reader, places: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let array = json_array(places.iter().map(String::as_str));
    let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":places", &array)];
    let mut pools: BTreeMap<String, Vec<DatedRow>> = BTreeMap::new();
    reader.each(query::LOCATED_IN, &parameters, |row| {
        if let Some(fetched) = reader.fetched(row)? {
            pools.entry(fetched.owned(0)?.unwrap_or_default()).or_default().push(fetched.dated()?);
        }
        Ok(())
    })?;
    pools.retain(|_, rows| {
        let rows: Vec<&DatedRow> = rows.iter().collect();
        judge(&rows, &[], reader.day()).verdict != Verdict::Excluded
    });
    Ok(pools.into_keys().collect())
}
