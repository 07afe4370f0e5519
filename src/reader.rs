//! Whoever asks the archive: an open archive, the clocks, which sources count, who is who, and whether to go on.
//!
//! Every question, rule, gap and count reads through one [`Reader`]. It runs the statements, says which records count,
//! and remembers the sources that do not, for the notes under the answer.

mod concerning;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, Row, ToSql};

use crate::date::Day;
use crate::error::{Error, Result};
use crate::identities::{Identities, Judgement, judgements, show_as_one};
use crate::lookup::{Found, find_one};
use crate::query::{
    Clocks, Fetched, LATER_AMONG, RESTRICTED_AMONG, SourceFilter, Sql, Statement, Trust, UncertainSources,
    each_row, json_array,
};

/// After so many rows of a statement it is asked whether the analyst interrupted.
const ROWS_BETWEEN_LOOKS: u32 = 4_096;

/// An archive that is asked.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    clocks: Cell<Clocks>,
    filter: SourceFilter,
    identities: Identities,
    interrupted: Arc<AtomicBool>,
    /// Sources that may have been out by the publication day, but not surely; filled as records are read.
    uncertain: RefCell<UncertainSources>,
}

impl Reader {
    /// Asks an archive as the connection shows it; what is judged the same by the time of the clocks is shown as one.
    /// Reading ends soon after `interrupted` is set.
    ///
    /// # Errors
    /// If a source that is not to be believed does not exist, or the archive cannot be read.
    pub fn new(
        connection: Connection,
        clocks: Clocks,
        trust: &Trust,
        interrupted: &Arc<AtomicBool>,
    ) -> Result<Reader> {
        let filter = SourceFilter::new(&connection, clocks.published_by, trust)?;
        filter.hide_what_is_left_out(&connection)?;
        let identities = show_as_one(&connection, &filter)?;
        let (interrupted, uncertain) = (Arc::clone(interrupted), RefCell::default());
        Ok(Reader { connection, clocks: Cell::new(clocks), filter, identities, interrupted, uncertain })
    }

    /// The same, asked about another day.
    #[must_use]
    pub fn on(mut self, day: Day) -> Reader {
        self.clocks.get_mut().on = day;
        self
    }

    /// Asks about another day for as long as `work` lasts.
    pub fn meanwhile_on<T>(&self, day: Day, work: impl FnOnce() -> T) -> T {
        let before = self.clocks.replace(Clocks { on: day, ..self.clocks.get() });
        let done = work();
        self.clocks.set(before);
        done
    }

    /// The archive.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The day asked about, and the publication time.
    #[must_use]
    pub fn clocks(&self) -> Clocks {
        self.clocks.get()
    }

    /// The day asked about.
    #[must_use]
    pub fn day(&self) -> Day {
        self.clocks.get().on
    }

    /// Which ids are shown as one.
    #[must_use]
    pub fn identities(&self) -> &Identities {
        &self.identities
    }

    /// What was judged: what counts, and what may have been published by the time of the clocks but not surely.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn judgements(&self) -> Result<(Vec<Judgement>, Vec<Judgement>)> {
        judgements(&self.connection, &self.filter)
    }

    /// Whether the analyst interrupted.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Whether records of a source count that was surely out by `public_by`; one that only may have been out is noted. Records of sources
    /// that the analyst leaves out are not even read.
    #[must_use]
    pub fn counts(&self, public_by: Option<&str>, source: &str) -> bool {
        let is_public = self.filter.is_public(public_by);
        if !is_public {
            self.note_uncertain(source);
        }
        is_public
    }

    /// Whether the analyst leaves out a source.
    #[must_use]
    pub fn leaves_out(&self, source: &str) -> bool {
        self.filter.leaves_out(source)
    }

    /// Whether every record counts, whatever its source.
    #[must_use]
    pub fn counts_all(&self) -> bool {
        self.filter.takes_all()
    }

    /// One entity, by its id or name: not one of which only restricted sources speak, if those are kept back.
    ///
    /// # Errors
    /// If nothing or more than one has that name, or the archive cannot be read.
    pub fn entity(&self, text: &str) -> Result<Found> {
        find_one(&self.connection, text, &[]).map_err(|error| match error {
            Error::Message { message, hint } if self.filter.keeps_back() => {
                let more = "what only restricted sources name is kept back: --restricted includes it";
                let hint = hint.map_or_else(|| more.to_owned(), |hint| format!("{hint}; {more}"));
                Error::Message { message, hint: Some(hint) }
            }
            other => other,
        })
    }

    /// The note that says which of some sources are restricted.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn restricted_note(&self, sources: &BTreeSet<String>) -> Result<Option<String>> {
        if sources.is_empty() {
            return Ok(None);
        }
        let mut restricted: Vec<String> = Vec::new();
        let array = json_array(sources.iter().map(String::as_str));
        self.each(RESTRICTED_AMONG, &[(":sources", &array)], |row| {
            restricted.push(row.get(0)?);
            Ok(())
        })?;
        let are = if restricted.len() == 1 { "is" } else { "are" };
        let note = format!("{} {are} restricted: not to be handed on", restricted.join(", "));
        Ok((!restricted.is_empty()).then_some(note))
    }

    /// Notes a source that does not count: it may have been out by the publication day, but not surely.
    pub fn note_uncertain(&self, source: &str) {
        self.uncertain.borrow_mut().add(source);
    }

    /// What has to be said of sources that do not count; of those that were certainly published later nothing has to.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn notes(&self) -> Result<Vec<String>> {
        let mut uncertain = self.uncertain.borrow().clone();
        let noted = json_array(uncertain.ids());
        if uncertain != UncertainSources::default() {
            self.each(LATER_AMONG, &[(":sources", &noted)], |row| {
                uncertain.remove(&row.get::<_, String>(0)?);
                Ok(())
            })?;
        }
        let uncertain = uncertain.note(self.clocks.get().published_by);
        Ok(uncertain.into_iter().chain(self.filter.notes()).collect())
    }

    /// What has to be said where nothing is answered: which sources count at all.
    #[must_use]
    pub fn publication_note(&self) -> Option<String> {
        let published_by = self.clocks.get().published_by?;
        Some(format!("only sources that were certainly published by {published_by} count"))
    }

    /// What has to be said of sources that the analyst leaves out.
    #[must_use]
    pub fn trust_notes(&self) -> Vec<String> {
        self.filter.notes().collect()
    }

    /// A row of a statement about dated records, if its source counts.
    ///
    /// # Errors
    /// If the row is not one of dated records.
    pub fn fetched<'row, 'statement>(
        &self,
        row: &'row Row<'statement>,
    ) -> Result<Option<Fetched<'row, 'statement>>> {
        let fetched = Fetched::of(row);
        Ok(self.counts(fetched.public_by()?, fetched.source()?).then_some(fetched))
    }

    /// Runs a statement and gives each row to `take`; the statement gets `:published_by` besides these parameters.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `take` fails.
    pub fn each(
        &self,
        sql: Sql,
        parameters: &[(&str, &dyn ToSql)],
        mut take: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let published_by = self.clocks.get().published_by();
        let mut all: Vec<(&str, &dyn ToSql)> = vec![(":published_by", &published_by)];
        all.extend_from_slice(parameters);
        let mut rows = 0_u32;
        each_row(&self.connection, sql, &all, |row| {
            rows = rows.wrapping_add(1);
            if rows.is_multiple_of(ROWS_BETWEEN_LOOKS) && self.is_interrupted() {
                return Err(Error::Interrupted);
            }
            take(row)
        })
    }

    /// Runs a statement with the parameters that it carries.
    ///
    /// # Errors
    /// As [`Reader::each`].
    pub fn each_of(&self, statement: &Statement, take: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.each(statement.sql(), &statement.parameters(), take)
    }

    /// A statement as the stock shell runs it, with its parameters set.
    ///
    /// # Errors
    /// If it does not suit the archive.
    pub fn expanded(&self, statement: &Statement) -> Result<String> {
        let published_by = self.clocks.get().published_by();
        let mut all: Vec<(&str, &dyn ToSql)> = vec![(":published_by", &published_by)];
        all.extend(statement.parameters());
        crate::query::expanded(&self.connection, statement.sql(), &all)
    }

    /// Runs a statement that gives ids, and gives them to `take` in batches of so many.
    ///
    /// # Errors
    /// As [`Reader::each`].
    pub fn batches(&self, sql: Sql, many: usize, mut take: impl FnMut(&[&str]) -> Result<()>) -> Result<()> {
        let mut give = |ids: &mut Vec<String>| {
            take(&ids.iter().map(String::as_str).collect::<Vec<&str>>())?;
            ids.clear();
            Ok::<(), Error>(())
        };
        let mut ids: Vec<String> = Vec::with_capacity(many);
        self.each(sql, &[], |row| {
            ids.push(row.get(0)?);
            if ids.len() == many { give(&mut ids) } else { Ok(()) }
        })?;
        if ids.is_empty() { Ok(()) } else { give(&mut ids) }
    }

    /// Runs a statement whose rows come group by group, and gives each group to `take`.
    ///
    /// `read` makes something of a row, or nothing if its source does not count; `same` says whether two of them belong
    /// to one group.
    ///
    /// # Errors
    /// As [`Reader::each`].
    pub fn groups<T>(
        &self,
        sql: Sql,
        parameters: &[(&str, &dyn ToSql)],
        mut read: impl FnMut(&Row<'_>) -> Result<Option<T>>,
        same: impl Fn(&T, &T) -> bool,
        mut take: impl FnMut(&[T]) -> Result<()>,
    ) -> Result<()> {
        let mut group: Vec<T> = Vec::new();
        self.each(sql, parameters, |row| {
            let Some(next) = read(row)? else {
                return Ok(());
            };
            if group.last().is_some_and(|last| !same(last, &next)) {
                take(&group)?;
                group.clear();
            }
            group.push(next);
            Ok(())
        })?;
        if group.is_empty() { Ok(()) } else { take(&group) }
    }
}
