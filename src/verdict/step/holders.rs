//! Rules D3 and D4, and how the verdicts on holders by themselves become those beside each other.

use std::cmp::Reverse;
use std::sync::Arc;

use super::cover::Cover;
use super::inside::{Inside, Who, inside};
use super::office::{Own, Piece, Rivals, Tenure};
use super::reason::Reason;
use super::record::HeldKind;
use super::spell_day::OwnPiece;
use super::spells::Spell;
use super::succession::{Neighbour, Succession, Way};
use crate::date::{Day, Span};
use crate::verdict::Verdict;

/// The best of a holder's spells on some days, before others are considered, except those who followed or preceded.
#[derive(Debug, Clone)]
struct Best {
    days: Span,
    verdict: Verdict,
    reason: Reason,
    keys: Arc<[u32]>,
    /// Whether the days lie in a span of the holder.
    is_around: bool,
}

/// Puts the holders together: the step function of each.
pub(super) fn one_holder(own: Vec<Own>, one_at_a_time: bool, rivals: &Rivals<'_>) -> Vec<Tenure> {
    let named: Vec<&Spell> = own.iter().filter(|own| own.named).flat_map(|own| &own.spells).collect();
    let succession = one_at_a_time
        .then(|| [Way::Forwards, Way::Backwards].map(|way| Succession::new(way, &named, rivals)));
    let best: Vec<Vec<Best>> = own.iter().map(|own| best(own, succession.as_ref())).collect();
    let pieces = if one_at_a_time {
        let inside = inside(&named, rivals);
        let beside = Beside::new(&own, &best, &inside, rivals);
        own.iter()
            .zip(&best)
            .enumerate()
            .map(|(place, (own, best))| beside.pieces(place, own, best, &inside, rivals))
            .collect()
    } else {
        best.into_iter().map(alone).collect::<Vec<_>>()
    };
    own.into_iter().zip(pieces).map(|(own, pieces)| Tenure::new(own.holder, own.spells, pieces)).collect()
}

fn alone(best: Vec<Best>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(best.len());
    for best in best {
        add(&mut pieces, &best, best.days, None);
    }
    pieces
}

/// Adds days to the pieces, with the holder's own verdict or another; days that say the same are one piece.
fn add(pieces: &mut Vec<Piece>, best: &Best, days: Span, instead: Option<(Verdict, Reason)>) {
    let (verdict, reason) = instead.unwrap_or((best.verdict, best.reason));
    match pieces.last_mut() {
        Some(last) if (last.verdict, last.reason, &last.records) == (verdict, reason, &best.keys) => {
            last.days.to = days.to;
        }
        _ => pieces.push(Piece { days, verdict, reason, records: Arc::clone(&best.keys) }),
    }
}

/// The best of the spells' verdicts on each day, once D5 is applied.
fn best(own: &Own, succession: Option<&[Succession<'_>; 2]>) -> Vec<Best> {
    let neighbours: Vec<[Option<Neighbour>; 2]> = own
        .spells
        .iter()
        .map(|spell| match succession {
            Some([after, before]) => [after.follower(spell), before.follower(spell)],
            None => [None, None],
        })
        .collect();
    let mut days: Vec<Day> = own.alone.iter().flatten().map(|piece| piece.from).collect();
    for (spell, [after, before]) in own.spells.iter().zip(&neighbours) {
        days.extend([spell.first, spell.last.after()]);
        days.extend(after.map(|after| after.day));
        days.extend(before.map(|before| before.day.after()));
    }
    days.sort_unstable();
    days.dedup();
    let mut places = vec![0; own.alone.len()];
    let mut out: Vec<Best> = Vec::with_capacity(days.len());
    for (at, from) in days.iter().enumerate() {
        let to = days.get(at + 1).map_or(Day::MAX, |next| next.before());
        let mut chosen: Option<(Rank, &OwnPiece, Verdict, Reason)> = None;
        for (spell, (pieces, place)) in own.alone.iter().zip(&mut places).enumerate() {
            while pieces.get(*place + 1).is_some_and(|next| next.from <= *from) {
                *place += 1;
            }
            let piece = &pieces[*place];
            let (verdict, reason) = match neighbours.get(spell) {
                Some(neighbours) if piece.verdict == Verdict::Possible => succeeded(piece, neighbours, *from),
                _ => (piece.verdict, piece.reason),
            };
            let rank = rank(verdict, own.spells.get(spell), *from);
            if chosen.as_ref().is_none_or(|(known, ..)| rank < *known) {
                chosen = Some((rank, piece, verdict, reason));
            }
        }
        let Some((_, piece, verdict, reason)) = chosen else { continue };
        let is_around = own.spells.iter().any(|spell| spell.is_around(*from));
        match out.last_mut() {
            Some(last)
                if (last.verdict, last.reason, last.is_around, &last.keys)
                    == (verdict, reason, is_around, &piece.keys) =>
            {
                last.days.to = to;
            }
            _ => out.push(Best {
                days: Span { from: *from, to },
                verdict,
                reason,
                keys: Arc::clone(&piece.keys),
                is_around,
            }),
        }
    }
    out
}

/// D5: what is possible outside a spell that another followed or preceded.
fn succeeded(piece: &OwnPiece, neighbours: &[Option<Neighbour>; 2], day: Day) -> (Verdict, Reason) {
    match neighbours {
        [Some(after), _] if day >= after.day => {
            (Verdict::Excluded, Reason::FollowedBy(after.holder, after.held))
        }
        [_, Some(before)] if day <= before.day => {
            (Verdict::Excluded, Reason::PrecededBy(before.holder, before.held))
        }
        _ => (piece.verdict, piece.reason),
    }
}

type Rank = (Verdict, bool, bool, (Reverse<Day>, Day));

/// Of spells with one verdict, one around the day is named, else the last one before it, else the next one.
fn rank(verdict: Verdict, spell: Option<&Spell>, day: Day) -> Rank {
    let Some(spell) = spell else { return (verdict, true, true, (Reverse(Day::MAX), Day::MAX)) };
    let is_before = spell.last < day;
    let near = if is_before { (Reverse(spell.last), spell.first) } else { (Reverse(Day::MIN), spell.first) };
    (verdict, !spell.is_around(day), !is_before, near)
}

/// What D3 and D4 do to holders.
struct Beside {
    /// D4, by holder: days on which it is disputed by others that began or ended in its midst.
    challenged: Vec<Cover<Reason>>,
    /// D4, by holder: days on which it disputes another, in whose midst it began or ended.
    challenging: Vec<Cover<Reason>>,
    /// D4, by holder: days on which a beginning or an end within another is open.
    open: Vec<Cover<()>>,
    /// D3: days on which these, and nobody else, certainly hold it.
    held: Cover<Vec<u32>>,
}

type Runs<T> = Vec<(Span, T)>;

impl Beside {
    fn new(own: &[Own], best: &[Vec<Best>], inside: &[Inside], rivals: &Rivals<'_>) -> Beside {
        let marks = marks(own);
        let mut challenged: Vec<Runs<Reason>> = vec![Vec::new(); own.len()];
        let mut challenging: Vec<Runs<Reason>> = vec![Vec::new(); own.len()];
        let mut open: Vec<Runs<()>> = vec![Vec::new(); own.len()];
        let mut held: Runs<Vec<u32>> = Vec::new();
        for (days, holders) in undisputed(own, best, inside) {
            let mut disputed: Runs<()> = Vec::new();
            for holder in &holders {
                let around = own[*holder].spells.iter().filter_map(|spell| spell.span);
                for span in around.filter(|span| span.contains(days.from)) {
                    for mark in in_midst(&marks, span) {
                        let challenger = &own[mark.holder];
                        if holders.contains(&mark.holder)
                            || !rivals.are_rivals(own[*holder].holder, challenger.holder)
                        {
                            continue;
                        }
                        let (known, unsure) = mark.speaks();
                        let on = |run: Option<Span>, take: &mut dyn FnMut(Span)| {
                            let Some(run) = run.and_then(|run| meet(run, days)) else { return };
                            // A spell that its own records exclude on the day disputes nothing.
                            not_excluded(&challenger.alone[mark.spell], run, take);
                        };
                        on(Some(known), &mut |run| {
                            disputed.push((run, ()));
                            let by = Reason::Challenged(challenger.holder, mark.kind, mark.day);
                            challenged[*holder].push((run, by));
                            challenging[mark.holder]
                                .push((run, Reason::Challenging(own[*holder].holder, span)));
                        });
                        on(unsure, &mut |run| open[mark.holder].push((run, ())));
                    }
                }
            }
            let numbers: Vec<u32> = holders.iter().map(|place| own[*place].holder).collect();
            Cover::of(&disputed).over(days, |run, is_disputed| {
                if is_disputed.is_none() {
                    held.push((run, numbers.clone()));
                }
            });
        }
        Beside {
            challenged: challenged.iter().map(|runs| Cover::of(runs)).collect(),
            challenging: challenging.iter().map(|runs| Cover::of(runs)).collect(),
            open: open.iter().map(|runs| Cover::of(runs)).collect(),
            held: Cover::in_order(held),
        }
    }

    /// The pieces of a holder beside the others.
    fn pieces(
        &self,
        place: usize,
        own: &Own,
        best: &[Best],
        inside: &[Inside],
        rivals: &Rivals<'_>,
    ) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(best.len());
        for best in best {
            if best.is_around && own.named {
                self.inside(place, own, best, inside, &mut pieces);
            } else if best.is_around || best.verdict == Verdict::Excluded {
                add(&mut pieces, best, best.days, None);
            } else {
                self.outside(place, own, best, rivals, &mut pieces);
            }
        }
        pieces
    }

    fn inside(&self, place: usize, own: &Own, best: &Best, inside: &[Inside], pieces: &mut Vec<Piece>) {
        let first = inside.partition_point(|inside| inside.days.to < best.days.from);
        for inside in inside[first..].iter().take_while(|inside| inside.days.from <= best.days.to) {
            let Some(days) = meet(inside.days, best.days) else { continue };
            if let Some(others) = inside.who.dispute(own.holder) {
                add(pieces, best, days, Some((Verdict::Disputed, Reason::HeldAsWell(others)))); // D1
                continue;
            }
            self.challenged[place].over(days, |run, by| {
                add(pieces, best, run, by.map(|by| (Verdict::Disputed, *by))); // D4
            });
        }
    }

    fn outside(&self, place: usize, own: &Own, best: &Best, rivals: &Rivals<'_>, pieces: &mut Vec<Piece>) {
        self.challenging[place].over(best.days, |run, challenging| {
            if let Some(reason) = challenging {
                add(pieces, best, run, Some((Verdict::Disputed, *reason))); // D4
                return;
            }
            self.open[place].over(run, |run, open| {
                if open.is_some() {
                    add(pieces, best, run, None); // D4: while the day is open, nothing excludes him
                    return;
                }
                self.held.over(run, |run, held| {
                    let by = held
                        .and_then(|held| held.iter().find(|holder| rivals.are_rivals(own.holder, **holder)));
                    add(pieces, best, run, by.map(|by| (Verdict::Excluded, Reason::HeldBy(*by)))); // D3
                });
            });
        });
    }
}

/// Days on which everybody who is inside is certain, with the places of their holders: one, or those of a handover.
fn undisputed(own: &[Own], best: &[Vec<Best>], inside: &[Inside]) -> Runs<Vec<usize>> {
    let mut out: Runs<Vec<usize>> = Vec::new();
    for inside in inside {
        let Who::Each(each) = &inside.who else { continue };
        if each.iter().any(|(_, others)| others.is_some()) {
            continue;
        }
        let places: Vec<usize> = each
            .iter()
            .filter_map(|(holder, _)| own.binary_search_by_key(holder, |own| own.holder).ok())
            .collect();
        let mut runs = vec![inside.days];
        for place in &places {
            let all = &best[*place];
            runs = runs
                .into_iter()
                .flat_map(|run| {
                    let first = all.partition_point(|best| best.days.to < run.from);
                    all[first..]
                        .iter()
                        .take_while(move |best| best.days.from <= run.to)
                        .filter(|best| best.verdict == Verdict::Certain)
                        .filter_map(move |best| meet(best.days, run))
                })
                .collect();
        }
        out.extend(runs.into_iter().map(|run| (run, places.clone())));
    }
    out
}

/// A beginning or an end of a named holder's spell.
struct Mark {
    day: Span,
    kind: HeldKind,
    /// The place of the holder, and that of the spell among its own.
    holder: usize,
    spell: usize,
}

impl Mark {
    /// The days on which what began had begun (what ended had not yet ended), and those on which that is open.
    fn speaks(&self) -> (Span, Option<Span>) {
        if self.kind == HeldKind::Since {
            let known = Span { from: self.day.to, to: Day::MAX };
            (known, Span::new(self.day.from, self.day.to.before()).filter(|_| !self.day.is_single_day()))
        } else {
            let known = Span { from: Day::MIN, to: self.day.from };
            (known, Span::new(self.day.from.after(), self.day.to).filter(|_| !self.day.is_single_day()))
        }
    }
}

/// The beginnings and ends of all named holders, by their first days.
fn marks(own: &[Own]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (holder, own) in own.iter().enumerate().filter(|(_, own)| own.named) {
        for (spell, of) in own.spells.iter().enumerate() {
            let stated = of.held.iter().filter(|held| held.kind != HeldKind::Seen);
            marks.extend(stated.map(|held| Mark { day: held.day, kind: held.kind, holder, spell }));
        }
    }
    marks.sort_by_key(|mark| (mark.day, mark.kind, mark.holder, mark.spell));
    marks
}

/// Those within a span: beginnings from its first day on and before its last, ends after its first
/// day and up to its last.
fn in_midst(marks: &[Mark], span: Span) -> impl Iterator<Item = &Mark> {
    let first = marks.partition_point(|mark| mark.day.from < span.from);
    marks[first..].iter().take_while(move |mark| mark.day.from <= span.to).filter(move |mark| {
        if mark.kind == HeldKind::Since {
            mark.day.to < span.to
        } else {
            span.from < mark.day.from && mark.day.to <= span.to
        }
    })
}

/// The days of a run on which a spell is not excluded by its own records.
fn not_excluded(alone: &[OwnPiece], run: Span, take: &mut dyn FnMut(Span)) {
    let first = alone.partition_point(|piece| piece.from <= run.from).saturating_sub(1);
    for (place, piece) in alone.iter().enumerate().skip(first).take_while(|(_, piece)| piece.from <= run.to) {
        let to = alone.get(place + 1).map_or(Day::MAX, |next| next.from.before());
        if piece.verdict != Verdict::Excluded
            && let Some(days) = meet(Span { from: piece.from, to }, run)
        {
            take(days);
        }
    }
}

fn meet(one: Span, other: Span) -> Option<Span> {
    Span::new(one.from.max(other.from), one.to.min(other.to))
}
