//! What a verdict looks like: the one table of colours, lines, fills and letters, for tables, pages and charts.
//!
//! Each verdict differs from the others without any colour too: by its word or letter in text, by its line and its fill
//! in a drawing. The colours are those that terminals let their readers choose, and are bold, plain, or faint with the
//! verdict's weight.

use anstyle::{AnsiColor, Effects, Style};

use crate::verdict::Verdict;

/// How an outline is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// In one stroke.
    Solid,
    /// Strokes and gaps of these lengths, in units of the line's width.
    Dashed(&'static [u8]),
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// With the colour.
    Full,
    /// With slanting strokes of the colour.
    Hatched,
    /// With a light tint of the colour.
    Tinted,
    /// Not at all.
    Empty,
}

/// What a verdict looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// The verdict.
    pub verdict: Verdict,
    /// Its letter, where there is no room for the word.
    pub letter: char,
    /// Its colour and weight on a terminal.
    pub style: Style,
    /// Its colour in a drawing: red, green and blue in hexadecimal.
    pub colour: &'static str,
    /// Its outline in a drawing.
    pub line: Line,
    /// Its fill in a drawing.
    pub fill: Fill,
}

/// The table, the best verdict first. Colour-blind readers can distinguish the colours of drawings (Okabe and Ito).
const APPEARANCES: [Appearance; 4] = [
    Appearance {
        verdict: Verdict::Certain,
        letter: 'C',
        style: AnsiColor::Green.on_default().effects(Effects::BOLD),
        colour: "#009e73",
        line: Line::Solid,
        fill: Fill::Full,
    },
    Appearance {
        verdict: Verdict::Disputed,
        letter: 'D',
        style: AnsiColor::Red.on_default().effects(Effects::BOLD),
        colour: "#d55e00",
        line: Line::Solid,
        fill: Fill::Hatched,
    },
    Appearance {
        verdict: Verdict::Possible,
        letter: 'P',
        style: AnsiColor::Yellow.on_default(),
        colour: "#e69f00",
        line: Line::Dashed(&[4, 2]),
        fill: Fill::Tinted,
    },
    Appearance {
        verdict: Verdict::Excluded,
        letter: 'X',
        style: Style::new().effects(Effects::DIMMED),
        colour: "#999999",
        line: Line::Dashed(&[1, 2]),
        fill: Fill::Empty,
    },
];

/// What names of fields look like beside their values.
pub(super) const LABEL: Style = Style::new().effects(Effects::DIMMED);

/// What a verdict looks like.
#[must_use]
pub fn appearance(verdict: Verdict) -> &'static Appearance {
    let [certain, disputed, possible, excluded] = &APPEARANCES;
    match verdict {
        Verdict::Certain => certain,
        Verdict::Disputed => disputed,
        Verdict::Possible => possible,
        Verdict::Excluded => excluded,
    }
}

/// The style of a text that is the word for a verdict; plain for any other.
pub(super) fn style_of(text: &str) -> Style {
    text.parse().map_or(Style::new(), |verdict| appearance(verdict).style)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_verdict_has_an_entry_of_its_own_that_differs_without_colour() {
        let mut letters = BTreeSet::new();
        let mut drawn = BTreeSet::new();
        for verdict in Verdict::ALL {
            let one = appearance(verdict);
            assert_eq!(one.verdict, verdict);
            assert!(letters.insert(one.letter), "{verdict}");
            assert!(drawn.insert(format!("{:?} {:?}", one.line, one.fill)), "{verdict}");
        }
    }

    #[test]
    fn only_words_for_verdicts_are_coloured() {
        assert_eq!(style_of("certain"), appearance(Verdict::Certain).style);
        assert_eq!(style_of("uncertain"), Style::new());
    }
}
