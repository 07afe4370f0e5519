//! What an import would refuse in a row as it is in the archive: by the same rules as in an import, so that a file
//! that can only be read is checked as well. SQLite looks at its constraints only where it may write.

use std::borrow::Cow;

use crate::record::cells;
use crate::record::id::{is_record_id, is_slug};
use crate::record::version::Cells;
use crate::schema::{Kind, Seen, Table};

/// What is wrong with a row.
pub(super) struct Fault {
    pub rule: &'static str,
    /// The column, if one cell is at fault.
    pub column: Option<&'static str>,
    pub message: String,
}

/// What is wrong with the cells of a row, each by itself and together.
pub(super) fn faults(table: &Table, row: &Cells<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bad = Vec::new();
    for (column, cell) in table.columns().zip(row) {
        let Some(cell) = cell.as_deref().filter(|cell| !cell.is_empty()) else {
            if column.required && column.kind != Kind::Id {
                let message = format!("{}: the cell is blank, and it is required", column.name);
                faults.push(Fault { rule: "cell", column: Some(column.name), message });
            }
            continue;
        };
        if let Err(refusal) = cells::check(table, column, Cow::Borrowed(cell)) {
            bad.push(column.name);
            // Problems with ids are reported below.
            if column.kind != Kind::Id {
                let message = format!("{}: {}", column.name, refusal.message);
                faults.push(Fault { rule: "cell", column: Some(column.name), message });
            }
        }
    }
    let id = row.first().and_then(Option::as_deref).unwrap_or_default();
    let is_id = if table.has_record_ids() { is_record_id(id) } else { is_slug(id) };
    if !is_id {
        let message = "this is not an id that an import accepts".to_owned();
        faults.push(Fault { rule: "id", column: Some("id"), message });
    }
    for rule in table.rules.iter().filter(|rule| rule.is_of_cells()) {
        let cell = |name: &str| {
            let given = row[table.place(name)].as_deref().filter(|cell| !cell.is_empty());
            if bad.contains(&name) { Seen::Bad } else { Seen::from(given) }
        };
        // The rules of cells ask nobody of what kind an entity is.
        if let Ok(Some(breach)) = rule.breach(cell, |_| Ok(None)) {
            faults.push(Fault { rule: "row", column: breach.column, message: breach.message });
        }
    }
    faults
}
