//! Days laid over days: disjoint runs, in the order of time.

use std::collections::BTreeSet;

use crate::date::{Day, Span};

/// Disjoint runs of days with something that holds on them, in the order of time.
#[derive(Debug, Clone)]
pub(super) struct Cover<T>(Vec<(Span, T)>);

impl<T: Clone> Cover<T> {
    /// Of overlapping runs the one that comes first in the list.
    pub fn of(runs: &[(Span, T)]) -> Cover<T> {
        let mut days: Vec<(Day, bool, usize)> = Vec::with_capacity(2 * runs.len());
        for (place, (run, _)) in runs.iter().enumerate() {
            days.push((run.from, true, place));
            if run.to < Day::MAX {
                days.push((run.to.after(), false, place));
            }
        }
        days.sort_unstable();
        let mut active: BTreeSet<usize> = BTreeSet::new();
        let mut out: Vec<(Span, usize)> = Vec::new();
        let mut at = 0;
        while let Some((day, ..)) = days.get(at).copied() {
            while let Some((_, begins, place)) = days.get(at).filter(|(other, ..)| *other == day).copied() {
                if begins {
                    active.insert(place);
                } else {
                    active.remove(&place);
                }
                at += 1;
            }
            let to = days.get(at).map_or(Day::MAX, |(next, ..)| next.before());
            if let Some(first) = active.first() {
                match out.last_mut() {
                    Some((run, place)) if place == first && run.to.after() == day => run.to = to,
                    _ => out.push((Span { from: day, to }, *first)),
                }
            }
        }
        Cover(out.into_iter().map(|(run, place)| (run, runs[place].1.clone())).collect())
    }

    /// Runs that are disjoint and in order already.
    pub fn in_order(runs: Vec<(Span, T)>) -> Cover<T> {
        Cover(runs)
    }

    /// Gives the days in parts: each with what holds on it, or with nothing.
    pub fn over(&self, days: Span, mut take: impl FnMut(Span, Option<&T>)) {
        let first = self.0.partition_point(|(run, _)| run.to < days.from);
        let mut from = days.from;
        for (run, what) in self.0[first..].iter().take_while(|(run, _)| run.from <= days.to) {
            if run.from > from {
                take(Span { from, to: run.from.before() }, None);
            }
            let to = run.to.min(days.to);
            take(Span { from: run.from.max(from), to }, Some(what));
            if to == days.to {
                return;
            }
            from = to.after();
        }
        take(Span { from, to: days.to }, None);
    }
}
