//! What other programs do to the archive's own tables: it is named, made again where that is possible, and never taken
//! for something else.

use crate::merging::{base, run};
use crate::support::{Workshop, small_tables};

/// Two runs, a superseded version and a kept document.
fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("sources.csv", "id,title,published\ns1,One page,2011\n");
    workshop.ok(&["import", "sources.csv"]);
    workshop.write("page.html", "a page");
    workshop.ok(&["keep", "s2", "page.html"]);
    workshop
}

#[test]
fn every_table_that_is_dropped_is_named_and_can_be_made_again() {
    let workshop = loaded();
    let whole = std::fs::read(workshop.path("archive.db")).unwrap();
    let tables = workshop.sqlite3(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    assert!(tables.lines().count() > 20, "{tables}");
    for table in tables.lines() {
        workshop.write("archive.db", &whole);
        workshop.sqlite3(&format!("DROP TABLE {table}"));
        let ran = workshop.run(&["check", "--format", "json"]);
        assert_eq!(ran.status, 3, "{table}: {ran}");
        let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
        let is_named = |finding: &serde_json::Value| {
            finding["table"] == table && finding["message"].as_str().unwrap().contains("is gone")
        };
        assert!(findings.iter().any(is_named), "{table}: {ran}");
        // What needs the table says so, and does not take the archive for something else.
        let ran = workshop.run(&["import", "data"]);
        assert!(!ran.err.contains("no archive"), "{table}: {ran}");
        workshop.write("archive.db", &whole);
        workshop.sqlite3(&format!("DROP TABLE {table}"));
        let ran = workshop.run(&["check", "--fix", "--format", "json"]);
        assert!(ran.err.contains(&format!("put back: table {table}\n")), "{table}: {ran}");
        let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
        // What named or followed from rows that are gone, and documents, are all that is left to be told.
        let is_loss = |finding: &serde_json::Value| {
            let rule = finding["rule"].as_str().unwrap();
            ["reference", "entity", "document", "computed column"].contains(&rule)
                || (rule == "search" && table == "entities")
        };
        assert!(findings.iter().all(is_loss), "{table}: {ran}");
        // Runs go on.
        workshop.write("new.csv", "id,title\nx9,A new page\n");
        workshop.ok(&["import", "new.csv", "--table", "sources"]);
        workshop.ok(&["log"]);
    }
}

#[test]
fn commits_that_were_lost_are_known_again_by_the_stamps_of_versions() {
    let workshop = loaded();
    let stamps = workshop.sqlite3("SELECT at, import FROM commits ORDER BY at");
    let before = workshop.ok(&["export", "officials", "--recorded-by", "1"]);
    workshop.sqlite3("DROP TABLE commits");
    workshop.ok(&["check", "--fix"]);
    let again = workshop.sqlite3("SELECT at, import FROM commits WHERE number <= 3 ORDER BY number");
    assert_eq!(stamps, again);
    assert_eq!(before, workshop.ok(&["export", "officials", "--recorded-by", "1"]));
    assert_eq!(workshop.sqlite3("SELECT max(number) FROM commits"), "4\n");
}

#[test]
fn what_pretends_to_be_a_run_is_found() {
    let workshop = loaded();
    let begin = "INSERT INTO run_in_progress (one, now) VALUES (1, '2026-11-23T11:00:00.000Z')";
    workshop.sqlite3(begin);
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.contains("leftover  run_in_progress"), "{ran}");
    let ran = workshop.run(&["retract", "party", "--reason", "a test"]);
    assert!(ran.status == 1 && ran.err.contains("no run is under way"), "{ran}");
    assert!(ran.err.contains("check --fix removes the row"), "{ran}");
    workshop.ok(&["check", "--fix"]);
    workshop.ok(&["check"]);
    // A row that comes in without a stamp is no version of any commit.
    workshop.sqlite3(&format!(
        "{begin}; INSERT INTO officials (id, name, source) VALUES ('pak', 'Pak', 's1'); DELETE FROM run_in_progress"
    ));
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.contains("stamp   officials  pak"), "{ran}");
}

#[test]
fn removed_seals_and_changed_notes_of_migrations_are_found() {
    for (change, finding) in [
        ("DROP TRIGGER seals_delete_guard; DELETE FROM seals", "seals of runs were removed"),
        ("DROP TRIGGER seals_delete_guard; DELETE FROM seals WHERE number = 2", "seals of runs were removed"),
        ("DELETE FROM refinery_schema_history", "the notes of the migrations were changed"),
        (
            "DELETE FROM refinery_schema_history WHERE version = (SELECT max(version) FROM refinery_schema_history)",
            "the notes of the migrations were changed",
        ),
        ("UPDATE refinery_schema_history SET checksum = '1'", "the notes of the migrations were changed"),
    ] {
        let workshop = loaded();
        workshop.sqlite3(change);
        let ran = workshop.run(&["check"]);
        assert!(ran.status == 3 && ran.out.contains(finding), "{change}: {ran}");
        workshop.ok(&["check", "--fix"]);
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{change}");
        workshop.ok(&["retract", "party", "--reason", "a test"]);
        workshop.ok(&["check"]);
    }
}

#[test]
fn a_strangers_tables_are_as_a_program_makes_them() {
    let ours = base();
    let before = ours.dump();
    let whole = std::fs::read(ours.path("archive.db")).unwrap();
    for (sql, message) in [
        ("ALTER TABLE names ADD COLUMN extra TEXT", "its table names has other columns"),
        (
            "ALTER TABLE names ADD COLUMN extra TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL",
            "its table names has other columns",
        ),
        (
            "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ', CHECK (length(name) > 0)) STRICT') WHERE name = 'names'",
            "its table names was made anew by another program",
        ),
        (
            "DROP TRIGGER history_update_guard; UPDATE history SET image = '{bad'",
            "history 1: the version cannot be read",
        ),
        (
            "DROP TRIGGER history_update_guard; UPDATE history SET id = replace(hex(zeroblob(9999)), '0', 'x')",
            "a version has another id",
        ),
        ("DROP TABLE seals", "it has no table seals"),
    ] {
        ours.write("stranger.db", &whole);
        let script = format!("UPDATE officials SET note = 'seen' WHERE id = 'kim-a'; {sql}");
        let shell = std::process::Command::new("sqlite3")
            .arg(ours.path("stranger.db"))
            .arg(&script)
            .output()
            .unwrap();
        assert!(shell.status.success(), "{sql}: {shell:?}");
        let ran = run(&ours, &["merge", "stranger.db"]);
        assert_eq!(ran.status, 1, "{sql}: {ran}");
        assert!(ran.err.contains("stranger.db") && ran.err.contains(message), "{sql}: {ran}");
        assert_eq!(ours.dump(), before, "{sql}");
    }
    // The file that is damaged is named.
    ours.write("stranger.db", &whole[..whole.len() / 2]);
    let ran = run(&ours, &["merge", "stranger.db"]);
    assert!(ran.status == 1 && ran.err.contains("stranger.db: the file is damaged or cut off"), "{ran}");
}

#[test]
fn what_one_side_withdrew_and_the_other_wrote_again_later_is_told() {
    let ours = base();
    let theirs = Workshop::new();
    std::fs::copy(ours.path("archive.db"), theirs.path("archive.db")).unwrap();
    assert_eq!(run(&ours, &["retract", "p1", "--reason", "misread"]).status, 0);
    theirs.sqlite3("DELETE FROM postings WHERE id = 'p1'");
    theirs.write("more/postings.csv", ours.read("more/postings.csv"));
    assert_eq!(run(&theirs, &["import", "more", "--restore"]).status, 0);
    let ran = run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy()]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(ran.out.contains("changed on both sides: postings p1 (theirs holds)"), "{ran}");
}

#[test]
fn what_was_taken_back_in_a_merged_archive_loads_again_here() {
    let ours = base();
    let theirs = Workshop::new();
    ours.write("new/facts.csv", "id,subject,attribute,value,source\nf9,ri-b,born,1950,s1\n");
    assert_eq!(run(&ours, &["import", "new"]).status, 0);
    std::fs::copy(ours.path("archive.db"), theirs.path("archive.db")).unwrap();
    assert_eq!(run(&theirs, &["undo", "3"]).status, 0);
    let ran = run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy()]);
    assert!(ran.out.contains("1 retracted"), "{ran}");
    let ran = run(&ours, &["import", "new"]);
    assert!(ran.out.contains("1 added"), "{ran}");
    assert_eq!(run(&ours, &["check"]).out, "the archive is sound\n");
}
