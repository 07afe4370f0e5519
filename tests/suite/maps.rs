//! Places, chapters and events as points of a map.

use geojson::{FeatureCollection, GeometryValue};
use insta::assert_snapshot;

use crate::support::Workshop;

/// Two places with coordinates and one without; chapters by their rows and by a relation; events of all statuses.
fn mapped() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title,published\ns1,One,2000\ns2,Two,2010\n");
    workshop.write(
        "places.csv",
        "id,name,kind,latitude,longitude,source\ncity,City,city,39.03,125.75,s1\ntown,\"Town \"\"T\"\"\",town,-40.5,-180,s2\nnowhere,Nowhere,,,,s1\n",
    );
    workshop.write("relation_kinds.csv", "id,name\nlocated-in,is located in\n");
    workshop.write("organizations.csv", "id,name,source\nunion,Union,s1\n");
    workshop.write("names.csv", "id,subject,name,language,source\nn1,city,도시,ko,s1\n");
    workshop.write(
        "chapters.csv",
        "id,organization,name,place,since,until,source\n\
         c1,union,City chapter,city,1990,1999-12-31,s1\n\
         c2,union,Roaming chapter,,2000-01-01,2005-12-31,s1\n\
         c3,union,Lost chapter,nowhere,2000-01-01,,s1\n",
    );
    workshop.write(
        "relations.csv",
        "id,subject,relation,object,since,source\nr1,c2,located-in,town,2000-01-01,s1\n",
    );
    workshop.write(
        "events.csv",
        "id,event,title,status,date,place,source\n\
         e1,march,March,occurred,1995-05-01,city,s1\n\
         e2,march,The march,occurred,1995-05,city,s2\n\
         e3,strike,Strike,planned,1995-06-01,city,s1\n\
         e4,talk,Talk,occurred,1995-05-01,nowhere,s1\n",
    );
    workshop.ok(&["import", "."]);
    workshop
}

/// The points of a map, read back: one a line.
fn points(text: &str) -> String {
    let map: FeatureCollection = text.parse().unwrap();
    let lines = map.features.iter().map(|feature| {
        let properties = serde_json::to_string(feature.properties.as_ref().unwrap()).unwrap();
        let GeometryValue::Point { coordinates } = &feature.geometry.as_ref().unwrap().value else {
            panic!("{feature}")
        };
        format!("{:?} {:?} {properties}", feature.id, coordinates.as_slice())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_has_coordinates_is_a_point_and_what_has_none_is_counted() {
    let workshop = mapped();
    let ran = workshop.run(&["export", "--format", "geojson", "-o", "map.geojson"]);
    assert_snapshot!(ran.err, @r"
    map.geojson: 2 rows of places
    map.geojson: 2 rows of chapters
    map.geojson: 1 row of events
    note: 1 planned, cancelled or denied event is left out
    note: without coordinates, and therefore left out: 1 place, 1 chapter, 1 event
    ");
    assert_snapshot!(points(&workshop.read("map.geojson")), @r#"
    Some(String("city")) [125.75, 39.03] {"type":"place","name":"City","names":["도시"],"kind":"city","sources":["s1"]}
    Some(String("town")) [-180.0, -40.5] {"type":"place","name":"Town \"T\"","kind":"town","sources":["s2"]}
    Some(String("c1")) [125.75, 39.03] {"type":"chapter","name":"City chapter","organization":"union","place":"city","from":"1990-01-01","to":"1999-12-31","verdict":"certain","records":["c1"],"sources":["s1"]}
    Some(String("c2")) [-180.0, -40.5] {"type":"chapter","name":"Roaming chapter","organization":"union","place":"town","from":"2000-01-01","to":"2005-12-31","verdict":"certain","records":["c2"],"sources":["s1"]}
    Some(String("march")) [125.75, 39.03] {"type":"event","name":"March","names":["March","The march"],"dates":["1995-05","1995-05-01"],"from":"1995-05-01","to":"1995-05-31","place":"city","verdict":"certain","records":["e1","e2"],"sources":["s1","s2"]}
    "#);
}

#[test]
fn a_map_holds_only_the_day_the_sources_and_the_verdicts_asked_for() {
    let workshop = mapped();
    let map =
        |options: &[&str]| points(&workshop.ok(&[&["export", "--format", "geojson"], options].concat()));
    assert_snapshot!(map(&["--on", "1995-05-01"]), @r#"
    Some(String("city")) [125.75, 39.03] {"type":"place","name":"City","names":["도시"],"kind":"city","sources":["s1"]}
    Some(String("town")) [-180.0, -40.5] {"type":"place","name":"Town \"T\"","kind":"town","sources":["s2"]}
    Some(String("c1")) [125.75, 39.03] {"type":"chapter","name":"City chapter","organization":"union","place":"city","from":"1990-01-01","to":"1999-12-31","verdict":"certain","records":["c1"],"sources":["s1"]}
    Some(String("march")) [125.75, 39.03] {"type":"event","name":"March","names":["March","The march"],"dates":["1995-05","1995-05-01"],"from":"1995-05-01","to":"1995-05-31","place":"city","verdict":"certain","records":["e1","e2"],"sources":["s1","s2"]}
    "#);
    assert_snapshot!(map(&["--on", "1995-05-02"]), @r#"
    Some(String("city")) [125.75, 39.03] {"type":"place","name":"City","names":["도시"],"kind":"city","sources":["s1"]}
    Some(String("town")) [-180.0, -40.5] {"type":"place","name":"Town \"T\"","kind":"town","sources":["s2"]}
    Some(String("c1")) [125.75, 39.03] {"type":"chapter","name":"City chapter","organization":"union","place":"city","from":"1990-01-01","to":"1999-12-31","verdict":"certain","records":["c1"],"sources":["s1"]}
    Some(String("march")) [125.75, 39.03] {"type":"event","name":"March","names":["March","The march"],"dates":["1995-05","1995-05-01"],"from":"1995-05-01","to":"1995-05-31","place":"city","verdict":"possible","records":["e1","e2"],"sources":["s1","s2"]}
    "#);
    assert_snapshot!(map(&["--on", "1990-06-01", "--verdict", "certain"]), @r#"
    Some(String("city")) [125.75, 39.03] {"type":"place","name":"City","names":["도시"],"kind":"city","sources":["s1"]}
    Some(String("town")) [-180.0, -40.5] {"type":"place","name":"Town \"T\"","kind":"town","sources":["s2"]}
    "#);
    assert_snapshot!(map(&["--published-by", "2000"]), @r#"
    Some(String("city")) [125.75, 39.03] {"type":"place","name":"City","names":["도시"],"kind":"city","sources":["s1"]}
    Some(String("c1")) [125.75, 39.03] {"type":"chapter","name":"City chapter","organization":"union","place":"city","from":"1990-01-01","to":"1999-12-31","verdict":"certain","records":["c1"],"sources":["s1"]}
    Some(String("march")) [125.75, 39.03] {"type":"event","name":"March","names":["March"],"dates":["1995-05-01"],"from":"1995-05-01","to":"1995-05-01","place":"city","verdict":"certain","records":["e1"],"sources":["s1"]}
    "#);
    assert_snapshot!(map(&["--without", "s1"]), @r#"
    Some(String("town")) [-180.0, -40.5] {"type":"place","name":"Town \"T\"","kind":"town","sources":["s2"]}
    "#);
}

#[test]
fn a_map_without_points_is_one_all_the_same() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,One\n");
    workshop.ok(&["import", "sources.csv"]);
    assert_eq!(points(&workshop.ok(&["export", "--format", "geojson"])), "");
}
