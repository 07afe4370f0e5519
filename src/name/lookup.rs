//! By what a name of a person is looked for besides its own keys. Most names have no keys for this: what is looked for asks by
//! all orders and spellings of its words, so that the index stays small. Only names with initials, with particles, or with two
//! letters that may stand for one (oe) have one more key. What is found so is compared letter by letter.

use super::person::{Person, Word};
use super::{Tier, arabic};

/// What the keys of words without particles and without the second letter of ae begin with.
const CORE: &str = "la:";
/// What the keys of words of names that have initials begin with.
const INITIALS: &str = "i:";

/// Keys from one text on, up to another, that end in a third: what an initial can stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The tier of the keys.
    pub tier: Tier,
    /// The first of them.
    pub from: String,
    /// What comes after the last of them.
    pub to: String,
    /// How they end.
    pub end: String,
    /// Whether a name that has such a key fits; if not, its letters are still to be compared.
    pub is_sure: bool,
}

impl Pattern {
    /// Keys that begin with a text.
    pub(super) fn beginning(tier: Tier, text: &str, end: &str, is_sure: bool) -> Option<Pattern> {
        let mut to: Vec<char> = text.chars().collect();
        let last = to.pop()?;
        to.push(char::from_u32(u32::from(last) + 1)?);
        Some(Pattern {
            tier,
            from: text.to_owned(),
            to: to.into_iter().collect(),
            end: end.to_owned(),
            is_sure,
        })
    }

    /// Whether a key is one of them.
    #[must_use]
    pub fn fits(&self, tier: Tier, key: &str) -> bool {
        self.tier == tier && (self.from.as_str()..self.to.as_str()).contains(&key) && key.ends_with(&self.end)
    }
}

/// Whether a key only finds names that are to be compared, and says nothing by itself.
pub(super) fn is_lookup(key: &str) -> bool {
    [CORE, INITIALS, arabic::PREFIX].iter().any(|prefix| key.starts_with(prefix))
}

/// A key by which names with initials are found, of a word as a system reads it.
pub(super) fn initials_key(word: &str) -> String {
    format!("{INITIALS}{word}")
}

/// The word with one letter where two may stand for one: ae, oe, ue, aa and dj.
fn contracted(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    for letter in word.chars() {
        let is_second = matches!(
            (short.chars().next_back(), letter),
            (Some('a' | 'o' | 'u'), 'e') | (Some('a'), 'a') | (Some('d'), 'j')
        );
        if !is_second {
            short.push(letter);
        }
    }
    short
}

fn core_key(words: &[&Word]) -> String {
    let mut words: Vec<String> =
        words.iter().filter(|word| !word.is_particle).map(|word| contracted(&word.bare())).collect();
    words.sort_unstable();
    format!("{CORE}{}", words.concat())
}

/// The keys that a name has besides.
pub(super) fn stored(person: &Person) -> Vec<String> {
    let words: Vec<&Word> = person.words.iter().collect();
    if person.has_initials() {
        return by_word(&words);
    }
    let is_plain = words.iter().all(|word| {
        let bare = word.bare();
        !word.is_particle && contracted(&bare) == bare
    });
    if is_plain { Vec::new() } else { vec![core_key(&words)] }
}

fn by_word(words: &[&Word]) -> Vec<String> {
    words
        .iter()
        .filter(|word| !word.is_initial && !word.is_particle)
        .map(|word| initials_key(&contracted(&word.bare())))
        .collect()
}

/// The keys by which others are looked for.
pub(super) fn asked(person: &Person) -> Vec<(Tier, String)> {
    let words: Vec<&Word> = person.words.iter().collect();
    let mut asked: Vec<(Tier, String)> = by_word(&words).into_iter().map(|key| (Tier::Wide, key)).collect();
    let core: Vec<&Word> =
        words.iter().copied().filter(|word| !word.is_particle && !word.is_initial).collect();
    if !person.has_initials() {
        asked.push((Tier::Wide, core_key(&words)));
    }
    for words in [&words, &core].into_iter().filter(|words| words.len() > 1 || person.has_initials()) {
        if words.iter().any(|word| word.is_initial) {
            continue;
        }
        for spelled in [Word::bare, |word: &Word| contracted(&word.bare())] {
            let mut spelled: Vec<String> = words.iter().map(|word| spelled(word)).collect();
            for _ in 0..spelled.len() {
                asked.push((Tier::Written, spelled.concat()));
                spelled.rotate_left(1);
            }
            spelled.reverse();
            asked.push((Tier::Written, spelled.concat()));
        }
    }
    asked.sort_unstable();
    asked.dedup();
    asked
}

/// What the initials of a name can stand for, in names as they are written.
pub(super) fn patterns(person: &Person) -> Vec<Pattern> {
    let Some(first) = person.words.iter().position(|word| word.is_initial) else { return Vec::new() };
    let joined =
        |words: &[Word]| -> String { words.iter().filter(|word| !word.is_initial).map(Word::bare).collect() };
    let initial = person.words[first].bare();
    let (before, after) = (joined(&person.words[..first]), joined(&person.words[first + 1..]));
    let of = |before: &str, after: &str| {
        Pattern::beginning(Tier::Written, &format!("{before}{initial}"), after, false)
    };
    let mut patterns = vec![of(&before, &after)];
    if before.is_empty() || after.is_empty() {
        patterns.push(of(&after, &before));
    }
    patterns.into_iter().flatten().collect()
}
