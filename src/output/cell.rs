//! Columns and cells of an answer.

use std::borrow::Cow;

use serde_json::Value as Json;

/// What separates the entries of a list in formats that have no lists. Ids have no blanks, so it cannot be in one.
const BETWEEN: &str = "; ";

/// A blank at which no line ends: within the name of a person. Tables show it as any other blank.
pub const JOINER: &str = "\u{a0}";

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

    /// A column for programs: CSV, JSON and NDJSON have it, tables and Markdown leave it out.
    #[must_use]
    pub fn hidden(name: &str) -> Column {
        Column { name: name.to_owned(), is_shown: false }
    }
}

/// A cell of an answer. Missing stays empty, never 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing: empty in text, `null` in JSON.
    Blank,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number. What SQLite can hold and JSON cannot (the infinities) is written as text there.
    Real(f64),
    /// Several texts, in their order; one without entries is an empty list in JSON, and not `null`.
    List(Vec<String>),
    /// Anything with a structure of its own; compact JSON in formats that have no structure.
    Object(Json),
}

impl Cell {
    /// The cell as one text: lists are joined by `; `, numbers have the fewest digits that read back as the same number.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Blank => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Integer(number) => Cow::Owned(number.to_string()),
            // Unlike Display, Debug keeps 1.0 apart from 1 and does not write out 300 zeros.
            Cell::Real(number) => Cow::Owned(format!("{number:?}")),
            Cell::List(texts) => Cow::Owned(texts.join(BETWEEN)),
            Cell::Object(value) => Cow::Owned(value.to_string()),
        }
    }

    /// Whether it is a number, and is aligned to the right of its column.
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

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Integer(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Real(number)
    }
}

impl From<Vec<String>> for Cell {
    fn from(texts: Vec<String>) -> Cell {
        Cell::List(texts)
    }
}

impl From<Json> for Cell {
    fn from(value: Json) -> Cell {
        match value {
            Json::Null => Cell::Blank,
            Json::String(text) => Cell::from(text),
            value => Cell::Object(value),
        }
    }
}

impl<T> From<Option<T>> for Cell
where
    Cell: From<T>,
{
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Blank, Cell::from)
    }
}

impl From<rusqlite::types::ValueRef<'_>> for Cell {
    /// A value as SQLite has it; blobs are written as SQL writes them.
    fn from(value: rusqlite::types::ValueRef<'_>) -> Cell {
        use rusqlite::types::ValueRef;
        match value {
            ValueRef::Null => Cell::Blank,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Cell::Text(format!("x'{}'", crate::digest::hexadecimal(bytes))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_have_the_fewest_digits_that_read_back() {
        let texts: Vec<String> = [1.0, 0.1, -12.5, 1e300, 1e-9, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
            .map(|number| Cell::Real(number).text().into_owned())
            .to_vec();
        assert_eq!(texts, ["1.0", "0.1", "-12.5", "1e300", "1e-9", "inf", "-inf", "NaN"]);
        assert_eq!(Cell::Integer(i64::MIN).text(), "-9223372036854775808");
    }

    #[test]
    fn missing_stays_empty() {
        assert_eq!(Cell::from(None::<i64>), Cell::Blank);
        assert_eq!(Cell::from(None::<String>).text(), "");
        assert_eq!(Cell::from(""), Cell::Blank);
        assert_eq!(Cell::from(json!(null)), Cell::Blank);
        assert_eq!(Cell::from(Vec::new()), Cell::List(Vec::new()));
        assert_eq!(Cell::from(Some(0)), Cell::Integer(0));
    }

    #[test]
    fn lists_are_joined_and_objects_are_compact() {
        assert_eq!(Cell::from(vec!["s1".to_owned(), "s2".to_owned()]).text(), "s1; s2");
        assert_eq!(Cell::from(json!({"from": "2009", "to": null})).text(), r#"{"from":"2009","to":null}"#);
    }
}
