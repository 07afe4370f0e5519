//! The systems of spelling that names are read by.

use super::{Tier, chinese, cyrillic, japanese, lookup};

/// What the names of one language, or of several that are written alike, are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Korean in Hangul, Chinese characters, katakana, Cyrillic and Latin letters.
    Korean,
    /// Russian and Ukrainian in Cyrillic and Latin letters.
    Russian,
    /// Arabic, in its script and in Latin letters.
    Arabic,
    /// Persian, in its script and in Latin letters.
    Persian,
    /// Chinese in characters, pinyin and Wade-Giles.
    Chinese,
    /// Japanese in Chinese characters, kana and Latin letters.
    Japanese,
    /// Vietnamese in Latin letters.
    Vietnamese,
    /// The languages of Europe in Latin letters: what marks and pairs of letters such as oe stand for.
    European,
}

/// Languages whose names are compared by the letters and marks of European languages.
const EUROPEAN: &[&str] = &[
    "bs", "ca", "cs", "cy", "da", "de", "es", "et", "eu", "fi", "fr", "fo", "ga", "gl", "hr", "hu", "is",
    "it", "la", "lb", "lt", "lv", "mt", "nb", "nl", "nn", "no", "oc", "pl", "pt", "rm", "ro", "sk", "sl",
    "sq", "sv", "tr", "deu", "fra", "spa", "ita", "por", "pol", "swe", "nld", "ces", "hun",
];

impl System {
    /// The system that reads names in a language, by the primary subtag of BCP 47 in lower case.
    #[must_use]
    pub fn of_language(primary: &str) -> Option<System> {
        match primary {
            "ko" | "kor" => Some(System::Korean),
            "ru" | "rus" | "uk" | "ukr" => Some(System::Russian),
            "ar" | "ara" | "arz" | "apc" | "acm" | "ary" => Some(System::Arabic),
            "fa" | "fas" | "per" | "prs" => Some(System::Persian),
            // Names in the other languages of China are written in the same characters.
            "zh" | "zho" | "chi" | "cmn" | "yue" | "wuu" | "hak" | "nan" | "gan" | "hsn" | "lzh" => {
                Some(System::Chinese)
            }
            "ja" | "jpn" => Some(System::Japanese),
            "vi" | "vie" => Some(System::Vietnamese),
            other => EUROPEAN.contains(&other).then_some(System::European),
        }
    }

    /// What answers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            System::Korean => "Korean",
            System::Russian => "Russian or Ukrainian",
            System::Arabic => "Arabic",
            System::Persian => "Persian",
            System::Chinese => "Chinese",
            System::Japanese => "Japanese",
            System::Vietnamese => "Vietnamese",
            System::European => "European",
        }
    }

    /// The system that a key is of; a name as it is written is of none.
    #[must_use]
    pub fn of_key(tier: Tier, key: &str) -> Option<System> {
        if tier == Tier::Written || lookup::is_lookup(key) {
            return None;
        }
        let of = [
            (cyrillic::PREFIX, System::Russian),
            (chinese::PREFIX, System::Chinese),
            (japanese::PREFIX, System::Japanese),
        ];
        let known = of.into_iter().find(|(prefix, _)| key.starts_with(prefix));
        Some(known.map_or(System::Korean, |(_, system)| system))
    }
}
