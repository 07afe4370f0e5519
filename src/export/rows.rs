//! The rows of an extract one by one, for formats that make something else of them.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use super::{Extract, select};
use crate::error::Result;
use crate::schema::{TABLES, Table};

/// A row: its cells by column.
pub struct Row {
    /// Its table.
    pub table: &'static Table,
    cells: Vec<Option<String>>,
}

impl Row {
    /// The cell of a column; none if it is blank.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells[self.table.place(column)].as_deref()
    }

    /// All cells that are not blank.
    pub fn object(&self) -> Map<String, Value> {
        let cells = self.table.columns().zip(&self.cells);
        cells.filter_map(|(column, cell)| Some((column.name.to_owned(), json!(cell.as_ref()?)))).collect()
    }
}

/// Goes through the rows of a table in an extract, in the order of their ids; gives their number.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub fn each(
    connection: &Connection,
    extract: &Extract,
    name: &str,
    mut take: impl FnMut(u64, &Row) -> Result<()>,
) -> Result<u64> {
    let Some(table) = TABLES.iter().find(|table| table.name == name) else { return Ok(0) };
    let mut statement = connection.prepare(&select(extract, table, &[]))?;
    let width = table.columns().count();
    let mut found = statement.raw_query();
    let mut count = 0;
    while let Some(row) = found.next()? {
        let cells = (0..width)
            .map(|place| text(row.get_ref(place)?))
            .collect::<rusqlite::Result<Vec<Option<String>>>>()?;
        take(count, &Row { table, cells })?;
        count += 1;
    }
    Ok(count)
}

fn text(value: ValueRef<'_>) -> rusqlite::Result<Option<String>> {
    Ok(match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    })
}

/// Whether a date is one that most formats can hold: a year, a month or a day.
pub fn is_plain(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let is_number =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = (parts.first().copied().unwrap_or_default(), parts.get(1..).unwrap_or_default());
    let month_is_real =
        rest.first().is_none_or(|month| month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)));
    is_number(year, 4) && rest.len() <= 2 && rest.iter().all(|part| is_number(part, 2)) && month_is_real
}
