//! Ctrl-C: a command that is interrupted ends, and what it was to change or to write is as before or complete.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::recorded::exported;
use crate::support::Workshop;
use crate::survival::{kills, large};

/// How long a command may go on after it was interrupted, at the very most.
const PATIENCE: Duration = Duration::from_secs(60);

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    // The command may have ended meanwhile.
    let _ = std::process::Command::new("kill").args(["-INT", &id]).stderr(Stdio::null()).status().unwrap();
}

/// Waits for a command that was interrupted; its standard output and its errors are files.
fn status_of(child: &mut Child, arguments: &[&str]) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} goes on although it was interrupted");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Interrupts a command at several moments. It has ended with status 0 and is complete, or with status 1 (or none, before
/// it watches for signals) and has left nothing but the beginning of its answer. Files are below `out`.
fn interrupted_anywhere(workshop: &Workshop, arguments: &[&str]) {
    let (archive, out) = (workshop.path("archive.db"), workshop.path("out"));
    let before = std::fs::read(&archive).unwrap();
    let fresh = || {
        let _ = std::fs::remove_dir_all(&out);
        std::fs::create_dir(&out).unwrap();
    };
    fresh();
    let began = Instant::now();
    let answer = workshop.ok(arguments);
    let (lasts, whole) = (began.elapsed(), files(&out));
    let mut ends = Vec::new();
    for turn in 0..kills() {
        fresh();
        workshop.write("temporary/empty", "");
        let to = |name: &str| std::fs::File::create(workshop.path(name)).unwrap();
        let mut command = workshop.command();
        command.args(arguments).env("TMPDIR", workshop.path("temporary"));
        let mut child = command.stdout(to("said")).stderr(to("complained")).spawn().unwrap();
        std::thread::sleep(lasts.mul_f64(f64::from(turn * 2 + 1) / f64::from(kills() * 2)));
        interrupt(&child);
        let status = status_of(&mut child, arguments);
        let (said, complained) = (workshop.read("said"), workshop.read("complained"));
        let left = files(&out);
        match status {
            Some(0) => {
                assert_eq!(said, answer, "{arguments:?}, turn {turn}");
                // A workbook and a database hold the moment at which they were written.
                assert!(left.keys().eq(whole.keys()), "{arguments:?}, turn {turn}: {:?}", left.keys());
            }
            Some(1) => assert!(complained.contains("error: interrupted"), "{arguments:?}: {complained}"),
            None => {}
            other => panic!("{arguments:?}, turn {turn}: status {other:?}: {complained}"),
        }
        if status != Some(0) {
            assert!(answer.starts_with(&said), "{arguments:?}, turn {turn}: {said}");
            assert!(left.is_empty(), "{arguments:?}, turn {turn}: {:?}", left.keys());
        }
        assert!(files(&workshop.path("temporary")).len() == 1, "{arguments:?}, turn {turn}");
        assert!(std::fs::read(&archive).unwrap() == before, "{arguments:?}, turn {turn}: the archive");
        ends.push(status);
    }
    assert!(ends.iter().any(|status| *status != Some(0)), "no signal came before the end: {arguments:?}");
}

#[test]
fn interrupted_questions_leave_the_beginning_of_their_answers() {
    let workshop = large();
    for arguments in [
        &["check"][..],
        &["search", "kim"],
        &["search", "page", "--format", "json"],
        &["coverage"],
        &["candidates"],
        &["conflicts", "--format", "ndjson"],
        &["gaps", "--width", "80"],
        &["tenures", "--format", "csv"],
        &["show", "union"],
        &["export", "postings"],
        &["export", "--format", "popolo"],
    ] {
        interrupted_anywhere(&workshop, arguments);
    }
}

#[test]
fn interrupted_copies_and_extracts_leave_no_file() {
    let workshop = large();
    for arguments in [
        &["backup", "out/copy.db"][..],
        &["chart", "tenures", "-o", "out/tenures.svg"],
        &["export", "-o", "out/csv"],
        &["export", "-o", "out/json", "--format", "json"],
        &["export", "-o", "out/ndjson", "--format", "ndjson", "tenures", "postings"],
        #[cfg(feature = "parquet")]
        &["export", "-o", "out/parquet", "--format", "parquet"],
        &["export", "-o", "out/extract.xlsx"],
        &["export", "-o", "out/popolo.json", "--format", "popolo"],
        &["export", "-o", "out/sources.json", "--format", "csl-json"],
        &["export", "-o", "out/sources.bib", "--format", "bibtex"],
    ] {
        interrupted_anywhere(&workshop, arguments);
    }
}

/// Interrupts a run at random moments: it ends with status 1 and has changed nothing, or it was done before.
fn interrupted(workshop: &Workshop, arguments: &[&str]) {
    let archive = workshop.path("archive.db");
    let start = std::fs::read(&archive).unwrap();
    let before = exported(workshop, &[]);
    let began = Instant::now();
    workshop.ok(arguments);
    let lasts = began.elapsed();
    let after = exported(workshop, &[]);
    let mut ends: BTreeMap<bool, u32> = BTreeMap::new();
    for turn in 0..kills() {
        std::fs::write(&archive, &start).unwrap();
        let mut command = workshop.command();
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let mut child = command.spawn().unwrap();
        let until = lasts.mul_f64(f64::from(turn * 2 + 1) / f64::from(kills() * 2));
        while began.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        interrupt(&child);
        let status = status_of(&mut child, arguments);
        for rest in ["archive.db-wal", "archive.db-shm", "archive.db-journal"] {
            assert!(!workshop.path(rest).exists() || status.is_none(), "{arguments:?}, turn {turn}: {rest}");
        }
        let now = exported(workshop, &[]);
        match status {
            Some(0) => assert!(now == after, "{arguments:?}, turn {turn}"),
            // Without a status the signal came before the program watches for it.
            Some(1) | None => assert!(now == before, "{arguments:?}, turn {turn}"),
            other => panic!("{arguments:?}, turn {turn}: status {other:?}"),
        }
        *ends.entry(status == Some(0)).or_default() += 1;
    }
    assert!(ends.contains_key(&false), "no signal came before the end: {ends:?}");
}

#[test]
fn an_interrupted_run_leaves_the_archive_as_it_was() {
    let workshop = large();
    std::fs::copy(workshop.path("archive.db"), workshop.path("other.db")).unwrap();
    workshop.ok(&["--archive", "other.db", "import", "second"]);
    interrupted(&workshop, &["merge", "other.db"]);
    std::fs::copy(workshop.path("other.db"), workshop.path("archive.db")).unwrap();
    interrupted(&workshop, &["undo", "3"]);
}

/// The files of a folder and of the folders in it, hidden ones as well, and what they hold.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let content = std::fs::read(&path).unwrap();
            found.insert(path, content);
        }
    }
    found
}

#[test]
fn an_interrupted_export_leaves_the_folder_as_it_was() {
    let workshop = large();
    workshop.ok(&["export", "-o", "before"]);
    let before = files(&workshop.path("before"));
    let named = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    workshop.ok(&["import", "second"]);
    for arguments in [&["export"][..], &["export", "tenures", "postings", "sources"]] {
        let all = [arguments, &["-o", "folder"]].concat();
        let began = Instant::now();
        workshop.ok(&all);
        let lasts = began.elapsed();
        let after = files(&workshop.path("folder"));
        let mut ends = Vec::new();
        for turn in 0..kills() {
            std::fs::remove_dir_all(workshop.path("folder")).unwrap();
            for (name, content) in &before {
                workshop.write(&format!("folder/{}", named(name)), content);
            }
            let mut child =
                workshop.command().args(&all).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(lasts.mul_f64(f64::from(turn * 2 + 1) / f64::from(kills() * 2)));
            interrupt(&child);
            let status = status_of(&mut child, &all);
            let now = files(&workshop.path("folder"));
            match status {
                Some(0) => assert!(after.iter().all(|(name, content)| now[name] == *content), "turn {turn}"),
                _ => assert!(now.values().eq(before.values()), "turn {turn}: {:?}", now.keys()),
            }
            ends.push(status);
        }
        assert!(ends.iter().any(|status| *status != Some(0)), "no signal came before the end: {ends:?}");
    }
}

/// What never ends by itself ends where it is interrupted: a question, and an import that goes on waiting for rows.
#[test]
fn what_has_no_end_ends_with_an_interruption() {
    use std::io::{Read, Write};
    let workshop = large();
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let mut command = workshop.command();
    command.args(["sql", "--format", "csv", endless]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 10]).unwrap();
    interrupt(&child);
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{out:?}");
    let before = workshop.dump();
    let mut command = workshop.command();
    command.args(["import", "--table", "roles", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut rows = child.stdin.take().unwrap();
    // More than a pipe holds: the program reads.
    rows.write_all(format!("id,name\n{}", "one,One\n".repeat(40_000)).as_bytes()).unwrap();
    interrupt(&child);
    let out = child.wait_with_output().unwrap();
    drop(rows);
    assert_eq!(out.status.code(), Some(1), "{out:?}");
    assert!(workshop.dump() == before);
}
