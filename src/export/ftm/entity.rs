//! One entity: its properties, its own key, and the ids that the model allows.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::digest::base32;
use crate::export::rows::{Row, is_plain};

/// An entity under way.
pub(super) struct Entity {
    pub(super) id: String,
    pub(super) schema: &'static str,
    pub(super) properties: Map<String, Value>,
    pub(super) own: Map<String, Value>,
}

impl Entity {
    pub(super) fn new(id: String, schema: &'static str) -> Entity {
        Entity { id, schema, properties: Map::new(), own: Map::new() }
    }

    /// The entity of a row, which is in it as it is.
    pub(super) fn of(id: String, schema: &'static str, row: &Row) -> Entity {
        let mut entity = Entity::new(id, schema);
        entity.own.insert("table".to_owned(), json!(row.table.name));
        entity.own.insert("row".to_owned(), row.object().into());
        entity
    }

    /// Adds a value of a property; every property is a list, and each value is in it once.
    pub(super) fn put(&mut self, property: &str, text: Option<&str>) {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return };
        let values = self.properties.entry(property).or_insert_with(|| json!([]));
        if let Value::Array(values) = values
            && !values.iter().any(|value| value == text)
        {
            values.push(json!(text));
        }
    }

    /// A date that is a year, a month or a day.
    pub(super) fn date(&mut self, property: &str, date: Option<&str>) {
        self.put(property, date.filter(|date| is_plain(date)));
    }

    pub(super) fn address(&mut self, property: &str, url: Option<&str>) {
        self.put(property, url.filter(|url| is_address(url)));
    }
}

/// Whether it is an address of the web that every reader takes.
fn is_address(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}

/// The id of an entity of the archive as the model allows it: letters, digits, dots and hyphens.
pub(super) fn entity_id(id: &str) -> String {
    let bytes = id.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    let fits = ends.iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if fits { id.to_owned() } else { format!("id-{}", short(&[id])) }
}

/// The id of what is not an entity of the archive: unique beside those of other tables.
pub(super) fn record_id(table: &str, id: &str) -> String {
    format!("{table}-{}", entity_id(id))
}

pub(super) fn position_id(body: &str, title: &str) -> String {
    format!("positions-{}", short(&[body, title]))
}

/// Letters that stand for some texts.
fn short(texts: &[&str]) -> String {
    let mut text = base32(&Sha256::digest(texts.join("\0").as_bytes()));
    text.truncate(16);
    text
}
