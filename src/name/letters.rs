//! Korean letters and syllables, as Unicode numbers them.

/// Letters that begin a syllable, in the order of Unicode.
pub const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
    'ㅍ', 'ㅎ',
];

/// Vowels, in the order of Unicode.
pub const VOWELS: [char; 21] = [
    'ㅏ', 'ㅐ', 'ㅑ', 'ㅒ', 'ㅓ', 'ㅔ', 'ㅕ', 'ㅖ', 'ㅗ', 'ㅘ', 'ㅙ', 'ㅚ', 'ㅛ', 'ㅜ', 'ㅝ', 'ㅞ', 'ㅟ',
    'ㅠ', 'ㅡ', 'ㅢ', 'ㅣ',
];

/// Letters that end a syllable, in the order of Unicode; a hyphen stands for none.
pub const FINALS: [char; 28] = [
    '-', 'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ',
    'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];

/// The number of ㄴ among [`INITIALS`].
pub const N: u8 = 2;
/// The number of ㄹ among [`INITIALS`].
pub const R: u8 = 5;
/// The number of the silent ㅇ among [`INITIALS`].
pub const SILENT: u8 = 11;

/// The final consonants of Sino-Korean syllables, by their numbers among [`FINALS`]: none, ㄱ, ㄴ, ㄹ, ㅁ, ㅂ, ㅇ.
pub const SINO_FINALS: [u8; 7] = [0, 1, 4, 8, 16, 17, 21];

const FIRST: u32 = 0xAC00;
const COUNT: u32 = 19 * 21 * 28;

/// One syllable: the numbers of its letters among [`INITIALS`], [`VOWELS`] and [`FINALS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Syllable {
    /// The letter that begins it.
    pub initial: u8,
    /// Its vowel.
    pub vowel: u8,
    /// The letter that ends it; 0: nothing.
    pub last: u8,
}

impl Syllable {
    /// The syllable that a character is; none if it is not a Hangul syllable.
    #[must_use]
    pub fn of(character: char) -> Option<Syllable> {
        let number = u32::from(character).checked_sub(FIRST).filter(|number| *number < COUNT)?;
        let part = |number: u32| u8::try_from(number).unwrap_or(0);
        Some(Syllable {
            initial: part(number / 588),
            vowel: part(number % 588 / 28),
            last: part(number % 28),
        })
    }

    /// The character that it is.
    #[must_use]
    pub fn character(self) -> char {
        let number = u32::from(self.initial) * 588 + u32::from(self.vowel) * 28 + u32::from(self.last);
        char::from_u32(FIRST + number).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Whether the initial-sound law drops ㄴ and ㄹ before its vowel: before ㅣ and vowels that begin with its sound.
    #[must_use]
    pub fn softens(self) -> bool {
        matches!(VOWELS.get(usize::from(self.vowel)), Some('ㅣ' | 'ㅑ' | 'ㅒ' | 'ㅕ' | 'ㅖ' | 'ㅛ' | 'ㅠ'))
    }
}

/// The syllables of a text that is Hangul alone; none if anything else is in it.
#[must_use]
pub fn syllables(text: &str) -> Option<Vec<Syllable>> {
    text.chars().map(Syllable::of).collect()
}

/// The number of a letter in one of the lists above.
#[must_use]
pub fn number(letters: &[char], letter: char) -> Option<u8> {
    letters.iter().position(|known| *known == letter).and_then(|place| u8::try_from(place).ok())
}
