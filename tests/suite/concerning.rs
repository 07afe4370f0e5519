//! What concerns one entity is found by reading what concerns it: the same findings and gaps as from the whole archive,
//! and no more steps in an archive ten times as large.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use orgarchive::archive::{Access, open};
use orgarchive::conflict::{self, Finding, RULES};
use orgarchive::gap::{self, Gap, GapsQuery, KINDS};
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;

use crate::support::Workshop;

fn reader(workshop: &Workshop) -> Reader {
    let connection = open(&workshop.path("archive.db"), Access::Read, &Arc::default()).unwrap();
    let clocks = Clocks::new("2005-06-01".parse().unwrap(), None);
    Reader::new(connection, clocks, &Trust::default(), &Arc::default()).unwrap()
}

/// Asserts that what concerns each entity is what the whole archive has about it; how many findings and gaps there were.
fn same_of_each_entity(workshop: &Workshop) -> (usize, usize) {
    let reader = reader(workshop);
    let (mut findings, mut gaps): (Vec<Finding>, Vec<Gap>) = (Vec::new(), Vec::new());
    let found = conflict::find(RULES, &reader, &mut |finding| {
        findings.push(finding);
        Ok(())
    });
    found.unwrap();
    let asked = GapsQuery { older_than: 10 };
    let found = gap::find(KINDS, &reader, asked, &mut |gap| {
        gaps.push(gap);
        Ok(())
    });
    found.unwrap();
    let ids = workshop.sqlite3("SELECT id FROM entities UNION SELECT id FROM sources ORDER BY id");
    let mut met = BTreeSet::new();
    for id in ids.lines() {
        let about: Vec<&Finding> = findings.iter().filter(|finding| finding.concerns(id)).collect();
        let found = conflict::concerning(RULES, &reader, &[id]).unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), about, "{id}");
        met.extend(about.iter().map(|finding| finding.message.clone()));
        let mut found = Vec::new();
        let ended = gap::concerning(KINDS, &reader, asked, &[id.to_owned()], &mut |gap| {
            found.push(gap);
            Ok(())
        });
        ended.unwrap();
        let mut about: Vec<&Gap> = gaps.iter().filter(|gap| gap.concerns(id)).collect();
        let mut found: Vec<&Gap> = found.iter().collect();
        for list in [&mut about, &mut found] {
            list.sort_by_key(|gap| (gap.kind, &gap.subject, &gap.message, gap.days));
        }
        assert_eq!(found, about, "{id}");
    }
    (met.len(), gaps.len())
}

#[test]
fn the_seed_has_the_same_findings_and_gaps_of_each_entity_as_of_all() {
    let (findings, gaps) = same_of_each_entity(&Workshop::seeded());
    assert!(findings > 5 && gaps > 50, "{findings} findings, {gaps} gaps");
}

#[test]
fn the_example_of_each_rule_has_the_same_findings_of_each_entity_as_of_all() {
    for rule in RULES {
        let example = crate::conflicts::example(rule.name());
        let (findings, _) = same_of_each_entity(&example);
        assert!(findings > 0, "{}", rule.name());
    }
}

/// An archive of so many bodies, each with officials, a chapter, a place, events and facts of its own.
fn archive_of(bodies: usize) -> Workshop {
    let workshop = Workshop::new();
    std::fs::create_dir(workshop.path("data")).unwrap();
    let table = |name: &str, header: &str, rows: &dyn Fn(usize, &mut String)| {
        let mut text = format!("{header}\n");
        (0..bodies).for_each(|body| rows(body, &mut text));
        workshop.write(&format!("data/{name}.csv"), text);
    };
    let once = |name: &str, text: &str| {
        workshop.write(&format!("data/{name}.csv"), text);
    };
    once("sources", "id,title,published\ns1,One,2000\ns2,Two,2001\n");
    once("titles", "id,name,office,holders,rank\nchair,Chair,head,one,1\nmember,Member,,many,5\n");
    once(
        "attributes",
        "id,name,type,cardinality,change\nborn,born,date,one,constant\nfounded,founded,date,one,constant\n",
    );
    once("relation_kinds", "id,name,inverse,hierarchy\nsubordinate-to,is under,is over,yes\n");
    once("event_kinds", "id,name\nmeeting,Meeting\n");
    table("places", "id,name,kind,source", &|body, text| {
        let _ = writeln!(text, "place-{body},Town{body},county,s1");
    });
    table("organizations", "id,name,kind,source", &|body, text| {
        let _ = writeln!(text, "body-{body},Union{body},party,s1");
    });
    table("chapters", "id,organization,name,level,place,since,source", &|body, text| {
        let _ = writeln!(text, "chapter-{body},body-{body},Committee{body},county,place-{body},1960,s1");
    });
    table("officials", "id,name,source", &|body, text| {
        for official in ["a", "b", "c"] {
            let _ = writeln!(text, "official-{body}-{official},Person{body}{official},s1");
        }
    });
    table("names", "subject,name,language,kind,source", &|body, text| {
        let _ = writeln!(text, "official-{body}-a,김{body},ko-Hang,variant,s1");
    });
    table("facts", "subject,attribute,value,source", &|body, text| {
        let _ = writeln!(text, "official-{body}-a,born,1930,s1\nofficial-{body}-a,born,1935,s2");
        let _ = writeln!(text, "body-{body},founded,1950,s1");
    });
    table("relations", "subject,relation,object,since,source", &|body, text| {
        if body >= 10 {
            let _ = writeln!(text, "body-{body},subordinate-to,body-{},1960,s1", body % 10);
        }
    });
    table("postings", "official,organization,chapter,title,since,until,source", &|body, text| {
        let _ = writeln!(text, "official-{body}-a,body-{body},,chair,1970,1980,s1");
        let _ = writeln!(text, "official-{body}-b,body-{body},,chair,1975,1985,s2");
        let _ = writeln!(text, "official-{body}-c,,chapter-{body},member,1975,..,s2");
    });
    table("events", "id,kind,title,date,place,organization,official,source", &|body, text| {
        // Those of one body lie alone in their year.
        let year = if body == ASKED { 1999 } else { 1960 + body % 30 };
        let _ = writeln!(
            text,
            "event-{body},meeting,Meeting,{year}-05,place-{body},body-{body},official-{body}-a,s1"
        );
    });
    table("participants", "event,subject,position,source", &|body, text| {
        let _ = writeln!(text, "event-{body},official-{body}-b,1,s1\nevent-{body},official-{body}-a,2,s1");
    });
    workshop.ok(&["import", "data"]);
    workshop
}

/// The body that is asked about; none is below it.
const ASKED: usize = 57;

/// How many steps SQLite takes to answer, and the answer.
fn steps(workshop: &Workshop, question: &[&str]) -> (u64, String) {
    let out = workshop.command().args(question).env("ORGARCHIVE_LOG", "debug").output().unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success(), "{question:?}: {told}");
    let all = told.lines().filter_map(|line| line.split_once("all statements: ")?.1.strip_suffix(" steps"));
    (all.map(|steps| steps.parse::<u64>().unwrap()).sum(), String::from_utf8(out.stdout).unwrap())
}

#[test]
fn a_question_about_one_thing_takes_no_more_steps_in_an_archive_ten_times_as_large() {
    let questions: &[&[&str]] = &[
        &["officials", "--organization", "body-57", "--on", "1978-06-01"],
        &["officials", "--organization", "body-57", "--below", "--on", "1978-06-01"],
        &["officials", "--chapter", "chapter-57", "--on", "1978-06-01"],
        &["officials", "--official", "official-57-a", "--on", "1978-06-01"],
        &["officials", "--place", "place-57", "--on", "1978-06-01"],
        &["tenures", "--organization", "body-57"],
        &["tenures", "--official", "official-57-a"],
        &["why", "--official", "official-57-a", "--on", "1978-06-01"],
        &["why", "--organization", "body-57", "--below", "--on", "1978-06-01"],
        &["fragile", "--organization", "body-57", "--on", "1973-06-01"],
        &["fragile", "--organization", "body-57", "--below", "--on", "1973-06-01"],
        &["fragile", "--official", "official-57-a", "--on", "1973-06-01"],
        &["organizations", "--organization", "body-57", "--on", "1978-06-01"],
        &["chapters", "--organization", "body-57", "--on", "1978-06-01"],
        &["chapters", "--place", "place-57", "--on", "1978-06-01"],
        &["facts", "--subject", "body-57", "--on", "1978-06-01"],
        &["names", "--subject", "body-57", "--on", "1978-06-01"],
        &["relations", "--subject", "body-57", "--on", "1978-06-01"],
        &["events", "--organization", "body-57"],
        &["events", "--official", "official-57-a"],
        &["events", "--place", "place-57"],
        &["events", "--from", "1999-05", "--to", "1999-05"],
        &["appearances", "event-57"],
        &["appearances", "--from", "1999-05", "--to", "1999-05"],
        &["appearances", "--organization", "body-57"],
        &["appearances", "--official", "official-57-a"],
        &["appearances", "event-57", "--of", "chair", "--organization", "body-57", "--all"],
        &[
            "appearances",
            "--from",
            "1999-05",
            "--to",
            "1999-05",
            "--of",
            "chair",
            "--organization",
            "body-57",
            "--all",
        ],
        &["diff", "appearances", "event-57", "event-58"],
        &["chain", "body-57", "--on", "1978-06-01"],
        &["chain", "event-57"],
        &["conflicts", "--subject", "official-57-a"],
        &["conflicts", "--subject", "body-57"],
        &["gaps", "--subject", "official-57-a", "--on", "2005-06-01"],
        &["gaps", "--subject", "body-57", "--on", "2005-06-01"],
        &["show", "official-57-a"],
        &["show", "Person57a"],
        &["show", "body-57"],
        &["timeline", "body-57"],
        &["search", "Person57a"],
    ];
    let (small, large) = (archive_of(100), archive_of(1_000));
    let mut more = Vec::new();
    for question in questions {
        let ((few, answer), (many, same)) = (steps(&small, question), steps(&large, question));
        assert_eq!(answer, same, "{question:?}");
        assert!(few > 0 && !answer.is_empty(), "{question:?}");
        println!("{question:?}: {few}, {many}");
        // An index of ten times as many rows is a level deeper; a count of statements is rounded.
        if many > few + few / 10 + 500 {
            more.push(format!("{}: {few} steps, then {many}", question.join(" ")));
        }
    }
    assert!(more.is_empty(), "{more:#?}");
}
