//! Names in Hangul, Chinese characters and katakana → their keys.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::{is_han, is_hangul, is_kana, written};
use super::letters::{FINALS, INITIALS, Syllable, VOWELS, number, syllables};
use super::surnames::SURNAMES;
use super::tables::{TABLES, lines};
use super::{Keys, Tier, law, products, word_text};

const HANJA_LINES: &str = include_str!("data/hanja.tsv");
const KANJI_LINES: &str = include_str!("data/kanji.tsv");
const FORM_LINES: &str = include_str!("data/forms.tsv");
const KANA_LINES: &str = include_str!("data/kana.tsv");

/// How many syllables a whole name has.
const NAME: std::ops::RangeInclusive<usize> = 2..=5;

/// How many readings of one name are kept.
const READINGS: usize = 96;

/// The Korean readings of Chinese characters.
static HANJA: LazyLock<HashMap<char, Vec<Syllable>>> = LazyLock::new(|| {
    let mut readings: HashMap<char, Vec<Syllable>> = HashMap::new();
    for cells in lines(HANJA_LINES) {
        if let [reading, characters] = cells[..]
            && let Some(reading) = reading.chars().next().and_then(Syllable::of)
        {
            for character in characters.chars() {
                readings.entry(character).or_default().push(reading);
            }
        }
    }
    for cells in lines(KANJI_LINES) {
        let mut characters = cells.iter().filter_map(|cell| cell.chars().next());
        if let (Some(japanese), Some(older)) = (characters.next(), characters.next())
            && let Some(known) = readings.get(&older).cloned()
        {
            readings.entry(japanese).or_insert(known);
        }
    }
    readings
});

/// The newer forms of Japanese characters, by the older ones.
static NEWER: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pairs = lines(KANJI_LINES).filter_map(|cells| {
        let mut characters = cells.iter().filter_map(|cell| cell.chars().next());
        let japanese = characters.next()?;
        Some((characters.next()?, japanese))
    });
    pairs.collect()
});

/// Text with Japanese characters in the forms that are used since 1946.
pub(super) fn newer(text: &str) -> String {
    text.chars().map(|character| NEWER.get(&character).copied().unwrap_or(character)).collect()
}

/// The simplified form of traditional and Japanese characters.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut simplified = HashMap::new();
    for cells in lines(FORM_LINES) {
        if let [form, others] = cells[..]
            && let Some(form) = form.chars().next()
        {
            simplified.extend(others.chars().map(|other| (other, form)));
        }
    }
    simplified
});

/// Whether two names in Chinese characters are the same in one form of them: traditional, simplified or Japanese.
#[must_use]
pub fn same_characters(one: &str, other: &str) -> bool {
    let simplified = |name: &str| -> String {
        written(name)
            .chars()
            .map(|character| SIMPLIFIED.get(&character).copied().unwrap_or(character))
            .collect()
    };
    simplified(one) == simplified(other)
}

/// What katakana can stand for: the beginning of a syllable, and its final consonant.
struct Kana {
    syllables: HashMap<&'static str, Vec<(u8, u8)>>,
    finals: HashMap<&'static str, Vec<u8>>,
}

static KANA: LazyLock<Kana> = LazyLock::new(|| {
    let mut kana = Kana { syllables: HashMap::new(), finals: HashMap::new() };
    for cells in lines(KANA_LINES) {
        let [position, spelling, letters, vowels, _] = cells[..] else { continue };
        if position == "final" {
            kana.finals
                .insert(spelling, letters.chars().filter_map(|letter| number(&FINALS, letter)).collect());
            continue;
        }
        let initials: Vec<u8> = letters.chars().filter_map(|letter| number(&INITIALS, letter)).collect();
        let vowels: Vec<u8> = vowels.chars().filter_map(|letter| number(&VOWELS, letter)).collect();
        let pairs =
            initials.iter().flat_map(|initial| vowels.iter().map(|vowel| (*initial, *vowel))).collect();
        kana.syllables.insert(spelling, pairs);
    }
    kana
});

/// Adds the keys of a name that is written in one of these scripts.
pub(super) fn add_keys(keys: &mut Keys, text: &str) {
    if text.chars().any(|character| !is_hangul(character) && !is_han(character) && !is_kana(character)) {
        kana_parts(keys, text);
        return;
    }
    if text.chars().all(is_hangul) {
        if let Some(word) = syllables(text).filter(|word| NAME.contains(&word.len())) {
            for surname in surname_lengths(&word) {
                let (surname, given) = word.split_at(surname);
                add(keys, true, surname, given);
            }
        }
    } else if text.chars().all(is_han) {
        hanja(keys, text);
    } else if text.chars().all(is_kana) {
        kana_whole(keys, text);
    }
}

/// How many syllables the surname of a name can have.
fn surname_lengths(word: &[Syllable]) -> Vec<usize> {
    let is_double = word.len() > 2 && SURNAMES.is_double(&word[..2]);
    match (is_double, word.len()) {
        (false, _) => vec![1],
        // 남궁옥 has the surname 남궁, or 남.
        (true, 3) => vec![1, 2],
        (true, _) => vec![2],
    }
}

/// Adds the keys of a name whose letters are known.
fn add(keys: &mut Keys, is_strict: bool, surname: &[Syllable], given: &[Syllable]) {
    if given.is_empty() {
        return;
    }
    if is_strict {
        let classes = |word: &[Syllable]| vec![word_text(&TABLES.classes(word))];
        keys.add_products(Tier::Strict, &classes(surname), &classes(given));
    }
    let classes = |word: &[Syllable]| vec![word_text(&TABLES.classes(&law(word)))];
    keys.add_products(Tier::Wide, &classes(surname), &classes(given));
}

fn hanja(keys: &mut Keys, text: &str) {
    let characters: Vec<char> = text.chars().collect();
    if !NAME.contains(&characters.len()) {
        return;
    }
    let mut readings: Vec<&[Syllable]> = Vec::new();
    for character in &characters {
        match HANJA.get(character) {
            Some(known) => readings.push(known),
            None => return,
        }
    }
    for length in 1..=2.min(characters.len() - 1) {
        let end = text.char_indices().nth(length).map_or(text.len(), |(end, _)| end);
        let known = SURNAMES.of_characters(&text[..end]);
        let surnames: Vec<Vec<Syllable>> = if !known.is_empty() {
            known.to_vec()
        } else if length == 1 {
            readings[0].iter().map(|reading| vec![*reading]).collect()
        } else {
            continue;
        };
        for surname in surnames {
            for given in products(&readings[length..], READINGS) {
                add(keys, true, &surname, &given);
            }
        }
    }
}

/// A name in katakana with a sign between surname and given name.
fn kana_parts(keys: &mut Keys, text: &str) {
    let parts: Vec<&str> = text
        .split(|character: char| !is_kana(character) && !character.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 || !parts.iter().all(|part| part.chars().all(is_kana)) {
        return;
    }
    let surnames = surnames_in_kana(parts[0]);
    if !surnames.is_empty() {
        keys.add_products(Tier::Wide, &surnames, &kana_words(&parts[1..].concat(), 1..=2));
    }
}

/// A name in katakana in one piece.
fn kana_whole(keys: &mut Keys, text: &str) {
    for (end, _) in text.char_indices().skip(1).take(4) {
        let surnames = surnames_in_kana(&text[..end]);
        if !surnames.is_empty() {
            keys.add_products(Tier::Wide, &surnames, &kana_words(&text[end..], 2..=2));
        }
    }
}

fn surnames_in_kana(text: &str) -> Vec<String> {
    let mut classes = kana_words(text, 1..=2);
    classes.retain(|classes| SURNAMES.is_wide(classes));
    classes
}

/// The classes of the words of so many syllables, or else of as few as can be, that katakana can stand for.
fn kana_words(text: &str, syllables: std::ops::RangeInclusive<usize>) -> Vec<String> {
    let mut found = Vec::new();
    kana_rest(text, &mut Vec::new(), &mut found);
    if found.iter().any(|word| syllables.contains(&word.len())) {
        found.retain(|word| syllables.contains(&word.len()));
    } else {
        let few = found.iter().map(Vec::len).min().unwrap_or(0);
        found.retain(|word| word.len() <= few);
    }
    let mut classes: Vec<String> = found.iter().map(|word| word_text(&TABLES.classes(&law(word)))).collect();
    classes.sort_unstable();
    classes.dedup();
    classes.truncate(READINGS);
    classes
}

fn kana_rest(text: &str, word: &mut Vec<Syllable>, found: &mut Vec<Vec<Syllable>>) {
    if text.is_empty() {
        if !word.is_empty() {
            found.push(word.clone());
        }
        return;
    }
    if word.len() > 3 || found.len() > 4 * READINGS {
        return;
    }
    for head in heads(text) {
        let rest = &text[head.len()..];
        for (initial, vowel) in KANA.syllables.get(head).map_or(&[][..], Vec::as_slice) {
            let open = Syllable { initial: *initial, vowel: *vowel, last: 0 };
            word.push(open);
            kana_rest(rest, word, found);
            for tail in heads(rest) {
                for last in KANA.finals.get(tail).map_or(&[][..], Vec::as_slice) {
                    if let Some(syllable) = word.last_mut() {
                        syllable.last = *last;
                    }
                    kana_rest(&rest[tail.len()..], word, found);
                }
            }
            word.pop();
        }
    }
}

/// The first character, and the first two.
fn heads(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().take(2).map(move |(at, character)| &text[..at + character.len_utf8()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_characters_hold_letters_and_readings_that_exist() {
        assert!(
            lines(HANJA_LINES)
                .all(|cells| cells.len() == 2 && syllables(cells[0]).is_some_and(|word| word.len() == 1))
        );
        assert!(lines(KANJI_LINES).all(|cells| cells.len() == 2));
        for cells in lines(KANA_LINES) {
            assert_eq!(cells.len(), 5, "{cells:?}");
            let letters: &[char] = if cells[0] == "final" { &FINALS } else { &INITIALS };
            assert!(cells[2].chars().all(|letter| number(letters, letter).is_some()), "{cells:?}");
            assert!(
                cells[3] == "-" || cells[3].chars().all(|letter| number(&VOWELS, letter).is_some()),
                "{cells:?}"
            );
        }
        assert!(HANJA.len() > 8_000, "{}", HANJA.len());
    }
}
