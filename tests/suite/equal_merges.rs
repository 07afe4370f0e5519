//! Archives that hold the same rows, entered twice; and merges that are taken back.

use crate::merging::run;
use crate::recorded::exported;
use crate::support::{Ran, Workshop, seed_folder, small_tables};

/// A moment after that of every other test.
const LATER: &str = "2026-11-23T18:00:00Z";
const MUCH_LATER: &str = "2026-11-23T20:00:00Z";

fn at(workshop: &Workshop, now: &str, arguments: &[&str]) -> Ran {
    let output = workshop.command().env("ORGARCHIVE_NOW", now).args(arguments).output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap_or(-1),
    }
}

fn ok_at(workshop: &Workshop, now: &str, arguments: &[&str]) -> String {
    let ran = at(workshop, now, arguments);
    assert_eq!(ran.status, 0, "{arguments:?}: {ran}");
    ran.out
}

fn copy(of: &Workshop) -> Workshop {
    let copy = Workshop::new();
    std::fs::copy(of.path("archive.db"), copy.path("archive.db")).unwrap();
    copy
}

fn path(workshop: &Workshop) -> String {
    workshop.path("archive.db").to_string_lossy().into_owned()
}

fn last_run(workshop: &Workshop) -> String {
    workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1").trim().to_owned()
}

/// The seed, with what no file brings: a kept document, an earlier id, a judgement.
fn everything(now: &str) -> Workshop {
    let workshop = Workshop::new();
    ok_at(&workshop, now, &["import", &seed_folder().to_string_lossy()]);
    workshop.write("page.html", "a page");
    ok_at(&workshop, now, &["keep", "s03", "page.html"]);
    ok_at(&workshop, now, &["rename", "kim-jung-rin", "kim-chung-nin"]);
    workshop
        .write("judgements.csv", "id,one,other,verdict,source\nj1,youth-league,womens-union,different,s03\n");
    ok_at(&workshop, now, &["import", "judgements.csv"]);
    workshop
}

#[test]
fn rows_that_both_sides_entered_alike_keep_both_their_versions() {
    let (ours, theirs) = (everything(crate::support::NOW), everything(LATER));
    let tables: Vec<&str> = orgarchive::schema::versioned_tables().map(|table| table.name).collect();
    let count = |workshop: &Workshop, sql: &str| {
        tables
            .iter()
            .map(|table| workshop.sqlite3(&sql.replace("TABLE", table)).trim().parse::<u64>().unwrap())
            .collect::<Vec<_>>()
    };
    let rows = count(&ours, "SELECT count(*) FROM TABLE");
    let before = exported(&ours, &[]);
    let number = ours.sqlite3("SELECT max(number) FROM commits").trim().to_owned();
    let then = exported(&ours, &["--recorded-by", "1"]);
    for (first, second) in [(&ours, &theirs), (&theirs, &ours)] {
        let joined = copy(first);
        let out = ok_at(&joined, MUCH_LATER, &["merge", &path(second)]);
        assert!(!out.contains(" 1 revised") && !out.contains("changed on both sides"), "{out}");
        let merge = last_run(&joined);
        assert_eq!(ok_at(&joined, MUCH_LATER, &["check"]), "the archive is sound\n");
        assert!(before == exported(&joined, &[]));
        assert!(then == at_commit(&joined, "1"));
        assert!(before == at_commit(&joined, &number));
        let mut versions = count(
            &joined,
            "SELECT (SELECT count(*) FROM TABLE) + (SELECT count(*) FROM history WHERE table_name = 'TABLE')",
        );
        let superseded = count(first, "SELECT count(*) FROM history WHERE table_name = 'TABLE'");
        for (place, table) in tables.iter().enumerate() {
            versions[place] -= 2 * superseded[place];
            assert_eq!(versions[place], 2 * rows[place], "{table}");
        }
        // Once more is nothing new, and taking it back leaves what was here.
        assert!(ok_at(&joined, MUCH_LATER, &["merge", &path(second)]).contains("nothing new"));
        if std::ptr::eq(first, &raw const ours) {
            ok_at(&joined, MUCH_LATER, &["undo", &merge]);
            assert_eq!(ok_at(&joined, MUCH_LATER, &["check"]), "the archive is sound\n");
            assert!(before == exported(&joined, &[]));
            assert!(before == at_commit(&joined, &number));
        }
    }
}

fn at_commit(workshop: &Workshop, number: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    let _ = std::fs::remove_dir_all(workshop.path("then"));
    ok_at(workshop, "2026-11-24T00:00:00Z", &["export", "-o", "then", "--recorded-by", number]);
    std::fs::read_dir(workshop.path("then"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

/// Ours, and a colleague's copy in which a row was added, one revised and one withdrawn.
fn grown_apart() -> (Workshop, Workshop) {
    let ours = Workshop::new();
    small_tables(&ours);
    ours.write("data/events.csv", "id,title,source\ne1,A march,s1\n");
    assert_eq!(run(&ours, &["import", "data"]).status, 0);
    let theirs = copy(&ours);
    theirs.write("organizations.csv", "id,name,kind,note,source\nguild,The guild,other,,s1\nunion,The union,mass-organization,seen there,s1\n");
    assert_eq!(run(&theirs, &["import", "organizations.csv"]).status, 0);
    assert_eq!(run(&theirs, &["retract", "e1", "--reason", "never happened"]).status, 0);
    (ours, theirs)
}

fn merged(workshop: &Workshop, other: &Workshop) -> String {
    let ran = run(workshop, &["merge", &path(other)]);
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(run(workshop, &["check"]).out, "the archive is sound\n");
    ran.out
}

fn taken_back(workshop: &Workshop, merge: &str) -> String {
    let ran = run(workshop, &["undo", merge]);
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(run(workshop, &["check"]).out, "the archive is sound\n");
    last_run(workshop)
}

#[test]
fn a_merge_that_was_taken_back_withdraws_nothing_from_the_colleague() {
    let (ours, theirs) = grown_apart();
    let third = copy(&ours);
    let (own, others) = (exported(&ours, &[]), exported(&theirs, &[]));
    let out = merged(&ours, &theirs);
    assert!(out.contains("retracted: events e1, withdrawn there by "), "{out}");
    assert!(out.contains("(never happened)"), "{out}");
    let together = exported(&ours, &[]);
    assert!(together == others);
    let merge = last_run(&ours);
    let undo = taken_back(&ours, &merge);
    assert!(own == exported(&ours, &[]));
    // Merged again, what was taken back stays so, and the run says how to have it.
    let out = merged(&ours, &theirs);
    assert!(
        out.contains(&format!("3 rows were taken back by undo {undo}: undo that run to have them again")),
        "{out}"
    );
    assert!(!out.contains("nothing new"), "{out}");
    assert!(own == exported(&ours, &[]));
    // The colleague, and somebody who has ours alone, see nothing of it.
    let back = copy(&theirs);
    merged(&back, &ours);
    assert!(others == exported(&back, &[]));
    let back = copy(&third);
    merged(&back, &ours);
    assert!(own == exported(&back, &[]));
    // The undo is taken back in its turn, and once more.
    let again = taken_back(&ours, &undo);
    assert!(together == exported(&ours, &[]));
    let back = copy(&third);
    merged(&back, &ours);
    assert!(together == exported(&back, &[]));
    taken_back(&ours, &again);
    assert!(own == exported(&ours, &[]));
    let back = copy(&theirs);
    merged(&back, &ours);
    assert!(others == exported(&back, &[]));
}

#[test]
fn what_a_colleague_writes_later_comes_although_the_merge_was_taken_back() {
    let (ours, theirs) = grown_apart();
    merged(&ours, &theirs);
    taken_back(&ours, &last_run(&ours));
    theirs.write("organizations.csv", "id,note\nguild,more is known\n");
    assert_eq!(run(&theirs, &["import", "organizations.csv"]).status, 0);
    let out = merged(&ours, &theirs);
    assert!(out.contains("1 added, 0 revised"), "{out}");
    assert!(out.contains("2 rows were taken back by undo"), "{out}");
    assert_eq!(
        ours.sqlite3("SELECT id, note FROM organizations WHERE id <> 'party' ORDER BY id"),
        "guild|more is known\nunion|\n"
    );
}

#[test]
fn an_import_that_was_taken_back_is_withdrawn_where_it_was_merged() {
    let (ours, theirs) = grown_apart();
    ours.write("officials.csv", "id,name,source\npak-c,Pak C,s1\n");
    assert_eq!(run(&ours, &["import", "officials.csv"]).status, 0);
    let import = last_run(&ours);
    merged(&theirs, &ours);
    taken_back(&ours, &import);
    let out = merged(&theirs, &ours);
    assert!(out.contains("retracted: officials pak-c, withdrawn there by "), "{out}");
    assert_eq!(theirs.sqlite3("SELECT count(*) FROM officials WHERE id = 'pak-c'"), "0\n");
}
