use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};

use super::add::{argument, confirm, finish, load, nothing_given};
use super::{Environment, Outcome};
use crate::add::{Edited, edited, option};
use crate::archive::Access;
use crate::error::{Error, Result};
use crate::schema::{Column, Kind, TABLES, Table};
use crate::terminal::for_terminal_lines;

const LONG: &str = "Correct one record, or another row, by its id

The earlier version stays in the history. Columns that are not given keep what they hold; an empty text takes away what \
is there. --source-title and the other columns of a source find it again, or make it, as in add. It shows what was and what is, checks the row as an import does, and says how to take it back. What another \
source says is another record: orgarchive add.";

const EXAMPLES: &str = "Examples:
  orgarchive edit c051 --until 2023
  orgarchive edit chair --holders one
  orgarchive edit c051 --locator \"\"
  orgarchive edit c051 --source-title \"Dockers march\" --published 2024-05-02
  orgarchive retract c051 --reason \"the page was misread\"    withdraws it";

/// Corrects one row.
#[derive(Debug)]
pub struct Edit {
    id: String,
    table: Option<&'static Table>,
    cells: Vec<(&'static str, String)>,
    source: Vec<(&'static str, String)>,
    yes: bool,
    dry_run: bool,
}

/// The columns of all tables, each name once.
fn columns() -> Vec<&'static Column> {
    let mut seen = BTreeSet::new();
    let columns = TABLES.iter().flat_map(Table::columns);
    columns.filter(|column| column.kind != Kind::Id && seen.insert(column.name)).collect()
}

/// The columns of the sources, except their ids.
fn of_sources() -> impl Iterator<Item = &'static Column> {
    Table::named("sources").into_iter().flat_map(Table::columns).filter(|column| column.kind != Kind::Id)
}

/// The option for a column of the source of the row.
fn source_option(column: &Column) -> String {
    option(&format!("source_{}", column.name))
}

impl Args for Edit {
    fn augment_args(command: clap::Command) -> clap::Command {
        let mut command = command
            .about("Correct one record, or another row, by its id")
            .long_about(LONG)
            .after_help(EXAMPLES)
            .arg(Arg::new("edit:id").value_name("ID").required(true).help("The id of the row"))
            .arg(
                Arg::new("edit:table")
                    .long("table")
                    .value_name("TABLE")
                    .value_parser(super::import::table)
                    .help("The table of the row, if rows of several tables have this id"),
            )
            .arg(
                Arg::new("edit:dry-run")
                    .long("dry-run")
                    .action(ArgAction::SetTrue)
                    .help("Show what would change, and change nothing"),
            )
            .arg(
                Arg::new("edit:yes")
                    .long("yes")
                    .short('y')
                    .action(ArgAction::SetTrue)
                    .help("Make the source that is given, if it is missing, without asking"),
            );
        for column in columns() {
            let tables: Vec<&str> = TABLES
                .iter()
                .filter(|table| table.column(column.name).is_some())
                .map(|table| table.name)
                .collect();
            let help = match tables.len() {
                1..=3 => format!("New cell of this column, of {}", tables.join(", ")),
                _ => "New cell of this column".to_owned(),
            };
            let arg =
                argument(format!("column:{}", column.name), option(column.name)[2..].to_owned(), column);
            command = command.arg(arg.help(help).hide_possible_values(true).help_heading("Columns"));
        }
        for column in of_sources() {
            let long = source_option(column)[2..].to_owned();
            let arg = argument(format!("source:{}", column.name), long, column);
            command = command.arg(
                arg.hide_possible_values(true)
                    .help_heading("Another source of the record, found again or made as by add"),
            );
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Edit::augment_args(command)
    }
}

impl FromArgMatches for Edit {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Edit, clap::Error> {
        let cell = |column: &'static Column| {
            let given = matches.get_one::<String>(&format!("column:{}", column.name));
            given.map(|text| (column.name, text.clone()))
        };
        Ok(Edit {
            id: matches.get_one::<String>("edit:id").cloned().unwrap_or_default(),
            table: matches.get_one::<&'static Table>("edit:table").copied(),
            cells: columns().into_iter().filter_map(cell).collect(),
            source: of_sources()
                .filter_map(|column| {
                    let given = matches.get_one::<String>(&format!("source:{}", column.name));
                    given.map(|text| (column.name, text.clone()))
                })
                .collect(),
            yes: matches.get_flag("edit:yes"),
            dry_run: matches.get_flag("edit:dry-run"),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Edit::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Edit {
    /// Whether it only shows what it would do.
    pub(super) fn is_plan(&self) -> bool {
        self.dry_run
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if self.cells.is_empty() && self.source.is_empty() {
            return Err(nothing_given(archive, &self.id));
        }
        let connection = environment.open(archive, Access::Read)?;
        let asked = crate::add::Edit {
            id: &self.id,
            table: self.table,
            cells: &self.cells,
            source: &self.source,
            makes: self.yes,
            ask: environment.ask,
        };
        let Edited { files, said, blanks, makes_source } = edited(&connection, &asked)?;
        drop(connection);
        for said in &said {
            writeln!(environment.notes, "{}", for_terminal_lines(said))?;
        }
        for blank in &blanks {
            writeln!(environment.notes, "warning: {}", for_terminal_lines(blank))?;
        }
        let lines = RefCell::new(Vec::new());
        let write = |line: &str| {
            lines.borrow_mut().push(line.to_owned());
            Ok(())
        };
        load(archive, environment, &files, ("edit", true), Some(&write))?;
        for line in lines.borrow().iter() {
            writeln!(environment.out, "{line}").map_err(Error::Output)?;
        }
        if lines.borrow().is_empty() {
            writeln!(environment.out, "{} has these cells already; nothing was changed", self.id)?;
            return Ok(Outcome::Done);
        }
        if self.dry_run {
            writeln!(environment.out, "nothing was changed: this was the plan")?;
            return Ok(Outcome::Done);
        }
        if let Some(ask) = environment.ask.filter(|_| makes_source && !self.yes) {
            environment.out.flush()?;
            confirm(ask, archive)?;
        }
        // The analyst says what holds now, even if it held before.
        let summary = load(archive, environment, &files, ("edit", true), None)?;
        finish(&summary, archive, environment)
    }
}
