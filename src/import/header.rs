//! The header of a file, checked against the columns of a table.

use crate::error::{Error, Result};
use crate::export::{SOURCE_COLUMNS, SPREADSHEET_COLUMN};
use crate::schema::{Column, Table};
use crate::suggest;

/// The first column of a file of rejected rows: why each of them was rejected. It is ignored.
pub const REASON: &str = "reason";

/// For each of [`Table::columns`], the place of its cell in a row of the file; none if the file lacks it.
pub type Places = Vec<Option<usize>>;

/// A header, checked against the columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The place of each column.
    pub places: Places,
    /// The place of the column that says which rows were written for a spreadsheet.
    pub spreadsheet: Option<usize>,
    /// The columns that an extract adds to those of the table; they are ignored.
    pub added: Vec<String>,
}

/// Finds the columns of a table in a header, by name.
///
/// # Errors
/// If it names a column twice, one that the table lacks or that the archive computes, or lacks a required one.
pub fn places(file: &str, line: u64, header: &[String], table: &'static Table) -> Result<Header> {
    let mut wrong: Vec<String> = Vec::new();
    let mut hints: Vec<String> = Vec::new();
    let columns: Vec<&Column> = table.columns().collect();
    let mut places = vec![None; columns.len()];
    let (mut spreadsheet, mut added) = (None, Vec::new());
    let mut known = 0;
    for (place, name) in header.iter().enumerate() {
        if let Some(column) = columns.iter().position(|column| column.name == name) {
            known += 1;
            if places[column].replace(place).is_some() {
                wrong.push(format!("the column {name} is in the header twice"));
            }
        } else if name == SPREADSHEET_COLUMN.0 && spreadsheet.is_none() {
            spreadsheet = Some(place);
        } else if table.has_provenance() && SOURCE_COLUMNS.iter().any(|(column, _)| column == name) {
            added.push(name.clone());
        } else if is_left_to_the_archive(table, name) {
            wrong.push(format!("the archive computes {name} itself"));
            hints.push(format!("leave out {name}"));
        } else if name.is_empty() {
            wrong.push(format!("column {} has no name", place + 1));
        } else if place == 0 && name == REASON && is_of_rejected(file) {
        } else {
            wrong.push(format!("{} has no column \"{name}\"", table.name));
            hints.extend(suggest::did_you_mean(name, columns.iter().map(|column| column.name)));
        }
    }
    let given = |name: &str| {
        columns.iter().position(|column| column.name == name).is_some_and(|at| places[at].is_some())
    };
    // With an id a row may be a revision, and a revision needs only what it changes.
    if !given("id") || places.iter().flatten().count() < 2 {
        for (column, place) in columns.iter().zip(&places) {
            if column.required && place.is_none() {
                wrong.push(format!("the required column {} is missing", column.name));
            }
        }
    }
    if wrong.is_empty() {
        return Ok(Header { places, spreadsheet, added });
    }
    if known == 0 {
        hints.insert(
            0,
            "if title lines are above the header, give the header's line: --header-row N".to_owned(),
        );
        hints.push(columns_of(&columns, table));
    } else if hints.is_empty() {
        hints.push(columns_of(&columns, table));
    }
    Err(Error::with_hint(format!("{file}:{line}: {}", wrong.join("; ")), hints.join("; ")))
}

fn columns_of(columns: &[&Column], table: &Table) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    format!("the columns of {} are {}", table.name, names.join(", "))
}

/// Whether the file is one of rejected rows, by its name.
#[must_use]
pub fn is_of_rejected(file: &str) -> bool {
    std::path::Path::new(file)
        .file_name()
        .is_some_and(|name| name.to_string_lossy().to_lowercase().contains(".rejected"))
}

fn is_left_to_the_archive(table: &Table, name: &str) -> bool {
    crate::schema::computed_columns(table)
        .iter()
        .chain(crate::schema::BOOKKEEPING_COLUMNS)
        .any(|(column, _)| *column == name)
}
