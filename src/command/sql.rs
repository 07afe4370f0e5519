use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Batch, Connection, ErrorCode};

use super::arguments::{OutputArguments, open_as_recorded};
use super::{Environment, Outcome};
use crate::archive::{count_memory, limit_memory, stop_when};
use crate::error::{Error, Result};
use crate::history::as_of::RecordedBy;
use crate::output::{Cell, Column, Summary, writer};
use crate::terminal::for_terminal;

/// How long a statement may take on a terminal, by default.
const SECONDS_ON_A_TERMINAL: u64 = 60;

/// The longest statement that is read from a file, in bytes.
const LONGEST_STATEMENT: u64 = 16 << 20;

/// Run one read-only SQL statement
///
/// Statements that write, attach a file or load code are refused. Tables and columns are those of the CSV files;
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

    /// Stop the statement after this many seconds; 0 is never (default: 60 on a terminal, never in a pipe)
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,

    /// Refuse a statement that needs more than this many MiB of memory, for a row or to sort
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(16..=1_048_576))]
    memory: u32,

    /// Use the archive as it was then: the number of a commit (see log), a day (its end in UTC) or a moment
    #[arg(long, value_name = "WHEN")]
    recorded_by: Option<RecordedBy>,

    #[command(flatten)]
    output: OutputArguments,
}

impl Sql {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        count_memory()?;
        let mut connection = open_as_recorded(archive, self.recorded_by, environment)?;
        let query = self.statement()?;
        limit_memory(&connection, i64::from(self.memory) << 20)?;
        connection
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(self.longest_row()).unwrap_or(i32::MAX))?;
        connection.authorizer(Some(allow_reading))?;
        let is_late = self.end_when_late(&mut connection, environment)?;
        let result = self.answer(&connection, &query, environment);
        match result {
            Err(Error::Sqlite(error)) => Err(self.stopped_or_refused(error, is_late.load(Ordering::Relaxed))),
            other => other,
        }
    }

    /// How many bytes a row may have. It is held more than once on its way: by SQLite, as cells, and as what is written.
    fn longest_row(&self) -> usize {
        usize::try_from(u64::from(self.memory) << 17).unwrap_or(usize::MAX)
    }

    /// Lets the statement end when the analyst interrupts or its time is over; returns a flag that says so.
    fn end_when_late(
        &self,
        connection: &mut Connection,
        environment: &Environment<'_>,
    ) -> Result<Arc<AtomicBool>> {
        let is_late = Arc::new(AtomicBool::new(false));
        let on_terminal = environment.is_terminal.then_some(SECONDS_ON_A_TERMINAL);
        if let Some(seconds) = self.timeout.or(on_terminal).filter(|seconds| *seconds > 0) {
            let is_late = Arc::clone(&is_late);
            // It ends with the program.
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(seconds));
                is_late.store(true, Ordering::Relaxed);
            });
        }
        stop_when(connection, &[&environment.interrupted, &is_late])?;
        Ok(is_late)
    }

    /// What SQLite says of the statement, in the program's words.
    fn stopped_or_refused(&self, error: rusqlite::Error, is_late: bool) -> Error {
        let seconds = self.timeout.unwrap_or(SECONDS_ON_A_TERMINAL);
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) if is_late => Error::with_hint(
                format!("the statement was stopped after {seconds} s"),
                "give it more time with --timeout SECONDS (0: without limit), or ask for less with WHERE or LIMIT",
            ),
            Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => self.takes_too_much("the statement"),
            _ => explained(error),
        }
    }

    fn takes_too_much(&self, what: &str) -> Error {
        Error::with_hint(
            format!("{what} takes more memory than --memory allows ({} MiB)", self.memory),
            "ask for fewer or shorter rows with WHERE or LIMIT, sort fewer columns, or allow more with --memory",
        )
    }

    fn statement(&self) -> Result<String> {
        match (&self.file, self.query.as_deref()) {
            (Some(path), _) => {
                let file = std::fs::File::open(path).map_err(Error::file(path))?;
                read_statement(file, path)
            }
            (None, Some("-")) => read_statement(std::io::stdin(), Path::new("standard input")),
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
                let mut bytes = 0;
                for place in 0..columns.len() {
                    let value = row.get_ref(place)?;
                    bytes += value.as_bytes_or_null().ok().flatten().map_or(0, <[u8]>::len);
                    if bytes > self.longest_row() {
                        return Err(self.takes_too_much("a row of the answer"));
                    }
                    cells.push(Cell::from(value));
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

fn read_statement(input: impl Read, name: &Path) -> Result<String> {
    let mut query = String::new();
    input.take(LONGEST_STATEMENT + 1).read_to_string(&mut query).map_err(Error::file(name))?;
    if query.len() as u64 > LONGEST_STATEMENT {
        return Err(Error::with_hint(
            format!("{}: a statement has at most {} MiB", name.display(), LONGEST_STATEMENT >> 20),
            "is it the right file?",
        ));
    }
    Ok(query)
}

fn explained(error: rusqlite::Error) -> Error {
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
