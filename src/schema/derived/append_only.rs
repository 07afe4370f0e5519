//! What is only added to: commits, history, imports and kept documents.

use super::SHELL;

/// The view that the triggers of all tables share.
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
