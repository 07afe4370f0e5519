//! Certain answers that hang on one source or on one origin.

use std::collections::BTreeSet;
use std::sync::Arc;

use orgarchive::answer::officials::held;
use orgarchive::answer::question::Question;
use orgarchive::archive::{Access, open};
use orgarchive::evidence::fragile::FragileQuery;
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;
use orgarchive::verdict::Verdict;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::{Workshop, texts};
use crate::why::{LAST, all, archive, cases, day, key, row, within};

fn reader(workshop: &Workshop, on: i32, without: &[&str]) -> Reader {
    let connection = open(&workshop.path("archive.db"), Access::Read, &Arc::default()).unwrap();
    let without = without.iter().map(|id| (*id).to_owned()).collect();
    let trust = Trust { without, ..Trust::default() };
    Reader::new(connection, Clocks::new(day(on), None), &trust, &Arc::default()).unwrap()
}

/// The official and the office of each certain answer.
fn certain(reader: &Reader) -> BTreeSet<(String, String)> {
    let rows = held(reader, &all()).unwrap();
    rows.iter().filter(|row| row.judged.verdict == Verdict::Certain).map(key).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2 * cases(), ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_fragile_if_it_is_not_certain_without_a_source_and_those_that_repeat_it(
        rows in prop::collection::vec(row(), 1..7),
        published in [prop::option::of(0..LAST + 10), prop::option::of(0..LAST + 10), prop::option::of(0..LAST + 10)],
        deaths in prop::collection::vec(within(), 0..2),
        on in 0..LAST,
    ) {
        let workshop = archive(&rows, published, &deaths);
        let reader_of_all = reader(&workshop, on, &[]);
        let found = FragileQuery { posts: all() }.rows(&reader_of_all).unwrap();
        let named: BTreeSet<((String, String), String)> = found
            .iter()
            .map(|row| (key(&row.held), if row.sources.contains(&"s0".to_owned()) { "s0" } else { "s1" }.to_owned()))
            .collect();
        let before = certain(&reader_of_all);
        let mut expected = BTreeSet::new();
        for origin in ["s0", "s1"] {
            let after = certain(&reader(&workshop, on, &[origin]));
            expected.extend(before.difference(&after).map(|of| (of.clone(), origin.to_owned())));
        }
        prop_assert_eq!(named, expected);
        for row in &found {
            let after = held(&reader(&workshop, on, &[&row.source]), &all()).unwrap();
            let after = after.iter().find(|after| key(after) == key(&row.held)).map(|after| after.judged.verdict);
            prop_assert_eq!(after, row.becomes, "{}", &row.source);
        }
        prop_assert_eq!(found.len(), found.iter().map(|row| (key(&row.held), &row.source)).collect::<BTreeSet<_>>().len());
    }
}

/// Bodies above each other, with officials whom one source, one origin or several name.
fn bodies() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "data/sources.csv",
        "id,title,published,origin\ns1,One,2020,\ns2,A copy,2020,s1\ns3,Another,2021,\n",
    );
    workshop.write(
        "data/organizations.csv",
        "id,name,source\nparty,Party,s1\nunion,Union,s1\nleague,League,s1\n",
    );
    workshop.write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nsubordinate-to,below,above,yes\n");
    workshop.write(
        "data/relations.csv",
        "id,subject,relation,object,since,until,source\nr1,union,subordinate-to,party,1990,..,s1\n\
         r2,league,subordinate-to,union,1990,..,s1\nr3,league,subordinate-to,union,1990,..,s3\n",
    );
    workshop.write(
        "data/officials.csv",
        "id,name,source\na,Abel,s1\nb,Boris,s1\nc,Carla,s1\nd,Dora,s1\ne,Emil,s1\n",
    );
    workshop.write(
        "data/titles.csv",
        "id,name,office,holders,rank\nchair,Chair,,one,1\nmember,Member,,many,5\naide,Aide,,many,\n",
    );
    workshop.write(
        "data/postings.csv",
        "id,official,organization,title,since,until,source\n\
         p1,a,league,chair,2000-01-01,2010-12-31,s1\n\
         p2,b,union,chair,2000-01-01,2010-12-31,s1\np3,b,union,chair,2000-01-01,2010-12-31,s2\n\
         p4,c,party,chair,2000-01-01,2010-12-31,s1\np5,c,party,chair,2000-01-01,2010-12-31,s3\n\
         p6,d,party,member,2000-01-01,,s1\np7,d,party,member,,2010-12-31,s3\n\
         p8,e,party,aide,2000-01-01,2010-12-31,s3\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

fn lines(rows: &[Json]) -> Vec<String> {
    let field = |row: &Json, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter()
        .map(|row| {
            let parts = ["official", "organization", "rests_on", "source", "becomes"];
            let words = parts.map(|part| field(row, part)).join(" ");
            format!("{words}: {} by {}", texts(row, "records").join(" "), texts(row, "sources").join(" "))
        })
        .collect()
}

#[test]
fn the_most_senior_posts_come_first_and_bodies_nearer_to_the_top() {
    let workshop = bodies();
    let rows = workshop.rows(&["fragile", "--on", "2005-06-01"]);
    assert_eq!(
        lines(&rows),
        [
            "b union one-origin s1 unrecorded: p2 p3 by s1 s2",
            "a league one-source s1 unrecorded: p1 by s1",
            "d party one-source s1 possible: p6 by s1",
            "d party one-source s3 possible: p7 by s3",
            "e party one-source s3 unrecorded: p8 by s3",
        ]
    );
    let levels: Vec<&Json> = rows.iter().map(|row| &row["level"]).collect();
    assert_eq!(levels, [1, 2, 0, 0, 0]);
    let answer = workshop.ok(&["fragile", "--on", "2005-06-01", "--title", "chair"]);
    assert!(answer.contains("2 of 3 certain answers hang on one source or one origin"), "{answer}");
}

#[test]
fn below_a_body_an_answer_hangs_on_the_links_as_well() {
    let workshop = bodies();
    let rows = workshop.rows(&[
        "fragile",
        "--organization",
        "party",
        "--below",
        "--title",
        "chair",
        "--on",
        "2005-06-01",
    ]);
    assert_eq!(
        lines(&rows),
        [
            "b union one-origin s1 unrecorded: p2 p3 by s1 s2",
            // Only s1 has the union below the party.
            "a league one-source s1 unrecorded: p1 by s1",
        ]
    );
    workshop.ok(&["retract", "p1", "--reason", "misread"]);
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,until,source\np9,a,league,chair,2000-01-01,2010-12-31,s3\n",
    );
    workshop.ok(&["import", "postings.csv"]);
    let rows = workshop.rows(&[
        "fragile",
        "--organization",
        "party",
        "--below",
        "--official",
        "a",
        "--on",
        "2005-06-01",
    ]);
    assert_eq!(
        lines(&rows),
        ["a league one-source s1 excluded: r1 r2 by s1", "a league one-source s3 unrecorded: p9 by s3"]
    );
    let without =
        ["officials", "--organization", "party", "--below", "--official", "a", "--on", "2005-06-01"];
    assert_eq!(workshop.rows(&without)[0]["verdict"], "certain");
    assert!(workshop.rows(&[&without[..], &["--without", "s1"]].concat()).is_empty());
}
