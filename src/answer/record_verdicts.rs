//! The verdict on what each record says, together with all others: for formats whose unit is the record.

use std::collections::{BTreeSet, HashMap};

use super::chapters::each_existence;
use super::events::EventsQuery;
use super::facts::each_attribute;
use super::officials::OfficialsQuery;
use super::posts::{Bodies, each_office};
use super::question::Question;
use super::relations::{RelationsQuery, each_relation};
use super::{JudgedPool, Names, Shown};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// The verdicts on records, by table and id. On a day it is the verdict of that day; else it is the best one of all days for whose
/// verdict the record is a reason.
#[derive(Debug)]
pub struct RecordVerdicts {
    on: Option<Day>,
    by_table: HashMap<&'static str, HashMap<String, Verdict>>,
}

impl RecordVerdicts {
    /// Judges postings, relations, names, chapters and events, and facts about some subjects.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, on: Option<Day>, facts_about: &[&str]) -> Result<RecordVerdicts> {
        let mut verdicts = RecordVerdicts { on, by_table: HashMap::new() };
        verdicts.postings(reader)?;
        let mut kinds = reader.connection().prepare("SELECT id FROM relation_kinds ORDER BY id")?;
        let kinds = kinds.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let relations = RelationsQuery { relations: kinds, ..RelationsQuery::default() };
        each_relation(reader, &relations, |_, pool| {
            verdicts.pool("relations", pool, None);
            Ok(())
        })?;
        verdicts.names(reader)?;
        let mut chapters = reader.connection().prepare("SELECT id FROM chapters ORDER BY id")?;
        let chapters =
            chapters.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let chapters: Vec<&str> = chapters.iter().map(String::as_str).collect();
        if !chapters.is_empty() {
            each_existence(reader, &chapters, |_, _, pool| {
                verdicts.pool("chapters", pool, None);
                Ok(())
            })?;
        }
        if !facts_about.is_empty() {
            each_attribute(reader, facts_about, |values| {
                verdicts.pool("facts", &values.pool, None);
                Ok(())
            })?;
        }
        verdicts.events(reader)?;
        Ok(verdicts)
    }

    /// The verdict on a record; none if it is not judged, as an improbable one is not.
    #[must_use]
    pub fn get(&self, table: &str, id: &str) -> Option<Verdict> {
        self.by_table.get(table)?.get(id).copied()
    }

    fn put(&mut self, table: &'static str, id: &str, verdict: Verdict) {
        let known = self.by_table.entry(table).or_default();
        match known.get_mut(id) {
            Some(known) => *known = verdict.min(*known),
            None => drop(known.insert(id.to_owned(), verdict)),
        }
    }

    /// Puts the verdicts on the records of a pool: of those of each holder, if there are several.
    fn pool(&mut self, table: &'static str, pool: &JudgedPool<'_>, own: Option<&[BTreeSet<&str>]>) {
        for tenure in &pool.tenures {
            let of_holder = own.and_then(|own| own.get(tenure.holder as usize));
            let is_own = |id: &str| own.is_none() || of_holder.is_some_and(|own| own.contains(id));
            if let Some(day) = self.on {
                let verdict = tenure.on(day).verdict;
                let rows = (0..).map_while(|place| pool.row(place));
                rows.filter(|row| is_own(&row.id)).for_each(|row| self.put(table, &row.id, verdict));
                continue;
            }
            for piece in &tenure.pieces {
                let rows = pool.places(piece).filter_map(|place| pool.row(place));
                rows.filter(|row| is_own(&row.id)).for_each(|row| self.put(table, &row.id, piece.verdict));
            }
        }
    }

    fn postings(&mut self, reader: &Reader) -> Result<()> {
        let asked = OfficialsQuery::default();
        let bodies = Bodies::of(reader, &asked, true)?;
        each_office(reader, &asked, &bodies, |office, _| {
            let of = |official: &str| {
                let own = office.postings.iter().filter(|posting| *posting.official == *official);
                own.map(|posting| posting.dated.id.as_str()).collect()
            };
            let own: Vec<BTreeSet<&str>> = if office.officials.len() == 1 {
                Vec::new()
            } else {
                office.officials.iter().map(|official| of(official)).collect()
            };
            self.pool("postings", &office.pool, (!own.is_empty()).then_some(&own));
            Ok(())
        })
    }

    fn names(&mut self, reader: &Reader) -> Result<()> {
        for table in ["places", "organizations", "chapters", "officials"] {
            let names = Names::of_kind(reader, table)?;
            for subject in names.subjects() {
                for judged in names.judged(subject) {
                    let labels = judged.labels.iter();
                    let own: Vec<BTreeSet<&str>> =
                        labels.map(|rows| rows.iter().map(|row| row.dated.id.as_str()).collect()).collect();
                    self.pool("names", &judged.pool, Some(&own));
                }
            }
        }
        Ok(())
    }

    fn events(&mut self, reader: &Reader) -> Result<()> {
        let statuses = ["occurred", "planned", "cancelled", "denied"].map(str::to_owned).to_vec();
        let shown = Shown { all: true, ..Shown::default() };
        let asked =
            EventsQuery { window: self.on.map(Span::single), statuses, shown, ..EventsQuery::default() };
        for row in asked.rows_and_notes(reader)?.0 {
            row.reports.iter().for_each(|report| self.put("events", &report.id, row.verdict));
        }
        Ok(())
    }
}
