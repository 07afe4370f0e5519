//! Answers that are empty or shortened say what they leave out, and by what.

use crate::support::{Workshop, small_tables, texts};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/event_kinds.csv", "id,name\ncongress,Congress\nvisit,Visit\n");
    workshop.write(
        "data/events.csv",
        "event,kind,title,status,date,organization,source\nfirst-congress,congress,First congress,occurred,1990-05-01,union,s1\n\
         second-congress,congress,Second congress,occurred,1995-05,union,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

/// Each question with the notes under its answer.
#[track_caller]
fn says(workshop: &Workshop, cases: &[(&[&str], &str)]) {
    for (question, note) in cases {
        let ran = workshop.run(question);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.status == 0 && said.contains(note), "{question:?}: expected {note}: {ran}");
    }
}

#[test]
fn events_of_other_days_and_kinds_are_counted_where_none_is_left() {
    let outside = "2 events on other days left out by --from, --to or --on: [1990-05-01..1995-05-31]";
    says(
        &workshop(),
        &[
            (&["events", "--from", "2000", "--to", "2001"], outside),
            (&["events", "--organization", "union", "--on", "2000-01-01"], outside),
            (&["events", "--kind", "visit"], "2 events of other kinds left out by --kind"),
            (&["events", "--official", "kim-a"], "2 other events left out by --official"),
            (&["events", "--organization", "party"], "2 other events left out by --organization"),
            (
                &["events", "--kind", "visit", "--official", "kim-a"],
                "2 other events left out by --kind and --official",
            ),
            (&["events", "--status", "planned"], "2 occurred events are left out (--status occurred"),
        ],
    );
}

#[test]
fn what_verdict_leaves_out_is_counted() {
    let workshop = workshop();
    says(
        &workshop,
        &[
            (
                &["officials", "--on", "2011-01-01", "--verdict", "disputed"],
                "2 rows are left out by --verdict: ",
            ),
            (&["events", "--verdict", "disputed"], "2 certain events are left out by --verdict"),
            (&["tenures", "--verdict", "disputed"], "pieces are left out by --verdict: "),
            (&["organizations", "--verdict", "certain"], "2 possible rows are left out by --verdict"),
        ],
    );
    let all = workshop.run(&["officials", "--on", "2011-01-01", "--all"]);
    assert!(!format!("{}{}", all.out, all.err).contains("left out"), "{all}");
}

#[test]
fn filters_that_leave_nothing_are_named() {
    says(
        &workshop(),
        &[
            (&["search", "congress", "--table", "postings"], "matches are left out by --table"),
            (&["search", "congress", "--from", "2001"], "matches are left out by --from, --to or --on"),
            (&["search", "congress", "--source", "s2"], "matches are left out by --source"),
            (
                &["search", "congress", "--source", "s2", "--table", "postings"],
                "matches are left out by --table and --source",
            ),
            (&["tenures", "--to", "1900"], "on other days left out by --from, --to or --on"),
            (
                &["gaps", "--kind", "no-founding", "--subject", "kim-a"],
                "only what concerns --subject was looked for",
            ),
            (
                &["log", "--from", "1999-01-01", "--to", "1999-12-31"],
                "1 run of other days left out by --from or --to",
            ),
            (&["coverage", "--to", "1900"], "records of other years are left out by --from, --to or --on"),
        ],
    );
}

/// Facts, names, relations and a chapter, all of the first source; and what the second one contradicts.
fn larger() -> Workshop {
    let workshop = workshop();
    workshop.write("more/places.csv", "id,name,source\nnorth,North,s1\nsouth,South,s1\n");
    workshop.write(
        "more/chapters.csv",
        "id,organization,name,level,place,since,until,source\nnorth-branch,union,North branch,provincial,north,1991,1999,s1\n",
    );
    workshop
        .write("more/attributes.csv", "id,name,type,cardinality\nmotto,Motto,text,one\nseat,Seat,text,one\n");
    workshop.write(
        "more/facts.csv",
        "subject,attribute,value,since,until,source\nunion,motto,Forward,1990,1999,s1\nunion,motto,Onward,1990,1999,s2\n",
    );
    workshop
        .write("more/names.csv", "subject,name,language,kind,source\nunion,Die Union,de,translation,s1\n");
    workshop.write("more/relation_kinds.csv", "id,name\nsubordinate-to,subordinate to\nally-of,ally of\n");
    workshop.write(
        "more/relations.csv",
        "subject,relation,object,since,until,source\nunion,subordinate-to,party,1990,1999,s1\n",
    );
    workshop.ok(&["import", "more"]);
    workshop
}

#[test]
fn each_filter_that_leaves_nothing_says_how_much_it_leaves_out() {
    let on = ["--on", "1995-01-01"];
    let workshop = larger();
    let said = |question: &[&str], note: &str| {
        let ran = workshop.run(&[question, &on].concat());
        let all = format!("{}{}", ran.out, ran.err);
        assert!(
            ran.status == 0 && all.contains("(none)") && all.contains(note),
            "{question:?}: {note}: {ran}"
        );
    };
    said(
        &["officials", "--organization", "union", "--title", "member", "--all"],
        "2 other rows are left out by --title",
    );
    said(&["organizations", "--kind", "enterprise"], "2 other rows are left out by --kind");
    said(&["chapters", "--level", "city"], "1 other row is left out by --level");
    said(&["chapters", "--place", "south"], "1 other row is left out by --place");
    said(&["chapters", "--organization", "party"], "1 other row is left out by --organization");
    said(
        &["chapters", "--level", "city", "--place", "south"],
        "1 other row is left out by --level and --place",
    );
    said(&["facts", "--subject", "union", "--attribute", "seat"], "2 other rows are left out by --attribute");
    said(&["facts", "--subject", "party", "--attribute", "motto"], "2 other rows are left out by --subject");
    said(&["names", "--subject", "union", "--language", "fr"], "1 other row is left out by --language");
    said(&["names", "--subject", "union", "--kind", "short"], "1 other row is left out by --kind");
    said(
        &["relations", "--subject", "union", "--relation", "ally-of"],
        "1 other row is left out by --relation",
    );
    said(&["relations", "--subject", "union", "--object", "kim-a"], "1 other row is left out by --object");
    let pieces = &["tenures", "--organization", "union", "--title", "member"];
    says(
        &workshop,
        &[
            (pieces, "left out by --title"),
            (
                &["officials", "--official", "kim-a", "--organization", "party", "--on", "2005-01-01"],
                "1 other row is left out by --organization",
            ),
            (&["events", "--place", "north"], "2 other events left out by --place"),
        ],
    );
    says(
        &workshop,
        &[(
            &["events", "--event", "first-congress", "--kind", "visit"],
            "1 event of another kind left out by --kind",
        )],
    );
    // An answer that has rows says nothing of its filters.
    let some = workshop.run(&["facts", "--subject", "union", "--attribute", "motto", "--on", "1995-01-01"]);
    assert!(!some.out.contains("left out"), "{some}");
}

#[test]
fn conflicts_and_gaps_say_what_was_not_looked_for() {
    let workshop = larger();
    let rules: Vec<String> =
        workshop.rows(&["conflicts"]).iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rules.len(), 1, "{rules:?}");
    says(
        &workshop,
        &[
            (
                &["conflicts", "--source", "s1", "--to", "1900"],
                "1 other contradiction is left out by --source, --from, --to or --on",
            ),
            (&["conflicts", "--to", "1900"], "1 other contradiction is left out by --from, --to or --on"),
            (&["conflicts", "--rule", "name-dates"], "only what --rule names was looked for"),
            (&["conflicts", "--subject", "party"], "only what concerns --subject was looked for"),
            (
                &["conflicts", "--published-by", "1990"],
                "only sources that were certainly published by 1990-12-31 count",
            ),
            (
                &["gaps", "--kind", "no-founding", "--subject", "kim-a"],
                "only what --kind names was looked for",
            ),
        ],
    );
    let records: Vec<String> = texts(&workshop.rows(&["conflicts"])[0], "records");
    workshop.write(
        "settlements.csv",
        format!(
            "rule,subject,records,conclusion,source\n{},union,{},Forward,own\n",
            rules[0],
            records.join(" ")
        ),
    );
    workshop.write("own/sources.csv", "id,title,kind\nown,My judgement,judgement\n");
    workshop.ok(&["import", "own/sources.csv", "settlements.csv"]);
    says(
        &workshop,
        &[
            (&["conflicts", "--unsettled"], "1 settled contradiction is left out by --unsettled"),
            (&["conflicts"], "no contradiction is open, 1 settled"),
        ],
    );
}

#[test]
fn what_had_not_been_published_is_named_where_nothing_else_is_left() {
    let note = "only sources that were certainly published by 1990-12-31 count";
    let by = ["--published-by", "1990"];
    let workshop = larger();
    for question in [
        &["tenures"][..],
        &["events"],
        &["facts", "--subject", "union"],
        &["relations", "--subject", "union"],
        &["candidates"],
        &["coverage"],
        &["coverage", "--by", "table"],
        &["coverage", "--by", "source"],
        &["timeline", "union"],
        &["diff", "--on", "1991-01-01", "--on", "1995-01-01"],
    ] {
        says(&workshop, &[(&[question, &by].concat(), note)]);
    }
}

#[test]
fn a_source_that_is_left_out_takes_its_facts_relations_events_and_chapters_along() {
    let workshop = larger();
    let on = ["--on", "1995-01-01"];
    let rows = |question: &[&str], rest: &[&str]| workshop.rows(&[question, rest].concat()).len();
    for (question, all, without) in [
        (&["facts", "--subject", "union", "--on", "1995-01-01"][..], 2, 1),
        (&["relations", "--subject", "union", "--on", "1995-01-01"], 1, 0),
        (&["events"], 2, 0),
    ] {
        assert_eq!(rows(question, &[]), all, "{question:?}");
        assert_eq!(rows(question, &["--without", "s1"]), without, "{question:?}");
        says(
            &workshop,
            &[(&[question, &["--without", "s1"]].concat(), "1 source is left out by --without s1: s1")],
        );
    }
    // Only what contradicted it is certain now.
    let fact = workshop.rows(&[&["facts", "--subject", "union", "--without", "s1"][..], &on].concat());
    assert_eq!((fact[0]["value"].as_str(), fact[0]["verdict"].as_str()), (Some("Onward"), Some("certain")));
    // The dossier has the chapter from when to when, and without its source only that it is a chapter.
    let shown = workshop.ok(&["show", "union"]);
    assert!(shown.contains("North branch") && shown.contains("1991") && shown.contains("1999"), "{shown}");
    let shown = workshop.ok(&["show", "union", "--without", "s1"]);
    assert!(shown.contains("North branch is the provincial chapter") && !shown.contains("1991"), "{shown}");
    assert!(!shown.contains("improbable"), "{shown}");
}
