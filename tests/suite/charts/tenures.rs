//! `chart tenures`: bars are the pieces of the step functions.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use orgarchive::answer::Shown;
use orgarchive::answer::officials::OfficialsQuery;
use orgarchive::answer::question::Question;
use orgarchive::date::Day;
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;
use rusqlite::Connection;

use super::reading::Svg;
use super::{assert_harmless, hostile};
use crate::support::Workshop;

fn chart(workshop: &Workshop, arguments: &[&str]) -> String {
    workshop.ok(&[&["chart", "tenures"], arguments].concat())
}

/// A post of an official, as the picture names it: body and office, official.
type Post = (String, String);

struct Row {
    post: Post,
    /// From where to where, and in which style.
    bars: Vec<(f64, f64, String)>,
}

fn rows(svg: &Svg) -> Vec<Row> {
    let rows = svg.class("row").map(|(place, row)| {
        let group = &svg.elements[row.parent.expect("a group")];
        let bars = svg.children(place).filter(|(_, bar)| {
            bar.name == "rect" && ["certain", "disputed", "possible", "excluded"].contains(&bar.is("class"))
        });
        let bars = bars.map(|(_, bar)| {
            (bar.number("x"), bar.number("x") + bar.number("width"), bar.is("class").to_owned())
        });
        Row { post: (group.is("data-id").to_owned(), row.is("data-id").to_owned()), bars: bars.collect() }
    });
    rows.collect()
}

/// The verdicts of all posts on a day.
fn verdicts(reader: Reader, day: Day) -> (Reader, HashMap<Post, String>) {
    let reader = reader.on(day);
    let asked =
        OfficialsQuery { shown: Shown { all: true, ..Shown::default() }, ..OfficialsQuery::default() };
    let rows = asked.rows(&reader).expect("an answer");
    let on = rows.iter().map(|row| {
        let body = row.organization.as_ref().or(row.chapter.as_ref()).expect("a body");
        ((format!("{body} {}", row.office), row.official.to_string()), row.judged.verdict.to_string())
    });
    let on = on.collect();
    (reader, on)
}

/// Numbers that come out the same every time (splitmix64).
fn chance(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
}

#[test]
fn the_style_at_any_point_is_the_verdict_of_that_day() {
    const DAYS: usize = 250;
    const POINTS: usize = 10_000;
    let workshop = Workshop::seeded();
    let open = || {
        let connection = Connection::open(workshop.path("archive.db")).expect("an archive");
        let day = Clocks::new(Day::MIN, None);
        Reader::new(connection, day, &Trust::default(), &Arc::default()).expect("a reader")
    };
    let mut seed = 20;
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for arguments in [&[][..], &["--all"], &["--by", "office", "--from", "1990", "--to", "2010-06"]] {
        let svg = Svg::of(&chart(&workshop, arguments));
        let (_, axis) = svg.class("axis").next().expect("an axis");
        let number = |name: &str| axis.is(name).parse::<Day>().expect("a day").number();
        let (first, last) = (number("data-from"), number("data-to"));
        let day_width = axis.number("data-width") / f64::from(last - first + 1);
        let rows = rows(&svg);
        assert!(rows.len() > 15, "{}", rows.len());
        let mut reader = open();
        let mut on: Vec<(f64, HashMap<Post, String>)> = Vec::new();
        for _ in 0..DAYS {
            let number = i32::try_from(chance(&mut seed) % u64::try_from(last - first + 1).unwrap()).unwrap();
            let (again, verdicts) = verdicts(reader, Day::from_number(first + number).expect("a day"));
            reader = again;
            on.push((axis.number("data-left") + f64::from(number) * day_width, verdicts));
        }
        for _ in 0..POINTS {
            let row = &rows[chance(&mut seed) as usize % rows.len()];
            let (left, verdicts) = &on[chance(&mut seed) as usize % DAYS];
            // Not within the thousandth of a unit to which numbers are written.
            let x = left + day_width * (0.1 + 0.8 * (chance(&mut seed) % 1_000) as f64 / 1_000.0);
            let drawn: Vec<&str> = row
                .bars
                .iter()
                .filter(|(from, to, _)| *from <= x && x < *to)
                .map(|(.., class)| class.as_str())
                .collect();
            let verdict = verdicts.get(&row.post).map_or("excluded", String::as_str);
            match drawn.as_slice() {
                [] => assert!(
                    verdict == "excluded" && !arguments.contains(&"--all"),
                    "{:?} at {x}: {verdict}",
                    row.post
                ),
                [drawn] => assert_eq!(*drawn, verdict, "{:?} at {x}", row.post),
                several => panic!("{:?} at {x}: {several:?}", row.post),
            }
            let met_now = ["certain", "disputed", "possible", "excluded"];
            *met.entry(met_now.into_iter().find(|word| *word == verdict).unwrap()).or_default() += 1;
        }
    }
    assert!(met.len() == 4 && met.values().all(|count| *count > 20), "{met:?}");
}

#[test]
fn a_chart_says_how_it_was_asked_and_what_it_rests_on() {
    let workshop = Workshop::seeded();
    let asked =
        ["--organization", "womens-union", "--published-by", "2020", "--without", "s21", "--from", "1960"];
    let svg = chart(&workshop, &asked);
    let texts = Svg::of(&svg).texts().join("\n");
    for said in [
        "Who held which post from when to when",
        "From 1960-01-01 on",
        "By sources that were certainly published by 2020-12-31",
        "Without the source s21",
        "certain, however the dates are read",
        "disputed: records for it and against it",
        "possible: nothing excludes it",
        "1 source is left out by --without s21",
        "s20: Korea (North): Parliament",
    ] {
        assert!(texts.contains(said), "{said}\n{texts}");
    }
    assert!(!texts.contains("\ns21: "), "{texts}");
    assert_eq!(svg, chart(&workshop, &asked), "the same archive gives the same bytes");
    let all = Svg::of(&chart(&workshop, &["--organization", "womens-union"])).texts().join("\n");
    assert!(all.contains("By all sources of the archive"), "{all}");
}

#[test]
fn bars_and_marks_name_reasons_records_and_sources() {
    let workshop = Workshop::seeded();
    let svg = Svg::of(&chart(&workshop, &["--organization", "womens-union", "--verdict", "disputed"]));
    let titles: Vec<&str> = svg
        .elements
        .iter()
        .filter(|element| element.name == "title")
        .map(|title| title.text.as_str())
        .collect();
    let bar = titles.iter().find(|title| title.starts_with("Kim Ok-sun, Chair")).expect("a bar");
    assert!(
        bar.contains("Kim Song-ae held it as well by other records") && bar.contains("sources: s21"),
        "{bar}"
    );
    assert!(titles.iter().any(|title| title.starts_with("began on some day in 1965\nrecord ")), "{titles:?}");
}

/// A piece may end on the last day of the year without the tenure doing so.
#[test]
fn an_arrow_says_that_a_tenure_goes_on_beyond_the_edge() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,One\n");
    workshop.write("titles.csv", "id,name,holders\nchair,Chair,one\n");
    workshop.write("organizations.csv", "id,name,source\nunion,Union,s1\nparty,Party,s1\n");
    workshop.write("officials.csv", "id,name,source\nann,Ann,s1\nbob,Bob,s1\n");
    workshop.write(
        "postings.csv",
        "official,organization,title,since,until,source\nann,union,chair,2021,2023,s1\nbob,party,chair,2022-01-01,2022-12-31,s1\n",
    );
    workshop.ok(&["import", "."]);
    // One more is in the legend.
    let arrows = |arguments: &[&str]| chart(&workshop, arguments).matches("class=\"arrow\"").count() - 1;
    assert_eq!(arrows(&["--official", "ann", "--on", "2022"]), 2, "from 2021 until 2023");
    assert_eq!(arrows(&["--official", "ann", "--on", "2022-06"]), 2);
    assert_eq!(arrows(&["--official", "bob", "--on", "2022"]), 0, "the year and no more");
    assert_eq!(arrows(&["--official", "bob", "--from", "2022-02", "--to", "2022"]), 1);
}

#[test]
fn names_in_hangul_and_hostile_names_do_no_harm() {
    let workshop = Workshop::seeded();
    let svg = chart(&workshop, &["--official", "kim-jung-rin", "--names", "ko-Hang"]);
    assert!(Svg::of(&svg).texts().contains(&"김중린"), "{svg}");
    let workshop = hostile();
    for arguments in [&[][..], &["--by", "office"], &["--ids", "--paper", "a4"]] {
        let svg = chart(&workshop, arguments);
        assert_harmless(&svg);
        assert!(Svg::of(&svg).texts().iter().any(|text| text.contains("<img src=x")), "{svg}");
        assert!(svg.contains("a\\u{202e}b\\u{200b}c"), "{svg}");
    }
}

#[test]
fn a_chart_has_the_size_that_is_asked_for() {
    let workshop = Workshop::seeded();
    let root = |arguments: &[&str]| {
        let arguments = [&["--organization", "womens-union"], arguments].concat();
        Svg::of(&chart(&workshop, &arguments)).elements[0].clone()
    };
    assert_eq!(root(&["--width", "700"]).is("width"), "700");
    let sheet = root(&["--paper", "a4"]);
    assert_eq!((sheet.is("width"), sheet.is("height")), ("297mm", "210mm"));
    let sheet = root(&["--paper", "a1", "--all"]);
    assert!(["594mm", "841mm"].contains(&sheet.is("width")), "{sheet:?}");
    let small = workshop.run(&["chart", "tenures", "--paper", "a4", "-o", "all.svg"]);
    assert!(small.status == 0 && small.err.contains("choose a larger one"), "{small}");
    assert!(workshop.read("all.svg").starts_with("<?xml"));
    let refused = workshop.run(&["chart", "tenures", "-o", "chart.png"]);
    assert_eq!(refused.status, 1, "{refused}");
    assert!(
        refused.err.contains("chart.png: this chart is written as .svg")
            && refused.err.contains("-o chart.svg")
    );
    assert!(!workshop.path("chart.png").exists());
    let both = workshop.run(&["chart", "tenures", "--paper", "a4", "--width", "700"]);
    assert_eq!(both.status, 2, "{both}");
}

#[test]
fn a_chart_of_nothing_says_so() {
    let svg = chart(&Workshop::seeded(), &["--organization", "youth-league"]);
    assert!(
        Svg::of(&svg).texts().iter().any(|text| text.contains("no record of the archive answers this")),
        "{svg}"
    );
}
