//! Extracts that come back from a spreadsheet: nothing that only the program added is taken for the analyst's.

use crate::support::Workshop;

const ROWS: &str = "id,title,note\ns0,N0,=1+1\ns1,N1,- spoke first\ns2,N2,+82-2-123\ns3,N3,@home\ns4,N4,'=x\ns5,N5,-5\n\
    s6,N6,;=1+1\ns7,N7,a;'=HYPERLINK(1)\ns8,N8,'quoted'\ns9,N9,\"two\n=lines\"\n";

fn archive() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("sources.csv", ROWS);
    workshop.ok(&["import", "sources.csv"]);
    workshop
}

fn notes(workshop: &Workshop) -> String {
    workshop.sqlite3("SELECT id, note FROM sources ORDER BY id")
}

#[test]
fn an_extract_for_a_spreadsheet_comes_back_as_it_was() {
    let workshop = archive();
    let before = notes(&workshop);
    let sheet = workshop.ok(&["export", "sources", "--for-spreadsheet"]);
    assert!(sheet.lines().next().unwrap().ends_with(",note,for_spreadsheet"), "{sheet}");
    assert!(sheet.contains(",;'=1+1,yes\n") && sheet.contains(",a;''=HYPERLINK(1),yes\n"), "{sheet}");
    workshop.write("sources-sheet.csv", &sheet);
    let out = workshop.ok(&["import", "sources-sheet.csv"]);
    assert!(out.contains("written for a spreadsheet"), "{out}");
    assert!(out.contains("sources:  0 added, 0 revised, 10 unchanged\n"), "{out}");
    // Spreadsheets save it with CRLF, in cells of several lines too.
    workshop.write("sources-saved.csv", sheet.replace('\n', "\r\n"));
    let out = workshop.ok(&["import", "sources-saved.csv"]);
    assert!(out.contains("sources:  0 added, 0 revised, 10 unchanged\n"), "{out}");
    // Into an empty archive, too.
    let other = Workshop::new();
    other.write("sources.csv", &sheet);
    other.ok(&["import", "sources.csv"]);
    assert_eq!(notes(&other), before);
}

#[test]
fn an_apostrophe_of_the_analysts_is_never_taken_off() {
    let workshop = archive();
    let sheet = workshop.ok(&["export", "sources", "--for-spreadsheet"]);
    let header = sheet.lines().next().unwrap();
    let columns = header.split(',').count();
    // Rows that were added below have nothing in the last column.
    let row = |id: &str, note: &str| format!("{id},new{}{note},\n", ",".repeat(columns - 3));
    workshop.write("sources-more.csv", format!("{sheet}{}", row("t1", "'=mine")));
    let out = workshop.ok(&["import", "sources-more.csv"]);
    assert!(out.contains("sources:  1 added, 0 revised, 10 unchanged\n"), "{out}");
    assert_eq!(workshop.sqlite3("SELECT note FROM sources WHERE id = 't1'"), "'=mine\n");
    // A file that no export wrote keeps all of them.
    workshop.write("sources-own.csv", "id,note\ns0,'=1+1\n");
    workshop.ok(&["import", "sources-own.csv"]);
    assert_eq!(workshop.sqlite3("SELECT note FROM sources WHERE id = 's0'"), "'=1+1\n");
}

#[test]
fn columns_that_an_extract_adds_are_not_read_and_said() {
    let workshop = Workshop::seeded();
    for arguments in [
        ["export", "postings", "--with-sources"].as_slice(),
        &["export", "postings", "--with-sources", "--for-spreadsheet"],
    ] {
        let text = workshop.ok(arguments);
        workshop.write("postings-copy.csv", &text);
        let out = workshop.ok(&["import", "postings-copy.csv"]);
        assert!(out.contains("not read: source_title, source_publisher, source_published"), "{out}");
        assert!(out.contains("0 added, 0 revised"), "{out}");
    }
    // Of a table without sources they are unknown columns as before.
    workshop.write("sources-x.csv", "id,title,source_title\nx1,X,Y\n");
    assert!(workshop.run(&["import", "sources-x.csv"]).err.contains("no column \"source_title\""));
    // A whole folder comes back, with its description.
    workshop.ok(&["export", "-o", "extract", "--with-sources", "--for-spreadsheet"]);
    let out = workshop.ok(&["import", "extract"]);
    assert!(out.contains("nothing new"), "{out}");
    assert!(!out.contains("left out"), "{out}");
}

#[test]
fn lines_that_end_otherwise_are_the_same_row() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title,note\ng,Gazette,\"one\ntwo\"\n");
    workshop.ok(&["import", "sources.csv"]);
    for ends in ["\r\n", "\r"] {
        workshop.write("sources-2.csv", format!("id,title,note\ng,Gazette,\"one{ends}two\"\n"));
        let out = workshop.ok(&["import", "sources-2.csv"]);
        assert!(out.contains("0 added, 0 revised, 1 unchanged"), "{ends:?} {out}");
    }
}
