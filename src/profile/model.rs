//! What a profile says, checked against the tables, before it meets a file.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;

use super::dates::Format;
use super::template::Template;
use crate::schema::Table;

/// A column that the profile uses: its place in [`Plan::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub usize);

/// What a file says of itself before it is read, if the profile knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The name of its encoding, such as `cp949`.
    pub encoding: Option<String>,
    /// What separates its cells.
    pub separator: Option<char>,
    /// The row that names the columns, from 1.
    pub header_row: Option<u64>,
    /// The sheet, if it is a workbook.
    pub sheet: Option<String>,
    /// The arrays in which the objects are, if it is a JSON document of several.
    pub arrays: Vec<String>,
    /// Whether a column that the file does not have is blank.
    pub missing_is_blank: bool,
}

/// A whole profile.
#[derive(Debug)]
pub struct Plan {
    /// The name of the profile's file.
    pub name: String,
    /// How to read the file.
    pub options: FileOptions,
    /// Words that stand for a blank cell in every column.
    pub blanks: Vec<String>,
    /// Which rows of the file count.
    pub conditions: Conditions,
    /// All columns that are used.
    pub columns: Vec<Used>,
    /// Columns that the profile makes itself.
    pub made: Vec<Cell>,
    /// Rows that the profile holds itself.
    pub fixed: Vec<FixedRow>,
    /// What becomes of each row of the file.
    pub records: Vec<Record>,
}

/// A column that the profile uses.
#[derive(Debug)]
pub struct Used {
    /// Its name.
    pub name: String,
    /// The line of the profile that first names it.
    pub line: usize,
    /// Which of [`Plan::made`] it is; none: a column of the file.
    pub made: Option<usize>,
}

/// A row that the profile holds itself, such as the source of all that the file says. It is imported once.
#[derive(Debug, Clone)]
pub struct FixedRow {
    /// Its table.
    pub table: &'static Table,
    /// One for each of [`Table::columns`].
    pub cells: Vec<Option<String>>,
    /// Which columns the profile gives.
    pub given: Arc<[bool]>,
    /// The line of the profile on which it begins.
    pub line: usize,
}

/// Records of one table that rows of the file become.
#[derive(Debug)]
pub struct Record {
    /// Their table.
    pub table: &'static Table,
    /// The line of the profile on which it begins.
    pub line: usize,
    /// Makes one record for each piece of a cell.
    pub each: Option<Each>,
    /// Which rows become such a record.
    pub conditions: Conditions,
    /// Whether the first row that gives an id makes the record, and later ones only name it.
    pub keeps_first: bool,
    /// What feeds which of [`Table::columns`].
    pub cells: Vec<(usize, Cell)>,
    /// Which of [`Table::columns`] are fed.
    pub given: Arc<[bool]>,
}

/// A cell that holds several things.
#[derive(Debug)]
pub struct Each {
    /// The column; in the record it stands for one piece.
    pub column: ColumnId,
    /// What stands between the pieces.
    pub separators: Vec<String>,
}

/// Which rows count.
#[derive(Debug, Default)]
pub struct Conditions {
    /// All of these must hold.
    pub only_if: Vec<Test>,
    /// None of these may hold.
    pub skip_if: Vec<Test>,
}

/// One question to a cell.
#[derive(Debug)]
pub struct Test {
    /// The column.
    pub column: ColumnId,
    /// What is asked.
    pub question: Question,
}

/// What is asked of a cell.
#[derive(Debug)]
pub enum Question {
    /// Is it blank, or, with `false`, not blank?
    Blank(bool),
    /// Is it one of these?
    OneOf(Vec<String>),
    /// Does the pattern match somewhere in it?
    Matches(Regex),
}

/// How one cell of a record is made.
#[derive(Debug)]
pub struct Cell {
    /// What it is, for messages, such as `postings.since`.
    pub target: String,
    /// The line of the profile.
    pub line: usize,
    /// Where its text comes from.
    pub origin: Origin,
    /// Words that stand for a blank cell, besides those of the profile.
    pub blanks: Vec<String>,
    /// What is taken out of the text.
    pub pattern: Option<Pattern>,
    /// What words of the file stand for.
    pub values: Option<HashMap<String, String>>,
    /// How the text writes dates; empty: it is not a date, or EDTF.
    pub formats: Vec<Format>,
    /// What becomes of a text that none of these knows.
    pub other: Other,
    /// What stands for a cell that comes out blank.
    pub default: Option<String>,
}

/// Where the text of a cell comes from.
#[derive(Debug)]
pub enum Origin {
    /// A cell of the file.
    Column(ColumnId),
    /// The first of these that is not blank.
    FirstOf(Vec<ColumnId>),
    /// Always this text.
    Constant(String),
    /// Several cells.
    Template(Template<ColumnId>),
    /// An id made of several cells.
    Slug {
        /// What it is made of.
        template: Template<ColumnId>,
        /// What it begins with.
        prefix: String,
        /// What to do if letters would be lost.
        fallback: Fallback,
    },
    /// The place of a piece in the cell of a column that the record splits, from 1.
    PlaceIn(ColumnId),
    /// A date of separate cells.
    Date {
        /// The column of the year.
        year: ColumnId,
        /// The column of the month.
        month: Option<ColumnId>,
        /// The column of the day.
        day: Option<ColumnId>,
    },
}

/// What an id is made of if letters of the name have no place in one.
#[derive(Debug)]
pub enum Fallback {
    /// The row is refused.
    Refuse,
    /// A digest of the name.
    Hash,
    /// Other cells.
    Template(Template<ColumnId>),
}

/// A regular expression and what is taken out of a text that it matches.
#[derive(Debug)]
pub struct Pattern {
    /// The expression.
    pub regex: Regex,
    /// What is taken: captures, by number or name.
    pub take: Template<usize>,
}

/// What becomes of a text that is not listed, or matches no pattern, or fits no date format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Other {
    /// The row is refused.
    #[default]
    Refuse,
    /// The text stays.
    Keep,
    /// The cell is blank.
    Blank,
}

impl Origin {
    /// The columns that it reads, in order.
    pub fn columns(&self) -> Vec<ColumnId> {
        match self {
            Origin::Column(column) | Origin::PlaceIn(column) => vec![*column],
            Origin::FirstOf(columns) => columns.clone(),
            Origin::Constant(_) => Vec::new(),
            Origin::Template(template) => template.fields().copied().collect(),
            Origin::Slug { template, fallback, .. } => {
                let mut columns: Vec<ColumnId> = template.fields().copied().collect();
                if let Fallback::Template(template) = fallback {
                    columns.extend(template.fields());
                }
                columns
            }
            Origin::Date { year, month, day } => [Some(*year), *month, *day].into_iter().flatten().collect(),
        }
    }
}
