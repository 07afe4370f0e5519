//! What a run did, table by table, and what the analyst should look at.

use std::fmt;

use super::rejects::Rejects;
use crate::date::Day;
use crate::record::refusal::Problems;

/// What became of the rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are new.
    pub added: u64,
    /// Rows whose id exists with other content.
    pub revised: u64,
    /// Rows that the archive holds as they are.
    pub unchanged: u64,
    /// Rows that equal an earlier version of their id: nothing was done with them.
    pub superseded: u64,
    /// Rows that the files no longer hold, where they are the whole truth.
    pub retracted: u64,
}

impl Counts {
    /// Adds the counts of another file of the same table.
    pub fn add(&mut self, other: Counts) {
        self.added += other.added;
        self.revised += other.revised;
        self.unchanged += other.unchanged;
        self.superseded += other.superseded;
        self.retracted += other.retracted;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.superseded > 0 {
            write!(out, "{} superseded, ", self.superseded)?;
        }
        if self.retracted > 0 {
            write!(out, "{} retracted, ", self.retracted)?;
        }
        write!(out, "{} added, {} revised, {} unchanged", self.added, self.revised, self.unchanged)
    }
}

/// What became of the rows of a file that has a profile, or of which rows were rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfFile {
    /// The name of the file.
    pub name: String,
    /// Its rows, blank ones left out.
    pub rows: u64,
    /// Those that were rejected.
    pub rejected: u64,
    /// Those that the conditions of the profile leave out.
    pub left_out: u64,
}

impl fmt::Display for OfFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loaded = self.rows.saturating_sub(self.rejected + self.left_out);
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(out, "{}: {} {rows}, {loaded} loaded", self.name, self.rows)?;
        if self.rejected > 0 {
            write!(out, ", {} rejected", self.rejected)?;
        }
        if self.left_out > 0 {
            write!(out, ", {} left out by the profile's conditions", self.left_out)?;
        }
        Ok(())
    }
}

/// A row that the analyst should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Why.
    pub kind: NoticeKind,
    /// The table of the row.
    pub table: &'static str,
    /// The id of the row.
    pub id: String,
    /// The row it is like.
    pub other: Option<String>,
}

/// Why a row should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeKind {
    /// It has other content than before, in these columns.
    Revised(Vec<&'static str>),
    /// It equals a version that was revised since.
    Superseded,
    /// It was withdrawn.
    Withdrawn,
    /// It was made because a row names it.
    Made(Named),
    /// It was taken for the one that a row names.
    Took(Named),
    /// It is in a profile and differs in these columns from what the archive holds, which stays.
    Kept(Vec<&'static str>),
    /// It is new and much like another of the same source.
    LikelyRevision,
    /// It is a new source, and an older one has its address, or its title and date.
    LikelySource,
    /// This cell is blank, and was taken as that word.
    Blank {
        /// The column.
        column: &'static str,
        /// The word.
        taken: &'static str,
        /// The words that it takes.
        words: &'static [&'static str],
    },
    /// The files no longer hold it, and they are the whole truth for its source.
    Retracted,
    /// One of its dates is entirely after its source was written.
    Ahead {
        /// The column of the date.
        column: &'static str,
        /// The date, as written.
        date: String,
        /// The last day on which the source can have been written.
        public_by: Day,
    },
}

/// A name in a row, and what is known of the row that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The file and the line of the first row that gives it.
    pub place: String,
    /// Of a row that was made, names that are near; of one that was there, what identifies it.
    pub other: Option<String>,
}

impl Notice {
    /// Whether the analyst is asked before it is written, where somebody is there to answer: a row that is probably a
    /// correction of another one, and a source that is there already, or whose id another one has.
    #[must_use]
    pub fn is_asked_about(&self) -> bool {
        match &self.kind {
            NoticeKind::LikelyRevision | NoticeKind::LikelySource => true,
            NoticeKind::Revised(columns) => {
                self.table == "sources"
                    && columns
                        .iter()
                        .any(|column| ["title", "publisher", "published", "url"].contains(column))
            }
            _ => false,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, id) = (self.table, &self.id);
        match &self.kind {
            NoticeKind::Revised(columns) => write!(out, "revised: {table} {id} ({})", columns.join(", ")),
            NoticeKind::Superseded => write!(
                out,
                "superseded: {table} {id} equals an earlier version of itself and was left as it is (--restore brings that version back)"
            ),
            NoticeKind::Withdrawn => write!(
                out,
                "withdrawn: {table} {id} was withdrawn earlier and was left out (--restore brings it back)"
            ),
            NoticeKind::Made(Named { name, place, other }) => {
                write!(out, "made: {table} {id} \"{name}\" ({place})")?;
                other.as_ref().map_or(Ok(()), |near| write!(out, "; much like {near}"))
            }
            NoticeKind::Took(Named { name, place, other }) => {
                write!(out, "took: {table} {id} for \"{name}\" ({place})")?;
                other.as_ref().map_or(Ok(()), |told| write!(out, ": {told}"))
            }
            NoticeKind::Kept(columns) => write!(
                out,
                "kept: {table} {id} stays as the archive has it; the profile's row differs ({})",
                columns.join(", ")
            ),
            NoticeKind::Ahead { column, date, public_by } => write!(
                out,
                "warning: {table} {id} has {column} {date}, and its source {} was published by {public_by}: it was only planned then, or the date is mistyped",
                self.other.as_deref().unwrap_or_default()
            ),
            NoticeKind::LikelySource => write!(
                out,
                "likely there already: {table} {id} is new, and {} has its address, or its title and date (to use that one, give its id)",
                self.other.as_deref().unwrap_or("another")
            ),
            NoticeKind::Blank { column, taken, words } => write!(
                out,
                "warning: {table} {id} has a blank {column}, taken as {taken} (to fill it in: orgarchive edit {id} --{column} {})",
                words.join("|")
            ),
            NoticeKind::Retracted => write!(out, "retracted: {table} {id} is no longer in the files"),
            NoticeKind::LikelyRevision => write!(
                out,
                "likely a revision: {table} {id} is new and much like {} of the same source (to correct that one, give its id)",
                self.other.as_deref().unwrap_or("another")
            ),
        }
    }
}

/// What a whole run did.
#[derive(Debug, Default)]
pub struct Summary {
    /// By table, in the order of loading.
    pub tables: Vec<(&'static str, Counts)>,
    /// By file, where that is worth saying.
    pub files: Vec<OfFile>,
    /// What to look at, in the order in which it was found.
    pub findings: Vec<Notice>,
    /// Whether a plan would retract more than half of what its sources say, which takes `--force`.
    pub takes_force: bool,
    /// The id of the run; none if it changed nothing.
    pub import: Option<String>,
    /// The number of its commit; none if it changed nothing.
    pub number: Option<i64>,
    /// How files were read that are not UTF-8 with commas, one sentence each.
    pub said: Vec<String>,
    /// What has to be said if the archive is not one file now.
    pub unfolded: Option<String>,
    /// The rows that were refused while the others were loaded.
    pub problems: Option<Problems>,
    /// The files in which these rows stand now.
    pub rejects: Vec<Rejects>,
}
