//! Views that compute in SQL what follows from plain dates, and what changes with them.

use super::kept::{Kept, list};
use super::plain::{earliest, is_date, is_number, latest, number};
use crate::schema::{Dating, TABLES};

/// The view of the computed columns, as far as SQL can tell them; and what carries calls between triggers: its other
/// columns are their parameters. (A trigger's frame is set up for every row even where its WHEN is false, so long bodies
/// are one call away.)
pub(super) fn view(kept: &Kept) -> String {
    let name = kept.name;
    let (meaning, rest) = match kept.dating {
        Dating::None => ("always empty", format!("id FROM {name} WHERE 0;\n")),
        Dating::Span => (
            "its computed columns, from plain dates; what other dates mean stays as the program left it",
            span_view(kept),
        ),
        Dating::Event => ("the computed columns of those whose date is plain or blank", event_view()),
        Dating::Published => {
            ("the computed columns of those whose dates are plain or blank", published_view())
        }
    };
    let cut: &[&str] =
        if matches!(kept.dating, Dating::Event | Dating::Published) { &["cut_before"] } else { &[] };
    let cells = kept.cell_names();
    let parameters =
        ["step", "is_version"].iter().chain(cut).chain(cells.iter().filter(|cell| **cell != "id"));
    let parameters: Vec<String> = parameters.map(|name| format!("NULL AS {name}")).collect();
    format!(
        "CREATE VIEW upkeep_{name} AS -- {name}: {meaning}; an INSERT calls a trigger, with the columns that are NULL
SELECT {parameters},
  {rest}",
        parameters = list(&parameters, 2)
    )
}

/// A `CASE` that gives the bound of a plain date, the stored one of any other, and NULL for a blank.
fn bound(cell: &str, plain: &str, otherwise: &str) -> String {
    format!("CASE WHEN {} THEN {plain}\n        WHEN {cell} IS NOT NULL THEN {otherwise} END", is_date(cell))
}

fn span_view(kept: &Kept) -> String {
    let name = kept.name;
    let is_facts = name == "facts";
    let value_columns = if is_facts { value_columns() } else { String::new() };
    let attribute = if is_facts { "\n    LEFT JOIN attributes AS a ON a.id = r.attribute" } else { "" };
    let outer_values =
        if is_facts { ",\n  value_earliest, value_latest, value_least, value_most" } else { "" };
    let one_day = |of: &str| format!("CASE WHEN {of}_from = {of}_to THEN {of}_from END");
    format!(
        "id,
  CASE WHEN is_left THEN possible_from ELSE coalesce(since_from, '0001-01-01') END AS possible_from,
  CASE WHEN is_left THEN possible_to ELSE coalesce(until_to, '9999-12-31') END AS possible_to,
  CASE WHEN is_left THEN certain_from WHEN held_from <= held_to THEN held_from END AS certain_from,
  CASE WHEN is_left THEN certain_to WHEN held_from <= held_to THEN held_to END AS certain_to,
  since_to AS since_latest{outer_values}
FROM (SELECT *,
    CASE WHEN since IS NOT NULL AND until IS NOT NULL THEN since_to
      WHEN since IS NOT NULL THEN {since_day}
      WHEN until = '..' THEN {as_of_day} ELSE {until_day} END AS held_from,
    CASE WHEN since IS NOT NULL AND until = '..' THEN as_of_from
      WHEN since IS NOT NULL AND until IS NOT NULL THEN until_from
      WHEN since IS NOT NULL THEN {since_day}
      WHEN until = '..' THEN {as_of_day} ELSE {until_day} END AS held_to
  FROM (SELECT r.id, r.since, r.until, r.possible_from, r.possible_to, r.certain_from, r.certain_to,
      {since_from} AS since_from,
      {since_to} AS since_to,
      CASE WHEN r.until <> '..' THEN {until_from} END AS until_from,
      CASE WHEN r.until <> '..' THEN {until_to} END AS until_to,
      CASE WHEN r.as_of IS NULL THEN s.published_earliest ELSE {as_of_from} END AS as_of_from,
      CASE WHEN r.as_of IS NULL THEN s.published_latest ELSE {as_of_to} END AS as_of_to,
      CASE WHEN r.until = '..' THEN NOT ({as_of_plain})
        ELSE NOT ({until_plain}) END AS is_left{value_columns}
    FROM {name} AS r LEFT JOIN sources AS s ON s.id = r.source{attribute}));
",
        since_day = one_day("since"),
        until_day = one_day("until"),
        as_of_day = one_day("as_of"),
        since_from = bound("r.since", &earliest("r.since"), "r.possible_from"),
        since_to = bound("r.since", &latest("r.since"), "r.since_latest"),
        until_from = earliest("r.until"),
        until_to = latest("r.until"),
        as_of_from = earliest("r.as_of"),
        as_of_to = latest("r.as_of"),
        as_of_plain = is_date("r.as_of"),
        until_plain = is_date("r.until"),
    )
}

fn value_columns() -> String {
    let column = |kind: &str, is_plain: &str, plain: &str, name: &str| {
        format!(
            ",\n      CASE WHEN a.type = '{kind}' THEN CASE WHEN {is_plain}\n        THEN {plain} ELSE r.{name} END END AS {name}"
        )
    };
    let (date, digits) = (is_date("r.value"), is_number("r.value"));
    column("date", &date, &earliest("r.value"), "value_earliest")
        + &column("date", &date, &latest("r.value"), "value_latest")
        + &column("number", &digits, &number("r.value"), "value_least")
        + &column("number", &digits, &number("r.value"), "value_most")
}

fn event_view() -> String {
    format!(
        "id, earliest AS date_earliest, latest AS date_latest,
  CASE WHEN earliest = latest THEN earliest END AS certain_from,
  CASE WHEN earliest = latest THEN earliest END AS certain_to
FROM (SELECT id, earliest, CASE WHEN cut >= earliest AND cut < latest THEN cut ELSE latest END AS latest
  FROM (SELECT e.id, coalesce({from}, '0001-01-01') AS earliest,
      coalesce({to}, '9999-12-31') AS latest,
      CASE WHEN e.status = 'occurred' AND e.date IS NOT NULL THEN s.published_latest END AS cut
    FROM events AS e LEFT JOIN sources AS s ON s.id = e.source
    WHERE e.date IS NULL OR {plain}));
",
        from = earliest("e.date"),
        to = latest("e.date"),
        plain = is_date("e.date"),
    )
}

fn published_view() -> String {
    format!(
        "id, published_earliest, published_latest,
  nullif(min(coalesce(published_latest, accessed_latest), coalesce(accessed_latest, published_latest)), '9999-12-31') AS public_by
FROM (SELECT id, earliest AS published_earliest, accessed_latest,
    CASE WHEN accessed_latest >= earliest AND accessed_latest < latest THEN accessed_latest ELSE latest END AS published_latest
  FROM (SELECT id, {from} AS earliest,
      {to} AS latest,
      {accessed} AS accessed_latest
    FROM sources
    WHERE (published IS NULL OR {published_plain})
      AND (accessed IS NULL OR {accessed_plain})));
",
        from = earliest("published"),
        to = latest("published"),
        accessed = latest("accessed"),
        published_plain = is_date("published"),
        accessed_plain = is_date("accessed"),
    )
}

/// The statement that fills in the computed columns of the row `new.id`.
pub(super) fn refill(kept: &Kept) -> String {
    if kept.computed.is_empty() {
        return String::new();
    }
    format!(
        "  UPDATE {name} SET ({columns})\n    = ({values})\n    FROM upkeep_{name} AS b WHERE b.id = new.id AND {name}.id = new.id AND new.is_version;\n",
        name = kept.name,
        columns = list(&kept.computed, 4),
        values = list(&super::kept::with_prefix("b.", &kept.computed), 4),
    )
}

/// The latest image in the history of the row that `new.id` names.
fn before(table: &str) -> String {
    format!(
        "(SELECT image FROM history WHERE table_name = '{table}' AND id = new.id ORDER BY sequence DESC LIMIT 1)"
    )
}

/// The statement that cuts the dates that are not plain, of a row that is being filled.
pub(super) fn cut_again(kept: &Kept) -> String {
    match kept.name {
        "events" => format!(
            "  INSERT INTO upkeep_events (step, id, cut_before)
    SELECT 'cut', id, (SELECT published_latest FROM sources
        WHERE sources.id = image ->> '$.source' AND image ->> '$.status' = 'occurred')
    FROM (SELECT e.id, {before} AS image FROM events AS e
      WHERE e.id = new.id AND new.is_version AND NOT ({plain}));\n",
            before = before("events"),
            plain = is_date("e.date"),
        ),
        "sources" => format!(
            "  INSERT INTO upkeep_sources (step, id, cut_before)
    SELECT 'cut', id, {cut_before}
    FROM (SELECT s.id, s.accessed, {before} ->> '$.accessed' AS was_accessed FROM sources AS s
      WHERE s.id = new.id AND new.is_version AND NOT ({plain}))
    WHERE accessed IS NOT was_accessed;\n",
            cut_before = latest("was_accessed"),
            before = before("sources"),
            plain = is_date("s.published"),
        ),
        _ => String::new(),
    }
}

/// The statement that carries a row that was filled to what rests on it.
pub(super) fn follow(kept: &Kept) -> String {
    match kept.name {
        name @ ("sources" | "attributes") => {
            format!("  INSERT INTO upkeep_{name} (step, id) SELECT 'follow', new.id WHERE new.is_version;\n")
        }
        _ => String::new(),
    }
}

/// The triggers that carry a change to what rests on it.
pub(super) fn followers(kept: &Kept) -> String {
    match kept.name {
        "events" => cut_trigger(&Cut {
            table: "events",
            date: "date",
            earliest: "date_earliest",
            latest: "date_latest",
            cut: "CASE WHEN status = 'occurred' THEN (SELECT published_latest FROM sources WHERE sources.id = events.source) END",
            then: "  UPDATE events SET (certain_from, certain_to)
    = (CASE WHEN date_earliest = date_latest THEN date_earliest END, CASE WHEN date_earliest = date_latest THEN date_earliest END)
    WHERE id = new.id AND instr(date, '/') = 0; -- the certain days of an interval lie between its own ends\n",
        }),
        "sources" => {
            let accessed = latest("accessed");
            cut_trigger(&Cut {
                table: "sources",
                date: "published",
                earliest: "published_earliest",
                latest: "published_latest",
                cut: &accessed,
                then: &format!(
                    "  UPDATE sources SET public_by = nullif(min(published_latest, coalesce({accessed}, published_latest)), '9999-12-31')
    WHERE id = new.id;\n"
                ),
            }) + &source_follower()
        }
        "attributes" => attribute_follower(),
        _ => String::new(),
    }
}

/// A latest day that is cut at another one.
struct Cut<'a> {
    table: &'a str,
    date: &'a str,
    earliest: &'a str,
    latest: &'a str,
    cut: &'a str,
    then: &'a str,
}

/// The uncut day is not stored: if it may lie beyond the earlier cut, only a smaller cut can be told.
fn cut_trigger(cut: &Cut<'_>) -> String {
    let Cut { table, date, earliest, latest, cut, then } = cut;
    let row = format!(
        "(SELECT id, {earliest} AS earliest, {latest} AS latest,\n      {cut} AS cut FROM {table} WHERE id = new.id)"
    );
    let remedy = match *table {
        "events" => {
            "events.date: this event ends no later than its source was published, and its date is none that SQL can read; \
             put the rows that change in a CSV file and run: orgarchive import FILE"
        }
        _ => {
            "sources.published: it is cut at the day of reading, and it is none that SQL can read; \
             put the row in a CSV file and run: orgarchive import FILE"
        }
    };
    format!(
        "CREATE TRIGGER upkeep_{table}_cuts -- {date} is not plain: its last day follows a new cut as far as it can be told
INSTEAD OF INSERT ON upkeep_{table} WHEN new.step = 'cut' BEGIN
  SELECT RAISE(ABORT, '{remedy}')
    FROM {row}
    WHERE latest IS new.cut_before AND cut IS NOT new.cut_before AND NOT coalesce(cut >= earliest AND cut < latest, 0);
  UPDATE {table} SET {latest} = c.cut
    FROM {row} AS c
    WHERE {table}.id = c.id AND c.cut >= c.earliest AND c.cut < c.latest;
{then}END;
"
    )
}

fn source_follower() -> String {
    let mut body = String::new();
    for table in TABLES.iter().filter(|table| table.dating == Dating::Span) {
        let name = table.name;
        body += &format!(
            "  UPDATE {name} SET (certain_from, certain_to) = (b.certain_from, b.certain_to) FROM upkeep_{name} AS b
    WHERE {name}.source = new.id AND {name}.until = '..' AND {name}.as_of IS NULL AND b.id = {name}.id;\n"
        );
    }
    format!(
        "CREATE TRIGGER upkeep_sources_follow -- what rests on the day of publication follows; this is no version of the records
INSTEAD OF INSERT ON upkeep_sources WHEN new.step = 'follow' BEGIN
  INSERT INTO upkeep_run (number) VALUES (2);
{body}  UPDATE events SET (date_latest, certain_from, certain_to) = (b.date_latest, b.certain_from, b.certain_to)
    FROM upkeep_events AS b WHERE events.source = new.id AND b.id = events.id;
  INSERT INTO upkeep_events (step, id, cut_before)
    SELECT 'cut', e.id, {before} ->> '$.published_latest'
    FROM events AS e WHERE e.source = new.id AND e.status = 'occurred' AND NOT ({plain});
  DELETE FROM upkeep_run WHERE number = 2;
END;
",
        before = before("sources"),
        plain = is_date("e.date"),
    )
}

fn attribute_follower() -> String {
    let refuse = |kind: &str, is_plain: &str, unread: &str| {
        format!(
            "  SELECT RAISE(ABORT, 'attributes.type: facts of this attribute have values that SQL cannot read as a {kind}; \
             put the attribute in a CSV file and run: orgarchive import FILE')
    FROM attributes AS a JOIN facts AS f ON f.attribute = a.id
    WHERE a.id = new.id AND a.type = '{kind}' AND NOT ({is_plain}) AND {unread};\n"
        )
    };
    format!(
        "CREATE TRIGGER upkeep_attributes_follow -- the bounds of values follow the type; this is no version of the facts
INSTEAD OF INSERT ON upkeep_attributes WHEN new.step = 'follow' BEGIN
{}{}  INSERT INTO upkeep_run (number) VALUES (2);
  UPDATE facts SET (value_earliest, value_latest, value_least, value_most)
    = (b.value_earliest, b.value_latest, b.value_least, b.value_most)
    FROM upkeep_facts AS b WHERE facts.attribute = new.id AND b.id = facts.id;
  DELETE FROM upkeep_run WHERE number = 2;
END;
",
        refuse("date", &is_date("f.value"), "f.value_earliest IS NULL"),
        refuse("number", &is_number("f.value"), "f.value_least IS NULL AND f.value_most IS NULL"),
    )
}
