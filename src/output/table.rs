//! A table for people: aligned columns, a line under the header, notes under the rows.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::{Cell, Column, RowWriter, Summary, for_terminal};

/// After so many rows a table is written out, and a further one with the same header begins: memory stays bounded.
const ROWS_AT_ONCE: usize = 5_000;

/// A line under the header, and nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Writes rows as a table.
pub struct TableWriter<'out> {
    out: &'out mut dyn Write,
    width: Option<usize>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    is_empty: bool,
}

impl<'out> TableWriter<'out> {
    /// Writes to `out`, wrapped to `width` columns if it is given.
    pub fn new(out: &'out mut dyn Write, width: Option<usize>) -> TableWriter<'out> {
        TableWriter { out, width, columns: Vec::new(), rows: Vec::new(), is_empty: true }
    }

    fn write_out(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        if !self.is_empty {
            writeln!(self.out)?;
        }
        self.is_empty = false;
        // A column in which no row has anything only takes room.
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|place| self.columns[*place].is_shown)
            .filter(|place| self.rows.iter().any(|row| !row[*place].text().is_empty()))
            .collect();
        let mut table = Table::new();
        table.load_style(STYLE);
        match self.width.and_then(|width| u16::try_from(width).ok()) {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic);
                table.set_width(width);
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        table.set_header(shown.iter().map(|place| for_terminal(&self.columns[*place].name).into_owned()));
        for row in self.rows.drain(..) {
            table.add_row(shown.iter().map(|place| {
                let cell = comfy_table::Cell::new(for_terminal(&row[*place].text()));
                if row[*place].is_number() { cell.set_alignment(CellAlignment::Right) } else { cell }
            }));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        for line in table.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl RowWriter for TableWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.rows.push(cells.to_vec());
        if self.rows.len() >= ROWS_AT_ONCE { self.write_out() } else { Ok(()) }
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.write_out()?;
        if self.is_empty {
            writeln!(self.out, "(nothing)")?;
        }
        if !summary.notes.is_empty() {
            writeln!(self.out)?;
        }
        for note in &summary.notes {
            writeln!(self.out, "{}", for_terminal(note))?;
        }
        Ok(())
    }
}
