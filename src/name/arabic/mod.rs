//! Arabic and Persian names, in their script and in Latin letters.
//!
//! The script leaves short vowels out, and Latin letters do not tell long vowels from short ones, nor ح from ه: Salim is سالم or
//! سليم. No key can say that. So names are found by the classes of their consonants in any order, and then compared
//! letter by letter, by what `data/arabic.tsv` says is written for each.

mod compare;
mod table;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tables::lines;
use super::{System, Tier, written};
use compare::{both_romanized, romanized, row};
use table::TABLE;
use words::{Word, Words};

const NAME_LINES: &str = include_str!("../data/arabic_names.tsv");

/// What the keys begin with by which names are found.
pub(super) const PREFIX: &str = "ar:";

/// How many words a name has at most.
const WORDS: usize = 8;

/// How many keys a name has at most: Latin spellings of several letters may stand for several.
const KEYS: usize = 8;

/// Both systems, in the order of the columns of the table.
const SYSTEMS: [System; 2] = [System::Arabic, System::Persian];

/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    words: Vec<Word>,
    is_in_script: bool,
    /// Whether it is surely of one of these languages: by its script, its tag, or a name that the list has.
    pub is_known: bool,
    /// Whether it is read as Arabic, and as Persian.
    reads: [bool; 2],
}

/// Names of the list, by their keys.
static NAMES: LazyLock<HashMap<String, Vec<Word>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<Word>> = HashMap::new();
    let all = lines(NAME_LINES).filter_map(|cells| cells.first().copied()).flat_map(|line| line.split(' '));
    for Words { words, .. } in all.filter_map(words::words) {
        for key in keys(&words, true) {
            names.entry(key).or_default().extend(words.iter().cloned());
        }
    }
    names
});

/// Reads a name as these systems do; `is_tagged` says that its language is known to be one of them. None if neither reads it.
pub(super) fn read(text: &str, reads: [bool; 2], is_tagged: bool) -> Option<Name> {
    let Words { words, is_in_script, has_article } = words::words(text)?;
    if words.len() > WORDS || reads == [false; 2] {
        return None;
    }
    let is_known = is_in_script || is_tagged || has_article || words.iter().any(is_listed);
    Some(Name { words, is_in_script, is_known, reads })
}

/// Whether the list has a name in Latin letters.
fn is_listed(word: &Word) -> bool {
    let words = std::slice::from_ref(word);
    word.len() > 2
        && keys(words, false)
            .iter()
            .filter_map(|key| NAMES.get(key))
            .flatten()
            .any(|name| (0..2).any(|language| romanized(&row([name]), &row(words), language).is_some()))
}

/// The classes of the consonants of words in the order of the alphabet, in each way in which they can be read.
fn keys(words: &[Word], is_in_script: bool) -> Vec<String> {
    let mut found: Vec<Vec<char>> = vec![Vec::new()];
    for word in words {
        if is_in_script {
            let classes: Vec<char> = word.iter().filter_map(|letter| TABLE.class(*letter)).collect();
            found.iter_mut().for_each(|known| known.extend(&classes));
            // ة is t before another word.
            if word.last() == Some(&'ة') {
                let with = |known: &Vec<char>| [known.as_slice(), &['t']].concat();
                found = found.iter().flat_map(|known| [known.clone(), with(known)]).take(KEYS).collect();
            }
            continue;
        }
        // The article may be a part of the word: Elbaradei.
        let starts: &[usize] = match word[..] {
            ['a' | 'e', 'l', ..] if word.len() > 5 => &[0, 2],
            _ => &[0],
        };
        let of = |from: usize| {
            let mut read: Vec<Vec<char>> = vec![Vec::new()];
            let mut at = from;
            while at < word.len() {
                let (length, classes) = TABLE.latin(&word[at..]);
                read = read
                    .iter()
                    .flat_map(|known| {
                        let with = |class: &char| known.iter().chain([class]).copied().collect::<Vec<char>>();
                        if classes.is_empty() {
                            vec![known.clone()]
                        } else {
                            classes.iter().map(with).collect()
                        }
                    })
                    .take(KEYS)
                    .collect();
                at += length;
            }
            read
        };
        let read: Vec<Vec<char>> = starts.iter().flat_map(|from| of(*from)).collect();
        found = found
            .iter()
            .flat_map(|known| read.iter().map(move |more| [known.as_slice(), more].concat()))
            .take(KEYS)
            .collect();
    }
    let mut keys: Vec<String> = found
        .into_iter()
        .map(|mut classes| {
            classes.retain(|class| *class != '-');
            classes.sort_unstable();
            format!("{PREFIX}{}", classes.into_iter().collect::<String>())
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl Name {
    /// The keys by which names are found that may be this one.
    pub fn keys(&self) -> Vec<String> {
        keys(&self.words, self.is_in_script)
    }

    /// The systems that it is surely of.
    pub fn systems(&self) -> impl Iterator<Item = System> {
        let is_script = self.is_in_script;
        SYSTEMS
            .into_iter()
            .zip(self.reads)
            .filter(move |(_, reads)| *reads && is_script)
            .map(|(system, _)| system)
    }

    /// The surest tier in which two names are spellings of one, and the system by which they are.
    pub fn compared(&self, other: &Name) -> Option<(Tier, Option<System>)> {
        // Of two names in Latin letters both must be known to be Arabic or Persian.
        if !(self.is_in_script || other.is_in_script || self.is_known && other.is_known) {
            return None;
        }
        let languages = (0..2).filter(|language| self.reads[*language] && other.reads[*language]);
        let found = languages.filter_map(|language| {
            let tier =
                self.ways().filter_map(|words| other.like(&words, self.is_in_script, language)).min()?;
            Some((tier, Some(SYSTEMS[language])))
        });
        found.min_by_key(|(tier, _)| *tier)
    }

    /// The words, and the same without articles that are part of them.
    fn ways(&self) -> impl Iterator<Item = Vec<Word>> {
        let cut = |word: &Word| match word[..] {
            ['a' | 'e', 'l', ..] if word.len() > 5 => word[2..].to_vec(),
            _ => word.clone(),
        };
        let cut: Vec<Word> = self.words.iter().map(cut).collect();
        let has_article = cut != self.words;
        [self.words.clone()].into_iter().chain(has_article.then_some(cut))
    }

    /// The tier in which it is like these words: with the surname at either end.
    fn like(&self, words: &[Word], are_in_script: bool, language: usize) -> Option<Tier> {
        let other = row(words);
        let mut best: Option<Tier> = None;
        for way in self.ways() {
            for from in 0..way.len() {
                let own = row(way[from..].iter().chain(&way[..from]));
                let tier = match (self.is_in_script, are_in_script) {
                    (true, true) => same_script(&way[from..], &way[..from], words),
                    (true, false) => romanized(&own, &other, language),
                    (false, true) => romanized(&other, &own, language),
                    (false, false) => both_romanized(&own, &other, language),
                };
                let tier = tier.map(|tier| if from == 0 { tier } else { Tier::Wide });
                best = best.into_iter().chain(tier).min();
            }
        }
        best
    }
}

/// The tier in which words in Arabic script are the same, except for the forms of letters that are one.
fn same_script(words: &[Word], more: &[Word], others: &[Word]) -> Option<Tier> {
    let plain = |words: &mut dyn Iterator<Item = &Word>| written(&words.flatten().collect::<String>());
    let (one, other) = (plain(&mut words.iter().chain(more)), plain(&mut others.iter()));
    // Of ئي and ی one is Arabic, the other Persian.
    let short = |text: &str| text.replace("يي", "ي");
    match one == other {
        true => Some(Tier::Strict),
        false => (short(&one) == short(&other)).then_some(Tier::Wide),
    }
}

#[cfg(test)]
mod tests;
