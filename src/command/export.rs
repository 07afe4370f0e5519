use std::ffi::OsStr;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rusqlite::Connection;

use super::arguments::{ClockArguments, HandingOnArguments, open_as_recorded};
use super::{Environment, Outcome};
use crate::answer::Shown;
use crate::answer::tenures::TenuresQuery;
use crate::date::Span;
use crate::error::{Error, Result};
use crate::export::one_file::{self, Asked, OneFile};
use crate::export::{
    Extract, FileFormat, count, name_all, prepare, tenures, write_folder, write_table, write_workbook,
};
use crate::output::Format;
use crate::query::SourceFilter;
use crate::schema::{TABLES, Table};
use crate::verdict::Verdict;
use crate::whole_file::{Readers, WholeFile};

/// Write tables as CSV files, or in the formats of other programs, whole or as they were on a day
///
/// CSV files have the shape in which tables are imported; the same archive gives the same bytes every time. With
/// --on or --published-by, records that cannot have held on that day, or whose source may not have been published, are left
/// out, and so is whatever no other row names any more.
#[derive(Debug, Args)]
#[command(mut_arg("on", |on| on.help("Write only what can have held on this day (YYYY-MM-DD; default: on any day)")))]
#[command(after_help = "Examples:
  orgarchive export -o extract
  orgarchive export postings sources -o extract --published-by 2010
  orgarchive export postings > postings.csv
  orgarchive export -o extract.xlsx --with-sources
  orgarchive export -o extract --format parquet
  orgarchive export tenures > tenures.csv
  orgarchive export --format gexf -o network.gexf --verdict certain
  orgarchive schema --format datasette > metadata.json   (to browse archive.db itself)")]
pub struct Export {
    /// The tables; all, if none is named. tenures, which has to be named: who held which post from when to when, as
    /// computed, not to be imported
    #[arg(value_name = "TABLE", value_parser = named)]
    tables: Vec<Extracted>,

    /// Write files into this folder, with a datapackage.json, or a workbook if it ends in .xlsx; the one file, if the format is
    /// one file. Without it, one table or the one file goes to standard output
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

    /// Of what is judged (tenures, popolo, gexf, geojson, ftm), write only these verdicts: certain, disputed, possible
    #[arg(long, value_name = "VERDICT", value_delimiter = ',')]
    verdict: Vec<Verdict>,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,
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
    /// Bodies and officials as a network in time, for Gephi and networkx
    Gexf,
    /// Places, chapters and events with coordinates as points of a map
    Geojson,
    /// Entities of FollowTheMoney, one a line, for Aleph and OpenSanctions' tools
    Ftm,
}

/// How a format is written.
enum Kind {
    /// A file for each table.
    Tables(FileFormat),
    /// A sheet for each table.
    Workbook,
    /// One file of what the format chooses itself.
    OneFile(&'static OneFile),
}

impl Named {
    fn kind(self) -> Kind {
        match self {
            Named::Csv => Kind::Tables(FileFormat::Text(Format::Csv)),
            Named::Json => Kind::Tables(FileFormat::Text(Format::Json)),
            Named::Ndjson => Kind::Tables(FileFormat::Text(Format::Ndjson)),
            Named::Parquet => Kind::Tables(FileFormat::Parquet),
            Named::Xlsx => Kind::Workbook,
            Named::CslJson => Kind::OneFile(&one_file::CSL_JSON),
            Named::Bibtex => Kind::OneFile(&one_file::BIBTEX),
            Named::Popolo => Kind::OneFile(&one_file::POPOLO),
            Named::Gexf => Kind::OneFile(&one_file::GEXF),
            Named::Geojson => Kind::OneFile(&one_file::GEOJSON),
            Named::Ftm => Kind::OneFile(&one_file::FTM),
        }
    }
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// How many rows of a table, or of whatever else a format has.
fn counted_of(what: &str, many: u64) -> String {
    match what.strip_suffix('s') {
        _ if Table::named(what).is_some() => format!("{} of {what}", counted(many)),
        Some(one) if many == 1 => format!("1 {one}"),
        _ => format!("{many} {what}"),
    }
}

/// The note on rows of an extract that a format does not hold.
fn not_held(
    connection: &Connection,
    extract: &Extract,
    format: &OneFile,
    held: &[(&str, u64)],
) -> Result<Option<String>> {
    let mut others = Vec::new();
    for table in TABLES.iter().filter(|table| !held.iter().any(|(name, _)| *name == table.name)) {
        let rows = count(connection, extract, table)?;
        if rows > 0 {
            others.push(format!("{} of {}", counted(rows), table.name));
        }
    }
    Ok((!others.is_empty()).then(|| format!("{} does not hold {}", format.title, others.join(", "))))
}

/// Endings of files, and which format has them.
const ENDINGS: [(&str, &str); 8] = [
    ("csv", "csv"),
    ("json", "json"),
    ("ndjson", "ndjson"),
    ("parquet", "parquet"),
    ("bib", "bibtex"),
    ("gexf", "gexf"),
    ("geojson", "geojson"),
    ("ftm", "ftm"),
];

/// Refuses the name of a file where a folder is written: it would become a folder that is named as a file.
fn is_folder(path: &Path) -> Result<()> {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let Some((_, format)) = ENDINGS.iter().find(|(named, _)| *named == ending).filter(|_| !path.is_dir())
    else {
        return Ok(());
    };
    let hint = match *format {
        "csv" | "json" | "ndjson" | "parquet" => {
            format!("one table: orgarchive export postings --format {format} > FILE; several: -o FOLDER")
        }
        _ => format!("name the format: --format {format} -o {}", path.display()),
    };
    Err(Error::with_hint(
        format!("{}: this is the name of a file, and tables are written to a folder", path.display()),
        hint,
    ))
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

    /// What is written of which tables and sources, with the clocks.
    fn extract(
        &self,
        connection: &Connection,
        tables: Vec<&'static Table>,
        format: FileFormat,
        environment: &Environment<'_>,
    ) -> Result<Extract> {
        Ok(Extract {
            tables,
            filter: SourceFilter::new(
                connection,
                self.clocks.published_by,
                &self.handing_on.trust(&self.clocks.trust),
            )?,
            on: self.clocks.on,
            published_by: self.clocks.published_by,
            with_sources: self.with_sources,
            for_spreadsheet: self.for_spreadsheet,
            interrupted: Arc::clone(&environment.interrupted),
            format,
        })
    }

    fn shown(&self) -> Shown {
        Shown { verdicts: self.verdict.clone(), all: false }
    }

    /// Writes a file for other programs.
    fn one_file(
        self,
        format: &OneFile,
        archive: &Path,
        environment: &mut Environment<'_>,
    ) -> Result<Outcome> {
        let name = format.name;
        let fits = |named: &Extracted| matches!(named, Extracted::Table(table) if format.tables.contains(&table.name));
        if self.with_sources || self.for_spreadsheet || !self.tables.iter().all(fits) {
            return Err(Error::with_hint(
                format!("--format {name} writes one file of {}", format.holds),
                format!(
                    "name no tables and no other options for them: orgarchive export --format {name} -o FILE"
                ),
            ));
        }
        if !self.verdict.is_empty() && !format.is_judged {
            return Err(Error::with_hint(
                format!("--format {name} holds {}, which no verdict is about", format.holds),
                "leave out --verdict",
            ));
        }
        if let Some(path) = self.output.as_ref().filter(|path| path.is_dir()) {
            return Err(Error::with_hint(
                format!("{}: this is a folder, and the format is one file", path.display()),
                "name the file: -o FILE",
            ));
        }
        // Rows keep their ids; for the judge, what is judged the same is one.
        let connection = open_as_recorded(archive, self.clocks.recorded_by, environment)?;
        let text = FileFormat::Text(Format::Json);
        let extract = self.extract(&connection, TABLES.iter().collect(), text, environment)?;
        let reader = self.clocks.open_to_hand_on(archive, self.handing_on, environment)?;
        prepare(&connection, &extract)?;
        let shown = self.shown();
        let asked = Asked { connection: &connection, extract: &extract, reader: &reader, shown: &shown };
        let written = match &self.output {
            None => (format.write)(&asked, environment.out)?,
            Some(path) => {
                let file = WholeFile::begin(path, Readers::Usual)?.until(&environment.interrupted);
                let mut out = BufWriter::with_capacity(1 << 16, file);
                let written = (format.write)(&asked, &mut out).map_err(|error| match error {
                    Error::Output(error) => Error::file(path)(error),
                    other => other,
                })?;
                out.into_inner().map_err(|error| Error::file(path)(error.into_error()))?.replace()?;
                for (what, many) in &written.counts {
                    writeln!(environment.notes, "{}: {}", path.display(), counted_of(what, *many))?;
                }
                written
            }
        };
        let mut notes = written.notes;
        if format.counts_others {
            notes.extend(not_held(&connection, &extract, format, &written.counts)?);
        }
        notes.extend(if format.is_judged { reader.notes()? } else { extract.filter.notes().collect() });
        for note in notes {
            writeln!(environment.notes, "note: {note}")?;
        }
        Ok(Outcome::Done)
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let format = match (self.format, &self.output) {
            (Some(format), _) => format,
            (None, Some(path)) if is_named_as_workbook(path) => Named::Xlsx,
            (None, _) => Named::Csv,
        };
        let files = match format.kind() {
            Kind::Tables(files) => files,
            Kind::Workbook => FileFormat::Text(Format::Csv),
            Kind::OneFile(format) => return self.one_file(format, archive, environment),
        };
        if self.output.is_none() && self.tables.len() != 1 {
            return Err(Error::with_hint(
                "only one table can be written to standard output",
                "name a folder: -o FOLDER; or one table: orgarchive export postings",
            ));
        }
        if format == Named::Xlsx && self.output.is_none() {
            return Err(Error::with_hint(
                "a workbook is written to a file",
                "name it: orgarchive export -o extract.xlsx",
            ));
        }
        if let Some(path) = self.output.as_ref().filter(|_| format != Named::Xlsx) {
            is_folder(path)?;
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
        let is_judged = has_tenures && self.tables.len() == 1;
        if !(self.verdict.is_empty() || is_judged) {
            return Err(Error::with_hint(
                "--verdict is for what is judged, and tables hold what each source says",
                "export what is computed: orgarchive export tenures --verdict certain; or give --format gexf -o FILE",
            ));
        }
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
        let extract = self.extract(&connection, tables, files, environment)?;
        if has_tenures && format == Named::Xlsx {
            return Err(Error::with_hint(
                "tenures cannot be written to a workbook",
                "export them as CSV, which Excel opens: orgarchive export tenures --for-spreadsheet > tenures.csv",
            ));
        }
        let mut complete = Vec::new();
        if has_tenures {
            // These are computed: what is judged the same is one.
            let reader = self.clocks.open_to_hand_on(archive, self.handing_on, environment)?;
            let asked = TenuresQuery {
                window: self.clocks.on.map(Span::single),
                shown: self.shown(),
                ..TenuresQuery::default()
            };
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
