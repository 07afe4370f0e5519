//! Giving an entity another id; the old one still finds it.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use crate::archive::{Moment, Run, Store};
use crate::computed::{Context, compute};
use crate::error::{Error, Result};
use crate::import::identity::is_slug;
use crate::schema::{Kind, OWN_TABLES, Role, TABLES, Table};

/// Gives an entity another id, in its own row and wherever it is named; gives how many rows were written.
///
/// If the old id was given away before, the rows that still name it (they came with a merge) are brought along.
///
/// # Errors
/// If there is no such entity, or the new id is malformed or taken; nothing is then changed.
pub fn rename(connection: &mut Connection, old: &str, new: &str, moment: Moment) -> Result<u64> {
    let reason = format!("rename {old} {new}");
    let run = Run::begin(connection, "rename", moment, Some(&reason))?;
    let now = run.connection();
    if !is_slug(new) {
        return Err(Error::with_hint(
            format!("\"{new}\" is no id"),
            "ids are up to 120 lower-case letters a-z, digits, - _ . without spaces",
        ));
    }
    let kind_of = |id: &str| -> Result<Option<String>> {
        Ok(now.query_row("SELECT kind FROM entities WHERE id = ?1", [id], |row| row.get(0)).optional()?)
    };
    let renamed_to = |id: &str| -> Result<Option<String>> {
        Ok(now.query_row("SELECT entity FROM renames WHERE id = ?1", [id], |row| row.get(0)).optional()?)
    };
    let (from, to) = (kind_of(old)?, kind_of(new)?);
    let is_second_time = renamed_to(old)?.as_deref() == Some(new) && to.is_some();
    if from.is_none() && !is_second_time {
        let hint = match renamed_to(old)? {
            Some(entity) => format!("it was renamed to {entity}: rename that one"),
            None => "rename takes places, organizations, chapters, officials and events, by id; orgarchive sql \"SELECT id, kind FROM entities\" lists them".to_owned(),
        };
        return Err(Error::with_hint(format!("there is no entity with the id \"{old}\""), hint));
    }
    if let Some(kind) = to.filter(|_| !is_second_time) {
        return Err(Error::with_hint(
            format!("\"{new}\" is already the id of an entity in {kind}"),
            "choose another id; if both are the same thing, correct the records that name one of them",
        ));
    }
    if let Some(entity) = renamed_to(new)?.filter(|entity| entity != old && !is_second_time) {
        return Err(Error::with_hint(
            format!("\"{new}\" is an earlier id of {entity}"),
            "choose another id: earlier ids still find their entity",
        ));
    }
    let mut count = 0;
    for table in TABLES {
        count += rename_in(&run, table, old, new, from.as_deref())?;
    }
    if from.is_some() {
        remember(&run, old, new)?;
    }
    if count == 0 {
        return Err(Error::told(format!("nothing names \"{old}\" any more")));
    }
    run.finish(&json!([]), &json!({ "renamed": { "rows": count } }), Some(&reason))?;
    Ok(count)
}

/// Writes anew the rows of a table that name the entity, or are it.
fn rename_in(run: &Run<'_>, table: &'static Table, old: &str, new: &str, kind: Option<&str>) -> Result<u64> {
    let naming: Vec<(usize, &str)> = table
        .columns()
        .enumerate()
        .filter(|(_, column)| match column.kind {
            Kind::Reference(target) => Table::named(target).is_some_and(|target| target.role == Role::Entity),
            Kind::Entity | Kind::Event | Kind::Value => true,
            _ => false,
        })
        .map(|(place, column)| (place, column.name))
        .collect();
    let is_its_table = kind == Some(table.name) && table.name != "events";
    let mut ids: Vec<String> = Vec::new();
    for (_, column) in &naming {
        let value = if *column == "value" {
            " AND (SELECT type FROM attributes WHERE attributes.id = attribute) = 'entity'"
        } else {
            ""
        };
        let mut statement =
            run.connection().prepare(&format!("SELECT id FROM {} WHERE {column} = ?1{value}", table.name))?;
        for id in statement.query_map([old], |row| row.get(0))? {
            ids.push(id?);
        }
    }
    if is_its_table {
        ids.push(old.to_owned());
    }
    ids.sort();
    ids.dedup();
    let mut store = Store::new(run, table)?;
    let mut context = Context::default();
    let mut count = 0;
    for id in ids {
        let Some(mut stored) = store.stored(&id)? else { continue };
        let is_of_type_entity = table.name != "facts" || {
            let attribute = stored.cells[table.place("attribute")].clone().unwrap_or_default();
            context.value_type(run.connection(), &attribute)? == Some(crate::computed::ValueType::Entity)
        };
        for (place, column) in &naming {
            if stored.cells[*place].as_deref() == Some(old) && (*column != "value" || is_of_type_entity) {
                stored.cells[*place] = Some(new.to_owned());
            }
        }
        let is_itself = is_its_table && id == old;
        if is_itself {
            stored.cells[0] = Some(new.to_owned());
        }
        let cells: Vec<Option<Cow<'_, str>>> =
            stored.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
        let computed = compute(run.connection(), &mut context, table, &cells)?.map_err(|fault| {
            Error::told(format!("{} {id}: {}: {}", table.name, fault.column, fault.error.message))
        })?;
        if is_itself {
            store.remove(old)?;
            store.add(&cells, &computed, run.written())?;
        } else {
            store.revise(&cells, &computed, run.written())?;
        }
        count += 1;
    }
    Ok(count)
}

/// The old id, and those before it, lead to the new one.
fn remember(run: &Run<'_>, old: &str, new: &str) -> Result<()> {
    let mut store = Store::new(run, &OWN_TABLES[1])?;
    let mut statement = run.connection().prepare("SELECT id FROM renames WHERE entity = ?1")?;
    let earlier = statement.query_map([old], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for id in &earlier {
        // The entity has an earlier id of its own again.
        if id == new {
            store.remove(id)?;
        } else {
            store.revise(&[Some(id.as_str().into()), Some(new.into())], &[], run.written())?;
        }
    }
    store.add(&[Some(old.into()), Some(new.into())], &[], run.written())?;
    Ok(())
}
