//! Clocks that were wrong: an archive whose last change is dated ahead of this machine's clock.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::run::{STAMP, is_stamp};
use crate::error::Result;

/// How far the last change may be ahead of the clock, in days: as far as clocks of different machines may differ.
const MOST_AHEAD: i64 = 1;

/// The last stamp there is: a year has four digits.
const LAST: &str = "9999-12-31T23:59:59.999Z";

/// The last stamp that is not from the future, as this machine's clock goes.
#[must_use]
pub fn latest_credible(now: DateTime<Utc>) -> String {
    let limit = (now + TimeDelta::days(MOST_AHEAD)).format(STAMP).to_string();
    if is_stamp(&limit) { limit } else { LAST.to_owned() }
}

/// The stamp of the archive's last change, if it lies in the future: every later run is stamped after it.
///
/// # Errors
/// If the archive cannot be read.
pub fn last_change_ahead(connection: &Connection, now: DateTime<Utc>) -> Result<Option<String>> {
    let last: Option<String> = connection.query_row("SELECT max(at) FROM commits", [], |row| row.get(0))?;
    Ok(last.filter(|last| *last > latest_credible(now)))
}
