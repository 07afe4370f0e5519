//! What passes into the CSV parser, watched: its digest, quotes that never close, rows that never end.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// The longest row, in bytes: no more than this is ever held of a file.
pub const LONGEST_ROW: u64 = 16 << 20;

/// Where the parser stands, as RFC 4180 has it: a quote opens a cell only as its first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellBegins,
    Plain,
    Quoted,
    QuoteInQuoted,
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

/// A reader that watches what passes through it.
#[derive(Debug)]
pub struct Watched<R> {
    inner: R,
    digest: Sha256,
    state: State,
    line: u64,
    row_line: u64,
    row_bytes: u64,
    quote_line: u64,
    after_return: bool,
}

impl<R: Read> Watched<R> {
    /// Watches a file from its beginning.
    pub fn new(inner: R) -> Watched<R> {
        Watched {
            inner,
            digest: Sha256::new(),
            state: State::CellBegins,
            line: 1,
            row_line: 1,
            row_bytes: 0,
            quote_line: 1,
            after_return: false,
        }
    }

    /// The line on which a quote opened that never closed; to be asked for at the end of the file.
    pub fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.quote_line)
    }

    /// The SHA-256 of all that passed.
    pub fn digest(self) -> impl AsRef<[u8]> {
        self.digest.finalize()
    }

    fn watch(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.row_bytes += 1;
            let ends_line = matches!(byte, b'\n' | b'\r');
            self.state = match (self.state, byte) {
                (State::CellBegins, b'"') => {
                    self.quote_line = self.line;
                    State::Quoted
                }
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
                (_, b',') => State::CellBegins,
                _ if ends_line => State::CellBegins,
                _ => State::Plain,
            };
            // CR, LF and CRLF end a line once.
            if ends_line && !(byte == b'\n' && self.after_return) {
                self.line += 1;
            }
            if ends_line && self.state == State::CellBegins {
                self.row_line = self.line;
                self.row_bytes = 0;
            }
            self.after_return = byte == b'\r';
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(&buffer[..count]);
        self.watch(&buffer[..count]);
        if self.row_bytes > LONGEST_ROW {
            return Err(io::Error::other(EndlessRow { line: self.row_line, quote: self.open_quote() }));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_quote(text: &str) -> Option<u64> {
        let mut watched = Watched::new(text.as_bytes());
        io::copy(&mut watched, &mut io::sink()).unwrap();
        watched.open_quote()
    }

    #[test]
    fn a_quote_that_never_closes_is_found_with_its_line() {
        assert_eq!(open_quote("a,b\n\"x\",\"y\n\ny"), Some(2));
        assert_eq!(open_quote("a\r\nb\r\n\"c\r\n"), Some(3));
        assert_eq!(open_quote("a,\"b \"\" c\"\n5\" pipe,x\n\"\"\n"), None);
    }
}
