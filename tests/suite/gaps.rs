//! Gaps and coverage: each kind by a case and a near miss, the seed, the order, the matrix, the pictures.

use std::fmt::Write as _;

use orgarchive::coverage;
use orgarchive::gap::KINDS;
use serde_json::Value as Json;

use crate::support::{Workshop, texts};

const COMMON: &[(&str, &str)] = &[
    (
        "sources",
        "id,title,published,url,archive_url,reliability,origin,kind\na,Yearbook,2010-01-15,https://a.example,https://archive.example/a,B,,\nb,Daily,2012-05-01,https://b.example,https://archive.example/b,D,,\nmirror,Mirror,2013-05-01,https://m.example,https://archive.example/m,E,a,\n",
    ),
    ("organizations", "id,name,kind,source\nunion,The union,mass-organization,a\nparty,The party,party,a\n"),
    ("officials", "id,name,identity,source\nkim,Kim,,a\nri,Ri,,a\npak,Pak,,a\nsomebody,A head,unnamed,a\n"),
    (
        "titles",
        "id,name,office,holders,rank\nchair,Chair,head,one,1\nsecretary,Secretary,,one,3\nmember,Member,,many,4\n",
    ),
    (
        "attributes",
        "id,name,type,cardinality,change\nfounded,founded,date,one,constant\ndissolved,dissolved,date,one,constant\nsubordinate-count,organizations under it,number,one,changing\nchapter-count,chapters,number,one,changing\n",
    ),
    (
        "relation_kinds",
        "id,name,inverse,hierarchy\nsubordinate-to,is subordinate to,has,yes\nlocated-in,lies in,has,no\n",
    ),
    ("event_kinds", "id,name\ncongress,Congress\n"),
    (
        "places",
        "id,name,kind,parent,iso_code,source\nkp,The country,country,,KP,a\nnorth,North,province,kp,KP-09,a\nsouth,South,province,kp,KP-05,a\ncapital,Capital,city,kp,KP-01,a\ncounty,A county,county,north,,a\nabroad,Abroad,country,,,a\n",
    ),
];

fn archive(tables: &[(&str, &str)]) -> Workshop {
    let workshop = Workshop::new();
    for (name, rows) in COMMON {
        workshop.write(&format!("data/{name}.csv"), rows);
    }
    for (place, (name, rows)) in tables.iter().enumerate() {
        workshop.write(&format!("data/{name}-{place}.csv"), rows);
    }
    workshop.ok(&["import", "data"]);
    workshop
}

fn gaps(workshop: &Workshop, kind: &str, more: &[&str]) -> Vec<Json> {
    workshop.rows(&[&["gaps", "--kind", kind], more].concat())
}

fn messages(workshop: &Workshop, kind: &str, more: &[&str]) -> Vec<String> {
    gaps(workshop, kind, more).iter().map(|row| row["message"].as_str().unwrap().to_owned()).collect()
}

const POSTINGS: &str = "official,organization,title,since,until,as_of,source\n";

#[test]
fn an_office_is_vacant_between_two_holders() {
    let rows =
        "kim,union,chair,1990,1995-03-01,,a\nri,union,chair,1999-05-01,2004,,a\npak,union,chair,,..,1997,b\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let on = ["--on", "2003-01-01"];
    let found = gaps(&workshop, "vacant-office", &on);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["from"], &found[0]["to"]), (&"1995-03-02".into(), &"1999-04-30".into()));
    assert_eq!(found[0]["days"], 1521);
    assert_eq!(
        found[0]["message"],
        "nobody is known to have been Chair in The union between Kim and Ri; Pak may have been"
    );
    // By what was published in 2010 nobody knew of Pak.
    let then = messages(&workshop, "vacant-office", &[&["--published-by", "2010"][..], &on].concat());
    assert_eq!(then, ["nobody is known to have been Chair in The union between Kim and Ri"]);
}

#[test]
fn an_office_is_vacant_before_its_first_holder_and_after_its_last() {
    let postings = format!("{POSTINGS}kim,union,chair,1990,1995-03-01,,a\n");
    let ask = |facts: &str, on: &str| {
        let facts = format!("subject,attribute,value,source\n{facts}");
        let workshop = archive(&[("postings", &postings), ("facts", &facts)]);
        let found = gaps(&workshop, "vacant-office", &["--on", on]);
        let mut found: Vec<String> = found
            .iter()
            .map(|row| format!("{}..{}", row["from"].as_str().unwrap(), row["to"].as_str().unwrap()))
            .collect();
        found.sort();
        found
    };
    let founded = "union,founded,1946-01-17,a\n";
    assert_eq!(ask("", "1994-01-01"), Vec::<String>::new(), "nobody knows when the office began");
    assert_eq!(ask(founded, "1994-01-01"), ["1946-01-17..1990-12-30"]);
    assert_eq!(ask("", "2009-01-01"), ["1995-03-02..2009-01-01"]);
    assert_eq!(ask("union,dissolved,2000-05-01,a\n", "2009-01-01"), ["1995-03-02..2000-04-30"]);
}

#[test]
fn what_is_disputed_is_no_gap_and_what_a_successor_answers_is_not_asked() {
    let rows = "kim,union,chair,1990,1998-01-01,,a\nri,union,chair,1995-01-01,2004,,b\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    assert_eq!(messages(&workshop, "vacant-office", &["--on", "2003-01-01"]), Vec::<String>::new());
    let rows = "kim,union,chair,1990,,,a\nri,union,chair,1999-01-01,,,b\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let stale = gaps(&workshop, "stale-posting", &["--on", "2015-01-01"]);
    assert_eq!(stale.len(), 1, "{stale:#?}");
    assert_eq!(stale[0]["subject"], "ri", "Kim was followed");
}

#[test]
fn a_handover_within_a_year_is_a_day_that_is_not_known() {
    let rows = "kim,union,chair,1990,1995,,a\nri,union,chair,1995,2004,,b\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let on = ["--on", "2003-01-01"];
    let found = gaps(&workshop, "vacant-office", &on);
    assert_eq!(
        found[0]["message"],
        "on which day from 1995-01-02 to 1995-12-30 Ri became Chair in The union after Kim"
    );
    assert_eq!(found[0]["would_close"], "a report of the day of the appointment");
    // The day itself is known, or one covers all: no gap.
    for rows in [
        "kim,union,chair,1990,1995-03-01,,a\nri,union,chair,1995-03-01,2004,,b\n",
        "kim,union,chair,1990,1995-03-01,,a\nri,union,chair,1995-03-02,2004,,b\n",
        "kim,union,chair,1980,2010,,a\nri,union,chair,1990,1995,,b\npak,union,chair,1999,2001,,b\n",
        "kim,union,member,1990,1995,,a\nri,union,member,1999,2004,,b\n",
    ] {
        let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
        assert_eq!(messages(&workshop, "vacant-office", &on), Vec::<String>::new(), "{rows}");
    }
}

#[test]
fn bodies_without_a_known_official_are_named_for_the_day() {
    let rows = "kim,union,chair,1990,1995,,a\nsomebody,party,chair,1990,,,a\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let named = |on: &str| messages(&workshop, "no-official", &["--on", on]);
    assert_eq!(named("1992-01-01"), ["The party: no official of it is known on 1992-01-01"]);
    assert_eq!(named("1996-01-01").len(), 2);
    let dissolved = archive(&[
        ("postings", &format!("{POSTINGS}{rows}")),
        ("facts", "subject,attribute,value,source\nunion,dissolved,1995,a\nparty,founded,1993,a\n"),
    ]);
    assert_eq!(messages(&dissolved, "no-official", &["--on", "1996-01-01"]).len(), 1);
    assert_eq!(messages(&dissolved, "no-official", &["--on", "1992-01-01"]), Vec::<String>::new());
    assert_eq!(messages(&dissolved, "no-founding", &[]), ["The union: its founding is not on record"]);
}

#[test]
fn who_is_dead_is_no_known_official() {
    let facts = "subject,attribute,value,source\nkim,died,2001,a\n";
    let attributes = "id,name,type,cardinality,change\ndied,died,date,one,constant\n";
    let rows = "kim,union,chair,1990,,,a\n";
    let tables = [("attributes", attributes), ("facts", facts), ("postings", &format!("{POSTINGS}{rows}"))];
    let workshop = archive(&tables);
    let about_the_union =
        |on: &str| gaps(&workshop, "no-official", &["--subject", "union", "--on", on]).len();
    assert_eq!(about_the_union("2000-01-01"), 0);
    assert_eq!(about_the_union("2002-01-01"), 1);
}

#[test]
fn a_stated_count_is_held_against_what_is_named() {
    let facts = "subject,attribute,value,until,as_of,source\nparty,subordinate-count,3,..,2009,a\nparty,chapter-count,1,..,2009,a\n";
    // Another was below it, and no longer when the source counted.
    let relations = "subject,relation,object,since,until,source\nunion,subordinate-to,party,2000,..,a\nold,subordinate-to,party,1990,1999,a\n";
    let organizations = "id,name,source\nold,An old union,a\n";
    let chapters = "id,organization,name,source\nc1,party,A chapter,a\n";
    let workshop = archive(&[
        ("organizations", organizations),
        ("facts", facts),
        ("relations", relations),
        ("chapters", chapters),
    ]);
    let found = gaps(&workshop, "count-short", &[]);
    assert_eq!(found.len(), 1, "the one chapter is there: {found:#?}");
    assert_eq!(found[0]["message"], "subordinate-count of party is 3 by a, and 1 is on record: union");
}

#[test]
fn provinces_without_a_chapter_are_blank() {
    let chapters = "id,organization,name,level,place,until,source\nc1,union,Northern,county,county,,a\n\
        c2,union,Seat,headquarters,capital,,a\nc3,union,Southern,provincial,south,1990,a\n";
    let workshop = archive(&[("chapters", chapters)]);
    assert_eq!(
        messages(&workshop, "missing-chapter", &["--on", "2000-01-01"]),
        ["union has chapters in north, and none is known in capital, south"]
    );
    assert_eq!(
        messages(&workshop, "missing-chapter", &["--on", "1989-01-01"]),
        ["union has chapters in north, south, and none is known in capital"]
    );
    insta::assert_snapshot!(workshop.ok(&["gaps", "--matrix", "--on", "2000-01-01"]), @"
    organization  capital  south  north
    ───────────────────────────────────
    The union     -        -          1

    chapters known on the day, headquarters aside; - or blank: none is known
    ");
    let row = &workshop.rows(&["gaps", "--matrix", "--on", "2000-01-01"])[0];
    assert_eq!((&row["north"], &row["south"], &row["capital"]), (&1.into(), &Json::Null, &Json::Null));
    assert_eq!(row.get("abroad"), None, "no organization has a chapter in that country");
    assert_eq!(messages(&workshop, "no-chapter", &["--on", "2000-01-01"]).len(), 1, "the party alone");
}

#[test]
fn posts_last_reported_long_ago_are_stale() {
    let rows = "kim,union,member,1990,,,a\nri,union,member,1990,1995,,a\npak,union,member,,..,2009-06-01,a\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let stale = |on: &str, years: &str| {
        gaps(&workshop, "stale-posting", &["--on", on, "--older-than", years])
            .iter()
            .map(|row| row["subject"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(stale("2015-01-01", "10"), ["kim"]);
    assert_eq!(stale("2015-01-01", "5"), ["kim", "pak"], "the longer first");
    assert_eq!(stale("1999-01-01", "10"), Vec::<String>::new());
}

#[test]
fn statements_that_rest_on_little_are_named() {
    let rows = "kim,union,chair,1990,,,a\nkim,union,chair,1990,,,mirror\nri,union,member,1990,,,a\nri,union,member,1991,,,b\npak,union,member,1990,,,b\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let subjects = |kind: &str| {
        gaps(&workshop, kind, &[])
            .iter()
            .map(|row| row["subject"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(subjects("one-source"), ["pak"]);
    assert_eq!(subjects("one-origin"), ["kim"]);
    assert_eq!(subjects("low-reliability"), ["pak"]);
}

#[test]
fn sources_lack_dates_addresses_and_copies() {
    let sources = "id,title,published,url,archive_url,kind\nc,A page,,,,news\nunused,Another,,,,news\nme,Notes,,,,judgement\n";
    let rows = "kim,union,chair,1990,,,c\nri,union,chair,1990,,,me\npak,union,member,1990,,,a\n";
    let workshop = archive(&[("sources", sources), ("postings", &format!("{POSTINGS}{rows}"))]);
    for kind in ["undated-source", "source-without-address", "source-without-copy"] {
        let found = gaps(&workshop, kind, &[]);
        assert_eq!(found.len(), 1, "{kind}: {found:#?}");
        assert_eq!(found[0]["subject"], "c");
    }
    workshop.write("page.html", "<p>Kim is chair.</p>");
    workshop.ok(&["keep", "c", "page.html"]);
    assert!(gaps(&workshop, "source-without-copy", &[]).is_empty());
}

#[test]
fn senior_posts_and_longer_gaps_come_first() {
    let rows = "kim,union,secretary,1950,1960-01-01,,a\nri,union,secretary,1990-01-01,2004,,a\n\
        kim,party,chair,1990,1995-01-01,,a\nri,party,chair,1996-01-01,2004,,a\npak,party,chair,2006-01-01,2007,,a\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}"))]);
    let order: Vec<(i64, i64)> = gaps(&workshop, "vacant-office", &["--on", "2003-01-01"])
        .iter()
        .map(|row| (row["rank"].as_i64().unwrap(), row["days"].as_i64().unwrap()))
        .collect();
    assert_eq!(order, [(1, 730), (1, 364), (3, 10957)]);
}

#[test]
fn improbable_records_fill_no_gap() {
    let postings = "official,organization,title,since,until,source,credibility\nkim,union,chair,1990,1995-01-01,a,\nri,union,chair,1999-01-01,2004,a,\npak,union,chair,1995-01-01,1999-01-01,b,5\n";
    let on = ["--on", "2003-01-01"];
    assert_eq!(messages(&archive(&[("postings", postings)]), "vacant-office", &on).len(), 1);
    let probable = postings.replace(",b,5", ",b,4");
    assert_eq!(messages(&archive(&[("postings", &probable)]), "vacant-office", &on).len(), 0);
}

#[test]
fn the_seed_has_gaps_of_each_kind_that_it_can_have() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["gaps"]);
    let of = |kind: &str| rows.iter().filter(|row| row["gap"] == kind).collect::<Vec<_>>();
    let ten = of("count-short");
    let ten = ten.iter().find(|row| texts(row, "records") == ["c001"]).unwrap();
    assert_eq!(
        ten["message"],
        "subordinate-count of workers-organizations-department is 10 by s00, and 5 are on record: \
         farmers-union, lawyers-association, trade-unions, womens-union, youth-league"
    );
    let mut counts = String::new();
    for kind in KINDS {
        writeln!(counts, "{} {}", kind.name(), of(kind.name()).len()).unwrap();
    }
    insta::assert_snapshot!(counts, @r"
    vacant-office 17
    no-official 14
    no-chapter 6
    no-founding 16
    count-short 4
    missing-chapter 0
    stale-posting 4
    one-source 114
    one-origin 3
    low-reliability 0
    undated-source 5
    source-without-address 7
    source-without-copy 52
    ");
    let about: Vec<&Json> = rows.iter().filter(|row| row["gap"] == "vacant-office").collect();
    assert_eq!(
        about[0]["message"],
        "nobody is known to have been Chair in General Federation of Trade Unions of Korea before 2005-11-30 (Ryom Sun-gil); \
         Hyon Sang-ju and Ju Yong-gil may have been"
    );
    assert_eq!(workshop.rows(&["gaps", "--subject", "s00", "--kind", "source-without-address"]).len(), 1);
    assert_eq!(workshop.run(&["gaps", "--kind", "vacant"]).status, 1);
    assert_eq!(workshop.ok(&["gaps", "--kinds", "--format", "csv"]).lines().count(), KINDS.len() + 1);
}

#[test]
fn every_kind_is_documented_and_every_statement_prepares() {
    let documentation =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/gaps.md")).unwrap();
    let workshop = archive(&[]);
    let connection = rusqlite::Connection::open(workshop.path("archive.db")).unwrap();
    for kind in KINDS {
        assert!(documentation.contains(&format!("| `{}` |", kind.name())), "{}", kind.name());
    }
    let statements = KINDS.iter().flat_map(|kind| kind.statements()).chain(coverage::STATEMENTS);
    for sql in statements {
        let statement =
            connection.prepare(&sql.repeated()).unwrap_or_else(|error| panic!("{}: {error}", sql.name));
        let comments: Vec<&str> = sql.text.lines().filter(|line| line.starts_with("--")).collect();
        assert!(!comments.is_empty(), "{}", sql.name);
        for place in 1..=statement.parameter_count() {
            let parameter = statement.parameter_name(place).unwrap();
            assert!(comments.join("\n").contains(parameter), "{} explains {parameter}", sql.name);
        }
    }
}

#[test]
fn years_are_covered_from_the_first_to_the_last_day() {
    let rows = "kim,union,chair,1990,1992,,a\nri,union,chair,1992,,,b\npak,union,member,,,,b\nri,party,member,XXXX-01-17,,,b\n";
    let events = "kind,title,date,organization,source\ncongress,C,1995-05,union,a\n";
    let workshop = archive(&[("postings", &format!("{POSTINGS}{rows}")), ("events", events)]);
    insta::assert_snapshot!(workshop.ok(&["coverage", "--format", "csv"]), @r"
    year,records,sources,postings,events,facts,names,relations,participants,chapters
    1990,1,1,1,0,0,0,0,0,0
    1991,1,1,1,0,0,0,0,0,0
    1992,2,2,2,0,0,0,0,0,0
    1993,0,0,0,0,0,0,0,0,0
    1994,0,0,0,0,0,0,0,0,0
    1995,1,1,0,1,0,0,0,0,0
    undated,2,1,2,0,0,0,0,0,0
    ");
    assert_eq!(workshop.rows(&["coverage", "--from", "1991", "--to", "1992"]).len(), 2);
    let then = workshop.rows(&["coverage", "--on", "1992", "--published-by", "2010"]);
    assert_eq!(then[0]["records"], 1, "{then:#?}");
}

#[test]
fn a_picture_is_drawn_where_it_is_wanted() {
    let workshop = Workshop::seeded();
    assert!(!workshop.ok(&["coverage", "--by", "table"]).contains('█'), "plain when piped");
    let drawn = workshop.ok(&["coverage", "--by", "table", "--picture"]);
    insta::assert_snapshot!(drawn, @r"
    table         records  picture                                   sources  postings  events  facts  names  relations  participants  chapters
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    chapters            6  ███▌                                            1         0       0      0      0          0             0         6
    events             24  ██████████████                                 22         0      24      0      0          0             0         0
    facts              68  ████████████████████████████████████████       26         0       0     68      0          0             0         0
    names              33  ███████████████████▍                           17         0       0      0     33          0             0         0
    participants       18  ██████████▌                                    11         0       0      0      0          0            18         0
    postings           60  ███████████████████████████████████▎           29        60       0      0      0          0             0         0
    relations          39  ██████████████████████▉                        11         0       0      0      0         39             0         0
    ");
    let plain = workshop.rows(&["coverage", "--by", "table", "--picture"]);
    assert_eq!(plain[0].get("picture"), None, "programs draw their own");
    let total: i64 = plain.iter().map(|row| row["records"].as_i64().unwrap()).sum();
    let counted = workshop.sqlite3("SELECT (SELECT count(*) FROM postings) + (SELECT count(*) FROM facts) + (SELECT count(*) FROM events) + (SELECT count(*) FROM names) + (SELECT count(*) FROM relations) + (SELECT count(*) FROM participants) + (SELECT count(*) FROM chapters)");
    assert_eq!(total.to_string(), counted.trim());
    let by_source: i64 = workshop
        .rows(&["coverage", "--by", "source"])
        .iter()
        .map(|row| row["records"].as_i64().unwrap())
        .sum();
    assert_eq!(by_source, total);
    let places = workshop.rows(&["coverage", "--by", "place", "--thinnest"]);
    assert_eq!(places[0]["records"], 0);
    let organizations = workshop.rows(&["coverage", "--by", "organization"]);
    assert_eq!(organizations.len(), 25, "those without records as well");
}
