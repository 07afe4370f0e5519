//! What differs between two lists.

use super::{example, field};

fn told(question: &[&str]) -> Vec<String> {
    let rows = example().rows(question);
    rows.iter()
        .map(|row| {
            let cells = ["change", "subject", "place_before", "place_after", "behind", "agreement"];
            cells.map(|name| field(row, name)).join(" ")
        })
        .collect()
}

#[test]
fn additions_removals_and_moves_are_listed_in_the_order_of_the_second_list() {
    assert_eq!(
        told(&["diff", "appearances", "funeral-1991", "Funeral of Sten Krog", "--without", "agency-1997"]),
        [
            "added ivar-sand  3 edda-falk single",
            "added jens-torp  4 ivar-sand single",
            "moved down bo-lind 2 5 jens-torp agreed",
            "removed alva-renn 1   agreed",
            "removed finn-quist 5   single",
        ]
    );
}

#[test]
fn who_kept_the_order_is_shown_if_all_are_asked_for() {
    let all = told(&["diff", "appearances", "funeral-1991", "funeral-1994", "--all"]);
    assert_eq!(all.len(), 7);
    assert_eq!(all[0], "kept alva-renn 1 1  agreed");
}

#[test]
fn lists_of_two_roles_are_not_compared_with_each_other() {
    let rows = told(&["diff", "appearances", "may-day-1992", "funeral-1994", "--all"]);
    assert_eq!(rows.len(), 12);
    assert!(rows.iter().all(|row| row.starts_with("added ") || row.starts_with("removed ")), "{rows:?}");
}

#[test]
fn contradictory_places_are_shown_and_not_decided() {
    let rows = told(&["diff", "appearances", "funeral-1994", "funeral-1997", "--all"]);
    assert!(rows.contains(&"kept dag-moe 2 | 3 1  contested".to_owned()), "{rows:?}");
}

#[test]
fn a_list_that_is_not_there_is_said_to_be_missing() {
    let workshop = example();
    workshop.write("more/events.csv", "event,title,date,source\ngala,Gala,1993,herald-1994\n");
    workshop.ok(&["import", "more"]);
    let told = workshop.ok(&["diff", "appearances", "gala", "funeral-1991"]);
    assert!(told.contains("nobody is recorded as having taken part in gala"), "{told}");
    let ran = workshop.run(&["diff", "appearances", "gala", "funeral-1900"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("called \"funeral-1900\""), "{ran}");
    assert_eq!(workshop.run(&["diff", "appearances", "gala"]).status, 2);
}

#[test]
fn diff_compares_answers_as_before() {
    let workshop = example();
    let told = workshop.ok(&["diff", "officials", "--on", "1990-01-01", "1991-01-01"]);
    assert!(told.contains("Bo Lind"), "{told}");
    assert_eq!(workshop.run(&["diff"]).status, 1);
    assert_eq!(workshop.run(&["diff", "lists"]).status, 2);
}
