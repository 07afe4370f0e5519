//! What a run has changed so far, as a diff.

use rusqlite::Connection;

use crate::error::Result;
use crate::record::version::Stored;
use crate::schema::{Table, versioned_tables};
use crate::terminal::for_terminal;

/// Takes one line of a plan.
pub type PlanWriter<'writer> = dyn Fn(&str) -> Result<()> + 'writer;

/// Gives the lines of the diff to `write`: `+` rows that are new, `~` rows with what was and what is in each cell that
/// differs, `-` rows that are retracted.
///
/// # Errors
/// If the archive cannot be read, or what `write` gives.
pub fn diff(connection: &Connection, stamp: &str, write: &PlanWriter<'_>) -> Result<()> {
    for table in versioned_tables() {
        let pairs: Vec<String> =
            table.columns().map(|column| format!("'{0}', now.{0}", column.name)).collect();
        // The plus keeps SQLite from looking through all that the run superseded for each row.
        let mut statement = connection.prepare(&format!(
            "SELECT now.id, json_object({pairs}), before.image FROM {name} AS now
               LEFT JOIN history AS before ON before.table_name = '{name}' AND before.id = now.id AND +before.superseded_at = ?1
             WHERE now.arrived_at = ?1
             UNION ALL
             SELECT id, NULL, image FROM history WHERE table_name = '{name}' AND superseded_at = ?1
               AND NOT EXISTS (SELECT 1 FROM {name} AS now WHERE now.id = history.id)
             ORDER BY 1",
            pairs = pairs.join(", "),
            name = table.name,
        ))?;
        let mut rows = statement.query([stamp])?;
        let mut is_first = true;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let version = |place: usize| -> Result<Option<Stored>> {
                Ok(row.get::<_, Option<String>>(place)?.and_then(|image| Stored::from_image(table, &image)))
            };
            let (before, now) = (version(2)?, version(1)?);
            // A merge brings versions that say the same and were written at another time.
            if let (Some(before), Some(now)) = (&before, &now)
                && before.cells == now.cells
            {
                continue;
            }
            if std::mem::take(&mut is_first) {
                write(&format!("{}:", table.name))?;
            }
            for line in lines(table, &id, before.as_ref(), now.as_ref()) {
                write(&for_terminal(&line))?;
            }
        }
    }
    Ok(())
}

/// The lines about one row.
pub fn lines(table: &Table, id: &str, before: Option<&Stored>, now: Option<&Stored>) -> Vec<String> {
    let whole = |stored: &Stored| {
        let cells: Vec<String> = table
            .columns()
            .zip(&stored.cells)
            .skip(1)
            .filter_map(|(column, cell)| cell.as_ref().map(|cell| format!("{}={cell}", column.name)))
            .collect();
        cells.join(", ")
    };
    match (before, now) {
        (None, None) => Vec::new(),
        (None, Some(now)) => vec![format!("+ {id}: {}", whole(now))],
        (Some(before), None) => vec![format!("- {id}: {}", whole(before))],
        (Some(before), Some(now)) => {
            let mut lines = vec![format!("~ {id}")];
            for (column, (was, is)) in table.columns().zip(before.cells.iter().zip(&now.cells)) {
                if was != is {
                    lines.extend(was.as_ref().map(|was| format!("  - {}: {was}", column.name)));
                    lines.extend(is.as_ref().map(|is| format!("  + {}: {is}", column.name)));
                }
            }
            lines
        }
    }
}
