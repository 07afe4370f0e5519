//! What was related to what on a day: under whom a body was, and what was under it.

use std::collections::{BTreeMap, BTreeSet};

use super::excluded::Excluded;
use super::officials::weakest_link;
use super::pool::{Judged, JudgedPool, Pool, judge};
use super::question::{Col, Compared, Question, list};
use super::written::Written;
use super::{Below, Shown, below};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Which relations are asked about: those that all of what is given allows.
#[derive(Debug, Default, Clone)]
pub struct RelationsQuery {
    /// Ids of subjects; none: any.
    pub subjects: Vec<String>,
    /// Ids of kinds of relation; none: any.
    pub relations: Vec<String>,
    /// Ids of objects; none: any.
    pub objects: Vec<String>,
    /// Also of what is below the subjects, or to what is below the objects, on the day.
    pub below: bool,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// What is asked about, with what is below it.
struct Reached {
    subjects: Below,
    objects: Below,
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

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(self.statement_for(&self.reached(reader)?))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Related>> {
        Ok(self.judged(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Related>, Vec<String>)> {
        let (rows, excluded) = self.judged(reader)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn widened(&self) -> Vec<(&'static str, RelationsQuery)> {
        let all = || self.clone();
        let without = [
            ("--relation", &self.relations, RelationsQuery { relations: Vec::new(), ..all() }),
            ("--object", &self.objects, RelationsQuery { objects: Vec::new(), ..all() }),
            ("--subject", &self.subjects, RelationsQuery { subjects: Vec::new(), ..all() }),
        ];
        let names_something =
            |asked: &RelationsQuery| !asked.subjects.is_empty() || !asked.objects.is_empty();
        let used = without.into_iter().filter(|(_, ids, wider)| !ids.is_empty() && names_something(wider));
        used.map(|(option, _, wider)| (option, wider)).collect()
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
    /// What is asked about; with `below`, what is below it on the day, with the verdict of the chain that leads there.
    fn reached(&self, reader: &Reader) -> Result<Reached> {
        let of = |ids: &[String]| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            if self.below && !ids.is_empty() {
                return below(reader, &ids);
            }
            Ok(Below(ids.into_iter().map(|id| (id.to_owned(), Verdict::Certain)).collect()))
        };
        Ok(Reached { subjects: of(&self.subjects)?, objects: of(&self.objects)? })
    }

    fn statement_for(&self, reached: &Reached) -> Statement {
        let array = |ids: &Below| (!ids.0.is_empty()).then(|| json_array(ids.ids()));
        let relations =
            (!self.relations.is_empty()).then(|| json_array(self.relations.iter().map(String::as_str)));
        let is_of_some = !self.subjects.is_empty() || !self.objects.is_empty();
        let sql = if is_of_some { query::RELATIONS_ASKED } else { query::RELATIONS_EVERYWHERE };
        Statement::new(sql)
            .with(":subjects", array(&reached.subjects))
            .with(":objects", array(&reached.objects))
            .with(":relations", relations)
    }

    /// The rows that are shown, and what the day excludes. Several superiors on one day dispute nothing: each
    /// relation is judged by itself (rule E).
    fn judged(&self, reader: &Reader) -> Result<(Vec<Related>, Excluded)> {
        let mut rows = Vec::new();
        let mut excluded = Excluded::default();
        let reached = self.reached(reader)?;
        for ((subject, relation, object), link) in links(reader, &self.statement_for(&reached))? {
            let records: Vec<&DatedRow> = link.rows.iter().collect();
            let mut judged = judge(&records, &[], reader.day());
            for (id, of) in [(&subject, &reached.subjects), (&object, &reached.objects)] {
                if let Some(link) = of.0.get(id).filter(|link| **link > judged.verdict) {
                    judged.reason = weakest_link(&judged.reason, id, *link);
                    judged.verdict = *link;
                }
            }
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
}

type Links = BTreeMap<(String, String, String), Written>;

/// The records by subject, kind of relation and object.
fn links(reader: &Reader, statement: &Statement) -> Result<Links> {
    let mut links = Links::new();
    reader.each_of(statement, |row| {
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

/// Gives each relation that is asked about, judged by itself, at any time: subject, kind and object, and its step function.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub(crate) fn each_relation(
    reader: &Reader,
    asked: &RelationsQuery,
    mut take: impl FnMut((&str, &str, &str), &JudgedPool<'_>) -> Result<()>,
) -> Result<()> {
    for ((subject, relation, object), link) in &links(reader, &asked.statement(reader)?)? {
        let mut pool = Pool::new(false);
        link.rows.iter().for_each(|row| pool.add(0, row, None));
        take((subject, relation, object), &pool.judged())?;
    }
    Ok(())
}
