//! The systems of spelling that names are read by.

use super::Tier;

/// What the names of one language, or of several that are written alike, are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Korean in Hangul, Chinese characters, katakana and Latin letters.
    Korean,
}

impl System {
    /// The system that reads names in a language, by the primary subtag of BCP 47 in lower case.
    #[must_use]
    pub fn of_language(primary: &str) -> Option<System> {
        match primary {
            "ko" | "kor" => Some(System::Korean),
            _ => None,
        }
    }

    /// The system that a key is of; a name as it is written is of none.
    #[must_use]
    pub fn of_key(tier: Tier, _key: &str) -> Option<System> {
        (tier != Tier::Written).then_some(System::Korean)
    }
}
