//! Answers that are empty or shortened say what they leave out, and by what.

use crate::support::{Workshop, small_tables};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/event_kinds.csv", "id,name\ncongress,Congress\nvisit,Visit\n");
    workshop.write(
        "data/events.csv",
        "event,kind,title,status,date,organization,source\nfirst-congress,congress,First congress,occurred,1990-05-01,union,s1\n\
         second-congress,congress,Second congress,occurred,1995-05,union,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

/// Each question with the notes under its answer.
#[track_caller]
fn says(workshop: &Workshop, cases: &[(&[&str], &str)]) {
    for (question, note) in cases {
        let ran = workshop.run(question);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.status == 0 && said.contains(note), "{question:?}: expected {note}: {ran}");
    }
}

#[test]
fn events_of_other_days_and_kinds_are_counted_where_none_is_left() {
    let outside = "2 events on other days left out by --from, --to or --on: [1990-05-01..1995-05-31]";
    says(
        &workshop(),
        &[
            (&["events", "--from", "2000", "--to", "2001"], outside),
            (&["events", "--organization", "union", "--on", "2000-01-01"], outside),
            (&["events", "--kind", "visit"], "2 events of other kinds left out by --kind"),
            (&["events", "--official", "kim-a"], "2 other events left out by --official"),
            (&["events", "--organization", "party"], "2 other events left out by --organization"),
            (
                &["events", "--kind", "visit", "--official", "kim-a"],
                "2 other events left out by --kind and --official",
            ),
            (&["events", "--status", "planned"], "2 occurred events are left out (--status occurred"),
        ],
    );
}

#[test]
fn what_verdict_leaves_out_is_counted() {
    let workshop = workshop();
    says(
        &workshop,
        &[
            (
                &["officials", "--on", "2011-01-01", "--verdict", "disputed"],
                "2 rows are left out by --verdict: ",
            ),
            (&["events", "--verdict", "disputed"], "2 certain events are left out by --verdict"),
            (&["tenures", "--verdict", "disputed"], "pieces are left out by --verdict: "),
            (&["organizations", "--verdict", "certain"], "2 possible rows are left out by --verdict"),
        ],
    );
    let all = workshop.run(&["officials", "--on", "2011-01-01", "--all"]);
    assert!(!format!("{}{}", all.out, all.err).contains("left out"), "{all}");
}

#[test]
fn filters_that_leave_nothing_are_named() {
    says(
        &workshop(),
        &[
            (
                &["search", "congress", "--table", "postings"],
                "matches are left out by --table, --source, --from, --to or --on",
            ),
            (
                &["search", "congress", "--from", "2001"],
                "matches are left out by --table, --source, --from, --to or --on",
            ),
            (&["tenures", "--to", "1900"], "on other days left out by --from, --to or --on"),
            (
                &["gaps", "--kind", "no-founding", "--subject", "kim-a"],
                "only what concerns --subject was looked for",
            ),
            (
                &["log", "--from", "1999-01-01", "--to", "1999-12-31"],
                "1 run of other days left out by --from or --to",
            ),
            (&["coverage", "--to", "1900"], "records of other years are left out by --from, --to or --on"),
        ],
    );
}
