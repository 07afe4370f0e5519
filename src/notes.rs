//! The error output, for notes beside an answer.

use std::io::{self, Write};

/// Writes notes for as long as somebody reads them: an answer does not end because nobody reads its notes.
#[derive(Debug, Default)]
pub struct Notes {
    failed: Option<io::ErrorKind>,
}

impl Notes {
    /// Whether there were notes that could not be written, although there is somebody to read them.
    pub fn is_lost(&self) -> bool {
        self.failed.is_some_and(|kind| kind != io::ErrorKind::BrokenPipe)
    }
}

impl Write for Notes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed.is_none() {
            self.failed = io::stderr().write_all(bytes).err().map(|error| error.kind());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
