//! The triggers that keep every superseded version of a table, and fill in what a stock shell leaves out.

use super::versioned::{Cell, Kept, list, with_prefix, wrapped};
use super::{SHELL, bounds, checks, entities};
use crate::schema::Blank;

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
        "CREATE TRIGGER upkeep_{name}_settles
INSTEAD OF INSERT ON upkeep_{name} WHEN new.step = 'end' BEGIN
  INSERT INTO upkeep_settling (step, table_name, id, cells) SELECT 'begin', '{name}', new.id,
      (SELECT {cells}
      FROM {name} WHERE id = new.id);
  UPDATE {name} SET ({filled})
    = (SELECT {put_back} FROM upkeep_replaced)
    WHERE id = new.id AND EXISTS (SELECT 1 FROM upkeep_run WHERE number = 2);
  INSERT INTO upkeep_settling (step, table_name, id) VALUES ('record', '{name}', new.id);
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
BEFORE UPDATE ON {name}
WHEN {SHELL} AND NOT EXISTS (SELECT 1 FROM upkeep_run WHERE number = 2)
  AND ({differ}) BEGIN
  SELECT RAISE(ABORT, '{name}: the archive fills in {columns_flat}; change the other columns');
END;
",
        name = kept.name,
        columns_flat = filled.join(", "),
        differ = wrapped(&differ, " OR", 4),
    )
}

fn update_records(kept: &Kept) -> String {
    format!(
        "CREATE TRIGGER upkeep_{name}_update_records -- a write that changes no cell is not a version
AFTER UPDATE ON {name}
WHEN {differs} BEGIN
  INSERT INTO upkeep_superseded VALUES (0, '{name}', old.id, old.recorded_at, old.arrived_at, old.import,
    {image});
  INSERT INTO upkeep_{name} (step, id, is_version) SELECT 'fill', new.id, 1 WHERE {SHELL};
END;
",
        name = kept.name,
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
    let (plain, others): (Vec<&Cell>, Vec<&Cell>) =
        loose.iter().partition(|cell| cell.blank == Blank::Nothing && !cell.is_whole);
    let plain: Vec<String> = plain.iter().map(|cell| format!("new.{}", cell.name)).collect();
    let mut untidy: Vec<String> =
        others.iter().map(|cell| format!("new.{} IS NOT {}", cell.name, cell.tidy("new."))).collect();
    if !plain.is_empty() {
        untidy.insert(0, format!("'' IN ({})", list(&plain, 4)));
    }
    format!(
        "CREATE TRIGGER upkeep_{name}_update_tidies -- '' and NULL are the same blank cell
AFTER UPDATE OF {columns} ON {name}
WHEN ({untidy})
  AND {SHELL} BEGIN
  INSERT INTO upkeep_{name} (step, id, is_version) VALUES ('fill', new.id, 0);
END;
",
        columns = list(&names, 2),
        untidy = wrapped(&untidy, " OR", 4),
    )
}

fn delete_records(kept: &Kept) -> String {
    format!(
        "CREATE TRIGGER upkeep_{name}_delete_records
AFTER DELETE ON {name} BEGIN
  INSERT INTO upkeep_superseded VALUES (1, '{name}', old.id, old.recorded_at, old.arrived_at, old.import,
    {image});
END;
",
        name = kept.name,
        image = kept.image("old."),
    )
}
