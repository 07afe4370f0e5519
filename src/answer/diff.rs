//! Which answers differ between two clocks, and what made the difference.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::question::{Compared, Question};
use super::{Answer, Shown, called, chapters, events, facts, officials, organizations, relations};
use crate::date::Span;
use crate::error::Result;
use crate::lookup::Found;
use crate::output::{Cell, Column};
use crate::reader::Reader;
use crate::schema::{TABLES, Table};

/// The questions that are compared.
pub const QUESTIONS: &[&str] = &[
    officials::OfficialsQuery::NAME,
    organizations::OrganizationsQuery::NAME,
    chapters::ChaptersQuery::NAME,
    facts::FactsQuery::NAME,
    called::NamesQuery::NAME,
    relations::RelationsQuery::NAME,
    events::EventsQuery::NAME,
];

/// How many statements are kept prepared: some for each table.
const STATEMENTS: usize = 128;

/// One of the two archives and clocks that are compared.
pub struct Side<'archive> {
    /// The archive at some moment, with its clocks and who is who.
    pub reader: &'archive Reader,
    /// Whether events are asked for the day alone; otherwise all of them are.
    pub is_of_a_day: bool,
}

/// Which clock differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Between {
    /// Two days.
    Days,
    /// Two publication times.
    Publications,
    /// Two timestamps: the archive as it was at each.
    Records(String, String),
    /// None: afterwards some sources are not believed.
    Trust,
}

/// The rows of an answer, by what each is about.
type Answered = BTreeMap<Vec<String>, Compared>;

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("question"),
        Column::shown("about"),
        Column::shown("before"),
        Column::shown("after"),
        Column::hidden("reason_before"),
        Column::shown("reason"),
        Column::shown("changed_by"),
        Column::hidden("records"),
        Column::hidden("sources"),
    ]
}

/// The answers whose verdict differs, each with the records, retractions and revisions behind it.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(
    before: &Side<'_>,
    after: &Side<'_>,
    between: &Between,
    questions: &[String],
    about: Option<&Found>,
) -> Result<Answer> {
    for side in [before, after] {
        side.reader.connection().set_prepared_statement_cache_capacity(STATEMENTS);
    }
    let mut rows = Vec::new();
    for question in
        QUESTIONS.iter().filter(|name| questions.is_empty() || questions.iter().any(|q| q == *name))
    {
        let (was, is) = (ask(before, question, about)?, ask(after, question, about)?);
        let keys: BTreeSet<&Vec<String>> = was.keys().chain(is.keys()).collect();
        let mut groups: BTreeMap<&Vec<String>, BTreeSet<&str>> = BTreeMap::new();
        for key in &keys {
            let (was, is) = (was.get(*key), is.get(*key));
            if let Some(row) = is.or(was) {
                let known = groups.entry(&row.group).or_default();
                known.extend(different(was, is));
            }
        }
        for key in &keys {
            let (was, is) = (was.get(*key), is.get(*key));
            let verdict = |row: Option<&Compared>| row.map(|row| row.verdict.clone());
            // What is not on record at all and what is excluded are both left out of answers.
            let told = |row: Option<&Compared>| verdict(row).filter(|verdict| verdict != "excluded");
            if verdict(was) == verdict(is) || (told(was).is_none() && told(is).is_none()) {
                continue;
            }
            let mut own: BTreeSet<&str> = different(was, is).collect();
            own.extend(before.reader.identities().judged_otherwise(after.reader.identities(), key));
            own.extend(after.reader.identities().judged_otherwise(before.reader.identities(), key));
            let all: BTreeSet<&str> = [was, is]
                .into_iter()
                .flatten()
                .flat_map(|row| row.records.iter().map(String::as_str))
                .collect();
            let sources: BTreeSet<&str> = [was, is]
                .into_iter()
                .flatten()
                .flat_map(|row| row.sources.iter().map(String::as_str))
                .collect();
            let group = is.or(was).and_then(|row| groups.get(&row.group));
            let changed_by =
                changes(before, after, between, question, [Some(&own), Some(&all), group], &sources)?;
            let reason = |row: Option<&Compared>| Cell::from(row.map(|row| row.reason.clone()));
            rows.push(vec![
                Cell::from((*question).to_owned()),
                Cell::from(
                    key.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "),
                ),
                Cell::from(verdict(was)),
                Cell::from(verdict(is)),
                reason(was),
                reason(is),
                Cell::List(changed_by),
                Cell::List(all.into_iter().map(str::to_owned).collect()),
                Cell::List(sources.into_iter().map(str::to_owned).collect()),
            ]);
        }
    }
    let mut notes = match rows.len() {
        0 => vec!["no answer differs".to_owned()],
        1 => vec!["1 answer differs".to_owned()],
        count => vec![format!("{count} answers differ")],
    };
    if rows.is_empty() {
        notes.extend(after.reader.publication_note());
    }
    notes.extend(after.reader.trust_notes());
    Ok(Answer { columns: columns(), rows, notes })
}

/// The records that only one of the two rows has.
fn different<'row>(
    was: Option<&'row Compared>,
    is: Option<&'row Compared>,
) -> impl Iterator<Item = &'row str> {
    let of = |row: Option<&'row Compared>| row.map(|row| row.records.as_slice()).unwrap_or_default();
    let (was, is) = (of(was), of(is));
    was.iter()
        .filter(move |id| !is.contains(id))
        .chain(is.iter().filter(move |id| !was.contains(id)))
        .map(String::as_str)
}

/// The whole answer to a question, by what each row is about; nothing, if the question cannot be about it: an official
/// is not a chapter.
fn ask(side: &Side<'_>, question: &str, about: Option<&Found>) -> Result<Answered> {
    let shown = Shown { verdicts: Vec::new(), all: true };
    let of = |kind: &str| -> Vec<String> {
        about.filter(|about| about.kind == kind).map(|about| vec![about.id.clone()]).unwrap_or_default()
    };
    let is_about = |kinds: &[&str]| about.is_none_or(|about| kinds.contains(&about.kind.as_str()));
    match question {
        officials::OfficialsQuery::NAME
            if is_about(&["organizations", "chapters", "places", "officials"]) =>
        {
            let asked = officials::OfficialsQuery {
                organizations: of("organizations"),
                chapters: of("chapters"),
                places: of("places"),
                officials: of("officials"),
                shown,
                ..Default::default()
            };
            answered(&asked, side.reader)
        }
        organizations::OrganizationsQuery::NAME if is_about(&["organizations"]) => {
            let asked = organizations::OrganizationsQuery {
                organizations: of("organizations"),
                shown,
                ..Default::default()
            };
            answered(&asked, side.reader)
        }
        chapters::ChaptersQuery::NAME if is_about(&["chapters", "organizations", "places"]) => {
            let asked = chapters::ChaptersQuery {
                chapters: of("chapters"),
                organizations: of("organizations"),
                places: of("places"),
                shown,
                ..Default::default()
            };
            answered(&asked, side.reader)
        }
        facts::FactsQuery::NAME => {
            let subjects = match about {
                Some(about) => vec![about.id.clone()],
                None => subjects_of("facts", side.reader.connection())?,
            };
            answered(&facts::FactsQuery { subjects, shown, ..Default::default() }, side.reader)
        }
        called::NamesQuery::NAME => {
            let subjects = match about {
                Some(about) => vec![about.id.clone()],
                None => subjects_of("names", side.reader.connection())?,
            };
            answered(&called::NamesQuery { subjects, shown, ..Default::default() }, side.reader)
        }
        relations::RelationsQuery::NAME => {
            let subjects = match about {
                Some(about) => vec![about.id.clone()],
                None => subjects_of("relations", side.reader.connection())?,
            };
            answered(&relations::RelationsQuery { subjects, shown, ..Default::default() }, side.reader)
        }
        events::EventsQuery::NAME => {
            let day = side.reader.day();
            let asked = events::EventsQuery {
                window: side.is_of_a_day.then_some(Span { from: day, to: day }),
                bodies: [of("organizations"), of("chapters")].concat(),
                places: of("places"),
                officials: of("officials"),
                events: of("events"),
                shown,
                ..Default::default()
            };
            answered(&asked, side.reader)
        }
        _ => Ok(Answered::new()),
    }
}

fn answered<Q: Question>(asked: &Q, reader: &Reader) -> Result<Answered> {
    let rows = asked.rows(reader)?.into_iter().map(|row| {
        let compared = Q::compared(&row);
        (compared.key.clone(), compared)
    });
    Ok(rows.collect())
}

fn subjects_of(table: &str, connection: &Connection) -> Result<Vec<String>> {
    let mut statement =
        connection.prepare(&format!("SELECT DISTINCT subject FROM {table} ORDER BY subject"))?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?)
}

/// What happened between the two clocks to the records, in words: those that only one side has, else all of the row,
/// else those of the rows that hold it back, else its sources, else the vocabularies.
fn changes(
    before: &Side<'_>,
    after: &Side<'_>,
    between: &Between,
    question: &str,
    records: [Option<&BTreeSet<&str>>; 3],
    sources: &BTreeSet<&str>,
) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for ids in records.into_iter().flatten() {
        for id in ids {
            match between {
                Between::Records(from, to) => {
                    words.extend(recorded(after.reader.connection(), id, from, to)?)
                }
                Between::Publications => words.extend(published(before, after, id)?),
                Between::Days => words.extend(dated(after.reader.connection(), id)?),
                Between::Trust => words.extend(left_out(before, after, id)?),
            }
        }
        if !words.is_empty() {
            break;
        }
    }
    if let (Between::Records(from, to), true) = (between, words.is_empty()) {
        for id in sources {
            words.extend(recorded(after.reader.connection(), id, from, to)?);
        }
        if words.is_empty() {
            words = vocabularies(after.reader.connection(), question, from, to)?;
        }
    }
    words.dedup();
    Ok(words)
}

/// What became of a row between two stamps. The current archive is asked, not its earlier state.
fn recorded(connection: &Connection, id: &str, from: &str, to: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for table in TABLES {
        let happened = changes_of(connection, table, id, from, to)?;
        words.extend(happened);
    }
    Ok(words)
}

/// The revisions, the retraction and, where nothing else happened, the addition of a row of one table.
fn changes_of(
    connection: &Connection,
    table: &'static Table,
    id: &str,
    from: &str,
    to: &str,
) -> Result<Vec<String>> {
    let name = table.name;
    let who = |by: Option<String>| by.unwrap_or_else(|| "another program".to_owned());
    let mut words = Vec::new();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM main.history AS later WHERE later.table_name = '{name}' AND later.id = changed.id
             AND later.sequence > changed.sequence AND later.arrived_at <= changed.superseded_at)
           OR EXISTS (SELECT 1 FROM main.{name} AS now WHERE now.id = changed.id AND now.arrived_at <= changed.superseded_at),
           reason, superseded_by
         FROM main.history AS changed
         WHERE table_name = '{name}' AND id = ?1 AND arrived_at < superseded_at AND superseded_at > ?2 AND superseded_at <= ?3
         ORDER BY sequence"
    ))?;
    let mut rows = statement.query([id, from, to])?;
    while let Some(row) = rows.next()? {
        let what = if row.get(0)? { "revised" } else { "retracted" };
        let reason: Option<String> = row.get(1)?;
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        words.push(format!("{name} {id} {what} by {}{reason}", who(row.get(2)?)));
    }
    if !words.is_empty() {
        return Ok(words);
    }
    let added: Option<(Option<String>, bool)> = connection
        .prepare_cached(&format!(
            "SELECT import, EXISTS (SELECT 1 FROM main.history WHERE table_name = '{name}' AND id = ?1 AND arrived_at <= ?2)
             FROM main.{name} WHERE id = ?1 AND arrived_at > ?2 AND arrived_at <= ?3
             UNION ALL
             SELECT written_by, sequence > (SELECT min(sequence) FROM main.history WHERE table_name = '{name}' AND id = ?1)
             FROM main.history WHERE table_name = '{name}' AND id = ?1 AND arrived_at > ?2 AND arrived_at <= ?3
               AND superseded_at > ?3
             LIMIT 1"
        ))?
        .query_row([id, from, to], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((by, is_back)) = added {
        let what = if is_back { "restored" } else { "added" };
        words.push(format!("{name} {id} {what} by {}", who(by)));
    }
    Ok(words)
}

/// What became of the words of the vocabularies between two stamps: whether an office has one holder, whether an
/// attribute can change, what is below what.
fn vocabularies(connection: &Connection, question: &str, from: &str, to: &str) -> Result<Vec<String>> {
    let asked: &[&str] = match question {
        "officials" => &["titles", "attributes"],
        "facts" => &["attributes"],
        "relations" => &["relation_kinds"],
        "events" => &["event_kinds"],
        _ => &["relation_kinds", "attributes"],
    };
    let mut words = Vec::new();
    for table in TABLES.iter().filter(|table| asked.contains(&table.name)) {
        let name = table.name;
        let mut statement = connection.prepare_cached(&format!(
            "SELECT id FROM main.history WHERE table_name = '{name}' AND superseded_at > ?1 AND superseded_at <= ?2
             UNION SELECT id FROM main.{name} WHERE arrived_at > ?1 AND arrived_at <= ?2 ORDER BY id"
        ))?;
        let ids =
            statement.query_map([from, to], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for id in ids {
            words.extend(changes_of(connection, table, &id, from, to)?);
        }
    }
    Ok(words)
}

/// A record whose source came out between two publication times.
fn published(before: &Side<'_>, after: &Side<'_>, id: &str) -> Result<Vec<String>> {
    let day = |side: &Side<'_>| side.reader.clocks().published_by();
    let mut words = Vec::new();
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let found: Option<(String, Option<String>, Option<String>)> = after
            .reader
            .connection()
            .prepare_cached(&format!(
                "SELECT sources.id, sources.published, sources.public_by FROM {name} JOIN sources ON sources.id = {name}.source
                 WHERE {name}.id = ?1",
                name = table.name
            ))?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((source, published, public_by)) = found else { continue };
        let came_out = |by: &Option<String>| by.is_none() || (public_by.is_some() && public_by <= *by);
        if came_out(&day(before)) != came_out(&day(after)) {
            let when = published.map_or_else(|| "undated".to_owned(), |when| format!("published {when}"));
            words.push(format!("{} {id} ({source}, {when})", table.name));
        }
    }
    Ok(words)
}

/// A record whose source is not believed afterwards.
fn left_out(before: &Side<'_>, after: &Side<'_>, id: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let source: Option<String> = before
            .reader
            .connection()
            .prepare_cached(&format!("SELECT source FROM {} WHERE id = ?1", table.name))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        if let Some(source) = source.filter(|source| after.reader.leaves_out(source)) {
            words.push(format!("{} {id} ({source}, left out)", table.name));
        }
    }
    Ok(words)
}

/// A record with its own dates.
fn dated(connection: &Connection, id: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let dates: Vec<&str> = ["date", "since", "until", "as_of", "value"]
            .into_iter()
            .filter(|name| table.column(name).is_some())
            .collect();
        if dates.is_empty() {
            continue;
        }
        let cells: Vec<String> =
            dates.iter().map(|name| format!("coalesce(', {name} ' || {name}, '')")).collect();
        let found: Option<String> = connection
            .prepare_cached(&format!("SELECT {} FROM {} WHERE id = ?1", cells.join(" || "), table.name))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        words.extend(found.map(|dates| format!("{} {id}{dates}", table.name)));
    }
    Ok(words)
}
