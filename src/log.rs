//! The log on the error output, for whoever wants to know what the program does: `ORGARCHIVE_LOG=debug` names each statement
//! with its rows and milliseconds.

use ::log::{LevelFilter, Log, Metadata, Record};
use orgarchive::error::Error;

struct Stderr;

impl Log for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("orgarchive")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{}: {}", record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Begins to log as `ORGARCHIVE_LOG` says.
///
/// # Errors
/// If it says what is not a level.
pub fn begin() -> Result<(), Error> {
    let Some(level) = std::env::var("ORGARCHIVE_LOG").ok().filter(|level| !level.trim().is_empty()) else {
        return Ok(());
    };
    let level: LevelFilter = level.trim().parse().map_err(|_| {
        Error::with_hint(
            format!("ORGARCHIVE_LOG: \"{level}\" is not a level"),
            "write debug to see each statement with its rows and milliseconds, or unset it",
        )
    })?;
    // Nobody else in this process has set a logger.
    if ::log::set_logger(&Stderr).is_ok() {
        ::log::set_max_level(level);
    }
    Ok(())
}
