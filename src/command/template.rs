use clap::Args;

use super::{Environment, Outcome};
use crate::error::Result;
use crate::output::{Cell, Column, Format, Options, Summary, writer};
use crate::schema::Table;

/// Write a CSV to fill in: the header of a table and one worked example
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive template postings > postings.csv
  orgarchive template sources --header-only > sources.csv")]
pub struct Template {
    /// The table
    #[arg(value_name = "TABLE", value_parser = super::import::table)]
    table: &'static Table,

    /// Leave out the example
    #[arg(long)]
    header_only: bool,
}

impl Template {
    pub(super) fn run(self, environment: &mut Environment<'_>) -> Result<Outcome> {
        let columns: Vec<Column> = self.table.columns().map(|column| Column::shown(column.name)).collect();
        let mut rows = writer(Format::Csv, environment.out, Options::default());
        rows.begin(&columns)?;
        if !self.header_only {
            let example: Vec<Cell> = self.table.columns().map(|column| Cell::from(column.example)).collect();
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
}
