//! Where one official at a time holds an office: its holders held against each other.

use super::Verdict;
use crate::date::{Day, Span};

/// One official's term in an office, judged by its own records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The caller's number for the official; terms of one official share it.
    pub official: u32,
    /// Whether the official is named: unnamed ones neither exclude nor dispute.
    pub named: bool,
    /// The verdict by the term's own records.
    pub verdict: Verdict,
    /// From the first to the last day of the official's certain spans that hold the day; none if the term has none.
    pub certain: Option<Span>,
}

/// What becomes of a candidate's verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderOutcome {
    /// It stays.
    Stays,
    /// It is disputed: these officials held the office on the day as well.
    DisputedWith(Vec<u32>),
    /// It is excluded: this official certainly held the office.
    ExcludedBy(u32),
}

/// Applies the rule that one official at a time holds the office, in the order of the candidates.
///
/// If the day lies in the certain spans of two or more named officials, all of them are disputed, except on a day on
/// which the last held day of one meets the first of the other. If it lies in that of exactly one, who is certain,
/// others who would be possible are excluded.
#[must_use]
pub fn one_holder(candidates: &[Candidate], day: Day) -> Vec<HolderOutcome> {
    let holds =
        |candidate: &Candidate| candidate.named && candidate.certain.is_some_and(|span| span.contains(day));
    let mut holders: Vec<u32> = candidates.iter().filter(|one| holds(one)).map(|one| one.official).collect();
    holders.sort_unstable();
    holders.dedup();
    candidates
        .iter()
        .map(|candidate| {
            if holds(candidate) {
                let mut others: Vec<u32> = candidates
                    .iter()
                    .filter(|other| holds(other) && other.official != candidate.official)
                    .filter(|other| !is_handover(candidate.certain, other.certain, day))
                    .map(|other| other.official)
                    .collect();
                others.sort_unstable();
                others.dedup();
                return if others.is_empty() {
                    HolderOutcome::Stays
                } else {
                    HolderOutcome::DisputedWith(others)
                };
            }
            match holders.as_slice() {
                [holder] if candidate.verdict == Verdict::Possible && candidate.official != *holder => {
                    let is_certain = candidates.iter().any(|other| {
                        other.official == *holder && holds(other) && other.verdict == Verdict::Certain
                    });
                    if is_certain { HolderOutcome::ExcludedBy(*holder) } else { HolderOutcome::Stays }
                }
                _ => HolderOutcome::Stays,
            }
        })
        .collect()
}

fn is_handover(one: Option<Span>, other: Option<Span>, day: Day) -> bool {
    let meets = |before: Span, after: Span| before.to == day && after.from == day;
    one.zip(other).is_some_and(|(one, other)| meets(one, other) || meets(other, one))
}
