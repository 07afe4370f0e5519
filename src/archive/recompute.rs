//! What is computed again when a source or an attribute changes, because rows rest on it.

use std::borrow::Cow;

use rusqlite::Connection;

use crate::computed::{Computation, Computed, Context, compute};
use crate::error::Result;
use crate::record::version::Stored;
use crate::schema::{Dating, TABLES, Table, computed_columns};

/// How many rows that no longer fit are looked for.
const UNFIT: usize = 200;

/// A row that no longer fits what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Its table.
    pub table: &'static str,
    /// Its id.
    pub id: String,
    /// The column that is at fault, and what is wrong with it.
    pub fault: String,
    /// The table of the row that it rests on: sources or attributes.
    pub rests_on: &'static str,
    /// The id of that row.
    pub by: String,
}

/// Computes again what rests on the dates of these sources and on the types of these attributes; gives the rows that no
/// longer fit, up to a number.
///
/// This is not a version of the records.
///
/// # Errors
/// If the archive cannot be written, or `go_on` says that the analyst interrupted.
pub fn compute_again(
    connection: &Connection,
    sources: &[String],
    attributes: &[String],
    go_on: &dyn Fn() -> Result<()>,
) -> Result<Vec<Unfit>> {
    let mut unfit = Vec::new();
    for table in TABLES {
        if matches!(table.dating, Dating::Span | Dating::Event) && table.has_provenance() {
            for source in sources {
                compute_rows_again(connection, table, ("source", "sources"), source, &mut unfit, go_on)?;
            }
        }
        if table.name == "facts" {
            for attribute in attributes {
                compute_rows_again(
                    connection,
                    table,
                    ("attribute", "attributes"),
                    attribute,
                    &mut unfit,
                    go_on,
                )?;
            }
        }
    }
    Ok(unfit)
}

fn compute_rows_again(
    connection: &Connection,
    table: &'static Table,
    (column, rests_on): (&str, &'static str),
    value: &str,
    unfit: &mut Vec<Unfit>,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<()> {
    let mut context = Context::default();
    let names: Vec<&str> = table.columns().map(|column| column.name).collect();
    let mut select = connection.prepare_cached(&format!(
        "SELECT json_object({}) FROM {} WHERE {column} = ?1 ORDER BY id",
        pairs(&names),
        table.name
    ))?;
    let images = select.query_map([value], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let assignments: Vec<String> = computed_columns(table)
        .iter()
        .enumerate()
        .map(|(place, (name, _))| format!("{name} = ?{}", place + 2))
        .collect();
    let mut update = connection.prepare_cached(&format!(
        "UPDATE {} SET {} WHERE id = ?1",
        table.name,
        assignments.join(", ")
    ))?;
    for image in images {
        go_on()?;
        let Some(stored) = Stored::from_image(table, &image) else {
            continue;
        };
        let cells: Vec<Option<Cow<'_, str>>> =
            stored.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
        let id = stored.cells[0].as_deref().unwrap_or_default();
        let computed: Vec<Computed> = match compute(connection, &mut context, table, &cells)? {
            Computation::Done(computed) => computed,
            Computation::Fault(fault) => {
                unfit.push(Unfit {
                    table: table.name,
                    id: id.to_owned(),
                    fault: format!("{}: {}", fault.column, fault.error.message),
                    rests_on,
                    by: value.to_owned(),
                });
                if unfit.len() >= UNFIT {
                    return Ok(());
                }
                continue;
            }
        };
        update.raw_bind_parameter(1, id)?;
        for (place, value) in computed.iter().enumerate() {
            update.raw_bind_parameter(place + 2, value)?;
        }
        update.raw_execute()?;
    }
    Ok(())
}

fn pairs(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}', {name}")).collect::<Vec<_>>().join(", ")
}
