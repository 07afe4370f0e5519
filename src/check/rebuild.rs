//! Tables that another program has altered or rebuilt, and making them again as an archive has them.

use rusqlite::Connection;

use crate::archive::{Piece, without_constraints};
use crate::error::{Error, Result};

/// How a table differs from the one that an archive has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference {
    /// Not at all.
    None,
    /// It has these columns too many, and is as it was otherwise.
    More(Vec<String>),
    /// It has all columns, but not all that the archive checks in them.
    Rebuilt,
    /// It has lost these columns; the archive can do with blanks in them.
    Lost(Vec<String>),
    /// It has lost these columns, and some cannot be blank.
    LostForGood(Vec<String>),
}

/// A column of a table.
struct Column {
    name: String,
    declared: String,
    may_be_blank: bool,
    is_generated: bool,
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>> {
    let mut statement = connection.prepare(
        "SELECT name, type, NOT \"notnull\" OR dflt_value IS NOT NULL, hidden IN (2, 3) FROM pragma_table_xinfo(?1)",
    )?;
    let columns = statement.query_map([table], |row| {
        Ok(Column {
            name: row.get(0)?,
            declared: row.get(1)?,
            may_be_blank: row.get(2)?,
            is_generated: row.get(3)?,
        })
    })?;
    Ok(columns.collect::<rusqlite::Result<Vec<Column>>>()?)
}

/// The columns that the statement of an archive's table makes.
fn columns_expected(expected: &Piece) -> Result<Vec<Column>> {
    let alone = Connection::open_in_memory()?;
    alone.execute_batch(&expected.sql)?;
    columns(&alone, &expected.name)
}

/// Says how the table differs.
///
/// # Errors
/// If the archive cannot be read.
pub(super) fn difference(connection: &Connection, expected: &Piece, found: &Piece) -> Result<Difference> {
    if found.sql == expected.sql {
        return Ok(Difference::None);
    }
    let own = columns_expected(expected)?;
    let there = columns(connection, &expected.name)?;
    let is_there = |name: &str| there.iter().any(|other| other.name == name && !other.is_generated);
    let lost: Vec<&Column> = own.iter().filter(|column| !is_there(&column.name)).collect();
    if !lost.is_empty() {
        let names = lost.iter().map(|column| column.name.clone()).collect();
        let may_be_blank = lost.iter().all(|column| column.may_be_blank);
        return Ok(if may_be_blank { Difference::Lost(names) } else { Difference::LostForGood(names) });
    }
    let is_own = |name: &str| own.iter().any(|column| column.name == name);
    let more: Vec<String> =
        there.into_iter().map(|column| column.name).filter(|name| !is_own(name)).collect();
    if is_within(&found.sql, &expected.sql) && !more.is_empty() {
        return Ok(Difference::More(more));
    }
    // sqlite3 -Ac makes sqlar itself, and the records of the migrations are those of a library.
    let is_of_others = ["sqlar", "refinery_schema_history"].contains(&expected.name.as_str());
    Ok(if is_of_others && more.is_empty() { Difference::None } else { Difference::Rebuilt })
}

/// Whether `longer` is the other text with something put in at one place, as ALTER TABLE ADD COLUMN does.
fn is_within(longer: &str, text: &str) -> bool {
    let begins = longer.bytes().zip(text.bytes()).take_while(|(one, other)| one == other).count();
    let ends = longer.bytes().rev().zip(text.bytes().rev()).take_while(|(one, other)| one == other).count();
    longer.len() > text.len() && begins + ends >= text.len()
}

/// Makes a table as an archive has it, with the rows and the further columns and indexes that it has. To be called while
/// the program's triggers and views are away.
///
/// # Errors
/// If the archive cannot be written, or the table has rows that an archive's cannot hold.
pub(super) fn rebuild(connection: &Connection, expected: &Piece) -> Result<()> {
    let table = &expected.name;
    let own = columns_expected(expected)?;
    let there = columns(connection, table)?;
    let there: Vec<&Column> = there.iter().filter(|column| !column.is_generated).collect();
    let is_own = |name: &str| own.iter().any(|column| column.name == name);
    let mut further = connection.prepare(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    )?;
    let further = further.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    connection.execute_batch(&format!(
        "CREATE TEMP TABLE upkeep_rebuilt AS SELECT * FROM main.{table}; DROP TABLE main.{table}"
    ))?;
    connection.execute_batch(&expected.sql)?;
    for column in there.iter().filter(|column| !is_own(&column.name)) {
        // A STRICT table knows few types.
        let declared = column.declared.to_ascii_uppercase();
        let declared = match declared.as_str() {
            "INT" | "INTEGER" | "REAL" | "TEXT" | "BLOB" => declared.as_str(),
            _ => "ANY",
        };
        connection
            .execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {} {declared}", quoted(&column.name)))?;
    }
    let names: Vec<String> = there.iter().map(|column| quoted(&column.name)).collect();
    let names = names.join(", ");
    // Rows that a constraint forbids are kept; check names them.
    without_constraints(connection, || {
        connection
            .execute(&format!("INSERT INTO {table} ({names}) SELECT {names} FROM temp.upkeep_rebuilt"), [])?;
        Ok(())
    })
    .map_err(|error| {
        Error::with_hint(
            format!("{table}: the table cannot be rebuilt as the program makes it: {error}"),
            "restore a backup; nothing was changed",
        )
    })?;
    connection.execute_batch("DROP TABLE temp.upkeep_rebuilt")?;
    for sql in further {
        connection.execute_batch(&sql)?;
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
