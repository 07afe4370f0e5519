//! Text from strangers, made harmless for a terminal.
//!
//! Quotes and titles come from the web. What a terminal would act on (an escape sequence can rename its window or hide
//! a line), and what would show a reader other text than is there (bidirectional overrides, blanks without width), is
//! shown as its code. This is for reading: formats for programs keep the text, or escape it so that it reads back.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that a terminal would act on, or that hides or reorders others, made visible as
/// `\u{1b}`; line ends and tabs become `⏎` and a blank. The result is one line.
#[must_use]
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    escaped(text, false)
}

/// The same for text of several lines, whose line ends stay (CRLF as LF).
#[must_use]
pub fn for_terminal_lines(text: &str) -> Cow<'_, str> {
    escaped(text, true)
}

/// A text of at most so many characters: of a longer one its beginning and its end, for what is quoted in a message is at
/// its beginning and the note at its end.
#[must_use]
pub fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    // The bytes are counted first: most texts are short.
    let Some(cut) = text.len().checked_sub(most).and_then(|_| text.chars().count().checked_sub(most)) else {
        return Cow::Borrowed(text);
    };
    if cut == 0 {
        return Cow::Borrowed(text);
    }
    let head = most / 2;
    let at = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}… ({} characters) …{}", &text[..at(head)], cut, &text[at(head + cut)..]))
}

fn escaped(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_active(letter) && !(keeps_lines && letter == '\n')) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' if keeps_lines => safe.push('\n'),
            '\n' | '\r' => safe.push('⏎'),
            '\t' => safe.push(' '),
            letter if is_active(letter) => {
                write!(safe, "{}", letter.escape_unicode()).expect("a string takes all that is written")
            }
            letter => safe.push(letter),
        }
    }
    Cow::Owned(safe)
}

/// Control characters (C0, DEL, C1), and characters that reorder, hide or separate: bidirectional controls, blanks
/// without width, soft hyphens, line and paragraph separators, annotations and tags. Joiners and non-joiners
/// (U+200C, U+200D) belong to the spelling of some scripts, and stay.
pub(crate) fn is_active(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_made_visible() {
        assert_eq!(for_terminal("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(for_terminal("a\r\nb\tc\u{202e}d"), "a⏎b c\\u{202e}d");
        assert_eq!(for_terminal("over\rwritten"), "over⏎written");
        assert_eq!(
            for_terminal("\u{200b}\u{feff}\u{9b}\u{7f}\u{2028}"),
            "\\u{200b}\\u{feff}\\u{9b}\\u{7f}\\u{2028}"
        );
    }

    #[test]
    fn lines_stay_lines_where_they_may() {
        assert_eq!(for_terminal_lines("a\nb\u{9b}"), "a\nb\\u{9b}");
        assert_eq!(for_terminal_lines("a\r\nb\rc"), "a\nb⏎c");
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(for_terminal("김중린 金仲麟 Kim Jung Rin"), Cow::Borrowed(_)));
        assert!(matches!(for_terminal_lines("two\nlines"), Cow::Borrowed(_)));
        assert!(matches!(for_terminal("می\u{200c}خواهم 👩\u{200d}🌾"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn no_active_character_survives(text in any::<String>(), hostile in "[\\x00-\\x1f\\x7f-\\u{9f}\\u{200b}-\\u{2069}]{0,8}") {
            let text = format!("{hostile}{text}{hostile}");
            prop_assert!(!for_terminal(&text).chars().any(is_active));
            prop_assert!(!for_terminal_lines(&text).chars().any(|letter| is_active(letter) && letter != '\n'));
        }

        #[test]
        fn escaping_twice_is_escaping_once(text in any::<String>()) {
            let once = for_terminal(&text).into_owned();
            prop_assert_eq!(for_terminal(&once), once.as_str());
        }
    }
}
