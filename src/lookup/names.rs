//! Entities whose names share a key with a name.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::error::Result;
use crate::index::{each_named, keys_of_all, keys_of_names, names_of};
use crate::name::{Keys, System, Tier, is_han, is_hangul, same_characters, same_hangul};
use crate::query::{SEARCH_NAME_RANGES, SEARCH_NAMES, Statement, each_row, json_array};

/// An entity that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// Its id.
    pub id: String,
    /// The table it is in.
    pub kind: String,
    /// The surest tier in which one of its names shares a key with the name.
    pub tier: Tier,
    /// The system of spelling by which that name shares it; none if both are written alike.
    pub system: Option<System>,
    /// Its names that share a key, the surest first; each with the id of the record in `names`, unless its own row says it.
    pub names: Vec<(Option<String>, String)>,
    /// Whether the name is in Hangul or Chinese characters, and the entity has names in them that are all others: somebody
    /// else, then.
    pub is_contradicted: bool,
    /// Whether that is so of Chinese characters, whatever the language: of Koreans they are often guessed, so that it only says
    /// whom to name last among equals.
    pub has_other_characters: bool,
}

/// Whether the connection shows the archive at an earlier moment.
///
/// # Errors
/// If the archive cannot be read.
pub fn is_then(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'then_entities')";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// The statement that finds the entities which share a key with a name, in the archive as it is now.
#[must_use]
pub fn statement(name: &str) -> Statement {
    statement_of(&Keys::of_person(name))
}

pub(super) fn statement_of(keys: &Keys) -> Statement {
    let asked = keys.asked();
    let asked = asked.iter().map(|(tier, key)| (*tier, key.as_str()));
    let keys: Vec<String> =
        keys.iter().chain(asked).map(|(tier, key)| format!("{} {key}", tier.name())).collect();
    Statement::new(SEARCH_NAMES).with(":keys", json_array(keys.iter().map(String::as_str)))
}

/// The statement that finds the entities which the initials of a name may mean; none if it has none.
pub(super) fn statement_of_initials(keys: &Keys) -> Option<Statement> {
    let ranges: Vec<serde_json::Value> = keys
        .patterns()
        .iter()
        .map(|pattern| serde_json::json!([pattern.from, pattern.to, pattern.tier.name(), pattern.end]))
        .collect();
    let statement = Statement::new(SEARCH_NAME_RANGES);
    (!ranges.is_empty()).then(|| statement.with(":ranges", serde_json::Value::Array(ranges).to_string()))
}

/// The entities that a name may mean, the surest first; those whose Hangul differs come last, and among equals those in other
/// Chinese characters.
///
/// Names in `names` count if `counts` says so of their record. Of an earlier moment the archive has no keys: there, every name of that moment is compared.
///
/// # Errors
/// If the archive cannot be read.
pub fn sharing(
    connection: &Connection,
    name: &str,
    counts: impl FnMut(&str) -> Result<bool>,
) -> Result<Vec<Sharing>> {
    sharing_keys(connection, name, &Keys::of_person(name), counts)
}

/// The same, of a name whose keys are known.
///
/// # Errors
/// If the archive cannot be read.
pub fn sharing_keys(
    connection: &Connection,
    name: &str,
    person: &Keys,
    mut counts: impl FnMut(&str) -> Result<bool>,
) -> Result<Vec<Sharing>> {
    let mut found: BTreeMap<(String, String), ()> = BTreeMap::new();
    if is_then(connection)? {
        each_named(connection, |kind, entity, names| {
            if keys_of_names(kind, names).iter().any(|keys| person.shared(keys).is_some()) {
                found.insert((entity.to_owned(), kind.to_owned()), ());
            }
            Ok(())
        })?;
    } else {
        for statement in [Some(statement_of(person)), statement_of_initials(person)].into_iter().flatten() {
            each_row(connection, statement.sql(), &statement.parameters(), |row| {
                found.insert((row.get(0)?, row.get(1)?), ());
                Ok(())
            })?;
        }
    }
    let mut entities = Vec::new();
    for (id, kind) in found.into_keys() {
        let mut known = Vec::new();
        for name in names_of(connection, &kind, &id)? {
            let is_counted = match &name.record {
                Some(record) => counts(record)?,
                None => true,
            };
            if is_counted {
                known.push(name);
            }
        }
        let keys = keys_of_names(&kind, &known);
        let texts = || known.iter().map(|known| known.name.as_str());
        let has_other_characters = kind == "officials" && is_other_in_characters(name, texts());
        let is_contradicted = kind == "officials" && is_other_in_hangul(name, texts())
            || has_other_characters && !keys.iter().any(|keys| person.share(keys, System::Korean));
        let mut names: Vec<_> = known
            .iter()
            .zip(&keys)
            .filter_map(|(other, keys)| {
                let tier = person.shared(keys)?;
                Some((tier, person.shared_system(keys), (other.record.clone(), other.name.clone())))
            })
            .collect();
        names.sort_by_key(|(tier, ..)| *tier);
        names.dedup_by(|one, other| one.2.1 == other.2.1);
        let Some((tier, system)) = names.first().map(|(tier, system, _)| (*tier, *system)) else { continue };
        entities.push(Sharing {
            is_contradicted,
            has_other_characters,
            id,
            kind,
            tier,
            system,
            names: names.into_iter().map(|(.., name)| name).collect(),
        });
    }
    entities.sort_by(|one, other| {
        let rank = |found: &Sharing| (found.is_contradicted, found.tier, found.has_other_characters);
        (rank(one), &one.id).cmp(&(rank(other), &other.id))
    });
    Ok(entities)
}

/// Gives each key that several entities have, with these; in the order of the keys, so that one key comes with all of its
/// tiers. Of an earlier moment the archive has no keys: they are made, and sorted in memory.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub fn each_shared_key(
    connection: &Connection,
    mut take: impl FnMut(Tier, &str, &[String]) -> Result<()>,
) -> Result<()> {
    let mut group: (String, Tier, Vec<String>) = (String::new(), Tier::Written, Vec::new());
    let mut give = |key: &str, tier: Tier, entity: &str| -> Result<()> {
        if (group.0.as_str(), group.1) != (key, tier) {
            if group.2.len() > 1 {
                take(group.1, &group.0, &group.2)?;
            }
            group = (key.to_owned(), tier, Vec::new());
        }
        if group.2.last().is_none_or(|last| last != entity) {
            group.2.push(entity.to_owned());
        }
        Ok(())
    };
    if is_then(connection)? {
        let mut keys: BTreeSet<(String, Tier, String)> = BTreeSet::new();
        each_named(connection, |kind, entity, names| {
            keys.extend(
                keys_of_all(kind, names).into_iter().map(|(tier, key)| (key, tier, entity.to_owned())),
            );
            Ok(())
        })?;
        for (key, tier, entity) in keys {
            give(&key, tier, &entity)?;
        }
    } else {
        let mut statement = connection
            .prepare("SELECT key, tier, entity FROM upkeep_name_keys ORDER BY key, tier, entity")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text =
                |place: usize| -> Result<&str> { Ok(row.get_ref(place)?.as_str().unwrap_or_default()) };
            if let Some(tier) = Tier::named(text(1)?) {
                give(text(0)?, tier, text(2)?)?;
            }
        }
    }
    // What is held back until another key comes is given at the end.
    give("", Tier::Written, "")
}

/// Whether a name is in Hangul and all of the others that are in Hangul differ from it.
fn is_other_in_hangul<'name>(name: &str, others: impl Iterator<Item = &'name str>) -> bool {
    let is_korean = |name: &str| {
        let mut letters = name.chars().filter(|character| !character.is_whitespace()).peekable();
        letters.peek().is_some() && letters.all(is_hangul)
    };
    if !is_korean(name) {
        return false;
    }
    let mut in_hangul = others.filter(|other| is_korean(other)).peekable();
    in_hangul.peek().is_some() && !in_hangul.any(|other| same_hangul(name, other))
}

/// Whether a name is in Chinese characters, and all of the others that are in them differ from it.
fn is_other_in_characters<'name>(name: &str, others: impl Iterator<Item = &'name str>) -> bool {
    let is_in_characters = |name: &str| {
        let mut letters = name.chars().filter(|character| !character.is_whitespace()).peekable();
        letters.peek().is_some() && letters.all(is_han)
    };
    if !is_in_characters(name) {
        return false;
    }
    let mut in_characters = others.filter(|other| is_in_characters(other)).peekable();
    in_characters.peek().is_some() && !in_characters.any(|other| same_characters(name, other))
}
