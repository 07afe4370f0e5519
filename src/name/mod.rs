//! Keys of names: two spellings of one name share a key, whatever the script or the romanization.
//!
//! A Korean name is a sequence of positions: initial consonant, vowel, the junction of a final consonant with the next
//! initial one, last final consonant. `tables` reads what every system in use writes at each position (the files in
//! `data`, each line with its origin); letters that share a spelling there fall into one class, and the key is the
//! sequence of classes, written with one letter of each. It is the finest key that keeps all spellings of a name
//! together. `person` reads the words of names in any script, `alike` compares them letter by letter, `lookup` says by what
//! they are found. `cyrillic` reads Russian and Ukrainian names, and Korean ones in Cyrillic; `language`
//! says which of them reads a name. `latin` reads romanized words, `romanized` finds the surname, `scripts` reads Hangul, Chinese characters
//! and katakana, `fold` removes what does not distinguish names. docs/names.md has the figures.

mod alike;
mod arabic;
mod cantonese;
mod chinese;
mod cyrillic;
mod fold;
mod japanese;
mod language;
mod latin;
mod letters;
mod lookup;
mod moras;
mod particles;
mod person;
mod pinyin;
mod romanized;
mod russian_press;
mod scripts;
mod sorted;
mod surnames;
mod system;
mod tables;

pub use fold::{
    is_apostrophe, is_east_asian, is_han, is_hangul, is_hyphen, is_kana, plain_latin, searchable, written,
};
pub use language::{Tagged, keys_of_person};
pub use lookup::Pattern;
pub use scripts::same_characters;
pub use system::System;
pub use tables::TABLES;

use letters::{N, R, SILENT, Syllable};
use person::Person;

/// How many keys of one tier a name has at most.
const KEYS: usize = 64;

/// Every way to take one of each, the first `most` of them.
fn products<T: Copy>(choices: &[impl AsRef<[T]>], most: usize) -> Vec<Vec<T>> {
    let mut words: Vec<Vec<T>> = vec![Vec::new()];
    for choice in choices {
        words = words
            .iter()
            .flat_map(|word| choice.as_ref().iter().map(|next| word.iter().copied().chain([*next]).collect()))
            .take(most)
            .collect();
    }
    words
}

/// How surely two names that share a key are one name; the surest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The name as it is written, except for case, marks, punctuation and spaces.
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
pub struct Keys {
    /// The keys that it has in the index.
    known: Vec<(Tier, String)>,
    /// What its initials can stand for.
    patterns: Vec<Pattern>,
    /// Its words, if it is a person's name that has several.
    person: Option<Person>,
    /// The same, as Arabic and Persian read it.
    arabic: Option<arabic::Name>,
}

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
        Keys::of_person_spelled(name, reads, chinese::Spelling::Any)
    }

    /// The same; Chinese names in Latin letters are read by this spelling.
    fn of_person_spelled(name: &str, reads: &dyn Fn(System) -> bool, spelling: chinese::Spelling) -> Keys {
        Keys::of_person_read(name, reads, !reads(System::Korean), spelling)
    }

    /// The same; `is_certain` says that the name is surely of one of these systems, and needs no sign of it.
    fn of_person_read(
        name: &str,
        reads: &dyn Fn(System) -> bool,
        is_certain: bool,
        spelling: chinese::Spelling,
    ) -> Keys {
        let mut keys = Keys::of_text(name);
        let text = written(name);
        let person = Person::read(name);
        let is_vietnamese = person.as_ref().is_some_and(|person| person.is_vietnamese);
        // No romanization of Korean has the marks of Vietnamese.
        if reads(System::Korean) && !(is_vietnamese && reads(System::Vietnamese)) {
            keys.add_korean(name, &text);
        }
        // A name that is Korean to the letter is not read as Russian too.
        if reads(System::Russian) && !keys.is_ordered() {
            cyrillic::add_keys(&mut keys, name, is_certain);
        }
        if reads(System::Chinese) {
            chinese::add_keys(&mut keys, name, &text, spelling, is_certain);
        }
        if reads(System::Japanese) {
            japanese::add_keys(&mut keys, name, &text, is_certain);
        }
        if let Some(person) = &person {
            if reads(System::Russian) && !keys.is_ordered() {
                russian_press::add_keys(&mut keys, person);
            }
            keys.patterns = lookup::patterns(person);
            if person.has_initials() {
                if reads(System::Russian) {
                    russian_press::add_initials(&mut keys, person);
                }
                if reads(System::Korean) {
                    romanized::add_initials(&mut keys, person);
                }
            }
            keys.known.extend(lookup::stored(person).into_iter().map(|key| (Tier::Wide, key)));
        }
        if !keys.is_ordered() {
            keys.add_arabic(name, [System::Arabic, System::Persian].map(reads), is_certain);
        }
        keys.known.sort_unstable();
        keys.known.dedup();
        keys.person = person;
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

    /// What names with initials are found by that may be of this person, in the words of each system.
    fn asked_of_initials(&self) -> Vec<(Tier, String)> {
        let mut asked = Vec::new();
        for (tier, key) in
            self.known.iter().filter(|(tier, key)| *tier != Tier::Written && !lookup::is_lookup(key))
        {
            let start = key.find(':').map_or(0, |colon| colon + 1);
            let (prefix, words) = key.split_at(start);
            if *tier == Tier::Wide || !prefix.is_empty() {
                let keys = words.split(' ').map(|word| lookup::initials_key(&format!("{prefix}{word}")));
                asked.extend(keys.map(|key| (Tier::Wide, key)));
            }
        }
        asked
    }

    /// Names that are known to be Arabic or Persian have a key by which they are found; what is typed asks for it in any case
    /// ([`Keys::asked`]).
    fn add_arabic(&mut self, name: &str, reads: [bool; 2], is_certain: bool) {
        self.arabic = arabic::read(name, reads, is_certain);
        if let Some(arabic) = self.arabic.as_ref().filter(|arabic| arabic.is_known) {
            self.known.extend(arabic.keys().into_iter().map(|key| (Tier::Wide, key)));
        }
    }

    fn add(&mut self, tier: Tier, key: String) {
        if !self.known.iter().any(|known| (known.0, &known.1) == (tier, &key)) {
            self.known.push((tier, key));
        }
    }

    /// The systems that gave them, each perhaps several times.
    pub fn systems(&self) -> impl Iterator<Item = System> {
        let by_key = self.known.iter().filter_map(|(tier, key)| System::of_key(*tier, key));
        by_key.chain(self.arabic.iter().flat_map(arabic::Name::systems))
    }

    /// The key of any other name.
    #[must_use]
    pub fn of_text(name: &str) -> Keys {
        // Spaces and hyphens within a name are set in one way and another.
        let text = written(name).replace(' ', "");
        let known = if text.is_empty() { Vec::new() } else { vec![(Tier::Written, text)] };
        Keys { known, ..Keys::default() }
    }

    /// The keys, the surest first.
    pub fn iter(&self) -> impl Iterator<Item = (Tier, &str)> {
        self.known.iter().map(|(tier, text)| (*tier, text.as_str()))
    }

    /// Keys by which other spellings are looked for besides; what is found by them may be another name. They are made when they
    /// are asked for: an index has no use for them.
    #[must_use]
    pub fn asked(&self) -> Vec<(Tier, String)> {
        let mut asked = Vec::new();
        if let Some(person) = &self.person {
            asked.extend(lookup::asked(person));
            asked.extend(self.asked_of_initials());
        }
        if let Some(arabic) = self.arabic.as_ref().filter(|arabic| !arabic.is_known) {
            asked.extend(arabic.keys().into_iter().map(|key| (Tier::Wide, key)));
        }
        asked
    }

    /// What its initials can stand for; what is found by them may be another name.
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether it is read by a system that knows the order of its words.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.known
            .iter()
            .any(|(tier, key)| *tier == Tier::Strict && System::of_key(*tier, key) == Some(System::Korean))
    }

    /// The surest tier in which two names are spellings of one.
    #[must_use]
    pub fn shared(&self, other: &Keys) -> Option<Tier> {
        self.surest_shared(other).map(|(tier, _)| tier)
    }

    /// The system by which that is so; none if there is none, or they are written alike.
    #[must_use]
    pub fn shared_system(&self, other: &Keys) -> Option<System> {
        self.surest_shared(other).and_then(|(_, system)| system)
    }

    /// Whether two names share a key of a system.
    #[must_use]
    pub fn share(&self, other: &Keys, system: System) -> bool {
        let mut keys = self.known.iter().filter(|(tier, key)| System::of_key(*tier, key) == Some(system));
        keys.any(|key| other.known.contains(key))
    }

    fn surest_shared(&self, other: &Keys) -> Option<(Tier, Option<System>)> {
        let persons = self.person.as_ref().zip(other.person.as_ref());
        let by_key = self
            .known
            .iter()
            .filter(|(_, key)| !lookup::is_lookup(key))
            .filter(|key| other.known.contains(key))
            .filter(|(tier, _)| {
                *tier != Tier::Written || !persons.is_some_and(|(one, other)| alike::marks_differ(one, other))
            })
            .map(|(tier, key)| (*tier, System::of_key(*tier, key)))
            .min_by_key(|(tier, _)| *tier);
        if by_key.is_some_and(|(tier, _)| tier < Tier::Wide) {
            return by_key;
        }
        let compared = persons
            .and_then(|(one, also)| alike::compared(one, also, self.is_ordered() && other.is_ordered()));
        let by_initials = self.initials_of(other).or_else(|| other.initials_of(self));
        let arabic = self.arabic.as_ref().zip(other.arabic.as_ref());
        let as_arabic = arabic.and_then(|(one, also)| one.compared(also));
        by_key.into_iter().chain(compared).chain(as_arabic).chain(by_initials).min_by_key(|(tier, _)| *tier)
    }

    /// By which system the initials of this name stand for the other name.
    fn initials_of(&self, other: &Keys) -> Option<(Tier, Option<System>)> {
        let mut keys = other.known.iter();
        let (tier, key) = keys.find(|(tier, key)| {
            self.patterns.iter().any(|pattern| pattern.is_sure && pattern.fits(*tier, key))
        })?;
        Some((Tier::Wide, System::of_key(*tier, key)))
    }

    fn add_products(&mut self, tier: Tier, surnames: &[String], given: &[String]) {
        for surname in surnames {
            for given in given {
                let key = (tier, format!("{surname} {given}"));
                if !self.known.contains(&key) {
                    self.known.push(key);
                }
                if self.known.iter().filter(|(known, _)| *known == tier).count() >= KEYS {
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

/// Whether two names in Hangul are the same except for the initial-sound law: if not, they name different people.
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
