//! Names with what does not tell them apart taken away: case, marks on Latin letters, punctuation, spaces.

use unicode_normalization::UnicodeNormalization;

/// Signs that are written for the apostrophe of romanizations, and dropped.
#[must_use]
pub fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ʺ' | 'ˮ' | '`' | '´' | '′' | '＇' | '‛'
    )
}

/// Signs that part the syllables of a word.
#[must_use]
pub fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−' | '－' | '\u{ad}')
}

pub(super) fn is_latin(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

pub(super) fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Latin text in lower case without marks and apostrophes; hyphens become `-`. An apostrophe between n and g parts
/// syllables (연구 yŏn'gu): it becomes a hyphen. Other signs stay as they are.
#[must_use]
pub fn plain_latin(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii_alphabetic() {
            plain.push(character.to_ascii_lowercase());
        } else if is_apostrophe(character) {
            let parts = plain.ends_with('n') && matches!(characters.peek(), Some('g' | 'G'));
            if parts {
                plain.push('-');
            }
        } else if is_hyphen(character) {
            plain.push('-');
        } else {
            let marks_dropped = std::iter::once(character)
                .nfkd()
                .filter(|part| !unicode_normalization::char::is_combining_mark(*part));
            plain.extend(marks_dropped.flat_map(char::to_lowercase));
        }
    }
    plain
}

/// How a letter is written where it is not distinguished from others: letters of Latin script that are not a letter with a
/// mark, ё, the carriers of hamza and other forms of Arabic letters, the sigma at the end of a word. Vowel points of
/// Arabic and Hebrew, and the stroke that lengthens Arabic words, are left out.
pub(super) fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ŋ' | 'Ŋ' => "ng",
        'ı' | 'İ' => "i",
        'ё' | 'Ё' => "е",
        'ς' => "σ",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ؤ' => "و",
        'ئ' | 'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        'ء' | 'ـ' => "",
        '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' => "",
        _ => return None,
    })
}

/// The letters of a text as they are compared: full-width letters, half-width kana and other compatibility forms as the
/// usual ones, Greek letters without accents, and letters as [`spelled`].
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().flat_map(|letter| {
        let spelled = spelled(letter);
        // SQLite takes the accents off Latin letters alone.
        let base = if is_greek(letter) { std::iter::once(letter).nfd().next() } else { Some(letter) };
        let own = base.filter(|_| spelled.is_none());
        spelled.unwrap_or_default().chars().chain(own)
    })
}

/// A text as its words are looked for: it stays in its case, with its signs and its marks.
#[must_use]
pub fn searchable(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() { text.into() } else { folded(text).collect::<String>().into() }
}

/// A name as it is compared in its own script: Latin letters without case, marks and apostrophes; what is not a letter or
/// digit counts as one space, and not at all between characters of a script that is written without spaces.
#[must_use]
pub fn written(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut is_parted = false;
    for character in folded(text) {
        if is_apostrophe(character) {
            continue;
        }
        if !character.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(character) {
            is_parted = true;
            continue;
        }
        let is_close = is_east_asian(character) && plain.chars().next_back().is_none_or(is_east_asian);
        if is_parted && !is_close {
            plain.push(' ');
        }
        is_parted = false;
        if is_latin(character) || is_greek(character) {
            let letters = std::iter::once(character)
                .nfkd()
                .filter(|part| !unicode_normalization::char::is_combining_mark(*part));
            plain.extend(letters.flat_map(char::to_lowercase));
        } else if unicode_normalization::char::is_combining_mark(character)
            && plain.chars().next_back().is_some_and(|last| is_latin(last) || is_greek(last))
        {
            // A mark that has no letter of its own, such as a breve on a consonant.
        } else {
            plain.extend(character.to_lowercase());
        }
    }
    plain
}

/// Whether a character belongs to Hangul, Chinese characters or kana.
#[must_use]
pub fn is_east_asian(character: char) -> bool {
    is_hangul(character) || is_han(character) || is_kana(character)
}

/// Whether a character is a Hangul syllable or letter.
#[must_use]
pub fn is_hangul(character: char) -> bool {
    matches!(character, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

/// Whether a character is a Chinese character.
#[must_use]
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々')
}

/// Whether a character is katakana or hiragana.
#[must_use]
pub fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | 'ー')
}
