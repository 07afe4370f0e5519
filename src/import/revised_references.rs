//! What rests on the rows that an import revises: references to an event under the id that its report gave up, and values
//! and days that follow from an attribute or a source. It is looked at once all rows are written, since the same files
//! may bring both.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::archive::{Run, Unfit, compute_again, dangling};
use crate::error::Result;
use crate::record::refusal::{Place, Refusal};
use crate::record::version::Stored;
use crate::schema::{Role, Table};

/// How many resting rows a refusal names.
const NAMED: usize = 5;
/// How many of each column are looked for.
const FOUND: usize = 200;

/// Revised rows on which others rest.
#[derive(Debug, Default)]
pub struct Revised {
    /// By table and what others name, where the revision is given: the id, or the event that a report no longer reports.
    places: HashMap<(&'static str, String), Place>,
}

impl Revised {
    /// Notes a row that is revised from `before` to `cells`.
    pub fn note(
        &mut self,
        table: &'static Table,
        before: &Stored,
        cells: &[Option<std::borrow::Cow<'_, str>>],
        place: impl FnOnce() -> Place,
    ) {
        let named = match table.role {
            Role::Source => &before.cells[0],
            Role::Vocabulary if table.name == "attributes" => &before.cells[0],
            Role::Entity if table.is_of_reports() => {
                let event = table.place(table.entity_key());
                if before.cells[event].as_deref() == cells[event].as_deref() {
                    return;
                }
                &before.cells[event]
            }
            _ => return,
        };
        if let Some(named) = named {
            self.places.insert((table.name, named.clone()), place());
        }
    }

    /// Computes again what follows from the revised rows; gives those of them under which others no longer hold.
    ///
    /// # Errors
    /// If the archive cannot be read or written, or the analyst interrupts.
    pub fn settle(&self, run: &Run<'_>) -> Result<Vec<(Place, Refusal)>> {
        let connection = run.connection();
        if self.places.is_empty() {
            return Ok(Vec::new());
        }
        let of = |table: &str| -> Vec<String> {
            self.places.keys().filter(|(own, _)| *own == table).map(|(_, id)| id.clone()).collect()
        };
        let mut resting: Vec<((&'static str, String), String)> = Vec::new();
        for Unfit { table, id, fault, rests_on, by } in
            compute_again(connection, &of("sources"), &of("attributes"), &|| run.go_on())?
        {
            resting.push(((rests_on, by), format!("{table} {id}: {fault}")));
        }
        let touched: Vec<(&'static str, String)> =
            self.places.keys().filter(|(table, _)| *table != "sources").cloned().collect();
        for lost in dangling(connection, &touched, FOUND)? {
            let event = ("events", lost.missing.clone());
            let by = if self.places.contains_key(&event) {
                event
            } else {
                match attribute_of(connection, lost.table, &lost.id)? {
                    Some(attribute) => ("attributes", attribute),
                    None => continue,
                }
            };
            let words = format!("{} {}: {} names \"{}\"", lost.table, lost.id, lost.column, lost.missing);
            resting.push((by, words));
        }
        let mut by_row: Vec<(&Place, &'static str, &str, Vec<String>)> = Vec::new();
        for ((table, id), words) in &resting {
            let Some(place) = self.places.get(&(*table, id.clone())) else { continue };
            match by_row.iter_mut().find(|(own, ..)| *own == place) {
                Some((.., rows)) => rows.push(words.clone()),
                None => by_row.push((place, table, id, vec![words.clone()])),
            }
        }
        by_row.sort_by_key(|(place, ..)| *place);
        Ok(by_row
            .into_iter()
            .map(|(place, table, id, rows)| (place.clone(), refusal(table, id, &rows)))
            .collect())
    }
}

/// The attribute of a fact; none, if the row is in another table.
fn attribute_of(connection: &Connection, table: &str, id: &str) -> Result<Option<String>> {
    if table != "facts" {
        return Ok(None);
    }
    Ok(connection
        .query_row("SELECT attribute FROM facts WHERE id = ?1", [id], |row| row.get(0))
        .optional()?)
}

fn refusal(table: &str, id: &str, rows: &[String]) -> Refusal {
    let mut named = rows.iter().take(NAMED).map(String::as_str).collect::<Vec<&str>>().join("; ");
    if rows.len() > NAMED {
        named += &format!("; and {} more", rows.len() - NAMED);
    }
    const CAUSE: &str = "other rows depend on it";
    match table {
        "events" => Refusal::cell(
            CAUSE,
            "event",
            format!("no report of the event \"{id}\" would be left, and other rows name it: {named}"),
        )
        .with_hint("keep the event's id, or give these rows in the same import with the new one; rename gives an event another id wherever it is named"),
        "attributes" => Refusal::cell(CAUSE, "type", format!("values of facts would not fit it: {named}"))
            .with_hint("keep the type, or correct these facts in the same import"),
        _ => Refusal::row(CAUSE, format!("rows of the source would not fit its dates: {named}"))
            .with_hint("correct these rows in the same import, or the dates of the source"),
    }
}
