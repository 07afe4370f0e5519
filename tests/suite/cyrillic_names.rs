//! The proof for Russian names: what the published tables write for each letter is found by the name in Cyrillic.

use orgarchive::name::{Keys, Tier};

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
