//! Workbooks of Excel and LibreOffice: reading sheets as text that CSV can hold, and writing tables as sheets.
//!
//! A sheet is copied to a temporary CSV file while it is parsed, and read from there as any other file is: an import
//! reads a file more than once, and no more than one row of it is held. What CSV cannot say of a cell, that it was a number, a
//! day or an error, is kept beside the text (`Odd`), and refused where it matters.

mod limits;
mod read;
mod write;

pub use limits::{CELL_LENGTH, ROWS};
pub use read::{Odd, OddCell, Sheet, Workbook, is_workbook};
pub use write::{ColumnPlan, SheetPlan, Writer};

/// The letters of a column, counted from 0: A to Z, AA and so on.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or_default());
        rest /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_the_letters_that_spreadsheets_show() {
        for (column, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letters(column), expected);
        }
    }
}
