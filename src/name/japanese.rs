//! Japanese names in Latin letters, kana and Chinese characters → their keys: the moras of their words.
//!
//! The strict key has the words as they stand, long vowels as they are written; the wide one has them in any order, and every
//! vowel short, as most sources write them. Chinese characters are read by the tables of surnames and given names.

use super::fold::{is_han, is_kana};
use super::sorted::Sorted;
use super::{Keys, Tier, moras};

static SURNAMES: Sorted = Sorted::new(include_str!("data/japanese_surnames.tsv"));
static GIVEN_NAMES: Sorted = Sorted::new(include_str!("data/japanese_given.tsv"));
/// Surnames as Latin letters or kana write them, with short vowels.
static SURNAME_READINGS: Sorted = Sorted::new(include_str!("data/japanese_surname_readings.tsv"));

/// What the keys of this system begin with; no name as it is written has a colon.
pub(super) const PREFIX: &str = "ja:";

/// How many words a name has.
const WORDS: std::ops::RangeInclusive<usize> = 2..=3;

/// How many characters a surname and a given name have at most.
const LONGEST: usize = 4;

/// How many readings of one name are kept.
const READINGS: usize = 12;

/// Adds the keys of a Japanese name. Unless its language is known (`is_certain`), Latin letters and kana are read only where
/// a word is a Japanese surname.
pub(super) fn add_keys(keys: &mut Keys, name: &str, text: &str, is_certain: bool) {
    if text.chars().any(is_han) {
        characters(keys, name, is_certain);
    } else if text.chars().any(is_kana) {
        kana(keys, text, name, is_certain);
    } else if !text.chars().any(super::is_east_asian) {
        latin(keys, name, is_certain);
    }
}

fn is_surname(word: &str) -> bool {
    SURNAME_READINGS.get(&moras::short(word)).is_some()
}

fn strict(words: &[&str]) -> String {
    format!("{PREFIX}{}", words.join(" "))
}

fn wide(words: &[&str]) -> String {
    let mut words: Vec<String> = words.iter().map(|word| moras::short(word)).collect();
    words.sort_unstable();
    format!("{PREFIX}{}", words.join(" "))
}

fn latin(keys: &mut Keys, name: &str, is_certain: bool) {
    let mut texts: Vec<&str> = name.split_whitespace().collect();
    if !WORDS.contains(&texts.len()) {
        return;
    }
    let last = texts.len() - 1;
    let is_capitals = |text: &str| text.len() > 1 && !text.chars().any(char::is_lowercase);
    let comma = texts[..last].iter().position(|text| text.ends_with(','));
    let capitals: Vec<usize> = (0..texts.len()).filter(|place| is_capitals(texts[*place])).collect();
    let has_surname_last = comma.is_none() && capitals == [last];
    if has_surname_last {
        texts.rotate_right(1);
    }
    let words: Option<Vec<String>> =
        texts.iter().map(|text| moras::of_latin(text.trim_end_matches([',', '.']))).collect();
    let Some(words) = words else { return };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (begins, ends) = (is_surname(words[0]), is_surname(words[last]));
    if !is_certain && !begins && !ends {
        return;
    }
    if begins || !ends || comma.is_some() || has_surname_last || capitals == [0] {
        keys.add(Tier::Strict, strict(&words));
    }
    keys.add(Tier::Wide, wide(&words));
}

fn kana(keys: &mut Keys, text: &str, name: &str, is_certain: bool) {
    let parts: Vec<&str> = name
        .split(|sign: char| !is_kana(sign) && !sign.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    if WORDS.contains(&parts.len()) {
        let Some(words) = parts.iter().map(|part| moras::of_kana(part)).collect::<Option<Vec<String>>>()
        else {
            return;
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if is_certain || is_surname(words[0]) {
            keys.add(Tier::Strict, strict(&words));
            keys.add(Tier::Wide, wide(&words));
        }
        return;
    }
    if parts.len() > 1 {
        return;
    }
    // Without a space the surname is one that the beginning can be.
    let parted: Vec<[String; 2]> = text
        .char_indices()
        .skip(2)
        .filter_map(|(end, _)| {
            let (surname, given) = (moras::of_kana(&text[..end])?, moras::of_kana(&text[end..])?);
            let has_two = text[end..].chars().count() > 1;
            (has_two && is_surname(&surname)).then_some([surname, given])
        })
        .take(READINGS)
        .collect();
    add_all(keys, &parted);
}

/// Adds the keys of a name that can be read so; it is sure if there is one reading alone.
fn add_all(keys: &mut Keys, readings: &[[String; 2]]) {
    for [surname, given] in readings {
        let words = [surname.as_str(), given];
        if readings.len() == 1 {
            keys.add(Tier::Strict, strict(&words));
        }
        keys.add(Tier::Wide, wide(&words));
    }
}

fn characters(keys: &mut Keys, name: &str, is_certain: bool) {
    let parts: Vec<&str> = name
        .split(|sign: char| sign.is_whitespace() || sign == '・')
        .filter(|part| !part.is_empty())
        .collect();
    let mut readings: Vec<[String; 2]> = Vec::new();
    match parts[..] {
        [surname, given] => add_readings(&mut readings, surname, given),
        [whole] => {
            let ends = whole.char_indices().skip(1).take(LONGEST).map(|(end, _)| end);
            for end in ends {
                add_readings(&mut readings, &whole[..end], &whole[end..]);
            }
        }
        _ => {}
    }
    // 李 and 朱 are read Ri and Shu where a Chinese is meant.
    readings.retain(|[surname, _]| is_certain || is_surname(surname));
    readings.truncate(READINGS);
    add_all(keys, &readings);
}

fn add_readings(readings: &mut Vec<[String; 2]>, surname: &str, given: &str) {
    let surnames = SURNAMES.readings(surname);
    if surnames.is_empty() || given.chars().count() > LONGEST {
        return;
    }
    let given = given_names(given);
    for surname in &surnames {
        for given in &given {
            let words = [surname.clone(), given.clone()];
            if !readings.contains(&words) {
                readings.push(words);
            }
        }
    }
}

fn given_names(text: &str) -> Vec<String> {
    let known = GIVEN_NAMES.readings(text);
    if !known.is_empty() {
        return known;
    }
    // Names of women are often kana, or kana and 子.
    let (kana, end) = text.strip_suffix('子').map_or((text, ""), |kana| (kana, "ko"));
    let is_kana = !kana.is_empty() && kana.chars().all(is_kana);
    let moras = is_kana.then(|| moras::of_kana(kana)).flatten();
    moras.map(|moras| format!("{moras}{end}")).into_iter().collect()
}

impl Sorted {
    /// The readings of a name in Chinese characters, as moras; of its newer form, if it is written in older ones.
    fn readings(&self, characters: &str) -> Vec<String> {
        let of = |text: &str| self.get(text).unwrap_or_default();
        let mut found = of(characters);
        if found.is_empty() {
            found = of(&super::scripts::newer(characters));
        }
        found.split(' ').filter_map(moras::of_latin).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_every_reading_is_made_of_moras() {
        for (table, size) in [(&SURNAMES, 15_000), (&GIVEN_NAMES, 30_000), (&SURNAME_READINGS, 11_000)] {
            let cells: Vec<&str> =
                table.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
            assert!(cells.len() > size, "{}", cells.len());
            assert!(cells.is_sorted_by(|one, other| one < other));
            for line in table.lines() {
                let (cell, readings) = line.split_once('\t').unwrap_or((line, line));
                assert!(readings.split(' ').all(|reading| moras::of_latin(reading).is_some()), "{line}");
                assert_eq!(table.get(cell).is_some_and(str::is_empty), cell == line, "{line}");
            }
        }
    }

    #[test]
    fn readings_by_which_names_are_taken_for_japanese_are_those_of_surnames() {
        let mut known: Vec<String> = SURNAMES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(_, readings)| readings.split(' '))
            .filter_map(moras::of_latin)
            .map(|reading| moras::short(&reading))
            .collect();
        known.sort_unstable();
        for reading in SURNAME_READINGS.lines() {
            assert!(known.binary_search_by(|known| known.as_str().cmp(reading)).is_ok(), "{reading}");
        }
        for reading in ["abe", "kan", "oka", "mori", "shi", "ono", "suzuki"] {
            assert_eq!(is_surname(reading), reading != "shi", "{reading}");
        }
    }
}
