//! An archive of every schema version that was ever landed opens, migrates and keeps every row.

use std::io::Read;
use std::path::Path;

use crate::support::Workshop;

/// Every landed schema version with an archive that a program of that version made: imports, a retraction, and edits in
/// the stock shell.
const ARCHIVES: &[&str] = &["schema-2", "schema-3"];

fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/archives/{name}.db.gz"));
    let mut archive = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut archive).unwrap();
    archive
}

/// Every version of every row, with when and by whom it was written.
fn versions(workshop: &Workshop) -> String {
    let tables = [
        "sources",
        "titles",
        "relation_kinds",
        "attributes",
        "event_kinds",
        "roles",
        "places",
        "organizations",
        "officials",
        "chapters",
        "events",
        "names",
        "relations",
        "postings",
        "facts",
        "participants",
        "history",
        "imports",
        "commits",
        "entities",
    ];
    tables.map(|table| workshop.sqlite3(&format!("SELECT '{table}', * FROM {table}"))).concat()
}

#[test]
fn every_landed_schema_opens_migrates_and_keeps_every_row() {
    for name in ARCHIVES {
        let workshop = Workshop::new();
        let archive = workshop.write("archive.db", unpacked(name));
        let before = versions(&workshop);
        assert!(before.lines().count() > 400, "{name} holds something");
        // Who only reads changes nothing.
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{name}");
        assert!(std::fs::read(&archive).unwrap() == unpacked(name), "{name}");
        let answers = workshop.ok(&["officials", "--on", "2009-07-01", "--format", "json"]);
        // The first command that writes brings it up to date, after a copy beside it.
        let mut command = workshop.command();
        command.env("ORGARCHIVE_NOW", "2027-01-01T00:00:00Z");
        let out = command.args(["retract", "shell-written", "--reason", "a test"]).output().unwrap();
        assert!(out.status.success(), "{name}: {out:?}");
        let copy = Workshop::new();
        std::fs::copy(workshop.path(&format!("archive.db.{name}.backup")), copy.path("archive.db")).unwrap();
        assert!(versions(&copy) == before, "{name}: the copy beside it is what it was");
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{name}");
        assert_eq!(workshop.ok(&["officials", "--on", "2009-07-01", "--format", "json"]), answers);
        let after = versions(&workshop);
        let missing: Vec<&str> = before.lines().filter(|line| !after.contains(line)).collect();
        assert_eq!(missing.len(), 2, "{name}: only the row that was retracted, and its entity: {missing:#?}");
        assert!(missing.iter().all(|line| line.contains("shell-written")), "{missing:#?}");
    }
}

#[test]
fn every_landed_schema_can_be_merged() {
    for name in ARCHIVES {
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
        assert!(out.contains("3 runs and 0 documents came along"), "{out}");
        assert!(std::fs::read(theirs).unwrap() == unpacked(name));
        assert_eq!(run(&["check"]), "the archive is sound\n");
        let count = |archive: &str| {
            run(&["--archive", archive, "sql", "SELECT count(*) FROM postings", "--format", "csv"])
        };
        assert_eq!(count("archive.db"), count("theirs.db"));
        assert!(run(&["merge", "theirs.db"]).contains("nothing new"));
    }
}
