//! The computed columns of a row, from its cells and the dates of its source.
//!
//! An import writes them, a correction of a source writes them again, and `check` compares them.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::date::{self, DateError, Day, Edtf, Span, Until, Written};
use crate::error::Result;
use crate::number::Number;
use crate::schema::{Dating, Table};

/// The value of one computed column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Computed {
    /// There is none.
    None,
    /// A day.
    Day(Day),
    /// A number; an infinite one stands for "no limit" and is stored as NULL.
    Number(f64),
}

impl From<Option<Day>> for Computed {
    fn from(day: Option<Day>) -> Computed {
        day.map_or(Computed::None, Computed::Day)
    }
}

/// What is wrong with a cell that a computed column rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: &'static str,
    /// What is wrong with its cell.
    pub error: DateError,
}

/// What comes of computing the columns of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Computation {
    /// The columns, in the order of [`crate::schema::computed_columns`].
    Done(Vec<Computed>),
    /// A cell is wrong, or cells contradict each other.
    Fault(Fault),
}

impl From<Result<Vec<Computed>, Fault>> for Computation {
    fn from(computed: Result<Vec<Computed>, Fault>) -> Computation {
        computed.map_or_else(Computation::Fault, Computation::Done)
    }
}

/// What sort of values an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// EDTF dates.
    Date,
    /// Numbers, ranges, numbers with a qualifier.
    Number,
    /// Text.
    Text,
    /// Ids of entities.
    Entity,
}

impl ValueType {
    fn named(name: &str) -> ValueType {
        match name {
            "date" => ValueType::Date,
            "number" => ValueType::Number,
            "entity" => ValueType::Entity,
            _ => ValueType::Text,
        }
    }
}

/// What rows rest on besides their own cells, looked up once and remembered.
#[derive(Debug, Default)]
pub struct Context {
    written: HashMap<String, Written>,
    types: HashMap<String, Option<ValueType>>,
}

impl Context {
    /// When a source was written; nothing is known of one that is not there.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn written(&mut self, connection: &Connection, source: &str) -> Result<Written> {
        if let Some(known) = self.written.get(source) {
            return Ok(*known);
        }
        let found = connection
            .prepare_cached(
                "SELECT published_earliest, published_latest, public_by FROM sources WHERE id = ?1",
            )?
            .query_row([source], |row| {
                let day = |place| -> rusqlite::Result<Option<Day>> {
                    let text: Option<String> = row.get(place)?;
                    Ok(text.and_then(|text| text.parse().ok()))
                };
                let published = day(0)?.zip(day(1)?).and_then(|(from, to)| Span::new(from, to));
                Ok(Written { published, public_by: day(2)? })
            })
            .optional()?
            .unwrap_or_default();
        self.written.insert(source.to_owned(), found);
        Ok(found)
    }

    /// What an attribute's values are; none if there is no such attribute.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn value_type(&mut self, connection: &Connection, attribute: &str) -> Result<Option<ValueType>> {
        if let Some(known) = self.types.get(attribute) {
            return Ok(*known);
        }
        let found = connection
            .prepare_cached("SELECT type FROM attributes WHERE id = ?1")?
            .query_row([attribute], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .map(|name| ValueType::named(name.as_deref().unwrap_or_default()));
        self.types.insert(attribute.to_owned(), found);
        Ok(found)
    }

    /// Forgets what is known, because sources or attributes have changed.
    pub fn forget(&mut self) {
        self.written.clear();
        self.types.clear();
    }
}

/// The cells of a row by the name of their column.
struct Row<'row, 'cell> {
    table: &'static Table,
    cells: &'row [Option<Cow<'cell, str>>],
}

impl Row<'_, '_> {
    fn cell(&self, column: &str) -> Option<&str> {
        self.cells[self.table.place(column)].as_deref()
    }

    fn bounds(&self, column: &'static str) -> Result<Option<Span>, Fault> {
        self.cell(column)
            .map(|text| date::bounds_of(text).map_err(|error| Fault { column, error }))
            .transpose()
    }
}

/// The computed columns of a row, in the order of [`crate::schema::computed_columns`].
///
/// # Errors
/// If the archive cannot be read.
pub fn compute(
    connection: &Connection,
    context: &mut Context,
    table: &'static Table,
    cells: &[Option<Cow<'_, str>>],
) -> Result<Computation> {
    let row = Row { table, cells };
    let written = match (table.dating, table.has_provenance().then(|| row.cell("source")).flatten()) {
        (Dating::Span | Dating::Event, Some(source)) => context.written(connection, source)?,
        _ => Written::default(),
    };
    let computed = match table.dating {
        Dating::None => Ok(Vec::new()),
        Dating::Published => source_dates(&row),
        Dating::Event => event_dates(&row, written.published),
        Dating::Span if table.name == "facts" => {
            let value_type = match row.cell("attribute") {
                Some(attribute) => context.value_type(connection, attribute)?,
                None => None,
            };
            span_dates(&row, written).and_then(|mut computed| {
                computed.extend(value_bounds(&row, value_type)?);
                Ok(computed)
            })
        }
        Dating::Span => span_dates(&row, written),
    };
    Ok(computed.into())
}

/// A date of a row that is entirely after its source was written: it was only planned then, or the date is mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// The column of the date.
    pub column: &'static str,
    /// The last day on which the source can have been written.
    pub public_by: Day,
}

/// The first date of a row that is entirely after its source was written; none for what is said to be planned.
///
/// # Errors
/// If the archive cannot be read.
pub fn ahead_of_source(
    connection: &Connection,
    context: &mut Context,
    table: &'static Table,
    cells: &[Option<Cow<'_, str>>],
) -> Result<Option<Ahead>> {
    let columns: &[&'static str] = match table.dating {
        Dating::Span => &["since", "until", "as_of"],
        Dating::Event => &["date"],
        Dating::None | Dating::Published => return Ok(None),
    };
    let row = Row { table, cells };
    if table.dating == Dating::Event && row.cell("status").is_some_and(|status| status != "occurred") {
        return Ok(None);
    }
    let Some(source) = row.cell("source") else { return Ok(None) };
    let Some(public_by) = context.written(connection, source)?.public_by else { return Ok(None) };
    let written_in = public_by.to_string();
    let is_ahead = |column: &&&'static str| {
        let Some(text) = row.cell(column) else { return false };
        // A year that has passed by then need not be taken apart: most dates are such.
        let has_passed = text.as_bytes().first_chunk::<4>().is_some_and(|year| {
            year.iter().all(u8::is_ascii_digit)
                && year[..] < written_in.as_bytes()[..4]
                && !text.contains(['/', '.'])
        });
        !has_passed && text != ".." && date::bounds_of(text).is_ok_and(|days| days.from > public_by)
    };
    Ok(columns.iter().find(is_ahead).map(|column| Ahead { column, public_by }))
}

fn source_dates(row: &Row<'_, '_>) -> Result<Vec<Computed>, Fault> {
    let accessed = row.bounds("accessed")?;
    let published = date::published_bounds(row.bounds("published")?, accessed);
    let latest = published.map(|span| span.to);
    let public_by = latest.or(accessed.map(|span| span.to));
    Ok(vec![
        published.map(|span| span.from).into(),
        latest.into(),
        public_by.filter(|day| *day < Day::MAX).into(),
    ])
}

fn span_dates(row: &Row<'_, '_>, written: Written) -> Result<Vec<Computed>, Fault> {
    let since = row.bounds("since")?;
    let until = match row.cell("until") {
        None => None,
        Some("..") => Some(Until::Still),
        Some(_) => row.bounds("until")?.map(Until::Known),
    };
    let as_of = row.bounds("as_of")?;
    let dated =
        date::dated(since, until, as_of, written).map_err(|(column, error)| Fault { column, error })?;
    Ok(vec![
        Computed::Day(dated.possible.from),
        Computed::Day(dated.possible.to),
        dated.certain.map(|span| span.from).into(),
        dated.certain.map(|span| span.to).into(),
        dated.since_latest.into(),
        match until {
            Some(Until::Known(until)) => Computed::Day(until.from),
            Some(Until::Still) | None => Computed::None,
        },
        as_of.map(|days| days.from).into(),
        as_of.map(|days| days.to).into(),
    ])
}

fn event_dates(row: &Row<'_, '_>, published: Option<Span>) -> Result<Vec<Computed>, Fault> {
    let Some(text) = row.cell("date") else {
        return Ok(vec![Computed::Day(Day::MIN), Computed::Day(Day::MAX), Computed::None, Computed::None]);
    };
    let parsed = Edtf::parse(text).map_err(|error| Fault { column: "date", error })?;
    let occurred = row.cell("status").is_none_or(|status| status == "occurred");
    let range = date::event(&parsed, occurred, published);
    Ok(vec![
        Computed::Day(range.date.from),
        Computed::Day(range.date.to),
        range.certain.map(|span| span.from).into(),
        range.certain.map(|span| span.to).into(),
    ])
}

fn value_bounds(row: &Row<'_, '_>, value_type: Option<ValueType>) -> Result<[Computed; 4], Fault> {
    let mut bounds = [Computed::None; 4];
    match value_type {
        Some(ValueType::Date) => {
            if let Some(span) = row.bounds("value")? {
                bounds[0] = Computed::Day(span.from);
                bounds[1] = Computed::Day(span.to);
            }
        }
        Some(ValueType::Number) => {
            if let Some(text) = row.cell("value") {
                let number = Number::parse(text).map_err(|error| Fault { column: "value", error })?;
                let (least, most) = number.bounds();
                bounds[2] = Computed::Number(least);
                bounds[3] = Computed::Number(most);
            }
        }
        _ => {}
    }
    Ok(bounds)
}
