//! What a table shows, before it is laid out: headings, and rows of cells as they will be read.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::appearance::style_of;
use super::cell::Holds;
use super::wrap::{self, Keep};
use super::{Cell, Column, for_terminal};

/// The heading of a column.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) text: String,
    holds: Holds,
}

impl Heading {
    pub(super) fn of(column: &Column) -> Heading {
        Heading { text: for_terminal(&column.name).into_owned(), holds: column.holds }
    }

    /// What no line end divides in this column of a row.
    pub(super) fn keep<'row>(&self, row: &'row Row) -> Keep<'row> {
        match self.holds {
            Holds::Names => Keep::Entries,
            Holds::Words | Holds::Verdicts => Keep::Words(&row.names),
        }
    }

    /// How a cell of this column is painted.
    pub(super) fn style(&self, text: &str) -> Style {
        match self.holds {
            Holds::Verdicts => style_of(text),
            Holds::Words | Holds::Names => Style::new(),
        }
    }
}

/// A row: the cells of the shown columns, and the names of people that it has in any column.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) cells: Vec<Entry>,
    names: Vec<String>,
}

impl Row {
    /// A row of an answer, with a cell for every column.
    pub(super) fn of(columns: &[Column], cells: &[Cell]) -> Row {
        let mut row = Row { cells: Vec::with_capacity(cells.len()), names: Vec::new() };
        for (column, cell) in columns.iter().zip(cells) {
            if column.holds == Holds::Names {
                match cell {
                    Cell::List(names) => row.names.extend(names.iter().map(|name| shown(name))),
                    cell => row.names.push(shown(&cell.text())),
                }
            }
            if column.is_shown {
                row.cells.push(Entry { text: shown(&cell.text()), is_number: cell.is_number() });
            }
        }
        row
    }

    /// How many bytes of text it has.
    pub(super) fn bytes(&self) -> usize {
        self.cells.iter().map(|cell| cell.text.len()).sum()
    }
}

fn shown(text: &str) -> String {
    for_terminal(text).into_owned()
}

/// A cell as it will be read.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) is_number: bool,
}

impl Entry {
    /// How many blanks it begins with: a tree indents what is below.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Its lines in a column of this width, all indented as the first, with how wide each is.
    pub(super) fn lines(&self, keep: Keep<'_>, width: usize) -> Vec<(String, usize)> {
        let indent = self.indent().min(width / 2);
        let room = width - indent;
        let lines = wrap::lines(self.text.trim_start_matches(' '), keep, room, room);
        lines.into_iter().map(|line| (format!("{}{line}", blanks(indent)), indent + line.width())).collect()
    }
}

/// So many blanks.
pub(super) fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// A text in a style, or plain.
pub(super) fn painted(text: &str, style: Style, is_coloured: bool) -> String {
    if is_coloured && !text.is_empty() && style != Style::new() {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}
