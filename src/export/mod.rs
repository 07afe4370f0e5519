//! Extracts: tables as files of the shape in which they were imported, whole or cut at a day or a publication time.

pub mod citations;
pub mod datasette;
pub mod ftm;
pub mod geojson;
pub mod gexf;
pub mod one_file;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
pub mod popolo;
mod rows;
pub mod tenures;
mod time_cut;
mod workbook;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rusqlite::Connection;

pub use package::data_package;
pub use workbook::{write_template, write_workbook};

use crate::date::Day;
use crate::error::{Error, Result};
use crate::output::{Cell, Column, Format, Options, Summary, writer};
use crate::query::SourceFilter;
use crate::schema::Table;
use crate::whole_file::{self, Readers, WholeFile};

/// What an extract holds.
#[derive(Debug, Clone)]
pub struct Extract {
    /// The tables.
    pub tables: Vec<&'static Table>,
    /// Only records that may have held on this day.
    pub on: Option<Day>,
    /// Only records whose source was surely out by then.
    pub published_by: Option<Day>,
    /// Which sources are believed; it lists those that are not.
    pub filter: SourceFilter,
    /// Whether each row ends with what its source is.
    pub with_sources: bool,
    /// Whether spreadsheets will open the files: a mark of the encoding, and nothing that they would run.
    pub for_spreadsheet: bool,
    /// The format of the files.
    pub format: FileFormat,
    /// Set when the analyst interrupts: no file takes its name from then on.
    pub interrupted: Arc<AtomicBool>,
}

/// A file of an extract that is complete, but does not have its name yet.
#[derive(Debug)]
pub struct Complete {
    /// The file.
    pub file: WholeFile,
    /// Its name.
    pub path: PathBuf,
    /// How many rows it has; none: it describes the others.
    pub rows: Option<u64>,
}

/// The format of an extract's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// One that answers have as well.
    Text(Format),
    /// Columns with types, for programs that analyse.
    Parquet,
}

impl FileFormat {
    fn ending(self) -> &'static str {
        match self {
            FileFormat::Text(Format::Json) => "json",
            FileFormat::Text(Format::Ndjson) => "ndjson",
            FileFormat::Text(Format::Markdown) => "md",
            FileFormat::Text(Format::Table) => "txt",
            FileFormat::Text(Format::Csv) => "csv",
            FileFormat::Parquet => "parquet",
        }
    }
}

/// What is added to each row with `--with-sources`: column, and the column of `sources`.
pub const SOURCE_COLUMNS: &[(&str, &str)] = &[
    ("source_title", "title"),
    ("source_publisher", "publisher"),
    ("source_published", "published"),
    ("source_url", "url"),
    ("source_archive_url", "archive_url"),
];

/// The column that ends each row with `--for-spreadsheet`, and what it holds: an import sees by it that
/// apostrophes were added, row by row, so that rows written by hand keep theirs.
pub const SPREADSHEET_COLUMN: (&str, &str) = ("for_spreadsheet", "yes");

impl Extract {
    /// Whole tables as CSV files.
    #[must_use]
    pub fn whole(tables: Vec<&'static Table>) -> Extract {
        Extract {
            tables,
            on: None,
            published_by: None,
            filter: SourceFilter::default(),
            with_sources: false,
            for_spreadsheet: false,
            format: FileFormat::Text(Format::Csv),
            interrupted: Arc::default(),
        }
    }

    fn is_cut(&self) -> bool {
        self.on.is_some() || self.published_by.is_some() || self.filter.leaves_any_out()
    }

    /// The name of a table's file.
    #[must_use]
    pub fn file_name(&self, table: &Table) -> String {
        format!("{}.{}", table.name, self.format.ending())
    }
}

/// Begins an extract: the tables are then read as they are at this moment, and cut as asked.
///
/// # Errors
/// If the archive cannot be read.
pub fn prepare(connection: &Connection, extract: &Extract) -> Result<()> {
    // The list of what is in the extract is in a temporary table; the archive itself stays read-only.
    connection.pragma_update(None, "query_only", false)?;
    if connection.is_autocommit() {
        connection.execute_batch("BEGIN")?;
    }
    if extract.is_cut() {
        extract.filter.list(connection)?;
        time_cut::mark(connection, extract.on, extract.published_by)?;
    }
    Ok(())
}

/// Writes one table, rows in the order of their ids; gives their number.
///
/// # Errors
/// If the archive cannot be read, the rows cannot be written, or the program was built without the format.
pub fn write_table(
    connection: &Connection,
    extract: &Extract,
    table: &'static Table,
    out: &mut dyn Write,
) -> Result<u64> {
    match extract.format {
        FileFormat::Text(format) => write_text(connection, extract, table, format, out),
        #[cfg(feature = "parquet")]
        FileFormat::Parquet => parquet::write_table(connection, extract, table, out),
        #[cfg(not(feature = "parquet"))]
        FileFormat::Parquet => Err(without_parquet()),
    }
}

#[cfg(not(feature = "parquet"))]
fn without_parquet() -> Error {
    Error::with_hint(
        "this program was built without Parquet",
        "build it again without --no-default-features: cargo install --locked --path .; or export CSV, which DuckDB and pandas read as well",
    )
}

/// The statement that gives a table's rows, in the order of their ids: its columns, those of its sources if the
/// extract has them, and further ones of the table.
fn select(extract: &Extract, table: &Table, further: &[&str]) -> String {
    let name = table.name;
    let mut selected: Vec<String> = table.columns().map(|column| format!("{name}.{}", column.name)).collect();
    let mut join = String::new();
    if extract.with_sources && table.has_provenance() {
        selected.extend(SOURCE_COLUMNS.iter().map(|(_, column)| format!("origin.{column}")));
        join = format!(" LEFT JOIN sources AS origin ON origin.id = {name}.source");
    }
    selected.extend(further.iter().map(|column| format!("{name}.{column}")));
    let cut = if extract.is_cut() { time_cut::condition(table) } else { String::new() };
    format!("SELECT {} FROM {name}{join}{cut} ORDER BY {name}.id", selected.join(", "))
}

/// How many rows of a table an extract has.
///
/// # Errors
/// If the archive cannot be read.
pub fn count(connection: &Connection, extract: &Extract, table: &Table) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM ({})", select(extract, table, &[]));
    let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}

fn write_text(
    connection: &Connection,
    extract: &Extract,
    table: &'static Table,
    format: Format,
    out: &mut dyn Write,
) -> Result<u64> {
    let mut columns: Vec<Column> = table.columns().map(|column| Column::shown(column.name)).collect();
    if extract.with_sources && table.has_provenance() {
        columns.extend(SOURCE_COLUMNS.iter().map(|(column, _)| Column::shown(column)));
    }
    let selected = columns.len();
    if extract.for_spreadsheet {
        columns.push(Column::shown(SPREADSHEET_COLUMN.0));
    }
    let mut statement = connection.prepare(&select(extract, table, &[]))?;
    let options = Options { for_spreadsheet: extract.for_spreadsheet, ..Options::default() };
    let mut rows = writer(format, out, options);
    rows.begin(&columns)?;
    let mut found = statement.raw_query();
    let mut cells = Vec::with_capacity(columns.len());
    let mut count = 0;
    while let Some(row) = found.next()? {
        cells.clear();
        for place in 0..selected {
            cells.push(Cell::from(row.get_ref(place)?));
        }
        if extract.for_spreadsheet {
            cells.push(Cell::Text(SPREADSHEET_COLUMN.1.into()));
        }
        rows.row(&cells)?;
        count += 1;
    }
    rows.end(&Summary { notes: Vec::new() })?;
    Ok(count)
}

/// Writes a file of a folder; gives it with its rows.
fn complete(
    extract: &Extract,
    path: PathBuf,
    write: impl FnOnce(&mut dyn Write) -> Result<u64>,
) -> Result<Complete> {
    let file = WholeFile::begin(&path, Readers::Usual)?.until(&extract.interrupted);
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let rows = write(&mut out).map_err(|error| match error {
        Error::Output(error) => Error::file(&path)(error),
        other => other,
    })?;
    let file = out.into_inner().map_err(|error| Error::file(&path)(error.into_error()))?;
    Ok(Complete { file, path, rows: Some(rows) })
}

/// Writes the tables as files for a folder, with `datapackage.json` beside CSV files. [`name_all`] gives them their names.
///
/// # Errors
/// If the folder or a file cannot be written.
pub fn write_folder(connection: &Connection, extract: &Extract, folder: &Path) -> Result<Vec<Complete>> {
    #[cfg(not(feature = "parquet"))]
    if extract.format == FileFormat::Parquet {
        return Err(without_parquet());
    }
    std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let mut written = Vec::new();
    for table in &extract.tables {
        let path = folder.join(extract.file_name(table));
        written.push(complete(extract, path, |out| write_table(connection, extract, table, out))?);
    }
    if extract.format == FileFormat::Text(Format::Csv) {
        let package = format!("{:#}\n", data_package(extract));
        let path = folder.join("datapackage.json");
        let package = complete(extract, path, |out| Ok(out.write_all(package.as_bytes()).map(|()| 0)?))?;
        written.push(Complete { rows: None, ..package });
    }
    Ok(written)
}

/// Gives files their names, once all of them are complete: who is interrupted finds a folder as it was, and tables of two
/// moments do not lie beside each other.
///
/// # Errors
/// If one cannot be written to the disk.
pub fn name_all(files: Vec<Complete>) -> Result<()> {
    whole_file::replace_all(files.into_iter().map(|complete| complete.file).collect())
}
