//! Ids made from names: the same text gives the same id, everywhere and always.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::digest::base32;

/// A text as an id of lower-case letters a-z, digits and hyphens; none if a letter or digit of it has no place there.
///
/// Accents fall away (`Chŏng` gives `chong`), apostrophes vanish, all else that is neither letter nor digit becomes a
/// hyphen. `김중린` gives none, and so does `Kim 중린`: what is left of it could be anybody's.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for letter in text.nfkd().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'ß' => slug.push_str("ss"),
            'æ' => slug.push_str("ae"),
            'œ' => slug.push_str("oe"),
            'ø' => slug.push('o'),
            'ł' => slug.push('l'),
            'đ' | 'ð' => slug.push('d'),
            'þ' => slug.push_str("th"),
            'ı' => slug.push('i'),
            '\'' | '’' | '‘' | '`' | '\u{2b0}'..='\u{2ff}' => {}
            letter if letter.is_alphanumeric() => return None,
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// 16 letters and digits (80 bits) of the SHA-256 of a text in composed form.
pub fn hash(text: &str) -> String {
    let composed: String = text.nfc().collect();
    base32(&Sha256::digest(composed.as_bytes())[..10])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::id::is_slug;
    use proptest::prelude::*;

    #[test]
    fn names_become_ids_unless_letters_would_be_lost() {
        for (text, expected) in [
            ("Kim Jung-rin (1924)", "kim-jung-rin-1924"),
            ("Chŏng Ch'un-sil", "chong-chun-sil"),
            ("Łukasz Große", "lukasz-grosse"),
            ("  -- O’Neil / 3 ", "oneil-3"),
        ] {
            assert_eq!(slug(text).as_deref(), Some(expected));
        }
        for text in ["김중린", "Kim 중린", "金仲麟", "---", ""] {
            assert_eq!(slug(text), None, "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_texts_hash_alike() {
        let decomposed: String = "김중린".nfd().collect();
        assert_eq!(hash(&decomposed), hash("김중린"));
        assert_ne!(hash("김중린"), hash("김중림"));
        assert!(is_slug(&hash("김중린")));
    }

    proptest! {
        #[test]
        fn whatever_is_a_slug_is_an_id(text in "\\PC{0,40}") {
            if let Some(slug) = slug(&text) {
                prop_assert!(slug.len() > 120 || is_slug(&slug), "{slug}");
            }
        }
    }
}
