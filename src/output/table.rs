//! A table for people: aligned columns, a line under the header, notes under the rows.
//!
//! Rows have to be seen to be aligned. They are held up to a number and a size and then written, so that memory stays
//! bounded; the columns of the first rows stand for all.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width};

use super::widths::{GAP, Wish, widths};
use super::{Cell, Column, RowWriter, Summary, fits, for_terminal};

/// So many rows are held at once.
const ROWS_AT_ONCE: usize = 10_000;

/// So many bytes of text are held at once.
const BYTES_AT_ONCE: usize = 16 << 20;

/// About the most that comfy-table can count; wider cells are wrapped there.
const WIDEST: usize = 60_000;

/// A line under the header, and nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Writes rows as a table.
pub struct TableWriter<'out> {
    out: &'out mut dyn Write,
    width: Option<usize>,
    shown: Vec<bool>,
    headings: Vec<String>,
    /// The shown cells of the rows that are not yet written.
    held: Vec<Vec<Shown>>,
    bytes: usize,
    layout: Option<Layout>,
}

/// A cell as it will be read.
struct Shown {
    text: String,
    is_number: bool,
}

/// What the first rows fix for all.
struct Layout {
    /// Which of the shown columns are written.
    places: Vec<usize>,
    /// How wide they are, without the gaps.
    widths: Vec<usize>,
}

impl<'out> TableWriter<'out> {
    /// Writes to `out`, wrapped to `width` columns of a terminal if it is given.
    pub fn new(out: &'out mut dyn Write, width: Option<usize>) -> TableWriter<'out> {
        let (shown, headings, held) = (Vec::new(), Vec::new(), Vec::new());
        TableWriter { out, width, shown, headings, held, bytes: 0, layout: None }
    }

    /// Writes the rows that are held; the first time, after the header.
    fn write_held(&mut self, is_last: bool) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(STYLE);
        let layout = match self.layout.take() {
            None => {
                let places = self.places(is_last);
                let heading = |place: &usize| aligned(&self.headings[*place], self.is_of_numbers(*place));
                table.set_header(Row::from(places.iter().map(heading).collect::<Vec<_>>()));
                let widths = widths(&self.wishes(&places, &self.headings), self.width);
                Layout { places, widths }
            }
            // Rows may be as wide as they are: columns only grow, so that each row stays one line.
            Some(Layout { places, widths: before }) if self.width.is_none() => {
                let needed = widths(&self.wishes(&places, &[]), None);
                let widths = needed.into_iter().zip(before).map(|(needed, before)| needed.max(before));
                Layout { widths: widths.collect(), places }
            }
            Some(layout) => layout,
        };
        for row in self.held.drain(..) {
            let cell = |place: &usize| aligned(&row[*place].text, row[*place].is_number);
            table.add_row(Row::from(layout.places.iter().map(cell).collect::<Vec<_>>()));
        }
        self.bytes = 0;
        for (place, (column, width)) in table.column_iter_mut().zip(&layout.widths).enumerate() {
            let gap = if place + 1 < layout.widths.len() { GAP } else { 0 };
            column.set_padding((0, counted(gap)));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(counted(width + gap))));
        }
        for line in table.lines() {
            writeln!(self.out, "{}", line.replace(UNBROKEN, " ").trim_end())?;
        }
        self.layout = Some(layout);
        Ok(())
    }

    /// The shown columns, without those in which no row has anything: they only take room. While there are rows to
    /// come, or if there is nothing in any column, all stay.
    fn places(&self, is_last: bool) -> Vec<usize> {
        let is_filled = |place: &usize| self.held.iter().any(|row| !row[*place].text.is_empty());
        let filled: Vec<usize> =
            (0..self.headings.len()).filter(|place| !is_last || is_filled(place)).collect();
        if filled.is_empty() { (0..self.headings.len()).collect() } else { filled }
    }

    /// What the columns at these places ask for.
    fn wishes(&self, places: &[usize], headings: &[String]) -> Vec<Wish> {
        let wish = |place: &usize| {
            let mut wish = Wish::default();
            headings.get(*place).into_iter().for_each(|heading| wish.meet(heading));
            self.held.iter().for_each(|row| wish.meet(&row[*place].text));
            wish
        };
        places.iter().map(wish).collect()
    }

    /// Whether a column has numbers and nothing else, so that its heading stands on the right as they do.
    fn is_of_numbers(&self, place: usize) -> bool {
        let mut filled =
            self.held.iter().map(|row| &row[place]).filter(|cell| !cell.text.is_empty()).peekable();
        filled.peek().is_some() && filled.all(|cell| cell.is_number)
    }
}

impl RowWriter for TableWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.shown = columns.iter().map(|column| column.is_shown).collect();
        let shown = columns.iter().filter(|column| column.is_shown);
        self.headings = shown.map(|column| for_terminal(&column.name).into_owned()).collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.shown.len())?;
        let shown = cells.iter().zip(&self.shown).filter(|(_, is_shown)| **is_shown);
        let row: Vec<Shown> = shown
            .map(|(cell, _)| Shown {
                text: for_terminal(&cell.text()).into_owned(),
                is_number: cell.is_number(),
            })
            .collect();
        self.bytes += row.iter().map(|cell| cell.text.len()).sum::<usize>();
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
            writeln!(self.out, "{}", for_terminal(note))?;
        }
        Ok(())
    }
}

/// Stands for the blanks of an indent until the line is laid out: comfy-table drops blanks where it begins a line.
const UNBROKEN: char = '\u{a0}';

fn aligned(text: &str, is_number: bool) -> comfy_table::Cell {
    let indent = text.len() - text.trim_start_matches(' ').len();
    let text = format!("{}{}", String::from(UNBROKEN).repeat(indent), &text[indent..]);
    let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
    comfy_table::Cell::new_owned(text).set_alignment(alignment)
}

/// A width as comfy-table counts it.
fn counted(width: usize) -> u16 {
    u16::try_from(width.min(WIDEST)).unwrap_or(u16::MAX)
}
