//! Mapping profiles: how a foreign file becomes records.
//!
//! ```text
//! FILE.toml → document → read → plan → bind to a header → Mapper → for each row: evaluate → cells of records
//! ```
//!
//! `document` reads TOML whose values know their lines, `read` and `cell` hold it against the tables, `model` is what
//! comes of that. `bind` joins it to the columns of a file, `evaluate` makes the cells of one row. `template`, `slug`,
//! `dates` and `pattern` are what cells can be made with. `sample`, `guess` and `draft` write a first profile. A
//! profile only builds cells: what they may hold, and what they refer to, the import checks as it always does.

mod built_in;
mod cell;
mod dates;
mod document;
mod draft;
mod evaluate;
mod file_header;
mod guess;
mod lists;
mod model;
mod pattern;
mod read;
mod sample;
mod slug;
mod template;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

pub use built_in::{built_in, built_in_names};
pub use draft::draft;
pub use lists::Lists;
pub use model::{FileOptions, FixedRow};
pub use sample::Sample;
pub use slug::slug;

use unicode_normalization::UnicodeNormalization;

use crate::error::Result;
use crate::objects::Path;
use crate::record::refusal::Refusal;
use crate::schema::{TABLES, Table};
use evaluate::{Piece, Row, Skip};
use model::Plan;

/// A profile that was read and checked against the tables.
#[derive(Debug, Clone)]
pub struct Profile {
    plan: Arc<Plan>,
}

/// A profile that knows where the columns of a file are.
#[derive(Debug)]
pub struct Mapper {
    plan: Arc<Plan>,
    /// For each of [`Plan::columns`], the cell of a row that it is; `usize::MAX` for a made column.
    places: Vec<usize>,
    /// For each of [`Plan::columns`], the columns of the file that feed it.
    feeding: Vec<Vec<String>>,
    /// For each record and each column of its table, the columns of the file that feed it.
    fed_by: Vec<Vec<Vec<String>>>,
    /// For each record and each column of its table, the cells of the file that feed it.
    fed_by_cells: Vec<Vec<Vec<usize>>>,
    /// For each record, which of the lists it iterates over, in a file of objects.
    lists: Vec<Option<usize>>,
}

/// Which part of an object of the file a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// All of it, as in files of plain rows.
    #[default]
    Whole,
    /// What it has once.
    Object,
    /// An item of one of [`Lists::lists`].
    Item(usize),
}

impl Part {
    fn makes(self, list: Option<usize>) -> bool {
        match self {
            Part::Whole => true,
            Part::Object => list.is_none(),
            Part::Item(item) => list == Some(item),
        }
    }
}

/// One record that a row of the file became.
#[derive(Debug, Clone)]
pub struct Mapped<'row> {
    /// Its table.
    pub table: &'static Table,
    /// Which `[[record]]` of the profile it is, from 0.
    pub record: usize,
    /// One for each of [`Table::columns`]: trimmed, composed (NFC), and not blank; or none.
    pub cells: Vec<Option<Cow<'row, str>>>,
    /// Which of these columns the profile feeds; in a revision the others keep what they hold.
    pub given: Arc<[bool]>,
    /// The cells that could not be made, a bit for each column.
    pub bad: u32,
}

impl Profile {
    /// Reads the text of a profile; `name` is its file, for messages.
    ///
    /// # Errors
    /// If anything in it is wrong: all of it, each with its line and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Profile> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        read::plan(name, text).map(|plan| Profile { plan: Arc::new(plan) })
    }

    /// What the profile says of the file itself; what the command line says goes before it.
    #[must_use]
    pub fn file_options(&self) -> &FileOptions {
        &self.plan.options
    }

    /// Whether it reads the column of a file that has this name.
    #[must_use]
    pub fn reads(&self, column: &str) -> bool {
        let name: String = column.trim().nfc().collect();
        self.plan.columns.iter().any(|used| used.made.is_none() && used.name == name)
    }

    /// The rows that the profile holds itself, such as the source: they are imported once, before those of the file.
    #[must_use]
    pub fn fixed(&self) -> &[FixedRow] {
        &self.plan.fixed
    }

    /// The tables of which the rows of a file become records, referred-to tables first.
    #[must_use]
    pub fn made_tables(&self) -> Vec<&'static Table> {
        let is_made =
            |table: &&'static Table| self.plan.records.iter().any(|record| record.table.name == table.name);
        TABLES.iter().filter(is_made).collect()
    }

    /// What it reads of the objects of a file: paths, and the lists over which its records iterate.
    ///
    /// # Errors
    /// If a record iterates over two lists of which none is in the other, or a condition of the file over any.
    pub fn lists(&self) -> Result<Lists> {
        lists::lists(&self.plan)
    }

    /// Whether the objects of a file have what the profile reads.
    ///
    /// # Errors
    /// If no object has one of the columns, and the profile does not say that it may be missing.
    pub fn verify_found(&self, file: &str, columns: &[Path], had: &[bool]) -> Result<()> {
        lists::verify_found(&self.plan, file, columns, had)
    }

    /// Finds the profile's columns in the header of a file.
    ///
    /// # Errors
    /// If the file lacks one of them, or has one twice, or a made column is named like one of the file: all of these.
    pub fn bind(&self, file: &str, header: &[String]) -> Result<Mapper> {
        file_header::bind(&self.plan, file, header)
    }
}

impl Mapper {
    /// What becomes of one row of the file, in the order of the profile, and all that is wrong with it; nothing if its
    /// conditions skip the row.
    ///
    /// `cells` are those of the row in the order of the header; missing ones are blank. If something is wrong, the records
    /// are there all the same, except for those cells: so that their other mistakes can be reported.
    pub fn map_all<'row>(&'row self, cells: &[&'row str], part: Part) -> (Vec<Mapped<'row>>, Vec<Refusal>) {
        let row = Row::new(self, cells);
        let mapped = self.records(&row, part);
        (mapped, row.into_refusals())
    }

    /// The same, of a row with which nothing is wrong.
    #[cfg(test)]
    pub fn map<'row>(&'row self, cells: &[&'row str]) -> Result<Vec<Mapped<'row>>, Vec<Refusal>> {
        let (mapped, refusals) = self.map_all(cells, Part::Whole);
        if refusals.is_empty() { Ok(mapped) } else { Err(refusals) }
    }

    fn records<'row>(&'row self, row: &Row<'_, 'row>, part: Part) -> Vec<Mapped<'row>> {
        let mut mapped = Vec::new();
        if !matches!(row.skip(&self.plan.conditions, None), Ok(Skip::No)) {
            return mapped;
        }
        for (place, record) in self.plan.records.iter().enumerate() {
            if !part.makes(self.lists[place]) {
                continue;
            }
            let Some(each) = &record.each else {
                mapped.extend(row.record(place, record, None));
                continue;
            };
            let Ok(pieces) = row.pieces(record, each) else { continue };
            for (number, text) in (1..).zip(pieces) {
                let piece = Piece { column: each.column, text, place: number };
                mapped.extend(row.record(place, record, Some(piece)));
            }
        }
        mapped
    }

    /// Whether the first row that gives an id makes this record, and later ones only name it.
    #[must_use]
    pub fn keeps_first(&self, record: usize) -> bool {
        self.plan.records.get(record).is_some_and(|record| record.keeps_first)
    }

    /// The columns of the file that feed a column of a record; none of them if it is constant or not fed.
    #[must_use]
    pub fn fed_by(&self, record: usize, column: &str) -> &[String] {
        let Some(described) = self.plan.records.get(record) else { return &[] };
        let Some((place, _)) = described.table.column(column) else { return &[] };
        &self.fed_by[record][place]
    }

    /// Which columns a record of an object gives. One that comes out blank is given only if the object has a blank value
    /// for it: what it does not say, or says in words that the profile does not take, takes nothing away.
    #[must_use]
    pub fn given(&self, record: &Mapped<'_>, cells: &[&str], missing: &[usize]) -> Arc<[bool]> {
        let fed_by = &self.fed_by_cells[record.record];
        let is_blank = |cell: &usize| {
            !missing.contains(cell) && cells.get(*cell).is_none_or(|text| text.trim().is_empty())
        };
        let is_given = |(place, given): (usize, &bool)| {
            let fed_by = &fed_by[place];
            *given && (record.cells[place].is_some() || fed_by.is_empty() || fed_by.iter().any(is_blank))
        };
        record.given.iter().enumerate().map(is_given).collect()
    }
}
