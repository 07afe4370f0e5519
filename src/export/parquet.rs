//! Tables as Parquet files (<https://parquet.apache.org/docs/file-format/>): one file a table, rows in the order of their
//! ids, in row groups of bounded size.
//!
//! | cell | type | why |
//! |---|---|---|
//! | text, ids, words, EDTF dates | UTF8 | a date is the text as the source has it: `1990~` is not a day |
//! | whole number | INT64 | |
//! | decimal degrees | DOUBLE | to compute with; the text as written is in CSV extracts |
//! | computed day | DATE | `0001-01-01` and `9999-12-31` stand for no limit, as in the archive |
//! | computed number | DOUBLE | |
//!
//! Blank is NULL. Cells that the archive never leaves blank are REQUIRED; computed columns are not: a version that
//! `--recorded-by` brings back and the program would refuse today has none.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::{Extract, SOURCE_COLUMNS, select};
use crate::date::Day;
use crate::error::{Error, Result};
use crate::output::Cell;
use crate::schema::{Kind, Table, computed_columns};

/// Rows of a row group, at most.
const GROUP_ROWS: usize = 100_000;

/// Bytes of text in a row group, beyond which it ends.
const GROUP_BYTES: usize = 32 << 20;

/// The program, as the file names it.
const CREATED_BY: &str = concat!("orgarchive version ", env!("CARGO_PKG_VERSION"));

/// Days from [`Day::MIN`] to 1970-01-01, from which DATE counts.
const EPOCH: i32 = 719_162;

/// What a column of the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Whole,
    Real,
    Day,
}

/// A column of the file.
struct Field {
    name: &'static str,
    meaning: String,
    holds: Holds,
    is_required: bool,
}

/// Writes one table, rows in the order of their ids; gives their number.
///
/// # Errors
/// If the archive cannot be read, a cell is not what its column holds, or the file cannot be written.
pub fn write_table(
    connection: &Connection,
    extract: &Extract,
    table: &'static Table,
    out: &mut dyn Write,
) -> Result<u64> {
    let computed: Vec<&str> = computed_columns(table).iter().map(|(name, _)| *name).collect();
    let mut file = Rows::begin(table.name, table.meaning, fields(extract, table))?;
    let mut statement = connection.prepare(&select(extract, table, &computed))?;
    let mut found = statement.raw_query();
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(row) = found.next()? {
        cells.clear();
        for place in 0..file.fields.len() {
            cells.push(Cell::from(row.get_ref(place)?));
        }
        file.row(&cells, out)?;
    }
    file.end(out)
}

/// Begins a file of rows that are not a table of the archive: each column with what it means, and whether it holds days.
///
/// # Errors
/// If such a file cannot be made.
pub fn begin(
    name: &'static str,
    meaning: &'static str,
    columns: &[(&'static str, &str, bool)],
) -> Result<Rows> {
    let field = |(name, meaning, is_day): &(&'static str, &str, bool)| Field {
        name,
        meaning: (*meaning).to_owned(),
        holds: if *is_day { Holds::Day } else { Holds::Text },
        is_required: false,
    };
    Rows::begin(name, meaning, columns.iter().map(field).collect())
}

/// A file that is being written.
pub struct Rows {
    name: &'static str,
    fields: Vec<Field>,
    buffers: Vec<Buffer>,
    /// The file's bytes gather in memory and go out with each row group.
    file: SerializedFileWriter<Vec<u8>>,
    count: u64,
    rows: usize,
    bytes: usize,
}

impl Rows {
    fn begin(name: &'static str, meaning: &str, fields: Vec<Field>) -> Result<Rows> {
        let properties = Arc::new(properties(meaning, &fields));
        let file = SerializedFileWriter::new(Vec::new(), schema(name, &fields)?, properties)?;
        let buffers = fields.iter().map(|field| Buffer::new(field.holds)).collect();
        Ok(Rows { name, fields, buffers, file, count: 0, rows: 0, bytes: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If a cell is not what its column holds, or the file cannot be written.
    pub fn row(&mut self, cells: &[Cell], out: &mut dyn Write) -> Result<()> {
        for ((cell, field), buffer) in cells.iter().zip(&self.fields).zip(&mut self.buffers) {
            self.bytes += buffer
                .push(cell, field.is_required)
                .map_err(|expected| misfit(self.name, &cells[0], field, cell, expected))?;
        }
        self.count += 1;
        self.rows += 1;
        if self.rows == GROUP_ROWS || self.bytes > GROUP_BYTES {
            write_group(&mut self.file, &self.fields, &mut self.buffers)?;
            self.file.flush()?;
            out.write_all(&std::mem::take(self.file.inner_mut()))?;
            (self.rows, self.bytes) = (0, 0);
        }
        Ok(())
    }

    /// Ends the file; gives the number of its rows.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn end(mut self, out: &mut dyn Write) -> Result<u64> {
        if self.rows > 0 {
            write_group(&mut self.file, &self.fields, &mut self.buffers)?;
        }
        out.write_all(&self.file.into_inner()?)?;
        Ok(self.count)
    }
}

/// The columns of the file: those of CSV extracts, then the computed ones.
fn fields(extract: &Extract, table: &'static Table) -> Vec<Field> {
    let mut fields: Vec<Field> = table
        .columns()
        .map(|column| Field {
            name: column.name,
            meaning: column.meaning.to_owned(),
            holds: match column.kind {
                Kind::Whole(..) => Holds::Whole,
                Kind::Degrees(_) => Holds::Real,
                _ => Holds::Text,
            },
            is_required: column.required || column.kind == Kind::Id,
        })
        .collect();
    if extract.with_sources && table.has_provenance() {
        fields.extend(SOURCE_COLUMNS.iter().map(|(name, of)| Field {
            name,
            meaning: format!("{of} of the source"),
            holds: Holds::Text,
            is_required: false,
        }));
    }
    fields.extend(computed_columns(table).iter().map(|(name, meaning)| Field {
        name,
        meaning: (*meaning).to_owned(),
        holds: match *name {
            "value_least" | "value_most" => Holds::Real,
            _ => Holds::Day,
        },
        is_required: false,
    }));
    fields
}

fn schema(name: &str, fields: &[Field]) -> Result<TypePtr> {
    let fields = fields
        .iter()
        .map(|field| {
            let (physical, logical) = match field.holds {
                Holds::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Holds::Whole => (Physical::INT64, None),
                Holds::Real => (Physical::DOUBLE, None),
                Holds::Day => (Physical::INT32, Some(LogicalType::Date)),
            };
            let repetition = if field.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
            Type::primitive_type_builder(field.name, physical)
                .with_logical_type(logical)
                .with_repetition(repetition)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder(name).with_fields(fields).build()?))
}

/// How the file is written, and what it says of itself: what it and its columns mean, and no time.
fn properties(meaning: &str, fields: &[Field]) -> WriterProperties {
    let meanings: Map<String, Json> =
        fields.iter().map(|field| (field.name.to_owned(), Json::from(field.meaning.as_str()))).collect();
    let said = |key: &str, text: String| KeyValue { key: key.to_owned(), value: Some(text) };
    WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::SNAPPY)
        .set_sorting_columns(Some(vec![SortingColumn {
            column_idx: 0,
            descending: false,
            nulls_first: false,
        }]))
        .set_key_value_metadata(Some(vec![
            said("description", meaning.to_owned()),
            said("columns", Json::from(meanings).to_string()),
        ]))
        .build()
}

fn write_group(
    file: &mut SerializedFileWriter<Vec<u8>>,
    fields: &[Field],
    buffers: &mut [Buffer],
) -> Result<()> {
    let mut group = file.next_row_group()?;
    for (field, buffer) in fields.iter().zip(buffers) {
        let Some(mut column) = group.next_column()? else {
            return Err(Error::message(format!("the Parquet file has no column {}", field.name)));
        };
        buffer.write(&mut column, field.is_required)?;
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// The cells of a column, until their row group is full.
struct Buffer {
    values: Values,
    /// For each cell 1 if there is something in it, 0 if it is NULL.
    levels: Vec<i16>,
}

enum Values {
    /// All texts in one, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Day(Vec<i32>),
}

impl Buffer {
    fn new(holds: Holds) -> Buffer {
        let values = match holds {
            Holds::Text => Values::Text(Vec::new(), Vec::new()),
            Holds::Whole => Values::Whole(Vec::new()),
            Holds::Real => Values::Real(Vec::new()),
            Holds::Day => Values::Day(Vec::new()),
        };
        Buffer { values, levels: Vec::new() }
    }

    /// Takes a cell; gives the bytes of text it has, or what it should be.
    fn push(&mut self, cell: &Cell, is_required: bool) -> Result<usize, &'static str> {
        let text = cell.text();
        if text.is_empty() && !(is_required && *cell != Cell::Blank) {
            if is_required {
                return Err("a cell with something in it");
            }
            self.levels.push(0);
            return Ok(0);
        }
        match &mut self.values {
            Values::Text(texts, ends) => {
                texts.extend_from_slice(text.as_bytes());
                ends.push(texts.len());
            }
            Values::Whole(numbers) => match cell {
                Cell::Integer(number) => numbers.push(*number),
                _ => return Err("a whole number"),
            },
            Values::Real(numbers) => numbers.push(match cell {
                Cell::Real(number) => *number,
                _ => text.trim().parse().map_err(|_| "a number")?,
            }),
            Values::Day(days) => {
                let day: Day = text.parse().map_err(|_| "a day written as YYYY-MM-DD")?;
                days.push(day.number() - EPOCH);
            }
        }
        self.levels.push(1);
        Ok(text.len())
    }

    /// Writes the cells and forgets them.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>, is_required: bool) -> Result<()> {
        let levels = std::mem::take(&mut self.levels);
        let levels = (!is_required).then_some(levels.as_slice());
        match &mut self.values {
            Values::Text(texts, ends) => {
                // The texts stay where they are: each value is a view of them.
                let all = Bytes::from(std::mem::take(texts));
                let mut begin = 0;
                let values: Vec<ByteArray> = std::mem::take(ends)
                    .into_iter()
                    .map(|end| ByteArray::from(all.slice(std::mem::replace(&mut begin, end)..end)))
                    .collect();
                column.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
            }
            Values::Whole(numbers) => {
                column.typed::<Int64Type>().write_batch(&std::mem::take(numbers), levels, None)?;
            }
            Values::Real(numbers) => {
                column.typed::<DoubleType>().write_batch(&std::mem::take(numbers), levels, None)?;
            }
            Values::Day(days) => {
                column.typed::<Int32Type>().write_batch(&std::mem::take(days), levels, None)?;
            }
        }
        Ok(())
    }
}

fn misfit(name: &str, id: &Cell, field: &Field, cell: &Cell, expected: &str) -> Error {
    Error::with_hint(
        format!("{}: {}: {} is \"{}\", not {expected}", name, id.text(), field.name, cell.text()),
        "another program changed it, bypassing the archive's checks: orgarchive check lists what is wrong, and how to put it right",
    )
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Error {
        Error::message(format!("the Parquet file cannot be written: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::TABLES;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(Day::new(1970, 1, 1).map(Day::number), Some(EPOCH));
    }

    /// What the description says of a column fits how the archive declares it.
    #[test]
    fn columns_hold_what_the_archive_declares() {
        let connection = crate::archive::in_memory().unwrap();
        for table in TABLES {
            let extract = Extract::whole(vec![table]);
            for field in fields(&extract, table) {
                let (declared, never_null): (String, bool) = connection
                    .query_row(
                        "SELECT type, \"notnull\" FROM pragma_table_info(?1) WHERE name = ?2",
                        [table.name, field.name],
                        |row| Ok((row.get(0)?, row.get(1)?)),
                    )
                    .unwrap();
                let expected = match field.holds {
                    Holds::Whole => "INTEGER",
                    Holds::Real if declared == "REAL" => "REAL",
                    Holds::Text | Holds::Day | Holds::Real => "TEXT",
                };
                assert_eq!(declared, expected, "{}.{}", table.name, field.name);
                assert!(never_null || !field.is_required, "{}.{}", table.name, field.name);
            }
        }
    }
}
