//! Korean surnames: which words are one, and in which spellings.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fold::plain_latin;
use super::letters::{Syllable, syllables};
use super::tables::{TABLES, lines};
use super::{law, word_text};

const SURNAME_LINES: &str = include_str!("data/surnames.tsv");

/// How many of the most common surnames are looked for at the end of a name too.
const COMMON: usize = 60;

/// The surnames, in the ways in which they are looked for.
#[derive(Debug, Default)]
pub struct Surnames {
    /// The classes of each surname, as the North and the South write it.
    strict: HashSet<String>,
    /// The classes of each surname after the initial-sound law.
    wide: HashSet<String>,
    /// The classes after the initial-sound law of the most common ones.
    common: HashSet<String>,
    /// The letters of surnames by spellings of the press.
    press: HashMap<String, Vec<Vec<Syllable>>>,
    /// The letters of surnames by Chinese characters.
    characters: HashMap<&'static str, Vec<Vec<Syllable>>>,
    /// Surnames of two syllables.
    double: HashSet<Vec<Syllable>>,
}

/// The surnames, read when they are first needed.
pub static SURNAMES: LazyLock<Surnames> = LazyLock::new(|| {
    let mut surnames = Surnames::default();
    for (place, cells) in lines(SURNAME_LINES).enumerate() {
        let [north, south, characters, press, _] = cells[..] else { continue };
        let (Some(north), Some(south)) = (syllables(north), syllables(south)) else { continue };
        let wide = word_text(&TABLES.classes(&law(&north)));
        if place < COMMON {
            surnames.common.insert(wide.clone());
        }
        surnames.wide.insert(wide);
        for word in [&north, &south] {
            surnames.strict.insert(word_text(&TABLES.classes(word)));
            if word.len() == 2 {
                surnames.double.insert(word.clone());
            }
        }
        for spelling in press.split(' ') {
            surnames.press.entry(plain_latin(spelling)).or_default().push(north.clone());
        }
        let width = north.len();
        for (at, _) in characters.char_indices().step_by(width) {
            let end =
                characters[at..].char_indices().nth(width).map_or(characters.len(), |(end, _)| at + end);
            let words = surnames.characters.entry(&characters[at..end]).or_default();
            for word in [&north, &south] {
                if !words.contains(word) {
                    words.push(word.clone());
                }
            }
        }
    }
    surnames
});

impl Surnames {
    /// Whether these classes are those of a surname.
    #[must_use]
    pub fn is_strict(&self, classes: &str) -> bool {
        self.strict.contains(classes)
    }

    /// Whether these classes, after the initial-sound law, are those of a surname.
    #[must_use]
    pub fn is_wide(&self, classes: &str) -> bool {
        self.wide.contains(classes)
    }

    /// The same, of one of the most common surnames.
    #[must_use]
    pub fn is_common(&self, classes: &str) -> bool {
        self.common.contains(classes)
    }

    /// The surnames that the press spells so.
    #[must_use]
    pub fn of_press(&self, spelling: &str) -> &[Vec<Syllable>] {
        self.press.get(spelling).map_or(&[], Vec::as_slice)
    }

    /// The readings of a surname in Chinese characters.
    #[must_use]
    pub fn of_characters(&self, characters: &str) -> &[Vec<Syllable>] {
        self.characters.get(characters).map_or(&[], Vec::as_slice)
    }

    /// Whether these are the letters of a surname of two syllables.
    #[must_use]
    pub fn is_double(&self, word: &[Syllable]) -> bool {
        self.double.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_surname_in_hangul_with_its_characters_and_origin() {
        for cells in lines(SURNAME_LINES) {
            assert_eq!(cells.len(), 5, "{cells:?}");
            let (north, south) = (syllables(cells[0]).unwrap(), syllables(cells[1]).unwrap());
            assert_eq!(north.len(), south.len(), "{cells:?}");
            assert_eq!(word_text(&law(&north)), word_text(&law(&south)), "{cells:?}");
            assert_eq!(cells[2].chars().count() % north.len(), 0, "{cells:?}");
        }
        // 정, 전 and 천 are one class, and so are a few others.
        assert!((50..=COMMON).contains(&SURNAMES.common.len()), "{}", SURNAMES.common.len());
        assert!(SURNAMES.is_common("김") && !SURNAMES.is_common("남궁"));
    }
}
