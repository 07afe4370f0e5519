//! Rows that an answer leaves out because of their verdict, and the notes about them.

use std::collections::BTreeMap;

use super::{Judged, Shown};
use crate::verdict::Verdict;

/// How many excluded rows are explained under an answer that has no others.
const REASONS: usize = 5;

/// Rows that an answer does not show: what the day excludes, or what `--verdict` does not name.
#[derive(Debug, Default)]
pub(super) struct Excluded {
    counts: BTreeMap<Verdict, usize>,
    reasons: Vec<String>,
}

impl Excluded {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
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

    /// Counts a row that is not shown.
    pub fn add(&mut self, about: &str, judged: &Judged) {
        self.count(about, judged.verdict, &judged.reason);
    }

    /// The same of a row whose verdict and reason are given.
    pub fn count(&mut self, about: &str, verdict: Verdict, reason: &str) {
        *self.counts.entry(verdict).or_default() += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push(format!("{about}: {reason}"));
        }
    }

    /// The rows of an answer, with the note about those that it leaves out.
    pub fn beside<Row>(&self, rows: Vec<Row>, shown: &Shown) -> (Vec<Row>, Vec<String>) {
        let note = self.note(shown, rows.is_empty());
        (rows, note.into_iter().collect())
    }

    /// How many rows are left out, and by what; and why, if the answer has no others.
    pub fn note(&self, shown: &Shown, is_alone: bool) -> Option<String> {
        let mut note = left_out(&self.counts, shown, ("row", "rows"))?;
        if is_alone {
            note.push_str(": ");
            note.push_str(&self.reasons.join("; "));
            if self.counts.values().sum::<usize>() > self.reasons.len() {
                note.push_str("; …");
            }
        }
        Some(note)
    }
}

/// That rows of some verdicts are left out, and how to see them; none if there are none.
pub(super) fn left_out(
    counts: &BTreeMap<Verdict, usize>,
    shown: &Shown,
    (one, many): (&str, &str),
) -> Option<String> {
    let count: usize = counts.values().sum();
    let rows = if count == 1 { format!("{one} is") } else { format!("{many} are") };
    match counts.len() {
        0 => None,
        _ if shown.verdicts.is_empty() => {
            Some(format!("{count} excluded {rows} left out (--all shows them)"))
        }
        1 => {
            let verdict = counts.keys().map(|verdict| verdict.word()).collect::<String>();
            Some(format!("{count} {verdict} {rows} left out by --verdict"))
        }
        _ => {
            let each: Vec<String> =
                counts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
            Some(format!("{count} {rows} left out by --verdict: {}", each.join(", ")))
        }
    }
}
