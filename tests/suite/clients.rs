//! What other programs make of our files.

use std::process::Command;

use crate::support::Workshop;

/// The Python of the tests, as the build script found it: with its standard library, and with all modules where a test is not
/// ignored without them. `tests/setup.sh` makes it.
pub const PYTHON: &str = match option_env!("ORGARCHIVE_TEST_PYTHON") {
    Some(python) => python,
    None => "python3",
};

#[path = "../clients/detect.rs"]
mod detect;

/// A test of a client that is missing is ignored, and one of a client that is there is not.
#[test]
fn clients_are_those_that_the_tests_were_built_for() {
    let found = detect::found();
    let has_all = found.modules.len() == detect::MODULES.len();
    assert_eq!(
        (found.sqlite3, found.python, has_all),
        (cfg!(has_sqlite3), cfg!(has_python), cfg!(has_clients)),
        "touch build.rs and test again: {found:?}"
    );
}

/// CI runs what the README gives.
#[test]
fn ci_runs_all_tests_by_the_line_of_the_readme() {
    for text in [include_str!("../../README.md"), include_str!("../../.ci/run")] {
        assert!(text.lines().any(|line| line == "tests/setup.sh && cargo test --locked"), "{text}");
    }
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn frictionless_validates_the_data_package() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "extract"]);
    workshop.ok(&["export", "postings", "facts", "-o", "part", "--with-sources"]);
    let program = "
import sys, frictionless
report = frictionless.validate(sys.argv[1])
rows = sum(task.stats.get('rows', 0) for task in report.tasks)
print(report.valid, len(report.tasks), rows)
for error in report.flatten(['rowNumber', 'fieldName', 'type', 'note'])[:20]: print(error)
";
    for (folder, tasks) in [("extract", orgarchive::schema::TABLES.len()), ("part", 2)] {
        let package = workshop.path(folder).join("datapackage.json");
        let output = Command::new(PYTHON)
            .current_dir(workshop.path(folder))
            .args(["-c", program])
            .arg("datapackage.json")
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(out.starts_with(&format!("True {tasks} ")), "{}: {out}{err}", package.display());
    }
    // The validation can fail: a dangling reference is found.
    let postings = workshop.read("extract/postings.csv").replace("kim-jung-rin", "nobody");
    workshop.write("extract/postings.csv", postings);
    let output = Command::new(PYTHON)
        .current_dir(workshop.path("extract"))
        .args(["-c", program, "datapackage.json"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("False "), "{output:?}");
}

#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn python_reads_the_archive_and_the_extracts() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "extract"]);
    let program = "
import csv, json, sqlite3
archive = sqlite3.connect('file:archive.db?mode=ro', uri=True)
rows = archive.execute('SELECT count(*) FROM postings').fetchone()[0]
with open('extract/postings.csv', newline='', encoding='utf-8') as file:
    assert rows == sum(1 for _ in csv.DictReader(file))
json.load(open('extract/datapackage.json', encoding='utf-8'))
print('read', rows)
";
    let output = Command::new(PYTHON).current_dir(workshop.path("")).args(["-c", program]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("read "), "{output:?}");
}
