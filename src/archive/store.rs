//! Reading and writing the rows of one table, version by version.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, OptionalExtension, ToSql};

use super::Run;
use crate::computed::Computed;
use crate::date::Day;
use crate::error::Result;
use crate::record::version::{Cells, Stored, Written};
use crate::schema::{BOOKKEEPING_COLUMNS, Kind, Table, computed_columns};

/// What the archive holds under an id.
#[derive(Debug)]
pub enum Match {
    /// Nothing.
    None,
    /// A row with the same cells.
    Same,
    /// A row with other cells.
    Other(Stored),
}

/// The statements that write one table.
pub struct Store<'archive> {
    run: &'archive Run<'archive>,
    table: &'static Table,
    whole: Vec<bool>,
    insert: Writing<'archive>,
    select: CachedStatement<'archive>,
    update: Writing<'archive>,
    delete: CachedStatement<'archive>,
    /// Enters the entity of a row that is added, while the triggers that do so are suspended.
    enter: Option<CachedStatement<'archive>>,
}

impl<'archive> Store<'archive> {
    /// Prepares the statements.
    ///
    /// # Errors
    /// If the archive's table is not as described.
    pub fn new(run: &'archive Run<'archive>, table: &'static Table) -> Result<Store<'archive>> {
        let connection = run.connection();
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
            run,
            table,
            whole: table.columns().map(|column| matches!(column.kind, Kind::Whole(..))).collect(),
            insert: Writing::new(connection.prepare_cached(&format!(
                "INSERT INTO {name} ({}) VALUES ({}) ON CONFLICT (id) DO NOTHING",
                all.join(", "),
                marks.join(", ")
            ))?),
            select: connection.prepare_cached(&format!(
                "SELECT {}, recorded_at, arrived_at, import FROM {name} WHERE id = ?1",
                record.join(", ")
            ))?,
            update: Writing::new(
                connection
                    .prepare_cached(&format!("UPDATE {name} SET {} WHERE id = ?1", assignments.join(", ")))?,
            ),
            delete: connection.prepare_cached(&format!("DELETE FROM {name} WHERE id = ?1"))?,
            enter: None,
        })
    }

    /// From now on the entities of rows that are added are entered in `entities`: the triggers that do so are suspended.
    ///
    /// # Errors
    /// If the archive's table is not as described.
    pub(super) fn enter_entities(&mut self) -> Result<()> {
        if self.table.is_of_entities() {
            self.enter = Some(self.run.connection().prepare_cached(
                "INSERT INTO entities (id, kind) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
            )?);
        }
        Ok(())
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
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
                Ok(Stored {
                    cells,
                    recorded_at: row.get(width)?,
                    arrived_at: row.get(width + 1)?,
                    import: row.get(width + 2)?,
                })
            })
            .optional()?;
        Ok(stored)
    }

    /// Holds the row with this id against cells; one that is the same is not copied.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(super) fn matching(&mut self, id: &str, cells: &Cells<'_>) -> Result<Match> {
        let mut rows = self.select.query([id])?;
        let Some(row) = rows.next()? else { return Ok(Match::None) };
        for (place, cell) in cells.iter().enumerate() {
            let is_same = match (row.get_ref(place)?, cell.as_deref()) {
                (ValueRef::Null, None) => true,
                (ValueRef::Text(held), Some(cell)) => held == cell.as_bytes(),
                (ValueRef::Integer(held), Some(cell)) => cell.parse() == Ok(held),
                _ => false,
            };
            if !is_same {
                drop(rows);
                return Ok(self.stored(id)?.map_or(Match::None, Match::Other));
            }
        }
        Ok(Match::Same)
    }

    /// Adds a row; false if its id is taken.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub(super) fn add(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        written: Written<'_>,
    ) -> Result<bool> {
        let is_added = self.insert.write(&self.whole, cells, computed, written)? == 1;
        if is_added {
            if let Some(enter) = &mut self.enter {
                let column = self.table.place(self.table.entity_key());
                enter.execute((cells[column].as_deref(), self.table.name))?;
            }
            self.run.note_added(self.table, cells.iter().map(|cell| cell.as_deref()), written)?;
        }
        Ok(is_added)
    }

    /// Puts a version with other cells in the place of the one that the archive holds.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub(super) fn revise(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        written: Written<'_>,
    ) -> Result<()> {
        self.update.write(&self.whole, cells, computed, written)?;
        self.run.note_row(self.table, cells[0].as_deref().unwrap_or_default());
        self.run.note_version(self.table, cells.iter().map(|cell| cell.as_deref()), written);
        Ok(())
    }

    /// Puts a version with the same cells in the place of the one that the archive holds: it was written at another time.
    ///
    /// To the triggers a write that changes no cell is not a version, so the row goes, and comes back.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub(super) fn replace(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        written: Written<'_>,
    ) -> Result<()> {
        self.remove(cells[0].as_deref().unwrap_or_default())?;
        self.add(cells, computed, written)?;
        Ok(())
    }

    /// Takes the row with this id away; its version goes to the history.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub(super) fn remove(&mut self, id: &str) -> Result<()> {
        self.delete.execute([id])?;
        self.run.note_row(self.table, id);
        Ok(())
    }
}

/// A statement that writes rows, with what is bound to it: most of it is the same from row to row.
struct Writing<'archive> {
    statement: CachedStatement<'archive>,
    /// The parameters that are known to be null.
    nulls: Vec<bool>,
    /// What was bound as when and by which run.
    written: Option<(String, String, Option<String>)>,
}

impl<'archive> Writing<'archive> {
    fn new(statement: CachedStatement<'archive>) -> Writing<'archive> {
        // What an earlier use has left bound is not known.
        let nulls = vec![false; statement.parameter_count() + 1];
        Writing { statement, nulls, written: None }
    }

    fn bind(&mut self, place: usize, value: Option<impl ToSql>) -> Result<()> {
        let is_null = value.is_none();
        if !(is_null && self.nulls[place]) {
            self.statement.raw_bind_parameter(place, value)?;
            self.nulls[place] = is_null;
        }
        Ok(())
    }

    fn write(
        &mut self,
        whole: &[bool],
        cells: &Cells<'_>,
        computed: &[Computed],
        written: Written<'_>,
    ) -> Result<usize> {
        let mut place = 0;
        for (cell, whole) in cells.iter().zip(whole) {
            place += 1;
            match cell.as_deref() {
                Some(text) if *whole => self.bind(place, text.parse::<i64>().ok())?,
                text => self.bind(place, text)?,
            }
        }
        for value in computed {
            place += 1;
            match value {
                Computed::Day(day) => self.bind(place, std::str::from_utf8(&digits(*day)).ok())?,
                Computed::None => self.bind(place, None::<&str>)?,
                Computed::Number(_) => self.bind(place, Some(value))?,
            }
        }
        let is_bound = self.written.as_ref().is_some_and(|(recorded_at, arrived_at, import)| {
            (recorded_at.as_str(), arrived_at.as_str(), import.as_deref())
                == (written.recorded_at, written.arrived_at, written.import)
        });
        if !is_bound {
            self.bind(place + 1, Some(written.recorded_at))?;
            self.bind(place + 2, Some(written.arrived_at))?;
            self.bind(place + 3, written.import)?;
            let texts = (written.recorded_at.to_owned(), written.arrived_at.to_owned());
            self.written = Some((texts.0, texts.1, written.import.map(str::to_owned)));
        }
        Ok(self.statement.raw_execute()?)
    }
}

/// A day as text, without the machinery of formatting: a posting has five of them.
fn digits(day: Day) -> [u8; 10] {
    let mut text = *b"0000-00-00";
    let mut write = |place: usize, mut number: u32| {
        // From the last digit on.
        let digits = text[..place].iter_mut().rev().take_while(|digit| digit.is_ascii_digit());
        for digit in digits {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
        }
    };
    write(10, day.day());
    write(7, day.month());
    write(4, day.year().unsigned_abs());
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_are_displayed() {
        for number in [0, 1, 58, 365, 36_523, 719_162, 738_000, Day::MAX.number()] {
            let day = Day::from_number(number).unwrap();
            assert_eq!(std::str::from_utf8(&digits(day)), Ok(day.to_string().as_str()));
        }
    }
}
