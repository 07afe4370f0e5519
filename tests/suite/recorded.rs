//! Earlier states of the archive, runs taken back, ids changed, documents kept, plans, and what check finds.

use std::collections::BTreeMap;
use std::path::Path;

use crate::merging::{Dice, base, change, run};
use crate::support::{Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data", "--note", "the first report"]);
    workshop
}

/// All files of an export, by name.
pub fn exported(workshop: &Workshop, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = workshop.path("exported");
    let _ = std::fs::remove_dir_all(&folder);
    let mut arguments = vec!["export", "-o", "exported"];
    arguments.extend(more);
    let ran = workshop.run(&arguments);
    assert_eq!(ran.status, 0, "{ran}");
    files(&folder)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn last_run(workshop: &Workshop) -> String {
    workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1").trim().to_owned()
}

#[test]
fn an_export_of_an_earlier_commit_is_what_it_was_then() {
    let workshop = Workshop::seeded();
    let mut taken = vec![exported(&workshop, &[])];
    let mut answers = vec![workshop.ok(&["officials", "--on", "2009-07-01", "--all", "--format", "json"])];
    let mut keep = |workshop: &Workshop| {
        taken.push(exported(workshop, &[]));
        answers.push(workshop.ok(&["officials", "--on", "2009-07-01", "--all", "--format", "json"]));
        let count = workshop.sqlite3("SELECT count(*) FROM commits");
        assert_eq!(count.trim(), taken.len().to_string());
    };
    workshop.ok(&["retract", "c002", "--reason", "misread"]);
    keep(&workshop);
    workshop.sqlite3("UPDATE sources SET published = '2005' WHERE id = 's03'");
    keep(&workshop);
    workshop.ok(&["rename", "kim-jung-rin", "kim-chung-nin"]);
    keep(&workshop);
    workshop.sqlite3("DELETE FROM facts WHERE id = 'c009'");
    keep(&workshop);
    let rename = workshop.sqlite3("SELECT import FROM commits WHERE number = 4");
    assert_eq!(workshop.run(&["undo", rename.trim()]).status, 1, "a later edit has built on it");
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,source\nnew,kim-chung-nin,womens-union,chair,1999,s03\n",
    );
    workshop.ok(&["import", "postings.csv"]);
    keep(&workshop);
    workshop.ok(&["undo", &last_run(&workshop)]);
    keep(&workshop);
    for (place, then) in taken.iter().enumerate() {
        let number = (place + 1).to_string();
        assert!(*then == exported(&workshop, &["--recorded-by", &number]), "export of commit {number}");
        let arguments =
            ["officials", "--on", "2009-07-01", "--all", "--format", "json", "--recorded-by", &number];
        assert_eq!(workshop.ok(&arguments), answers[place], "answer of commit {number}");
    }
    workshop.ok(&["check"]);
}

#[test]
fn the_moment_of_recorded_by_is_over_and_known() {
    let workshop = loaded();
    for (when, message) in [
        ("2026-11-23", "is not over yet"),
        ("2026-11-23T12:00:00Z", "is not over yet"),
        ("7", "no commit with this number"),
        ("2025", "no commit with this number"),
        ("yesterday", "write the number of a commit"),
    ] {
        let ran = workshop.run(&["officials", "--recorded-by", when]);
        assert_ne!(ran.status, 0, "{when}");
        assert!(ran.err.contains(message), "{when}: {ran}");
    }
    // Before the first commit the archive held nothing.
    assert!(workshop.rows(&["officials", "--on", "2005-01-01", "--recorded-by", "2026-11-22"]).is_empty());
    let sql = "SELECT count(*) AS count FROM postings";
    assert_eq!(workshop.rows(&["sql", sql, "--recorded-by", "2026-11-22"])[0]["count"], 0);
    assert_eq!(workshop.rows(&["sql", sql, "--recorded-by", "1"])[0]["count"], 2);
}

#[test]
fn a_certain_day_follows_the_source_as_it_stood() {
    let workshop = loaded();
    let on = |day: &str, more: &[&str]| {
        let mut arguments = vec!["officials", "--official", "kim-a", "--on", day];
        arguments.extend(more);
        workshop.rows(&arguments)[0]["verdict"].clone()
    };
    assert_eq!(on("2009-01-01", &[]), "certain");
    // The page was older than it was thought: "still so" reaches less far.
    workshop.write("sources.csv", "id,title,published\ns1,One page,2005\n");
    workshop.ok(&["import", "sources.csv"]);
    assert_eq!(on("2009-01-01", &[]), "possible");
    assert_eq!(on("2009-01-01", &["--recorded-by", "1"]), "certain");
    assert_eq!(on("2009-01-01", &["--recorded-by", "2"]), "possible");
}

#[test]
fn a_run_is_taken_back_and_its_file_loads_again() {
    let workshop = loaded();
    let before = exported(&workshop, &[]);
    workshop.write(
        "more/postings.csv",
        "id,official,organization,title,since,source\nnew,ri-b,party,member,1999,s1\n",
    );
    let revised = workshop.sqlite3("SELECT id FROM postings WHERE official = 'kim-a'");
    workshop.write("more/postings-2.csv", format!("id,until\n{},2002\n", revised.trim()));
    workshop.ok(&["import", "more"]);
    let after = exported(&workshop, &[]);
    let out = workshop.ok(&["undo", &last_run(&workshop), "--reason", "the wrong file"]);
    assert!(out.starts_with("postings:  1 retracted, 1 restored\n"), "{out}");
    assert!(before == exported(&workshop, &[]));
    workshop.ok(&["check"]);
    let out = workshop.ok(&["import", "more"]);
    assert!(out.starts_with("postings:  1 added, 1 revised, 0 unchanged\n"), "{out}");
    assert!(after == exported(&workshop, &[]));
    // An undo is a run like any other.
    let run = last_run(&workshop);
    workshop.ok(&["undo", &run]);
    workshop.ok(&["undo", &last_run(&workshop)]);
    assert!(after == exported(&workshop, &[]));
    workshop.ok(&["check"]);
}

#[test]
fn runs_are_taken_back_one_after_the_other_from_the_last_to_the_first() {
    let workshop = loaded();
    let empty = exported(&workshop, &[]);
    let mut runs = Vec::new();
    let rows = ["id,name\nguest,Guest\n", "id,name\nguest,A guest\n", "id,name\nguest,Invited\n"];
    for csv in rows {
        workshop.write("roles.csv", csv);
        workshop.ok(&["import", "roles.csv"]);
        runs.push(last_run(&workshop));
    }
    assert_eq!(workshop.run(&["undo", &runs[1]]).status, 1, "a later run has built on it");
    for run in runs.iter().rev() {
        workshop.ok(&["undo", run]);
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    }
    assert!(exported(&workshop, &[]) == empty);
    // What somebody entered again by hand is nobody's undo.
    workshop.write("roles.csv", rows[0]);
    workshop.ok(&["import", "--restore", "roles.csv"]);
    let first = last_run(&workshop);
    workshop.write("roles.csv", rows[1]);
    workshop.ok(&["import", "--restore", "roles.csv"]);
    workshop.write("roles.csv", rows[0]);
    workshop.ok(&["import", "--restore", "roles.csv"]);
    let ran = workshop.run(&["undo", &first]);
    assert!(ran.status == 1 && ran.err.contains("roles guest was revised later by the run"), "{ran}");
}

#[test]
fn merges_are_taken_back_one_after_the_other_too() {
    let workshop = loaded();
    let before = exported(&workshop, &[]);
    let mut merges = Vec::new();
    for (other, later) in [("a.db", "2026-11-24T12:00:00Z"), ("b.db", "2026-11-25T12:00:00Z")] {
        let at = |arguments: &[&str]| {
            let ran = workshop.command().args(arguments).env("ORGARCHIVE_NOW", later).output().unwrap();
            assert!(ran.status.success(), "{ran:?}");
        };
        at(&["--archive", other, "import", "data"]);
        at(&["merge", other]);
        merges.push(last_run(&workshop));
    }
    for merge in merges.iter().rev() {
        workshop.ok(&["undo", merge]);
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
        assert!(exported(&workshop, &[]) == before);
    }
}

#[test]
fn a_run_on_which_others_built_is_not_taken_back() {
    let workshop = loaded();
    let first = last_run(&workshop);
    workshop.write("facts.csv", "subject,attribute,value,source\nkim-a,born,1950,s1\n");
    workshop.write("attributes.csv", "id,name,type\nborn,born,date\n");
    workshop.ok(&["import", "facts.csv", "attributes.csv"]);
    let before = workshop.dump();
    let ran = workshop.run(&["undo", &first]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("names \"kim-a\" in subject, which would not be there"), "{ran}");
    assert!(ran.err.contains("names \"s1\" in source"), "{ran}");
    workshop.sqlite3("UPDATE officials SET note = 'seen' WHERE id = 'ri-b'");
    let ran = workshop.run(&["undo", &first]);
    assert!(ran.err.contains("officials ri-b was revised later by another program"), "{ran}");
    assert!(workshop.run(&["undo", "nothing"]).err.contains("there is no run \"nothing\""));
    workshop.sqlite3("UPDATE officials SET note = NULL WHERE id = 'ri-b'");
    assert_eq!(workshop.dump().matches("\nfacts: ").count(), before.matches("\nfacts: ").count());
}

#[test]
fn an_earlier_id_still_finds_its_entity_and_still_loads() {
    let workshop = loaded();
    let out = workshop.ok(&["rename", "kim-a", "kim-il-a"]);
    assert_eq!(out, "renamed: kim-a is kim-il-a now, in 2 rows\n");
    assert_eq!(
        workshop.rows(&["officials", "--official", "kim-a", "--on", "2005-01-01"])[0]["official"],
        "kim-il-a"
    );
    assert!(workshop.ok(&["import", "data"]).contains("nothing new"));
    for (old, new, message) in [
        ("kim-a", "kim-b", "it was renamed to kim-il-a"),
        ("nobody", "kim-b", "there is no entity"),
        ("kim-il-a", "ri-b", "is already the id of an entity in officials"),
        ("kim-il-a", "Kim B", "is not an id"),
        ("ri-b", "kim-a", "is an earlier id of kim-il-a"),
    ] {
        let ran = workshop.run(&["rename", old, new]);
        assert_eq!(ran.status, 1);
        assert!(ran.err.contains(message), "{ran}");
    }
    workshop.ok(&["rename", "kim-il-a", "kim-three"]);
    assert_eq!(workshop.rows(&["show", "kim-a"])[0]["subject"], "kim-three");
    workshop.ok(&["rename", "kim-three", "kim-a"]);
    assert!(workshop.ok(&["import", "data"]).contains("nothing new"));
    workshop.ok(&["check"]);
}

#[test]
fn a_withdrawn_record_does_not_come_back_under_its_earlier_name() {
    let workshop = loaded();
    let id = workshop.sqlite3("SELECT id FROM postings WHERE official = 'kim-a'");
    workshop.ok(&["retract", id.trim(), "--reason", "misread"]);
    workshop.ok(&["rename", "kim-a", "kim-il-a"]);
    let out = workshop.ok(&["import", "data"]);
    assert!(out.contains("withdrawn: postings "), "{out}");
    assert!(out.contains("nothing new"), "{out}");
}

#[test]
fn a_plan_changes_nothing_and_shows_everything() {
    let workshop = loaded();
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    workshop.write("more/sources.csv", "id,title,published\ns1,One page,2011\ns3,Third,\n");
    let out = workshop.ok(&["import", "more", "--dry-run"]);
    insta::assert_snapshot!(out, @"
    sources:
    ~ s1
      - published: 2010-05-01
      + published: 2011
    + s3: title=Third
    sources:  1 added, 1 revised, 0 unchanged
    revised: sources s1 (published)
    nothing was changed: this was the plan
    ");
    assert!(before == std::fs::read(workshop.path("archive.db")).unwrap(), "to the byte");
    let empty = Workshop::new();
    small_tables(&empty);
    assert!(empty.ok(&["import", "data", "--dry-run"]).contains("+ union: name=The union"));
    assert!(!empty.path("archive.db").exists());
}

#[test]
fn what_the_files_no_longer_hold_is_retracted_where_they_are_the_whole_truth() {
    let workshop = loaded();
    workshop.write(
        "s2/postings.csv",
        "id,official,organization,title,since,source\na,ri-b,party,member,1999,s2\nb,ri-b,party,member,2001,s2\nc,ri-b,party,member,2003,s2\nd,kim-a,party,member,2003,s1\n",
    );
    workshop.ok(&["import", "s2"]);
    let officials = "id,name,source\nri-b,Ri B,s2\n";
    let chair = "official,organization,title,since,source,locator\nri-b,union,chair,2011-03,s2,\n";
    workshop.write("sync/officials.csv", officials);
    workshop.write("sync/postings.csv", chair);
    workshop.write(
        "sync/postings-2.csv",
        "id,official,organization,title,since,source\na,ri-b,party,member,1998,s2\nc,ri-b,party,member,2003,s2\n",
    );
    let out = workshop.ok(&["import", "sync", "--sync", "s2"]);
    assert!(out.contains("postings:   1 retracted, 0 added, 1 revised, 2 unchanged"), "{out}");
    assert!(out.contains("retracted: postings b is no longer in the files"), "{out}");
    assert_eq!(workshop.sqlite3("SELECT id FROM postings WHERE id IN ('a', 'b', 'c', 'd')"), "a\nc\nd\n");
    workshop.ok(&["check"]);
    // More than half takes a second word, and what others name is not retracted at all.
    std::fs::remove_file(workshop.path("sync/postings-2.csv")).unwrap();
    std::fs::remove_file(workshop.path("sync/postings.csv")).unwrap();
    let before = workshop.dump();
    let ran = workshop.run(&["import", "sync", "--sync", "s2"]);
    assert!(ran.err.contains("--sync would retract 3 of the 4 rows of s2:\n  postings "), "{ran}");
    assert_eq!(workshop.dump(), before);
    workshop.ok(&["import", "sync", "--sync", "s2", "--force"]);
    // What others name is not retracted at all.
    workshop.write("party.csv", "id,name,source\nparty,The party,s1\nnew,New,s1\n");
    workshop.write("sources.csv", "id,title\ns3,Third\n");
    workshop.write("names.csv", "subject,name,source\nkim-a,Kim Ah,s3\n");
    workshop.ok(&["import", "sources.csv", "names.csv"]);
    let sync = |source: &str| {
        workshop.run(&["import", "party.csv", "--table", "organizations", "--sync", source, "--force"])
    };
    let ran = sync("s1");
    assert!(ran.status == 1 && ran.err.contains("names \"kim-a\" in subject"), "{ran}");
    assert!(sync("s9").err.contains("no such source"));
    workshop.ok(&["check"]);
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn documents_stay_as_they_were_kept() {
    let workshop = loaded();
    workshop.write("page.html", "<p>a page</p>".repeat(100));
    let out = workshop.ok(&["keep", "s1", "page.html"]);
    assert!(out.starts_with("kept: s1/") && out.contains("(1300 bytes, SHA-256 "), "{out}");
    assert!(workshop.ok(&["keep", "s1", "page.html"]).starts_with("already kept: s1/"));
    let listed =
        std::process::Command::new("sqlite3").arg(workshop.path("archive.db")).arg("-At").output().unwrap();
    let name = String::from_utf8(listed.stdout).unwrap().trim().to_owned();
    assert!(name.starts_with("s1/") && name.ends_with("/page.html"), "{name}");
    let to = workshop.path("out");
    std::fs::create_dir(&to).unwrap();
    let extracted = std::process::Command::new("sqlite3")
        .arg(workshop.path("archive.db"))
        .arg("-Ax")
        .current_dir(&to)
        .output()
        .unwrap();
    assert!(extracted.status.success(), "{extracted:?}");
    assert_eq!(std::fs::read(to.join(&name)).unwrap(), std::fs::read(workshop.path("page.html")).unwrap());
    assert!(workshop.ok(&["show", "kim-a"]).contains(&format!("s1: a copy is kept as {name}")));
    assert!(workshop.sqlite3("UPDATE sqlar SET data = x'00'").contains("a kept document does not change"));
    workshop.ok(&["check"]);
    workshop.sqlite3("DROP TRIGGER upkeep_sqlar_update_guard; UPDATE sqlar SET data = x'00'");
    let ran = workshop.run(&["check"]);
    assert_eq!(ran.status, 3);
    assert!(ran.out.contains("the document differs from the one that was kept"), "{ran}");
    assert!(ran.out.contains("the trigger upkeep_sqlar_update_guard is missing"), "{ran}");
    workshop.ok(&["keep", "s1", "page.html"]);
    workshop.ok(&["check", "--fix"]);
    workshop.ok(&["check"]);
    // sqlite3 -Ac recreates the table.
    let made = std::process::Command::new("sqlite3")
        .arg(workshop.path("archive.db"))
        .arg("-Ac")
        .arg(workshop.path("data/sources.csv"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 3 && ran.out.contains("the document is missing from sqlar"), "{ran}");
    workshop.ok(&["keep", "s1", "page.html"]);
    // The file that the shell put there is named until it is removed, as the finding says.
    let ran = workshop.run(&["check", "--fix"]);
    assert!(ran.status == 3 && ran.out.contains("DELETE FROM sqlar WHERE"), "{ran}");
    assert_eq!(workshop.sqlite3("DELETE FROM sqlar WHERE name LIKE '%sources.csv'"), "");
    workshop.ok(&["check"]);
    let document = workshop.sqlite3("SELECT id FROM attachments").trim().to_owned();
    workshop.ok(&["retract", &document, "--reason", "another page"]);
    workshop.ok(&["check"]);
    for (source, file, message) in [
        ("s7", "page.html", "there is no source"),
        ("s1", "nothing", "nothing: "),
        ("s1", "data", "this is not a plain file"),
    ] {
        let ran = workshop.run(&["keep", source, file]);
        assert!(ran.status == 1 && ran.err.contains(message), "{ran}");
    }
}

#[test]
fn what_is_changed_past_the_triggers_is_found() {
    for (change, finding) in [
        (
            "DROP TRIGGER upkeep_postings_update_records; UPDATE postings SET note = 'x'; ",
            "versions in postings",
        ),
        (
            "DROP TRIGGER upkeep_history_update_guard; UPDATE history SET reason = 'x'",
            "rows 1 to 1 were changed",
        ),
        ("DROP TRIGGER upkeep_history_delete_guard; DELETE FROM history", "rows 1 to 1 were changed"),
        (
            "DROP TRIGGER upkeep_imports_update_guard; UPDATE imports SET note = 'x'",
            "rows of imports or commits",
        ),
        ("DROP TRIGGER upkeep_facts_delete_records", "the trigger upkeep_facts_delete_records is missing"),
        ("DROP TABLE participants", "the table and its rows are missing"),
        ("DROP INDEX postings_official", "the index postings_official is missing"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON facts BEGIN SELECT 1; END",
            "the trigger mine is not orgarchive's",
        ),
    ] {
        let workshop = loaded();
        workshop.write("sources.csv", "id,title,published\ns1,One page,2011\n");
        workshop.ok(&["import", "sources.csv"]);
        workshop.ok(&["check"]);
        workshop.sqlite3(change);
        let ran = workshop.run(&["check"]);
        assert_eq!(ran.status, 3, "{change}: {ran}");
        assert!(ran.out.contains(finding), "{change}: {ran}");
        // What other programs do with the triggers in place is not a finding, before and after.
        workshop.sqlite3("UPDATE officials SET note = 'seen'");
        assert_eq!(workshop.run(&["check"]).status, 3, "{change}");
    }
    // What is put back works again.
    let workshop = loaded();
    workshop.sqlite3(
        "DROP VIEW upkeep_postings; CREATE VIEW upkeep_postings AS SELECT 1 AS step; DROP TABLE participants; DROP VIEW changes",
    );
    assert_eq!(workshop.run(&["check"]).status, 3);
    let ran = workshop.run(&["check", "--fix"]);
    assert!(ran.status == 0 && ran.err.contains("restored: view upkeep_postings"), "{ran}");
    assert!(ran.err.contains("restored: trigger upkeep_postings_parks"), "{ran}");
    workshop.sqlite3("UPDATE postings SET note = 'seen'");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM changes"), "2\n");
    workshop.ok(&["check"]);
    let workshop = loaded();
    workshop.sqlite3("UPDATE officials SET note = 'seen'; DELETE FROM postings");
    workshop.ok(&["check"]);
    workshop.ok(&["retract", "party", "--reason", "not needed"]);
    workshop.ok(&["check"]);
    assert!(workshop.ok(&["check", "--seal"]).contains("seal of run "));
}

#[test]
fn a_backup_is_a_sound_copy_and_replaces_nothing() {
    let workshop = loaded();
    workshop.ok(&["backup", "copy.db"]);
    assert_eq!(workshop.ok(&["--archive", "copy.db", "check"]), "the archive is sound\n");
    let ran = workshop.run(&["backup", "copy.db"]);
    assert!(ran.status == 1 && ran.err.contains("the file exists"), "{ran}");
    assert_eq!(workshop.run(&["backup", "no/such/folder/copy.db"]).status, 1);
    assert!(!workshop.path("copy.db.unfinished").exists());
}

#[test]
fn a_diff_names_what_changed_which_answer() {
    let workshop = loaded();
    workshop.ok(&[
        "retract",
        workshop.sqlite3("SELECT id FROM postings WHERE official = 'ri-b'").trim(),
        "--reason",
        "misread",
    ]);
    let id = workshop.sqlite3("SELECT id FROM history WHERE table_name = 'postings'").trim().to_owned();
    let rows = workshop.rows(&["diff", "officials", "--recorded-by", "1", "2", "--on", "2012-01-01"]);
    let about = |name: &str| {
        rows.iter().find(|row| row["about"].as_str().unwrap().starts_with(name)).expect("it changed")
    };
    let changed = about("ri-b");
    assert_eq!((&changed["before"], &changed["after"]), (&"possible".into(), &serde_json::Value::Null));
    let run = last_run(&workshop);
    assert_eq!(changed["changed_by"][0], format!("postings {id} retracted by {run}: misread"));
    // Nobody is known any more to have followed the one before.
    assert_eq!(about("kim-a")["after"], "possible");
    assert_eq!(rows.len(), 2, "{rows:#?}");
    let rows = workshop.rows(&[
        "diff",
        "--published-by",
        "2010",
        "2012",
        "--recorded-by",
        "1",
        "--on",
        "2011-03-15",
    ]);
    let row = rows.iter().find(|row| row["about"].as_str().unwrap().starts_with("ri-b")).unwrap();
    assert_eq!((&row["before"], &row["after"]), (&serde_json::Value::Null, &"possible".into()), "{rows:#?}");
    assert_eq!(row["changed_by"][0], format!("postings {id} (s2, published 2012)"));
    let rows = workshop.rows(&["diff", "officials", "--on", "2000-01-01", "2005-01-01"]);
    assert_eq!((&rows[0]["before"], &rows[0]["after"]), (&"excluded".into(), &"certain".into()));
    assert!(rows[0]["changed_by"][0].as_str().unwrap().contains("since 2001, until .."), "{rows:#?}");
    let about =
        |who: &str| workshop.rows(&["diff", "--on", "2000-01-01", "2005-01-01", "--about", who]).len();
    assert_eq!((about("Kim A"), about("union"), about("ri-b"), about("party")), (1, 1, 0, 0));
    assert_eq!(workshop.run(&["diff", "--on", "2000-01-01", "2005-01-01", "--about", "nobody"]).status, 1);
    assert!(workshop.run(&["diff"]).err.contains("give two values for one of the clocks"));
    assert!(workshop.run(&["diff", "--recorded-by", "2", "1"]).err.contains("swap the two"));
    assert!(workshop.ok(&["diff", "--recorded-by", "2", "2"]).contains("no answer differs"));
}

/// Random imports, edits in the stock shell, retractions, renames, undos and merges; after each, what stands now is kept,
/// and at the end the archive gives all of it again. `ORGARCHIVE_REPLAYS` asks for more archives.
#[test]
fn every_commit_can_be_read_again_as_it_stood() {
    let count: u64 =
        std::env::var("ORGARCHIVE_REPLAYS").ok().and_then(|count| count.parse().ok()).unwrap_or(2);
    for seed in 0..count {
        let mut dice = Dice(seed * 104_729 + 5);
        let workshop = base();
        let other = Workshop::new();
        std::fs::copy(workshop.path("archive.db"), other.path("archive.db")).unwrap();
        let mut kept: Vec<(String, BTreeMap<String, Vec<u8>>, String)> = Vec::new();
        let number =
            |workshop: &Workshop| workshop.sqlite3("SELECT max(number) FROM commits").trim().to_owned();
        let answers = |workshop: &Workshop, more: &[&str]| {
            let mut arguments = vec!["officials", "--on", "1995-01-01", "--all", "--format", "json"];
            arguments.extend(more);
            run(workshop, &arguments).out
        };
        let mut name = "ri-b".to_owned();
        for step in 0..24 {
            let before = number(&workshop);
            match dice.below(12) {
                0 => {
                    let next = format!("ri-{step}");
                    if run(&workshop, &["rename", &name, &next]).status == 0 {
                        name = next;
                    }
                }
                1 | 2 => {
                    let was = exported(&workshop, &[]);
                    let last = number(&workshop);
                    let ran = run(&workshop, &["undo", &last]);
                    if ran.status == 0 {
                        let earlier = (last.parse::<i64>().unwrap() - 1).to_string();
                        let then = exported_by(&workshop, &earlier);
                        assert!(then == exported(&workshop, &[]), "seed {seed}, step {step}: undo of {last}");
                    } else {
                        assert!(was == exported(&workshop, &[]), "seed {seed}, step {step}: {ran}");
                    }
                }
                3 => {
                    change(&other, &mut dice);
                    let ran =
                        run(&workshop, &["merge", &other.path("archive.db").to_string_lossy(), "--same-ids"]);
                    assert!([0, 1, 3].contains(&ran.status), "{ran}");
                }
                _ => change(&workshop, &mut dice),
            }
            assert_sound_but_for_references(&workshop);
            let after = number(&workshop);
            if after != before {
                kept.push((after, exported(&workshop, &[]), answers(&workshop, &[])));
            }
        }
        for (number, then, answer) in kept {
            assert!(then == exported_by(&workshop, &number), "seed {seed}: commit {number}");
            assert_eq!(
                answer,
                answers(&workshop, &["--recorded-by", &number]),
                "seed {seed}: commit {number}"
            );
        }
    }
}

/// Merges can leave dangling references, where one side withdrew what the other names; anything else is a fault.
pub fn assert_sound_but_for_references(workshop: &Workshop) {
    let check = run(workshop, &["check", "--format", "json"]);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&check.out).unwrap();
    assert_eq!(findings.is_empty(), check.status == 0, "{check}");
    assert!(findings.iter().all(|finding| finding["rule"] == "reference"), "{check}");
}

/// An export by the real clock, which a stock shell's commits have.
fn exported_by(workshop: &Workshop, number: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = workshop.path("then");
    let _ = std::fs::remove_dir_all(&folder);
    let ran = run(workshop, &["export", "-o", "then", "--recorded-by", number]);
    assert_eq!(ran.status, 0, "{ran}");
    files(&folder)
}
