//! What separates the columns of a file, and on which line its header stands.

use std::io::{self, Cursor, Read};

use super::encoding::LineCount;

/// How much of a file is read to detect its dialect.
const LOOKED_AT: u64 = 1 << 16;
/// What may separate columns; the first one is the default.
pub const SEPARATORS: [(u8, &str); 4] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// What separates the columns.
    pub separator: u8,
    /// The line of the header, from 1; the lines before it are not rows.
    pub header_line: u64,
    /// Whether lines end with CR alone, as on old Macs.
    pub returns_alone: bool,
}

/// What the analyst says of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// What separates the columns.
    pub separator: Option<u8>,
    /// The line on which the header stands, from 1.
    pub header_line: Option<u64>,
}

impl Dialect {
    /// What separates the columns, in words; none for commas.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        if self.separator == b',' {
            return None;
        }
        let words = SEPARATORS.iter().find(|(separator, _)| *separator == self.separator);
        Some(match words {
            Some((_, words)) => format!("separated by {words}"),
            None => format!("separated by {}", char::from(self.separator).escape_default()),
        })
    }
}

/// Detects the dialect of a text, and returns the text from its beginning. `is_known` says whether a header's name
/// is one that is looked for: of the separators that are possible, the one that gives the most such names is taken.
///
/// # Errors
/// If the text cannot be read.
pub fn dialect(
    mut text: Box<dyn Read + Send>,
    options: ReadOptions,
    is_known: &dyn Fn(&str) -> bool,
) -> io::Result<(Dialect, Box<dyn Read + Send>)> {
    let mut first = Vec::new();
    text.by_ref().take(LOOKED_AT).read_to_end(&mut first)?;
    let by_mark = separator_mark(&first);
    let header_line = options.header_line.unwrap_or(if by_mark.is_some() { 2 } else { 1 });
    let separator =
        options.separator.or(by_mark).unwrap_or_else(|| best_separator(&first, header_line, is_known));
    let returns_alone = first.contains(&b'\r') && !first.contains(&b'\n');
    Ok((Dialect { separator, header_line, returns_alone }, Box::new(Cursor::new(first).chain(text))))
}

/// Excel's own first line: `sep=;`.
fn separator_mark(first: &[u8]) -> Option<u8> {
    let line = first.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line: Vec<u8> = line.iter().copied().filter(|byte| *byte != b'"').collect();
    match line.as_slice() {
        [s, e, p, b'=', separator] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*separator),
        // A comma as the separator may have been quoted away, or doubled by a program that wrote the line as a row.
        [s, e, p, b'=', separator, rest @ ..]
            if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && rest.iter().all(|byte| byte == separator) =>
        {
            Some(*separator)
        }
        _ => None,
    }
}

fn best_separator(first: &[u8], header_line: u64, is_known: &dyn Fn(&str) -> bool) -> u8 {
    let mut lines = LineCount::default();
    let from = if header_line <= 1 {
        0
    } else {
        match first.iter().position(|byte| lines.pass(*byte) && lines.line == header_line) {
            Some(end) => end + 1,
            None => return SEPARATORS[0].0,
        }
    };
    let header = &first[from..];
    let score = |separator: u8| {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(header);
        let mut record = csv::ByteRecord::new();
        if !rows.read_byte_record(&mut record).unwrap_or(false) {
            return (0, 0);
        }
        let known = record.iter().filter(|cell| is_known(String::from_utf8_lossy(cell).trim())).count();
        (known, record.len())
    };
    let mut best = (SEPARATORS[0].0, score(SEPARATORS[0].0));
    for (separator, _) in &SEPARATORS[1..] {
        let other = score(*separator);
        if other > best.1 {
            best = (*separator, other);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(text: &str, header_line: Option<u64>) -> Dialect {
        let is_known = |name: &str| matches!(name, "id" | "title" | "note");
        let options = ReadOptions { separator: None, header_line };
        dialect(Box::new(Cursor::new(text.as_bytes().to_vec())), options, &is_known).unwrap().0
    }

    #[test]
    fn the_separator_is_the_one_that_gives_known_names() {
        let plain = |separator| Dialect { separator, header_line: 1, returns_alone: false };
        assert_eq!(found_in("id,title\ns1,a;b;c;d", None), plain(b','));
        assert_eq!(found_in("id;title\ns1;a,b,c,d", None), plain(b';'));
        assert_eq!(found_in("id\ttitle", None), plain(b'\t'));
        assert_eq!(found_in("\"id\"|\"title\"", None), plain(b'|'));
        assert_eq!(found_in("", None), plain(b','));
        assert_eq!(found_in("id\n", None), plain(b','));
    }

    #[test]
    fn a_first_line_of_excels_names_the_separator() {
        assert_eq!(
            found_in("sep=;\r\nid;title", None),
            Dialect { separator: b';', header_line: 2, returns_alone: false }
        );
        assert_eq!(
            found_in("SEP=,\nid;title", None),
            Dialect { separator: b',', header_line: 2, returns_alone: false }
        );
        assert_eq!(
            found_in("\"sep=\t\"\nid\ttitle", None),
            Dialect { separator: b'\t', header_line: 2, returns_alone: false }
        );
    }

    #[test]
    fn title_lines_above_the_header_do_not_count() {
        let text = "Office holders, as of 2016, by year\r\n\r\nid;title\r\n";
        assert_eq!(
            found_in(text, Some(3)),
            Dialect { separator: b';', header_line: 3, returns_alone: false }
        );
        assert_eq!(found_in(text, Some(90)).separator, b',');
    }
}
