//! Days, records and entities in words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::OptionalExtension;

use crate::date::Span;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const CALLED: Sql = Sql { name: "called", text: include_str!("called.sql") };

const WHEN: Sql = Sql { name: "when", text: include_str!("when.sql") };

/// The statements behind the words.
pub const STATEMENTS: &[Sql] = &[CALLED, WHEN];

/// So many wordings of a side are given; of the others, how many there are.
const WORDINGS: usize = 4;

/// What an entity or a word of a vocabulary is called: the name of its own row, the title of an event; its id if it has none.
pub(crate) fn called(reader: &Reader, id: &str) -> Result<String> {
    let mut statement = reader.connection().prepare_cached(CALLED.text)?;
    let name: Option<Option<String>> = statement.query_row([id], |row| row.get(0)).optional()?;
    Ok(name.flatten().unwrap_or_else(|| id.to_owned()))
}

/// What several entities are called; those of one name with their ids.
pub(crate) fn all_called(reader: &Reader, ids: &[&str]) -> Result<Vec<String>> {
    let names = ids.iter().map(|id| called(reader, id)).collect::<Result<Vec<String>>>()?;
    let is_alone = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
    let named = names.iter().zip(ids);
    Ok(named.map(|(name, id)| if is_alone(name) { name.clone() } else { format!("{name} ({id})") }).collect())
}

/// Names of titles or other words, each once, with a slash between.
pub(crate) fn either<'id>(reader: &Reader, ids: impl IntoIterator<Item = &'id str>) -> Result<String> {
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    let names = ids.into_iter().map(|id| called(reader, id)).collect::<Result<Vec<String>>>()?;
    Ok(names.join(" / "))
}

/// What a record writes of its days.
pub(crate) fn written(reader: &Reader, id: &str) -> Result<String> {
    let mut statement = reader.connection().prepare_cached(WHEN.text)?;
    let cells: Option<[Option<String>; 4]> = statement
        .query_row([id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .optional()?;
    let Some([since, until, as_of, value]) = cells else { return Ok("without dates".to_owned()) };
    Ok(match value {
        Some(value) => value,
        None => when(since.as_deref(), until.as_deref(), as_of.as_deref()),
    })
}

/// What some records say of their days, and who says it: "by a (since 1967 until 1998), by b and c (since 1971)".
pub(super) fn said<'row>(reader: &Reader, rows: impl IntoIterator<Item = &'row DatedRow>) -> Result<String> {
    said_by(reader, rows.into_iter().map(|row| (row.id.as_str(), row.source.as_str())))
}

/// The same of records by their ids and sources.
pub(super) fn said_by<'id>(
    reader: &Reader,
    records: impl IntoIterator<Item = (&'id str, &'id str)>,
) -> Result<String> {
    let mut by: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (id, source) in records {
        by.entry(written(reader, id)?).or_default().insert(source);
    }
    let more = by.len().saturating_sub(WORDINGS);
    let mut words: Vec<String> = by
        .into_iter()
        .take(WORDINGS)
        .map(|(when, sources)| {
            format!("by {} ({when})", together(&sources.into_iter().collect::<Vec<&str>>()))
        })
        .collect();
    if more > 0 {
        words.push(format!("and {more} more"));
    }
    Ok(words.join(", "))
}

/// A run of days: "on 2006-02-03", "from 1967-12-31 to 1971-01-01".
pub(super) fn days(span: Span) -> String {
    match span.run_of_days() {
        None => "at any time".to_owned(),
        Some(words) if span.is_single_day() => format!("on {words}"),
        Some(words) if words.contains(" to ") => format!("from {words}"),
        Some(words) if words.starts_with("until") || words.starts_with("from") => words,
        Some(words) => format!("in {words}"),
    }
}

/// When, as a record writes it: "since 1967 until 1998", "still so as of 2014".
pub(super) fn when(since: Option<&str>, until: Option<&str>, as_of: Option<&str>) -> String {
    let mut words = Vec::new();
    if let Some(since) = since {
        words.push(format!("since {since}"));
    }
    match until {
        Some("..") => words.push("still so".to_owned()),
        Some(until) => words.push(format!("until {until}")),
        None => {}
    }
    if let Some(as_of) = as_of {
        words.push(format!("as of {as_of}"));
    }
    if words.is_empty() {
        "without dates".to_owned()
    } else {
        words.join(", ").replace(", until ", " until ")
    }
}

/// What some births, deaths and the like are, and who says it: "1946-01-31 by a, 1965 by b and c".
pub(super) fn values_by<'id>(
    reader: &Reader,
    records: impl IntoIterator<Item = (&'id str, &'id str)>,
) -> Result<String> {
    let mut by: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (id, source) in records {
        by.entry(written(reader, id)?).or_default().insert(source);
    }
    let words = by.into_iter().map(|(value, sources)| {
        format!("{value} by {}", together(&sources.into_iter().collect::<Vec<&str>>()))
    });
    Ok(words.collect::<Vec<String>>().join(", "))
}

/// Several, with "and" before the last.
pub(crate) fn together<Text: AsRef<str>>(texts: &[Text]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}
