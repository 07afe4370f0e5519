//! What a shell can write past the constraints and triggers of an archive: `check` names the row and the column.

use rusqlite::Connection;

use crate::support::{Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,source\np1,kim-a,union,member,2001,s1\n",
    );
    workshop.ok(&["import", "postings.csv"]);
    workshop
}

/// What `check` finds, as rule, table, id and message in a line each, after these statements.
fn found(workshop: &Workshop, sql: &str) -> String {
    let connection = Connection::open(workshop.path("archive.db")).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    connection.execute_batch(sql).unwrap();
    drop(connection);
    let ran = workshop.run(&["check", "--format", "json"]);
    assert_eq!(ran.status, 3, "{sql}: {ran}");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    let text = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or("-").to_owned();
    findings
        .iter()
        .map(|finding| ["rule", "table", "id", "message"].map(|name| text(finding, name)).join(" | ") + "\n")
        .collect()
}

#[test]
fn cells_that_break_a_constraint_are_named() {
    let workshop = loaded();
    let whole = std::fs::read(workshop.path("archive.db")).unwrap();
    for (sql, expected) in [
        (
            "UPDATE postings SET credibility = 99 WHERE id = 'p1'",
            "cell | postings | p1 | credibility: \"99\" is not a whole number from 1 to 6",
        ),
        (
            "UPDATE organizations SET kind = 'zzz' WHERE id = 'union'",
            "cell | organizations | union | kind: \"zzz\" is not on the list",
        ),
        (
            "UPDATE postings SET organization = NULL WHERE id = 'p1'",
            "row | postings | p1 | organization and chapter are both blank",
        ),
        (
            "INSERT INTO judgements (id, one, other, verdict, source) VALUES ('j1', 'kim-a', 'kim-a', 'same', 's1')",
            "row | judgements | j1 | one and other are the same id",
        ),
        (
            "UPDATE sources SET url = 'nowhere' WHERE id = 's1'",
            "cell | sources | s1 | url: \"nowhere\" is not an http",
        ),
        (
            "UPDATE officials SET name = 'a' || char(7) WHERE id = 'kim-a'",
            "cell | officials | kim-a | name: the cell has the control character U+0007",
        ),
        (
            "UPDATE officials SET name = 'a' || char(0) || 'b' WHERE id = 'kim-a'",
            "cell | officials | kim-a | name: the cell has the control character U+0000",
        ),
        (
            "UPDATE officials SET note = printf('%.*c', 1100000, 'x') WHERE id = 'kim-a'",
            "cell | officials | kim-a | note: the cell has 1100000 bytes",
        ),
    ] {
        workshop.write("archive.db", &whole);
        let found = found(&workshop, sql);
        assert!(found.lines().any(|line| line.starts_with(expected)), "{sql}: {found}");
    }
}

#[test]
fn text_that_is_not_utf8_is_named_with_its_row_and_column() {
    let workshop = loaded();
    let whole = std::fs::read(workshop.path("archive.db")).unwrap();
    for (sql, expected) in [
        (
            "UPDATE officials SET name = CAST(x'ff41c328' AS TEXT) WHERE id = 'kim-a'",
            "unreadable | officials | kim-a | name: the text is not UTF-8, from byte 1 on",
        ),
        (
            "UPDATE sources SET title = CAST(x'4142c328' AS TEXT) WHERE id = 's1'",
            "unreadable | sources | s1 | title: the text is not UTF-8, from byte 3 on",
        ),
        (
            "INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES (x'616263', 33188, 0, 1, x'61')",
            "unreadable | sqlar | abc | name: the cell holds bytes, and the column TEXT",
        ),
        (
            "INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES ('abc', 'all', 0, 1, x'61')",
            "unreadable | sqlar | abc | mode: the cell holds text, and the column INT",
        ),
    ] {
        workshop.write("archive.db", &whole);
        let found = found(&workshop, sql);
        assert!(found.lines().any(|line| line.starts_with(expected)), "{sql}: {found}");
    }
}

#[test]
fn files_that_would_be_extracted_elsewhere_are_named() {
    let workshop = loaded();
    workshop.write("page.html", "a page");
    workshop.ok(&["keep", "s1", "page.html"]);
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
    let whole = std::fs::read(workshop.path("archive.db")).unwrap();
    for (name, mode, expected) in [
        ("/etc/planted", 0o100_644, "extracted outside the folder"),
        ("../planted", 0o100_644, "extracted outside the folder"),
        ("s1/../../planted", 0o100_644, "extracted outside the folder"),
        ("s1\\planted", 0o100_644, "extracted outside the folder"),
        ("s1/link", 0o120_777, "is a link or a folder"),
        ("s1/planted", 0o100_644, "no row of attachments names it"),
    ] {
        workshop.write("archive.db", &whole);
        let found = found(
            &workshop,
            &format!(
                "INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES ('{name}', {mode}, 0, 1, x'61')"
            ),
        );
        let is_named = |line: &str| {
            line.starts_with(&format!("document | sqlar | {name} | ")) && line.contains(expected)
        };
        assert!(found.lines().any(is_named), "{name}: {found}");
    }
}

#[test]
fn commands_that_a_cell_stops_name_it() {
    let workshop = loaded();
    let connection = Connection::open(workshop.path("archive.db")).unwrap();
    connection.execute_batch("UPDATE officials SET name = CAST(x'ff41' AS TEXT) WHERE id = 'kim-a'").unwrap();
    drop(connection);
    for command in [
        &["officials", "--on", "2005-01-01"][..],
        &["tenures"],
        &["show", "kim-a"],
        &["timeline", "kim-a"],
        &["sql", "SELECT name FROM officials"],
        &["candidates"],
        &["export", "officials", "--format", "json"],
        &["export", "-o", "folder"],
        &["import", "data"],
    ] {
        let ran = workshop.run(command);
        if ran.status == 0 {
            continue;
        }
        assert_eq!(
            ran.err,
            "error: a cell cannot be read: officials kim-a, name: the text is not UTF-8, from byte 1 on; write the cell again, or \
             restore a backup\nhint: orgarchive check lists all such cells\n",
            "{command:?}: {ran}"
        );
    }
    assert_eq!(workshop.run(&["officials", "--on", "2005-01-01"]).status, 1);
}
