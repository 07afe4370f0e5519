//! Withdrawing records, and what the archive says of its own past.

use crate::support::{Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data", "--note", "the first report"]);
    workshop
}

#[test]
fn a_retracted_record_leaves_the_answers_and_stays_in_the_history() {
    let workshop = loaded();
    let id = workshop.sqlite3("SELECT id FROM postings WHERE official = 'ri-b'").trim().to_owned();
    assert_eq!(workshop.rows(&["officials", "--on", "2011-03-15", "--official", "ri-b"]).len(), 1);
    let out = workshop.ok(&["retract", &id, "--reason", "misread"]);
    assert_eq!(out, format!("retracted: postings {id} (misread)\n"));
    assert!(workshop.rows(&["officials", "--on", "2011-03-15", "--official", "ri-b"]).is_empty());
    let changes = workshop.rows(&["log", "--id", &id]);
    assert_eq!(changes.len(), 1);
    assert_eq!((&changes[0]["change"], &changes[0]["reason"]), (&"retracted".into(), &"misread".into()));
    assert!(changes[0]["image"].as_str().unwrap().contains("\"official\":\"ri-b\""));
    workshop.ok(&["check"]);
}

#[test]
fn a_retracted_record_is_not_slipped_back_in_by_an_import() {
    let workshop = loaded();
    let id = workshop.sqlite3("SELECT id FROM postings WHERE official = 'ri-b'").trim().to_owned();
    workshop.ok(&["retract", &id, "--reason", "misread"]);
    let out = workshop.ok(&["import", "data"]);
    assert!(out.contains(&format!("withdrawn: postings {id}")), "{out}");
    assert!(out.contains("1 superseded, 0 added, 0 revised, 1 unchanged"), "{out}");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM postings"), "1\n");
    let out = workshop.ok(&["import", "data", "--restore"]);
    assert!(out.contains("1 added, 0 revised, 1 unchanged"), "{out}");
}

#[test]
fn a_row_that_others_refer_to_is_not_retracted() {
    let workshop = loaded();
    let before = workshop.dump();
    for (id, referring) in [("kim-a", "postings "), ("s1", "organizations "), ("chair", "postings ")] {
        let ran = workshop.run(&["retract", id, "--reason", "gone"]);
        assert_eq!(ran.status, 1);
        assert!(ran.err.contains("is referred to by") && ran.err.contains(referring), "{ran}");
    }
    assert!(
        workshop.run(&["retract", "nothing", "--reason", "gone"]).err.contains("there is no row with the id")
    );
    assert_eq!(workshop.dump(), before);
    // What nothing refers to can go.
    workshop.ok(&["retract", "party", "--reason", "not needed"]);
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM entities WHERE id = 'party'"), "0\n");
}

#[test]
fn an_event_goes_with_its_last_report_only_if_nobody_names_it() {
    let workshop = Workshop::seeded();
    // One of two reports can go; the last one cannot while someone took part.
    workshop.ok(&["retract", "c117", "--reason", "relays the other"]);
    let ran = workshop.run(&["retract", "c036", "--reason", "doubtful"]);
    assert!(ran.err.contains("participants "), "{ran}");
    workshop.ok(&["check"]);
}

#[test]
fn the_log_lists_runs_and_changes_by_other_programs() {
    let workshop = loaded();
    workshop.sqlite3("UPDATE sources SET title = 'Another title' WHERE id = 's1'");
    let runs = workshop.rows(&["log"]);
    assert_eq!(runs.len(), 2, "{runs:#?}");
    assert_eq!((&runs[0]["command"], &runs[0]["number"]), (&"another program".into(), &2.into()));
    assert_eq!((&runs[1]["command"], &runs[1]["note"]), (&"import".into(), &"the first report".into()));
    assert!(runs[1]["files"].as_str().unwrap().contains("\"sha256\":\""), "{runs:#?}");
    let changes = workshop.rows(&["log", "--changes"]);
    assert_eq!(changes.len(), 1);
    assert_eq!((&changes[0]["id"], &changes[0]["change"]), (&"s1".into(), &"revised".into()));
    assert!(workshop.rows(&["log", "--table", "postings"]).is_empty());
}

fn at(workshop: &Workshop, now: &str, arguments: &[&str]) -> (String, i32) {
    let output = workshop.command().env("ORGARCHIVE_NOW", now).args(arguments).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap_or(-1))
}

#[test]
fn the_log_of_a_row_begins_with_the_version_that_is_current() {
    let workshop = loaded();
    let changes = |id: &str| -> Vec<(String, String)> {
        let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        workshop
            .rows(&["log", "--id", id])
            .iter()
            .map(|row| (text(row, "change"), text(row, "written_by")))
            .collect()
    };
    let run =
        || workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1").trim().to_owned();
    // A row that was only added has one version.
    let import = run();
    assert_eq!(changes("party"), [("current".to_owned(), import.clone())]);
    workshop.ok(&["retract", "party", "--reason", "misread"]);
    assert_eq!(changes("party"), [("retracted".to_owned(), import.clone())]);
    workshop.ok(&["undo", &run()]);
    assert_eq!(changes("party"), [("current".to_owned(), run()), ("retracted".to_owned(), import)]);
    assert!(workshop.ok(&["log", "--id", "party", "--format", "json"]).contains("The party"));
    assert!(workshop.ok(&["log", "--id", "nobody"]).contains("(none)"));
}

#[test]
fn a_run_after_one_under_a_clock_years_ahead_warns_and_says_what_to_do() {
    let workshop = loaded();
    for (name, source) in [("a", "s3"), ("b", "s4")] {
        workshop.write(&format!("{name}/sources.csv"), format!("id,title\n{source},Page {name}\n"));
    }
    let (err, status) = at(&workshop, "2041-01-01T00:00:00Z", &["import", "a"]);
    assert_eq!((err.as_str(), status), ("", 0));
    for arguments in [
        &["import", "b"][..],
        &["rename", "s4", "s5"],
        &["retract", "s5", "--reason", "not needed"],
        &["undo", "5"],
    ] {
        let ran = workshop.run(arguments);
        assert_eq!(ran.status, 0, "{ran}");
        assert!(
            ran.err.contains("warning: the archive's changes are dated up to 2041-01-01T00:00:00."),
            "{ran}"
        );
        assert!(ran.err.contains("hint: ") && ran.err.contains("export -o FOLDER"), "{ran}");
    }
    // A question changes nothing, and does not warn.
    assert_eq!(workshop.run(&["officials"]).err, "");
    let other = loaded();
    let ran = other.run(&["merge", &workshop.path("archive.db").to_string_lossy()]);
    assert!(ran.status == 1 && ran.err.contains("export -o FOLDER"), "{ran}");
    // What the hint says works.
    workshop.ok(&["export", "-o", "all"]);
    workshop.ok(&["--archive", "new.db", "import", "all"]);
    assert!(other.run(&["merge", &workshop.path("new.db").to_string_lossy()]).status == 0);
}

#[test]
fn a_clock_before_1970_is_a_clock() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("page.html", "a page");
    for arguments in
        [&["import", "data"][..], &["keep", "s1", "page.html"], &["log"], &["officials"], &["check"]]
    {
        let (err, status) = at(&workshop, "1931-05-01T00:00:00Z", arguments);
        assert_eq!((err.as_str(), status), ("", 0), "{arguments:?}");
    }
    let (err, status) = at(&workshop, "9999-12-31T23:59:59.999Z", &["rename", "s1", "s9"]);
    assert_eq!(status, 0, "{err}");
    let (err, status) = at(&workshop, "9999-12-31T23:59:59.999Z", &["rename", "s9", "s1"]);
    assert!(status == 1 && err.contains("no change can be dated after 9999-12-31T23:59:59.999Z"), "{err}");
}

#[test]
fn an_archive_asked_as_it_stood_before_its_first_change_says_that_it_held_nothing() {
    let workshop = loaded();
    for arguments in [&["officials"][..], &["export", "sources"], &["sql", "SELECT 1"], &["show", "kim-a"]] {
        let ran = workshop.run(&[arguments, &["--recorded-by", "2020-01-01"]].concat());
        assert!(
            ran.err.contains("--recorded-by 2020-01-01 is before the first change of this archive (2026-11-23T12:00:00.000Z)"),
            "{ran}"
        );
    }
    let ran = workshop.run(&["diff", "--recorded-by", "2020-01-01", "1"]);
    assert!(ran.err.contains("it was still empty"), "{ran}");
    assert_eq!(workshop.run(&["officials", "--recorded-by", "1"]).err, "");
}
