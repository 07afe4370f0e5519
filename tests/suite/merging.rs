//! Archives that grew apart are joined: in any order, any number of times, with the same result.

use std::collections::BTreeMap;
use std::path::Path;

use crate::recorded::{assert_sound_but_for_references, exported};
use crate::support::{Ran, Workshop, small_tables, sqlite3};

/// How many triples of archives are merged in all orders; `ORGARCHIVE_MERGES` asks for more.
fn triples() -> u64 {
    std::env::var("ORGARCHIVE_MERGES").ok().and_then(|count| count.parse().ok()).unwrap_or(4)
}

pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Runs with the real clock: the stock shell has no other.
pub fn run(workshop: &Workshop, arguments: &[&str]) -> Ran {
    let output = workshop.command().env_remove("ORGARCHIVE_NOW").args(arguments).output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap_or(-1),
    }
}

pub fn base() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/attributes.csv", "id,name,type,change\nborn,born,date,constant\n");
    workshop.write(
        "more/postings.csv",
        "id,official,organization,title,since,source\np1,kim-a,union,member,1990,s1\np2,ri-b,party,member,1991,s2\np3,ri-b,union,member,1992,s2\n",
    );
    assert_eq!(run(&workshop, &["import", "data"]).status, 0);
    assert_eq!(run(&workshop, &["import", "more"]).status, 0);
    workshop
}

/// One thing that an analyst does with one archive.
pub fn change(workshop: &Workshop, dice: &mut Dice) {
    let posting = format!("p{}", dice.below(4) + 1);
    let year = 1980 + dice.below(30);
    match dice.below(9) {
        0..=2 => {
            let (official, source) = (["kim-a", "ri-b"][dice.below(2) as usize], ["s1", "s2"][dice.below(2) as usize]);
            workshop.write(
                "change/postings.csv",
                format!("id,official,organization,title,since,source\n{posting},{official},union,member,{year},{source}\n"),
            );
            run(workshop, &["import", "change/postings.csv", "--restore"]);
        }
        3 => drop(run(workshop, &["retract", &posting, "--reason", "misread"])),
        4 => drop(workshop.sqlite3(&format!("UPDATE postings SET note = 'seen {year}' WHERE id = '{posting}'"))),
        5 => drop(workshop.sqlite3(&format!("DELETE FROM postings WHERE id = '{posting}'"))),
        6 => drop(workshop.sqlite3(&format!(
            "REPLACE INTO postings (id, official, organization, title, since, source) VALUES ('{posting}', 'kim-a', 'party', 'member', '{year}', 's2');
             UPDATE postings SET since = '1979' WHERE id = '{posting}'; UPDATE postings SET since = '{year}', note = 'a' WHERE id = '{posting}';"
        ))),
        7 => {
            workshop.write("change/sources.csv", format!("id,title,published\ns1,One page,{year}\n"));
            run(workshop, &["import", "change/sources.csv"]);
        }
        _ => {
            workshop.write("change/facts.csv", format!("id,subject,attribute,value,source\nf{},ri-b,born,{year},s1\n", dice.below(3)));
            run(workshop, &["import", "change/facts.csv", "--restore"]);
        }
    }
}

/// A copy of one archive, with others merged in one after the other.
fn joined(first: &Path, others: &[&Path]) -> Workshop {
    let workshop = Workshop::new();
    std::fs::copy(first, workshop.path("archive.db")).unwrap();
    for other in others {
        let ran = run(&workshop, &["merge", &other.to_string_lossy(), "--same-ids"]);
        assert!(ran.status == 0 || ran.status == 3, "{ran}");
        assert_sound_but_for_references(&workshop);
    }
    workshop
}

type Content = (BTreeMap<String, Vec<u8>>, String);

/// What does not depend on when something arrived: the tables, and every version that ever was.
fn content(workshop: &Workshop) -> Content {
    let mut selects = Vec::new();
    for table in orgarchive::schema::TABLES {
        let cells = |row: &str| {
            table.columns().map(|column| row.replace('?', column.name)).collect::<Vec<_>>().join(", ")
        };
        selects.push(format!(
            "SELECT '{}', id, recorded_at, import, json_array({}) FROM {}",
            table.name,
            cells("?"),
            table.name
        ));
        selects.push(format!(
            "SELECT table_name, id, recorded_at, written_by, json_array({}) FROM history WHERE table_name = '{}'",
            cells("image ->> '$.?'"),
            table.name
        ));
    }
    let versions = workshop.sqlite3(&format!("{} ORDER BY 1, 2, 3, 5", selects.join(" UNION ALL ")));
    assert!(!versions.contains("rror"), "{versions}");
    (exported(workshop, &[]), versions)
}

#[test]
fn the_order_of_merges_does_not_matter() {
    for seed in 0..triples() {
        let mut dice = Dice(seed * 7_919 + 17);
        let origin = base();
        let archives: Vec<Workshop> = (0..3)
            .map(|number| {
                // Every other time one of them was made from the same files, and not copied.
                if number == seed % 6 {
                    return base();
                }
                let copy = Workshop::new();
                std::fs::copy(origin.path("archive.db"), copy.path("archive.db")).unwrap();
                copy
            })
            .collect();
        for _ in 0..12 {
            change(&archives[dice.below(3) as usize], &mut dice);
        }
        let paths: Vec<_> = archives.iter().map(|archive| archive.path("archive.db")).collect();
        let (a, b, c) = (paths[0].as_path(), paths[1].as_path(), paths[2].as_path());
        let (ab, ba, bc) = (joined(a, &[b]), joined(b, &[a]), joined(b, &[c]));
        let ab_content = content(&ab);
        assert!(ab_content == content(&ba), "commutative, seed {seed}");
        let whole = content(&joined(a, &[b, c]));
        for (name, other) in [
            ("a + (b + c)", joined(a, &[&bc.path("archive.db")])),
            ("c + (a + b)", joined(c, &[&ab.path("archive.db")])),
            ("c + b + a", joined(c, &[b, a])),
            ("(a + b) + (b + c)", joined(&ab.path("archive.db"), &[&bc.path("archive.db")])),
        ] {
            assert!(whole == content(&other), "{name}, seed {seed}");
        }
        // Once more changes nothing, and leaves no trace.
        let commits = ab.sqlite3("SELECT count(*) FROM commits");
        for other in [b, a, ba.path("archive.db").as_path(), b] {
            let ran = run(&ab, &["merge", &other.to_string_lossy(), "--same-ids"]);
            assert!(ran.out.contains("nothing new"), "idempotent, seed {seed}: {ran}");
        }
        assert_eq!(commits, ab.sqlite3("SELECT count(*) FROM commits"));
        assert!(ab_content == content(&ab), "idempotent, seed {seed}");
    }
}

#[test]
fn a_merge_does_not_rewrite_what_the_archive_held_before() {
    let ours = base();
    let theirs = Workshop::new();
    std::fs::copy(ours.path("archive.db"), theirs.path("archive.db")).unwrap();
    theirs
        .sqlite3("UPDATE postings SET since = '1970' WHERE id = 'p1'; DELETE FROM postings WHERE id = 'p2'");
    ours.sqlite3("UPDATE postings SET note = 'ours' WHERE id = 'p3'");
    theirs.sqlite3("UPDATE postings SET note = 'theirs' WHERE id = 'p3'");
    theirs.write("page.html", "a page");
    assert_eq!(run(&theirs, &["keep", "s1", "page.html"]).status, 0);
    let before = exported(&ours, &[]);
    let number = ours.sqlite3("SELECT max(number) FROM commits").trim().to_owned();
    let out = run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy()]);
    assert_eq!(out.status, 0, "{out}");
    assert!(
        out.out.contains("postings:        0 added, 2 revised, 1 retracted, 0 into the history"),
        "{out}"
    );
    assert!(out.out.contains("changed on both sides: postings p3 (theirs holds)"), "{out}");
    assert!(out.out.contains("including 1 runs and 1 documents"), "{out}");
    assert_eq!(
        ours.sqlite3("SELECT id, since, note FROM postings WHERE id LIKE 'p_'"),
        "p1|1970|\np3|1992|theirs\n"
    );
    assert_eq!(run(&ours, &["check"]).out, "the archive is sound\n");
    let ran = run(&ours, &["export", "-o", "then", "--recorded-by", &number]);
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(before["postings.csv"], std::fs::read(ours.path("then/postings.csv")).unwrap());
    // The merge is a run that can be taken back.
    let merge = ours.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1");
    let ran = run(&ours, &["undo", merge.trim()]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(before == exported(&ours, &[]));
    assert_eq!(run(&ours, &["check"]).out, "the archive is sound\n");
}

#[test]
fn ids_that_mean_different_things_are_told_before_anything_is_changed() {
    let ours = base();
    let theirs = Workshop::new();
    theirs.write("data/sources.csv", "id,title\ns1,Quite another page\n");
    theirs.write("data/places.csv", "id,name,source\nunion,Union Square,s1\n");
    assert_eq!(run(&theirs, &["import", "data"]).status, 0);
    let before = ours.dump();
    let ran = run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy()]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("union is an id in organizations here, and in places there"), "{ran}");
    assert!(ran.err.contains("sources s1: \"One page\" here, \"Quite another page\" there"), "{ran}");
    assert_eq!(ours.dump(), before);
    assert_eq!(run(&theirs, &["rename", "union", "union-square"]).status, 0);
    assert_eq!(run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy()]).status, 1);
    let ran = run(&ours, &["merge", &theirs.path("archive.db").to_string_lossy(), "--same-ids"]);
    assert_eq!(ran.status, 0, "{ran}");
}

#[test]
fn a_strangers_file_is_only_read() {
    let ours = base();
    let path = ours.path("archive.db");
    let before = ours.dump();
    let refused = |name: &str, message: &str| {
        let ran = run(&ours, &["merge", name]);
        assert_eq!(ran.status, 1, "{name}: {ran}");
        assert!(ran.err.contains(message), "{name}: {ran}");
    };
    refused("nothing.db", "there is no such file");
    refused("data", "there is no such file");
    ours.write("garbage.db", "this is not a database, but it is long enough to be read as one".repeat(100));
    refused("garbage.db", "this is not an SQLite file");
    let whole = std::fs::read(&path).unwrap();
    ours.write("truncated.db", &whole[..whole.len() / 2]);
    refused("truncated.db", "");
    let stranger = |name: &str, sql: &str| {
        ours.write(name, &whole);
        assert_eq!(sqlite3(&ours.path(name), sql), "");
    };
    stranger(
        "view.db",
        "ALTER TABLE postings RENAME TO other; DROP VIEW IF EXISTS changes; CREATE VIEW postings AS SELECT * FROM other",
    );
    refused("view.db", "it has no table postings");
    stranger(
        "cells.db",
        "DROP TRIGGER upkeep_postings_filled_stay; INSERT INTO upkeep_run (number, now) VALUES (1, '2026-01-01T00:00:00.000Z');
         UPDATE postings SET since = 'whenever' WHERE id = 'p1'; DELETE FROM upkeep_run",
    );
    refused("cells.db", "postings p1: ");
    stranger(
        "trigger.db",
        "CREATE TRIGGER evil AFTER INSERT ON sources BEGIN DELETE FROM postings; END; INSERT INTO sources (id, title) VALUES ('s5', 'Five')",
    );
    assert_eq!(ours.dump(), before);
    assert_eq!(run(&ours, &["merge", "trigger.db", "--dry-run"]).status, 0);
    assert_eq!(ours.dump(), before);
    assert!(run(&ours, &["merge", "archive.db"]).out.contains("nothing new"), "itself");
}

#[test]
fn rows_of_another_archive_pass_the_rules_that_span_their_cells() {
    let ours = base();
    let theirs = Workshop::new();
    std::fs::copy(ours.path("archive.db"), theirs.path("archive.db")).unwrap();
    let refused = |sql: &str, messages: &[&str]| {
        std::fs::copy(theirs.path("archive.db"), ours.path("other.db")).unwrap();
        let sql = format!("PRAGMA ignore_check_constraints = on; {sql}");
        assert_eq!(sqlite3(&ours.path("other.db"), &sql), "");
        let ran = run(&ours, &["merge", "other.db"]);
        assert_eq!(ran.status, 1, "{ran}");
        for message in messages {
            assert!(ran.err.contains(message), "{message}: {ran}");
        }
    };
    refused(
        "INSERT INTO judgements (id, one, other, verdict, source) VALUES ('j1', 'kim-a', 'union', 'same', 's1'),
           ('j2', 'kim-a', 'kim-a', 'same', 's1')",
        &["judgements j1: \"kim-a\" is in officials, \"union\" in organizations", "judgements j2: one and other are the same id"],
    );
    refused(
        "UPDATE postings SET organization = NULL WHERE id = 'p1'",
        &["postings p1: organization and chapter are both blank"],
    );
}
