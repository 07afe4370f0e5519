//! Which holders of a title the lists of events do not name.

use super::{example, field};
use crate::support::{Workshop, texts};

const MEMBERS: [&str; 5] = ["appearances", "--of", "member", "--organization", "politburo"];

/// `event official absence verdict` of each row.
fn absent(workshop: &Workshop, more: &[&str]) -> Vec<String> {
    let rows = workshop.rows(&[&MEMBERS[..], more].concat());
    let words = |row| ["event", "official", "absence", "verdict"].map(|name| field(row, name)).join(" ");
    rows.iter().map(words).collect()
}

#[test]
fn holders_on_the_day_of_an_event_whom_no_list_names_are_absent() {
    let workshop = example();
    assert_eq!(
        absent(&workshop, &["--kind", "funeral"]),
        [
            "funeral-1991 sten-krog absent certain",
            "funeral-1991 marit-lund absent possible",
            "funeral-1994 finn-quist absent certain",
            "funeral-1994 sten-krog absent certain",
            "funeral-1997 alva-renn absent possible",
            "funeral-1997 gro-hald contested possible",
        ]
    );
    assert_eq!(
        absent(&workshop, &["--verdict", "certain", "--official", "finn-quist"]),
        ["funeral-1994 finn-quist absent certain"]
    );
}

#[test]
fn the_verdict_is_that_of_officials_on_the_day() {
    let workshop = example();
    let rows = workshop.rows(&[&MEMBERS[..], &["--all"]].concat());
    let mut compared = 0;
    for row in &rows {
        let day = field(row, "date_earliest");
        if day != field(row, "date_latest") {
            continue;
        }
        let who = ["--official", field(row, "official"), "--organization", "politburo", "--title", "member"];
        let on = workshop.rows(&[&["officials", "--on", day, "--all"][..], &who].concat());
        assert_eq!(on.len(), 1, "{row:#}");
        assert_eq!(
            (field(row, "verdict"), field(row, "reason")),
            (field(&on[0], "verdict"), field(&on[0], "reason"))
        );
        assert!(texts(&on[0], "records").iter().all(|id| texts(row, "records").contains(id)), "{row:#}");
        compared += 1;
    }
    assert!(compared > 8, "{compared}");
}

#[test]
fn who_is_named_by_one_source_and_not_by_anothers_list_is_contested() {
    let workshop = example();
    let rows =
        workshop.rows(&["appearances", "funeral-1997", "--of", "member", "--organization", "politburo"]);
    let hald = rows.iter().find(|row| row["official"] == "gro-hald").unwrap();
    assert_eq!(
        (texts(hald, "named_by"), texts(hald, "not_named_by")),
        (vec!["herald-1997".to_owned()], vec!["agency-1997".to_owned()])
    );
    assert_eq!(rows.len(), 2);
    // If the newspaper is not believed, he was absent.
    let absent = absent(&workshop, &["--without", "herald-1997", "--kind", "funeral"]);
    assert!(absent.contains(&"funeral-1997 gro-hald absent possible".to_owned()), "{absent:?}");
}

#[test]
fn nobody_is_absent_from_his_own_funeral() {
    let workshop = example();
    let absent = absent(&workshop, &[]);
    assert!(!absent.iter().any(|row| row.starts_with("funeral-1997 sten-krog")), "{absent:?}");
    // Nor from what took place before his time.
    assert!(!absent.iter().any(|row| row.starts_with("funeral-1991 ivar-sand")), "{absent:?}");
}

#[test]
fn a_vague_date_takes_the_verdicts_of_all_its_days() {
    let workshop = example();
    workshop.write("more/sources.csv", "id,title,published\nx,X,1996-03-01\n");
    workshop.write(
        "more/events.csv",
        "event,kind,title,date,source\ngala,parade,Gala,1996-01,x\nball,parade,Ball,1996-01-10,x\n",
    );
    workshop.write(
        "more/participants.csv",
        "event,subject,position,source\ngala,dag-moe,1,x\nball,dag-moe,1,x\n",
    );
    workshop.ok(&["import", "more"]);
    let absent = absent(&workshop, &["--official", "finn-quist", "--from", "1996-01", "--to", "1996-02"]);
    // He was a member until 12 January.
    assert_eq!(absent, ["gala finn-quist absent possible", "ball finn-quist absent certain"]);
}

#[test]
fn a_mention_of_some_guests_is_not_a_list() {
    let workshop = example();
    workshop.write("more/sources.csv", "id,title,published\nx,X,1993-03-01\n");
    workshop.write(
        "more/events.csv",
        "event,title,status,date,source\ngala,Gala,occurred,1993-01-02,x\nhunt,Hunt,planned,1993-01-03,x\n",
    );
    workshop
        .write("more/participants.csv", "event,subject,position,source\ngala,dag-moe,,x\nhunt,dag-moe,1,x\n");
    workshop.ok(&["import", "more"]);
    let window = ["--from", "1993", "--to", "1993"];
    assert_eq!(absent(&workshop, &window), Vec::<String>::new());
    let told = workshop.ok(&[&MEMBERS[..], &window].concat());
    assert!(told.contains("1 event has participants and no ordered list"), "{told}");
    assert!(told.contains("1 planned event does not count"), "{told}");
    let with = absent(&workshop, &[&window[..], &["--unordered"]].concat());
    assert!(with.contains(&"gala alva-renn absent certain".to_owned()), "{with:?}");
    assert!(!with.iter().any(|row| row.contains("dag-moe") || row.starts_with("hunt")), "{with:?}");
}
