//! Rows that an answer leaves out because the day excludes them, and the note about them.

use super::{Judged, Shown};
use crate::verdict::Verdict;

/// How many excluded rows are explained under an answer that has no others.
const REASONS: usize = 5;

/// Excluded rows that an answer does not show.
#[derive(Debug, Default)]
pub(super) struct Excluded {
    count: usize,
    reasons: Vec<String>,
}

impl Excluded {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Leaves the rows that are shown, and counts those that are excluded; `judged` gives what a row is about, its verdict and
    /// the reason.
    pub fn taken_out<Row>(
        rows: &mut Vec<Row>,
        shown: &Shown,
        judged: impl for<'row> Fn(&'row Row) -> (&'row str, Verdict, &'row str),
    ) -> Excluded {
        let mut excluded = Excluded::default();
        rows.retain(|row| {
            let (about, verdict, reason) = judged(row);
            let is_shown = shown.shows(verdict);
            if !is_shown {
                excluded.count(about, verdict, reason);
            }
            is_shown
        });
        excluded
    }

    /// Counts a row that is not shown, if it is excluded.
    pub fn add(&mut self, about: &str, judged: &Judged) {
        self.count(about, judged.verdict, &judged.reason);
    }

    fn count(&mut self, about: &str, verdict: Verdict, reason: &str) {
        if verdict == Verdict::Excluded {
            self.count += 1;
            if self.reasons.len() < REASONS {
                self.reasons.push(format!("{about}: {reason}"));
            }
        }
    }

    /// The rows of an answer, with the note about those that it leaves out.
    pub fn beside<Row>(&self, rows: Vec<Row>, shown: &Shown) -> (Vec<Row>, Vec<String>) {
        let note = self.note(shown, rows.is_empty());
        (rows, note.into_iter().collect())
    }

    /// How many rows are left out; and why, if the answer has no others.
    pub fn note(&self, shown: &Shown, is_alone: bool) -> Option<String> {
        if self.count == 0 || !shown.verdicts.is_empty() {
            return None;
        }
        let rows = if self.count == 1 { "row is" } else { "rows are" };
        let mut note = format!("{} excluded {rows} left out (--all shows them)", self.count);
        if is_alone {
            note.push_str(": ");
            note.push_str(&self.reasons.join("; "));
            if self.count > self.reasons.len() {
                note.push_str("; …");
            }
        }
        Some(note)
    }
}
