//! What goes into a step function: records with their held days, and recorded births, deaths and the like.

use crate::date::{self, Day, Span, Until, Written};

/// Which cell of a record a held day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeldKind {
    /// `as_of`, or the day of the source that says "still so".
    Seen,
    /// `since`.
    Since,
    /// `until`.
    Until,
}

/// A day, known within bounds, on which something held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldDay {
    /// Where it comes from.
    pub kind: HeldKind,
    /// The days that it can be.
    pub day: Span,
}

/// A dated record, as a verdict takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The caller's number for it.
    pub key: u32,
    /// The caller's number for what is judged: an official in an office, a value, a name.
    pub holder: u32,
    /// The id of its source.
    pub source: &'a str,
    /// The analyst's word that keeps spells apart.
    pub term: Option<&'a str>,
    /// The bounds of its `since`.
    pub since: Option<Span>,
    /// The bounds of its `until`, if that is a date.
    pub until: Option<Span>,
    /// Its held days: of `since`, of `until`, and the day on which it was seen.
    pub held: [Option<HeldDay>; 3],
}

/// The held days of a record, by the one definition ([`date::held_days`]), each with the cell that it comes from.
///
/// `published` are the days on which its source can have been published, cut at the day on which it was read, and
/// `public_by` is the last day on which it can have been written.
#[must_use]
pub fn held_days(
    since: Option<Span>,
    until: Option<Until>,
    as_of: Option<Span>,
    published: Option<Span>,
    public_by: Option<Day>,
) -> [Option<HeldDay>; 3] {
    let days = date::held_days(since, until, as_of, Written { published, public_by });
    let held = |kind| move |day| HeldDay { kind, day };
    [
        days.since.map(held(HeldKind::Since)),
        days.until.map(held(HeldKind::Until)),
        days.seen.map(held(HeldKind::Seen)),
    ]
}

/// What a recorded birth, death, founding or dissolution excludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// No day before it.
    Born,
    /// No day after it.
    Died,
    /// No day before it.
    Founded,
    /// No day after it.
    Dissolved,
}

impl LimitKind {
    /// Whether it excludes the days after it, and not those before it.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, LimitKind::Died | LimitKind::Dissolved)
    }

    /// Whether it is a person's, and not an organization's.
    #[must_use]
    pub fn is_of_a_person(self) -> bool {
        matches!(self, LimitKind::Born | LimitKind::Died)
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LimitKind::Born => "born",
            LimitKind::Died => "died",
            LimitKind::Founded => "founded",
            LimitKind::Dissolved => "dissolved",
        }
    }
}

/// A recorded birth, death, founding or dissolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// Which of them.
    pub kind: LimitKind,
    /// The days on which it can have been.
    pub day: Span,
    /// The caller's number for whose it is: only records of the same birth (death, ...) contradict each other.
    pub subject: u32,
    /// The caller's number for the record.
    pub key: u32,
}

/// From the smallest last day to the greatest first day of some held days; none if no day is sure.
pub(super) fn hull(days: impl Iterator<Item = Span> + Clone) -> Option<Span> {
    let first = days.clone().map(|day| day.to).min()?;
    let last = days.map(|day| day.from).max()?;
    Span::new(first, last)
}

/// From the first day of `since` to the last day of `until`; no limit where there is none.
pub(super) fn possible(since: Option<Span>, until: Option<Span>) -> Span {
    let (from, to) = (since.map_or(Day::MIN, |day| day.from), until.map_or(Day::MAX, |day| day.to));
    Span::new(from, to).unwrap_or(Span { from: to, to: from })
}
