//! The description of the tables, the migrated database, and how its questions are answered.

use std::collections::BTreeSet;

use orgarchive::query::{STATEMENTS, Sql};
use orgarchive::record::cells;
use orgarchive::schema::{BOOKKEEPING_COLUMNS, Kind, TABLES, computed_columns};
use rusqlite::Connection;

use crate::support::{Workshop, small_tables};

fn migrated() -> (Workshop, Connection) {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let connection = Connection::open(workshop.path("archive.db")).unwrap();
    (workshop, connection)
}

#[test]
fn the_description_is_what_the_migrations_make() {
    let (_workshop, connection) = migrated();
    for table in TABLES {
        let mut described: Vec<String> = table.columns().map(|column| column.name.to_owned()).collect();
        let others = computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS);
        described.extend(others.map(|(name, _)| (*name).to_owned()));
        let mut statement =
            connection.prepare(&format!("SELECT name FROM pragma_table_info('{}')", table.name)).unwrap();
        let real: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(described, real, "{}", table.name);

        let mut statement = connection
            .prepare(&format!("SELECT \"from\", \"table\" FROM pragma_foreign_key_list('{}')", table.name))
            .unwrap();
        let real: BTreeSet<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let described: BTreeSet<(String, String)> = table
            .columns()
            .filter_map(|column| match column.kind {
                Kind::Reference(target) => Some((column.name.to_owned(), target.to_owned())),
                Kind::Entity | Kind::Event => Some((column.name.to_owned(), "entities".to_owned())),
                _ => None,
            })
            .collect();
        assert_eq!(described, real, "{}", table.name);
        // Clients such as Datasette take the column from the declaration.
        let unnamed: u32 = connection
            .query_row(
                "SELECT count(*) FROM pragma_foreign_key_list(?1) WHERE \"to\" IS NOT 'id'",
                [table.name],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(unnamed, 0, "{} has a reference that does not say to which column", table.name);

        let sql: String = connection
            .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table.name], |row| row.get(0))
            .unwrap();
        assert!(sql.contains(table.meaning), "{} says what it is", table.name);
        assert!(sql.ends_with("STRICT, WITHOUT ROWID"), "{}", table.name);
        for column in table.columns() {
            assert!(
                sql.contains(&format!("-- {}", column.meaning)),
                "{}.{} says what it is",
                table.name,
                column.name
            );
            if let Kind::OneOf(words) = column.kind {
                for word in words {
                    assert!(
                        sql.contains(&format!("'{word}'")),
                        "{}.{} takes {word}",
                        table.name,
                        column.name
                    );
                }
            }
        }
    }
}

/// Every statement is prepared against a freshly migrated database, and its comment names its parameters.
#[test]
fn an_import_refuses_what_a_constraint_does() {
    let (_workshop, connection) = migrated();
    for table in TABLES {
        let sql: String = connection
            .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table.name], |row| row.get(0))
            .unwrap();
        let mut expected = 0;
        for column in table.columns() {
            let name = column.name;
            let (constraint, refused) = match column.kind {
                Kind::OneOf(words) => {
                    let list = words.join("', '");
                    (
                        format!("CHECK (coalesce({name}, '') IN ('', '{list}'))"),
                        vec!["none-of-them".to_owned()],
                    )
                }
                Kind::Whole(least, most) => (
                    format!("CHECK ({name} BETWEEN {least} AND {most})"),
                    vec![(least - 1).to_string(), (most + 1).to_string()],
                ),
                _ => continue,
            };
            assert!(sql.contains(&constraint), "{}: {constraint}", table.name);
            for cell in refused {
                assert!(cells::check(table, column, cell.into()).is_err(), "{}.{name}", table.name);
            }
            expected += 1;
        }
        for constraint in table.rules.iter().filter_map(|rule| rule.constraint()) {
            assert!(sql.contains(&constraint), "{}: {constraint}", table.name);
            expected += 1;
        }
        assert_eq!(sql.matches("CHECK (").count(), expected, "{}", table.name);
    }
}

#[test]
fn every_statement_prepares_and_says_what_it_takes() {
    let (_workshop, connection) = migrated();
    for sql in STATEMENTS.iter().chain(orgarchive::candidates::STATEMENTS) {
        let statement =
            connection.prepare(&sql.repeated()).unwrap_or_else(|error| panic!("{}: {error}", sql.name));
        assert!(sql.text.starts_with("-- "), "{}", sql.name);
        for place in 1..=statement.parameter_count() {
            let parameter = statement
                .parameter_name(place)
                .unwrap_or_else(|| panic!("{} has a nameless parameter", sql.name));
            let comments: Vec<&str> = sql.text.lines().filter(|line| line.starts_with("--")).collect();
            assert!(comments.join("\n").contains(parameter), "{} explains {parameter}", sql.name);
        }
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/query")).unwrap();
    let count = files
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "sql"))
        .count();
    assert_eq!(count, STATEMENTS.len(), "every file is a statement of the program's");
}

/// The steps in which SQLite answers a statement about one thing.
fn plan(connection: &Connection, sql: &Sql) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.repeated())).unwrap();
    for place in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(place, "[\"x\"]").unwrap();
    }
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    steps
}

/// A question about one body, official, place or window scans no large table.
#[test]
fn questions_about_something_scan_no_large_table() {
    let (_workshop, connection) = migrated();
    let everywhere = [
        "postings_everywhere",
        "chapters_everywhere",
        "network_nodes",
        "places_everywhere",
        "limits_everywhere",
        "relations_everywhere",
        "names_of_kind",
        "runs",
        "changes_of",
        "organizations",
    ];
    for sql in STATEMENTS.iter().filter(|sql| !everywhere.contains(&sql.name)) {
        for step in plan(&connection, sql) {
            for table in TABLES {
                let scans = step.split_whitespace().collect::<Vec<_>>();
                let scans_it = scans.first() == Some(&"SCAN") && scans.get(1) == Some(&table.name);
                assert!(!scans_it, "{}: {step}", sql.name);
            }
        }
    }
}

/// The same, where two ids are shown as one: the temporary views leave the indexes in use.
#[test]
fn what_is_judged_the_same_scans_no_large_table() {
    let workshop = crate::support::Workshop::seeded();
    workshop.write("judged/sources.csv", "id,title\nours,Ours\n");
    workshop.write(
        "judged/judgements.csv",
        "one,other,verdict,source\nsung-sang-sop,seong-san-sop,same,ours\nfarmers-union,womens-union,same,ours\nnorth-hamgyong,pyongyang,same,ours\n",
    );
    workshop.ok(&["import", "judged"]);
    let connection = orgarchive::archive::open(
        &workshop.path("archive.db"),
        orgarchive::archive::Access::Read,
        &std::sync::Arc::default(),
    )
    .unwrap();
    orgarchive::identities::show_as_one(&connection, &orgarchive::query::SourceFilter::default()).unwrap();
    let everywhere = [
        "postings_everywhere",
        "limits_everywhere",
        "names_of_kind",
        "relations_everywhere",
        "network_nodes",
    ];
    let mut searches = 0;
    let known = orgarchive::candidates::STATEMENTS.iter().filter(|sql| sql.name == "known");
    for sql in STATEMENTS.iter().filter(|sql| !everywhere.contains(&sql.name)).chain(known) {
        for step in plan(&connection, sql) {
            // What the views read of the file is called main.TABLE; other scans are of what was found.
            searches += usize::from(step.starts_with("SEARCH main."));
            for table in
                ["postings", "events", "facts", "names", "relations", "participants", "officials", "entities"]
            {
                assert!(!step.starts_with(&format!("SCAN main.{table}")), "{}: {step}", sql.name);
            }
        }
    }
    assert!(searches > 30, "{searches}");
}

/// The same, where sources are left out.
#[test]
fn what_is_left_out_scans_no_large_table() {
    let workshop = crate::support::Workshop::seeded();
    let connection = orgarchive::archive::open(
        &workshop.path("archive.db"),
        orgarchive::archive::Access::Read,
        &std::sync::Arc::default(),
    )
    .unwrap();
    let trust =
        orgarchive::query::Trust { without: vec!["s00".to_owned()], reliability: None, is_handed_on: false };
    let filter = orgarchive::query::SourceFilter::new(&connection, None, &trust).unwrap();
    filter.hide_what_is_left_out(&connection).unwrap();
    let everywhere = [
        "postings_everywhere",
        "limits_everywhere",
        "names_of_kind",
        "relations_everywhere",
        "network_nodes",
    ];
    for sql in STATEMENTS.iter().filter(|sql| !everywhere.contains(&sql.name)) {
        for step in plan(&connection, sql) {
            for table in ["postings", "events", "facts", "names", "relations", "participants"] {
                assert!(!step.starts_with(&format!("SCAN main.{table}")), "{}: {step}", sql.name);
                assert!(!step.starts_with(&format!("SCAN {table}")), "{}: {step}", sql.name);
            }
        }
    }
}

#[test]
fn no_column_bears_a_keyword() {
    let (_workshop, connection) = migrated();
    for table in TABLES {
        for column in table.columns() {
            // A keyword cannot be an alias without quotes.
            let statement = format!(
                "SELECT 1 AS {name}, {name}.{name} FROM (SELECT 1 AS {name}) AS {name}",
                name = column.name
            );
            connection.prepare(&statement).unwrap_or_else(|error| panic!("{}: {error}", column.name));
        }
    }
}

#[test]
fn the_stock_shell_reads_everything() {
    let (workshop, _connection) = migrated();
    for table in TABLES {
        let printed = workshop.sqlite3(&format!("SELECT count(*) FROM {}", table.name));
        assert!(printed.trim().parse::<u32>().is_ok(), "{}: {printed}", table.name);
    }
    let printed = workshop.sqlite3(
        "SELECT official FROM postings WHERE '2005-01-01' BETWEEN possible_from AND possible_to AND organization = 'union'",
    );
    assert_eq!(printed, "kim-a\n");
    assert_eq!(workshop.sqlite3("PRAGMA integrity_check"), "ok\n");
    assert_eq!(workshop.sqlite3("PRAGMA foreign_key_check"), "");
}

#[test]
fn a_change_by_the_stock_shell_is_kept_in_history() {
    let (workshop, _connection) = migrated();
    workshop.sqlite3(
        "UPDATE sources SET title = 'Changed' WHERE id = 's1'; DELETE FROM postings WHERE official = 'ri-b'",
    );
    assert_eq!(
        workshop
            .sqlite3("SELECT table_name, coalesce(image ->> '$.title', '') FROM history ORDER BY sequence"),
        "sources|One page\npostings|chair\n"
    );
    assert!(workshop.sqlite3("DELETE FROM history").contains("does not change"));
    assert!(workshop.sqlite3("UPDATE history SET image = '{}'").contains("does not change"));
    assert!(
        workshop.sqlite3("UPDATE sources SET id = 'other' WHERE id = 's2'").contains("an id does not change")
    );
}

const BREAKING: [&str; 2] = [
    "UPDATE postings SET possible_from = '1999-01-01' WHERE official = 'kim-a'",
    "DELETE FROM entities WHERE id = 'party'",
];

#[test]
fn check_finds_what_a_stock_shell_can_break() {
    let (workshop, connection) = migrated();
    assert_eq!(workshop.run(&["check"]).status, 0);
    // With foreign keys off, as they are in the shell, a reference may dangle.
    assert_eq!(workshop.sqlite3("UPDATE postings SET official = 'nobody' WHERE official = 'ri-b'"), "");
    // The triggers refuse all of this; who drops them can do it.
    for statement in BREAKING {
        assert!(workshop.sqlite3(statement).contains("Error"), "{statement}");
    }
    let mut statement = connection
        .prepare("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let drops: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    drop(statement);
    for drop in drops {
        connection.execute_batch(&drop).unwrap();
    }
    for statement in BREAKING {
        assert_eq!(workshop.sqlite3(statement), "", "{statement}");
    }
    let ran = workshop.run(&["check", "--format", "csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    for expected in ["computed column,postings,", "reference,postings,", "entity,organizations,party,"] {
        assert!(ran.out.contains(expected), "{expected}: {ran}");
    }
}

#[test]
fn a_damaged_archive_is_told_and_not_answered_from() {
    let (workshop, connection) = migrated();
    drop(connection);
    let mut bytes = std::fs::read(workshop.path("archive.db")).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 20_000] {
        *byte ^= 0x5a;
    }
    std::fs::write(workshop.path("archive.db"), &bytes).unwrap();
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 1 || ran.status == 3, "{ran}");
    assert!(ran.out.contains("integrity") || ran.err.contains("damaged"), "{ran}");
    std::fs::write(workshop.path("archive.db"), &bytes[..bytes.len() / 3]).unwrap();
    assert_ne!(workshop.run(&["check"]).status, 0);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_can_be_asked() {
    use std::os::unix::fs::PermissionsExt;
    let (workshop, connection) = migrated();
    drop(connection);
    let folder = workshop.path("");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let out = workshop.run(&["officials", "--on", "2005-01-01"]);
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(out.status, 0, "{out}");
    assert!(out.out.contains("Kim A"), "{out}");
}

#[test]
fn schema_sql_is_all_that_an_archive_is_made_of() {
    let workshop = Workshop::new();
    let text = workshop.ok(&["schema", "--sql"]);
    workshop.write("all.sql", &text);
    assert_eq!(workshop.sqlite3(&text), "");
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    let one = workshop.ok(&["schema", "postings", "--sql"]);
    assert!(one.starts_with("CREATE TABLE postings ("), "{one}");
    assert!(one.contains("CREATE TRIGGER upkeep_postings_fills") && !one.contains("officials_"), "{one}");
}

/// Who looks into the file sees the analyst's tables first; what serves them says so by its name.
#[test]
fn tables_of_the_analyst_come_first() {
    let (workshop, connection) = migrated();
    let names = |kinds: &str| -> Vec<String> {
        let sql = format!(
            "SELECT name FROM sqlite_schema WHERE type IN ({kinds}) AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        );
        connection
            .prepare(&sql)
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let all = names("'table', 'view'");
    assert_eq!(all[0], "sources");
    let first_own = all.iter().position(|name| name.starts_with("upkeep_")).unwrap();
    // Tables of later migrations can only come last.
    let first = include_str!("../../migrations/V1__tables.sql");
    for table in orgarchive::schema::versioned_tables() {
        let is_of_first = first.contains(&format!("CREATE TABLE {} ", table.name));
        assert!(
            !is_of_first || all[..first_own].contains(&table.name.to_owned()),
            "{} comes first",
            table.name
        );
    }
    let listed =
        workshop.sqlite3("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name DESC LIMIT 12");
    assert!(listed.lines().all(|name| name.starts_with("upkeep_")), "they also sort last: {listed}");
    let known = [
        "entities",
        "imports",
        "commits",
        "history",
        "sqlar",
        "refinery_schema_history",
        "changes",
        "same_as",
    ];
    for name in all.iter().filter(|name| !name.starts_with("upkeep_")) {
        let is_described = orgarchive::schema::versioned_tables().any(|table| table.name == name);
        assert!(is_described || known.contains(&name.as_str()), "{name} is either described or internal");
    }
    assert!(names("'trigger'").iter().all(|name| name.starts_with("upkeep_")));
}

/// A table that is forgotten in a statement would silently be missing from what it answers.
#[test]
fn statements_that_go_through_all_tables_name_each_or_leave_it_out_on_purpose() {
    let of = |name: &str| {
        let all = STATEMENTS.iter().chain(orgarchive::coverage::STATEMENTS);
        all.chain(orgarchive::gap::KINDS.iter().flat_map(|kind| kind.statements()))
            .find(|sql| sql.name == name)
            .unwrap_or_else(|| panic!("there is a statement {name}"))
            .repeated()
    };
    // What the analyst concludes is not a report; entities are counted by the statements about them.
    let concluded = ["judgements", "settlements"];
    let entities = ["places", "organizations", "officials"];
    for (name, left_out) in [
        ("records_about", &[][..]),
        ("by_table", &[&concluded[..], &entities].concat()),
        ("undocumented", &[&concluded[..], &entities].concat()),
    ] {
        for table in TABLES.iter().filter(|table| table.has_provenance()) {
            let is_named =
                of(name).split(|sign: char| !sign.is_alphanumeric()).any(|word| word == table.name);
            assert_eq!(is_named, !left_out.contains(&table.name), "{} in {name}.sql", table.name);
        }
    }
}
