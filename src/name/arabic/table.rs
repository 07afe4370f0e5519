//! What is written for the letters of Arabic and Persian, from `data/arabic.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::name::Tier;
use crate::name::tables::lines;

const LETTER_LINES: &str = include_str!("../data/arabic.tsv");

/// Where in a word a spelling counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Any,
    First,
    Last,
}

/// What is written for a letter.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    pub text: Vec<char>,
    pub place: Place,
    pub tier: Tier,
    /// Whether Arabic is written so, and whether Persian is.
    pub of: [bool; 2],
}

#[derive(Default)]
pub(super) struct Table {
    spellings: HashMap<char, Vec<Spelling>>,
    classes: HashMap<char, char>,
    /// The classes of each spelling; the longest spellings come first.
    latin: Vec<(Vec<char>, Vec<char>)>,
    /// Characters of spellings that are not ASCII.
    marked: Vec<char>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for cells in lines(LETTER_LINES) {
        let [letters, language, place, strict, press, class, _] = cells[..] else { continue };
        let class = class.chars().next().unwrap_or('-');
        let place = match place {
            "first" => Place::First,
            "last" => Place::Last,
            _ => Place::Any,
        };
        for letter in letters.chars().filter(|letter| *letter != ' ') {
            table.classes.entry(letter).or_insert(class);
            for (texts, tier) in [(strict, Tier::Strict), (press, Tier::Wide)] {
                for text in texts.split(' ').filter(|text| !text.is_empty()) {
                    let text: Vec<char> = if text == "-" { Vec::new() } else { text.nfc().collect() };
                    table.spelling(
                        letter,
                        class,
                        Spelling { text, place, tier, of: [language != "fa", language != "ar"] },
                    );
                }
            }
        }
    }
    table.latin.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    table
});

impl Table {
    fn spelling(&mut self, letter: char, class: char, spelling: Spelling) {
        self.marked.extend(spelling.text.iter().filter(|character| !character.is_ascii()));
        if !spelling.text.is_empty() {
            match self.latin.iter_mut().find(|(text, _)| *text == spelling.text) {
                // One letter is a class by itself, except for c: the others have spellings of several letters.
                Some((text, classes)) if text.len() > 1 || text[0] == 'c' => {
                    if !classes.contains(&class) {
                        classes.push(class);
                    }
                }
                Some(_) => {}
                None => self.latin.push((spelling.text.clone(), vec![class])),
            }
        }
        self.spellings.entry(letter).or_default().push(spelling);
    }

    /// Whether it is a letter of the table.
    pub fn has(&self, letter: char) -> bool {
        self.spellings.contains_key(&letter)
    }

    /// The letters of the table.
    pub fn letters(&self) -> impl Iterator<Item = char> {
        self.spellings.keys().copied()
    }

    /// What is written for a letter.
    pub fn spellings(&self, letter: char) -> &[Spelling] {
        self.spellings.get(&letter).map_or(&[], Vec::as_slice)
    }

    /// Whether a character with a mark differs from the one without.
    pub fn is_marked(&self, character: char) -> bool {
        self.marked.contains(&character)
    }

    /// The class of a letter; none if it is left out.
    pub fn class(&self, letter: char) -> Option<char> {
        self.classes.get(&letter).copied().filter(|class| *class != '-')
    }

    /// The length of the spelling that a text begins with, and its classes.
    pub fn latin(&self, text: &[char]) -> (usize, &[char]) {
        let known = self.latin.iter().find(|(spelling, _)| text.starts_with(spelling));
        known.map_or((1, &[]), |(spelling, classes)| (spelling.len(), classes.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_letters_that_exist_with_their_origin() {
        for cells in lines(LETTER_LINES) {
            let [letters, language, place, strict, _, class, origin] = cells[..] else { panic!("{cells:?}") };
            assert!(letters.chars().all(|letter| letter == ' ' || ('\u{620}'..='\u{6d3}').contains(&letter)));
            assert!(matches!(language, "ar" | "fa" | "both") && matches!(place, "any" | "first" | "last"));
            assert!(class.chars().count() == 1 && !origin.is_empty(), "{cells:?}");
            assert!(!strict.is_empty() || place == "last", "{cells:?}");
        }
        for letter in "ابپتثجچحخدذرزژسشصضطظعغفقكکگلمنهويىیةءأإآؤئ".chars()
        {
            assert!(TABLE.has(letter), "{letter}");
        }
    }
}
