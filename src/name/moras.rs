//! Japanese words in Latin letters and in kana → their moras, as revised Hepburn writes them.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::fold::{is_apostrophe, is_hyphen};
use super::tables::lines;

const MORA_LINES: &str = include_str!("data/moras.tsv");

/// How many letters the longest mora has.
const LONGEST: usize = 3;

/// The Hepburn letters of moras, by kana and by what the systems write.
struct Moras {
    kana: HashMap<&'static str, &'static str>,
    latin: HashMap<&'static str, &'static str>,
}

static MORAS: LazyLock<Moras> = LazyLock::new(|| {
    let mut moras = Moras { kana: HashMap::new(), latin: HashMap::new() };
    for cells in lines(MORA_LINES) {
        let [kana, hepburn, other] = cells[..] else { continue };
        moras.kana.insert(kana, hepburn);
        for spelling in std::iter::once(hepburn).chain(other.split(' ')).filter(|text| !text.is_empty()) {
            moras.latin.insert(spelling, hepburn);
        }
    }
    moras
});

/// The word with one spelling of each long vowel: in kana おう is long as おお is, and ええ as えい.
fn lengthened(word: &str) -> String {
    let mut long = String::with_capacity(word.len());
    let mut signs = word.chars().peekable();
    while let Some(sign) = signs.next() {
        long.push(sign);
        let second = match sign {
            'o' => signs.next_if(|next| matches!(next, 'o' | 'u')).map(|_| 'o'),
            'e' => signs.next_if(|next| matches!(next, 'e' | 'i')).map(|_| 'i'),
            _ => None,
        };
        long.extend(second);
    }
    long
}

/// The moras of a word in Latin letters: long vowels doubled (but ei), the apostrophe after n only before vowels and y. None
/// if a letter is not part of a mora.
pub(super) fn of_latin(word: &str) -> Option<String> {
    let mut letters = String::with_capacity(word.len());
    for sign in word.nfd() {
        match sign {
            'a'..='z' => letters.push(sign),
            'A'..='Z' => letters.push(sign.to_ascii_lowercase()),
            '\u{304}' | '\u{302}' => match letters.chars().next_back()? {
                'e' => letters.push('i'),
                'o' => letters.push('u'),
                vowel @ ('a' | 'i' | 'u') => letters.push(vowel),
                _ => return None,
            },
            '\u{2019}' | '\'' => letters.push('\''),
            _ if is_apostrophe(sign) || is_hyphen(sign) => letters.push('\''),
            _ => return None,
        }
    }
    let mut moras = String::with_capacity(letters.len() + 2);
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        rest = next_mora(rest, &mut moras)?;
    }
    (!moras.is_empty()).then(|| lengthened(&moras))
}

/// Takes a mora off the beginning.
fn next_mora<'text>(rest: &'text str, moras: &mut String) -> Option<&'text str> {
    let mut signs = rest.chars();
    let first = signs.next()?;
    let second = signs.next();
    let is_before_vowel = |sign: Option<char>| sign.is_some_and(|sign| "aiueoy".contains(sign));
    match (first, second) {
        ('\'', _) => return Some(&rest[1..]),
        // Ohno, Satoh: the passport's long o.
        ('h', _) if moras.ends_with('o') && !is_before_vowel(second) => {
            moras.push('u');
            return Some(&rest[1..]);
        }
        ('n', Some('\'')) => {
            let is_parted = is_before_vowel(rest[2..].chars().next());
            moras.push_str(if is_parted { "n'" } else { "n" });
            return Some(&rest[2..]);
        }
        ('n', _) if !is_before_vowel(second) => {
            moras.push('n');
            return Some(&rest[1..]);
        }
        ('m', Some('b' | 'p' | 'm')) => {
            moras.push('n');
            return Some(&rest[1..]);
        }
        ('t', Some('c')) => {
            moras.push('c');
            return Some(&rest[1..]);
        }
        (consonant, Some(other)) if consonant == other && "bcdfghjkprstz".contains(consonant) => {
            // Kunrei doubles what Hepburn writes with other letters: ssi, tti, ttu.
            let next = (1..=LONGEST + 1).rev().find_map(|length| MORAS.latin.get(rest.get(1..=length)?))?;
            moras.push_str(&next[..1]);
            return Some(&rest[1..]);
        }
        _ => {}
    }
    (1..=LONGEST).rev().find_map(|length| {
        let mora = MORAS.latin.get(rest.get(..length)?)?;
        moras.push_str(mora);
        Some(&rest[length..])
    })
}

/// The moras of a word in kana, as [`of_latin`] has them.
pub(super) fn of_kana(word: &str) -> Option<String> {
    let kana: String = word.nfkc().map(in_katakana).collect();
    let mut moras = String::with_capacity(kana.len());
    let mut is_doubled = false;
    let mut rest = kana.as_str();
    while let Some(first) = rest.chars().next() {
        let ends = || rest.char_indices().map(|(at, sign)| at + sign.len_utf8());
        let known = ends()
            .take(2)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .find_map(|end| MORAS.kana.get(&rest[..end]).map(|mora| (end, *mora)));
        match (first, known) {
            (_, Some((end, mora))) => {
                if moras.ends_with('n')
                    && !moras.ends_with("'")
                    && mora.starts_with(['a', 'i', 'u', 'e', 'o', 'y'])
                {
                    moras.push('\'');
                }
                if is_doubled {
                    moras.push_str(&mora[..1]);
                    is_doubled = false;
                }
                moras.push_str(mora);
                rest = &rest[end..];
                continue;
            }
            ('ン', _) => moras.push('n'),
            ('ッ', _) => is_doubled = true,
            ('ー', _) => match moras.chars().next_back()? {
                'e' => moras.push('i'),
                vowel @ ('a' | 'i' | 'o' | 'u') => moras.push(vowel),
                _ => return None,
            },
            _ => return None,
        }
        rest = &rest[first.len_utf8()..];
    }
    (!moras.is_empty()).then(|| lengthened(&moras))
}

fn in_katakana(sign: char) -> char {
    let is_hiragana = matches!(sign, '\u{3041}'..='\u{3096}');
    if is_hiragana { char::from_u32(u32::from(sign) + 0x60).unwrap_or(sign) } else { sign }
}

/// The moras without what spellings leave out: the length of vowels, and the apostrophe.
pub(super) fn short(moras: &str) -> String {
    let mut short = String::with_capacity(moras.len());
    for sign in moras.chars().filter(|sign| *sign != '\'') {
        // Ouchi is Ō-uchi.
        let is_long = "aou".contains(sign) && short.ends_with(sign) || sign == 'u' && short.ends_with('o');
        if !is_long {
            short.push(sign);
        }
    }
    short
}
