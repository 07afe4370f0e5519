//! Rows that are refused: reported and, if the good rows are loaded all the same, written to a file unchanged.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::files::Feed;
use super::header::{REASON, is_of_rejected};
use super::input::Intake;
use super::line_sets::Lines;
use super::structured::Structure;
use crate::error::{Error, Result};
use crate::record::refusal::{Place, Problems, Refusal};
use crate::whole_file::{Readers, WholeFile};

/// The refused rows of a run.
pub struct Refused {
    /// What is wrong with them, in words.
    pub problems: Problems,
    /// Why they are refused, if they are to be written out: in a separate temporary database, because the archive goes
    /// back to what it was before another pass.
    kept: Option<Connection>,
    /// All of them.
    rows: Lines,
    /// Those of earlier passes.
    earlier: Lines,
    /// Whether a row was refused of which other records may have been loaded.
    is_torn: bool,
    /// Digests of the rows that were refused because another row has their id, by file.
    contested: BTreeMap<u32, BTreeSet<String>>,
}

/// A file of rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejects {
    /// The file that they came from, by its place among the files of the run.
    pub file: usize,
    /// Where they are now.
    pub path: PathBuf,
    /// How many there are.
    pub rows: u64,
}

impl Refused {
    /// Begins with none; if they are to be written out, the reasons are kept.
    ///
    /// # Errors
    /// If temporary tables cannot be written.
    pub fn new(are_set_aside: bool) -> Result<Refused> {
        let kept = if are_set_aside {
            let connection = Connection::open("")?;
            connection.execute_batch(
                "PRAGMA journal_mode = OFF;
                 CREATE TABLE refused (file INTEGER NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL);
                 BEGIN;",
            )?;
            Some(connection)
        } else {
            None
        };
        Ok(Refused {
            problems: Problems::default(),
            kept,
            rows: Lines::default(),
            earlier: Lines::default(),
            is_torn: false,
            contested: BTreeMap::new(),
        })
    }

    /// Adds a row of a file, by its place among the files of the run, with what is wrong with it; `text` gives the row as
    /// it stands, if it is at hand. A row without refusals is refused for what is reported elsewhere.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub fn add(
        &mut self,
        file: u32,
        place: &Place,
        text: impl FnOnce() -> Option<String>,
        refusals: Vec<Refusal>,
    ) -> Result<()> {
        if let Some(connection) = &self.kept {
            let mut insert =
                connection.prepare_cached("INSERT INTO refused (file, line, reason) VALUES (?1, ?2, ?3)")?;
            for refusal in &refusals {
                let line = i64::try_from(place.line).unwrap_or(i64::MAX);
                insert.execute((file, line, reason(refusal)))?;
            }
        }
        if self.rows.insert(file, place.line) {
            self.problems.count_row();
        }
        self.problems.add(place, text, refusals);
        Ok(())
    }

    /// Whether a row is refused.
    #[must_use]
    pub fn has(&self, file: u32, line: u64) -> bool {
        self.rows.has(file, line)
    }

    /// Whether a row was refused in an earlier pass: it is left out of this one.
    #[must_use]
    pub fn had(&self, file: u32, line: u64) -> bool {
        self.earlier.has(file, line)
    }

    /// How many rows of a file are refused.
    #[must_use]
    pub fn count(&self, file: u32) -> u64 {
        self.rows.count(file)
    }

    /// Says that other records of a refused row may have been loaded.
    pub fn tear(&mut self) {
        self.is_torn = true;
    }

    /// Whether other records of a refused row may have been loaded: then another pass is needed, without it.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// Remembers the digest of a row that is refused because another row has its id.
    pub fn contest(&mut self, file: u32, digest: String) {
        self.contested.entry(file).or_default().insert(digest);
    }

    /// These digests, of the rows of a file.
    pub fn contested(&self, file: u32) -> impl Iterator<Item = &str> {
        self.contested.get(&file).into_iter().flatten().map(String::as_str)
    }

    /// Begins another pass, without the rows that are refused so far.
    pub fn begin_again(&mut self) {
        self.is_torn = false;
        self.earlier = self.rows.clone();
    }

    /// Reads the rows whose text was not at hand.
    ///
    /// # Errors
    /// If a file cannot be read again.
    pub fn fill_in_texts(&mut self, feeds: &[Feed]) -> Result<()> {
        for feed in feeds.iter().filter(|feed| feed.is_csv()) {
            let mut lines = self.problems.lines_without_text(feed.intake.name());
            if lines.is_empty() {
                continue;
            }
            let mut reader = feed.open(true)?;
            // Why a file cannot be read to its end was found when it was loaded.
            while let Ok(Some(row)) = reader.next_row() {
                let line = row.place.line;
                if lines.remove(&line) {
                    let text = String::from_utf8_lossy(&reader.row_bytes()).into_owned();
                    self.problems.give_text(feed.intake.name(), line, &text);
                    if lines.is_empty() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes the refused rows of each file beside it, as they stand, each with the reason before it; gives the files.
    ///
    /// A file that is there already is left alone: an analyst may be correcting it.
    ///
    /// # Errors
    /// If a file cannot be read again, or one cannot be written; there is then none.
    pub fn set_aside(&self, feeds: &[Feed], written: &mut Vec<Rejects>) -> Result<()> {
        let Some(connection) = &self.kept else { return Ok(()) };
        for (number, feed) in feeds.iter().enumerate().filter(|(_, feed)| feed.is_csv()) {
            // One row a line, in order: the file is read once, and no more than one row is held.
            let mut statement = connection.prepare(
                "SELECT line, group_concat(reason, '; ' ORDER BY first)
                 FROM (SELECT line, reason, min(rowid) AS first FROM refused WHERE file = ?1 GROUP BY line, reason)
                 GROUP BY line ORDER BY line",
            )?;
            let mut lines = statement.query_map([i64::try_from(number).unwrap_or(i64::MAX)], |row| {
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, String>(1)?))
            })?;
            let Some(mut next) = lines.next().transpose()?.map(Some) else { continue };
            let mut reader = feed.open(true)?;
            let separator = reader.dialect().separator;
            let wanted = feed.path_of_rejects();
            // They are copies of rows that others may not be allowed to read.
            let readers = feed.intake.path().map_or(Readers::Usual, Readers::Of);
            let file = WholeFile::begin(&wanted, readers).map_err(|error| match error {
                Error::File { source, .. } => cannot_be_written(&feed.intake, &wanted, &source),
                other => other,
            })?;
            let failed = || |error: io::Error| cannot_be_written(&feed.intake, &wanted, &error);
            let mut out = BufWriter::new(file);
            // Korean Excel takes a file without a mark for CP949.
            let known = feed.intake.known();
            if known.mark > 0 || known.encoding != encoding_rs::UTF_8 || feed.intake.cells().is_some() {
                out.write_all("\u{feff}".as_bytes()).map_err(failed())?;
            }
            let has_reasons = is_of_rejected(feed.intake.name())
                && feed.intake.objects().is_none()
                && reader.header().first().is_some_and(|name| name == REASON);
            let is_csv = feed.intake.objects().is_none();
            if !has_reasons && is_csv {
                out.write_all(REASON.as_bytes()).map_err(failed())?;
                out.write_all(&[separator]).map_err(failed())?;
            }
            if is_csv {
                out.write_all(&reader.row_bytes()).map_err(failed())?;
                out.write_all(b"\n").map_err(failed())?;
            }
            let objects = feed.intake.objects();
            let mut count = 0;
            while let Some((line, reasons)) = &next {
                let Some(row) = reader.next_row()? else { break };
                if row.place.line < *line {
                    continue;
                }
                let array = row.trailer().and_then(|trailer| trailer.array);
                let bytes = reader.row_bytes();
                if let Some(objects) = objects {
                    out.write_all(&objects.rejected(&bytes, reasons, array)).map_err(failed())?;
                    count += 1;
                    next = lines.next().transpose()?;
                    continue;
                }
                let bytes = if has_reasons { without_first_cell(&bytes, separator) } else { &bytes };
                out.write_all(&quoted(reasons)).map_err(failed())?;
                out.write_all(&[separator]).map_err(failed())?;
                out.write_all(bytes).map_err(failed())?;
                out.write_all(b"\n").map_err(failed())?;
                count += 1;
                next = lines.next().transpose()?;
            }
            let file = out.into_inner().map_err(|error| failed()(error.into_error()))?;
            let path = file.add_as(names(&wanted)).map_err(failed())?;
            written.push(Rejects { file: number, path, rows: count });
        }
        Ok(())
    }
}

fn reason(refusal: &Refusal) -> String {
    let column = refusal.column.as_ref().map_or(String::new(), |column| format!("{column}: "));
    let hint = refusal.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
    format!("{column}{}{hint}", refusal.message)
}

/// A cell in quotes.
fn quoted(text: &str) -> Vec<u8> {
    let text = text.replace(['\n', '\r'], " ").replace('"', "\"\"");
    format!("\"{text}\"").into_bytes()
}

/// A row without its first cell, which is the reason of an earlier time.
fn without_first_cell(row: &[u8], separator: u8) -> &[u8] {
    let mut is_quoted = false;
    for (place, &byte) in row.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if byte == separator && !is_quoted => return &row[place + 1..],
            _ => {}
        }
    }
    &[]
}

/// The names that a file of rejected rows may have, the first that is free being its own.
fn names(wanted: &Path) -> impl Iterator<Item = PathBuf> {
    let name = wanted.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = move |number: u32| {
        wanted.with_file_name(name.replacen(".rejected", &format!(".rejected-{number}"), 1))
    };
    std::iter::once(wanted.to_path_buf()).chain((2..10_000).map(numbered))
}

fn cannot_be_written(intake: &Intake, path: &Path, error: &io::Error) -> Error {
    Error::with_hint(
        format!("{}: the rejected rows of {} cannot be written: {error}", path.display(), intake.name()),
        "import a copy that is in a folder which can be written and has room; nothing was changed",
    )
}

/// Removes files of rejected rows again: the run did not come to its end.
pub fn remove(written: &[Rejects]) {
    for rejects in written {
        // What cannot be removed stays: it holds copies of rows only.
        let _ = std::fs::remove_file(&rejects.path);
    }
}

impl Feed {
    /// `postings.csv` gives `postings.rejected.csv`, and so does `postings.rejected.csv`: a free number is added. The sheet
    /// of postings in `roster.xlsx` gives `postings-roster.rejected.csv`.
    fn path_of_rejects(&self) -> PathBuf {
        let Some(path) = self.intake.path() else {
            let name = self.table().map_or("standard-input", |table| table.name);
            return PathBuf::from(format!("{name}.rejected.csv"));
        };
        if let Some(cells) = self.intake.cells() {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
            // The name gives the table when the file is imported again.
            let name = match self.table() {
                Some(table) => format!("{}-{stem}", table.name),
                None => format!("{stem}-{}", cells.sheet),
            };
            return path.with_file_name(format!("{name}.rejected.csv"));
        }
        let mut name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(objects) = self.intake.objects()
            && let Some((stem, _)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
        {
            // Its objects are written one a line.
            name = format!("{}.{}", Structure::plain_stem(stem), objects.structure.ending_of_rejects());
        }
        for ending in [".gz", ".zst"] {
            if name.to_lowercase().ends_with(ending) {
                name.truncate(name.len() - ending.len());
            }
        }
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem.to_owned(), ending.to_owned()),
            _ => (name.clone(), "csv".to_owned()),
        };
        let stem = match stem.to_lowercase().find(".rejected") {
            Some(at) => stem[..at].to_owned(),
            None => stem,
        };
        path.with_file_name(format!("{stem}.rejected.{ending}"))
    }
}
