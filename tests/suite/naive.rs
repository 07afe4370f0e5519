//! A reference for verdicts, written day by day from the definitions, with sets of days and no cleverness.

use std::collections::BTreeSet;

/// Days of a small calendar; records without limit reach its ends.
pub const FIRST: i32 = 0;
pub const LAST: i32 = 59;

/// A day that is known within two days.
pub type Within = (i32, i32);

#[derive(Debug, Clone)]
pub struct Row {
    pub official: usize,
    pub named: bool,
    pub since: Option<Within>,
    pub until: Until,
    /// When the source says it, or was published.
    pub as_of: Option<Within>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Blank,
    Still,
    Known(Within),
}

#[derive(Debug, Clone, Copy)]
pub struct Death {
    pub official: usize,
    pub day: Within,
}

type Days = BTreeSet<i32>;

fn days((from, to): Within) -> Days {
    (from..=to).collect()
}

/// Every day on which the row does not say that it did not hold.
fn possible(row: &Row) -> Days {
    (FIRST..=LAST)
        .filter(|day| row.since.is_none_or(|since| *day >= since.0))
        .filter(|day| !matches!(row.until, Until::Known(until) if *day > until.1))
        .collect()
}

fn held(row: &Row) -> Vec<Days> {
    let mut held = Vec::new();
    if let Some(since) = row.since {
        held.push(days(since));
    }
    match row.until {
        Until::Known(until) => held.push(days(until)),
        Until::Still => held.extend(row.as_of.map(days)),
        Until::Blank => {}
    }
    held
}

fn meet(one: &Days, other: &Days) -> bool {
    one.iter().any(|day| other.contains(day))
}

fn together(one: &Row, other: &Row) -> bool {
    let (here, there) = (possible(one), possible(other));
    meet(&here, &there)
        && held(one).iter().any(|day| meet(day, &there))
        && held(other).iter().any(|day| meet(day, &here))
}

/// Groups rows until no two groups have members that belong together.
fn stints(rows: &[Row]) -> Vec<Vec<Row>> {
    let mut groups: Vec<Vec<Row>> =
        rows.iter().filter(|row| !held(row).is_empty()).map(|row| vec![row.clone()]).collect();
    loop {
        let mut joined = None;
        'search: for left in 0..groups.len() {
            for right in 0..groups.len() {
                let belong = left != right
                    && groups[left].iter().any(|one| groups[right].iter().any(|other| together(one, other)));
                if belong {
                    joined = Some((left, right));
                    break 'search;
                }
            }
        }
        let Some((left, right)) = joined else {
            return groups;
        };
        let moved = groups.remove(right.max(left));
        groups[left.min(right)].extend(moved);
    }
}

/// The days of the certain span.
fn certain(stint: &[Row]) -> Days {
    let held: Vec<Days> = stint.iter().flat_map(held).collect();
    let first = held.iter().filter_map(|day| day.last()).min();
    let last = held.iter().filter_map(|day| day.first()).max();
    match (first, last) {
        (Some(first), Some(last)) => (*first..=*last).collect(),
        _ => Days::new(),
    }
}

/// For each thing that excludes the day: whether a held day lies wholly beyond it.
fn excluders(stint: &[Row], deaths: &[Within], day: i32) -> Vec<bool> {
    let held: Vec<Days> = stint.iter().flat_map(held).collect();
    let mut found = Vec::new();
    for row in stint {
        let range = possible(row);
        if range.contains(&day) {
            continue;
        }
        let (first, last) = (*range.first().unwrap(), *range.last().unwrap());
        found.push(if day > last {
            held.iter().any(|held| held.iter().all(|held| *held > last))
        } else {
            held.iter().any(|held| held.iter().all(|held| *held < first))
        });
    }
    for death in deaths {
        if days(*death).iter().all(|death| *death < day) {
            found.push(held.iter().any(|held| held.iter().all(|held| *held > death.1)));
        }
    }
    found
}

pub fn verdict_of_a_stint(stint: &[Row], deaths: &[Within], day: i32) -> &'static str {
    let found = excluders(stint, deaths, day);
    let all_exclude = stint.iter().all(|row| !possible(row).contains(&day));
    if certain(stint).contains(&day) {
        return if found.is_empty() { "certain" } else { "disputed" };
    }
    if all_exclude || found.contains(&false) {
        "excluded"
    } else if found.is_empty() {
        "possible"
    } else {
        "disputed"
    }
}

fn better(one: &'static str, other: &'static str) -> &'static str {
    for verdict in ["certain", "disputed", "possible", "excluded"] {
        if one == verdict || other == verdict {
            return verdict;
        }
    }
    one
}

/// The verdict about each official of one office with one holder, on a day.
pub fn office(rows: &[Row], deaths: &[Death], day: i32) -> Vec<(usize, &'static str)> {
    let officials: BTreeSet<usize> = rows.iter().map(|row| row.official).collect();
    let mut answers: Vec<(usize, &'static str)> = Vec::new();
    let mut spans: Vec<(usize, Days)> = Vec::new();
    for official in officials {
        let own: Vec<Row> = rows.iter().filter(|row| row.official == official).cloned().collect();
        let died: Vec<Within> =
            deaths.iter().filter(|death| death.official == official).map(|death| death.day).collect();
        let stints = stints(&own);
        let mut verdict =
            stints.iter().map(|stint| verdict_of_a_stint(stint, &died, day)).fold("excluded", better);
        if stints.is_empty() {
            let is_dead = died.iter().any(|death| death.1 < day);
            verdict = if is_dead { "excluded" } else { "possible" };
        }
        answers.push((official, verdict));
        let named = own.iter().all(|row| row.named);
        for stint in &stints {
            if named && certain(stint).contains(&day) {
                spans.push((official, certain(stint)));
            }
        }
    }
    let holders: BTreeSet<usize> = spans.iter().map(|(official, _)| *official).collect();
    let before = answers.clone();
    for (official, verdict) in &mut answers {
        let mine: Vec<&Days> =
            spans.iter().filter(|(one, _)| one == official).map(|(_, span)| span).collect();
        let rival = mine.iter().any(|mine| {
            spans.iter().filter(|(other, _)| other != official).any(|(_, other)| {
                let handover = (mine.last() == Some(&day) && other.first() == Some(&day))
                    || (other.last() == Some(&day) && mine.first() == Some(&day));
                !handover
            })
        });
        if rival {
            *verdict = "disputed";
        }
        if holders.len() == 1 && mine.is_empty() && *verdict == "possible" {
            let holder = holders.first().unwrap();
            if before.iter().any(|(one, verdict)| one == holder && *verdict == "certain") {
                *verdict = "excluded";
            }
        }
    }
    answers
}
