use std::path::Path;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};

use super::import::{with_archive, write_run, write_summary};
use super::{Environment, Outcome};
use crate::add::{New, Plan, Wanted, described, option, plan, source_option, takes_names};
use crate::archive::{self, Access};
use crate::error::{Complaint, Error, Result};
use crate::history::plan::PlanWriter;
use crate::import::{Ask, EXPAND_TO, GivenFile, ReadOptions, Request, Summary, import};
use crate::schema::{Column, Kind, TABLES, Table};
use crate::terminal::{for_terminal, for_terminal_lines};

const LONG: &str = "Record one report, creating the archive if there is none

Names stand for ids, and dates are taken as people write them where they have one reading. A source that the archive has \
is found again by its address, or by its title and date. On a terminal the command asks for what is missing, and about \
names that are near; elsewhere it ends with status 2 and all that is missing. It shows the rows before it writes them, \
checks them as an import does, and says how to take them back.";

const EXAMPLES: &str = "Examples:
  orgarchive add posting
  orgarchive add posting --official \"Alva Renn\" --organization \"Meridian Trade Federation\" \\
      --title chair --as-of \"May 1, 2024\" --source-title \"Dockers march\" --published 2024-05-02
  orgarchive add fact --subject meridian-trade-federation --attribute founded \\
      --value 1950 --source dockers-march
  orgarchive add participants --event funeral-2001 --role member \\
      --names \"Alva Renn; Bo Lind; Dag Moe\" --source dockers-march
  orgarchive add source --title \"Dockers march\" --url https://courier.example/2024/march
  orgarchive add posting --help       the columns of postings";

/// Adds one row, with what it names.
#[derive(Debug)]
pub struct Add {
    table: &'static Table,
    cells: Vec<Option<String>>,
    names: Option<String>,
    source: Vec<Option<String>>,
    new: Vec<New>,
    yes: bool,
    dry_run: bool,
    restore: bool,
}

/// The option of a column, with its meaning.
pub(super) fn argument(id: String, long: String, column: &Column) -> Arg {
    let value = match column.kind {
        Kind::Id => "ID",
        Kind::Reference(_) | Kind::Entity | Kind::Event => "ID-OR-NAME",
        Kind::Date | Kind::DateOrInterval | Kind::DateOrStill => "DATE",
        Kind::OneOf(_) => "WORD",
        Kind::Whole(..) => "NUMBER",
        Kind::Degrees(_) => "DEGREES",
        Kind::Url => "URL",
        Kind::Language => "TAG",
        Kind::Text | Kind::Value => "TEXT",
    };
    Arg::new(id)
        .long(long)
        .value_name(value)
        .help(described(column))
        .allow_negative_numbers(true)
        .action(ArgAction::Set)
}

fn sources() -> impl Iterator<Item = &'static Column> {
    Table::named("sources").into_iter().flat_map(Table::columns)
}

/// The command of one table.
fn command_of(table: &'static Table) -> clap::Command {
    let mut command = clap::Command::new(table.singular()).about(table.meaning);
    if table.singular() != table.name {
        command = command.visible_alias(table.name);
    }
    // Every start of the program passes here, and hundreds of options would slow down all other commands.
    command.defer(with_options)
}

/// The command of a table with the options of its columns.
fn with_options(mut command: clap::Command) -> clap::Command {
    let Some(table) = TABLES.iter().find(|table| table.singular() == command.get_name()) else {
        return command;
    };
    for column in table.columns() {
        let long = option(column.name)[2..].to_owned();
        command = command.arg(argument(format!("column:{}", column.name), long, column));
    }
    if takes_names(table) {
        command = command.arg(
            Arg::new("add:names")
                .long("names")
                .value_name("LIST")
                .help("Names in their order, with a semicolon or a new line between two: one row for each, with its position")
                .action(ArgAction::Set),
        );
    }
    if table.has_provenance() {
        for column in sources().skip(1) {
            let long = source_option(table, column.name)[2..].to_owned();
            let prefixed = option(&format!("source_{}", column.name))[2..].to_owned();
            let mut arg = argument(format!("source:{}", column.name), long.clone(), column)
                .help_heading("The source, if it is not given by --source");
            if long != prefixed {
                arg = arg.alias(prefixed);
            }
            command = command.arg(arg);
        }
    }
    command
        .arg(
            Arg::new("add:new")
                .long("new")
                .value_name("COLUMN")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help("Take the name in this column for a new row although others are near; for any entity COLUMN=TABLE")
                .help_heading("Adding"),
        )
        .arg(
            Arg::new("add:yes")
                .long("yes")
                .short('y')
                .action(ArgAction::SetTrue)
                .help("Make what is missing, and write the rows, without asking")
                .help_heading("Adding"),
        )
        .arg(
            Arg::new("add:dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Show the rows and check them, and change nothing")
                .help_heading("Adding"),
        )
        .arg(
            Arg::new("add:restore")
                .long("restore")
                .action(ArgAction::SetTrue)
                .help("Bring the row back if it was withdrawn earlier")
                .help_heading("Adding"),
        )
}

impl Args for Add {
    fn augment_args(command: clap::Command) -> clap::Command {
        command
            .about("Record one report, creating the archive if there is none")
            .long_about(LONG)
            .after_help(EXAMPLES)
            .disable_help_subcommand(true)
            .subcommand_required(true)
            .subcommand_value_name("TABLE")
            .subcommand_help_heading("Tables")
            .subcommands(TABLES.iter().map(command_of))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Add::augment_args(command)
    }
}

impl FromArgMatches for Add {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Add, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let table = TABLES.iter().find(|table| table.singular() == name).ok_or_else(missing)?;
        let text = |id: String| matches.get_one::<String>(&id).cloned();
        let cells = table.columns().map(|column| text(format!("column:{}", column.name))).collect();
        let source = sources()
            .map(|column| match column.kind {
                Kind::Id => None,
                _ if table.has_provenance() => text(format!("source:{}", column.name)),
                _ => None,
            })
            .collect();
        let mut new = Vec::new();
        for text in matches.get_many::<String>("add:new").into_iter().flatten() {
            new.push(new_of(table, text).map_err(|message| {
                clap::Error::raw(clap::error::ErrorKind::InvalidValue, format!("--new {text}: {message}\n"))
            })?);
        }
        Ok(Add {
            table,
            cells,
            names: takes_names(table).then(|| text("add:names".to_owned())).flatten(),
            source,
            new,
            yes: matches.get_flag("add:yes"),
            dry_run: matches.get_flag("add:dry-run"),
            restore: matches.get_flag("add:restore"),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Add::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What `--new` says: a column, and perhaps a table.
fn new_of(table: &Table, text: &str) -> Result<New, String> {
    let (column, of) = text.split_once('=').map_or((text, None), |(column, of)| (column, Some(of)));
    let column = column.trim_start_matches("--").replace('-', "_");
    if table.column(&column).is_none() {
        return Err(format!("{} has no such column", table.name));
    }
    let of = match of {
        None => None,
        Some(of) => Some(
            TABLES
                .iter()
                .find(|table| table.name == of || table.singular() == of)
                .ok_or_else(|| format!("there is no table {of}"))?,
        ),
    };
    Ok(New { column, table: of })
}

impl Add {
    /// Whether it only shows what it would do.
    pub(super) fn is_plan(&self) -> bool {
        self.dry_run
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        archive::plain_file(archive)?;
        let is_missing = std::fs::metadata(archive).map_or(true, |file| file.len() == 0);
        let connection =
            if is_missing { archive::in_memory()? } else { environment.open(archive, Access::Read)? };
        let wanted = Wanted {
            table: self.table,
            cells: self.cells.clone(),
            names: self.names.clone(),
            source: self.source.clone(),
            new: self.new.clone(),
            makes: self.yes,
            ask: environment.ask,
        };
        let Plan { files, said, blanks, .. } = plan(&connection, &wanted)?;
        drop(connection);
        for said in &said {
            writeln!(environment.notes, "{}", for_terminal_lines(said))?;
        }
        if files.is_empty() {
            writeln!(environment.out, "nothing new; {} is unchanged", archive.display())?;
            return Ok(Outcome::Done);
        }
        show(&files, environment)?;
        for blank in &blanks {
            writeln!(environment.notes, "warning: {}", for_terminal_lines(blank))?;
        }
        if self.dry_run {
            load(archive, environment, &files, ("add", self.restore), Some(&|_| Ok(())))?;
            writeln!(environment.out, "nothing was changed: this was the plan")?;
            return Ok(Outcome::Done);
        }
        if is_missing {
            writeln!(environment.notes, "{} does not exist yet: it is created", archive.display())?;
        }
        if let Some(ask) = environment.ask.filter(|_| !self.yes) {
            // What is wrong with the rows is said before the question.
            load(archive, environment, &files, ("add", self.restore), Some(&|_| Ok(())))?;
            confirm(ask, archive)?;
        }
        let summary = load(archive, environment, &files, ("add", self.restore), None)?;
        finish(&summary, archive, environment)
    }
}

/// Asks whether what was shown is to be written.
pub(super) fn confirm(ask: &Ask<'_>, archive: &Path) -> Result<()> {
    let question = format!("write this to {}? [y/N] ", for_terminal(&archive.display().to_string()));
    let answer = ask(&question)?.unwrap_or_default();
    if answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Error::message("not confirmed; nothing was changed"))
    }
}

/// Shows rows as CSV.
pub(super) fn show(files: &[GivenFile], environment: &mut Environment<'_>) -> Result<()> {
    for file in files {
        writeln!(environment.out, "{}:\n{}", file.name(), for_terminal_lines(file.csv.trim_end()))?;
    }
    environment.out.flush()?;
    Ok(())
}

/// Gives the rows to an import, with its command and whether rows come back that were withdrawn; with `plan` it only tries.
pub(super) fn load(
    archive: &Path,
    environment: &Environment<'_>,
    files: &[GivenFile],
    (command, restore): (&'static str, bool),
    plan: Option<&PlanWriter<'_>>,
) -> Result<Summary> {
    import(
        archive,
        &Request {
            command,
            given: files,
            paths: &[],
            table: None,
            profile: None,
            resolve_names: false,
            create_missing: &[],
            encoding: None,
            expand_to: EXPAND_TO,
            told: ReadOptions::default(),
            note: None,
            restore,
            partial: false,
            sync: &[],
            force: false,
            asks: None,
            plan,
            format: None,
            sheet: None,
            moment: environment.moment,
            patience: environment.patience,
            progress: &|_| {},
            interrupted: Arc::clone(&environment.interrupted),
        },
    )
}

/// Says what was done, and how to take it back.
pub(super) fn finish(
    summary: &Summary,
    archive: &Path,
    environment: &mut Environment<'_>,
) -> Result<Outcome> {
    write_summary(summary, environment.out)?;
    let is_one_file = environment.note_unfolded(summary.unfolded.as_deref())?;
    match summary.import {
        Some(_) => write_run(summary, archive, environment.out)?,
        None => writeln!(environment.out, "nothing new; {} is unchanged", archive.display())?,
    }
    Ok(if is_one_file { Outcome::Done } else { Outcome::Findings })
}

/// The error of a command line that gives nothing to do.
pub(super) fn nothing_given(archive: &Path, id: &str) -> Error {
    Error::Usage(vec![Complaint::new(
        "there is nothing to change",
        format!(
            "name a column and what it holds: {}",
            with_archive(archive, &format!("edit {id} --note TEXT"))
        ),
    )])
}
