//! Whether an organization existed on a day.

use super::judgement::{PoolAnswer, judge_stint};
use super::{HeldDays, Limit, LimitKind, Reason, Record, Stint, Verdict};
use crate::date::{Day, Span};

/// Judges whether an organization existed on a day: from its founding to its dissolution, and on the days on which one
/// of its names held. Each is given with the caller's number for its record.
///
/// It is one stint: recorded foundings, dissolutions and days of names are held days; a founding after the day or a
/// dissolution before it excludes the day, as for verdicts in general. With nothing on record it is possible.
#[must_use]
pub fn existence(
    founded: &[(u32, Span)],
    dissolved: &[(u32, Span)],
    held: &[(u32, Span)],
    day: Day,
) -> PoolAnswer {
    let limit = |kind| move |(key, span): &(u32, Span)| Limit { kind, span: *span, key: *key };
    let limits: Vec<Limit> = founded
        .iter()
        .map(limit(LimitKind::Founded))
        .chain(dissolved.iter().map(limit(LimitKind::Dissolved)))
        .collect();
    let records: Vec<Record> = founded
        .iter()
        .chain(dissolved)
        .chain(held)
        .map(|(key, span)| {
            let mut days = HeldDays::default();
            days.push(*span);
            Record { key: *key, possible: Span::ALWAYS, held: days }
        })
        .collect();
    let mut keys: Vec<u32> = records.iter().map(|record| record.key).collect();
    keys.sort_unstable();
    keys.dedup();
    if records.is_empty() {
        return PoolAnswer {
            verdict: Verdict::Possible,
            reason: Reason::NoRecord,
            certain: None,
            certain_around: None,
            records: keys,
            held_before: None,
            held_after: None,
            has_stint: false,
        };
    }
    let stint = Stint::of(records);
    let (verdict, reason, _) = judge_stint(&stint, &limits, day);
    let held_before = stint.held().filter(|span| span.to <= day).max_by_key(|span| (span.to, span.from));
    let held_after = stint.held().filter(|span| span.from >= day).min();
    PoolAnswer {
        verdict,
        reason,
        certain: stint.certain,
        certain_around: stint.certain.filter(|span| span.contains(day)),
        records: keys,
        held_before,
        held_after,
        has_stint: true,
    }
}
