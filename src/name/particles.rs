//! Words of names that are not names themselves, and surnames that show the language.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::tables::lines;

const PARTICLE_LINES: &str = include_str!("data/particles.tsv");
const VIETNAMESE_LINES: &str = include_str!("data/vietnamese.tsv");

static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for cells in lines(PARTICLE_LINES) {
        if let [known, what, _] = cells[..] {
            words.extend(known.split(' ').map(|word| (word, what)));
        }
    }
    words
});

static VIETNAMESE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(VIETNAMESE_LINES).filter_map(|cells| cells.first().copied()).collect());

/// Whether a word is one that names have or not: von, de, bin.
pub(super) fn is_particle(word: &str) -> bool {
    WORDS.get(word) == Some(&"particle")
}

/// Whether a word stands after a name: Jr.
pub(super) fn is_suffix(word: &str) -> bool {
    WORDS.get(word) == Some(&"suffix")
}

/// Whether a word with a point is a title, and not an initial: Dr.
pub(super) fn is_abbreviation(word: &str) -> bool {
    WORDS.get(word) == Some(&"abbreviation")
}

/// Whether a word without marks is a Vietnamese surname.
pub(super) fn is_vietnamese(word: &str) -> bool {
    VIETNAMESE.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_kind_and_origin() {
        for cells in lines(PARTICLE_LINES) {
            assert!(matches!(cells[..], [_, "particle" | "suffix" | "abbreviation", _]), "{cells:?}");
        }
        assert!(lines(VIETNAMESE_LINES).all(|cells| cells.len() == 1 && cells[0].is_ascii()));
        assert!(is_particle("von") && is_suffix("jr") && is_abbreviation("dr") && is_vietnamese("nguyen"));
    }
}
