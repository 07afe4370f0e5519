//! Verifying an archive: the file itself, the references, the computed columns, the ids.

mod bookkeeping;
mod cells;
mod documents;
mod pieces;
mod readable;
mod rebuild;
mod rules;

pub use pieces::fix;

use std::borrow::Cow;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::archive::{self, Broken};
use crate::computed::{Computation, Computed, Context, compute};
use crate::error::{Error, Result};
use crate::index;
use crate::schema::{Kind, TABLES, Table, computed_columns, versioned_tables};

/// How many findings of one rule and table are listed.
const LISTED: usize = 100;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The rule that is broken.
    pub rule: &'static str,
    /// The table, if it is in one.
    pub table: Option<String>,
    /// The id of the row, if it is in one.
    pub id: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// The cells that no command can read, with table, row and column.
///
/// # Errors
/// As [`check`].
pub fn unreadable(connection: &Connection, interrupted: &dyn Fn() -> bool) -> Result<Vec<Defect>> {
    readable::findings(connection, interrupted)
}

/// Everything that is wrong with the archive; nothing, if it is sound.
///
/// # Errors
/// If the archive cannot be read at all, or the analyst interrupts.
pub fn check(connection: &Connection, interrupted: &dyn Fn() -> bool) -> Result<Vec<Defect>> {
    // Without one of FTS5's own tables SQLite cannot look at any of the others.
    let mut findings = if index::is_whole(connection)? { integrity(connection)? } else { Vec::new() };
    if !findings.is_empty() {
        // What a damaged file says about its rows means nothing.
        return Ok(findings);
    }
    let (pieces, is_whole) = pieces::findings(connection)?;
    findings.extend(pieces);
    if !is_whole {
        return Ok(findings);
    }
    let unreadable = readable::findings(connection, interrupted)?;
    if !unreadable.is_empty() {
        // What follows could not be read either.
        findings.extend(unreadable);
        return Ok(findings);
    }
    findings.extend(bookkeeping::findings(connection)?);
    findings.extend(sealed(connection)?);
    findings.extend(documents::findings(connection)?);
    findings.extend(references(connection)?);
    findings.extend(entities(connection)?);
    let mut context = Context::default();
    for table in TABLES {
        if interrupted() {
            return Err(Error::Interrupted);
        }
        findings.extend(values_of_type_entity(connection, table)?);
        findings.extend(rules::findings(connection, table)?);
        findings.extend(rows(connection, &mut context, table, interrupted)?);
    }
    findings.extend(search(connection, interrupted)?);
    Ok(findings)
}

/// What `search` does not know as it stands. That it is behind is not a fault: the next run catches up.
fn search(connection: &Connection, interrupted: &dyn Fn() -> bool) -> Result<Vec<Defect>> {
    if index::state(connection)? != index::State::UpToDate {
        return Ok(Vec::new());
    }
    let differences = index::differences(connection, LISTED, interrupted)?;
    Ok(differences
        .into_iter()
        .map(|(table, id, message)| Defect {
            rule: "search",
            table: Some(table),
            id: Some(id).filter(|id| !id.is_empty()),
            message,
        })
        .collect())
}

fn integrity(connection: &Connection) -> Result<Vec<Defect>> {
    let mut statement = connection.prepare("SELECT integrity_check FROM pragma_integrity_check")?;
    let messages = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(messages
        .into_iter()
        .filter(|message| message != "ok")
        .map(|message| Defect {
            rule: "integrity",
            table: None,
            id: None,
            message: format!(
                "SQLite finds: {message}; restore a backup, or save what is readable with sqlite3 .recover"
            ),
        })
        .collect())
}

/// What was changed past the triggers since the last run of the program sealed the archive.
fn sealed(connection: &Connection) -> Result<Vec<Defect>> {
    let by = match archive::last_seal(connection)? {
        Some(seal) => format!("since run {} of {} sealed it", seal.number, seal.at),
        None => "before any run sealed it".to_owned(),
    };
    Ok(archive::broken(connection)?
        .into_iter()
        .map(|broken| match broken {
            Broken::Versions(table) => Defect {
                rule: "seal",
                message: format!(
                    "versions in {table} or of it in history were changed, added or removed, bypassing the triggers, {by}; compare with a backup"
                ),
                table: Some(table),
                id: None,
            },
            Broken::History(after, to) => Defect {
                rule: "seal",
                table: Some("history".to_owned()),
                id: None,
                message: format!("rows {} to {to} were changed or removed {by}; compare with a backup", after + 1),
            },
            Broken::Seals => Defect {
                rule: "seal",
                table: Some("upkeep_seals".to_owned()),
                id: None,
                message: "seals of runs were removed: earlier changes that bypassed the triggers cannot be detected; compare with a backup".to_owned(),
            },
            Broken::Runs => Defect {
                rule: "seal",
                table: Some("imports".to_owned()),
                id: None,
                message: format!("rows of imports or commits were changed or removed {by}; compare with a backup"),
            },
        })
        .collect())
}

fn references(connection: &Connection) -> Result<Vec<Defect>> {
    let mut findings = Vec::new();
    for table in versioned_tables() {
        for column in table.columns() {
            let (target, key) = match column.kind {
                Kind::Reference(target) => (target, "id"),
                Kind::Entity | Kind::Event => ("entities", "id"),
                _ => continue,
            };
            let mut statement = connection.prepare(&format!(
                "SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM {target} AS target WHERE target.{key} = {table}.{column}) LIMIT {LISTED}",
                column = column.name,
                table = table.name,
            ))?;
            let orphans = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for orphan in orphans {
                let (id, missing): (String, String) = orphan?;
                findings.push(Defect {
                    rule: "reference",
                    table: Some(table.name.to_owned()),
                    id: Some(id),
                    message: format!("{} names \"{missing}\", which is not in {target}", column.name),
                });
            }
        }
    }
    Ok(findings)
}

fn entities(connection: &Connection) -> Result<Vec<Defect>> {
    let mut findings = Vec::new();
    let kinds: Vec<String> = Table::entities().map(|table| format!("'{}'", table.name)).collect();
    let mut unknown = connection.prepare(&format!(
        "SELECT id FROM entities WHERE kind NOT IN ({}) LIMIT {LISTED}",
        kinds.join(", ")
    ))?;
    for id in unknown.query_map([], |row| row.get(0))? {
        findings.push(Defect {
            rule: "entity",
            table: Some("entities".to_owned()),
            id: Some(id?),
            message: "its kind is not a table of entities".to_owned(),
        });
    }
    for table in Table::entities() {
        let name = table.name;
        let key = table.entity_key();
        let mut missing = connection.prepare(&format!(
            "SELECT DISTINCT {key} FROM {name} WHERE NOT EXISTS (
               SELECT 1 FROM entities WHERE entities.id = {name}.{key} AND entities.kind = '{name}') LIMIT {LISTED}"
        ))?;
        for id in missing.query_map([], |row| row.get(0))? {
            findings.push(Defect {
                rule: "entity",
                table: Some(name.to_owned()),
                id: Some(id?),
                message: "its id is not in entities, or is there under another kind".to_owned(),
            });
        }
        let mut left = connection.prepare(&format!(
            "SELECT id FROM entities WHERE kind = '{name}' AND NOT EXISTS (
               SELECT 1 FROM {name} WHERE {name}.{key} = entities.id) LIMIT {LISTED}"
        ))?;
        for id in left.query_map([], |row| row.get(0))? {
            findings.push(Defect {
                rule: "entity",
                table: Some("entities".to_owned()),
                id: Some(id?),
                message: format!("it belongs to a row that {name} does not have"),
            });
        }
    }
    Ok(findings)
}

fn values_of_type_entity(connection: &Connection, table: &Table) -> Result<Vec<Defect>> {
    if table.name != "facts" {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(&format!(
        "SELECT facts.id, facts.value FROM facts JOIN attributes ON attributes.id = facts.attribute
         WHERE attributes.type = 'entity' AND NOT EXISTS (SELECT 1 FROM entities WHERE entities.id = facts.value)
         LIMIT {LISTED}"
    ))?;
    let orphans = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    Ok(orphans
        .into_iter()
        .map(|(id, value)| Defect {
            rule: "reference",
            table: Some("facts".to_owned()),
            id: Some(id),
            message: format!("value names \"{value}\", which is not in entities"),
        })
        .collect())
}

/// Ids and cells that could not have been imported, and computed columns that differ from what the cells give.
fn rows(
    connection: &Connection,
    context: &mut Context,
    table: &'static Table,
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<Defect>> {
    let names: Vec<&str> = table.columns().map(|column| column.name).collect();
    let computed_names: Vec<&str> = computed_columns(table).iter().map(|(name, _)| *name).collect();
    let width = names.len();
    let selected: Vec<&str> = names.iter().chain(&computed_names).copied().collect();
    let mut statement = connection.prepare(&format!("SELECT {} FROM {}", selected.join(", "), table.name))?;
    let mut found = statement.raw_query();
    let mut findings = Vec::new();
    let mut count = 0_u64;
    while let Some(row) = found.next()? {
        count += 1;
        if count.is_multiple_of(10_000) && interrupted() {
            return Err(Error::Interrupted);
        }
        if findings.len() >= LISTED {
            break;
        }
        let mut cells: Vec<Option<Cow<'_, str>>> = Vec::with_capacity(width);
        for place in 0..width {
            cells.push(match row.get_ref(place)? {
                ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes)),
                ValueRef::Integer(number) => Some(Cow::Owned(number.to_string())),
                _ => None,
            });
        }
        let id = cells[0].as_deref().unwrap_or_default();
        let finding = |rule, message: String| Defect {
            rule,
            table: Some(table.name.to_owned()),
            id: Some(id.to_owned()),
            message,
        };
        let mut said = Vec::new();
        for fault in cells::faults(table, &cells) {
            said.extend(fault.column);
            findings.push(finding(fault.rule, fault.message));
        }
        match compute(connection, context, table, &cells)? {
            // What no cell of its kind can be was said above.
            Computation::Fault(fault) if said.contains(&fault.column) => {}
            Computation::Fault(fault) => {
                findings.push(finding("cell", format!("{}: {}", fault.column, fault.error.message)));
            }
            Computation::Done(computed) => {
                for (place, (name, value)) in computed_names.iter().zip(&computed).enumerate() {
                    if !is_same(row.get_ref(width + place)?, *value) {
                        findings.push(finding(
                            "computed column",
                            format!("{name} is not what the cells give; import the row again, or run the program that wrote it"),
                        ));
                    }
                }
            }
        }
    }
    Ok(findings)
}

fn is_same(stored: ValueRef<'_>, computed: Computed) -> bool {
    match (stored, computed) {
        (ValueRef::Null, Computed::None) => true,
        (ValueRef::Null, Computed::Number(number)) => number.is_infinite(),
        (ValueRef::Text(text), Computed::Day(day)) => day.to_string().as_bytes() == text,
        (ValueRef::Real(stored), Computed::Number(number)) => stored.to_bits() == number.to_bits(),
        _ => false,
    }
}
