//! Objects that the program itself wrote for other programs: what is in them twice is taken once.

use super::value::Value;

/// Leaves of an entity of FollowTheMoney that has its row only that.
pub fn ftm(entity: &mut Value) {
    let Value::Object(entries) = entity else { return };
    if entries.iter().any(|(key, value)| key == "orgarchive" && value.get("table").is_some()) {
        entries.retain(|(key, _)| key == "orgarchive");
    }
}

/// Leaves out the titles of sources that are in the document with all that is known of them, and the verdicts on what they say.
pub fn popolo(object: &mut Value) {
    let Value::Object(entries) = object else { return };
    if !entries.iter().any(|(key, sources)| key == "sources" && first_is_ours(sources)) {
        return;
    }
    // A point is given by its latitude and longitude as well.
    let has_degrees = entries.iter().any(|(key, _)| key == "latitude");
    entries.retain(|(key, _)| key != "verdict" && !(has_degrees && key == "geometry"));
    for (_, names) in entries.iter_mut().filter(|(key, _)| key == "other_names") {
        let Value::List(names) = names else { continue };
        for name in names {
            if let Value::Object(name) = name {
                name.retain(|(key, _)| key != "verdict");
            }
        }
    }
    for (_, sources) in entries.iter_mut().filter(|(key, _)| key == "sources") {
        let Value::List(sources) = sources else { continue };
        for source in sources.iter_mut().filter(|source| source.get("id").is_some()) {
            if let Value::Object(source) = source {
                source.retain(|(key, _)| key != "note");
            }
        }
    }
}

fn first_is_ours(sources: &Value) -> bool {
    matches!(sources, Value::List(sources) if sources.first().is_some_and(|source| source.get("id").is_some()))
}
