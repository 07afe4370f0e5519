//! Teams that keep CSV files in git: what a pull request would change, and what it would contradict.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use insta::assert_snapshot;

use crate::support::{NOW, Workshop, seed_folder};

/// Runs git, as somebody.
fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Analyst", "-c", "user.email=analyst@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn report(workshop: &Workshop, base: &Path, head: &Path) -> Output {
    Command::new("sh")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/teams/report.sh"))
        .args([base, head])
        .env("ORGARCHIVE_BIN", env!("CARGO_BIN_EXE_orgarchive"))
        .env("ORGARCHIVE_NOW", NOW)
        .current_dir(workshop.path("."))
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has_git), ignore = "git is not installed")]
fn a_pull_request_is_reported_with_its_contradictions() {
    let workshop = Workshop::new();
    let repository = workshop.path("reports");
    std::fs::create_dir_all(repository.join("data")).unwrap();
    for entry in std::fs::read_dir(seed_folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            std::fs::copy(&path, repository.join("data").join(path.file_name().unwrap())).unwrap();
        }
    }
    git(&repository, &["init", "--quiet", "--initial-branch", "main"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "-m", "Start"]);
    git(&repository, &["checkout", "--quiet", "-b", "report"]);
    workshop.write("reports/data/sources-2012.csv", "id,title,published\nnew1,A report,2012-05-01\n");
    let postings =
        "official,organization,title,as_of,source\nkim-ok-sun,farmers-union,chair,2006-02-03,new1\n";
    workshop.write("reports/data/postings-2012.csv", postings);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "-m", "A report of 2012"]);
    git(&repository, &["worktree", "add", "--quiet", "../base", "main"]);
    let folders = |name: &str| -> PathBuf { workshop.path(name).join("data") };

    let ran = report(&workshop, &folders("base"), &folders("reports"));
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_snapshot!(String::from_utf8(ran.stdout).unwrap(), @r"
    ### What this changes

    ```diff
    sources:
    + new1: title=A report, published=2012-05-01
    postings:
    + 25r7wgjy1vwzrnnf: official=kim-ok-sun, organization=farmers-union, title=chair, as_of=2006-02-03, source=new1
    ```

    | table | added | revised | retracted | unchanged |
    |---|---|---|---|---|
    | sources | 1 | 0 | 0 | 70 |
    | postings | 1 | 0 | 0 | 60 |

    ### Contradictions that it brings

    | rule | subject | from | to | message | sources | standing | would_settle |
    |---|---|---|---|---|---|---|---|
    | two-holders | Union of Agricultural Workers of Korea | 2006-02-03 | 2006-02-03 | Chair in Union of Agricultural Workers of Korea on 2006-02-03, an office of one holder: Kang Chang-uk by s54 (still so, as of 2006-02-03), Kim Ok-sun by new1 (as of 2006-02-03) and Seong San-sop by s44 (since 1998-04, still so) | new1; s44; s54 | open | a dated report of who left the office or took it over: Kang Chang-uk, Kim Ok-sun, Seong San-sop |
    ");
    // Nothing new is nothing to report.
    let ran = report(&workshop, &folders("base"), &folders("base"));
    assert!(ran.status.success());
    assert_snapshot!(String::from_utf8(ran.stdout).unwrap(), @r"
    ### What this changes

    Nothing changes.

    ### Contradictions that it brings

    None.
    ");
    // What cannot be imported is reported as such.
    workshop.write("reports/data/postings-2012.csv", postings.replace("02-03", "02-33"));
    let ran = report(&workshop, &folders("base"), &folders("reports"));
    assert_eq!(ran.status.code(), Some(1));
    let text = String::from_utf8(ran.stdout).unwrap();
    assert!(text.contains("**Rows are refused:**") && text.contains("\"2006-02-33\" is not a day"), "{text}");
}

#[test]
fn markdown_is_for_plans_only() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,A | B `x`\n");
    let ran = workshop.run(&["import", "--format", "markdown", "sources.csv"]);
    assert!(ran.status == 2 && ran.err.contains("--dry-run"), "{ran}");
    assert_snapshot!(workshop.ok(&["import", "--dry-run", "--format", "markdown", "sources.csv"]), @r"
    ```diff
    sources:
    + s1: title=A | B `x`
    ```

    | table | added | revised | retracted | unchanged |
    |---|---|---|---|---|
    | sources | 1 | 0 | 0 | 0 |
    ");
    assert!(!workshop.path("archive.db").exists());
}
