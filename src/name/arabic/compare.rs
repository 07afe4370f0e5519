//! Whether two spellings can stand for one word of Arabic or Persian, letter by letter.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{Place, Spelling, TABLE};
use super::words::Word;
use crate::name::Tier;
use crate::name::tables::lines;

const NAME_LINES: &str = include_str!("../data/arabic_vowels.tsv");

/// A character of the words of a name in a row, and whether a word begins or ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    letter: char,
    is_first: bool,
    is_last: bool,
    /// The short vowels that may follow a letter of the script, each a bit of [`VOWELS`]; none if nobody knows.
    vowels: Option<u8>,
}

/// A long a that is not written, fatha, damma, kasra and the sign of no vowel, and what of Latin vowels each is.
const VOWELS: [(char, &str); 5] =
    [('\u{670}', "aā"), ('\u{64e}', "ae"), ('\u{64f}', "uo"), ('\u{650}', "ie"), ('\u{652}', "")];

/// The vowels of known names, by their letters without them.
static KNOWN: LazyLock<HashMap<Word, Vec<u8>>> = LazyLock::new(|| {
    let mut known: HashMap<Word, Vec<u8>> = HashMap::new();
    for name in lines(NAME_LINES).filter_map(|cells| cells.first().copied()) {
        let mut word = Word::new();
        let mut vowels: Vec<u8> = Vec::new();
        for character in name.chars() {
            if let Some(bit) = VOWELS.iter().position(|(vowel, _)| *vowel == character) {
                if let Some(last) = vowels.last_mut() {
                    *last |= 1 << bit;
                }
            } else if TABLE.has(character) {
                word.push(plain(character));
                vowels.push(0);
            }
        }
        let all = known.entry(word).or_insert_with(|| vec![0; vowels.len()]);
        all.iter_mut().zip(vowels).for_each(|(all, more)| *all |= more);
    }
    known
});

/// The vowels of Amr: fatha, and none after the others.
const AMR: &[u8] = &[1 << 1, 1 << 4, 1 << 4];

/// A letter without hamza, and as Arabic writes it.
fn plain(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        other => other,
    }
}

/// The characters of words in a row.
pub(super) fn row<'word>(words: impl IntoIterator<Item = &'word Word>) -> Vec<Character> {
    let of = |word: &Word| -> Vec<Character> {
        let last = word.len().saturating_sub(1);
        let plain: Word = word.iter().map(|letter| plain(*letter)).collect();
        // The last letter of Amr only tells it from Umar, which is written with the same letters.
        let amr = (plain == ['ع', 'م', 'ر', 'و']).then_some(AMR);
        let known = amr.or_else(|| KNOWN.get(&plain).map(Vec::as_slice));
        let last = if amr.is_some() { last - 1 } else { last };
        let places = word.iter().take(last + 1).enumerate();
        places
            .map(|(place, letter)| Character {
                letter: *letter,
                is_first: place == 0,
                is_last: place == last,
                vowels: known.and_then(|known| known.get(place).copied()),
            })
            .collect()
    };
    words.into_iter().flat_map(of).collect()
}

/// The tier of a short vowel, which the script leaves out; none if it is not one. The tables write a, i and u, or of
/// Persian a, e and o.
fn short(letter: char, language: usize) -> Option<Tier> {
    match (letter, language) {
        ('a' | 'i' | 'u', _) | ('e' | 'o', 1) => Some(Tier::Strict),
        ('e' | 'o', _) => Some(Tier::Wide),
        _ => None,
    }
}

/// The tier in which two short vowels are one.
fn same_vowel(one: char, other: char) -> Option<Tier> {
    match (one.min(other), one.max(other)) {
        ('a' | 'e' | 'i' | 'o' | 'u', _) if one == other => Some(Tier::Strict),
        ('a', 'e') | ('e', 'i') | ('o', 'u') => Some(Tier::Wide),
        _ => None,
    }
}

fn begins(text: &[Character], spelling: &[char]) -> bool {
    text.len() >= spelling.len() && text.iter().zip(spelling).all(|(known, letter)| known.letter == *letter)
}

/// The surer of two ways, none is the least sure.
fn surer(one: Option<Tier>, other: Option<Tier>) -> Option<Tier> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Whether a short vowel may follow a spelling: not after one that is a vowel.
fn takes_vowel(text: &[char]) -> bool {
    !text.last().is_some_and(|last| matches!(last, 'a' | 'e' | 'i' | 'o' | 'u' | 'ā' | 'ī' | 'ū' | 'á'))
}

/// Compares a name in Arabic script with one in Latin letters.
pub(super) fn romanized(script: &[Character], latin: &[Character], language: usize) -> Option<Tier> {
    let mut walk = Romanized { script, latin, language, known: HashMap::new() };
    walk.from(0, 0, true)
}

struct Romanized<'text> {
    script: &'text [Character],
    latin: &'text [Character],
    language: usize,
    known: HashMap<(usize, usize, bool), Option<Tier>>,
}

impl Romanized<'_> {
    /// Whether a short vowel may follow the letters so far.
    fn follows(&self, at: usize, vowel: char) -> bool {
        let Some(last) = at.checked_sub(1).map(|last| self.script[last]) else { return true };
        // The vowel before ع is often written after it again: Saad, Jaafar.
        let is_repeated = last.letter == 'ع' && !last.is_first && vowel == 'a';
        let Some(vowels) = last.vowels.filter(|_| !is_repeated) else { return true };
        VOWELS.iter().enumerate().any(|(bit, (_, latin))| vowels & 1 << bit != 0 && latin.contains(vowel))
    }

    /// Whether a vowel of the Latin name may be one that the script leaves out here. At the beginning of a word one has a letter
    /// that carries it, and so has one at its end, or else a letter follows that is not heard: Ibrahim is not برهم.
    fn is_left_out(&self, at: usize, vowel: Character) -> bool {
        let is_carried = || {
            let carrier = at.checked_sub(1).map(|last| self.script[last].letter);
            carrier.is_some_and(|letter| matches!(letter, 'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ع'))
        };
        let is_followed = || self.script.get(at).is_some_and(|next| !next.is_first);
        // French ends a word in an e that is not heard: Zine.
        (!vowel.is_first || is_carried()) && (!vowel.is_last || vowel.letter == 'e' || is_followed())
    }

    /// Whether a letter that only carries the vowel of the beginning is left out where there is none: اشرف is not Sharif.
    fn is_wrong_carrier(&self, letter: Character, spelling: &Spelling, to: usize) -> bool {
        let vowel = self.latin.get(to).map(|next| next.letter);
        spelling.text.is_empty()
            && letter.is_first
            && matches!(letter.letter, 'ا' | 'أ' | 'إ' | 'آ' | 'ٱ')
            && takes_vowel(vowel.as_slice())
    }

    /// The tier of what follows; `takes` says whether a short vowel may come next.
    fn from(&mut self, at: usize, to: usize, takes: bool) -> Option<Tier> {
        if at == self.script.len() && to == self.latin.len() {
            return Some(Tier::Strict);
        }
        if let Some(known) = self.known.get(&(at, to, takes)) {
            return *known;
        }
        let mut best = None;
        let (script, latin, language) = (self.script, self.latin, self.language);
        let is_unwritten = latin.get(to).is_some_and(|vowel| vowel.letter == 'ā')
            && at > 0
            && script[at - 1].vowels.is_some()
            && self.follows(at, 'ā');
        if is_unwritten {
            best = self.from(at, to + 1, false);
        }
        if let Some(vowel) = latin.get(to).filter(|vowel| takes && self.follows(at, vowel.letter))
            && self.is_left_out(at, *vowel)
            && let Some(tier) = short(vowel.letter, language)
        {
            best = self.from(at, to + 1, false).map(|rest| rest.max(tier));
            // French writes u as ou.
            if best.is_none() && begins(&latin[to..], &['o', 'u']) {
                best = self.from(at, to + 2, false).map(|_| Tier::Wide);
            }
        }
        if let Some(letter) = script.get(at) {
            for spelling in TABLE.spellings(letter.letter) {
                if best == Some(Tier::Strict) {
                    break;
                }
                // Of ي that is a the vowel before it says so, where it is known: علي is not Ala.
                let is_a = matches!(letter.letter, 'ي' | 'ی' | 'ى')
                    && spelling.text.first().is_some_and(|a| matches!(a, 'a' | 'ā' | 'á'));
                if is_a && !self.follows(at, 'a') || self.is_wrong_carrier(*letter, spelling, to) {
                    continue;
                }
                if fits(spelling, *letter, language) && begins(&latin[to..], &spelling.text) {
                    let rest = self.from(at + 1, to + spelling.text.len(), takes_vowel(&spelling.text));
                    best = surer(best, rest.map(|rest| rest.max(spelling.tier)));
                }
            }
        }
        self.known.insert((at, to, takes), best);
        best
    }
}

fn fits(spelling: &Spelling, letter: Character, language: usize) -> bool {
    spelling.of[language]
        && match spelling.place {
            Place::Any => true,
            Place::First => letter.is_first,
            Place::Last => letter.is_last,
        }
}

/// Compares two names in Latin letters: whether some name in Arabic script can be written both ways.
pub(super) fn both_romanized(one: &[Character], other: &[Character], language: usize) -> Option<Tier> {
    let mut walk = Both { one, other, language, known: HashMap::new() };
    walk.from(0, 0)
}

struct Both<'text> {
    one: &'text [Character],
    other: &'text [Character],
    language: usize,
    known: HashMap<(usize, usize), Option<Tier>>,
}

impl Both<'_> {
    fn from(&mut self, at: usize, to: usize) -> Option<Tier> {
        let (one, other) = (&self.one[at..], &self.other[to..]);
        if one.is_empty() && other.is_empty() {
            return Some(Tier::Strict);
        }
        if let Some(known) = self.known.get(&(at, to)) {
            return *known;
        }
        let mut best = None;
        if let (Some(vowel), Some(also)) = (one.first(), other.first())
            && let Some(tier) = same_vowel(vowel.letter, also.letter)
        {
            best = self.from(at + 1, to + 1).map(|rest| rest.max(tier));
        }
        for (lengths, tier) in steps(one, other, self.language) {
            if best == Some(Tier::Strict) {
                break;
            }
            best = surer(best, self.from(at + lengths.0, to + lengths.1).map(|rest| rest.max(tier)));
        }
        self.known.insert((at, to), best);
        best
    }
}

/// How many characters of each text one letter of the script can stand for.
fn steps(one: &[Character], other: &[Character], language: usize) -> Vec<((usize, usize), Tier)> {
    let mut steps: Vec<((usize, usize), Tier)> = Vec::new();
    for letter in TABLE.letters() {
        let of = |text: &[Character]| -> Vec<(usize, Tier)> {
            let spellings = TABLE.spellings(letter).iter();
            spellings
                .filter(|spelling| spelling.of[language] && begins(text, &spelling.text))
                .filter(|spelling| match spelling.place {
                    Place::Any => true,
                    Place::First => {
                        text.first().is_none_or(|next| next.is_first) && !spelling.text.is_empty()
                    }
                    // What is left out at the end of a word is followed by the next one.
                    Place::Last => match spelling.text.len() {
                        0 => text.first().is_none_or(|next| next.is_first),
                        length => text[length - 1].is_last,
                    },
                })
                .map(|spelling| (spelling.text.len(), spelling.tier))
                .collect()
        };
        let others = of(other);
        for (length, tier) in of(one) {
            for (also, other) in &others {
                let step = ((length, *also), tier.max(*other));
                if length + also > 0 && !steps.contains(&step) {
                    steps.push(step);
                }
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::is_combining_mark;

    use super::*;

    #[test]
    fn names_with_vowels_have_them_at_every_consonant() {
        for name in lines(NAME_LINES).map(|cells| cells[0]) {
            let signs = name.chars().filter(|character| VOWELS.iter().any(|(vowel, _)| vowel == character));
            assert!(
                signs.count() > 0 && name.chars().all(|sign| TABLE.has(sign) || is_combining_mark(sign)),
                "{name}"
            );
        }
        assert!(KNOWN.len() > 70, "{}", KNOWN.len());
    }
}
