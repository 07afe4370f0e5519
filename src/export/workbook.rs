//! Extracts as one workbook: a sheet for each table, every cell as text, with what can be chosen in a column.

use std::path::Path;

use rusqlite::Connection;

use super::{Extract, SOURCE_COLUMNS, select};
use crate::error::{Error, Result};
use crate::output::Cell;
use crate::schema::{Blank, Column, Kind, Role, Table};
use crate::whole_file::{Readers, WholeFile};
use crate::workbook::{CELL_LENGTH, ColumnPlan, ROWS, SheetPlan, Writer};

/// Writes a workbook that holds an extract; gives the sheets and their rows.
///
/// # Errors
/// If a table has more rows than a sheet, or a text is longer than a cell can be, which is found before anything is
/// written; if the archive cannot be read, or the file cannot be written.
pub fn write_workbook(
    connection: &Connection,
    extract: &Extract,
    path: &Path,
) -> Result<Vec<(&'static str, u64)>> {
    verify_that_it_fits(connection, extract)?;
    let file = WholeFile::begin(path, Readers::Usual)?.until(&extract.interrupted);
    let mut writer = Writer::begin("Extract of an archive of organizations")?;
    let mut written = Vec::new();
    for table in &extract.tables {
        let mut plan = plan(table, Some(connection))?;
        if extract.with_sources && table.has_provenance() {
            plan.columns.extend(SOURCE_COLUMNS.iter().map(|(name, of)| ColumnPlan {
                name: (*name).to_owned(),
                meaning: format!("{of} of the source; not read when the workbook is imported"),
                choices: Vec::new(),
            }));
        }
        let columns = plan.columns.len();
        let mut rows = writer.sheet(&plan)?;
        let mut statement = connection.prepare(&select(extract, table, &[]))?;
        let mut found = statement.raw_query();
        let mut count = 0;
        while let Some(row) = found.next()? {
            let cells = (0..columns)
                .map(|place| row.get_ref(place).map(Cell::from))
                .collect::<rusqlite::Result<Vec<Cell>>>()?;
            let texts: Vec<_> = cells.iter().map(Cell::text).collect();
            rows.row(texts.iter().map(|text| &**text))?;
            count += 1;
        }
        written.push((table.name, count));
    }
    end(writer, file, path)?;
    Ok(written)
}

/// Writes a workbook to fill in: the sheets of tables with their headers, and no rows. The words to choose from are those of
/// the archive, if there is one.
///
/// # Errors
/// If the archive cannot be read, or the file cannot be written.
pub fn write_template(connection: Option<&Connection>, tables: &[&'static Table], path: &Path) -> Result<()> {
    let file = WholeFile::begin(path, Readers::Usual)?;
    let mut writer = Writer::begin("Tables to fill in")?;
    for table in tables {
        writer.sheet(&plan(table, connection)?)?;
    }
    end(writer, file, path)
}

fn end(writer: Writer, mut file: WholeFile, path: &Path) -> Result<()> {
    writer.end(&mut file).map_err(|error| match error {
        Error::Output(error) => Error::file(path)(error),
        other => other,
    })?;
    file.replace()
}

/// The sheet of a table.
fn plan(table: &'static Table, connection: Option<&Connection>) -> Result<SheetPlan> {
    let columns = table
        .columns()
        .map(|column| {
            Ok(ColumnPlan {
                name: column.name.to_owned(),
                meaning: meaning(column),
                choices: choices(column, connection)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(SheetPlan { name: table.name.to_owned(), columns })
}

/// What a column means, as a note beside its heading says it.
fn meaning(column: &Column) -> String {
    let blank = match column.blank {
        _ if column.required => "\nRequired.".to_owned(),
        Blank::Text(text) => format!("\nBlank: {text}."),
        Blank::OwnId => "\nBlank: the id of the row.".to_owned(),
        Blank::Nothing => String::new(),
    };
    let example =
        if column.example.is_empty() { String::new() } else { format!("\nExample: {}", column.example) };
    format!("{}{blank}{example}", column.meaning)
}

/// The words that can be chosen in a column.
fn choices(column: &Column, connection: Option<&Connection>) -> Result<Vec<String>> {
    let table = match column.kind {
        Kind::OneOf(words) => return Ok(words.iter().map(|word| (*word).to_owned()).collect()),
        Kind::Reference(name) => Table::named(name).filter(|table| table.role == Role::Vocabulary),
        _ => None,
    };
    let (Some(table), Some(connection)) = (table, connection) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare(&format!("SELECT id FROM {} ORDER BY id", table.name))?;
    let words = statement.query_map([], |row| row.get("id"))?.collect::<rusqlite::Result<_>>()?;
    Ok(words)
}

/// Holds an extract against what a workbook can hold.
fn verify_that_it_fits(connection: &Connection, extract: &Extract) -> Result<()> {
    const HINT: &str =
        "export CSV, which has no such limit: -o FOLDER; or a part, such as some tables or --on";
    for table in &extract.tables {
        let rows = select(extract, table, &[]);
        let count: i64 =
            connection.query_row(&format!("SELECT count(*) FROM ({rows})"), [], |row| row.get(0))?;
        let count = count.unsigned_abs();
        // The header takes one row.
        if count >= ROWS {
            return Err(Error::with_hint(
                format!("{} has {count} rows, and a sheet holds {} below its header", table.name, ROWS - 1),
                HINT,
            ));
        }
        // A character is one or two units.
        let long: Vec<String> = table
            .columns()
            .filter(|column| column.kind == Kind::Text)
            .map(|column| format!("length({}) > {}", column.name, CELL_LENGTH / 2))
            .collect();
        if long.is_empty() {
            continue;
        }
        let mut statement =
            connection.prepare(&format!("SELECT * FROM ({rows}) WHERE {}", long.join(" OR ")))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            for (place, column) in table.columns().enumerate() {
                let cell = Cell::from(row.get_ref(place)?);
                let units = cell.text().encode_utf16().count();
                // A text of this very length would be taken for one that was cut when it comes back.
                if units >= CELL_LENGTH {
                    let id: String = row.get("id")?;
                    return Err(Error::with_hint(
                        format!(
                            "{} of {} \"{id}\" has {units} characters, and a cell holds fewer than {CELL_LENGTH}",
                            column.name, table.name
                        ),
                        HINT,
                    ));
                }
            }
        }
    }
    Ok(())
}
