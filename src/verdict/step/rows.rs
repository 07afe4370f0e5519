//! Rules B1 and B2: which records of one holder are read as one row.

use std::collections::BTreeMap;

use super::record::{HeldDay, HeldKind, Record, hull, possible};
use crate::date::{Day, Span};

/// What a row states: its since, its until and its held days.
type Stated = (Option<Span>, Option<Span>, Vec<HeldDay>);

/// One record, or several that are read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub since: Option<Span>,
    pub until: Option<Span>,
    /// Outside these days it says that it did not hold.
    pub possible: Span,
    pub held: Vec<HeldDay>,
    /// The number of its source, in the order of their ids.
    pub source: u32,
    /// The records it is made of: places among those of the holder, sorted.
    pub parts: Vec<usize>,
    /// Records that repeat one of them, and are read as that one.
    pub echoes: Vec<usize>,
}

impl Row {
    /// The row that a single record is.
    pub fn of(record: &Record<'_>, source: u32, place: usize) -> Row {
        Row {
            since: record.since,
            until: record.until,
            possible: possible(record.since, record.until),
            held: record.held.iter().flatten().copied().collect(),
            source,
            parts: vec![place],
            echoes: Vec::new(),
        }
    }

    pub fn days(&self) -> impl Iterator<Item = Span> + Clone + '_ {
        self.held.iter().map(|held| held.day)
    }

    /// Whether it states both a beginning and an end.
    pub fn is_whole(&self) -> bool {
        self.since.is_some() && self.until.is_some()
    }

    pub fn span(&self) -> Option<Span> {
        hull(self.days())
    }
}

/// B1: whether a row with an end, and a row that begins when it ends, are one: on the same or the next day, or within
/// the same stated time.
pub(super) fn meets(one: &Row, other: &Row) -> bool {
    let (Some(until), Some(since)) = (one.until, other.since) else { return false };
    let Some(own_since) = one.since else {
        return is_joint(until, since); // an end alone meets a beginning only on exact days
    };
    since.from <= until.to.after()
        && since.to >= until.from
        && since.from > own_since.to
        && other.until.is_none_or(|end| end.to > until.to)
}

/// Whether an end and a beginning are exact days, the same or the next: no day lies between them.
pub(super) fn is_joint(until: Span, since: Span) -> bool {
    until.is_single_day()
        && since.is_single_day()
        && (since.from == until.to || since.from == until.to.after())
}

/// B1 and B2: the rows of one holder, each read with what it meets before and after it; rows of one source that
/// overlap, and rows that repeat one of them, as one.
pub(super) fn extended(base: &[Row]) -> Vec<Row> {
    if let [row] = base {
        return vec![row.clone()];
    }
    let (of, rows) = of_one_source(base);
    let mut originals: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (place, row) in of.iter().enumerate() {
        originals[*row].push(place);
    }
    let (after, before) = joints(base, &of, &rows, &originals);
    let mut out: BTreeMap<Stated, Row> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        if originals[place].is_empty() {
            continue; // it is read as another
        }
        let (ends, begins) = (reached(place, &after), reached(place, &before));
        let mut joint = if ends.len() + begins.len() == 2 {
            row.clone()
        } else {
            read_as_one(ends.iter().chain(&begins[1..]).map(|place| &rows[*place]))
        };
        joint.held.sort_unstable();
        joint.held.dedup();
        // Rows that say the same are one, whatever records they are made of.
        let known = out.entry((joint.since, joint.until, joint.held.clone()));
        known
            .and_modify(|known| {
                known.parts.extend(&joint.parts);
                known.parts.sort_unstable();
                known.parts.dedup();
                known.echoes.extend(&joint.echoes);
            })
            .or_insert(joint);
    }
    out.into_values().collect()
}

/// B2: for each record the row it is read as, and the rows.
fn of_one_source(base: &[Row]) -> (Vec<usize>, Vec<Row>) {
    let mut groups = Groups::new(base.len());
    let mut whole: Vec<usize> = (0..base.len()).filter(|place| base[*place].is_whole()).collect();
    whole.sort_by_key(|place| (base[*place].source, base[*place].possible));
    for of_source in whole.chunk_by(|one, other| base[*one].source == base[*other].source) {
        // Sorted by their first days, rows overlap with the furthest that came before, or with none.
        let mut furthest = of_source[0];
        for place in &of_source[1..] {
            if base[*place].possible.from <= base[furthest].possible.to {
                groups.join(*place, furthest);
            }
            if base[*place].possible.to > base[furthest].possible.to {
                furthest = *place;
            }
        }
    }
    let members = groups.members();
    let mut of = vec![0; base.len()];
    let mut rows: Vec<Row> = Vec::with_capacity(members.len());
    let mut twins: BTreeMap<(Option<Span>, Option<Span>), (usize, usize)> = BTreeMap::new();
    for group in &members {
        for place in group {
            of[*place] = rows.len();
            if group.len() > 1 {
                let this = (*place, rows.len());
                let first = twins.entry((base[*place].since, base[*place].until)).or_insert(this);
                *first = this.min(*first);
            }
        }
        rows.push(read_as_one(group.iter().map(|place| &base[*place])));
    }
    // Who repeats a row so joined does not contradict its neighbours: it is read as that one.
    for alone in members.iter().filter(|group| group.len() == 1).map(|group| group[0]) {
        let row = &base[alone];
        if row.is_whole()
            && let Some((_, twin)) = twins.get(&(row.since, row.until))
        {
            of[alone] = *twin;
            rows[*twin].echoes.extend(&row.parts);
        }
    }
    (of, rows)
}

/// For each row, the rows that it meets, and those that meet it.
fn joints(
    base: &[Row],
    of: &[usize],
    rows: &[Row],
    originals: &[Vec<usize>],
) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut before = after.clone();
    let is_joined = |place: &usize| originals[*place].len() > 1;
    let joined: Vec<usize> = (0..rows.len()).filter(is_joined).collect();
    let single = (Edges::of(base.iter(), |row| row.since), Edges::of(base.iter(), |row| row.until));
    let groups = joined.iter().map(|place| &rows[*place]);
    let of_groups = (Edges::of(groups.clone(), |row| row.since), Edges::of(groups, |row| row.until));
    for (place, row) in rows.iter().enumerate() {
        let group = is_joined(&place).then_some(row);
        for own in originals[place].iter().map(|place| &base[*place]).chain(group) {
            single.0.begun_by(own, |other| {
                if meets(own, &base[other]) {
                    after[place].push(of[other]);
                }
            });
            single.1.ended_by(own, |other| {
                if meets(&base[other], own) {
                    before[place].push(of[other]);
                }
            });
        }
        of_groups.0.begun_by(row, |other| {
            if meets(row, &rows[joined[other]]) {
                after[place].push(joined[other]);
            }
        });
        of_groups.1.ended_by(row, |other| {
            if meets(&rows[joined[other]], row) {
                before[place].push(joined[other]);
            }
        });
        for list in [&mut after[place], &mut before[place]] {
            list.sort_unstable();
            list.dedup();
            list.retain(|other| *other != place);
        }
    }
    (after, before)
}

/// The beginnings, or the ends, of some rows by their first days, so that a row finds those near its own without a look
/// at all others.
struct Edges {
    /// Each with the place of its row.
    days: Vec<(Span, usize)>,
    /// How far the days reach up to each place in the list.
    reach: Vec<Day>,
}

impl Edges {
    fn of<'a>(rows: impl Iterator<Item = &'a Row>, edge: impl Fn(&Row) -> Option<Span>) -> Edges {
        let mut days: Vec<(Span, usize)> =
            rows.enumerate().filter_map(|(place, row)| Some((edge(row)?, place))).collect();
        days.sort_unstable();
        let furthest = |most: &mut Day, (day, _): &(Span, usize)| {
            *most = day.to.max(*most);
            Some(*most)
        };
        let reach = days.iter().scan(Day::MIN, furthest).collect();
        Edges { days, reach }
    }

    /// Gives the places of beginnings that may lie where a row ends.
    fn begun_by(&self, row: &Row, mut take: impl FnMut(usize)) {
        let Some(until) = row.until else { return };
        // On exact days only, if the row has no beginning; else after its own.
        let first = row.since.map_or(until.to, |since| since.to.after());
        let from = self.days.partition_point(|(day, _)| day.from < first);
        self.backwards(from, until.to.after(), until.from, &mut take);
    }

    /// Gives the places of ends that may lie where a row begins.
    fn ended_by(&self, row: &Row, mut take: impl FnMut(usize)) {
        let Some(since) = row.since else { return };
        // What ends on the day before meets it.
        let reach = since.from.before();
        self.backwards(0, since.to, reach, &mut take);
    }

    /// From the last one that begins on `to` or before back to where none reaches `reach`, but not beyond a place.
    fn backwards(&self, from: usize, to: Day, reach: Day, take: &mut impl FnMut(usize)) {
        let end = self.days.partition_point(|(day, _)| day.from <= to);
        for at in (from..end).rev() {
            if self.reach[at] < reach {
                return;
            }
            take(self.days[at].1);
        }
    }
}

/// The row itself, and every row that the steps lead to.
fn reached(start: usize, steps: &[Vec<usize>]) -> Vec<usize> {
    let mut found = vec![start];
    if steps[start].is_empty() {
        return found;
    }
    let mut seen = vec![false; steps.len()];
    seen[start] = true;
    let mut next = 0;
    while let Some(row) = found.get(next) {
        for other in &steps[*row] {
            if !std::mem::replace(&mut seen[*other], true) {
                found.push(*other);
            }
        }
        next += 1;
    }
    found
}

/// Rows as one: from the earliest beginning to the latest end (none, if a row has none), with no beginning and no end
/// within.
fn read_as_one<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Row {
    let since = rows.clone().map(|row| row.since).reduce(|one, other| Some(one?.min(other?))).flatten();
    let later =
        |one: Span, other: Span| if (other.to, other.from) > (one.to, one.from) { other } else { one };
    let until = rows.clone().map(|row| row.until).reduce(|one, other| Some(later(one?, other?))).flatten();
    let mut held: Vec<HeldDay> = Vec::new();
    let (mut parts, mut echoes): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for row in rows.clone() {
        for day in &row.held {
            let is_within = match day.kind {
                HeldKind::Since => row.since != since,
                HeldKind::Until => row.until != until,
                HeldKind::Seen => false,
            };
            held.push(HeldDay { kind: if is_within { HeldKind::Seen } else { day.kind }, day: day.day });
        }
        parts.extend(&row.parts);
        echoes.extend(&row.echoes);
    }
    parts.sort_unstable();
    parts.dedup();
    if parts.len() > 1 {
        held.sort_unstable();
        held.dedup();
    }
    let source = rows.map(|row| row.source).min().unwrap_or_default();
    Row { since, until, possible: possible(since, until), held, source, parts, echoes }
}

/// Things that fall into groups by chains of pairs.
pub(super) struct Groups(Vec<usize>);

impl Groups {
    pub fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    pub fn head(&mut self, mut place: usize) -> usize {
        while self.0[place] != place {
            self.0[place] = self.0[self.0[place]];
            place = self.0[place];
        }
        place
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.head(one), self.head(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The groups, each in the order of its members, and by their first members.
    pub fn members(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..self.0.len() {
            let head = self.head(place);
            groups.entry(head).or_default().push(place);
        }
        groups.into_values().collect()
    }
}

/// The order in which rows are read, whatever order they came in.
pub(super) fn order(row: &Row) -> (Span, Span, &[HeldDay], u32) {
    let (since, until) =
        (row.since.unwrap_or(Span::single(Day::MIN)), row.until.unwrap_or(Span::single(Day::MAX)));
    (since, until, &row.held, row.source)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span((from, width): (i32, i32)) -> Span {
        let day = |number: i32| Day::from_number(number.clamp(0, Day::MAX.number())).unwrap();
        Span { from: day(from), to: day(from + width) }
    }

    proptest! {
        /// What lies near a row in time holds all that meets it, and all that it meets.
        #[test]
        fn rows_that_meet_are_found_by_their_edges(
            rows in prop::collection::vec(
                (prop::option::of((-1..12, 0..4)), prop::option::of((-1..14, 0..4)), any::<bool>()),
                0..12,
            )
        ) {
            // Also at the end of the calendar.
            let at = |edge: Option<(i32, i32)>, is_late: bool| {
                edge.map(|(from, width)| span((if is_late { Day::MAX.number() - 12 + from } else { from }, width)))
            };
            let rows: Vec<Row> = rows
                .into_iter()
                .map(|(since, until, is_late)| {
                    let (since, until) = (at(since, is_late), at(until, is_late));
                    let possible = possible(since, until);
                    let (held, parts, echoes) = Default::default();
                    Row { since, until, possible, held, source: 0, parts, echoes }
                })
                .collect();
            let begins = Edges::of(rows.iter(), |row| row.since);
            let ends = Edges::of(rows.iter(), |row| row.until);
            for row in &rows {
                let (mut after, mut before) = (Vec::new(), Vec::new());
                begins.begun_by(row, |other| after.push(other));
                ends.ended_by(row, |other| before.push(other));
                for (place, other) in rows.iter().enumerate() {
                    prop_assert!(!meets(row, other) || after.contains(&place), "{row:?} meets {other:?}");
                    prop_assert!(!meets(other, row) || before.contains(&place), "{other:?} meets {row:?}");
                }
            }
        }
    }
}
