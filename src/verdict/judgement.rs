//! Judging pooled records for a day.

use std::fmt;

use super::{Limit, LimitKind, Record, Stint, Verdict, stints};
use crate::date::{Day, Span};

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The day lies between held days.
    BetweenHeldDays(Span),
    /// Something excludes the day, and a held day speaks against it.
    Contradicted(Exclusion, Span),
    /// Something excludes the day.
    Excluded(Exclusion),
    /// Nothing excludes the day, and it lies after the last held day.
    NoEnd(Span),
    /// Nothing excludes the day, and it lies before the first held day.
    NoBeginning(Span),
    /// The day lies within the bounds of a held day.
    WithinBounds(Span),
    /// No record says of any day that it held.
    Undated,
    /// There are no records.
    NoRecord,
}

/// What excludes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// A record says that it ended by then.
    Ended(Day),
    /// A record says that it began later.
    NotBegun(Day),
    /// A recorded birth, death, founding or dissolution.
    Limit(LimitKind, Span),
}

impl fmt::Display for Exclusion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exclusion::Ended(day) => write!(out, "ended by {day}"),
            Exclusion::NotBegun(day) => write!(out, "began {day} or later"),
            Exclusion::Limit(kind, span) => {
                let word = match kind {
                    LimitKind::Born => "born",
                    LimitKind::Died => "died",
                    LimitKind::Founded => "founded",
                    LimitKind::Dissolved => "dissolved",
                };
                write!(out, "{word} {}", Within(*span))
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::BetweenHeldDays(span) if span.is_single_day() => {
                write!(out, "certain: held {}", span.from)
            }
            Reason::BetweenHeldDays(span) => write!(out, "certain: held from {} to {}", span.from, span.to),
            Reason::Contradicted(exclusion, held) => {
                write!(out, "disputed: {exclusion} by one record, held {} by another", Within(*held))
            }
            Reason::Excluded(exclusion) => write!(out, "excluded: {exclusion}"),
            Reason::NoEnd(held) => write!(out, "possible: no end known; last held {}", Within(*held)),
            Reason::NoBeginning(held) => {
                write!(out, "possible: no beginning known; first held {}", Within(*held))
            }
            Reason::WithinBounds(held) => write!(out, "possible: held some day within {}", Within(*held)),
            Reason::Undated => out.write_str("possible: no record says when"),
            Reason::NoRecord => out.write_str("possible: no record says when"),
        }
    }
}

/// A day within bounds, in words.
struct Within(Span);

impl fmt::Display for Within {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.from, self.0.to) {
            (from, to) if from == to => write!(out, "{from}"),
            (Day::MIN, to) => write!(out, "{to} or before"),
            (from, Day::MAX) => write!(out, "{from} or after"),
            (from, to) => write!(out, "{from} to {to}"),
        }
    }
}

/// What a pool of records says about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolAnswer {
    /// The best of the verdicts about its stints.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The certain span of that stint.
    pub certain: Option<Span>,
    /// From the first to the last day of the certain spans, of all stints, that hold the day; none if no span does.
    pub certain_around: Option<Span>,
    /// The keys of the records of that stint, and of the limits that decided.
    pub records: Vec<u32>,
    /// The nearest held day before the day, of the whole pool; within its bounds.
    pub held_before: Option<Span>,
    /// The nearest held day after it.
    pub held_after: Option<Span>,
    /// Whether the pool has a stint at all: a record with a held day.
    pub has_stint: bool,
}

/// Judges pooled records for a day; `limits` are those of the official and of the body.
///
/// The best of the verdicts about the stints is given; of equal ones, that about a stint in whose certain span the day
/// lies, and then about the nearest.
#[must_use]
pub fn judge_pool(records: &[Record], limits: &[Limit], day: Day) -> PoolAnswer {
    let (stints, undated) = stints(records);
    let best = stints.iter().map(|stint| (judge_stint(stint, limits, day), stint)).min_by_key(
        |((verdict, ..), stint)| {
            let holds_the_day = stint.certain.is_some_and(|span| span.contains(day));
            (*verdict, !holds_the_day, distance(stint, day))
        },
    );
    let certain_around =
        stints.iter().filter_map(|stint| stint.certain.filter(|span| span.contains(day))).reduce(Span::hull);
    let (held_before, held_after) = (nearest_before(records, day), nearest_after(records, day));
    let Some(((verdict, reason, deciding), stint)) = best else {
        let (verdict, reason, deciding) = judge_undated(limits, day, undated.is_empty());
        let records = undated.iter().map(|record| record.key).chain(deciding).collect();
        return PoolAnswer {
            verdict,
            reason,
            certain: None,
            certain_around: None,
            records,
            held_before,
            held_after,
            has_stint: false,
        };
    };
    PoolAnswer {
        verdict,
        reason,
        certain: stint.certain,
        certain_around,
        records: stint.records.iter().map(|record| record.key).chain(deciding).collect(),
        held_before,
        held_after,
        has_stint: true,
    }
}

/// The verdict about one stint, why, and the keys of the limits that decided it.
pub(super) fn judge_stint(stint: &Stint, limits: &[Limit], day: Day) -> (Verdict, Reason, Vec<u32>) {
    let mut excluders: Vec<(Exclusion, bool, Option<u32>)> = Vec::new();
    for record in &stint.records {
        if day > record.possible.to {
            excluders.push((
                Exclusion::Ended(record.possible.to),
                stint.held_after(record.possible.to),
                None,
            ));
        } else if day < record.possible.from {
            excluders.push((
                Exclusion::NotBegun(record.possible.from),
                stint.held_before(record.possible.from),
                None,
            ));
        }
    }
    for limit in limits.iter().filter(|limit| excludes(limit, day)) {
        let contradicted = match limit.kind {
            LimitKind::Died | LimitKind::Dissolved => stint.held_after(limit.span.to),
            LimitKind::Born | LimitKind::Founded => stint.held_before(limit.span.from),
        };
        excluders.push((Exclusion::Limit(limit.kind, limit.span), contradicted, Some(limit.key)));
    }
    let keys = |excluders: &[(Exclusion, bool, Option<u32>)]| {
        excluders.iter().filter_map(|(.., key)| *key).collect()
    };
    let within = stint.certain.filter(|span| span.contains(day));
    if let Some(span) = within {
        return match strongest(&excluders) {
            None => (Verdict::Certain, Reason::BetweenHeldDays(span), Vec::new()),
            Some((exclusion, _)) => {
                let against = held_against(stint, exclusion, day).unwrap_or(span);
                (Verdict::Disputed, Reason::Contradicted(exclusion, against), keys(&excluders))
            }
        };
    }
    let every_record_excludes =
        !stint.records.is_empty() && stint.records.iter().all(|record| !record.possible.contains(day));
    match strongest(&excluders) {
        Some((exclusion, contradicted)) if every_record_excludes || !contradicted => {
            (Verdict::Excluded, Reason::Excluded(exclusion), keys(&excluders))
        }
        Some((exclusion, _)) => {
            let against = held_against(stint, exclusion, day).unwrap_or(Span::single(day));
            (Verdict::Disputed, Reason::Contradicted(exclusion, against), keys(&excluders))
        }
        None => (Verdict::Possible, open(stint, day), Vec::new()),
    }
}

fn excludes(limit: &Limit, day: Day) -> bool {
    match limit.kind {
        LimitKind::Died | LimitKind::Dissolved => limit.span.to < day,
        LimitKind::Born | LimitKind::Founded => limit.span.from > day,
    }
}

/// The excluder to name: one that is not contradicted before the others, a death or the like before records.
fn strongest(excluders: &[(Exclusion, bool, Option<u32>)]) -> Option<(Exclusion, bool)> {
    excluders
        .iter()
        .min_by_key(|(exclusion, contradicted, _)| {
            (*contradicted, !matches!(exclusion, Exclusion::Limit(..)), order(exclusion))
        })
        .map(|(exclusion, contradicted, _)| (*exclusion, *contradicted))
}

/// Makes the choice among equal excluders the same in whatever order records come: the tightest first, and of two
/// that exclude the same days the one that is known more exactly.
fn order(exclusion: &Exclusion) -> (i32, i32, i32) {
    match exclusion {
        Exclusion::Ended(day) => (day.number(), 0, 0),
        Exclusion::NotBegun(day) => (-day.number(), 0, 1),
        Exclusion::Limit(kind, span) => {
            let width = span.to.number() - span.from.number();
            match kind {
                LimitKind::Died | LimitKind::Dissolved => (span.to.number(), width, 2),
                LimitKind::Born | LimitKind::Founded => (-span.from.number(), width, 3),
            }
        }
    }
}

/// A held day that speaks against what excludes the day: the nearest beyond it, else the nearest to the day.
fn held_against(stint: &Stint, exclusion: Exclusion, day: Day) -> Option<Span> {
    let beyond: Option<Span> = match exclusion {
        Exclusion::Ended(limit) => stint.held().filter(|held| held.from > limit).min(),
        Exclusion::Limit(LimitKind::Died | LimitKind::Dissolved, span) => {
            stint.held().filter(|held| held.from > span.to).min()
        }
        Exclusion::NotBegun(limit) => stint.held().filter(|held| held.to < limit).max(),
        Exclusion::Limit(LimitKind::Born | LimitKind::Founded, span) => {
            stint.held().filter(|held| held.to < span.from).max()
        }
    };
    beyond.or_else(|| stint.held().min_by_key(|held| (away(*held, day), *held)))
}

/// Why a day is possible that nothing excludes.
fn open(stint: &Stint, day: Day) -> Reason {
    if let Some(held) = stint.held().filter(|held| held.contains(day)).min() {
        return Reason::WithinBounds(held);
    }
    let before = stint.held().filter(|held| held.to < day).max_by_key(|held| (held.to, held.from));
    let after = stint.held().filter(|held| held.from > day).min();
    match (before, after) {
        (Some(held), None) => Reason::NoEnd(held),
        (_, Some(held)) => Reason::NoBeginning(held),
        (None, None) => Reason::Undated,
    }
}

/// Records without any held day say nothing against the day; a death and the like do.
fn judge_undated(limits: &[Limit], day: Day, is_empty: bool) -> (Verdict, Reason, Vec<u32>) {
    let excluders: Vec<(Exclusion, bool, Option<u32>)> = limits
        .iter()
        .filter(|limit| excludes(limit, day))
        .map(|limit| (Exclusion::Limit(limit.kind, limit.span), false, Some(limit.key)))
        .collect();
    match strongest(&excluders) {
        Some((exclusion, _)) => (
            Verdict::Excluded,
            Reason::Excluded(exclusion),
            excluders.iter().filter_map(|(.., key)| *key).collect(),
        ),
        None if is_empty => (Verdict::Possible, Reason::NoRecord, Vec::new()),
        None => (Verdict::Possible, Reason::Undated, Vec::new()),
    }
}

/// How many days a held day is away from a day, at the least.
fn away(held: Span, day: Day) -> i32 {
    if held.contains(day) {
        0
    } else if held.to < day {
        day.number() - held.to.number()
    } else {
        held.from.number() - day.number()
    }
}

fn distance(stint: &Stint, day: Day) -> (i32, Option<Span>, u32) {
    let nearest = stint.held().map(|held| away(held, day)).min().unwrap_or(i32::MAX);
    let first_key = stint.records.iter().map(|record| record.key).min().unwrap_or(u32::MAX);
    (nearest, stint.certain, first_key)
}

/// The nearest held day that is not after the day: one wholly before it or on it is preferred to one whose bounds
/// reach beyond the day, and of these the latest is taken.
fn nearest_before(records: &[Record], day: Day) -> Option<Span> {
    let held =
        || records.iter().flat_map(|record| record.held.iter().copied()).filter(|held| held.from <= day);
    held().filter(|held| held.to <= day).max_by_key(|held| (held.to, held.from)).or_else(|| held().max())
}

/// The nearest held day that is not before the day, in the same way.
fn nearest_after(records: &[Record], day: Day) -> Option<Span> {
    let held = || records.iter().flat_map(|record| record.held.iter().copied()).filter(|held| held.to >= day);
    held().filter(|held| held.from >= day).min().or_else(|| held().min_by_key(|held| (held.to, held.from)))
}
