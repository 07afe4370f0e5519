//! What SQL alone can read: plain dates and plain numbers.

/// How a message ends that refuses a date.
pub(super) const DATE_REMEDY: &str = "from here a date is YYYY, YYYY-MM or YYYY-MM-DD of a day that exists; \
     for any other put the row in a CSV file and run: orgarchive import FILE";

/// Whether `x` is YYYY, YYYY-MM or YYYY-MM-DD of a day that exists; NULL if it is NULL.
///
/// `date(x)` alone lets 2011-02-30 pass; with a modifier it gives another day.
pub(super) fn is_date(x: &str) -> String {
    let first = earliest(x);
    format!(
        "length({x}) IN (4, 7, 10) AND {x} GLOB '[0-9][0-9][0-9][0-9]*' AND {x} >= '0001' \
         AND date({first}, '+0 days') IS {first}"
    )
}

/// The first day of a plain date.
pub(super) fn earliest(x: &str) -> String {
    format!("{x} || substr('-01-01', length({x}) - 3)")
}

/// The last day of a plain date; after December 9999 there is no month.
pub(super) fn latest(x: &str) -> String {
    format!(
        "CASE length({x}) WHEN 4 THEN {x} || '-12-31' \
         WHEN 7 THEN coalesce(date({x} || '-01', '+1 month', '-1 day'), {x} || '-31') ELSE {x} END"
    )
}

/// Whether `x` is digits with an optional sign and point, up to 15 letters: more, SQLite does not read exactly.
pub(super) fn is_number(x: &str) -> String {
    format!(
        "length(CAST({x} AS BLOB)) <= 15 AND {x} GLOB '[0-9+-]*' AND {x} GLOB '*[0-9]' \
         AND substr({x}, 2) NOT GLOB '*[^0-9.]*' AND {x} NOT GLOB '[+-].*' AND {x} NOT GLOB '*.*.*' \
         AND instr({x}, char(0)) = 0"
    )
}

/// The value of a plain number: two exact numbers divided, which is rounded as any program rounds it.
pub(super) fn number(x: &str) -> String {
    format!(
        "CAST(replace({x}, '.', '') AS REAL) \
         / CAST(substr('1000000000000000', 1, 1 + max(0, length({x}) - instr({x} || '.', '.'))) AS REAL)"
    )
}
