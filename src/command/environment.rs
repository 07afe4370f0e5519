//! What a command gets from outside: where to write, what time it is, whether to stop.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;

use crate::archive::{self, Access, Moment};
use crate::date::Day;
use crate::error::Result;
use crate::import::{Ask, Progress};
use crate::output::Options;

/// The world outside the library.
pub struct Environment<'world> {
    /// Where answers go.
    pub out: &'world mut dyn Write,
    /// Where notes and summaries of written files go.
    pub notes: &'world mut dyn Write,
    /// Asks the analyst; none where nobody is there to answer.
    pub ask: Option<&'world Ask<'world>>,
    /// Whether answers go to a terminal.
    pub is_terminal: bool,
    /// How many columns answers for people have; none: as many as they need.
    pub width: Option<usize>,
    /// Whether answers for people have colours.
    pub is_coloured: bool,
    /// Now, and some chance.
    pub moment: Moment,
    /// Today where the analyst is.
    pub today: Day,
    /// Reports how far a long run is.
    pub progress: &'world Progress<'world>,
    /// How long to wait for another program that writes to the archive.
    pub patience: Duration,
    /// Set when the analyst interrupts.
    pub interrupted: Arc<AtomicBool>,
}

impl Environment<'_> {
    /// Opens the archive; what is asked of it or written to it ends soon after the analyst interrupts.
    ///
    /// # Errors
    /// As [`archive::open`].
    pub fn open(&self, path: &Path, access: Access) -> Result<Connection> {
        let connection = archive::open(path, access, &self.interrupted)?;
        connection.busy_timeout(self.patience)?;
        Ok(connection)
    }

    /// How answers for people are laid out.
    #[must_use]
    pub fn layout(&self) -> Options {
        Options { width: self.width, is_coloured: self.is_coloured, ..Options::default() }
    }

    /// Says if the archive is not one file after a run; returns whether it is.
    pub(super) fn note_unfolded(&mut self, unfolded: Option<&str>) -> Result<bool> {
        if let Some(unfolded) = unfolded {
            writeln!(self.notes, "warning: {}", crate::terminal::for_terminal(unfolded))?;
        }
        Ok(unfolded.is_none())
    }

    /// Whether the analyst interrupted.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit status 0.
    Done,
    /// Done, with findings to look at: exit status 3.
    Findings,
}
