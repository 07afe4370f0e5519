use std::path::Path;

use clap::Args;

use super::arguments::AnswerArguments;
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::archive::{Access, open};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::{self, Clocks};
use crate::schema::Table;

/// What was done to the archive: its runs, or the versions that were revised and retracted
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive log
  orgarchive log --changes
  orgarchive log --table postings --id c051 --format json")]
pub struct Log {
    /// Versions that were revised or retracted, instead of runs
    #[arg(long)]
    changes: bool,

    /// Changes of this table
    #[arg(long, value_name = "TABLE", value_parser = super::import::table)]
    table: Option<&'static Table>,

    /// Changes of the row with this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Log {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let connection = open(archive, Access::Read)?;
        let clocks = Clocks::new(environment.today, None);
        let of_rows = self.changes || self.table.is_some() || self.id.is_some();
        let (sql, columns) = if of_rows {
            let columns = [
                Column::hidden("sequence"),
                Column::shown("superseded_at"),
                Column::shown("table_name"),
                Column::shown("id"),
                Column::shown("change"),
                Column::shown("recorded_at"),
                Column::shown("superseded_by"),
                Column::shown("reason"),
                Column::hidden("image"),
            ];
            (query::CHANGES_OF, columns.to_vec())
        } else {
            let columns = [
                Column::shown("number"),
                Column::shown("at"),
                Column::shown("import"),
                Column::shown("command"),
                Column::hidden("files"),
                Column::shown("counts"),
                Column::shown("note"),
            ];
            (query::RUNS, columns.to_vec())
        };
        let table = self.table.map(|table| table.name);
        let mut rows = Vec::new();
        let parameters: [(&str, &dyn rusqlite::ToSql); 2] = [(":table_name", &table), (":id", &self.id)];
        query::each_row(&connection, &clocks, sql, &parameters, true, |row| {
            let cells = (0..columns.len()).map(|place| Ok(Cell::from(row.get_ref(place)?)));
            rows.push(cells.collect::<Result<Vec<Cell>>>()?);
            Ok(())
        })?;
        self.answer.write(Answer { columns, rows, notes: Vec::new() }, &clocks, environment)?;
        Ok(Outcome::Done)
    }
}
