//! Chapters and events with coordinates, as points of a map: the features of the GeoJSON that the archive gives.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::{Around, called, day_words};
use crate::answer::people::Naming;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::picture::points::{Kind, Mark, Spot};
use crate::verdict::Verdict;

/// Leaves only what lies at some places in a collection of features.
pub fn narrow(collection: &mut Value, places: &BTreeSet<String>) {
    let Some(features) = collection.get_mut("features").and_then(Value::as_array_mut) else { return };
    features.retain(|feature| {
        let place = if of(feature, "type") == "place" {
            feature["id"].as_str()
        } else {
            feature["properties"]["place"].as_str()
        };
        place.is_some_and(|place| places.contains(place))
    });
}

/// The places of a collection of features with the chapters and events that lie there, and what is written around the map.
///
/// # Errors
/// If the archive cannot be read.
pub fn spots(naming: Naming<'_>, collection: &Value, on: Option<Day>) -> Result<(Vec<Spot>, Around)> {
    let features = collection["features"].as_array().map_or(&[][..], Vec::as_slice);
    let ids: Vec<&str> = features.iter().filter_map(|feature| feature["id"].as_str()).collect();
    let names: HashMap<&str, String> = ids.iter().copied().zip(called(naming, &ids)?).collect();
    let mut around = Around {
        title: match on {
            Some(day) => format!("Chapters and events on {day}"),
            None => "Chapters and events".to_owned(),
        },
        ..Around::default()
    };
    let mut spots: BTreeMap<&str, Spot> = BTreeMap::new();
    for feature in features.iter().filter(|feature| of(feature, "type") == "place") {
        let Some((id, [longitude, latitude])) = feature["id"].as_str().zip(point(feature)) else { continue };
        let name = names.get(id).cloned().unwrap_or_default();
        spots.insert(id, Spot { longitude, latitude, name, marks: Vec::new() });
    }
    for feature in features {
        let kind = match of(feature, "type") {
            "chapter" => Kind::Chapter,
            "event" => Kind::Event,
            _ => continue,
        };
        let properties = &feature["properties"];
        let at = properties["point_of"].as_str().or(properties["place"].as_str());
        let Some(((id, place), [longitude, latitude])) = feature["id"].as_str().zip(at).zip(point(feature))
        else {
            continue;
        };
        let verdict: Verdict = of(feature, "verdict").parse().unwrap_or(Verdict::Possible);
        let (records, sources) = (list(feature, "records"), list(feature, "sources"));
        let name = names.get(id).map_or(id, String::as_str);
        let when = days(feature).map_or(String::new(), |days| format!(", {days}"));
        let mark = Mark {
            id: id.to_owned(),
            kind,
            label: format!("{name}{when}"),
            verdict,
            about: format!(
                "{name}{when}\n{verdict}\nrecords: {}\nsources: {}",
                records.join(", "),
                sources.join(", ")
            ),
        };
        around.sources.extend(sources.into_iter().map(str::to_owned));
        around.entities.insert(id.to_owned());
        around.has_excluded |= verdict == Verdict::Excluded;
        let spot = || Spot { longitude, latitude, name: place.to_owned(), marks: Vec::new() };
        spots.entry(place).or_insert_with(spot).marks.push(mark);
    }
    if around.entities.is_empty() {
        around.notes.push("no chapter or event of the archive has a place with coordinates".to_owned());
    }
    Ok((spots.into_values().collect(), around))
}

fn of<'feature>(feature: &'feature Value, property: &str) -> &'feature str {
    feature["properties"][property].as_str().unwrap_or_default()
}

fn list<'feature>(feature: &'feature Value, property: &str) -> Vec<&'feature str> {
    feature["properties"][property].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn point(feature: &Value) -> Option<[f64; 2]> {
    let point = &feature["geometry"]["coordinates"];
    Some([point[0].as_f64()?, point[1].as_f64()?])
}

/// When something was, as far as that has limits.
fn days(feature: &Value) -> Option<String> {
    let day = |name: &str, none: Day| of(feature, name).parse().unwrap_or(none);
    let days = Span::new(day("from", Day::MIN), day("to", Day::MAX))?;
    (days != Span::ALWAYS).then(|| day_words(days))
}
