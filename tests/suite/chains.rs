//! Who was above a body: every link with its verdict, who headed what it leads to, and the weakest of the path.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use orgarchive::answer::Shown;
use orgarchive::answer::chain::{ChainQuery, Hop, Start};
use orgarchive::archive::{Access, open};
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;
use orgarchive::verdict::Verdict;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::Workshop;

/// A company under a battalion, which is under a brigade until 2002 and under a district from 2001; all under the army.
fn army() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "data/sources.csv",
        "id,title,published,access\ns1,A list,2010-01-01,\ns2,A report,2012-01-01,\ns3,An interview,2011-01-01,restricted\n",
    );
    workshop.write(
        "data/organizations.csv",
        "id,name,source\nbattalion,First battalion,s1\nbrigade,Northern brigade,s1\ndistrict,Military district,s1\n\
         army,The army,s1\nleague,A league,s1\n",
    );
    workshop.write(
        "data/chapters.csv",
        "id,organization,name,since,until,source\ncompany,battalion,Second company,1990,2009,s1\n",
    );
    workshop.write(
        "data/officials.csv",
        "id,name,source\nabel,Abel,s1\nboris,Boris,s1\ncarla,Carla,s1\ndora,Dora,s1\nelma,Elma,s1\n",
    );
    workshop.write(
        "data/titles.csv",
        "id,name,office,holders\ncommander,Commander,head,one\nchief,Chief,head,one\ndeputy,Deputy,,many\n",
    );
    workshop.write(
        "data/relation_kinds.csv",
        "id,name,inverse,hierarchy\nsubordinate-to,is under,is over,yes\nallied-with,is allied with,is allied with,no\n",
    );
    workshop.write(
        "data/relations.csv",
        "id,subject,relation,object,since,until,as_of,source\n\
         r1,battalion,subordinate-to,brigade,1990-01-01,2002-12-31,,s1\n\
         r2,battalion,subordinate-to,district,2001-01-01,,2006-01-01,s2\n\
         r3,brigade,subordinate-to,army,1990-01-01,2009-12-31,,s1\n\
         r4,district,subordinate-to,army,,,1995-01-01,s1\n\
         r5,army,allied-with,league,1990-01-01,2009-12-31,,s1\n",
    );
    workshop.write(
        "data/postings.csv",
        "id,official,organization,chapter,title,since,until,as_of,source\n\
         p1,abel,battalion,,commander,1995-01-01,2001-12-31,,s1\n\
         p2,boris,battalion,,commander,1999-01-01,2003-12-31,,s2\n\
         p3,carla,army,,chief,,,1996-05-01,s1\n\
         p4,dora,army,,chief,,,2008-05-01,s1\n\
         p5,elma,,company,commander,2000-01-01,2005-12-31,,s3\n\
         p6,elma,brigade,,deputy,1999-01-01,2003-12-31,,s1\n",
    );
    workshop.write(
        "data/events.csv",
        "id,event,kind,title,status,date,organization,chapter,source\n\
         e1,raid,,The raid,occurred,2001-06-01,battalion,company,s1\n\
         e2,march,,The march,occurred,2002,battalion,,s1\n\
         e3,parade,,The parade,planned,2000-05-01,,,s1\n\
         e4,lunch,,The lunch,occurred,,battalion,,s1\n",
    );
    workshop.write("data/roles.csv", "id,name\nhost,Host\n");
    workshop.write(
        "data/participants.csv",
        "event,subject,role,source\nparade,league,host,s1\nparade,abel,host,s1\nraid,army,host,s1\n",
    );
    workshop.write("data/event_kinds.csv", "id,name\nraid,Raid\n");
    workshop.ok(&["import", "data"]);
    workshop
}

fn field<'row>(row: &'row Json, name: &str) -> &'row str {
    row[name].as_str().unwrap_or_default()
}

fn list(row: &Json, name: &str) -> String {
    row[name].as_array().unwrap().iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")
}

/// Each row as its level, body, link, path and head.
fn said(rows: &[Json]) -> Vec<String> {
    let one = |row: &Json| {
        let presumed = if field(row, "presumed") == "yes" { " presumed" } else { "" };
        format!(
            "{} {} [{}/{}] {} {}{presumed}",
            row["level"],
            field(row, "body"),
            field(row, "link"),
            field(row, "path"),
            field(row, "official"),
            field(row, "verdict"),
        )
    };
    rows.iter().map(|row| one(row).trim_end().to_owned()).collect()
}

#[test]
fn a_chain_forks_and_names_who_headed_each_body() {
    let workshop = army();
    let rows = workshop.rows(&["chain", "raid"]);
    assert_eq!(
        said(&rows),
        [
            "0 company [/] elma certain",
            "1 battalion [certain/certain] abel disputed",
            "1 battalion [certain/certain] boris disputed",
            "2 brigade [certain/certain]",
            "3 army [certain/certain] carla possible presumed",
            "3 army [certain/certain] dora possible",
            "2 district [certain/certain]",
            "3 army [possible/possible]",
        ]
    );
    assert_eq!((list(&rows[1], "records"), list(&rows[1], "sources")), ("company p1".into(), "s1".into()));
    assert_eq!((field(&rows[3], "link_from"), field(&rows[3], "link_to")), ("1990-01-01", "2002-12-31"));
    assert_eq!(
        (field(&rows[3], "below"), list(&rows[3], "relations")),
        ("battalion", "subordinate-to".into())
    );
    assert_eq!(field(&rows[4], "reason"), "presumed: no end known; last held 1996-05-01, 5 years before");
    assert_eq!(field(&rows[7], "met"), "again");
    assert_eq!(
        (field(&rows[7], "weakest_below"), list(&rows[7], "weakest_records")),
        ("district", "r4".into())
    );
    assert_eq!((list(&rows[1], "roles"), list(&rows[4], "roles")), (String::new(), "host".into()));
    assert!(rows.iter().all(|row| field(row, "event") == "raid" && field(row, "start") == "company"));
}

#[test]
fn the_answer_of_a_body_is_that_of_the_day_and_the_clocks() {
    let workshop = army();
    let on = |arguments: &[&str]| said(&workshop.rows(&[&["chain", "battalion"], arguments].concat()));
    assert_eq!(
        on(&["--on", "2005-01-01"]),
        [
            "0 battalion [/]",
            "1 district [certain/certain]",
            "2 army [possible/possible] carla possible presumed",
            "2 army [possible/possible] dora possible"
        ]
    );
    assert_eq!(
        on(&["--on", "2005-01-01", "--published-by", "2011"]),
        ["0 battalion [/]"],
        "the report of 2012 was not out"
    );
    assert_eq!(
        on(&["--on", "2001-06-01", "--without", "s2", "--verdict", "certain"]),
        ["0 battalion [/] abel certain", "1 brigade [certain/certain]", "2 army [certain/certain]"]
    );
    let answer = workshop.ok(&["chain", "battalion", "--on", "2005-01-01"]);
    assert!(
        answer.contains("1 link excluded on 2005-01-01: First battalion under Northern brigade"),
        "{answer}"
    );
    assert!(answer.contains("nobody known; last before: Boris, 2003-12-31;"), "{answer}");
    let hidden = workshop.ok(&["chain", "battalion", "--on", "2001-06-01", "--verdict", "certain"]);
    assert!(hidden.contains("nobody with such a verdict; 2 with others"), "{hidden}");
    assert!(!hidden.contains("Boris"), "{hidden}");
}

#[test]
fn the_weakest_link_of_the_whole_is_named_with_its_record() {
    let workshop = army();
    let answer = workshop.ok(&["chain", "battalion", "--on", "2005-01-01", "--width", "100", "--ids"]);
    insta::assert_snapshot!(answer, @r"
    • body: First battalion (battalion)  reason: nobody known; last before: Boris (boris), 2003-12-31;
        ended by 2003-12-31  sources: s2

      • body: Military district (district)  link: certain  path: certain  reason: nobody known
        sources: s2

        • body: The army (army)  link: possible  path: possible  official: Carla (carla)
          titles: Chief (chief)  verdict: possible  reason: presumed: no end known; last held
            1996-05-01, 8 years before  sources: s1

        • body: The army (army)  link: possible  path: possible  official: Dora (dora)
          titles: Chief (chief)  verdict: possible  reason: no beginning known; first held 2008-05-01, 3
            years after  sources: s1

    weakest link from First battalion (battalion) up to The army (army): Military district (district)
      under The army (army), possible (no end known; last held 1995-01-01, 10 years before; r4 from s1)
    1 link excluded on 2005-01-01: First battalion (battalion) under Northern brigade (brigade): ended
      by 2002-12-31
    ");
}

#[test]
fn an_event_without_an_exact_day_says_which_day_is_used_and_whether_that_matters() {
    let workshop = army();
    let answer = workshop.ok(&["chain", "march"]);
    assert!(answer.contains("the event is dated 2002: this is the answer for 2002-01-01"), "{answer}");
    assert!(answer.contains("the verdicts are the same on every day of its date (2002)"), "{answer}");
    workshop.write("more/relations.csv", "id,subject,relation,object,since,until,source\nr9,brigade,subordinate-to,league,2002-03-01,2009-12-31,s1\n");
    workshop.ok(&["import", "more"]);
    let changed = workshop.ok(&["chain", "march"]);
    assert!(
        changed.contains("on other days of its date (2002) verdicts differ: Northern brigade under A league"),
        "{changed}"
    );
    let given = workshop.ok(&["chain", "march", "--on", "2002-06-01"]);
    assert!(given.contains("A league") && !given.contains("differ"), "{given}");
}

#[test]
fn events_that_did_not_occur_have_no_date_or_no_body_say_so() {
    let workshop = army();
    let planned = workshop.ok(&["chain", "parade"]);
    assert!(planned.contains("no report says that the event occurred: it is planned"), "{planned}");
    assert!(
        planned.contains("A league") && planned.contains("nothing is known to be above A league"),
        "{planned}"
    );
    assert_eq!(list(&workshop.rows(&["chain", "parade"])[0], "roles"), "host");
    let undated = workshop.run(&["chain", "lunch"]);
    assert_eq!(undated.status, 1, "{undated}");
    assert!(undated.err.contains("give no date") && undated.err.contains("--on YYYY-MM-DD"), "{undated}");
    let given = workshop.rows(&["chain", "lunch", "--on", "2001-06-01"]);
    assert_eq!(field(&given[0], "body"), "battalion");
    let unknown = workshop.run(&["chain", "raid", "--published-by", "2005"]);
    assert!(unknown.out.contains("no report of the event counts"), "{unknown}");
    let official = workshop.run(&["chain", "abel"]);
    assert_eq!(official.status, 1, "{official}");
    assert!(official.err.contains("abel is not an event or a body (it is in officials)"), "{official}");
}

#[test]
fn what_is_handed_on_has_nothing_of_restricted_sources() {
    let workshop = army();
    assert!(workshop.ok(&["chain", "raid"]).contains("Elma"));
    assert!(!workshop.ok(&["chain", "raid", "--format", "markdown"]).contains("Elma"));
    assert!(workshop.ok(&["chain", "raid", "--format", "markdown", "--restricted"]).contains("Elma"));
    workshop.ok(&["chain", "raid", "-o", "raid.mmd"]);
    assert!(!workshop.read("raid.mmd").contains("Elma"));
}

#[test]
fn a_chain_is_drawn_in_the_format_that_the_ending_of_the_file_says() {
    let workshop = army();
    for ending in ["svg", "dot", "mmd", "gexf"] {
        let file = format!("raid.{ending}");
        assert_eq!(workshop.ok(&["chain", "raid", "--restricted", "-o", &file]), "");
        let drawn = workshop.read(&file);
        for text in
            ["Second company", "Elma", "Above The raid on 2001-06-01", "every link from Second company"]
        {
            assert!(drawn.contains(text), "{text}: {drawn}");
        }
        assert!(
            drawn.contains(if ending == "svg" { "Chief, presumed" } else { "Carla, Chief, presumed" }),
            "{drawn}"
        );
    }
    insta::assert_snapshot!(workshop.read("raid.mmd"), @r#"
    ---
    title: "Above The raid on 2001-06-01"
    ---
    flowchart BT
      %% By all sources of the archive
      %% the day of the event is 2001-06-01
      %% every link from Second company up to The army is certain
      %% C certain, D disputed, P possible
      n0["The army<br/>Carla, Chief, presumed (P)<br/>Dora, Chief (P)"]
      n1["First battalion<br/>Abel, Commander (D)<br/>Boris, Commander (D)"]
      n2["Northern brigade"]
      n3["Second company<br/>Elma, Commander (C)"]
      n4["Military district"]
      n1 -->|"is under (C)"| n2
      n1 -->|"is under (C)"| n4
      n2 -->|"is under (C)"| n0
      n3 -->|"chapter-of (C)"| n1
      n4 -->|"is under (P)"| n0
      style n0 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
      style n1 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
      style n2 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
      style n3 stroke:#009e73,stroke-width:2px
      style n4 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
      linkStyle 0 stroke:#009e73,stroke-width:2px
      linkStyle 1 stroke:#009e73,stroke-width:2px
      linkStyle 2 stroke:#009e73,stroke-width:2px
      linkStyle 3 stroke:#009e73,stroke-width:2px
      linkStyle 4 stroke:#e69f00,stroke-width:2px,stroke-dasharray:8 4
    "#);
    let refused = workshop.run(&["chain", "raid", "-o", "raid.png"]);
    assert_eq!(refused.status, 1, "{refused}");
    assert!(
        refused.err.contains("this chart is written as .svg, .dot, .mmd, .gexf")
            && refused.err.contains("-o raid.svg"),
        "{refused}"
    );
    assert!(!workshop.path("raid.png").exists());
}

#[test]
#[cfg_attr(not(has_dot), ignore = "Graphviz is not installed")]
fn graphviz_reads_what_is_drawn_for_it() {
    let workshop = army();
    workshop.sqlite3("UPDATE organizations SET name = 'The \"army\" \\N & <b>' WHERE id = 'army'");
    workshop.ok(&["chain", "raid", "-o", "raid.dot"]);
    let ran = std::process::Command::new("dot").arg("-Tsvg").arg(workshop.path("raid.dot")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let svg = String::from_utf8(ran.stdout).unwrap();
    assert!(svg.contains("The &quot;army&quot; \\N &amp; &lt;b&gt;"), "{svg}");
}

/// Bodies and links between them, as the data of an archive.
fn archive_of(bodies: impl Iterator<Item = String>, links: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2020-01-01\n");
    let mut text = "id,name,source\n".to_owned();
    bodies.for_each(|id| {
        let _ = writeln!(text, "{id},Body {id},s1");
    });
    workshop.write("data/organizations.csv", text);
    workshop
        .write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nsubordinate-to,is under,is over,yes\n");
    workshop
        .write("data/relations.csv", format!("id,subject,relation,object,since,until,as_of,source\n{links}"));
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
fn a_circle_ends_with_a_note() {
    let link = |below: &str, above: &str| format!(",{below},subordinate-to,{above},2000,2009,,s1\n");
    let links = [link("a", "b"), link("b", "c"), link("c", "a"), link("c", "d")].concat();
    let workshop = archive_of(["a", "b", "c", "d"].map(str::to_owned).into_iter(), &links);
    let rows = workshop.rows(&["chain", "a", "--on", "2005-01-01"]);
    let bodies: Vec<String> =
        rows.iter().map(|row| format!("{}{}", field(row, "body"), field(row, "met"))).collect();
    assert_eq!(bodies, ["a", "b", "c", "acircle", "d"]);
    let answer = workshop.ok(&["chain", "a", "--on", "2005-01-01"]);
    assert!(
        answer.contains(
            "a circle, followed no further: above Body a, then Body b, then Body c is Body a again"
        ),
        "{answer}"
    );
    assert!(answer.contains("every link from Body a up to Body d is certain"), "{answer}");
}

#[test]
fn five_thousand_levels_and_a_ladder_of_forks_are_answered() {
    let mut links = String::new();
    for level in 0..5_000 {
        let _ = writeln!(links, ",d{level},subordinate-to,d{},2000,2009,,s1", level + 1);
    }
    for level in 0..100 {
        for (below, above) in [("x", "x"), ("x", "y"), ("y", "x"), ("y", "y")] {
            let _ = writeln!(links, ",{below}{level},subordinate-to,{above}{},2000,2009,,s1", level + 1);
        }
    }
    let rungs = (0..=100).flat_map(|level| [format!("x{level}"), format!("y{level}")]);
    let workshop = archive_of((0..=5_000).map(|level| format!("d{level}")).chain(rungs), &links);
    let deep = workshop.ok(&["chain", "d0", "--on", "2005-06-01", "--format", "csv"]);
    assert_eq!(deep.lines().count(), 5_002);
    let forks = workshop.rows(&["chain", "x0", "--on", "2005-06-01"]);
    assert_eq!(forks.len(), 1 + 2 + 99 * 4, "each link once");
    workshop.ok(&["chain", "d0", "--on", "2005-06-01", "-o", "deep.dot"]);
}

/// A link of a random graph: from which body to which, from which year to which.
type RandomLink = (usize, usize, i32, Option<i32>);

fn graphs() -> impl Strategy<Value = Vec<Vec<RandomLink>>> {
    let link = (0..6_usize, 0..6_usize, 2000..2008_i32, proptest::option::of(0..6_i32));
    let link = link
        .prop_map(|(below, above, since, lasting)| (below, above, since, lasting.map(|years| since + years)));
    prop::collection::vec(prop::collection::vec(link, 0..12), 20)
}

/// The verdict of the best path to each body, found by walking all paths that come to no body twice.
fn walk(links: &BTreeMap<(String, String), Verdict>, start: &str) -> BTreeMap<String, Verdict> {
    let mut best = BTreeMap::new();
    let mut paths = vec![(vec![start.to_owned()], Verdict::Certain)];
    while let Some((path, verdict)) = paths.pop() {
        let last = &path[path.len() - 1];
        let known = best.entry(last.clone()).or_insert(verdict);
        *known = verdict.min(*known);
        for ((below, above), link) in links {
            if below == last && !path.contains(above) {
                paths.push(([path.clone(), vec![above.clone()]].concat(), verdict.max(*link)));
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn paths_are_those_of_a_walk_over_the_links(graphs in graphs()) {
        let mut rows = String::new();
        for (graph, links) in graphs.iter().enumerate() {
            for (below, above, since, until) in links {
                let until = until.map(|year| year.to_string()).unwrap_or_default();
                let _ = writeln!(rows, ",g{graph}-{below},subordinate-to,g{graph}-{above},{since},{until},,s1");
            }
        }
        let ids = (0..graphs.len()).flat_map(|graph| (0..6).map(move |body| format!("g{graph}-{body}")));
        let workshop = archive_of(ids.clone(), &rows);
        for day in ["2003-06-01", "2007-01-01"] {
            let on = &["relations", "--relation", "subordinate-to", "--on", day];
            let known: BTreeMap<(String, String), Verdict> = workshop
                .rows(on)
                .iter()
                .map(|row| ((field(row, "subject").to_owned(), field(row, "object").to_owned()), field(row, "verdict").parse().unwrap()))
                .collect();
            let connection = open(&workshop.path("archive.db"), Access::Read, &Arc::default()).unwrap();
            let day = day.parse().unwrap();
            let reader = Reader::new(connection, Clocks::new(day, None), &Trust::default(), &Arc::default()).unwrap();
            for start in ids.clone() {
                let asked = ChainQuery { start: Start::at(&start, day), shown: Shown::default() };
                let chain = asked.chain(&reader, &|_| Ok(BTreeMap::new().into_iter().collect())).unwrap();
                let mut best: BTreeMap<String, Verdict> = BTreeMap::new();
                let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
                for row in &chain.rows {
                    let step = &row.step;
                    let verdict = step.strength.verdict;
                    let known = best.entry(step.body.clone()).or_insert(verdict);
                    *known = verdict.min(*known);
                    prop_assert!(step.weakest.as_ref().is_none_or(|weakest| weakest.judged.verdict == verdict));
                    if let Some(Hop { below, above, .. }) = row.hop() {
                        prop_assert!(seen.insert((below.clone(), above.clone())), "a link twice");
                    }
                }
                let walked = walk(&known, &start);
                // The start is better than any circle that comes back to it.
                prop_assert_eq!(&best, &walked, "{}", start);
                let reached = known.keys().filter(|(below, _)| walked.contains_key(below)).cloned().collect();
                prop_assert_eq!(seen, reached, "{}", start);
            }
        }
    }
}
