//! The header of a file and some of its rows.

use std::io::Read;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};

/// How many bytes of a file a sample may take.
const LARGEST: u64 = 16 << 20;

/// The beginning of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// The file's name, without its folder.
    pub file: String,
    /// What separates its cells.
    pub separator: char,
    /// The names of its columns, trimmed and composed.
    pub header: Vec<String>,
    /// Rows, each with as many cells as there are columns, trimmed and composed.
    pub rows: Vec<Vec<String>>,
    /// Whether the file has more rows than these.
    pub more: bool,
}

/// Reads the header of a file in UTF-8 and at most that many rows.
///
/// # Errors
/// If the file cannot be read, is not in UTF-8, or has no header.
pub fn read(path: &Path, rows: usize) -> Result<Sample> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::file(path))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Error::file(path))?;
    let is_cut = bytes.len() as u64 > LARGEST;
    if is_cut {
        // The last line may be half a line.
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        bytes.truncate(end);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let shown = path.display();
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Error::with_hint(
            format!("{shown}:{line}: the file is not in UTF-8"),
            "save it as CSV UTF-8, then write the profile; encoding under [file] says what the original is in",
        )
    })?;
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator as u8)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let wrong = |error: csv::Error| {
        Error::with_hint(
            format!("{shown}: {error}"),
            "open the file in a spreadsheet program and save it as CSV",
        )
    };
    let header: Vec<String> = match records.next() {
        Some(record) => record.map_err(wrong)?.iter().map(tidy).collect(),
        None => Vec::new(),
    };
    if header.iter().all(String::is_empty) {
        return Err(Error::with_hint(
            format!("{shown}: the file has no header"),
            "its first row has to name the columns; take out what stands above it",
        ));
    }
    let mut sample = Sample {
        file: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        separator,
        header,
        rows: Vec::new(),
        more: is_cut,
    };
    for record in records {
        if sample.rows.len() == rows {
            sample.more = true;
            break;
        }
        let mut cells: Vec<String> = record.map_err(wrong)?.iter().map(tidy).collect();
        cells.resize(sample.header.len(), String::new());
        sample.rows.push(cells);
    }
    Ok(sample)
}

fn tidy(cell: &str) -> String {
    cell.trim().nfc().collect()
}

/// Of comma, semicolon, tab and pipe the one that gives the first line the most cells.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: char| {
        let mut quoted = false;
        first
            .chars()
            .filter(|letter| {
                quoted ^= *letter == '"';
                !quoted && *letter == separator
            })
            .count()
    };
    [',', ';', '\t', '|'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',')
}
