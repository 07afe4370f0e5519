use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::arguments::{ClockArguments, open_as_recorded};
use super::{Environment, Outcome};
use crate::answer::tenures::TenuresQuery;
use crate::date::Span;
use crate::error::{Error, Result};
use crate::export::{
    Extract, FileFormat, citations, name_all, popolo, prepare, tenures, write_folder, write_table,
    write_workbook,
};
use crate::output::Format;
use crate::query::SourceFilter;
use crate::schema::{TABLES, Table};
use crate::whole_file::{Readers, WholeFile};

/// Write tables as CSV files, whole or as they were on a day
///
/// The files have the shape in which tables are imported; the same archive gives the same bytes every time. With
/// --on or --published-by, records that cannot have held on that day, or whose source may not have been published, are left
/// out, and so is whatever no other row names any more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive export -o extract
  orgarchive export postings sources -o extract --published-by 2010
  orgarchive export postings > postings.csv
  orgarchive export -o extract.xlsx --with-sources
  orgarchive export -o extract --format parquet
  orgarchive export tenures > tenures.csv
  orgarchive schema --format datasette > metadata.json   (to browse archive.db itself)")]
pub struct Export {
    /// The tables; all, if none is named. tenures, which has to be named: who held which post from when to when, as
    /// computed, not to be imported
    #[arg(value_name = "TABLE", value_parser = named)]
    tables: Vec<Extracted>,

    /// Write files into this folder, with a datapackage.json, or a workbook if it ends in .xlsx; without it, one table goes
    /// to standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// End each row with title, publisher, date and addresses of its source
    #[arg(long)]
    with_sources: bool,

    /// Write for spreadsheets: with a byte order mark, and an apostrophe before what would run as a formula
    #[arg(long)]
    for_spreadsheet: bool,

    /// The format of the files
    #[arg(long, value_enum)]
    format: Option<Named>,

    #[command(flatten)]
    clocks: ClockArguments,
}

/// What an extract can hold.
#[derive(Debug, Clone, Copy)]
enum Extracted {
    Table(&'static Table),
    Tenures,
}

fn named(name: &str) -> Result<Extracted, String> {
    if name == tenures::NAME {
        Ok(Extracted::Tenures)
    } else {
        super::import::table(name).map(Extracted::Table)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Named {
    /// Text, in the shape in which tables are imported
    Csv,
    /// An array of objects
    Json,
    /// One object a line
    Ndjson,
    /// A workbook for Excel and LibreOffice: a sheet for each table, all cells as text
    Xlsx,
    /// Columns with types, the computed ones too, for DuckDB, pandas and the like
    Parquet,
    /// The sources as items of CSL-JSON, for Zotero and pandoc
    CslJson,
    /// The sources as entries of BibLaTeX
    Bibtex,
    /// Persons, organizations, memberships, posts and areas as one document of Popolo
    Popolo,
}

impl Named {
    /// Whether it writes one file, of tables that it chooses itself.
    fn is_of_its_own(self) -> bool {
        matches!(self, Named::CslJson | Named::Bibtex | Named::Popolo)
    }
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// Whether a file is named as a workbook.
pub(super) fn is_named_as_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

impl Export {
    /// Whether it writes files.
    pub(super) fn is_to_files(&self) -> bool {
        self.output.is_some()
    }

    /// Writes a file for other programs.
    fn interchange(
        self,
        format: Named,
        archive: &Path,
        environment: &mut Environment<'_>,
    ) -> Result<Outcome> {
        let is_of_sources =
            |named: &Extracted| matches!(named, Extracted::Table(table) if table.name == "sources");
        let fits = format != Named::Popolo && self.tables.iter().all(is_of_sources);
        if self.with_sources || self.for_spreadsheet || !(fits || self.tables.is_empty()) {
            let (name, held) = match format {
                Named::Popolo => ("popolo", popolo::TABLES_HELD.join(", ")),
                Named::CslJson => ("csl-json", "sources".to_owned()),
                _ => ("bibtex", "sources".to_owned()),
            };
            return Err(Error::with_hint(
                format!("--format {name} writes one file of {held}"),
                format!(
                    "name no tables and no other options for them: orgarchive export --format {name} -o FILE"
                ),
            ));
        }
        let connection = open_as_recorded(archive, self.clocks.recorded_by, environment)?;
        let filter = SourceFilter::new(&connection, self.clocks.published_by, &self.clocks.trust.trust())?;
        let extract = Extract {
            filter,
            on: self.clocks.on,
            published_by: self.clocks.published_by,
            ..Extract::whole(TABLES.iter().collect())
        };
        prepare(&connection, &extract)?;
        let write = |out: &mut dyn Write| match format {
            Named::CslJson => Ok(vec![("sources", citations::write_csl(&connection, &extract, out)?)]),
            Named::Bibtex => Ok(vec![("sources", citations::write_bibtex(&connection, &extract, out)?)]),
            _ => popolo::write_popolo(&connection, &extract, out),
        };
        let written = match &self.output {
            None => write(environment.out)?,
            Some(path) => {
                if path.is_dir() {
                    return Err(Error::with_hint(
                        format!("{}: this is a folder, and the format is one file", path.display()),
                        "name the file: -o FILE",
                    ));
                }
                let file = WholeFile::begin(path, Readers::Usual)?.until(&environment.interrupted);
                let mut out = BufWriter::with_capacity(1 << 16, file);
                let written = write(&mut out).map_err(|error| match error {
                    Error::Output(error) => Error::file(path)(error),
                    other => other,
                })?;
                out.into_inner().map_err(|error| Error::file(path)(error.into_error()))?.replace()?;
                for (table, rows) in &written {
                    writeln!(environment.notes, "{}: {} of {table}", path.display(), counted(*rows))?;
                }
                written
            }
        };
        if format == Named::Popolo {
            let mut others = Vec::new();
            for table in TABLES.iter().filter(|table| !written.iter().any(|(name, _)| *name == table.name)) {
                let sql = format!("SELECT count(*) FROM {}", table.name);
                let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
                if rows > 0 {
                    others.push(format!("{} of {}", counted(rows.unsigned_abs()), table.name));
                }
            }
            if !others.is_empty() {
                writeln!(environment.notes, "note: Popolo does not hold {}", others.join(", "))?;
            }
        }
        for note in extract.filter.notes() {
            writeln!(environment.notes, "note: {note}")?;
        }
        Ok(Outcome::Done)
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if let Some(format) = self.format.filter(|format| format.is_of_its_own()) {
            return self.interchange(format, archive, environment);
        }
        if self.output.is_none() && self.tables.len() != 1 {
            return Err(Error::with_hint(
                "only one table can be written to standard output",
                "name a folder: -o FOLDER; or one table: orgarchive export postings",
            ));
        }
        let format = match (self.format, &self.output) {
            (Some(format), _) => format,
            (None, Some(path)) if is_named_as_workbook(path) => Named::Xlsx,
            (None, _) => Named::Csv,
        };
        if format == Named::Xlsx && self.output.is_none() {
            return Err(Error::with_hint(
                "a workbook is written to a file",
                "name it: orgarchive export -o extract.xlsx",
            ));
        }
        if self.for_spreadsheet && format != Named::Csv {
            return Err(Error::with_hint(
                "--for-spreadsheet is for CSV files",
                "leave it out: cells of a workbook are text, and nothing in them runs",
            ));
        }
        if format == Named::Parquet && self.output.is_none() && environment.is_terminal {
            return Err(Error::with_hint(
                "not writing Parquet to a terminal",
                "name a folder: -o FOLDER; or send it to a file: > postings.parquet",
            ));
        }
        let has_tenures = self.tables.iter().any(|named| matches!(named, Extracted::Tenures));
        let mut tables: Vec<&'static Table> = self
            .tables
            .iter()
            .filter_map(|named| if let Extracted::Table(table) = named { Some(*table) } else { None })
            .collect();
        tables.dedup_by_key(|table| table.name);
        if self.tables.is_empty() {
            tables = TABLES.iter().collect();
        }
        // An extract has the ids of the rows, whatever is judged.
        let connection = open_as_recorded(archive, self.clocks.recorded_by, environment)?;
        let trust = self.clocks.trust.trust();
        let filter = SourceFilter::new(&connection, self.clocks.published_by, &trust)?;
        let extract = Extract {
            tables,
            filter,
            on: self.clocks.on,
            published_by: self.clocks.published_by,
            with_sources: self.with_sources,
            for_spreadsheet: self.for_spreadsheet,
            interrupted: Arc::clone(&environment.interrupted),
            format: match format {
                Named::Csv | Named::Xlsx => FileFormat::Text(Format::Csv),
                Named::Json => FileFormat::Text(Format::Json),
                Named::Ndjson => FileFormat::Text(Format::Ndjson),
                Named::Parquet => FileFormat::Parquet,
                // These were written above.
                Named::CslJson | Named::Bibtex | Named::Popolo => FileFormat::Text(Format::Json),
            },
        };
        if has_tenures && format == Named::Xlsx {
            return Err(Error::with_hint(
                "tenures cannot be written to a workbook",
                "export them as CSV, which Excel opens: orgarchive export tenures --for-spreadsheet > tenures.csv",
            ));
        }
        let mut complete = Vec::new();
        if has_tenures {
            // These are computed: what is judged the same is one.
            let reader = self.clocks.open(archive, environment)?;
            let asked = TenuresQuery { window: self.clocks.on.map(Span::single), ..TenuresQuery::default() };
            match &self.output {
                None => {
                    let spreadsheet = extract.for_spreadsheet;
                    tenures::write(&reader, &asked, extract.format, spreadsheet, environment.out)?;
                }
                Some(folder) => complete.push(tenures::write_file(&reader, &asked, &extract, folder)?),
            }
        }
        prepare(&connection, &extract)?;
        match &self.output {
            _ if extract.tables.is_empty() => {}
            None => {
                for table in &extract.tables {
                    write_table(&connection, &extract, table, environment.out)?;
                }
            }
            Some(path) if format == Named::Xlsx => {
                for (sheet, rows) in write_workbook(&connection, &extract, path)? {
                    writeln!(environment.notes, "{}[{sheet}]: {}", path.display(), counted(rows))?;
                }
            }
            Some(folder) => complete.extend(write_folder(&connection, &extract, folder)?),
        }
        let named: Vec<(PathBuf, u64)> =
            complete.iter().filter_map(|file| Some((file.path.clone(), file.rows?))).collect();
        name_all(complete)?;
        for (path, rows) in named {
            writeln!(environment.notes, "{}: {}", path.display(), counted(rows))?;
        }
        for note in extract.filter.notes() {
            writeln!(environment.notes, "note: {note}")?;
        }
        Ok(Outcome::Done)
    }
}
