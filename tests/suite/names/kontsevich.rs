//! Korean syllables in Cyrillic as the tables of L. R. Kontsevich have them (1966): no code and no table of the program is used.

/// Initial consonants in the order of Unicode: at the beginning of a word, and after a vowel, м, н, нъ or ль.
const INITIALS: [[&str; 2]; 19] = [
    ["к", "г"],
    ["кк", "кк"],
    ["н", "н"],
    ["т", "д"],
    ["тт", "тт"],
    ["р", "р"],
    ["м", "м"],
    ["п", "б"],
    ["пп", "пп"],
    ["с", "с"],
    ["сс", "сс"],
    ["", ""],
    ["ч", "дж"],
    ["чч", "чч"],
    ["чх", "чх"],
    ["кх", "кх"],
    ["тх", "тх"],
    ["пх", "пх"],
    ["х", "х"],
];

/// The initial consonant that is not spoken.
const SILENT: usize = 11;

/// Vowels in the order of Unicode.
const VOWELS: [&str; 21] = [
    "а", "э", "я", "йя", "о", "е", "ё", "йе", "о", "ва", "вэ", "ве", "ё", "у", "во", "ве", "ви", "ю", "ы",
    "ый", "и",
];

/// The letters of a syllable: initial consonant, vowel, final consonant.
fn letters(syllable: char) -> (usize, usize, usize) {
    let number = u32::from(syllable) as usize - 0xac00;
    (number / 588, number / 28 % 21, number % 28)
}

/// The final consonant; only those of Sino-Korean syllables are in names.
fn last(number: usize) -> &'static str {
    match number {
        0 => "",
        1 => "к",
        4 => "н",
        8 => "ль",
        16 => "м",
        17 => "п",
        21 => "н",
        other => panic!("{other} ends no syllable of a name"),
    }
}

fn written(syllable: char, is_voiced: bool) -> String {
    let (initial, vowel, end) = letters(syllable);
    // й is written where no consonant comes before it.
    let vowel = if initial == SILENT { VOWELS[vowel] } else { VOWELS[vowel].trim_start_matches('й') };
    format!("{}{vowel}{}", INITIALS[initial][usize::from(is_voiced)], last(end))
}

/// A syllable as a word of its own, with a capital.
pub fn syllable(syllable: char) -> String {
    capital(&written(syllable, false))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A given name of two syllables: each a word of its own, as the press writes; the second one after a vowel or a sonorant also
/// with the consonant that is spoken there.
pub fn given_names(one: char, two: char) -> Vec<String> {
    let first = syllable(one);
    let mut names = vec![format!("{first} {}", syllable(two))];
    if matches!(letters(one).2, 0 | 4 | 8 | 16 | 21) {
        names.push(format!("{first} {}", capital(&written(two, true))));
    }
    names
}
