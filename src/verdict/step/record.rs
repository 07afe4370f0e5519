//! What goes into a step function: records with their held days, and recorded births, deaths and the like.

use crate::date::{Day, Span, Until};

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

/// The held days of a record (section 3): its `since`, its `until` if that is a date, and the day on which its source saw
/// it: `as_of` whenever one is stated, else, if it says "still so", the day of the source.
///
/// A source cannot have seen what came after `public_by`, the last day on which it can have been written: a held day that
/// begins later is none, and one that reaches beyond is cut there. A term under way, its end still to come, is a "still
/// so". `published` are the days on which the source can have been published, cut at the day on which it was read.
#[must_use]
pub fn held_days(
    since: Option<Span>,
    until: Option<Until>,
    as_of: Option<Span>,
    published: Option<Span>,
    public_by: Option<Day>,
) -> [Option<HeldDay>; 3] {
    let end = match until {
        Some(Until::Known(end)) => Some(end),
        Some(Until::Still) | None => None,
    };
    let is_under_way =
        end.zip(since).zip(public_by).is_some_and(|((end, since), out)| end.from > out && since.to <= out);
    let is_still = until == Some(Until::Still) || is_under_way;
    let published = match (published, public_by) {
        (Some(published), Some(out)) if published.from > out => Some(Span::single(out)), // read before its date
        (published, _) => published,
    };
    let seen = as_of.or(if is_still { published } else { None });
    let held = |kind, day: Option<Span>| {
        let day = day?;
        let to = public_by.map_or(day.to, |out| day.to.min(out));
        Span::new(day.from, to).map(|day| HeldDay { kind, day })
    };
    [held(HeldKind::Since, since), held(HeldKind::Until, end), held(HeldKind::Seen, seen)]
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
