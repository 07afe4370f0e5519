//! Records of one statement, with the dates that they write.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::query::{DatedRow, Fetched};

/// Records that say the same of one subject, with their dates as written.
#[derive(Default)]
pub(super) struct Written {
    pub rows: Vec<DatedRow>,
    pub since: BTreeSet<String>,
    pub until: BTreeSet<String>,
    pub as_of: BTreeSet<String>,
}

impl Written {
    /// Adds a record. Its since is in the column `since` after the leading ones; until and as_of follow.
    ///
    /// # Errors
    /// If the row cannot be read.
    pub fn add(&mut self, fetched: &Fetched<'_, '_>, since: usize) -> Result<()> {
        self.rows.push(fetched.dated()?);
        self.since.extend(fetched.owned(since)?);
        self.until.extend(fetched.owned(since + 1)?);
        self.as_of.extend(fetched.owned(since + 2)?);
        Ok(())
    }
}
