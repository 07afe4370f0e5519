//! Statements that end when the analyst interrupts.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rusqlite::{Connection, InterruptHandle};

use crate::error::Result;

/// Under which name statements are logged.
pub const STATEMENT_LOG: &str = "orgarchive::statement";

/// After how many of its steps SQLite asks whether to go on: some thousand times a second.
const STEPS: i32 = 20_000;

/// The same where the steps are counted for the log.
const STEPS_COUNTED: i32 = 100;

/// Connections that [`interrupt`] reaches, by their flag. What the progress handler cannot stop is one long step of SQLite
/// that asks for itself whether it was interrupted, such as counting or verifying a table, or copying pages of a log.
static REACHED: Mutex<Vec<(Weak<AtomicBool>, InterruptHandle)>> = Mutex::new(Vec::new());

/// Sets a flag, and ends at once what SQLite is doing on the connections that the flag was given to; returns whether it was
/// set before.
pub fn interrupt(flag: &Arc<AtomicBool>) -> bool {
    // The flag first: a statement that begins from here on ends by it.
    let was_set = flag.swap(true, Ordering::Relaxed);
    let reached = REACHED.lock().unwrap_or_else(PoisonError::into_inner);
    for (_, connection) in reached.iter().filter(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(flag))) {
        connection.interrupt();
    }
    was_set
}

fn reach(connection: &Connection, flags: &[&Arc<AtomicBool>]) {
    let mut reached = REACHED.lock().unwrap_or_else(PoisonError::into_inner);
    reached.retain(|(flag, _)| flag.strong_count() > 0);
    reached.extend(flags.iter().map(|flag| (Arc::downgrade(flag), connection.get_interrupt_handle())));
}

/// Lets every statement of a connection end, with an error, soon after one of the flags is set: one that runs for long,
/// and one whose many rows are read one after the other; at once, where the flag is set by [`interrupt`]. The log of
/// statements ends with how many steps they took.
///
/// # Errors
/// If SQLite refuses it.
pub fn stop_when(connection: &mut Connection, flags: &[&Arc<AtomicBool>]) -> Result<()> {
    reach(connection, flags);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_ends_a_statement_of_few_steps() {
        let (flag, other) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let mut connection = Connection::open_in_memory().unwrap();
        stop_when(&mut connection, &[&flag]).unwrap();
        let begun = |sql: &str, flag: &Arc<AtomicBool>| {
            let mut statement = connection.prepare(sql).unwrap();
            let mut rows = statement.query([]).unwrap();
            rows.next().unwrap();
            interrupt(flag);
            rows.next().map(|row| row.is_some()).map_err(|error| error.sqlite_error_code())
        };
        assert_eq!(begun("VALUES (1), (2)", &other), Ok(true), "the flag of another connection");
        let ended = begun("VALUES (1), (2)", &flag);
        assert_eq!(ended, Err(Some(rusqlite::ErrorCode::OperationInterrupted)));
        assert!(interrupt(&flag), "it was set before");
    }
}
