//! Text broken into lines: at blanks, and nowhere else but in an address or in a script that has no blanks.
//!
//! What a reader copies or looks up stays whole: an id, a date, a bar (none has a blank in it), and the name of a person (whose
//! blanks are joiners). A word that is wider than a whole line is the exception: something has to give.

use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Longer runs of letters that take two columns each are sentences of a script without blanks, and no names.
const LONGEST_WIDE_NAME: usize = 24;

/// An address has a line end after one of these, if it needs one.
const JOINTS: [char; 8] = ['/', '?', '&', '=', '#', ';', ',', '+'];

/// Marks that do not begin a line.
const CLOSING: [&str; 16] =
    ["、", "。", "，", "．", "！", "？", "：", "；", "）", "」", "』", "】", "》", "〉", "’", "”"];

/// A part of a text that stays on one line, with the blanks that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    bytes: Range<usize>,
    width: usize,
    blanks: usize,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        counted(self.width)
    }

    fn whitespace_width(&self) -> f64 {
        counted(self.blanks)
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// A number of columns as the library counts them.
fn counted(columns: usize) -> f64 {
    u32::try_from(columns).map_or(f64::from(u32::MAX), f64::from)
}

/// The lines of a text, of which the first has `first` columns and the others have `others`. A first line that has no room
/// for the first word is the caller's to avoid.
///
/// Nothing but blanks is lost, and at least one line is given.
pub(super) fn lines(text: &str, first: usize, others: usize) -> Vec<&str> {
    if text.width() <= first {
        return vec![text];
    }
    let pieces = pieces(text, others);
    wrap_first_fit(&pieces, &[counted(first), counted(others)])
        .into_iter()
        .map(|line| match (line.first(), line.last()) {
            (Some(first), Some(last)) => &text[first.bytes.start..last.bytes.end],
            _ => "",
        })
        .collect()
}

/// How wide the widest part is that stays on one line, on lines of `line` columns.
pub(super) fn widest(text: &str, line: usize) -> usize {
    pieces(text, line).iter().map(|piece| piece.width).max().unwrap_or(0)
}

/// How wide the first part is that stays on one line.
pub(super) fn first_width(text: &str, line: usize) -> usize {
    pieces(text, line).first().map_or(0, |piece| piece.width)
}

/// The parts of a text, in their order.
fn pieces(text: &str, line: usize) -> Vec<Piece> {
    let words = words(text);
    let mut pieces = Vec::with_capacity(words.len());
    for (place, bytes) in words.iter().enumerate() {
        let next = words.get(place + 1).map_or(text.len(), |next| next.start);
        let blanks = text[bytes.end..next].width();
        let (word, width) = (&text[bytes.clone()], text[bytes.clone()].width());
        if may_be_divided(word, width, line) {
            divide(word, bytes.start, line, &mut pieces);
            if let Some(last) = pieces.last_mut() {
                last.blanks = blanks;
            }
        } else {
            pieces.push(Piece { bytes: bytes.clone(), width, blanks });
        }
    }
    pieces
}

/// What is between blanks.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    words
}

fn may_be_divided(word: &str, width: usize, line: usize) -> bool {
    width > line || is_address(word) || (width > LONGEST_WIDE_NAME && word.chars().any(is_wide))
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

fn is_wide(letter: char) -> bool {
    unicode_width::UnicodeWidthChar::width(letter) == Some(2)
}

/// Divides a word that begins at `start` where it is least missed: an address after its joints, letters that take two
/// columns anywhere, and what is still wider than a line at its end.
fn divide(word: &str, start: usize, line: usize, pieces: &mut Vec<Piece>) {
    let is_address = is_address(word);
    let mut open = Piece { bytes: start..start, width: 0, blanks: 0 };
    let mut letters = word.graphemes(true).peekable();
    while let Some(letter) = letters.next() {
        let width = letter.width();
        if open.width > 0 && open.width + width > line {
            let next = open.bytes.end..open.bytes.end;
            pieces.push(std::mem::replace(&mut open, Piece { bytes: next, width: 0, blanks: 0 }));
        }
        open.bytes.end += letter.len();
        // Of the whole, because a letter may be drawn together with the one before it.
        open.width = word[open.bytes.start - start..open.bytes.end - start].width();
        let Some(next) = letters.peek() else { break };
        let is_joint = is_address && letter.ends_with(JOINTS) && !next.starts_with(JOINTS);
        let is_between = !is_address
            && (letter.chars().any(is_wide) || next.chars().any(is_wide))
            && !CLOSING.contains(next);
        if is_joint || is_between {
            let next = open.bytes.end..open.bytes.end;
            pieces.push(std::mem::replace(&mut open, Piece { bytes: next, width: 0, blanks: 0 }));
        }
    }
    pieces.push(open);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_end_at_blanks_and_ids_and_dates_stay_whole() {
        assert_eq!(
            lines("kim-jung-rin led it since 2001-05-17, until [2009-07..2010-04]", 24, 24),
            ["kim-jung-rin led it", "since 2001-05-17, until", "[2009-07..2010-04]"]
        );
        assert_eq!(lines("one two three", 3, 9), ["one", "two three"]);
        assert_eq!(lines("", 0, 0), [""]);
    }

    #[test]
    fn names_of_people_stay_whole() {
        let text = "by s1 it was Kim\u{a0}Jung\u{a0}Rin, and no other";
        assert_eq!(lines(text, 20, 20), ["by s1 it was", "Kim\u{a0}Jung\u{a0}Rin, and no", "other"]);
    }

    #[test]
    fn an_address_is_divided_after_a_joint() {
        assert_eq!(
            lines("https://example.org/archive/1998/page?id=1", 24, 24),
            ["https://example.org/", "archive/1998/page?id=1"]
        );
    }

    #[test]
    fn sentences_without_blanks_are_divided_between_letters_and_korean_names_are_not() {
        assert_eq!(
            lines("朝鮮民主女性同盟中央委員会の委員長は、金である。", 36, 36),
            ["朝鮮民主女性同盟中央委員会の委員長", "は、金である。"]
        );
        assert_eq!(lines("위원장 김중린", 9, 9), ["위원장", "김중린"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_divided_as_the_last_resort() {
        assert_eq!(lines("aaaaaaaaaa b", 4, 4), ["aaaa", "aaaa", "aa b"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "([a-c가-각/:; -]|e\u{301}|👩\u{200d}🌾){0,60}", width in 2_usize..40) {
            let lines = lines(&text, width, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width), "{:?}", lines);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn words_that_fit_are_never_divided(words in prop::collection::vec("[a-z0-9.-]{1,12}", 1..12), width in 12_usize..40) {
            let text = words.join(" ");
            let lines = lines(&text, width, width);
            let read: Vec<&str> = lines.iter().flat_map(|line| line.split(' ')).collect();
            prop_assert_eq!(read, words);
        }
    }
}
