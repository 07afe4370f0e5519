//! An archive in a folder of its own, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value as Json;
use tempfile::TempDir;

/// The moment of every test.
pub const NOW: &str = "2026-11-23T12:00:00Z";

/// A folder with an archive.
pub struct Workshop {
    folder: TempDir,
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Ran {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// Exit status.
    pub status: i32,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.out)?;
        if !self.err.is_empty() {
            write!(out, "--- error output\n{}", self.err)?;
        }
        if self.status != 0 {
            write!(out, "--- exit status {}", self.status)?;
        }
        Ok(())
    }
}

impl Workshop {
    pub fn new() -> Workshop {
        Workshop { folder: TempDir::new().expect("a temporary folder") }
    }

    /// With the seed imported: once for all tests, which get a copy each.
    pub fn seeded() -> Workshop {
        static SEEDED: OnceLock<Vec<u8>> = OnceLock::new();
        let archive = SEEDED.get_or_init(|| {
            let workshop = Workshop::new();
            let ran = workshop.run(&["import", &seed_folder().to_string_lossy()]);
            assert_eq!(ran.status, 0, "{ran}");
            std::fs::read(workshop.path("archive.db")).expect("the archive")
        });
        let workshop = Workshop::new();
        workshop.write("archive.db", archive);
        workshop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orgarchive"));
        command.current_dir(self.folder.path()).env("ORGARCHIVE_NOW", NOW).env_remove("ORGARCHIVE");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command().args(arguments).output().expect("the program runs"))
    }

    /// Runs and expects success; gives standard output.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.status, 0, "{arguments:?}\n{ran}");
        ran.out
    }

    /// Runs with `--format json` and gives the rows.
    pub fn rows(&self, arguments: &[&str]) -> Vec<Json> {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--format", "json"]);
        serde_json::from_str(&self.ok(&arguments)).expect("an array of rows")
    }

    /// Runs SQL in the stock shell; gives what it prints, its errors included.
    pub fn sqlite3(&self, sql: &str) -> String {
        let output = Command::new("sqlite3")
            .arg(self.path("archive.db"))
            .arg(sql)
            .output()
            .expect("sqlite3 is installed");
        let ran = ran(output);
        format!("{}{}", ran.out, ran.err)
    }

    /// The content of the archive's tables, as far as versions of rows go.
    pub fn dump(&self) -> String {
        self.sqlite3(".dump")
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("the errors are UTF-8"),
        status: output.status.code().unwrap_or(-1),
    }
}

pub fn seed_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seed")
}

/// A small set of tables that fit together, as files of one folder.
pub fn small_tables(workshop: &Workshop) {
    workshop.write("data/sources.csv", "id,title,published\ns1,One page,2010-05-01\ns2,Another page,2012\n");
    workshop.write(
        "data/organizations.csv",
        "id,name,kind,source\nunion,The union,mass-organization,s1\nparty,The party,party,s1\n",
    );
    workshop.write("data/officials.csv", "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,Chair,head,one\nmember,Member,,many\n");
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,until,source,locator\nkim-a,union,chair,2001,..,s1,p. 1\nri-b,union,chair,2011-03,,s2,\n",
    );
}

/// The texts of a JSON list.
pub fn texts(row: &Json, field: &str) -> Vec<String> {
    row[field]
        .as_array()
        .map(|list| list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}
