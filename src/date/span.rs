//! A run of days with both ends in it.

use super::Day;

/// All days from `from` to `to`, both included; `from` is never after `to`.
///
/// As the bounds of a date, the days it can mean; [`Day::MIN`] and [`Day::MAX`] stand for "no limit".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Span {
    /// Every day there is.
    pub const ALWAYS: Span = Span { from: Day::MIN, to: Day::MAX };

    /// The days from `from` to `to`; none if `from` is after `to`.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Span> {
        (from <= to).then_some(Span { from, to })
    }

    /// That one day.
    #[must_use]
    pub fn single(day: Day) -> Span {
        Span { from: day, to: day }
    }

    /// Whether it is one day long.
    #[must_use]
    pub fn is_single_day(self) -> bool {
        self.from == self.to
    }

    /// Whether `day` is one of its days.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether all days of `other` are days of this one.
    #[must_use]
    pub fn encloses(self, other: Span) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// From the first day of either to the last day of either.
    #[must_use]
    pub fn hull(self, other: Span) -> Span {
        Span { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}
