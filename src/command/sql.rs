use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Batch, Connection};

use super::arguments::{OutputArguments, open_as_recorded};
use super::{Environment, Outcome};
use crate::error::{Error, Result};
use crate::history::then::RecordedBy;
use crate::output::{Cell, Column, Summary, for_terminal, writer};

/// Run one read-only SQL statement
///
/// Nothing that writes, attaches a file or loads code is allowed. Tables and columns are those of the CSV files;
/// orgarchive schema lists them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive sql \"SELECT official, title, since FROM postings WHERE organization = 'womens-union'\"
  orgarchive sql --file question.sql --format csv")]
pub struct Sql {
    /// The statement; - reads it from standard input
    #[arg(value_name = "QUERY", required_unless_present = "file", conflicts_with = "file")]
    query: Option<String>,

    /// Read the statement from this file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,

    /// Ask the archive as it stood then: the number of a commit (see log), a day (its end in UTC) or a moment
    #[arg(long, value_name = "WHEN")]
    recorded_by: Option<RecordedBy>,

    #[command(flatten)]
    output: OutputArguments,
}

impl Sql {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut connection = open_as_recorded(archive, self.recorded_by, environment)?;
        let query = self.statement()?;
        connection.authorizer(Some(allow_reading))?;
        let result = self.answer(&connection, &query, environment);
        match result {
            Err(Error::Sqlite(error)) => Err(told(error)),
            other => other,
        }
    }

    fn statement(&self) -> Result<String> {
        match (&self.file, self.query.as_deref()) {
            (Some(path), _) => std::fs::read_to_string(path).map_err(Error::file(path)),
            (None, Some("-")) => {
                let mut query = String::new();
                std::io::stdin().read_to_string(&mut query).map_err(Error::file("standard input"))?;
                Ok(query)
            }
            (None, query) => Ok(query.unwrap_or_default().to_owned()),
        }
    }

    fn answer(
        &self,
        connection: &Connection,
        query: &str,
        environment: &mut Environment<'_>,
    ) -> Result<Outcome> {
        let mut batch = Batch::new(connection, query);
        let Some(mut statement) = batch.next()? else {
            return Err(Error::with_hint("there is no statement", "write a SELECT"));
        };
        if batch.next()?.is_some() {
            return Err(Error::with_hint("there is more than one statement", "run them one by one"));
        }
        let columns: Vec<Column> = statement.column_names().map(Column::shown).collect();
        let options = environment.layout();
        let mut notes = Vec::new();
        {
            let mut rows = writer(self.output.format, environment.out, options);
            rows.begin(&columns)?;
            let mut cells = Vec::with_capacity(columns.len());
            let mut found = statement.raw_query();
            let mut count = 0usize;
            while let Some(row) = found.next()? {
                if self.output.limit.is_some_and(|limit| count >= limit) {
                    notes.push(format!("more rows are left out by --limit {count}"));
                    break;
                }
                count += 1;
                cells.clear();
                for place in 0..columns.len() {
                    cells.push(Cell::from(row.get_ref(place)?));
                }
                rows.row(&cells)?;
            }
            rows.end(&Summary { notes: Vec::new() })?;
        }
        for note in notes {
            writeln!(environment.notes, "note: {note}")?;
        }
        Ok(Outcome::Done)
    }
}

/// Reading, and what SQLite does of its own to read; nothing else.
fn allow_reading(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if !function_name.eq_ignore_ascii_case("load_extension") => {
            Authorization::Allow
        }
        // Asking a pragma is reading; setting one is not. Table-valued pragmas arrive here as well.
        AuthAction::Pragma { pragma_name, pragma_value: _ } if is_question(pragma_name) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

fn is_question(pragma: &str) -> bool {
    const QUESTIONS: &[&str] = &[
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "database_list",
        "compile_options",
        "function_list",
        "quick_check",
        "integrity_check",
        "data_version",
    ];
    QUESTIONS.iter().any(|question| pragma.eq_ignore_ascii_case(question))
}

fn told(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::AuthorizationForStatementDenied) => Error::with_hint(
            "the statement does more than read",
            "sql only reads; change records by importing a CSV with their ids, or with the sqlite3 shell",
        ),
        Some(ErrorCode::OperationInterrupted) => Error::Interrupted,
        _ => {
            let message = match &error {
                rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
                rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
                other => other.to_string(),
            };
            Error::with_hint(
                format!("SQL: {}", for_terminal(&message)),
                "orgarchive schema lists the tables and their columns",
            )
        }
    }
}
