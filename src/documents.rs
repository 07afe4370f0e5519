//! Kept documents: copies of what sources are, in SQLite's own archive format (<https://sqlite.org/sqlar.html>), so
//! that `sqlite3 archive.db -A` lists and extracts them.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use crate::digest::hexadecimal;
use crate::error::Result;

/// The largest document, in bytes.
pub const LARGEST: u64 = 512 << 20;

/// Permissions of a kept document: a plain file that everybody may read.
const MODE: i64 = 0o100_644;

/// The SHA-256 of a document, in hexadecimal.
#[must_use]
pub fn sha256(document: &[u8]) -> String {
    hexadecimal(&Sha256::digest(document))
}

/// Whether this can be the name of a kept document: a relative path that stays below the folder into which it is extracted.
#[must_use]
pub fn is_document_name(name: &str) -> bool {
    name.len() <= 1_024
        && !name.chars().any(|letter| letter.is_control() || letter == '\\')
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// A document of `sqlar`, inflated; none if it is not there, an error inside if it is damaged.
///
/// # Errors
/// If the archive cannot be read.
pub fn document(connection: &Connection, name: &str) -> Result<Option<std::result::Result<Vec<u8>, String>>> {
    let row: Option<(i64, Vec<u8>)> = connection
        .query_row("SELECT coalesce(sz, 0), CAST(data AS BLOB) FROM sqlar WHERE name = ?1", [name], |row| {
            Ok((row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default()))
        })
        .optional()?;
    let Some((size, data)) = row else { return Ok(None) };
    let Ok(size) = u64::try_from(size) else { return Ok(Some(Err("it has no size".to_owned()))) };
    if size > LARGEST {
        return Ok(Some(Err("it is too large".to_owned())));
    }
    if data.len() as u64 == size {
        return Ok(Some(Ok(data)));
    }
    let mut inflated = Vec::new();
    // One byte more than it should have: a bomb stops there.
    Ok(Some(match ZlibDecoder::new(data.as_slice()).take(size + 1).read_to_end(&mut inflated) {
        Ok(_) if inflated.len() as u64 == size => Ok(inflated),
        Ok(_) => Err("its size differs from what was kept".to_owned()),
        Err(error) => Err(error.to_string()),
    }))
}

/// Writes a document into `sqlar`, deflated if that makes it smaller.
///
/// # Errors
/// If the archive cannot be written.
pub fn store(connection: &Connection, name: &str, modified: i64, content: &[u8]) -> Result<()> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    let deflated = encoder.finish()?;
    let data = if deflated.len() < content.len() { deflated.as_slice() } else { content };
    connection.execute(
        "INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES (:name, :mode, :mtime, :sz, :data)",
        named_params! { ":name": name, ":mode": MODE, ":mtime": modified, ":sz": content.len() as i64, ":data": data },
    )?;
    Ok(())
}
