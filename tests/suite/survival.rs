//! Whatever ends a run, the archive is as before it or as after it.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::recorded::exported;
use crate::support::{Workshop, small_tables};

/// How many times each kind of run is killed; `ORGARCHIVE_KILLS` asks for more.
fn kills() -> u32 {
    std::env::var("ORGARCHIVE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(5)
}

const ROWS: usize = 3_000;

fn postings(since: usize) -> String {
    let mut csv = "id,official,organization,title,since,source\n".to_owned();
    for row in 0..ROWS {
        csv.push_str(&format!(
            "p{row},{},union,member,{},s1\n",
            ["kim-a", "ri-b"][row % 2],
            since + row % 50
        ));
    }
    csv
}

/// An archive in which many rows were revised, so that there is much to take back.
fn large() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("first/postings.csv", postings(1900));
    workshop.write("second/postings.csv", postings(1950));
    workshop.ok(&["import", "first"]);
    workshop
}

/// Kills a run at random moments and holds what is left against both states.
fn killed(workshop: &Workshop, arguments: &[&str]) {
    let archive = workshop.path("archive.db");
    let start = std::fs::read(&archive).unwrap();
    let before = exported(workshop, &[]);
    let began = Instant::now();
    workshop.ok(arguments);
    let lasts = began.elapsed();
    let after = exported(workshop, &[]);
    assert!(before != after);
    let mut seen: BTreeMap<bool, u32> = BTreeMap::new();
    for kill in 0..kills() {
        for rest in ["archive.db-wal", "archive.db-shm", "archive.db-journal"] {
            let _ = std::fs::remove_file(workshop.path(rest));
        }
        std::fs::write(&archive, &start).unwrap();
        let mut command = workshop.command();
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let mut child = command.spawn().unwrap();
        let until = lasts.mul_f64(f64::from(kill * 2 + 1) / f64::from(kills() * 2) * 1.05);
        while began.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "{arguments:?}, kill {kill}");
        let now = exported(workshop, &[]);
        assert!(now == before || now == after, "{arguments:?}, kill {kill}: between the two");
        *seen.entry(now == after).or_default() += 1;
    }
    assert!(seen.contains_key(&false), "no kill came before the end: {seen:?}");
}

#[test]
fn a_killed_import_leaves_the_state_before_or_after() {
    killed(&large(), &["import", "second"]);
}

#[test]
fn a_killed_merge_leaves_the_state_before_or_after() {
    let workshop = large();
    std::fs::copy(workshop.path("archive.db"), workshop.path("other.db")).unwrap();
    workshop.ok(&["--archive", "other.db", "import", "second"]);
    killed(&workshop, &["merge", "other.db"]);
}

#[test]
fn a_killed_undo_leaves_the_state_before_or_after() {
    let workshop = large();
    workshop.ok(&["import", "second"]);
    let run = workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1").trim().to_owned();
    killed(&workshop, &["undo", &run]);
}

#[test]
fn a_file_that_cannot_grow_leaves_the_archive_as_it_was() {
    let workshop = large();
    let before = exported(&workshop, &[]);
    let blocks = std::fs::metadata(workshop.path("archive.db")).unwrap().len() / 512 + 100;
    let program = env!("CARGO_BIN_EXE_orgarchive");
    let out = workshop_shell(
        &workshop,
        &format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' import second"),
    );
    assert_eq!(out.status.code(), Some(1), "{out:?}");
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(told.contains("error: ") && told.contains("hint: "), "{told}");
    assert!(before == exported(&workshop, &[]));
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    workshop.ok(&["import", "second"]);
}

fn workshop_shell(workshop: &Workshop, script: &str) -> std::process::Output {
    std::process::Command::new("sh")
        .args(["-c", script])
        .current_dir(workshop.path(""))
        .env("ORGARCHIVE_NOW", crate::support::NOW)
        .output()
        .unwrap()
}

#[test]
fn readers_go_on_reading_while_a_run_writes() {
    let workshop = large();
    let before = workshop.rows(&["sql", "SELECT count(*) AS count FROM history"])[0]["count"].clone();
    let mut child = workshop
        .command()
        .args(["import", "second"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut answers = Vec::new();
    while child.try_wait().unwrap().is_none() {
        answers.push(workshop.rows(&["sql", "SELECT count(*) AS count FROM history"])[0]["count"].clone());
    }
    assert!(child.wait().unwrap().success());
    assert!(!answers.is_empty());
    assert!(answers.iter().all(|count| *count == before || *count == ROWS), "{answers:?}");
}

#[test]
fn flipped_bytes_are_told_and_nothing_panics() {
    let workshop = large();
    let whole = std::fs::read(workshop.path("archive.db")).unwrap();
    let mut found = 0;
    for place in 0..12 {
        let mut damaged = whole.clone();
        let at = whole.len() / 13 * (place + 1);
        for byte in &mut damaged[at..at + 600] {
            *byte ^= 0x5A;
        }
        workshop.write("damaged.db", &damaged);
        for arguments in [&["check"][..], &["export", "-o", "out"], &["backup", "copy.db"]] {
            let mut all = vec!["--archive", "damaged.db"];
            all.extend(arguments);
            let ran = workshop.run(&all);
            assert!([0, 1, 3].contains(&ran.status), "{arguments:?}: {ran}");
            assert!(!ran.err.contains("panicked"), "{arguments:?}: {ran}");
            found += u32::from(ran.status != 0);
        }
        let _ = std::fs::remove_file(workshop.path("copy.db"));
    }
    assert!(found > 0);
    workshop.write("truncated.db", &whole[..whole.len() / 3]);
    let ran = workshop.run(&["--archive", "truncated.db", "check"]);
    assert_ne!(ran.status, 0, "{ran}");
}
