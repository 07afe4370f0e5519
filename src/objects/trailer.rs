//! What a row of the copy says beside its cells: where the object is, and what is wrong with it.

use serde::{Deserialize, Serialize};

/// How many cells follow those of the columns: the trailer, and the object as it is written.
pub const HIDDEN: usize = 2;

/// Where the object of a row is, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailer {
    /// The number of the object, from 1.
    #[serde(rename = "n")]
    pub number: u64,
    /// The line on which it begins, from 1.
    #[serde(rename = "l")]
    pub line: u64,
    /// Which of the arrays of a document it is in.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub array: Option<usize>,
    /// The list of whose items the row is one; none: it is the object itself, and its first row.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub list: Option<usize>,
    /// The columns that the object does not have, if that matters.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<usize>,
    /// What is wrong.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// Something that is wrong with an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What sort of mistake it is.
    pub kind: ProblemKind,
    /// The column, if it is one cell.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// What sort of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The text is not JSON, or not an object.
    Unreadable,
    /// A key is given twice.
    KeyTwice,
    /// A list or an object where a text belongs, or the other way round.
    Nested,
    /// A number that may not be what was written.
    Number,
    /// `true` or `false` where a text belongs.
    Logical,
    /// More than a row may have.
    TooLong,
}

impl ProblemKind {
    /// The same in words, for grouping.
    #[must_use]
    pub fn cause(self) -> &'static str {
        match self {
            ProblemKind::Unreadable => "not an object",
            ProblemKind::KeyTwice => "a key twice",
            ProblemKind::Nested => "a nested value",
            ProblemKind::Number => "a number",
            ProblemKind::Logical => "a logical value",
            ProblemKind::TooLong => "a long object",
        }
    }
}

impl Trailer {
    /// Reads what [`Trailer::written`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Trailer> {
        serde_json::from_str(text).ok()
    }

    /// As one cell.
    #[must_use]
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
