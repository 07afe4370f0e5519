//! Read-only SQL, and the statements behind the answers.

use crate::support::Workshop;

#[test]
fn what_does_more_than_read_is_refused() {
    let workshop = Workshop::seeded();
    let before = workshop.dump();
    for statement in [
        "DELETE FROM postings",
        "INSERT INTO roles (id, name) VALUES ('a', 'b')",
        "UPDATE sources SET title = 'x'",
        "WITH x AS (SELECT 1) DELETE FROM postings",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "DROP TABLE postings",
        "ATTACH 'other.db' AS other",
        "DETACH main",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = wal",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "SAVEPOINT a",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM postings",
    ] {
        let ran = workshop.run(&["sql", statement]);
        assert_eq!(ran.status, 1, "{statement}: {ran}");
        assert!(ran.err.starts_with("error: "), "{statement}: {ran}");
    }
    assert!(!workshop.path("other.db").exists() && !workshop.path("copy.db").exists());
    assert_eq!(workshop.dump(), before);
}

#[test]
fn reading_is_allowed_in_every_form() {
    let workshop = Workshop::seeded();
    for statement in [
        "SELECT count(*) AS n FROM postings",
        "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 3) SELECT max(n) FROM up",
        "VALUES (1, 2), (3, 4)",
        "SELECT name FROM pragma_table_info('postings')",
        "PRAGMA table_info(postings)",
        "EXPLAIN QUERY PLAN SELECT * FROM postings WHERE official = 'a'",
        "SELECT image FROM history",
        "SELECT 1;  -- and a comment",
    ] {
        workshop.ok(&["sql", statement]);
    }
    assert_eq!(
        workshop.ok(&["sql", "SELECT 1 AS a, NULL AS a, 'x,y' AS c", "--format", "csv"]),
        "a,a,c\n1,,\"x,y\"\n"
    );
    assert_eq!(
        workshop.ok(&["sql", "SELECT 1 AS a, NULL AS a", "--format", "json"]),
        "[\n{\"a\":1,\"a_2\":null}\n]\n"
    );
    assert_eq!(workshop.ok(&["sql", "SELECT id FROM places WHERE 0", "--format", "json"]), "[]\n");
    assert_eq!(
        workshop.ok(&["sql", "SELECT '<b>|' AS a", "--format", "markdown"]),
        "| a |\n|---|\n| &lt;b&gt;\\| |\n"
    );
    assert_eq!(
        workshop.ok(&["sql", "SELECT 1 AS a UNION SELECT 2", "--format", "ndjson"]),
        "{\"a\":1}\n{\"a\":2}\n"
    );
    workshop.write("question.sql", "SELECT 1 AS one");
    assert_eq!(workshop.ok(&["sql", "--file", "question.sql", "--format", "csv"]), "one\n1\n");
}

#[test]
fn mistakes_in_sql_are_told() {
    let workshop = Workshop::seeded();
    let ran = workshop.run(&["sql", "SELECT nonsense FROM postings"]);
    assert!(ran.err.contains("no such column: nonsense"), "{ran}");
    assert!(workshop.run(&["sql", ""]).err.contains("there is no statement"));
}

#[cfg(unix)]
#[test]
fn a_long_statement_is_cancelled_by_ctrl_c() {
    let workshop = Workshop::seeded();
    let mut child = workshop
        .command()
        .args([
            "sql",
            "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT max(n) FROM up",
        ])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // It never ends by itself; however early the signal comes, the first is noted and the second ends it.
    let mut status = None;
    for _ in 0..200 {
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        status = child.try_wait().unwrap();
        if status.is_some() {
            break;
        }
        std::thread::yield_now();
    }
    let status = match status {
        Some(status) => status,
        None => child.wait().unwrap(),
    };
    assert!(!status.success());
}

/// What `--show-sql` prints runs as it is in the stock shell, and gives the records behind the answer.
#[test]
fn shown_statements_run_in_the_stock_shell() {
    let workshop = Workshop::seeded();
    for arguments in [
        &["officials", "--organization", "womens-union", "--on", "1969-01-01"][..],
        &["officials", "--on", "1969-01-01", "--published-by", "2014-12-31"],
        &["organizations", "--organization", "workers-organizations-department", "--below"],
        &["organizations"],
        &["chapters"],
        &["chapters", "--place", "north-hamgyong"],
        &["events", "--from", "2009", "--to", "2010"],
        &["events", "--official", "kim-jung-rin"],
        &["events", "--event", "rangoon-bombing"],
        &["facts", "--subject", "trade-unions"],
        &["facts", "--attribute", "members"],
        &["show", "kim-jung-rin"],
        &["timeline", "womens-union"],
    ] {
        let sql = workshop.ok(&[arguments, &["--show-sql"]].concat());
        let printed = workshop.sqlite3(&format!("\n{sql}"));
        assert!(!printed.contains("Error") && !printed.is_empty(), "{arguments:?}: {sql}\n{printed}");
    }
    let sql = workshop.ok(&["officials", "--organization", "womens-union", "--show-sql"]);
    let records = workshop.sqlite3(&format!("\n{sql}")).lines().count();
    let held = workshop.sqlite3("SELECT count(*) FROM postings WHERE organization = 'womens-union'");
    assert_eq!(records.to_string(), held.trim());
}

#[test]
fn a_statement_that_takes_too_much_memory_is_refused() {
    let workshop = Workshop::seeded();
    let numbers = "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 200000)";
    let sorted = format!("{numbers} SELECT hex(randomblob(60)) AS h FROM up ORDER BY h");
    let columns = |count: usize| format!("SELECT {}", vec!["hex(zeroblob(500000)) AS h"; count].join(", "));
    let cell = "SELECT hex(zeroblob(2000000)) AS h".to_owned();
    for statement in [
        &sorted,
        &columns(3),
        &cell,
        &format!("{numbers} SELECT group_concat(hex(n)) FROM up, (SELECT 1 UNION SELECT 2)"),
    ] {
        let ran = workshop.run(&["sql", "--memory", "16", "--format", "csv", statement]);
        assert!(
            ran.status == 1 && ran.err.contains("more memory than --memory allows (16 MiB)"),
            "{statement}: {ran}"
        );
        assert_eq!(
            workshop.run(&["sql", "--memory", "256", "--format", "csv", statement]).status,
            0,
            "{statement}"
        );
    }
    workshop.ok(&["sql", "--memory", "16", &columns(1)]);
    // What only passes through takes none.
    workshop.ok(&[
        "sql",
        "--memory",
        "16",
        "--format",
        "csv",
        &format!("{numbers} SELECT hex(randomblob(60)) FROM up"),
    ]);
}

#[test]
fn a_statement_ends_when_its_time_is_over() {
    let workshop = Workshop::seeded();
    let endless = "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT";
    for columns in ["max(n) FROM up", "n FROM up"] {
        let ran =
            workshop.run(&["sql", "--timeout", "1", "--format", "csv", &format!("{endless} {columns}")]);
        assert!(
            ran.status == 1 && ran.err.contains("the statement was stopped after 1 s"),
            "{columns}: {}",
            ran.err
        );
    }
    workshop.ok(&["sql", "--timeout", "0", "SELECT 1"]);
}

#[test]
fn the_log_names_each_statement_with_its_rows_and_its_time() {
    let workshop = Workshop::new();
    crate::support::small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let asked = |level: &str| {
        workshop.command().arg("officials").env("ORGARCHIVE_LOG", level).output().expect("the program runs")
    };
    let told = String::from_utf8(asked("debug").stderr).unwrap();
    let line = told.lines().find(|line| line.contains("postings_everywhere.sql: 2 rows, ")).expect(&told);
    assert!(line.ends_with(" ms"), "{line}");
    assert!(asked("").stderr.is_empty());
    let refused = asked("loud");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("hint: write debug"));
}
