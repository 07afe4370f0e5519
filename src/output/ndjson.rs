//! NDJSON: an object a line, for `jq`, log pipelines and anything that reads while the query runs.

use std::io::{self, Write};

use super::json::Members;
use super::{Cell, Column, RowWriter, Summary};

/// Writes rows as JSON objects, one a line. Without rows there are no lines.
pub struct NdjsonWriter<'out> {
    out: &'out mut dyn Write,
    members: Members,
}

impl<'out> NdjsonWriter<'out> {
    /// Writes to `out`.
    pub fn new(out: &'out mut dyn Write) -> NdjsonWriter<'out> {
        NdjsonWriter { out, members: Members::default() }
    }
}

impl RowWriter for NdjsonWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.members = Members::new(columns)?;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.members.write(self.out, cells)?;
        self.out.write_all(b"\n")
    }

    fn end(&mut self, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}
