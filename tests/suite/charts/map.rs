//! `chart map`: points with what lies there, as a picture and as GeoJSON.

use orgarchive::picture::svg::Letters;
use serde_json::Value as Json;

use super::assert_harmless;
use super::reading::{Element, Svg};
use crate::support::Workshop;

fn towns() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2024-01-01\n");
    workshop.write(
        "data/places.csv",
        "id,name,kind,parent,latitude,longitude,source\nland,Land,country,,,,s1\nnorth,North town,town,land,42.5,129.5,s1\n\
         south,South town,town,land,38.5,126,s1\nempty,Quiet town,town,land,40.5,127.5,s1\nhall,<b>Hall</b>,site,south,,,s1\n\
         abroad,Abroad,town,,-15.8,-47.9,s1\n",
    );
    workshop.write("data/organizations.csv", "id,name,source\nunion,The union,s1\n");
    workshop.write(
        "data/chapters.csv",
        "id,organization,name,place,since,until,as_of,source\nbranch,union,Branch,north,1990-01-01,..,2000-01-01,s1\n\
         nowhere,union,Nowhere,land,,,,s1\n",
    );
    workshop.write(
        "data/events.csv",
        "id,title,date,place,source\nmeeting,A meeting \"&<script>,1995-05-01,hall,s1\nstrike,A strike,1995,south,s1\n\
         visit,A visit,1996-01-01,abroad,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

fn chart(workshop: &Workshop, arguments: &[&str]) -> String {
    workshop.ok(&[&["chart", "map"], arguments].concat())
}

/// The marks on the map, without those of the list under it.
fn marks(svg: &Svg) -> Vec<(String, String)> {
    let mut marks: Vec<(String, String)> = Vec::new();
    // That of the legend is nothing's.
    for (place, mark) in svg.class("mark").filter(|(_, mark)| !mark.is("data-id").is_empty()) {
        let style = |class: &str| ["certain", "disputed", "possible"].contains(&class);
        let ground = svg.children(place).find(|(_, ground)| style(ground.is("class"))).expect("a ground").1;
        let found = (mark.is("data-id").to_owned(), ground.is("class").to_owned());
        if !marks.contains(&found) {
            marks.push(found);
        }
    }
    marks
}

/// Where the names of places are.
fn names(svg: &Svg) -> Vec<&Element> {
    svg.class("name").map(|(_, name)| name).collect()
}

#[test]
fn what_lies_at_a_place_is_drawn_beside_it_by_its_verdict() {
    let workshop = towns();
    let svg = chart(&workshop, &["--place", "land"]);
    assert_harmless(&svg);
    assert_eq!(svg, chart(&workshop, &["--place", "Land"]));
    let read = Svg::of(&svg);
    let marks = marks(&read);
    let marks: Vec<String> = marks.iter().map(|(id, verdict)| format!("{id} {verdict}")).collect();
    // What is in the hall is drawn in the town.
    assert_eq!(marks, ["branch certain", "strike certain", "meeting certain"]);
    let names = names(&read);
    assert_eq!(names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["North town", "South town"]);
    assert!(names[0].number("y") < names[1].number("y") && names[0].number("x") > names[1].number("x"));
    let texts = read.texts();
    assert!(texts.contains(&"Quiet town"), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("A meeting \"&<script>, 1995-05-01")), "{texts:?}");
    assert!(
        texts.contains(&"Only what lies in Land") && texts.contains(&"s1: A list, 2024-01-01"),
        "{texts:?}"
    );
    assert!(texts.iter().any(|text| text.contains("without coordinates")), "{texts:?}");
}

#[test]
fn a_day_draws_what_was_there_on_it() {
    let workshop = towns();
    let on = |day: &str| {
        let read = Svg::of(&chart(&workshop, &["--on", day]));
        marks(&read).into_iter().map(|(id, verdict)| format!("{id} {verdict}")).collect::<Vec<_>>()
    };
    assert_eq!(on("1996-01-01"), ["branch certain", "visit certain"]);
    assert_eq!(on("1995-05-01"), ["branch certain", "strike possible", "meeting certain"]);
    assert!(on("1980-01-01").is_empty());
    let texts = chart(&workshop, &["--on", "1980-01-01"]);
    assert!(texts.contains("no chapter or event of the archive has a place with coordinates"), "{texts}");
}

#[test]
fn a_map_as_geojson_has_what_an_export_has() {
    let workshop = towns();
    workshop.ok(&["chart", "map", "-o", "map.geojson"]);
    assert_eq!(workshop.read("map.geojson"), workshop.ok(&["export", "--format", "geojson"]));
    workshop.ok(&["chart", "map", "--place", "south", "-o", "south.geojson"]);
    let south: Json = serde_json::from_str(&workshop.read("south.geojson")).unwrap();
    let ids: Vec<&str> =
        south["features"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["south", "strike", "meeting"]);
    let meeting = &south["features"][2]["properties"];
    assert_eq!((meeting["place"].as_str(), meeting["point_of"].as_str()), (Some("hall"), Some("south")));
}

#[test]
fn names_of_places_do_not_cover_each_other() {
    let workshop = Workshop::new();
    let mut places = "id,name,latitude,longitude,source\n".to_owned();
    let mut events = "id,title,date,place,source\n".to_owned();
    for place in 0..60 {
        let (latitude, longitude) =
            (38.0 + f64::from(place % 4) / 100.0, 125.0 + f64::from(place / 4) / 20.0);
        places += &format!("p{place},조선직업총동맹 {place},{latitude},{longitude},s1\n");
        for event in 0..place % 12 {
            events += &format!("e{place}-{event},Event {event},1990,p{place},s1\n");
        }
    }
    workshop.write("data/sources.csv", "id,title,published\ns1,A list,2024-01-01\n");
    workshop.write("data/places.csv", places);
    workshop.write("data/events.csv", events);
    workshop.ok(&["import", "data"]);
    let read = Svg::of(&chart(&workshop, &[]));
    let names = names(&read);
    assert_eq!(names.len(), 55);
    for (at, one) in names.iter().enumerate() {
        let width = Letters::of(9.0).width(&one.text);
        for other in &names[at + 1..] {
            let is_apart = (one.number("y") - other.number("y")).abs() >= 9.0
                || other.number("x") >= one.number("x") + width
                || other.number("x") + Letters::of(9.0).width(&other.text) <= one.number("x");
            assert!(is_apart, "{one:?} and {other:?}");
        }
    }
}
