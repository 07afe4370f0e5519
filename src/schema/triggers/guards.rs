//! What is only added to: commits, history, imports and kept documents; and the views over all versions.

use super::SHELL;
use super::kept::Kept;

/// The tables and views that the triggers share.
pub(super) const SHARED: &str = "\
CREATE TABLE run_in_progress ( -- one row while orgarchive writes: set first, deleted last, in its own transaction
  one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row at most
  now TEXT NOT NULL, -- the stamp of the run (UTC)
  import TEXT, -- the id of the run
  reason TEXT -- why it supersedes what it supersedes
) STRICT;

CREATE TABLE replaced ( -- the row that an INSERT may be about to replace; between statements it means nothing
  one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row at most
  table_name TEXT NOT NULL, -- its table
  id TEXT NOT NULL, -- its id
  recorded_at TEXT, -- as in the row
  arrived_at TEXT, -- as in the row
  import TEXT, -- as in the row
  image TEXT NOT NULL, -- the whole row, as a JSON object
  cells TEXT NOT NULL, -- what the analyst wrote in it, as a JSON array
  value_least REAL, -- as in the row: JSON rounds reals
  value_most REAL, -- as in the row
  is_recorded INTEGER NOT NULL DEFAULT 0, -- 1: a delete trigger has moved it to the history
  is_same INTEGER NOT NULL DEFAULT 0 -- 1: the row in its place has the same cells
) STRICT;

CREATE TABLE filling ( -- one row while a trigger fills in computed and bookkeeping columns; between statements none
  one INTEGER PRIMARY KEY CHECK (one = 1) -- there is one row at most
) STRICT;

CREATE VIEW moment AS -- the stamp, the run and the reason of the change under way
SELECT coalesce((SELECT now FROM run_in_progress), (SELECT at FROM commits ORDER BY number DESC LIMIT 1)) AS at,
  (SELECT import FROM run_in_progress) AS import, (SELECT reason FROM run_in_progress) AS reason;

CREATE VIEW commit_calls AS SELECT NULL AS step, NULL AS recorded_at WHERE 0; -- always empty: it carries calls between triggers
CREATE TRIGGER commits_begin -- a stock shell's changes belong to a commit that no run has a part in; a run makes its own
INSTEAD OF INSERT ON commit_calls WHEN NOT EXISTS (SELECT 1 FROM run_in_progress) BEGIN
  -- The clock may stand still or go back: stamps do not. One millisecond more is reckoned in the text, where nothing is rounded.
  INSERT INTO commits (at)
    SELECT CASE WHEN at IS NULL OR at < now THEN now
      WHEN substr(at, 21, 3) < '999' THEN substr(at, 1, 20) || printf('%03d', substr(at, 21, 3) + 1) || 'Z'
      ELSE strftime('%Y-%m-%dT%H:%M:%S', substr(at, 1, 19), '+1 second') || '.000Z' END
    FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now)
      LEFT JOIN (SELECT at, import FROM commits ORDER BY number DESC LIMIT 1)
    WHERE at IS NULL OR at < now OR import IS NOT NULL
      OR new.recorded_at >= at; -- the versions of one row have a stamp of their own each
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
            "CREATE TRIGGER {table}_insert_guard BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = new.{key}){own} BEGIN
  SELECT RAISE(ABORT, '{table}: {STAYS}');
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
    text += &format!(
        "CREATE TRIGGER commits_insert_order -- the last commit has the greatest number; triggers reckon with its text
AFTER INSERT ON commits
WHEN new.number < 1 OR new.number < (SELECT max(number) FROM commits)
  OR new.at IS NOT strftime('%Y-%m-%dT%H:%M:%S', new.at) || substr(new.at, 20, 4) || 'Z'
  OR new.at NOT GLOB '*.[0-9][0-9][0-9]Z' BEGIN
  SELECT RAISE(ABORT, 'commits: numbers and stamps count up; a stamp is written as 2016-08-30T12:00:00.000Z');
END;
CREATE TRIGGER imports_insert_runs BEFORE INSERT ON imports WHEN {SHELL} BEGIN
  SELECT RAISE(ABORT, 'imports: only a run of orgarchive adds a row');
END;
"
    );
    for table in ["seals", "withdrawals"] {
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
        "CREATE TRIGGER sqlar_insert_guard BEFORE INSERT ON sqlar
WHEN EXISTS (SELECT 1 FROM sqlar AS s JOIN attachments AS a ON a.id = s.name WHERE s.name = new.name OR s.rowid = new.rowid) BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}');
END;
CREATE TRIGGER sqlar_update_guard BEFORE UPDATE ON sqlar
WHEN EXISTS (SELECT 1 FROM attachments WHERE id = old.name)
  OR {} BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}');
END;
CREATE TRIGGER sqlar_delete_guard BEFORE DELETE ON sqlar WHEN EXISTS (SELECT 1 FROM attachments WHERE id = old.name) BEGIN
  SELECT RAISE(ABORT, 'sqlar: {message}; withdraw the attachment first');
END;
",
        kept("new.name", "new.rowid")
    )
}

/// The views over all versions.
pub(super) fn views(tables: &[Kept]) -> String {
    let rows: Vec<String> = tables
        .iter()
        .map(|kept| format!("SELECT '{}' AS table_name, id, arrived_at FROM {}", kept.name, kept.name))
        .collect();
    format!(
        "CREATE VIEW versions_now AS -- the current version of every row
{};

CREATE VIEW changes AS -- what became of each superseded version: revised, if the archive then held another one, else retracted
SELECT sequence, table_name, id,
  CASE WHEN EXISTS (SELECT 1 FROM versions_now AS v
      WHERE v.table_name = h.table_name AND v.id = h.id AND v.arrived_at <= h.superseded_at)
    OR EXISTS (SELECT 1 FROM history AS n
      WHERE n.table_name = h.table_name AND n.id = h.id AND n.sequence > h.sequence AND n.arrived_at <= h.superseded_at)
    THEN 'revised' ELSE 'retracted' END AS change,
  recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image
FROM history AS h;
",
        rows.join("\nUNION ALL ")
    )
}
