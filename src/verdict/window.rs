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

    /// The days on which it was under way, whichever reading of the dates is right.
    fn under_way(&self) -> Option<Span> {
        Span::new(self.start.to, self.end.from)
    }
}

/// Judges whether an event lies in a window, by all its reports; `denials` are those that deny or cancel it.
///
/// Certain if the bounds of a report lie inside, or if it was under way for certain on a day of the window; possible if they
/// overlap the window; disputed if those of one report lie inside and those of another wholly outside, or if a denial has
/// bounds that meet those of a report in the window; excluded if all lie outside.
#[must_use]
pub fn in_window(reports: &[Report], denials: &[Report], window: Span) -> Verdict {
    let inside = reports.iter().any(|report| window.encloses(report.bounds()));
    let under_way = reports.iter().any(|report| report.under_way().is_some_and(|days| window.overlaps(days)));
    let outside = reports.iter().any(|report| !window.overlaps(report.bounds()));
    let overlapping = || reports.iter().map(Report::bounds).filter(|bounds| window.overlaps(*bounds));
    let is_denied = overlapping().any(|bounds| {
        denials.iter().any(|denial| denial.bounds().overlaps(bounds) && denial.bounds().overlaps(window))
    });
    if overlapping().next().is_none() {
        Verdict::Excluded
    } else if is_denied || (inside && outside) {
        Verdict::Disputed
    } else if inside || under_way {
        Verdict::Certain
    } else {
        Verdict::Possible
    }
}
