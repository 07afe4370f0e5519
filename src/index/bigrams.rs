//! Words of scripts that are written without spaces, or that take their endings without one: cut into pairs of
//! neighbouring characters, so that a part of a word is found.

use crate::name::is_east_asian;

/// The pieces of the East Asian words in a text: of each run every two neighbours, and the last character alone. Other
/// letters and digits count where they are in one word with them: 제7차 is 제, 7 and 차.
#[must_use]
pub fn pieces_of(text: &str) -> String {
    let mut pieces = String::new();
    if text.is_ascii() {
        return pieces;
    }
    let mut push = |piece: &str| {
        if !pieces.is_empty() {
            pieces.push(' ');
        }
        pieces.push_str(piece);
    };
    // Where the last East Asian character stands, if it was the last, and where a run of others began.
    let (mut before, mut other): (Option<usize>, Option<usize>) = (None, None);
    let mut is_joined = false;
    for (at, character) in text.char_indices() {
        if is_east_asian(character) {
            match (before, other.take()) {
                (Some(first), _) => push(&text[first..at + character.len_utf8()]),
                (None, Some(start)) => push(&text[start..at]),
                (None, None) => {}
            }
            before = Some(at);
            continue;
        }
        let is_word =
            character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character);
        if let Some(first) = before.take() {
            push(&text[first..at]);
            is_joined = is_word;
            other = is_word.then_some(at);
        } else if is_word {
            if other.is_none() {
                (other, is_joined) = (Some(at), false);
            }
        } else if let Some(start) = other.take().filter(|_| is_joined) {
            push(&text[start..at]);
        }
    }
    match (before, other) {
        (Some(first), _) => push(&text[first..]),
        (None, Some(start)) if is_joined => push(&text[start..]),
        _ => {}
    }
    pieces
}

/// A part of a word in one script, with whether that is East Asian.
pub type Part = (String, bool);

/// A text cut into words: runs of letters and digits, each cut where East Asian scripts and others meet.
#[must_use]
pub fn words_of(text: &str) -> Vec<Vec<Part>> {
    let mut words: Vec<Vec<Part>> = Vec::new();
    let mut is_open = false;
    for character in text.chars() {
        let is_mark = unicode_normalization::char::is_combining_mark(character);
        if !character.is_alphanumeric() && !is_mark {
            is_open = false;
            continue;
        }
        if !is_open {
            words.push(Vec::new());
        }
        is_open = true;
        let is_asian = is_east_asian(character);
        let Some(word) = words.last_mut() else { continue };
        match word.last_mut().filter(|(_, known)| *known == is_asian || is_mark) {
            Some((part, _)) => part.push(character),
            None => word.push((character.to_string(), is_asian)),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_scripts_meet_and_into_pairs() {
        assert_eq!(pieces_of("북김중린 근로"), "북김 김중 중린 린 근로 로");
        assert_eq!(pieces_of("Kim 김 x"), "김");
        assert_eq!(pieces_of("none"), "");
        assert_eq!(pieces_of("제7차 회의"), "제 7 차 회의 의");
        assert_eq!(pieces_of("17차대회 2016 ㄱ"), "17 차대 대회 회 ㄱ");
        assert_eq!(pieces_of("KCNA통신, 통신KCNA é"), "KCNA 통신 신 통신 신 KCNA");
        let words = words_of("Ch'oe 김중린(金仲麟), 제7차!");
        let words: Vec<Vec<&str>> =
            words.iter().map(|word| word.iter().map(|(part, _)| part.as_str()).collect()).collect();
        assert_eq!(words, [vec!["Ch"], vec!["oe"], vec!["김중린"], vec!["金仲麟"], vec!["제", "7", "차"]]);
    }
}
