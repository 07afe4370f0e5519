//! The keys of the names of entities.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, OptionalExtension};

use super::entity_tables;
use crate::error::{Error, Result};
use crate::name::{Keys, Tagged, Tier, keys_of_person};
use crate::sorter::Sorter;

const INSERT: &str = "INSERT OR IGNORE INTO upkeep_name_keys (key, tier, entity) VALUES (?1, ?2, ?3)";

/// A name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameOf {
    /// The record in `names` that gives it; none if the entity's own row does.
    pub record: Option<String>,
    /// The name.
    pub name: String,
    /// The tag of its language, where the record has one.
    pub language: Option<String>,
}

impl NameOf {
    fn tagged(&self) -> Tagged<'_> {
        Tagged { name: &self.name, language: self.language.as_deref() }
    }
}

/// The names of an entity: what its own row calls it, then what records in `names` do.
///
/// # Errors
/// If the archive cannot be read.
pub fn names_of(connection: &Connection, kind: &str, entity: &str) -> Result<Vec<NameOf>> {
    let mut names = Vec::new();
    if entity_tables().any(|table| table.name == kind) {
        let mut own = connection.prepare_cached(&format!("SELECT name FROM {kind} WHERE id = ?1"))?;
        names.extend(own.query_row([entity], |row| row.get::<_, String>(0)).optional()?.map(|name| NameOf {
            record: None,
            name,
            language: None,
        }));
    }
    let mut records =
        connection.prepare_cached("SELECT id, name, language FROM names WHERE subject = ?1 ORDER BY id")?;
    let read = records.query_map([entity], |row| {
        Ok(NameOf { record: Some(row.get(0)?), name: row.get(1)?, language: row.get(2)? })
    })?;
    for name in read {
        names.push(name?);
    }
    Ok(names)
}

/// A key of a name.
pub type Key = (Tier, String);

/// The keys of each name of an entity of this kind: only officials have names of persons. All of its names are to be given,
/// as one says how another is read.
#[must_use]
pub fn keys_of_each(kind: &str, names: &[Tagged<'_>]) -> Vec<Keys> {
    if kind == "officials" {
        keys_of_person(names)
    } else {
        names.iter().map(|name| Keys::of_text(name.name)).collect()
    }
}

/// The same, of names that records give.
#[must_use]
pub fn keys_of_names(kind: &str, names: &[NameOf]) -> Vec<Keys> {
    let names: Vec<Tagged<'_>> = names.iter().map(NameOf::tagged).collect();
    keys_of_each(kind, &names)
}

/// The keys of all names of an entity of this kind, the surest first.
pub fn keys_of_all(kind: &str, names: &[NameOf]) -> BTreeSet<Key> {
    let mut all = BTreeSet::new();
    for keys in keys_of_names(kind, names) {
        all.extend(keys.iter().map(|(tier, key)| (tier, key.to_owned())));
    }
    all
}

/// The keys of all names of an entity, as its records give them.
///
/// # Errors
/// If the archive cannot be read.
pub fn keys_of_entity(connection: &Connection, kind: &str, entity: &str) -> Result<BTreeSet<Key>> {
    Ok(keys_of_all(kind, &names_of(connection, kind, entity)?))
}

/// Rebuilds the keys of these entities, unless `interrupted` is set.
pub(super) fn follow(connection: &Connection, entities: &mut Sorter, interrupted: &AtomicBool) -> Result<()> {
    let mut remove = connection.prepare("DELETE FROM upkeep_name_keys WHERE entity = ?1")?;
    let mut kind_of = connection.prepare("SELECT kind FROM entities WHERE id = ?1")?;
    let mut insert = connection.prepare(INSERT)?;
    let mut last = Vec::new();
    entities.each_key(|key| {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
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

/// Gives every entity with its names: its kind, its id, its names; as the connection shows the archive.
pub(crate) fn each_named(
    connection: &Connection,
    mut take: impl FnMut(&str, &str, &[NameOf]) -> Result<()>,
) -> Result<()> {
    let own: Vec<String> = entity_tables()
        .map(|table| {
            format!(
                "SELECT id AS entity, '{0}' AS kind, NULL AS record, name, NULL AS language FROM {0}",
                table.name
            )
        })
        .collect();
    let mut statement = connection.prepare(&format!(
        "SELECT entity, kind, record, name, language FROM ({} UNION ALL
           SELECT subject, coalesce((SELECT kind FROM entities WHERE entities.id = names.subject), 'events'), id, name, language
           FROM names)
         ORDER BY entity, record",
        own.join(" UNION ALL ")
    ))?;
    let mut rows = statement.query([])?;
    let (mut entity, mut kind, mut names) = (String::new(), String::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let of: String = row.get(0)?;
        if of != entity {
            if !names.is_empty() {
                take(&kind, &entity, &names)?;
            }
            names.clear();
            entity = of;
        }
        kind = row.get(1)?;
        names.push(NameOf { record: row.get(2)?, name: row.get(3)?, language: row.get(4)? });
    }
    if names.is_empty() { Ok(()) } else { take(&kind, &entity, &names) }
}

/// Keys that are not what the names give.
pub(super) fn differences(
    connection: &Connection,
    limit: usize,
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<(String, String, String)>> {
    let remedy = "rebuild the index with: orgarchive check --fix";
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
            (true, true) => "it is found by names that it no longer has",
        };
        if found.len() < limit {
            found.push(("upkeep_name_keys".to_owned(), entity, format!("{what}; {remedy}")));
        }
    }
    Ok(found)
}
