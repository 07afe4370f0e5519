//! Rule B5: a bridge breaks.
//!
//! Between held days of two rows a spell is only presumed to go on. A held day of a rival that lies wholly between them,
//! with no row that has held days on both sides, makes two spells of it.

use super::office::Rivals;
use super::rows::{Row, extended, is_joint, meets};
use super::spells::{Holder, Spell};
use crate::date::{Day, Span};

/// The held days of all named holders, in their order.
pub(super) struct RivalDays(Vec<(Span, u32)>);

impl RivalDays {
    pub fn new<'a>(spells: impl Iterator<Item = &'a Spell>, rivals: &Rivals<'_>) -> RivalDays {
        let mut days: Vec<(Span, u32)> = spells
            .filter(|spell| rivals.is_named(spell.holder))
            .flat_map(|spell| spell.days().map(|day| (day, spell.holder)))
            .collect();
        days.sort_unstable();
        days.dedup();
        RivalDays(days)
    }
}

/// What stands across a rival's day: a row with held days on both sides of it, or two rows that join on exact days.
struct Bar {
    from: Day,
    to: Day,
}

/// B5: the spell, or the spells that rivals' days make of it.
pub(super) fn broken(spell: Spell, holder: &Holder<'_>, days: &RivalDays, rivals: &Rivals<'_>) -> Vec<Spell> {
    let mut parts: Vec<usize> = spell.rows.iter().flat_map(|row| row.parts.iter().copied()).collect();
    parts.sort_unstable();
    parts.dedup();
    if parts.len() < 2 {
        return vec![spell];
    }
    let mut pieces = Vec::new();
    split(holder, days, rivals, parts, 0, &mut pieces);
    if pieces.len() < 2 {
        return vec![spell];
    }
    pieces
        .into_iter()
        .filter_map(|piece| {
            let records: Vec<Row> = piece.into_iter().map(|part| holder.rows[part].clone()).collect();
            holder.spell(extended(&records))
        })
        .collect()
}

/// A rival's day that does not break the whole does not break what an earlier one left of it: each looks on from there.
fn split(
    holder: &Holder<'_>,
    days: &RivalDays,
    rivals: &Rivals<'_>,
    parts: Vec<usize>,
    start: usize,
    pieces: &mut Vec<Vec<usize>>,
) {
    let Some(at) = breaking(holder, days, rivals, &parts, start) else {
        pieces.push(parts);
        return;
    };
    let rival = days.0[at].0;
    // A row that only touches the rival's day stays with the earlier side.
    let (later, earlier): (Vec<usize>, Vec<usize>) =
        parts.into_iter().partition(|part| holder.rows[*part].days().any(|day| day.from > rival.to));
    split(holder, days, rivals, earlier, at, pieces);
    split(holder, days, rivals, later, at, pieces);
}

/// The first rival's day, from `start` on, that breaks the spell of these records.
fn breaking(
    holder: &Holder<'_>,
    days: &RivalDays,
    rivals: &Rivals<'_>,
    parts: &[usize],
    start: usize,
) -> Option<usize> {
    let reach = |part: usize| -> Option<Bar> {
        let row = &holder.rows[part];
        Some(Bar { from: row.days().map(|day| day.to).min()?, to: row.days().map(|day| day.from).max()? })
    };
    let mut bars: Vec<Bar> = parts.iter().filter_map(|part| reach(*part)).collect();
    let earliest = bars.iter().map(|bar| bar.from).min()?;
    let latest = bars.iter().map(|bar| bar.to).max()?;
    if bars.len() < 2 || earliest >= latest {
        return None;
    }
    for one in parts {
        for other in parts {
            let (before, after) = (&holder.rows[*one], &holder.rows[*other]);
            if let (Some(until), Some(since)) = (before.until, after.since)
                && is_joint(until, since)
                && meets(before, after)
                && let (Some(before), Some(after)) = (reach(*one), reach(*other))
            {
                bars.push(Bar { from: before.from, to: after.to });
            }
        }
    }
    bars.sort_unstable_by_key(|bar| bar.from);
    let mut bars = bars.into_iter().peekable();
    // Nothing before it lies after the earliest held day.
    let first = days.0.partition_point(|(day, _)| day.from <= earliest).max(start);
    let mut barred = Day::MIN;
    for (place, (day, rival)) in days.0.iter().enumerate().skip(first) {
        while let Some(bar) = bars.next_if(|bar| bar.from < day.from) {
            barred = barred.max(bar.to);
        }
        if barred >= latest || day.from >= latest {
            return None;
        }
        if day.to >= barred && day.to < latest && rivals.are_rivals(holder.number, *rival) {
            return Some(place);
        }
    }
    None
}
