//! Statements that end when the analyst interrupts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::Connection;

use crate::error::Result;

/// Under which name statements are logged.
pub const STATEMENT_LOG: &str = "orgarchive::statement";

/// After how many of its steps SQLite asks whether to go on: some thousand times a second.
const STEPS: i32 = 20_000;

/// The same where the steps are counted for the log.
const STEPS_COUNTED: i32 = 100;

/// Lets every statement of a connection end, with an error, soon after one of the flags is set: one that runs for long,
/// and one whose many rows are read one after the other. The log of statements ends with how many steps they took.
///
/// # Errors
/// If SQLite refuses it.
pub fn stop_when(connection: &mut Connection, flags: &[&Arc<AtomicBool>]) -> Result<()> {
    let flags: Vec<Arc<AtomicBool>> = flags.iter().map(|flag| Arc::clone(flag)).collect();
    let is_to_stop = move || flags.iter().any(|flag| flag.load(Ordering::Relaxed));
    if log::log_enabled!(target: STATEMENT_LOG, log::Level::Debug) {
        let taken = Taken(AtomicU64::new(0));
        let counted = move || {
            taken.0.fetch_add(1, Ordering::Relaxed);
            is_to_stop()
        };
        connection.progress_handler(STEPS_COUNTED, Some(counted))?;
    } else {
        connection.progress_handler(STEPS, Some(is_to_stop))?;
    }
    Ok(())
}

/// How often so many steps were taken; logged when the connection is closed.
struct Taken(AtomicU64);

impl Drop for Taken {
    fn drop(&mut self) {
        let steps = self.0.load(Ordering::Relaxed) * u64::from(STEPS_COUNTED.unsigned_abs());
        log::debug!(target: STATEMENT_LOG, "all statements: {steps} steps");
    }
}
