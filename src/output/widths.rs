//! How wide the columns of a table are.

use unicode_width::UnicodeWidthStr;

use super::sheet::Entry;
use super::wrap;

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// What a column asks for, in columns of a terminal; Hangul and Han letters take two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// The widest cell.
    whole: usize,
    /// The widest part that stays on one line.
    pub(super) word: usize,
}

impl Wish {
    /// What a heading asks for, which stays on one line. A column is at least one wide.
    pub(super) fn heading(text: &str) -> Wish {
        let width = text.width().max(1);
        Wish { whole: width, word: width }
    }

    /// Takes in a further cell; no line is wider than `line`. Without a limit no line is divided, and words do not matter.
    pub(super) fn meet(&mut self, cell: &Entry, line: Option<usize>) {
        let width = cell.text.width();
        self.whole = self.whole.max(width);
        if let Some(line) = line
            && width > self.word
        {
            let word = cell.indent() + wrap::widest(cell.text.trim_start_matches(' '), line);
            self.word = self.word.max(word);
        }
    }
}

/// The columns' widths. Where `room` is too small for all, the widest columns give way first, down to their widest word;
/// none where there is no room for the words.
pub(super) fn widths(wishes: &[Wish], room: Option<usize>) -> Option<Vec<usize>> {
    let gaps = GAP * wishes.len().saturating_sub(1);
    let room = room.map_or(usize::MAX, |room| room.saturating_sub(gaps));
    if sum(wishes, |wish| wish.whole) <= room {
        Some(wishes.iter().map(|wish| wish.whole).collect())
    } else if sum(wishes, |wish| wish.word) <= room {
        Some(shared(wishes, room, |cap, wish| wish.whole.min(cap.max(wish.word))))
    } else {
        None
    }
}

/// The widths under the greatest cap with which all columns fit; what is left over goes to the first that want it.
fn shared(wishes: &[Wish], room: usize, width: impl Fn(usize, &Wish) -> usize) -> Vec<usize> {
    let fits = |cap: usize| sum(wishes, |wish| width(cap, wish)) <= room;
    let cap = (1..=room).rev().find(|cap| fits(*cap)).unwrap_or(1);
    let mut left = room.saturating_sub(sum(wishes, |wish| width(cap, wish)));
    let widths = wishes.iter().map(|wish| {
        let more = (width(cap + 1, wish) - width(cap, wish)).min(left);
        left -= more;
        width(cap, wish) + more
    });
    widths.collect()
}

fn sum(wishes: &[Wish], width: impl Fn(&Wish) -> usize) -> usize {
    wishes.iter().map(width).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wishes(cells: &[&str]) -> Vec<Wish> {
        let wish = |cell: &&str| {
            let mut wish = Wish::heading("");
            wish.meet(&Entry { text: (*cell).to_owned(), is_number: false }, Some(80));
            wish
        };
        cells.iter().map(wish).collect()
    }

    fn shared_out(cells: &[&str], room: usize) -> Option<Vec<usize>> {
        widths(&wishes(cells), Some(room))
    }

    #[test]
    fn columns_are_as_wide_as_their_cells_where_there_is_room() {
        assert_eq!(widths(&wishes(&["certain", "김중린", ""]), None), Some(vec![7, 6, 1]));
        assert_eq!(shared_out(&["certain", "김중린"], 15), Some(vec![7, 6]));
    }

    #[test]
    fn the_widest_gives_way_first_and_words_stay_whole() {
        assert_eq!(shared_out(&["certain", "a b c d e f g h i j k l m n o p"], 29), Some(vec![7, 20]));
        assert_eq!(shared_out(&["kim-jung-rin", "a b c d e f g h i j"], 20), Some(vec![12, 6]));
    }

    #[test]
    fn there_are_no_columns_where_a_word_would_be_divided() {
        assert_eq!(shared_out(&["kim-jung-rin", "1965-01-01"], 24), Some(vec![12, 10]));
        assert_eq!(shared_out(&["kim-jung-rin", "1965-01-01"], 23), None);
    }

    #[test]
    fn an_address_gives_way_further_than_a_word() {
        assert_eq!(shared_out(&["kim-jung-rin", "https://example.org/a/very/long"], 34), Some(vec![12, 20]));
    }

    proptest! {
        #[test]
        fn columns_fit_and_none_is_wider_than_its_cells(
            texts in prop::collection::vec("[a-z ]{0,60}", 1..8),
            room in 20_usize..120,
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let asked = wishes(&texts);
            if let Some(widths) = widths(&asked, Some(room)) {
                let total = widths.iter().sum::<usize>() + GAP * (texts.len() - 1);
                prop_assert!(total <= room);
                prop_assert!(widths.iter().zip(&asked).all(|(width, wish)| wish.word <= *width && *width <= wish.whole));
            } else {
                prop_assert!(asked.iter().map(|wish| wish.word).sum::<usize>() + GAP * (texts.len() - 1) > room);
            }
        }
    }
}
