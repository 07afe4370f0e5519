//! Cells that no command could read: text that is not UTF-8, and values of another type than their column has. A shell that
//! casts bytes to text can write them.

use rusqlite::Connection;
use rusqlite::types::{Type, ValueRef};

use super::{Defect, LISTED};
use crate::archive::{self, Piece};
use crate::error::{Error, Result};
use crate::index;

/// Such cells of all tables, with table, row and column.
///
/// # Errors
/// If the archive cannot be read, or the analyst interrupts.
pub(super) fn findings(connection: &Connection, interrupted: &dyn Fn() -> bool) -> Result<Vec<Defect>> {
    let mut findings = Vec::new();
    // Only the program's own columns: others belong to whoever made them.
    let model = archive::in_memory()?;
    for piece in archive::pieces_of(&model)?.iter().filter(|piece| is_read(piece)) {
        let columns = columns(&model, &piece.name)?;
        findings.extend(of_table(connection, &piece.name, &columns, interrupted)?);
    }
    Ok(findings)
}

/// The tables of the index hold what FTS5 wants, and can be rebuilt; a row that waits to be replaced means nothing.
fn is_read(piece: &Piece) -> bool {
    piece.kind == "table" && !index::is_part(&piece.name) && piece.name != "upkeep_replaced"
}

/// A column, as the table declares it.
struct Column {
    name: String,
    declared: String,
    is_key: bool,
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>> {
    let mut statement = connection.prepare("SELECT name, upper(type), pk FROM pragma_table_info(?1)")?;
    let columns = statement.query_map([table], |row| {
        Ok(Column { name: row.get(0)?, declared: row.get(1)?, is_key: row.get::<_, i64>(2)? == 1 })
    })?;
    Ok(columns.collect::<rusqlite::Result<Vec<Column>>>()?)
}

fn of_table(
    connection: &Connection,
    table: &str,
    columns: &[Column],
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<Defect>> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    // Documents are long, and any bytes will do in them.
    let selected: Vec<String> = columns
        .iter()
        .map(|column| if column.declared == "BLOB" { "NULL".to_owned() } else { quoted(&column.name) })
        .collect();
    let mut statement =
        connection.prepare(&format!("SELECT {} FROM main.{}", selected.join(", "), quoted(table)))?;
    let key = columns.iter().position(|column| column.is_key).unwrap_or(0);
    let mut rows = statement.raw_query();
    let mut findings = Vec::new();
    let mut count = 0_u64;
    while let Some(row) = rows.next()? {
        count += 1;
        if count.is_multiple_of(10_000) && interrupted() {
            return Err(Error::Interrupted);
        }
        for (place, column) in columns.iter().enumerate() {
            let Some(what) = fault(column, row.get_ref(place)?) else { continue };
            findings.push(Defect {
                rule: "unreadable",
                table: Some(table.to_owned()),
                id: Some(shown(row.get_ref(key)?)),
                message: format!("{}: {what}; write the cell again, or restore a backup", column.name),
            });
            if findings.len() >= LISTED {
                return Ok(findings);
            }
        }
    }
    Ok(findings)
}

fn fault(column: &Column, value: ValueRef<'_>) -> Option<String> {
    let of_type = |what: &str| Some(format!("the cell holds {what}, and the column {}", column.declared));
    match (column.declared.as_str(), value) {
        (_, ValueRef::Null) | ("BLOB", _) => None,
        (_, ValueRef::Blob(_)) => of_type("bytes"),
        ("INT" | "INTEGER" | "INT4", ValueRef::Integer(_)) | ("REAL", ValueRef::Real(_)) => None,
        ("INT" | "INTEGER" | "INT4" | "REAL", other) => of_type(named(other.data_type())),
        (_, ValueRef::Text(bytes)) => {
            let error = std::str::from_utf8(bytes).err()?;
            Some(format!("the text is not UTF-8, from byte {} on", error.valid_up_to() + 1))
        }
        (_, other) => of_type(named(other.data_type())),
    }
}

fn named(kind: Type) -> &'static str {
    match kind {
        Type::Text => "text",
        Type::Blob => "bytes",
        Type::Null => "nothing",
        Type::Integer | Type::Real => "a number",
    }
}

/// A key as far as it can be shown.
fn shown(key: ValueRef<'_>) -> String {
    match key {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Null => String::new(),
    }
}
