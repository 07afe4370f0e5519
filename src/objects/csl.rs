//! Items of CSL-JSON: their dates and names as texts.
//!
//! A date that can be said in EDTF is moved to a key of its own (`@issued`), and so are names (`@author`): what is left where
//! they were could not be taken.

use super::value::Value;

const DATES: &[&str] = &["issued", "accessed"];
const NAMES: &[&str] = &["author"];

/// Moves dates and names of an item to keys of their own.
pub fn prepare(item: &mut Value) {
    let Value::Object(entries) = item else { return };
    let mut made = Vec::new();
    for (key, value) in entries.iter_mut() {
        if DATES.contains(&key.as_str())
            && let Some(date) = date(value)
        {
            made.push((format!("@{key}"), Value::Text(date)));
            take(value, &["edtf", "date-parts", "season", "circa", "raw", "literal"]);
        } else if NAMES.contains(&key.as_str())
            && let Some(names) = names(value)
        {
            made.push((format!("@{key}"), Value::Text(names)));
            *value = Value::Null;
        }
    }
    entries.extend(made);
}

/// Leaves nothing of a text, and of an object what is under other keys.
fn take(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Object(entries) => entries.retain(|(key, _)| !keys.contains(&key.as_str())),
        other => *other = Value::Null,
    }
}

/// A date in EDTF; none if it is words.
fn date(value: &Value) -> Option<String> {
    if let Value::Text(text) = value {
        return edtf(text);
    }
    if let Some(Value::Text(text)) = value.get("edtf") {
        return edtf(text);
    }
    let circa = match value.get("circa") {
        Some(Value::Logical(true)) => "~",
        Some(Value::Number(number) | Value::Text(number))
            if !["0", "", "false"].contains(&number.as_str()) =>
        {
            "~"
        }
        _ => "",
    };
    if let Some(Value::List(ends)) = value.get("date-parts") {
        let season = value.get("season").and_then(number);
        let ends: Option<Vec<String>> = ends.iter().map(|end| point(end, season)).collect();
        let ends: Vec<String> = ends?.into_iter().map(|end| format!("{end}{circa}")).collect();
        return (1..=2).contains(&ends.len()).then(|| ends.join("/"));
    }
    ["raw", "literal"].iter().find_map(|key| match value.get(key) {
        Some(Value::Text(text)) => edtf(text),
        _ => None,
    })
}

/// A text that is a date as EDTF writes them, and no words.
fn edtf(text: &str) -> Option<String> {
    let text = text.trim();
    let is_date = text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-./?~%X[]{},YES".contains(&byte));
    is_date.then(|| text.to_owned())
}

/// A date of its parts.
fn point(parts: &Value, season: Option<i64>) -> Option<String> {
    let Value::List(parts) = parts else { return None };
    // Some programs write a month or a day that they do not know as 0 or blank.
    let known: Vec<&Value> = parts
        .iter()
        .filter(|part| !matches!(part, Value::Null) && number(part) != Some(0) && !is_blank(part))
        .collect();
    let numbers: Vec<i64> = known.into_iter().map(number).collect::<Option<_>>()?;
    // Dates of the archive begin with the year 1.
    let year = numbers.first().filter(|year| (1..=9999).contains(*year))?;
    let year = format!("{year:04}");
    match (numbers.as_slice(), season) {
        ([_], Some(season @ 1..=4)) => Some(format!("{year}-{}", season + 20)),
        ([_], _) => Some(year),
        ([_, season @ 13..=16], _) => Some(format!("{year}-{}", season + 8)),
        ([_, month], _) => Some(format!("{year}-{month:02}")),
        ([_, month, day], _) => Some(format!("{year}-{month:02}-{day:02}")),
        _ => None,
    }
}

fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim().is_empty())
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(text) | Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Names as they are read, with semicolons between them; none if something else is among them.
fn names(value: &Value) -> Option<String> {
    let Value::List(people) = value else { return None };
    let shown: Vec<String> = people.iter().map(name).collect::<Option<_>>()?;
    Some(shown.join("; "))
}

fn name(person: &Value) -> Option<String> {
    let part = |key: &str| match person.get(key) {
        Some(Value::Text(text)) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => None,
    };
    if let Some(literal) = part("literal") {
        return Some(literal.to_owned());
    }
    let parts = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"];
    let parts: Vec<&str> = parts.iter().filter_map(|key| part(key)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(text: &str) -> Value {
        let mut value = Value::parse(text).unwrap();
        prepare(&mut value);
        value
    }

    #[test]
    fn dates_of_all_forms_become_edtf() {
        for (issued, expected) in [
            (r#""2016-08~""#, Some("2016-08~")),
            (r#"{"edtf": "201X", "date-parts": [[2010]]}"#, Some("201X")),
            (r#"{"date-parts": [[2016, 9, 2]]}"#, Some("2016-09-02")),
            (r#"{"date-parts": [["2016", "9"], ["2017"]]}"#, Some("2016-09/2017")),
            (r#"{"date-parts": [[2016]], "circa": true}"#, Some("2016~")),
            (r#"{"date-parts": [[2016]], "season": 2}"#, Some("2016-22")),
            (r#"{"date-parts": [[2016, 0, 0]]}"#, Some("2016")),
            (r#"{"date-parts": [[-44, 3, 15]]}"#, None),
            (r#"{"raw": "2016-09"}"#, Some("2016-09")),
            (r#"{"literal": "forthcoming in 2016"}"#, None),
            (r#"{"date-parts": [["May 2016"]]}"#, None),
        ] {
            let item = prepared(&format!("{{\"issued\": {issued}}}"));
            let date = item.get("@issued").map(|date| match date {
                Value::Text(text) => text.as_str(),
                _ => "?",
            });
            assert_eq!(date, expected, "{issued}");
            let is_left = item.get("issued").is_some_and(|left| match left {
                Value::Object(entries) => !entries.is_empty(),
                other => *other != Value::Null,
            });
            assert_eq!(is_left, expected.is_none(), "{issued}");
        }
    }

    #[test]
    fn names_are_written_as_they_are_read() {
        let item = prepared(
            r#"{"author": [{"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}, {"literal": "The Courier"}]}"#,
        );
        assert_eq!(item.get("@author"), Some(&Value::Text("Ludwig van Beethoven; The Courier".to_owned())));
        assert_eq!(item.get("author"), Some(&Value::Null));
    }
}
