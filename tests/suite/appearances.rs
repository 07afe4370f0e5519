//! Lists of names: how they come in, who took part in what and in which place, who was absent, and how two lists differ.

mod absent;
mod compared;
mod counts;
mod lists;

use serde_json::Value as Json;

use crate::support::Workshop;

/// The archive of the page in the documentation.
fn example() -> Workshop {
    let workshop = Workshop::new();
    workshop.ok(&["import", concat!(env!("CARGO_MANIFEST_DIR"), "/docs/appearances")]);
    workshop
}

fn field<'row>(row: &'row Json, name: &str) -> &'row str {
    row[name].as_str().unwrap_or_default()
}
