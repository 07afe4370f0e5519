//! All versions of one row in one archive, and which of them is current.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::error::Result;
use crate::history::runs::KnownRuns;
use crate::record::version::Stored;
use crate::schema::Table;

/// The cells of a version; blank cells are `None`.
pub type Content = Vec<Option<String>>;

/// A version of a row, or its withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was written, in any archive.
    pub recorded_at: String,
    /// Its cells; none: the row was withdrawn.
    pub content: Option<Content>,
    /// The run that wrote it.
    pub import: Option<String>,
    /// The run that superseded it there.
    pub superseded_by: Option<String>,
    /// Why it was superseded there, or withdrawn.
    pub reason: Option<String>,
    /// Whether it can be current: a version that was superseded in the moment in which it was written cannot, nor can one
    /// that has had another id since.
    can_be_current: bool,
}

impl Version {
    /// Whether both are the same version.
    #[must_use]
    pub fn is(&self, other: &Version) -> bool {
        self.recorded_at == other.recorded_at && self.content == other.content
    }

    fn withdrawal(recorded_at: String, import: Option<String>, reason: Option<String>) -> Version {
        Version { recorded_at, content: None, import, superseded_by: None, reason, can_be_current: true }
    }

    fn rank(&self) -> (&str, &Option<Content>) {
        (&self.recorded_at, &self.content)
    }
}

/// All versions of one row in one archive.
#[derive(Debug, Default)]
pub struct Versions {
    all: Vec<Version>,
    /// The place of the one that is current; a withdrawal, if the row is not there.
    state: Option<usize>,
    /// Whether the row is gone because it was given another id.
    is_renamed: bool,
    /// Those that came with a merge which was taken back, with the undo: they count no longer.
    let_go: Vec<(Version, String)>,
}

impl Versions {
    /// Reads them; `has_history` says whether the archive has superseded versions of that table at all, `runs` what its runs
    /// mean for them.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(
        connection: &Connection,
        table: &'static Table,
        id: &str,
        has_history: bool,
        runs: &KnownRuns,
    ) -> Result<Versions> {
        let mut versions = Versions::default();
        let names: Vec<&str> = table.columns().map(|column| column.name).collect();
        let mut current = connection.prepare_cached(&format!(
            "SELECT recorded_at, import, {} FROM {} WHERE id = ?1",
            names.join(", "),
            table.name
        ))?;
        let mut rows = current.query([id])?;
        if let Some(row) = rows.next()? {
            versions.all.push(Version {
                recorded_at: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                content: Some(cells(row, 2, names.len())?),
                import: row.get(1)?,
                superseded_by: None,
                reason: None,
                can_be_current: true,
            });
            versions.state = Some(0);
        }
        if !has_history {
            return Ok(versions);
        }
        let mut gone: Option<(String, Option<String>, Option<String>)> = None;
        let mut history = connection.prepare_cached(
            "SELECT recorded_at, written_by, superseded_by, reason, superseded_at, arrived_at, image
             FROM history WHERE table_name = ?1 AND id = ?2 ORDER BY sequence",
        )?;
        let mut rows = history.query([table.name, id])?;
        while let Some(row) = rows.next()? {
            let image: String = row.get(6)?;
            let Some(stored) = Stored::from_image(table, &image) else { continue };
            let (recorded_at, superseded_at, arrived_at): (String, String, String) =
                (row.get(0)?, row.get(4)?, row.get(5)?);
            let (superseded_by, reason): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            let let_go = runs.undo_of(&arrived_at);
            if let_go.is_none()
                && (arrived_at < superseded_at || recorded_at == superseded_at)
                && gone.as_ref().is_none_or(|(at, ..)| *at <= superseded_at)
            {
                gone = Some((superseded_at.clone(), superseded_by.clone(), reason.clone()));
            }
            let is_renamed = superseded_by.as_deref().is_some_and(|run| runs.is_rename(run));
            let version = Version {
                can_be_current: recorded_at != superseded_at && !is_renamed,
                recorded_at,
                content: Some(tidy(stored.cells)),
                import: row.get(1)?,
                superseded_by,
                reason,
            };
            match let_go {
                Some(undo) => versions.let_go.push((version, undo.to_owned())),
                None => versions.all.push(version),
            }
        }
        let mut withdrawn = connection.prepare_cached(
            "SELECT arrived_at, recorded_at, import, reason FROM upkeep_withdrawals
             WHERE table_name = ?1 AND id = ?2 ORDER BY arrived_at",
        )?;
        let mut rows = withdrawn.query([table.name, id])?;
        while let Some(row) = rows.next()? {
            let arrived_at: String = row.get(0)?;
            let (recorded_at, import, reason) = (row.get(1)?, row.get(2)?, row.get(3)?);
            if let Some(undo) = runs.undo_of(&arrived_at) {
                let version = Version::withdrawal(recorded_at, import, reason);
                versions.let_go.push((version, undo.to_owned()));
            } else if gone.as_ref().is_none_or(|(at, ..)| *at <= arrived_at) {
                gone = Some((recorded_at, import, reason));
            }
        }
        if versions.state.is_none()
            && let Some((recorded_at, import, reason)) = gone
        {
            versions.state = Some(versions.all.len());
            versions.is_renamed = import.as_deref().is_some_and(|run| runs.is_rename(run));
            versions.all.push(Version::withdrawal(recorded_at, import, reason));
        }
        Ok(versions)
    }

    /// The version that is current, or the withdrawal; none, if the archive never had the row.
    #[must_use]
    pub fn state(&self) -> Option<&Version> {
        self.state.and_then(|place| self.all.get(place))
    }

    /// Whether this version is among them.
    #[must_use]
    pub fn has(&self, version: &Version) -> bool {
        self.all.iter().any(|own| own.is(version))
    }

    /// Whether this version, or one with the same content, is among them.
    #[must_use]
    pub fn knows(&self, version: &Version) -> bool {
        self.has(version)
            || (version.content.is_some() && self.all.iter().any(|own| own.content == version.content))
    }

    /// Whether both have a version with the same content, whenever it was written.
    #[must_use]
    pub fn share_content(&self, other: &Versions) -> bool {
        self.all
            .iter()
            .any(|own| own.content.is_some() && other.all.iter().any(|theirs| own.content == theirs.content))
    }

    /// The undo here that let this version go; none, if it may come in.
    #[must_use]
    pub fn let_go(&self, version: &Version) -> Option<&str> {
        if self.let_go.is_empty() || self.has(version) {
            return None;
        }
        self.let_go.iter().find(|(own, _)| own.is(version)).map(|(_, undo)| undo.as_str())
    }

    /// The versions that another archive has and this one lacks; withdrawals do not count, nor does what was dropped here.
    pub fn lacks<'other>(&self, other: &'other Versions) -> Vec<&'other Version> {
        let lacks = |version: &&Version| {
            version.content.is_some() && !self.has(version) && self.let_go(version).is_none()
        };
        other.all.iter().filter(lacks).collect()
    }

    /// The version that is current when both are joined: the greatest by when it was written, then by its content. What
    /// was dropped here does not count, nor does it that one side gave its row another id if the row of the other side
    /// is another thing under the same one; `telling` are the places of the cells that make a row what it is.
    pub fn winner<'both>(&'both self, other: &'both Versions, telling: &[usize]) -> Option<&'both Version> {
        let gone_here = other.is_another_thing(self, telling);
        let gone_there = self.is_another_thing(other, telling);
        let ours = self.all.iter().filter(|version| !(gone_here && version.content.is_none()));
        let theirs = other
            .all
            .iter()
            .filter(|version| self.let_go(version).is_none() && !(gone_there && version.content.is_none()));
        ours.chain(theirs)
            .filter(|version| version.can_be_current)
            .max_by(|left, right| left.rank().cmp(&right.rank()))
    }

    /// Whether one side gave its row another id, and the row of the other side is another thing under the same one.
    #[must_use]
    pub fn are_other_things(&self, other: &Versions, telling: &[usize]) -> bool {
        self.is_another_thing(other, telling) || other.is_another_thing(self, telling)
    }

    /// Whether the row of this archive is another thing than the one that has had another id in `gone` since.
    fn is_another_thing(&self, gone: &Versions, telling: &[usize]) -> bool {
        let Some(content) = self.state().and_then(|state| state.content.as_ref()) else { return false };
        if !gone.is_renamed || gone.state().is_none_or(|state| state.content.is_some()) {
            return false;
        }
        let before = || gone.all.iter().filter_map(|version| version.content.as_ref());
        let is_like = |other: &Content| telling.iter().all(|place| content[*place] == other[*place]);
        let was_here = |other: &Content| {
            self.all.iter().any(|own| own.can_be_current && own.content.as_ref() == Some(other))
        };
        !telling.is_empty() && !before().any(|other| is_like(other) || was_here(other))
    }
}

fn cells(row: &Row<'_>, from: usize, count: usize) -> Result<Content> {
    let mut cells = Vec::with_capacity(count);
    for place in from..from + count {
        cells.push(match row.get_ref(place)? {
            ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Integer(number) => Some(number.to_string()),
            ValueRef::Real(number) => Some(number.to_string()),
            _ => None,
        });
    }
    Ok(tidy(cells))
}

fn tidy(cells: Content) -> Content {
    cells.into_iter().map(|cell| cell.filter(|cell| !cell.is_empty())).collect()
}
