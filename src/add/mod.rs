//! One report or one correction from the command line.
//!
//! `add` makes the rows that small CSV files would have, and hands them to `import`, which checks, compares, writes and
//! seals them as any others. What is here comes before that: names are taken for ids (`names`), dates as people write them
//! for EDTF, a source that is there is found again (`sources`), and what is missing is asked for or reported, all at once.
//! Which cells a table has is read from its description.

mod edit;
mod list;
mod names;
mod rows;
mod sources;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::Connection;

pub use edit::{Edit, Edited, edited};
pub use list::takes_names;
pub use rows::Row;

use crate::date::read_as_written;
use crate::error::{Complaint, Error, Result};
use crate::import::{Ask, GivenFile, Target, free_id};
use crate::record::cells::{check, tidy};
use crate::schema::{Column, Kind, Role, RowRule, Seen, Table, starter};

/// What is to be added.
pub struct Wanted<'wanted> {
    /// The table of the row.
    pub table: &'static Table,
    /// Its cells, one for each of [`Table::columns`], as they were given.
    pub cells: Vec<Option<String>>,
    /// Names in their order, for a table whose rows have a place in a list: one row for each of them.
    pub names: Option<String>,
    /// What is given of its source, one for each column of the sources, except the id.
    pub source: Vec<Option<String>>,
    /// Names that stand for something new although others are near.
    pub new: Vec<New>,
    /// Whether what is missing is made without asking.
    pub makes: bool,
    /// Asks the analyst; none where nobody is there to answer.
    pub ask: Option<&'wanted Ask<'wanted>>,
}

/// A column whose name stands for something new.
#[derive(Debug, Clone)]
pub struct New {
    /// The column.
    pub column: String,
    /// The table of what is new, where the column takes entities of any.
    pub table: Option<&'static Table>,
}

/// What an addition comes to.
#[derive(Debug, Default)]
pub struct Plan {
    /// The rows, by table, as an import takes them; none if all is there already.
    pub files: Vec<GivenFile>,
    /// What was taken for what.
    pub said: Vec<String>,
    /// Cells that were left blank and are worth filling in.
    pub blanks: Vec<String>,
    /// What is made because the row names it.
    pub made: Vec<String>,
}

/// How the command line calls a column.
#[must_use]
pub fn option(column: &str) -> String {
    format!("--{}", column.replace('_', "-"))
}

/// How the command line calls a column of the source of a row of this table: without `source-` where that is clear.
#[must_use]
pub fn source_option(table: &Table, column: &str) -> String {
    match table.column(column) {
        Some(_) => option(&format!("source_{column}")),
        None => option(column),
    }
}

/// Makes rows of what is given, and asks for what is missing.
///
/// # Errors
/// All that is wrong or missing, if nobody can be asked; what ends the archive's reading, or the asking.
pub fn plan(connection: &Connection, wanted: &Wanted<'_>) -> Result<Plan> {
    let mut planner = Planner::new(connection, wanted);
    let rows = match (wanted.table.role, &wanted.names) {
        (Role::Source, _) => planner.add_source()?.into_iter().collect(),
        (_, Some(names)) => planner.add_list(names)?,
        (_, None) => planner.add_row()?.into_iter().collect(),
    };
    planner.finish(&rows)
}

/// What is known so far.
struct Planner<'plan> {
    connection: &'plan Connection,
    wanted: &'plan Wanted<'plan>,
    ask: Option<&'plan Ask<'plan>>,
    /// Rows that are made because the row names them; the source among them.
    made: Vec<Row>,
    plan: Plan,
    complaints: Vec<Complaint>,
    /// Options that are needed and not given, with what they mean.
    lacking: Vec<(String, String)>,
    /// Columns of the row with which something is wrong.
    bad: BTreeSet<&'static str>,
}

impl<'plan> Planner<'plan> {
    fn new(connection: &'plan Connection, wanted: &'plan Wanted<'plan>) -> Planner<'plan> {
        Planner {
            connection,
            wanted,
            ask: wanted.ask,
            made: Vec::new(),
            plan: Plan::default(),
            complaints: Vec::new(),
            lacking: Vec::new(),
            bad: BTreeSet::new(),
        }
    }

    /// The row of the table, and those that it names.
    fn add_row(&mut self) -> Result<Option<Row>> {
        let table = self.wanted.table;
        let mut row = Row::new(table);
        for (place, column) in table.columns().enumerate() {
            let is_of_list = self.wanted.names.is_some() && list::COLUMNS.contains(&column.name);
            if column.kind == Kind::Id || is_source(column) || is_of_list {
                continue;
            }
            let given = self.wanted.cells[place].clone();
            let needed = column.required;
            row.cells[place] = self.cell(&row, column, &option(column.name), given, needed)?;
        }
        self.keep_rules(&mut row)?;
        self.give_id(&mut row)?;
        self.fill_blanks(&mut row)?;
        if table.has_provenance() {
            let source = self.source()?;
            row.cells[table.place("source")].clone_from(&source);
            for made in &mut self.made {
                if made.table.has_provenance() {
                    made.set("source", source.clone());
                }
            }
        }
        Ok(Some(row))
    }

    /// The rows as files, or all that is wrong.
    fn finish(mut self, rows: &[Row]) -> Result<Plan> {
        if !self.lacking.is_empty() {
            let options: Vec<&str> = self.lacking.iter().map(|(option, _)| option.as_str()).collect();
            let meanings: Vec<String> =
                self.lacking.iter().map(|(option, meaning)| format!("{option}: {meaning}")).collect();
            self.complaints.push(Complaint::new(
                format!("add {} needs {}", self.wanted.table.singular(), options.join(", ")),
                meanings.join("\n      "),
            ));
        }
        let is_unasked = self.ask.is_none() && !self.wanted.makes;
        if is_unasked && !self.plan.made.is_empty() {
            self.complaints.push(Complaint::new(
                format!("the archive does not have {}", self.plan.made.join(", ")),
                "--yes makes what is missing; --dry-run --yes shows the rows first",
            ));
        }
        if !self.complaints.is_empty() {
            return Err(Error::Usage(self.complaints));
        }
        self.plan.files = rows::files(self.made.iter().chain(rows))?;
        Ok(self.plan)
    }

    /// Reads a cell; asks again on a terminal, and notes elsewhere what is wrong with it.
    fn cell(
        &mut self,
        row: &Row,
        column: &'static Column,
        called: &str,
        given: Option<String>,
        is_needed: bool,
    ) -> Result<Option<String>> {
        let mut given = given.and_then(tidied);
        let mut is_again = false;
        loop {
            let Some(text) = given.take() else {
                if !is_needed {
                    return Ok(None);
                }
                let Some(ask) = self.ask else {
                    self.lacking.push((called.to_owned(), described(column)));
                    self.bad.insert(column.name);
                    return Ok(None);
                };
                let why = if is_again { NEEDED } else { "" };
                given = tidied(answer(ask, &format!("{why}{} ({}): ", column.name, described(column)))?);
                is_again = true;
                continue;
            };
            match self.read(row, column, called, &text)? {
                Ok(cell) => return Ok(Some(cell)),
                Err(complaint) => match self.ask {
                    Some(ask) => {
                        let hint = complaint.hint.map(|hint| format!("{hint}\n")).unwrap_or_default();
                        let question = format!("{}\n{hint}{}: ", complaint.message, column.name);
                        given = tidied(answer(ask, &question)?);
                    }
                    None => {
                        self.complaints.push(complaint);
                        self.bad.insert(column.name);
                        return Ok(None);
                    }
                },
            }
        }
    }

    /// What a text means in a column.
    fn read(
        &mut self,
        row: &Row,
        column: &'static Column,
        called: &str,
        text: &str,
    ) -> Result<Result<String, Complaint>> {
        let kind = match column.kind {
            Kind::Value => self.kind_of_value(row)?,
            kind => kind,
        };
        if kind == Kind::Event && row.table.is_of_reports() {
            return Ok(Ok(self.shared_event(text)?));
        }
        if kind == Kind::Entity && self.wanted.names.is_some() && list::COLUMNS.contains(&column.name) {
            return self.listed(column, called, text);
        }
        if let Some(target) = Target::of(kind) {
            return self.reference(target, column, called, text);
        }
        let text = match kind {
            Kind::Date | Kind::DateOrInterval | Kind::DateOrStill => {
                let read = read_as_written(text, kind == Kind::DateOrStill);
                if let Some(date) = read.as_deref().filter(|date| *date != text) {
                    self.plan.said.push(format!("{called}: \"{text}\" is read as {date}"));
                }
                read.unwrap_or_else(|| text.to_owned())
            }
            _ => text.to_owned(),
        };
        let as_date = Column { kind, ..*column };
        Ok(match check(row.table, &as_date, Cow::Owned(text)) {
            Ok(cell) => Ok(cell.into_owned()),
            Err(refusal) => {
                Err(Complaint { message: format!("{called}: {}", refusal.message), hint: refusal.hint })
            }
        })
    }

    /// The event that a row reports: one that is there, by its id or its title, or another one with this id.
    fn shared_event(&self, text: &str) -> Result<String> {
        let found = self.named(Target::Event, text)?;
        Ok(match found.as_slice() {
            [one] => one.clone(),
            _ => text.to_owned(),
        })
    }

    /// Of what kind the value of a fact is, by the type of its attribute.
    fn kind_of_value(&self, row: &Row) -> Result<Kind> {
        let Some(attribute) = row.cell("attribute") else { return Ok(Kind::Value) };
        let made = self.made.iter().find(|made| made.table.name == "attributes" && made.is(attribute));
        let of_type = match made {
            Some(made) => made.cell("type").map(str::to_owned),
            None => rusqlite::OptionalExtension::optional(self.connection.query_row(
                "SELECT type FROM attributes WHERE id = ?1",
                [attribute],
                |row| row.get(0),
            ))?,
        };
        Ok(match of_type.as_deref() {
            Some("date") => Kind::DateOrInterval,
            Some("entity") => Kind::Entity,
            _ => Kind::Value,
        })
    }

    /// Holds the row against the rules of its table that take its cells alone.
    fn keep_rules(&mut self, row: &mut Row) -> Result<()> {
        let table = row.table;
        for rule in table.rules {
            if let (Some(ask), RowRule::ExactlyOneOf { columns: [one, other], .. }) = (self.ask, rule)
                && [one, other].iter().all(|column| row.cell(column).is_none())
            {
                let (_, column) = table.column(one).unwrap_or((0, &table.own_columns[0]));
                let given = answer(ask, &format!("{one} (blank: name the {other}): "))?;
                let cell = self.cell(row, column, &option(one), Some(given), false)?;
                row.set(one, cell);
                if row.cell(one).is_none()
                    && let Some((_, column)) = table.column(other)
                {
                    let cell = self.cell(row, column, &option(other), None, true)?;
                    row.set(other, cell);
                }
            }
            let cell = |column: &str| match row.cell(column) {
                _ if self.bad.iter().any(|bad| *bad == column) => Seen::Bad,
                cell => Seen::from(cell),
            };
            let is_open = matches!(rule, RowRule::ExactlyOneOf { columns: [one, other], .. }
                if [one, other].iter().any(|column| self.bad.iter().any(|bad| bad == *column)));
            if !is_open
                && rule.is_of_cells()
                && let Some(breach) = rule.breach(cell, |_| Ok(None))?
            {
                self.complaints.push(Complaint::new(breach.message, breach.hint));
            }
        }
        Ok(())
    }

    /// The id that is given, or one that is made of the name.
    fn give_id(&mut self, row: &mut Row) -> Result<()> {
        let table = row.table;
        let Some((place, column)) = table.column("id") else { return Ok(()) };
        let target = Target::Row(table.name);
        if let Some(id) = self.cell(row, column, "--id", self.wanted.cells[place].clone(), false)? {
            if crate::import::exists(self.connection, target, &id)? {
                self.complaints.push(Complaint::new(
                    format!("--id: \"{id}\" is in {} already", table.name),
                    format!("orgarchive edit {id} corrects it; give another id to add another"),
                ));
            }
            row.set("id", Some(id));
            return Ok(());
        }
        let Some(called_by) = table.called_by().filter(|_| table.needs_an_id()) else { return Ok(()) };
        let Some(name) = row.cell(called_by).map(str::to_owned) else { return Ok(()) };
        if !self.is_new(called_by) && !self.confirm_another(table, called_by, &name)? {
            return Ok(());
        }
        let made = &self.made;
        let id = free_id(self.connection, table.name, &name, |id| made.iter().any(|row| row.is(id)))?;
        row.set("id", Some(id));
        Ok(())
    }

    /// Asks for cells that decide something if they are blank, and notes those that stay so.
    fn fill_blanks(&mut self, row: &mut Row) -> Result<()> {
        let table = row.table;
        for (place, column) in table.columns().enumerate() {
            let Kind::OneOf(words) = column.kind else { continue };
            let matters = column.name == "kind" || table.role == Role::Vocabulary;
            if row.cells[place].is_some() || !matters {
                continue;
            }
            let default = column.blank.text();
            if let Some(ask) = self.ask.filter(|_| !self.wanted.makes) {
                let called = row.name().unwrap_or(table.singular()).to_owned();
                let blank = default.map_or("blank: not known".to_owned(), |text| format!("blank: {text}"));
                let question = format!("{} of {called} ({}; {blank}): ", column.name, words.join(", "));
                let given = answer(ask, &question)?;
                let cell = self.cell(row, column, &option(column.name), Some(given), false)?;
                row.cells[place] = cell;
            }
            if row.cells[place].is_none() {
                let taken = default.map_or(String::new(), |text| format!(", taken as {text}"));
                let id = row.cell("id").unwrap_or("ID");
                let word = if words.len() > 3 { "WORD".to_owned() } else { words.join("|") };
                self.plan.blanks.push(format!(
                    "{} of the {} {id} is blank{taken} (to fill it in: orgarchive edit {id} {} {word})",
                    column.name,
                    table.singular(),
                    option(column.name),
                ));
            }
        }
        Ok(())
    }

    /// A row of a vocabulary or an entity that is made from its name; gives its id.
    fn make(&mut self, table: &'static Table, name: &str) -> Result<String> {
        let made = &self.made;
        let id = free_id(self.connection, table.name, name, |id| made.iter().any(|row| row.is(id)))?;
        let mut row = Row::new(table);
        if let Some(word) = starter::word(table, &id) {
            row.cells = word.cells().map(|cell| cell.map(str::to_owned)).collect();
        }
        row.set("id", Some(id.clone()));
        if name != id || row.cell("name").is_none() {
            row.set("name", Some(name.to_owned()));
        }
        let is_known = starter::word(table, &id).is_some();
        self.plan.made.push(format!("the {} \"{name}\"", table.singular()));
        self.made.push(row.clone());
        if !is_known {
            let at = self.made.len() - 1;
            self.fill_blanks(&mut row)?;
            self.made[at] = row;
        }
        Ok(id)
    }
}

/// Why a question is asked again that got a blank answer.
const NEEDED: &str = "it is needed: Ctrl-C ends without a change\n";

/// Asks, and gives the answer; without one nothing is changed.
fn answer(ask: &Ask<'_>, question: &str) -> Result<String> {
    ask(&crate::terminal::for_terminal_lines(question))?.ok_or(Error::Interrupted)
}

fn tidied(text: String) -> Option<String> {
    tidy(Cow::Owned(text)).map(Cow::into_owned)
}

fn is_source(column: &Column) -> bool {
    column.name == "source" && column.kind == Kind::Reference("sources")
}

/// What a column means, with the words that it takes.
#[must_use]
pub fn described(column: &Column) -> String {
    match column.kind {
        Kind::OneOf(words) => format!("{}; one of {}", column.meaning, words.join(", ")),
        _ => column.meaning.to_owned(),
    }
}
