//! Days and records in words.

use crate::date::{Day, Span};

/// A run of days: "on 2006-02-03", "from 1967-12-31 to 1971-01-01".
pub(super) fn days(span: Span) -> String {
    match (span.from, span.to) {
        (from, to) if from == to => format!("on {from}"),
        (Day::MIN, Day::MAX) => "at any time".to_owned(),
        (Day::MIN, to) => format!("up to {to}"),
        (from, Day::MAX) => format!("from {from} on"),
        (from, to) => format!("from {from} to {to}"),
    }
}

/// One day within bounds: "on 2006-02-03", "some day within 2001-07-01 to 2001-07-31".
pub(crate) fn some_day(span: Span) -> String {
    match (span.from, span.to) {
        (from, to) if from == to => format!("on {from}"),
        (Day::MIN, Day::MAX) => "on an unknown day".to_owned(),
        (Day::MIN, to) => format!("on {to} or before"),
        (from, Day::MAX) => format!("on {from} or after"),
        (from, to) => format!("on some day within {from} to {to}"),
    }
}

/// When, as a record writes it: "since 1967 until 1998", "still so, as of 2014".
pub(super) fn when(since: Option<&str>, until: Option<&str>, as_of: Option<&str>) -> String {
    let mut words = Vec::new();
    if let Some(since) = since {
        words.push(format!("since {since}"));
    }
    match until {
        Some("..") => words.push("still so".to_owned()),
        Some(until) => words.push(format!("until {until}")),
        None => {}
    }
    if let Some(as_of) = as_of {
        words.push(format!("as of {as_of}"));
    }
    if words.is_empty() { "without dates".to_owned() } else { words.join(", ") }
}

/// Several, with "and" before the last.
pub(super) fn together<Text: AsRef<str>>(texts: &[Text]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}
