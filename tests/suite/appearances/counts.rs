//! Who took part in many events, how often and in which place.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::{example, field};
use crate::support::{Workshop, texts};

fn row<'rows>(rows: &'rows [Json], official: &str) -> &'rows Json {
    rows.iter().find(|row| row["official"] == official).unwrap_or_else(|| panic!("{official} in {rows:#?}"))
}

/// A workshop with so many officials and a source; events and participants are the caller's.
fn small(events: &str, participants: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\na,A,2001-02-03\nb,B,2001-02-03\n");
    let officials: String = (0..6).map(|number| format!("o{number},Official {number},a\n")).collect();
    workshop.write("data/officials.csv", format!("id,name,source\n{officials}"));
    workshop.write("data/organizations.csv", "id,name,source\nguard,Guard,a\n");
    workshop.write("data/roles.csv", "id,name\nmember,Member\nspeaker,Speaker\n");
    workshop.write("data/events.csv", format!("id,event,title,status,date,source\n{events}"));
    workshop.write("data/participants.csv", format!("event,subject,role,position,source\n{participants}"));
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
fn an_event_that_several_sources_report_is_one_event() {
    let workshop = example();
    let rows = workshop.rows(&["appearances", "--kind", "funeral"]);
    let lind = row(&rows, "bo-lind");
    assert_eq!((&lind["times"], &lind["lists"]), (&Json::from(3), &Json::from(3)));
    assert_eq!(texts(lind, "events"), ["funeral-1991", "funeral-1994", "funeral-1997"]);
    assert_eq!(texts(lind, "places"), ["2", "4", "5"]);
    assert_eq!(texts(lind, "sources").len(), 6);
    assert_eq!(texts(lind, "records").len(), 6);
}

#[test]
fn places_that_sources_contradict_are_ranges_and_not_averages() {
    let workshop = example();
    let rows = workshop.rows(&["appearances", "--kind", "funeral"]);
    let moe = row(&rows, "dag-moe");
    assert_eq!(texts(moe, "places"), ["3", "2 | 3", "1"]);
    assert_eq!(field(moe, "mean"), "2..2.33");
    assert_eq!((moe["mean_low"].as_f64(), moe["mean_high"].as_f64()), (Some(2.0), Some(7.0 / 3.0)));
    assert_eq!(texts(moe, "contested"), ["funeral-1994"]);
    // Without the agency there is one reading.
    let rows = workshop.rows(&["appearances", "--kind", "funeral", "--without", "agency-1994"]);
    let moe = row(&rows, "dag-moe");
    assert_eq!((field(moe, "mean"), texts(moe, "contested").len()), ("2", 0));
    let told = workshop.ok(&["appearances", "--kind", "funeral"]);
    assert!(told.contains("sources contradict each other about the list of funeral-1994"), "{told}");
}

#[test]
fn only_what_occurred_counts() {
    let workshop = small(
        "e1,held,Held,occurred,2000-01-01,a\ne2,plan,Plan,planned,2000-02-01,a\ne3,off,Off,cancelled,2000-03-01,a\n\
         e4,no,No,denied,2000-04-01,a\n",
        "held,o1,,1,a\nplan,o1,,1,a\noff,o1,,1,a\nno,o1,,1,a\nplan,o2,,2,a\n",
    );
    let rows = workshop.rows(&["appearances"]);
    assert_eq!(rows.len(), 1);
    assert_eq!((field(&rows[0], "official"), &rows[0]["times"]), ("o1", &Json::from(1)));
    let told = workshop.ok(&["appearances"]);
    for status in ["cancelled", "denied", "planned"] {
        assert!(told.contains(&format!("1 {status} event does not count")), "{told}");
    }
}

#[test]
fn an_event_that_one_source_reports_and_another_denies_counts_and_is_named() {
    let workshop = small(
        "e1,feast,Feast,occurred,2000-01-01,a\ne2,feast,Feast,denied,2000-01-01,b\n",
        "feast,o1,,1,a\n",
    );
    let told = workshop.ok(&["appearances"]);
    assert!(
        told.contains("Official 1") && told.contains("counted although disputed in these days: feast"),
        "{told}"
    );
    assert!(workshop.rows(&["appearances", "--verdict", "certain"]).is_empty());
}

#[test]
fn two_periods_show_who_rises_and_who_falls() {
    let workshop = example();
    let trends = |more: &[&str]| {
        let rows = workshop.rows(&[&["appearances"][..], more].concat());
        let of = |official: &str| field(row(&rows, official), "trend").to_owned();
        ["bo-lind", "dag-moe", "alva-renn", "jens-torp"].map(of)
    };
    assert_eq!(trends(&[]), ["falling", "rising", "steady", "no comparison"]);
    // One list in the second period does not compare.
    assert_eq!(trends(&["--split", "1997-01-01"]), ["no comparison"; 4]);
    let rows = workshop.rows(&["appearances", "--official", "bo-lind"]);
    let lind = &rows[0];
    assert_eq!((&lind["before_lists"], &lind["after_lists"]), (&Json::from(2), &Json::from(3)));
    assert_eq!(lind["before_low"].as_f64(), Some(0.2));
    let after = (3.0 / 5.0 + 4.0 / 5.0 + 4.0 / 5.0) / 3.0;
    assert!((lind["after_high"].as_f64().unwrap() - after).abs() < 1e-9, "{lind:#}");
}

#[test]
fn an_event_that_may_be_of_either_period_counts_in_neither() {
    let workshop = example();
    let told = workshop.ok(&["appearances", "--split", "1994-07-05"]);
    assert!(told.contains("1 event may be of either and counts in neither"), "{told}");
    let rows = workshop.rows(&["appearances", "--split", "1994-07-05", "--official", "bo-lind"]);
    assert_eq!((&rows[0]["before_lists"], &rows[0]["after_lists"]), (&Json::from(2), &Json::from(2)));
}

#[test]
fn the_middle_of_the_window_divides_it() {
    let workshop = example();
    let told = workshop.ok(&["appearances", "--from", "1990-01-01", "--to", "1999-12-31"]);
    assert!(told.contains("trend: events before 1995-01-01 compared"), "{told}");
}

#[test]
fn vague_dates_keep_their_bounds() {
    let workshop = example();
    let rows = workshop.rows(&["appearances"]);
    assert_eq!(field(row(&rows, "ivar-sand"), "first_seen"), "[1994-07-01..1994-07-10]");
    // The last one in May 1996 that the newspaper of the 31st reports.
    assert_eq!(field(row(&rows, "alva-renn"), "last_seen"), "[1996-05-01..1996-05-31]");
    let told = workshop.ok(&["appearances", "--from", "1996-05-10", "--to", "1996-12-31"]);
    assert!(told.contains("counted although possible in these days: may-day-1996"), "{told}");
}

#[test]
fn roles_are_lists_of_their_own() {
    let events = "e1,rally,Rally,occurred,2000-01-01,a\n";
    let workshop = small(events, "rally,o1,member,1,a\nrally,o2,member,2,a\nrally,o2,speaker,1,a\n");
    let rows = workshop.rows(&["appearances"]);
    let two = row(&rows, "o2");
    assert_eq!((&two["times"], &two["lists"], field(two, "mean")), (&Json::from(1), &Json::from(2), "1.5"));
    let rows = workshop.rows(&["appearances", "--role", "speaker"]);
    assert_eq!((rows.len(), field(&rows[0], "mean")), (1, "1"));
    assert_eq!(workshop.run(&["appearances", "--role", "guest"]).status, 1);
    // Where there is one role, a source that names none means that one.
    let workshop = small(events, "rally,o1,member,1,a\nrally,o1,,2,b\n");
    let rows = workshop.rows(&["appearances", "--role", "member"]);
    assert_eq!(texts(&rows[0], "places"), ["1 | 2"]);
}

#[test]
fn who_has_no_place_is_counted_without_one() {
    let events = "e1,rally,Rally,occurred,2000-01-01,a\n";
    let workshop = small(events, "rally,o1,,,a\nrally,guard,,1,a\n");
    let rows = workshop.rows(&["appearances"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["times"], &rows[0]["lists"], &rows[0]["mean"]),
        (&Json::from(1), &Json::from(0), &Json::Null)
    );
    let told = workshop.ok(&["appearances"]);
    assert!(told.contains("one that is not an official is left out"), "{told}");
}

#[test]
fn publication_time_takes_only_the_lists_that_were_out() {
    let workshop = example();
    let rows = workshop.rows(&["appearances", "--published-by", "1992-12-31", "--official", "bo-lind"]);
    assert_eq!(texts(&rows[0], "events"), ["funeral-1991", "may-day-1992"]);
}

#[test]
fn events_are_chosen_by_what_they_concern() {
    let workshop = example();
    let all = workshop.rows(&["appearances"]);
    assert_eq!(workshop.rows(&["appearances", "--organization", "politburo"]), all);
    assert_eq!(
        workshop.rows(&["appearances", "--organization", "Politburo of the Party of Tarn", "--below"]),
        all
    );
    let ran = workshop.run(&["appearances", "funeral-1994", "--organization", "politburo"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("add --of TITLE"), "{ran}");
    assert_eq!(workshop.run(&["appearances", "funeral-1994", "--kind", "funeral"]).status, 2);
}

#[test]
fn a_list_shows_each_reading_with_its_sources() {
    let workshop = example();
    let rows = workshop.rows(&["appearances", "Funeral of Sten Krog"]);
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let not = texts(row, "not_named_by").join(" ");
            format!("{} {} {} {not}", field(row, "position"), field(row, "subject"), field(row, "agreement"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 dag-moe agreed ",
            "2 edda-falk agreed ",
            "3 ivar-sand agreed ",
            "4 jens-torp agreed ",
            "5 bo-lind agreed ",
            "6 finn-quist contested herald-1997",
            "6 gro-hald contested agency-1997",
        ]
    );
    assert_eq!(texts(&rows[0], "readings"), ["1: agency-1997, herald-1997"]);
    // The agency's list of 1991 ends with the fourth name and says nothing of the fifth.
    let rows = workshop.rows(&["appearances", "funeral-1991"]);
    assert_eq!(field(&rows[4], "agreement"), "single");
}

#[test]
fn every_format_has_the_columns_that_the_page_documents() {
    let workshop = example();
    let page = include_str!("../../../docs/appearances.md");
    let questions: [(&str, &[&str]); 4] = [
        ("`appearances`", &["appearances"]),
        ("`appearances EVENT`", &["appearances", "funeral-1994"]),
        ("`appearances --of TITLE`", &["appearances", "--of", "member", "--organization", "politburo"]),
        ("`diff appearances`", &["diff", "appearances", "funeral-1991", "funeral-1994"]),
    ];
    for (called, question) in questions {
        let line = page.lines().find(|line| {
            line.starts_with(&format!("| {called} | `official"))
                || line.starts_with(&format!("| {called} | `event"))
                || line.starts_with(&format!("| {called} | `change"))
        });
        let columns = line.unwrap().split('`').nth(3).unwrap().replace("[]", "").replace(", ", ",");
        let csv = workshop.ok(&[question, &["--format", "csv"]].concat());
        assert_eq!(csv.lines().next().unwrap(), columns, "{called}");
        let rows = workshop.rows(question);
        let ndjson = workshop.ok(&[question, &["--format", "ndjson"]].concat());
        assert_eq!(ndjson.lines().count(), rows.len(), "{called}");
        assert_eq!(csv.lines().count(), rows.len() + 1, "{called}");
        assert!(
            rows.iter().all(|row| !texts(row, "records").is_empty() && !texts(row, "sources").is_empty())
        );
        let markdown = workshop.ok(&[question, &["--format", "markdown", "--ids"]].concat());
        assert!(markdown.contains("Gro Hald (gro-hald)") && markdown.contains("|---|"), "{markdown}");
        // Nothing is wider than it may be.
        let table = workshop.ok(&[&["--width", "100"], question].concat());
        assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    }
}

/// For each event and official: whether he took part, and in which place.
fn lists() -> impl Strategy<Value = Vec<Vec<(usize, bool)>>> {
    let list = Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle();
    let list = (list, 0..=6_usize, prop::bool::weighted(0.8)).prop_map(|(officials, many, placed)| {
        officials[..many].iter().map(|official| (*official, placed)).collect()
    });
    prop::collection::vec(list, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn counts_are_those_of_plain_sql(lists in lists()) {
        let mut participants = String::new();
        let mut events = String::new();
        for (number, list) in lists.iter().enumerate() {
            events.push_str(&format!("r{number},e{number},Event {number},occurred,{},a\n", 1950 + number));
            for (place, (official, placed)) in (1..).zip(list) {
                let place = if *placed { format!("{place}") } else { String::new() };
                participants.push_str(&format!("e{number},o{official},member,{place},a\n"));
            }
        }
        let workshop = small(&events, &participants);
        let naive = workshop.sqlite3(
            "SELECT subject, count(DISTINCT event), count(position), coalesce(round(avg(position), 6), ''), coalesce(min(position), '')
             FROM participants GROUP BY subject ORDER BY subject",
        );
        let mut counted: Vec<String> = workshop
            .rows(&["appearances"])
            .iter()
            .map(|row| {
                let mean = row["mean_low"].as_f64().map_or(String::new(), |mean| format!("{:?}", (mean * 1e6).round() / 1e6));
                let best = row["best_high"].as_i64().map_or(String::new(), |best| best.to_string());
                format!("{}|{}|{}|{mean}|{best}\n", field(row, "official"), row["times"], row["lists"])
            })
            .collect();
        counted.sort();
        prop_assert_eq!(counted.concat(), naive);
    }
}
