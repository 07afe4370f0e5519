//! Text broken into lines: at blanks, and nowhere else but in an address or in a script that has no blanks.
//!
//! What a reader copies or looks up stays whole: an id, a date, a bar (none has a blank in it), and the name of a person (whose
//! blanks are joiners). A word that is wider than a whole line is the exception: something has to give.

use std::iter::Peekable;
use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_segmentation::{Graphemes, UnicodeSegmentation};
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
    let pieces: Vec<Piece> = Pieces::of(text, others).collect();
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
    Pieces::of(text, line).map(|piece| piece.width).max().unwrap_or(0)
}

/// How wide the first part is that stays on one line.
pub(super) fn first_width(text: &str, line: usize) -> usize {
    Pieces::of(text, line).next().map_or(0, |piece| piece.width)
}

/// The parts of a text, in their order. A cell may be long: no part is looked at before it is asked for, nor twice.
struct Pieces<'text> {
    text: &'text str,
    /// Where the next word is looked for.
    at: usize,
    line: usize,
    /// The word that is being divided.
    divided: Option<Divided<'text>>,
}

impl<'text> Pieces<'text> {
    fn of(text: &'text str, line: usize) -> Pieces<'text> {
        let begin = text.len() - text.trim_start_matches(' ').len();
        Pieces { text, at: begin, line, divided: None }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(piece) = self.divided.as_mut().and_then(Divided::next) {
            return Some(piece);
        }
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let word = &rest[..rest.find(' ').unwrap_or(rest.len())];
        let after = &rest[word.len()..];
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let start = self.at;
        self.at += word.len() + blanks;
        let width = word.width();
        if may_be_divided(word, width, self.line) {
            self.divided.insert(Divided::of(word, start, blanks, self.line)).next()
        } else {
            Some(Piece { bytes: start..start + word.len(), width, blanks })
        }
    }
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

/// A word divided where it is least missed: an address after its joints, letters that take two columns anywhere, and what is
/// still wider than a line at its end.
struct Divided<'text> {
    word: &'text str,
    letters: Peekable<Graphemes<'text>>,
    /// Where the word begins in the text.
    start: usize,
    /// How far it has been divided.
    end: usize,
    /// How many blanks follow it.
    blanks: usize,
    is_address: bool,
    line: usize,
}

impl<'text> Divided<'text> {
    fn of(word: &'text str, start: usize, blanks: usize, line: usize) -> Divided<'text> {
        let letters = word.graphemes(true).peekable();
        Divided { word, letters, start, end: 0, blanks, is_address: is_address(word), line }
    }

    /// Whether a line may end between two letters that are beside each other.
    fn may_end_between(&self, letter: &str, next: &str) -> bool {
        if self.is_address {
            return letter.ends_with(JOINTS) && !next.starts_with(JOINTS);
        }
        (letter.chars().any(is_wide) || next.chars().any(is_wide)) && !CLOSING.contains(&next)
    }
}

impl Iterator for Divided<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let begin = self.end;
        let (mut width, mut before) = (0, "");
        while let Some(letter) = self.letters.peek().copied() {
            let wider = width + added(self.word, self.end, before, letter);
            if width > 0 && wider > self.line {
                break;
            }
            self.letters.next();
            self.end += letter.len();
            (width, before) = (wider, letter);
            match self.letters.peek().copied() {
                Some(next) if !self.may_end_between(letter, next) => {}
                _ => break,
            }
        }
        let blanks = if self.end == self.word.len() { self.blanks } else { 0 };
        let bytes = self.start + begin..self.start + self.end;
        (begin < self.end).then_some(Piece { bytes, width, blanks })
    }
}

/// How much wider a letter at a place of a word makes a line that ends with the one before it: the two may be drawn
/// together.
fn added(word: &str, at: usize, before: &str, letter: &str) -> usize {
    let is_plain = |letter: &str| letter.len() == 1 && letter.as_bytes()[0].is_ascii_graphic();
    if is_plain(letter) && (before.is_empty() || is_plain(before)) {
        return 1;
    }
    word[at - before.len()..at + letter.len()].width().saturating_sub(before.width())
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

    #[test]
    fn a_cell_of_a_million_letters_is_divided_whatever_the_width() {
        let address = format!("https://example.org/{}", "x".repeat(1 << 20));
        assert_eq!(widest(&address, usize::MAX), 1 << 20);
        assert_eq!(first_width(&address, usize::MAX), "https://".len());
        let marked = format!("e{} b", "\u{301}".repeat(1 << 19));
        assert_eq!(lines(&marked, 2, 2).len(), 2);
        assert_eq!(lines(&"가".repeat(1 << 18), 80, 80).len(), (1_usize << 18).div_ceil(40));
    }

    #[test]
    fn letters_that_are_drawn_together_count_as_one() {
        let word = "لا".repeat(10);
        assert_eq!(word.width(), 10);
        assert_eq!(lines(&word, 5, 5), [&word[..word.len() / 2]; 2]);
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
