//! What the runs of an archive say about the versions that they wrote or superseded.
//!
//! Merges that were taken back: what only came with one leaves this archive, and is not withdrawn anywhere else.
//! An undo of an import withdraws what the import said, for everybody who merges this archive. An undo of a merge only
//! takes this archive back to its earlier state: the rows belong to whoever wrote them. So the undo brings back the versions
//! from before the merge under their own timestamps, and what arrived with the merge no longer counts among the versions of this archive.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::undo::COMMAND;
use crate::error::Result;

/// The runs of one archive that merges have to know.
#[derive(Debug, Default)]
pub struct KnownRuns {
    /// Runs that gave something another id, in any archive.
    renames: HashSet<String>,
    /// Runs that brought in or took back versions of other archives: merges, and undos of such runs.
    of_merges: HashSet<String>,
    /// The stamp of each such run that is taken back, with the undo that did it.
    by_stamp: HashMap<String, String>,
}

impl KnownRuns {
    /// Reads them from the runs of this archive.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(connection: &Connection) -> Result<KnownRuns> {
        let mut statement = connection.prepare(
            "SELECT imports.id, commits.at,
               CASE WHEN imports.command = ?1 AND json_valid(imports.files) THEN imports.files ->> '$[0].undoes' END
             FROM commits JOIN imports ON imports.id = commits.import
             WHERE imports.command IN ('merge', ?1) ORDER BY commits.number",
        )?;
        let runs = statement
            .query_map([COMMAND], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, Option<String>)>>>()?;
        let mut renames = connection.prepare("SELECT id FROM imports WHERE command = 'rename'")?;
        let renames =
            renames.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?;
        let is_merge = "SELECT EXISTS (SELECT 1 FROM imports WHERE id = ?1 AND command = 'merge')";
        let mut is_merge = connection.prepare(is_merge)?;
        let mut found = KnownRuns { renames, ..KnownRuns::default() };
        for (id, _, undoes) in &runs {
            let of_merge = match undoes {
                Some(target) => found.of_merges.contains(target),
                None => is_merge.query_row([id], |row| row.get(0))?,
            };
            if of_merge {
                found.of_merges.insert(id.clone());
            }
        }
        // The last undo holds; what it took back no longer takes anything back.
        let mut undone: HashMap<&str, &str> = HashMap::new();
        for (id, at, undoes) in runs.iter().rev() {
            match (undone.get(id.as_str()), undoes) {
                (Some(undo), _) if found.of_merges.contains(id) => {
                    found.by_stamp.insert(at.clone(), (*undo).to_owned());
                }
                (None, Some(target)) => {
                    undone.insert(target, id);
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// Whether this run gave something another id.
    #[must_use]
    pub fn is_rename(&self, import: &str) -> bool {
        self.renames.contains(import)
    }

    /// Whether this run is a merge, or took one back or brought it back.
    #[must_use]
    pub fn is_of_a_merge(&self, import: &str) -> bool {
        self.of_merges.contains(import)
    }

    /// The undo that dropped what arrived with this timestamp; none, if it still counts.
    #[must_use]
    pub fn undo_of(&self, arrived_at: &str) -> Option<&str> {
        self.by_stamp.get(arrived_at).map(String::as_str)
    }
}
