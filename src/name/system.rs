//! The systems of spelling that names are read by.

use super::{Tier, cyrillic};

/// What the names of one language, or of several that are written alike, are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Korean in Hangul, Chinese characters, katakana, Cyrillic and Latin letters.
    Korean,
    /// Russian and Ukrainian in Cyrillic and Latin letters.
    Russian,
}

impl System {
    /// The system that reads names in a language, by the primary subtag of BCP 47 in lower case.
    #[must_use]
    pub fn of_language(primary: &str) -> Option<System> {
        match primary {
            "ko" | "kor" => Some(System::Korean),
            "ru" | "rus" | "uk" | "ukr" => Some(System::Russian),
            _ => None,
        }
    }

    /// What answers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            System::Korean => "Korean",
            System::Russian => "Russian or Ukrainian",
        }
    }

    /// The system that a key is of; a name as it is written is of none.
    #[must_use]
    pub fn of_key(tier: Tier, key: &str) -> Option<System> {
        let system = if key.starts_with(cyrillic::PREFIX) { System::Russian } else { System::Korean };
        (tier != Tier::Written).then_some(system)
    }
}
