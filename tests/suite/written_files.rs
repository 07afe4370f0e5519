//! Files that the program writes: whole or not at all, into no link, and readable by nobody new.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::{Workshop, small_tables};

fn small() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop
}

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The names of what is in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn links_in_the_folder_of_an_extract_lead_nowhere() {
    let workshop = small();
    let formats = [("csv", "csv"), ("json", "json"), ("ndjson", "ndjson"), ("parquet", "parquet")];
    for (format, ending) in formats {
        workshop.write("victim", "precious");
        let file = |name: &str| workshop.path(&format!("out-{format}/{name}"));
        std::fs::create_dir(workshop.path(&format!("out-{format}"))).unwrap();
        let table = format!("officials.{ending}");
        // What earlier programs wrote to, the file itself, and what goes with it.
        for link in [format!(".{table}.unfinished"), table.clone(), "datapackage.json".to_owned()] {
            symlink(workshop.path("victim"), file(&link)).unwrap();
        }
        workshop.ok(&["export", "officials", "-o", &format!("out-{format}"), "--format", format]);
        assert_eq!(workshop.read("victim"), "precious", "{format}");
        assert!(std::fs::symlink_metadata(file(&table)).unwrap().is_file(), "{format}");
        let (new, package) = (names(&workshop.path(&format!("out-{format}"))), file("datapackage.json"));
        assert_eq!(new.len(), 3, "{format}: {new:?}");
        assert_eq!(package.is_symlink(), format != "csv", "{format}");
    }
}

#[test]
fn a_backup_follows_no_link_and_replaces_none() {
    let workshop = small();
    symlink(workshop.path("elsewhere.db"), workshop.path("copy.db.unfinished")).unwrap();
    workshop.ok(&["backup", "copy.db"]);
    assert!(workshop.path("copy.db.unfinished").is_symlink());
    // A dangling link is not a free name.
    symlink(workshop.path("elsewhere.db"), workshop.path("link.db")).unwrap();
    let ran = workshop.run(&["backup", "link.db"]);
    assert!(ran.status == 1 && ran.err.contains("link.db: the file exists"), "{ran}");
    assert!(!workshop.path("elsewhere.db").exists());
    assert_eq!(workshop.ok(&["--archive", "copy.db", "check"]), "the archive is sound\n");
}

#[test]
fn copies_of_what_is_private_are_private() {
    let workshop = small();
    set_mode(&workshop.path("archive.db"), 0o600);
    workshop.ok(&["backup", "private.db"]);
    assert_eq!(mode(&workshop.path("private.db")), 0o600);
    set_mode(&workshop.path("archive.db"), 0o640);
    workshop.ok(&["backup", "group.db"]);
    assert_eq!(mode(&workshop.path("group.db")), 0o640);
    let rows = workshop.write("postings.csv", "official,organization,title,source\nkim-a,union,nobody,s1\n");
    set_mode(&rows, 0o600);
    assert_eq!(workshop.run(&["import", "--partial", "postings.csv"]).status, 3);
    assert_eq!(mode(&workshop.path("postings.rejected.csv")), 0o600);
}

#[test]
fn files_that_are_exported_again_keep_their_permissions() {
    let workshop = small();
    workshop.ok(&["export", "-o", "out"]);
    let (public, private) = (workshop.path("out/sources.csv"), workshop.path("out/datapackage.json"));
    set_mode(&public, 0o664);
    set_mode(&private, 0o600);
    workshop.ok(&["export", "-o", "out"]);
    assert_eq!((mode(&public), mode(&private)), (0o664, 0o600));
}

#[test]
fn rejected_rows_take_a_free_name_and_follow_no_link() {
    let workshop = small();
    symlink(workshop.path("elsewhere.csv"), workshop.path("postings.rejected.csv")).unwrap();
    workshop.write("postings.csv", "official,organization,title,source\nkim-a,union,nobody,s1\n");
    let ran = workshop.run(&["import", "--partial", "postings.csv"]);
    assert!(ran.status == 3 && ran.out.contains("postings.rejected-2.csv"), "{ran}");
    assert!(!workshop.path("elsewhere.csv").exists());
    symlink(workshop.path("elsewhere.toml"), workshop.path("roster.toml")).unwrap();
    let ran = workshop.run(&["profile", "new", "postings.csv", "-o", "roster.toml"]);
    assert!(ran.status == 1 && ran.err.contains("roster.toml exists already"), "{ran}");
    assert!(!workshop.path("elsewhere.toml").exists());
}

/// A disk on which nothing more fits, played by a limit of the size of files.
#[test]
fn a_full_disk_leaves_the_files_that_were_there() {
    let workshop = small();
    workshop.ok(&["export", "-o", "out"]);
    let mut csv = "id,title,note\n".to_owned();
    (0..400).for_each(|row| csv.push_str(&format!("x{row},A page,{}\n", "long ".repeat(40))));
    workshop.write("sources.csv", csv);
    workshop.ok(&["import", "sources.csv"]);
    let before = (workshop.read("out/sources.csv"), names(&workshop.path("out")));
    let program = env!("CARGO_BIN_EXE_orgarchive");
    for command in ["export -o out", "export sources --format json -o out", "backup copy.db"] {
        let ran = std::process::Command::new("sh")
            .args(["-c", &format!("trap '' XFSZ; ulimit -f 40; exec '{program}' {command}")])
            .current_dir(workshop.path(""))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.code() == Some(1) && told.starts_with("error: "), "{command}: {ran:?}");
        assert!(told.contains("out/sources.") || told.contains("copy.db: "), "{command}: {told}");
    }
    assert!(before == (workshop.read("out/sources.csv"), names(&workshop.path("out"))));
    assert!(
        names(&workshop.path("")).iter().all(|name| !name.contains("copy") && !name.contains("unfinished"))
    );
}
