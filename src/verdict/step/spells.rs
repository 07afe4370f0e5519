//! Rules B3 and B4: which rows of one holder speak of one spell, an uninterrupted time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::record::{HeldDay, Record};
use super::rows::{Groups, Row, extended, order};
use crate::date::{Day, Span};

/// One uninterrupted time, and the rows that speak of it.
#[derive(Debug, Clone)]
pub struct Spell {
    /// The caller's number for whose it is.
    pub holder: u32,
    /// From the smallest last day to the greatest first day of its held days; none if no day is sure.
    pub span: Option<Span>,
    /// Its held days, sorted, each once.
    pub held: Vec<HeldDay>,
    /// The keys of its records, sorted.
    pub keys: Arc<[u32]>,
    pub(super) rows: Vec<Row>,
    /// The first and the last day on which it is known to have run: without a span, the greatest first day and the
    /// smallest last day of its held days.
    pub(super) first: Day,
    pub(super) last: Day,
}

impl Spell {
    /// The spell of these rows; none if none of them has a held day.
    pub(super) fn of(holder: u32, rows: Vec<Row>, keys: Arc<[u32]>) -> Option<Spell> {
        let mut held: Vec<HeldDay> = rows.iter().flat_map(|row| row.held.iter().copied()).collect();
        held.sort_unstable();
        held.dedup();
        let days = held.iter().map(|held| held.day);
        let (one, other) = (days.clone().map(|day| day.to).min()?, days.map(|day| day.from).max()?);
        let span = Span::new(one, other);
        Some(Spell { holder, span, held, keys, rows, first: one.min(other), last: one.max(other) })
    }

    /// Its held days without where they come from.
    pub fn days(&self) -> impl Iterator<Item = Span> + Clone + '_ {
        self.held.iter().map(|held| held.day)
    }

    pub(super) fn is_around(&self, day: Day) -> bool {
        self.span.is_some_and(|span| span.contains(day))
    }
}

/// The records of one holder, those that say the same counted once.
pub(super) struct Holder<'a> {
    pub number: u32,
    pub rows: Vec<Row>,
    /// The keys of the records behind each row.
    keys: Vec<Vec<u32>>,
    terms: Vec<Option<&'a str>>,
}

impl<'a> Holder<'a> {
    /// `sources` holds the ids of all sources, sorted; `records` are of one holder.
    pub fn new(number: u32, records: &[&Record<'a>], sources: &[&str]) -> Holder<'a> {
        let source =
            |id: &str| u32::try_from(sources.partition_point(|known| *known < id)).unwrap_or(u32::MAX);
        let mut all: Vec<(Row, &str, u32)> = records
            .iter()
            .map(|record| (Row::of(record, source(record.source), 0), record.term.unwrap_or(""), record.key))
            .collect();
        all.sort_by(|one, other| (order(&one.0), one.1, one.2).cmp(&(order(&other.0), other.1, other.2)));
        let mut holder = Holder { number, rows: Vec::new(), keys: Vec::new(), terms: Vec::new() };
        for group in all.chunk_by(|one, other| (order(&one.0), one.1) == (order(&other.0), other.1)) {
            let (row, term, _) = &group[0];
            holder.terms.push((!term.is_empty()).then_some(term));
            holder.keys.push(group.iter().map(|(.., key)| *key).collect());
            holder.rows.push(Row { parts: vec![holder.rows.len()], ..row.clone() });
        }
        holder
    }

    /// The keys of all records.
    pub fn all_keys(&self) -> Arc<[u32]> {
        let mut keys: Vec<u32> = self.keys.iter().flatten().copied().collect();
        keys.sort_unstable();
        keys.into()
    }

    /// The spell of some of the records.
    pub fn spell(&self, rows: Vec<Row>) -> Option<Spell> {
        let parts = rows.iter().flat_map(|row| row.parts.iter().chain(&row.echoes));
        let mut keys: Vec<u32> = parts.flat_map(|part| &self.keys[*part]).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        Spell::of(self.number, rows, keys.into())
    }

    /// The spells, and the rows that have no held day.
    ///
    /// With fewer than two terms all records are one pool; otherwise spells are formed for each term from its records and
    /// those without one, which form no spell of their own if they serve one.
    pub fn spells(&self) -> (Vec<Spell>, Vec<Row>) {
        let terms: BTreeSet<&str> = self.terms.iter().flatten().copied().collect();
        if terms.len() < 2 {
            let (spells, undated) = spells_of(&self.rows);
            return (spells.into_iter().filter_map(|rows| self.spell(rows)).collect(), undated);
        }
        let pool = |keep: &dyn Fn(usize) -> bool| -> Vec<Row> {
            (0..self.rows.len()).filter(|place| keep(*place)).map(|place| self.rows[place].clone()).collect()
        };
        let mut spells = Vec::new();
        let mut used = vec![false; self.rows.len()];
        for term in terms {
            let of_term = pool(&|place| self.terms[place].is_none_or(|own| own == term));
            for rows in spells_of(&of_term).0 {
                let parts = || rows.iter().flat_map(|row| &row.parts);
                if parts().any(|part| self.terms[*part].is_some()) {
                    parts().for_each(|part| used[*part] = true);
                    spells.extend(self.spell(rows));
                }
            }
        }
        let rest = pool(&|place| self.terms[place].is_none() && !used[place]);
        spells.extend(spells_of(&rest).0.into_iter().filter_map(|rows| self.spell(rows)));
        let undated = self.rows.iter().filter(|row| row.held.is_empty()).cloned().collect();
        (spells, undated)
    }

    /// Each record as a spell of its own: what holds on stated ranges only (rule E).
    pub fn stated(&self) -> (Vec<Spell>, Vec<Row>) {
        let (dated, undated): (Vec<Row>, Vec<Row>) =
            self.rows.iter().cloned().partition(|row| !row.held.is_empty());
        (dated.into_iter().filter_map(|row| self.spell(vec![row])).collect(), undated)
    }
}

/// B3: whether two rows speak of one spell: their possible ranges overlap, and a held day of each may lie in the possible
/// range of the other, or one of either lies within what the other states.
fn one_spell(one: &Reach<'_>, other: &Reach<'_>) -> bool {
    if !one.row.possible.overlaps(other.row.possible) {
        return false;
    }
    let reaches =
        |from: &Reach<'_>, into: &Reach<'_>| from.row.days().any(|day| day.overlaps(into.row.possible));
    let within = |from: &Reach<'_>, into: &Reach<'_>| {
        into.span.is_some_and(|span| from.row.days().any(|day| span.encloses(day)))
    };
    (reaches(one, other) && reaches(other, one)) || within(one, other) || within(other, one)
}

struct Reach<'a> {
    row: &'a Row,
    span: Option<Span>,
}

fn groups(rows: &[Reach<'_>], of: &[usize]) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(of.len());
    for (place, one) in of.iter().enumerate() {
        for (before, other) in of[..place].iter().enumerate() {
            if groups.head(place) != groups.head(before) && one_spell(&rows[*one], &rows[*other]) {
                groups.join(place, before);
            }
        }
    }
    groups.members().into_iter().map(|group| group.into_iter().map(|place| of[place]).collect()).collect()
}

/// The spells of one pool of records, and the rows that have no held day.
fn spells_of(records: &[Row]) -> (Vec<Vec<Row>>, Vec<Row>) {
    let (dated, undated): (Vec<Row>, Vec<Row>) =
        extended(records).into_iter().partition(|row| !row.held.is_empty());
    let rows: Vec<Reach<'_>> = dated.iter().map(|row| Reach { row, span: row.span() }).collect();
    let (whole, rest): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|place| rows[*place].row.is_whole());
    let spells = groups(&rows, &whole);
    let found = if spells.len() > 1 {
        joined(&rows, spells, &rest)
    } else {
        let all: Vec<usize> = (0..rows.len()).collect();
        groups(&rows, &all)
    };
    let taken = |group: Vec<usize>| group.into_iter().map(|place| dated[place].clone()).collect();
    (found.into_iter().map(taken).collect(), undated)
}

/// B4: whole rows that make several spells define them; each other row joins every one that B3 relates it to, and what
/// is related to none follows those that are related to it.
fn joined(rows: &[Reach<'_>], spells: Vec<Vec<usize>>, rest: &[usize]) -> Vec<Vec<usize>> {
    let mut direct: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut followers: Vec<usize> = Vec::new();
    for row in rest {
        let related = |group: &&Vec<usize>| group.iter().any(|whole| one_spell(&rows[*whole], &rows[*row]));
        let all: Vec<usize> =
            spells.iter().enumerate().filter(|(_, group)| related(group)).map(|(place, _)| place).collect();
        if all.is_empty() {
            followers.push(*row);
        }
        for place in all {
            direct.entry(place).or_default().push(*row);
        }
    }
    let mut out = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (place, group) in spells.into_iter().enumerate() {
        let mut found = group;
        found.extend(direct.remove(&place).unwrap_or_default());
        let mut next = 0;
        while let Some(row) = found.get(next).copied() {
            for follower in &followers {
                if !found.contains(follower) && one_spell(&rows[row], &rows[*follower]) {
                    found.push(*follower);
                }
            }
            next += 1;
        }
        used.extend(&found);
        out.push(found);
    }
    let alone: Vec<usize> = followers.into_iter().filter(|row| !used.contains(row)).collect();
    out.extend(groups(rows, &alone));
    out
}
