//! Rows that an import refuses: collected, grouped by cause, reported together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::error::{Error, RefusedRows};
use crate::schema::Breach;
use crate::terminal::{clipped, for_terminal, for_terminal_lines};
use crate::workbook::letters;

/// How many rows of one cause are shown in full; the others are named by their lines.
const SHOWN_OF_ONE_CAUSE: usize = 8;
/// How many further lines of one cause are named.
const LINES_OF_ONE_CAUSE: usize = 12;
/// How many characters a message or a hint has.
const LONGEST_MESSAGE: usize = 400;
/// How many characters of a line are shown.
const SHOWN_OF_A_LINE: usize = 300;

/// The cause of rows that name a refused row: it is reported once, however many name it.
pub const WAITS: &str = "waits";
/// The cause of rows below a second header: what is wrong with them is wrong with the header.
pub const BELOW: &str = "below a header";

/// Why one cell or row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What sort of mistake it is, the same for all of its kind: rows are grouped by it.
    pub cause: &'static str,
    /// The column, if one cell is at fault.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl From<Breach> for Refusal {
    fn from(breach: Breach) -> Refusal {
        Refusal {
            cause: breach.cause,
            column: breach.column.map(str::to_owned),
            message: breach.message,
            hint: Some(breach.hint.to_owned()),
        }
    }
}

impl Refusal {
    /// A refusal of one cell.
    pub fn cell(cause: &'static str, column: &str, message: impl Into<String>) -> Refusal {
        Refusal { cause, column: Some(column.to_owned()), message: cut(message), hint: None }
    }

    /// A refusal of a whole row.
    pub fn row(cause: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { cause, column: None, message: cut(message), hint: None }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Refusal {
        self.hint = Some(cut(hint));
        self
    }
}

/// A cell may have a megabyte, and a message that quotes it has its place on a screen.
fn cut(message: impl Into<String>) -> String {
    let message = message.into();
    match clipped(&message, LONGEST_MESSAGE) {
        Cow::Borrowed(_) => message,
        Cow::Owned(shorter) => shorter,
    }
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name as it was given.
    pub file: Arc<str>,
    /// The line on which the row begins, from 1.
    pub line: u64,
}

#[derive(Debug)]
struct Shown {
    place: Place,
    /// The row as it stands; none yet if it was not at hand.
    text: Option<String>,
    refusal: Refusal,
}

#[derive(Debug, Default)]
struct OneCause {
    count: u64,
    shown: Vec<Shown>,
    /// Where the others are.
    places: Vec<Place>,
}

/// A file, a cause and a column; what waits for a refused row has that row alone.
type Key = (Option<Arc<str>>, &'static str, Option<String>);

/// All refused rows of a run.
#[derive(Debug, Default)]
pub struct Problems {
    groups: BTreeMap<Key, OneCause>,
    rows: u64,
    /// The columns of files that are sheets, in their order: a cell of a sheet has an address.
    sheets: BTreeMap<String, Vec<String>>,
    /// What is wrong with whole files.
    pub files: Option<Box<Error>>,
}

impl Problems {
    /// Says that a file is a sheet, with these columns.
    pub fn is_sheet(&mut self, file: &str, columns: &[String]) {
        self.sheets.insert(file.to_owned(), columns.to_vec());
    }

    /// The address of a cell, if its file is a sheet.
    fn address(&self, place: &Place, column: &str) -> Option<String> {
        let columns = self.sheets.get(&*place.file)?;
        let found = columns.iter().position(|own| own == column)?;
        Some(format!(" ({}{})", letters(found), place.line))
    }

    /// Counts a row that is refused, whatever is wrong with it.
    pub fn count_row(&mut self) {
        self.rows += 1;
    }

    /// Adds what is wrong with one row; `text` gives the row as it stands, if it is at hand.
    pub fn add(&mut self, place: &Place, text: impl FnOnce() -> Option<String>, refusals: Vec<Refusal>) {
        if refusals.is_empty() {
            return;
        }
        let text = text();
        for refusal in refusals {
            let (key, shown) = match refusal.cause {
                WAITS => ((None, WAITS, Some(refused_row(&refusal.message).to_owned())), 1),
                BELOW => ((Some(place.file.clone()), BELOW, None), 1),
                cause => ((Some(place.file.clone()), cause, refusal.column.clone()), SHOWN_OF_ONE_CAUSE),
            };
            let group = self.groups.entry(key).or_default();
            // A row that names a refused one twice waits for it once.
            let last = group.places.last().or(group.shown.last().map(|shown| &shown.place));
            if refusal.cause == WAITS && last == Some(place) {
                continue;
            }
            group.count += 1;
            if group.shown.len() < shown {
                group.shown.push(Shown { place: place.clone(), text: text.clone(), refusal });
            } else if group.places.len() < LINES_OF_ONE_CAUSE {
                group.places.push(place.clone());
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The lines of a file whose text is still to be read.
    #[must_use]
    pub fn lines_without_text(&self, file: &str) -> BTreeSet<u64> {
        self.groups
            .values()
            .flat_map(|group| &group.shown)
            .filter(|shown| *shown.place.file == *file && shown.text.is_none())
            .map(|shown| shown.place.line)
            .collect()
    }

    /// Gives the text of a row that was not at hand.
    pub fn give_text(&mut self, file: &str, line: u64, text: &str) {
        for group in self.groups.values_mut() {
            for shown in &mut group.shown {
                if *shown.place.file == *file && shown.place.line == line && shown.text.is_none() {
                    shown.text = Some(text.to_owned());
                }
            }
        }
    }
}

impl RefusedRows for Problems {
    fn summary(&self) -> String {
        if self.rows == 1 { "1 row".to_owned() } else { format!("{} rows", self.rows) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = &self.files {
            writeln!(out, "error: {}", for_terminal_lines(&error.to_string()))?;
            if let Some(hint) = error.hint() {
                writeln!(out, "hint: {}", for_terminal_lines(&hint))?;
            }
        }
        let mut groups: Vec<Group<'_>> =
            self.groups.iter().map(|((_, cause, _), group)| (*cause, group)).collect();
        // Files in the order of their names, causes in the order of the lines on which they first appear.
        groups.sort_by_key(|(_, group)| group.shown.first().map(|shown| &shown.place));
        for (cause, group) in groups {
            let mut shown: Vec<&Shown> = group.shown.iter().collect();
            shown.sort_by_key(|shown| &shown.place);
            for (place, row) in shown.iter().enumerate() {
                let column = row.refusal.column.as_ref().map_or(String::new(), |column| {
                    let address = self.address(&row.place, column).unwrap_or_default();
                    format!("{column}{address}: ")
                });
                writeln!(
                    out,
                    "error: {}:{}: {}{}",
                    for_terminal(&row.place.file),
                    row.place.line,
                    for_terminal(&column),
                    for_terminal(&row.refusal.message)
                )?;
                if let Some(text) = row.text.as_deref().filter(|text| !text.is_empty()) {
                    writeln!(out, "  {} | {}", row.place.line, shortened(text))?;
                }
                let next = shown.get(place + 1).map(|next| &next.refusal.hint);
                // A hint that many rows share is given once, after the last of them.
                if next != Some(&row.refusal.hint)
                    && let Some(hint) = &row.refusal.hint
                {
                    writeln!(out, "hint: {}", for_terminal_lines(hint))?;
                }
            }
            let more = group.count.saturating_sub(group.shown.len() as u64);
            if more > 0 {
                let of = group.shown.first().map(|shown| &*shown.place.file).unwrap_or_default();
                let what = match (cause, more) {
                    (WAITS, 1) => "row names it, in".to_owned(),
                    (WAITS, _) => "rows name it, in".to_owned(),
                    _ => "of this kind, in".to_owned(),
                };
                let rest = if more > group.places.len() as u64 { " and others" } else { "" };
                writeln!(out, "  {more} more {what} {}{rest}", for_terminal(&lines(&group.places, of)))?;
            }
        }
        Ok(())
    }
}

/// The row that another one waits for, whatever it calls it, out of `"kim-a" is in officials.csv:2, which is refused`.
fn refused_row(message: &str) -> &str {
    message.rfind("\" is in ").map_or(message, |at| &message[at..])
}

type Group<'problems> = (&'static str, &'problems OneCause);

/// Lines of a file, and of others with their names.
fn lines(places: &[Place], file: &str) -> String {
    let mut text = String::new();
    let mut last: Option<&str> = None;
    for place in places {
        let is_next = last == Some(&*place.file);
        if last.is_some() {
            text.push_str(if is_next { ", " } else { "; " });
        }
        if !is_next && *place.file == *file {
            let own = places.iter().filter(|place| *place.file == *file).count();
            text.push_str(if own == 1 { "line " } else { "lines " });
        } else if !is_next {
            let _ = write!(text, "{}:", place.file);
        }
        let _ = write!(text, "{}", place.line);
        last = Some(&place.file);
    }
    text
}

fn shortened(text: &str) -> String {
    let line = text.replace("\r\n", "⏎").replace(['\n', '\r'], "⏎");
    let line = for_terminal(&line);
    match line.char_indices().nth(SHOWN_OF_A_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}
