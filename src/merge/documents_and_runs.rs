//! What comes with the rows of another archive: its documents and runs, and what is refused of it.

use rusqlite::Connection;

use super::Merging;
use crate::documents;
use crate::error::Result;
use crate::history::renames::is_key;
use crate::record::id::{is_record_id, is_slug};
use crate::schema::Table;
use crate::terminal::for_terminal;

impl Merging<'_> {
    /// Takes over a kept document; false, with a problem noted, if it is not what `attachments` says.
    pub(super) fn document(&mut self, name: &str, content: &[Option<String>]) -> Result<bool> {
        let sha256 = content.get(2).cloned().flatten().unwrap_or_default();
        let holds = |found: Option<std::result::Result<Vec<u8>, String>>| {
            found.and_then(Result::ok).filter(|document| documents::sha256(document) == sha256)
        };
        if holds(documents::document(self.run.connection(), name)?).is_some() {
            return Ok(true);
        }
        let Some(document) = holds(documents::document(self.foreign, name)?) else {
            self.problems.push(format!(
                "attachments {}: the document differs from the one that was kept",
                for_terminal(name)
            ));
            return Ok(false);
        };
        let modified: i64 = self.foreign.query_row(
            "SELECT CAST(coalesce(mtime, 0) AS INTEGER) FROM sqlar WHERE name = ?1",
            [name],
            |row| row.get(0),
        )?;
        let taken: bool = self.run.connection().query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlar WHERE name = ?1)",
            [name],
            |row| row.get(0),
        )?;
        if taken {
            self.problems
                .push(format!("attachments {}: another document has this name here", for_terminal(name)));
            return Ok(false);
        }
        documents::store(self.run.connection(), name, modified, &document)?;
        self.merged.documents += 1;
        Ok(true)
    }

    /// Takes over the runs that are not known here.
    pub(super) fn imports(&mut self) -> Result<()> {
        let mut statement = self.foreign.prepare(
            "SELECT id, command, started_at, finished_at, program_version, files, counts, note FROM imports ORDER BY id",
        )?;
        let mut insert = self.run.connection().prepare(
            "INSERT INTO imports (id, command, started_at, finished_at, program_version, files, counts, note)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM imports WHERE id = ?1)",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let texts =
                (0..8).map(|place| row.get(place)).collect::<rusqlite::Result<Vec<Option<String>>>>()?;
            if !texts[0].as_deref().is_some_and(is_record_id) {
                self.problems.push("imports: a run has no id".to_owned());
                continue;
            }
            // Two archives that merge each other would otherwise exchange their merges without end.
            let is_merge = texts[1].as_deref() == Some("merge");
            let added = insert.execute(rusqlite::params_from_iter(texts))? as u64;
            self.merged.imports += if is_merge { 0 } else { added };
        }
        Ok(())
    }
}

/// Superseded versions of another archive that cannot be read.
pub(super) fn unreadable(foreign: &Connection) -> Result<Vec<String>> {
    let mut statement = foreign.prepare(
        "SELECT sequence FROM history WHERE NOT json_valid(image) OR json_type(image) <> 'object' ORDER BY sequence LIMIT 100",
    )?;
    let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
    let mut lines = Vec::new();
    for sequence in rows {
        lines.push(format!("history {}: the version cannot be read", sequence?));
    }
    Ok(lines)
}

/// What is wrong with a cell of a table that only commands of the program write.
pub(super) fn own_cell(table: &Table, column: &str, cell: &str) -> Option<String> {
    let is_good = match (table.name, column) {
        ("attachments", "id") => documents::is_document_name(cell),
        ("attachments", "sha256") => cell.len() == 64 && cell.bytes().all(|byte| byte.is_ascii_hexdigit()),
        ("attachments", "size") => cell.parse::<u64>().is_ok_and(|size| size <= documents::LARGEST),
        ("attachments", "source") => is_slug(cell),
        ("renames", _) => is_key(cell),
        _ => is_record_id(cell),
    };
    (!is_good).then(|| format!("\"{cell}\" is not allowed there"))
}
