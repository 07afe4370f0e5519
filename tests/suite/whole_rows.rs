//! A row of a foreign file is loaded whole or not at all, and what was rejected is rejected again while it is unchanged.

use insta::assert_snapshot;

use crate::support::{Workshop, small_tables};

const ROSTER: &str = r#"
[source]
id = "roster"
title = "Roster"
published = "2001"
[[fixed]]
table = "titles"
cells = { id = "warden", name = "Warden", holders = "one" }
[[fixed]]
table = "attributes"
cells = { id = "born", name = "born", type = "date", cardinality = "one", change = "constant" }
[made.person]
slug = "{Name}"
[made.lodge]
slug = "{Lodge}"
[[record]]
table = "organizations"
[record.cells]
id = "lodge"
name = "Lodge"
[[record]]
table = "officials"
[record.cells]
id = "person"
name = "Name"
sex = { column = "Sex", values = { m = "male", f = "female" } }
[[record]]
table = "postings"
[record.cells]
official = "person"
organization = "lodge"
title = { constant = "warden" }
since = "From"
until = "To"
[[record]]
table = "facts"
[record.cells]
subject = "person"
attribute = { constant = "born" }
value = "Born"
[[record]]
table = "relations"
only_if = { column = "After", blank = false }
[record.cells]
subject = "person"
relation = { constant = "successor-of" }
object = { slug = "{After}" }
[[fixed]]
table = "relation_kinds"
cells = { id = "successor-of", name = "succeeded" }
"#;
const HEADER: &str = "Name,Sex,Born,Lodge,From,To,After\n";

fn with_roster(rows: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("roster.toml", ROSTER);
    workshop.write("roster.csv", format!("{HEADER}{rows}"));
    workshop
}

const IMPORT: [&str; 5] = ["import", "--partial", "--profile", "roster.toml", "roster.csv"];

/// How many records name a text in any of their cells.
fn records_about(workshop: &Workshop, text: &str) -> String {
    workshop.sqlite3(&format!(
        "SELECT (SELECT count(*) FROM officials WHERE id LIKE '%{text}%')
              + (SELECT count(*) FROM organizations WHERE id LIKE '%{text}%')
              + (SELECT count(*) FROM postings WHERE official LIKE '%{text}%')
              + (SELECT count(*) FROM facts WHERE subject LIKE '%{text}%')
              + (SELECT count(*) FROM relations WHERE subject LIKE '%{text}%')"
    ))
}

#[test]
fn no_record_of_a_rejected_row_is_loaded_whichever_of_them_is_at_fault() {
    for (fault, row) in [
        ("the name was given before", "Ann Oak,m,1960,North Lodge,1990,1995,"),
        ("the end comes first", "Tom Reed,m,1950,South Lodge,1999,1990,"),
        ("a value is not a date", "Tom Reed,m,a long time ago,South Lodge,1990,1995,"),
        ("a reference dangles", "Tom Reed,m,1950,South Lodge,1990,1995,Nobody At All"),
        ("a word has no meaning", "Tom Reed,x,1950,South Lodge,1990,1995,"),
        ("the first record is at fault", "Tom Reed,m,1950,,1990,1995,"),
    ] {
        let workshop = with_roster(&format!("Ann Oak,f,1941,East Lodge,1980,1985,\n{row}\n"));
        let ran = workshop.run(&IMPORT);
        assert_eq!(ran.status, 3, "{fault}: {ran}");
        assert!(ran.out.contains("roster.csv: 2 rows, 1 loaded, 1 rejected"), "{fault}: {ran}");
        assert_eq!(records_about(&workshop, "tom-reed"), "0\n", "{fault}");
        assert_eq!(records_about(&workshop, "south-lodge"), "0\n", "{fault}");
        assert_eq!(records_about(&workshop, "north-lodge"), "0\n", "{fault}");
        assert_eq!(records_about(&workshop, "ann-oak"), "3\n", "{fault}");
        workshop.ok(&["check"]);
        // Unchanged, it is rejected again, and nothing comes of it.
        let before = workshop.dump();
        let again = workshop.run(&["import", "--partial", "--profile", "roster.toml", "roster.rejected.csv"]);
        assert_eq!(again.status, 3, "{fault}: {again}");
        assert_eq!(before, workshop.dump(), "{fault}");
        let strict = workshop.run(&["import", "--profile", "roster.toml", "roster.rejected.csv"]);
        assert_eq!(strict.status, 1, "{fault}: {strict}");
        let whole = workshop.run(&IMPORT);
        assert_eq!(whole.status, 3, "{fault}: {whole}");
        assert_eq!(before, workshop.dump(), "{fault}");
    }
}

#[test]
fn rows_that_name_a_rejected_row_go_with_it_and_the_counts_add_up() {
    // Bea follows Ann, Cleo follows Bea; Ann's end is before her beginning, which is found after all three are officials.
    let workshop = with_roster(
        "Cleo Ash,f,1950,East Lodge,1995,1999,Bea Elm\nBea Elm,f,1945,East Lodge,1990,1995,Ann Oak\nAnn Oak,f,1941,East Lodge,1990,1980,\n\nTom Reed,m,1950,East Lodge,1999,..,\n",
    );
    let ran = workshop.run(&IMPORT);
    assert_eq!(ran.status, 3, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: roster.csv:2: After: relations.object: "bea-elm" is in roster.csv:3, which is refused
      2 | Cleo Ash,f,1950,East Lodge,1995,1999,Bea Elm
    hint: this row is loaded once that one is corrected
    error: roster.csv:3: After: relations.object: "ann-oak" is in roster.csv:4, which is refused
      3 | Bea Elm,f,1945,East Lodge,1990,1995,Ann Oak
    hint: this row is loaded once that one is corrected
    error: roster.csv:4: From: postings.since: since is entirely after until
      4 | Ann Oak,f,1941,East Lodge,1990,1980,
    hint: swap the two, or correct the one that is wrong
    "#);
    assert!(ran.out.contains("roster.csv: 4 rows, 1 loaded, 3 rejected"), "{ran}");
    assert!(ran.out.contains("officials:       1 added"), "{ran}");
    assert_eq!(workshop.sqlite3("SELECT official FROM postings"), "tom-reed\n");
    assert_eq!(
        workshop.sqlite3("SELECT files ->> '$[1].rows', files ->> '$[1].rejected' FROM imports"),
        "4|3\n"
    );
    workshop.ok(&["check"]);
    workshop
        .write("roster.rejected.csv", workshop.read("roster.rejected.csv").replace("1990,1980", "1980,1990"));
    workshop.ok(&["import", "--profile", "roster.toml", "roster.rejected.csv"]);
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM postings"), "4\n");
    workshop.ok(&["check"]);
}

#[test]
fn a_plan_shows_whole_rows_alone() {
    let workshop =
        with_roster("Ann Oak,f,1941,East Lodge,1980,1985,\nAnn Oak,m,1960,North Lodge,1990,1995,\n");
    let ran = workshop.run(&["import", "--partial", "--dry-run", "--profile", "roster.toml", "roster.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.out.contains("east-lodge") && !ran.out.contains("north-lodge"), "{ran}");
}

#[test]
fn rows_left_out_by_conditions_are_counted_as_such() {
    let workshop = with_roster("Ann Oak,f,1941,East Lodge,1980,1985,\nTotal,,,,,,\n");
    workshop.write(
        "roster.toml",
        format!("[file]\nskip_if = {{ column = \"Name\", equals = \"Total\" }}\n{ROSTER}"),
    );
    let out = workshop.ok(&["import", "--profile", "roster.toml", "roster.csv"]);
    assert!(out.contains("roster.csv: 2 rows, 1 loaded, 1 left out by the profile's conditions"), "{out}");
}

#[test]
fn a_row_rejected_for_its_id_does_not_revise_the_other_one_later() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let rows = "id,name,source\npak-c,Pak C,s1\npak-c,Pak Chol,s2\n";
    workshop.write("officials.csv", rows);
    let ran = workshop.run(&["import", "--partial", "officials.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: officials.csv:3: id: "pak-c" was given before in this import (officials.csv:2), with other content: name, source
      3 | pak-c,Pak Chol,s2
    hint: keep one of the two rows, or give them different ids if the source says both
    "#);
    // In the rejected file, in the file as it was, and in a file of its own.
    workshop.write("officials-2.csv", "id,name,source\npak-c,Pak Chol,s2\n");
    for file in ["officials.rejected.csv", "officials.csv", "officials-2.csv"] {
        let again = workshop.run(&["import", file]);
        assert_eq!(again.status, 1, "{file}: {again}");
        assert!(again.err.contains("\"pak-c\" was given before"), "{file}: {again}");
    }
    assert_eq!(workshop.sqlite3("SELECT name FROM officials WHERE id = 'pak-c'"), "Pak C\n");
    // A correction in words of its own is one, and so is this one if it is asked for.
    workshop.write("officials-3.csv", "id,name\npak-c,Pak Chul\n");
    assert!(workshop.ok(&["import", "officials-3.csv"]).contains("1 revised"));
    assert!(workshop.ok(&["import", "--restore", "officials-2.csv"]).contains("1 revised"));
}

#[test]
fn two_rows_of_one_id_clash_also_if_the_archive_has_the_first() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    for rows in ["kim-a,Kim A,s1\nkim-a,Kim Ae,s1\n", "kim-a,Kim Ae,s1\nkim-a,Kim A,s1\n"] {
        workshop.write("officials.csv", format!("id,name,source\n{rows}"));
        let ran = workshop.run(&["import", "officials.csv"]);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.err.contains("Kim Ae") && !ran.err.contains("| kim-a,Kim A,s1"), "{ran}");
    }
    // Another file corrects what an earlier import brought; the same row twice is not a contradiction.
    workshop.write("officials.csv", "id,name,source\nkim-a,Kim A,s1\nkim-a,Kim A,s1\n");
    for (file, name) in [("officials-2.csv", "Kim Ae"), ("z/officials.csv", "Kim A.")] {
        workshop.write(file, format!("id,name,source\nkim-a,{name},s1\n"));
        let ran = workshop.run(&["import", "--dry-run", "officials.csv", file]);
        assert!(ran.out.contains("0 added, 1 revised, 2 unchanged"), "{ran}");
    }
}

#[test]
fn fixed_rows_of_a_profile_change_nothing_that_is_there() {
    let workshop = with_roster("Ann Oak,f,1941,East Lodge,1980,1985,\n");
    workshop.write("titles.csv", "id,name,office,holders\nwarden,Chief warden,head,many\n");
    workshop.write("sources.csv", "id,title,published\nroster,The roster,2000\n");
    workshop.ok(&["import", "titles.csv", "sources.csv"]);
    for restore in [&["--restore"][..], &[]] {
        let arguments = [&["import", "--profile", "roster.toml", "roster.csv"], restore].concat();
        let out = workshop.ok(&arguments);
        assert!(out.contains("titles:          0 added, 0 revised, 1 unchanged"), "{out}");
        assert!(
            out.contains(
                "kept: titles warden stays as the archive has it; the profile's row differs (name, holders)"
            ),
            "{out}"
        );
        assert!(out.contains("kept: sources roster stays"), "{out}");
        assert_eq!(workshop.sqlite3("SELECT name, holders FROM titles"), "Chief warden|many\n");
        assert_eq!(workshop.sqlite3("SELECT published FROM sources"), "2000\n");
    }
    assert!(
        workshop
            .run(&["import", "--dry-run", "--profile", "roster.toml", "roster.csv"])
            .out
            .contains("kept:")
    );
    // The same after the archive's row was corrected: the profile's older one stays out.
    workshop.write("titles.csv", "id,name\nwarden,Warden in chief\n");
    workshop.ok(&["import", "titles.csv"]);
    workshop.ok(&["import", "--restore", "--profile", "roster.toml", "roster.csv"]);
    assert_eq!(workshop.sqlite3("SELECT name FROM titles"), "Warden in chief\n");
}
