//! Whatever ends a run, the archive is as before it or as after it.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::recorded::exported;
use crate::support::{Workshop, small_tables};

/// How many times each kind of run is killed; `ORGARCHIVE_KILLS` asks for more.
pub fn kills() -> u32 {
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
pub fn large() -> Workshop {
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

/// A folder in which nothing can be made or changed, for root neither; it is unlocked at the end.
#[cfg(target_os = "linux")]
struct Locked(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Locked {
    fn new(folder: std::path::PathBuf) -> Locked {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
        let _ = std::process::Command::new("chattr").arg("+i").arg(&folder).output();
        let locked = Locked(folder);
        assert!(std::fs::write(locked.0.join("probe"), "").is_err(), "the folder is not locked");
        locked
    }
}

#[cfg(target_os = "linux")]
impl Drop for Locked {
    fn drop(&mut self) {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::process::Command::new("chattr").arg("-i").arg(&self.0).output();
        let _ = std::fs::set_permissions(&self.0, std::fs::Permissions::from_mode(0o755));
    }
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has_locked_folders), ignore = "root can write to every folder here")]
fn a_folder_that_cannot_be_written_is_told_and_can_be_asked() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    std::fs::create_dir(workshop.path("locked")).unwrap();
    let archive = ["--archive", "locked/archive.db"];
    let all = |arguments: &[&'static str]| [&archive[..], arguments].concat();
    workshop.ok(&all(&["import", "data"]));
    // As another program may leave it: WAL mode, in one file.
    let shell = rusqlite::Connection::open(workshop.path("locked/archive.db")).unwrap();
    shell.pragma_update(None, "journal_mode", "wal").unwrap();
    drop(shell);
    let before = std::fs::read(workshop.path("locked/archive.db")).unwrap();
    let locked = Locked::new(workshop.path("locked"));
    workshop.ok(&all(&["officials", "--on", "2005-01-01"]));
    assert_eq!(workshop.ok(&all(&["check"])), "the archive is sound\n");
    workshop.write("new.csv", "id,title\nx9,A new page\n");
    for arguments in [
        &["import", "new.csv", "--table", "sources"][..],
        &["retract", "party", "--reason", "a test"],
        &["undo", "1"],
        &["rename", "party", "other"],
        &["keep", "s1", "new.csv"],
        &["backup", "locked/copy.db"],
    ] {
        let ran = workshop.run(&all(arguments));
        assert_eq!(ran.status, 1, "{arguments:?}: {ran}");
        assert!(ran.err.contains("error: locked/") && ran.err.contains("written"), "{arguments:?}: {ran}");
    }
    assert!(before == std::fs::read(workshop.path("locked/archive.db")).unwrap());
    drop(locked);
    workshop.ok(&all(&["import", "new.csv", "--table", "sources"]));
}

#[test]
fn a_file_that_has_vanished_is_named() {
    let workshop = large();
    std::fs::rename(workshop.path("archive.db"), workshop.path("elsewhere.db")).unwrap();
    for arguments in
        [&["officials"][..], &["check"], &["undo", "1"], &["merge", "elsewhere.db"], &["backup", "b.db"]]
    {
        let ran = workshop.run(arguments);
        assert!(
            ran.status == 1 && ran.err.contains("archive.db: there is no archive"),
            "{arguments:?}: {ran}"
        );
        assert!(!workshop.path("archive.db").exists(), "{arguments:?}");
    }
    for arguments in [&["merge", "gone.db"][..], &["keep", "s1", "gone.html"], &["import", "gone.csv"]] {
        let ran = workshop.run(&[&["--archive", "elsewhere.db"], arguments].concat());
        assert!(ran.status == 1 && ran.err.contains("gone."), "{arguments:?}: {ran}");
    }
}

/// Kills a run at the moments at which SQLite's journal lies beside the archive: readers take back what it left, and a
/// folder in which they cannot says so instead of showing what lies between.
#[test]
fn what_a_killed_run_left_in_a_journal_is_taken_back_by_readers() {
    let workshop = large();
    let before = exported(&workshop, &[]);
    let archive = workshop.path("archive.db");
    let whole = std::fs::read(&archive).unwrap();
    // A cache of a few pages spills what is not committed into the file.
    let connection = rusqlite::Connection::open(&archive).unwrap();
    connection.pragma_update(None, "cache_size", 5).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE; UPDATE postings SET note = 'between'").unwrap();
    let journal = std::fs::read(workshop.path("archive.db-journal")).unwrap();
    let between = std::fs::read(&archive).unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
    drop(connection);
    assert!(between != whole && !journal.is_empty());
    workshop.write("archive.db", &between);
    workshop.write("archive.db-journal", &journal);
    assert!(exported(&workshop, &[]) == before);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    #[cfg(has_locked_folders)]
    {
        workshop.write("locked/archive.db", &between);
        workshop.write("locked/archive.db-journal", &journal);
        let _locked = Locked::new(workshop.path("locked"));
        let ran = workshop.run(&["--archive", "locked/archive.db", "officials"]);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.err.contains("a run was interrupted"), "{ran}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_writer_in_wal_mode_is_named_as_well() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let connection = rusqlite::Connection::open(workshop.path("archive.db")).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let impatient = [("ORGARCHIVE_PATIENCE", "0.1")];
    let (undo, fix) = std::thread::scope(|scope| {
        let undo = scope.spawn(|| workshop.run_with(&impatient, &["undo", "1"]));
        let fix = scope.spawn(|| workshop.run_with(&impatient, &["check", "--fix"]));
        (undo.join().unwrap(), fix.join().unwrap())
    });
    for ran in [undo, fix] {
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.err.contains(&format!("process {}", std::process::id())), "{ran}");
    }
}

/// A disk that takes the pages of a run, but not the same pages in the archive: played by a limit of the size of files.
#[cfg(unix)]
#[test]
fn what_a_full_disk_keeps_out_of_the_archive_is_told_and_not_lost() {
    let workshop = large();
    std::fs::copy(workshop.path("archive.db"), workshop.path("start.db")).unwrap();
    std::fs::copy(workshop.path("archive.db"), workshop.path("other.db")).unwrap();
    workshop.ok(&["--archive", "other.db", "import", "second"]);
    let program = env!("CARGO_BIN_EXE_orgarchive");
    for command in ["import second", "merge other.db"] {
        std::fs::copy(workshop.path("start.db"), workshop.path("archive.db")).unwrap();
        workshop.ok(&command.split(' ').collect::<Vec<_>>());
        let whole = std::fs::metadata(workshop.path("archive.db")).unwrap().len();
        std::fs::copy(workshop.path("start.db"), workshop.path("archive.db")).unwrap();
        // Not the last pages of the archive, but all of them beside it, where those that do not change are not.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec '{program}' {command}", whole / 512 - 8);
        let out = workshop_shell(&workshop, &script);
        let (status, err) = (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned());
        assert_eq!(status, Some(3), "{command}: {err}");
        assert!(err.contains("archive.db-wal, and cannot be written into "), "{command}: {err}");
        let count = "SELECT count(*) AS count FROM history";
        assert_eq!(workshop.rows(&["sql", count])[0]["count"], ROWS, "{command}");
        workshop.ok(&command.split(' ').collect::<Vec<_>>());
        assert!(!workshop.path("archive.db-wal").exists(), "{command}");
        assert_eq!(workshop.rows(&["sql", count])[0]["count"], ROWS, "{command}");
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    }
}

/// A disk that is too small for what a run adds: a file system of its own.
#[test]
#[cfg_attr(not(has_small_disks), ignore = "no file system of a chosen size can be had here")]
fn a_run_that_the_disk_has_no_room_for_is_refused() {
    let workshop = large();
    std::fs::copy(workshop.path("archive.db"), workshop.path("other.db")).unwrap();
    let rows = postings(1900).replace("\np", "\nq");
    workshop.write("more/postings.csv", rows);
    workshop.ok(&["--archive", "other.db", "import", "more"]);
    let size = std::fs::metadata(workshop.path("archive.db")).unwrap().len();
    let grown = std::fs::metadata(workshop.path("other.db")).unwrap().len();
    // The pages that the run writes have room once, beside the archive, but not a second time.
    let room = size + 3 * (grown - size) / 2;
    let program = env!("CARGO_BIN_EXE_orgarchive");
    for command in ["import more", "merge other.db"] {
        let script = format!(
            "mkdir -p disk && mount -t tmpfs -o size={room} tmpfs disk && cp archive.db disk/ || exit
             '{program}' --archive disk/archive.db {command}; status=$?
             ls disk; '{program}' --archive disk/archive.db check; exit $status"
        );
        let out = std::process::Command::new("unshare")
            .args(["-rm", "sh", "-c", &script])
            .current_dir(workshop.path(""))
            .env("ORGARCHIVE_NOW", crate::support::NOW)
            .output()
            .unwrap();
        let (status, err) = (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned());
        let told = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(status, Some(1), "{command}: {told}{err}");
        assert!(err.contains("the disk is too full: ") && err.contains("nothing was changed"), "{err}");
        assert_eq!(told, "archive.db\nthe archive is sound\n", "{command}");
    }
}

/// What is left of an archive that was being made: the pages that went into the file, and the journal that takes them back.
#[test]
fn an_archive_whose_making_was_killed_is_completed_by_the_next_import() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let sql = workshop.ok(&["schema", "--sql"]);
    let half: String = sql.lines().take(400).collect::<Vec<_>>().join("\n");
    let half = &half[..half.rfind(";\n").unwrap() + 1];
    let connection = rusqlite::Connection::open(workshop.path("other.db")).unwrap();
    connection.pragma_update(None, "cache_size", 5).unwrap();
    connection.execute_batch(&format!("BEGIN IMMEDIATE; {half}")).unwrap();
    std::fs::copy(workshop.path("other.db"), workshop.path("archive.db")).unwrap();
    std::fs::copy(workshop.path("other.db-journal"), workshop.path("archive.db-journal")).unwrap();
    drop(connection);
    assert!(std::fs::metadata(workshop.path("archive.db")).unwrap().len() > 0);
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 1 && ran.err.contains("its first import was interrupted"), "{ran}");
    workshop.ok(&["import", "data"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    // What an earlier program committed before all else.
    std::fs::remove_file(workshop.path("archive.db")).unwrap();
    let connection = rusqlite::Connection::open(workshop.path("archive.db")).unwrap();
    connection
        .execute_batch("CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))")
        .unwrap();
    drop(connection);
    let ran = workshop.run(&["officials"]);
    assert!(ran.status == 1 && ran.err.contains("its first import was interrupted"), "{ran}");
    workshop.ok(&["import", "data"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
}

#[test]
fn a_first_import_can_be_killed_at_any_moment() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let began = Instant::now();
    workshop.ok(&["import", "data"]);
    let lasts = began.elapsed();
    let whole = exported(&workshop, &[]);
    let turns = kills() * 4;
    for kill in 0..turns {
        for file in ["archive.db", "archive.db-wal", "archive.db-shm", "archive.db-journal"] {
            let _ = std::fs::remove_file(workshop.path(file));
        }
        let mut command = workshop.command();
        let mut child =
            command.args(["import", "data"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(lasts.mul_f64(f64::from(kill) / f64::from(turns)));
        child.kill().unwrap();
        child.wait().unwrap();
        let ran = workshop.run(&["check"]);
        assert!(!ran.err.contains("not an orgarchive archive"), "kill {kill}: {ran}");
        workshop.ok(&["import", "data"]);
        assert_eq!(workshop.ok(&["check"]), "the archive is sound\n", "kill {kill}");
        assert!(exported(&workshop, &[]) == whole, "kill {kill}");
    }
}
