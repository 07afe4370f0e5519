//! What something was called on a day, and what it was under.

use serde_json::Value as Json;

use crate::support::{Workshop, texts};

/// A union that was renamed once and moved from one department to another.
fn renamed_union() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "sources.csv",
        "id,title,published\nyearbook,Yearbook,2005\nleaflet,Leaflet,2005\nchart,Organization chart,2005\n",
    );
    workshop.write(
        "organizations.csv",
        "id,name,source\nminers,Miners' Union,yearbook\nlabour,Labour Department,chart\nmass,Mass Department,chart\n",
    );
    workshop.write(
        "names.csv",
        "id,subject,name,language,kind,since,until,source\n\
         n1,miners,Pit Workers' League,en,official,1946-02-01,1959-12-31,yearbook\n\
         n2,miners,Miners' Union,en,official,1960-01-01,1999-12-31,yearbook\n\
         n3,miners,MU,en,short,1960-01-01,1999-12-31,leaflet\n\
         n4,miners,광부동맹,ko-Hang,official,1960-01-01,1999-12-31,leaflet\n",
    );
    workshop.write("relation_kinds.csv", "id,name,hierarchy\nsubordinate-to,is subordinate to,yes\n");
    workshop.write(
        "relations.csv",
        "id,subject,relation,object,since,until,source\n\
         r1,miners,subordinate-to,labour,1946-02-01,1969-12-31,chart\n\
         r2,miners,subordinate-to,mass,1970-01-01,1999-12-31,chart\n\
         r3,labour,subordinate-to,mass,1950-01-01,1952-12-31,chart\n",
    );
    workshop.ok(&["import", "."]);
    workshop
}

fn column(rows: &[Json], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_is_below_on_that_day_can_be_asked_about_as_well() {
    let workshop = renamed_union();
    let asked = |day: &str, more: &[&str]| {
        let rows = workshop.rows(&[&["relations", "--object", "mass", "--on", day], more].concat());
        column(&rows, "subject").into_iter().zip(column(&rows, "verdict")).collect::<Vec<_>>()
    };
    let pair = |subject: &str, verdict: &str| (subject.to_owned(), verdict.to_owned());
    assert_eq!(asked("1951-01-01", &[]), [pair("labour", "certain")]);
    assert_eq!(asked("1951-01-01", &["--below"]), [pair("labour", "certain"), pair("miners", "certain")]);
    assert_eq!(asked("1960-01-01", &["--below"]), []);
}

#[test]
fn a_relation_below_is_no_surer_than_what_leads_to_it() {
    let workshop = renamed_union();
    workshop.write(
        "relations.csv",
        "id,subject,relation,object,since,until,source\nr4,labour,subordinate-to,mass,1955,1956-06-30,chart\n",
    );
    workshop.ok(&["import", "relations.csv"]);
    let row = workshop.rows(&[
        "relations",
        "--object",
        "mass",
        "--below",
        "--on",
        "1955-05-01",
        "--subject",
        "miners",
    ]);
    assert_eq!((&row[0]["verdict"], &row[0]["object"]), (&"possible".into(), &"labour".into()), "{row:?}");
    assert!(row[0]["reason"].as_str().unwrap().ends_with("that labour was below is possible"), "{row:?}");
}

#[test]
fn names_have_the_dates_that_their_records_write() {
    let rows = renamed_union().rows(&["names", "--subject", "miners", "--on", "1950-01-01"]);
    assert_eq!(
        (texts(&rows[0], "since"), texts(&rows[0], "until")),
        (vec!["1946-02-01".into()], vec!["1959-12-31".into()])
    );
    assert!(texts(&rows[0], "as_of").is_empty());
}

/// One source names the county, another its province: both can be right, and there is no finding either.
#[test]
fn a_place_within_another_is_not_a_rival_of_it() {
    let workshop = renamed_union();
    workshop.write("more/places.csv", "id,name,kind,parent,source\nnorth,North,province,,chart\nhill,Hill County,county,north,chart\ncoast,Coast,province,,chart\n");
    workshop.write(
        "more/attributes.csv",
        "id,name,type,cardinality,change\norigin,origin,entity,one,constant\nseat,seat,entity,one,changing\n",
    );
    workshop.write(
        "more/facts.csv",
        "id,subject,attribute,value,since,until,source\nf1,miners,origin,hill,,,yearbook\nf2,miners,origin,north,,,leaflet\n\
         f3,miners,seat,hill,1950-01-01,1959-12-31,yearbook\nf4,miners,seat,north,1955-01-01,1957-12-31,leaflet\n",
    );
    workshop.ok(&["import", "more"]);
    let verdicts =
        || column(&workshop.rows(&["facts", "--subject", "miners", "--on", "1956-05-05"]), "verdict");
    assert_eq!(verdicts(), ["certain"; 4]);
    let findings = || column(&workshop.rows(&["conflicts", "--subject", "miners"]), "rule");
    assert!(!findings().iter().any(|rule| rule.ends_with("-values")), "{:?}", findings());
    workshop.write("more/facts.csv", "id,subject,attribute,value,source\nf5,miners,origin,coast,leaflet\n");
    workshop.ok(&["import", "more"]);
    assert!(
        verdicts().contains(&"disputed".to_owned()) && findings().contains(&"constant-values".to_owned())
    );
}

#[test]
fn a_renamed_organization_has_the_name_of_the_day() {
    let workshop = renamed_union();
    let asked = |day: &str, more: &[&str]| {
        column(&workshop.rows(&[&["names", "--subject", "miners", "--on", day], more].concat()), "called")
    };
    assert_eq!(asked("1950-01-01", &[]), ["Pit Workers' League"]);
    assert_eq!(asked("1965-05-05", &[]), ["Miners' Union", "광부동맹", "MU"]);
    assert_eq!(asked("1965-05-05", &["--language", "ko-Hang"]), ["광부동맹"]);
    assert_eq!(asked("1965-05-05", &["--kind", "short"]), ["MU"]);
    assert_eq!(asked("1965-05-05", &["--without", "leaflet"]), ["Miners' Union"]);
    assert_eq!(asked("1965-05-05", &["--kind", "official", "--language", "en", "--all"]).len(), 2);
    let row = &workshop.rows(&["names", "--subject", "miners", "--on", "1950-01-01"])[0];
    assert_eq!(
        (&row["verdict"], &row["records"][0], &row["sources"][0]),
        (&"certain".into(), &"n1".into(), &"yearbook".into())
    );
    let out = workshop.ok(&["names", "--subject", "miners", "--on", "2001-01-01"]);
    assert!(out.contains("4 excluded rows are left out (--all shows them): "), "{out}");
}

#[test]
fn a_body_is_under_the_superior_of_the_day() {
    let workshop = renamed_union();
    let above = |day: &str| {
        column(&workshop.rows(&["relations", "--subject", "Miners' Union", "--on", day]), "object")
    };
    assert_eq!((above("1969-12-31"), above("1970-01-01")), (vec!["labour".into()], vec!["mass".into()]));
    let below =
        |day: &str| column(&workshop.rows(&["relations", "--object", "mass", "--on", day]), "subject");
    assert_eq!((below("1951-01-01"), below("1980-01-01")), (vec!["labour".into()], vec!["miners".into()]));
    let row = &workshop.rows(&["relations", "--relation", "subordinate-to", "--on", "1980-01-01"])[0];
    assert_eq!((&row["verdict"], &row["records"][0]), (&"certain".into(), &"r2".into()));
    let both = ["relations", "--subject", "miners", "--object", "labour", "--on", "1980-01-01"];
    assert!(workshop.rows(&both).is_empty());
    assert_eq!(workshop.rows(&[&both[..], &["--all"]].concat())[0]["verdict"], "excluded");
}

#[test]
fn names_and_relations_need_to_know_whose() {
    let workshop = renamed_union();
    let ran = workshop.run(&["relations"]);
    assert!(ran.status == 1 && ran.err.contains("--object ID-OR-NAME"), "{ran}");
    assert_eq!(workshop.run(&["names"]).status, 2);
    let ran = workshop.run(&["relations", "--relation", "subordinate"]);
    assert!(ran.status == 1 && ran.err.contains("subordinate-to"), "{ran}");
}

#[test]
fn a_difference_between_two_days_covers_names_and_relations() {
    let workshop = renamed_union();
    let differing = |question: &str| {
        workshop.rows(&["diff", question, "--on", "1969-12-31", "1970-01-01", "--about", "miners"])
    };
    assert!(differing("names").is_empty());
    assert_eq!(column(&differing("relations"), "after"), ["excluded", "certain"]);
}
