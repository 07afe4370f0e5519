//! Who held a post from when to when, and how answers of one day are read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::support::Workshop;

/// A union with three heads, one after the other, and a chapter with one of its own.
fn union() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2024-01-01\ns2,A report,2024-02-01\n");
    workshop.write("data/places.csv", "id,name,kind,source\nland,Land,country,s1\n");
    workshop.write(
        "data/organizations.csv",
        "id,name,source\nunion,The union,s1\nparty,The party,s1\nempty,A body of chapters,s1\n",
    );
    workshop.write("data/chapters.csv", "id,organization,name,source\nbranch,empty,Branch,s1\n");
    workshop.write(
        "data/officials.csv",
        "id,name,source\nabel,Abel,s1\nboris,Boris,s1\ncarla,Carla,s1\ndora,Dora,s1\n",
    );
    workshop.write(
        "data/titles.csv",
        "id,name,office,holders\nchair,Chair,head,one\nfirst-secretary,First secretary,head,one\n",
    );
    workshop.write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nsubordinate-to,below,above,yes\n");
    workshop.write(
        "data/relations.csv",
        "subject,relation,object,since,until,source\nunion,subordinate-to,party,1985-01-01,1993-12-31,s1\n",
    );
    workshop.write("data/attributes.csv", "id,name,type,cardinality,change\ndied,died,date,one,constant\n");
    workshop.write("data/facts.csv", "subject,attribute,value,source\ncarla,died,2010-04-28,s2\n");
    workshop.write(
        "data/postings.csv",
        "id,official,organization,chapter,title,since,until,as_of,source\n\
         p1,abel,union,,first-secretary,1980-01-01,1985-12-31,,s1\n\
         p2,abel,union,,chair,1986-01-01,1990-12-31,,s1\n\
         p3,boris,union,,chair,1991-01-01,,,s1\n\
         p4,carla,union,,chair,,..,2000-05-01,s2\n\
         p5,dora,,branch,chair,1990,1999,,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

fn field<'row>(row: &'row Json, name: &str) -> &'row str {
    row[name].as_str().unwrap_or_default()
}

fn list(row: &Json, name: &str) -> String {
    row[name].as_array().unwrap().iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn tenures_are_the_pieces_of_each_official() {
    let workshop = union();
    let rows = workshop.rows(&["tenures", "--organization", "union"]);
    let said: Vec<String> = rows
        .iter()
        .map(|row| {
            let parts = [field(row, "official"), field(row, "from"), field(row, "to"), field(row, "verdict")];
            format!("{} {}: {}", parts.join(" "), list(row, "titles"), field(row, "reason"))
        })
        .collect();
    assert_eq!(
        said,
        [
            "abel 1980-01-01 1985-12-31 certain first-secretary: held from 1980-01-01 to 1990-12-31",
            "abel 1986-01-01 1990-12-31 certain chair: held from 1980-01-01 to 1990-12-31",
            "boris 1991-01-01 1991-01-01 certain chair: held from 1991-01-01 to 1991-01-01",
            "boris 1991-01-02 2000-04-30 possible chair: no end known; last held 1991-01-01",
            "carla 1991-01-02 2000-04-30 possible chair: no beginning known; first held 2000-05-01",
            "carla 2000-05-01 2000-05-01 certain chair: held 2000-05-01",
            "carla 2000-05-02 2010-04-28 possible chair: no end known; last held 2000-05-01",
        ]
        .map(|line| line.replace("held from 1991-01-01 to 1991-01-01", "held 1991-01-01"))
    );
    assert_eq!(list(&rows[0], "records"), "p1 p2");
    assert_eq!(list(&rows[0], "sources"), "s1");
}

#[test]
fn tenures_say_of_each_day_what_officials_say() {
    let workshop = Workshop::seeded();
    let tenures = workshop.rows(&["tenures", "--all"]);
    type Answers = BTreeSet<(String, String, String, String, String)>;
    let key = |row: &Json| {
        let body = format!("{}{}", field(row, "organization"), field(row, "chapter"));
        let of = |name: &str| field(row, name).to_owned();
        (of("official"), body, of("office"), of("verdict"), list(row, "titles"))
    };
    for day in
        ["1930-01-01", "1951-01-20", "1969-01-01", "1990-05-05", "2009-07-01", "2016-10-01", "2023-06-15"]
    {
        let on: Answers = workshop.rows(&["officials", "--all", "--on", day]).iter().map(key).collect();
        let pieces: Vec<&Json> =
            tenures.iter().filter(|row| field(row, "from") <= day && day <= field(row, "to")).collect();
        assert_eq!(on.len(), pieces.len(), "one piece for each official in each office on {day}");
        assert_eq!(on, pieces.into_iter().map(key).collect::<Answers>(), "on {day}");
    }
}

#[test]
fn tenures_are_narrowed_by_window_official_and_what_is_below() {
    let workshop = union();
    let named = |arguments: &[&str]| -> Vec<String> {
        let rows = workshop.rows(&[&["tenures"], arguments].concat());
        rows.iter()
            .map(|row| format!("{} {} {}", field(row, "official"), field(row, "from"), field(row, "to")))
            .collect()
    };
    assert_eq!(
        named(&["--official", "Abel", "--from", "1988", "--to", "1989"]),
        ["abel 1986-01-01 1990-12-31"]
    );
    // Only while the union was below the party.
    assert_eq!(
        named(&["--organization", "party", "--below", "--verdict", "certain"]),
        ["abel 1985-01-01 1985-12-31", "abel 1986-01-01 1990-12-31", "boris 1991-01-01 1991-01-01"]
    );
    let answer = workshop.ok(&["tenures", "--chapter", "branch", "--format", "table"]);
    assert!(answer.contains("Dora") && answer.contains("excluded pieces are left out"), "{answer}");
}

#[test]
fn tenures_are_exported_when_they_are_named_and_never_imported() {
    let workshop = union();
    workshop.ok(&["export", "-o", "all"]);
    assert!(!workshop.path("all/tenures.csv").exists(), "an extract of all tables is one of records");
    workshop.ok(&["export", "postings", "tenures", "-o", "some"]);
    let file = workshop.read("some/tenures.csv");
    let mut lines = file.lines();
    assert_eq!(
        lines.next(),
        Some(
            "official,official_name,organization,chapter,office,titles,term,from,to,verdict,reason,records,sources"
        )
    );
    assert_eq!(
        lines.next(),
        Some("dora,Dora,,branch,head,chair,,1990-01-01,1990-12-30,possible,held on some day in 1990,p5,s1")
    );
    assert_eq!(workshop.ok(&["export", "tenures"]), file, "the same on standard output");
    let again = Workshop::new();
    for table in ["sources", "organizations", "chapters", "officials", "titles", "postings"] {
        again.write(&format!("data/{table}.csv"), workshop.read(&format!("data/{table}.csv")));
    }
    again.write("data/tenures.csv", &file);
    let ran = again.run(&["import", "data"]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(format!("{ran}").contains("tenures.csv (computed from the records)"), "{ran}");
    let refused = again.run(&["import", "data/tenures.csv"]);
    assert_eq!(refused.status, 1, "{refused}");
    assert!(refused.err.contains("tenures are computed from the records"), "{refused}");
}

#[cfg(feature = "parquet")]
#[test]
fn tenures_are_written_as_parquet() {
    let workshop = union();
    workshop.ok(&["export", "tenures", "-o", "out", "--format", "parquet"]);
    let bytes = std::fs::read(workshop.path("out/tenures.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

#[test]
fn who_is_known_comes_first_and_who_may_be_by_nearness() {
    let workshop = union();
    let order = |arguments: &[&str]| -> Vec<String> {
        let rows = workshop.rows(&[&["officials", "--organization", "union", "--on"], arguments].concat());
        rows.iter().map(|row| format!("{} {}", field(row, "official"), field(row, "reason"))).collect()
    };
    assert_eq!(
        order(&["1992-01-01"]),
        [
            "boris no end known; last held 1991-01-01, 12 months before",
            "carla no beginning known; first held 2000-05-01, 8 years after"
        ]
    );
    assert_eq!(order(&["1999-01-01"])[0], "carla no beginning known; first held 2000-05-01, 16 months after");
    assert_eq!(order(&["1992-01-01", "--within", "2y"]).len(), 1);
    let answer =
        workshop.ok(&["officials", "--organization", "union", "--on", "1992-01-01", "--within", "2y"]);
    assert!(answer.contains("1 possible row is left out by --within"), "{answer}");
    let refused = workshop.run(&["officials", "--within", "soon"]);
    assert!(refused.err.contains("2y, 6m or 30d"), "{refused}");
}

#[test]
fn what_is_excluded_is_counted_and_explained_if_nothing_else_is_left() {
    let workshop = union();
    let answer = workshop.ok(&["officials", "--organization", "union", "--on", "2015-01-01"]);
    assert!(answer.contains("3 excluded rows are left out (--all shows them)"), "{answer}");
    assert!(answer.contains("died 2010-04-28") && answer.contains("followed by"), "{answer}");
    let some = workshop.ok(&["officials", "--organization", "union", "--on", "1983-01-01"]);
    assert!(some.contains("2 excluded rows are left out (--all shows them)\n"), "{some}");
}

#[test]
fn posts_that_are_all_in_chapters_are_said() {
    let workshop = union();
    let answer = workshop.ok(&["officials", "--organization", "empty", "--on", "1995-01-01"]);
    assert!(answer.contains("1 post in what is below it: ask with --below"), "{answer}");
    let below = workshop.rows(&["officials", "--organization", "empty", "--below", "--on", "1995-01-01"]);
    assert_eq!(field(&below[0], "verdict"), "certain");
}

#[test]
fn a_verdict_is_no_better_than_the_weakest_link() {
    let workshop = union();
    workshop.write(
        "more/relations.csv",
        "subject,relation,object,since,source\nempty,subordinate-to,party,1985-01-01,s1\n",
    );
    workshop.ok(&["import", "more"]);
    let rows = workshop.rows(&["officials", "--organization", "party", "--below", "--on", "1995-01-01"]);
    let by: BTreeMap<&str, &Json> = rows.iter().map(|row| (field(row, "official"), row)).collect();
    assert_eq!(field(by["dora"], "verdict"), "possible");
    assert!(field(by["dora"], "reason").ends_with("that branch was below is possible"), "{:?}", by["dora"]);
    assert!(!by.contains_key("boris"), "the union was below until 1993");
}

#[test]
fn events_of_another_status_are_counted_and_dispute() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A,2020-01-01\ns2,B,2020-01-01\n");
    workshop.write(
        "data/events.csv",
        "id,event,title,status,date,source\n\
         e1,congress,The congress,occurred,2001-05-01,s1\n\
         e2,congress,There was none,denied,2001-05,s2\n\
         e3,plenum,A plenum,planned,2001-05-03,s1\n\
         e4,session,A session,occurred,2001-04-26/2001-05-10,s1\n",
    );
    workshop.ok(&["import", "data"]);
    let verdicts = |arguments: &[&str]| -> Vec<String> {
        let rows = workshop.rows(&[&["events"], arguments].concat());
        rows.iter().map(|row| format!("{} {}", field(row, "event"), field(row, "verdict"))).collect()
    };
    assert_eq!(verdicts(&["--on", "2001-05"]), ["session certain", "congress disputed"]);
    assert_eq!(verdicts(&["--on", "2001-05-03"]), ["session certain"], "under way for certain");
    assert_eq!(verdicts(&["--on", "2001-05", "--status", "planned"]), ["plenum certain"]);
    let answer = workshop.ok(&["events", "--on", "2001-05"]);
    assert!(answer.contains("1 planned event is left out (--status planned shows it)"), "{answer}");
}

#[test]
fn an_office_that_nobody_is_known_to_have_held_is_said_to_have_no_records() {
    let read = Workshop::seeded().ok(&["tenures", "--organization", "youth-league"]);
    assert_eq!(read, "(none)\n\nno record of the archive answers this\n");
}

/// What the whole archive answers is sorted through temporary files, and what bodies answer in memory.
#[test]
fn the_whole_archive_answers_as_its_bodies_do() {
    let workshop = Workshop::seeded();
    let ids = |table: &str| -> Vec<String> {
        let query = format!("SELECT id FROM {table}");
        let rows = workshop.rows(&["sql", &query]);
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut bodies: Vec<String> = Vec::new();
    for (option, table) in [("--organization", "organizations"), ("--chapter", "chapters")] {
        bodies.extend(ids(table).into_iter().flat_map(|id| [option.to_owned(), id]));
    }
    for question in [&["tenures", "--all"][..], &["officials", "--on", "2005-06-01", "--all"]] {
        let mut of_bodies = question.to_vec();
        of_bodies.extend(bodies.iter().map(String::as_str));
        let whole = workshop.rows(question);
        assert!(whole.len() > 20, "{}", whole.len());
        assert_eq!(whole, workshop.rows(&of_bodies));
    }
}
