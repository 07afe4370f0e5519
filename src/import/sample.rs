//! A sample of a file for a first profile.

use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::{ReadOptions, preview};
use crate::error::{Error, Result};
use crate::profile::Sample;

/// Reads the header of a file and at most that many rows, in whatever encoding and with whatever separator an import
/// would find.
///
/// # Errors
/// If the file cannot be read, or has no header.
pub fn read_sample(path: &Path, sheet: Option<&str>, rows: usize) -> Result<Sample> {
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
