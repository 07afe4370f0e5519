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
