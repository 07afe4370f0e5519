//! Whether an event lies in a window of days.

use super::Verdict;
use crate::date::Span;

/// When an event was, by one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// The days on which it can have begun.
    pub start: Span,
    /// The days on which it can have ended.
    pub end: Span,
}

impl Report {
    /// An event on one day, known within bounds.
    #[must_use]
    pub fn on_a_day(bounds: Span) -> Report {
        Report { start: bounds, end: bounds }
    }

    /// An event that lasted.
    #[must_use]
    pub fn lasting(start: Span, end: Span) -> Report {
        Report { start, end }
    }

    /// From the first day on which it can have begun to the last on which it can have ended.
    fn bounds(&self) -> Span {
        Span::new(self.start.from, self.end.to).unwrap_or(self.start)
    }
}

/// Judges whether an event lies in a window, by all its reports.
///
/// Certain if the bounds of a report lie inside; possible if they overlap the window; disputed if those of one report
/// lie inside and those of another wholly outside; excluded if all lie outside.
#[must_use]
pub fn in_window(reports: &[Report], window: Span) -> Verdict {
    let inside = reports.iter().any(|report| window.encloses(report.bounds()));
    let outside = reports.iter().any(|report| !window.overlaps(report.bounds()));
    let overlapping = reports.iter().any(|report| window.overlaps(report.bounds()));
    match (inside, outside, overlapping) {
        (true, true, _) => Verdict::Disputed,
        (true, false, _) => Verdict::Certain,
        (false, _, true) => Verdict::Possible,
        (false, _, false) => Verdict::Excluded,
    }
}
