//! An archive of every schema version opens, migrates and keeps every row; one of another version of the program is read
//! with this one's views, and changed only by whom it may be.

use std::io::Read;
use std::path::Path;

use crate::support::{Workshop, small_tables, sqlite3};

/// Every schema version with an archive that `tests/data/archives/make` made of it: imports, a revision, a retraction, an
/// undo, a rename, kept documents, a merge, and edits in the stock shell.
const ARCHIVES: &[(&str, i64)] = &[("schema-1", 1)];

fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/archives/{name}.db.gz"));
    let mut archive = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut archive).unwrap();
    archive
}

/// Every version of every row, with when and by whom it was written, and what runs left behind, as far as the schema has it.
fn versions(workshop: &Workshop) -> String {
    let found = workshop.sqlite3(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN
           ('refinery_schema_history', 'upkeep_run', 'upkeep_replaced', 'upkeep_state', 'upkeep_name_keys', 'upkeep_documents', 'sqlar')
           AND name NOT LIKE 'upkeep_text%' AND name NOT LIKE 'sqlite_%'",
    );
    let select = |table: &str| workshop.sqlite3(&format!("SELECT '{table}', * FROM {table}"));
    let documents = workshop.sqlite3("SELECT 'document', name, hex(data) FROM sqlar");
    found.lines().map(select).collect::<String>() + &documents
}

/// The numbers of all commits.
fn commits(workshop: &Workshop) -> Vec<String> {
    workshop.sqlite3("SELECT number FROM commits ORDER BY number").lines().map(str::to_owned).collect()
}

/// Every version as it was after each commit, in one text.
fn as_it_stood(workshop: &Workshop, number: &str) -> String {
    let mut command = workshop.command();
    command.env("ORGARCHIVE_NOW", "2027-01-01T00:00:00Z");
    let arguments = ["export", "-o", "then", "--recorded-by", number];
    let out = command.args(arguments).output().unwrap();
    assert!(out.status.success(), "{number}: {out:?}");
    let files: Vec<String> = orgarchive::schema::TABLES
        .iter()
        .map(|table| workshop.read(&format!("then/{}.csv", table.name)))
        .collect();
    std::fs::remove_dir_all(workshop.path("then")).unwrap();
    files.concat()
}

#[test]
fn every_schema_has_an_archive_here_of_the_migrations_as_they_are() {
    let held: Vec<i64> = ARCHIVES.iter().map(|(_, version)| *version).collect();
    let known: Vec<i64> = (1..=orgarchive::archive::newest_schema()).collect();
    assert_eq!(held, known, "tests/data/archives/make makes an archive of the newest schema");
    let expected = orgarchive::archive::notes_expected();
    for (name, version) in ARCHIVES {
        let workshop = Workshop::new();
        workshop.write("archive.db", unpacked(name));
        let notes =
            workshop.sqlite3("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version");
        let own: Vec<String> = expected
            .iter()
            .filter(|(one, ..)| one <= version)
            .map(|(version, name, checksum)| format!("{version}|{name}|{checksum}\n"))
            .collect();
        assert_eq!(notes, own.concat(), "{name}: a migration was changed; make the archive again");
    }
}

#[test]
fn every_schema_opens_migrates_and_keeps_every_row() {
    for (name, version) in ARCHIVES {
        let workshop = Workshop::new();
        let archive = workshop.write("archive.db", unpacked(name));
        let before = versions(&workshop);
        assert!(before.lines().count() > 400, "{name} holds something");
        // Who only reads changes nothing.
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{name}");
        let answers = workshop.ok(&["officials", "--on", "2009-07-01", "--format", "json"]);
        let numbers = commits(&workshop);
        let then: Vec<String> = numbers.iter().map(|number| as_it_stood(&workshop, number)).collect();
        assert!(std::fs::read(&archive).unwrap() == unpacked(name), "{name}");
        // Nor does who only plans.
        workshop.write("more/sources.csv", "id,title\nx1,A source of ours\n");
        assert!(workshop.ok(&["import", "more", "--dry-run"]).contains("+ x1: title=A source of ours"));
        assert!(std::fs::read(&archive).unwrap() == unpacked(name), "{name}");
        // The first command that writes brings it up to date, after a copy beside it.
        let mut command = workshop.command();
        command.env("ORGARCHIVE_NOW", "2027-01-01T00:00:00Z");
        let out = command.args(["retract", "shell-written", "--reason", "a test"]).output().unwrap();
        assert!(out.status.success(), "{name}: {out:?}");
        let newest = orgarchive::archive::newest_schema();
        let schema = workshop.sqlite3("SELECT max(version) FROM refinery_schema_history");
        assert_eq!(schema.trim(), newest.to_string());
        if *version < newest {
            let copy = Workshop::new();
            let beside = workshop.path(&format!("archive.db.{name}.backup"));
            std::fs::copy(beside, copy.path("archive.db")).unwrap();
            assert!(versions(&copy) == before, "{name}: the copy beside it is what it was");
        }
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{name}");
        assert_eq!(workshop.ok(&["officials", "--on", "2009-07-01", "--format", "json"]), answers);
        let after = versions(&workshop);
        let missing: Vec<&str> = before.lines().filter(|line| !after.contains(line)).collect();
        assert!(
            (1..=2).contains(&missing.len()),
            "{name}: only the row that was retracted, and its entity: {missing:#?}"
        );
        assert!(missing.iter().all(|line| line.contains("shell-written")), "{missing:#?}");
        for (number, then) in numbers.iter().zip(then) {
            assert!(as_it_stood(&workshop, number) == then, "{name}: commit {number}");
        }
    }
}

#[test]
fn an_archive_of_every_schema_can_be_merged() {
    for (name, _) in ARCHIVES {
        let workshop = Workshop::new();
        let theirs = workshop.write("theirs.db", unpacked(name));
        workshop.write("data/sources.csv", "id,title\nx1,A source of ours\n");
        let run = |arguments: &[&str]| {
            let mut command = workshop.command();
            command.env("ORGARCHIVE_NOW", "2027-01-01T00:00:00Z");
            let out = command.args(arguments).output().unwrap();
            assert!(out.status.success(), "{arguments:?}: {out:?}");
            String::from_utf8(out.stdout).unwrap()
        };
        run(&["import", "data"]);
        let out = run(&["merge", "theirs.db"]);
        let runs = theirs_holds(&workshop, "SELECT count(*) FROM imports WHERE command <> 'merge'");
        let documents = theirs_holds(&workshop, "SELECT count(*) FROM attachments");
        assert!(out.contains(&format!("including {runs} runs and {documents} documents")), "{out}");
        assert!(std::fs::read(theirs).unwrap() == unpacked(name));
        assert_eq!(run(&["check"]), "the archive is sound\n");
        let count = |archive: &str| {
            run(&["--archive", archive, "sql", "SELECT count(*) FROM postings", "--format", "csv"])
        };
        assert_eq!(count("archive.db"), count("theirs.db"));
        assert!(run(&["merge", "theirs.db"]).contains("nothing new"));
    }
}

fn theirs_holds(workshop: &Workshop, sql: &str) -> String {
    sqlite3(&workshop.path("theirs.db"), sql).trim().to_owned()
}

/// An archive whose views and triggers are those of another version of the program; one view and one trigger are other
/// than this version's.
fn of_another_version(program: &str) -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.ok(&["retract", "member", "--reason", "a test"]);
    assert_eq!(
        workshop.sqlite3(&format!(
            "UPDATE upkeep_state SET version = 'another' WHERE what = 'derived';
             UPDATE upkeep_state SET version = '{program}' WHERE what = 'program';
             DROP VIEW changes; CREATE VIEW changes AS SELECT 'of another version' AS sequence;
             DROP TRIGGER upkeep_officials_update_records;
             CREATE TRIGGER upkeep_of_then AFTER INSERT ON officials BEGIN SELECT RAISE(ABORT, 'of another version'); END;
             CREATE VIEW mine AS SELECT name FROM officials"
        )),
        ""
    );
    workshop
}

#[test]
fn views_of_another_version_are_read_past_and_remade_by_the_next_run() {
    let workshop = of_another_version("0.0.9");
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    let log = ["log", "--id", "member", "--format", "json"];
    let ran = workshop.run(&["check"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "the archive is sound\n"), "{ran}");
    assert!(ran.err.contains("the views and triggers are those of orgarchive 0.0.9"), "{ran}");
    let told = workshop.ok(&log);
    assert!(told.contains("retracted") && !told.contains("of another version"), "{told}");
    workshop.write("more/officials.csv", "id,name,source\npak,Pak,s1\n");
    workshop.ok(&["import", "more", "--dry-run"]);
    assert!(
        std::fs::read(workshop.path("archive.db")).unwrap() == before,
        "who reads or plans changes nothing"
    );
    workshop.ok(&["import", "more"]);
    assert_eq!(workshop.ok(&log), told);
    let ran = workshop.run(&["check"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran}");
    workshop.sqlite3("UPDATE officials SET name = 'Pak A' WHERE id = 'pak'");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM history WHERE id = 'pak'"), "1\n");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM mine"), "3\n");
}

#[test]
fn what_a_later_version_keeps_is_read_and_not_changed() {
    let workshop = of_another_version("99.0.0");
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    assert!(workshop.ok(&["log", "--id", "member"]).contains("retracted"));
    assert!(workshop.run(&["check"]).err.contains("orgarchive 99.0.0 keeps this archive"));
    for arguments in [
        &["import", "data"][..],
        &["retract", "s1", "--reason", "x"],
        &["check", "--fix"],
        &["import", "data", "--dry-run"],
    ] {
        let ran = workshop.run(arguments);
        assert!(
            ran.status == 1 && ran.err.contains("orgarchive 99.0.0 keeps this archive"),
            "{arguments:?}: {ran}"
        );
    }
    assert!(std::fs::read(workshop.path("archive.db")).unwrap() == before);
}

#[test]
fn tables_of_a_later_schema_are_read_if_they_have_what_is_asked_for() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let answer = workshop.ok(&["officials", "--on", "2005-01-01"]);
    workshop.sqlite3(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (999, 'later', '2099-01-01T00:00:00Z', '1');
         ALTER TABLE officials ADD COLUMN height INTEGER; CREATE TABLE sanctions (id TEXT)",
    );
    assert_eq!(workshop.ok(&["officials", "--on", "2005-01-01"]), answer);
    let refused = |arguments: &[&str]| {
        let ran = workshop.run(arguments);
        assert_eq!(ran.status, 1, "{arguments:?}: {ran}");
        assert!(ran.err.contains("a newer orgarchive made this archive"), "{arguments:?}: {ran}");
    };
    refused(&["import", "data"]);
    refused(&["import", "data", "--dry-run"]);
    refused(&["check", "--fix"]);
    workshop.sqlite3("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'identity TEXT', 'kind TEXT') WHERE name = 'officials'");
    refused(&["officials"]);
}

#[test]
fn an_archive_with_tables_that_no_release_has_is_named_as_such() {
    let workshop = Workshop::new();
    workshop.sqlite3(
        "CREATE TABLE refinery_schema_history (version INT4, name TEXT, applied_on TEXT, checksum TEXT);
         INSERT INTO refinery_schema_history VALUES (1, 'tables', '', '1'), (7, 'judgements', '', '7');
         CREATE TABLE sources (id TEXT); CREATE TABLE history (id TEXT); CREATE TABLE commits (at TEXT)",
    );
    let ran = workshop.run(&["officials"]);
    assert!(
        ran.status == 1 && ran.err.contains("a development version of orgarchive made this archive"),
        "{ran}"
    );
    assert!(ran.err.contains("import them into a new archive"), "{ran}");
}
