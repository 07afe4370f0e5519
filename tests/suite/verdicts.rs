//! Verdicts: against the naive reference, through the whole program, and as properties.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use orgarchive::date::{Day, Span};
use orgarchive::verdict::{HeldDays, Limit, LimitKind, Record, Verdict, judge_pool};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::naive::{self, Death, FIRST, LAST, Row, Until, Within};
use crate::support::Workshop;

fn within() -> impl Strategy<Value = Within> {
    // Single days are as common as days that are known only within bounds. The ends of the calendar stay free, so
    // that a record without limit and one that reaches an end are different things.
    (FIRST + 2..LAST - 12, prop_oneof![Just(0), 0..10]).prop_map(|(from, width)| (from, from + width))
}

fn row() -> impl Strategy<Value = Row> {
    let until = prop_oneof![
        1 => Just(Until::Blank),
        1 => Just(Until::Still),
        2 => within().prop_map(Until::Known),
    ];
    (0..3_usize, prop::option::of(within()), until, prop::option::of(within()))
        .prop_map(|(official, since, until, as_of)| Row {
            official,
            named: official != 2,
            since,
            until,
            as_of,
        })
        .prop_filter("since is not wholly after until", |row| match (row.since, row.until) {
            (Some(since), Until::Known(until)) => since.0 <= until.1,
            _ => true,
        })
}

fn day(number: i32) -> Day {
    let (month, day) = if number < 31 { (1, number + 1) } else { (2, number - 30) };
    Day::new(2000, month, day.unsigned_abs()).unwrap()
}

fn text((from, to): Within) -> String {
    if from == to { day(from).to_string() } else { format!("[{}..{}]", day(from), day(to)) }
}

fn span((from, to): Within) -> Span {
    Span { from: day(from), to: day(to) }
}

/// Hundreds of random offices in one archive: the program and the reference agree about each of them.
#[test]
fn the_program_agrees_with_the_naive_reference() {
    let mut runner = TestRunner::deterministic();
    let offices = prop::collection::vec(
        (prop::collection::vec(row(), 1..6), prop::option::of((0..2_usize, within()))),
        600,
    )
    .new_tree(&mut runner)
    .unwrap()
    .current();

    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title\ns,An undated source\n");
    workshop.write("data/titles.csv", "id,name,holders\nchair,Chair,one\n");
    workshop.write("data/attributes.csv", "id,name,type,cardinality,change\ndied,died,date,one,constant\n");
    let mut organizations = String::from("id,name,source\n");
    let mut officials = String::from("id,name,identity,source\n");
    let mut postings = String::from("id,official,organization,title,since,until,as_of,source\n");
    let mut facts = String::from("subject,attribute,value,source\n");
    for (number, (rows, death)) in offices.iter().enumerate() {
        writeln!(organizations, "o{number},O,s").unwrap();
        for official in 0..3 {
            let identity = if official == 2 { "unnamed" } else { "named" };
            writeln!(officials, "o{number}-p{official},P,{identity},s").unwrap();
        }
        for (place, row) in rows.iter().enumerate() {
            let until = match row.until {
                Until::Blank => String::new(),
                Until::Still => "..".to_owned(),
                Until::Known(until) => text(until),
            };
            let (since, as_of) =
                (row.since.map(text).unwrap_or_default(), row.as_of.map(text).unwrap_or_default());
            let official = row.official;
            writeln!(
                postings,
                "o{number}-r{place},o{number}-p{official},o{number},chair,{since},{until},{as_of},s"
            )
            .unwrap();
        }
        if let Some((official, day)) = death {
            writeln!(facts, "o{number}-p{official},died,{},s", text(*day)).unwrap();
        }
    }
    workshop.write("data/organizations.csv", organizations);
    workshop.write("data/officials.csv", officials);
    workshop.write("data/postings.csv", postings);
    workshop.write("data/facts.csv", facts);
    workshop.ok(&["import", "data"]);

    let mut compared = 0;
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for number in [3, 10, 17, 24, 31, 38, 45, 52] {
        let answers = workshop.rows(&["officials", "--all", "--on", &day(number).to_string()]);
        let mut got: BTreeMap<(String, String), String> = BTreeMap::new();
        for answer in &answers {
            let field = |name: &str| answer[name].as_str().unwrap().to_owned();
            got.insert((field("organization"), field("official")), field("verdict"));
        }
        for (office, (rows, death)) in offices.iter().enumerate() {
            let deaths: Vec<Death> =
                death.iter().map(|(official, day)| Death { official: *official, day: *day }).collect();
            for (official, verdict) in naive::office(rows, &deaths, number) {
                let key = (format!("o{office}"), format!("o{office}-p{official}"));
                assert_eq!(
                    got.get(&key).map(String::as_str),
                    Some(verdict),
                    "{key:?} on {}: {rows:?} {death:?}",
                    day(number)
                );
                compared += 1;
                *seen.entry(verdict).or_default() += 1;
            }
        }
    }
    assert!(compared > 5_000, "{compared}");
    assert_eq!(seen.len(), 4, "every verdict occurs: {seen:?}");
}

fn record(key: usize, row: &Row) -> Record {
    let mut held = HeldDays::default();
    if let Some(since) = row.since {
        held.push(span(since));
    }
    match (row.until, row.as_of) {
        (Until::Known(until), _) => held.push(span(until)),
        (Until::Still, Some(as_of)) => held.push(span(as_of)),
        _ => {}
    }
    let from = row.since.map_or(Day::MIN, |since| day(since.0));
    let to = if let Until::Known(until) = row.until { day(until.1) } else { Day::MAX };
    Record { key: u32::try_from(key).unwrap(), possible: Span { from, to }, held }
}

fn records(rows: &[Row]) -> Vec<Record> {
    rows.iter().enumerate().map(|(key, row)| record(key, row)).collect()
}

fn limits(deaths: &[Within]) -> Vec<Limit> {
    deaths.iter().map(|death| Limit { kind: LimitKind::Died, span: span(*death), key: 99 }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn a_pool_is_judged_as_the_reference_judges_it(
        mut rows in prop::collection::vec(row(), 1..7),
        deaths in prop::collection::vec(within(), 0..2),
        number in FIRST..LAST,
    ) {
        for row in &mut rows {
            row.official = 0;
            row.named = true;
        }
        let expected = naive::office(&rows, &deaths.iter().map(|day| Death { official: 0, day: *day }).collect::<Vec<_>>(), number);
        let got = judge_pool(&records(&rows), &limits(&deaths), day(number));
        prop_assert_eq!(got.verdict.word(), expected[0].1);
    }

    /// The order in which records arrive changes nothing.
    #[test]
    fn the_order_of_records_changes_nothing(
        rows in prop::collection::vec(row(), 1..7).prop_shuffle(),
        deaths in prop::collection::vec(within(), 0..2),
        number in FIRST..LAST,
        turned in 0..6_usize,
    ) {
        let forward = records(&rows);
        let mut backward = forward.clone();
        backward.reverse();
        let places = backward.len();
        backward.rotate_left(turned % places);
        let normal = |records: &[Record]| {
            let mut answer = judge_pool(records, &limits(&deaths), day(number));
            answer.records.sort_unstable();
            answer
        };
        prop_assert_eq!(normal(&forward), normal(&backward));
    }

    /// A statement that stands there twice, or in the words of two sources, gives the same verdict.
    #[test]
    fn corroboration_changes_no_verdict(rows in prop::collection::vec(row(), 1..5), number in FIRST..LAST) {
        let once = judge_pool(&records(&rows), &[], day(number));
        let twice: Vec<Row> = rows.iter().chain(&rows).cloned().collect();
        let twice = judge_pool(&records(&twice), &[], day(number));
        prop_assert_eq!((once.verdict, once.certain, once.reason), (twice.verdict, twice.certain, twice.reason));
    }

    /// A beginning and an end in two rows say what one row with both says, for a single stint.
    #[test]
    fn splitting_rows_of_one_stint_changes_nothing(
        since in within(),
        until in within(),
        number in FIRST..LAST,
        death in prop::option::of(within()),
    ) {
        let (since, until) = if since.0 <= until.1 { (since, until) } else { (until, since) };
        let row = |since, until| Row { official: 0, named: true, since, until, as_of: None };
        let whole = records(&[row(Some(since), Until::Known(until))]);
        let split = records(&[row(Some(since), Until::Blank), row(None, Until::Known(until))]);
        let deaths: Vec<Within> = death.into_iter().collect();
        let (whole, split) = (
            judge_pool(&whole, &limits(&deaths), day(number)),
            judge_pool(&split, &limits(&deaths), day(number)),
        );
        prop_assert_eq!((whole.verdict, whole.certain, whole.held_before), (split.verdict, split.certain, split.held_before));
    }

    /// The same for "still so as of": a beginning, and a day on which it still held.
    #[test]
    fn splitting_off_a_day_on_which_it_still_held_changes_nothing(
        since in within(),
        as_of in within(),
        number in FIRST..LAST,
    ) {
        let (since, as_of) = if since.0 <= as_of.1 { (since, as_of) } else { (as_of, since) };
        let row = |since, until, as_of| Row { official: 0, named: true, since, until, as_of };
        let whole = judge_pool(&records(&[row(Some(since), Until::Still, Some(as_of))]), &[], day(number));
        let split = judge_pool(
            &records(&[row(Some(since), Until::Blank, None), row(None, Until::Still, Some(as_of))]),
            &[],
            day(number),
        );
        prop_assert_eq!((whole.verdict, whole.certain), (split.verdict, split.certain));
    }

    /// More bounds never make a certain day of a day that some record excludes without contradiction.
    #[test]
    fn what_is_certain_is_excluded_by_no_record(rows in prop::collection::vec(row(), 1..6), number in FIRST..LAST) {
        let answer = judge_pool(&records(&rows), &[], day(number));
        if answer.verdict == Verdict::Certain {
            for key in &answer.records {
                prop_assert!(record(0, &rows[*key as usize]).possible.contains(day(number)));
            }
        }
    }
}

#[test]
fn two_ranges_of_one_post_are_one_stint_and_spells_apart_are_two() {
    let year =
        |from: i32, to: i32| Span { from: Day::new(from, 1, 1).unwrap(), to: Day::new(to, 12, 31).unwrap() };
    let record = |key, possible: Span, held: &[Span]| {
        let mut days = HeldDays::default();
        held.iter().for_each(|day| days.push(*day));
        Record { key, possible, held: days }
    };
    let open = |from: i32| Span { from: Day::new(from, 1, 1).unwrap(), to: Day::MAX };
    let together = [
        record(0, year(1967, 1998), &[year(1967, 1967), year(1998, 1998)]),
        record(1, year(1971, 1998), &[year(1971, 1971), year(1998, 1998)]),
    ];
    assert_eq!(orgarchive::verdict::stints(&together).0.len(), 1);
    let apart = [
        record(0, year(2014, 2017), &[year(2014, 2014), year(2017, 2017)]),
        record(1, open(2021), &[year(2021, 2021)]),
        record(2, Span::ALWAYS, &[year(2022, 2022)]),
    ];
    let stints = orgarchive::verdict::stints(&apart).0;
    let keys: Vec<Vec<u32>> =
        stints.iter().map(|stint| stint.records.iter().map(|record| record.key).collect()).collect();
    assert_eq!(keys, vec![vec![0], vec![1, 2]]);
}

/// An archive of one office with one holder: official, term, since, until, `as_of`.
fn office(rows: &[(&str, &str, &str, &str, &str)]) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title\ns,An undated source\n");
    workshop.write("data/titles.csv", "id,name,holders\nchair,Chair,one\n");
    workshop.write("data/organizations.csv", "id,name,source\no,O,s\n");
    workshop.write("data/officials.csv", "id,name,source\na,A,s\nb,B,s\n");
    let mut postings = String::from("official,organization,title,term,since,until,as_of,source\n");
    for (official, term, since, until, as_of) in rows {
        writeln!(postings, "{official},o,chair,{term},{since},{until},{as_of},s").unwrap();
    }
    workshop.write("data/postings.csv", postings);
    workshop.ok(&["import", "data"]);
    workshop
}

fn verdicts(workshop: &Workshop, on: &str) -> Vec<(String, String)> {
    let rows = workshop.rows(&["officials", "--all", "--on", on]);
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter().map(|row| (field(row, "official"), field(row, "verdict"))).collect()
}

#[test]
fn a_handover_is_none_if_another_stint_of_the_official_goes_on() {
    // By one record A held it that day alone, by another from the 3rd to the 15th; B begins on the 8th.
    let workshop = office(&[
        ("a", "1", "2000-01-03", "..", "2000-01-15"),
        ("a", "1", "2000-01-08", "2000-01-08", ""),
        ("b", "1", "2000-01-08", "", ""),
    ]);
    let both = [("a", "disputed"), ("b", "disputed")].map(|(who, what)| (who.to_owned(), what.to_owned()));
    assert_eq!(verdicts(&workshop, "2000-01-08"), both);
}

#[test]
fn a_handover_is_none_if_the_next_term_of_the_official_goes_on() {
    let workshop = office(&[
        ("a", "1", "2000-01-01", "2000-01-08", ""),
        ("a", "2", "2000-01-08", "2000-01-20", ""),
        ("b", "1", "2000-01-08", "2000-01-30", ""),
    ]);
    assert!(verdicts(&workshop, "2000-01-08").iter().all(|(_, verdict)| verdict == "disputed"));
    let handover =
        office(&[("a", "1", "2000-01-01", "2000-01-08", ""), ("b", "1", "2000-01-08", "2000-01-30", "")]);
    assert!(verdicts(&handover, "2000-01-08").iter().all(|(_, verdict)| verdict == "certain"));
}
