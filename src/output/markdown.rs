//! A table for documents: GitHub Flavored Markdown, which most viewers read.
//!
//! Cells are text, whatever they contain: nothing in them ends a cell, formats, links or becomes HTML.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cell, Column, RowWriter, Summary, fits};
use crate::terminal::for_terminal;

/// Writes rows as a Markdown table.
pub struct MarkdownWriter<'out> {
    out: &'out mut dyn Write,
    columns: Vec<Column>,
}

impl<'out> MarkdownWriter<'out> {
    /// Writes to `out`.
    pub fn new(out: &'out mut dyn Write) -> MarkdownWriter<'out> {
        MarkdownWriter { out, columns: Vec::new() }
    }

    fn line<'text>(out: &mut dyn Write, texts: impl Iterator<Item = Cow<'text, str>>) -> io::Result<()> {
        for text in texts {
            write!(out, "| {} ", escaped(&text))?;
        }
        writeln!(out, "|")
    }
}

impl RowWriter for MarkdownWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        let shown = columns.iter().filter(|column| column.is_shown);
        MarkdownWriter::line(self.out, shown.clone().map(|column| column.name.as_str().into()))?;
        writeln!(self.out, "{}|", "|---".repeat(shown.count()))
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.columns.len())?;
        let shown = self.columns.iter().zip(cells).filter(|(column, _)| column.is_shown);
        MarkdownWriter::line(self.out, shown.map(|(_, cell)| cell.text()))
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        for note in &summary.notes {
            writeln!(self.out, "\n{}", escaped_line(note))?;
        }
        Ok(())
    }
}

/// The text as Markdown that shows it. Backslashes stand only where they are needed, so that ids such as `as_of` can
/// still be read, and addresses followed.
pub(super) fn escaped(text: &str) -> String {
    let text = for_terminal(text);
    let indent = text.len() - text.trim_start_matches(' ').len();
    let mut safe = "&nbsp;".repeat(indent);
    let text = &text[indent..];
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_inside_word = before.is_some_and(char::is_alphanumeric)
            && letters.peek().copied().is_some_and(char::is_alphanumeric);
        match letter {
            // Underscores inside a word never format.
            '_' if is_inside_word => safe.push(letter),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '^' => {
                safe.push('\\');
                safe.push(letter);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            letter => safe.push(letter),
        }
        before = Some(letter);
    }
    safe
}

/// The same for a text that begins a line or an item: neither a heading nor a list begins with it, not even one of those that
/// pandoc numbers by letters.
pub(super) fn escaped_line(text: &str) -> String {
    let mut safe = escaped(text);
    let begin = usize::from(safe.starts_with('('));
    let number = safe[begin..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (number, after) = safe[begin..].split_at(number);
    let is_number = number.len() == 1
        || number.bytes().all(|digit| digit.is_ascii_digit())
        || number.bytes().all(|letter| b"ivxlcdm".contains(&letter.to_ascii_lowercase()));
    let ends = after.starts_with(['.', ')']) && !after[1..].starts_with(|next: char| !next.is_whitespace());
    if safe.starts_with(['#', '-', '+', '=', ':', '%']) || safe.starts_with("(@") {
        safe.insert(0, '\\');
    } else if !number.is_empty() && is_number && ends {
        safe.insert(begin + number.len(), '\\');
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a|b\\c\nd"), "a\\|b\\\\c⏎d");
        assert_eq!(escaped("<script>&"), "&lt;script&gt;&amp;");
        assert_eq!(
            escaped("*a* _b_ `c` [d](e) ~~f~~ $g$"),
            "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~\\~f\\~\\~ \\$g\\$"
        );
        assert_eq!(escaped("as_of s-1 https://x.org/a_b#c"), "as_of s-1 https://x.org/a_b#c");
        assert_eq!(
            ["# a", "1. a", "a) b", "- a", "1983: a", "(a) b", "(Ann) b", "A.B", "Mr. X"].map(escaped_line),
            ["\\# a", "1\\. a", "a\\) b", "\\- a", "1983: a", "(a\\) b", "(Ann) b", "A.B", "Mr. X"]
        );
        assert_eq!(escaped("  indented"), "&nbsp;&nbsp;indented");
    }

    proptest! {
        #[test]
        fn no_cell_ends_early_and_nothing_becomes_a_tag(text in any::<String>()) {
            let safe = escaped(&text);
            prop_assert!(!safe.contains(['<', '>', '\n', '\r']));
            // Every bar has an odd number of backslashes before it.
            for (place, _) in safe.match_indices('|') {
                let before = &safe[..place];
                prop_assert_eq!((before.len() - before.trim_end_matches('\\').len()) % 2, 1);
            }
        }
    }
}
