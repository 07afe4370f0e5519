//! What a table shows, before it is laid out: headings, and rows of cells as they will be read.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::appearance::style_of;
use super::{Cell, Column, wrap};
use crate::terminal::for_terminal;

/// Columns of verdicts, in any answer.
const VERDICTS: [&str; 4] = ["verdict", "by_itself", "before", "after"];

/// The heading of a column.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) text: String,
    is_of_verdicts: bool,
}

impl Heading {
    pub(super) fn of(column: &Column) -> Heading {
        let is_of_verdicts = VERDICTS.contains(&column.name.as_str());
        Heading { text: for_terminal(&column.name).into_owned(), is_of_verdicts }
    }

    /// How a cell of this column is painted.
    pub(super) fn style(&self, text: &str) -> Style {
        if self.is_of_verdicts { style_of(text) } else { Style::new() }
    }
}

/// The cells of the shown columns of a row.
pub(super) type Row = Vec<Entry>;

/// A row of an answer, which has a cell for every column.
pub(super) fn row(columns: &[Column], cells: &[Cell]) -> Row {
    let shown = columns.iter().zip(cells).filter(|(column, _)| column.is_shown);
    let entry = |(_, cell): (&Column, &Cell)| Entry {
        text: for_terminal(&cell.text()).into_owned(),
        is_number: cell.is_number(),
    };
    shown.map(entry).collect()
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
    pub(super) fn lines(&self, width: usize) -> Vec<(String, usize)> {
        let indent = self.indent().min(width / 2);
        let room = width - indent;
        let lines = wrap::lines(self.text.trim_start_matches(' '), room, room);
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
