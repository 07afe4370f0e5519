use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::export::is_named_as_workbook;
use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::{Error, Result};
use crate::export::write_template;
use crate::output::{Cell, Column, Format, Options, Summary, writer};
use crate::schema::{TABLES, Table, starter};

/// Write a CSV or a workbook to fill in
///
/// A CSV has the header of a table and one worked example. A workbook (-o FILE.xlsx) has a sheet for each table, with the
/// meaning of each column as a note, and lists to choose from.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive template postings > postings.csv
  orgarchive template sources --header-only > sources.csv
  orgarchive template --starter
  orgarchive template titles --starter > titles.csv
  orgarchive template -o report.xlsx
  orgarchive template -o report.xlsx sources officials postings")]
pub struct Template {
    /// The table; of a workbook all, if none is named
    #[arg(value_name = "TABLE", value_parser = super::import::table, required_unless_present_any = ["output", "starter"])]
    tables: Vec<&'static Table>,

    /// Write a workbook, whose lists are those of the archive if there is one
    #[arg(short, long, value_name = "FILE.xlsx", conflicts_with = "header_only")]
    output: Option<PathBuf>,

    /// Write the words that most archives need instead of an example: of one vocabulary, or of all into the folder -o
    /// (default: starter), which import loads
    #[arg(long, conflicts_with = "header_only")]
    starter: bool,

    /// Leave out the example
    #[arg(long)]
    header_only: bool,
}

impl Template {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if self.starter {
            return self.write_starter(environment);
        }
        if let Some(path) = &self.output {
            return self.write_workbook(path, archive, environment);
        }
        let [table] = self.tables.as_slice() else {
            return Err(Error::with_hint(
                "a CSV file holds one table",
                "name one table, or write a workbook: -o FILE.xlsx",
            ));
        };
        let columns: Vec<Column> = table.columns().map(|column| Column::shown(column.name)).collect();
        let mut rows = writer(Format::Csv, environment.out, Options::default());
        rows.begin(&columns)?;
        if !self.header_only {
            let example: Vec<Cell> = table.columns().map(|column| Cell::from(column.example)).collect();
            rows.row(&example)?;
        }
        rows.end(&Summary { notes: Vec::new() })?;
        if !self.header_only {
            writeln!(
                environment.notes,
                "replace or delete the row: it is an example, and import refuses it as it is"
            )?;
        }
        Ok(Outcome::Done)
    }

    /// Writes the starter words of one vocabulary, or those of all into a folder.
    fn write_starter(&self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let vocabularies: Vec<&'static Table> = starter::tables().collect();
        let is_vocabulary = |table: &&'static Table| vocabularies.iter().any(|own| own.name == table.name);
        if let Some(other) = self.tables.iter().find(|table| !is_vocabulary(table)) {
            let names: Vec<&str> = vocabularies.iter().map(|table| table.name).collect();
            return Err(Error::with_hint(
                format!("{} has no starter words", other.name),
                format!("name one of {}", names.join(", ")),
            ));
        }
        if let ([table], None) = (self.tables.as_slice(), &self.output) {
            return write_words(table, environment.out).map(|()| Outcome::Done);
        }
        let folder = self.output.clone().unwrap_or_else(|| PathBuf::from("starter"));
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        for table in vocabularies
            .iter()
            .filter(|table| self.tables.is_empty() || self.tables.iter().any(|own| own.name == table.name))
        {
            let path = folder.join(format!("{}.csv", table.name));
            // What is there may have been edited.
            let mut file = std::fs::File::create_new(&path).map_err(Error::file(&path))?;
            write_words(table, &mut file)?;
        }
        writeln!(
            environment.notes,
            "{0}: a starter vocabulary; change it as you like, then: orgarchive import {0}",
            folder.display()
        )?;
        Ok(Outcome::Done)
    }

    fn write_workbook(
        &self,
        path: &Path,
        archive: &Path,
        environment: &mut Environment<'_>,
    ) -> Result<Outcome> {
        if !is_named_as_workbook(path) {
            return Err(Error::with_hint(
                format!("{}: a workbook to fill in is named .xlsx", path.display()),
                "write -o FILE.xlsx, or a CSV: orgarchive template TABLE > TABLE.csv",
            ));
        }
        let connection = if archive.exists() { Some(environment.open(archive, Access::Read)?) } else { None };
        let tables: Vec<&'static Table> = TABLES
            .iter()
            .filter(|table| self.tables.is_empty() || self.tables.iter().any(|own| own.name == table.name))
            .collect();
        write_template(connection.as_ref(), &tables, path)?;
        writeln!(
            environment.notes,
            "{}: {} sheets to fill in; import reads them all",
            path.display(),
            tables.len()
        )?;
        Ok(Outcome::Done)
    }
}

/// Writes the starter words of a vocabulary as CSV.
fn write_words(table: &'static Table, out: &mut dyn Write) -> Result<()> {
    let columns: Vec<Column> = table.columns().map(|column| Column::shown(column.name)).collect();
    let mut rows = writer(Format::Csv, out, Options::default());
    rows.begin(&columns)?;
    for word in starter::words(table) {
        rows.row(&word.cells().map(Cell::from).collect::<Vec<Cell>>())?;
    }
    rows.end(&Summary { notes: Vec::new() })?;
    Ok(())
}
