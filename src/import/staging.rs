//! Rows that were checked, waiting beside the archive until all rows of their table are read.
//!
//! Rows that are refused wait with the others: an id that two rows claim is a mistake whatever else is wrong with one of
//! them, and what they name is looked up as well, so that all that is wrong is reported at once.
//!
//! They come out in the order of their ids. A table whose key is a digest would otherwise be filled at random: every
//! row would touch another page, and a large table does not fit into memory.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::computed::Computed;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::sorter::{Failure, Sorter};

/// A row that is ready to be written.
#[derive(Debug)]
pub struct Ready<'row> {
    /// Its cells, one for each of [`Table::columns`]; blank cells are `None`.
    pub cells: Vec<Option<Cow<'row, str>>>,
    /// Its computed columns.
    pub computed: Vec<Computed>,
}

/// Where a staged row came from, and how its checks ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its place among all staged rows of the table.
    pub number: u64,
    /// Its file, by its place among the files of the run.
    pub file: u32,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Which record of its profile it is, from 0; 0 without a profile.
    pub record: u32,
    /// How its checks ended.
    pub state: State,
    /// The cells that are refused, a bit for each column: what they name is not looked up.
    pub bad: u32,
}

/// How the checks of a staged row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It may be written.
    Good,
    /// It equals an earlier version of itself, and is left out.
    Left,
    /// It is refused.
    Refused,
}

/// Rows that claim one id with different content, in the order in which they came.
pub type Claims = Vec<(Origin, Vec<Option<String>>)>;

/// How a row is kept meanwhile: this, then each of its cells, then each of its computed values.
#[derive(Serialize, Deserialize)]
struct Kept {
    number: u64,
    file: u32,
    line: u64,
    record: u32,
    state: State,
    bad: u32,
    cells: u32,
    computed: u32,
    /// How many bytes the cells take.
    length: u32,
}

impl Kept {
    fn origin(&self) -> Origin {
        Origin {
            number: self.number,
            file: self.file,
            line: self.line,
            record: self.record,
            state: self.state,
            bad: self.bad,
        }
    }
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
    /// The numbers of the good rows that were refused since.
    removed: HashSet<u64>,
    /// How many were never good.
    others: u64,
    /// Whether some were refused before they were staged.
    pub has_refused: bool,
    cells: Vec<u8>,
    buffer: Vec<u8>,
}

impl Staged {
    /// How many rows may be written.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.count() - self.others - self.removed.len() as u64
    }

    /// Adds a row; its number is given by the order in which rows are added.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn add(&mut self, row: &Ready<'_>, origin: Origin) -> Result<()> {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut cells = std::mem::take(&mut self.cells);
        cells.clear();
        for cell in &row.cells {
            cells = postcard::to_extend(&cell.as_deref(), cells).map_err(unkept)?;
        }
        let kept = Kept {
            number: self.rows.count(),
            file: origin.file,
            line: origin.line,
            record: origin.record,
            state: origin.state,
            bad: origin.bad,
            cells: count(row.cells.len()),
            computed: count(row.computed.len()),
            length: count(cells.len()),
        };
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer = postcard::to_extend(&kept, buffer).map_err(unkept)?;
        buffer.extend_from_slice(&cells);
        self.cells = cells;
        for value in &row.computed {
            let value = match value {
                Computed::None => KeptValue::None,
                Computed::Day(day) => KeptValue::Day(day.number()),
                Computed::Number(number) => KeptValue::Number(*number),
            };
            buffer = postcard::to_extend(&value, buffer).map_err(unkept)?;
        }
        self.buffer = buffer;
        self.others += u64::from(origin.state != State::Good);
        self.has_refused |= origin.state == State::Refused;
        let id = row.cells[0].as_deref().unwrap_or_default();
        self.rows.add(id.as_bytes(), &self.buffer).map_err(no_room)
    }

    /// Refuses a row that was good.
    pub fn remove(&mut self, origin: Origin) {
        if origin.state == State::Good {
            self.removed.insert(origin.number);
        }
    }

    /// The rows that claim an id which another one claims with different content, id by id. Rows that are equal in all
    /// cells claim it together.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn claims(&mut self) -> Result<Vec<Claims>> {
        let mut claims: Vec<Claims> = Vec::new();
        // The cells of the first row of the id that is looked at, and all rows that are equal to it so far.
        let mut first: Vec<u8> = Vec::new();
        let mut equal: Vec<Kept> = Vec::new();
        let mut is_claimed = false;
        let given = self.rows.each(|content| -> Result<(), Failure> {
            let (kept, rest): (Kept, &[u8]) = postcard::take_from_bytes(content).map_err(unkept)?;
            let cells = rest.get(..kept.length as usize).unwrap_or(rest);
            let id = first_cell(cells)?;
            if id.is_none() {
                return Ok(());
            }
            if equal.is_empty() || first_cell(&first)? != id {
                first.clear();
                first.extend_from_slice(cells);
                equal.clear();
                equal.push(kept);
                is_claimed = false;
                return Ok(());
            }
            if !is_claimed && first != cells {
                let rows = equal.iter().map(|equal| Ok((equal.origin(), owned(equal, &first)?)));
                claims.push(rows.collect::<Result<Claims>>()?);
                is_claimed = true;
            }
            match claims.last_mut().filter(|_| is_claimed) {
                Some(claims) => claims.push((kept.origin(), owned(&kept, cells)?)),
                None => equal.push(kept),
            }
            Ok(())
        });
        given.map_err(|failure| failure.or(no_room))?;
        Ok(claims)
    }

    /// Gives each row that may be written.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn each_good(&mut self, mut take: impl FnMut(&Ready<'_>)) -> Result<()> {
        self.each(|origin, ready| {
            if origin.state == State::Good {
                take(&ready);
            }
            Ok(())
        })
    }

    /// Gives each row in the order of ids, and of one id in the order in which they came; those that were good and are
    /// refused since are left out.
    ///
    /// # Errors
    /// If they cannot be read, or what `take` gives.
    pub fn each(&mut self, mut take: impl FnMut(Origin, Ready<'_>) -> Result<()>) -> Result<()> {
        let removed = &self.removed;
        let given = self.rows.each(|content| -> Result<(), Failure> {
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
            Ok(take(kept.origin(), Ready { cells, computed })?)
        });
        given.map_err(|failure| failure.or(no_room))
    }
}

/// The id that kept cells begin with.
fn first_cell(cells: &[u8]) -> Result<Option<&str>> {
    let (id, _): (Option<&str>, &[u8]) = postcard::take_from_bytes(cells).map_err(unkept)?;
    Ok(id)
}

fn owned(kept: &Kept, mut cells: &[u8]) -> Result<Vec<Option<String>>> {
    let mut owned = Vec::with_capacity(kept.cells as usize);
    for _ in 0..kept.cells {
        let (cell, rest): (Option<&str>, &[u8]) = postcard::take_from_bytes(cells).map_err(unkept)?;
        owned.push(cell.map(str::to_owned));
        cells = rest;
    }
    Ok(owned)
}

fn no_room(error: std::io::Error) -> Error {
    Error::with_hint(
        format!("rows cannot be kept in a temporary file: {error}"),
        "make room in the folder for temporary files, or name another one with TMPDIR; nothing was changed",
    )
}

fn unkept(error: postcard::Error) -> Error {
    Error::message(format!("a row cannot be kept in a temporary file: {error}"))
}
