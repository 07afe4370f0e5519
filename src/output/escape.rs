//! Text from strangers, made harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that a terminal would act on, or that hides or reorders others, made visible as
/// `\u{1b}`; line ends and tabs become `⏎` and a blank.
#[must_use]
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    escaped(text, false)
}

/// The same for text of several lines, whose line ends stay.
#[must_use]
pub fn for_terminal_lines(text: &str) -> Cow<'_, str> {
    escaped(text, true)
}

fn escaped(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_active(letter) && !(keeps_lines && letter == '\n')) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' if keeps_lines => safe.push('\n'),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' => safe.push('⏎'),
            '\t' => safe.push(' '),
            letter if is_active(letter) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(letter));
            }
            letter => safe.push(letter),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and characters that reorder, hide or separate: bidirectional controls, zero-width blanks,
/// line and paragraph separators. Zero-width joiners belong to some scripts, and stay.
fn is_active(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_made_visible() {
        assert_eq!(for_terminal("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(for_terminal("a\r\nb\tc\u{202e}d"), "a⏎b c\\u{202e}d");
        assert_eq!(for_terminal_lines("a\nb\u{9b}"), "a\nb\\u{9b}");
        assert!(matches!(for_terminal("김중린 金仲麟"), Cow::Borrowed(_)));
    }
}
