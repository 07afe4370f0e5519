//! Each trigger is needed: without it, what a stock shell sees is something else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use orgarchive::schema::{Kind, Table};

use super::cases::IMPORTED;
use super::shell::{Archive, Output, SEED};

/// What is in the file, except for the moments at which it was written.
fn dump(table: &str) -> String {
    let stamp = "recorded_at";
    format!(
        "SELECT 'row', id, {stamp} IS NULL, {stamp} = '', import FROM {table};
         SELECT 'cells', json_remove(image, '$.recorded_at', '$.arrived_at') FROM history ORDER BY sequence;
         SELECT 'entity', id, kind FROM entities WHERE id IN ('zz', 'zy'); SELECT 'scratch', * FROM upkeep_run;
         SELECT 'queued', * FROM upkeep_queue; DELETE FROM upkeep_queue;\n"
    )
}

/// Columns with a literal each, and one whose change is a version.
fn valid_row(table: &str) -> (Vec<(&'static str, String)>, &'static str) {
    match table {
        "attachments" => {
            (vec![("source", "'s1'".into()), ("sha256", "'abc'".into()), ("size", "3".into())], "sha256")
        }
        "renames" => (vec![("entity", "'kim'".into())], "entity"),
        name => {
            let table = Table::named(name).unwrap();
            let mut row: Vec<(&'static str, String)> = Vec::new();
            for column in table.columns().filter(|column| column.kind != Kind::Id) {
                let cell = match (column.kind, column.name) {
                    (_, "organization") if name == "postings" => "'union'",
                    (_, "other") if name == "judgements" => "'union'",
                    _ if !column.required => continue,
                    (Kind::Reference("sources"), _) => "'s1'",
                    (Kind::Reference("attributes"), _) => "'aim'",
                    (Kind::Reference("officials") | Kind::Entity, _) => "'kim'",
                    (Kind::Reference("organizations"), _) => "'union'",
                    (Kind::Reference("titles"), _) => "'chair'",
                    (Kind::Reference("relation_kinds"), _) => "'near'",
                    (Kind::Event, _) => "'meeting'",
                    (Kind::OneOf(_), "verdict") => "'same'",
                    _ => "'x'",
                };
                row.push((column.name, cell.to_owned()));
            }
            let changing = if table.column("note").is_some() { "note" } else { "name" };
            (row, changing)
        }
    }
}

/// What an analyst may try with one table.
fn script(table: &str) -> String {
    let (row, changing) = valid_row(table);
    let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = row.iter().map(|(_, value)| value.as_str()).collect();
    let write = |verb: &str, id: &str| {
        format!("{verb} INTO {table} (id, {}) VALUES ({id}, {});\n", names.join(", "), values.join(", "))
    };
    let required = row.iter().find(|(_, value)| value.starts_with('\'')).unwrap().0;
    let stamp = "recorded_at";
    let loose = match table {
        "titles" => Some("office"),
        "relation_kinds" => Some("inverse"),
        "attributes" => Some("type"),
        "event_kinds" | "roles" | "attachments" | "renames" => None,
        "participants" => Some("role"),
        _ => Some("note"),
    };
    let dump = dump(table);
    let blank = loose.map_or(String::new(), |loose| {
        format!("UPDATE {table} SET {loose} = ''; SELECT 'blank', id, {loose} IS '' FROM {table};")
    });
    format!(
        "{bad}{good}{dump}{blank}
         UPDATE {table} SET {required} = '' WHERE id = 'zz';
         UPDATE {table} SET {stamp} = 'x' WHERE id = 'zz';
         UPDATE {table} SET id = 'zy' WHERE id = 'zz'; {dump}
         UPDATE {table} SET {changing} = 'other' WHERE id = 'zz'; {dump}
         {again}{dump}
         {replace_same}{dump}
         DELETE FROM {table} WHERE id = 'zz'; {dump}",
        bad = write("INSERT", "''"),
        good = write("INSERT", "'zz'"),
        again = write("REPLACE", "'zz'"),
        replace_same = write("REPLACE", "'zz'"),
    )
}

/// What an analyst may try with more than one table.
const TOGETHER: &str = "
INSERT INTO places (id, name, source) VALUES ('pak', 'x', 's9');
UPDATE events SET event = 'all' WHERE id = 'uncut'; SELECT * FROM entities;
UPDATE sources SET accessed = '2015-07-31' WHERE id = 's9'; SELECT published_latest, public_by FROM sources;
UPDATE sources SET published = '2015-07-04', accessed = NULL WHERE id = 's9';
SELECT certain_to FROM postings; SELECT date_latest FROM events;
UPDATE attributes SET type = 'text'; SELECT value_least, value_most FROM facts;
INSERT INTO entities (id, kind) VALUES ('x', 'places'); UPDATE entities SET kind = 'events'; DELETE FROM entities WHERE id = 'pak';
SELECT * FROM entities;
UPDATE history SET reason = 'x'; REPLACE INTO history SELECT * FROM history; DELETE FROM history;
UPDATE commits SET import = 'x'; REPLACE INTO commits SELECT * FROM commits; INSERT INTO commits (at) VALUES ('2099'); DELETE FROM commits;
UPDATE imports SET note = 'x'; INSERT INTO imports (id, command, started_at, finished_at, program_version) VALUES ('i', 'c', '', '', '');
INSERT INTO upkeep_run (number, now) VALUES (1, 'x'); REPLACE INTO imports SELECT * FROM imports; DELETE FROM upkeep_run;
DELETE FROM imports;
INSERT INTO sqlar (name, data) VALUES ('d', x'00'); INSERT INTO attachments (id, source, sha256, size) VALUES ('d', 's9', 'a', 1);
INSERT INTO upkeep_seals (number, sequence, history, versions, runs) VALUES (1, 0, '', '', ''); INSERT INTO upkeep_withdrawals (table_name, id, recorded_at, arrived_at) VALUES ('t', 'i', '', '');
INSERT INTO upkeep_run (number, now) VALUES (1, 'x'); INSERT INTO upkeep_seals (number, sequence, history, versions, runs) VALUES (2, 0, '', '', '');
INSERT INTO upkeep_withdrawals (table_name, id, recorded_at, arrived_at) VALUES ('t', 'j', '', ''); DELETE FROM upkeep_run;
UPDATE upkeep_seals SET sequence = 1; DELETE FROM upkeep_seals; UPDATE upkeep_withdrawals SET reason = ''; DELETE FROM upkeep_withdrawals;
UPDATE sqlar SET data = x'01'; REPLACE INTO sqlar (name, data) VALUES ('d', x'02'); DELETE FROM sqlar;
";

fn run(drop: &str, script: &str) -> Output {
    // The shell leaves out what follows a refused statement in the same line.
    Archive::new().run(&format!("{IMPORTED}{SEED}{drop}\n{}", script.replace("; ", ";\n")))
}

#[test]
#[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
fn without_any_one_trigger_something_else_happens() {
    let archive = Archive::new();
    let all =
        archive.ok("SELECT tbl_name || ' ' || name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name;");
    let triggers: Vec<(&str, &str)> = all.lines().filter_map(|line| line.split_once(' ')).collect();
    assert!(triggers.len() > 200);
    let kept: Vec<String> = orgarchive::schema::TABLES
        .iter()
        .map(|table| table.name)
        .chain(["attachments", "renames"])
        .map(str::to_owned)
        .collect();
    let mut scripts: BTreeMap<&str, (String, Output)> = BTreeMap::new();
    for table in &kept {
        let script = script(table);
        let output = run("", &script);
        scripts.insert(table, (script, output));
    }
    let together = run("", TOGETHER);
    let next = AtomicUsize::new(0);
    let needless = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(1, usize::from))
            .map(|_| {
                scope.spawn(|| {
                    let mut needless = Vec::new();
                    while let Some((table, name)) = triggers.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let drop = format!("DROP TRIGGER {name};");
                        // What the tables share is missed by any of them.
                        let own =
                            scripts.get(table.trim_start_matches("upkeep_")).unwrap_or(&scripts["postings"]);
                        let is_missed = run(&drop, &own.0) != own.1 || run(&drop, TOGETHER) != together;
                        if !is_missed {
                            needless.push(*name);
                        }
                    }
                    needless
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<&str>>()
    });
    assert_eq!(needless, Vec::<&str>::new(), "nothing changes without these");
}
