//! Rows as blocks, where a terminal is too narrow for aligned columns: several fields a line, each with its name.

use unicode_width::UnicodeWidthStr;

use super::appearance::LABEL;
use super::sheet::{Heading, Row, blanks, painted};
use super::widths::GAP;
use super::wrap;

/// How far the lines of a block that follow the first are indented, and those of a field beyond its first.
const HANGING: usize = 2;

/// The lines of a block.
struct Block {
    lines: Vec<String>,
    /// The line that is being written, and how wide it is.
    line: String,
    taken: usize,
    /// Where the lines after the first begin.
    indent: usize,
    width: usize,
}

/// What the first line of a block begins with, as wide as the others are indented.
const MARK: &str = "• ";

/// How blocks are written: the first way that keeps the answer short enough is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// With a blank line between two blocks, and short texts in one piece.
    Apart,
    /// Without the blank line.
    Close,
    /// Without it, and texts of several words begin wherever one word fits.
    Dense,
}

impl Packing {
    /// All ways, the most legible first.
    pub(super) const ALL: [Packing; 3] = [Packing::Apart, Packing::Close, Packing::Dense];
}

/// The lines of a row on a terminal of `width` columns. Blank cells are left out.
pub(super) fn lines(
    headings: &[Heading],
    row: &Row,
    width: usize,
    packing: Packing,
    is_coloured: bool,
) -> Vec<String> {
    let outer = row.iter().map(|cell| cell.indent()).max().unwrap_or(0).min(width / 2);
    let indent = (outer + HANGING).min(width / 2);
    // A terminal of a few columns has no room for it.
    let begin = blanks(outer) + if indent == outer + HANGING { MARK } else { "" };
    let mut block = Block { lines: Vec::new(), taken: begin.width(), line: begin, indent, width };
    let mut is_first = true;
    for (heading, cell) in headings.iter().zip(row) {
        let text = cell.text.trim_start_matches(' ');
        if text.is_empty() {
            continue;
        }
        let label = format!("{}: ", heading.text);
        let hanging = if width > 4 * HANGING { HANGING } else { 0 };
        let line = width - indent - hanging;
        let whole = label.width() + text.width();
        // A long text begins where it is, unless not even its first word fits there.
        let is_whole = packing != Packing::Dense && whole <= line / 2;
        let needed = if is_whole { whole } else { label.width() + wrap::first_width(text, line) };
        if !is_first {
            block.separate(needed);
        }
        is_first = false;
        block.push(&painted(&label, LABEL, is_coloured), label.width());
        if block.taken + wrap::first_width(text, line) > width {
            block.end_line();
            block.push(&blanks(hanging), hanging);
        }
        let style = heading.style(text);
        for (place, part) in
            wrap::lines(text, width.saturating_sub(block.taken), line).into_iter().enumerate()
        {
            if place > 0 {
                block.end_line();
                block.push(&blanks(hanging), hanging);
            }
            block.push(&painted(part, style, is_coloured), part.width());
        }
    }
    block.end_line();
    if is_first { vec!["-".to_owned()] } else { block.lines }
}

impl Block {
    /// Makes room for a field that needs so many columns: beside what is there, or on a line of its own.
    fn separate(&mut self, needed: usize) {
        if self.taken <= self.indent && self.line.trim_start().is_empty() {
            return;
        }
        if self.taken + GAP + needed <= self.width {
            self.push(&blanks(GAP), GAP);
        } else {
            self.end_line();
        }
    }

    fn push(&mut self, text: &str, width: usize) {
        self.line.push_str(text);
        self.taken += width;
    }

    fn end_line(&mut self) {
        let line = std::mem::replace(&mut self.line, blanks(self.indent));
        self.lines.push(line.trim_end().to_owned());
        self.taken = self.indent;
    }
}
