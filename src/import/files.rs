//! One file of an import: its bytes, how it is to be read, and what its rows become.

use std::borrow::Cow;
use std::io::Read as _;
use std::sync::Arc;

use super::check::{Given, Revises};
use super::dialect::ReadOptions;
use super::header::{self, Places, is_of_rejected};
use super::input::Intake;
use super::read_ahead::{IsPlain, Plain};
use super::reader::Reader;
use super::references::Target;
use super::sheets::Takes;
use crate::error::{Error, Result};
use crate::export::SPREADSHEET_COLUMN;
use crate::objects::Trailer;
use crate::output::restored;
use crate::profile::{FixedRow, Mapper, Part, Profile};
use crate::record::cells;
use crate::record::id::Identifier;
use crate::record::refusal::Refusal;
use crate::schema::{Column, Table};

/// A file whose rows are to be loaded.
pub struct Feed {
    /// Its bytes.
    pub intake: Intake,
    /// What its rows are.
    pub rows: Rows,
    told: ReadOptions,
}

/// What the rows of a file are.
#[derive(Clone)]
pub enum Rows {
    /// Rows of this table.
    Of(&'static Table),
    /// What the profile makes of them.
    By(Profile),
    /// The file is the profile itself: the rows that are in it.
    Fixed(Profile),
}

/// How a row of a file becomes records.
pub enum Shape {
    /// It is a row of the table.
    Plain {
        /// The place of each column's cell.
        places: Places,
        /// Which columns there are.
        has: Arc<[bool]>,
        /// The place of the cell that says whether the row was written for a spreadsheet.
        spreadsheet: Option<usize>,
    },
    /// A profile makes records of it.
    Mapped(Mapper),
}

/// What a row of a file becomes.
pub struct Records<'row> {
    /// Its records of one table.
    pub given: Vec<Given<'row>>,
    /// What is wrong with cells of any of its records.
    pub refusals: Vec<Refusal>,
    /// Whether the profile's conditions leave the row out.
    pub is_left_out: bool,
}

impl Rows {
    /// The tables of which rows come of them.
    #[must_use]
    pub fn tables(&self) -> Vec<&'static Table> {
        match self {
            Rows::Of(table) => vec![*table],
            Rows::By(profile) | Rows::Fixed(profile) => profile.made_tables(),
        }
    }
}

impl Feed {
    /// A file with the rows that are meant. What the analyst says of it goes before what its profile says.
    #[must_use]
    pub fn new(intake: Intake, told: ReadOptions, rows: Rows) -> Feed {
        let told = match &rows {
            // The header of rejected rows is on their first line.
            _ if is_of_rejected(intake.name()) => {
                ReadOptions { header_line: None, separator: told.separator }
            }
            Rows::By(profile) => {
                let options = profile.file_options();
                let separator = options.separator.and_then(|letter| u8::try_from(letter).ok());
                ReadOptions {
                    separator: told.separator.or(separator),
                    header_line: told.header_line.or(options.header_row),
                }
            }
            _ => told,
        };
        Feed { intake, rows, told }
    }

    /// How it is to be read, as given.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        self.told
    }

    /// Whether rows of this table may come of it.
    #[must_use]
    pub fn feeds(&self, table: &Table) -> bool {
        match &self.rows {
            Rows::Of(own) => own.name == table.name,
            Rows::By(profile) => profile.made_tables().iter().any(|made| made.name == table.name),
            Rows::Fixed(profile) => profile.fixed().iter().any(|row| row.table.name == table.name),
        }
    }

    /// Whether this is the first table of which rows come of it: what is wrong with a whole row is reported once.
    #[must_use]
    pub fn begins_with(&self, table: &Table) -> bool {
        match &self.rows {
            Rows::By(profile) => profile.made_tables().first().is_none_or(|first| first.name == table.name),
            _ => true,
        }
    }

    /// The rows of a table that are in a profile.
    pub fn fixed(&self, table: &'static Table) -> impl Iterator<Item = &FixedRow> {
        let profile = match &self.rows {
            Rows::Fixed(profile) => Some(profile),
            _ => None,
        };
        profile.into_iter().flat_map(Profile::fixed).filter(|row| row.table.name == table.name)
    }

    /// Whether it is a CSV file.
    #[must_use]
    pub fn is_csv(&self) -> bool {
        !matches!(self.rows, Rows::Fixed(_))
    }

    /// Whether a profile says what its rows become, which may be rows of several tables.
    #[must_use]
    pub fn has_profile(&self) -> bool {
        !matches!(self.rows, Rows::Of(_))
    }

    /// The table under whose name it is known; none if it makes rows of several.
    #[must_use]
    pub fn table(&self) -> Option<&'static Table> {
        match self.rows {
            Rows::Of(table) => Some(table),
            _ => None,
        }
    }

    /// Reads it from its beginning; with `keeps_rows` the bytes of each row can be asked for.
    ///
    /// # Errors
    /// If it cannot be read, or has no header.
    pub fn open(&self, keeps_rows: bool) -> Result<Reader> {
        let is_known = |name: &str| match &self.rows {
            Rows::Of(table) => table.column(name).is_some(),
            Rows::By(_) | Rows::Fixed(_) => false,
        };
        let template = match self.table() {
            Some(table) => format!("orgarchive template {}", table.name),
            None => "one with the columns that the profile names".to_owned(),
        };
        let mut reader = Reader::open(&self.intake, self.told, &is_known, &template, keeps_rows)?;
        if self.intake.cells().is_some() {
            let takes = reader.header().iter().map(|name| self.takes(name)).collect();
            reader.take_as(takes);
        }
        Ok(reader)
    }

    /// What a column of a sheet takes.
    fn takes(&self, name: &str) -> Takes {
        match &self.rows {
            Rows::Of(table) => {
                table.column(name).map_or(Takes::Nothing, |(_, column)| Takes::of(column.kind))
            }
            Rows::By(profile) | Rows::Fixed(profile) if profile.reads(name) => Takes::Any,
            Rows::By(_) | Rows::Fixed(_) => Takes::Nothing,
        }
    }

    /// How its rows become records of a table.
    ///
    /// # Errors
    /// If its header does not fit.
    pub fn shape(&self, reader: &Reader) -> Result<Shape> {
        match &self.rows {
            Rows::Of(table) => {
                let header::Header { places, spreadsheet, .. } = self.header(reader, table)?;
                let has = places.iter().map(Option::is_some).collect();
                Ok(Shape::Plain { places, has, spreadsheet })
            }
            Rows::By(profile) | Rows::Fixed(profile) => {
                let mapper = profile.bind(self.intake.name(), reader.header())?;
                Ok(Shape::Mapped(mapper))
            }
        }
    }

    fn header(&self, reader: &Reader, table: &'static Table) -> Result<header::Header> {
        header::places(self.intake.name(), reader.header_line(), reader.header(), table)
    }

    /// Opens it and holds its header against what is expected, without reading further; gives what the analyst should know
    /// of how it is read; none if it is UTF-8 with commas.
    ///
    /// # Errors
    /// As [`Feed::open`] and [`Feed::shape`].
    pub fn verify(&self) -> Result<Option<String>> {
        if !self.is_csv() {
            return Ok(None);
        }
        let reader = self.open(false)?;
        self.shape(&reader)?;
        let mut parts: Vec<String> =
            [self.intake.said(), reader.dialect().said()].into_iter().flatten().collect();
        if let Rows::Of(table) = self.rows {
            let header = self.header(&reader, table)?;
            if header.spreadsheet.is_some() {
                parts.push("written for a spreadsheet, its apostrophes before formulas taken off".to_owned());
            }
            if !header.added.is_empty() {
                parts.push(format!("not read: {} (they belong to the sources)", header.added.join(", ")));
            }
        }
        Ok((!parts.is_empty()).then(|| format!("{}: {}", self.intake.name(), parts.join(", "))))
    }
}

impl Shape {
    /// The function that says whether the cells of a row can be kept unchanged; none if more than that has to be known.
    #[must_use]
    pub fn is_plain(&self, table: &'static Table, names_allowed: bool) -> Option<Box<IsPlain>> {
        let Shape::Plain { places, spreadsheet: None, .. } = self else { return None };
        if names_allowed {
            return None;
        }
        let columns: Vec<(&Column, Option<usize>)> = table.columns().zip(places.iter().copied()).collect();
        let mut identifier = Identifier::new(table);
        Some(Box::new(move |record| {
            let cell = |place: &Option<usize>| place.and_then(|place| record.get(place));
            if !columns
                .iter()
                .all(|(column, place)| cell(place).is_none_or(|cell| cells::is_plain(table, column, cell)))
            {
                return None;
            }
            let filled = |(column, place): &(&'static Column, Option<usize>)| {
                cell(place).filter(|cell| !cell.is_empty()).or(column.blank.text())
            };
            let has_id = columns.first().and_then(filled).is_some();
            let derived = (!has_id).then(|| identifier.derive(columns.iter().map(filled)).into_boxed_str());
            Some(Plain { derived })
        }))
    }

    /// The records of a table that a row becomes.
    #[must_use]
    pub fn records<'row>(
        &'row self,
        cells: &[&'row str],
        table: &'static Table,
        (plain, names_allowed): (Option<&'row Plain>, bool),
        trailer: Option<&Trailer>,
    ) -> Records<'row> {
        match self {
            Shape::Plain { places, has, spreadsheet } => Records {
                given: vec![Given {
                    cells: places
                        .iter()
                        .map(|place| place.map(|place| own(cells, place, *spreadsheet)))
                        .collect(),
                    has: match trailer.filter(|trailer| !trailer.missing.is_empty()) {
                        None => Arc::clone(has),
                        // A key that an object does not have is not a blank one.
                        Some(trailer) => places
                            .iter()
                            .map(|place| place.is_some_and(|place| !trailer.missing.contains(&place)))
                            .collect(),
                    },
                    plain,
                    called: None,
                    bad: 0,
                    revises: Revises::Yes,
                }],
                refusals: Vec::new(),
                is_left_out: false,
            },
            Shape::Mapped(mapper) => {
                let part = match trailer.map(|trailer| trailer.list) {
                    None => Part::Whole,
                    Some(None) => Part::Object,
                    Some(Some(list)) => Part::Item(list),
                };
                let (mut mapped, mut refusals) = mapper.map_all(cells, part);
                for record in &mut mapped {
                    for (place, (column, cell)) in record.table.columns().zip(&record.cells).enumerate() {
                        let Some(cell) = cell else { continue };
                        if names_allowed && Target::of(column.kind).is_some() {
                            continue;
                        }
                        let checked = cells::check(record.table, column, Cow::Borrowed(cell.as_ref()));
                        if let Err(refusal) = checked {
                            record.bad |= 1 << place;
                            refusals.push(by_columns(
                                refusal,
                                mapper.fed_by(record.record, column.name),
                                record.table,
                            ));
                        }
                    }
                }
                // What an object does not have is not blank.
                if let Some(trailer) = trailer {
                    for record in &mut mapped {
                        record.given = mapper.given(record, cells, &trailer.missing);
                    }
                }
                let is_left_out = mapped.is_empty() && refusals.is_empty();
                let given = mapped
                    .into_iter()
                    .filter(|record| record.table.name == table.name)
                    .map(|record| Given {
                        cells: record.cells,
                        has: record.given,
                        plain: None,
                        called: Some((mapper, record.record)),
                        bad: record.bad,
                        // What the archive has stays: the rows of the file name it.
                        revises: if mapper.keeps_first(record.record) {
                            Revises::Fixed
                        } else {
                            Revises::Yes
                        },
                    })
                    .collect();
                Records { given, refusals, is_left_out }
            }
        }
    }
}

/// A cell as it was before it was written for a spreadsheet, if its row was.
fn own<'row>(cells: &[&'row str], place: usize, spreadsheet: Option<usize>) -> Cow<'row, str> {
    let is_guarded = spreadsheet.is_some_and(|place| cells[place].trim() == SPREADSHEET_COLUMN.1);
    if is_guarded { restored(cells[place]) } else { Cow::Borrowed(cells[place]) }
}

/// The same refusal, naming the columns of the file that fed the cell.
pub(super) fn by_columns(mut refusal: Refusal, fed_by: &[String], table: &Table) -> Refusal {
    if let Some(own) = refusal.column.take() {
        if fed_by.is_empty() {
            refusal.column = Some(format!("{}.{own}", table.name));
        } else {
            refusal.column = Some(fed_by.join(", "));
            refusal.message = format!("{}.{own}: {}", table.name, refusal.message);
        }
    }
    refusal
}

/// Reads a profile.
///
/// # Errors
/// If the file cannot be read, or something in it is wrong.
pub fn profile(intake: &Intake) -> Result<Profile> {
    let mut text = String::new();
    intake
        .text()
        .and_then(|mut file| file.read_to_string(&mut text))
        .map_err(|source| Error::File { path: intake.name().into(), source })?;
    Profile::parse(intake.name(), &text)
}

/// The mistakes in several files, reported together.
#[must_use]
pub fn all_of(mut errors: Vec<Error>) -> Error {
    if errors.len() == 1
        && let Some(error) = errors.pop()
    {
        return error;
    }
    let hints: Vec<String> = errors.iter().filter_map(Error::hint).collect();
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let message = messages.join("\nerror: ");
    if hints.is_empty() { Error::message(message) } else { Error::with_hint(message, hints.join("\nhint: ")) }
}
