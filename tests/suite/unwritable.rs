//! Output that cannot be written: what is done stays done, and the status says so.

use std::fs::File;
use std::process::Stdio;

use crate::support::{Ran, Workshop, small_tables};

/// An archive with a run to undo, beside one to merge.
fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("more/sources.csv", "id,title\ns3,A third page\n");
    workshop.ok(&["--archive", "other.db", "import", "data"]);
    workshop.write("theirs/sources.csv", "id,title\ns9,Their page\n");
    workshop.ok(&["--archive", "other.db", "import", "theirs"]);
    workshop
}

/// Commands that change something, in an order in which each can do so, with what tells that they did.
const CHANGES: &[(&[&str], &str)] = &[
    (&["import", "more"], "SELECT count(*) FROM sources WHERE id = 's3'"),
    (&["undo", "2"], "SELECT count(*) = 0 FROM sources WHERE id = 's3'"),
    (&["rename", "ri-b", "ri-c"], "SELECT count(*) FROM officials WHERE id = 'ri-c'"),
    (&["retract", "member", "--reason", "a test"], "SELECT count(*) = 0 FROM titles WHERE id = 'member'"),
    (&["keep", "s1", "more/sources.csv"], "SELECT count(*) FROM attachments"),
    (&["check", "--fix"], "SELECT 1"),
    (&["merge", "other.db"], "SELECT count(*) FROM sources WHERE id = 's9'"),
    (&["backup", "copy.db"], "SELECT 1"),
    (&["profile", "new", "more/sources.csv", "-o", "p.toml"], "SELECT 1"),
];

const QUESTIONS: &[&[&str]] = &[
    &["officials"],
    &["organizations", "--tree"],
    &["chapters", "--all"],
    &["facts", "--subject", "union"],
    &["show", "union"],
    &["timeline", "kim-a"],
    &["search", "kim"],
    &["conflicts"],
    &["gaps"],
    &["coverage"],
    &["candidates"],
    &["log"],
    &["check"],
    &["schema"],
    &["template", "names"],
    &["sql", "SELECT * FROM postings"],
    &["export", "names"],
    &["import", "--dry-run", "more"],
    &["merge", "--dry-run", "other.db"],
    &["profile", "new", "more/sources.csv"],
    &["completions", "bash"],
    &["--version"],
    &["--help"],
];

fn run_into(workshop: &Workshop, arguments: &[&str], out: Stdio, err: Stdio) -> Ran {
    let output = workshop.command().args(arguments).stdout(out).stderr(err).spawn().unwrap();
    let output = output.wait_with_output().unwrap();
    Ran {
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        status: output.status.code().unwrap_or(-1),
    }
}

/// Something to write to that is always full.
fn full() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

/// A pipe of which nobody reads.
fn abandoned() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_change_whose_summary_cannot_be_written_ends_with_status_3_and_says_what_is_done() {
    let workshop = workshop();
    for (arguments, done) in CHANGES {
        let ran = run_into(&workshop, arguments, full(), Stdio::piped());
        assert_eq!(ran.status, 3, "{arguments:?}: {ran}");
        let told = ran.err.lines().last().unwrap_or_default();
        assert!(told.starts_with("error: the summary cannot be written: No space"), "{arguments:?}: {ran}");
        assert!(!told.contains("nothing was changed"), "{arguments:?}: {ran}");
        assert_eq!(workshop.sqlite3(done), "1\n", "{arguments:?}");
    }
    assert!(workshop.path("copy.db").exists() && workshop.path("p.toml").exists());
    let run = workshop.sqlite3("SELECT import FROM commits WHERE number = 2");
    workshop.write("more/sources.csv", "id,title\ns4,A fourth page\n");
    let ran = run_into(&workshop, &["import", "more"], full(), Stdio::piped());
    assert!(ran.err.contains("what it says is done: import ") && !ran.err.contains(run.trim()), "{ran}");
    // An extract tells of its files on the error output.
    let ran = run_into(&workshop, &["export", "-o", "out"], Stdio::piped(), full());
    assert!(ran.status == 3 && workshop.path("out/datapackage.json").exists(), "{ran}");
}

#[test]
fn a_change_whose_reader_went_away_is_done() {
    let workshop = workshop();
    for (arguments, done) in CHANGES {
        let ran = run_into(&workshop, arguments, abandoned(), Stdio::piped());
        assert!(ran.status == 0 && !ran.err.contains("error"), "{arguments:?}: {ran}");
        assert_eq!(workshop.sqlite3(done), "1\n", "{arguments:?}");
    }
    assert!(workshop.path("copy.db").exists() && workshop.path("p.toml").exists());
}

#[test]
fn an_answer_that_cannot_be_written_ends_with_status_1() {
    let workshop = workshop();
    for arguments in QUESTIONS {
        let ran = run_into(&workshop, arguments, full(), Stdio::piped());
        assert!(ran.status == 1 && ran.err.contains("cannot write the answer"), "{arguments:?}: {ran}");
        let ran = run_into(&workshop, arguments, abandoned(), Stdio::piped());
        assert!(ran.status == 0 && !ran.err.contains("error"), "{arguments:?}: {ran}");
    }
}

#[test]
fn an_answer_does_not_end_where_its_notes_cannot_be_written() {
    let workshop = workshop();
    let arguments = ["officials", "--on", "2015-01-01", "--limit", "0", "--format", "csv"];
    let whole = workshop.run(&arguments);
    assert!(whole.status == 0 && whole.err.starts_with("note: "), "{whole}");
    let ran = run_into(&workshop, &arguments, Stdio::piped(), full());
    assert!(ran.status == 3 && ran.out == whole.out, "{ran}");
    let ran = run_into(&workshop, &arguments, Stdio::piped(), abandoned());
    assert!(ran.status == 0 && ran.out == whole.out, "{ran}");
}
