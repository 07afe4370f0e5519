//! How wide the columns of a table are.

use unicode_width::UnicodeWidthStr;

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// No column is made narrower: below that nothing can be read, and a line may rather be too long.
const NARROWEST: usize = 4;

/// Words up to this long are kept whole where there is room; longer ones (addresses) may be broken.
const LONGEST_WORD: usize = 24;

/// What a column asks for, in columns of a terminal; Hangul and Han letters take two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// The widest cell.
    whole: usize,
    /// The widest word.
    word: usize,
}

impl Default for Wish {
    /// A column in which nothing stands is one wide: none can be narrower.
    fn default() -> Wish {
        Wish { whole: 1, word: 1 }
    }
}

impl Wish {
    /// Takes in a further cell.
    pub(super) fn meet(&mut self, text: &str) {
        self.whole = self.whole.max(text.width());
        let word = text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
        self.word = self.word.max(word.min(LONGEST_WORD));
    }
}

/// The columns' widths. Where `room` is too small for all, the widest columns give way first: as long as there is room,
/// only down to their widest word.
pub(super) fn widths(wishes: &[Wish], room: Option<usize>) -> Vec<usize> {
    let gaps = GAP * wishes.len().saturating_sub(1);
    let cap_to = |cap: usize, wish: &Wish| wish.whole.min(cap.max(wish.word));
    let cut_to = |cap: usize, wish: &Wish| wish.word.min(cap.max(NARROWEST));
    let room = room.map_or(usize::MAX, |room| room.saturating_sub(gaps));
    if sum(wishes, |wish| wish.whole) <= room {
        wishes.iter().map(|wish| wish.whole).collect()
    } else if sum(wishes, |wish| wish.word) <= room {
        shared(wishes, room, cap_to)
    } else {
        shared(wishes, room, cut_to)
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
            let mut wish = Wish::default();
            wish.meet(cell);
            wish
        };
        cells.iter().map(wish).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_cells_where_there_is_room() {
        assert_eq!(widths(&wishes(&["certain", "김중린", ""]), None), [7, 6, 1]);
        assert_eq!(widths(&wishes(&["certain", "김중린"]), Some(15)), [7, 6]);
    }

    #[test]
    fn the_widest_gives_way_first_and_words_stay_whole() {
        assert_eq!(widths(&wishes(&["certain", "a b c d e f g h i j k l m n o p"]), Some(29)), [7, 20]);
        assert_eq!(widths(&wishes(&["kim-jung-rin", "a b c d e f g h i j"]), Some(20)), [12, 6]);
    }

    #[test]
    fn words_are_broken_only_where_nothing_else_helps() {
        assert_eq!(
            widths(&wishes(&["kim-jung-rin", "chair", "https://example.org/a/very/long"]), Some(24)),
            [8, 5, 7]
        );
        assert_eq!(widths(&wishes(&["kim-jung-rin", "workers", "committee"]), Some(3)), [4, 4, 4]);
    }

    proptest! {
        #[test]
        fn tables_fit_unless_columns_would_be_unreadable(cells in prop::collection::vec("[a-z가-힣 ]{0,40}", 0..8), room in 0usize..120) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let wishes = wishes(&cells);
            let widths = widths(&wishes, Some(room));
            let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
            prop_assert!(total <= room.max(widths.len() * (NARROWEST + GAP)));
            for (width, wish) in widths.iter().zip(&wishes) {
                prop_assert!(*width <= wish.whole);
                prop_assert!(*width >= wish.word.min(NARROWEST));
            }
        }
    }
}
