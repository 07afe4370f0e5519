//! Which sources are believed: every question is asked as if the others had never been read.

use crate::support::{Workshop, texts};

/// A chair by a newsletter, by a paper that copies it and by one that copies that; another by a grade B analysis.
fn two_stories() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "sources.csv",
        "id,title,published,reliability,origin\n\
         letter,Newsletter,2001,,\npaper,Daily,2001,D,letter\nwire,Wire,2001,D,paper\nstudy,Study,2002,B,\n",
    );
    workshop.write("organizations.csv", "id,name,source\nunion,Union,study\nleague,League,letter\n");
    workshop.write("officials.csv", "id,name,source\nan-a,An A,letter\nbak-b,Bak B,study\n");
    workshop.write("titles.csv", "id,name,holders\nchair,chair,one\n");
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,until,source\n\
         p1,an-a,union,chair,1990-01-01,1999-12-31,letter\n\
         p2,an-a,union,chair,1990-01-01,1999-12-31,wire\n\
         p3,bak-b,union,chair,1995-01-01,2001-12-31,study\n",
    );
    workshop.write(
        "chapters.csv",
        "id,organization,name,level,since,until,source\n\
         union-haeju,union,Haeju chapter,city,1990-01-01,1999-12-31,letter\n",
    );
    workshop.write("names.csv", "id,subject,name,kind,source\nn1,bak-b,Park B,variant,paper\n");
    workshop.ok(&["import", "."]);
    workshop
}

fn verdicts(workshop: &Workshop, arguments: &[&str]) -> Vec<(String, String)> {
    let asked = [&["officials", "--organization", "union", "--on", "1997-06-01"], arguments];
    let rows = workshop.rows(&asked.concat());
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
    rows.iter().map(|row| (text(row, "official"), text(row, "verdict"))).collect()
}

#[test]
fn a_source_is_left_out_with_those_that_repeat_it() {
    let workshop = two_stories();
    let pair = |official: &str, verdict: &str| (official.to_owned(), verdict.to_owned());
    assert_eq!(verdicts(&workshop, &[]), [pair("an-a", "disputed"), pair("bak-b", "disputed")]);
    assert_eq!(verdicts(&workshop, &["--without", "letter"]), [pair("bak-b", "certain")]);
    assert_eq!(verdicts(&workshop, &["--without", "study"]), [pair("an-a", "certain")]);
    // What is repeated does not hang on who repeats it.
    assert_eq!(verdicts(&workshop, &["--without", "paper"]).len(), 2);
    let out = workshop.ok(&["officials", "--on", "1997-06-01", "--without", "letter"]);
    assert!(out.contains("3 sources are left out by --without letter: letter, paper, wire"), "{out}");
}

#[test]
fn ungraded_sources_are_left_out_with_those_that_are_graded_worse() {
    let workshop = two_stories();
    assert_eq!(verdicts(&workshop, &["--reliability", "b"]), [("bak-b".to_owned(), "certain".to_owned())]);
    assert_eq!(verdicts(&workshop, &["--reliability", "D"]).len(), 2);
    assert!(verdicts(&workshop, &["--reliability", "A"]).is_empty());
    let ran = workshop.run(&["officials", "--reliability", "G"]);
    assert!(ran.status == 2 && ran.err.contains("from A (completely reliable) to F"), "{ran}");
}

#[test]
fn a_source_that_does_not_exist_is_refused() {
    let ran = two_stories().run(&["officials", "--without", "leter"]);
    assert!(ran.status == 1 && ran.err.contains("did you mean letter?"), "{ran}");
}

#[test]
fn contradictions_counts_and_what_is_found_are_those_of_the_sources_that_are_believed() {
    let workshop = two_stories();
    let findings = |arguments: &[&str]| {
        workshop.rows(&[&["conflicts", "--rule", "two-holders"], arguments].concat()).len()
    };
    assert_eq!((findings(&[]), findings(&["--without", "letter"])), (1, 0));
    let counted = workshop.ok(&["coverage", "--by", "table", "--format", "csv", "--without", "letter"]);
    assert!(counted.contains("postings,1,"), "{counted}");
    let shown = workshop.rows(&["show", "bak-b", "--without", "letter"]);
    assert!(shown.iter().all(|row| row["source"] == "study"), "{shown:?}");
    let found = workshop.rows(&["search", "Park B", "--without", "letter"]);
    assert!(found.iter().all(|row| row["table"] != "names"), "{found:?}");
}

/// Entities are identities: they are there whoever is believed, but what their row says of days is not.
#[test]
fn a_chapter_is_named_by_a_source_that_is_not_believed_and_dated_by_none() {
    let workshop = two_stories();
    let asked = ["chapters", "--organization", "union", "--on", "1995-01-01", "--all"];
    assert_eq!(workshop.rows(&asked)[0]["verdict"], "certain");
    let left_out = workshop.rows(&[&asked[..], &["--without", "letter"]].concat());
    assert_eq!(left_out[0]["name"], "Haeju chapter");
    assert_eq!(left_out[0]["verdict"], "possible");
    assert!(texts(&left_out[0], "records").is_empty());
}

#[test]
fn an_extract_has_the_records_of_sources_that_are_believed_and_whom_they_name() {
    let workshop = two_stories();
    workshop.ok(&["export", "-o", "extract", "--without", "letter"]);
    let read = |name: &str| workshop.read(&format!("extract/{name}.csv"));
    assert!(!read("postings").contains("p1,") && read("postings").contains("p3,"), "{}", read("postings"));
    assert!(read("officials").contains("bak-b") && !read("officials").contains("an-a"));
    assert!(!read("chapters").contains("union-haeju") && !read("organizations").contains("league"));
}

#[test]
fn tenures_and_their_extract_are_those_of_the_sources_that_are_believed() {
    let workshop = two_stories();
    let officials = |rows: &[serde_json::Value]| -> std::collections::BTreeSet<String> {
        rows.iter().map(|row| row["official"].as_str().unwrap().to_owned()).collect()
    };
    for (arguments, left) in [
        (&["--without", "letter"][..], &["bak-b"][..]),
        (&["--without", "study"], &["an-a"]),
        (&["--reliability", "B"], &["bak-b"]),
        (&["--reliability", "A"], &[]),
        (&[], &["an-a", "bak-b"]),
    ] {
        let rows = workshop.rows(&[&["tenures"], arguments].concat());
        assert_eq!(officials(&rows), left.iter().map(|id| (*id).to_owned()).collect(), "{arguments:?}");
        let extract = workshop.ok(&[&["export", "tenures", "--format", "json"], arguments].concat());
        let extract: Vec<serde_json::Value> = serde_json::from_str(&extract).unwrap();
        let pieces = |rows: &[serde_json::Value]| -> Vec<[serde_json::Value; 4]> {
            rows.iter()
                .map(|row| ["official", "from", "to", "verdict"].map(|field| row[field].clone()))
                .collect()
        };
        assert_eq!(pieces(&extract), pieces(&rows), "{arguments:?}");
    }
    let out = workshop.ok(&["tenures", "--without", "letter"]);
    assert!(out.contains("3 sources are left out by --without letter: letter, paper, wire"), "{out}");
}

#[test]
fn every_other_question_believes_the_same_sources() {
    let workshop = two_stories();
    for question in [
        &["gaps", "--kind", "one-origin"][..],
        &["gaps", "--kind", "source-without-address"],
        &["timeline", "bak-b"],
        &["show", "bak-b"],
        &["names", "--subject", "bak-b"],
        &["coverage", "--by", "source"],
        &["conflicts"],
        &["export", "names"],
    ] {
        let of = |arguments: &[&str]| workshop.ok(&[question, &["--format", "csv"], arguments].concat());
        for left_out in [&["--without", "letter"][..], &["--reliability", "B"]] {
            let answer = of(left_out);
            let names = |source: &str| answer.split([',', ';', '\n', ' ']).any(|cell| cell == source);
            assert!(!["letter", "paper", "wire"].into_iter().any(names), "{question:?}: {answer}");
            assert_ne!(answer, of(&[]), "{question:?}: {left_out:?}");
        }
    }
}

#[test]
fn what_hangs_on_a_source_is_listed() {
    let workshop = two_stories();
    let rows = workshop.rows(&["diff", "officials", "--on", "1997-06-01", "--without", "letter"]);
    let change = |row: &serde_json::Value| {
        [&row["about"], &row["before"], &row["after"]].map(|cell| cell.as_str().unwrap_or("-").to_owned())
    };
    let changes: Vec<[String; 3]> = rows.iter().map(change).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(changes[0][0].starts_with("an-a") && changes[0][1] == "disputed" && changes[0][2] == "-");
    assert!(changes[1][0].starts_with("bak-b") && changes[1][2] == "certain", "{changes:?}");
    let causes = texts(&rows[0], "changed_by");
    assert!(causes.contains(&"postings p1 (letter, left out)".to_owned()), "{causes:?}");
    let ran = workshop.run(&["diff", "officials"]);
    assert!(ran.status == 1 && ran.err.contains("--without SOURCE for what depends on a source"), "{ran}");
}
