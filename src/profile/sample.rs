//! The header of a file and some of its rows.

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
