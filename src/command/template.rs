use std::path::{Path, PathBuf};

use clap::Args;

use super::export::is_named_as_workbook;
use super::{Environment, Outcome};
use crate::archive::Access;
use crate::error::{Error, Result};
use crate::export::write_template;
use crate::output::{Cell, Column, Format, Options, Summary, writer};
use crate::schema::{TABLES, Table};

/// Write a CSV or a workbook to fill in
///
/// A CSV has the header of a table and one worked example. A workbook (-o FILE.xlsx) has a sheet for each table, with the
/// meaning of each column as a note, and lists to choose from.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive template postings > postings.csv
  orgarchive template sources --header-only > sources.csv
  orgarchive template -o report.xlsx
  orgarchive template -o report.xlsx sources officials postings")]
pub struct Template {
    /// The table; of a workbook all, if none is named
    #[arg(value_name = "TABLE", value_parser = super::import::table, required_unless_present = "output")]
    tables: Vec<&'static Table>,

    /// Write a workbook, whose lists are those of the archive if there is one
    #[arg(short, long, value_name = "FILE.xlsx", conflicts_with = "header_only")]
    output: Option<PathBuf>,

    /// Leave out the example
    #[arg(long)]
    header_only: bool,
}

impl Template {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
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
