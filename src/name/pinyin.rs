//! Latin letters → the syllables of Mandarin that they can stand for, by pinyin and by Wade-Giles.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::fold::{is_apostrophe, is_hyphen};
use super::tables::lines;

const SYLLABLE_LINES: &str = include_str!("data/pinyin.tsv");

/// How many letters the longest syllable of pinyin has.
const LONGEST: usize = 6;

/// A syllable: its place among [`Mandarin::syllables`].
pub(super) type Syllable = u16;

/// What a spelling can stand for by Wade-Giles or the press.
#[derive(Debug, Clone)]
struct Spelled {
    syllable: Syllable,
    /// The spelling with its marks; none, if only the press writes so.
    wade: Option<String>,
}

/// The syllables and their spellings.
#[derive(Debug, Default)]
pub(super) struct Mandarin {
    /// Every syllable in pinyin, with v for ü.
    pub syllables: Vec<&'static str>,
    pinyin: HashMap<&'static str, Syllable>,
    /// By spellings without apostrophes and umlauts.
    loose: HashMap<String, Vec<Spelled>>,
}

/// The syllables, read when they are first needed.
pub(super) static MANDARIN: LazyLock<Mandarin> = LazyLock::new(|| {
    let mut mandarin = Mandarin::default();
    for (number, cells) in (0..).zip(lines(SYLLABLE_LINES)) {
        let [pinyin, wade, press] = cells[..] else { continue };
        for spelling in pinyin.split(' ') {
            mandarin.pinyin.insert(spelling, number);
        }
        let name = pinyin.split(' ').next().unwrap_or_default();
        mandarin.syllables.push(name);
        let mut add = |spelling: String, wade: Option<String>| {
            mandarin.loose.entry(spelling).or_default().push(Spelled { syllable: number, wade });
        };
        for spelling in wade.split(' ').filter_map(letters) {
            add(unmarked(&spelling), Some(spelling));
        }
        for spelling in press.split(' ').filter(|spelling| !spelling.is_empty()) {
            add(spelling.to_owned(), None);
        }
        if let Some(without_umlaut) = name.strip_suffix('v') {
            // Lu and Nu are written for Lü and Nü.
            add(format!("{without_umlaut}u"), None);
        }
    }
    mandarin
});

/// Which marks a name is written with: where one stands, another that is missing says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// An apostrophe after p, t, k, ch, ts or tz.
    has_aspirated: bool,
    has_umlaut: bool,
}

impl Marks {
    /// The marks of words as [`letters`] gives them.
    pub fn of(words: &[String]) -> Marks {
        let is_aspirated = |word: &String| {
            word.char_indices()
                .any(|(at, sign)| sign == '\'' && word[..at].ends_with(['p', 't', 'k', 'h', 's', 'z']))
        };
        Marks {
            has_aspirated: words.iter().any(is_aspirated),
            has_umlaut: words.iter().any(|word| word.contains('v')),
        }
    }
}

/// A word as it is read: letters in lower case without the marks of tones, v for ü, ' for apostrophes, - for hyphens and after
/// the digits of tones. None if anything else is in it, or nothing.
pub(super) fn letters(word: &str) -> Option<String> {
    let mut plain = String::with_capacity(word.len());
    for sign in word.nfd() {
        match sign {
            'a'..='z' => plain.push(sign),
            'A'..='Z' => plain.push(sign.to_ascii_lowercase()),
            '\u{308}' if plain.ends_with('u') => {
                plain.pop();
                plain.push('v');
            }
            // Macron, acute, caron and grave are tones, the breve is written for the caron, and ê is e.
            '\u{304}' | '\u{301}' | '\u{30c}' | '\u{300}' | '\u{306}' | '\u{302}' => {}
            '1'..='5' if plain.ends_with(|last: char| last.is_ascii_lowercase()) => plain.push('-'),
            '\u{2019}' | '\'' => plain.push('\''),
            _ if is_apostrophe(sign) => plain.push('\''),
            _ if is_hyphen(sign) => plain.push('-'),
            ':' if plain.ends_with('u') => {
                plain.pop();
                plain.push('v');
            }
            _ => return None,
        }
    }
    let plain = plain.trim_matches('-').replace("--", "-");
    (!plain.is_empty()).then_some(plain)
}

fn unmarked(spelling: &str) -> String {
    spelling.replace('v', "u").replace('\'', "")
}

impl Mandarin {
    /// The syllables of a word in pinyin, which has an apostrophe before each syllable inside that begins with a vowel. With
    /// `is_careless`, also as if such an apostrophe was left out, where that makes no more syllables: Yanan is Yan'an too.
    pub fn pinyin(&self, word: &str, is_careless: bool) -> Vec<Vec<Syllable>> {
        let mut found: Vec<Vec<Syllable>> = vec![Vec::new()];
        for piece in word.split('-') {
            for (place, part) in piece.split('\'').enumerate() {
                if place > 0 && !part.starts_with(['a', 'e', 'o']) {
                    return Vec::new();
                }
                let mut parts = Vec::new();
                self.split(part, false, &mut Vec::new(), &mut parts);
                if is_careless && let Some(count) = parts.first().map(Vec::len).filter(|count| *count > 1) {
                    parts.clear();
                    self.split(part, true, &mut Vec::new(), &mut parts);
                    parts.retain(|part| part.len() == count);
                }
                found = found
                    .iter()
                    .flat_map(|known| parts.iter().map(move |part| [known.as_slice(), part].concat()))
                    .collect();
            }
        }
        found.sort_by_key(Vec::len);
        found
    }

    fn split(
        &self,
        text: &str,
        is_careless: bool,
        known: &mut Vec<Syllable>,
        found: &mut Vec<Vec<Syllable>>,
    ) {
        if text.is_empty() {
            found.push(known.clone());
            return;
        }
        if known.len() > 3 || (!known.is_empty() && !is_careless && text.starts_with(['a', 'e', 'o'])) {
            return;
        }
        for length in (1..=LONGEST.min(text.len())).rev() {
            if let Some(syllable) = self.pinyin.get(&text[..length]) {
                known.push(*syllable);
                self.split(&text[length..], is_careless, known, found);
                known.pop();
            }
        }
    }

    /// What each syllable of a word can be by Wade-Giles: a word with its syllables parted by hyphens, or one of two syllables.
    /// With `is_loose`, also as the press writes, and in pinyin. None if a syllable is of none of these.
    pub fn wade_giles(&self, word: &str, marks: Marks, is_loose: bool) -> Option<Vec<Vec<Syllable>>> {
        let mut syllables = Vec::new();
        for piece in word.split('-') {
            if let Some(one) = self.one_wade_giles(piece, marks, is_loose) {
                syllables.push(one);
            } else {
                let two = (1..piece.len()).find_map(|length| {
                    let (one, two) = (&piece[..length], &piece[length..]);
                    let is_parted = !two.starts_with(['a', 'e', 'i', 'o', 'u', 'v', '\'']);
                    let both = is_parted.then(|| {
                        Some([
                            self.one_wade_giles(one, marks, is_loose)?,
                            self.one_wade_giles(two, marks, is_loose)?,
                        ])
                    });
                    both.flatten()
                })?;
                syllables.extend(two);
            }
        }
        Some(syllables)
    }

    fn one_wade_giles(&self, piece: &str, marks: Marks, is_loose: bool) -> Option<Vec<Syllable>> {
        let known = self.loose.get(&unmarked(piece)).map_or(&[][..], Vec::as_slice);
        let fits = |spelled: &&Spelled| match &spelled.wade {
            None => is_loose,
            Some(wade) => {
                let has = |sign: char| wade.contains(sign) == piece.contains(sign);
                (has('\'') || !(marks.has_aspirated || piece.contains('\'')))
                    && (has('v') || !(marks.has_umlaut || piece.contains('v')))
            }
        };
        let mut syllables: Vec<Syllable> =
            known.iter().filter(fits).map(|spelled| spelled.syllable).collect();
        if is_loose && let Some(syllable) = self.pinyin.get(piece) {
            syllables.push(*syllable);
        }
        syllables.sort_unstable();
        syllables.dedup();
        (!syllables.is_empty()).then_some(syllables)
    }

    /// A syllable, and what it can be where the dots of ü were left out.
    pub fn with_umlaut(&self, syllable: Syllable) -> Vec<Syllable> {
        let pinyin = self.syllables.get(usize::from(syllable)).copied().unwrap_or_default();
        let umlaut = match pinyin {
            "lu" => self.syllable("lv"),
            "nu" => self.syllable("nv"),
            _ => None,
        };
        std::iter::once(syllable).chain(umlaut).collect()
    }

    /// The syllable that pinyin writes so.
    pub fn syllable(&self, pinyin: &str) -> Option<Syllable> {
        self.pinyin.get(pinyin).copied()
    }
}
