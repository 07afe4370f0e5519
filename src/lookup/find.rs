//! The entity that an argument means: an id, an earlier id, or a name.

use rusqlite::Connection;

use super::{near, sharing};
use crate::error::{Error, Result};
use crate::query::{ENTITIES_NAMED, each_row};
use crate::schema::Table;
use crate::suggest;

/// How an entity is found that shares only a key of its name with the text: less directly than by all else.
const BY_KEY: i64 = 5;

/// An entity that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// The table it is in.
    pub kind: String,
}

/// Which of these tables have a row with this id.
///
/// # Errors
/// If the archive cannot be read.
pub fn tables_of(
    connection: &Connection,
    tables: impl Iterator<Item = &'static Table>,
    id: &str,
) -> Result<Vec<&'static Table>> {
    let mut found = Vec::new();
    for table in tables {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1)", table.name);
        if connection.query_row(&sql, [id], |row| row.get(0))? {
            found.push(table);
        }
    }
    Ok(found)
}

/// The one entity that `text` means, among entities of these kinds (all, if none is given).
///
/// An id is preferred to an earlier id, that to a name, that to another name, and that to another spelling of a name.
///
/// # Errors
/// If there is none, with those that are near; if there are several, with all of them.
pub fn find_one(connection: &Connection, text: &str, kinds: &[&str]) -> Result<Found> {
    let mut found: Vec<(i64, Found)> = Vec::new();
    each_row(connection, ENTITIES_NAMED, &[(":text", &text)], |row| {
        let entity = Found { id: row.get(0)?, kind: row.get(1)? };
        let how: i64 = row.get(2)?;
        if (kinds.is_empty() || kinds.contains(&entity.kind.as_str()))
            && !found.iter().any(|(_, known)| *known == entity)
        {
            found.push((how, entity));
        }
        Ok(())
    })?;
    // Of the ways in which the text names something, the most direct one counts.
    let best = found.iter().map(|(how, _)| *how).min();
    found.retain(|(how, _)| Some(*how) == best);
    if found.is_empty() {
        found = by_key(connection, text, kinds)?;
    }
    let kind_words = if kinds.is_empty() { "entity".to_owned() } else { kinds.join(" or ") };
    match found.len() {
        1 => Ok(found.remove(0).1),
        0 => Err(nothing_named(connection, text, kinds, &kind_words)?),
        _ => {
            let ids: Vec<String> =
                found.iter().map(|(_, entity)| format!("{} ({})", entity.id, entity.kind)).collect();
            Err(Error::with_hint(
                format!(
                    "\"{text}\" {} {} entities: {}",
                    if best.is_some() { "is the name of" } else { "may be the name of" },
                    ids.len(),
                    ids.join(", ")
                ),
                "give the id of the one you mean",
            ))
        }
    }
}

/// Entities that another spelling of their name means, of the surest tier in which there are any: another romanization or
/// script, then spellings of the press. Hangul that differs names somebody else.
fn by_key(connection: &Connection, text: &str, kinds: &[&str]) -> Result<Vec<(i64, Found)>> {
    let mut entities = sharing(connection, text, |_| Ok(true))?;
    entities.retain(|entity| {
        !entity.is_contradicted && (kinds.is_empty() || kinds.contains(&entity.kind.as_str()))
    });
    let surest = entities.iter().map(|entity| entity.tier).min();
    entities.retain(|entity| Some(entity.tier) == surest);
    Ok(entities.into_iter().map(|entity| (BY_KEY, Found { id: entity.id, kind: entity.kind })).collect())
}

/// The id of the event that `text` means: by its id or a name, or by a title that reports give it.
///
/// # Errors
/// As [`find_one`].
pub fn event(connection: &Connection, text: &str) -> Result<String> {
    let missing = match find_one(connection, text, &["events"]) {
        Ok(found) => return Ok(found.id),
        Err(missing) => missing,
    };
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT event FROM events WHERE title = ?1 COLLATE NOCASE ORDER BY event")?;
    let titled = statement.query_map([text], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    match titled.as_slice() {
        [] => Err(missing),
        [one] => Ok(one.clone()),
        several => Err(Error::with_hint(
            format!("\"{text}\" is the title of {} events: {}", several.len(), several.join(", ")),
            "give the id of the one you mean",
        )),
    }
}

/// The ids of the entities that several texts mean.
///
/// # Errors
/// As [`find_one`].
pub fn ids(connection: &Connection, texts: &[String], kinds: &[&str]) -> Result<Vec<String>> {
    texts.iter().map(|text| Ok(find_one(connection, text, kinds)?.id)).collect()
}

fn nothing_named(connection: &Connection, text: &str, kinds: &[&str], kind_words: &str) -> Result<Error> {
    let is_source: bool =
        connection
            .query_row("SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?1)", [text], |row| row.get(0))?;
    if is_source {
        return Ok(Error::with_hint(
            format!("\"{text}\" is a source; expected: {kind_words}"),
            format!("what it is: orgarchive sql \"SELECT * FROM sources WHERE id = '{text}'\""),
        ));
    }
    let names = near(connection, text, kinds)?;
    let hint = suggest::did_you_mean(text, names.iter().map(String::as_str)).unwrap_or_else(|| {
        "give an id or a name; orgarchive sql \"SELECT id, kind FROM entities\" lists the ids".to_owned()
    });
    Ok(Error::with_hint(format!("the archive has no {kind_words} called \"{text}\""), hint))
}
