//! Small offices, written as text.

use std::collections::BTreeMap;

use orgarchive::date::{Day, Span, Until, bounds_of};
use orgarchive::verdict::Verdict;
use orgarchive::verdict::step::{Limit, LimitKind, Office, Record, Tenure, held_days};

/// Officials are letters, and their numbers those of the alphabet; `u` is unnamed. A line says who, by which source, and
/// when: `a s1 since 1990 until 1995-03 seen 1994 out 2001 term 2`, where `out` is the last day on which the source can have been
/// written. `a died 2000` is a limit. `one_holder` says whether one at a time holds the office.
pub fn office(text: &'static str, one_holder: bool) -> Office<'static> {
    let mut office = Office { one_holder, ..Office::default() };
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let after = |name: &str| words.iter().position(|word| *word == name).map(|place| words[place + 1]);
        let date = |name: &str| after(name).map(|text| bounds_of(text).unwrap());
        let (holder, key) = (number(words[0]), u32::try_from(office.records.len()).unwrap());
        if words[0] == "u" {
            office.unnamed.insert(holder);
        }
        if let Some(kind) = kind(words[1]) {
            let day = bounds_of(words[2]).unwrap();
            let key = 100 + key;
            office.limits.entry(holder).or_default().push(Limit { kind, day, subject: 0, key });
            continue;
        }
        let (since, until) = (date("since"), date("until"));
        let out = date("out").map(|day| day.to);
        let held = held_days(since, until.map(Until::Known), date("seen"), None, out);
        office.records.push(Record {
            key,
            holder,
            source: words[1],
            term: after("term"),
            since,
            until,
            held,
        });
    }
    office
}

fn kind(word: &str) -> Option<LimitKind> {
    [LimitKind::Born, LimitKind::Died, LimitKind::Founded, LimitKind::Dissolved]
        .into_iter()
        .find(|kind| kind.word() == word)
}

fn number(letter: &str) -> u32 {
    u32::from(letter.as_bytes()[0] - b'a')
}

fn letter(holder: u32) -> String {
    char::from(b'a' + u8::try_from(holder).unwrap()).to_string()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The verdicts on a day: `a certain, b excluded`.
pub fn on(tenures: &[Tenure], text: &str) -> String {
    let said =
        tenures.iter().map(|tenure| format!("{} {}", letter(tenure.holder), tenure.on(day(text)).verdict));
    said.collect::<Vec<_>>().join(", ")
}

/// The verdicts on some days: each line of `expected` is a day and its verdicts.
pub fn holds(office: &Office<'_>, expected: &str) {
    let tenures = office.tenures();
    for line in expected.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (day, expected) = line.split_once(": ").unwrap();
        assert_eq!(on(&tenures, day), expected, "on {day}: {:#?}", office.records);
    }
}

/// The pieces of all holders without their reasons: runs of days with one verdict.
pub fn verdicts(tenures: &[Tenure]) -> BTreeMap<u32, Vec<(Span, Verdict)>> {
    tenures
        .iter()
        .map(|tenure| {
            let mut runs: Vec<(Span, Verdict)> = Vec::new();
            for piece in &tenure.pieces {
                match runs.last_mut() {
                    Some((run, verdict)) if *verdict == piece.verdict => run.to = piece.days.to,
                    _ => runs.push((piece.days, piece.verdict)),
                }
            }
            (tenure.holder, runs)
        })
        .collect()
}
