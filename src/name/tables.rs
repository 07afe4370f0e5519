//! The tables of spellings, read once, and the classes that follow from them.
//!
//! Letters that share a spelling at a position fall into one class: a union-find over the initial consonants, the
//! vowels, the final consonants, and the pairs of a final consonant with the initial consonant after it.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::fold::plain_latin;
use super::law;
use super::letters::{FINALS, INITIALS, R, SILENT, SINO_FINALS, Syllable, VOWELS, number};

const INITIAL_LINES: &str = include_str!("data/initials.tsv");
const VOWEL_LINES: &str = include_str!("data/vowels.tsv");
const FINAL_LINES: &str = include_str!("data/finals.tsv");
const JUNCTION_LINES: &str = include_str!("data/junctions.tsv");
const PRESS_LINES: &str = include_str!("data/press.tsv");

/// The lines of a table in a file: comments and the line of column names are left out.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .skip(1)
        .map(|line| line.split('\t').collect())
}

/// A final consonant and the initial consonant after it.
pub type Pair = (u8, u8);

/// What must stand around a vowel for a spelling to count.
#[derive(Debug, Clone)]
struct Around {
    after: &'static str,
    before: &'static str,
}

/// The spellings of one degree of strictness: what letters a piece of text can stand for.
#[derive(Debug, Default)]
pub struct Spellings {
    initials: HashMap<String, Vec<u8>>,
    vowels: HashMap<String, Vec<(u8, Option<Around>)>>,
    junctions: HashMap<String, Vec<Pair>>,
    finals: HashMap<String, Vec<u8>>,
}

/// The classes of letters, and the spellings.
#[derive(Debug)]
pub struct Tables {
    initial_class: Vec<u8>,
    vowel_class: Vec<u8>,
    final_class: Vec<u8>,
    junction_class: Vec<Pair>,
    /// What the systems write; each spelling stands for classes.
    pub strict: Spellings,
    /// That, and what the press writes; junctions stand for letters, so that the initial-sound law can be applied.
    pub wide: Spellings,
}

/// The tables, read when they are first needed.
pub static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

/// Members that are known to be of one class, by the smallest of them.
struct Classes(Vec<usize>);

impl Classes {
    fn new(count: usize) -> Classes {
        Classes((0..count).collect())
    }

    fn root(&self, mut member: usize) -> usize {
        while self.0[member] != member {
            member = self.0[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// Joins all members that share a spelling.
    fn of_spellings<'text>(count: usize, spellings: impl Iterator<Item = (&'text str, usize)>) -> Classes {
        let mut classes = Classes::new(count);
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (spelling, member) in spellings {
            let known = *first.entry(spelling).or_insert(member);
            classes.join(known, member);
        }
        classes
    }

    fn roots(&self) -> Vec<u8> {
        (0..self.0.len()).map(|member| u8::try_from(self.root(member)).unwrap_or(u8::MAX)).collect()
    }
}

/// A spelling and the letter that it stands for.
type Spelled = Vec<(String, u8)>;

fn spelled(lines: impl Iterator<Item = Vec<&'static str>>, letters: &[char], letter: usize) -> Spelled {
    lines
        .filter_map(|cells| {
            let number = number(letters, cells.get(letter)?.chars().next()?)?;
            Some((plain_spelling(cells.get(letter + 1)?), number))
        })
        .collect()
}

/// A spelling without marks; a hyphen alone stands for nothing.
fn plain_spelling(spelling: &str) -> String {
    if spelling == "-" { String::new() } else { plain_latin(spelling) }
}

fn press(position: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    lines(PRESS_LINES).filter(move |cells| cells[0] == position)
}

fn place(pair: Pair) -> usize {
    usize::from(pair.0) * INITIALS.len() + usize::from(pair.1)
}

/// Which of two pairs stands for their class: Sino-Korean finals first, the last of them first, then the first initial.
fn preference(pair: Pair) -> (bool, std::cmp::Reverse<u8>, u8) {
    (!SINO_FINALS.contains(&pair.0), std::cmp::Reverse(pair.0), pair.1)
}

impl Tables {
    fn read() -> Tables {
        let initials = spelled(lines(INITIAL_LINES), &INITIALS, 0);
        let vowels = spelled(lines(VOWEL_LINES), &VOWELS, 0);
        let finals = spelled(lines(FINAL_LINES), &FINALS, 0);
        let by_letter = |spelled: &Spelled, count: usize| {
            let spellings = spelled.iter().map(|(text, letter)| (text.as_str(), usize::from(*letter)));
            Classes::of_spellings(count, spellings).roots()
        };
        let initial_class = by_letter(&initials, INITIALS.len());
        let vowel_class = by_letter(&vowels, VOWELS.len());
        let final_class = preferred_finals(&by_letter(&finals, FINALS.len()));
        let changed = changed_junctions();
        let junctions = side_by_side(&finals, &initials).chain(changed.iter().cloned()).collect::<Vec<_>>();
        let classes = Classes::of_spellings(
            FINALS.len() * INITIALS.len(),
            junctions.iter().map(|(text, pair)| (text.as_str(), place(*pair))),
        );
        let junction_class = preferred(&classes);

        let mut strict = Spellings::default();
        let mut wide = Spellings::default();
        for (text, letter) in &initials {
            add(&mut strict.initials, text, initial_class[usize::from(*letter)]);
        }
        let press_initials = spelled(press("initial"), &INITIALS, 1);
        let wide_initials: Spelled = initials.iter().cloned().chain(press_initials).collect();
        for (text, letter) in &wide_initials {
            add(&mut wide.initials, text, initial_class[usize::from(*letter)]);
        }
        for (text, letter) in &finals {
            add(&mut strict.finals, text, final_class[usize::from(*letter)]);
        }
        let press_finals = spelled(press("final"), &FINALS, 1);
        let wide_finals: Spelled = finals.iter().cloned().chain(press_finals).collect();
        for (text, letter) in &wide_finals {
            add(&mut wide.finals, text, final_class[usize::from(*letter)]);
        }
        for (text, letter) in &vowels {
            let class = vowel_class[usize::from(*letter)];
            strict.vowel(text, class, None);
            wide.vowel(text, class, None);
        }
        for cells in press("vowel") {
            if let [_, letter, text, after, before, _] = cells[..]
                && let Some(letter) = letter.chars().next().and_then(|letter| number(&VOWELS, letter))
            {
                wide.vowel(text, vowel_class[usize::from(letter)], Some(Around { after, before }));
            }
        }
        for (text, pair) in &junctions {
            add_junction(&mut strict.junctions, text, junction_class[place(*pair)]);
        }
        let wide_junctions = side_by_side(&wide_finals, &wide_initials).chain(changed);
        // Of each class one pair is enough; but those with ㄹ are what the initial-sound law changes.
        let mut kept: BTreeMap<(String, Pair), Vec<Pair>> = BTreeMap::new();
        for (text, pair) in wide_junctions {
            kept.entry((text, junction_class[place(pair)])).or_default().push(pair);
        }
        for ((text, class), pairs) in kept {
            let is_sino = |pair: &Pair| SINO_FINALS.contains(&pair.0);
            for pair in pairs.iter().filter(|pair| pair.1 == R && is_sino(pair)) {
                add_junction(&mut wide.junctions, &text, *pair);
            }
            if pairs.iter().any(|pair| pair.1 != R && is_sino(pair)) || !pairs.iter().any(is_sino) {
                add_junction(&mut wide.junctions, &text, class);
            }
        }
        Tables { initial_class, vowel_class, final_class, junction_class, strict, wide }
    }

    /// The syllables that a name can begin with whose first letter in Latin script is this one: from one on, up to another.
    #[must_use]
    pub fn beginnings(&self, initial: &str) -> Vec<(char, char)> {
        let mut found: Vec<(char, char)> = Vec::new();
        let vowels = 0..u8::try_from(VOWELS.len()).unwrap_or(0);
        let spelled = |text: &str| text.starts_with(initial) || text.len() == 1 && initial.starts_with(text);
        let consonants = self.wide.initials.iter().filter(|(text, _)| !text.is_empty() && spelled(text));
        let mut syllables: Vec<Syllable> = consonants
            .flat_map(|(_, letters)| letters.iter().copied())
            .flat_map(|initial| vowels.clone().map(move |vowel| Syllable { initial, vowel, last: 0 }))
            .collect();
        let open = self.wide.vowels.iter().filter(|(text, _)| spelled(text)).flat_map(|(_, letters)| letters);
        syllables.extend(open.map(|(vowel, _)| Syllable { initial: SILENT, vowel: *vowel, last: 0 }));
        for syllable in syllables {
            for syllable in self.classes(&law(&[syllable])) {
                let last = Syllable { last: 27, ..syllable }.character();
                let range = (syllable.character(), char::from_u32(u32::from(last) + 1).unwrap_or(last));
                if !found.contains(&range) {
                    found.push(range);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The word with each letter replaced by the one that stands for its class.
    #[must_use]
    pub fn classes(&self, word: &[Syllable]) -> Vec<Syllable> {
        let mut classes: Vec<Syllable> = word.to_vec();
        for place_in_word in 0..classes.len() {
            let syllable = word[place_in_word];
            classes[place_in_word].vowel = self.vowel_class[usize::from(syllable.vowel)];
            if place_in_word == 0 {
                classes[0].initial = self.initial_class[usize::from(syllable.initial)];
            }
            match word.get(place_in_word + 1) {
                Some(next) => {
                    let (last, initial) = self.junction_class[place((syllable.last, next.initial))];
                    classes[place_in_word].last = last;
                    classes[place_in_word + 1].initial = initial;
                }
                None => classes[place_in_word].last = self.final_class[usize::from(syllable.last)],
            }
        }
        classes
    }

    /// All members of each class, for each of initials, vowels and finals: what the documentation shows.
    #[must_use]
    pub fn letter_classes(&self) -> [Vec<String>; 3] {
        let groups = |classes: &[u8], letters: &[char]| {
            let mut by_class: BTreeMap<u8, String> = BTreeMap::new();
            for (class, letter) in classes.iter().zip(letters) {
                by_class.entry(*class).or_default().push(*letter);
            }
            by_class.into_values().collect()
        };
        [
            groups(&self.initial_class, &INITIALS),
            groups(&self.vowel_class, &VOWELS),
            groups(&self.final_class, &FINALS),
        ]
    }
}

fn add(map: &mut HashMap<String, Vec<u8>>, text: &str, letter: u8) {
    let letters = map.entry(text.to_owned()).or_default();
    if !letters.contains(&letter) {
        letters.push(letter);
    }
}

/// A junction is found by its spelling with the hyphen, and without it.
fn add_junction(map: &mut HashMap<String, Vec<Pair>>, text: &str, pair: Pair) {
    for text in [text.to_owned(), text.replace('-', "")] {
        let pairs = map.entry(text).or_default();
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
}

/// Every final consonant before every initial one, each written by itself.
fn side_by_side<'spelled>(
    finals: &'spelled Spelled,
    initials: &'spelled Spelled,
) -> impl Iterator<Item = (String, Pair)> + use<'spelled> {
    finals.iter().flat_map(move |(last, last_letter)| {
        initials.iter().map(move |(initial, letter)| (format!("{last}-{initial}"), (*last_letter, *letter)))
    })
}

/// What the systems write where sounds change; a final consonant changes as the one that it sounds as.
fn changed_junctions() -> Vec<(String, Pair)> {
    let mut sounds_as: Vec<(u8, u8)> = lines(FINAL_LINES)
        .filter_map(|cells| {
            let last = number(&FINALS, cells.first()?.chars().next()?)?;
            Some((last, number(&FINALS, cells.get(4)?.chars().next()?)?))
        })
        .collect();
    sounds_as.dedup();
    let mut junctions = Vec::new();
    for cells in lines(JUNCTION_LINES) {
        let [last, initial, spelling, ..] = cells[..] else { continue };
        let (Some(last), Some(initial)) = (
            last.chars().next().and_then(|letter| number(&FINALS, letter)),
            initial.chars().next().and_then(|letter| number(&INITIALS, letter)),
        ) else {
            continue;
        };
        for (member, sound) in &sounds_as {
            // Before a vowel each keeps its own sound.
            if *member == last || (*sound == last && initial != SILENT) {
                junctions.push((spelling.to_owned(), (*member, initial)));
            }
        }
    }
    junctions
}

/// The Sino-Korean letter of each class of finals stands for it, if there is one.
fn preferred_finals(classes: &[u8]) -> Vec<u8> {
    let sino: HashMap<u8, u8> = SINO_FINALS.iter().map(|last| (classes[usize::from(*last)], *last)).collect();
    classes.iter().map(|class| sino.get(class).copied().unwrap_or(*class)).collect()
}

fn preferred(classes: &Classes) -> Vec<Pair> {
    let pairs = (0_u8..28).flat_map(|last| (0_u8..19).map(move |initial| (last, initial)));
    let mut best: HashMap<usize, Pair> = HashMap::new();
    for pair in pairs.clone() {
        let best = best.entry(classes.root(place(pair))).or_insert(pair);
        if preference(pair) < preference(*best) {
            *best = pair;
        }
    }
    pairs.map(|pair| best[&classes.root(place(pair))]).collect()
}

impl Spellings {
    fn vowel(&mut self, text: &str, letter: u8, around: Option<Around>) {
        let letters = self.vowels.entry(text.to_owned()).or_default();
        if !letters.iter().any(|(known, limits)| *known == letter && limits.is_none()) {
            letters.push((letter, around));
        }
    }

    /// The initial consonants that a text can stand for.
    #[must_use]
    pub fn initials(&self, text: &str) -> &[u8] {
        self.initials.get(text).map_or(&[], Vec::as_slice)
    }

    /// The final consonants that a text can stand for.
    #[must_use]
    pub fn finals(&self, text: &str) -> &[u8] {
        self.finals.get(text).map_or(&[], Vec::as_slice)
    }

    /// The pairs that a text can stand for.
    #[must_use]
    pub fn junctions(&self, text: &str) -> &[Pair] {
        self.junctions.get(text).map_or(&[], Vec::as_slice)
    }

    /// The vowels that a text can stand for, after an initial consonant and before the rest of the word.
    pub fn vowels(&self, text: &str, initial: u8, before: &str, rest: &str) -> impl Iterator<Item = u8> {
        self.vowels.get(text).map_or(&[][..], Vec::as_slice).iter().filter_map(move |(letter, around)| {
            around.as_ref().is_none_or(|around| around.allows(initial, before, rest)).then_some(*letter)
        })
    }
}

impl Around {
    fn allows(&self, initial: u8, before: &str, rest: &str) -> bool {
        let after = self.after.split(' ').any(|limit| match limit {
            "any" => true,
            "none" => initial == SILENT,
            "consonant" => initial != SILENT,
            letters => before.ends_with(letters),
        });
        after
            && self.before.split(' ').any(|limit| match limit {
                "any" => true,
                "end" => rest.is_empty() || rest.starts_with('-'),
                letters => rest.starts_with(letters),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_table_names_letters_that_exist_and_its_origin() {
        let letter = |cell: &str| cell.chars().next().unwrap();
        for (text, width) in
            [(INITIAL_LINES, 4), (VOWEL_LINES, 4), (FINAL_LINES, 5), (JUNCTION_LINES, 5), (PRESS_LINES, 6)]
        {
            for cells in lines(text) {
                assert_eq!(cells.len(), width, "{cells:?}");
                assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{cells:?}");
            }
        }
        assert!(lines(INITIAL_LINES).all(|cells| number(&INITIALS, letter(cells[0])).is_some()));
        assert!(lines(VOWEL_LINES).all(|cells| number(&VOWELS, letter(cells[0])).is_some()));
        assert!(lines(FINAL_LINES).all(|cells| {
            number(&FINALS, letter(cells[0])).is_some() && number(&FINALS, letter(cells[4])).is_some()
        }));
        assert!(lines(JUNCTION_LINES).all(|cells| {
            number(&FINALS, letter(cells[0])).is_some()
                && number(&INITIALS, letter(cells[1])).is_some()
                && cells[2].matches('-').count() == 1
        }));
        assert!(lines(PRESS_LINES).all(|cells| {
            let letters: &[char] = match cells[0] {
                "initial" => &INITIALS,
                "vowel" => &VOWELS,
                "final" => &FINALS,
                other => panic!("{other}"),
            };
            number(letters, letter(cells[1])).is_some()
        }));
    }

    #[test]
    fn letters_fall_into_the_classes_that_the_documentation_shows() {
        let [initials, vowels, finals] = TABLES.letter_classes();
        assert_eq!(initials.join(" "), "ㄱㅋ ㄲ ㄴ ㄷㅌ ㄸ ㄹ ㅁ ㅂㅍ ㅃ ㅅ ㅆ ㅇ ㅈㅊ ㅉ ㅎ");
        assert_eq!(vowels.join(" "), "ㅏ ㅐ ㅑ ㅒ ㅓㅔㅗ ㅕㅖㅛ ㅘ ㅙ ㅚ ㅜㅡ ㅝㅞ ㅟ ㅠ ㅢ ㅣ");
        assert!(finals.iter().any(|class| class == "ㅇ"), "{finals:?}");
        assert!(finals.iter().any(|class| class == "ㄴㄵㄶ"), "{finals:?}");
    }
}
