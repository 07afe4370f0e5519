//! CSV: RFC 4180 with LF, a header always, quotes only where they are needed.
//!
//! Text is written as it is, so that it reads back; only for spreadsheets it is changed, reversibly.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cell, Column, RowWriter, Summary, fits};

/// How spreadsheets recognize a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A cell that begins with one of these may be run as a formula (OWASP, CSV Injection).
const SIGNS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
/// How many of them begin a formula wherever a cell may begin.
const FORMULA_SIGNS: usize = 8;
/// What a spreadsheet may take for the end of a cell although it stands within one.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// Writes rows as CSV.
pub struct CsvWriter<'out> {
    out: csv::Writer<Marked<'out>>,
    for_spreadsheet: bool,
    columns: usize,
}

impl<'out> CsvWriter<'out> {
    /// Writes to `out`; for a spreadsheet with a byte order mark, and with an apostrophe before what would run as a
    /// formula.
    pub fn new(out: &'out mut dyn Write, for_spreadsheet: bool) -> CsvWriter<'out> {
        let mark = if for_spreadsheet { BYTE_ORDER_MARK } else { &[] };
        CsvWriter { out: csv::Writer::from_writer(Marked { out, mark }), for_spreadsheet, columns: 0 }
    }

    fn record<'text>(&mut self, texts: impl Iterator<Item = Cow<'text, str>>) -> io::Result<()> {
        for text in texts {
            let text = if self.for_spreadsheet { defused(text) } else { text };
            self.out.write_field(text.as_bytes()).map_err(io_error)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(io_error)
    }
}

impl RowWriter for CsvWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.len();
        self.record(columns.iter().map(|column| column.name.as_str().into()))
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.columns)?;
        self.record(cells.iter().map(Cell::text))
    }

    fn end(&mut self, _summary: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a mark before the first byte, outside the quotes that the first name may need.
struct Marked<'out> {
    out: &'out mut dyn Write,
    mark: &'static [u8],
}

impl Write for Marked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(std::mem::take(&mut self.mark))?;
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// An apostrophe before a sign makes text of a formula. Numbers such as -12.5 stay. Text that already has apostrophes
/// before a sign gets one more, so that no two texts become one and [`restored`] can take it back. Where a spreadsheet
/// takes semicolons, tabs or line ends for ends of cells, what follows them within a text begins one.
fn defused(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    let guards: Vec<usize> =
        beginnings(&text).filter(|&at| runs(&text[at..], at == 0) && !(is_number && at == 0)).collect();
    if guards.is_empty() {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + guards.len());
    let mut from = 0;
    for at in guards {
        safe.push_str(&text[from..at]);
        safe.push('\'');
        from = at;
    }
    safe.push_str(&text[from..]);
    Cow::Owned(safe)
}

/// Where cells begin in a text: with it, and after what may separate cells.
fn beginnings(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices(SEPARATORS).map(|(at, _)| at + 1))
}

/// Whether a text would run as a formula, except for apostrophes before it.
fn runs(text: &str, is_whole: bool) -> bool {
    let signs = if is_whole { &SIGNS[..] } else { &SIGNS[..FORMULA_SIGNS] };
    text.trim_start_matches('\'').starts_with(signs)
}

/// A cell as it was before it was written for a spreadsheet: without the apostrophes before formula signs. Only for
/// files known to be written so; elsewhere an apostrophe may belong to the text.
#[must_use]
pub fn restored(cell: &str) -> Cow<'_, str> {
    let guards: Vec<usize> = beginnings(cell)
        .filter(|&at| cell[at..].strip_prefix('\'').is_some_and(|rest| runs(rest, at == 0)))
        .collect();
    if guards.is_empty() {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let mut from = 0;
    for at in guards {
        text.push_str(&cell[from..at]);
        from = at + 1;
    }
    text.push_str(&cell[from..]);
    Cow::Owned(text)
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for formula in
            ["=1+1", "+x", "-x", "@sum", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "-inf", "+nan", "-"]
        {
            assert_eq!(defused(formula.into()), format!("'{formula}"));
        }
        for harmless in ["-12.5", "+82", "-1e5", "1-1", "a=b", "", "'quoted'", "김중린"] {
            assert_eq!(defused(harmless.into()), harmless);
        }
    }

    #[test]
    fn a_formula_after_what_may_end_a_cell_gets_one_as_well() {
        for (text, safe) in [
            (";=1+1", ";'=1+1"),
            ("a;=b;-c", "a;'=b;'-c"),
            ("a\n@b", "a\n'@b"),
            ("a\t'+b", "a\t''+b"),
            ("=a;=b", "'=a;'=b"),
            ("a; b;c", "a; b;c"),
        ] {
            assert_eq!(defused(text.into()), safe);
            assert_eq!(restored(safe), text);
        }
    }

    proptest! {
        #[test]
        fn defusing_can_be_taken_back(text in "('{0,2}[=+@＝a1;\t\n-]{0,3}.{0,3}){0,3}") {
            let safe = defused(text.as_str().into());
            prop_assert_eq!(restored(&safe), text.as_str());
            prop_assert!(!safe.starts_with(SIGNS) || text.parse::<f64>().is_ok());
        }
    }
}
