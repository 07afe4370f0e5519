//! A romanized name → its surname and its given name, in the orders in which they can stand.

use super::fold::{is_hyphen, plain_latin};
use super::latin::words;
use super::letters::Syllable;
use super::lookup::{Pattern, initials_key};
use super::person::Person;
use super::surnames::SURNAMES;
use super::tables::TABLES;
use super::{Keys, Tier, law, word_text};

/// How many words a name has at most.
const WORDS: usize = 5;

/// How many syllables a given name has at most.
const GIVEN: usize = 4;

/// How many letters a surname has at most.
const LONGEST_SURNAME: usize = 9;

/// A word of a name, and how it was written.
struct Word {
    text: String,
    is_capitals: bool,
    ends_in_comma: bool,
}

/// Adds the keys of a romanized name.
pub(super) fn add_keys(keys: &mut Keys, text: &str) {
    let Some(parts) = parts(text) else { return };
    if let [word] = &parts[..] {
        run_together(keys, &word.text);
        return;
    }
    let given_of = |words: &[Word]| {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        texts.join("-")
    };
    let last = parts.len() - 1;
    if let Some(comma) = parts.iter().position(|word| word.ends_in_comma) {
        if comma < last {
            let surname = given_of(&parts[..=comma]);
            name(keys, &surname, &given_of(&parts[comma + 1..]), Order::Certain);
        }
        return;
    }
    let capitals: Vec<usize> = (0..parts.len()).filter(|place| parts[*place].is_capitals).collect();
    if capitals == [last] {
        name(keys, &parts[last].text, &given_of(&parts[..last]), Order::Certain);
        return;
    }
    name(keys, &parts[0].text, &given_of(&parts[1..]), Order::First);
    if parts.len() > 2 {
        // Surnames of two syllables can be written in two words: Nam Gung Ok.
        name(keys, &given_of(&parts[..2]), &given_of(&parts[2..]), Order::First);
    }
    if capitals != [0] {
        name(keys, &parts[last].text, &given_of(&parts[..last]), Order::Last);
    }
}

/// The words of a name; none if something else than words is in it.
fn parts(text: &str) -> Option<Vec<Word>> {
    let mut parts = Vec::new();
    for text in text.split_whitespace() {
        let ends_in_comma = text.ends_with(',');
        let text =
            text.trim_matches(|character: char| matches!(character, ',' | '.' | '"') || is_hyphen(character));
        let plain = plain_latin(text);
        if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return None;
        }
        let is_capitals = plain.len() > 1 && !text.chars().any(char::is_lowercase);
        parts.push(Word { text: plain, is_capitals, ends_in_comma });
    }
    (1..=WORDS).contains(&parts.len()).then_some(parts)
}

/// What a Korean name with initials is found by, and what the first of them can stand for: Kim Y., Y.-N. Kim.
pub(super) fn add_initials(keys: &mut Keys, person: &Person) {
    let whole: Vec<&str> =
        person.words.iter().filter(|word| !word.is_initial).map(|word| word.text.as_str()).collect();
    let (Some(initial), [surname]) = (person.words.iter().find(|word| word.is_initial), &whole[..]) else {
        return;
    };
    let (initial, surname) = (plain_latin(&initial.text), plain_latin(surname));
    let by_letters = words(&TABLES.wide, &surname);
    let mut surnames: Vec<String> = by_letters
        .iter()
        .chain(SURNAMES.of_press(&surname))
        .map(|word| word_text(&TABLES.classes(&law(word))))
        .filter(|classes| SURNAMES.is_wide(classes))
        .collect();
    surnames.sort_unstable();
    surnames.dedup();
    let starts = TABLES.beginnings(&initial);
    for surname in surnames {
        keys.add(Tier::Wide, initials_key(&surname));
        for (from, to) in &starts {
            keys.patterns.push(Pattern {
                tier: Tier::Wide,
                from: format!("{surname} {from}"),
                to: format!("{surname} {to}"),
                end: String::new(),
                is_sure: true,
            });
        }
    }
}

/// Where the surname stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The spelling says which word it is.
    Certain,
    /// First, as Koreans write.
    First,
    /// Last, as the English-speaking world writes.
    Last,
}

fn name(keys: &mut Keys, surname: &str, given: &str, order: Order) {
    if order != Order::Last {
        let surnames: Vec<String> = words(&TABLES.strict, surname)
            .iter()
            .map(|word| (word.len(), word_text(&TABLES.classes(word))))
            .filter(|(syllables, classes)| {
                // A surname that is not on the list is believed if the name is written in three parts or more.
                SURNAMES.is_strict(classes)
                    || (*syllables == 1 && given.contains('-') && !surname.contains('-'))
            })
            .map(|(_, classes)| classes)
            .collect();
        if !surnames.is_empty() {
            let given: Vec<String> = given_names(words(&TABLES.strict, given))
                .map(|word| word_text(&TABLES.classes(&word)))
                .collect();
            keys.add_products(Tier::Strict, &surnames, &given);
        }
    }
    let mut surnames: Vec<String> = words(&TABLES.wide, surname)
        .iter()
        .map(|word| word_text(&TABLES.classes(&law(word))))
        .filter(|classes| match order {
            Order::Last => SURNAMES.is_common(classes),
            _ => SURNAMES.is_wide(classes),
        })
        .collect();
    for word in SURNAMES.of_press(surname) {
        let classes = word_text(&TABLES.classes(&law(word)));
        if order != Order::Last || SURNAMES.is_common(&classes) {
            surnames.push(classes);
        }
    }
    if !surnames.is_empty() {
        let given: Vec<String> = given_names(words(&TABLES.wide, given))
            .map(|word| word_text(&TABLES.classes(&law(&word))))
            .collect();
        keys.add_products(Tier::Wide, &surnames, &given);
    }
}

fn given_names(words: Vec<Vec<Syllable>>) -> impl Iterator<Item = Vec<Syllable>> {
    words.into_iter().filter(|word| word.len() <= GIVEN)
}

/// A name written as one word: every surname that it can begin with.
fn run_together(keys: &mut Keys, text: &str) {
    if text.contains('-') {
        return;
    }
    for length in 1..text.len().min(LONGEST_SURNAME) {
        let (surname, given) = text.split_at(length);
        let is_surname = words(&TABLES.strict, surname)
            .iter()
            .any(|word| SURNAMES.is_strict(&word_text(&TABLES.classes(word))));
        if is_surname {
            let surnames: Vec<String> = words(&TABLES.strict, surname)
                .iter()
                .filter(|word| SURNAMES.is_strict(&word_text(&TABLES.classes(word))))
                .map(|word| word_text(&TABLES.classes(&law(word))))
                .collect();
            let given: Vec<String> = words(&TABLES.strict, given)
                .iter()
                .filter(|word| word.len() == 2)
                .map(|word| word_text(&TABLES.classes(&law(word))))
                .collect();
            keys.add_products(Tier::Wide, &surnames, &given);
        }
    }
}
