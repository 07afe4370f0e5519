use std::path::Path;

use clap::Args;
use rusqlite::Connection;

use super::arguments::{StatementArguments, day, write_statement};
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::archive::Access;
use crate::date::Day;
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query;
use crate::schema::{BOOKKEEPING_COLUMNS, Table, computed_columns, versioned_tables};

/// List the runs that changed the archive, or the versions that were revised and retracted
///
/// With --id, all versions of a row: the one that is current, if the row is there, and those before it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive log
  orgarchive log --changes
  orgarchive log --table postings --id c051 --format json")]
pub struct Log {
    /// List versions that were revised or retracted, instead of runs
    #[arg(long)]
    changes: bool,

    /// Show only changes of this table
    #[arg(long, value_name = "TABLE", value_parser = super::import::table)]
    table: Option<&'static Table>,

    /// Show all versions of the row with this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// Begin with this day (UTC)
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Day>,

    /// End with this day (UTC)
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Day>,

    #[command(flatten)]
    statement: StatementArguments,
}

impl Log {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let connection = environment.open(archive, Access::Read)?;
        let of_rows = self.changes || self.table.is_some() || self.id.is_some();
        let (sql, columns) = if of_rows {
            let columns = [
                Column::hidden("sequence"),
                Column::shown("superseded_at"),
                Column::shown("table_name"),
                Column::shown("id"),
                Column::shown("change"),
                Column::shown("recorded_at"),
                Column::shown("written_by"),
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
                Column::shown("summary"),
                Column::hidden("counts"),
                Column::shown("note"),
            ];
            (query::RUNS, columns.to_vec())
        };
        let table = self.table.map(|table| table.name);
        let mut rows = match &self.id {
            Some(id) if self.from.is_none() && self.to.is_none() => self.current(&connection, id)?,
            _ => Vec::new(),
        };
        let from = self.from.map(|day| day.to_string());
        let to = self.to.map(|day| format!("{day}T23:59:59.999Z"));
        let parameters: [(&str, &dyn rusqlite::ToSql); 4] =
            [(":table_name", &table), (":id", &self.id), (":from", &from), (":to", &to)];
        if self.statement.show_sql {
            write_statement(&query::expanded(&connection, sql, &parameters)?, environment)?;
            return Ok(Outcome::Done);
        }
        query::each_row(&connection, sql, &parameters, |row| {
            let mut cells = Vec::with_capacity(columns.len());
            for column in &columns {
                cells.push(if column.name == "summary" {
                    let counts: Option<String> = row.get("counts")?;
                    Cell::from(counts.as_deref().and_then(summary))
                } else {
                    Cell::from(row.get_ref(column.name.as_str())?)
                });
            }
            rows.push(cells);
            Ok(())
        })?;
        let mut notes = Vec::new();
        if rows.is_empty() && (from.is_some() || to.is_some()) {
            let mut others = 0_usize;
            let always: Option<String> = None;
            let parameters: [(&str, &dyn rusqlite::ToSql); 4] =
                [(":table_name", &table), (":id", &self.id), (":from", &always), (":to", &always)];
            query::each_row(&connection, sql, &parameters, |_| {
                others += 1;
                Ok(())
            })?;
            let what = match (of_rows, others) {
                (true, 1) => "version",
                (true, _) => "versions",
                (false, 1) => "run",
                (false, _) => "runs",
            };
            if others > 0 {
                notes.push(format!("{others} {what} of other days left out by --from or --to"));
            }
        }
        self.statement.output.write(Answer { columns, rows, notes }, environment)?;
        Ok(Outcome::Done)
    }
}

impl Log {
    /// The version of the row that is current, in each table that has it: what became of it is nothing yet.
    fn current(&self, connection: &Connection, id: &str) -> Result<Vec<Vec<Cell>>> {
        let mut rows = Vec::new();
        for table in versioned_tables().filter(|table| self.table.is_none_or(|own| own.name == table.name)) {
            let names = table.columns().map(|column| column.name);
            let others = computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS).map(|(name, _)| *name);
            let pairs: Vec<String> = names.chain(others).map(|name| format!("'{name}', {name}")).collect();
            let mut statement = connection.prepare(&format!(
                "SELECT NULL, NULL, '{name}', id, 'current', recorded_at, import, NULL, NULL, json_object({})
                 FROM {name} WHERE id = ?1",
                pairs.join(", "),
                name = table.name,
            ))?;
            let mut found = statement.query([id])?;
            while let Some(row) = found.next()? {
                let cells = (0..10).map(|place| row.get_ref(place).map(Cell::from));
                rows.push(cells.collect::<rusqlite::Result<Vec<Cell>>>()?);
            }
        }
        Ok(rows)
    }
}

/// What a run did, all tables together: "453 added, 2 revised".
fn summary(counts: &str) -> Option<String> {
    let tables: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(counts).ok()?;
    let mut totals: Vec<(String, u64)> = Vec::new();
    for counts in tables.values().filter_map(serde_json::Value::as_object) {
        for (what, count) in counts {
            let count = count.as_u64().unwrap_or(0);
            match totals.iter_mut().find(|(known, _)| known == what) {
                Some((_, total)) => *total += count,
                None => totals.push((what.clone(), count)),
            }
        }
    }
    let words: Vec<String> = totals
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}
