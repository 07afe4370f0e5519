//! Romanized text → the words that it can stand for.

use super::letters::Syllable;
use super::tables::Spellings;

/// How many readings of one text are kept.
const READINGS: usize = 512;

/// How many syllables a word has at most.
const SYLLABLES: usize = 6;

/// The longest spelling of a vowel, in letters.
const LONGEST_VOWEL: usize = 4;

/// The words that a text can stand for: lower-case letters, with hyphens where syllables are parted.
///
/// Where hyphens stand, each piece is one syllable if that is possible. A word without hyphens is read as one or two
/// syllables if that is possible, and otherwise as few as can be. None, if the spellings do not allow any reading.
#[must_use]
pub fn words(spellings: &Spellings, text: &str) -> Vec<Vec<Syllable>> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return Vec::new();
    }
    let run = consonants(text);
    let mut reading = Reading { spellings, text, word: Vec::new(), found: Vec::new() };
    for initial in spellings.initials(&text[..run]) {
        reading.vowel(run, *initial);
    }
    let mut found = reading.found;
    let pieces = text.split('-').count();
    let few = found.iter().map(Vec::len).min().unwrap_or(0);
    let most = if pieces > 1 { pieces.max(few) } else { few.max(2) };
    found.retain(|word| word.len() <= most);
    if pieces > 1 && found.iter().any(|word| word.len() == pieces) {
        found.retain(|word| word.len() == pieces);
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'w' | b'y')
}

/// The length of the run of consonants and hyphens at the beginning.
fn consonants(text: &str) -> usize {
    text.bytes().position(is_vowel).unwrap_or(text.len())
}

struct Reading<'text> {
    spellings: &'text Spellings,
    text: &'text str,
    word: Vec<Syllable>,
    found: Vec<Vec<Syllable>>,
}

impl Reading<'_> {
    /// Reads a vowel, and what follows it, after an initial consonant.
    fn vowel(&mut self, from: usize, initial: u8) {
        if self.word.len() >= SYLLABLES || self.found.len() >= READINGS {
            return;
        }
        let longest = (from + LONGEST_VOWEL).min(self.text.len());
        for to in from + 1..=longest {
            let rest = &self.text[to..];
            let letters: Vec<u8> =
                self.spellings.vowels(&self.text[from..to], initial, &self.text[..from], rest).collect();
            for vowel in letters {
                self.rest(to, Syllable { initial, vowel, last: 0 });
            }
        }
    }

    /// Reads what follows a vowel: the end of the word, or the next syllable.
    fn rest(&mut self, from: usize, syllable: Syllable) {
        let (spellings, text) = (self.spellings, self.text);
        let to = from + consonants(&text[from..]);
        let run = &text[from..to];
        if to == text.len() {
            for last in spellings.finals(run) {
                let mut word = self.word.clone();
                word.push(Syllable { last: *last, ..syllable });
                self.found.push(word);
            }
            return;
        }
        for (last, initial) in spellings.junctions(run) {
            self.word.push(Syllable { last: *last, ..syllable });
            self.vowel(to, *initial);
            self.word.pop();
        }
    }
}
