//! Answers as text: one format a file, behind one trait.

mod cell;
mod csv;
mod escape;
mod json;
mod markdown;
mod table;

use std::io::{self, Write};

use clap::ValueEnum;

pub use cell::{Cell, Column};
pub use escape::{for_terminal, for_terminal_lines};

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

/// What changes how a format writes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Wrap tables to this many columns; none: as wide as they are.
    pub width: Option<usize>,
    /// For CSV: begin with a byte order mark, and defuse cells that a spreadsheet would run as formulas.
    pub for_spreadsheet: bool,
}

/// What stands under the rows.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Lines to print under a table; formats for programs have no room for them.
    pub notes: Vec<String>,
}

/// Writes rows one after the other.
pub trait RowWriter {
    /// Begins with the columns.
    ///
    /// # Errors
    /// If the output cannot be written.
    fn begin(&mut self, columns: &[Column]) -> io::Result<()>;

    /// Writes a row, with a cell for every column.
    ///
    /// # Errors
    /// If the output cannot be written.
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;

    /// Ends, with what stands under the rows.
    ///
    /// # Errors
    /// If the output cannot be written.
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}

/// A writer of rows in some format.
pub fn writer<'out>(format: Format, out: &'out mut dyn Write, options: Options) -> Box<dyn RowWriter + 'out> {
    match format {
        Format::Table => Box::new(table::TableWriter::new(out, options.width)),
        Format::Csv => Box::new(csv::CsvWriter::new(out, options.for_spreadsheet)),
        Format::Json => Box::new(json::JsonWriter::array(out)),
        Format::Ndjson => Box::new(json::JsonWriter::lines(out)),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(out)),
    }
}
