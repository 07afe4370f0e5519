//! The text of one object as values.

use std::collections::HashSet;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// How deep lists and objects may be nested.
pub const DEEPEST: usize = 64;

/// A value of JSON. A number is the text as the file has it: no digit of it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Logical(bool),
    /// A number.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object, its keys in their order.
    Object(Vec<(String, Value)>),
}

/// Why a text is not the JSON that it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not JSON, from this line and column of the text on, both from 1.
    Syntax {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A key is given twice in one object.
    KeyTwice(String),
    /// It is nested more than [`DEEPEST`] deep.
    TooDeep,
}

impl Value {
    /// Reads a text as one value.
    ///
    /// # Errors
    /// If it is not JSON, is nested too deep, or gives a key twice.
    pub fn parse(text: &str) -> Result<Value, Unreadable> {
        if depth(text) > DEEPEST {
            return Err(Unreadable::TooDeep);
        }
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| syntax(&error))?;
        of_raw(raw)
    }

    /// What sort of value it is, with its article.
    #[must_use]
    pub fn called(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Logical(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// The value of a key, if it is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// How deep lists and objects are nested in a text that may be JSON.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn syntax(error: &serde_json::Error) -> Unreadable {
    let message = error.to_string();
    // The place is given apart.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Unreadable::Syntax { line: error.line(), column: error.column(), message }
}

fn of_raw(raw: &RawValue) -> Result<Value, Unreadable> {
    let text = raw.get();
    let failed = |error: serde_json::Error| syntax(&error);
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let Entries(entries) = serde_json::from_str(text).map_err(failed)?;
            let mut seen = HashSet::new();
            let mut object = Vec::with_capacity(entries.len());
            for (key, raw) in entries {
                let value = of_raw(raw)?;
                if !seen.insert(key.clone()) {
                    return Err(Unreadable::KeyTwice(key));
                }
                object.push((key, value));
            }
            Value::Object(object)
        }
        Some(b'[') => {
            let Items(items) = serde_json::from_str(text).map_err(failed)?;
            Value::List(items.into_iter().map(of_raw).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Value::Text(serde_json::from_str(text).map_err(failed)?),
        Some(b'n') => Value::Null,
        Some(b't') => Value::Logical(true),
        Some(b'f') => Value::Logical(false),
        _ => Value::Number(text.to_owned()),
    })
}

/// The entries of an object as they stand, a key that is given twice too.
struct Entries<'text>(Vec<(String, &'text RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = access.next_entry::<String, &'de RawValue>()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Reading)
    }
}

/// The items of a list as they stand.
struct Items<'text>(Vec<&'text RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Items<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Items<'de>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element::<&'de RawValue>()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_are_written() {
        let value = Value::parse(r#"{"a": 1.10, "b": [12345678901234567890123, null, true, "x"]}"#).unwrap();
        assert_eq!(value.get("a"), Some(&Value::Number("1.10".to_owned())));
        let list = [
            Value::Number("12345678901234567890123".to_owned()),
            Value::Null,
            Value::Logical(true),
            Value::Text("x".to_owned()),
        ];
        assert_eq!(value.get("b"), Some(&Value::List(list.to_vec())));
    }

    #[test]
    fn what_is_not_json_says_where() {
        assert_eq!(
            Value::parse("{\"a\": 1,\n  b}"),
            Err(Unreadable::Syntax { line: 2, column: 3, message: "key must be a string".to_owned() })
        );
        assert!(matches!(Value::parse(r#""\ud800""#), Err(Unreadable::Syntax { .. })));
        assert_eq!(Value::parse(r#"{"a":{"b":1,"b":1}}"#), Err(Unreadable::KeyTwice("b".to_owned())));
        let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
        assert_eq!(Value::parse(&deep), Err(Unreadable::TooDeep));
        assert!(Value::parse(&deep[1..129]).is_ok());
    }
}
