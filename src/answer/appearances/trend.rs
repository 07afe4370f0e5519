//! Whether somebody rises or falls in the lists between two periods.

/// With fewer lists than this in either period, nothing is compared.
const ENOUGH: usize = 2;

/// A smaller change than this part of the length of the lists is none; what sums of fractions lose does not matter.
const CHANGE: f64 = 0.1 - 1e-9;

/// Places of several lists, by the lowest and by the highest reading of each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mean {
    /// How many lists.
    pub count: usize,
    low: f64,
    high: f64,
}

impl Mean {
    /// Adds the place in one list.
    pub fn add(&mut self, low: f64, high: f64) {
        self.count += 1;
        self.low += low;
        self.high += high;
    }

    /// The mean by the lowest and by the highest readings; none without a list.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let count = self.count as f64;
        (self.count > 0).then(|| (self.low / count, self.high / count))
    }
}

/// Where a place lies in a list: 0 is the first, 1 the last.
#[must_use]
pub fn relative(place: u32, length: u32) -> f64 {
    if length < 2 { 0.0 } else { f64::from(place - 1) / f64::from(length - 1) }
}

/// What the two periods come to, in a word.
#[must_use]
pub fn trend(before: &Mean, after: &Mean) -> &'static str {
    let ranges = before.range().zip(after.range());
    let Some((before_range, after_range)) = ranges.filter(|_| before.count.min(after.count) >= ENOUGH) else {
        return "no comparison";
    };
    let (least, most) = (after_range.0 - before_range.1, after_range.1 - before_range.0);
    if most <= -CHANGE {
        "rising"
    } else if least >= CHANGE {
        "falling"
    } else if least > -CHANGE && most < CHANGE {
        "steady"
    } else {
        "contested"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(places: &[(f64, f64)]) -> Mean {
        let mut mean = Mean::default();
        places.iter().for_each(|(low, high)| mean.add(*low, *high));
        mean
    }

    #[test]
    fn a_place_is_relative_to_the_length_of_the_list() {
        assert_eq!([relative(1, 5), relative(3, 5), relative(5, 5), relative(1, 1)], [0.0, 0.5, 1.0, 0.0]);
    }

    #[test]
    fn a_change_counts_from_a_tenth_of_the_list_on_whichever_source_is_right() {
        let middle = mean(&[(0.5, 0.5), (0.5, 0.5)]);
        assert_eq!(trend(&middle, &mean(&[(0.3, 0.3), (0.5, 0.5)])), "rising");
        assert_eq!(trend(&middle, &mean(&[(0.7, 0.7), (0.5, 0.5)])), "falling");
        assert_eq!(trend(&middle, &mean(&[(0.62, 0.62), (0.5, 0.5)])), "steady");
        assert_eq!(trend(&middle, &mean(&[(0.1, 0.9), (0.5, 0.5)])), "contested");
        assert_eq!(trend(&middle, &mean(&[(0.1, 0.2), (0.3, 0.5)])), "rising");
    }

    #[test]
    fn one_list_in_a_period_does_not_compare() {
        let middle = mean(&[(0.5, 0.5), (0.5, 0.5)]);
        assert_eq!(trend(&middle, &mean(&[(0.1, 0.1)])), "no comparison");
        assert_eq!(trend(&Mean::default(), &middle), "no comparison");
    }
}
