//! A CSV file as rows that know where they stand.

use std::fs::File;
use std::path::Path;

use csv::ByteRecord;

use super::problems::{Place, Refusal};
use super::watch::{EndlessRow, Watched};
use crate::error::{Error, Result};
use crate::schema::{Column, Table};
use crate::suggest;

/// A file that is read row by row.
#[derive(Debug)]
pub struct Reader {
    rows: csv::Reader<Watched<File>>,
    record: ByteRecord,
    header: Header,
    file: String,
    last_line: u64,
}

/// Which cell of a row belongs to which column.
#[derive(Debug)]
pub struct Header {
    /// For each of [`Table::columns`], the place of its cell in a row of the file; none if the file lacks it.
    pub cell_of_column: Vec<Option<usize>>,
    /// How many cells a row of the file has.
    pub width: usize,
}

impl Header {
    /// Whether the file has all columns of the table.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.cell_of_column.iter().all(Option::is_some)
    }
}

/// One row as the file has it: its cells as text, or why they are none.
#[derive(Debug)]
pub struct RawRow<'reader> {
    /// Where it begins.
    pub place: Place,
    record: &'reader ByteRecord,
    width: usize,
    spans_lines: bool,
}

impl Reader {
    /// Opens `path` and holds its header against the columns of `table`.
    ///
    /// # Errors
    /// If the file cannot be read or is empty, or its header names a column twice, one that the table lacks, or
    /// none of a required one.
    pub fn open(path: &Path, table: &'static Table) -> Result<Reader> {
        let file = File::open(path).map_err(Error::file(path))?;
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Watched::new(file));
        let name = path.display().to_string();
        let mut record = ByteRecord::new();
        if !rows.read_byte_record(&mut record).map_err(|error| unreadable(&name, error))? {
            return Err(Error::with_hint(
                format!("{name}: the file is empty"),
                format!("write the header first: orgarchive template {}", table.name),
            ));
        }
        let header = header(&name, &record, table)?;
        Ok(Reader { rows, record, header, file: name, last_line: 1 })
    }

    /// Which cell belongs to which column.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next row; none at the end of the file.
    ///
    /// # Errors
    /// If the file cannot be read further.
    pub fn next_row(&mut self) -> Result<Option<RawRow<'_>>> {
        let is_row =
            self.rows.read_byte_record(&mut self.record).map_err(|error| unreadable(&self.file, error))?;
        if self.rows.is_done()
            && let Some(line) = self.rows.get_ref().open_quote()
        {
            return Err(open_quote(&self.file, line));
        }
        if !is_row {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let next_line = self.rows.position().line();
        let spans_lines = next_line > line + 1;
        self.last_line = next_line;
        Ok(Some(RawRow {
            place: Place { file: self.file.clone(), line },
            record: &self.record,
            width: self.header.width,
            spans_lines,
        }))
    }

    /// The SHA-256 of the whole file, in hexadecimal; to be asked for after the last row.
    #[must_use]
    pub fn sha256(self) -> String {
        hexadecimal(self.rows.into_inner().digest().as_ref())
    }
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl RawRow<'_> {
    /// The cells as text.
    ///
    /// # Errors
    /// If there are too few or too many, or their bytes are no UTF-8.
    pub fn cells(&self) -> Result<Vec<&str>, Refusal> {
        let count = self.record.len();
        if count != self.width {
            let refusal =
                Refusal::row("cells", format!("the row has {count} cells, the header has {}", self.width));
            return Err(refusal.with_hint(if self.spans_lines {
                "a quote opens in this row and closes lines later, or never: close it, and double the quotes inside a cell"
            } else {
                "write every cell, blank ones too; put a cell that has a comma into double quotes"
            }));
        }
        let mut cells = Vec::with_capacity(count);
        for (place, bytes) in self.record.iter().enumerate() {
            let text = std::str::from_utf8(bytes).map_err(|error| {
                let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
                Refusal::row("encoding", format!("cell {} is not UTF-8: byte 0x{byte:02X}", place + 1))
                    .with_hint("save the file as \"CSV UTF-8\"")
            })?;
            cells.push(text);
        }
        Ok(cells)
    }

    /// The row as it stands in the file, but for its quoting.
    #[must_use]
    pub fn text(&self) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let written = writer.write_byte_record(self.record).is_ok();
        let bytes = writer.into_inner().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        if written { text.trim_end_matches('\n').to_owned() } else { String::new() }
    }
}

fn header(file: &str, record: &ByteRecord, table: &'static Table) -> Result<Header> {
    let mut wrong: Vec<String> = Vec::new();
    let mut hints: Vec<String> = Vec::new();
    let columns: Vec<&Column> = table.columns().collect();
    let mut cell_of_column = vec![None; columns.len()];
    for (place, bytes) in record.iter().enumerate() {
        let Ok(name) = std::str::from_utf8(bytes) else {
            return Err(Error::with_hint(
                format!("{file}:1: the header is not UTF-8"),
                "save the file as \"CSV UTF-8\"",
            ));
        };
        let name = name.trim_start_matches('\u{feff}').trim();
        if let Some(column) = columns.iter().position(|column| column.name == name) {
            if cell_of_column[column].replace(place).is_some() {
                wrong.push(format!("the column {name} stands there twice"));
            }
        } else if is_left_to_the_archive(table, name) {
            wrong.push(format!("the archive computes {name} itself"));
            hints.push(format!("leave out {name}"));
        } else if name.is_empty() {
            wrong.push(format!("column {} has no name", place + 1));
        } else {
            wrong.push(format!("{} has no column \"{name}\"", table.name));
            hints.extend(suggest::did_you_mean(name, columns.iter().map(|column| column.name)));
        }
    }
    if let (1, Some(separator)) = (record.len(), separator_of(record)) {
        return Err(Error::with_hint(
            format!("{file}:1: the columns are separated by {separator}, and commas are needed"),
            "save the file as CSV with commas",
        ));
    }
    let given = |name: &str| {
        columns.iter().position(|column| column.name == name).is_some_and(|at| cell_of_column[at].is_some())
    };
    // With an id a row may be a revision, and a revision needs only what it changes.
    if !given("id") || cell_of_column.iter().flatten().count() < 2 {
        for (column, cell) in columns.iter().zip(&cell_of_column) {
            if column.required && cell.is_none() {
                wrong.push(format!("the required column {} is missing", column.name));
            }
        }
    }
    if !wrong.is_empty() {
        if hints.is_empty() {
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            hints.push(format!("the columns of {} are {}", table.name, names.join(", ")));
        }
        return Err(Error::with_hint(format!("{file}:1: {}", wrong.join("; ")), hints.join("; ")));
    }
    Ok(Header { cell_of_column, width: record.len() })
}

/// What separates the columns of a header that has no comma.
fn separator_of(record: &ByteRecord) -> Option<&'static str> {
    [(b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")]
        .into_iter()
        .find(|(separator, _)| record.iter().any(|cell| cell.contains(separator)))
        .map(|(_, name)| name)
}

fn is_left_to_the_archive(table: &Table, name: &str) -> bool {
    crate::schema::computed_columns(table)
        .iter()
        .chain(crate::schema::BOOKKEEPING_COLUMNS)
        .any(|(column, _)| *column == name)
}

fn open_quote(file: &str, line: u64) -> Error {
    Error::with_hint(
        format!("{file}:{line}: a double quote opens a cell here and never closes"),
        "close it at the end of the cell, and write a quote inside a cell twice",
    )
}

fn unreadable(file: &str, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => {
            match source.get_ref().and_then(|inner| inner.downcast_ref::<EndlessRow>()) {
                Some(EndlessRow { quote: Some(line), .. }) => open_quote(file, *line),
                Some(EndlessRow { line, .. }) => Error::with_hint(
                    format!("{file}:{line}: the row is longer than 16 MiB"),
                    "this is no table of ours, or its line ends are missing",
                ),
                None => Error::File { path: file.into(), source },
            }
        }
        _ => Error::told(format!("{file}: the file cannot be read as CSV")),
    }
}
