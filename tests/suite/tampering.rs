//! What other programs do to the archive's own tables: it is named, made again where that is possible, and never taken
//! for something else.

use crate::merging::{base, run};
use crate::support::{Workshop, small_tables, sqlite3};

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
            finding["table"] == table && finding["message"].as_str().unwrap().contains("missing")
        };
        assert!(findings.iter().any(is_named), "{table}: {ran}");
        // What needs the table says so, and does not take the archive for something else.
        let ran = workshop.run(&["import", "data"]);
        assert!(!ran.err.contains("no archive"), "{table}: {ran}");
        workshop.write("archive.db", &whole);
        workshop.sqlite3(&format!("DROP TABLE {table}"));
        let ran = workshop.run(&["check", "--fix", "--format", "json"]);
        assert!(ran.err.contains(&format!("restored: table {table}\n")), "{table}: {ran}");
        let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
        // What named or followed from rows that are gone, and documents, are all that is left to report.
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
    let begin = "INSERT INTO upkeep_run (number, now) VALUES (1, '2026-11-23T11:00:00.000Z')";
    workshop.sqlite3(begin);
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.contains("leftover  upkeep_run"), "{ran}");
    let ran = workshop.run(&["retract", "party", "--reason", "a test"]);
    assert!(ran.status == 1 && ran.err.contains("no run is under way"), "{ran}");
    assert!(ran.err.contains("check --fix removes the row"), "{ran}");
    workshop.ok(&["check", "--fix"]);
    workshop.ok(&["check"]);
    // A row that comes in without a stamp is not a version of any commit.
    workshop.sqlite3(&format!(
        "{begin}; INSERT INTO officials (id, name, source) VALUES ('pak', 'Pak', 's1'); DELETE FROM upkeep_run"
    ));
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.lines().any(|line| line.starts_with("stamp   officials ")), "{ran}");
}

#[test]
fn removed_seals_and_changed_notes_of_migrations_are_found() {
    for (change, finding) in [
        ("DROP TRIGGER upkeep_seals_delete_guard; DELETE FROM upkeep_seals", "seals of runs were removed"),
        (
            "DROP TRIGGER upkeep_seals_delete_guard; DELETE FROM upkeep_seals WHERE number = 2",
            "seals of runs were removed",
        ),
        ("DELETE FROM refinery_schema_history", "the records of the migrations were changed"),
        (
            "DELETE FROM refinery_schema_history WHERE version = (SELECT max(version) FROM refinery_schema_history)",
            "the records of the migrations were changed",
        ),
        ("UPDATE refinery_schema_history SET checksum = '1'", "the records of the migrations were changed"),
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
            "its table names was rebuilt by another program",
        ),
        (
            "DROP TRIGGER upkeep_history_update_guard; UPDATE history SET image = '{bad'",
            "history 1: the version cannot be read",
        ),
        (
            "DROP TRIGGER upkeep_history_update_guard; UPDATE history SET id = replace(hex(zeroblob(9999)), '0', 'x')",
            "a version has another id",
        ),
        ("DROP TABLE upkeep_seals", "it has no table upkeep_seals"),
    ] {
        ours.write("stranger.db", &whole);
        let script = format!("UPDATE officials SET note = 'seen' WHERE id = 'kim-a'; {sql}");
        assert!(!sqlite3(&ours.path("stranger.db"), &script).contains("Error"), "{sql}");
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

/// An archive with a table that another program has altered by these statements, as `sqlite-utils transform` and table
/// editors do.
fn altered(sql: &str) -> Workshop {
    let workshop = loaded();
    assert_eq!(workshop.sqlite3(sql), "", "{sql}");
    workshop
}

const REBUILT: &str = "PRAGMA foreign_keys = off; PRAGMA legacy_alter_table = on; BEGIN;
    CREATE TABLE officials_new (name TEXT, id TEXT PRIMARY KEY, sex TEXT, identity TEXT, source TEXT, locator TEXT, quote TEXT, credibility INTEGER,
      note TEXT, recorded_at TEXT, arrived_at TEXT, import TEXT, \"shoe size\" FLOAT);
    INSERT INTO officials_new SELECT name, id, sex, identity, source, locator, quote, credibility, note, recorded_at, arrived_at, import, 42.5 FROM officials;
    DROP TABLE officials; ALTER TABLE officials_new RENAME TO officials;
    CREATE INDEX officials_mine ON officials (\"shoe size\"); COMMIT";

#[test]
fn a_table_that_was_rebuilt_is_named_and_made_again_with_its_rows() {
    let workshop = altered(REBUILT);
    let rows = workshop.sqlite3("SELECT id, name, source, recorded_at FROM officials ORDER BY id");
    let ran = workshop.run(&["check"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.out.contains("the table was rebuilt by another program"), "{ran}");
    assert!(ran.out.contains("the trigger upkeep_officials_update_records is missing"), "{ran}");
    // It said how: that works.
    let ran = workshop.run(&["check", "--fix"]);
    assert_eq!(ran.status, 3, "only the column too many is left to say: {ran}");
    assert!(ran.err.contains("restored: table officials, as an archive has it"), "{ran}");
    assert!(ran.out.contains("columns that are not orgarchive's: shoe size"), "{ran}");
    assert!(ran.out.contains("\n1 finding\n"), "{ran}");
    assert_eq!(workshop.sqlite3("SELECT id, name, source, recorded_at FROM officials ORDER BY id"), rows);
    assert_eq!(workshop.sqlite3("SELECT DISTINCT \"shoe size\" FROM officials"), "42.5\n");
    assert_eq!(
        workshop
            .sqlite3("SELECT count(*) FROM sqlite_schema WHERE name IN ('officials_mine', 'officials_name')"),
        "2\n"
    );
    assert!(
        workshop
            .sqlite3("INSERT INTO officials (id, name, source) VALUES ('Pak', 'Pak', 's1')")
            .contains("officials.id")
    );
    workshop.sqlite3("UPDATE officials SET name = 'Kim B' WHERE id = 'kim-a'");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM history WHERE id = 'kim-a'"), "1\n");
}

#[test]
fn a_column_too_many_is_named_kept_and_left_alone() {
    let workshop =
        altered("ALTER TABLE officials ADD COLUMN height TEXT; UPDATE officials SET height = 'tall'");
    for arguments in [&["check"][..], &["check", "--fix"]] {
        let ran = workshop.run(arguments);
        assert_eq!(ran.status, 3, "{ran}");
        assert!(
            ran.out.contains("columns that are not orgarchive's: height")
                && ran.out.contains("\n1 finding\n"),
            "{ran}"
        );
    }
    workshop.write("officials.csv", "id,name,source\npak,Pak,s1\n");
    workshop.ok(&["import", "officials.csv"]);
    workshop.write("officials.csv", "id,note\nkim-a,seen\n");
    workshop.ok(&["import", "officials.csv"]);
    assert_eq!(
        workshop.sqlite3("SELECT id, height FROM officials ORDER BY id"),
        "kim-a|tall\npak|\nri-b|tall\n"
    );
}

#[test]
fn columns_that_were_dropped_are_named_and_added_where_they_may_be_blank() {
    let rebuilt = |without: &str| {
        let columns: Vec<&str> = "id TEXT PRIMARY KEY, name TEXT, sex TEXT, identity TEXT, source TEXT, locator TEXT, quote TEXT, credibility INTEGER, note TEXT, recorded_at TEXT, arrived_at TEXT, import TEXT"
            .split(", ")
            .filter(|column| !column.starts_with(without))
            .collect();
        let names: Vec<&str> = columns.iter().filter_map(|column| column.split(' ').next()).collect();
        format!(
            "PRAGMA legacy_alter_table = on; CREATE TABLE other ({}); INSERT INTO other SELECT {} FROM officials;
             DROP TABLE officials; ALTER TABLE other RENAME TO officials",
            columns.join(", "),
            names.join(", ")
        )
    };
    let workshop = altered(&rebuilt("quote"));
    let ran = workshop.run(&["check"]);
    assert!(
        ran.status == 3 && ran.out.contains("has lost these columns: quote; restore a backup, or add them"),
        "{ran}"
    );
    workshop.ok(&["check", "--fix"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    let workshop = altered(&rebuilt("source"));
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.contains("has lost these columns: source; restore a backup"), "{ran}");
    let before = workshop.dump();
    let ran = workshop.run(&["check", "--fix"]);
    assert!(ran.status == 1 && ran.err.contains("officials has lost these columns: source"), "{ran}");
    assert_eq!(workshop.dump(), before);
}

/// Temporary triggers of another program run within its statements; what they keep from the history is found by what a run
/// sealed.
#[test]
fn a_version_that_a_temporary_trigger_keeps_from_the_history_is_found() {
    let workshop = Workshop::seeded();
    let said = workshop.sqlite3(
        "CREATE TEMP TRIGGER early AFTER UPDATE ON main.postings BEGIN SELECT RAISE(FAIL, 'early'); END;
         UPDATE postings SET note = 'another' WHERE id = 'c067'",
    );
    assert!(said.contains("early"), "{said}");
    assert_eq!(workshop.sqlite3("SELECT note FROM postings WHERE id = 'c067'").trim(), "another");
    let ran = workshop.run(&["check"]);
    assert!(
        ran.status == 3 && ran.out.contains("versions in postings or of it in history were changed"),
        "{ran}"
    );
}
