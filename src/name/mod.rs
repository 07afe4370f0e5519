//! Keys of names: two spellings of one name share a key, whatever the script or the romanization.
//!
//! A Korean name is a sequence of positions: initial consonant, vowel, the junction of a final consonant with the next
//! initial one, last final consonant. `tables` reads what every system in use writes at each position (the files in
//! `data`, each line with its origin); letters that share a spelling there fall into one class, and the key is the
//! sequence of classes, written with one letter of each. It is the finest key that keeps all spellings of a name
//! together. `cyrillic` reads Russian and Ukrainian names, and Korean ones in Cyrillic; `language`
//! says which of them reads a name. `latin` reads romanized words, `romanized` finds the surname, `scripts` reads Hangul, Chinese characters
//! and katakana, `fold` takes away what tells no names apart. docs/names.md has the figures.

mod cyrillic;
mod fold;
mod language;
mod latin;
mod letters;
mod romanized;
mod scripts;
mod surnames;
mod system;
mod tables;

pub use fold::{is_east_asian, is_han, is_hangul, is_kana, plain_latin, searchable, written};
pub use language::{Tagged, keys_of_person};
pub use system::System;
pub use tables::TABLES;

use letters::{N, R, SILENT, Syllable};

/// How many keys of one tier a name has at most.
const KEYS: usize = 64;

/// How surely two names that share a key are one name; the surest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The name as it is written, but for case, marks, punctuation and spaces.
    Written,
    /// The classes of letters by what the systems of romanization write.
    Strict,
    /// The same with spellings of the press, the initial-sound law, and the surname last.
    Wide,
}

impl Tier {
    /// All tiers, the surest first.
    pub const ALL: [Tier; 3] = [Tier::Written, Tier::Strict, Tier::Wide];

    /// Its name in the archive.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tier::Written => "written",
            Tier::Strict => "strict",
            Tier::Wide => "wide",
        }
    }

    /// The tier with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

/// The keys of one name.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Keys(Vec<(Tier, String)>);

impl Keys {
    /// The keys of a name of a person whose language nobody tells: those of every system that can read it. A name that none
    /// can read has one of tier [`Tier::Written`] alone.
    #[must_use]
    pub fn of_person(name: &str) -> Keys {
        Keys::of_person_by(name, &|_| true)
    }

    /// The keys of a name of a person by those systems alone that `reads` takes.
    #[must_use]
    pub fn of_person_by(name: &str, reads: &dyn Fn(System) -> bool) -> Keys {
        let mut keys = Keys::of_text(name);
        let text = written(name);
        let is_certain = !reads(System::Korean);
        if !is_certain {
            keys.add_korean(name, &text);
        }
        // A name that is Korean to the letter is not read as Russian too.
        if reads(System::Russian) && !keys.0.iter().any(|(tier, _)| *tier == Tier::Strict) {
            cyrillic::add_keys(&mut keys, name, is_certain);
        }
        keys.0.sort_unstable();
        keys.0.dedup();
        keys
    }

    fn add_korean(&mut self, name: &str, text: &str) {
        let keys = self;
        if text.is_ascii() {
            romanized::add_keys(keys, name);
        } else if text.chars().any(is_east_asian) {
            let is_kana = text.chars().any(|character| matches!(character, '\u{30a1}'..='\u{30fa}'));
            scripts::add_keys(keys, if is_kana { name } else { text });
        } else {
            cyrillic::add_korean(keys, name);
        }
    }

    fn add(&mut self, tier: Tier, key: String) {
        if !self.0.iter().any(|known| (known.0, &known.1) == (tier, &key)) {
            self.0.push((tier, key));
        }
    }

    /// The systems that gave them, each perhaps several times.
    pub fn systems(&self) -> impl Iterator<Item = System> {
        self.0.iter().filter_map(|(tier, key)| System::of_key(*tier, key))
    }

    /// The key of any other name.
    #[must_use]
    pub fn of_text(name: &str) -> Keys {
        // Spaces and hyphens within a name are set in one way and another.
        let text = written(name).replace(' ', "");
        Keys(if text.is_empty() { Vec::new() } else { vec![(Tier::Written, text)] })
    }

    /// The keys, the surest first.
    pub fn iter(&self) -> impl Iterator<Item = (Tier, &str)> {
        self.0.iter().map(|(tier, text)| (*tier, text.as_str()))
    }

    /// The surest tier in which two names share a key.
    #[must_use]
    pub fn shared(&self, other: &Keys) -> Option<Tier> {
        self.surest_shared(other).map(|(tier, _)| *tier)
    }

    /// The system of the surest key that two names share; none if they share none, or are written alike.
    #[must_use]
    pub fn shared_system(&self, other: &Keys) -> Option<System> {
        self.surest_shared(other).and_then(|(tier, key)| System::of_key(*tier, key))
    }

    fn surest_shared(&self, other: &Keys) -> Option<&(Tier, String)> {
        self.0.iter().filter(|key| other.0.contains(key)).min_by_key(|(tier, _)| *tier)
    }

    fn add_products(&mut self, tier: Tier, surnames: &[String], given: &[String]) {
        for surname in surnames {
            for given in given {
                let key = (tier, format!("{surname} {given}"));
                if !self.0.contains(&key) {
                    self.0.push(key);
                }
                if self.0.iter().filter(|(known, _)| *known == tier).count() >= KEYS {
                    return;
                }
            }
        }
    }
}

/// The word after the initial-sound law of the South: ㄹ and ㄴ are dropped before ㅣ and vowels that begin with its
/// sound, and ㄹ becomes ㄴ before others. Inside a word only the ㄹ that is dropped is, as the South spells many names.
fn law(word: &[Syllable]) -> Vec<Syllable> {
    let mut word = word.to_vec();
    for (place, syllable) in word.iter_mut().enumerate() {
        match (place, syllable.initial, syllable.softens()) {
            (_, R, true) | (0, N, true) => syllable.initial = SILENT,
            (0, R, false) => syllable.initial = N,
            _ => {}
        }
    }
    word
}

/// Whether two names in Hangul are the same but for the initial-sound law: if not, they name different people.
#[must_use]
pub fn same_hangul(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let word = letters::syllables(&written(name))?;
        let (surname, given) = word.split_at(1.min(word.len()));
        Some((law(surname), law(given)))
    };
    letters(one) == letters(other)
}

/// A word as text.
fn word_text(word: &[Syllable]) -> String {
    word.iter().map(|syllable| syllable.character()).collect()
}

#[cfg(test)]
mod tests;
