//! What was related to what on a day: under whom a body was, and what was under it.

use std::collections::{BTreeMap, BTreeSet};

use super::Shown;
use super::excluded::Excluded;
use super::pool::{Judged, judge};
use super::question::{Col, Compared, Question, list};
use super::written::Written;
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;

/// Which relations are asked about: those that all of what is given allows.
#[derive(Debug, Default)]
pub struct RelationsQuery {
    /// Ids of subjects; none: any.
    pub subjects: Vec<String>,
    /// Ids of kinds of relation; none: any.
    pub relations: Vec<String>,
    /// Ids of objects; none: any.
    pub objects: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Related {
    /// What is related.
    pub subject: String,
    /// How.
    pub relation: String,
    /// To what.
    pub object: String,
    /// The dates that the records write.
    pub since: Vec<String>,
    /// The same of their ends.
    pub until: Vec<String>,
    /// The same of the days for which they say it.
    pub as_of: Vec<String>,
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

impl Question for RelationsQuery {
    type Row = Related;

    const NAME: &'static str = "relations";

    const COLUMNS: &'static [Col<Related>] = &[
        Col::shown("subject", |row| Cell::from(row.subject.as_str())),
        Col::shown("relation", |row| Cell::from(row.relation.as_str())),
        Col::shown("object", |row| Cell::from(row.object.as_str())),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("since", |row| list(&row.since)),
        Col::hidden("until", |row| list(&row.until)),
        Col::hidden("as_of", |row| list(&row.as_of)),
        Col::hidden("certain_from", |row| Cell::from(row.judged.certain.map(|span| span.from.to_string()))),
        Col::hidden("certain_to", |row| Cell::from(row.judged.certain.map(|span| span.to.to_string()))),
        Col::shown("held_before", |row| Cell::from(row.judged.before())),
        Col::shown("held_after", |row| Cell::from(row.judged.after())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, _: &Reader) -> Result<Statement> {
        let array = |ids: &[String]| (!ids.is_empty()).then(|| json_array(ids.iter().map(String::as_str)));
        let is_of_some = !self.subjects.is_empty() || !self.objects.is_empty();
        let sql = if is_of_some { query::RELATIONS_ASKED } else { query::RELATIONS_EVERYWHERE };
        Ok(Statement::new(sql)
            .with(":subjects", array(&self.subjects))
            .with(":objects", array(&self.objects))
            .with(":relations", array(&self.relations)))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Related>> {
        Ok(self.judged(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Related>, Vec<String>)> {
        let (rows, excluded) = self.judged(reader)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn compared(row: &Related) -> Compared {
        Compared::judged(
            vec![row.subject.clone(), row.relation.clone(), row.object.clone()],
            vec![row.subject.clone(), row.relation.clone()],
            &row.judged,
        )
    }
}

impl RelationsQuery {
    /// The rows that are shown, and what the day excludes. Several superiors on one day dispute nothing: each
    /// relation is judged by itself (rule E).
    fn judged(&self, reader: &Reader) -> Result<(Vec<Related>, Excluded)> {
        let mut rows = Vec::new();
        let mut excluded = Excluded::default();
        for ((subject, relation, object), link) in self.links(reader)? {
            let records: Vec<&DatedRow> = link.rows.iter().collect();
            let judged = judge(&records, &[], reader.day());
            if !self.shown.shows(judged.verdict) {
                excluded.add(&format!("{subject} {relation} {object}"), &judged);
                continue;
            }
            let list = |cells: BTreeSet<String>| cells.into_iter().collect();
            rows.push(Related {
                subject,
                relation,
                object,
                since: list(link.since),
                until: list(link.until),
                as_of: list(link.as_of),
                judged,
            });
        }
        rows.sort_by(|one, other| {
            let place = |row: &Related| (row.judged.verdict, row.judged.distance.unwrap_or(i32::MAX));
            let about = |row: &Related| (row.subject.clone(), row.relation.clone());
            about(one).cmp(&about(other)).then_with(|| place(one).cmp(&place(other)))
        });
        Ok((rows, excluded))
    }

    fn links(&self, reader: &Reader) -> Result<BTreeMap<(String, String, String), Written>> {
        let mut links: BTreeMap<(String, String, String), Written> = BTreeMap::new();
        reader.each_of(&self.statement(reader)?, |row| {
            let Some(fetched) = reader.fetched(row)? else {
                return Ok(());
            };
            let key = (
                fetched.owned(0)?.unwrap_or_default(),
                fetched.owned(1)?.unwrap_or_default(),
                fetched.owned(2)?.unwrap_or_default(),
            );
            let link = links.entry(key).or_default();
            link.add(&fetched, 3)?;
            Ok(())
        })?;
        Ok(links)
    }
}
