//! Answers as text: one format a file, behind one trait.
//!
//! | format | for | columns | notes | text of strangers |
//! |---|---|---|---|---|
//! | table | people | the shown ones | under the rows | active characters made visible |
//! | Markdown | documents | the shown ones | under the rows | the same, and nothing that formats |
//! | CSV | programs, spreadsheets | all | none | as it is; optionally no formulas |
//! | JSON, NDJSON | programs | all | none | as it is, active characters as `\uXXXX` |
//!
//! Notes have no place in formats for programs: whoever calls prints them elsewhere. Every writer streams, except for the
//! table, which has to see rows to align them and holds a bounded number.
//!
//! ```
//! use orgarchive::output::{Cell, Column, Format, Options, Summary, writer};
//!
//! let mut out = Vec::new();
//! let mut rows = writer(Format::Csv, &mut out, Options::default());
//! rows.begin(&[Column::shown("id"), Column::shown("rank")])?;
//! rows.row(&[Cell::from("chair"), Cell::Blank])?;
//! rows.end(&Summary::default())?;
//! drop(rows);
//! assert_eq!(out, b"id,rank\nchair,\n");
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod appearance;
mod block;
mod cell;
mod csv;
mod document;
mod grid;
mod json;
mod markdown;
mod ndjson;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod widths;
mod wrap;

use std::io::{self, Write};

use clap::ValueEnum;

pub use cell::{Cell, Column, JOINER};
pub use csv::restored;
pub use document::{Cited, Document, Entry, Section};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, to read
    Table,
    /// Comma-separated values with a header (RFC 4180)
    Csv,
    /// An array of objects
    Json,
    /// One object a line
    Ndjson,
    /// A table for documents
    Markdown,
}

impl Format {
    /// Whether it is for people: with names, and with room for notes.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown)
    }
}

/// What changes how a format writes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Wrap tables and their notes to this many columns of a terminal; none: as wide as they are.
    pub width: Option<usize>,
    /// Colour verdicts in tables.
    pub is_coloured: bool,
    /// For CSV: begin with a byte order mark, and defuse cells that a spreadsheet would run as formulas. [`restored`]
    /// takes the latter back.
    pub for_spreadsheet: bool,
}

/// What is written under the rows.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Lines to print under a table; formats for programs have no room for them.
    pub notes: Vec<String>,
}

/// Writes rows one after the other: `begin` once, `row` for each, `end` once.
pub trait RowWriter {
    /// Begins with the columns.
    ///
    /// # Errors
    /// If the output cannot be written.
    fn begin(&mut self, columns: &[Column]) -> io::Result<()>;

    /// Writes a row, with a cell for every column.
    ///
    /// # Errors
    /// If the output cannot be written, or the row has not as many cells as there are columns.
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;

    /// Ends, with what is written under the rows. Without it the output is not complete.
    ///
    /// # Errors
    /// If the output cannot be written.
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}

/// A writer of rows in some format.
pub fn writer<'out>(format: Format, out: &'out mut dyn Write, options: Options) -> Box<dyn RowWriter + 'out> {
    match format {
        Format::Table => Box::new(table::TableWriter::new(out, options)),
        Format::Csv => Box::new(csv::CsvWriter::new(out, options.for_spreadsheet)),
        Format::Json => Box::new(json::JsonWriter::new(out)),
        Format::Ndjson => Box::new(ndjson::NdjsonWriter::new(out)),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(out)),
    }
}

/// Refuses a row with a missing or a surplus cell: it would be paired with the wrong columns, or cut.
fn fits(cells: &[Cell], columns: usize) -> io::Result<()> {
    if cells.len() == columns {
        return Ok(());
    }
    let message = format!("a row has {} cells for {columns} columns", cells.len());
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}
