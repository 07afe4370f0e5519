//! Imports against the stock shell's `.import` of the finished rows, and against a bare loop that inserts them.
//!
//! The stock shell and the loop fill the same tables with the same indexes, without triggers; what they insert is what the
//! import made: ids, references and computed columns are ready. The rows come in an order that has nothing to do with
//! their ids, as in the files.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::{milliseconds, orgarchive, seconds};

/// The tables that are filled, `entities` among them. Facts are left out: the stock shell cannot write the blank cells of
/// their REAL columns, so that the import does more than what it is compared with.
const TABLES: [&str; 13] = [
    "entities",
    "sources",
    "titles",
    "relation_kinds",
    "event_kinds",
    "places",
    "organizations",
    "officials",
    "chapters",
    "names",
    "relations",
    "postings",
    "events",
];
/// How many rows the loop has ready at a time; getting them ready is not counted.
const READY: usize = 20_000;

/// Measures all of it, and prints a line for each.
pub fn imports(folder: &Path) {
    let first = run(orgarchive(folder).args(["import", "data", "--quiet"]));
    let size = std::fs::metadata(folder.join("archive.db")).map_or(0, |file| file.len());
    println!("import: {first}; {} MB", size / 1_000_000);
    let again = run(orgarchive(folder).args(["import", "data", "--quiet"]));
    println!("import again (nothing new): {again}; ratio to the first {:.2}", again.ratio(&first));
    for file in ["postings.csv", "events.csv", "officials.csv"] {
        let path = folder.join("data").join(file);
        let mut text = std::fs::read(&path).expect("a generated file");
        text.push(b'\n');
        std::fs::write(&path, text).expect("a generated file");
    }
    let by_row = run(orgarchive(folder).args(["import", "data", "--quiet"]));
    println!(
        "import again, files with one byte more: {by_row}; ratio to the first {:.2}",
        by_row.ratio(&first)
    );
    let stock = stock(folder);
    println!(
        "stock .import of the finished rows: {stock}; ratio of the import to it {:.2}",
        first.ratio(&stock)
    );
    let bare = bare(folder);
    println!(
        "bare loop of the finished rows: {:.2} s; ratio of the import to it {:.2}",
        seconds(bare),
        seconds(first.wall) / seconds(bare)
    );
}

/// What one whole process took.
struct Taken {
    wall: Duration,
    /// The most memory that it held, in bytes; 0 where the system does not tell.
    peak: u64,
}

impl Taken {
    fn ratio(&self, other: &Taken) -> f64 {
        seconds(self.wall) / seconds(other.wall)
    }
}

impl std::fmt::Display for Taken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if seconds(self.wall) < 1.0 {
            write!(out, "{:.0} ms", milliseconds(self.wall))?;
        } else {
            write!(out, "{:.2} s", seconds(self.wall))?;
        }
        if self.peak > 0 { write!(out, ", {} MB of memory", self.peak / 1_000_000) } else { Ok(()) }
    }
}

/// How often the memory of a process is looked at: seldom, since a look disturbs what is measured.
const LOOKS: Duration = Duration::from_millis(20);

/// Runs a process to its end; Linux reports the most memory that it held so far.
fn run(command: &mut Command) -> Taken {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().expect("the command runs");
    let status = format!("/proc/{}/status", child.id());
    let (ended, is_ended) = std::sync::mpsc::channel::<()>();
    let looking = std::thread::spawn(move || {
        let mut peak = 0;
        while is_ended.recv_timeout(LOOKS) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let held = std::fs::read_to_string(&status).unwrap_or_default();
            let line = held.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            if let Some(kib) = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()) {
                peak = peak.max(kib * 1_024);
            }
        }
        peak
    });
    let status = child.wait().expect("the command ends");
    let wall = began.elapsed();
    drop(ended);
    assert!(status.success(), "{command:?}: {status}");
    Taken { wall, peak: looking.join().expect("the memory was looked at") }
}

/// A new archive with the tables and indexes of another one, and nothing else.
fn tables_alone(folder: &Path, name: &str) -> Connection {
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    let made = Connection::open(folder.join("archive.db")).expect("the archive");
    let bare = Connection::open(path).expect("a new file");
    let mut statement = made
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')
               AND tbl_name IN (SELECT value FROM json_each(?1)) ORDER BY type DESC",
        )
        .expect("the schema");
    let tables = serde_json::to_string(&TABLES).expect("a list");
    let pieces = statement.query_map([tables], |row| row.get::<_, String>(0)).expect("the schema");
    for piece in pieces {
        bare.execute_batch(&piece.expect("a statement")).expect("a table");
    }
    bare
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)").expect("the columns");
    let names = statement.query_map([table], |row| row.get(0)).expect("the columns");
    names.map(|name| name.expect("a name")).collect()
}

/// The rows of a table in an order that is not that of their ids.
fn select(connection: &Connection, table: &str) -> String {
    let order = if table == "postings" { " ORDER BY substr(quote, -4), quote" } else { "" };
    format!("SELECT {} FROM {table}{order}", columns(connection, table).join(", "))
}

fn stock(folder: &Path) -> Taken {
    drop(tables_alone(folder, "stock.db"));
    let made = Connection::open(folder.join("archive.db")).expect("the archive");
    let mut commands = String::from(".mode csv\n");
    for table in TABLES {
        let file = folder.join(format!("finished-{table}.csv"));
        let output = Command::new("sqlite3")
            .current_dir(folder)
            .args(["-csv", "archive.db", &select(&made, table)])
            .stdout(std::fs::File::create(&file).expect("a new file"))
            .status();
        assert!(output.is_ok_and(|status| status.success()), "the stock shell writes the finished rows");
        commands += &format!(".import {} {table}\n", file.display());
    }
    std::fs::write(folder.join("stock.commands"), commands).expect("a new file");
    let input = std::fs::File::open(folder.join("stock.commands")).expect("the commands");
    let taken = run(Command::new("sqlite3").current_dir(folder).arg("stock.db").stdin(input));
    let filled = Connection::open(folder.join("stock.db")).expect("the filled file");
    for table in ["postings", "events"] {
        let count = |connection: &Connection| -> i64 {
            connection
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
                .expect("a count")
        };
        assert_eq!(count(&filled), count(&made), "the stock shell took all rows of {table}");
    }
    taken
}

fn bare(folder: &Path) -> Duration {
    let mut bare = tables_alone(folder, "bare.db");
    let made = Connection::open(folder.join("archive.db")).expect("the archive");
    bare.pragma_update(None, "foreign_keys", false).expect("a setting");
    bare.pragma_update(None, "cache_size", -65_536).expect("a setting");
    let transaction = bare.transaction().expect("a transaction");
    let mut taken = Duration::ZERO;
    for table in TABLES {
        let names = columns(&made, table);
        let marks = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
        let mut insert = transaction.prepare(&sql).expect("a statement");
        let mut statement = made.prepare(&select(&made, table)).expect("a statement");
        let mut rows = statement.query([]).expect("the rows");
        loop {
            let mut ready: Vec<Vec<Value>> = Vec::with_capacity(READY);
            while ready.len() < READY {
                let Some(row) = rows.next().expect("a row") else { break };
                ready.push((0..names.len()).map(|place| row.get(place).expect("a value")).collect());
            }
            if ready.is_empty() {
                break;
            }
            let began = Instant::now();
            for row in &ready {
                insert.execute(params_from_iter(row)).expect("a row");
            }
            taken += began.elapsed();
        }
    }
    let began = Instant::now();
    transaction.commit().expect("the end");
    taken + began.elapsed()
}
