//! Rows in aligned columns, with a line under the headings.

use unicode_width::UnicodeWidthStr;

use super::sheet::{Heading, Row, blanks, painted};
use super::widths::{GAP, Wish, widths};

/// The columns of a table: which they are, and how wide.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Which of the shown columns are written.
    places: Vec<usize>,
    /// How wide they are, without the gaps.
    widths: Vec<usize>,
}

impl Grid {
    /// The columns at these places, as wide as `room` allows for these rows; none where a word would have to be divided.
    pub(super) fn of(
        headings: &[Heading],
        rows: &[Row],
        places: &[usize],
        room: Option<usize>,
    ) -> Option<Grid> {
        let wishes = wishes(headings, rows, places, room);
        Some(Grid { places: places.to_vec(), widths: widths(&wishes, room)? })
    }

    /// Which of the shown columns are written.
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    /// Whether these rows fit into the columns without a word divided.
    pub(super) fn takes(&self, headings: &[Heading], rows: &[Row], room: Option<usize>) -> bool {
        let wishes = wishes(headings, rows, &self.places, room);
        wishes.iter().zip(&self.widths).all(|(wish, width)| wish.word <= *width)
    }

    /// A grid of the same columns into which what fits one of the two fits.
    pub(super) fn widened(self, other: &Grid) -> Grid {
        let widths = self.widths.iter().zip(&other.widths).map(|(one, other)| *one.max(other)).collect();
        Grid { places: self.places, widths }
    }

    /// The headings, and the line under them.
    pub(super) fn header(&self, headings: &[Heading], rows: &[Row]) -> Vec<String> {
        let cells = self.places.iter().zip(&self.widths).map(|(place, width)| {
            let text = &headings[*place].text;
            padded(text, text.width(), *width, is_of_numbers(rows, *place))
        });
        let total = self.widths.iter().sum::<usize>() + GAP * self.widths.len().saturating_sub(1);
        vec![joined(cells), "─".repeat(total)]
    }

    /// The lines of a row.
    pub(super) fn lines(&self, headings: &[Heading], row: &Row, is_coloured: bool) -> Vec<String> {
        let cells: Vec<Vec<(String, usize)>> =
            self.places.iter().zip(&self.widths).map(|(place, width)| row[*place].lines(*width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            joined(self.places.iter().zip(&self.widths).zip(&cells).map(|((place, width), lines)| {
                let (text, taken) = lines.get(at).map_or(("", 0), |(text, taken)| (text.as_str(), *taken));
                let style = headings[*place].style(&row[*place].text);
                padded(&painted(text, style, is_coloured), taken, *width, row[*place].is_number)
            }))
        };
        (0..height).map(line).collect()
    }
}

/// What the columns at these places ask for.
fn wishes(headings: &[Heading], rows: &[Row], places: &[usize], room: Option<usize>) -> Vec<Wish> {
    let wish = |place: &usize| {
        let heading = &headings[*place];
        let mut wish = Wish::heading(&heading.text);
        rows.iter().for_each(|row| wish.meet(&row[*place], room));
        wish
    };
    places.iter().map(wish).collect()
}

/// Cells beside each other, without blanks at the end.
fn joined(cells: impl Iterator<Item = String>) -> String {
    let line = cells.collect::<Vec<_>>().join(&blanks(GAP));
    line.trim_end().to_owned()
}

fn padded(text: &str, taken: usize, width: usize, is_right: bool) -> String {
    let rest = blanks(width.saturating_sub(taken));
    if is_right { format!("{rest}{text}") } else { format!("{text}{rest}") }
}

/// Whether a column has numbers and nothing else, so that its heading is aligned to the right as they are.
fn is_of_numbers(rows: &[Row], place: usize) -> bool {
    let mut filled = rows.iter().map(|row| &row[place]).filter(|cell| !cell.text.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| cell.is_number)
}
