//! What is only added to: commits, history, imports and kept documents.

use super::SHELL;

/// The views that the triggers of all tables share. What they share is written once: every program that opens the archive
/// reads the text of all triggers.
pub(super) const SHARED: &str = "\
CREATE VIEW upkeep_moment AS -- the stamp, the run and the reason of the change under way; an INSERT into it begins a commit
SELECT NULL AS step, NULL AS later_than,
  coalesce((SELECT now FROM upkeep_run WHERE number = 1), (SELECT at FROM commits ORDER BY number DESC LIMIT 1)) AS at,
  (SELECT import FROM upkeep_run WHERE number = 1) AS import, (SELECT reason FROM upkeep_run WHERE number = 1) AS reason;
CREATE TRIGGER upkeep_commits_begin -- a stock shell's changes belong to a commit that no run has a part in; a run makes its own
INSTEAD OF INSERT ON upkeep_moment WHEN NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 1) BEGIN
  -- The clock may stand still or go back: stamps do not. One millisecond more is computed in the text, where nothing is rounded.
  INSERT INTO commits (at)
    SELECT CASE WHEN at IS NULL OR at < now THEN now
      WHEN substr(at, 21, 3) < '999' THEN substr(at, 1, 20) || printf('%03d', substr(at, 21, 3) + 1) || 'Z'
      ELSE strftime('%Y-%m-%dT%H:%M:%S', substr(at, 1, 19), '+1 second') || '.000Z' END
    FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now)
      LEFT JOIN (SELECT at, import FROM commits ORDER BY number DESC LIMIT 1)
    WHERE at IS NULL OR at < now OR import IS NOT NULL
      OR new.later_than >= at; -- the versions of one row have a stamp of their own each
END;
CREATE VIEW upkeep_superseded AS -- always empty; an INSERT begins a commit and moves a version to the history
SELECT NULL AS is_deleted, table_name, id, recorded_at, arrived_at, written_by, image FROM history WHERE 0;
CREATE TRIGGER upkeep_superseded_records INSTEAD OF INSERT ON upkeep_superseded BEGIN
  UPDATE upkeep_replaced SET is_recorded = 1 WHERE new.is_deleted AND table_name = new.table_name AND id = new.id;
  INSERT INTO upkeep_moment (step, later_than) VALUES ('begin', new.recorded_at);
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT new.table_name, new.id, coalesce(new.recorded_at, at), coalesce(new.arrived_at, at), at, new.written_by, import, reason,
      new.image
    FROM upkeep_moment;
END;
CREATE VIEW upkeep_settling AS -- always empty; an INSERT does what follows an INSERT into any table
SELECT NULL AS step, table_name, id, cells FROM upkeep_replaced WHERE 0;
CREATE TRIGGER upkeep_settling_begins -- a row was replaced if it still waits; with recursive_triggers on, the delete trigger recorded it
INSTEAD OF INSERT ON upkeep_settling WHEN new.step = 'begin' BEGIN
  DELETE FROM upkeep_replaced WHERE table_name <> new.table_name OR id <> new.id; -- OR IGNORE left it
  UPDATE upkeep_replaced SET is_same = 1 WHERE NOT is_recorded AND cells = new.cells;
  -- From here on it is as if the row had been updated: it has what the archive had filled in.
  INSERT INTO upkeep_run (number)
    SELECT 2 WHERE EXISTS (SELECT 1 FROM upkeep_replaced) AND NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 1);
END;
CREATE TRIGGER upkeep_settling_records
INSTEAD OF INSERT ON upkeep_settling WHEN new.step = 'record' BEGIN
  DELETE FROM upkeep_run WHERE number = 2;
  INSERT INTO upkeep_moment (step, later_than) SELECT 'begin', (SELECT recorded_at FROM upkeep_replaced)
    WHERE NOT EXISTS (SELECT 1 FROM upkeep_replaced WHERE is_same);
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT table_name, id, coalesce(recorded_at, at), coalesce(arrived_at, at), at, upkeep_replaced.import, upkeep_moment.import, reason, image
    FROM upkeep_replaced, upkeep_moment WHERE NOT is_recorded AND NOT is_same;
  INSERT INTO upkeep_queue (table_name, id) SELECT new.table_name, new.id
    WHERE new.table_name <> 'renames' AND NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 1)
      AND NOT EXISTS (SELECT 1 FROM upkeep_queue WHERE table_name = new.table_name AND id = new.id);
END;
CREATE TRIGGER upkeep_history_queues -- what a stock shell changes waits until the next run takes it into the index of search
AFTER INSERT ON history
WHEN new.table_name <> 'renames' AND NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 1)
  AND NOT EXISTS (SELECT 1 FROM upkeep_queue WHERE table_name = new.table_name AND id = new.id) BEGIN
  INSERT INTO upkeep_queue (table_name, id) VALUES (new.table_name, new.id);
END;
";

const STAYS: &str = "a recorded version does not change";

/// Guards of what is only added to.
pub(super) fn guards() -> String {
    let mut text = String::new();
    for (table, key) in [("history", "sequence"), ("commits", "number"), ("imports", "id")] {
        let own =
            if table == "commits" { " OR EXISTS (SELECT 1 FROM commits WHERE at >= new.at)" } else { "" };
        text += &format!(
            "CREATE TRIGGER upkeep_{table}_insert_guard BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = new.{key}){own} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
END;
CREATE TRIGGER upkeep_{table}_update_guard BEFORE UPDATE ON {table} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
END;
CREATE TRIGGER upkeep_{table}_delete_guard BEFORE DELETE ON {table} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
END;
"
        );
    }
    text += &format!(
        "CREATE TRIGGER upkeep_commits_insert_order -- the last commit has the greatest number; triggers compute with its text
AFTER INSERT ON commits
WHEN new.number < 1 OR new.number < (SELECT max(number) FROM commits)
  OR new.at IS NOT strftime('%Y-%m-%dT%H:%M:%S', new.at) || substr(new.at, 20, 4) || 'Z'
  OR new.at NOT GLOB '*.[0-9][0-9][0-9]Z' BEGIN
  SELECT RAISE(ABORT, 'commits: numbers and stamps count up; a stamp is written as 2016-08-30T12:00:00.000Z');
END;
CREATE TRIGGER upkeep_imports_insert_runs BEFORE INSERT ON imports WHEN {SHELL} BEGIN
  SELECT RAISE(ABORT, 'imports: only a run of orgarchive adds a row');
END;
"
    );
    for table in ["upkeep_seals", "upkeep_withdrawals"] {
        text += &format!(
            "CREATE TRIGGER {table}_insert_guard BEFORE INSERT ON {table} WHEN {SHELL} BEGIN
  SELECT RAISE(ABORT, '{table}: only a run of orgarchive adds a row');
END;
CREATE TRIGGER {table}_update_guard BEFORE UPDATE ON {table} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
END;
CREATE TRIGGER {table}_delete_guard BEFORE DELETE ON {table} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
END;
"
        );
    }
    text + &document_guards()
}

/// A document that `attachments` names stays as it is; `sqlite3 -Ac` drops the table, which `check` reports.
fn document_guards() -> String {
    let message = "a kept document does not change";
    // REPLACE removes rows that have the same rowid as well.
    let kept = |name: &str, rowid: &str| {
        format!(
            "EXISTS (SELECT 1 FROM attachments WHERE id = {name}\n    \
             OR id = (SELECT name FROM sqlar WHERE rowid = {rowid}))"
        )
    };
    format!(
        "CREATE TRIGGER upkeep_sqlar_insert_guard BEFORE INSERT ON sqlar
WHEN EXISTS (SELECT 1 FROM sqlar AS s JOIN attachments AS a ON a.id = s.name WHERE s.name = new.name OR s.rowid = new.rowid) BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}');
END;
CREATE TRIGGER upkeep_sqlar_update_guard BEFORE UPDATE ON sqlar
WHEN EXISTS (SELECT 1 FROM attachments WHERE id = old.name)
  OR {} BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}');
END;
CREATE TRIGGER upkeep_sqlar_delete_guard BEFORE DELETE ON sqlar WHEN EXISTS (SELECT 1 FROM attachments WHERE id = old.name) BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}; withdraw the attachment first');
END;
",
        kept("new.name", "new.rowid")
    )
}
