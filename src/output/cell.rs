//! Columns and cells of an answer.

use std::borrow::Cow;

/// What separates the entries of a list in formats that have no lists. Ids have no blanks.
const BETWEEN: &str = "; ";

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether tables for people show it; formats for programs have every column.
    pub is_shown: bool,
}

impl Column {
    /// A column that every format has.
    #[must_use]
    pub fn shown(name: &str) -> Column {
        Column { name: name.to_owned(), is_shown: true }
    }

    /// A column for programs.
    #[must_use]
    pub fn hidden(name: &str) -> Column {
        Column { name: name.to_owned(), is_shown: false }
    }
}

/// A cell of an answer. Missing stays empty, never 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Several texts.
    List(Vec<String>),
}

impl Cell {
    /// The cell as one text; lists are joined.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Blank => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Integer(number) => Cow::Owned(number.to_string()),
            Cell::Real(number) => Cow::Owned(number.to_string()),
            Cell::List(texts) => Cow::Owned(texts.join(BETWEEN)),
        }
    }

    /// Whether it is a number, and stands on the right of its column.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Integer(_) | Cell::Real(_))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Cell {
        text.map_or(Cell::Blank, Cell::from)
    }
}
