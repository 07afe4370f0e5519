//! An archive of every schema version that was ever landed opens, migrates and keeps every row.

use std::io::Read;
use std::path::Path;

use crate::support::Workshop;

/// Every landed schema version with an archive that a program of that version made: imports, a retraction, and edits in
/// the stock shell; from schema 3 on also a revision, an undo, a rename, kept documents and a merge.
const ARCHIVES: &[(&str, i64)] = &[("schema-2", 2), ("schema-3", 3), ("schema-6", 6)];

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
           ('refinery_schema_history', 'run_in_progress', 'replaced', 'filling', 'renames', 'sqlar', 'name_keys')
           AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'",
    );
    let select = |table: &str| workshop.sqlite3(&format!("SELECT '{table}', * FROM {table}"));
    // The renames of schema 2 have no bookkeeping columns.
    let renames = workshop.sqlite3("SELECT 'renames', id, entity FROM renames");
    let documents = workshop.sqlite3("SELECT 'document', name, hex(data) FROM sqlar");
    found.lines().map(select).collect::<String>() + &renames + &documents
}

/// The numbers of all commits.
fn commits(workshop: &Workshop) -> Vec<String> {
    workshop.sqlite3("SELECT number FROM commits ORDER BY number").lines().map(str::to_owned).collect()
}

/// Every version as it stood after each commit, in one text.
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
fn every_landed_schema_has_an_archive_here() {
    // Schema 1 never stood alone: its tables landed together with their history.
    let held: Vec<i64> = ARCHIVES.iter().map(|(_, version)| *version).collect();
    // Schemas 4 and 5 never stand alone either: they land together with 6.
    let landed: Vec<i64> =
        (2..=orgarchive::archive::newest_schema()).filter(|version| !matches!(version, 4 | 5)).collect();
    assert!(
        landed.iter().all(|version| held.contains(version) || *version == *landed.last().unwrap()),
        "an archive of each earlier schema is held in tests/data/archives: {held:?} of {landed:?}"
    );
}

#[test]
fn every_landed_schema_opens_migrates_and_keeps_every_row() {
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
fn every_landed_schema_can_be_merged() {
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
        assert!(out.contains(&format!("{runs} runs and {documents} documents came along")), "{out}");
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
    let output =
        std::process::Command::new("sqlite3").arg(workshop.path("theirs.db")).arg(sql).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
