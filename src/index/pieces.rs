//! Words of scripts that are written without spaces, or that take their endings without one: cut into pairs of
//! neighbouring characters, so that a part of a word is found.

use crate::name::is_east_asian;

/// The pieces of the East Asian words in a text: of each run every two neighbours, and the last character alone.
#[must_use]
pub fn pieces_of(text: &str) -> String {
    let mut pieces = String::new();
    let mut before: Option<char> = None;
    for character in text.chars() {
        let next = is_east_asian(character).then_some(character);
        if let Some(first) = before {
            pieces.push(first);
            if let Some(second) = next {
                pieces.push(second);
            }
            pieces.push(' ');
        }
        before = next;
    }
    pieces.extend(before);
    pieces
}

/// A text cut into words: runs of letters and digits; each with whether it is East Asian.
#[must_use]
pub fn words_of(text: &str) -> Vec<(String, bool)> {
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut is_open = false;
    for character in text.chars() {
        let is_mark = unicode_normalization::char::is_combining_mark(character);
        if !character.is_alphanumeric() && !is_mark {
            is_open = false;
            continue;
        }
        let is_asian = is_east_asian(character);
        match words.last_mut().filter(|(_, known)| is_open && (*known == is_asian || is_mark)) {
            Some((word, _)) => word.push(character),
            None => words.push((character.to_string(), is_asian)),
        }
        is_open = true;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_scripts_meet_and_into_pairs() {
        assert_eq!(pieces_of("북김중린 근로"), "북김 김중 중린 린 근로 로");
        assert_eq!(pieces_of("Kim 김 x"), "김 ");
        assert_eq!(pieces_of("none"), "");
        let words = words_of("Ch'oe 김중린(金仲麟), 2010!");
        let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["Ch", "oe", "김중린", "金仲麟", "2010"]);
    }
}
