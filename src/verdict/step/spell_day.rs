//! Rules C1 to C4: one spell on one day, by its own records and the births, deaths and the like.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reason::{Against, Beyond, Reason};
use super::record::Limit;
use super::rows::Row;
use super::spells::Spell;
use crate::date::{Day, Span};
use crate::verdict::Verdict;

/// Days on which a spell has one verdict, up to the day before the next piece of the same spell begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnPiece {
    pub from: Day,
    pub verdict: Verdict,
    pub reason: Reason,
    /// The keys of its records, and of the limits that speak against the days; sorted.
    pub keys: Arc<[u32]>,
}

/// Something that speaks against days, and what contradicts it.
struct Speaking {
    /// It speaks against the days outside these.
    allowed: Span,
    /// What it says of the days after them, and of those before.
    ended: Against,
    not_begun: Against,
    /// The key of the limit that it is.
    key: Option<u32>,
    /// What lies wholly beyond it after, and before: from how far on and up to where that reaches, and the nearest of it.
    after: Contradiction,
    before: Contradiction,
}

/// What contradicts something, on one side: as far as which day it reaches, and the nearest.
type Contradiction = Option<(Day, Beyond)>;

/// The verdicts on a spell on all days.
pub(super) fn own_pieces(spell: &Spell, limits: &[Limit]) -> Vec<OwnPiece> {
    let speaking = speaking(spell, limits);
    let mut days: Vec<Day> = vec![Day::MIN];
    let mut note = |span: Span| days.extend([span.from, span.to.after()]);
    spell.span.into_iter().for_each(&mut note);
    spell.days().for_each(&mut note);
    note(Span { from: spell.first, to: spell.last });
    spell.rows.iter().for_each(|row| note(row.possible));
    for against in &speaking {
        note(against.allowed);
        against.after.iter().for_each(|(to, _)| note(Span { from: *to, to: *to }));
        against.before.iter().for_each(|(from, _)| note(Span { from: *from, to: *from }));
    }
    days.sort_unstable();
    days.dedup();
    let mut pieces: Vec<OwnPiece> = Vec::new();
    for day in days {
        let (verdict, reason, limits) = judge(spell, &speaking, day);
        let keys = with_limits(&spell.keys, limits);
        if pieces
            .last()
            .is_none_or(|last| (last.verdict, last.reason, &last.keys) != (verdict, reason, &keys))
        {
            pieces.push(OwnPiece { from: day, verdict, reason, keys });
        }
    }
    pieces
}

/// The verdicts on somebody whose records name no day: they say nothing for a day, and exclude one only together.
pub(super) fn undated_pieces(rows: &[Row], keys: &Arc<[u32]>, limits: &[Limit]) -> Vec<OwnPiece> {
    let mut days: BTreeSet<Day> = BTreeSet::from([Day::MIN]);
    for span in rows.iter().map(|row| row.possible).chain(limits.iter().map(|limit| limit.day)) {
        days.extend([span.from, span.to.after()]);
    }
    let mut pieces: Vec<OwnPiece> = Vec::new();
    for day in days {
        let gone: Vec<&Limit> = limits.iter().filter(|limit| excludes(limit, day)).collect();
        let outside = || rows.iter().filter_map(|row| outside(row.possible, day)).min();
        let (verdict, reason) = if let Some(limit) = gone.first() {
            (Verdict::Excluded, Reason::Excluded(Against::Limit(limit.kind, limit.day)))
        } else if let Some(against) = outside()
            && rows.iter().all(|row| !row.possible.contains(day))
        {
            (Verdict::Excluded, Reason::Excluded(against))
        } else {
            (Verdict::Possible, Reason::Undated)
        };
        let keys = with_limits(keys, gone.iter().map(|limit| limit.key).collect());
        if pieces
            .last()
            .is_none_or(|last| (last.verdict, last.reason, &last.keys) != (verdict, reason, &keys))
        {
            pieces.push(OwnPiece { from: day, verdict, reason, keys });
        }
    }
    pieces
}

fn with_limits(keys: &Arc<[u32]>, limits: Vec<u32>) -> Arc<[u32]> {
    if limits.is_empty() {
        return Arc::clone(keys);
    }
    let mut all: Vec<u32> = keys.iter().copied().chain(limits).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

fn excludes(limit: &Limit, day: Day) -> bool {
    if limit.kind.is_end() { day > limit.day.to } else { day < limit.day.from }
}

fn outside(possible: Span, day: Day) -> Option<Against> {
    if day > possible.to {
        Some(Against::Ended(possible.to))
    } else if day < possible.from {
        Some(Against::NotBegun(possible.from))
    } else {
        None
    }
}

/// What speaks against days, of the rows of a spell and of the limits.
fn speaking(spell: &Spell, limits: &[Limit]) -> Vec<Speaking> {
    let mut speaking: Vec<Speaking> = spell.rows.iter().filter_map(|row| row_speaking(spell, row)).collect();
    for limit in limits {
        // Another record of the same death contradicts it as a held day does.
        let same = limits.iter().filter(|other| (other.kind, other.subject) == (limit.kind, limit.subject));
        let beyond = spell
            .days()
            .map(|day| (day, Beyond::Held(day)))
            .chain(same.map(|other| (other.day, Beyond::Limit(other.kind, other.day))));
        let (allowed, after, before) = if limit.kind.is_end() {
            (Span { from: Day::MIN, to: limit.day.to }, after(limit.day.to, beyond), None)
        } else {
            (Span { from: limit.day.from, to: Day::MAX }, None, before(limit.day.from, beyond))
        };
        let what = Against::Limit(limit.kind, limit.day);
        let key = Some(limit.key);
        speaking.push(Speaking { allowed, ended: what, not_begun: what, key, after, before });
    }
    speaking
}

fn row_speaking(spell: &Spell, row: &Row) -> Option<Speaking> {
    let possible = row.possible;
    let beyond = || spell.days().map(|day| (day, Beyond::Held(day)));
    let (after, before) = (after(possible.to, beyond()), before(possible.from, beyond()));
    if row.since.is_none() && row.until.is_none() {
        return None;
    }
    // C3: a record that no reading reconciles with the others speaks against days from the first end on that its own
    // bounds and the held days within them allow; for beginnings, up to the last.
    let mut allowed = possible;
    if let Some(until) = row.until
        && after.is_some()
    {
        let held = spell.days().map(|day| day.from).filter(|day| *day <= possible.to);
        allowed.to = held.max().unwrap_or(Day::MIN).max(until.from).max(possible.from);
    }
    if let Some(since) = row.since
        && before.is_some()
    {
        let held = spell.days().map(|day| day.to).filter(|day| *day >= possible.from);
        allowed.from = held.min().unwrap_or(Day::MAX).min(since.to).min(possible.to);
    }
    let (ended, not_begun) = (Against::Ended(possible.to), Against::NotBegun(possible.from));
    Some(Speaking { allowed, ended, not_begun, key: None, after, before })
}

/// What lies wholly after a bound: as far as it reaches, and the nearest.
fn after(bound: Day, beyond: impl Iterator<Item = (Span, Beyond)>) -> Contradiction {
    let beyond: Vec<(Span, Beyond)> = beyond.filter(|(day, _)| day.from > bound).collect();
    Some((beyond.iter().map(|(day, _)| day.to).max()?, beyond.iter().min()?.1))
}

/// What lies wholly before a bound: as far back as it reaches, and the nearest.
fn before(bound: Day, beyond: impl Iterator<Item = (Span, Beyond)>) -> Contradiction {
    let beyond: Vec<(Span, Beyond)> = beyond.filter(|(day, _)| day.to < bound).collect();
    let nearest = beyond.iter().max_by_key(|(day, what)| (day.to, day.from, *what))?.1;
    Some((beyond.iter().map(|(day, _)| day.from).min()?, nearest))
}

/// The verdict on a spell on a day, why, and the keys of the limits that speak against the day.
fn judge(spell: &Spell, speaking: &[Speaking], day: Day) -> (Verdict, Reason, Vec<u32>) {
    let mut limits = Vec::new();
    let mut is_possible = true;
    let mut disputes: Option<(Against, Beyond)> = None;
    let mut echoes: Option<(Against, Beyond)> = None;
    let mut excludes: Option<Against> = None;
    for against in speaking {
        let (contradiction, what, reaches) = if day > against.allowed.to {
            (against.after, against.ended, against.after.is_some_and(|(to, _)| to >= day))
        } else if day < against.allowed.from {
            (against.before, against.not_begun, against.before.is_some_and(|(from, _)| from <= day))
        } else {
            continue;
        };
        is_possible = false;
        limits.extend(against.key);
        match contradiction {
            None => excludes = Some(excludes.map_or(what, |known| strongest(known, what))),
            Some((_, beyond)) => {
                let known = if reaches { &mut disputes } else { &mut echoes };
                let this = (what, beyond);
                *known = Some(
                    known
                        .map_or(this, |known| if strongest(known.0, what) == known.0 { known } else { this }),
                );
            }
        }
    }
    if spell.is_around(day) {
        // C1
        return match (disputes.or(echoes), excludes) {
            (Some((against, beyond)), _) => {
                (Verdict::Disputed, Reason::Contradicted(against, beyond), limits)
            }
            (None, Some(against)) => (Verdict::Disputed, Reason::Excluded(against), limits),
            (None, None) => (Verdict::Certain, Reason::Held(spell.span.unwrap_or(Span::single(day))), limits),
        };
    }
    if is_possible {
        return (Verdict::Possible, open(spell, day), limits);
    }
    // C2
    let all_exclude = spell.rows.iter().all(|row| !row.possible.contains(day));
    if excludes.is_some() || all_exclude {
        let by_rows =
            spell.rows.iter().filter_map(|row| outside(row.possible, day)).min_by_key(|what| rank(*what));
        let by = excludes.or(by_rows).or(disputes.or(echoes).map(|(against, _)| against));
        return match by {
            Some(against) => (Verdict::Excluded, Reason::Excluded(against), limits),
            None => (Verdict::Excluded, Reason::Undated, limits),
        };
    }
    // C4: what is contradicted disputes days only as far as what contradicts it reaches.
    match disputes {
        Some((against, beyond)) => (Verdict::Disputed, Reason::Contradicted(against, beyond), limits),
        None => (Verdict::Possible, open(spell, day), limits),
    }
}

/// The one to name of two that speak against a day: a death or the like before records, then the tightest.
fn strongest(one: Against, other: Against) -> Against {
    if rank(other) < rank(one) { other } else { one }
}

fn rank(against: Against) -> (u8, i32, i32) {
    match against {
        Against::Limit(kind, day) => {
            let width = day.to.number() - day.from.number();
            if kind.is_end() { (0, day.to.number(), width) } else { (0, -day.from.number(), width) }
        }
        Against::Ended(day) => (1, day.number(), 0),
        Against::NotBegun(day) => (1, -day.number(), 1),
    }
}

/// Why a day outside the span is possible.
fn open(spell: &Spell, day: Day) -> Reason {
    if let Some(held) = spell.days().filter(|held| held.contains(day)).min() {
        return Reason::Within(held);
    }
    let before = spell.days().filter(|held| held.to < day).max_by_key(|held| (held.to, held.from));
    let after = spell.days().filter(|held| held.from > day).min();
    match (before, after) {
        (Some(held), _) => Reason::LastHeld(held),
        (None, Some(held)) => Reason::FirstHeld(held),
        (None, None) => Reason::Undated,
    }
}
