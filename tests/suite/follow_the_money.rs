//! Entities of FollowTheMoney go out, are accepted by its own model, and come in again.

use std::collections::BTreeMap;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::clients::PYTHON;
use crate::support::Workshop;

/// What the model says of each entity of a file: nothing, if it has no complaint.
fn complaints(workshop: &Workshop, file: &str) -> String {
    let program = "
import json, sys
from followthemoney import model
from followthemoney.exc import InvalidData
entities = {}
for line in open(sys.argv[1]):
    entity = json.loads(line)
    if entity['id'] in entities: print(entity['id'], 'is there twice')
    entities[entity['id']] = entity
for entity in entities.values():
    schema, properties = model.get(entity['schema']), entity['properties']
    try: schema.validate(entity)
    except InvalidData as error: print(entity['id'], error.errors)
    for name in schema.required:
        if name not in properties: print(entity['id'], schema.name, 'lacks', name)
    # Cleaning drops what the model does not take.
    proxy = model.get_proxy(entity, cleaned=False)
    for name, values in properties.items():
        if sorted(proxy.get(name, quiet=True)) != sorted(values): print(entity['id'], schema.name, name, values)
        prop = schema.properties.get(name)
        for value in values:
            if len(value) > prop.max_length: print(entity['id'], name, 'is too long')
            if prop.range and not (value in entities and model.get(entities[value]['schema']).is_a(prop.range)):
                print(entity['id'], name, value, 'is not a', prop.range.name)
print(len(entities), 'entities')
";
    let output = Command::new(PYTHON).args(["-c", program]).arg(workshop.path(file)).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}");
    out.into_owned()
}

/// The entities of a file by id.
fn entities(text: &str) -> BTreeMap<String, Json> {
    let entities = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    entities.map(|entity| (entity["id"].as_str().unwrap().to_owned(), entity)).collect()
}

/// Ids that the model does not allow, dates that it cannot hold, reports that deny, sources without an address.
fn odd() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "sources.csv",
        "id,title,publisher,published,accessed,url,kind\n\
         s_1,One,\"R & D\",2000,2001-02-03,https://example.org/a?b=%20c,news\n\
         s2,Two,,2010~,,,\n",
    );
    workshop.write("titles.csv", "id,name,holders\nchair,Chair,one\nidle,Idle,many\n");
    workshop.write("relation_kinds.csv", "id,name\nmember-of,is a member of\nabout,is about\n");
    workshop.write("roles.csv", "id,name\nspeaker,Speaker\n");
    workshop.write("attributes.csv", "id,name,type,cardinality,change\nborn,born,date,one,constant\n");
    workshop.write("event_kinds.csv", "id,name\nmarch,March\n");
    workshop.write("places.csv", "id,name,kind,latitude,longitude,source\ncity,City,city,39.03,125.75,s_1\n");
    workshop.write(
        "organizations.csv",
        "id,name,kind,source\nunion_,Union,,s_1\nfirm,Firm,enterprise,s_1\noffice,Office,state-body,s_1\n",
    );
    workshop.write(
        "chapters.csv",
        "id,organization,name,place,since,until,source\nc.1,union_,City chapter,city,1990~,1999,s_1\n",
    );
    workshop.write("officials.csv", "id,name,sex,source\nann,Ann,female,s_1\nbob,Bob,,s2\n");
    workshop.write("names.csv", "id,subject,name,since,source\nn1,ann,Annie,1990~,s_1\n");
    workshop.write(
        "facts.csv",
        "id,subject,attribute,value,source\nf1,ann,born,1950-02,s_1\nf2,bob,born,1950~,s_1\n",
    );
    workshop.write(
        "postings.csv",
        "id,official,organization,chapter,title,title_as_written,since,until,as_of,source,locator,quote\n\
         p1,ann,union_,,chair,Chairwoman,1990,1999-12-31,,s_1,p. 3,\"so \"\"it\"\" is\"\n\
         p2,bob,union_,,chair,,1995~,..,,s2,,\n\
         p3,bob,,c.1,chair,,,,1994,s2,,\n",
    );
    workshop.write(
        "events.csv",
        "id,event,kind,title,status,date,place,organization,source\n\
         e1,march,march,March,occurred,1995-05-01/1995-05-02,city,union_,s_1\n\
         e2,march,march,March,denied,1995-05-01,city,,s2\n",
    );
    workshop.write(
        "participants.csv",
        "id,event,subject,role,source\nt1,march,ann,speaker,s_1\nt2,march,city,,s_1\n",
    );
    workshop.write(
        "relations.csv",
        "id,subject,relation,object,since,source\nr1,ann,member-of,union_,2000-01-01,s_1\nr2,march,about,ann,,s_1\n",
    );
    workshop.ok(&["import", "."]);
    workshop
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn the_model_has_no_complaint() {
    let seeded = Workshop::seeded();
    seeded.ok(&["export", "--format", "ftm", "-o", "seed.ftm.json"]);
    let said = complaints(&seeded, "seed.ftm.json");
    assert!(said.ends_with(" entities\n") && said.lines().count() == 1, "{said}");
    let odd = odd();
    for options in [&[][..], &["--verdict", "certain"], &["--on", "1995-05-01"], &["--without", "s2"]] {
        odd.ok(&[&["export", "--format", "ftm", "-o", "odd.ftm.json"], options].concat());
        let said = complaints(&odd, "odd.ftm.json");
        assert!(said.ends_with(" entities\n") && said.lines().count() == 1, "{options:?}: {said}");
    }
}

#[test]
fn entities_come_back_as_the_rows_that_they_were() {
    let held = [
        "sources",
        "places",
        "organizations",
        "chapters",
        "officials",
        "names",
        "postings",
        "relations",
        "events",
        "participants",
    ];
    for workshop in [Workshop::seeded(), odd()] {
        workshop.ok(&["export", "--format", "ftm", "-o", "a.ftm.json"]);
        let again = workshop.ok(&["import", "--format", "ftm", "a.ftm.json"]);
        assert!(again.contains("nothing new") && !again.contains("not taken"), "{again}");
        workshop.ok(&["--archive", "new.db", "import", "--format", "ftm", "a.ftm.json"]);
        for table in held {
            assert_eq!(
                workshop.ok(&["--archive", "new.db", "export", table]),
                workshop.ok(&["export", table]),
                "{table}"
            );
        }
        // The same entities give the same file, except for words that nothing uses.
        let printed = workshop.ok(&["--archive", "new.db", "export", "--format", "ftm"]);
        assert_eq!(
            entities(&printed).keys().collect::<Vec<_>>(),
            entities(&workshop.read("a.ftm.json")).keys().collect::<Vec<_>>()
        );
    }
}

#[test]
fn entities_say_what_a_record_says_by_which_source_and_how_sure_it_is() {
    let workshop = odd();
    let ran = workshop.run(&["export", "--format", "ftm", "-o", "odd.ftm.json"]);
    assert!(
        ran.err.contains("note: FollowTheMoney does not hold 1 row of attributes, 2 rows of facts"),
        "{ran}"
    );
    let entities = entities(&workshop.read("odd.ftm.json"));
    let lines = entities.values().map(|entity| {
        format!(
            "{} {} {}",
            entity["id"].as_str().unwrap(),
            entity["schema"].as_str().unwrap(),
            entity["properties"]
        )
    });
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    ann Person {"name":["Ann"],"gender":["female"],"alias":["Annie"],"birthDate":["1950-02"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    bob Person {"name":["Bob"],"proof":["sources-s2"]}
    c.1 Organization {"name":["City chapter"],"classification":["chapter"],"parent":["id-zccb9xx90p4037cp"],"addressEntity":["city"],"dissolutionDate":["1999"],"summary":["certain: since 1990~"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    city Address {"name":["City"],"full":["City"],"city":["City"],"latitude":["39.03"],"longitude":["125.75"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    events-e1 Event {"name":["March"],"keywords":["March"],"startDate":["1995-05-01"],"endDate":["1995-05-02"],"addressEntity":["city"],"involved":["id-zccb9xx90p4037cp","ann"],"recordId":["e1"],"summary":["disputed: 1995-05-01/1995-05-02"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    events-e2 Event {"name":["denied: March"],"keywords":["March"],"date":["1995-05-01"],"addressEntity":["city"],"involved":["ann"],"recordId":["e2"],"summary":["certain"],"proof":["sources-s2"]}
    firm Company {"name":["Firm"],"classification":["enterprise"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    id-zccb9xx90p4037cp Organization {"name":["Union"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    office PublicBody {"name":["Office"],"classification":["state-body"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    participants-t1 UnknownLink {"subject":["ann"],"object":["events-e1"],"role":["Speaker"],"recordId":["t1"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    participants-t2 UnknownLink {"subject":["city"],"object":["events-e1"],"role":["participant"],"recordId":["t2"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    positions-snzxzxdz6906h73t Position {"name":["Chair"],"organization":["id-zccb9xx90p4037cp"]}
    positions-z69h7fpvt35365jz Position {"name":["Chair"],"organization":["c.1"]}
    postings-p1 Occupancy {"holder":["ann"],"post":["positions-snzxzxdz6906h73t"],"recordId":["p1"],"startDate":["1990"],"endDate":["1999-12-31"],"summary":["certain"],"description":["p. 3; “so \"it\" is”","Chairwoman"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    postings-p2 Occupancy {"holder":["bob"],"post":["positions-snzxzxdz6906h73t"],"recordId":["p2"],"summary":["certain: since 1995~"],"proof":["sources-s2"]}
    postings-p3 Occupancy {"holder":["bob"],"post":["positions-z69h7fpvt35365jz"],"recordId":["p3"],"date":["1994"],"summary":["possible"],"proof":["sources-s2"]}
    relations-r1 Membership {"member":["ann"],"organization":["id-zccb9xx90p4037cp"],"role":["is a member of"],"recordId":["r1"],"startDate":["2000-01-01"],"summary":["certain"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    relations-r2 UnknownLink {"subject":["events-e1"],"object":["ann"],"role":["is about"],"recordId":["r2"],"summary":["possible"],"proof":["sources-id-ez7er6mw7xpmm3x7"],"sourceUrl":["https://example.org/a?b=%20c"],"publisher":["R & D"],"retrievedAt":["2001-02-03"]}
    sources-id-ez7er6mw7xpmm3x7 Article {"title":["One"],"publisher":["R & D"],"publishedAt":["2000"],"retrievedAt":["2001-02-03"],"sourceUrl":["https://example.org/a?b=%20c"]}
    sources-s2 Document {"fileName":["Two"],"title":["Two"]}
    "#);
}

#[test]
fn entities_of_other_verdicts_are_left_out_and_counted() {
    let workshop = odd();
    let records = |options: &[&str]| {
        let ran = workshop.run(&[&["export", "--format", "ftm", "-o", "a.ftm.json"], options].concat());
        let note = ran.err.lines().filter(|line| line.ends_with("left out")).collect::<Vec<_>>().join("\n");
        let text = workshop.read("a.ftm.json");
        let entities =
            entities(&text).into_iter().filter(|(_, entity)| !entity["orgarchive"]["row"]["id"].is_null());
        let ids = entities.filter(|(id, _)| {
            ["postings", "relations", "events", "participants"].iter().any(|table| id.starts_with(table))
        });
        (ids.map(|(id, _)| id).collect::<Vec<_>>().join(" "), note)
    };
    assert_snapshot!(records(&[]).0, @r"
    events-e1 events-e2 participants-t1 participants-t2 postings-p1 postings-p2 postings-p3 relations-r1 relations-r2
    ");
    let (ids, note) = records(&["--verdict", "certain"]);
    assert_snapshot!(format!("{ids}\n{note}"), @r"
    events-e2 participants-t1 participants-t2 postings-p1 postings-p2 relations-r1
    note: 4 records of other verdicts are left out
    ");
    let (ids, note) = records(&["--verdict", "disputed,possible"]);
    assert_snapshot!(format!("{ids}\n{note}"), @r"
    events-e1 participants-t1 participants-t2 postings-p3 relations-r2
    note: 4 records of other verdicts are left out
    ");
    assert_snapshot!(records(&["--on", "2000-06-01"]).0, @r"
    events-e1 events-e2 postings-p2 postings-p3 relations-r1 relations-r2
    ");
}

/// An object that says nothing brings nothing.
#[test]
fn an_entity_without_content_adds_neither_a_source_nor_a_title() {
    let workshop = Workshop::new();
    workshop.write("empty.ftm.json", "{}\n");
    let out = workshop.ok(&["import", "--format", "ftm", "empty.ftm.json"]);
    assert!(out.contains("the files hold no rows") && out.contains("0 loaded"), "{out}");
    assert!(out.lines().all(|line| !line.contains(" added") || line.contains(" 0 added")), "{out}");
}
