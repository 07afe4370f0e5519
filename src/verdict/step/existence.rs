//! Whether an organization existed: from its founding to its dissolution, and on the days on which one of its names held.

use std::sync::Arc;

use super::office::{Piece, Tenure};
use super::reason::{Against, Reason};
use super::record::{HeldDay, HeldKind, LimitKind};
use super::rows::Row;
use super::spell_day::own_pieces;
use super::spells::Spell;
use crate::date::{Day, Span};

/// Something that says when an organization existed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// A recorded founding.
    Founded(Span),
    /// A recorded dissolution.
    Dissolved(Span),
    /// A name: its held days, and the days outside which it did not hold.
    Name {
        /// The days, within bounds, on which it had the name.
        held: Vec<Span>,
        /// Outside these days the record says that it did not have it.
        possible: Span,
    },
}

/// The reason with the founding or dissolution for the beginning or end that it is.
fn named(reason: Reason, signs: &[(u32, Sign)]) -> Reason {
    let named = |against: Against| {
        let same = signs.iter().find_map(|(_, sign)| match (against, sign) {
            (Against::NotBegun(day), Sign::Founded(founded)) if founded.from == day => {
                Some(Against::Limit(LimitKind::Founded, *founded))
            }
            (Against::Ended(day), Sign::Dissolved(dissolved)) if dissolved.to == day => {
                Some(Against::Limit(LimitKind::Dissolved, *dissolved))
            }
            _ => None,
        });
        same.unwrap_or(against)
    };
    match reason {
        Reason::Contradicted(against, beyond) => Reason::Contradicted(named(against), beyond),
        Reason::Excluded(against) => Reason::Excluded(named(against)),
        other => other,
    }
}

/// The step function of an organization's existence, by signs with their keys; none if nothing names a day.
///
/// It is one spell of all of them: a founding is a beginning, a dissolution an end, and a name says nothing of days
/// outside its own.
#[must_use]
pub fn existence(signs: &[(u32, Sign)]) -> Option<Tenure> {
    let rows = signs.iter().map(|(_, sign)| {
        let (since, until, possible, held) = match sign {
            Sign::Founded(day) => {
                let held = vec![HeldDay { kind: HeldKind::Since, day: *day }];
                (Some(*day), None, Span { from: day.from, to: Day::MAX }, held)
            }
            Sign::Dissolved(day) => {
                let held = vec![HeldDay { kind: HeldKind::Until, day: *day }];
                (None, Some(*day), Span { from: Day::MIN, to: day.to }, held)
            }
            Sign::Name { held, possible } => {
                let held = held.iter().map(|day| HeldDay { kind: HeldKind::Seen, day: *day }).collect();
                (None, None, *possible, held)
            }
        };
        Row { since, until, possible, held, source: 0, parts: Vec::new(), echoes: Vec::new() }
    });
    let mut keys: Vec<u32> = signs.iter().map(|(key, _)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    let spell = Spell::of(0, rows.collect(), keys.into())?;
    let pieces = own_pieces(&spell, &[]);
    let ends = pieces.iter().skip(1).map(|piece| piece.from.before()).chain([Day::MAX]);
    let pieces = pieces.iter().zip(ends).map(|(piece, to)| Piece {
        days: Span { from: piece.from, to },
        verdict: piece.verdict,
        reason: named(piece.reason, signs),
        records: Arc::clone(&piece.keys),
    });
    let pieces = pieces.collect();
    Some(Tenure::new(0, vec![spell], pieces))
}
