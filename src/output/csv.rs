//! CSV: RFC 4180 with LF, a header always, quotes only where they are needed.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cell, Column, RowWriter, Summary};

/// Writes rows as CSV.
pub struct CsvWriter<'out> {
    out: csv::Writer<&'out mut dyn Write>,
    for_spreadsheet: bool,
}

impl<'out> CsvWriter<'out> {
    /// Writes to `out`; for a spreadsheet with a byte order mark, and with an apostrophe before what would run as a
    /// formula.
    pub fn new(out: &'out mut dyn Write, for_spreadsheet: bool) -> CsvWriter<'out> {
        CsvWriter { out: csv::WriterBuilder::new().from_writer(out), for_spreadsheet }
    }
}

impl RowWriter for CsvWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        let mark = if self.for_spreadsheet { "\u{feff}" } else { "" };
        let names = columns.iter().enumerate().map(|(place, column)| {
            if place == 0 { format!("{mark}{}", column.name) } else { column.name.clone() }
        });
        self.out.write_record(names.collect::<Vec<_>>()).map_err(io_error)
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            let text = cell.text();
            let text = if self.for_spreadsheet && !cell.is_number() { defused(text) } else { text };
            self.out.write_field(text.as_bytes()).map_err(io_error)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn end(&mut self, _summary: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// Spreadsheets run what begins with one of these signs; an apostrophe before it makes it text. Numbers stay.
fn defused(text: Cow<'_, str>) -> Cow<'_, str> {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        && text.parse::<f64>().map_or(true, |number| !number.is_finite());
    if runs { Cow::Owned(format!("'{text}")) } else { text }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
