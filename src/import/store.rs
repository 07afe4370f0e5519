//! Writing checked rows of one table.

use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql};

use crate::computed::Computed;
use crate::error::Result;
use crate::schema::{BOOKKEEPING_COLUMNS, Kind, Table, computed_columns};

/// The cells of a record, one for each of [`Table::columns`]; blank cells are none.
pub type Cells<'row> = [Option<std::borrow::Cow<'row, str>>];

/// The version of a row that the archive holds.
#[derive(Debug)]
pub struct Stored {
    /// Its cells, one for each of [`Table::columns`].
    pub cells: Vec<Option<String>>,
    /// The run that wrote it.
    pub import: Option<String>,
}

/// The statements that write one table.
pub struct Store<'archive> {
    table: &'static Table,
    whole: Vec<bool>,
    insert: CachedStatement<'archive>,
    select: CachedStatement<'archive>,
    update: CachedStatement<'archive>,
}

impl<'archive> Store<'archive> {
    /// Prepares the statements.
    ///
    /// # Errors
    /// If the archive's table is not as described.
    pub fn new(connection: &'archive Connection, table: &'static Table) -> Result<Store<'archive>> {
        let record: Vec<&str> = table.columns().map(|column| column.name).collect();
        let others = computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS).map(|(name, _)| *name);
        let all: Vec<&str> = record.iter().copied().chain(others).collect();
        let marks: Vec<String> = (1..=all.len()).map(|place| format!("?{place}")).collect();
        let assignments: Vec<String> = all
            .iter()
            .zip(&marks)
            .filter(|(name, _)| **name != "id")
            .map(|(name, mark)| format!("{name} = {mark}"))
            .collect();
        let name = table.name;
        Ok(Store {
            table,
            whole: table.columns().map(|column| matches!(column.kind, Kind::Whole(..))).collect(),
            insert: connection.prepare_cached(&format!(
                "INSERT INTO {name} ({}) VALUES ({}) ON CONFLICT (id) DO NOTHING",
                all.join(", "),
                marks.join(", ")
            ))?,
            select: connection
                .prepare_cached(&format!("SELECT {}, import FROM {name} WHERE id = ?1", record.join(", ")))?,
            update: connection
                .prepare_cached(&format!("UPDATE {name} SET {} WHERE id = ?1", assignments.join(", ")))?,
        })
    }

    /// The version of the row with this id.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn stored(&mut self, id: &str) -> Result<Option<Stored>> {
        let width = self.whole.len();
        let stored = self
            .select
            .query_row([id], |row| {
                let mut cells = Vec::with_capacity(width);
                for place in 0..width {
                    cells.push(match row.get(place)? {
                        Value::Null => None,
                        Value::Integer(number) => Some(number.to_string()),
                        Value::Real(number) => Some(number.to_string()),
                        Value::Text(text) => Some(text),
                        Value::Blob(_) => None,
                    });
                }
                Ok(Stored { cells, import: row.get(width)? })
            })
            .optional()?;
        Ok(stored)
    }

    /// Adds a row; false if its id is taken.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn add(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        stamp: &str,
        import: &str,
    ) -> Result<bool> {
        bind(&mut self.insert, &self.whole, cells, computed, stamp, import)?;
        Ok(self.insert.raw_execute()? == 1)
    }

    /// Puts a new version in the place of the one that the archive holds.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn revise(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        stamp: &str,
        import: &str,
    ) -> Result<()> {
        bind(&mut self.update, &self.whole, cells, computed, stamp, import)?;
        self.update.raw_execute()?;
        Ok(())
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }
}

fn bind(
    statement: &mut CachedStatement<'_>,
    whole: &[bool],
    cells: &Cells<'_>,
    computed: &[Computed],
    stamp: &str,
    import: &str,
) -> Result<()> {
    let mut place = 0;
    let mut next = || {
        place += 1;
        place
    };
    for (cell, whole) in cells.iter().zip(whole) {
        match cell {
            Some(text) if *whole => statement.raw_bind_parameter(next(), text.parse::<i64>().ok())?,
            Some(text) => statement.raw_bind_parameter(next(), text.as_ref())?,
            None => statement.raw_bind_parameter(next(), rusqlite::types::Null)?,
        }
    }
    for value in computed {
        statement.raw_bind_parameter(next(), value)?;
    }
    for text in [stamp, stamp, import] {
        statement.raw_bind_parameter(next(), text)?;
    }
    Ok(())
}

impl ToSql for Computed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Computed::None => ToSqlOutput::Owned(Value::Null),
            Computed::Day(day) => ToSqlOutput::Owned(Value::Text(day.to_string())),
            Computed::Number(number) if number.is_finite() => ToSqlOutput::Owned(Value::Real(*number)),
            Computed::Number(_) => ToSqlOutput::Owned(Value::Null),
        })
    }
}

impl Stored {
    /// A superseded version, from the image that history keeps; none if the image is damaged.
    #[must_use]
    pub fn from_image(table: &Table, image: &str) -> Option<Stored> {
        let image: serde_json::Value = serde_json::from_str(image).ok()?;
        let cells = table
            .columns()
            .map(|column| match image.get(column.name) {
                Some(serde_json::Value::String(text)) => Some(text.clone()),
                Some(serde_json::Value::Number(number)) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        Some(Stored {
            cells,
            import: image.get("import").and_then(|import| import.as_str()).map(str::to_owned),
        })
    }

    /// Whether these are its cells.
    #[must_use]
    pub fn has(&self, cells: &Cells<'_>) -> bool {
        self.cells.len() == cells.len()
            && self.cells.iter().zip(cells).all(|(stored, cell)| stored.as_deref() == cell.as_deref())
    }

    /// The columns in which these cells differ from it.
    #[must_use]
    pub fn differences(&self, table: &Table, cells: &Cells<'_>) -> Vec<&'static str> {
        table
            .columns()
            .zip(self.cells.iter().zip(cells))
            .filter(|(_, (stored, cell))| stored.as_deref() != cell.as_deref())
            .map(|(column, _)| column.name)
            .collect()
    }
}
