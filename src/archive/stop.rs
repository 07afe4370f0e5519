//! Statements that end when the analyst interrupts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use crate::error::Result;

/// After how many of its steps SQLite asks whether to go on: some thousand times a second.
const STEPS: i32 = 20_000;

/// Lets every statement of a connection end, with an error, soon after one of the flags is set: one that runs for long,
/// and one whose many rows are read one after the other.
///
/// # Errors
/// If SQLite refuses it.
pub fn stop_when(connection: &mut Connection, flags: &[&Arc<AtomicBool>]) -> Result<()> {
    let flags: Vec<Arc<AtomicBool>> = flags.iter().map(|flag| Arc::clone(flag)).collect();
    let is_to_stop = move || flags.iter().any(|flag| flag.load(Ordering::Relaxed));
    connection.progress_handler(STEPS, Some(is_to_stop))?;
    Ok(())
}
