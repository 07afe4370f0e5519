//! A table for people: aligned columns, or blocks where a terminal is too narrow for them, and notes under the rows.
//!
//! Rows have to be seen to be aligned. They are held up to a number and a size and then written, so that memory stays
//! bounded; what the first rows need goes for all, as long as it can.

use std::io::{self, Write};

use super::block::{self, Packing};
use super::grid::Grid;
use super::sheet::{self, Heading, Row};
use super::{Cell, Column, JOINER, Options, RowWriter, Summary, fits, wrap};
use crate::terminal::for_terminal;

/// So many rows are held at once.
const ROWS_AT_ONCE: usize = 10_000;

/// So many bytes of text are held at once.
const BYTES_AT_ONCE: usize = 16 << 20;

/// So many rows tell whether columns or blocks are the better layout.
const SAMPLE: usize = 500;

/// On a terminal of so many columns next to nothing is wrapped.
const WIDE: usize = 400;

/// Columns are given up for blocks where they take more than so many times the lines of a wide terminal.
const MOST_LINES: usize = 2;

/// Blocks are written closer where they would take more than so many times the lines of a wide terminal.
const MOST_LINES_IN_BLOCKS: usize = 4;

/// How far the lines of a note that follow the first are indented.
const HANGING: usize = 2;

/// Writes rows as a table.
pub struct TableWriter<'out> {
    out: &'out mut dyn Write,
    width: Option<usize>,
    is_coloured: bool,
    columns: Vec<Column>,
    headings: Vec<Heading>,
    /// The rows that are not yet written.
    held: Vec<Row>,
    bytes: usize,
    layout: Option<Layout>,
}

/// How rows are laid out.
enum Layout {
    Columns(Grid),
    Blocks(Packing),
}

impl<'out> TableWriter<'out> {
    /// Writes to `out`, wrapped and coloured as the options say.
    pub fn new(out: &'out mut dyn Write, options: Options) -> TableWriter<'out> {
        TableWriter {
            out,
            width: options.width,
            is_coloured: options.is_coloured,
            columns: Vec::new(),
            headings: Vec::new(),
            held: Vec::new(),
            bytes: 0,
            layout: None,
        }
    }

    /// Writes the rows that are held; the first time, after the headings.
    fn write_held(&mut self, is_last: bool) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let before = self.layout.take();
        let is_first = before.is_none();
        let (layout, has_header) = match before {
            None => {
                let places = self.places(is_last);
                (self.layout(&places), true)
            }
            Some(Layout::Blocks(packing)) => (Layout::Blocks(packing), false),
            Some(Layout::Columns(grid)) => self.continued(grid),
        };
        let mut lines = Vec::new();
        if let (Layout::Columns(grid), true) = (&layout, has_header) {
            if !is_first {
                lines.push(String::new());
            }
            lines.extend(grid.header(&self.headings, &self.held));
        }
        let mut is_first = is_first;
        for row in self.held.drain(..) {
            match (&layout, self.width) {
                (Layout::Blocks(packing), Some(width)) => {
                    if *packing == Packing::Apart && !is_first {
                        lines.push(String::new());
                    }
                    lines.extend(block::lines(&self.headings, &row, width, *packing, self.is_coloured));
                }
                (Layout::Columns(grid), _) => {
                    lines.extend(grid.lines(&self.headings, &row, self.is_coloured))
                }
                (Layout::Blocks(_), None) => {}
            }
            is_first = false;
        }
        for line in lines {
            writeln!(self.out, "{}", line.replace(JOINER, " "))?;
        }
        self.bytes = 0;
        self.layout = Some(layout);
        Ok(())
    }

    /// The layout of the first rows: columns where they fit, and are not so narrow that the rows become long; else blocks,
    /// in the most legible way that takes few lines.
    fn layout(&self, places: &[usize]) -> Layout {
        let grid = |room| Grid::of(&self.headings, &self.held, places, room);
        let (Some(width), columns) = (self.width, grid(self.width)) else {
            // Without a width nothing is divided.
            return grid(None).map_or(Layout::Blocks(Packing::Apart), Layout::Columns);
        };
        let in_columns = |grid: &Grid| -> usize {
            self.sample().iter().map(|row| grid.lines(&self.headings, row, false).len()).sum()
        };
        let least = grid(Some(WIDE))
            .map_or_else(|| self.lines_in_blocks(WIDE, Packing::Apart), |wide| in_columns(&wide));
        let packing = Packing::ALL
            .into_iter()
            .find(|packing| self.lines_in_blocks(width, *packing) <= least * MOST_LINES_IN_BLOCKS)
            .unwrap_or(Packing::Dense);
        match columns {
            Some(columns) => {
                let taken = in_columns(&columns);
                if taken > least * MOST_LINES && self.lines_in_blocks(width, Packing::Close) < taken {
                    Layout::Blocks(packing)
                } else {
                    Layout::Columns(columns)
                }
            }
            None => Layout::Blocks(packing),
        }
    }

    fn sample(&self) -> &[Row] {
        &self.held[..self.held.len().min(SAMPLE)]
    }

    /// How many lines the first rows take as blocks.
    fn lines_in_blocks(&self, width: usize, packing: Packing) -> usize {
        let lines = |row: &Row| block::lines(&self.headings, row, width, packing, false).len();
        let between = if packing == Packing::Apart { self.sample().len().saturating_sub(1) } else { 0 };
        self.sample().iter().map(lines).sum::<usize>() + between
    }

    /// The layout of further rows, and whether it needs headings again because the columns have changed.
    fn continued(&self, grid: Grid) -> (Layout, bool) {
        let needed = Grid::of(&self.headings, &self.held, grid.places(), self.width);
        match needed {
            // Rows may be as wide as they are: columns only grow, so that each row stays one line.
            Some(needed) if self.width.is_none() => (Layout::Columns(grid.widened(&needed)), false),
            _ if grid.takes(&self.headings, &self.held, self.width) => (Layout::Columns(grid), false),
            Some(needed) => (Layout::Columns(needed), true),
            None => (Layout::Blocks(Packing::Apart), false),
        }
    }

    /// The shown columns, without those in which no row has anything: they only take room. While there are rows to
    /// come, or if there is nothing in any column, all stay.
    fn places(&self, is_last: bool) -> Vec<usize> {
        let is_filled = |place: &usize| self.held.iter().any(|row| !row[*place].text.is_empty());
        let filled: Vec<usize> =
            (0..self.headings.len()).filter(|place| !is_last || is_filled(place)).collect();
        if filled.is_empty() { (0..self.headings.len()).collect() } else { filled }
    }
}

impl RowWriter for TableWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        self.headings = columns.iter().filter(|column| column.is_shown).map(Heading::of).collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.columns.len())?;
        let row = sheet::row(&self.columns, cells);
        self.bytes += row.iter().map(|entry| entry.text.len()).sum::<usize>();
        self.held.push(row);
        if self.held.len() >= ROWS_AT_ONCE || self.bytes >= BYTES_AT_ONCE {
            self.write_held(false)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.write_held(true)?;
        if self.layout.is_none() {
            writeln!(self.out, "(none)")?;
        }
        if !summary.notes.is_empty() {
            writeln!(self.out)?;
        }
        for note in &summary.notes {
            for line in note_lines(&for_terminal(note), self.width) {
                writeln!(self.out, "{}", line.replace(JOINER, " "))?;
            }
        }
        Ok(())
    }
}

/// The lines of a note.
fn note_lines(note: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![note.to_owned()] };
    let indent = HANGING.min(width / 2);
    let lines = wrap::lines(note, width, width - indent);
    let line = |(place, line): (usize, &str)| {
        if place == 0 { line.to_owned() } else { format!("{}{line}", " ".repeat(indent)) }
    };
    lines.into_iter().enumerate().map(line).collect()
}
