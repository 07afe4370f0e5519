//! What records mean together for a day: certain, disputed, possible or excluded.
//!
//! The definitions are the project's own (docs/verdicts.md). `step` computes for each official in an office, and in the same
//! way for each relation, name, value and chapter, the pieces of time with one verdict: answers of a day, `tenures`,
//! contradictions and gaps are all read from them. Events lie in windows by `window`.

pub mod step;
mod window;

use std::fmt;
use std::str::FromStr;

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
