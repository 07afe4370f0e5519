//! What `diff` names as the cause, and plans of `--sync`.

use crate::support::{Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/postings-2.csv",
        "id,official,organization,title,since,until,source\np9,ri-b,union,chair,2001,..,s2\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

fn causes(workshop: &Workshop, question: &str, from: &str, to: &str, on: &[&str]) -> Vec<String> {
    let mut arguments = vec!["diff", question, "--recorded-by", from, to];
    arguments.extend(on);
    let rows = workshop.rows(&arguments);
    let list = |row: &serde_json::Value| {
        let causes = row["changed_by"].as_array().unwrap();
        causes.iter().map(|cause| cause.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let causes: Vec<Vec<String>> = rows.iter().map(list).collect();
    assert!(
        causes.iter().all(|causes| !causes.is_empty()),
        "every answer that changed has its cause: {rows:#?}"
    );
    causes.concat()
}

#[test]
fn a_word_of_a_vocabulary_that_changed_an_answer_is_named() {
    let workshop = loaded();
    workshop.write("titles.csv", "id,holders\nchair,many\n");
    workshop.ok(&["import", "titles.csv"]);
    let found = causes(&workshop, "officials", "1", "2", &["--on", "2005-01-01"]);
    assert!(!found.is_empty());
    assert!(found.iter().all(|cause| cause.starts_with("titles chair revised by ")), "{found:?}");
}

#[test]
fn what_came_back_and_what_has_changed_again_since_is_named() {
    let workshop = loaded();
    workshop.ok(&["retract", "p9", "--reason", "misread"]);
    workshop.ok(&["undo", "2"]);
    workshop.write("more.csv", "id,note\np9,seen\n");
    workshop.ok(&["import", "more.csv", "--table", "postings"]);
    let day = ["--on", "2005-01-01"];
    let undo = workshop.sqlite3("SELECT import FROM commits WHERE number = 3").trim().to_owned();
    let back = causes(&workshop, "officials", "2", "3", &day);
    assert!(back.contains(&format!("postings p9 restored by {undo}")), "{back:?}");
    let gone = causes(&workshop, "officials", "1", "2", &day);
    assert!(gone.iter().any(|cause| cause.starts_with("postings p9 retracted by ")), "{gone:?}");
}

#[test]
fn events_are_asked_for_the_day_that_is_given() {
    let workshop = loaded();
    workshop.write("event_kinds.csv", "id,name\nvisit,visit\n");
    let event =
        |date: &str| format!("id,kind,title,date,organization,source\ne1,visit,A visit,{date},union,s1\n");
    workshop.write("events.csv", event("2009-07-01"));
    workshop.ok(&["import", "event_kinds.csv", "events.csv"]);
    workshop.write("events.csv", event("2009-07"));
    workshop.ok(&["import", "events.csv"]);
    assert!(causes(&workshop, "events", "2", "3", &[]).is_empty());
    let found = causes(&workshop, "events", "2", "3", &["--on", "2009-07-01"]);
    assert!(found[0].starts_with("events e1 revised by "), "{found:?}");
}

#[test]
fn a_plan_of_a_sync_is_printed_whatever_it_retracts() {
    let workshop = loaded();
    workshop.write("sync.csv", "id,name,source\nri-b,Ri B,s2\n");
    let arguments = ["import", "sync.csv", "--table", "officials", "--sync", "s2"];
    let ran = workshop.run(&arguments);
    assert!(ran.status == 1 && ran.err.contains("--force; --dry-run shows the whole plan"), "{ran}");
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    let plan = workshop.ok(&[&arguments[..], &["--dry-run"]].concat());
    assert!(plan.contains("- p9: official=ri-b, organization=union"), "{plan}");
    assert!(
        plan.contains("this retracts more than half of the rows of s2: the real run needs --force"),
        "{plan}"
    );
    assert!(before == std::fs::read(workshop.path("archive.db")).unwrap(), "to the byte");
    workshop.ok(&[&arguments[..], &["--force"]].concat());
    assert_eq!(workshop.run(&[&arguments[..], &["--partial"]].concat()).status, 2);
}
