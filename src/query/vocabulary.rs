//! Words of vocabularies, such as titles and sources: each has to be there.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::suggest;

/// Words of a vocabulary, by id.
///
/// # Errors
/// If one of them is not in it, with those that are near.
pub fn words(connection: &Connection, table: &str, words: &[String]) -> Result<Vec<String>> {
    known(connection, &format!("SELECT id FROM {table}"), table, words)
}

/// Titles or offices, by id.
///
/// # Errors
/// As [`words`].
pub fn titles(connection: &Connection, words: &[String]) -> Result<Vec<String>> {
    known(
        connection,
        "SELECT id FROM titles UNION SELECT office FROM titles WHERE office IS NOT NULL",
        "titles",
        words,
    )
}

fn known(connection: &Connection, sql: &str, table: &str, words: &[String]) -> Result<Vec<String>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(sql)?;
    let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for word in words {
        if !ids.contains(word) {
            let hint = suggest::did_you_mean(word, ids.iter().map(String::as_str)).unwrap_or_else(
                || match ids.is_empty() {
                    true => format!(
                        "the archive has no {table} yet: orgarchive template {table} gives a file to fill in"
                    ),
                    false => format!("they are {}", ids.join(", ")),
                },
            );
            return Err(Error::with_hint(format!("there is no \"{word}\" in {table}"), hint));
        }
    }
    Ok(words.to_vec())
}
