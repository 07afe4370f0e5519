//! What records mean together for a day: certain, disputed, possible or excluded.
//!
//! The definitions are the project's own. Records of one thing (the same official, body, office and term; the same
//! relation; the same fact) are pooled into stints (`stint`); a stint is judged for a day (`judgement`); where one
//! official at a time holds an office, its holders are held against each other (`holders`). Organizations exist by
//! `existence`, and events lie in windows by `window`.
//!
//! How a statement is split into rows changes nothing as long as its rows fall into one stint: a beginning and an
//! end, each in a row of its own, exclude the same days and give the same held days as one row with both. What a row
//! with both says more is that the two belong together; with a second spell of the same term on record, only such a
//! row keeps the spells apart for certain. (`term` is the analyst's means to say so.)

mod existence;
mod holders;
mod judgement;
pub mod step;
mod stint;
mod window;

use std::fmt;
use std::str::FromStr;

pub use existence::existence;
pub use holders::{Candidate, HolderOutcome, one_holder};
pub use judgement::{PoolAnswer, Reason, judge_pool};
pub use stint::{HeldDays, Limit, LimitKind, Record, Stint, stints};
pub use window::{Report, in_window};

/// What the records say about a day, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It held, whichever reading of the dates is right, and nothing on record speaks against it.
    Certain,
    /// Something on record says that it held, something else that it did not.
    Disputed,
    /// Nothing on record excludes it.
    Possible,
    /// Something on record excludes it, and nothing speaks against that.
    Excluded,
}

impl Verdict {
    /// All verdicts, the best first.
    pub const ALL: [Verdict; 4] = [Verdict::Certain, Verdict::Disputed, Verdict::Possible, Verdict::Excluded];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Certain => "certain",
            Verdict::Disputed => "disputed",
            Verdict::Possible => "possible",
            Verdict::Excluded => "excluded",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl FromStr for Verdict {
    type Err = String;

    fn from_str(text: &str) -> Result<Verdict, String> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.word() == text)
            .ok_or_else(|| "verdicts are certain, disputed, possible and excluded".to_owned())
    }
}
