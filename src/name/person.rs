//! The words of a person's name, letter by letter, as it is written: with marks, initials and commas.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold::{is_apostrophe, is_east_asian, is_greek, is_hyphen, is_latin, spelled};
use super::particles;

/// How many words a name has at most; longer ones are titles and lists.
const WORDS: usize = 8;

/// The mark of ø, which Swedish and German write as ö.
pub(super) const DIAERESIS: u32 = 1;
/// The mark of å.
pub(super) const RING: u32 = 1 << 1;
/// The mark of æ and œ, which are one letter with it.
pub(super) const LIGATURE: u32 = 1 << 2;
/// The bar of đ, ł and ħ: letters of their own that many leave without it.
pub(super) const BAR: u32 = 1 << 3;

/// Marks that Vietnamese alone has: the hook above, the horn and the dot below.
const VIETNAMESE: u32 = 1 << 4 | 1 << 5 | 1 << 6;

/// Marks of romanized Korean: the breve, and the circumflex or caron that printers have for it.
const KOREAN: u32 = 1 << 9 | 1 << 11 | 1 << 14;

/// The bit of a combining mark. Two that one letter is written with in different places have one bit.
fn mark(character: char) -> u32 {
    match character {
        '\u{308}' | '\u{338}' => DIAERESIS,
        '\u{30a}' => RING,
        '\u{309}' => 1 << 4,
        '\u{31b}' => 1 << 5,
        '\u{323}' => 1 << 6,
        '\u{300}' => 1 << 7,
        '\u{301}' => 1 << 8,
        // Long vowels of Japanese have either.
        '\u{302}' | '\u{304}' => 1 << 9,
        '\u{303}' => 1 << 10,
        '\u{306}' => 1 << 11,
        '\u{307}' => 1 << 12,
        '\u{30b}' => 1 << 13,
        '\u{30c}' => 1 << 14,
        // Old fonts have a cedilla for the comma of Romanian.
        '\u{327}' | '\u{326}' => 1 << 15,
        '\u{328}' => 1 << 16,
        _ => 1 << 17,
    }
}

/// A letter without its marks, and these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub base: char,
    pub marks: u32,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The word as it is written.
    pub text: String,
    pub letters: Vec<Letter>,
    /// Whether it stands for a longer one: V. or Yu.
    pub is_initial: bool,
    /// Whether names have it or not: von, de la, bin.
    pub is_particle: bool,
}

impl Word {
    /// The word without marks, as names are compared that are written.
    pub fn bare(&self) -> String {
        let mut bare = String::with_capacity(self.letters.len());
        for letter in &self.letters {
            bare.push(letter.base);
            if letter.marks & LIGATURE != 0 {
                bare.push('e');
            }
        }
        bare
    }

    /// Whether a letter has a mark; the bar of đ counts for none.
    pub fn has_marks(&self) -> bool {
        self.letters.iter().any(|letter| letter.marks & !BAR != 0)
    }
}

/// A name of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Its words; those before a comma come last.
    pub words: Vec<Word>,
    /// Whether a comma says which is the surname.
    pub has_comma: bool,
    /// Whether it is written in Latin letters.
    pub is_latin: bool,
    /// Whether its letters or its surname are Vietnamese.
    pub is_vietnamese: bool,
}

impl Person {
    /// The words of a name. None if it has none or too many, or characters that stand for words.
    pub fn read(text: &str) -> Option<Person> {
        let mut reading = Reading::default();
        for character in text.nfkc() {
            if is_east_asian(character) || character.is_numeric() {
                return None;
            }
            reading.take(character);
        }
        reading.end(false);
        let Reading { mut words, comma, .. } = reading;
        words.retain(|word| !particles::is_suffix(&word.bare()));
        if !(1..=WORDS).contains(&words.len()) {
            return None;
        }
        let comma = comma.filter(|comma| (1..words.len()).contains(comma));
        if let Some(comma) = comma {
            words.rotate_left(comma);
            // Smith, J
            for word in &mut words[..1] {
                word.is_initial |= word.letters.len() == 1;
            }
        }
        if words.iter().all(|word| word.is_initial) {
            return None;
        }
        let count = words.len();
        for (place, word) in words.iter_mut().enumerate() {
            word.is_particle =
                place + 1 < count.max(1) && !word.is_initial && particles::is_particle(&word.bare())
                    || comma.is_some() && place + 1 == count && particles::is_particle(&word.bare());
        }
        if words.iter().filter(|word| !word.is_particle).count() < 2 {
            words.iter_mut().for_each(|word| word.is_particle = false);
        }
        let letters = || words.iter().flat_map(|word| &word.letters);
        // ŏ and ŭ are Korean, whose surnames are Vietnamese ones too: Ho, Ha, Do.
        let has_marks = letters().any(|letter| {
            let is_korean = matches!(letter.base, 'o' | 'u') && letter.marks & !KOREAN == 0;
            letter.marks != 0 && !is_korean
        });
        let is_vietnamese = letters().any(|letter| letter.marks & VIETNAMESE != 0)
            || has_marks
                && [words.first(), words.last()]
                    .into_iter()
                    .flatten()
                    .any(|word| particles::is_vietnamese(&word.bare()));
        Some(Person {
            has_comma: comma.is_some(),
            is_latin: letters().all(|letter| letter.base.is_ascii_alphabetic()),
            is_vietnamese,
            words,
        })
    }

    /// Whether a word of it is an initial.
    pub fn has_initials(&self) -> bool {
        self.words.iter().any(|word| word.is_initial)
    }
}

#[derive(Default)]
struct Reading {
    words: Vec<Word>,
    text: String,
    letters: Vec<Letter>,
    comma: Option<usize>,
}

impl Reading {
    fn take(&mut self, character: char) {
        if is_apostrophe(character) || is_hyphen(character) && !self.letters.is_empty() {
            return;
        }
        if is_combining_mark(character) {
            self.text.push(character);
            if let Some(letter) = self.letters.last_mut().filter(|letter| letter.base.is_ascii_alphabetic()) {
                letter.marks |= mark(character);
            }
            return;
        }
        if !character.is_alphabetic() {
            // Arabic words can have a sign between their letters that parts no words.
            if character != '\u{200c}' && character != '\u{200d}' {
                self.end(character == '.');
            }
            if matches!(character, ',' | '،') && !self.words.is_empty() {
                self.comma.get_or_insert(self.words.len());
            }
            return;
        }
        self.text.push(character);
        let own = match character {
            'ø' | 'Ø' => Some(('o', DIAERESIS)),
            'æ' | 'Æ' => Some(('a', LIGATURE)),
            'œ' | 'Œ' => Some(('o', LIGATURE)),
            'đ' | 'Đ' | 'ð' | 'Ð' => Some(('d', BAR)),
            'ł' | 'Ł' => Some(('l', BAR)),
            'ħ' | 'Ħ' => Some(('h', BAR)),
            _ => None,
        };
        if let Some((base, marks)) = own {
            self.letters.push(Letter { base, marks });
        } else if let Some(spelled) = spelled(character) {
            self.letters.extend(spelled.chars().map(|base| Letter { base, marks: 0 }));
        } else if is_latin(character) || is_greek(character) {
            for part in std::iter::once(character).nfd().flat_map(char::to_lowercase) {
                if !is_combining_mark(part) {
                    self.letters.push(Letter { base: part, marks: 0 });
                } else if let Some(letter) = self.letters.last_mut().filter(|letter| letter.base.is_ascii()) {
                    letter.marks |= mark(part);
                }
            }
        } else {
            self.letters.extend(character.to_lowercase().map(|base| Letter { base, marks: 0 }));
        }
    }

    fn end(&mut self, has_point: bool) {
        let text = std::mem::take(&mut self.text);
        if self.letters.is_empty() {
            return;
        }
        let letters = std::mem::take(&mut self.letters);
        let is_short = letters.len() <= 2 && has_point;
        let mut word = Word { text, letters, is_initial: false, is_particle: false };
        word.is_initial = is_short && !particles::is_abbreviation(&word.bare());
        self.words.push(word);
    }
}
