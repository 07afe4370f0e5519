//! The keys of the names of entities.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::entity_tables;
use crate::error::{Error, Result};
use crate::name::{Keys, Tier};
use crate::sorter::Sorter;

const INSERT: &str = "INSERT OR IGNORE INTO upkeep_name_keys (key, tier, entity) VALUES (?1, ?2, ?3)";

/// The keys of a name of an entity of this kind: only officials have names of persons.
#[must_use]
pub fn keys_of(kind: &str, name: &str) -> Keys {
    if kind == "officials" { Keys::of_person(name) } else { Keys::of_text(name) }
}

/// The names of an entity: what its own row calls it, then what records in `names` do, with their ids.
///
/// # Errors
/// If the archive cannot be read.
pub fn names_of(connection: &Connection, kind: &str, entity: &str) -> Result<Vec<(Option<String>, String)>> {
    let mut names = Vec::new();
    if entity_tables().any(|table| table.name == kind) {
        let mut own = connection.prepare_cached(&format!("SELECT name FROM {kind} WHERE id = ?1"))?;
        names.extend(
            own.query_row([entity], |row| row.get::<_, String>(0)).optional()?.map(|name| (None, name)),
        );
    }
    let mut records =
        connection.prepare_cached("SELECT id, name FROM names WHERE subject = ?1 ORDER BY id")?;
    for record in records.query_map([entity], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (id, name): (String, String) = record?;
        names.push((Some(id), name));
    }
    Ok(names)
}

/// A key of a name.
pub type Key = (Tier, String);

/// The keys of some names of an entity of this kind, the surest first.
pub fn keys_of_all<'name>(kind: &str, names: impl Iterator<Item = &'name str>) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for name in names {
        keys.extend(keys_of(kind, name).iter().map(|(tier, key)| (tier, key.to_owned())));
    }
    keys
}

/// The keys of all names of an entity, as its records give them.
///
/// # Errors
/// If the archive cannot be read.
pub fn keys_of_entity(connection: &Connection, kind: &str, entity: &str) -> Result<BTreeSet<Key>> {
    let names = names_of(connection, kind, entity)?;
    Ok(keys_of_all(kind, names.iter().map(|(_, name)| name.as_str())))
}

/// Makes the keys of these entities anew.
pub(super) fn follow(connection: &Connection, entities: &mut Sorter) -> Result<()> {
    let mut remove = connection.prepare("DELETE FROM upkeep_name_keys WHERE entity = ?1")?;
    let mut kind_of = connection.prepare("SELECT kind FROM entities WHERE id = ?1")?;
    let mut insert = connection.prepare(INSERT)?;
    let mut last = Vec::new();
    entities.each_key(|key| {
        let Some(entity) = std::str::from_utf8(key).ok().filter(|_| key != last) else { return Ok(()) };
        remove.execute([entity])?;
        let kind: Option<String> = kind_of.query_row([entity], |row| row.get(0)).optional()?;
        for (tier, key) in keys_of_entity(connection, kind.as_deref().unwrap_or("events"), entity)? {
            insert.execute((key, tier.name(), entity))?;
        }
        last.clear();
        last.extend_from_slice(key);
        Ok(())
    })
}

/// Gives every name of every entity: its kind, its id, the name; `schema` is `main.` for the archive as it is now, or
/// nothing for the archive as the connection shows it.
pub(super) fn each_name(
    connection: &Connection,
    schema: &str,
    mut take: impl FnMut(&str, &str, &str) -> Result<()>,
) -> Result<()> {
    for table in entity_tables() {
        let mut statement = connection.prepare(&format!("SELECT id, name FROM {schema}{}", table.name))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(
                table.name,
                row.get_ref(0)?.as_str().unwrap_or_default(),
                row.get_ref(1)?.as_str().unwrap_or_default(),
            )?;
        }
    }
    let mut statement = connection.prepare(&format!(
        "SELECT coalesce((SELECT kind FROM {schema}entities AS entities WHERE entities.id = names.subject), 'events'),
           subject, name FROM {schema}names AS names"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = |place: usize| -> Result<&str> { Ok(row.get_ref(place)?.as_str().unwrap_or_default()) };
        take(text(0)?, text(1)?, text(2)?)?;
    }
    Ok(())
}

/// Keys that are not what the names give.
pub(super) fn differences(
    connection: &Connection,
    limit: usize,
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<(String, String, String)>> {
    let remedy = "make the index anew with: orgarchive check --fix";
    let mut found = Vec::new();
    let mut stored = connection.prepare("SELECT key, tier FROM upkeep_name_keys WHERE entity = ?1")?;
    let mut entities = connection.prepare(
        "SELECT id, kind FROM entities
         UNION ALL SELECT DISTINCT entity, '' FROM upkeep_name_keys WHERE entity NOT IN (SELECT id FROM entities)",
    )?;
    let mut rows = entities.query([])?;
    let mut count = 0_u64;
    while let Some(row) = rows.next()? {
        count += 1;
        if count.is_multiple_of(10_000) && interrupted() {
            return Err(Error::Interrupted);
        }
        let (entity, kind): (String, String) = (row.get(0)?, row.get(1)?);
        let mut expected = keys_of_entity(connection, &kind, &entity)?;
        let mut has_more = false;
        for key in stored.query_map([&entity], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (key, tier): (String, String) = key?;
            has_more |= !Tier::named(&tier).is_some_and(|tier| expected.remove(&(tier, key)));
        }
        let what = match (expected.is_empty(), has_more) {
            (true, false) => continue,
            (false, _) => "its names are not found by all their spellings",
            (true, true) => "it is found by names that are gone",
        };
        if found.len() < limit {
            found.push(("upkeep_name_keys".to_owned(), entity, format!("{what}; {remedy}")));
        }
    }
    Ok(found)
}
