//! The triggers that keep every superseded version of a table, and fill in what a stock shell leaves out.

use super::versioned::{Kept, list, with_prefix, wrapped};
use super::{SHELL, bounds, checks, entities};

/// Everything that one table needs.
pub(super) fn of_table(kept: &Kept) -> String {
    let mut text = format!("-- {}\n", kept.name);
    text += &bounds::view(kept);
    text += &insert_begins(kept);
    text += &insert_checks(kept);
    text += &parks(kept);
    text += &insert_ends(kept);
    text += &settles(kept);
    text += &fills(kept);
    text += &bounds::followers(kept);
    text += &id_stays(kept);
    text += &filled_stay(kept);
    text += &checks::update_trigger(kept);
    text += &update_records(kept);
    text += &update_tidies(kept);
    text += &delete_records(kept);
    text += &entities::of_table(kept);
    text
}

fn insert_begins(kept: &Kept) -> String {
    let cells = kept.cell_names();
    format!(
        "CREATE TRIGGER upkeep_{name}_insert_begins -- checks what a stock shell writes; keeps the row that a REPLACE may remove
BEFORE INSERT ON {name}
WHEN {SHELL} OR EXISTS (SELECT 1 FROM {name} WHERE id = new.id) BEGIN
  INSERT INTO upkeep_{name} (step, {cells})
    VALUES ('begin', {values});
END;
",
        name = kept.name,
        cells = list(&cells, 4),
        values = list(&with_prefix("new.", &cells), 4),
    )
}

fn insert_checks(kept: &Kept) -> String {
    format!(
        "CREATE TRIGGER upkeep_{name}_checks
INSTEAD OF INSERT ON upkeep_{name} WHEN new.step = 'begin' AND {SHELL} BEGIN
{body}END;
",
        name = kept.name,
        body = checks::of_insert(kept),
    )
}

/// Reals do not pass through JSON unharmed, so the bounds of numbers are parked as they are.
fn parked_reals(kept: &Kept) -> Vec<&'static str> {
    kept.computed.iter().copied().filter(|name| ["value_least", "value_most"].contains(name)).collect()
}

fn parks(kept: &Kept) -> String {
    let name = kept.name;
    let reals = parked_reals(kept).into_iter().map(|name| format!(", {name}")).collect::<String>();
    format!(
        "CREATE TRIGGER upkeep_{name}_parks -- REPLACE fires no delete trigger: the row in its way waits in upkeep_replaced
INSTEAD OF INSERT ON upkeep_{name} WHEN new.step = 'begin' BEGIN
  DELETE FROM upkeep_replaced;
  INSERT INTO upkeep_replaced (one, table_name, id, recorded_at, arrived_at, import, image, cells{reals})
    SELECT 1, '{name}', id, recorded_at, arrived_at, import,
      {image},
      {cells}{reals}
    FROM {name} WHERE id = new.id;
END;
",
        image = kept.image(""),
        cells = kept.cells_as_json(""),
    )
}

fn insert_ends(kept: &Kept) -> String {
    format!(
        "CREATE TRIGGER upkeep_{name}_insert_ends -- the row really went in
AFTER INSERT ON {name}
WHEN {SHELL} OR EXISTS (SELECT 1 FROM upkeep_replaced) BEGIN
  INSERT INTO upkeep_{name} (step, id) VALUES ('end', new.id);
END;
",
        name = kept.name
    )
}

fn settles(kept: &Kept) -> String {
    let name = kept.name;
    let reals = parked_reals(kept);
    let put_back: Vec<String> = kept
        .filled_names()
        .into_iter()
        .map(
            |column| {
                if reals.contains(&column) { column.to_owned() } else { format!("image ->> '$.{column}'") }
            },
        )
        .collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_settles -- a row was replaced if it still waits; with recursive_triggers on, the delete trigger recorded it
INSTEAD OF INSERT ON upkeep_{name} WHEN new.step = 'end' BEGIN
  DELETE FROM upkeep_replaced WHERE table_name <> '{name}' OR id <> new.id; -- OR IGNORE left it
  UPDATE upkeep_replaced SET is_same = 1 WHERE NOT is_recorded
    AND cells = (SELECT {cells}
      FROM {name} WHERE id = new.id);
  -- From here on it is as if the row had been updated: it has what the archive had filled in.
  INSERT INTO upkeep_run (number) SELECT 2 WHERE EXISTS (SELECT 1 FROM upkeep_replaced) AND {SHELL};
  UPDATE {name} SET ({filled})
    = (SELECT {put_back} FROM upkeep_replaced)
    WHERE id = new.id AND EXISTS (SELECT 1 FROM upkeep_run WHERE number = 2);
  DELETE FROM upkeep_run WHERE number = 2;
  INSERT INTO upkeep_moment (step, later_than) SELECT 'begin', (SELECT recorded_at FROM upkeep_replaced)
    WHERE NOT EXISTS (SELECT 1 FROM upkeep_replaced WHERE is_same);
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT table_name, id, coalesce(recorded_at, at), coalesce(arrived_at, at), at, upkeep_replaced.import, upkeep_moment.import, reason, image
    FROM upkeep_replaced, upkeep_moment WHERE NOT is_recorded AND NOT is_same;
  INSERT INTO upkeep_{name} (step, id, is_version)
    SELECT 'fill', new.id, NOT EXISTS (SELECT 1 FROM upkeep_replaced WHERE is_same) WHERE {SHELL};
{left}  DELETE FROM upkeep_replaced;
END;
",
        cells = kept.cells_as_json(""),
        filled = list(&kept.filled_names(), 4),
        put_back = list(&put_back, 6),
        left = entities::left_by_a_replaced_row(kept),
    )
}

fn fills(kept: &Kept) -> String {
    let name = kept.name;
    let loose = kept.loose_cells();
    let tidy = if loose.is_empty() {
        String::new()
    } else {
        let names: Vec<&str> = loose.iter().map(|cell| cell.name).collect();
        let values: Vec<String> = loose.iter().map(|cell| cell.tidy("")).collect();
        format!(
            "  UPDATE {name} SET ({})\n    = ({})\n    WHERE id = new.id;\n",
            list(&names, 4),
            list(&values, 4)
        )
    };
    let stamps: Vec<&str> = kept
        .bookkeeping
        .iter()
        .map(|column| if *column == "import" { "NULL" } else { "(SELECT at FROM upkeep_moment)" })
        .collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_fills -- blanks are NULL or what they stand for; a version gets its computed columns and its stamp
INSTEAD OF INSERT ON upkeep_{name} WHEN new.step = 'fill' BEGIN
  INSERT INTO upkeep_run (number) VALUES (2);
{tidy}{refill}  UPDATE {name} SET ({columns}) = ({values}) WHERE id = new.id AND new.is_version;
{cuts}  DELETE FROM upkeep_run WHERE number = 2;
{follow}END;
",
        refill = bounds::refill(kept),
        columns = kept.bookkeeping.join(", "),
        values = stamps.join(", "),
        cuts = bounds::cut_again(kept),
        follow = bounds::follow(kept),
    )
}

fn id_stays(kept: &Kept) -> String {
    format!(
        "CREATE TRIGGER upkeep_{name}_id_stays -- so that UPDATE OR REPLACE can hit no other row
BEFORE UPDATE OF id ON {name} WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, '{name}.id: an id does not change; use: orgarchive rename OLD NEW');
END;
",
        name = kept.name
    )
}

fn filled_stay(kept: &Kept) -> String {
    let filled = kept.filled_names();
    let differ: Vec<String> = filled.iter().map(|name| format!("old.{name} IS NOT new.{name}")).collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_filled_stay
BEFORE UPDATE OF {columns} ON {name}
WHEN {SHELL} AND NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 2)
  AND ({differ}) BEGIN
  SELECT RAISE(ABORT, '{name}: the archive fills in {columns_flat}; change the other columns');
END;
",
        name = kept.name,
        columns = list(&filled, 2),
        columns_flat = filled.join(", "),
        differ = wrapped(&differ, " OR", 4),
    )
}

fn update_records(kept: &Kept) -> String {
    let name = kept.name;
    let cells: Vec<&str> = kept.cell_names().into_iter().filter(|cell| *cell != "id").collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_update_records -- a write that changes no cell is not a version
AFTER UPDATE OF {cells} ON {name}
WHEN {differs} BEGIN
  INSERT INTO upkeep_moment (step, later_than) VALUES ('begin', old.recorded_at);
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT '{name}', old.id, coalesce(old.recorded_at, at), coalesce(old.arrived_at, at), at, old.import, import, reason,
      {image}
    FROM upkeep_moment;
  INSERT INTO upkeep_{name} (step, id, is_version) SELECT 'fill', new.id, 1 WHERE {SHELL};
END;
",
        cells = list(&cells, 2),
        differs = kept.differs(),
        image = kept.image("old."),
    )
}

fn update_tidies(kept: &Kept) -> String {
    let loose = kept.loose_cells();
    if loose.is_empty() {
        return String::new();
    }
    let name = kept.name;
    let names: Vec<&str> = loose.iter().map(|cell| cell.name).collect();
    let untidy: Vec<String> =
        loose.iter().map(|cell| format!("new.{} IS NOT {}", cell.name, cell.tidy("new."))).collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_update_tidies -- '' and NULL are the same blank cell
AFTER UPDATE OF {columns} ON {name}
WHEN {SHELL}
  AND ({untidy}) BEGIN
  INSERT INTO upkeep_{name} (step, id, is_version) VALUES ('fill', new.id, 0);
END;
",
        columns = list(&names, 2),
        untidy = wrapped(&untidy, " OR", 4),
    )
}

fn delete_records(kept: &Kept) -> String {
    let name = kept.name;
    format!(
        "CREATE TRIGGER upkeep_{name}_delete_records
AFTER DELETE ON {name} BEGIN
  UPDATE upkeep_replaced SET is_recorded = 1 WHERE table_name = '{name}' AND id = old.id;
  INSERT INTO upkeep_moment (step, later_than) VALUES ('begin', old.recorded_at);
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT '{name}', old.id, coalesce(old.recorded_at, at), coalesce(old.arrived_at, at), at, old.import, import, reason,
      {image}
    FROM upkeep_moment;
END;
",
        image = kept.image("old."),
    )
}
