//! A writer of SVG: text of the archive escaped, numbers with fixed decimals, and texts measured by a table.
//!
//! The same input gives the same bytes on every machine: nothing is asked of fonts or of the system. Widths of texts are
//! those of the widest font of the stack and a tenth more, so that a text fits where this module says that it does.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::output::appearance::{Appearance, Fill, Line, appearance};
use crate::terminal::{clipped, for_terminal, for_terminal_lines};
use crate::verdict::Verdict;

/// The fonts that are asked for, with those that have Hangul and Chinese characters; none is embedded.
const FONTS: &str = "'Noto Sans','Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic','Nanum Gothic',\
                     'Liberation Sans',Arial,sans-serif";

/// Widths of the characters from U+0020 on in DejaVu Sans, the widest font that is commonly used, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
    295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
    500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// The same of its bold letters.
const BOLD_WIDTHS: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372,
    372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838,
    500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
    478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];

/// A square: Hangul, Chinese characters, kana.
const FULL: u16 = 1_000;

/// What a letter of no table takes: a text with such letters gets its length written beside it.
const UNKNOWN: u16 = 1_250;

/// How much of a text is shown to whoever points at a mark.
const MOST_OF_A_TITLE: usize = 2_000;

/// Size and weight of letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letters {
    /// Their size, in the units of the picture.
    pub size: f64,
    /// Whether they are bold.
    pub is_bold: bool,
}

impl Letters {
    /// Letters of a size.
    #[must_use]
    pub const fn of(size: f64) -> Letters {
        Letters { size, is_bold: false }
    }

    /// Bold letters of a size.
    #[must_use]
    pub const fn bold(size: f64) -> Letters {
        Letters { size, is_bold: true }
    }

    /// How wide a text is at the most, as it is written: active characters are made visible.
    #[must_use]
    pub fn width(self, text: &str) -> f64 {
        let thousandths: u64 = visible(text).chars().map(|letter| u64::from(self.advance(letter).0)).sum();
        // Some fonts are wider than the one that was measured.
        f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) * self.size * 1.1 / 1_000.0
    }

    /// The distance of two lines.
    #[must_use]
    pub fn line_height(self) -> f64 {
        self.size * 1.35
    }

    /// How wide a letter is, and whether a table says so.
    fn advance(self, letter: char) -> (u16, bool) {
        let table = if self.is_bold { &BOLD_WIDTHS } else { &WIDTHS };
        let of = |letter: char| {
            u32::from(letter).checked_sub(0x20).and_then(|place| table.get(usize::try_from(place).ok()?))
        };
        if let Some(width) = of(letter) {
            return (*width, true);
        }
        match letter {
            // The rest of Latin is as wide as the letters without marks, nearly.
            '\u{a0}'..='\u{17f}' => {
                let base = letter.nfd().next().and_then(of).copied();
                (base.map_or(1_070, |base| base.max(330)), base.is_some())
            }
            '–' | '‘' | '’' | '“' | '”' => (518, true),
            '—' | '…' | '→' | '←' | '↔' | '•' | '−' | '⏎' => (1_000, true),
            _ => match letter.width() {
                Some(0) => (0, false),
                Some(2) => {
                    let is_square = matches!(letter, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
                        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}');
                    if is_square { (FULL, true) } else { (UNKNOWN, false) }
                }
                _ => (UNKNOWN, false),
            },
        }
    }

    /// Whether a text has letters whose widths are not known, so that its length has to be written beside it.
    fn is_guessed(self, text: &str) -> bool {
        text.chars().any(|letter| !self.advance(letter).1)
    }

    /// A text in lines no wider than `width`, at most so many; the last ends with an ellipsis if there is more. Lines break at
    /// blanks, and within a word that is wider than a line.
    #[must_use]
    pub fn lines(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let text = visible(text);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut words = text.split_word_bounds().peekable();
        while let Some(word) = words.next() {
            if lines.len() >= most {
                break;
            }
            // A stop or a bracket is not parted from its word.
            let mut word = word.to_owned();
            while let Some(next) = words.next_if(|next| sticks(&word, next)) {
                word.push_str(next);
            }
            if self.width(&line) + self.width(word.trim_end()) <= width {
                line.push_str(&word);
                continue;
            }
            if !line.trim().is_empty() {
                lines.push(line.trim().to_owned());
            }
            line = word.trim_start().to_owned();
            while self.width(line.trim_end()) > width && lines.len() <= most {
                let head = self.head(&line, width).to_owned();
                line.drain(..head.len());
                lines.push(head);
            }
        }
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                let room = width - self.width("…");
                while self.width(last) > room && !last.is_empty() {
                    last.pop();
                }
                last.push('…');
            }
        }
        lines
    }

    /// The beginning of a text that fits; at least one character as people see it.
    fn head(self, text: &str, width: f64) -> &str {
        let mut used = 0.0;
        let mut end = 0;
        for (at, character) in text.grapheme_indices(true) {
            used += self.width(character);
            if used > width && at > 0 {
                return &text[..at];
            }
            end = at + character.len();
        }
        &text[..end]
    }
}

/// Whether a line must not break between two pieces of text.
fn sticks(before: &str, next: &str) -> bool {
    let is_blank = |text: &str| text.trim().is_empty();
    // Hangul and Chinese characters may break anywhere.
    let is_wide = |text: &str| text.chars().any(|letter| letter.width() == Some(2));
    !is_blank(next) && !before.ends_with(char::is_whitespace) && !is_wide(before) && !is_wide(next)
}

/// A text with what a reader cannot see, or what would change the order of what is read, made visible; what XML cannot hold
/// is among that.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let text = for_terminal(text);
    if !text.contains(['\u{fffe}', '\u{ffff}']) {
        return text;
    }
    Cow::Owned(text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}"))
}

/// A number with at most three decimals, written in the same way everywhere.
#[must_use]
pub fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Marks, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Canvas {
    out: String,
}

/// Where a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At the point.
    Start,
    /// Its middle is at the point.
    Middle,
    /// It ends there.
    End,
}

impl Canvas {
    /// What was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.out
    }

    /// Begins an element, whose attributes follow.
    pub fn begin(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { canvas: self, name }
    }

    /// Ends a group.
    pub fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// Adds marks that were drawn apart.
    pub fn add(&mut self, other: &Canvas) {
        self.out.push_str(&other.out);
    }

    /// Adds a text of the program's own that is SVG already.
    pub(super) fn raw(&mut self, svg: &str) {
        self.out.push_str(svg);
    }

    /// Writes one line of text; `class` says what it is.
    pub fn text(&mut self, (x, y): (f64, f64), letters: Letters, anchor: Anchor, class: &str, text: &str) {
        let text = visible(text);
        let mut tag = self.begin("text").number("x", x).number("y", y).number("font-size", letters.size);
        if letters.is_bold {
            tag = tag.is("font-weight", "bold");
        }
        tag = match anchor {
            Anchor::Start => tag,
            Anchor::Middle => tag.is("text-anchor", "middle"),
            Anchor::End => tag.is("text-anchor", "end"),
        };
        if !class.is_empty() {
            tag = tag.is("class", class);
        }
        if letters.is_guessed(&text) {
            tag = tag.number("textLength", letters.width(&text) / 1.1).is("lengthAdjust", "spacingAndGlyphs");
        }
        tag.holding(&text);
    }

    /// A text for whoever points at the element that is open.
    pub fn title(&mut self, text: &str) {
        self.out.push_str("<title>");
        let text = for_terminal_lines(text);
        let text = text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
        self.escape(&clipped(&text, MOST_OF_A_TITLE));
        self.out.push_str("</title>");
    }

    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                letter => self.out.push(letter),
            }
        }
    }
}

/// An element that is being written.
#[must_use]
pub struct Tag<'canvas> {
    canvas: &'canvas mut Canvas,
    name: &'static str,
}

impl Tag<'_> {
    /// An attribute.
    pub fn is(self, name: &'static str, value: &str) -> Self {
        self.canvas.out.push(' ');
        self.canvas.out.push_str(name);
        self.canvas.out.push_str("=\"");
        self.canvas.escape(&visible(value));
        self.canvas.out.push('"');
        self
    }

    /// An attribute that is a number.
    pub fn number(self, name: &'static str, value: f64) -> Self {
        let value = number(value);
        self.is(name, &value)
    }

    /// Ends it.
    pub fn end(self) {
        self.canvas.out.push_str("/>\n");
    }

    /// Ends it, with a text for whoever points at it; its line ends stay.
    pub fn titled(self, title: &str) {
        if title.is_empty() {
            return self.end();
        }
        let name = self.name;
        let canvas = self.canvas;
        canvas.out.push('>');
        canvas.title(title);
        canvas.close(name);
    }

    /// Ends it, with a text in it.
    pub fn holding(self, text: &str) {
        self.canvas.out.push('>');
        self.canvas.escape(text);
        self.canvas.close(self.name);
    }

    /// Leaves it open, for marks in it; [`Canvas::close`] ends it.
    pub fn open(self) {
        self.canvas.out.push_str(">\n");
    }
}

/// The name of a verdict's class in the style sheet, and of its hatching.
#[must_use]
pub fn class(verdict: Verdict) -> &'static str {
    verdict.word()
}

/// The style sheet of all pictures: what verdicts look like is as `output::appearance` has it.
#[must_use]
pub fn style_sheet() -> String {
    let mut css = format!("svg{{font-family:{FONTS}}}text{{fill:#1a1a1a}}.soft{{fill:#595959}}");
    for verdict in Verdict::ALL {
        let (look, class) = (appearance(verdict), class(verdict));
        let fill = match look.fill {
            Fill::Full => look.colour.to_owned(),
            Fill::Hatched => format!("url(#hatched-{class})"),
            Fill::Tinted => format!("{};fill-opacity:.25", look.colour),
            Fill::Empty => "none".to_owned(),
        };
        let dashes = dashes(look).map_or(String::new(), |dashes| format!(";stroke-dasharray:{dashes}"));
        let _ =
            write!(css, ".{class}{{fill:{fill}}}.{class}-line{{fill:none;stroke:{}{dashes}}}", look.colour);
    }
    css
}

fn dashes(look: &Appearance) -> Option<String> {
    let Line::Dashed(lengths) = look.line else { return None };
    Some(lengths.iter().map(u8::to_string).collect::<Vec<_>>().join(" "))
}

/// The hatchings that the style sheet names.
pub fn hatchings(canvas: &mut Canvas) {
    canvas.begin("defs").open();
    for verdict in Verdict::ALL {
        let look = appearance(verdict);
        if look.fill != Fill::Hatched {
            continue;
        }
        canvas
            .begin("pattern")
            .is("id", &format!("hatched-{}", class(verdict)))
            .is("patternUnits", "userSpaceOnUse")
            .number("width", 4.0)
            .number("height", 4.0)
            .is("patternTransform", "rotate(45)")
            .open();
        canvas.begin("rect").number("width", 4.0).number("height", 4.0).is("fill", "#fff").end();
        canvas.begin("rect").number("width", 2.0).number("height", 4.0).is("fill", look.colour).end();
        canvas.close("pattern");
    }
    canvas.close("defs");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_have_no_more_decimals_than_they_need() {
        assert_eq!(
            [number(1.0), number(-0.0001), number(2.5), number(1.0 / 3.0)],
            ["1", "0", "2.5", "0.333"]
        );
    }

    #[test]
    fn marks_are_escaped_and_what_cannot_be_seen_is_made_visible() {
        let mut canvas = Canvas::default();
        canvas.begin("g").is("data-id", "a\"<b>&").open();
        canvas.begin("rect").number("x", 1.5).titled("]]><script>\nalert(1)</script>\u{202e}\u{1}\u{ffff}");
        canvas.close("g");
        assert_eq!(
            canvas.as_str(),
            "<g data-id=\"a&quot;&lt;b&gt;&amp;\">\n<rect x=\"1.5\"><title>]]&gt;&lt;script&gt;\n\
             alert(1)&lt;/script&gt;\\u{202e}\\u{1}\\u{ffff}</title></rect>\n</g>\n"
        );
    }

    #[test]
    fn every_verdict_has_its_style() {
        let css = style_sheet();
        for verdict in Verdict::ALL {
            assert!(
                css.contains(&format!(".{verdict}{{")) && css.contains(&format!(".{verdict}-line{{")),
                "{css}"
            );
        }
        let mut canvas = Canvas::default();
        hatchings(&mut canvas);
        assert!(canvas.as_str().contains("id=\"hatched-disputed\""), "{}", canvas.as_str());
    }

    #[test]
    fn lines_break_at_blanks_and_within_long_words() {
        let letters = Letters::of(10.0);
        let width = letters.width("General Federation of");
        assert_eq!(
            letters.lines("General Federation of Trade Unions", width, 3),
            ["General Federation of", "Trade Unions"]
        );
        assert_eq!(letters.lines("조선직업총동맹중앙위원회", 55.0, 9).concat(), "조선직업총동맹중앙위원회");
        let cut = letters.lines("General Federation of Trade Unions of Korea", width, 1);
        assert!(cut.len() == 1 && cut[0].ends_with('…') && letters.width(&cut[0]) <= width, "{cut:?}");
        assert!(letters.lines("", 50.0, 2).is_empty());
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(text in "\\PC{0,60}", width in 30.0..200.0_f64, most in 1..4_usize) {
            let letters = Letters::bold(10.0);
            let lines = letters.lines(&text, width, most);
            prop_assert!(lines.len() <= most);
            for line in &lines {
                // One character as people see it may be wider than a line.
                prop_assert!(letters.width(line) <= width || line.graphemes(true).count() <= 2, "{line:?}");
            }
            // Nothing is lost as long as there is room.
            let whole = letters.lines(&text, width, 1_000).concat();
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(dense(&whole), dense(&visible(&text)));
        }
    }
}
