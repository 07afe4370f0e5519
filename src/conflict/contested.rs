//! The disputed days of step functions: who holds something at one time, and what records say of one holder.
//!
//! What is contested is read from the same pieces as answers, so that a disputed day has a finding and a
//! finding has disputed days only.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::JudgedPool;
use crate::date::{Day, Span};
use crate::query::DatedRow;
use crate::verdict::Verdict;
use crate::verdict::step::{Against, LimitKind, Piece, Reason, Tenure};

/// Days on which several have something of which one at a time can be right (rules D1 and D4).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rivalry {
    pub days: Span,
    /// Their places among the step functions, in order.
    pub holders: Vec<usize>,
}

/// Which records of one holder contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Disagreement {
    /// When it began.
    Beginning,
    /// When it ended.
    End,
    /// A birth, death, founding or dissolution that leaves no room for the day.
    Limit(LimitKind),
}

/// Days on which the records of one holder contradict each other (rule C).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contradiction {
    pub days: Span,
    pub about: Disagreement,
}

impl Contradiction {
    /// Whether it is one of two deaths (births, foundings) by themselves, of which one allows the days: see constant-values.
    pub fn is_of_limits(&self, pool: &JudgedPool<'_>, holder: u32) -> bool {
        match self.about {
            Disagreement::Limit(kind) => pool.is_limit_contradicted(holder, kind, self.days),
            _ => false,
        }
    }
}

fn is_disputed_by_others(reason: &Reason) -> bool {
    matches!(reason, Reason::HeldAsWell(_) | Reason::Challenged(..) | Reason::Challenging(..))
}

/// The days on which holders dispute each other. Days with the same holders are one.
pub(super) fn rivalries(tenures: &[Tenure]) -> Vec<Rivalry> {
    let place = |holder: u32| tenures.binary_search_by_key(&holder, |tenure| tenure.holder).ok();
    let mut disputed: Vec<(Span, Vec<usize>)> = Vec::new();
    for (own, tenure) in tenures.iter().enumerate() {
        for piece in tenure.pieces.iter().filter(|piece| piece.verdict == Verdict::Disputed) {
            let mut holders = vec![own];
            match piece.reason {
                Reason::HeldAsWell(others) => holders.extend(others.iter().filter_map(place)),
                Reason::Challenged(other, ..) | Reason::Challenging(other, _) => holders.extend(place(other)),
                _ => continue,
            }
            disputed.push((piece.days, holders));
        }
    }
    let mut changes: BTreeMap<Day, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (number, (days, _)) in disputed.iter().enumerate() {
        changes.entry(days.from).or_default().0.push(number);
        changes.entry(days.to.after()).or_default().1.push(number);
    }
    let mut active: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<Rivalry> = Vec::new();
    let mut days = changes.iter().peekable();
    while let Some((from, (begin, end))) = days.next() {
        end.iter().for_each(|number| {
            active.remove(number);
        });
        active.extend(begin);
        let holders: BTreeSet<usize> = active.iter().flat_map(|number| disputed[*number].1.clone()).collect();
        let Some((next, _)) = days.peek().filter(|_| !holders.is_empty()) else { continue };
        let (holders, to) = (holders.into_iter().collect::<Vec<usize>>(), next.before());
        match found.last_mut() {
            Some(last) if last.holders == holders && last.days.to.after() == *from => last.days.to = to,
            _ => found.push(Rivalry { days: Span { from: *from, to }, holders }),
        }
    }
    found
}

/// The days on which records of one holder contradict each other. `alone` is its step function as if it had no rivals:
/// where others dispute a day as well, the answer gives that as the reason.
pub(super) fn contradictions(tenure: &Tenure, alone: Option<&Tenure>) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = own(&tenure.pieces).collect();
    if let Some(alone) = alone {
        let disputed: Vec<Span> = tenure
            .pieces
            .iter()
            .filter(|piece| piece.verdict == Verdict::Disputed && is_disputed_by_others(&piece.reason))
            .map(|piece| piece.days)
            .collect();
        for one in own(&alone.pieces) {
            let meet = |days: &Span| Span::new(days.from.max(one.days.from), days.to.min(one.days.to));
            found.extend(
                disputed.iter().filter_map(meet).map(|days| Contradiction { days, about: one.about }),
            );
        }
    }
    found.sort_by_key(|one| (one.about, one.days));
    let mut merged: Vec<Contradiction> = Vec::new();
    for one in found {
        match merged.last_mut() {
            Some(last) if last.about == one.about && one.days.from <= last.days.to.after() => {
                last.days.to = last.days.to.max(one.days.to);
            }
            _ => merged.push(one),
        }
    }
    merged.sort_by_key(|one| one.days);
    merged
}

fn own(pieces: &[Piece]) -> impl Iterator<Item = Contradiction> + '_ {
    pieces.iter().filter(|piece| piece.verdict == Verdict::Disputed).filter_map(|piece| {
        let about = match piece.reason {
            Reason::Contradicted(Against::Limit(kind, _), _) => Disagreement::Limit(kind),
            Reason::Contradicted(Against::Ended(_), _) => Disagreement::End,
            Reason::Contradicted(Against::NotBegun(_), _) => Disagreement::Beginning,
            _ => return None,
        };
        Some(Contradiction { days: piece.days, about })
    })
}

/// The records behind a holder's pieces on some days, each once.
pub(super) fn behind<'pool>(
    pool: &'pool JudgedPool<'_>,
    tenure: &Tenure,
    days: Span,
) -> Vec<&'pool DatedRow> {
    let places: BTreeSet<usize> = tenure.within(days).flat_map(|piece| pool.places(piece)).collect();
    places.into_iter().filter_map(|place| pool.row(place)).collect()
}

/// Records that speak against some days because something had not begun or had ended, and records that say that it held.
pub(super) fn sides<'row>(
    rows: &[&'row DatedRow],
    one: &Contradiction,
) -> (Vec<&'row DatedRow>, Vec<&'row DatedRow>) {
    let days = one.days;
    let is_against = |row: &&DatedRow| match one.about {
        Disagreement::End => row.until.is_some() && row.possible.to < days.to,
        Disagreement::Beginning => row.since.is_some() && row.possible.from > days.from,
        Disagreement::Limit(_) => false,
    };
    let has_days = |row: &&DatedRow| {
        let mut held = row.days.iter().flatten().map(|held| held.day);
        match one.about {
            Disagreement::End => held.any(|day| day.to >= days.from),
            Disagreement::Beginning => held.any(|day| day.from <= days.to),
            Disagreement::Limit(kind) if kind.is_end() => held.any(|day| day.to >= days.from),
            Disagreement::Limit(_) => held.any(|day| day.from <= days.to),
        }
    };
    let (against, rest): (Vec<&DatedRow>, Vec<&DatedRow>) = rows.iter().copied().partition(is_against);
    let speaking: Vec<&DatedRow> = rest.iter().copied().filter(has_days).collect();
    if speaking.is_empty() { (against, rest) } else { (against, speaking) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Until;
    use crate::verdict::step::{Office, Record, held_days};

    fn span(text: &str) -> Span {
        crate::date::bounds_of(text).unwrap()
    }

    fn record(key: u32, holder: u32, since: &str, until: &str) -> Record<'static> {
        let (since, until) = (span(since), span(until));
        let held = held_days(Some(since), Some(Until::Known(until)), None, None, None);
        Record { key, holder, source: "s", term: None, since: Some(since), until: Some(until), held }
    }

    #[test]
    fn days_with_the_same_rivals_are_one() {
        let records = vec![
            record(0, 0, "1980-01-01", "2000-01-01"),
            record(1, 1, "1985-01-01", "1990-01-01"),
            record(2, 2, "1995-01-01", "1996-01-01"),
        ];
        let tenures = Office { records, one_holder: true, ..Office::default() }.tenures();
        let found = rivalries(&tenures);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].holders, [0, 1]);
        assert_eq!(found[0].days, span("1985-01-01").hull(span("1990-01-01")));
        assert_eq!(found[1].holders, [0, 2]);
    }
}
