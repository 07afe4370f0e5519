//! Pictures of answers: what a question answers, as the data that `picture` draws.

pub mod chain;
pub mod compared;
pub mod map;
pub mod structure;
pub mod tenures;

use std::collections::BTreeSet;

use crate::answer::Answer;
use crate::answer::describe::Sources;
use crate::answer::people::Naming;
use crate::date::Span;
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::picture::page::Page;

/// What is written around a chart, as far as the answer says it.
#[derive(Debug, Default)]
pub struct Around {
    /// What it shows.
    pub title: String,
    /// What has to be said under it.
    pub notes: Vec<String>,
    /// Ids of the sources behind it.
    pub sources: BTreeSet<String>,
    /// Ids of the entities in it.
    pub entities: BTreeSet<String>,
    /// Whether what is excluded is shown.
    pub has_excluded: bool,
}

impl Around {
    /// Adds what has to be said of another day.
    pub fn add(&mut self, other: Around) {
        let new = other.notes.into_iter().filter(|note| !self.notes.contains(note)).collect::<Vec<_>>();
        self.notes.extend(new);
        self.sources.extend(other.sources);
        self.entities.extend(other.entities);
        self.has_excluded |= other.has_excluded;
    }

    /// The page around the chart; `asked` are the clocks and filters with which it was asked.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn page(self, naming: Naming<'_>, asked: Vec<String>) -> Result<Page> {
        let reader = naming.reader;
        let sources: Vec<&str> = self.sources.iter().map(String::as_str).collect();
        let described = Sources::of(reader, &sources)?;
        let sources = described.described().map(|(id, words)| (id.to_owned(), words)).collect();
        let mut notes = self.notes;
        notes.extend(reader.identities().notes(&self.entities));
        notes.extend(reader.notes()?);
        Ok(Page { title: self.title, asked, notes, sources, has_excluded: self.has_excluded })
    }
}

/// What some entities are called, in their order.
///
/// # Errors
/// If the archive cannot be read.
pub fn called(naming: Naming<'_>, ids: &[&str]) -> Result<Vec<String>> {
    words(naming, "subject", ids)
}

/// The words for some ids, as a column of answers that has them is shown.
fn words(naming: Naming<'_>, column: &str, ids: &[&str]) -> Result<Vec<String>> {
    let rows = ids.iter().map(|id| vec![Cell::from(*id)]).collect();
    let mut answer = Answer { columns: vec![Column::shown(column)], rows, notes: Vec::new() };
    naming.put(&mut answer)?;
    Ok(answer.rows.iter().map(|row| row[0].text().into_owned()).collect())
}

/// The text of a cell that people see under this heading.
fn shown(answer: &Answer, row: usize, column: &str) -> String {
    let place = answer.columns.iter().position(|known| known.is_shown && known.name == column);
    place.map_or_else(String::new, |place| answer.rows[row][place].text().into_owned())
}

/// Days as people write them.
fn day_words(days: Span) -> String {
    days.run_of_days().unwrap_or_else(|| "on any day".to_owned())
}

/// A heading of so many names, and how many more there are.
fn listed(names: &[String]) -> String {
    const NAMED: usize = 5;
    match names.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{} and {more} more", names[..NAMED].join(", ")),
        _ => names.join(", "),
    }
}
