//! Bars of block characters.

/// Eighths of a block, from one to eight.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar that shows `count` on a scale on which `most` is `width` characters long.
///
/// Nothing has no bar, and something always has one.
#[must_use]
pub fn bar(count: i64, most: i64, width: usize) -> String {
    if count <= 0 || most <= 0 || width == 0 {
        return String::new();
    }
    let width = i128::try_from(width).unwrap_or(i128::MAX).min(1_000);
    let eighths = (i128::from(count.min(most)) * width * 8 / i128::from(most)).max(1);
    let (whole, rest) =
        (usize::try_from(eighths / 8).unwrap_or(0), usize::try_from(eighths % 8).unwrap_or(0));
    let mut bar = "█".repeat(whole);
    if rest > 0 {
        bar.push(EIGHTHS[rest - 1]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_in_proportion_and_something_is_never_nothing() {
        assert_eq!(bar(0, 10, 8), "");
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 4), "██");
        assert_eq!(bar(1, 1_000_000, 4), "▏");
        assert_eq!(bar(3, 16, 2), "▍");
        assert_eq!(bar(i64::MAX, i64::MAX, 2), "██");
        assert_eq!(bar(3, 0, 2), "");
    }
}
