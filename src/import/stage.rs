//! Rows that passed their checks, waiting beside the archive until all rows of their table are read.
//!
//! They come out in the order of their ids. A table whose key is a digest would otherwise be filled at random: every
//! row would touch another page, and a large table does not fit into memory.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::sorter::Sorter;
use crate::computed::Computed;
use crate::date::Day;
use crate::error::{Error, Result};

/// A row that is ready to be written.
#[derive(Debug)]
pub struct Ready<'row> {
    /// Its cells, one for each of [`Table::columns`]; blank cells are none.
    pub cells: Vec<Option<Cow<'row, str>>>,
    /// Its computed columns.
    pub computed: Vec<Computed>,
}

/// Where a staged row came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its place among all staged rows of the table.
    pub number: u64,
    /// Its file, by its place among the files of the run.
    pub file: u32,
    /// The line on which it begins, from 1.
    pub line: u64,
}

/// How a row is kept meanwhile: this, then each of its cells, then each of its computed values.
#[derive(Serialize, Deserialize)]
struct Kept {
    number: u64,
    file: u32,
    line: u64,
    cells: u32,
    computed: u32,
}

#[derive(Serialize, Deserialize)]
enum KeptValue {
    None,
    Day(i32),
    Number(f64),
}

/// The staged rows of one table.
#[derive(Default)]
pub struct Staged {
    rows: Sorter,
    /// The numbers of the rows that were taken away again.
    removed: HashSet<u64>,
    buffer: Vec<u8>,
}

impl Staged {
    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.count() - self.removed.len() as u64
    }

    /// Adds a row that begins on that line of that file.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn add(&mut self, row: &Ready<'_>, file: u32, line: u64) -> Result<()> {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let kept = Kept {
            number: self.rows.count(),
            file,
            line,
            cells: count(row.cells.len()),
            computed: count(row.computed.len()),
        };
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer = postcard::to_extend(&kept, buffer).map_err(unkept)?;
        for cell in &row.cells {
            buffer = postcard::to_extend(&cell.as_deref(), buffer).map_err(unkept)?;
        }
        for value in &row.computed {
            let value = match value {
                Computed::None => KeptValue::None,
                Computed::Day(day) => KeptValue::Day(day.number()),
                Computed::Number(number) => KeptValue::Number(*number),
            };
            buffer = postcard::to_extend(&value, buffer).map_err(unkept)?;
        }
        self.buffer = buffer;
        let id = row.cells[0].as_deref().unwrap_or_default();
        self.rows.add(id.as_bytes(), &self.buffer).map_err(no_room)
    }

    /// Takes a row away again.
    pub fn remove(&mut self, origin: Origin) {
        self.removed.insert(origin.number);
    }

    /// Gives the id of each row.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn each_id(&mut self, mut take: impl FnMut(&str)) -> Result<()> {
        self.each(|_, ready| {
            take(ready.cells[0].as_deref().unwrap_or_default());
            Ok(())
        })
    }

    /// Gives each row in the order of ids, and of one id in the order in which they came.
    ///
    /// # Errors
    /// If they cannot be read, or what `take` gives.
    pub fn each(&mut self, mut take: impl FnMut(Origin, Ready<'_>) -> Result<()>) -> Result<()> {
        let removed = &self.removed;
        self.rows.each(|content| -> Result<(), Failure> {
            let (kept, mut rest): (Kept, &[u8]) = postcard::take_from_bytes(content).map_err(unkept)?;
            if removed.contains(&kept.number) {
                return Ok(());
            }
            let mut cells = Vec::with_capacity(kept.cells as usize);
            for _ in 0..kept.cells {
                let (cell, after): (Option<&str>, &[u8]) = postcard::take_from_bytes(rest).map_err(unkept)?;
                cells.push(cell.map(Cow::Borrowed));
                rest = after;
            }
            let mut computed = Vec::with_capacity(kept.computed as usize);
            for _ in 0..kept.computed {
                let (value, after) = postcard::take_from_bytes(rest).map_err(unkept)?;
                computed.push(match value {
                    KeptValue::None => Computed::None,
                    KeptValue::Day(number) => Day::from_number(number).into(),
                    KeptValue::Number(number) => Computed::Number(number),
                });
                rest = after;
            }
            let origin = Origin { number: kept.number, file: kept.file, line: kept.line };
            Ok(take(origin, Ready { cells, computed })?)
        })?;
        Ok(())
    }
}

/// What can go wrong while rows are given.
struct Failure(Error);

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure(no_room(error))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        failure.0
    }
}

fn no_room(error: std::io::Error) -> Error {
    Error::with_hint(
        format!("rows cannot be kept in a temporary file: {error}"),
        "make room in the folder for temporary files, or name another one with TMPDIR; nothing was changed",
    )
}

fn unkept(error: postcard::Error) -> Error {
    Error::told(format!("a row cannot be kept in a temporary file: {error}"))
}
