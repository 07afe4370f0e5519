//! The correction of one record.

use rusqlite::Connection;

use super::rows::{self, file};
use super::{New, Planner, Row, Wanted, option, tidied};
use crate::error::{Complaint, Error, Result};
use crate::import::{Ask, GivenFile};
use crate::lookup::tables_of;
use crate::schema::{TABLES, Table};
use crate::suggest;

/// A correction that is asked for.
pub struct Edit<'edit> {
    /// The row.
    pub id: &'edit str,
    /// Its table, if the analyst says so.
    pub table: Option<&'static Table>,
    /// The columns that change, with what they hold then; a blank cell takes away what is there.
    pub cells: &'edit [(&'static str, String)],
    /// What is given of the source that the row then has, by the columns of the sources.
    pub source: &'edit [(&'static str, String)],
    /// Whether that source is made without asking if it is missing.
    pub makes: bool,
    /// Asks the analyst; none where nobody is there to answer.
    pub ask: Option<&'edit Ask<'edit>>,
}

/// What a correction comes to.
pub struct Edited {
    /// The rows as an import takes them: a source that is made, and the corrected row.
    pub files: Vec<GivenFile>,
    /// What was taken for what.
    pub said: Vec<String>,
    /// Cells of the source that were left blank and are worth filling in.
    pub blanks: Vec<String>,
    /// Whether a source is made.
    pub makes_source: bool,
}

/// The corrected row, with the source that it names if that is new.
///
/// # Errors
/// If there is no such row, or several; all that is wrong with the cells.
pub fn edited(connection: &Connection, edit: &Edit<'_>) -> Result<Edited> {
    let table = table_of(connection, edit)?;
    let (source, cells) = split(table, edit);
    let mut wanted = Wanted {
        names: None,
        table,
        cells: vec![None; table.columns().count()],
        source,
        new: Vec::<New>::new(),
        makes: edit.makes,
        ask: edit.ask,
    };
    let names_source = wanted.source.iter().any(Option::is_some);
    if names_source {
        let given = edit.cells.iter().find(|(name, _)| *name == "source");
        wanted.cells[table.place("source")] = given.map(|(_, text)| text.clone());
    }
    let mut planner = Planner::new(connection, &wanted);
    let mut row = stored(connection, table, edit.id)?;
    let mut header = vec!["id"];
    let mut changed = vec![edit.id.to_owned()];
    for (name, text) in cells {
        if names_source && name == "source" {
            continue;
        }
        let Some((place, column)) = table.column(name) else {
            let names: Vec<String> = table.columns().skip(1).map(|column| option(column.name)).collect();
            planner.complaints.push(Complaint::new(
                format!("{} has no column for {}", table.name, option(name)),
                format!("{} takes {}", edit.id, names.join(", ")),
            ));
            continue;
        };
        let cell = planner.cell(&row, column, &option(name), tidied(text), false)?;
        row.cells[place].clone_from(&cell);
        header.push(column.name);
        changed.push(cell.unwrap_or_default());
    }
    if let Some(made) = planner.plan.made.first() {
        planner.complaints.push(Complaint::new(
            format!("the archive does not have {made}"),
            "add it first: orgarchive add; edit makes nothing new but the source of a record",
        ));
    }
    let mut files = Vec::new();
    if names_source {
        let made = planner.plan.made.len();
        if let Some(source) = planner.source()? {
            header.push("source");
            changed.push(source);
        }
        if let Some((option, meaning)) = planner.lacking.first() {
            planner.complaints.push(Complaint::new(format!("the source needs {option}"), meaning.clone()));
        }
        if let Some(source) = planner.plan.made.get(made).filter(|_| edit.ask.is_none() && !edit.makes) {
            planner.complaints.push(Complaint::new(
                format!("the archive does not have {source}"),
                "--yes makes it; --dry-run --yes shows the rows first",
            ));
        }
        files = rows::files(planner.made.iter())?;
    }
    if !planner.complaints.is_empty() {
        return Err(Error::Usage(planner.complaints));
    }
    let makes_source = !files.is_empty();
    let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
    files.push(file(table, &header, &[changed])?);
    Ok(Edited { files, said: planner.plan.said, blanks: planner.plan.blanks, makes_source })
}

/// What is given of the source, by its columns, and the cells of the row itself: a column that the table does not have and
/// sources have is one of its source.
fn split(table: &Table, edit: &Edit<'_>) -> (Vec<Option<String>>, Vec<(&'static str, String)>) {
    let Some(sources) = Table::named("sources").filter(|_| table.has_provenance()) else {
        let of_source = edit.source.iter().map(|(name, text)| (*name, text.clone()));
        return (Vec::new(), edit.cells.iter().cloned().chain(of_source).collect());
    };
    let mut source = vec![None; sources.columns().count()];
    let mut cells = Vec::new();
    for (name, text) in edit.cells {
        match sources.column(name) {
            Some((place, _)) if table.column(name).is_none() => source[place] = Some(text.clone()),
            _ => cells.push((*name, text.clone())),
        }
    }
    for (name, text) in edit.source {
        if let Some((place, _)) = sources.column(name) {
            source[place] = Some(text.clone());
        }
    }
    (source, cells)
}

/// The row as the archive has it.
fn stored(connection: &Connection, table: &'static Table, id: &str) -> Result<Row> {
    let names: Vec<&str> = table.columns().map(|column| column.name).collect();
    let sql =
        format!("SELECT CAST({} AS TEXT) FROM {} WHERE id = ?1", names.join(" AS TEXT), CAST("), table.name);
    let cells = connection.query_row(&sql, [id], |row| {
        (0..names.len()).map(|place| row.get(place)).collect::<rusqlite::Result<Vec<Option<String>>>>()
    })?;
    Ok(Row { table, cells })
}

/// The table that has the row.
fn table_of(connection: &Connection, edit: &Edit<'_>) -> Result<&'static Table> {
    let candidates = || TABLES.iter().filter(|table| edit.table.is_none_or(|own| own.name == table.name));
    match tables_of(connection, candidates(), edit.id)?.as_slice() {
        [table] => Ok(table),
        [] => {
            let mut ids: Vec<String> = Vec::new();
            for table in candidates() {
                let mut statement =
                    connection.prepare(&format!("SELECT id FROM {} LIMIT 50000", table.name))?;
                for id in statement.query_map([], |row| row.get(0))? {
                    ids.push(id?);
                }
            }
            let place = edit.table.map_or("the archive", |table| table.name);
            let near = suggest::did_you_mean(edit.id, ids.iter().map(String::as_str));
            let hint = near
                .unwrap_or_else(|| "orgarchive search finds rows by their words, with their ids".to_owned());
            Err(Error::with_hint(format!("there is no row \"{}\" in {place}", edit.id), hint))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|table| table.name).collect();
            Err(Error::Usage(vec![Complaint::new(
                format!("\"{}\" is the id of rows in {}", edit.id, names.join(" and ")),
                format!("say which: --table {}", names.join(", or --table ")),
            )]))
        }
    }
}
