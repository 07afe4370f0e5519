//! What a command writes to standard output: an answer, or the summary of what it changed.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// How much of a line of a summary is kept.
const LONGEST_LINE: usize = 2_000;

/// Standard output, as a command writes to it.
pub struct Outgoing<'out> {
    out: &'out mut dyn Write,
    kind: Kind,
}

enum Kind {
    /// An answer, which ends where the analyst interrupts or the output fails.
    Answer(Arc<AtomicBool>),
    /// What was done. The command goes on to its end even if nobody can read it.
    Summary(Summary),
}

#[derive(Default)]
struct Summary {
    failed: Option<io::Error>,
    /// The line that is being written, and the last one before it.
    line: Vec<u8>,
    last: Vec<u8>,
}

impl<'out> Outgoing<'out> {
    /// Takes an answer.
    pub fn answer(out: &'out mut dyn Write, interrupted: Arc<AtomicBool>) -> Outgoing<'out> {
        Outgoing { out, kind: Kind::Answer(interrupted) }
    }

    /// Takes a summary.
    pub fn summary(out: &'out mut dyn Write) -> Outgoing<'out> {
        Outgoing { out, kind: Kind::Summary(Summary::default()) }
    }

    /// Ends it.
    ///
    /// # Errors
    /// If a summary could not be written; whether the command did what it says is not in question. Nothing is wrong if
    /// its reader went away.
    pub fn end(self) -> Result<()> {
        let Kind::Summary(summary) = self.kind else { return Ok(()) };
        match summary.failed.or_else(|| self.out.flush().err()) {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let line = if summary.line.is_empty() { summary.last } else { summary.line };
                Err(Error::Summary { last: String::from_utf8_lossy(&line).into_owned(), source: error })
            }
            _ => Ok(()),
        }
    }
}

impl Write for Outgoing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.kind {
            // Not as an error of the kind `Interrupted`: after that one a writer tries again.
            Kind::Answer(interrupted) if interrupted.load(Ordering::Relaxed) => {
                Err(io::Error::other("interrupted"))
            }
            Kind::Answer(_) => self.out.write(bytes),
            Kind::Summary(summary) => {
                summary.keep(bytes);
                if summary.failed.is_none() {
                    summary.failed = self.out.write_all(bytes).err();
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.kind {
            Kind::Answer(_) => self.out.flush(),
            Kind::Summary(summary) => {
                if summary.failed.is_none() {
                    summary.failed = self.out.flush().err();
                }
                Ok(())
            }
        }
    }
}

impl Summary {
    fn keep(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'\n' => self.last = std::mem::take(&mut self.line),
                _ if self.line.len() < LONGEST_LINE => self.line.push(byte),
                _ => {}
            }
        }
    }
}
