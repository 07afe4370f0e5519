//! Extracts: tables as files of the shape in which they were imported, whole or cut at a day or a publication time.

mod cut;
mod package;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use package::data_package;

use crate::date::Day;
use crate::error::{Error, Result};
use crate::output::{Cell, Column, Format, Options, Summary, writer};
use crate::schema::Table;

/// What an extract holds.
#[derive(Debug, Clone)]
pub struct Extract {
    /// The tables.
    pub tables: Vec<&'static Table>,
    /// Only records that may have held on this day.
    pub on: Option<Day>,
    /// Only records whose source was surely out by then.
    pub published_by: Option<Day>,
    /// Whether each row ends with what its source is.
    pub with_sources: bool,
    /// Whether spreadsheets will open the files: a mark of the encoding, and nothing that they would run.
    pub for_spreadsheet: bool,
    /// The format of the files.
    pub format: Format,
}

/// What is added to each row with `--with-sources`: column, and the column of `sources`.
pub const SOURCE_COLUMNS: &[(&str, &str)] = &[
    ("source_title", "title"),
    ("source_publisher", "publisher"),
    ("source_published", "published"),
    ("source_url", "url"),
    ("source_archive_url", "archive_url"),
];

impl Extract {
    fn is_cut(&self) -> bool {
        self.on.is_some() || self.published_by.is_some()
    }

    fn ending(&self) -> &'static str {
        match self.format {
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "md",
            Format::Table => "txt",
            Format::Csv => "csv",
        }
    }

    /// The name of a table's file.
    #[must_use]
    pub fn file_name(&self, table: &Table) -> String {
        format!("{}.{}", table.name, self.ending())
    }
}

/// Begins an extract: the tables are then read as they are at this moment, and cut as asked.
///
/// # Errors
/// If the archive cannot be read.
pub fn prepare(connection: &Connection, extract: &Extract) -> Result<()> {
    // The list of what is in the extract stands in a temporary table; the archive itself stays read-only.
    connection.pragma_update(None, "query_only", false)?;
    if connection.is_autocommit() {
        connection.execute_batch("BEGIN")?;
    }
    if extract.is_cut() {
        cut::mark(connection, extract.on, extract.published_by)?;
    }
    Ok(())
}

/// Writes one table, rows in the order of their ids; gives their number.
///
/// # Errors
/// If the archive cannot be read or the rows cannot be written.
pub fn write_table(
    connection: &Connection,
    extract: &Extract,
    table: &'static Table,
    out: &mut dyn Write,
) -> Result<u64> {
    let name = table.name;
    let with_sources = extract.with_sources && table.has_provenance();
    let mut columns: Vec<Column> = table.columns().map(|column| Column::shown(column.name)).collect();
    let mut selected: Vec<String> = table.columns().map(|column| format!("{name}.{}", column.name)).collect();
    let mut join = String::new();
    if with_sources {
        columns.extend(SOURCE_COLUMNS.iter().map(|(column, _)| Column::shown(column)));
        selected.extend(SOURCE_COLUMNS.iter().map(|(_, column)| format!("origin.{column}")));
        join = format!(" LEFT JOIN sources AS origin ON origin.id = {name}.source");
    }
    let cut = if extract.is_cut() { cut::condition(table) } else { String::new() };
    let mut statement = connection
        .prepare(&format!("SELECT {} FROM {name}{join}{cut} ORDER BY {name}.id", selected.join(", ")))?;
    let options = Options { for_spreadsheet: extract.for_spreadsheet, ..Options::default() };
    let mut rows = writer(extract.format, out, options);
    rows.begin(&columns)?;
    let mut found = statement.raw_query();
    let mut cells = Vec::with_capacity(columns.len());
    let mut count = 0;
    while let Some(row) = found.next()? {
        cells.clear();
        for place in 0..columns.len() {
            cells.push(Cell::from(row.get_ref(place)?));
        }
        rows.row(&cells)?;
        count += 1;
    }
    rows.end(&Summary { notes: Vec::new() })?;
    Ok(count)
}

/// Writes the tables as files into a folder, with `datapackage.json` beside CSV files; gives the files and their rows.
///
/// # Errors
/// If the folder or a file cannot be written.
pub fn write_folder(
    connection: &Connection,
    extract: &Extract,
    folder: &Path,
) -> Result<Vec<(PathBuf, u64)>> {
    std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let mut written = Vec::new();
    for table in &extract.tables {
        let path = folder.join(extract.file_name(table));
        // A file is complete, or it is not there: whoever reads the folder meanwhile sees no half of one.
        let unfinished = folder.join(format!(".{}.unfinished", extract.file_name(table)));
        let file = File::create(&unfinished).map_err(Error::file(&unfinished))?;
        let mut out = BufWriter::with_capacity(1 << 16, file);
        let rows = write_table(connection, extract, table, &mut out).inspect_err(|_| {
            let _ = std::fs::remove_file(&unfinished);
        })?;
        out.flush().map_err(Error::file(&unfinished))?;
        drop(out);
        std::fs::rename(&unfinished, &path).map_err(Error::file(&path))?;
        written.push((path, rows));
    }
    if extract.format == Format::Csv {
        let path = folder.join("datapackage.json");
        let package = format!("{:#}\n", data_package(extract));
        std::fs::write(&path, package).map_err(Error::file(&path))?;
    }
    Ok(written)
}
