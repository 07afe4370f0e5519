//! An archive in a folder of its own, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, Statement};
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

    /// Runs with these variables in the environment.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let variables = variables.iter().copied();
        ran(self.command().envs(variables).args(arguments).output().expect("the program runs"))
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

    /// Runs SQL as another program does; gives what the stock shell would print, its errors included.
    pub fn sqlite3(&self, sql: &str) -> String {
        sqlite3(&self.path("archive.db"), sql)
    }

    /// The content of all tables of the archive, one row a line.
    pub fn dump(&self) -> String {
        let archive = Connection::open(self.path("archive.db")).expect("an archive");
        let pieces = "SELECT name, sql, type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_schema ORDER BY name";
        let mut pieces = archive.prepare(pieces).expect("a statement");
        let mut dump = String::new();
        let mut rows = pieces.query([]).expect("a schema");
        while let Some(row) = rows.next().expect("a schema") {
            let (name, sql): (String, Option<String>) = (row.get(0).unwrap(), row.get(1).unwrap());
            dump += &format!("{name}: {sql:?}\n");
            if row.get_ref(2).unwrap() == ValueRef::Integer(1) {
                let mut statement = archive.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a table");
                print_rows(&mut statement, &format!("{name}: "), &mut dump).expect("the rows can be read");
            }
        }
        dump
    }
}

/// Runs SQL on a database as another program does, up to the first statement that fails; gives what the stock shell would
/// print. It needs no shell: what the shell itself does with an archive is tested in `stock_shell`.
pub fn sqlite3(database: &Path, sql: &str) -> String {
    let run = |out: &mut String| -> rusqlite::Result<()> {
        let connection = Connection::open(database)?;
        // As most programs leave it; the SQLite that is built in here has it on.
        connection.pragma_update(None, "foreign_keys", false)?;
        let mut batch = Batch::new(&connection, sql);
        while let Some(mut statement) = batch.next()? {
            print_rows(&mut statement, "", out)?;
        }
        Ok(())
    };
    let mut out = String::new();
    if let Err(error) = run(&mut out) {
        out += &format!("Error: {error}\n");
    }
    out
}

/// Runs a statement, and writes its rows as the shell's list mode does, each after `before`.
fn print_rows(statement: &mut Statement<'_>, before: &str, out: &mut String) -> rusqlite::Result<()> {
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let cells: Vec<String> = (0..columns)
            .map(|column| match row.get_ref(column)? {
                ValueRef::Null => Ok(String::new()),
                ValueRef::Integer(number) => Ok(number.to_string()),
                ValueRef::Real(number) => Ok(format!("{number:?}")),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    Ok(String::from_utf8_lossy(bytes).into_owned())
                }
            })
            .collect::<rusqlite::Result<_>>()?;
        *out += &format!("{before}{}\n", cells.join("|"));
    }
    Ok(())
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
