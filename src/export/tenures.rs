//! The pieces of the step functions as a file: who held which post from when to when, for engines that know no verdicts.

use std::io::Write;
use std::path::Path;

use super::{Complete, Extract, FileFormat, complete};
use crate::answer::question::{Question, cells, columns};
use crate::answer::tenures::{TenuresQuery, each};
use crate::error::{Error, Result};
#[cfg(feature = "parquet")]
use crate::output::Cell;
use crate::output::{Options, Summary, writer};
use crate::reader::Reader;

/// The name of the extract.
pub const NAME: &str = "tenures";

/// What its columns hold.
#[cfg(feature = "parquet")]
const MEANINGS: &[(&str, &str)] = &[
    ("official", "who held it"),
    ("official_name", "what the official is called"),
    ("organization", "the body, unless a chapter is given"),
    ("chapter", "the body, unless an organization is given"),
    ("office", "the office: titles of one office share it"),
    ("titles", "the titles of these days"),
    ("term", "the term of the records behind the verdict"),
    ("from", "the first of the days; 0001-01-01: no limit"),
    ("to", "the last of the days; 9999-12-31: no limit"),
    ("verdict", "certain, disputed or possible on each of the days"),
    ("reason", "why"),
    ("records", "ids of the records behind the verdict"),
    ("sources", "ids of their sources"),
];

/// Writes the pieces that are not excluded; gives their number.
///
/// # Errors
/// If the archive cannot be read, or the file cannot be written.
pub fn write(
    reader: &Reader,
    asked: &TenuresQuery,
    format: FileFormat,
    for_spreadsheet: bool,
    out: &mut dyn Write,
) -> Result<u64> {
    match format {
        FileFormat::Text(format) => {
            let mut rows = writer(format, out, Options { for_spreadsheet, ..Options::default() });
            let mut count = 0;
            rows.begin(&columns(TenuresQuery::COLUMNS))?;
            each(reader, asked, |row| {
                count += 1;
                Ok(rows.row(&cells(TenuresQuery::COLUMNS, &row))?)
            })?;
            rows.end(&Summary { notes: Vec::new() })?;
            Ok(count)
        }
        #[cfg(feature = "parquet")]
        FileFormat::Parquet => {
            let fields: Vec<(&str, &str, bool)> = MEANINGS
                .iter()
                .map(|(name, meaning)| (*name, *meaning, matches!(*name, "from" | "to")))
                .collect();
            let mut rows = super::parquet::begin(NAME, "Who held which post from when to when", &fields)?;
            each(reader, asked, |row| {
                let cells: Vec<Cell> = cells(TenuresQuery::COLUMNS, &row);
                rows.row(&cells, out)
            })?;
            rows.end(out)
        }
        #[cfg(not(feature = "parquet"))]
        FileFormat::Parquet => Err(super::without_parquet()),
    }
}

/// Writes them as a file for a folder.
///
/// # Errors
/// If the folder or the file cannot be written.
pub fn write_file(
    reader: &Reader,
    asked: &TenuresQuery,
    extract: &Extract,
    folder: &Path,
) -> Result<Complete> {
    std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let path = folder.join(format!("{NAME}.{}", extract.format.ending()));
    complete(extract, path, |out| write(reader, asked, extract.format, extract.for_spreadsheet, out))
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_meaning() {
        let named: Vec<String> =
            columns(TenuresQuery::COLUMNS).into_iter().map(|column| column.name).collect();
        assert_eq!(named, MEANINGS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
