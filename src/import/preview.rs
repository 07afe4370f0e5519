//! The beginning of a file, as an import would read it.

use std::path::Path;

use encoding_rs::Encoding;

use super::dialect::ReadOptions;
use super::input::{EXPAND_TO, Intake};
use super::reader::Reader;
use super::sheets;
use super::structured::Structure;
use crate::error::{Error, Result};
use crate::workbook::is_workbook;

/// The header of a file and its first rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// What separates its columns.
    pub separator: char,
    /// The sheet, if it is a workbook.
    pub sheet: Option<String>,
    /// The names of its columns, trimmed.
    pub header: Vec<String>,
    /// Rows, each with as many cells as there are columns, as they stand.
    pub rows: Vec<Vec<String>>,
    /// Whether it has more rows than these.
    pub has_more: bool,
}

/// Reads the header of a file, or of a sheet of a workbook, and at most `most` rows.
///
/// # Errors
/// If the file cannot be read or has no header, or one of the rows has too few or too many cells or is not text.
pub fn preview(
    path: &Path,
    sheet: Option<&str>,
    encoding: Option<&'static Encoding>,
    told: ReadOptions,
    most: usize,
) -> Result<Preview> {
    if Structure::of(path).is_some() {
        return Err(Error::with_hint(
            format!("{}: this is JSON, of which no first profile is written", path.display()),
            "write one by hand: its paths, such as names[0].value, are described in docs/profiles.md",
        ));
    }
    let intake = match is_workbook(path) {
        true => sheets::preview(path, sheet, EXPAND_TO, &|| false)?,
        false => Intake::open(path, encoding, EXPAND_TO, &|| false)?,
    };
    let mut reader = Reader::open(&intake, told, &|_| false, "one that names the columns", false)?;
    let mut preview = Preview {
        separator: char::from(reader.dialect().separator),
        header: reader.header().to_vec(),
        sheet: intake.cells().map(|cells| cells.sheet.clone()),
        ..Preview::default()
    };
    while let Some(row) = reader.next_row()? {
        if preview.rows.len() == most {
            preview.has_more = true;
            break;
        }
        let cells = row.cells().map_err(|refusals| {
            let messages: Vec<&str> = refusals.iter().map(|refusal| refusal.message.as_str()).collect();
            let hints: Vec<&str> = refusals.iter().filter_map(|refusal| refusal.hint.as_deref()).collect();
            Error::with_hint(
                format!("{}:{}: {}", row.place.file, row.place.line, messages.join("; ")),
                hints.join("; "),
            )
        })?;
        preview.rows.push(cells.into_iter().map(str::to_owned).collect());
    }
    Ok(preview)
}
