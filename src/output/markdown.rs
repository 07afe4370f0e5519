//! A table for documents, as GitHub and others read it.

use std::io::{self, Write};

use super::{Cell, Column, RowWriter, Summary, for_terminal};

/// Writes rows as a Markdown table.
pub struct MarkdownWriter<'out> {
    out: &'out mut dyn Write,
    shown: Vec<bool>,
}

impl<'out> MarkdownWriter<'out> {
    /// Writes to `out`.
    pub fn new(out: &'out mut dyn Write) -> MarkdownWriter<'out> {
        MarkdownWriter { out, shown: Vec::new() }
    }

    fn line<'text>(&mut self, texts: impl Iterator<Item = std::borrow::Cow<'text, str>>) -> io::Result<()> {
        for text in texts {
            write!(self.out, "| {} ", escaped(&text))?;
        }
        writeln!(self.out, "|")
    }
}

impl RowWriter for MarkdownWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.shown = columns.iter().map(|column| column.is_shown).collect();
        let shown: Vec<&Column> = columns.iter().filter(|column| column.is_shown).collect();
        self.line(shown.iter().map(|column| column.name.as_str().into()))?;
        writeln!(self.out, "{}|", "|---".repeat(shown.len()))
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let shown = std::mem::take(&mut self.shown);
        let result =
            self.line(cells.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell.text()));
        self.shown = shown;
        result
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        for note in &summary.notes {
            writeln!(self.out, "\n{}", escaped(note))?;
        }
        Ok(())
    }
}

/// Nothing in a cell ends it, formats it or becomes a part of the page.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in for_terminal(text).chars() {
        match letter {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' => {
                safe.push('\\');
                safe.push(letter);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            letter => safe.push(letter),
        }
    }
    safe
}
