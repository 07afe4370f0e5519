//! Everything about one entity, record by record, with the sources in full.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Answer;
use crate::date::{Day, Edtf, Span};
use crate::error::Result;
use crate::lookup::Found;
use crate::output::{Cell, Column};
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;
use crate::schema::TABLES;

/// One record about the entity.
#[derive(Debug, Clone)]
pub struct About {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: String,
    /// The entity it is about.
    pub subject: String,
    /// The statement, in words.
    pub statement: String,
    /// The entity that the words lead to.
    pub object: Option<String>,
    /// When, as the record writes it: `date`, or `since` and `until`, or `as_of`.
    pub when: String,
    /// The first day on which it may have been so.
    pub first_day: Day,
    /// The last day on which it may have been so.
    pub last_day: Day,
    /// The entity that a fact has as its value.
    pub value: Option<String>,
    /// The date that a fact has as its value.
    pub states: Option<String>,
    /// The days that place it in the order of time: those of an event or of what a fact states, else of the beginning, of the day
    /// for which it is stated, or of the end.
    pub placed: Option<Span>,
    /// The first and the last day on which it surely was so, by this record alone.
    pub certain: Option<(Day, Day)>,
    /// Its source.
    pub source: String,
    /// Where in the source.
    pub locator: Option<String>,
    /// The source's words.
    pub quote: Option<String>,
    /// How credible, 1 to 6.
    pub credibility: Option<i64>,
    /// The analyst's remark.
    pub note: Option<String>,
}

impl About {
    /// That there is such an entity, and no more: its own row stays although its source is left out.
    fn identity_alone(self) -> About {
        About {
            when: String::new(),
            first_day: Day::MIN,
            last_day: Day::MAX,
            placed: None,
            certain: None,
            locator: None,
            quote: None,
            credibility: None,
            note: None,
            ..self
        }
    }
}

/// The statement that fetches the records about an entity.
#[must_use]
pub fn statement(entity: &Found) -> Statement {
    Statement::new(query::RECORDS_ABOUT).with(":id", entity.id.clone())
}

/// Every record about the entity whose source counts, by table.
///
/// # Errors
/// If the archive cannot be read.
pub fn records_about(reader: &Reader, entity: &Found) -> Result<Vec<About>> {
    records(reader, &statement(entity), query::VALUES_STATED, &entity.id)
}

/// Every record of a source, if that counts, by table.
///
/// # Errors
/// If the archive cannot be read.
pub fn records_of_source(reader: &Reader, source: &str) -> Result<Vec<About>> {
    let statement = Statement::new(query::RECORDS_OF_SOURCE).with(":id", source.to_owned());
    records(reader, &statement, query::VALUES_OF_SOURCE, source)
}

fn records(reader: &Reader, statement: &Statement, values: query::Sql, id: &str) -> Result<Vec<About>> {
    let mut records = Vec::new();
    let (mut stated, mut entities): (HashMap<String, String>, HashMap<String, String>) = Default::default();
    reader.each(values, &[(":id", &id)], |row| {
        let is_date = row.get_ref(2)?.as_str() == Ok("date");
        let values = if is_date { &mut stated } else { &mut entities };
        values.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    reader.each_of(statement, |row| {
        let text = |place: usize| row.get::<_, Option<String>>(place);
        let source: String = row.get(13)?;
        let day = |text: Option<String>| text.and_then(|text| text.parse::<Day>().ok());
        if !reader.counts(text(18)?.as_deref(), &source) {
            return Ok(());
        }
        let id: String = row.get(1)?;
        let (date, since, until, as_of) = (text(5)?, text(6)?, text(7)?, text(8)?);
        let written = [stated.get(&id), date.as_ref(), since.as_ref(), as_of.as_ref()];
        let bounds = |text: &String| Edtf::parse(text).ok().map(|date| date.bounds());
        let end = || until.as_ref().and_then(bounds).map(|end| Span { from: end.to, to: end.to });
        // A day of no known year places nothing.
        let placed = written.into_iter().flatten().find_map(bounds).or_else(end);
        let placed = placed.filter(|days| !days.is_of_any_year());
        let is_left_out = reader.leaves_out(&source);
        let record = About {
            table: row.get(0)?,
            placed,
            value: entities.remove(&id),
            states: stated.remove(&id),
            id,
            subject: row.get(2)?,
            statement: row.get(3)?,
            object: text(4)?,
            when: when(date, since, until, as_of),
            first_day: day(text(9)?).unwrap_or(Day::MIN),
            last_day: day(text(10)?).unwrap_or(Day::MAX),
            certain: day(text(11)?).zip(day(text(12)?)),
            source,
            locator: text(14)?,
            quote: text(15)?,
            credibility: row.get(16)?,
            note: text(17)?,
        };
        records.push(if is_left_out { record.identity_alone() } else { record });
        Ok(())
    })?;
    let order = |record: &About| TABLES.iter().position(|table| table.name == record.table);
    records.sort_by(|left, right| {
        (order(left), left.first_day, &left.id).cmp(&(order(right), right.first_day, &right.id))
    });
    Ok(records)
}

/// When, as the record writes it.
fn when(date: Option<String>, since: Option<String>, until: Option<String>, as_of: Option<String>) -> String {
    if let Some(date) = date {
        return date;
    }
    let mut words = Vec::new();
    if let Some(since) = since {
        words.push(format!("since {since}"));
    }
    match until.as_deref() {
        Some("..") => words.push("still so".to_owned()),
        Some(until) => words.push(format!("until {until}")),
        None => {}
    }
    if let Some(as_of) = as_of {
        words.push(format!("as of {as_of}"));
    }
    words.join(", ")
}

/// What the record says of the day by itself; nothing of an event, which does not last.
fn by_itself(record: &About, day: Day) -> &'static str {
    match record.certain {
        _ if matches!(record.table.as_str(), "events" | "participants") => "",
        Some((from, to)) if from <= day && day <= to => "certain",
        _ if record.first_day <= day && day <= record.last_day => "possible",
        _ => "excluded",
    }
}

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("table"),
        Column::hidden("id"),
        Column::shown("subject"),
        Column::shown("statement"),
        Column::shown("object"),
        Column::shown("when"),
        Column::shown("by_itself"),
        Column::hidden("first_day"),
        Column::hidden("last_day"),
        Column::shown("source"),
        Column::shown("locator"),
        Column::shown("quote"),
        Column::hidden("credibility"),
        Column::shown("note"),
        Column::hidden("source_title"),
        Column::hidden("source_publisher"),
        Column::hidden("source_published"),
        Column::hidden("source_url"),
    ]
}

/// The records as an answer, in the order given, up to a limit, with the sources of these in full.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(reader: &Reader, mut records: Vec<About>, limit: Option<usize>) -> Result<Answer> {
    let total = records.len();
    records.truncate(limit.unwrap_or(total));
    let ids: BTreeSet<&str> = records.iter().map(|record| record.source.as_str()).collect();
    let sources = Sources::of(reader, &ids.iter().copied().collect::<Vec<_>>())?;
    let mut notes: Vec<String> = reader.notes()?;
    notes.extend(sources.described().map(|(id, words)| format!("{id}: {words}")));
    notes.extend(kept_documents(reader, &ids.into_iter().collect::<Vec<_>>())?);
    match limit {
        Some(limit) if limit < total => {
            notes.push(format!("{} more rows are left out by --limit {limit}", total - limit));
        }
        _ if total == 0 => notes.extend(reader.publication_note()),
        _ => {}
    }
    let rows = records
        .into_iter()
        .map(|record| {
            let itself = by_itself(&record, reader.day());
            let source = sources.get(&record.source);
            let of_source = |cell: fn(&Source) -> &Option<String>| {
                Cell::from(source.and_then(|source| cell(source).clone()))
            };
            vec![
                Cell::from(record.table),
                Cell::from(record.id),
                Cell::from(record.subject),
                Cell::from(record.statement),
                Cell::from(record.object),
                Cell::from(record.when),
                Cell::from(itself),
                Cell::from(record.first_day.to_string()),
                Cell::from(record.last_day.to_string()),
                Cell::from(record.source.clone()),
                Cell::from(record.locator),
                Cell::from(record.quote),
                record.credibility.map_or(Cell::Blank, Cell::Integer),
                Cell::from(record.note),
                Cell::from(source.map(|source| source.title.clone())),
                of_source(|source| &source.publisher),
                of_source(|source| &source.published),
                of_source(|source| &source.url),
            ]
        })
        .collect();
    Ok(Answer { columns: columns(), rows, notes })
}

/// A line for each document of these sources that the archive keeps.
///
/// # Errors
/// If the archive cannot be read.
pub fn kept_documents(reader: &Reader, sources: &[&str]) -> Result<Vec<String>> {
    let array = json_array(sources.iter().copied());
    let mut lines = Vec::new();
    reader.each(query::ATTACHMENTS_OF, &[(":sources", &array)], |row| {
        let (name, source): (String, String) = (row.get(0)?, row.get(1)?);
        let (size, sha256): (i64, String) = (row.get(2)?, row.get(3)?);
        lines.push(format!("{source}: a copy is kept as {name} ({size} bytes, SHA-256 {sha256})"));
        Ok(())
    })?;
    Ok(lines)
}

/// A source in full.
#[derive(Debug, Clone)]
pub struct Source {
    id: String,
    title: String,
    publisher: Option<String>,
    published: Option<String>,
    url: Option<String>,
    archive_url: Option<String>,
    reliability: Option<String>,
    origin: Option<String>,
    is_restricted: bool,
}

/// Sources in full, in the order of their ids.
#[derive(Debug, Default)]
pub struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// Reads some sources.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, ids: &[&str]) -> Result<Sources> {
        let array = json_array(ids.iter().copied());
        let mut sources = BTreeMap::new();
        reader.each(query::SOURCES_NAMED, &[(":sources", &array)], |row| {
            let id: String = row.get(0)?;
            let source = Source {
                id: id.clone(),
                title: row.get(1)?,
                publisher: row.get(2)?,
                published: row.get(3)?,
                url: row.get(4)?,
                archive_url: row.get(5)?,
                reliability: row.get(6)?,
                origin: row.get(7)?,
                is_restricted: row.get::<_, Option<String>>(9)?.as_deref() == Some("restricted"),
            };
            sources.insert(id, source);
            Ok(())
        })?;
        Ok(Sources(sources))
    }

    /// A source, by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.0.get(id)
    }

    /// Their titles, by id.
    #[must_use]
    pub fn titles(&self) -> BTreeMap<String, String> {
        self.0.values().map(|source| (source.id.clone(), source.title.clone())).collect()
    }

    /// For each its id, and its title, publisher, date, grade, address and origin.
    pub fn described(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.values().map(|source| (source.id.as_str(), source.words()))
    }
}

impl Source {
    /// What is known of it: columns and their cells.
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let cells = [
            ("publisher", &self.publisher),
            ("published", &self.published),
            ("url", &self.url),
            ("archive_url", &self.archive_url),
            ("reliability", &self.reliability),
            ("origin", &self.origin),
        ];
        let title = [("title", self.title.as_str())].into_iter();
        title.chain(cells.into_iter().filter_map(|(name, cell)| Some((name, cell.as_deref()?))))
    }

    fn words(&self) -> String {
        let mut line = self.title.clone();
        for part in [&self.publisher, &self.published].into_iter().flatten() {
            line.push_str(", ");
            line.push_str(part);
        }
        if self.published.is_none() {
            line.push_str(", undated");
        }
        if let Some(grade) = &self.reliability {
            line.push_str(&format!(", reliability {grade}"));
        }
        if let Some(address) = self.url.as_ref().or(self.archive_url.as_ref()) {
            line.push_str(&format!(", {address}"));
        }
        if let Some(origin) = &self.origin {
            line.push_str(&format!(" (repeats {origin})"));
        }
        if self.is_restricted {
            line.push_str(" [restricted: not to be handed on]");
        }
        line
    }
}
