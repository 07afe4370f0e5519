//! Records that belong together: one uninterrupted time in which something held.

use crate::date::{Day, Span};

/// The days, each known within bounds, on which something held by one record: at most its `since`, its `until` if
/// that is a date, and its `as_of` if `until` is `..`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldDays {
    days: [Option<Span>; 3],
}

impl HeldDays {
    /// Adds a day; a record has at most three, and a fourth is left out.
    pub fn push(&mut self, day: Span) {
        if let Some(free) = self.days.iter_mut().find(|held| held.is_none()) {
            *free = Some(day);
        }
    }

    /// The days.
    pub fn iter(&self) -> impl Iterator<Item = &Span> {
        self.days.iter().flatten()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days[0].is_none()
    }
}

/// A dated record, as a verdict takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The caller's number for it.
    pub key: u32,
    /// The days outside which it says that it did not hold.
    pub possible: Span,
    /// The days on which it held.
    pub held: HeldDays,
}

/// What a recorded birth, death, founding or dissolution excludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// No day before it.
    Born,
    /// No day after it.
    Died,
    /// No day before it.
    Founded,
    /// No day after it.
    Dissolved,
}

/// A recorded birth, death, founding or dissolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which of them.
    pub kind: LimitKind,
    /// The days on which it can have been.
    pub span: Span,
    /// The caller's number for it.
    pub key: u32,
}

/// Records that belong to one stint, and what they say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stint {
    /// The records.
    pub records: Vec<Record>,
    /// From the first to the last day on which it surely held; it is contiguous. None if no day is sure.
    pub certain: Option<Span>,
}

impl Stint {
    /// The stint of these records, whether or not they overlap.
    #[must_use]
    pub fn of(records: Vec<Record>) -> Stint {
        let first = records.iter().flat_map(|record| record.held.iter()).map(|held| held.to).min();
        let last = records.iter().flat_map(|record| record.held.iter()).map(|held| held.from).max();
        let certain = first.zip(last).and_then(|(first, last)| Span::new(first, last));
        Stint { records, certain }
    }

    /// All held days.
    pub fn held(&self) -> impl Iterator<Item = Span> {
        self.records.iter().flat_map(|record| record.held.iter().copied())
    }

    /// Whether some held day lies wholly after `day`.
    #[must_use]
    pub fn held_after(&self, day: Day) -> bool {
        self.held().any(|held| held.from > day)
    }

    /// Whether some held day lies wholly before `day`.
    #[must_use]
    pub fn held_before(&self, day: Day) -> bool {
        self.held().any(|held| held.to < day)
    }
}

/// Sorts records into stints; those without any held day are returned apart.
///
/// Two records belong to one stint if their possible ranges overlap and a held day of each may lie in the possible
/// range of the other; chains join. Stints come in the order of their first records.
#[must_use]
pub fn stints(records: &[Record]) -> (Vec<Stint>, Vec<Record>) {
    let (held, undated): (Vec<Record>, Vec<Record>) =
        records.iter().partition(|record| !record.held.is_empty());
    let mut group: Vec<usize> = (0..held.len()).collect();
    for left in 0..held.len() {
        for right in left + 1..held.len() {
            if group[left] != group[right] && belong_together(&held[left], &held[right]) {
                let (kept, gone) = (group[left].min(group[right]), group[left].max(group[right]));
                for number in &mut group {
                    if *number == gone {
                        *number = kept;
                    }
                }
            }
        }
    }
    let mut stints = Vec::new();
    for number in 0..held.len() {
        let members: Vec<Record> = held
            .iter()
            .zip(&group)
            .filter(|(_, group)| **group == number)
            .map(|(record, _)| *record)
            .collect();
        if !members.is_empty() {
            stints.push(Stint::of(members));
        }
    }
    (stints, undated)
}

fn belong_together(one: &Record, other: &Record) -> bool {
    let reaches = |from: &Record, into: &Record| from.held.iter().any(|held| held.overlaps(into.possible));
    one.possible.overlaps(other.possible) && reaches(one, other) && reaches(other, one)
}
