//! Views that compute in SQL what follows from plain dates, and what changes with them.

use super::sql_dates::{earliest, is_date, is_number, latest, number};
use super::versioned::{Kept, list};
use crate::schema::{Dating, TABLES};

/// The view of the computed columns, as far as SQL can tell them; and what carries calls between triggers: its other
/// columns are their parameters. (A trigger's frame is set up for every row even where its WHEN is false, so long bodies
/// are one call away.)
pub(super) fn view(kept: &Kept) -> String {
    let name = kept.name;
    let (meaning, rest) = match kept.dating {
        Dating::None => {
            return format!(
                "CREATE VIEW upkeep_{name} AS -- {name}: always empty; an INSERT calls a trigger
SELECT NULL AS step, NULL AS is_version, * FROM {name} WHERE 0;
"
            );
        }
        Dating::Span => (
            "its computed columns, from plain dates; what other dates mean stays as the program left it",
            span_view(kept),
        ),
        Dating::Event => ("the computed columns of those whose date is plain or blank", event_view()),
        Dating::Published => {
            ("the computed columns of those whose dates are plain or blank", published_view())
        }
    };
    let cut: &[&str] = match kept.dating {
        Dating::Event => &["cut_before"],
        Dating::Published => &["cut_before", "cut_from"],
        Dating::None | Dating::Span => &[],
    };
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
    format!(
        "CASE WHEN r.{cell}_is_plain THEN {plain}\n        WHEN r.{cell} IS NOT NULL THEN {otherwise} END"
    )
}

/// Section 3 of the design: certain from the smallest last day to the greatest first day of the held days, as far as the
/// record's own bounds go.
fn span_view(kept: &Kept) -> String {
    let name = kept.name;
    let is_facts = name == "facts";
    let value_columns = if is_facts { value_columns() } else { String::new() };
    let attribute = if is_facts { "\n    LEFT JOIN attributes AS a ON a.id = r.attribute" } else { "" };
    let outer_values =
        if is_facts { ",\n  value_earliest, value_latest, value_least, value_most" } else { "" };
    // A held day is one that begins while its source was still to be written; it is cut where that ends.
    let last_of =
        |day: &str| format!("CASE WHEN {day}_from <= written_by THEN min({day}_to, written_by) ELSE '~' END");
    let first_of = |day: &str| format!("CASE WHEN {day}_from <= written_by THEN {day}_from ELSE '' END");
    format!(
        "id, possible_from, possible_to,
  CASE WHEN is_left THEN was_from WHEN first <= last THEN first END AS certain_from,
  CASE WHEN is_left THEN was_to WHEN first <= last THEN last END AS certain_to,
  since_to AS since_latest, until_from AS until_earliest, as_of_from AS as_of_earliest, as_of_to AS as_of_latest{outer_values}
FROM (SELECT *, max(smallest_last, possible_from) AS first, min(greatest_first, possible_to) AS last
  FROM (SELECT *,
      CASE WHEN until_is_left THEN was_possible_to ELSE coalesce(until_to, '9999-12-31') END AS possible_to,
      min({since_last},
        {until_last},
        {seen_last}) AS smallest_last,
      max({since_first},
        {until_first},
        {seen_first}) AS greatest_first
    FROM (SELECT *, coalesce(since_from, '0001-01-01') AS possible_from, until_is_left OR as_of_is_left AS is_left,
        CASE WHEN as_of IS NOT NULL THEN as_of_from
          WHEN until = '..' OR until_from > written_by AND since_to <= written_by THEN published_earliest END AS seen_from,
        CASE WHEN as_of IS NOT NULL THEN as_of_to
          WHEN until = '..' OR until_from > written_by AND since_to <= written_by THEN published_latest END AS seen_to
      FROM (SELECT r.id, r.until, r.as_of, r.certain_from AS was_from, r.certain_to AS was_to,
          r.possible_to AS was_possible_to, s.published_earliest, s.published_latest,
          coalesce(s.public_by, '9999-12-31') AS written_by,
          {since_from} AS since_from,
          {since_to} AS since_to,
          CASE WHEN r.until <> '..' THEN {until_from} END AS until_from,
          CASE WHEN r.until <> '..' THEN {until_to} END AS until_to,
          {as_of_from} AS as_of_from,
          {as_of_to} AS as_of_to,
          {until_is_left} AS until_is_left,
          {as_of_is_left} AS as_of_is_left{value_columns}
        FROM (SELECT *, {since_is_plain} AS since_is_plain,
            {until_is_plain} AS until_is_plain,
            {as_of_is_plain} AS as_of_is_plain FROM {name}) AS r
          LEFT JOIN sources AS s ON s.id = r.source{attribute}))));
",
        since_last = last_of("since"),
        until_last = last_of("until"),
        seen_last = last_of("seen"),
        since_first = first_of("since"),
        until_first = first_of("until"),
        seen_first = first_of("seen"),
        since_is_plain = is_date("since"),
        until_is_plain = is_date("until"),
        as_of_is_plain = is_date("as_of"),
        since_from = bound("since", &earliest("r.since"), "r.possible_from"),
        since_to = bound("since", &latest("r.since"), "r.since_latest"),
        until_from = bound("until", &earliest("r.until"), "r.until_earliest"),
        until_to = bound("until", &latest("r.until"), "r.possible_to"),
        as_of_from = bound("as_of", &earliest("r.as_of"), "r.as_of_earliest"),
        as_of_to = bound("as_of", &latest("r.as_of"), "r.as_of_latest"),
        until_is_left = is_left("until"),
        as_of_is_left = is_left("as_of"),
    )
}

/// Whether a cell is a date that SQL cannot read, without the days that it can mean: what follows stays as it was.
fn is_left(cell: &str) -> String {
    format!("(r.{cell} <> '..' AND r.{cell}_earliest IS NULL AND NOT r.{cell}_is_plain)")
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
  nullif(coalesce(published_latest, accessed_latest), '9999-12-31') AS public_by
FROM (SELECT id, accessed_latest,
    -- What was read before its printed date was out on the day of reading.
    CASE WHEN accessed_latest < earliest THEN accessed_earliest ELSE earliest END AS published_earliest,
    CASE WHEN accessed_latest < latest THEN accessed_latest ELSE latest END AS published_latest
  FROM (SELECT id, {from} AS earliest,
      {to} AS latest,
      {read_from} AS accessed_earliest,
      {read_to} AS accessed_latest
    FROM sources
    WHERE (published IS NULL OR {published_plain})
      AND (accessed IS NULL OR {accessed_plain})));
",
        from = earliest("published"),
        to = latest("published"),
        read_from = earliest("accessed"),
        read_to = latest("accessed"),
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
        values = list(&super::versioned::with_prefix("b.", &kept.computed), 4),
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
            "  INSERT INTO upkeep_sources (step, id, cut_before, cut_from)
    SELECT 'cut', id, {cut_before}, {cut_from}
    FROM (SELECT s.id, s.accessed, {before} ->> '$.accessed' AS was_accessed FROM sources AS s
      WHERE s.id = new.id AND new.is_version AND NOT ({plain}))
    WHERE accessed IS NOT was_accessed;\n",
            cut_before = latest("was_accessed"),
            cut_from = earliest("was_accessed"),
            before = before("sources"),
            plain = is_date("s.published"),
        ),
        _ => String::new(),
    }
}

/// The statement that carries a row that was filled to what rests on it.
pub(super) fn follow(kept: &Kept) -> String {
    match kept.name {
        "attributes" => {
            "  INSERT INTO upkeep_attributes (step, id) SELECT 'follow', new.id WHERE new.is_version;\n"
                .to_owned()
        }
        "sources" => format!(
            "  INSERT INTO upkeep_sources (step, id) SELECT 'follow', s.id
    FROM (SELECT id, published_earliest, published_latest, public_by, {before} AS image FROM sources) AS s
    WHERE s.id = new.id AND new.is_version AND (published_earliest, published_latest, public_by)
      IS NOT (image ->> '$.published_earliest', image ->> '$.published_latest', image ->> '$.public_by');\n",
            before = before("sources"),
        ),
        _ => String::new(),
    }
}

/// The triggers that carry a change to what rests on it.
pub(super) fn followers(kept: &Kept) -> String {
    match kept.name {
        "events" => event_cuts(),
        "sources" => source_cuts() + &source_follower(),
        "attributes" => attribute_follower(),
        _ => String::new(),
    }
}

/// The uncut day is not stored: if it may lie beyond the earlier cut, only a smaller cut is known.
fn event_cuts() -> String {
    let row = "(SELECT id, date_earliest AS earliest, date_latest AS latest,
      CASE WHEN status = 'occurred' THEN (SELECT published_latest FROM sources WHERE sources.id = events.source) END AS cut
      FROM events WHERE id = new.id)";
    format!(
        "CREATE TRIGGER upkeep_events_cuts -- date is not plain: its last day follows a new cut as far as it is known
INSTEAD OF INSERT ON upkeep_events WHEN new.step = 'cut' BEGIN
  SELECT RAISE(ABORT, 'events.date: this event ends no later than its source was published, and SQL cannot read its date; put the rows that change in a CSV file and run: orgarchive import FILE')
    FROM {row}
    WHERE latest IS new.cut_before AND cut IS NOT new.cut_before AND NOT coalesce(cut >= earliest AND cut < latest, 0);
  UPDATE events SET date_latest = c.cut
    FROM {row} AS c
    WHERE events.id = c.id AND c.cut >= c.earliest AND c.cut < c.latest;
  UPDATE events SET (certain_from, certain_to)
    = (CASE WHEN date_earliest = date_latest THEN date_earliest END, CASE WHEN date_earliest = date_latest THEN date_earliest END)
    WHERE id = new.id AND instr(date, '/') = 0; -- the certain days of an interval lie between its own ends
END;
"
    )
}

/// The same for a source, which was out on the day of reading if that comes before its own date.
fn source_cuts() -> String {
    let row = format!(
        "(SELECT id, published_earliest AS earliest, published_latest AS latest,
      {read_from} AS read_from,
      {read_to} AS read_to FROM sources WHERE id = new.id)",
        read_from = earliest("accessed"),
        read_to = latest("accessed"),
    );
    format!(
        "CREATE TRIGGER upkeep_sources_cuts -- published is not plain: its days follow a new day of reading as far as they are known
INSTEAD OF INSERT ON upkeep_sources WHEN new.step = 'cut' BEGIN
  SELECT RAISE(ABORT, 'sources.published: it is cut at the day of reading, and SQL cannot read it; put the row in a CSV file and run: orgarchive import FILE')
    FROM {row}
    WHERE latest IS new.cut_before AND read_to IS NOT new.cut_before
      AND (earliest IS new.cut_from OR NOT coalesce(read_to < latest, 0));
  UPDATE sources SET (published_earliest, published_latest)
    = (CASE WHEN c.read_to < c.earliest THEN c.read_from ELSE c.earliest END, c.read_to)
    FROM {row} AS c
    WHERE sources.id = c.id AND c.read_to < c.latest;
  UPDATE sources SET public_by = nullif(published_latest, '9999-12-31') WHERE id = new.id;
END;
"
    )
}

fn source_follower() -> String {
    let mut body = String::new();
    let before = before("sources");
    for table in TABLES.iter().filter(|table| table.dating == Dating::Span) {
        let name = table.name;
        body += &format!(
            "  UPDATE {name} SET (certain_from, certain_to) = (b.certain_from, b.certain_to) FROM upkeep_{name} AS b
    WHERE {name}.source = new.id AND b.id = {name}.id;\n"
        );
    }
    format!(
        "CREATE TRIGGER upkeep_sources_follow -- what rests on when a source was written follows; this is not a version of the records
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
        "CREATE TRIGGER upkeep_attributes_follow -- the bounds of values follow the type; this is not a version of the facts
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
