//! What is judged together, and what comes of it: for each holder the pieces of its step function.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bridge::{RivalDays, broken};
use super::holders::one_holder;
use super::reason::Reason;
use super::record::{Limit, Record};
use super::rows::Row;
use super::spell_day::{OwnPiece, own_pieces, undated_pieces};
use super::spells::{Holder, Spell};
use crate::date::{Day, Span};
use crate::verdict::Verdict;

/// The records of one office of one body; in the same way those of one relation, of the official names of something in
/// one language, of the values of one attribute.
///
/// *Holders* are what the records speak of: officials, names, values. They are numbers of the caller's.
#[derive(Debug, Clone, Default)]
pub struct Office<'a> {
    /// The records, in any order.
    pub records: Vec<Record<'a>>,
    /// Whether one holder at a time holds it (rules B5 and D).
    pub one_holder: bool,
    /// Unnamed officials, who are nobody's rivals.
    pub unnamed: BTreeSet<u32>,
    /// Pairs that can be one and do not compete, the smaller number first: values whose bounds meet, spellings of one name.
    pub same: BTreeSet<(u32, u32)>,
    /// Recorded births, deaths and the like of a holder.
    pub limits: BTreeMap<u32, Vec<Limit>>,
    /// What is the same on every day, such as a birth (rule E): certain if all that is stated can be one, else disputed.
    pub constant: bool,
    /// Numbers and texts that change are certain on stated ranges only (rule E): records are not pooled into spells.
    pub stated_only: bool,
}

/// Days with one verdict, one reason and the same records behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The days, both ends included.
    pub days: Span,
    /// The verdict on each of them.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The keys of the records behind it and of the limits that speak, sorted.
    pub records: Arc<[u32]>,
}

/// The step function of one holder: all days from [`Day::MIN`] to [`Day::MAX`], and the spells it is made of.
#[derive(Debug, Clone)]
pub struct Tenure {
    /// The caller's number of the holder.
    pub holder: u32,
    /// Its spells; none if no record has a held day.
    pub spells: Vec<Spell>,
    /// The pieces, in the order of time, without gaps.
    pub pieces: Vec<Piece>,
    /// Its held days, by their first days.
    held: Vec<Span>,
    /// The same, by their last days.
    held_by_end: Vec<Span>,
}

impl Tenure {
    /// The piece that a day lies in.
    #[must_use]
    pub fn on(&self, day: Day) -> &Piece {
        let after = self.pieces.partition_point(|piece| piece.days.from <= day);
        &self.pieces[after.saturating_sub(1)]
    }

    /// The pieces that have a day in a window.
    pub fn within(&self, window: Span) -> impl Iterator<Item = &Piece> {
        let first = self.pieces.partition_point(|piece| piece.days.to < window.from);
        self.pieces[first..].iter().take_while(move |piece| piece.days.from <= window.to)
    }

    /// The first day on which it is known to have held; that of no limit, if no record names one.
    #[must_use]
    pub fn beginning(&self) -> Day {
        self.spells.iter().map(|spell| spell.first).min().unwrap_or(Day::MAX)
    }

    /// From the first day on which it is not excluded to the last; every day, if there is none.
    #[must_use]
    pub fn possible(&self) -> Span {
        let mut open = self.pieces.iter().filter(|piece| piece.verdict != Verdict::Excluded);
        let first = open.next().map_or(Span::ALWAYS, |piece| piece.days);
        Span { from: first.from, to: open.next_back().map_or(first.to, |piece| piece.days.to) }
    }

    /// The days on which it held without interruption, by the spell behind a piece.
    #[must_use]
    pub fn span_of(&self, piece: &Piece) -> Option<Span> {
        let is_behind =
            |spell: &&Spell| spell.keys.iter().all(|key| piece.records.binary_search(key).is_ok());
        self.spells.iter().filter(is_behind).find_map(|spell| spell.span)
    }

    /// The nearest held day that is not after a day: one that surely is not is preferred to one whose bounds reach beyond.
    #[must_use]
    pub fn held_before(&self, day: Day) -> Option<Span> {
        let surely = self.held_by_end.partition_point(|held| held.to <= day);
        let perhaps = self.held.partition_point(|held| held.from <= day);
        surely
            .checked_sub(1)
            .map(|place| self.held_by_end[place])
            .or_else(|| self.held[..perhaps].iter().copied().max())
    }

    /// The nearest held day that is not before a day, in the same way.
    #[must_use]
    pub fn held_after(&self, day: Day) -> Option<Span> {
        let surely = self.held.partition_point(|held| held.from < day);
        let perhaps = self.held_by_end.partition_point(|held| held.to < day);
        self.held.get(surely).or_else(|| self.held_by_end.get(perhaps)).copied()
    }
}

/// Who is whose rival.
pub(super) struct Rivals<'a> {
    unnamed: &'a BTreeSet<u32>,
    same: &'a BTreeSet<(u32, u32)>,
}

impl Rivals<'_> {
    pub fn is_named(&self, holder: u32) -> bool {
        self.unnamed.is_empty() || !self.unnamed.contains(&holder)
    }

    /// Whether all holders are rivals of each other.
    pub fn is_everybody(&self) -> bool {
        self.same.is_empty()
    }

    pub fn are_rivals(&self, one: u32, other: u32) -> bool {
        one != other && (self.same.is_empty() || !self.same.contains(&(one.min(other), one.max(other))))
    }
}

/// A holder before it is judged beside the others.
pub(super) struct Own {
    pub holder: u32,
    pub named: bool,
    pub spells: Vec<Spell>,
    /// The verdicts on each spell; without a spell, on what records without a held day leave open.
    pub alone: Vec<Vec<OwnPiece>>,
}

impl Office<'_> {
    /// The step function of each holder, by number.
    ///
    /// The order of the records changes nothing. One sweep: the time is that of sorting the days.
    #[must_use]
    pub fn tenures(&self) -> Vec<Tenure> {
        let rivals = Rivals { unnamed: &self.unnamed, same: &self.same };
        let mut sources: Vec<&str> = self.records.iter().map(|record| record.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut by_holder: BTreeMap<u32, Vec<&Record<'_>>> = BTreeMap::new();
        for record in &self.records {
            by_holder.entry(record.holder).or_default().push(record);
        }
        let holders: Vec<Holder<'_>> =
            by_holder.into_iter().map(|(number, records)| Holder::new(number, &records, &sources)).collect();
        if self.constant {
            return self.constant(&holders, &rivals);
        }
        let mut spells: Vec<(Vec<Spell>, Vec<Row>)> = holders
            .iter()
            .map(|holder| if self.stated_only { holder.stated() } else { holder.spells() })
            .collect();
        if self.one_holder && !self.stated_only {
            let days = RivalDays::new(spells.iter().flat_map(|(spells, _)| spells), &rivals);
            for (holder, (spells, _)) in holders.iter().zip(&mut spells) {
                let whole = std::mem::take(spells);
                spells.extend(whole.into_iter().flat_map(|spell| broken(spell, holder, &days, &rivals)));
            }
        }
        let own = holders.iter().zip(spells).map(|(holder, (spells, undated))| {
            let limits = self.limits.get(&holder.number).map_or(&[][..], Vec::as_slice);
            let alone = if spells.is_empty() {
                vec![undated_pieces(&undated, &holder.all_keys(), limits)]
            } else {
                spells.iter().map(|spell| own_pieces(spell, limits)).collect()
            };
            Own { holder: holder.number, named: rivals.is_named(holder.number), spells, alone }
        });
        let own: Vec<Own> = own.collect();
        one_holder(own, self.one_holder, &rivals)
    }
}

impl Office<'_> {
    /// E: a constant attribute holds on every day.
    fn constant(&self, holders: &[Holder<'_>], rivals: &Rivals<'_>) -> Vec<Tenure> {
        let numbers: Vec<u32> = holders.iter().map(|holder| holder.number).collect();
        let differ = |one: &u32| numbers.iter().any(|other| rivals.are_rivals(*one, *other));
        let (verdict, reason) = if self.one_holder && numbers.iter().any(differ) {
            (Verdict::Disputed, Reason::Differing)
        } else {
            (Verdict::Certain, Reason::Constant)
        };
        let tenures = holders.iter().map(|holder| {
            let piece = Piece { days: Span::ALWAYS, verdict, reason, records: holder.all_keys() };
            Tenure::new(holder.number, holder.stated().0, vec![piece])
        });
        tenures.collect()
    }
}

impl Tenure {
    pub(super) fn new(holder: u32, spells: Vec<Spell>, pieces: Vec<Piece>) -> Tenure {
        let mut held: Vec<Span> = spells.iter().flat_map(Spell::days).collect();
        held.sort_unstable();
        held.dedup();
        let mut held_by_end = held.clone();
        held_by_end.sort_unstable_by_key(|held| (held.to, held.from));
        Tenure { holder, spells, pieces, held, held_by_end }
    }
}
