//! Rows that equal an earlier version of themselves, and ids that were changed since.

use std::borrow::Cow;

use rusqlite::Connection;

use super::load::Loading;
use super::summary::NoticeKind;
use crate::archive::Store;
use crate::error::Result;
use crate::record::version::Stored;

/// Whether the row equals an earlier version of its id: it was revised or withdrawn since.
///
/// # Errors
/// If the archive cannot be read.
pub fn superseded(
    connection: &Connection,
    store: &mut Store<'_>,
    loading: &Loading<'_>,
    cells: &[Option<Cow<'_, str>>],
) -> Result<Option<NoticeKind>> {
    let table = store.table();
    let id = cells[0].as_deref().unwrap_or_default();
    let mut statement = connection.prepare_cached(
        // What a run wrote that was taken back since, here or in an archive that was merged, counts as never said.
        "SELECT image FROM history WHERE table_name = ?1 AND id = ?2
           AND NOT EXISTS (SELECT 1 FROM imports WHERE imports.id = superseded_by AND imports.command = 'undo')
           AND NOT EXISTS (SELECT 1 FROM upkeep_withdrawals AS gone JOIN imports ON imports.id = gone.import AND imports.command = 'undo'
             WHERE gone.table_name = history.table_name AND gone.id = history.id AND gone.arrived_at = history.superseded_at)
         ORDER BY sequence DESC",
    )?;
    let mut rows = statement.query([table.name, id])?;
    let mut stored: Option<Option<Stored>> = None;
    while let Some(row) = rows.next()? {
        if stored.is_none() {
            let current = store.stored(id)?;
            if current.as_ref().is_some_and(|current| current.has(cells)) {
                return Ok(None);
            }
            stored = Some(current);
        }
        let image: String = row.get(0)?;
        let is_same = Stored::from_image(table, &image).is_some_and(|earlier| {
            let mut earlier: Vec<Option<Cow<'_, str>>> =
                earlier.cells.into_iter().map(|cell| cell.map(Cow::Owned)).collect();
            loading.renames.follow(table, &mut earlier);
            earlier == cells
        });
        if is_same {
            let is_there = stored.is_some_and(|stored| stored.is_some());
            return Ok(Some(if is_there { NoticeKind::Superseded } else { NoticeKind::Withdrawn }));
        }
    }
    Ok(None)
}
