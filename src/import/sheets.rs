//! Sheets of a workbook as files to import: which of them, and what is wrong with cells that are not text.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::discover::table_by_file_name;
use super::files::Rows;
use super::input::{Intake, WorkbookFile};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::record::refusal::Refusal;
use crate::schema::{Kind, Table};
use crate::workbook::{Odd, OddCell, Sheet, Workbook, letters};

/// What the analyst wants of a workbook.
pub struct Wanted<'wanted> {
    /// The table that is named for all files, or that the file's name gives.
    pub table: Option<&'static Table>,
    /// Whether that table was named by the analyst, so that it goes before the names of sheets.
    pub is_named: bool,
    /// The profile that makes records of the rows.
    pub profile: Option<&'wanted Profile>,
    /// The sheet.
    pub sheet: Option<&'wanted str>,
    /// To how many bytes the workbook may expand.
    pub expand_to: u64,
}

/// The sheets of a workbook that are loaded.
pub struct Sheets {
    /// Each with what its rows are.
    pub loaded: Vec<(Intake, Rows)>,
    /// What the analyst should know of the others.
    pub said: Option<String>,
}

/// Opens a workbook and copies the sheets that are to be loaded.
///
/// # Errors
/// If it cannot be read, or does not say which sheet holds which table.
pub fn open(path: &Path, wanted: &Wanted<'_>, interrupted: &dyn Fn() -> bool) -> Result<Sheets> {
    let file = WorkbookFile::read(path, interrupted)?;
    let mut workbook = Workbook::open(path, wanted.expand_to, interrupted)?;
    let chosen = choose(path, workbook.sheets(), wanted)?;
    let left_out: Vec<String> = visible(workbook.sheets())
        .filter(|name| chosen.iter().all(|(own, _)| own != *name))
        .map(|name| format!("\"{name}\""))
        .collect();
    let said = (!left_out.is_empty()).then(|| {
        format!(
            "{}: left out: {} {}",
            path.display(),
            if left_out.len() == 1 { "sheet" } else { "sheets" },
            left_out.join(", ")
        )
    });
    let mut loaded = Vec::new();
    for (sheet, rows) in chosen {
        let intake = copy(path, &file, &mut workbook, sheet, wanted.expand_to, interrupted)?;
        loaded.push((intake, rows));
    }
    Ok(Sheets { loaded, said })
}

/// The one sheet of a workbook of which a profile is to be written.
///
/// # Errors
/// As [`open`]; if there are several and none is named.
pub fn preview(
    path: &Path,
    sheet: Option<&str>,
    expand_to: u64,
    interrupted: &dyn Fn() -> bool,
) -> Result<Intake> {
    let file = WorkbookFile::read(path, interrupted)?;
    let mut workbook = Workbook::open(path, expand_to, interrupted)?;
    let sheet = only_sheet(path, workbook.sheets(), sheet)?;
    copy(path, &file, &mut workbook, sheet, expand_to, interrupted)
}

fn copy(
    path: &Path,
    file: &WorkbookFile,
    workbook: &mut Workbook,
    sheet: String,
    expand_to: u64,
    interrupted: &dyn Fn() -> bool,
) -> Result<Intake> {
    let Sheet { text, rows, odd } = workbook.sheet(&sheet, expand_to, interrupted)?;
    let name = format!("{}[{sheet}]", path.display());
    Ok(Intake::of_sheet(file, name, Arc::new(Cells { sheet, text, rows, odd })))
}

/// The names of the sheets that can be seen.
fn visible(sheets: &[(String, bool)]) -> impl Iterator<Item = &String> {
    sheets.iter().filter(|(_, is_visible)| *is_visible).map(|(name, _)| name)
}

/// The same, in words.
fn listed(sheets: &[(String, bool)]) -> String {
    visible(sheets).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// The sheet of this name; a workbook cannot have two names that differ in case alone.
fn named_sheet(path: &Path, sheets: &[(String, bool)], asked: &str) -> Result<String> {
    let found = sheets.iter().find(|(name, _)| name.to_lowercase() == asked.to_lowercase());
    found.map(|(name, _)| name.clone()).ok_or_else(|| {
        Error::with_hint(
            format!("{}: the workbook has no sheet \"{asked}\"", path.display()),
            format!("its sheets are {}", listed(sheets)),
        )
    })
}

/// The sheet that is named, or the only one that can be seen.
fn only_sheet(path: &Path, sheets: &[(String, bool)], asked: Option<&str>) -> Result<String> {
    match (asked, visible(sheets).count()) {
        (Some(asked), _) => named_sheet(path, sheets, asked),
        (None, 1) => Ok(visible(sheets).cloned().collect()),
        (None, count) => Err(Error::with_hint(
            format!("{}: the workbook has {count} sheets", path.display()),
            format!(
                "name the one to read: --sheet NAME, or sheet = \"NAME\" in [file] of a profile; they are {}",
                listed(sheets)
            ),
        )),
    }
}

/// Which sheets are loaded, and what their rows are.
fn choose(path: &Path, sheets: &[(String, bool)], wanted: &Wanted<'_>) -> Result<Vec<(String, Rows)>> {
    if let Some(profile) = wanted.profile {
        return Ok(vec![(only_sheet(path, sheets, wanted.sheet)?, Rows::By(profile.clone()))]);
    }
    if let Some(table) = wanted.table.filter(|_| wanted.is_named) {
        let has_its_name = |name: &&String| table_of(name).is_some_and(|own| own.name == table.name);
        let sheet = match visible(sheets).find(has_its_name).filter(|_| wanted.sheet.is_none()) {
            Some(sheet) => sheet.clone(),
            None => only_sheet(path, sheets, wanted.sheet)?,
        };
        return Ok(vec![(sheet, Rows::Of(table))]);
    }
    let named = wanted.sheet.map(|asked| named_sheet(path, sheets, asked)).transpose()?;
    let of_tables: Vec<(String, Rows)> = sheets
        .iter()
        .filter(|(name, _)| named.as_ref().is_none_or(|named| named == name))
        .filter_map(|(name, _)| table_of(name).map(|table| (name.clone(), Rows::Of(table))))
        .collect();
    if !of_tables.is_empty() {
        return Ok(of_tables);
    }
    match (only_sheet(path, sheets, wanted.sheet), wanted.table) {
        (Ok(sheet), Some(table)) => Ok(vec![(sheet, Rows::Of(table))]),
        _ => Err(Error::with_hint(
            format!(
                "{}: no sheet is named as the table that it holds; the sheets are {}",
                path.display(),
                listed(sheets)
            ),
            "name the sheets postings, sources and so on, or name one table: --table postings --sheet NAME; for other people's columns write a profile: orgarchive profile new FILE",
        )),
    }
}

/// The table whose rows a sheet holds, by its name.
fn table_of(sheet: &str) -> Option<&'static Table> {
    table_by_file_name(Path::new(&format!("{}.csv", sheet.trim())))
}

/// What a column of a sheet takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nobody reads it.
    Nothing,
    /// Whatever it holds: a profile knows better.
    Any,
    /// Text, in which a number is one of a page, a house or a year.
    Text,
    /// Ids.
    Ids,
    /// Dates.
    Dates,
    /// Numbers.
    Numbers,
    /// What the type of a fact says.
    Values,
}

impl Takes {
    /// What a column of a table takes.
    #[must_use]
    pub fn of(kind: Kind) -> Takes {
        match kind {
            Kind::Id | Kind::Reference(_) | Kind::Entity | Kind::Event => Takes::Ids,
            Kind::Date | Kind::DateOrInterval | Kind::DateOrStill => Takes::Dates,
            Kind::Whole(..) | Kind::Degrees(_) => Takes::Numbers,
            Kind::Value => Takes::Values,
            Kind::Text | Kind::OneOf(_) | Kind::Url | Kind::Language => Takes::Text,
        }
    }
}

/// The cells of a sheet.
#[derive(Debug)]
pub struct Cells {
    /// The name of the sheet.
    pub sheet: String,
    /// Its rows as CSV.
    pub text: File,
    rows: Vec<(u64, u64)>,
    odd: Vec<OddCell>,
}

impl Cells {
    /// The row of the sheet that begins on this line of its text.
    #[must_use]
    pub fn row_of(&self, line: u64) -> u64 {
        let next = self.rows.partition_point(|(from, _)| *from <= line);
        match next.checked_sub(1).and_then(|place| self.rows.get(place)) {
            Some((from, row)) => row + (line - from),
            None => line,
        }
    }

    /// Whether a row has cells that are not just text.
    #[must_use]
    pub fn is_odd(&self, row: u64) -> bool {
        self.odd_of(row).next().is_some()
    }

    fn odd_of(&self, row: u64) -> impl Iterator<Item = &OddCell> {
        let begin = self.odd.partition_point(|cell| u64::from(cell.row) < row);
        self.odd[begin..].iter().take_while(move |cell| u64::from(cell.row) == row)
    }

    /// What is wrong with cells of a row, as far as its columns take something else.
    #[must_use]
    pub fn refusals(&self, row: u64, takes: &[Takes], cells: &[&str]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for cell in self.odd_of(row) {
            let column = usize::from(cell.column);
            let (Some(takes), Some(text)) = (takes.get(column), cells.get(column)) else { continue };
            if let Some((what, hint)) = wrong(cell.odd, *takes, text) {
                let message = format!("cell {}{row} {what}", letters(column));
                refusals.push(Refusal::row(cause(cell.odd), message).with_hint(hint));
            }
        }
        refusals
    }
}

/// What sort of mistake a cell is, if it is one.
fn cause(odd: Odd) -> &'static str {
    match odd {
        Odd::Number => "a number",
        Odd::LongNumber => "a long number",
        Odd::Day => "a day",
        Odd::Time => "a time of day",
        Odd::EarlyDay => "an early day",
        Odd::Logical => "a logical value",
        Odd::Error => "an error value",
        Odd::NoValue => "a formula without a value",
        Odd::Full => "a full cell",
        Odd::Merged => "a merged cell",
    }
}

/// What is wrong with a cell that is not text, and what to do about it.
fn wrong(odd: Odd, takes: Takes, text: &str) -> Option<(String, &'static str)> {
    const AS_TEXT: &str = "format the column as text and write the cell again, as the source has it";
    if takes == Takes::Nothing {
        return None;
    }
    let is_whole = !text.contains(['.', '-', 'e']);
    let found = match (odd, takes) {
        (Odd::Error, _) => (
            format!("holds the error value {text}"),
            "correct the formula, or replace it with its value, or delete the cell",
        ),
        (Odd::NoValue, _) => (
            "holds a formula whose value was not saved".to_owned(),
            "open the workbook in the program that computes it and save it there, or replace the formula with its value",
        ),
        (Odd::Merged, _) => (
            "is covered by a merged cell, so it is blank".to_owned(),
            "unmerge the cells and write the value into each row",
        ),
        (Odd::Full, _) => (
            "holds 32,767 characters, the most that a cell can: its text has probably been cut".to_owned(),
            "import the whole text from a CSV file",
        ),
        (Odd::LongNumber, _) => {
            (format!("holds the number {text}, of which a spreadsheet keeps 15 digits"), AS_TEXT)
        }
        (Odd::Time, _) => (
            format!("holds a time of day: {text}"),
            "write the day alone, such as 2016-05-24, in a cell that is formatted as text",
        ),
        (Odd::EarlyDay, _) => (
            format!("holds a day before March 1900, {text}, on which spreadsheets do not agree"),
            "format the cell as text and write the day again, such as 1899-12-24",
        ),
        (Odd::Day, Takes::Dates | Takes::Values | Takes::Any) => return None,
        (Odd::Day, _) => (
            format!("holds the day {text}: a spreadsheet may have turned text such as 3-1 into a day"),
            AS_TEXT,
        ),
        (Odd::Number, Takes::Ids) => (
            format!("holds the number {text}: a spreadsheet may have removed zeros from its beginning"),
            AS_TEXT,
        ),
        (Odd::Number, Takes::Dates) if is_whole && text.len() <= 4 => return None,
        (Odd::Number, Takes::Dates) if is_whole => (
            format!("holds the number {text}, where a date belongs"),
            "spreadsheets count days: format the cell as a date if it is one, or as text and write the date again",
        ),
        (Odd::Number, Takes::Dates) => (
            format!("holds the number {text}, where a date belongs: 2016.10 has become 2016.1"),
            "format the cell as text and write the date again, such as 2016-10",
        ),
        (Odd::Number, _) => return None,
        (Odd::Logical, Takes::Any) => return None,
        (Odd::Logical, _) => (format!("holds the logical value {text}"), AS_TEXT),
    };
    Some(found)
}
