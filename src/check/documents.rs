//! Kept documents: those that are missing or changed, and what else is in `sqlar`, from where `sqlite3 -Ax` takes files.

use rusqlite::{Connection, OptionalExtension};

use super::{Defect, LISTED};
use crate::documents::{document, is_document_name, sha256};
use crate::error::Result;

/// What is wrong with documents.
///
/// # Errors
/// If the archive cannot be read.
pub(super) fn findings(connection: &Connection) -> Result<Vec<Defect>> {
    let mut findings = missing_or_changed(connection)?;
    findings.extend(strays(connection)?);
    Ok(findings)
}

fn missing_or_changed(connection: &Connection) -> Result<Vec<Defect>> {
    let mut statement = connection.prepare("SELECT id, sha256 FROM attachments ORDER BY id")?;
    let kept = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    let mut findings = Vec::new();
    for (name, digest) in kept {
        let message = match document(connection, &name)? {
            None => "the document is missing from sqlar; keep it again with: orgarchive keep SOURCE FILE",
            Some(Ok(document)) if sha256(&document) == digest => continue,
            Some(_) => "the document differs from the one that was kept: restore it from a backup",
        };
        findings.push(Defect {
            rule: "document",
            table: Some("attachments".to_owned()),
            id: Some(name),
            message: message.to_owned(),
        });
    }
    Ok(findings)
}

/// Rows of `sqlar` that no command wrote: a name that leads out of the folder, a link, or a file that nothing names.
fn strays(connection: &Connection) -> Result<Vec<Defect>> {
    let mut statement =
        connection.prepare("SELECT rowid, name, coalesce(mode, 0) FROM sqlar ORDER BY name")?;
    let mut is_named = connection.prepare(
        "SELECT 1 FROM attachments WHERE id = ?1
         UNION ALL SELECT 1 FROM history WHERE table_name = 'attachments' AND id = ?1 LIMIT 1",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut findings = Vec::new();
    for row in rows {
        let (rowid, name, mode): (i64, Option<String>, i64) = row?;
        let shown = name.clone().unwrap_or_else(|| format!("row {rowid}"));
        let name = name.unwrap_or_default();
        let what = if !is_document_name(&name) {
            "its name would be extracted outside the folder, or is not a name"
        } else if mode & 0o170_000 != 0o100_000 {
            "it is a link or a folder, not a document"
        } else if is_named.query_row([&name], |_| Ok(())).optional()?.is_none() {
            "no row of attachments names it: no command of orgarchive put it there"
        } else {
            continue;
        };
        findings.push(Defect {
            rule: "document",
            table: Some("sqlar".to_owned()),
            id: Some(shown),
            message: format!(
                "{what}; do not extract it; remove it with: DELETE FROM sqlar WHERE rowid = {rowid}"
            ),
        });
        if findings.len() >= LISTED {
            break;
        }
    }
    Ok(findings)
}
