//! What other programs make of our files.

use std::process::Command;

use crate::support::Workshop;

/// A Python in which these modules are installed: `.ci/run` makes one and names it; elsewhere the test says that it was
/// left out.
pub fn python_with(modules: &[&str]) -> Option<String> {
    let named = std::env::var("ORGARCHIVE_TEST_PYTHON").ok().filter(|python| python != "none");
    let python = named.clone().unwrap_or_else(|| "python3".to_owned());
    let all = modules.join(", ");
    let found = Command::new(&python)
        .args(["-c", &format!("import {all}")])
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(found || named.is_none(), "{python} has not all of {all}");
    if !found {
        eprintln!("left out: pip install {}, or set ORGARCHIVE_TEST_PYTHON", modules.join(" "));
    }
    found.then_some(python)
}

/// A Python with its standard library. A test that needs it fails where there is none, unless the variable says `none`:
/// then it is left out by wish.
pub fn python() -> Option<String> {
    let python = std::env::var("ORGARCHIVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if python == "none" {
        eprintln!("left out: ORGARCHIVE_TEST_PYTHON is none");
        return None;
    }
    let runs = Command::new(&python).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(
        runs,
        "{python} does not run: install Python 3, or set ORGARCHIVE_TEST_PYTHON to one, or to none"
    );
    Some(python)
}

#[test]
fn frictionless_validates_the_data_package() {
    let Some(python) = python_with(&["frictionless"]) else { return };
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
        let output = Command::new(&python)
            .current_dir(workshop.path(folder))
            .args(["-c", program])
            .arg("datapackage.json")
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(out.starts_with(&format!("True {tasks} ")), "{}: {out}{err}", package.display());
    }
    // The validation can fail: a reference that leads nowhere is found.
    let postings = workshop.read("extract/postings.csv").replace("kim-jung-rin", "nobody");
    workshop.write("extract/postings.csv", postings);
    let output = Command::new(&python)
        .current_dir(workshop.path("extract"))
        .args(["-c", program, "datapackage.json"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("False "), "{output:?}");
}

#[test]
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
    let output =
        Command::new("python3").current_dir(workshop.path("")).args(["-c", program]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("read "), "{output:?}");
}
