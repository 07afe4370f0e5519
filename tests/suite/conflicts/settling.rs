//! Settlements: a finding shows as settled with who and why, and opens again when something comes or changes later.

use super::*;

const CLASH: &str = "# postings.csv
id,official,organization,title,since,until,source
p1,kim,union,chair,1967,1998,a
p2,ri,union,chair,1965,1971,b
";

fn settlement(records: &str, source: &str) -> String {
    format!(
        "id,rule,subject,records,upholds,conclusion,source
t1,two-holders,union,{records},p1,The daily mixed up two unions.,{source}
"
    )
}

fn at(workshop: &Workshop, moment: &str, arguments: &[&str]) -> String {
    let output = workshop.command().env("ORGARCHIVE_NOW", moment).args(arguments).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{arguments:?}: {err}");
    format!("{out}{err}")
}

fn standing(workshop: &Workshop) -> String {
    let rows = findings(workshop, "two-holders");
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows[0]["standing"].as_str().unwrap().to_owned()
}

#[test]
fn a_settled_finding_stays_and_says_who_and_why() {
    let workshop = archive(CLASH);
    assert_eq!(standing(&workshop), "open");
    assert_eq!(workshop.run(&["conflicts", "--strict"]).status, 3);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    let row = &findings(&workshop, "two-holders")[0];
    assert_eq!(row["settled"]["by"], "the analyst");
    assert_eq!(row["settled"]["conclusion"], "The daily mixed up two unions.");
    assert_eq!(texts(&row["settled"], "upholds"), ["p1"]);
    assert_eq!(row["standing"], "settled by the analyst: The daily mixed up two unions. (upholds p1)");
    assert_eq!(workshop.run(&["conflicts", "--strict"]).status, 0);
    assert_eq!(workshop.rows(&["conflicts", "--unsettled"]), Vec::<Json>::new());
    // Verdicts prefer nothing silently: the two still dispute each other.
    let held = workshop.rows(&["officials", "--on", "1969-01-01"]);
    assert!(held.iter().all(|row| row["verdict"] == "disputed"), "{held:#?}");
}

#[test]
fn the_settlement_of_the_documentation_settles() {
    let sections = documentation();
    let section = sections.iter().find(|section| section.heading == "Settling a finding").unwrap();
    let workshop = archive(&format!("{CLASH}{}", section.tables[0]));
    assert!(standing(&workshop).starts_with("settled by the analyst"), "{}", standing(&workshop));
}

#[test]
fn a_record_that_comes_later_opens_it_again() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,until,source\np3,ri,union,chair,1966,1970,a\n",
    );
    at(&workshop, "2026-12-01T00:00:00Z", &["import", "postings.csv"]);
    assert_eq!(
        standing(&workshop),
        "open again: p3 was added or changed after it was settled by the analyst (t1)"
    );
    assert_eq!(workshop.run(&["conflicts", "--strict"]).status, 3);
    workshop.write("settlements.csv", settlement("p1 p2 p3", "me"));
    at(&workshop, "2026-12-02T00:00:00Z", &["import", "settlements.csv"]);
    assert!(standing(&workshop).starts_with("settled by"));
    // The archive as it was in between.
    let then = at(
        &workshop,
        "2026-12-03T00:00:00Z",
        &["conflicts", "--recorded-by", "2026-12-01", "--format", "csv"],
    );
    assert!(then.contains("open again: p3"), "{then}");
}

#[test]
fn a_record_that_was_revised_since_opens_it_again() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    workshop.write("postings.csv", "id,since\np2,1964\n");
    at(&workshop, "2026-12-01T00:00:00Z", &["import", "postings.csv"]);
    assert!(standing(&workshop).starts_with("open again: p2"), "{}", standing(&workshop));
}

#[test]
fn a_settlement_that_settles_nothing_is_named() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "a"));
    workshop.ok(&["import", "settlements.csv"]);
    assert_eq!(standing(&workshop), "open");
    let out = workshop.ok(&["conflicts"]);
    assert!(out.contains("settlement t1 settles nothing: its source a is not of kind judgement"), "{out}");
    workshop.write("settlements.csv", settlement("p7 p8", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    let out = workshop.ok(&["conflicts"]);
    assert!(out.contains("settlement t1 settles nothing: two-holders has no finding about union"), "{out}");
}

#[test]
fn a_settlement_of_no_rule_is_named_and_a_settled_matter_is_shown() {
    let workshop = archive(CLASH);
    let rows = settlement("p1 p2", "me") + "t2,two-holder,union,p1 p2,,A misprint.,me\n";
    workshop.write("settlements.csv", rows);
    workshop.ok(&["import", "settlements.csv"]);
    let out = workshop.ok(&["conflicts"]);
    assert!(out.contains("settlement t2 settles nothing: there is no rule two-holder"), "{out}");
    let shown = workshop.ok(&["show", "union"]);
    assert!(shown.contains("in the matter of two-holders: The daily mixed up two unions."), "{shown}");
}

#[test]
fn an_undated_note_is_not_known_to_a_reader_of_then() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    let rows = workshop.rows(&["conflicts", "--rule", "two-holders", "--published-by", "2013"]);
    assert_eq!(rows[0]["standing"], "open");
    let rows = workshop.rows(&["conflicts", "--rule", "two-holders", "--published-by", "2011"]);
    assert!(rows.is_empty(), "the daily is of 2012");
}

#[test]
fn settlements_are_records_with_history_exports_and_undo() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    let exported = workshop.ok(&["export", "settlements"]);
    assert!(
        exported.contains("t1,two-holders,union,p1 p2,p1,The daily mixed up two unions.,me,,,,"),
        "{exported}"
    );
    workshop.ok(&["retract", "t1", "--reason", "a second look"]);
    assert_eq!(standing(&workshop), "open");
    assert!(workshop.ok(&["log", "--id", "t1"]).contains("a second look"));
    // A stock shell keeps history as well.
    workshop.ok(&["import", "settlements.csv", "--restore"]);
    workshop.sqlite3("UPDATE settlements SET conclusion = 'Another view.' WHERE id = 't1'");
    assert!(
        workshop.ok(&["log", "--id", "t1", "--format", "json"]).contains("The daily mixed up two unions.")
    );
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
}

#[test]
fn settlements_come_along_in_a_merge_and_follow_a_rename() {
    let theirs = archive(CLASH);
    theirs.write("settlements.csv", settlement("p1 p2", "me"));
    theirs.ok(&["import", "settlements.csv"]);
    let ours = archive(CLASH);
    let path = theirs.path("archive.db");
    at(&ours, "2026-12-01T00:00:00Z", &["merge", &path.to_string_lossy()]);
    assert!(standing(&ours).starts_with("settled by the analyst"), "{}", standing(&ours));
    at(&ours, "2026-12-02T00:00:00Z", &["rename", "union", "trade-union"]);
    let renamed = findings(&ours, "two-holders");
    assert_eq!(renamed[0]["subject"], "trade-union");
    assert_eq!(ours.ok(&["check"]), "the archive is sound\n");
    // The settlement was rewritten with the records, in one run.
    assert!(renamed[0]["standing"].as_str().unwrap().starts_with("settled by"), "{renamed:#?}");
}

#[test]
fn a_settlement_shows_under_the_answer_that_it_settles() {
    let workshop = archive(CLASH);
    workshop.write("settlements.csv", settlement("p1 p2", "me"));
    workshop.ok(&["import", "settlements.csv"]);
    let note = "two-holders of The union is settled by the analyst (t1): The daily mixed up two unions.";
    let disputed = workshop.ok(&["officials", "--on", "1969-01-01"]);
    assert!(disputed.contains(note), "{disputed}");
    assert!(!workshop.ok(&["officials", "--on", "1980-01-01"]).contains(note), "nothing is disputed then");
    for asked in
        [&["tenures"][..], &["tenures", "--to", "1968"], &["timeline", "union"], &["timeline", "kim"]]
    {
        let answer = workshop.ok(asked);
        assert!(answer.contains(note), "{asked:?}: {answer}");
    }
    assert!(!workshop.ok(&["tenures", "--from", "1980"]).contains(note), "nothing is disputed then");
    let dossier = workshop.ok(&["show", "union"]);
    assert!(dossier.contains("settled by the analyst: The daily mixed up two unions."), "{dossier}");
    workshop.write("postings.csv", "id,since\np2,1964\n");
    at(&workshop, "2026-12-01T00:00:00Z", &["import", "postings.csv"]);
    assert!(!workshop.ok(&["officials", "--on", "1969-01-01"]).contains(note), "it is open again");
}

#[test]
fn a_judgement_that_was_revised_since_opens_its_finding_again() {
    let judgements = "# judgements.csv\nid,one,other,verdict,source\n\
        j1,kim,pak,same,a\nj2,pak,ri,same,b\nj3,kim,ri,different,a\n";
    let workshop = archive(judgements);
    let standing = |workshop: &Workshop| {
        let rows = findings(workshop, "contradicting-judgements");
        (rows[0]["subject"].as_str().unwrap().to_owned(), rows[0]["standing"].as_str().unwrap().to_owned())
    };
    let (subject, _) = standing(&workshop);
    workshop.write(
        "settlements.csv",
        format!(
            "id,rule,subject,records,conclusion,source\n\
             t1,contradicting-judgements,{subject},j1 j2 j3,The third is a slip.,me\n"
        ),
    );
    workshop.ok(&["import", "settlements.csv"]);
    assert!(standing(&workshop).1.starts_with("settled by the analyst"));
    workshop.write("judgements.csv", "id,note\nj2,seen again\n");
    at(&workshop, "2026-12-01T00:00:00Z", &["import", "judgements.csv"]);
    assert!(standing(&workshop).1.starts_with("open again: j2"), "{:?}", standing(&workshop));
}
