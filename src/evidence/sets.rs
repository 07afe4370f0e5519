//! The smallest sets of records without which a verdict would be another.

use std::collections::BTreeSet;

use crate::answer::what_if::Case;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::verdict::Verdict;

/// Sets of no more than so many records are looked for.
pub const LARGEST: usize = 3;

/// For sets of one size an office is judged again only so many times its records: beyond that, the records nearest to the
/// day are tried alone.
const WORK: usize = 300_000;

/// So many records are taken away at the most, where no small set is found.
const MOST_TAKEN: usize = 1_000;

/// A record that can matter to a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its source.
    pub source: &'a str,
    /// What is tried first: the records that the verdict names, the official's own, the rest; and of these the nearest.
    order: (u8, i32),
}

/// Records without which a verdict would be another, while no part of them would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Their ids, sorted.
    pub records: Vec<String>,
    /// The verdict without them; none if nothing would be on record.
    pub becomes: Option<Verdict>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rests {
    /// All the smallest sets of one, two and three records: those of one first.
    pub sets: Vec<Set>,
    /// For verdicts that none of these makes, the smallest sets that do.
    pub others: Vec<Set>,
    /// How many records can matter.
    pub candidates: usize,
    /// Of how many of them the sets of each size were tried.
    pub tried: [usize; LARGEST],
    /// Where there is no set of so few records: more of them, without which together the verdict would be another.
    pub more: Option<Set>,
}

impl Rests {
    /// Whether all sets were tried.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.tried.iter().all(|tried| *tried == self.candidates)
    }
}

/// The records that can matter to a case, those first that matter most likely.
pub(super) fn candidates<'a>(case: &'a Case<'_>, named: &[String]) -> Vec<Candidate<'a>> {
    let rank = |id: &str, is_own: bool| match named.iter().any(|named| named == id) {
        true => 0,
        false => 2 - u8::from(is_own),
    };
    let away = |days: Span| {
        (days.from.number() - case.day.number()).max(case.day.number() - days.to.number()).max(0)
    };
    let mut all: Vec<Candidate<'_>> = Vec::new();
    for (holder, posting) in case.postings() {
        let row = &posting.dated;
        let is_near = |day: Day| (day.number() - case.day.number()).abs();
        let ends = [row.possible.from, row.possible.to].into_iter().map(is_near).min();
        let near = row.held.iter().copied().map(away).min().or(ends).unwrap_or(i32::MAX);
        let order = (rank(&row.id, *holder == case.holder), near);
        all.push(Candidate { id: &row.id, source: &row.source, order });
    }
    for (_, limit) in case.limits() {
        all.push(Candidate {
            id: &limit.id,
            source: &limit.source,
            order: (rank(&limit.id, true), away(limit.span)),
        });
    }
    for (id, source) in case.chain.iter().flat_map(|chain| chain.records()) {
        all.push(Candidate { id, source, order: (rank(id, true), 0) });
    }
    all.sort_by(|left, right| (left.order, left.id).cmp(&(right.order, right.id)));
    all.dedup_by(|left, right| left.id == right.id);
    all
}

/// Finds what a verdict rests on; `go_on` is asked now and then, and fails if it is to end.
///
/// # Errors
/// If `go_on` fails.
pub fn rests(case: &Case<'_>, go_on: &dyn Fn() -> Result<()>) -> Result<Rests> {
    let Some((now, named)) = case.named_without(&|_, _| true) else { return Ok(Rests::default()) };
    let candidates = candidates(case, &named);
    let without = |left_out: &[usize]| {
        case.verdict_without(&|id, _| !left_out.iter().any(|place| candidates[*place].id == id))
    };
    let mut found: Vec<(Vec<usize>, Option<Verdict>)> = Vec::new();
    let mut others: Vec<(Vec<usize>, Option<Verdict>)> = Vec::new();
    let mut tried = [0; LARGEST];
    for (smaller, tried) in tried.iter_mut().enumerate() {
        let size = smaller + 1;
        *tried = affordable(candidates.len(), size, case.size());
        let known: Vec<Vec<usize>> = found.iter().map(|(set, _)| set.clone()).collect();
        let mut made: Vec<Option<Verdict>> = vec![Some(now), None];
        made.extend(found.iter().chain(&others).map(|(_, becomes)| *becomes));
        each_choice(*tried, size, &mut |set| {
            go_on()?;
            let is_smallest = !known.iter().any(|smaller| smaller.iter().all(|place| set.contains(place)));
            let becomes = without(set);
            if is_smallest && becomes != Some(now) {
                found.push((set.to_vec(), becomes));
            } else if !is_smallest && !made.contains(&becomes) {
                others.push((set.to_vec(), becomes));
            }
            Ok(())
        })?;
    }
    others.retain(|(_, becomes)| !found.iter().any(|(_, made)| made == becomes));
    let set = |places: &[usize], becomes| {
        let mut records: Vec<String> = places.iter().map(|place| candidates[*place].id.to_owned()).collect();
        records.sort();
        Set { records, becomes }
    };
    let more = if found.is_empty() { larger(case, now, go_on)? } else { None };
    let sorted = |found: &[(Vec<usize>, Option<Verdict>)]| {
        let mut sets: Vec<Set> = found.iter().map(|(places, becomes)| set(places, *becomes)).collect();
        sets.sort_by(|left, right| {
            (left.records.len(), &left.records).cmp(&(right.records.len(), &right.records))
        });
        sets
    };
    let (sets, others) = (sorted(&found), sorted(&others));
    Ok(Rests { sets, others, candidates: candidates.len(), tried, more })
}

/// Of how many records all sets of a size can be tried, each at the price of judging the office again.
fn affordable(candidates: usize, size: usize, records: usize) -> usize {
    let choices = |of: usize| {
        (0..size).fold(1, |count: usize, place| count.saturating_mul(of.saturating_sub(place)) / (place + 1))
    };
    let is_affordable = |of: &usize| choices(*of).saturating_mul(records.max(1)) <= WORK;
    (0..=candidates).rev().find(is_affordable).unwrap_or(0)
}

/// Gives every choice of so many of the first numbers.
fn each_choice(of: usize, size: usize, take: &mut dyn FnMut(&[usize]) -> Result<()>) -> Result<()> {
    let mut set: Vec<usize> = (0..size).collect();
    if of < size {
        return Ok(());
    }
    loop {
        take(&set)?;
        let Some(place) = (0..size).rev().find(|place| set[*place] < of - (size - place)) else {
            return Ok(());
        };
        set[place] += 1;
        for next in place + 1..size {
            set[next] = set[next - 1] + 1;
        }
    }
}

/// A set without which the verdict would be another, found by taking away what the verdict names until it is; and then
/// putting back what need not be away.
fn larger(case: &Case<'_>, now: Verdict, go_on: &dyn Fn() -> Result<()>) -> Result<Option<Set>> {
    let mut away: BTreeSet<String> = BTreeSet::new();
    let judged = |away: &BTreeSet<String>| case.named_without(&|id, _| !away.contains(id));
    let most = (WORK / case.size().max(1)).min(MOST_TAKEN);
    loop {
        go_on()?;
        match judged(&away) {
            Some((verdict, named)) if verdict == now => {
                let before = away.len();
                away.extend(named);
                if away.len() == before || away.len() > most {
                    return Ok(None);
                }
            }
            _ => break,
        }
    }
    for id in away.clone() {
        go_on()?;
        away.remove(&id);
        if judged(&away).is_some_and(|(verdict, _)| verdict == now) {
            away.insert(id);
        }
    }
    let becomes = judged(&away).map(|(verdict, _)| verdict);
    Ok(Some(Set { records: away.into_iter().collect(), becomes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_given_once() {
        let choices = |of, size| {
            let mut all = Vec::new();
            each_choice(of, size, &mut |set| {
                all.push(set.to_vec());
                Ok(())
            })
            .unwrap();
            all
        };
        assert_eq!(choices(3, 2), [[0, 1], [0, 2], [1, 2]]);
        assert_eq!((choices(6, 3).len(), choices(2, 3).len(), choices(3, 3).len()), (20, 0, 1));
        let each: BTreeSet<Vec<usize>> = choices(6, 3).into_iter().collect();
        assert_eq!(each.len(), 20);
    }

    #[test]
    fn the_work_is_bounded_whatever_the_number_of_records() {
        assert_eq!([1, 2, 3].map(|size| affordable(20, size, 20)), [20, 20, 20]);
        for (records, size) in [(200, 2), (200, 3), (10_000, 1), (10_000, 3), (1_000_000, 1)] {
            let tried = affordable(records, size, records);
            assert!(tried < records, "{tried} of {records}");
            let mut sets = 0;
            each_choice(tried, size, &mut |_| {
                sets += 1;
                Ok(())
            })
            .unwrap();
            assert!(sets * records <= WORK, "{sets} sets of {records}");
        }
    }
}
