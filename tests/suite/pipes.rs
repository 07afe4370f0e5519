//! What is not a plain file: names that SQLite takes for something else, pipes and devices as archives and as CSV.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::support::Workshop;

const ROWS: &str = "id,title\ns1,Gazette\ns2,Bulletin\n";

fn pipe(workshop: &Workshop, name: &str) -> PathBuf {
    let path = workshop.path(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

/// Writes into a pipe once somebody reads it.
fn fill(path: &Path, text: &str) -> std::thread::JoinHandle<()> {
    let (path, text) = (path.to_path_buf(), text.to_owned());
    std::thread::spawn(move || std::fs::write(path, text).unwrap())
}

#[test]
fn names_that_sqlite_takes_for_something_else_are_not_archives() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", ROWS);
    for name in [":memory:", "file:a.db", "file:a.db?mode=memory", " "] {
        for arguments in [
            ["import", "sources.csv"].as_slice(),
            &["import", "--dry-run", "sources.csv"],
            &["sql", "SELECT 1"],
            &["check"],
        ] {
            let ran = workshop.run(&[&["--archive", name], arguments].concat());
            assert_eq!(ran.status, 1, "{name} {ran}");
            assert!(ran.err.contains("archive"), "{ran}");
            assert!(ran.out.is_empty(), "{ran}");
        }
    }
    assert_eq!(std::fs::read_dir(workshop.path(".")).unwrap().count(), 1);
    assert_snapshot!(workshop.run(&["--archive", ":memory:", "import", "sources.csv"]).err, @r"
    error: :memory:: an archive is a plain file, but SQLite gives this name another meaning
    hint: name a file, such as archive.db; if the file is really called so: ./:memory:
    ");
    workshop.ok(&["--archive", "./file:a.db", "import", "sources.csv"]);
    assert!(workshop.path("file:a.db").is_file());
    // The same for an archive that is merged.
    assert!(workshop.run(&["--archive", "./file:a.db", "merge", ":memory:"]).err.contains("plain file"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_an_archive_and_nothing_waits_for_it() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", ROWS);
    pipe(&workshop, "pipe.db");
    for arguments in
        [["import", "sources.csv"].as_slice(), &["import", "--dry-run", "sources.csv"], &["sql", "SELECT 1"]]
    {
        let ran = workshop.run(&[&["--archive", "pipe.db"], arguments].concat());
        assert_eq!(ran.status, 1, "{ran}");
        assert!(
            ran.err.starts_with("error: pipe.db: this is a pipe, and an archive is a plain file\n"),
            "{ran}"
        );
    }
    let ran = workshop.run(&["--archive", "/dev/null", "import", "sources.csv"]);
    assert!(ran.err.starts_with("error: /dev/null: this is a device"), "{ran}");
}

#[cfg(unix)]
#[test]
fn rows_come_through_pipes_as_through_files() {
    let workshop = Workshop::new();
    let path = pipe(&workshop, "sources.csv");
    let writer = fill(&path, ROWS);
    let out = workshop.ok(&["import", "sources.csv"]);
    writer.join().unwrap();
    assert!(out.starts_with("sources:  2 added"), "{out}");

    // The same through /dev/stdin, which is a pipe here, with rows that are written to this folder.
    let mut child = workshop
        .command()
        .args(["import", "--partial", "--table", "sources", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"id,title\ns3,Leaflet\ns4\n").unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(3), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM sources"), "3\n");
    assert!(workshop.path("sources.rejected.csv").is_file());
}

#[cfg(unix)]
#[test]
fn a_profile_may_come_through_a_pipe_as_well() {
    let workshop = Workshop::new();
    workshop.write("list.csv", "code,name\ns1,Gazette\n");
    let path = pipe(&workshop, "profile.toml");
    let writer =
        fill(&path, "[[record]]\ntable = \"sources\"\n[record.cells]\nid = \"code\"\ntitle = \"name\"\n");
    workshop.ok(&["import", "--profile", "profile.toml", "list.csv"]);
    writer.join().unwrap();
    assert_eq!(workshop.sqlite3("SELECT id, title FROM sources"), "s1|Gazette\n");
}

#[cfg(unix)]
#[test]
fn a_device_without_an_end_is_refused_as_a_row_without_one() {
    let workshop = Workshop::new();
    let ran = workshop.run(&["import", "--table", "sources", "/dev/zero"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.starts_with("error: /dev/zero:1: the row is longer than 16 MiB\n"), "{ran}");
}

#[cfg(unix)]
#[test]
fn a_missing_folder_for_temporary_files_is_named_as_what_is_wrong() {
    let workshop = Workshop::new();
    let ran = workshop
        .command()
        .env("TMPDIR", "/no/such/folder")
        .args(["import", "--table", "sources", "-"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert_snapshot!(String::from_utf8_lossy(&ran.stderr), @r"
    error: no temporary file can be written in /no/such/folder: No such file or directory (os error 2)
    hint: make room there, or name another folder for temporary files with TMPDIR; nothing was changed
    ");
}

#[test]
fn a_pipe_is_not_kept_as_a_document_and_is_not_waited_for() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", ROWS);
    workshop.ok(&["import", "sources.csv"]);
    pipe(&workshop, "page");
    let ran = workshop.run(&["keep", "s1", "page"]);
    assert!(ran.status == 1 && ran.err.contains("page: this is not a plain file"), "{ran}");
}
