//! Rule D5: succession. A spell is contiguous; once another has followed, it is over.
//!
//! From when on a spell is over is one day: the first on which some rival, in whose midst it did not begin, has had a held
//! day, or a day of its span, wholly after the last day on which the spell is known to have run. Likewise before its
//! first: that is the same with time running backwards, and days are counted so that both are one computation.

use super::office::Rivals;
use super::record::HeldKind;
use super::spells::Spell;
use crate::date::{Day, Span};

/// By whom a spell was followed or preceded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neighbour {
    /// The spell is over from this day on, or had not begun up to it.
    pub day: Day,
    pub holder: u32,
    /// A day on which that one held it.
    pub held: Span,
}

/// Whether time runs forwards or backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forwards,
    Backwards,
}

/// Days as numbers that grow in the way that time runs.
type Run = (i32, i32);

impl Way {
    fn day(self, day: Day) -> i32 {
        if self == Way::Forwards { day.number() } else { -day.number() }
    }

    fn run(self, span: Span) -> Run {
        if self == Way::Forwards {
            (span.from.number(), span.to.number())
        } else {
            (-span.to.number(), -span.from.number())
        }
    }

    fn back(self, number: i32) -> Option<Day> {
        Day::from_number(if self == Way::Forwards { number } else { -number })
    }

    /// The last day on which a spell is known to have run.
    fn last(self, spell: &Spell) -> i32 {
        self.day(if self == Way::Forwards { spell.last } else { spell.first })
    }

    /// Which held days are beginnings.
    fn beginning(self) -> HeldKind {
        if self == Way::Forwards { HeldKind::Since } else { HeldKind::Until }
    }
}

/// The spells of all named holders, by their days.
pub(super) struct Succession<'a> {
    way: Way,
    rivals: &'a Rivals<'a>,
    spells: &'a [&'a Spell],
    /// Held days by their last days, each with the place of its spell.
    days: Vec<(i32, i32, usize)>,
    /// Spans by their first days; and how far any up to each reaches.
    spans: Vec<(Run, usize)>,
    reach: Vec<i32>,
}

impl<'a> Succession<'a> {
    /// `spells` are those of all named holders.
    pub fn new(way: Way, spells: &'a [&'a Spell], rivals: &'a Rivals<'a>) -> Succession<'a> {
        let mut days: Vec<(i32, i32, usize)> = Vec::new();
        let mut spans: Vec<(Run, usize)> = Vec::new();
        for (place, spell) in spells.iter().enumerate() {
            days.extend(spell.days().map(|day| way.run(day)).map(|(from, to)| (to, from, place)));
            spans.extend(spell.span.map(|span| (way.run(span), place)));
        }
        days.sort_unstable();
        spans.sort_unstable();
        let mut furthest = i32::MIN;
        let reach = spans.iter().map(|((_, to), _)| {
            furthest = furthest.max(*to);
            furthest
        });
        let reach = reach.collect();
        Succession { way, rivals, spells, days, spans, reach }
    }

    /// D5: who followed a spell, and from which day on it is over; nobody, if it may never have ended.
    pub fn follower(&self, spell: &Spell) -> Option<Neighbour> {
        let last = self.way.last(spell);
        let mut best: Option<(i32, usize)> = None;
        let take = |best: &mut Option<(i32, usize)>, place: usize, from: i32| {
            if let Some(day) = self.over_from(spell, self.spells[place], from) {
                let this = (day, place);
                *best = Some(best.map_or(this, |known| known.min(this)));
            }
        };
        let is_passed = |best: Option<(i32, usize)>, day: i32| best.is_some_and(|(known, _)| known < day);
        // Spans around the day after, then those that begin later, then held days.
        let later = self.spans.partition_point(|((from, _), _)| *from <= last + 1);
        for place in (0..later).rev().take_while(|place| self.reach[*place] > last) {
            let ((_, to), spell) = self.spans[place];
            if to > last {
                take(&mut best, spell, last + 1);
            }
        }
        for ((from, _), spell) in &self.spans[later..] {
            if is_passed(best, *from) {
                break;
            }
            take(&mut best, *spell, *from);
        }
        let later = self.days.partition_point(|(to, ..)| *to <= last);
        for (to, from, spell) in &self.days[later..] {
            if is_passed(best, *to) {
                break;
            }
            if *from > last {
                take(&mut best, *spell, *to);
            }
        }
        let (day, place) = best?;
        let other = self.spells[place];
        let held =
            other.days().filter(|held| self.way.run(*held).0 > last).min_by_key(|held| self.way.run(*held));
        let day = self.way.back(day)?;
        Some(Neighbour { day, holder: other.holder, held: held.unwrap_or(Span::single(day)) })
    }

    /// From when on a spell is over by another that has a day after it on `from`.
    fn over_from(&self, spell: &Spell, other: &Spell, from: i32) -> Option<i32> {
        if !self.rivals.are_rivals(spell.holder, other.holder) {
            return None;
        }
        let mut from = from;
        let stated = spell.held.iter().filter(|held| held.kind != HeldKind::Seen);
        for held in stated.filter(|held| other.span.is_some_and(|span| span.encloses(held.day))) {
            if held.kind == self.way.beginning() && other.span != Some(held.day) {
                return None; // it began within the other: D4
            }
            // While that day is open, the spell is not over.
            let (_, open_to) = self.way.run(held.day);
            from = from.max(open_to + 1);
        }
        Some(from)
    }
}
