//! What differs between two lists of names: who was added, who is missing, and who moved.
//!
//! Moves are measured against the longest part of the list that kept its order: one name that is inserted moves nobody.

use std::collections::{BTreeSet, HashMap};

use super::lists::{Entry, NameList, lists_of};
use crate::answer::Answer;
use crate::answer::question::{Col, cells, columns, list, text};
use crate::error::Result;
use crate::output::Cell;
use crate::reader::Reader;

/// What became of somebody between two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Only the second list has him.
    Added,
    /// Only the first list has him.
    Removed,
    /// He is before some behind whom he was.
    Up,
    /// He is behind some before whom he was.
    Down,
    /// He kept his order.
    Kept,
}

impl Change {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Up => "moved up",
            Change::Down => "moved down",
            Change::Kept => "kept",
        }
    }
}

/// One row: somebody in one of the lists, or in both.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What became of him.
    pub change: Change,
    /// In which role.
    pub role: Option<String>,
    /// Who.
    pub subject: String,
    /// In the first list.
    pub before: Option<Entry>,
    /// In the second list.
    pub after: Option<Entry>,
    /// Whom he follows in the second list; nobody if he is its first, or has no place in it.
    pub behind: Option<String>,
}

impl Compared {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.before.iter().chain(&self.after)
    }

    fn all(&self, of: fn(&Entry) -> &BTreeSet<String>) -> Cell {
        let all: BTreeSet<String> = self.entries().flat_map(|entry| of(entry).iter().cloned()).collect();
        Cell::List(all.into_iter().collect())
    }

    /// Whether all sources give this place.
    fn agreement(&self) -> &'static str {
        if self.entries().any(Entry::is_contested) {
            "contested"
        } else if self.entries().all(|entry| entry.sources.len() == 1) {
            "single"
        } else {
            "agreed"
        }
    }
}

/// The columns of a comparison.
pub const COLUMNS: &[Col<Compared>] = &[
    Col::shown("change", |row| Cell::from(row.change.word())),
    Col::shown("subject", |row| Cell::from(row.subject.as_str())),
    Col::shown("place_before", |row| Cell::from(row.before.as_ref().map(Entry::place))),
    Col::shown("place_after", |row| Cell::from(row.after.as_ref().map(Entry::place))),
    Col::shown("behind", |row| text(row.behind.as_deref())),
    Col::hidden("role", |row| text(row.role.as_deref())),
    Col::shown("agreement", |row| Cell::from(row.agreement())),
    Col::hidden("readings_before", |row| list(&row.before.as_ref().map(Entry::readings).unwrap_or_default())),
    Col::hidden("readings_after", |row| list(&row.after.as_ref().map(Entry::readings).unwrap_or_default())),
    Col::hidden("records", |row| row.all(|entry| &entry.records)),
    Col::shown("sources", |row| row.all(|entry| &entry.sources)),
];

/// Which lists are compared.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The event of the first list.
    pub first: String,
    /// The event of the second list.
    pub second: String,
    /// Only these roles; none: all.
    pub roles: Vec<String>,
    /// Also who kept his order.
    pub all: bool,
}

/// The differences between the lists of two events.
///
/// # Errors
/// If the archive cannot be read.
pub fn compare(reader: &Reader, asked: &Comparison) -> Result<Answer> {
    let mut lists = lists_of(reader, &[&asked.first, &asked.second], &asked.roles)?;
    let first = lists.get(&asked.first).cloned().unwrap_or_default();
    let second = lists.remove(&asked.second).unwrap_or_default();
    let mut notes = Vec::new();
    for (event, lists) in [(&asked.first, &first), (&asked.second, &second)] {
        if lists.is_empty() {
            notes.push(format!("nobody is recorded as having taken part in {event}"));
        } else if !lists.iter().any(NameList::is_ordered) {
            notes.push(format!("no source gives an ordered list of {event}: nobody's place can be compared"));
        }
    }
    let mut rows: Vec<Compared> =
        pairs(first, second).into_iter().flat_map(|(first, second)| differences(&first, &second)).collect();
    let kept = rows.iter().filter(|row| row.change == Change::Kept).count();
    if !asked.all && kept > 0 {
        rows.retain(|row| row.change != Change::Kept);
        notes.push(match kept {
            1 => "1 name that kept its order is left out (--all shows it)".to_owned(),
            kept => format!("{kept} names that kept their order are left out (--all shows them)"),
        });
    }
    notes.extend(reader.notes()?);
    let rows = rows.iter().map(|row| cells(COLUMNS, row)).collect();
    Ok(Answer { columns: columns(COLUMNS), rows, notes })
}

/// The lists of each role beside each other. Two lists that are the only ones of their events belong together even if one
/// event's sources name a role and the other's do not.
fn pairs(mut first: Vec<NameList>, mut second: Vec<NameList>) -> Vec<(NameList, NameList)> {
    if let ([one], [other]) = (first.as_mut_slice(), second.as_mut_slice())
        && (one.role.is_none() || other.role.is_none())
    {
        one.role = one.role.take().or_else(|| other.role.clone());
        other.role.clone_from(&one.role);
    }
    let roles: BTreeSet<Option<String>> = first.iter().chain(&second).map(|list| list.role.clone()).collect();
    let of = |lists: &[NameList], role: &Option<String>| {
        lists
            .iter()
            .find(|list| list.role == *role)
            .cloned()
            .unwrap_or_else(|| NameList { role: role.clone(), ..NameList::default() })
    };
    roles.iter().map(|role| (of(&first, role), of(&second, role))).collect()
}

/// What became of everybody in two lists, in the order of the second; who is removed comes last, in the order of the first.
#[must_use]
pub fn differences(first: &NameList, second: &NameList) -> Vec<Compared> {
    let before: HashMap<&str, &Entry> =
        first.entries.iter().map(|entry| (entry.subject.as_str(), entry)).collect();
    let places_before: HashMap<&str, (u32, u32)> =
        before.iter().filter_map(|(subject, entry)| Some((*subject, entry.range()?))).collect();
    let mut order: Vec<&Entry> = second.entries.iter().collect();
    // Whoever shares a place keeps the order of the first list.
    order.sort_by_key(|entry| {
        let unplaced = (u32::MAX, u32::MAX);
        let earlier = places_before.get(entry.subject.as_str()).copied().unwrap_or(unplaced);
        (entry.range().unwrap_or(unplaced), earlier)
    });

    let common: Vec<&str> = order
        .iter()
        .filter(|entry| entry.range().is_some() && places_before.contains_key(entry.subject.as_str()))
        .map(|entry| entry.subject.as_str())
        .collect();
    let ranks: Vec<(u32, u32)> = common.iter().map(|subject| places_before[subject]).collect();
    let kept: BTreeSet<&str> = longest_in_order(&ranks).into_iter().map(|place| common[place]).collect();
    let mut sorted = ranks.clone();
    sorted.sort_unstable();
    let rank_after: HashMap<&str, usize> =
        common.iter().enumerate().map(|(at, subject)| (*subject, at)).collect();

    let mut rows = Vec::new();
    let mut behind: Option<String> = None;
    for entry in order {
        let subject = entry.subject.as_str();
        let earlier = before.get(subject).copied();
        let change = match (earlier, rank_after.get(subject)) {
            (None, _) => Change::Added,
            (Some(_), Some(after)) if !kept.contains(subject) => {
                let before = sorted.partition_point(|rank| *rank < places_before[subject]);
                if *after > before { Change::Down } else { Change::Up }
            }
            _ => Change::Kept,
        };
        let is_placed = entry.range().is_some();
        rows.push(Compared {
            change,
            role: second.role.clone(),
            subject: entry.subject.clone(),
            before: earlier.cloned(),
            after: Some(entry.clone()),
            behind: if is_placed { behind.clone() } else { None },
        });
        if is_placed {
            behind = Some(entry.subject.clone());
        }
    }
    let after: BTreeSet<&str> = second.entries.iter().map(|entry| entry.subject.as_str()).collect();
    let removed = first.entries.iter().filter(|entry| !after.contains(entry.subject.as_str()));
    rows.extend(removed.map(|entry| Compared {
        change: Change::Removed,
        role: first.role.clone(),
        subject: entry.subject.clone(),
        before: Some(entry.clone()),
        after: None,
        behind: None,
    }));
    rows
}

/// The places of a longest run of values, not necessarily side by side, of which none is smaller than the one before.
fn longest_in_order<T: Ord>(values: &[T]) -> Vec<usize> {
    // Of each length, where the run ends whose last value is smallest; and of each value, what comes before it in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let length = ends.partition_point(|end| values[*end] <= *value);
        previous.push(length.checked_sub(1).map(|before| ends[before]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(place) = next {
        run.push(place);
        next = previous[place];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list_of(names: &[String]) -> NameList {
        let entry = |(place, name): (u32, &String)| Entry {
            subject: name.clone(),
            places: [(place, BTreeSet::from(["s".to_owned()]))].into(),
            sources: BTreeSet::from(["s".to_owned()]),
            ..Entry::default()
        };
        let entries: Vec<Entry> = (1..).zip(names).map(entry).collect();
        NameList { role: None, length: entries.len() as u32, entries }
    }

    fn told(first: &[&str], second: &[&str]) -> Vec<String> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let rows = differences(&list_of(&owned(first)), &list_of(&owned(second)));
        let changed = rows.iter().filter(|row| row.change != Change::Kept);
        changed.map(|row| format!("{} {}", row.subject, row.change.word())).collect()
    }

    #[test]
    fn one_name_that_is_inserted_moves_nobody() {
        assert_eq!(told(&["a", "b", "c"], &["x", "a", "b", "c"]), ["x added"]);
        assert_eq!(told(&["a", "b", "c"], &["b", "c"]), ["a removed"]);
    }

    #[test]
    fn who_passes_others_moved_and_they_did_not() {
        assert_eq!(told(&["a", "b", "c", "d"], &["d", "a", "b", "c"]), ["d moved up"]);
        assert_eq!(told(&["a", "b", "c", "d"], &["b", "c", "d", "a"]), ["a moved down"]);
        assert_eq!(told(&["a", "b", "c"], &["c", "x", "a"]), ["c moved up", "x added", "b removed"]);
    }

    /// The second list, made of the first one and of the differences that are shown by default.
    fn applied(first: &[String], rows: &[Compared]) -> Vec<String> {
        let changed: Vec<&Compared> = rows.iter().filter(|row| row.change != Change::Kept).collect();
        let is_changed = |name: &String| changed.iter().any(|row| row.subject == *name);
        let mut names: Vec<String> = first.iter().filter(|name| !is_changed(name)).cloned().collect();
        for row in changed.iter().filter(|row| row.change != Change::Removed) {
            let at = row.behind.as_ref().map_or(0, |behind| {
                names.iter().position(|name| name == behind).map_or(0, |place| place + 1)
            });
            names.insert(at, row.subject.clone());
        }
        names
    }

    fn lists() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
        let names: Vec<String> = (0..12).map(|number| format!("n{number}")).collect();
        let list = move || {
            let shuffled = Just(names.clone()).prop_shuffle();
            (shuffled, 0..=12_usize).prop_map(|(names, many)| names[..many].to_vec())
        };
        (list(), list())
    }

    proptest! {
        #[test]
        fn the_differences_applied_to_the_first_list_give_the_second((first, second) in lists()) {
            let rows = differences(&list_of(&first), &list_of(&second));
            prop_assert_eq!(applied(&first, &rows), second);
        }

        #[test]
        fn as_few_as_can_be_have_moved((first, second) in lists()) {
            let rows = differences(&list_of(&first), &list_of(&second));
            let moved = rows.iter().filter(|row| matches!(row.change, Change::Up | Change::Down)).count();
            let common: Vec<&String> = second.iter().filter(|name| first.contains(name)).collect();
            // The longest common subsequence, counted by the textbook.
            let mine: Vec<&String> = first.iter().filter(|name| second.contains(name)).collect();
            let mut table = vec![vec![0_usize; mine.len() + 1]; common.len() + 1];
            for (i, one) in common.iter().enumerate() {
                for (j, other) in mine.iter().enumerate() {
                    table[i + 1][j + 1] =
                        if one == other { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
                }
            }
            prop_assert_eq!(moved, common.len() - table[common.len()][mine.len()]);
        }
    }
}
