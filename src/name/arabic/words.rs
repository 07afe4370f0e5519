//! The words of Arabic and Persian names, without articles, particles and what joins words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::table::TABLE;
use crate::name::fold::{is_apostrophe, is_hyphen, is_latin};

/// A word: letters of Arabic script, or Latin ones with the marks that tell letters apart.
pub(super) type Word = Vec<char>;

/// The words of a name, and how it is written.
pub(super) struct Words {
    pub words: Vec<Word>,
    pub is_in_script: bool,
    /// Whether it has an article with a hyphen or a word for son or daughter: al-, bin.
    pub has_article: bool,
}

/// Words that stand between names: son of, daughter of, family of.
const PARTICLES: &[&str] = &["بن", "ابن", "بنت", "آل", "ال", "bin", "ibn", "ben", "bint"];

/// Articles as words of their own; others are known by the hyphen and the letter after it.
const ARTICLES: &[&str] = &["al", "el", "ul", "ol", "il"];

/// Names that begin with letters that are not an article.
const UNCUT: &[&str] = &["الیاس", "الياس", "الهام", "الماس"];

fn is_vowel(character: char) -> bool {
    matches!(character, 'a' | 'e' | 'i' | 'o' | 'u' | 'ā' | 'ī' | 'ū')
}

/// The words of a text; none if it has other characters than letters and signs of one of both scripts.
pub(super) fn words(text: &str) -> Option<Words> {
    let is_in_script = text.nfkc().any(|character| TABLE.has(character));
    let mut words: Vec<(Word, bool)> = Vec::new();
    let mut word = Word::new();
    let mut comma = None;
    for character in text.nfkc() {
        let is_sign = is_apostrophe(character) || character == 'ـ';
        if is_sign || is_in_script && (is_combining_mark(character) || is_joiner(character)) {
            if character == '\u{200c}' && word.last() == Some(&'ه') {
                word.push(character);
            }
        } else if is_in_script && TABLE.has(character) {
            word.push(character);
        } else if !is_in_script && (is_latin(character) || is_combining_mark(character)) {
            add_latin(&mut word, character);
        } else if character.is_alphanumeric() {
            return None;
        } else {
            if !word.is_empty() {
                words.push((std::mem::take(&mut word), is_hyphen(character)));
            }
            if matches!(character, ',' | '،') && !words.is_empty() {
                comma.get_or_insert(words.len());
            }
        }
    }
    if !word.is_empty() {
        words.push((word, false));
    }
    if let Some(comma) = comma {
        words.rotate_left(comma);
    }
    let has_article = !is_in_script
        && words.iter().enumerate().any(|(place, (word, has_hyphen))| {
            let text = text_of(word);
            matches!(text.as_str(), "al" | "el") && *has_hyphen && place + 1 < words.len()
                || matches!(text.as_str(), "bin" | "ibn" | "bint") && place > 0 && place + 1 < words.len()
        });
    let words = if is_in_script { cut_script(&words) } else { cut_latin(&words) };
    (!words.is_empty()).then_some(Words { words, is_in_script, has_article })
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}')
}

/// Adds a letter, with its mark if that tells it from others: ḥ, š, ā. A cedilla is the dot of others, a circumflex the macron.
fn add_latin(word: &mut Word, character: char) {
    for part in std::iter::once(character).nfd().flat_map(char::to_lowercase) {
        if !is_combining_mark(part) {
            match part {
                'ı' => word.push('i'),
                _ => word.push(part),
            }
            continue;
        }
        let mark = match part {
            '\u{327}' | '\u{326}' => '\u{323}',
            '\u{302}' => '\u{304}',
            other => other,
        };
        let Some(base) = word.pop() else { return };
        let composed =
            [base, mark].iter().copied().nfc().next().filter(|composed| TABLE.is_marked(*composed));
        match composed {
            Some(composed) if composed != base => word.push(composed),
            _ if mark == '\u{331}' && base == 's' => word.extend([base, mark]),
            _ => word.push(base),
        }
    }
}

fn text_of(word: &[char]) -> String {
    word.iter().collect()
}

/// Words in Arabic script without articles and particles.
fn cut_script(words: &[(Word, bool)]) -> Vec<Word> {
    let mut cut: Vec<Word> = Vec::new();
    for (word, _) in words {
        // The ending that is added to a final ه has a carrier of its own: خامنه‌ای.
        let mut text = text_of(word).replace("ه\u{200c}ای", "ی").replace('\u{200c}', "");
        if matches!(text.as_str(), "ای" | "اي") && cut.last().is_some_and(|last| last.last() == Some(&'ه'))
        {
            if let Some(last) = cut.last_mut() {
                last.pop();
                last.push('ی');
            }
            continue;
        }
        if PARTICLES.contains(&text.as_str()) {
            continue;
        }
        for (whole, part) in [
            ("الله", "له"),
            ("لله", "له"),
            ("الدين", "دين"),
            ("الدین", "دین"),
            ("ابوال", "ابول"),
            ("أبوال", "ابول"),
            ("ایی", "ائی"),
            ("ویی", "وئی"),
        ] {
            text = text.replace(whole, part);
        }
        let servant =
            text.strip_prefix("عبدال").or_else(|| text.strip_prefix("عبد").filter(|rest| *rest == "له"));
        if let Some(rest) = servant.filter(|rest| rest.chars().count() > 1) {
            cut.push("عبد".chars().collect());
            text = rest.to_owned();
        } else if let Some(rest) = text.strip_prefix("ال").filter(|rest| rest.chars().count() > 1)
            && !UNCUT.contains(&text.as_str())
        {
            text = rest.to_owned();
        }
        cut.push(text.chars().collect());
    }
    cut
}

/// Words in Latin letters without articles, particles and doubled consonants.
fn cut_latin(words: &[(Word, bool)]) -> Vec<Word> {
    let mut cut: Vec<Word> = Vec::new();
    for (place, (word, has_hyphen)) in words.iter().enumerate() {
        let text = text_of(word);
        let next = words.get(place + 1).map(|(next, _)| next.as_slice());
        let before = place > 0 && words[place - 1].1;
        let is_assimilated = *has_hyphen
            && word.len() <= 3
            && is_vowel(word[0])
            && next.is_some_and(|next| next.len() > 2 && next.starts_with(&word[1..]) && word.len() > 1);
        let is_ezafe = before && matches!(text.as_str(), "e" | "ye" | "i" | "yi");
        let is_article = ARTICLES.contains(&text.as_str()) && next.is_some();
        if !(is_assimilated || is_ezafe || is_article || PARTICLES.contains(&text.as_str())) {
            let word = without_article(word);
            // The letters on either side of where the article was are not a pair.
            let (servant, rest) = word.split_at(if word.starts_with(&['a', 'b', 'd']) { 3 } else { 0 });
            cut.extend([servant, rest].iter().filter(|word| !word.is_empty()).map(|word| single(word)));
        }
    }
    cut
}

/// A word with servant of, of God or of the faith in it, without the article: Abdulrahman, Abdel, Nasrallah, Salahuddin.
fn without_article(word: &[char]) -> Word {
    let is = |place: usize, letter: char| word.get(place) == Some(&letter);
    let begins = word.starts_with(&['a', 'b', 'd']);
    if begins && word.get(3).copied().is_some_and(is_vowel) && word.len() > 4 {
        // Of Abdullah the first l is of the article, and the second one of God.
        let rest = if is(4, 'l') { &word[5..] } else { &word[4..] };
        let is_god = matches!(text_of(rest).as_str(), "lah" | "la" | "ah" | "a");
        let rest = if is_god && !rest.starts_with(&['l']) { &word[4..] } else { rest };
        if rest.len() > 2 || rest.is_empty() || is_god {
            return [&word[..3], rest].concat();
        }
    }
    for (end, short) in [
        ("llah", "lah"),
        ("lla", "la"),
        ("ddin", "din"),
        ("ldin", "din"),
        ("ddine", "dine"),
        ("ldine", "dine"),
    ] {
        let end: Vec<char> = end.chars().collect();
        if word.len() > end.len() && word.ends_with(&end) && is_vowel(word[word.len() - end.len() - 1]) {
            let rest = &word[..word.len() - end.len() - 1];
            return rest.iter().copied().chain(short.chars()).collect();
        }
    }
    word.to_vec()
}

/// A word with each doubled consonant once: nn, and shsh.
fn single(word: &[char]) -> Word {
    let mut single = Word::new();
    let mut at = 0;
    while at < word.len() {
        let is_pair = at + 3 < word.len() && word[at..at + 2] == word[at + 2..at + 4] && word[at + 1] == 'h';
        if is_pair {
            at += 2;
            continue;
        }
        if is_vowel(word[at]) || single.last() != Some(&word[at]) {
            single.push(word[at]);
        }
        at += 1;
    }
    single
}
