//! Which files an import reads, and which table each of them holds.

use std::path::{Path, PathBuf};

use super::header::is_of_rejected;
use super::intake::STANDARD_INPUT;
use crate::error::{Error, Result};
use crate::schema::{TABLES, Table};
use crate::suggest;

/// A file and the table whose rows it holds.
#[derive(Debug)]
pub struct TableFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its table; none if a profile tells what its rows become.
    pub table: Option<&'static Table>,
}

/// The CSV files that `paths` name, folders with all that they hold, in the order in which they are loaded:
/// referred-to tables first, files of one table by name.
///
/// # Errors
/// If a path does not exist, a folder holds no CSV file, or a file's name tells no table and neither one nor a profile is
/// given.
pub fn discover(
    paths: &[PathBuf],
    table: Option<&'static Table>,
    has_profile: bool,
) -> Result<Vec<TableFile>> {
    let table_file = |path: PathBuf| {
        if has_profile { Ok(TableFile { path, table: None }) } else { table_file(path, table) }
    };
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            let entries = std::fs::read_dir(path).map_err(Error::file(path))?;
            for entry in entries {
                let inside = entry.map_err(Error::file(path))?.path();
                if is_table_file(&inside) && inside.is_file() {
                    found.push(table_file(inside)?);
                }
            }
            if found.len() == before {
                return Err(Error::with_hint(
                    format!("{}: the folder holds no CSV file", path.display()),
                    "name a folder with files such as sources.csv and postings.csv",
                ));
            }
        } else if path.exists() || path == Path::new(STANDARD_INPUT) {
            found.push(table_file(path.clone())?);
        } else {
            return Err(Error::with_hint(
                format!("{}: there is no such file or folder", path.display()),
                "name CSV files, or a folder of them",
            ));
        }
    }
    let order =
        |file: &TableFile| file.table.and_then(|own| TABLES.iter().position(|table| table.name == own.name));
    found.sort_by(|left, right| (order(left), &left.path).cmp(&(order(right), &right.path)));
    found.dedup_by(|left, right| left.path == right.path);
    Ok(found)
}

/// Whether a file in a folder is one to load: CSV under one of its usual names, compressed or not. Files of rejected rows
/// are loaded when they are named: until they are corrected, their rows are those that were rejected.
fn is_table_file(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    !is_of_rejected(&name) && [".csv", ".tsv"].iter().any(|ending| plain.ends_with(ending))
}

fn table_file(path: PathBuf, table: Option<&'static Table>) -> Result<TableFile> {
    match table.or_else(|| table_told_by_name(&path)) {
        Some(table) => Ok(TableFile { path, table: Some(table) }),
        None if path == Path::new(STANDARD_INPUT) => {
            Err(Error::with_hint("standard input tells no table", "name the table: --table postings"))
        }
        None => {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let names = TABLES.iter().map(|table| table.name);
            let nearest =
                suggest::did_you_mean(&stem, names).map(|words| format!("; {words}")).unwrap_or_default();
            Err(Error::with_hint(
                format!("{}: the file's name tells no table", path.display()),
                format!(
                    "name the table: --table postings, or name the file postings.csv or postings-2016.csv{nearest}"
                ),
            ))
        }
    }
}

/// `postings.csv`, `postings-2016.csv` and `postings.rejected.csv` hold postings.
fn table_told_by_name(path: &Path) -> Option<&'static Table> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    TABLES.iter().find(|table| {
        name.strip_prefix(table.name).is_some_and(|rest| rest.starts_with(['.', '-', ' ', '(']))
    })
}
