//! Russian and Ukrainian names as the press of other languages spells them, and with initials.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::cyrillic::{PREFIX, class_at, classes, given_name, is_left_out, is_russian, loosely};
use super::lookup::{Pattern, initials_key};
use super::person::Person;
use super::tables::lines;
use super::{Keys, Tier};

const LINES: &str = include_str!("data/russian_press.tsv");

/// Where a spelling counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Any,
    First,
    Last,
    BetweenVowels,
}

struct Spelling {
    text: Vec<char>,
    class: &'static str,
    place: Place,
}

/// The spellings of each language, the longest first; what has two readings is another language.
static LANGUAGES: LazyLock<Vec<Vec<Spelling>>> = LazyLock::new(|| {
    let of = |names: &[&str]| {
        let mut spellings: Vec<Spelling> = Vec::new();
        for cells in lines(LINES) {
            let [language, text, class, place, _] = cells[..] else { continue };
            let place = match place {
                "first" => Place::First,
                "last" => Place::Last,
                "vowels" => Place::BetweenVowels,
                _ => Place::Any,
            };
            if names.contains(&language) {
                // The later line counts.
                spellings.insert(0, Spelling { text: text.nfc().collect(), class, place });
            }
        }
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.text.len()));
        spellings
    };
    vec![of(&["de"]), of(&["de", "de2"]), of(&["fr"]), of(&["pl"]), of(&["sv"])]
});

/// The place of French among the languages.
const FRENCH: usize = 2;

/// What French names of Russians have and English ones have not.
const FRENCH_SIGNS: &[&str] = &["tch", "ou", "ï", "é", "ine ", "gue", "gui", "off ", "eff "];

/// The classes of a word as a language spells it; none if a letter is of no table.
fn word(text: &str, language: &[Spelling]) -> Option<String> {
    let letters: Vec<char> =
        text.nfc().flat_map(char::to_lowercase).filter(|letter| !is_left_out(*letter)).collect();
    let is_vowel = |letter: Option<&char>| letter.is_some_and(|letter| "aeiouyäöü".contains(*letter));
    let mut found = String::new();
    let mut at = 0;
    while at < letters.len() {
        let known = language.iter().find(|spelling| {
            let to = at + spelling.text.len();
            letters[at..].starts_with(&spelling.text)
                && match spelling.place {
                    Place::Any => true,
                    Place::First => at == 0 && is_vowel(letters.get(to)),
                    Place::Last => to == letters.len(),
                    Place::BetweenVowels => {
                        at > 0 && is_vowel(letters.get(at - 1)) && is_vowel(letters.get(to))
                    }
                }
        });
        let (length, class) = match known {
            Some(spelling) => (spelling.text.len(), spelling.class),
            None if letters[at] == 'x' => (1, "ks"),
            None if letters[at] == 'é' => (1, "e"),
            None => class_at(&letters[at..])?,
        };
        for class in class.chars() {
            // Double letters count once.
            if !found.ends_with(class) {
                found.push(class);
            }
        }
        at += length;
    }
    (!found.is_empty()).then_some(found)
}

/// Adds the wide keys of a name in Latin letters as German, French, Polish and Swedish spell Russian.
pub(super) fn add_keys(keys: &mut Keys, person: &Person) {
    if !person.is_latin || person.has_initials() || !(2..=3).contains(&person.words.len()) {
        return;
    }
    let text: String = person.words.iter().flat_map(|word| [word.text.as_str(), " "]).collect();
    let text = text.to_lowercase();
    for (place, language) in LANGUAGES.iter().enumerate() {
        // Much of what is French is English too, and means other letters there.
        if place == FRENCH && !FRENCH_SIGNS.iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let words: Option<Vec<String>> =
            person.words.iter().map(|written| word(&written.text, language)).collect();
        let Some(words) = words.filter(|words| words.iter().any(|word| is_russian(word))) else { continue };
        let mut words: Vec<String> = words
            .into_iter()
            .map(|word| given_name(&word).map_or_else(|| loosely(&word), str::to_owned))
            .collect();
        words.sort_unstable();
        keys.add(Tier::Wide, format!("{PREFIX}{}", words.join(" ")));
    }
}

/// What a name with initials is found by, and what its initials can stand for: В. Путин, V. Putin, W. Putin, V. Poutine.
pub(super) fn add_initials(keys: &mut Keys, person: &Person) {
    let Some(initial) = person.words.iter().find(|word| word.is_initial) else { return };
    let surnames: Vec<&str> =
        person.words.iter().filter(|word| !word.is_initial).map(|word| word.text.as_str()).collect();
    let [surname] = surnames[..] else { return };
    let pressed = LANGUAGES
        .iter()
        .filter(|_| person.is_latin)
        .map(|language| Some((word(&initial.text, language)?, word(surname, language)?)));
    let mut readings: Vec<(String, String)> =
        [classes(&initial.text).zip(classes(surname))].into_iter().chain(pressed).flatten().collect();
    readings.sort_unstable();
    readings.dedup();
    for (initial, surname) in readings {
        let wide = loosely(&surname);
        keys.add(Tier::Wide, initials_key(&format!("{PREFIX}{wide}")));
        for (tier, surname) in [(Tier::Strict, &surname), (Tier::Wide, &wide)] {
            let first = Pattern::beginning(tier, &format!("{PREFIX}{surname} {initial}"), "", true);
            let last = Pattern::beginning(tier, &format!("{PREFIX}{initial}"), &format!(" {surname}"), true);
            keys.patterns.extend(first.into_iter().chain(last));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{expect, shared};
    use super::*;

    #[test]
    fn every_line_has_a_language_a_place_and_a_letter() {
        for cells in lines(LINES) {
            assert!(matches!(
                cells[..],
                ["de" | "de2" | "fr" | "pl" | "sv", _, _, "any" | "first" | "last" | "vowels", _]
            ));
        }
    }

    #[test]
    fn russian_names_meet_as_other_languages_spell_them() {
        for (russian, spellings) in [
            ("Борис Ельцин", "Boris Jelzin|Boris Eltsine|Boris Jeltsin|Borys Jelcyn|Boris Yeltsin"),
            (
                "Михаил Горбачёв",
                "Michail Gorbatschow|Mikhaïl Gorbatchev|Michaił Gorbaczow|Michail Gorbatjov|Mikhail Gorbachev",
            ),
            (
                "Владимир Путин",
                "Wladimir Putin|Vladimir Poutine|Władimir Putin|V. Putin|W. Putin|V. Poutine|Putin V.V.|Путин В.В.",
            ),
            ("Никита Хрущёв", "Nikita Chruschtschow|Nikita Khrouchtchev|Nikita Chruszczow|Nikita Chrusjtjov"),
            (
                "Леонид Брежнев",
                "Leonid Breschnew|Léonid Brejnev|Leonid Breżniew|Leonid Brezjnev|L. Brezhnev|Brezhnev, L. I.",
            ),
            ("Сергей Шойгу", "Sergej Schoigu|Sergueï Choïgou|Siergiej Szojgu|Sergej Sjojgu|S. Shoigu"),
            ("Сергей Лавров", "Sergej Lawrow|Sergueï Lavrov|Siergiej Ławrow|S. Lavrov|Lavrov S."),
            ("Юрий Андропов", "Juri Andropow|Iouri Andropov|Jurij Andropow|Yu. Andropov"),
            ("Владимир Зеленский", "Wladimir Selenski|Volodymyr Zelensky|V. Zelensky"),
            ("Дмитрий Медведев", "Dmitri Medwedew|Dmitri Medvedev|Dmitrij Miedwiediew|D. Medvedev"),
            ("Путин Владимир Владимирович", "V. Putin|Путин В.В.|В. Путин|Putin, V. V."),
        ] {
            for spelling in spellings.split('|') {
                assert!(
                    shared(russian, spelling).is_some(),
                    "{russian} {spelling} {:?}",
                    Keys::of_person(spelling)
                );
            }
        }
        for (one, other) in [
            ("V. Putin", "Дмитрий Путин"),
            ("V. Putin", "Владимир Пучин"),
            ("Boris Jelzin", "Борис Ельшин"),
            ("Michail Gorbatschow", "Михаил Горбатов"),
            ("S. Ivanov", "Сергей Иванова"),
        ] {
            expect(one, other, None);
        }
        assert_eq!(shared("V. Putin", "Владимир Путин"), Some(Tier::Wide));
    }
}
