//! The correction of one record.

use rusqlite::Connection;

use super::rows::file;
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
    /// Asks the analyst; none where nobody is there to answer.
    pub ask: Option<&'edit Ask<'edit>>,
}

/// The corrected row as an import takes it, and what was taken for what.
///
/// # Errors
/// If there is no such row, or several; all that is wrong with the cells.
pub fn edited(connection: &Connection, edit: &Edit<'_>) -> Result<(GivenFile, Vec<String>)> {
    let table = table_of(connection, edit)?;
    let wanted = Wanted {
        table,
        cells: vec![None; table.columns().count()],
        source: Vec::new(),
        new: Vec::<New>::new(),
        makes: false,
        ask: edit.ask,
    };
    let mut planner = Planner::new(connection, &wanted);
    let mut row = stored(connection, table, edit.id)?;
    let mut header = vec!["id"];
    let mut cells = vec![edit.id.to_owned()];
    for (name, text) in edit.cells {
        let Some((place, column)) = table.column(name) else {
            let names: Vec<String> = table.columns().skip(1).map(|column| option(column.name)).collect();
            planner.complaints.push(Complaint::new(
                format!("{} has no column for {}", table.name, option(name)),
                format!("{} takes {}", edit.id, names.join(", ")),
            ));
            continue;
        };
        let cell = planner.cell(&row, column, &option(name), tidied(text.clone()), false)?;
        row.cells[place].clone_from(&cell);
        header.push(column.name);
        cells.push(cell.unwrap_or_default());
    }
    if let Some(made) = planner.plan.made.first() {
        planner.complaints.push(Complaint::new(
            format!("the archive does not have {made}"),
            "add it first: orgarchive add; edit makes nothing new",
        ));
    }
    if !planner.complaints.is_empty() {
        return Err(Error::Usage(planner.complaints));
    }
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    Ok((file(table, &header, &[cells])?, planner.plan.said))
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
