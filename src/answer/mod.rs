//! Answers: records pooled, judged for a day, with names as they were and the records and sources behind each row.
//!
//! One file a question; `pool` judges, `hierarchy` finds what is below or above, `names` what was called how.

pub mod appearances;
pub mod called;
pub mod chain;
pub mod chapters;
pub mod describe;
pub mod diff;
pub mod events;
mod excluded;
pub mod facts;
mod hierarchy;
mod names;
pub mod naming;
pub mod network;
pub mod officials;
pub mod organizations;
pub mod people;
pub(crate) mod places;
mod pool;
pub mod posts;
pub mod question;
pub mod record_verdicts;
pub mod relations;
pub mod search;
pub mod tenures;
pub mod tree;
pub mod what_if;
mod whole_archive;
mod written;

pub use hierarchy::{Below, Chain, Chains, LinkAbove, below, links_above, parents, places_within};
pub(crate) use names::JudgedNames;
pub(crate) use names::commonest;
pub use names::{NameRow, Names};
pub use pool::{Judged, JudgedPool, LimitRow, Limits, Pool, judge, limits_of};

use crate::date::Span;
use crate::output::{Cell, Column};
use crate::verdict::Verdict;

/// Rows with named columns, and what should be said under them.
#[derive(Debug, Default)]
pub struct Answer {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// What should be said under the rows.
    pub notes: Vec<String>,
}

/// Which verdicts an answer shows.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Only these; none: all but `excluded`.
    pub verdicts: Vec<Verdict>,
    /// Also what is excluded.
    pub all: bool,
}

impl Shown {
    /// Whether a row with this verdict is shown.
    #[must_use]
    pub fn shows(&self, verdict: Verdict) -> bool {
        if self.verdicts.is_empty() {
            self.all || verdict != Verdict::Excluded
        } else {
            self.verdicts.contains(&verdict)
        }
    }
}

/// A day known within bounds, in EDTF: the day itself, or `[a..b]`.
#[must_use]
pub fn day_within(span: Span) -> String {
    use crate::date::Day;
    match (span.from, span.to) {
        (from, to) if from == to => from.to_string(),
        (Day::MIN, Day::MAX) => String::new(),
        (Day::MIN, to) => format!("[..{to}]"),
        (from, Day::MAX) => format!("[{from}..]"),
        (from, to) => format!("[{from}..{to}]"),
    }
}
