//! The proof for names in Cyrillic: what the published tables write for each letter of Russian and Ukrainian is found by the name, and
//! so is every syllable of a Korean one.

use orgarchive::name::{Keys, Tier};

use super::names::{kontsevich, syllables};

const LETTERS: &str = include_str!("names/cyrillic.tsv");

/// A word by one of the tables: 0 is ISO 9, 1 is BGN/PCGN, 2 is GOST 7.79 B.
fn romanized(word: &str, table: usize) -> String {
    let rows: Vec<Vec<&str>> = LETTERS.lines().map(|line| line.split('\t').collect()).collect();
    let mut latin = String::new();
    let mut before: Option<char> = None;
    for letter in word.chars() {
        let row = rows.iter().find(|row| row[0].starts_with(letter)).unwrap();
        let is_first = before.is_none_or(|before| "аеёиоуыэюяйъь".contains(before));
        latin.push_str(match table {
            0 => row[1],
            1 if is_first => row[3],
            1 => row[2],
            _ => row[4],
        });
        before = Some(letter);
    }
    latin
}

#[test]
fn every_letter_of_russian_is_found_as_three_tables_write_it() {
    let consonants = "бвгджзклмнпрстфхцчшщ";
    let mut words: Vec<String> = Vec::new();
    for letter in consonants.chars() {
        for vowel in "аеёиоуыэюя".chars() {
            words.push(format!("{letter}{vowel}ров"));
            words.push(format!("ка{letter}{vowel}нов"));
            words.push(format!("{vowel}{letter}ин"));
        }
        words.push(format!("пере{letter}ьев"));
        words.push(format!("под{letter}ъяров"));
        // BGN/PCGN parts тс from ц by a point that nobody writes.
        if letter != 'т' {
            words.push(format!("ко{letter}ский"));
        }
    }
    let (mut tried, mut missed) = (0, Vec::new());
    for word in &words {
        let name = format!("Иван {word}");
        let keys = Keys::of_person(&name);
        for table in 0..3 {
            let spelling = format!("{} {}", romanized("иван", table), romanized(word, table));
            tried += 1;
            // ё is yo in GOST 7.79 B, which only the wide key reads.
            let least = if table == 2 && word.contains('ё') { Tier::Wide } else { Tier::Strict };
            if Keys::of_person(&spelling).shared(&keys).is_none_or(|tier| tier > least) {
                missed.push(format!("{name} {spelling}"));
            }
        }
    }
    println!("{tried} spellings, {} missed", missed.len());
    assert!(tried > 1_500, "{tried}");
    assert!(missed.is_empty(), "{} of {tried}: {:?}", missed.len(), &missed[..missed.len().min(40)]);
}

const UKRAINIAN: &str = include_str!("names/ukrainian.tsv");

/// A Ukrainian word by one of the tables: 0 is ISO 9, 1 is resolution 55, 2 is BGN/PCGN, 3 is the scholarly system.
fn romanized_ukrainian(word: &str, table: usize) -> String {
    let rows: Vec<Vec<&str>> = UKRAINIAN.lines().map(|line| line.split('\t').collect()).collect();
    let mut latin = String::new();
    for (place, letter) in word.chars().enumerate() {
        let row = rows.iter().find(|row| row[0].starts_with(letter)).unwrap();
        latin.push_str(match (table, place) {
            (0, _) => row[1],
            (1, 0) => row[3],
            (1, _) => row[2],
            (2, _) => row[4],
            _ => row[5],
        });
    }
    latin
}

#[test]
fn every_letter_of_ukrainian_is_found_as_four_tables_write_it() {
    let mut words: Vec<String> = Vec::new();
    for letter in "бвгґджзйклмнпрстфхцчшщ".chars() {
        for vowel in "аеєиіїоуюя".chars() {
            words.push(format!("{letter}{vowel}ренко"));
            words.push(format!("ка{letter}{vowel}нко"));
            words.push(format!("{vowel}{letter}ук"));
        }
        words.push(format!("пере{letter}ський"));
        words.push(format!("пере{letter}ьо"));
    }
    // Two tables write тс as ц, and й stands before о alone.
    let is_written = |word: &String| {
        !word.contains("тс") && !"аеєиіїуюя".chars().any(|vowel| word.contains(&format!("й{vowel}")))
    };
    words.retain(is_written);
    let (mut tried, mut missed) = (0, Vec::new());
    for word in &words {
        // With і it is Ukrainian, whatever the other letters.
        let name = format!("Ірина {word}");
        let keys = Keys::of_person(&name);
        for table in 0..4 {
            let spelling =
                format!("{} {}", romanized_ukrainian("ірина", table), romanized_ukrainian(word, table));
            tried += 1;
            if Keys::of_person(&spelling).shared(&keys).is_none_or(|tier| tier > Tier::Strict) {
                missed.push(format!("{name} {spelling}"));
            }
        }
    }
    println!("{tried} spellings, {} missed", missed.len());
    assert!(tried > 2_500, "{tried}");
    assert!(missed.is_empty(), "{} of {tried}: {:?}", missed.len(), &missed[..missed.len().min(60)]);
}

#[test]
fn every_syllable_of_korean_is_found_as_kontsevich_writes_it() {
    let (syllables, surnames) = syllables();
    let (mut tried, mut missed) = (0, Vec::new());
    for (number, one) in syllables.iter().enumerate() {
        // Each syllable before every tenth, another tenth for each: all letters meet all others.
        for two in syllables.iter().skip(number % 10).step_by(10) {
            let surname = surnames[(number + tried) % surnames.len()];
            let keys = Keys::of_person(&format!("{surname}{one}{two}"));
            for given in kontsevich::given_names(*one, *two) {
                let spelling = format!("{} {given}", kontsevich::syllable(surname));
                tried += 1;
                if Keys::of_person(&spelling).shared(&keys).is_none() {
                    missed.push(format!("{surname}{one}{two} {spelling}"));
                }
            }
        }
    }
    println!("{tried} spellings, {} missed", missed.len());
    assert!(tried > 4_000, "{tried}");
    assert!(missed.is_empty(), "{} of {tried}: {:?}", missed.len(), &missed[..missed.len().min(60)]);
}
