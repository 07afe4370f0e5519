//! A question whose answer is rows of one kind: its columns are declared once, and whoever compares answers reads rows.

use super::{Answer, Judged};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::Statement;
use crate::reader::Reader;

/// A column of an answer, and what of a row is in it.
pub struct Col<Row> {
    name: &'static str,
    is_shown: bool,
    cell: fn(&Row) -> Cell,
}

impl<Row> Col<Row> {
    /// A column that tables show.
    #[must_use]
    pub const fn shown(name: &'static str, cell: fn(&Row) -> Cell) -> Col<Row> {
        Col { name, is_shown: true, cell }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// A column that only programs get.
    #[must_use]
    pub const fn hidden(name: &'static str, cell: fn(&Row) -> Cell) -> Col<Row> {
        Col { name, is_shown: false, cell }
    }
}

/// A question to the archive.
pub trait Question {
    /// One row of the answer.
    type Row: 'static;

    /// Its name, which is that of the command.
    const NAME: &'static str;

    /// The columns of the answer.
    const COLUMNS: &'static [Col<Self::Row>];

    /// The statement that fetches the records behind the answer.
    ///
    /// # Errors
    /// If the archive cannot be read.
    fn statement(&self, reader: &Reader) -> Result<Statement>;

    /// The rows of the answer.
    ///
    /// # Errors
    /// If the archive cannot be read.
    fn rows(&self, reader: &Reader) -> Result<Vec<Self::Row>>;

    /// The rows, and what has to be said under them.
    ///
    /// # Errors
    /// If the archive cannot be read.
    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Self::Row>, Vec<String>)> {
        Ok((self.rows(reader)?, Vec::new()))
    }

    /// The question without one of the filters that narrow it, with their options: those without which it is not about all
    /// records of the archive, which would take long to read.
    fn widened(&self) -> Vec<(&'static str, Self)>
    where
        Self: Sized,
    {
        Vec::new()
    }

    /// What two answers to the question are compared by.
    fn compared(row: &Self::Row) -> Compared;
}

/// One row of an answer, as far as it is compared with another answer's.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What the row is about; rows of two answers with one key are the same row.
    pub key: Vec<String>,
    /// Rows that hold each other back share it: those of one office in one body.
    pub group: Vec<String>,
    /// The verdict, in a word.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// Ids of the records.
    pub records: Vec<String>,
    /// Ids of their sources.
    pub sources: Vec<String>,
}

impl Compared {
    /// A row that rests on one judgement of its records.
    pub(super) fn judged(key: Vec<String>, group: Vec<String>, judged: &Judged) -> Compared {
        Compared {
            key,
            group,
            verdict: judged.verdict.to_string(),
            reason: judged.reason.clone(),
            records: judged.records.clone(),
            sources: judged.sources.clone(),
        }
    }
}

/// The columns of a question's answer.
#[must_use]
pub fn columns<Row>(columns: &[Col<Row>]) -> Vec<Column> {
    let column = |col: &Col<Row>| {
        if col.is_shown { Column::shown(col.name) } else { Column::hidden(col.name) }
    };
    columns.iter().map(column).collect()
}

/// One row as cells.
#[must_use]
pub fn cells<Row>(columns: &[Col<Row>], row: &Row) -> Vec<Cell> {
    columns.iter().map(|col| (col.cell)(row)).collect()
}

/// The whole answer, with notes on sources that do not count and, where there is nothing else, on which do.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer<Q: Question>(asked: &Q, reader: &Reader) -> Result<Answer> {
    let (rows, mut notes) = asked.rows_and_notes(reader)?;
    if rows.is_empty() && notes.is_empty() {
        notes.extend(left_out_by_filters(asked, reader)?);
    }
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| cells(Q::COLUMNS, &row)).collect();
    notes.extend(reader.notes()?);
    if rows.is_empty() {
        notes.extend(reader.publication_note());
    }
    Ok(Answer { columns: columns(Q::COLUMNS), rows, notes })
}

/// How many rows each filter leaves out that the others admit; if none does, which two of them leave out rows together.
fn left_out_by_filters<Q: Question>(asked: &Q, reader: &Reader) -> Result<Vec<String>> {
    let widened = asked.widened();
    let mut notes = Vec::new();
    for (option, wider) in &widened {
        notes.extend(left_out_by(option, wider.rows(reader)?.len(), ("row", "rows")));
    }
    if notes.is_empty() {
        for (option, wider) in &widened {
            for (other, widest) in wider.widened() {
                let count = widest.rows(reader)?.len();
                if count > 0 {
                    return Ok(left_out_by(&format!("{option} and {other}"), count, ("row", "rows"))
                        .into_iter()
                        .collect());
                }
            }
        }
    }
    Ok(notes)
}

/// That a filter leaves out so many rows which the others admit; none if there are none.
pub(super) fn left_out_by(option: &str, count: usize, (one, many): (&str, &str)) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 other {one} is left out by {option}")),
        _ => Some(format!("{count} other {many} are left out by {option}")),
    }
}

/// Ids as a cell.
pub(crate) fn list(ids: &[String]) -> Cell {
    Cell::List(ids.to_vec())
}

/// A text that may be missing as a cell.
pub(crate) fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Blank, Cell::from)
}
