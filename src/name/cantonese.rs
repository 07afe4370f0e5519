//! Given names as Hong Kong writes them: Chun-ying is 振英.
//!
//! The spelling leaves tones, aspiration and the length of vowels out: initial consonants that share a spelling are one class, and
//! so are finals, as of Korean letters. The surname is read by the table of Chinese surnames.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tables::lines;

const LINES: &str = include_str!("data/cantonese.tsv");

/// Initial consonants, or finals: the class of each, and the classes that a spelling can stand for.
#[derive(Debug, Default)]
struct Position {
    classes: HashMap<&'static str, &'static str>,
    spellings: HashMap<&'static str, &'static str>,
}

impl Position {
    /// Those that share a spelling have one class, the name of the first.
    fn of(kind: &str) -> Position {
        let rows = || {
            let cells = lines(LINES).filter(|cells| cells.len() == 3 && cells[0] == kind);
            cells.map(|cells| (cells[1].trim_start_matches('-'), cells[2].split(' ')))
        };
        let mut position = Position::default();
        for (letters, _) in rows() {
            position.classes.insert(letters, letters);
        }
        for (letters, spellings) in rows() {
            for spelling in spellings.map(|spelling| spelling.trim_start_matches('-')) {
                let own = position.classes[letters];
                let known = *position.spellings.entry(spelling).or_insert(own);
                // The two classes become one.
                let both = position.classes.values_mut().chain(position.spellings.values_mut());
                both.filter(|class| **class == own).for_each(|class| *class = known);
            }
        }
        position
    }
}

struct Cantonese {
    initials: Position,
    finals: Position,
    readings: HashMap<char, Vec<String>>,
}

static CANTONESE: LazyLock<Cantonese> = LazyLock::new(|| {
    let (initials, finals) = (Position::of("initial"), Position::of("final"));
    let mut readings: HashMap<char, Vec<String>> = HashMap::with_capacity(16_384);
    for cells in lines(LINES) {
        let ["read", syllable, characters] = cells[..] else { continue };
        for class in classes(syllable, &initials.classes, &finals.classes) {
            for character in characters.chars() {
                let known = readings.entry(character).or_default();
                if !known.contains(&class) {
                    known.push(class.clone());
                }
            }
        }
    }
    Cantonese { initials, finals, readings }
});

/// The classes of a syllable, in each way in which it can be parted.
fn classes(
    syllable: &str,
    initials: &HashMap<&'static str, &'static str>,
    finals: &HashMap<&'static str, &'static str>,
) -> Vec<String> {
    let ends = (0..syllable.len().min(3)).filter(|end| syllable.is_char_boundary(*end));
    let mut found: Vec<String> = ends
        .filter_map(|end| {
            let (initial, last) = (initials.get(&syllable[..end])?, finals.get(&syllable[end..])?);
            Some(format!("{initial}.{last}"))
        })
        .collect();
    found.dedup();
    found
}

/// The classes of a character that is read in Cantonese.
pub(super) fn of_character(character: char) -> &'static [String] {
    CANTONESE.readings.get(&character).map_or(&[], Vec::as_slice)
}

/// The classes that a syllable in Latin letters can stand for.
pub(super) fn of_spelling(syllable: &str) -> Vec<String> {
    classes(syllable, &CANTONESE.initials.spellings, &CANTONESE.finals.spellings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_is_made_of_an_initial_and_a_final() {
        for cells in lines(LINES) {
            let [kind, syllable, _] = cells[..] else { panic!("{cells:?}") };
            if kind == "read" {
                let of = classes(syllable, &CANTONESE.initials.classes, &CANTONESE.finals.classes);
                assert!(!of.is_empty(), "{syllable}");
            }
        }
        assert!(CANTONESE.readings.len() > 15_000, "{}", CANTONESE.readings.len());
    }

    #[test]
    fn letters_that_share_a_spelling_are_one_class_and_others_are_not() {
        let class = |text: &str| of_spelling(text);
        assert_eq!(class("kin"), class("gin"));
        assert_eq!(class("chun"), class("tsun"));
        assert_ne!(class("shing"), class("sheung"));
        assert_ne!(class("yiu"), class("yau"));
        assert!(of_spelling("chol").is_empty() && of_spelling("peng").len() == 1);
    }
}
