//! What passes into the CSV parser, watched: quotes that never close, rows that never end, the bytes of each row.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::encoding::LineCount;

/// The longest row, in bytes: no more than this is ever held of a file.
pub const LONGEST_ROW: u64 = 16 << 20;

/// From how many bytes on rows that nobody asks for are dropped.
const LET_GO: u64 = 1 << 20;

/// Where the parser stands, as RFC 4180 has it: a quote opens a cell only as its first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellBegins,
    /// Nothing but spaces in a cell so far.
    Spaces,
    Plain,
    Quoted,
    QuoteInQuoted,
    /// Nothing but spaces after the quote that closes a cell.
    Closed,
}

/// A quote where RFC 4180 allows none: what the cell is meant to hold is not clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stray {
    /// The cell, from 1.
    pub cell: u32,
    /// The line of the quote, from 1.
    pub line: u64,
    /// What it does there.
    pub kind: StrayKind,
}

/// What a quote does where none is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayKind {
    /// It closes a cell that goes on.
    Closing,
    /// The same, with a backslash before it.
    Escaped,
    /// It opens a cell after a space.
    Opening,
}

/// A row that is longer than any row may be.
#[derive(Debug, thiserror::Error)]
#[error("the row that begins in line {line} is longer than 16 MiB")]
pub struct EndlessRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The line on which a quote opened that is still open.
    pub quote: Option<u64>,
}

/// What is to be watched.
#[derive(Debug, Clone, Copy)]
pub struct Watching {
    /// What separates the columns.
    pub separator: u8,
    /// Whether lines end with CR alone, as on old Macs: they are passed on as LF, inside cells too.
    pub returns_alone: bool,
    /// Whether the bytes of rows are kept until they are dropped.
    pub keeps_rows: bool,
}

/// A reader that watches what passes through it.
pub struct Watched<R> {
    inner: R,
    watching: Watching,
    state: State,
    lines: LineCount,
    /// The row that is under way; between rows, none of its bytes has passed.
    row: Start,
    row_bytes: u64,
    /// The cell that is under way, from 1.
    cell: u32,
    /// The quote that may have closed it: its line, and whether a backslash is before it.
    close: Option<(u64, bool)>,
    before: u8,
    passed: u64,
    quote_line: u64,
    /// Whether all has passed.
    has_ended: bool,
    /// The rows that the parser has not given yet.
    starts: VecDeque<Start>,
    kept: Vec<u8>,
    /// The place of the first byte that is kept.
    kept_from: u64,
}

/// Where a row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The line, from 1.
    pub line: u64,
    /// The byte of the text, from 0.
    pub byte: u64,
    /// The first quote of the row where none is allowed.
    pub stray: Option<Stray>,
}

impl<R: Read> Watched<R> {
    /// Watches a file from its beginning.
    pub fn new(inner: R, watching: Watching) -> Watched<R> {
        Watched {
            inner,
            watching,
            state: State::CellBegins,
            lines: LineCount::default(),
            row: Start { line: 1, byte: 0, stray: None },
            cell: 1,
            close: None,
            before: 0,
            row_bytes: 0,
            passed: 0,
            quote_line: 1,
            has_ended: false,
            starts: VecDeque::new(),
            kept: Vec::new(),
            kept_from: 0,
        }
    }

    /// The line on which a quote opened that never closed; none before the end of the file. What the parser gives then is
    /// not a row, but what the quote swallowed.
    pub fn never_closed(&self) -> Option<u64> {
        self.open_quote().filter(|_| self.has_ended)
    }

    /// The line on which a quote opened that has not been closed so far.
    fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.quote_line)
    }

    /// Where the row begins that the parser has just given. It passes over empty lines as the parser does.
    pub fn next_start(&mut self) -> Start {
        let start = self.starts.pop_front().unwrap_or(self.row);
        if start.byte.saturating_sub(self.kept_from) > LET_GO {
            self.let_go(start);
        }
        start
    }

    /// Drops what comes before a row.
    fn let_go(&mut self, start: Start) {
        let before = usize::try_from(start.byte.saturating_sub(self.kept_from)).unwrap_or(usize::MAX);
        let before = before.min(self.kept.len());
        self.kept.drain(..before);
        self.kept_from += before as u64;
    }

    /// The bytes of the row that begins there, as they stand, without the end of its last line; to be asked for before
    /// the parser is asked for another one. What comes before them is dropped.
    pub fn row(&mut self, start: Start) -> &[u8] {
        let length = |from: u64, to: u64| usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
        self.let_go(start);
        let end = self.starts.front().map_or(self.passed, |next| next.byte);
        let mut row = &self.kept[..length(start.byte, end).min(self.kept.len())];
        while let [rest @ .., b'\r' | b'\n'] = row {
            row = rest;
        }
        row
    }

    /// Notes a quote where none is allowed, in the row that is under way: the first of them is reported.
    fn stray(&mut self, line: u64, kind: StrayKind) {
        let stray = Stray { cell: self.cell, line, kind };
        for start in self.starts.back_mut().into_iter().chain([&mut self.row]) {
            start.stray.get_or_insert(stray);
        }
    }

    fn watch(&mut self, bytes: &[u8]) {
        let separator = self.watching.separator;
        for &byte in bytes {
            let ends_line = matches!(byte, b'\n' | b'\r');
            if self.row_bytes == 0 && !ends_line {
                self.row = Start { line: self.lines.line, byte: self.passed, stray: None };
                self.cell = 1;
                self.starts.push_back(self.row);
            }
            let was = self.state;
            self.state = match (was, byte) {
                (State::CellBegins, b'"') => {
                    self.quote_line = self.lines.line;
                    State::Quoted
                }
                (State::Quoted, b'"') => {
                    self.close = Some((self.lines.line, self.before == b'\\'));
                    State::QuoteInQuoted
                }
                (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
                _ if byte == separator || ends_line => State::CellBegins,
                (State::CellBegins | State::Spaces, b' ') => State::Spaces,
                (State::QuoteInQuoted | State::Closed, b' ') => State::Closed,
                (State::QuoteInQuoted | State::Closed, _) => {
                    if let Some((line, is_escaped)) = self.close {
                        let kind = if is_escaped { StrayKind::Escaped } else { StrayKind::Closing };
                        self.stray(line, kind);
                    }
                    State::Plain
                }
                (State::Spaces, b'"') => {
                    self.stray(self.lines.line, StrayKind::Opening);
                    State::Plain
                }
                _ => State::Plain,
            };
            if self.state == State::CellBegins && byte == separator {
                self.cell = self.cell.saturating_add(1);
            }
            self.before = byte;
            self.lines.pass(byte);
            self.passed += 1;
            // Empty lines belong to no row.
            self.row_bytes =
                if ends_line && self.state == State::CellBegins { 0 } else { self.row_bytes + 1 };
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.has_ended = count == 0 && !buffer.is_empty();
        let bytes = &mut buffer[..count];
        if self.watching.returns_alone {
            for byte in bytes.iter_mut().filter(|byte| **byte == b'\r') {
                *byte = b'\n';
            }
        }
        if self.watching.keeps_rows {
            self.kept.extend_from_slice(bytes);
        }
        self.watch(&buffer[..count]);
        if self.row_bytes > LONGEST_ROW {
            return Err(io::Error::other(EndlessRow { line: self.row.line, quote: self.open_quote() }));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Watching = Watching { separator: b',', returns_alone: false, keeps_rows: true };

    fn open_quote(text: &str) -> Option<u64> {
        let mut watched = Watched::new(text.as_bytes(), PLAIN);
        io::copy(&mut watched, &mut io::sink()).unwrap();
        watched.never_closed()
    }

    #[test]
    fn a_quote_that_never_closes_is_found_with_its_line() {
        assert_eq!(open_quote("a,b\n\"x\",\"y\n\ny"), Some(2));
        assert_eq!(open_quote("a\r\nb\r\n\"c\r\n"), Some(3));
        assert_eq!(open_quote("a,\"b \"\" c\"\n5\" pipe,x\n\"\"\n"), None);
    }

    #[test]
    fn quotes_where_none_is_allowed_are_found_with_their_cell_and_line() {
        let strays = |text: &str, separator: u8| -> Vec<Option<(u32, u64, StrayKind)>> {
            let mut watched = Watched::new(text.as_bytes(), Watching { separator, ..PLAIN });
            io::copy(&mut watched, &mut io::sink()).unwrap();
            let found = |start: &Start| start.stray.map(|stray| (stray.cell, stray.line, stray.kind));
            watched.starts.iter().map(found).collect()
        };
        use StrayKind::{Closing, Escaped, Opening};
        let text = "a,b\n1,\"x\"y\n2,\"x\" ,z\n\"3\n\"x,\"y\"z\n4,\"\\\"x\",\n5, \"x\"\n6,5\" x \"\"\n7,\"\"\"x\"\"\"\n";
        assert_eq!(
            strays(text, b','),
            [
                None,
                Some((2, 2, Closing)),
                None,
                Some((1, 5, Closing)),
                Some((2, 6, Escaped)),
                Some((2, 7, Opening)),
                None,
                None
            ]
        );
        assert_eq!(strays("a\tb\n1\t\"x,\" y\n2\t\"x\"\t\n", b'\t'), [None, Some((2, 2, Closing)), None]);
    }

    #[test]
    fn rows_are_kept_as_they_stand() {
        let mut watched = Watched::new("a,b\r\n\r\n\"c\nd\",e\r\nf".as_bytes(), PLAIN);
        io::copy(&mut watched, &mut io::sink()).unwrap();
        let starts: Vec<Start> = (0..3).map(|_| watched.next_start()).collect();
        assert_eq!(starts.iter().map(|start| start.line).collect::<Vec<_>>(), [1, 3, 5]);
        watched.starts = starts[2..].iter().copied().collect();
        assert_eq!(watched.row(starts[1]), b"\"c\nd\",e");
        watched.starts.clear();
        assert_eq!(watched.row(starts[2]), b"f");
    }
}
