//! Everything about one entity in the order of time.

use super::describe::About;
use crate::date::{Day, Span};

/// Keeps the records that may fall into the window, in the order of time; undated ones come last.
#[must_use]
pub fn in_order(mut records: Vec<About>, window: Option<Span>) -> Vec<About> {
    if let Some(window) = window {
        records.retain(|record| {
            is_dated(record) && record.first_day <= window.to && window.from <= record.last_day
        });
    }
    records.sort_by(|left, right| key(left).cmp(&key(right)));
    records
}

/// A record is placed by its first day, or by its last where it has no first.
fn key(record: &About) -> (bool, Day, Day, &str) {
    let placed = if record.first_day == Day::MIN { record.last_day } else { record.first_day };
    let placed = if record.first_day == Day::MIN && record.last_day == Day::MAX {
        record.certain.map_or(Day::MAX, |(from, _)| from)
    } else {
        placed
    };
    (!is_dated(record), placed, record.last_day, &record.id)
}

fn is_dated(record: &About) -> bool {
    record.first_day != Day::MIN || record.last_day != Day::MAX || record.certain.is_some()
}
