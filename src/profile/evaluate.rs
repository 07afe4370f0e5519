//! One row of a file → the cells of its records.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

use super::model::{
    Cell, ColumnId, Conditions, Each, Fallback, Origin, Other, Pattern, Question, Record, Test,
};
use super::template::Template;
use super::{Mapped, Mapper, dates, slug};
use crate::record::cells::{LONGEST_CELL, tidy};
use crate::record::refusal::Refusal;

/// How many letters an id has at most.
const LONGEST_ID: usize = 120;
/// The most records that one cell is taken apart into.
const MOST_PIECES: usize = 1_000;

/// A text, or a blank cell.
type Content<'row> = Option<Cow<'row, str>>;
/// A piece of a cell, and the column for which it stands.
pub struct Piece<'row> {
    /// The column.
    pub column: ColumnId,
    /// The piece.
    pub text: Cow<'row, str>,
    /// Its place among the pieces, from 1.
    pub place: usize,
}

/// Something is wrong, and noted in the row's refusals.
#[derive(Debug, Clone, Copy)]
pub struct Noted;

/// Whether conditions skip a row or a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// It is left out.
    Yes,
    /// It counts.
    No,
}

/// A row while it is mapped.
pub struct Row<'map, 'row> {
    mapper: &'row Mapper,
    cells: &'map [&'row str],
    made: Vec<OnceCell<Result<Content<'row>, Noted>>>,
    refusals: RefCell<Vec<Refusal>>,
}

impl<'map, 'row> Row<'map, 'row> {
    /// Nothing is made yet.
    pub fn new(mapper: &'row Mapper, cells: &'map [&'row str]) -> Row<'map, 'row> {
        let made = mapper.plan.made.iter().map(|_| OnceCell::new()).collect();
        Row { mapper, cells, made, refusals: RefCell::default() }
    }

    /// All that is wrong with it.
    pub fn into_refusals(self) -> Vec<Refusal> {
        let mut refusals = self.refusals.into_inner();
        let mut seen: Vec<Refusal> = Vec::new();
        refusals.retain(|refusal| {
            let is_new = !seen.contains(refusal);
            if is_new {
                seen.push(refusal.clone());
            }
            is_new
        });
        refusals
    }

    /// The text of a column, tidy; a piece stands for the column that it was taken from.
    pub fn text(&self, column: ColumnId, piece: Option<&Piece<'row>>) -> Result<Content<'row>, Noted> {
        if let Some(piece) = piece.filter(|piece| piece.column == column) {
            return Ok(Some(piece.text.clone()));
        }
        let mapper: &'row Mapper = self.mapper;
        let plan = &mapper.plan;
        match plan.columns[column.0].made {
            Some(made) => self.made[made]
                .get_or_init(|| self.cell(&plan.made[made], None, self.mapper.feeding_of(column)))
                .clone(),
            None => {
                let cell = self.cells.get(self.mapper.places[column.0]).copied().unwrap_or_default();
                Ok(tidied(cell).filter(|text| !plan.blanks.iter().any(|blank| blank == text)))
            }
        }
    }

    /// Whether conditions leave it out.
    pub fn skip(&self, conditions: &Conditions, piece: Option<&Piece<'row>>) -> Result<Skip, Noted> {
        for test in &conditions.only_if {
            if !self.holds(test, piece)? {
                return Ok(Skip::Yes);
            }
        }
        for test in &conditions.skip_if {
            if self.holds(test, piece)? {
                return Ok(Skip::Yes);
            }
        }
        Ok(Skip::No)
    }

    fn holds(&self, test: &Test, piece: Option<&Piece<'row>>) -> Result<bool, Noted> {
        let text = self.text(test.column, piece)?;
        Ok(match &test.question {
            Question::Blank(blank) => text.is_none() == *blank,
            Question::OneOf(words) => {
                words.iter().any(|word| word.as_str() == text.as_deref().unwrap_or_default())
            }
            Question::Matches(regex) => text.is_some_and(|text| regex.is_match(&text)),
        })
    }

    /// The pieces of the cell that a record is made for, tidy, without blank ones.
    pub fn pieces(&self, record: &Record, each: &Each) -> Result<Vec<Cow<'row, str>>, Noted> {
        let Some(whole) = self.text(each.column, None)? else { return Ok(Vec::new()) };
        let pieces = match whole {
            Cow::Borrowed(text) => {
                split(text, &each.separators).into_iter().map(Cow::Borrowed).collect::<Vec<_>>()
            }
            Cow::Owned(text) => {
                split(&text, &each.separators).into_iter().map(|piece| Cow::Owned(piece.to_owned())).collect()
            }
        };
        if pieces.len() > MOST_PIECES {
            let plan = &self.mapper.plan;
            let message = format!("{}: the cell has {} pieces", record.table.name, pieces.len());
            let refusal = Refusal::cell("mapped pieces", &plan.columns[each.column.0].name, message)
                .with_hint(format!(
                    "a cell is split into up to {MOST_PIECES}: does split name the right separator? ({}:{})",
                    plan.name, record.line
                ));
            self.refusals.borrow_mut().push(refusal);
            return Err(Noted);
        }
        Ok(pieces)
    }

    /// One record of the row, without the cells with which something is wrong; none if its conditions leave it out.
    pub fn record(
        &self,
        place: usize,
        record: &'row Record,
        piece: Option<Piece<'row>>,
    ) -> Option<Mapped<'row>> {
        if self.skip(&record.conditions, piece.as_ref()).ok()? == Skip::Yes {
            return None;
        }
        let mut cells: Vec<Content<'row>> = vec![None; record.given.len()];
        let mut bad = 0;
        for (column, cell) in &record.cells {
            match self.cell(cell, piece.as_ref(), &self.mapper.fed_by[place][*column]) {
                Ok(content) => cells[*column] = content,
                Err(Noted) => bad |= 1 << *column,
            }
        }
        Some(Mapped { table: record.table, record: place, cells, given: record.given.clone(), bad })
    }

    fn cell(
        &self,
        cell: &'row Cell,
        piece: Option<&Piece<'row>>,
        fed_by: &[String],
    ) -> Result<Content<'row>, Noted> {
        let making = Making { row: self, cell, piece, fed_by };
        let made = making.content()?;
        if let Some(text) = made.as_ref().filter(|text| text.len() > LONGEST_CELL) {
            return Err(making.refuse(
                "too long",
                format!("the text has {} bytes", text.len()),
                "a cell holds up to 1 MiB",
            ));
        }
        Ok(made.or_else(|| cell.default.as_deref().map(Cow::Borrowed)))
    }
}

impl Mapper {
    fn feeding_of(&self, column: ColumnId) -> &[String] {
        &self.feeding[column.0]
    }
}

/// One cell while it is made.
struct Making<'make, 'map, 'row> {
    row: &'make Row<'map, 'row>,
    cell: &'row Cell,
    piece: Option<&'make Piece<'row>>,
    fed_by: &'make [String],
}

impl<'row> Making<'_, '_, 'row> {
    fn text(&self, column: ColumnId) -> Result<Content<'row>, Noted> {
        Ok(self
            .row
            .text(column, self.piece)?
            .filter(|text| !self.cell.blanks.iter().any(|blank| blank == text)))
    }

    fn render(&self, template: &Template<ColumnId>) -> Result<Option<String>, Noted> {
        template.render(|column| self.text(*column))
    }

    fn refuse(&self, cause: &'static str, message: String, hint: &str) -> Noted {
        let column = (!self.fed_by.is_empty()).then(|| self.fed_by.join(", "));
        self.row.refusals.borrow_mut().push(Refusal {
            cause,
            column,
            message: format!("{}: {message}", self.cell.target),
            hint: Some(format!("{hint} ({}:{})", self.row.mapper.plan.name, self.cell.line)),
        });
        Noted
    }

    fn content(&self) -> Result<Content<'row>, Noted> {
        let cell: &'row Cell = self.cell;
        let text = match &cell.origin {
            Origin::Column(column) => self.text(*column)?,
            Origin::FirstOf(columns) => {
                let mut first = None;
                for column in columns {
                    first = self.text(*column)?;
                    if first.is_some() {
                        break;
                    }
                }
                first
            }
            Origin::Constant(text) => {
                return Ok((!text.is_empty()).then_some(Cow::Borrowed(text.as_str())));
            }
            Origin::PlaceIn(column) => {
                let piece = self.piece.filter(|piece| piece.column == *column);
                return Ok(piece.map(|piece| Cow::Owned(piece.place.to_string())));
            }
            Origin::Template(template) => self.render(template)?.map(Cow::Owned),
            Origin::Slug { template, prefix, fallback } => {
                return Ok(self.slug(template, prefix, fallback)?.map(Cow::Owned));
            }
            Origin::Date { year, month, day } => {
                return Ok(self.date(*year, *month, *day)?.map(Cow::Owned));
            }
        };
        match text {
            Some(text) => self.treat(text),
            None => Ok(None),
        }
    }

    /// Pattern, then values, then date formats.
    fn treat(&self, text: Cow<'row, str>) -> Result<Content<'row>, Noted> {
        let cell = self.cell;
        let text = match &cell.pattern {
            None => text,
            Some(pattern) => match taken(pattern, &text) {
                Some(taken) => match tidied(&taken) {
                    Some(taken) => Cow::Owned(taken.into_owned()),
                    None => return Ok(None),
                },
                None => {
                    let message = format!("\"{text}\" does not match the pattern {}", pattern.regex.as_str());
                    return self.other(text, "mapped pattern", message);
                }
            },
        };
        if let Some(values) = &cell.values {
            match values.get(text.as_ref()) {
                Some(meaning) => return Ok((!meaning.is_empty()).then_some(Cow::Borrowed(meaning.as_str()))),
                None if cell.formats.is_empty() => {
                    let message = format!("\"{text}\" is not among the values");
                    return self.other(text, "mapped value", message);
                }
                None => {}
            }
        }
        if cell.formats.is_empty() {
            return Ok(Some(text));
        }
        match dates::read(&cell.formats, &text) {
            Ok(Some(date)) => Ok(Some(Cow::Owned(date))),
            Ok(None) => {
                let formats: Vec<&str> = cell.formats.iter().map(dates::Format::written).collect();
                let message = format!("\"{text}\" is not a date of the form {}", formats.join(" or "));
                self.other(text, "mapped date", message)
            }
            Err(message) => Err(self.refuse(
                "mapped date",
                message,
                "keep the one format in which the file writes its dates",
            )),
        }
    }

    fn other(
        &self,
        text: Cow<'row, str>,
        cause: &'static str,
        message: String,
    ) -> Result<Content<'row>, Noted> {
        match self.cell.other {
            Other::Keep => Ok(Some(text)),
            Other::Blank => Ok(None),
            Other::Refuse => Err(self.refuse(
                cause,
                message,
                "add it to the profile, or say there what becomes of others: other = \"keep\" or \"blank\"",
            )),
        }
    }

    fn slug(
        &self,
        template: &Template<ColumnId>,
        prefix: &str,
        fallback: &Fallback,
    ) -> Result<Option<String>, Noted> {
        let Some(text) = self.render(template)? else {
            let Fallback::Template(other) = fallback else { return Ok(None) };
            let Some(other) = self.render(other)? else { return Ok(None) };
            return match slug::slug(&other) {
                Some(slug) => Ok(Some(format!("{prefix}{slug}"))),
                None => Err(self.refuse(
                    "mapped id",
                    format!("the fallback \"{other}\" gives no id"),
                    "use columns of letters a-z and digits, or fallback = \"hash\"",
                )),
            };
        };
        if let Some(values) = &self.cell.values {
            match (values.get(&text), self.cell.other) {
                (Some(meaning), _) => return Ok((!meaning.is_empty()).then(|| meaning.clone())),
                (None, Other::Blank) => return Ok(None),
                // An id that is not listed is made.
                (None, _) => {}
            }
        }
        // An id that would be too long takes the fallback, if there is one.
        let fits =
            |slug: &String| prefix.len() + slug.len() <= LONGEST_ID || matches!(fallback, Fallback::Refuse);
        if let Some(slug) = slug::slug(&text).filter(fits) {
            return Ok(Some(format!("{prefix}{slug}")));
        }
        let hint = "add fallback = \"hash\", or a fallback of columns that have an id, such as \"p-{No}\"";
        match fallback {
            Fallback::Refuse => {
                Err(self.refuse("mapped id", format!("\"{text}\" has letters that an id cannot have"), hint))
            }
            Fallback::Hash => Ok(Some(format!("{prefix}{}", slug::hash(&text)))),
            Fallback::Template(other) => {
                let other = self.render(other)?;
                match other.as_deref().and_then(slug::slug) {
                    Some(slug) => Ok(Some(format!("{prefix}{slug}"))),
                    None => Err(self.refuse(
                        "mapped id",
                        match other {
                            Some(other) => {
                                format!("neither \"{text}\" nor the fallback \"{other}\" makes an id")
                            }
                            None => format!("\"{text}\" gives no id, and the fallback's columns are blank"),
                        },
                        "fill in the fallback's column, or use fallback = \"hash\"",
                    )),
                }
            }
        }
    }

    fn date(
        &self,
        year: ColumnId,
        month: Option<ColumnId>,
        day: Option<ColumnId>,
    ) -> Result<Option<String>, Noted> {
        let part = |column: Option<ColumnId>| column.map_or(Ok(None), |column| self.text(column));
        let (year, month, day) = (self.text(year)?, part(month)?, part(day)?);
        if let (Some(values), Some(word), None, None) = (&self.cell.values, &year, &month, &day)
            && let Some(meaning) = values.get(word.as_ref())
        {
            return Ok((!meaning.is_empty()).then(|| meaning.clone()));
        }
        match dates::from_parts(year.as_deref(), month.as_deref(), day.as_deref()) {
            Ok(date) => Ok(date),
            Err(_) if self.cell.other == Other::Blank => Ok(None),
            Err((message, hint)) => Err(self.refuse("mapped date", message, hint)),
        }
    }
}

/// A text as the archive keeps it; none if it is blank.
pub fn tidied(text: &str) -> Content<'_> {
    tidy(Cow::Borrowed(text))
}

/// What a pattern takes out of a text; none if it does not match.
fn taken(pattern: &Pattern, text: &str) -> Option<String> {
    let captures = pattern.regex.captures(text)?;
    let filled = pattern.take.render(|place| {
        let capture = captures.get(*place).map(|capture| capture.as_str().trim());
        Ok::<_, std::convert::Infallible>(capture.filter(|capture| !capture.is_empty()))
    });
    match filled {
        Ok(text) => Some(text.unwrap_or_default()),
        Err(impossible) => match impossible {},
    }
}

fn split<'text>(text: &'text str, separators: &[String]) -> Vec<&'text str> {
    let mut pieces = vec![text];
    for separator in separators {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(separator.as_str())).collect();
    }
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}
