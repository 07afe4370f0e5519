//! Which files an import reads, and which table each of them holds.

use std::path::{Path, PathBuf};

use super::header::is_of_rejected;
use super::input::STANDARD_INPUT;
use super::structured::Structure;
use crate::error::{Error, Result};
use crate::schema::{TABLES, Table};
use crate::suggest;
use crate::workbook::is_workbook;

/// How many of the things that are passed over are named.
const NAMED: usize = 12;

/// Why what `export tenures` writes is not loaded.
const COMPUTED: &str = "computed from the records";

/// A file and the table whose rows it holds.
#[derive(Debug)]
pub struct TableFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its table; none if a profile says what its rows become.
    pub table: Option<&'static Table>,
}

/// The files of an import, and what was passed over in the folders among its paths.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files, in the order in which they are loaded.
    pub files: Vec<TableFile>,
    /// What the folders hold besides, each with the reason; sorted.
    pub left_out: Vec<String>,
}

/// The CSV files that `paths` name, folders with those that they hold, in the order in which they are loaded:
/// referred-to tables first, files of one table by name.
///
/// # Errors
/// If a path does not exist, a folder holds no CSV file, or a file's name gives no table and neither one nor a profile is
/// given.
pub fn discover(paths: &[PathBuf], table: Option<&'static Table>, has_profile: bool) -> Result<Discovered> {
    let table_file = |path: PathBuf| {
        if has_profile { Ok(TableFile { path, table: None }) } else { table_file(path, table) }
    };
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            let entries = std::fs::read_dir(path).map_err(Error::file(path))?;
            for entry in entries {
                let inside = entry.map_err(Error::file(path))?.path();
                match passed_over(&inside) {
                    None => found.push(table_file(inside)?),
                    Some("") => {}
                    Some(reason) => left_out.push(format!("{} ({reason})", inside.display())),
                }
            }
            if found.len() == before {
                left_out.sort();
                let what =
                    if left_out.is_empty() { String::new() } else { format!(", but {}", listed(&left_out)) };
                return Err(Error::with_hint(
                    format!("{}: the folder holds no CSV file to load{what}", path.display()),
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
    left_out.sort();
    left_out.dedup();
    Ok(Discovered { files: found, left_out })
}

impl Discovered {
    /// What was passed over, in words; none if nothing was.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        (!self.left_out.is_empty()).then(|| format!("left out: {}", listed(&self.left_out)))
    }
}

/// The first of them, and how many more there are.
pub(super) fn listed(left_out: &[String]) -> String {
    let named = left_out.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match left_out.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// Why something in a folder is not loaded; none if it is: CSV under one of its usual names, compressed or not. The
/// reason is empty if nobody expects it to be. Files of rejected rows are loaded when they are named: until they are
/// corrected, their rows are those that were rejected.
fn passed_over(path: &Path) -> Option<&'static str> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| plain.ends_with(ending));
    if path.is_dir() {
        return Some("a folder");
    }
    // Macs write `._NAME` beside NAME, office programs `.~lock.NAME#` and `~$NAME`.
    if name.starts_with('.') || name.starts_with("~$") {
        return Some("hidden");
    }
    if is_of_rejected(&name) {
        return Some("rejected rows: name the file once they are corrected");
    }
    if plain.starts_with("tenures.") {
        return Some(COMPUTED);
    }
    if !path.is_file() {
        return Some(if path.exists() { "no plain file" } else { "a broken link" });
    }
    let is_of_objects = Structure::of(path).is_some();
    if ends(&[".csv", ".tsv"]) || is_workbook(path) || (is_of_objects && table_by_file_name(path).is_some()) {
        return None;
    }
    Some(match () {
        // What `export` writes beside the tables.
        () if name == "datapackage.json" => "",
        () if ends(&[".xls", ".xlsb"]) => "an old kind of spreadsheet: save it as .xlsx",
        () if is_of_objects => "JSON, not named as a table",
        () => "not named .csv or .tsv",
    })
}

fn table_file(path: PathBuf, table: Option<&'static Table>) -> Result<TableFile> {
    match table.or_else(|| table_by_file_name(&path)) {
        Some(table) => Ok(TableFile { path, table: Some(table) }),
        // Its sheets may tell.
        None if is_workbook(&path) => Ok(TableFile { path, table: None }),
        None if path == Path::new(STANDARD_INPUT) => Err(Error::with_hint(
            "standard input does not say which table it holds",
            "name the table: --table postings",
        )),
        None => {
            if passed_over(&path) == Some(COMPUTED) {
                return Err(Error::with_hint(
                    format!("{}: tenures are computed from the records, and not imported", path.display()),
                    "import the postings that they are computed from",
                ));
            }
            let hint = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("bib")) {
                "read it as sources: --format bibtex".to_owned()
            } else if Structure::of(&path).is_some() {
                "name the table: --table postings; or what it is: --format popolo, csl-json or ftm; or say how to read it: --profile FILE".to_owned()
            } else {
                let stem =
                    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                let names = TABLES.iter().map(|table| table.name);
                let nearest =
                    suggest::did_you_mean(&stem, names).map(|words| format!("; {words}")).unwrap_or_default();
                format!(
                    "name the table: --table postings, or name the file postings.csv or postings-2016.csv{nearest}"
                )
            };
            Err(Error::with_hint(
                format!("{}: the file's name does not say which table it holds", path.display()),
                hint,
            ))
        }
    }
}

/// `postings.csv`, `postings-2016.csv` and `postings.rejected.csv` hold postings.
pub(super) fn table_by_file_name(path: &Path) -> Option<&'static Table> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    TABLES.iter().find(|table| {
        name.strip_prefix(table.name).is_some_and(|rest| rest.starts_with(['.', '-', ' ', '(']))
    })
}
