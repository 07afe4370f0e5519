//! What `import` asks on a terminal before anything is written, and says elsewhere.

use crate::add::on_a_terminal;
use crate::support::{Workshop, small_tables};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn a_likely_revision_is_asked_about_before_it_is_written() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,until,source,locator\nkim-a,union,chair,2001,2007,s1,p. 1\n",
    );
    let before = workshop.dump();
    let (shown, status) = on_a_terminal(&workshop, &["import", "postings.csv"], &["n"]);
    assert!(status == 1 && shown.contains("not confirmed; nothing was changed"), "{status} {shown}");
    assert!(shown.contains("likely a revision: postings "), "{shown}");
    assert_eq!(workshop.dump(), before);
    let (shown, status) = on_a_terminal(&workshop, &["import", "--yes", "--dry-run", "postings.csv"], &[]);
    assert!(status == 0 && !shown.contains("[y/N]"), "{shown}");
    let (shown, status) = on_a_terminal(&workshop, &["import", "postings.csv"], &["y"]);
    assert!(status == 0 && shown.contains("undo 2"), "{shown}");
    // Nobody is there to answer in a pipe, and --yes answers beforehand.
    workshop.ok(&["undo", "2"]);
    assert!(workshop.ok(&["import", "--restore", "postings.csv"]).contains("likely a revision"));
    workshop.ok(&["undo", "4"]);
    let (shown, status) = on_a_terminal(&workshop, &["import", "--restore", "--yes", "postings.csv"], &[]);
    assert!(status == 0 && !shown.contains("[y/N]"), "{shown}");
}

#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn a_source_that_is_there_already_is_asked_about_before_it_is_written() {
    let workshop = workshop();
    workshop.ok(&[
        "add",
        "source",
        "--title",
        "Dockers march",
        "--published",
        "2024-05-02",
        "--url",
        "https://courier.example/march",
        "--kind",
        "news",
    ]);
    let clashes = [
        (
            "s9,Another title,https://www.courier.example/march/,",
            "likely there already: sources s9 is new, and dockers-march has",
        ),
        ("s9,DOCKERS march,,2024-05-02", "likely there already: sources s9"),
        ("dockers-march,Quite another page,,2020", "revised: sources dockers-march (title"),
    ];
    for (row, said) in clashes {
        workshop.write("sources.csv", format!("id,title,url,published\n{row}\n"));
        let before = workshop.dump();
        let (shown, status) = on_a_terminal(&workshop, &["import", "sources.csv"], &["no"]);
        assert!(
            status == 1 && shown.contains(said) && shown.contains("all the same? [y/N]"),
            "{row}: {shown}"
        );
        assert_eq!(workshop.dump(), before);
        assert!(workshop.ok(&["import", "--dry-run", "sources.csv"]).contains(said), "{row}");
    }
    // Other pages of one publisher, and pages of other days.
    workshop.write(
        "sources.csv",
        "id,title,url,published\ns9,Dockers march,https://courier.example/april,2024-06-02\n",
    );
    let (shown, status) = on_a_terminal(&workshop, &["import", "sources.csv"], &[]);
    assert!(status == 0, "{shown}");
}

#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn blank_holders_are_asked_about_on_a_terminal_and_the_answer_stays() {
    let workshop = workshop();
    let titles = "id,name,holders\nwarden,Warden,\nclerk,Clerk,\nporter,Porter,\ncook,Cook,\n";
    workshop.write("titles.csv", titles);
    let (shown, status) = on_a_terminal(&workshop, &["import", "titles.csv"], &["two", "one", "", "rest"]);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("holders of warden (one, many; blank: many"), "{shown}");
    assert!(shown.contains("\"two\" is not one of these"), "{shown}");
    let holders =
        "SELECT id, holders FROM titles WHERE id IN ('warden', 'clerk', 'porter', 'cook') ORDER BY id";
    assert_eq!(workshop.sqlite3(holders), "clerk|many\ncook|many\nporter|many\nwarden|one\n");
    assert!(shown.contains("warning: titles clerk has a blank holders, taken as many"), "{shown}");
    // The same row, in a file that changed otherwise, takes nothing back; a correction does.
    workshop.write("titles.csv", titles.replace("Warden", "The warden"));
    let (shown, status) = on_a_terminal(&workshop, &["import", "titles.csv"], &[]);
    assert!(status == 0 && shown.contains("revised: titles warden (name)"), "{shown}");
    workshop.ok(&["edit", "warden", "--holders", ""]);
    assert!(workshop.sqlite3(holders).contains("warden|many"));
}

#[test]
fn in_a_pipe_blank_holders_are_taken_as_many_with_a_warning() {
    let workshop = workshop();
    workshop.write("titles.csv", "id,name\nwarden,Warden\n");
    let out = workshop.ok(&["import", "titles.csv"]);
    let warning = "has a blank holders, taken as many (to fill it in: orgarchive edit";
    assert!(out.contains(&format!("titles warden {warning} warden --holders one|many)")), "{out}");
    // So are titles that are made from their names; words of the starter vocabulary have their own.
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nkim-a,union,Harbor master,2020,s1\nkim-a,union,deputy chair,2021,s1\n",
    );
    let out = workshop.ok(&["import", "--create-missing", "titles", "postings.csv"]);
    assert!(out.contains(&format!("titles harbor-master {warning}")), "{out}");
    assert!(!workshop.ok(&["import", "titles.csv"]).contains(warning));
}
