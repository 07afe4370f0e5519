//! Ctrl-C, and what a system sends that is about to go down.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use orgarchive::archive::interrupt;
use orgarchive::error::Error;

/// After how long a command that leaves nothing half done is ended from outside, such as when it waits for a reader that takes nothing.
const PATIENCE: Duration = Duration::from_millis(800);

/// Gives the flag that is set when the analyst interrupts; who sees it takes back what is not complete. While a pager reads
/// the keyboard nothing more happens: Ctrl-C means something of its own to it.
///
/// # Errors
/// If the system lets no program watch for that.
pub fn watch(ends_anywhere: bool, is_paging: Arc<AtomicBool>) -> Result<Arc<AtomicBool>, Error> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let refused =
        |error: &dyn std::fmt::Display| Error::message(format!("Ctrl-C cannot be handled: {error}"));
    let asked = asked(&interrupted, ends_anywhere, is_paging);
    ctrlc::set_handler(asked.clone()).map_err(|error| refused(&error))?;
    #[cfg(unix)]
    {
        let mut signals = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM])
            .map_err(|error| refused(&error))?;
        std::thread::spawn(move || signals.forever().for_each(|_| asked()));
    }
    Ok(interrupted)
}

fn asked(
    interrupted: &Arc<AtomicBool>,
    ends_anywhere: bool,
    is_paging: Arc<AtomicBool>,
) -> impl Fn() + Clone + Send + 'static {
    let interrupted = Arc::clone(interrupted);
    move || {
        if is_paging.load(Ordering::Relaxed) {
            interrupt(&interrupted);
            return;
        }
        // A second Ctrl-C does not wait: SQLite rolls back what is left when the archive is opened again.
        if interrupt(&interrupted) {
            std::process::exit(130);
        }
        if ends_anywhere {
            std::thread::spawn(|| {
                std::thread::sleep(PATIENCE);
                // Nobody is left to tell if the error output is closed.
                let _ = writeln!(std::io::stderr(), "error: {}", Error::Interrupted);
                std::process::exit(1);
            });
        }
    }
}
