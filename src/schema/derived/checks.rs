//! What a stock shell may not write: each refusal names the column and says how to load the row instead.

use super::SHELL;
use super::sql_dates::{DATE_REMEDY, earliest, is_date, is_number, latest};
use super::versioned::{Ids, Kept};
use crate::schema::Dating;

/// A statement that refuses the row if `condition` holds.
fn refuse(message: &str, condition: &str) -> String {
    format!("  SELECT RAISE(ABORT, '{message}')\n    WHERE {condition};\n")
}

/// What is refused in a row that is inserted; `new` is a call.
pub(super) fn of_insert(kept: &Kept) -> String {
    let name = kept.name;
    let mut body = String::new();
    body += &id_checks(kept);
    body += &blank_checks(kept);
    if name == "events" {
        body += &event_id_check("new.event <> ''");
    }
    let kept_dates = match kept.dating {
        Dating::None => return body,
        Dating::Span => &["since", "until", "as_of"][..],
        Dating::Event => &["date"],
        Dating::Published => &["published", "accessed"],
    };
    // A row that is replaced, or the target of an upsert, may keep dates that only the program can read.
    let also: &[&str] = if kept.dating == Dating::Span { &["source"] } else { &[] };
    let as_before = as_before(kept, &[kept_dates, also].concat());
    for date in kept_dates {
        let still = if *date == "until" { " AND new.until <> '..'" } else { "" };
        body += &refuse(
            &format!("{name}.{date}: {DATE_REMEDY}"),
            &format!(
                "new.{date} <> ''{still} AND NOT ({})\n      AND NOT {as_before}",
                is_date(&format!("new.{date}"))
            ),
        );
    }
    if kept.dating == Dating::Span {
        body += &refuse(
            &format!("{name}.since: since is entirely after until; correct the one that is wrong"),
            &format!(
                "new.since <> '' AND new.until <> '' AND new.until <> '..' AND NOT {as_before}\n      AND {} > {}",
                earliest("new.since"),
                latest("new.until")
            ),
        );
        body += &outside(name, &format!("NOT {as_before}"), &earliest("new.since"), &latest("new.until"));
    }
    if name == "facts" {
        let as_before = self::as_before(kept, &["attribute", "value"]);
        body += &value_checks(&format!("NOT {as_before}"), |_| String::new());
    }
    body
}

/// A statement that refuses an `as_of` wholly before `since` or after `until`; all three are plain or have these bounds.
fn outside(name: &str, when: &str, since: &str, until: &str) -> String {
    refuse(
        &format!("{name}.as_of: as_of is entirely outside since and until; correct the one that is wrong"),
        &format!(
            "new.as_of <> '' AND {when}
      AND (new.since <> '' AND {} < {since}
        OR new.until <> '' AND new.until <> '..' AND {} > {until})",
            latest("new.as_of"),
            earliest("new.as_of"),
        ),
    )
}

/// Whether the row that is there has the same text in these cells.
fn as_before(kept: &Kept, cells: &[&str]) -> String {
    let same: Vec<String> = kept
        .cells
        .iter()
        .filter(|cell| cells.contains(&cell.name))
        .map(|cell| format!("was.{} IS {}", cell.name, cell.tidy("new.")))
        .collect();
    format!("EXISTS (SELECT 1 FROM {} AS was WHERE was.id = new.id AND {})", kept.name, same.join(" AND "))
}

fn id_checks(kept: &Kept) -> String {
    let name = kept.name;
    let blank = match kept.ids {
        Ids::Record => {
            "give the row an id; only a run of orgarchive import FILE derives one from the content"
        }
        Ids::Slug | Ids::Any => "give the row an id",
    };
    let mut body = refuse(&format!("{name}.id: {blank}"), "coalesce(new.id, '') = ''");
    body += &match kept.ids {
        Ids::Slug => refuse(
            &format!(
                "{name}.id: an id is up to 120 lower-case letters a-z, digits, - _ . without spaces, \
                 and begins with a letter or a digit"
            ),
            &format!("NOT ({})", is_slug("new.id")),
        ),
        Ids::Record => refuse(
            &format!(
                "{name}.id: an id is up to 120 letters a-z, A-Z, digits, - _ . : without spaces, \
                 and begins with a letter or a digit"
            ),
            &format!("NOT ({})", is_record_id("new.id")),
        ),
        Ids::Any => refuse(
            &format!("{name}.id: an id has no control characters and no blank spaces at its ends"),
            "new.id <> trim(new.id) OR new.id GLOB '*[' || char(1) || '-' || char(31) || ']*' \
             OR instr(new.id, char(0)) > 0",
        ),
    };
    body
}

/// GLOB stops at a NUL, and so does `length`: bytes are counted as well.
fn is_slug(x: &str) -> String {
    format!(
        "length(CAST({x} AS BLOB)) = length({x}) AND length({x}) <= 120 AND {x} GLOB '[a-z0-9]*' \
         AND {x} NOT GLOB '*[^a-z0-9._-]*'"
    )
}

fn is_record_id(x: &str) -> String {
    format!(
        "length(CAST({x} AS BLOB)) = length({x}) AND length({x}) <= 120 AND {x} GLOB '[a-zA-Z0-9]*' \
         AND {x} NOT GLOB '*[^a-zA-Z0-9._:-]*'"
    )
}

fn event_id_check(given: &str) -> String {
    refuse(
        "events.event: an id is up to 120 letters a-z, digits, - _ . without spaces, and begins with a letter or a \
         digit",
        &format!("{given} AND NOT ({})", is_record_id("new.event")),
    )
}

/// A required cell is not blank; NULL is refused by NOT NULL as well.
fn blank_checks(kept: &Kept) -> String {
    kept.cells
        .iter()
        .filter(|cell| cell.required && !cell.is_whole && cell.name != "id")
        .map(|cell| {
            refuse(
                &format!("{}.{}: the cell is blank, and it is required", kept.name, cell.name),
                &format!("coalesce(new.{}, '') = ''", cell.name),
            )
        })
        .collect()
}

/// The trigger that checks an update.
pub(super) fn update_trigger(kept: &Kept) -> String {
    let name = kept.name;
    let mut body = blank_checks(kept);
    if name == "events" {
        body += &event_id_check("new.event <> '' AND new.event IS NOT old.event");
    }
    body += &match kept.dating {
        Dating::Span => span_update(name),
        Dating::Event => changed_date(name, "date", &changed(&["date"])),
        Dating::Published => published_update(name),
        Dating::None => String::new(),
    };
    if name == "facts" {
        // A value that stays keeps the bounds that the program computed, if they are of the right kind.
        body += &value_checks(&changed(&["attribute", "value"]), |unread| {
            format!("({} OR {unread})", changed(&["value"]))
        });
    }
    let cells: Vec<&str> = kept.cell_names().into_iter().filter(|cell| *cell != "id").collect();
    format!(
        "CREATE TRIGGER upkeep_{name}_update_checks -- only dates that change must be plain
BEFORE UPDATE OF {} ON {name}
WHEN {SHELL} BEGIN
{body}END;
",
        super::versioned::list(&cells, 2)
    )
}

/// Whether one of these cells changes, a blank being NULL or nothing.
fn changed(cells: &[&str]) -> String {
    let differ: Vec<String> =
        cells.iter().map(|cell| format!("nullif(old.{cell}, '') IS NOT nullif(new.{cell}, '')")).collect();
    format!("({})", differ.join(" OR "))
}

fn changed_date(name: &str, date: &str, when: &str) -> String {
    let still = if date == "until" { " AND new.until <> '..'" } else { "" };
    refuse(
        &format!("{name}.{date}: {DATE_REMEDY}"),
        &format!("new.{date} <> ''{still} AND {when}\n      AND NOT ({})", is_date(&format!("new.{date}"))),
    )
}

/// The bounds of `since` are in the row; those of `until` and `as_of` are not, so these must be plain where something
/// changes on which the computed columns rest.
fn span_update(name: &str) -> String {
    let rests_on = changed(&["since", "until", "as_of", "source"]);
    let mut body = changed_date(name, "since", &changed(&["since"]));
    body += &changed_date(name, "until", &rests_on);
    body += &changed_date(name, "as_of", &rests_on);
    let since = format!(
        "CASE WHEN {} THEN {} ELSE old.possible_from END",
        is_date("new.since"),
        earliest("new.since")
    );
    body += &outside(name, &changed(&["since", "until", "as_of"]), &since, &latest("new.until"));
    body += &refuse(
        &format!("{name}.since: since is entirely after until; correct the one that is wrong"),
        &format!(
            "new.since <> '' AND new.until <> '' AND new.until <> '..' AND {}
      AND CASE WHEN {} THEN {} ELSE old.possible_from END
        > {}",
            changed(&["since", "until"]),
            is_date("new.since"),
            earliest("new.since"),
            latest("new.until")
        ),
    );
    body
}

fn published_update(name: &str) -> String {
    let mut body = changed_date(name, "published", &changed(&["published"]));
    body += &changed_date(name, "accessed", &changed(&["published", "accessed"]));
    // What the day of reading cut off `published` is known only if that day is plain.
    body += &refuse(
        &format!("{name}.accessed: {DATE_REMEDY}"),
        &format!(
            "{} AND old.accessed <> '' AND NOT ({})\n      AND new.published <> '' AND NOT ({})",
            changed(&["accessed"]),
            is_date("old.accessed"),
            is_date("new.published")
        ),
    );
    body
}

/// A value must be what its attribute's type says, as far as SQL can read it. The attribute may still be to come.
///
/// `unless_read` makes the condition for a value that SQL cannot read from one that says that the row has no bounds.
fn value_checks(when: &str, unless_read: impl Fn(&str) -> String) -> String {
    let check = |kind: &str, message: &str, is_plain: &str, without_bounds: &str| {
        let mut condition = format!(
            "{when}\n      AND (SELECT type FROM attributes WHERE id = new.attribute) = '{kind}' AND NOT ({is_plain})"
        );
        let unread = unless_read(without_bounds);
        if !unread.is_empty() {
            condition += &format!("\n      AND {unread}");
        }
        refuse(&format!("facts.value: {message}"), &condition)
    };
    let number = "from here a number is up to 15 digits with an optional sign and point; for any other put the row in a \
                  CSV file and run: orgarchive import FILE";
    check("date", DATE_REMEDY, &is_date("new.value"), "old.value_earliest IS NULL")
        + &check(
            "number",
            number,
            &is_number("new.value"),
            "old.value_least IS NULL AND old.value_most IS NULL",
        )
}
