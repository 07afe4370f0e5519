//! Everything about one entity in the order of time.

use super::{Writing, line};
use crate::answer::describe::About;
use crate::conflict::settled::Settlements;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::{Document, Section};

/// Keeps the records that may fall into the window, in the order of time; undated ones come last.
#[must_use]
pub fn in_order(mut records: Vec<About>, window: Option<Span>) -> Vec<About> {
    if let Some(window) = window {
        records.retain(|record| falls_into(record, window));
    }
    records.sort_by(|left, right| key(left).cmp(&key(right)));
    records
}

/// A record is placed by its first day, or by its last where it has no first.
fn key(record: &About) -> (bool, Day, Day, &str) {
    let placed = record.placed.unwrap_or(Span::ALWAYS);
    let first = if placed.from == Day::MIN { placed.to } else { placed.from };
    (record.placed.is_none(), first, placed.to, &record.id)
}

/// Whether it may fall into the window: by the days on which it may have been so, or by those that place it where it may have
/// been so on any day.
fn falls_into(record: &About, window: Span) -> bool {
    let Some(placed) = record.placed else { return false };
    let possible = Span { from: record.first_day, to: record.last_day };
    if possible == Span::ALWAYS { placed.overlaps(window) } else { possible.overlaps(window) }
}

/// The records as a chronology: what is undated comes last, under a heading of its own.
///
/// # Errors
/// If the archive cannot be read.
pub fn chronology(writing: &Writing<'_>, records: &[About], notes: Vec<String>) -> Result<Document> {
    let said = writing.said(records)?;
    let mut dated = Section { heading: "In the order of time".to_owned(), ..Section::default() };
    let mut undated = Section { heading: "Undated".to_owned(), ..Section::default() };
    for (record, said) in records.iter().zip(&said) {
        let section = if record.placed.is_some() { &mut dated } else { &mut undated };
        let days = record.states.as_ref().filter(|_| record.when.is_empty()).unwrap_or(&record.when);
        section.entries.push(line(record, days, said));
    }
    let (sources, titles) = writing.sources(records)?;
    let sections = vec![dated, undated, sources];
    let shown = records.iter().map(|record| record.id.as_str()).collect();
    let mut notes = notes;
    notes.extend(Settlements::of(writing.reader())?.about(writing.reader(), &shown)?);
    Ok(Document { title: writing.title()?, sections, notes, titles })
}
