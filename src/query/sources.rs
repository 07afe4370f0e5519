//! Which sources count: those that were surely published by a day, and that the analyst believes.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use rusqlite::Connection;

use super::restricted::{KeptBack, keep_back};
use super::vocabulary;
use crate::archive::{shown_as, with_temporary_views};
use crate::date::Day;
use crate::error::Result;
use crate::schema::{Dating, TABLES, Table};

/// How many sources a note names.
const NAMED: usize = 10;

/// A grade of reliability, from A (completely reliable) to F (cannot be judged).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade(char);

impl FromStr for Grade {
    type Err = String;

    fn from_str(text: &str) -> Result<Grade, String> {
        let mut letters = text.chars().map(|letter| letter.to_ascii_uppercase());
        match (letters.next(), letters.next()) {
            (Some(letter @ 'A'..='F'), None) => Ok(Grade(letter)),
            _ => Err("write a grade of the Admiralty scale, from A (completely reliable) to F".to_owned()),
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

/// Which sources the analyst believes, whatever the clocks say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Sources that are left out, with those that repeat them.
    pub without: Vec<String>,
    /// Only sources graded at least so are taken; ungraded ones are left out.
    pub reliability: Option<Grade>,
    /// Only what may be handed on is taken: nothing of restricted sources.
    pub is_handed_on: bool,
}

/// Which sources count: by when they were published, and by whether the analyst believes them.
#[derive(Debug, Clone, Default)]
pub struct SourceFilter {
    published_by: Option<Day>,
    left_out: BTreeSet<String>,
    /// How they were left out: the options, as they were written.
    options: String,
    kept_back: KeptBack,
}

impl SourceFilter {
    /// The filter for a publication time and a measure of trust. If it is to be handed on, the connection shows nothing of
    /// restricted sources from now on.
    ///
    /// # Errors
    /// If a source that is to be left out does not exist, or the archive cannot be read.
    pub fn new(connection: &Connection, published_by: Option<Day>, trust: &Trust) -> Result<SourceFilter> {
        vocabulary::words(connection, "sources", &trust.without)?;
        let mut filter = SourceFilter { published_by, ..SourceFilter::default() };
        if trust.is_handed_on {
            filter.kept_back = keep_back(connection)?;
        }
        if trust.without.is_empty() && trust.reliability.is_none() {
            return Ok(filter);
        }
        let mut repeating: Vec<(String, String)> = Vec::new();
        filter.left_out.extend(trust.without.iter().cloned());
        let mut statement = connection.prepare("SELECT id, origin, reliability FROM sources ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, origin): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let grade: Option<Grade> = row.get::<_, Option<String>>(2)?.and_then(|text| text.parse().ok());
            if trust.reliability.is_some_and(|least| grade.is_none_or(|grade| grade > least)) {
                filter.left_out.insert(id.clone());
            }
            repeating.extend(origin.filter(|origin| *origin != id).map(|origin| (id, origin)));
        }
        // What repeats a source that is not believed, or repeats what repeats it, says nothing of its own.
        let mut disbelieved: BTreeSet<String> = trust.without.iter().cloned().collect();
        loop {
            let before = disbelieved.len();
            let more = repeating.iter().filter(|(_, origin)| disbelieved.contains(origin));
            let more: Vec<String> = more.map(|(id, _)| id.clone()).collect();
            disbelieved.extend(more);
            if disbelieved.len() == before {
                break;
            }
        }
        filter.left_out.extend(disbelieved);
        let without = trust.without.iter().map(|source| format!("--without {source}"));
        let reliability = trust.reliability.map(|grade| format!("--reliability {grade}"));
        filter.options = without.chain(reliability).collect::<Vec<String>>().join(" ");
        Ok(filter)
    }

    /// Whether records of a source count that was surely out by `public_by`; if not, it may have been out all the same.
    #[must_use]
    pub fn is_public(&self, public_by: Option<&str>) -> bool {
        let Some(by) = self.published_by else { return true };
        public_by.and_then(|day| day.parse::<Day>().ok()).is_some_and(|public| public <= by)
    }

    /// Puts temporary views before the tables of records, in which those of sources that are left out are not; statements
    /// run on them unchanged. Entities are identities and stay: a chapter's own row stays too, and is improbable.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn hide_what_is_left_out(&self, connection: &Connection) -> Result<()> {
        if self.left_out.is_empty() {
            return Ok(());
        }
        with_temporary_views(connection, || {
            self.list(connection)?;
            let is_of_records = |table: &&Table| table.is_of_records() || table.dating != Dating::None;
            for table in TABLES.iter().filter(|table| table.has_provenance()).filter(is_of_records) {
                let (name, base) = (table.name, shown_as(connection, table.name)?);
                let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1, 'main')")?;
                let columns = columns
                    .query_map([name], |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<String>>>()?;
                let is_left_out = "source IN (SELECT id FROM temp.left_out)";
                let view = if name == "chapters" {
                    let improbable =
                        format!("CASE WHEN {is_left_out} THEN 5 ELSE credibility END AS credibility");
                    let cell = |column: &String| {
                        if column == "credibility" { improbable.clone() } else { column.clone() }
                    };
                    format!(
                        "SELECT {} FROM {base}",
                        columns.iter().map(cell).collect::<Vec<String>>().join(", ")
                    )
                } else {
                    format!("SELECT {} FROM {base} WHERE NOT {is_left_out}", columns.join(", "))
                };
                connection.execute_batch(&format!(
                    "DROP VIEW IF EXISTS temp.{name}; CREATE TEMP VIEW {name} AS {view};"
                ))?;
            }
            Ok(())
        })
    }

    /// Lists the sources that are left out in the temporary table `left_out`.
    ///
    /// # Errors
    /// If the connection takes no temporary tables.
    pub fn list(&self, connection: &Connection) -> Result<()> {
        connection.execute_batch("CREATE TEMP TABLE left_out (id TEXT PRIMARY KEY) WITHOUT ROWID")?;
        let mut insert = connection.prepare("INSERT INTO temp.left_out VALUES (?1)")?;
        for source in &self.left_out {
            insert.execute([source])?;
        }
        Ok(())
    }

    /// Publication time as a parameter of statements.
    #[must_use]
    pub fn published_by(&self) -> Option<String> {
        self.published_by.map(|day| day.to_string())
    }

    /// Whether anything is kept back because only the analyst may see it.
    #[must_use]
    pub fn keeps_back(&self) -> bool {
        self.kept_back.sources > 0
    }

    /// Whether every source counts.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        self.published_by.is_none() && self.left_out.is_empty()
    }

    /// Whether the analyst leaves out a source.
    #[must_use]
    pub fn leaves_out(&self, source: &str) -> bool {
        self.left_out.contains(source)
    }

    /// Whether the analyst leaves out any source.
    #[must_use]
    pub fn leaves_any_out(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// The notes under an answer that say which sources are left out, and that some are kept back.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let ids: Vec<&str> = self.left_out.iter().take(NAMED).map(String::as_str).collect();
        let (many, more) = (self.left_out.len(), self.left_out.len().saturating_sub(NAMED));
        let (sources, are) = if many == 1 { ("source", "is") } else { ("sources", "are") };
        let named = if ids.is_empty() { String::new() } else { format!(": {}", ids.join(", ")) };
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let note = format!("{many} {sources} {are} left out by {}{named}{more}", self.options);
        (!self.options.is_empty()).then_some(note).into_iter().chain(self.kept_back.note())
    }
}

/// Sources that may have been out by the day of `--published-by`, but not surely: they do not count.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UncertainSources(BTreeSet<String>);

impl UncertainSources {
    /// Notes a source.
    pub fn add(&mut self, source: &str) {
        if !self.0.contains(source) {
            self.0.insert(source.to_owned());
        }
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Leaves a source out after all.
    pub fn remove(&mut self, source: &str) {
        self.0.remove(source);
    }

    /// The note under an answer; none if all sources count.
    #[must_use]
    pub fn note(&self, published_by: Option<Day>) -> Option<String> {
        let day = published_by?;
        if self.0.is_empty() {
            return None;
        }
        let ids: Vec<&str> = self.0.iter().map(String::as_str).collect();
        let (sources, are_not, they) =
            if ids.len() == 1 { ("source", "is not", "it is") } else { ("sources", "are not", "they are") };
        Some(format!(
            "{} {sources} {are_not} counted, since {they} undated or may have been published after {day}: {}",
            ids.len(),
            ids.join(", ")
        ))
    }
}
