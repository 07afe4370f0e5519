//! Keeping a copy of a document in the archive, as what its source is.

use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use crate::archive::{Moment, Run, Writer};
use crate::documents::{LARGEST, document, sha256, store};
use crate::error::{Error, Result};
use crate::schema::ATTACHMENTS;

/// What became of a document that should be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name in the archive.
    pub name: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// Whether it is new.
    pub is_new: bool,
}

/// Keeps a copy of a file as a document of a source; `modified` is when it was last changed, in seconds since 1970.
///
/// The name is `SOURCE/DIGEST/FILE`: the same document twice is one, and two archives agree on it.
///
/// # Errors
/// If there is no such source, or the file cannot be read or is empty or too large.
pub fn keep(connection: &mut Connection, source: &str, path: &Path, moment: Moment) -> Result<Kept> {
    let known: bool =
        connection
            .query_row("SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?1)", [source], |row| row.get(0))?;
    if !known {
        let mut statement = connection.prepare("SELECT id FROM sources LIMIT 50000")?;
        let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let hint = crate::suggest::did_you_mean(source, ids.iter().map(String::as_str))
            .unwrap_or_else(|| "import the source first: sources.csv".to_owned());
        return Err(Error::with_hint(format!("there is no source \"{source}\""), hint));
    }
    let (content, modified) = read(path)?;
    let sha256 = sha256(&content);
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain: String =
        file.chars().map(|letter| if letter.is_control() || letter == '\\' { '_' } else { letter }).collect();
    let name = format!("{source}/{}/{plain}", &sha256[..8]);
    let size = content.len() as u64;
    let mut kept = Kept { name, sha256, size, is_new: false };
    let held: Option<String> = connection
        .query_row("SELECT sha256 FROM attachments WHERE id = ?1", [&kept.name], |row| row.get(0))
        .optional()?;
    let there = document(connection, &kept.name)?.and_then(Result::ok);
    if held.as_ref() == Some(&kept.sha256) && there.as_ref() == Some(&content) {
        return Ok(kept);
    }
    let run = Run::begin(connection, "keep", moment, None)?;
    let mut writer = Writer::new(&run, &ATTACHMENTS)?;
    if there.as_ref() != Some(&content) {
        // A damaged copy makes room: what `attachments` names cannot be replaced, so its row goes first.
        writer.withdraw(&kept.name)?;
        run.connection().execute("DELETE FROM sqlar WHERE name = ?1", [&kept.name])?;
        store(run.connection(), &kept.name, modified, &content)?;
    }
    let cells = [
        Some(kept.name.as_str().into()),
        Some(source.into()),
        Some(kept.sha256.as_str().into()),
        Some(size.to_string().into()),
    ];
    writer.put_computed(&cells, &[], run.written())?;
    let described = json!([{ "name": file, "table": "attachments", "sha256": kept.sha256, "rows": 1 }]);
    drop(writer);
    run.finish(&described, &json!({ "attachments": { "added": 1 } }), None)?;
    kept.is_new = true;
    Ok(kept)
}

fn read(path: &Path) -> Result<(Vec<u8>, i64)> {
    // Before it is opened: a pipe would wait for somebody who writes to it.
    let about = std::fs::metadata(path).map_err(Error::file(path))?;
    if !about.is_file() {
        return Err(Error::with_hint(
            format!("{}: this is not a plain file", path.display()),
            "keep takes one document: pack a folder into an archive file first, and write what comes through a pipe to a file",
        ));
    }
    let mut content = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::file(path))?;
    file.take(LARGEST + 1).read_to_end(&mut content).map_err(Error::file(path))?;
    if content.len() as u64 > LARGEST {
        return Err(Error::with_hint(
            format!("{}: the document has more than {} MiB", path.display(), LARGEST >> 20),
            "keep the pages that matter, or note the document's address in the source's archive_url",
        ));
    }
    if content.is_empty() {
        return Err(Error::with_hint(
            format!("{}: the document is empty", path.display()),
            "download it again",
        ));
    }
    let modified = about
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .and_then(|time| i64::try_from(time.as_secs()).ok())
        .unwrap_or(0);
    Ok((content, modified))
}
