//! Tables as sheets of a workbook.

use std::io::Write;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::letters;
use super::limits::{CELL_LENGTH, ROWS};
use crate::error::{Error, Result};

/// The sheet that holds the lists to choose from; nobody sees it.
const LISTS: &str = "lists";
/// How wide a column is, in characters.
const WIDTH: f64 = 18.0;
/// The size of a note, in pixels.
const NOTE: (u32, u32) = (320, 160);

/// A sheet that is to be written.
#[derive(Debug, Clone)]
pub struct SheetPlan {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnPlan>,
}

/// A column of a sheet.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    /// Its heading.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What can be chosen in it; other words can still be written.
    pub choices: Vec<String>,
}

/// A workbook that is being written: rows go to a temporary file at once.
pub struct Writer {
    book: Workbook,
    text: Format,
    heading: Format,
    lists: Vec<Vec<String>>,
}

/// A sheet that takes rows.
pub struct Rows<'writer> {
    sheet: &'writer mut Worksheet,
    text: &'writer Format,
    next: u32,
}

impl Writer {
    /// Begins a workbook. `title` says what it is.
    ///
    /// # Errors
    /// If the fixed date of creation is not a date.
    pub fn begin(title: &str) -> Result<Writer> {
        let mut book = Workbook::new();
        // The same rows give the same bytes, whenever they are written.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&epoch));
        Ok(Writer {
            book,
            text: Format::new().set_num_format("@"),
            heading: Format::new().set_bold().set_num_format("@"),
            lists: Vec::new(),
        })
    }

    /// Adds a sheet with its header, and gives it for its rows.
    ///
    /// # Errors
    /// If no temporary file can be written.
    pub fn sheet(&mut self, plan: &SheetPlan) -> Result<Rows<'_>> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(&plan.name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (place, column) in plan.columns.iter().enumerate() {
            let number = u16::try_from(place).map_err(|_| too_wide())?;
            // A spreadsheet rewrites what it takes for a number or a day; of text it changes nothing.
            sheet.set_column_format(number, &self.text).map_err(failed)?;
            sheet.set_column_width(number, WIDTH).map_err(failed)?;
            if !column.choices.is_empty() {
                let list = letters(self.lists.len());
                let last = column.choices.len();
                let choices = DataValidation::new()
                    .allow_list_formula(Formula::new(format!("={LISTS}!${list}$1:${list}${last}")))
                    .show_error_message(false);
                let end = u32::try_from(ROWS - 1).unwrap_or(u32::MAX);
                sheet.add_data_validation(1, number, end, number, &choices).map_err(failed)?;
                self.lists.push(column.choices.clone());
            }
            let note =
                Note::new(&column.meaning).add_author_prefix(false).set_width(NOTE.0).set_height(NOTE.1);
            sheet.insert_note(0, number, &note).map_err(failed)?;
            sheet.write_string_with_format(0, number, &column.name, &self.heading).map_err(failed)?;
        }
        Ok(Rows { sheet, text: &self.text, next: 1 })
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end(mut self, out: &mut (dyn Write + Send)) -> Result<()> {
        if !self.lists.is_empty() {
            let sheet = self.book.add_worksheet();
            sheet.set_name(LISTS).map_err(failed)?.set_hidden(true);
            for (column, list) in self.lists.iter().enumerate() {
                let column = u16::try_from(column).map_err(|_| too_wide())?;
                for (row, choice) in list.iter().enumerate() {
                    let row = u32::try_from(row).map_err(|_| too_wide())?;
                    sheet.write_string_with_format(row, column, choice, &self.text).map_err(failed)?;
                }
            }
        }
        self.book.save_to_writer(out).map_err(failed)
    }
}

impl Rows<'_> {
    /// Writes a row; blank cells stay empty.
    ///
    /// # Errors
    /// If the sheet is full, a cell is too long, or the temporary file cannot be written.
    pub fn row<'cell>(&mut self, cells: impl Iterator<Item = &'cell str>) -> Result<()> {
        for (column, cell) in cells.enumerate() {
            if cell.is_empty() {
                continue;
            }
            let column = u16::try_from(column).map_err(|_| too_wide())?;
            self.sheet.write_string_with_format(self.next, column, cell, self.text).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }
}

fn too_wide() -> Error {
    Error::with_hint("a sheet has no room for so many columns", "export CSV, which has no limit")
}

fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => Error::Output(error),
        XlsxError::RowColumnLimitError => Error::with_hint(
            format!("a sheet has {ROWS} rows at most"),
            "export CSV, which has no limit, or a part: --on, --published-by",
        ),
        XlsxError::MaxStringLengthExceeded => Error::with_hint(
            format!("a cell of a sheet holds {CELL_LENGTH} characters at most"),
            "export CSV, which has no limit",
        ),
        other => Error::message(format!("the workbook cannot be written: {other}")),
    }
}
