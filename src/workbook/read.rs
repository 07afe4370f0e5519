//! Sheets of a workbook as text.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::limits::{self, CELL_LENGTH, COLUMNS, ROWS, damaged, expands_too_far};
use crate::error::{Error, Result};

/// After how many cells it is asked whether to go on.
const OFTEN: u32 = 4_096;
/// From which number on a spreadsheet no longer keeps every digit.
const LONG: f64 = 1e15;

/// What a cell is if it is not text, and what may be wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// A number, which has lost zeros that it began with.
    Number,
    /// A number of more digits than a spreadsheet keeps.
    LongNumber,
    /// A day.
    Day,
    /// A day with a time of day, or a time alone.
    Time,
    /// A day before 1900-03-01, of which spreadsheets do not agree which one it is.
    EarlyDay,
    /// TRUE or FALSE.
    Logical,
    /// An error value, such as `#REF!`.
    Error,
    /// A formula whose value was not saved.
    NoValue,
    /// A text as long as a cell can be: it has probably been cut.
    Full,
    /// Part of a merged cell other than its first.
    Merged,
}

/// A cell that is not just text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OddCell {
    /// Its row, from 1.
    pub row: u32,
    /// Its column, from 0.
    pub column: u16,
    /// What it is.
    pub odd: Odd,
}

/// A sheet, copied as CSV.
#[derive(Debug)]
pub struct Sheet {
    /// Its rows with commas, in UTF-8; blank rows are left out.
    pub text: File,
    /// Where lines of the text and rows of the sheet part: from this line on, it is that row, and so on row by row.
    pub rows: Vec<(u64, u64)>,
    /// The cells that are not just text, in the order of the rows.
    pub odd: Vec<OddCell>,
}

/// A workbook that is open for reading.
pub struct Workbook {
    name: String,
    /// The names of its sheets, in their order, and whether each can be seen.
    sheets: Vec<(String, bool)>,
    book: Book,
}

enum Book {
    Excel(Box<Xlsx<BufReader<File>>>),
    OpenDocument(Box<Ods<BufReader<File>>>),
}

/// Whether a file is a workbook that can be read, by its name.
#[must_use]
pub fn is_workbook(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ["xlsx", "xlsm", "ods"].contains(&ending.as_str()))
}

impl Workbook {
    /// Opens a workbook; unpacked, it may have `expand_to` bytes.
    ///
    /// # Errors
    /// If it is not a workbook, is damaged or protected by a password, expands too far, or the analyst interrupts.
    pub fn open(path: &Path, expand_to: u64, interrupted: &dyn Fn() -> bool) -> Result<Workbook> {
        let name = path.display().to_string();
        let mut first = Vec::new();
        let file = File::open(path).map_err(Error::file(path))?;
        std::io::Read::read_to_end(&mut std::io::Read::take(&file, 4), &mut first)
            .map_err(Error::file(path))?;
        match first.as_slice() {
            [b'P', b'K', ..] => {}
            [0xd0, 0xcf, 0x11, 0xe0] => {
                return Err(Error::with_hint(
                    format!(
                        "{name}: the workbook is protected with a password, or of an old version of Excel"
                    ),
                    "open it there and save it again as .xlsx, without a password",
                ));
            }
            _ => {
                return Err(Error::with_hint(
                    format!("{name}: this is not a workbook, whatever its name says"),
                    "save it as .xlsx in a spreadsheet program; if it is text, name it .csv",
                ));
            }
        }
        limits::verify(path, &name, expand_to, interrupted)?;
        let file = BufReader::new(File::open(path).map_err(Error::file(path))?);
        let is_open_document =
            path.extension().is_some_and(|ending| ending.to_string_lossy().eq_ignore_ascii_case("ods"));
        let (book, metadata) = if is_open_document {
            let book = Ods::new(file).map_err(|error| damaged(&name, &error))?;
            let metadata = book.sheets_metadata().to_vec();
            (Book::OpenDocument(Box::new(book)), metadata)
        } else {
            let book = Xlsx::new(file).map_err(|error| match error {
                XlsxError::Password => Error::with_hint(
                    format!("{name}: the workbook is protected with a password"),
                    "open it there and save it again without one",
                ),
                error => damaged(&name, &error),
            })?;
            let metadata = book.sheets_metadata().to_vec();
            (Book::Excel(Box::new(book)), metadata)
        };
        let sheets = metadata
            .into_iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name, sheet.visible == SheetVisible::Visible))
            .collect();
        Ok(Workbook { name, sheets, book })
    }

    /// The names of its sheets, and whether each can be seen.
    #[must_use]
    pub fn sheets(&self) -> &[(String, bool)] {
        &self.sheets
    }

    /// Copies a sheet as CSV, of at most `expand_to` bytes.
    ///
    /// # Errors
    /// If there is none of this name, it cannot be parsed or is too large, the copy cannot be written, or the analyst
    /// interrupts.
    pub fn sheet(&mut self, sheet: &str, expand_to: u64, interrupted: &dyn Fn() -> bool) -> Result<Sheet> {
        let name = format!("{}[{sheet}]", self.name);
        let mut copy = Copying::begin(&name, expand_to)?;
        match &mut self.book {
            Book::Excel(book) => {
                let merged = book
                    .merge_cells_by_sheet_name(sheet)
                    .map_err(|error| damaged(&name, &error))?
                    .into_iter()
                    .map(|area| (area.start, area.end))
                    .collect();
                copy.merged = merged;
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&name, &error))?;
                let mut count = 0_u32;
                while let Some(cell) =
                    cells.next_cell_with_formula_metadata().map_err(|error| damaged(&name, &error))?
                {
                    count = count.wrapping_add(1);
                    if count.is_multiple_of(OFTEN) && interrupted() {
                        return Err(Error::Interrupted);
                    }
                    let (text, odd) = of_excel(&cell.value, cell.formula.is_some());
                    copy.cell(cell.pos, text, odd)?;
                }
            }
            Book::OpenDocument(book) => {
                let cells = book.worksheet_range(sheet).map_err(|error| damaged(&name, &error))?;
                let (first_row, first_column) = cells.start().unwrap_or_default();
                for (row, column, value) in cells.used_cells() {
                    if column == 0 && interrupted() {
                        return Err(Error::Interrupted);
                    }
                    let (text, odd) = of_open_document(value);
                    let at = |place: usize, first: u32| {
                        u32::try_from(place).unwrap_or(u32::MAX).saturating_add(first)
                    };
                    copy.cell((at(row, first_row), at(column, first_column)), text, odd)?;
                }
            }
        }
        copy.end()
    }
}

/// The rows of a sheet on their way into a file.
struct Copying<'name> {
    name: &'name str,
    out: csv::Writer<BufWriter<File>>,
    /// The cells of the row, without empty ones at its end.
    cells: Vec<String>,
    /// The row that is being read, from 0.
    row: u32,
    /// The line on which it will begin.
    line: u64,
    rows: Vec<(u64, u64)>,
    odd: Vec<OddCell>,
    /// First and last cell of merged ones, by row and column.
    merged: Vec<((u32, u32), (u32, u32))>,
    written: u64,
    expand_to: u64,
}

impl<'name> Copying<'name> {
    fn begin(name: &'name str, expand_to: u64) -> Result<Copying<'name>> {
        let file = tempfile::tempfile().map_err(|error| Error::no_temporary_file(&error))?;
        Ok(Copying {
            name,
            out: csv::WriterBuilder::new()
                .flexible(true)
                .from_writer(BufWriter::with_capacity(1 << 16, file)),
            cells: Vec::new(),
            row: 0,
            line: 1,
            rows: Vec::new(),
            odd: Vec::new(),
            merged: Vec::new(),
            written: 0,
            expand_to,
        })
    }

    fn cell(&mut self, (row, column): (u32, u32), text: String, odd: Option<Odd>) -> Result<()> {
        if text.is_empty() && odd.is_none() {
            return Ok(());
        }
        if u64::from(row) >= ROWS || column >= COLUMNS {
            return Err(damaged(
                self.name,
                &format!(
                    "it has a cell in row {}, column {}, where no sheet has any",
                    u64::from(row) + 1,
                    column + 1
                ),
            ));
        }
        if row < self.row {
            return Err(damaged(self.name, &format!("row {} comes after row {}", row + 1, self.row + 1)));
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        let place = column as usize;
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        let is_full = text.encode_utf16().count() >= CELL_LENGTH;
        let is_odd = odd.or(is_full.then_some(Odd::Full));
        if let Some(odd) = is_odd {
            self.odd.push(OddCell { row: row + 1, column: u16::try_from(column).unwrap_or(u16::MAX), odd });
        }
        self.cells[place] = text;
        Ok(())
    }

    /// Writes the row that has been read, if it has cells.
    fn end_row(&mut self) -> Result<()> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let row = u64::from(self.row) + 1;
        let expected = self.rows.last().map_or(self.line, |(line, row)| row + (self.line - line));
        if expected != row {
            self.rows.push((self.line, row));
        }
        self.note_merged();
        let lines: usize = self.cells.iter().map(|cell| cell.matches('\n').count()).sum();
        self.written += self.cells.iter().map(|cell| cell.len() as u64 + 1).sum::<u64>();
        if self.written > self.expand_to {
            return Err(expands_too_far(self.name, self.expand_to));
        }
        self.out.write_record(&self.cells).map_err(|error| Error::no_temporary_file(&error.into()))?;
        self.line += lines as u64 + 1;
        self.cells.clear();
        Ok(())
    }

    /// Marks the blank cells of the row that a merged cell covers.
    fn note_merged(&mut self) {
        let row = self.row;
        for ((first_row, first_column), (last_row, last_column)) in &self.merged {
            if !(*first_row..=*last_row).contains(&row) {
                continue;
            }
            for column in *first_column..=*last_column {
                if (row, column) != (*first_row, *first_column) {
                    self.odd.push(OddCell {
                        row: row + 1,
                        column: u16::try_from(column).unwrap_or(u16::MAX),
                        odd: Odd::Merged,
                    });
                }
            }
        }
    }

    fn end(mut self) -> Result<Sheet> {
        self.end_row()?;
        let out = self.out.into_inner().map_err(|error| Error::no_temporary_file(error.error()))?;
        let mut text = out.into_inner().map_err(|error| Error::no_temporary_file(error.error()))?;
        text.flush().map_err(|error| Error::no_temporary_file(&error))?;
        Ok(Sheet { text, rows: self.rows, odd: self.odd })
    }
}

fn of_excel(value: &DataRef<'_>, has_formula: bool) -> (String, Option<Odd>) {
    match value {
        DataRef::String(text) => (text.clone(), None),
        DataRef::SharedString(text) => ((*text).to_owned(), None),
        DataRef::Int(number) => (number.to_string(), Some(Odd::Number)),
        DataRef::Float(number) => of_number(*number),
        DataRef::Bool(value) => of_logical(*value),
        DataRef::DateTime(day) => of_day(*day),
        DataRef::DateTimeIso(text) => of_iso(text),
        DataRef::DurationIso(text) => (text.clone(), Some(Odd::Time)),
        DataRef::Error(error) => (error.to_string(), Some(Odd::Error)),
        DataRef::Empty => (String::new(), has_formula.then_some(Odd::NoValue)),
    }
}

fn of_open_document(value: &Data) -> (String, Option<Odd>) {
    match value {
        Data::String(text) => (text.clone(), None),
        Data::Int(number) => (number.to_string(), Some(Odd::Number)),
        Data::Float(number) => of_number(*number),
        Data::Bool(value) => of_logical(*value),
        Data::DateTime(day) => of_day(*day),
        Data::DateTimeIso(text) => of_iso(text),
        Data::DurationIso(text) => (text.clone(), Some(Odd::Time)),
        Data::Error(error) => (error.to_string(), Some(Odd::Error)),
        Data::Empty => (String::new(), None),
    }
}

fn of_logical(value: bool) -> (String, Option<Odd>) {
    (if value { "TRUE" } else { "FALSE" }.to_owned(), Some(Odd::Logical))
}

/// A number as a spreadsheet shows it in full: no decimals if it is whole, and no more than fifteen digits.
fn of_number(number: f64) -> (String, Option<Odd>) {
    if number.abs() >= LONG {
        return (format!("{number}"), Some(Odd::LongNumber));
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // A sheet shows -0 as 0.
    let shown = if shown == 0.0 { 0.0 } else { shown };
    (format!("{shown}"), Some(Odd::Number))
}

/// A day by its number: 60 is a 29 February 1900 that never was, and what is before it differs between programs.
fn of_day(day: ExcelDateTime) -> (String, Option<Odd>) {
    let (year, month, of_month, hour, minute, second, _) = day.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{of_month:02}");
    let number = day.as_f64();
    if day.is_duration() || number.fract() != 0.0 || number < 1.0 {
        return (format!("{date} {hour:02}:{minute:02}:{second:02}"), Some(Odd::Time));
    }
    let is_early = (year, month) < (1900, 3);
    (date, Some(if is_early { Odd::EarlyDay } else { Odd::Day }))
}

/// A day as ISO 8601 writes it, perhaps with a time of day.
fn of_iso(text: &str) -> (String, Option<Odd>) {
    match text.split_once('T') {
        None => (text.to_owned(), Some(Odd::Day)),
        Some((day, time)) if time.trim_end_matches('Z').chars().all(|letter| "0:.".contains(letter)) => {
            (day.to_owned(), Some(Odd::Day))
        }
        Some(_) => (text.to_owned(), Some(Odd::Time)),
    }
}
