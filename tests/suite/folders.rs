//! Folders to import, and files that are not CSV.

use insta::assert_snapshot;

use crate::support::Workshop;

const SOURCES: &str = "id,title\ns1,Gazette\n";

#[test]
fn what_a_folder_holds_besides_tables_is_left_out_and_listed() {
    let workshop = Workshop::new();
    workshop.write("in/sources.csv", SOURCES);
    for name in [
        "2024/sources.csv",
        "._sources.csv",
        ".~lock.sources.csv#",
        "officials.txt",
        "names.xls",
        "report.json",
    ] {
        workshop.write(&format!("in/{name}"), "junk");
    }
    workshop.write("in/officials.rejected.csv", "reason,id,name\nx,o1,X\n");
    assert_snapshot!(workshop.ok(&["import", "in"]).lines().take(2).collect::<Vec<_>>().join("\n"), @r"
    left out: in/._sources.csv (hidden), in/.~lock.sources.csv# (hidden), in/2024 (a folder), in/names.xls (an old kind of spreadsheet: save it as .xlsx), in/officials.rejected.csv (rejected rows: name the file once they are corrected), in/officials.txt (not named .csv or .tsv), in/report.json (JSON, not named as a table)
    sources:  1 added, 0 revised, 0 unchanged
    ");
    let empty = Workshop::new();
    empty.write("in/2024/sources.csv", SOURCES);
    assert_snapshot!(empty.run(&["import", "in"]).err, @r"
    error: in: the folder holds no CSV file to load, but in/2024 (a folder)
    hint: name a folder with files such as sources.csv and postings.csv
    ");
}

#[test]
fn files_of_other_kinds_are_named_as_what_they_are() {
    let zip =
        |inside: &str| [b"PK\x03\x04\x14\0\x06\0".as_slice(), inside.as_bytes(), &[0, 0xff, 0x80]].concat();
    for (name, content, what) in [
        // Whatever their names say.
        (
            "sources.csv",
            zip("[Content_Types].xml"),
            "this is a spreadsheet (.xlsx), and import reads CSV, workbooks and JSON",
        ),
        (
            "sources.tsv",
            zip("xl/workbook.xml"),
            "this is a spreadsheet (.xlsx), and import reads CSV, workbooks and JSON",
        ),
        (
            "sources-2016.csv",
            zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            "a spreadsheet (.ods)",
        ),
        ("sources.txt", b"{\"id\":\"s1\",\"title\":\"Gazette\"}\n".to_vec(), "this is JSON"),
        ("sources.dat", b"\xef\xbb\xbf[\n  {\"id\": \"s1\"}\n]\n".to_vec(), "this is JSON"),
        ("sources.html", b"<!DOCTYPE html>\n<table>".to_vec(), "this is a web page"),
    ] {
        let workshop = Workshop::new();
        workshop.write(name, content);
        for arguments in [["import", name].as_slice(), &["profile", "new", name]] {
            let ran = workshop.run(arguments);
            assert_eq!(ran.status, 1, "{name} {ran}");
            assert!(ran.err.starts_with(&format!("error: {name}: ")) && ran.err.contains(what), "{ran}");
            assert!(ran.err.contains("hint: "), "{ran}");
        }
    }
}
