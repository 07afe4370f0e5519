//! One file of an import: its bytes, how it is to be read, and what its rows become.

use std::borrow::Cow;

use super::check::Given;
use super::dialect::Told;
use super::header::{self, Places};
use super::intake::Intake;
use super::problems::Refusal;
use super::reader::Reader;
use crate::error::{Error, Result};
use crate::schema::Table;

/// A file whose rows are to be loaded.
pub struct Feed {
    /// Its bytes.
    pub intake: Intake,
    /// What the analyst says of it.
    pub told: Told,
    /// The table that its rows are in.
    pub table: &'static Table,
}

/// How a row of a file becomes records.
pub enum Shape {
    /// It is a row of the table: the place of each column's cell.
    Plain(Places),
}

impl Feed {
    /// A file whose rows are rows of a table.
    #[must_use]
    pub fn new(intake: Intake, told: Told, table: &'static Table) -> Feed {
        Feed { intake, told, table }
    }

    /// Whether rows of this table may come of it.
    #[must_use]
    pub fn feeds(&self, table: &Table) -> bool {
        self.table.name == table.name
    }

    /// Reads it from its beginning; with `keeps_rows` the bytes of each row can be asked for.
    ///
    /// # Errors
    /// If it cannot be read, or has no header.
    pub fn open(&self, keeps_rows: bool) -> Result<Reader> {
        let is_known = |name: &str| self.table.column(name).is_some();
        let template = format!("orgarchive template {}", self.table.name);
        Reader::open(&self.intake, self.told, &is_known, &template, keeps_rows)
    }

    /// How its rows become records of a table.
    ///
    /// # Errors
    /// If its header does not fit.
    pub fn shape(&self, reader: &Reader, table: &'static Table) -> Result<Shape> {
        header::places(self.intake.name(), reader.header_line(), reader.header(), table).map(Shape::Plain)
    }

    /// Opens it and holds its header against what is expected, without reading further.
    ///
    /// # Errors
    /// As [`Feed::open`] and [`Feed::shape`].
    pub fn verify(&self) -> Result<Reader> {
        let reader = self.open(false)?;
        self.shape(&reader, self.table)?;
        Ok(reader)
    }

    /// What the analyst should know of how it is read; none if it is UTF-8 with commas.
    #[must_use]
    pub fn said(&self, reader: &Reader) -> Option<String> {
        let parts: Vec<String> =
            [self.intake.said(), reader.dialect().said()].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("{}: {}", self.intake.name(), parts.join(", ")))
    }
}

impl Shape {
    /// The records of a table that a row becomes.
    ///
    /// # Errors
    /// If it becomes none because something is wrong with it.
    pub fn records<'row>(
        &'row self,
        cells: &[&'row str],
        _table: &'static Table,
    ) -> std::result::Result<Vec<Given<'row>>, Vec<Refusal>> {
        match self {
            Shape::Plain(places) => Ok(vec![Given {
                cells: places.iter().map(|place| place.map(|place| Cow::Borrowed(cells[place]))).collect(),
                is_complete: places.iter().all(Option::is_some),
                called: None,
            }]),
        }
    }
}

/// The mistakes in several files, told together.
#[must_use]
pub fn all_of(errors: Vec<Error>) -> Error {
    let hints: Vec<String> = errors.iter().filter_map(Error::hint).collect();
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Error::with_hint(messages.join("\nerror: "), hints.join("\nhint: "))
}
