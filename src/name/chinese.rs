//! Chinese names in pinyin, in Wade-Giles and in characters → their keys: the syllables in pinyin without tones, surname first.
//!
//! The strict key has what the spelling surely says. The wide keys have all that it may say as well: Wade-Giles whose
//! apostrophes were left out (Teng is Deng or Teng), the press, the surname last, other readings of characters.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fold::is_han;
use super::pinyin::{MANDARIN, Marks, Syllable, letters};
use super::surnames::SURNAMES as KOREAN_SURNAMES;
use super::tables::lines;
use super::{Keys, Tier, cantonese, products};

const SURNAME_LINES: &str = include_str!("data/chinese_surnames.tsv");
const CHARACTER_LINES: &str = include_str!("data/hanzi.tsv");

/// What the keys of this system begin with; no name as it is written has a colon.
pub(super) const PREFIX: &str = "zh:";

/// How many of the most common surnames are looked for at the end of a name too.
const COMMON: usize = 160;

/// How many words a name has at most.
const WORDS: usize = 4;

/// How many syllables a given name has at most; where the language is known, one more.
const GIVEN: usize = 2;

/// How many readings of one name are kept.
const READINGS: usize = 16;

/// How many readings of a given name in Cantonese are kept.
const CANTONESE_READINGS: usize = 4;

/// By which spelling a name in Latin letters is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Any that can read it.
    Any,
    /// Pinyin alone.
    Pinyin,
    /// Wade-Giles alone.
    WadeGiles,
}

#[derive(Debug, Default)]
struct Surnames {
    /// The readings of surnames in characters, the usual one first.
    characters: HashMap<&'static str, Vec<Vec<Syllable>>>,
    /// The syllables of all of them.
    syllables: HashSet<Vec<Syllable>>,
    /// The same, of the most common ones.
    common: HashSet<Vec<Syllable>>,
    /// Surnames by what the press of Hong Kong and South-East Asia writes.
    press: HashMap<&'static str, Vec<Vec<Syllable>>>,
}

static SURNAMES: LazyLock<Surnames> = LazyLock::new(|| {
    let mut surnames = Surnames::default();
    for (place, cells) in lines(SURNAME_LINES).enumerate() {
        let [characters, readings, press] = cells[..] else { continue };
        let readings: Vec<Vec<Syllable>> = readings
            .split(' ')
            .filter_map(|reading| reading.split('-').map(|part| MANDARIN.syllable(part)).collect())
            .collect();
        for form in characters.split(' ') {
            surnames.characters.entry(form).or_insert_with(|| readings.clone());
        }
        if place < COMMON {
            surnames.common.extend(readings.iter().cloned());
        }
        for spelling in press.split(' ').filter(|spelling| !spelling.is_empty()) {
            surnames.press.entry(spelling).or_default().extend(readings.iter().cloned());
        }
        surnames.syllables.extend(readings);
    }
    surnames
});

/// How a character is read in names: surely, if one reading is usual, and otherwise.
#[derive(Debug, Default, Clone)]
struct Readings {
    surely: Option<Syllable>,
    perhaps: Vec<Syllable>,
}

impl Readings {
    fn all(&self) -> impl Iterator<Item = Syllable> {
        self.surely.into_iter().chain(self.perhaps.iter().copied())
    }
}

static CHARACTERS: LazyLock<HashMap<char, Readings>> = LazyLock::new(|| {
    let mut characters: HashMap<char, Readings> = HashMap::with_capacity(32_768);
    for cells in lines(CHARACTER_LINES) {
        let [reading, surely, perhaps] = cells[..] else { continue };
        let Some(syllable) = MANDARIN.syllable(reading) else { continue };
        for character in surely.chars() {
            characters.entry(character).or_default().surely = Some(syllable);
        }
        for character in perhaps.chars() {
            characters.entry(character).or_default().perhaps.push(syllable);
        }
    }
    characters
});

/// Adds the keys of a Chinese name. Unless its language is known (`is_certain`), it is read only if it has a Chinese surname.
pub(super) fn add_keys(keys: &mut Keys, name: &str, text: &str, spelling: Spelling, is_certain: bool) {
    if text.chars().all(is_han) {
        characters(keys, text, is_certain);
    } else if !text.chars().any(super::is_east_asian) {
        // What is Korean to the letter is read by proper spellings alone.
        let is_korean = keys.iter().any(|(tier, _)| tier == Tier::Strict);
        let is_loose = is_certain || !is_korean;
        let is_of_no_korean = is_loose || !has_korean_surname(keys);
        let reader = Reader { keys, spelling, is_certain, is_loose, is_of_no_korean };
        reader.latin(name);
    }
}

/// Whether a name that can be read as Korean has a Korean surname.
fn has_korean_surname(keys: &Keys) -> bool {
    let surname = |key: &str| key.split(' ').next().is_some_and(|surname| KOREAN_SURNAMES.is_strict(surname));
    keys.iter().any(|(tier, key)| tier == Tier::Strict && surname(key))
}

fn key(syllables: &[Syllable]) -> String {
    let names: Vec<&str> = syllables
        .iter()
        .filter_map(|syllable| MANDARIN.syllables.get(usize::from(*syllable)).copied())
        .collect();
    format!("{PREFIX}{}", names.join(" "))
}

/// The key of a given name in Cantonese: the surname, then the classes of its syllables after a sign that pinyin has not.
fn cantonese_key(surname: &[Syllable], given: &[&str]) -> String {
    format!("{} ={}", key(surname), given.join(" ="))
}

/// Adds the wide keys of a given name in Cantonese of which the classes of each syllable are these.
fn add_cantonese(keys: &mut Keys, surnames: &[Vec<Syllable>], given: &[impl AsRef<[String]>]) {
    let given: Vec<Vec<&str>> =
        given.iter().map(|syllable| syllable.as_ref().iter().map(String::as_str).collect()).collect();
    if !(1..=GIVEN).contains(&given.len()) {
        return;
    }
    for given in products(&given, CANTONESE_READINGS) {
        for surname in surnames {
            keys.add(Tier::Wide, cantonese_key(surname, &given));
        }
    }
}

fn characters(keys: &mut Keys, text: &str, is_certain: bool) {
    let letters: Vec<char> = text.chars().collect();
    let starts = |length: usize| text.char_indices().nth(length).map_or(text, |(end, _)| &text[..end]);
    let known = (1..letters.len().min(5)).rev().find_map(|length| {
        let readings = SURNAMES.characters.get(starts(length))?;
        Some((length, readings.clone()))
    });
    let (length, surnames) = match known {
        Some(known) => known,
        None if is_certain && letters.len() > 1 => {
            let readings =
                CHARACTERS.get(&letters[0]).map_or(Vec::new(), |readings| readings.all().collect());
            (1, readings.into_iter().map(|syllable| vec![syllable]).collect())
        }
        None => return,
    };
    if letters.len() - length > GIVEN + usize::from(is_certain) {
        return;
    }
    let in_cantonese: Vec<&[String]> =
        letters[length..].iter().map(|character| cantonese::of_character(*character)).collect();
    add_cantonese(keys, &surnames, &in_cantonese);
    let given: Option<Vec<&Readings>> =
        letters[length..].iter().map(|character| CHARACTERS.get(character)).collect();
    let Some(given) = given.filter(|given| !given.is_empty()) else { return };
    let sure: Option<Vec<Syllable>> = given.iter().map(|readings| readings.surely).collect();
    if let Some((sure, surname)) = sure.zip(surnames.first()) {
        keys.add(Tier::Strict, key(&[surname.as_slice(), &sure].concat()));
    }
    let given: Vec<Vec<Syllable>> = given.iter().map(|readings| readings.all().collect()).collect();
    for given in products(&given, READINGS) {
        for surname in &surnames {
            keys.add(Tier::Wide, key(&[surname.as_slice(), &given].concat()));
        }
    }
}

struct Reader<'keys> {
    keys: &'keys mut Keys,
    spelling: Spelling,
    is_certain: bool,
    /// Whether spellings of the press, and mixed ones, are read too.
    is_loose: bool,
    /// Whether given names as Hong Kong writes them are read: not after a Korean surname in a Korean spelling.
    is_of_no_korean: bool,
}

/// Where the surname stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The spelling says which words it is.
    Certain,
    First,
    Last,
}

impl Reader<'_> {
    fn latin(mut self, name: &str) {
        let words: Vec<&str> =
            name.split_whitespace().map(|word| word.trim_matches([',', '.', '"'])).collect();
        let Some(plain) = words.iter().map(|word| letters(word)).collect::<Option<Vec<String>>>() else {
            return;
        };
        if !(2..=WORDS).contains(&plain.len()) {
            return;
        }
        let last = plain.len() - 1;
        if let Some(comma) = name.split_whitespace().position(|word| word.ends_with(',')) {
            if comma < last {
                self.parted(&plain[..=comma], &plain[comma + 1..], Order::Certain);
            }
            return;
        }
        let capitals: Vec<usize> = (0..plain.len())
            .filter(|place| plain[*place].len() > 1 && !words[*place].chars().any(char::is_lowercase))
            .collect();
        if capitals == [last] {
            self.parted(&plain[last..], &plain[..last], Order::Certain);
            return;
        }
        self.parted(&plain[..1], &plain[1..], Order::First);
        if plain.len() > 2 {
            // Surnames of two syllables can be written in two words: Ou Yang Xiu.
            self.parted(&plain[..2], &plain[2..], Order::First);
        }
        if capitals != [0] {
            self.parted(&plain[last..], &plain[..last], Order::Last);
        }
    }

    /// Adds the keys of a name whose surname is known to be there.
    fn parted(&mut self, surname: &[String], given: &[String], order: Order) {
        let marks = Marks::of(&[surname, given].concat());
        let (surname, given) = (surname.join("-"), given.join("-"));
        let by_pinyin = self.spelling != Spelling::WadeGiles && self.by_pinyin(&surname, &given, order);
        if self.spelling != Spelling::Pinyin {
            self.by_wade_giles((&surname, &given), marks, by_pinyin, order);
        }
        if self.is_loose && !by_pinyin && self.spelling == Spelling::Any {
            for surname in SURNAMES.press.get(surname.as_str()).map_or(&[][..], Vec::as_slice) {
                for given in self.given(MANDARIN.pinyin(&given, false)) {
                    self.keys.add(Tier::Wide, key(&[surname.as_slice(), &given].concat()));
                }
            }
        }
        if self.is_of_no_korean && !by_pinyin && self.spelling == Spelling::Any {
            self.by_cantonese(&surname, &given);
        }
    }

    /// Adds the keys of a given name as Hong Kong writes it, after a surname in any spelling.
    fn by_cantonese(&mut self, surname: &str, given: &str) {
        let syllables: Vec<Vec<String>> = given.split('-').map(cantonese::of_spelling).collect();
        let press = SURNAMES.press.get(surname).map_or(&[][..], Vec::as_slice).iter().cloned();
        let pinyin = MANDARIN.pinyin(surname, false).into_iter();
        let wade = MANDARIN.wade_giles(surname, Marks::of(&[]), false).unwrap_or_default();
        let mut surnames: Vec<Vec<Syllable>> = press.chain(pinyin).chain(products(&wade, READINGS)).collect();
        surnames.retain(|surname| SURNAMES.syllables.contains(surname));
        surnames.sort_unstable();
        surnames.dedup();
        add_cantonese(self.keys, &surnames, &syllables);
    }

    /// Whether a name is pinyin, and then its keys.
    fn by_pinyin(&mut self, surname: &str, given: &str, order: Order) -> bool {
        let surnames = MANDARIN.pinyin(surname, false);
        let (Some(surname), Some(first)) =
            (surnames.first(), MANDARIN.pinyin(given, false).into_iter().next())
        else {
            return false;
        };
        if !self.is_surname(surname, first.len(), order) {
            return false;
        }
        let readings = self.given(MANDARIN.pinyin(given, true));
        if order != Order::Last && first.len() <= self.longest_given() {
            self.keys.add(Tier::Strict, key(&[surname.as_slice(), &first].concat()));
        }
        for given in &readings {
            let syllables = surname.iter().chain(given).map(|syllable| MANDARIN.with_umlaut(*syllable));
            for name in products(&syllables.collect::<Vec<_>>(), READINGS) {
                self.keys.add(Tier::Wide, key(&name));
            }
        }
        !readings.is_empty()
    }

    fn by_wade_giles(&mut self, name: (&str, &str), marks: Marks, is_pinyin: bool, order: Order) {
        let parts = |is_loose: bool| {
            let surname = MANDARIN.wade_giles(name.0, marks, is_loose)?;
            let given = MANDARIN.wade_giles(name.1, marks, is_loose)?;
            (given.len() <= self.longest_given()).then_some((surname, given))
        };
        let proper = parts(false);
        let is_proper = proper.is_some();
        let Some((surname, given)) = proper.or_else(|| parts(self.is_loose && !is_pinyin)) else { return };
        let is_sure = surname.iter().chain(&given).all(|readings| readings.len() == 1);
        let surnames: Vec<Vec<Syllable>> = products(&surname, READINGS)
            .into_iter()
            .filter(|syllables| self.is_surname(syllables, given.len(), order))
            .collect();
        let given = products(&given, READINGS);
        for surname in &surnames {
            for given in &given {
                let key = key(&[surname.as_slice(), given].concat());
                if is_sure && is_proper && !is_pinyin && order != Order::Last {
                    self.keys.add(Tier::Strict, key.clone());
                }
                self.keys.add(Tier::Wide, key);
            }
        }
    }

    fn longest_given(&self) -> usize {
        GIVEN + usize::from(self.is_certain)
    }

    fn given(&self, words: Vec<Vec<Syllable>>) -> Vec<Vec<Syllable>> {
        let longest = self.longest_given();
        words.into_iter().filter(|word| word.len() <= longest).take(READINGS).collect()
    }

    /// Whether these are the syllables of a surname, beside a given name of so many.
    fn is_surname(&self, syllables: &[Syllable], given: usize, order: Order) -> bool {
        match order {
            // Of two syllables the first is the surname in China, and the last abroad.
            Order::Last if given == 1 => SURNAMES.common.contains(syllables),
            _ if self.is_certain && syllables.len() == 1 => true,
            _ => SURNAMES.syllables.contains(syllables),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_names_syllables_that_exist() {
        for cells in lines(CHARACTER_LINES) {
            assert_eq!(cells.len(), 3, "{cells:?}");
            assert!(MANDARIN.syllable(cells[0]).is_some(), "{cells:?}");
        }
        let mut seen = HashSet::new();
        for cells in lines(SURNAME_LINES) {
            let [characters, readings, _] = cells[..] else { panic!("{cells:?}") };
            for reading in readings.split(' ') {
                let count = reading.split('-').filter(|part| MANDARIN.syllable(part).is_some()).count();
                for form in characters.split(' ') {
                    assert_eq!(count, form.chars().count(), "{cells:?}");
                }
            }
            assert!(seen.insert(characters.split(' ').next()), "{cells:?}");
        }
        assert!(CHARACTERS.len() > 26_000, "{}", CHARACTERS.len());
        assert!(CHARACTERS.values().all(|readings| readings.all().next().is_some()));
        assert!(MANDARIN.syllables.len() == 410, "{}", MANDARIN.syllables.len());
    }
}
