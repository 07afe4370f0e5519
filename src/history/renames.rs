//! Earlier ids: what was renamed, and what it is called now.
//!
//! The table `renames` has entities by their ids, which are unique among all entities; rows of other tables as
//! `table/id`, since a source and an organization may share one.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::Connection;

use crate::error::Result;
use crate::schema::{Kind, RENAMES, Table};

/// The table in which earlier ids are kept.
#[must_use]
pub fn table() -> &'static Table {
    &RENAMES
}

/// Under which key the row of a table that has no entities is kept.
#[must_use]
pub fn key_of(table: &Table, id: &str) -> String {
    format!("{}/{id}", table.name)
}

/// Whether a text is such a key, or the id of an entity.
#[must_use]
pub fn is_key(text: &str) -> bool {
    use crate::record::id::is_record_id;
    match text.split_once('/') {
        Some((table, id)) => Table::named(table).is_some() && is_record_id(id),
        None => is_record_id(text),
    }
}

/// All earlier ids, and what each leads to.
///
/// # Errors
/// If the archive cannot be read.
pub fn all(connection: &Connection) -> Result<HashMap<String, String>> {
    let mut statement = connection.prepare("SELECT id, entity FROM renames")?;
    let all = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.collect::<rusqlite::Result<HashMap<String, String>>>()?)
}

/// Earlier ids that nothing else has now: files that name them mean what was renamed.
#[derive(Debug, Default)]
pub struct EarlierIds {
    of_entities: HashMap<String, String>,
    /// By table, and by id.
    of_rows: HashMap<&'static str, HashMap<String, String>>,
}

impl EarlierIds {
    /// Reads them.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn read(connection: &Connection) -> Result<EarlierIds> {
        let mut earlier = EarlierIds::default();
        let mut is_entity = connection.prepare("SELECT EXISTS (SELECT 1 FROM entities WHERE id = ?1)")?;
        for (old, new) in all(connection)? {
            match (old.split_once('/'), new.split_once('/')) {
                (Some((table, id)), Some((_, now))) => {
                    let Some(table) = Table::named(table) else { continue };
                    let is_taken = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1)", table.name);
                    if !connection.query_row(&is_taken, [id], |row| row.get::<_, bool>(0))? {
                        let ids = earlier.of_rows.entry(table.name).or_default();
                        ids.insert(id.to_owned(), now.to_owned());
                    }
                }
                _ if !is_entity.query_row([&old], |row| row.get::<_, bool>(0))? => {
                    earlier.of_entities.insert(old, new);
                }
                _ => {}
            }
        }
        Ok(earlier)
    }

    /// Reads earlier ids in the cells of a row as those that they became. The row's own id is derived before, so that a
    /// file which was loaded before something was renamed adds nothing.
    pub fn follow(&self, table: &Table, cells: &mut [Option<Cow<'_, str>>]) {
        if self.of_entities.is_empty() && self.of_rows.is_empty() {
            return;
        }
        for (column, cell) in table.columns().zip(cells) {
            let now = match (column.kind, cell.as_deref()) {
                (_, None) => None,
                (Kind::Entity | Kind::Event, Some(id)) => self.of_entities.get(id),
                (Kind::Reference(target), Some(id)) => self.now(Table::named(target), id),
                (Kind::Id, Some(id)) if table.is_of_reports() => {
                    self.of_rows.get(table.name).and_then(|ids| ids.get(id))
                }
                (Kind::Id, Some(id)) => self.now(Some(table), id),
                _ => None,
            };
            if let Some(now) = now {
                *cell = Some(Cow::Owned(now.clone()));
            }
        }
    }

    fn now(&self, table: Option<&Table>, id: &str) -> Option<&String> {
        match table {
            Some(table) if table.is_of_entities() => self.of_entities.get(id),
            Some(table) => self.of_rows.get(table.name)?.get(id),
            None => None,
        }
    }
}
