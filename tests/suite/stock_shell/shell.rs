//! The stock `sqlite3` shell on an archive of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value as Json;
use tempfile::TempDir;

/// Nothing here must survive a power failure.
const FAST: &str = "PRAGMA synchronous = off; PRAGMA journal_mode = memory;\n";

/// An empty archive.
fn template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let archive = Archive { folder: TempDir::new().unwrap() };
        let output = archive.run(&orgarchive::archive::sql());
        assert_eq!(output.errors, "");
        std::fs::read(archive.path()).unwrap()
    })
}

/// An archive in a folder of its own.
pub struct Archive {
    folder: TempDir,
}

/// What the shell said.
#[derive(Debug, PartialEq, Eq)]
pub struct Output {
    pub rows: String,
    pub errors: String,
}

impl Archive {
    /// An empty archive.
    pub fn new() -> Archive {
        let template = template();
        let archive = Archive { folder: TempDir::new().unwrap() };
        std::fs::write(archive.path(), template).unwrap();
        archive
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("archive.db")
    }

    /// Runs a script, in the shell that `SQLITE3` names if another than the installed one is to be tried; a statement that is refused does not stop it.
    pub fn run(&self, sql: &str) -> Output {
        let mut shell = Command::new(std::env::var_os("SQLITE3").unwrap_or_else(|| "sqlite3".into()))
            .args(["-batch", "-init", "/dev/null"])
            .arg(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the sqlite3 shell is installed");
        let script = format!("{FAST}.output stdout\n{sql}\n");
        let mut stdin = shell.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(script.as_bytes());
        });
        let output = shell.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let rows = text(output.stdout);
        Output {
            rows: rows.strip_prefix("memory\n").unwrap_or(&rows).to_owned(),
            errors: text(output.stderr),
        }
    }

    /// Runs a script of which no statement is refused, and gives what it selects.
    #[track_caller]
    pub fn ok(&self, sql: &str) -> String {
        let output = self.run(sql);
        assert_eq!(output.errors, "", "{sql}");
        output.rows.trim_end().to_owned()
    }

    /// Runs a statement that is refused, and gives the message.
    #[track_caller]
    pub fn refused(&self, sql: &str) -> String {
        let output = self.run(sql);
        assert_ne!(output.errors, "", "this was not refused: {sql}");
        output.errors
    }

    /// Runs a script of which no statement is refused, and gives the JSON objects that it selects, one a line.
    #[track_caller]
    pub fn objects(&self, sql: &str) -> Vec<Json> {
        self.ok(sql).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Rows that others refer to, written as an analyst would.
pub const SEED: &str = "
BEGIN;
INSERT INTO sources (id, title, published) VALUES ('s1', 'One', '2010-05-03'), ('s2', 'Two', '2016-09'), ('s3', 'Three', NULL);
INSERT INTO titles (id, name) VALUES ('chair', 'Chair'), ('member', 'Member');
INSERT INTO relation_kinds (id, name) VALUES ('part-of', 'is part of'), ('near', 'is near');
INSERT INTO attributes (id, name, type) VALUES ('members', 'members', 'number'), ('born', 'born', 'date'), ('aim', 'aim', 'text');
INSERT INTO event_kinds (id, name) VALUES ('congress', 'congress'), ('trip', 'trip');
INSERT INTO roles (id, name) VALUES ('speaker', 'speaker'), ('guest', 'guest');
INSERT INTO places (id, name, source) VALUES ('north', 'North', 's1'), ('south', 'South', 's1');
INSERT INTO organizations (id, name, source) VALUES ('union', 'Union', 's1'), ('league', 'League', 's1');
INSERT INTO officials (id, name, source) VALUES ('kim', 'Kim', 's1'), ('ri', 'Ri', 's1');
INSERT INTO chapters (id, organization, name, source) VALUES ('union-north', 'union', 'Union, north', 's1'), ('union-south', 'union', 'Union, south', 's1');
INSERT INTO events (id, event, title, source) VALUES ('e1', 'meeting', 'Meeting', 's1'), ('e2', 'flood', 'Flood', 's1');
COMMIT;
";
