//! Rows that an import refuses: collected, grouped by cause, told all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::output::{for_terminal, for_terminal_lines};

/// How many rows of one cause are shown in full; the others are named by their lines.
const SHOWN_OF_ONE_CAUSE: usize = 8;
/// How many further lines of one cause are named.
const LINES_OF_ONE_CAUSE: usize = 12;
/// How many characters of a line are shown.
const SHOWN_OF_A_LINE: usize = 300;

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

impl Refusal {
    /// A refusal of one cell.
    pub fn cell(cause: &'static str, column: &str, message: impl Into<String>) -> Refusal {
        Refusal { cause, column: Some(column.to_owned()), message: message.into(), hint: None }
    }

    /// A refusal of a whole row.
    pub fn row(cause: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { cause, column: None, message: message.into(), hint: None }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Refusal {
        self.hint = Some(hint.into());
        self
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
    line: u64,
    /// The row as it stands; none yet if it was not at hand.
    text: Option<String>,
    refusal: Refusal,
}

#[derive(Debug, Default)]
struct Group {
    count: u64,
    shown: Vec<Shown>,
    lines: Vec<u64>,
}

/// All refused rows of a run.
#[derive(Debug, Default)]
pub struct Problems {
    groups: BTreeMap<(Arc<str>, &'static str, Option<String>), Group>,
    rows: u64,
    last: Option<Place>,
}

impl Problems {
    /// Adds what is wrong with one row; `text` gives the row as it stands, if it is at hand.
    pub fn add(&mut self, place: &Place, text: impl FnOnce() -> Option<String>, refusals: Vec<Refusal>) {
        if refusals.is_empty() {
            return;
        }
        if self.last.as_ref() != Some(place) {
            self.rows += 1;
            self.last = Some(place.clone());
        }
        let text = text();
        for refusal in refusals {
            let key = (place.file.clone(), refusal.cause, refusal.column.clone());
            let group = self.groups.entry(key).or_default();
            group.count += 1;
            if group.shown.len() < SHOWN_OF_ONE_CAUSE {
                group.shown.push(Shown { line: place.line, text: text.clone(), refusal });
            } else if group.lines.len() < LINES_OF_ONE_CAUSE {
                group.lines.push(place.line);
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many rows are refused, in words.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.rows == 1 { "1 row".to_owned() } else { format!("{} rows", self.rows) }
    }

    /// The lines of a file whose text is still to be read.
    #[must_use]
    pub fn lines_without_text(&self, file: &str) -> BTreeSet<u64> {
        self.groups
            .iter()
            .filter(|((of, _, _), _)| **of == *file)
            .flat_map(|(_, group)| &group.shown)
            .filter(|shown| shown.text.is_none())
            .map(|shown| shown.line)
            .collect()
    }

    /// Gives the text of a row that was not at hand.
    pub fn give_text(&mut self, file: &str, line: u64, text: &str) {
        for ((of, _, _), group) in &mut self.groups {
            for shown in &mut group.shown {
                if **of == *file && shown.line == line && shown.text.is_none() {
                    shown.text = Some(text.to_owned());
                }
            }
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: Vec<_> = self.groups.iter().collect();
        // Files in the order of their names, causes in the order of the lines on which they first appear.
        groups
            .sort_by_key(|((file, _, _), group)| (file.clone(), group.shown.first().map(|shown| shown.line)));
        for ((file, _, _), group) in groups {
            let mut hint = None;
            for (place, shown) in group.shown.iter().enumerate() {
                let column =
                    shown.refusal.column.as_ref().map_or(String::new(), |column| format!("{column}: "));
                writeln!(
                    out,
                    "error: {}:{}: {}{}",
                    for_terminal(file),
                    shown.line,
                    for_terminal(&column),
                    for_terminal(&shown.refusal.message)
                )?;
                if let Some(text) = shown.text.as_deref().filter(|text| !text.is_empty()) {
                    writeln!(out, "  {} | {}", shown.line, shortened(text))?;
                }
                let next = group.shown.get(place + 1).map(|next| &next.refusal.hint);
                // A hint that many rows share is given once, after the last of them.
                if next != Some(&shown.refusal.hint) {
                    hint = shown.refusal.hint.as_ref();
                    if let Some(hint) = hint {
                        writeln!(out, "hint: {}", for_terminal_lines(hint))?;
                    }
                }
            }
            let _ = hint;
            let more = group.count.saturating_sub(group.shown.len() as u64);
            if more > 0 {
                let mut lines = String::new();
                for line in &group.lines {
                    let separator = if lines.is_empty() { "" } else { ", " };
                    write!(lines, "{separator}{line}")?;
                }
                let rest = if more > group.lines.len() as u64 { " and others" } else { "" };
                writeln!(out, "  {more} more of this kind, in lines {lines}{rest}")?;
            }
        }
        Ok(())
    }
}

fn shortened(text: &str) -> String {
    let line = text.replace("\r\n", "⏎").replace(['\n', '\r'], "⏎");
    let line = for_terminal(&line);
    match line.char_indices().nth(SHOWN_OF_A_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}
