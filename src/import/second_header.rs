//! Files that were joined by appending one to the other: the header of the second stands among the rows of the first.

use crate::record::refusal::{BELOW, Refusal};
use crate::schema::Table;

/// What a second header says of the rows below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondHeader {
    /// It names the same columns in the same order: the rows below it are read as those above.
    Same,
    /// It names other columns: what the rows below it hold is not known.
    Other,
}

/// Whether a row is a header: the one of the file once more, or one of the table with other columns.
#[must_use]
pub fn second_header<'cell>(
    cells: impl Iterator<Item = &'cell str> + Clone,
    header: &[String],
    table: Option<&'static Table>,
) -> Option<SecondHeader> {
    let names = cells.map(|cell| cell.trim_start_matches('\u{feff}').trim());
    let is_name = |name: &str| {
        header.iter().any(|column| column == name)
            || table.is_some_and(|table| table.columns().any(|column| column.name == name))
    };
    // For most rows the first cell decides.
    let first = names.clone().find(|name| !name.is_empty())?;
    if !is_name(first) {
        return None;
    }
    let mut seen: Vec<&str> = Vec::new();
    for name in names.clone().filter(|name| !name.is_empty()) {
        if !is_name(name) || seen.contains(&name) {
            return None;
        }
        seen.push(name);
    }
    let mut trimmed: Vec<&str> = names.collect();
    while trimmed.len() > header.len() && trimmed.last().is_some_and(|name| name.is_empty()) {
        trimmed.pop();
    }
    if trimmed.len() == header.len() && trimmed.iter().zip(header).all(|(name, column)| name == column) {
        return Some(SecondHeader::Same);
    }
    (seen.len() > 1).then_some(SecondHeader::Other)
}

impl SecondHeader {
    /// Why the row with the header is refused.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        let refusal = Refusal::row("second header", "the row is a header: two files were joined here");
        refusal.with_hint(match self {
            SecondHeader::Same => "delete this line",
            SecondHeader::Other => "import them as separate files: their columns differ",
        })
    }
}

/// Why a row below a second header with other columns is refused.
#[must_use]
pub fn below(line: u64) -> Refusal {
    Refusal::row(BELOW, format!("the row is below the header in line {line}, which has other columns"))
        .with_hint("import them as separate files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_names_of_columns_alone_is_a_header() {
        let header = ["id", "title", "note"].map(str::to_owned);
        let told = |cells: &[&str]| second_header(cells.iter().copied(), &header, Table::named("sources"));
        assert_eq!(told(&["\u{feff}id", "title ", "note"]), Some(SecondHeader::Same));
        assert_eq!(told(&["title", "id", "note"]), Some(SecondHeader::Other));
        assert_eq!(told(&["id", "title", "url", "note"]), Some(SecondHeader::Other));
        assert_eq!(told(&["id", "title", "a note"]), None);
        assert_eq!(told(&["title", "", ""]), None);
        assert_eq!(told(&["note", "note", ""]), None);
    }
}
