//! Rules D1 and D2: who is inside on which days, and who disputes whom.

use std::collections::{BTreeMap, BTreeSet};

use super::office::Rivals;
use super::reason::Others;
use super::record::HeldKind;
use super::spells::Spell;
use crate::date::{Day, Span};

/// Days on which the same holders are inside: the days lie in spans of theirs.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    pub days: Span,
    pub who: Who,
}

/// Who is inside, and whether they dispute each other.
#[derive(Debug, Clone)]
pub(super) enum Who {
    /// Everybody disputes everybody (D1): some of them, to name, and how many there are.
    All { some: Vec<u32>, count: usize },
    /// One alone, or a handover (D2), or rivals among others: each with those that dispute it.
    Each(Vec<(u32, Option<Others>)>),
}

impl Who {
    /// Who disputes a holder that is inside.
    pub fn dispute(&self, holder: u32) -> Option<Others> {
        match self {
            Who::All { some, count } => {
                let others = some.iter().copied().filter(|other| *other != holder);
                Some(Others::of(others.take(NAMED), *count > NAMED + 1))
            }
            Who::Each(all) => all.iter().find(|(other, _)| *other == holder).and_then(|(_, others)| *others),
        }
    }
}

/// How many of those who dispute a holder are named.
const NAMED: usize = 3;

/// Who is inside on which days, in the order of time; days on which nobody is are left out.
///
/// `spells` are those of all named holders.
pub(super) fn inside(spells: &[&Spell], rivals: &Rivals<'_>) -> Vec<Inside> {
    let mut begin: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    let mut end: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    let mut days: BTreeSet<Day> = BTreeSet::new();
    for (place, spell) in spells.iter().enumerate() {
        if let Some(span) = spell.span {
            begin.entry(span.from).or_default().push(place);
            end.entry(span.to).or_default().push(place);
            // A handover is on one day, which is a piece of its own.
            days.extend([span.from, span.from.after(), span.to, span.to.after()]);
        }
    }
    let days: Vec<Day> = days.into_iter().collect();
    let mut around: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut named: Vec<u32> = Vec::new();
    let mut out = Vec::new();
    for (place, from) in days.iter().enumerate() {
        let to = days.get(place + 1).map_or(Day::MAX, |next| next.before());
        for spell in begin.get(from).into_iter().flatten() {
            around.entry(spells[*spell].holder).or_default().push(*spell);
        }
        if !around.is_empty() {
            let who = match around.first_key_value() {
                Some((holder, _)) if around.len() == 1 => Who::Each(vec![(*holder, None)]),
                _ if !rivals.is_everybody() || may_hand_over(&around, spells, *from) => {
                    Who::Each(disputes(&around, spells, rivals, *from))
                }
                _ => {
                    named.retain(|holder| around.contains_key(holder));
                    let missing = (NAMED + 1).saturating_sub(named.len());
                    let new: Vec<u32> = around
                        .keys()
                        .filter(|holder| !named.contains(holder))
                        .take(missing)
                        .copied()
                        .collect();
                    named.extend(new);
                    let mut some = named.clone();
                    some.sort_unstable();
                    Who::All { some, count: around.len() }
                }
            };
            out.push(Inside { days: Span { from: *from, to: to.max(*from) }, who });
        }
        for spell in end.get(&to).into_iter().flatten() {
            let holder = spells[*spell].holder;
            if let Some(mine) = around.get_mut(&holder) {
                mine.retain(|place| place != spell);
                if mine.is_empty() {
                    around.remove(&holder);
                }
            }
        }
    }
    out
}

/// Whether everybody inside has a span that begins or ends on the day: else nobody is spared by D2.
fn may_hand_over(around: &BTreeMap<u32, Vec<usize>>, spells: &[&Spell], day: Day) -> bool {
    around.values().all(|mine| {
        mine.iter().any(|place| spells[*place].span.is_some_and(|span| span.from == day || span.to == day))
    })
}

/// D1 and D2, pair by pair.
fn disputes(
    around: &BTreeMap<u32, Vec<usize>>,
    spells: &[&Spell],
    rivals: &Rivals<'_>,
    day: Day,
) -> Vec<(u32, Option<Others>)> {
    let hands_over = |mine: &[usize], theirs: &[usize]| {
        mine.iter().any(|one| {
            theirs.iter().any(|other| {
                let (one, other) = (spells[*one], spells[*other]);
                handover(one, other, day) || handover(other, one, day)
            })
        })
    };
    around
        .iter()
        .map(|(holder, mine)| {
            let mut against = around
                .iter()
                .filter(|(other, theirs)| rivals.are_rivals(*holder, **other) && !hands_over(mine, theirs))
                .map(|(other, _)| *other)
                .peekable();
            let is_disputed = against.peek().is_some();
            (*holder, is_disputed.then(|| Others::of(against, false)))
        })
        .collect()
}

/// D2: on a single day the last held day of one is the first of the other, and either the one is said to end on exactly
/// that day and the other is not, or the other to begin on it and the one is not.
fn handover(one: &Spell, other: &Spell, day: Day) -> bool {
    if one.span.is_none_or(|span| span.to != day) || other.span.is_none_or(|span| span.from != day) {
        return false;
    }
    let is_said = |spell: &Spell, kind| {
        spell.held.iter().any(|held| held.kind == kind && held.day == Span::single(day))
    };
    (is_said(one, HeldKind::Until) && !is_said(other, HeldKind::Until))
        || (is_said(other, HeldKind::Since) && !is_said(one, HeldKind::Since))
}
