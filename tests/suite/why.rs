//! What verdicts rest on: each set of records and each report that `why` names is tried.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use orgarchive::answer::Shown;
use orgarchive::answer::officials::{Held, OfficialsQuery, held};
use orgarchive::date::Day;
use orgarchive::evidence::why::{Explained, Finding, Line, WhyQuery, explained};
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::support::{Workshop, texts};

/// Days of a small calendar.
pub const LAST: i32 = 40;

pub fn day(number: i32) -> Day {
    Day::from_number(730_000 + number).unwrap()
}

#[derive(Debug, Clone)]
pub struct Row {
    official: usize,
    title: usize,
    source: usize,
    since: Option<(i32, i32)>,
    until: Option<(i32, i32)>,
    is_still: bool,
    seen: Option<(i32, i32)>,
}

pub fn within() -> impl Strategy<Value = (i32, i32)> {
    (0..LAST, prop_oneof![3 => Just(0), 1 => 0..8]).prop_map(|(from, width)| (from, from + width))
}

pub fn row() -> impl Strategy<Value = Row> {
    let dates = (
        prop::option::of(within()),
        prop::option::of(within()),
        any::<bool>(),
        prop::option::weighted(0.3, within()),
    );
    // Most are about the chair, whom one official at a time is.
    let title = prop_oneof![4 => Just(0_usize), 1 => Just(1_usize)];
    (0..3_usize, title, 0..3_usize, dates)
        .prop_map(|(official, title, source, (since, until, is_still, seen))| Row {
            official,
            title,
            source,
            since,
            until,
            is_still,
            seen,
        })
        .prop_filter("the import refuses what cannot be", |row| {
            let from = row.since.map_or(i32::MIN, |since| since.0);
            let to = row.until.map_or(i32::MAX, |until| until.1);
            from <= to && row.seen.is_none_or(|seen| seen.1 >= from && seen.0 <= to)
        })
}

fn cell(days: Option<(i32, i32)>) -> String {
    match days {
        None => String::new(),
        Some((from, to)) if from == to => day(from).to_string(),
        Some((from, to)) => format!("[{}..{}]", day(from), day(to)),
    }
}

/// An archive with these postings, of which those of s2 repeat s1; perhaps a death of the first official, by one source or by two.
pub fn archive(rows: &[Row], published: [Option<i32>; 3], deaths: &[(i32, i32)]) -> Workshop {
    let workshop = Workshop::new();
    let mut sources = "id,title,published,origin\n".to_owned();
    for (place, published) in published.iter().enumerate() {
        let origin = if place == 2 { "s1" } else { "" };
        sources += &format!("s{place},Source,{},{origin}\n", cell(published.map(|day| (day, day))));
    }
    workshop.write("data/sources.csv", sources);
    workshop.write("data/organizations.csv", "id,name,source\nunion,The union,s0\n");
    workshop.write("data/officials.csv", "id,name,source\na,Abel,s0\nb,Boris,s0\nc,Carla,s0\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,Chair,,one\nmember,Member,,many\n");
    workshop.write("data/attributes.csv", "id,name,type,cardinality,change\ndied,died,date,one,constant\n");
    let mut facts = "id,subject,attribute,value,source\n".to_owned();
    for (place, death) in deaths.iter().enumerate() {
        facts += &format!("f{place},a,died,\"{}\",s{place}\n", cell(Some(*death)));
    }
    workshop.write("data/facts.csv", facts);
    let mut postings = "id,official,organization,title,since,until,as_of,source\n".to_owned();
    for (place, row) in rows.iter().enumerate() {
        let until = if row.until.is_none() && row.is_still { "..".to_owned() } else { cell(row.until) };
        postings += &format!(
            "p{place},{},union,{},\"{}\",\"{until}\",\"{}\",s{}\n",
            ["a", "b", "c"][row.official],
            ["chair", "member"][row.title],
            cell(row.since),
            cell(row.seen),
            row.source
        );
    }
    workshop.write("data/postings.csv", postings);
    workshop.ok(&["import", "data"]);
    workshop
}

/// A reader that can be made to see other records.
fn reader(workshop: &Workshop, on: Day) -> Reader {
    let connection = Connection::open(workshop.path("archive.db")).unwrap();
    connection
        .execute_batch(
            "CREATE TEMP TABLE gone (id TEXT PRIMARY KEY);
             CREATE TEMP VIEW postings AS SELECT * FROM main.postings WHERE id NOT IN (SELECT id FROM gone);
             CREATE TEMP VIEW facts AS SELECT * FROM main.facts WHERE id NOT IN (SELECT id FROM gone);",
        )
        .unwrap();
    Reader::new(connection, Clocks::new(on, None), &Trust::default(), &Arc::default()).unwrap()
}

pub fn all() -> OfficialsQuery {
    OfficialsQuery { shown: Shown { all: true, ..Shown::default() }, ..OfficialsQuery::default() }
}

type Verdicts = BTreeMap<(String, String), String>;

pub fn key(held: &Held) -> (String, String) {
    (held.official.to_string(), held.office.to_string())
}

/// The verdicts of `officials`; of whom nothing is on record, none.
fn verdicts(reader: &Reader) -> Verdicts {
    let rows = held(reader, &all()).unwrap();
    rows.iter().map(|row| (key(row), row.judged.verdict.to_string())).collect()
}

fn verdict(verdicts: &Verdicts, of: &(String, String)) -> String {
    verdicts.get(of).map_or_else(|| "unrecorded".to_owned(), String::clone)
}

fn verdicts_without(reader: &Reader, records: &[&str]) -> Verdicts {
    reader.connection().execute("DELETE FROM temp.gone", []).unwrap();
    for record in records {
        reader.connection().execute("INSERT INTO temp.gone VALUES (?1)", [record]).unwrap();
    }
    let found = verdicts(reader);
    reader.connection().execute("DELETE FROM temp.gone", []).unwrap();
    found
}

fn sets_of_up_to_three(ids: &[String]) -> Vec<Vec<&str>> {
    let mut sets: Vec<Vec<&str>> = Vec::new();
    for (first, one) in ids.iter().enumerate() {
        sets.push(vec![one]);
        for (second, other) in ids.iter().enumerate().skip(first + 1) {
            sets.push(vec![one, other]);
            sets.extend(ids[second + 1..].iter().map(|third| vec![one.as_str(), other, third]));
        }
    }
    sets.sort_by_key(|set| (set.len(), set.join(" ")));
    sets
}

/// Asserts that the sets are those of all the choices that change the verdict while no part of them does.
fn sets_are_the_smallest(reader: &Reader, explained: &[Explained], ids: &[String]) {
    let before = verdicts(reader);
    let sets = sets_of_up_to_three(ids);
    let after: Vec<Verdicts> = sets.iter().map(|set| verdicts_without(reader, set)).collect();
    for answer in explained {
        let of = key(&answer.held);
        let now = verdict(&before, &of);
        let mut smallest: Vec<(Vec<&str>, String)> = Vec::new();
        for (set, after) in sets.iter().zip(&after) {
            let becomes = verdict(after, &of);
            let has_part = smallest.iter().any(|(part, _)| part.iter().all(|id| set.contains(id)));
            if becomes != now && !has_part {
                smallest.push((set.clone(), becomes));
            }
        }
        let lines = |finding: Finding| answer.lines.iter().filter(move |line| line.finding == finding);
        let named: Vec<(Vec<&str>, String)> = lines(Finding::RestsOn)
            .map(|line| (line.records.iter().map(String::as_str).collect(), line.becomes.unwrap().to_owned()))
            .collect();
        assert_eq!(named, smallest, "{of:?}, now {now}");
        // Other verdicts: by the smallest sets that make them.
        for line in lines(Finding::Otherwise) {
            let records: Vec<&str> = line.records.iter().map(String::as_str).collect();
            let becomes = line.becomes.unwrap();
            assert_eq!(verdict(&verdicts_without(reader, &records), &of), becomes);
            let makers = sets.iter().zip(&after).filter(|(_, after)| verdict(after, &of) == becomes);
            assert_eq!(makers.map(|(set, _)| set.len()).min(), Some(records.len()), "{of:?} {becomes}");
        }
        for line in lines(Finding::NotReached) {
            assert!(
                after.iter().all(|after| verdict(after, &of) != line.becomes.unwrap()),
                "{of:?} {line:?}"
            );
        }
        for line in lines(Finding::Robust).filter(|line| !line.records.is_empty()) {
            let records: Vec<&str> = line.records.iter().map(String::as_str).collect();
            assert!(records.len() > 3);
            assert_eq!(verdict(&verdicts_without(reader, &records), &of), line.becomes.unwrap());
        }
    }
}

/// Gives a record a more exact date, and gives the verdict with it.
fn with_date(workshop: &Workshop, answer: &Explained, line: &Line, column: &str, on: Day) -> String {
    let corrected = Workshop::new();
    corrected.write("archive.db", std::fs::read(workshop.path("archive.db")).unwrap());
    let option = format!("--{}", column.replace('_', "-"));
    let ran = corrected.run(&["edit", &line.records[0], &option, &on.to_string(), "--yes"]);
    assert!(ran.status == 0 || ran.status == 3, "{ran}");
    verdict(&verdicts(&reader(&corrected, answer.day)), &key(&answer.held))
}

/// Adds the report that a line speaks of, of one day, and gives the verdict with it.
fn with_report(
    reader: &Reader,
    answer: &Explained,
    line: &Line,
    report: &str,
    on: Day,
    published: Day,
) -> String {
    let (official, office) = key(&answer.held);
    let connection = reader.connection();
    let posting = |official: &str, column: &str| {
        connection
            .execute_batch(&format!(
                "INSERT INTO main.postings (id, official, organization, title, {column}, source)
                 VALUES ('report', '{official}', 'union', '{office}', '{on}', 'news')"
            ))
            .unwrap();
    };
    connection
        .execute_batch(&format!(
            "SAVEPOINT report;
             INSERT INTO main.sources (id, title, published) VALUES ('news', 'News', '{published}');
             INSERT INTO main.officials (id, name, source) VALUES ('another', 'Another', 'news');"
        ))
        .unwrap();
    match report {
        "held" => posting(&official, "as_of"),
        "began" => posting(&official, "since"),
        "left" => posting(&official, "until"),
        "successor" => posting("another", "since"),
        "predecessor" => posting("another", "until"),
        "died" => connection
            .execute_batch(&format!(
                "INSERT INTO main.facts (id, subject, attribute, value, source)
                 VALUES ('report', '{official}', 'died', '{on}', 'news')"
            ))
            .unwrap(),
        _ => unreachable!("{line:?}"),
    }
    let after = verdict(&verdicts(reader), &(official, office));
    connection.execute_batch("ROLLBACK TO report; RELEASE report").unwrap();
    after
}

/// Asserts that each report settles the answer on the first and on the last of its days, and on one between; how many there are.
fn reports_settle(workshop: &Workshop, reader: &Reader, explained: &[Explained], horizon: Day) -> usize {
    let mut count = 0;
    for answer in explained {
        for line in answer.lines.iter().filter(|line| line.finding == Finding::Settles) {
            let (from, to) = (line.from.unwrap(), line.to.unwrap());
            assert!(from <= to);
            let between = Day::from_number(from.number() + (to.number() - from.number()) / 3).unwrap();
            for on in BTreeSet::from([from, between, to]) {
                for report in &line.reports {
                    let becomes = match report.as_str() {
                        "since" | "until" | "as_of" | "value" if on == between => continue,
                        "since" | "until" | "as_of" | "value" => {
                            with_date(workshop, answer, line, report, on)
                        }
                        _ => with_report(reader, answer, line, report, on, horizon),
                    };
                    let held = &answer.held;
                    assert_eq!(
                        becomes,
                        line.becomes.unwrap(),
                        "{} as {}, {}: {report} {on}: {}",
                        held.official,
                        held.office,
                        held.judged.verdict,
                        line.message
                    );
                    count += 1;
                }
            }
        }
    }
    count
}

/// How many archives are tried.
pub fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn what_is_named_changes_the_verdict_and_settles_the_answer(
        rows in prop::collection::vec(row(), 1..7),
        published in [prop::option::of(0..LAST + 10), prop::option::of(0..LAST + 10), prop::option::of(0..LAST + 10)],
        deaths in prop::collection::vec(within(), 0..2),
        on in 0..LAST,
    ) {
        let workshop = archive(&rows, published, &deaths);
        let reader = reader(&workshop, day(on));
        let horizon = day(LAST + 20);
        let asked = WhyQuery { officials: all(), ..WhyQuery::default() };
        let (explained, _) = explained(&reader, &asked, horizon).unwrap();
        prop_assert_eq!(explained.len(), verdicts(&reader).len());
        let mut ids: Vec<String> = (0..rows.len()).map(|place| format!("p{place}")).collect();
        ids.extend((0..deaths.len()).map(|place| format!("f{place}")));
        ids.sort();
        sets_are_the_smallest(&reader, &explained, &ids);
        reports_settle(&workshop, &reader, &explained, horizon);
    }
}

/// Rows about one official on a day of the seed.
fn rows_about(workshop: &Workshop, arguments: &[&str], finding: &str) -> Vec<serde_json::Value> {
    let rows = workshop.rows(&[&["why"], arguments].concat());
    rows.into_iter().filter(|row| row["finding"] == finding).collect()
}

#[test]
fn records_that_are_retracted_change_the_verdict_as_it_was_said() {
    let workshop = Workshop::seeded();
    let asked = ["--official", "ro-song-sil", "--title", "chair", "--on", "2009-07-01"];
    let rows = rows_about(&workshop, &asked, "rests-on");
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(
        (texts(&rows[0], "records"), rows[0]["becomes"].as_str()),
        (vec!["c044".into(), "c057".into()], Some("possible"))
    );
    assert_eq!(texts(&rows[0], "sources"), ["s17", "s21"]);
    let verdict = || workshop.rows(&[&["officials"], &asked[..]].concat())[0]["verdict"].clone();
    assert_eq!(verdict(), "certain");
    workshop.ok(&["retract", "c044", "--reason", "misread"]);
    assert_eq!(verdict(), "certain");
    workshop.ok(&["retract", "c057", "--reason", "misread"]);
    assert_eq!(verdict(), "possible");
}

#[test]
fn a_report_that_is_loaded_settles_the_answer_as_it_was_said() {
    let asked = ["--official", "ryom-sun-gil", "--on", "2009-07-01"];
    let workshop = Workshop::seeded();
    let rows = rows_about(&workshop, &asked, "settles");
    let until = |becomes: &str, report: &str| {
        let is_meant = |row: &&serde_json::Value| {
            row["becomes"] == becomes && texts(row, "reports").iter().any(|one| one == report)
        };
        rows.iter().find(is_meant).unwrap()["to"].as_str().unwrap().to_owned()
    };
    for (becomes, report, column) in [("certain", "held", "as_of"), ("excluded", "left", "until")] {
        let workshop = Workshop::seeded();
        workshop.write(
            "more.csv",
            format!(
                "official,organization,title,{column},source\nryom-sun-gil,trade-unions,chair,{},news\n",
                until(becomes, report)
            ),
        );
        workshop.write("sources.csv", "id,title,published\nnews,News,2026-11-23\n");
        workshop.ok(&["import", "sources.csv"]);
        std::fs::rename(workshop.path("more.csv"), workshop.path("postings.csv")).unwrap();
        workshop.ok(&["import", "postings.csv"]);
        let after = workshop.rows(&[&["officials", "--all"], &asked[..]].concat());
        assert_eq!(after[0]["verdict"], becomes, "{report}");
    }
}

#[test]
fn a_record_is_explained_on_a_day_for_which_it_speaks() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["why", "c089"]);
    let first = &rows[0];
    assert_eq!((&first["official"], &first["day"]), (&"ryom-sun-gil".into(), &"2005-11-30".into()));
    assert_eq!((&first["finding"], &first["verdict"]), (&"verdict".into(), &"certain".into()));
    assert_eq!(workshop.rows(&["why", "c089", "--on", "2009-07-01"])[0]["verdict"], "possible");
    for (record, error) in [
        ("c003", "c003 is in events: why explains who held which post"),
        ("no-such-record", "there is no record \"no-such-record\""),
    ] {
        let ran = workshop.run(&["why", record]);
        assert!(ran.status == 1 && ran.err.contains(error) && ran.err.contains("hint: "), "{ran}");
    }
    workshop.ok(&["edit", "c089", "--credibility", "5", "--yes"]);
    assert!(workshop.run(&["why", "c089"]).err.contains("credibility 5"));
    assert_eq!(workshop.run(&["why", "c089", "--official", "ryom-sun-gil"]).status, 2);
}

/// Asserts that a question of links is explained by the relations that make it.
#[test]
fn a_verdict_below_a_body_rests_on_the_links_as_well() {
    let workshop = Workshop::new();
    crate::support::small_tables(&workshop);
    workshop.write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nsubordinate-to,below,above,yes\n");
    workshop.write(
        "data/relations.csv",
        "id,subject,relation,object,since,until,source\nr1,union,subordinate-to,party,2000,..,s1\n",
    );
    workshop.ok(&["import", "data"]);
    let asked = ["--organization", "party", "--below", "--official", "kim-a", "--on", "2005-06-01"];
    let rows = rows_about(&workshop, &asked, "rests-on");
    let sets: Vec<(Vec<String>, &str)> =
        rows.iter().map(|row| (texts(row, "records"), row["becomes"].as_str().unwrap())).collect();
    assert!(sets.contains(&(vec!["r1".to_owned()], "excluded")), "{sets:?}");
    assert_eq!(workshop.rows(&[&["officials"], &asked[..]].concat())[0]["verdict"], "certain");
    workshop.ok(&["retract", "r1", "--reason", "misread"]);
    assert!(workshop.rows(&[&["officials"], &asked[..]].concat()).is_empty());
}

#[test]
fn an_office_of_many_records_is_explained_within_bounds_that_are_said() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,Lists,2020\ns2,Others,2021\n");
    workshop.write("data/organizations.csv", "id,name,source\nunion,The union,s1\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,Chair,,one\n");
    let mut officials = "id,name,source\n".to_owned();
    let mut postings = "id,official,organization,title,since,until,source\n".to_owned();
    for year in 1150..1250 {
        officials += &format!("o{year},Person {year},s1\n");
        postings += &format!("p{year},o{year},union,chair,{year}-01-01,{year}-12-31,s1\n");
        postings += &format!("q{year},o{year},union,chair,{year}-01-01,{year}-12-31,s2\n");
    }
    workshop.write("data/officials.csv", officials);
    workshop.write("data/postings.csv", postings);
    workshop.ok(&["import", "data"]);
    let rows = workshop.rows(&["why", "--official", "o1200", "--on", "1200-06-01"]);
    let sets: Vec<Vec<String>> =
        rows.iter().filter(|row| row["finding"] == "rests-on").map(|row| texts(row, "records")).collect();
    assert_eq!(sets, [["p1200", "q1200"]]);
    let said = rows.iter().find(|row| row["finding"] == "not-reached").unwrap()["message"].to_string();
    assert!(said.contains("200 can matter; of the nearest, 200 were tried alone"), "{said}");
}
