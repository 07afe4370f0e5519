//! The header of a file and some of its rows.

use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};
use crate::import::{ReadOptions, preview};

/// The beginning of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet, if it is a workbook.
    pub sheet: Option<String>,
    /// What separates its cells.
    pub separator: char,
    /// The names of its columns, trimmed and composed.
    pub header: Vec<String>,
    /// Rows, each with as many cells as there are columns, trimmed and composed.
    pub rows: Vec<Vec<String>>,
    /// Whether the file has more rows than these.
    pub more: bool,
}

/// Reads the header of a file and at most that many rows, in whatever encoding and with whatever separator an import
/// would find.
///
/// # Errors
/// If the file cannot be read, or has no header.
pub fn read(path: &Path, sheet: Option<&str>, rows: usize) -> Result<Sample> {
    let preview = preview(path, sheet, None, ReadOptions::default(), rows)?;
    if preview.header.iter().all(String::is_empty) {
        return Err(Error::with_hint(
            format!("{}: the file has no header", path.display()),
            "its first row has to name the columns; delete the lines above it",
        ));
    }
    Ok(Sample {
        file: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        sheet: preview.sheet,
        separator: preview.separator,
        header: preview.header.iter().map(|name| tidy(name)).collect(),
        rows: preview.rows.iter().map(|row| row.iter().map(|cell| tidy(cell)).collect()).collect(),
        more: preview.has_more,
    })
}

fn tidy(cell: &str) -> String {
    cell.trim().nfc().collect()
}
