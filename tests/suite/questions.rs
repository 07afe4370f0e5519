//! Questions that the seeded archive must answer right.

use serde_json::Value as Json;

use crate::support::{Workshop, small_tables, texts};

fn of<'rows>(rows: &'rows [Json], official: &str) -> &'rows Json {
    rows.iter()
        .find(|row| row["official"] == official)
        .unwrap_or_else(|| panic!("{official} is in {rows:#?}"))
}

const DEPARTMENT: &str = "workers-organizations-department";

#[test]
fn kim_jung_rin_headed_the_department_in_2009() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["officials", "--organization", DEPARTMENT, "--on", "2009-07-01"]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    let row = &rows[0];
    assert_eq!(row["official"], "kim-jung-rin");
    assert_eq!(row["official_name"], "Kim Jung-rin");
    assert_eq!(row["verdict"], "certain");
    assert_eq!(texts(row, "titles"), ["department-director", "secretary"]);
    assert_eq!(texts(row, "sources"), ["s00", "s03", "s07"]);
    assert_eq!((&row["certain_from"], &row["certain_to"]), (&"1990-01-31".into(), &"2010-04-28".into()));
}

#[test]
fn nobody_headed_it_after_his_death() {
    let workshop = Workshop::seeded();
    assert!(workshop.rows(&["officials", "--organization", DEPARTMENT, "--on", "2010-06-01"]).is_empty());
    let rows = workshop.rows(&["officials", "--organization", DEPARTMENT, "--on", "2010-06-01", "--all"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["verdict"], "excluded");
    assert_eq!(rows[0]["reason"], "died 2010-04-28");
    assert_eq!(texts(&rows[0], "sources"), ["s00", "s03", "s07"]);
}

/// An archive that holds what the document says, and nothing else.
fn document_alone() -> Workshop {
    let workshop = Workshop::seeded();
    for table in orgarchive::schema::TABLES {
        let all = workshop.ok(&["export", table.name]);
        let source = table.column("source").map(|(place, _)| place);
        let mut reader = csv::Reader::from_reader(all.as_bytes());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(reader.headers().unwrap()).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let keeps = match source {
                Some(place) => {
                    &row[place] == "s00" || (table.name == "places" && row[place].starts_with("iso"))
                }
                None => table.name != "sources" || matches!(&row[0], "s00" | "iso-3166-2"),
            };
            if keeps {
                writer.write_record(&row).unwrap();
            }
        }
        workshop.write(&format!("document/{}.csv", table.name), writer.into_inner().unwrap());
    }
    std::fs::remove_file(workshop.path("archive.db")).unwrap();
    workshop.ok(&["import", "document"]);
    workshop
}

#[test]
fn going_by_the_document_alone_he_is_possible_in_2011() {
    let workshop = document_alone();
    let rows = workshop.rows(&["officials", "--organization", DEPARTMENT, "--on", "2011-01-01"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["verdict"], "possible");
    assert_eq!(rows[0]["held_before"], "[2009-07-01..2010-04-27]");
    assert_eq!(rows[0]["held_after"], Json::Null);
    assert_eq!(rows[0]["reason"], "no end known; last held 2009-07-01 to 2010-04-27, 8 months before");
}

#[test]
fn two_chairs_of_the_womens_union_are_disputed_in_1969() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["officials", "--organization", "womens-union", "--on", "1969-01-01"]);
    let (ae, sun) = (of(&rows, "kim-song-ae"), of(&rows, "kim-ok-sun"));
    assert_eq!((&ae["verdict"], &sun["verdict"]), (&"disputed".into(), &"disputed".into()));
    assert_eq!(texts(ae, "sources"), ["s20", "s21"]);
    assert_eq!(texts(sun, "sources"), ["s21"]);
    assert_eq!(sun["reason"], "kim-song-ae held it as well by other records");
}

#[test]
fn jang_chun_sil_may_have_chaired_it_in_2020() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["officials", "--organization", "womens-union", "--on", "2020-01-01"]);
    let row = of(&rows, "jang-chun-sil");
    // Elected in 2017. A page of 2024 to 2026 still has her as the chair, but another was elected between the two.
    assert_eq!(row["verdict"], "possible");
    assert_eq!(row["held_before"], "2017-02-01");
    assert_eq!(texts(row, "sources"), ["s27"]);
    assert_eq!(
        of(&rows, "pak-sun-hui")["verdict"],
        "possible",
        "an undated page of 2016 to 2018 calls her chair"
    );
    assert_eq!(rows.len(), 2, "{rows:#?}");
    // Without that page: elected in 2017, and nothing on record ends it before the next election.
    let rows = workshop.rows(&[
        "officials",
        "--organization",
        "womens-union",
        "--on",
        "2020-01-01",
        "--published-by",
        "2022",
    ]);
    let row = of(&rows, "jang-chun-sil");
    assert_eq!(
        (&row["verdict"], &row["reason"]),
        (&"possible".into(), &"no end known; last held 2017-02-01, 2 years before".into())
    );
}

#[test]
fn what_was_known_about_the_chair_of_2009_depends_on_the_day_of_reading() {
    let workshop = Workshop::seeded();
    let asked = ["officials", "--organization", "womens-union", "--on", "2009-01-01", "--published-by"];
    let with = |day| workshop.rows(&[&asked[..], &[day]].concat());
    assert!(with("2009-06-30").is_empty(), "nothing had surely been published about it");
    let rows = with("2014-12-31");
    let row = of(&rows, "ro-song-sil");
    assert_eq!(row["verdict"], "possible");
    assert_eq!(texts(row, "sources"), ["s19"]);
    let told = workshop.ok(&[&asked[..], &["2014-12-31"]].concat());
    assert!(
        told.contains("are not counted, since they are undated or may have been published after 2014-12-31: s17, s21, s22"),
        "{told}"
    );
}

#[test]
fn five_of_ten_organizations_stood_under_the_department() {
    let workshop = Workshop::seeded();
    let rows =
        workshop.rows(&["organizations", "--organization", DEPARTMENT, "--below", "--on", "2009-12-31"]);
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    for id in ["farmers-union", "lawyers-association", "trade-unions", "womens-union", "youth-league"] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    assert_eq!(ids.len(), 6, "the department itself and five: {ids:?}");
    let facts = workshop.rows(&[
        "facts",
        "--subject",
        DEPARTMENT,
        "--attribute",
        "subordinate-count",
        "--on",
        "2009-12-31",
        "--published-by",
        "2010",
    ]);
    assert_eq!(facts[0]["value"], "10");
}

#[test]
fn the_emigration_is_certain_for_the_summer_and_possible_for_july() {
    let workshop = Workshop::seeded();
    let asked = |from, to| workshop.rows(&["events", "--from", from, "--to", to]);
    let summer = asked("2009-06-01", "2009-08-31");
    assert_eq!(summer.len(), 1);
    assert_eq!(summer[0]["verdict"], "certain");
    assert_eq!(
        (&summer[0]["date_earliest"], &summer[0]["date_latest"]),
        (&"2009-06-01".into(), &"2009-08-31".into())
    );
    assert_eq!(summer[0]["place"], "north-hamgyong");
    assert_eq!(asked("2009-07-01", "2009-07-31")[0]["verdict"], "possible");
    assert!(asked("2009-09-01", "2009-09-30").is_empty());
    assert_eq!(workshop.rows(&["events", "--on", "2009-22"])[0]["verdict"], "certain");
}

#[test]
fn the_farmers_union_had_another_name_in_each_decade() {
    let workshop = Workshop::seeded();
    let called = |day| {
        workshop.rows(&["organizations", "--organization", "farmers-union", "--on", day])[0]["name"].clone()
    };
    assert_eq!(called("1950-06-01"), "North Korea Farmers' Union");
    assert_eq!(called("1960-06-01"), "Farmers' Union of Korea");
    assert_eq!(called("1970-06-01"), "Union of Agricultural Workers of Korea");
}

#[test]
fn who_was_in_office_on_the_day_of_an_event_is_two_questions() {
    let workshop = Workshop::seeded();
    let event = &workshop.rows(&["events", "--event", "gftuk-60th-anniversary-meeting"])[0];
    let day = event["date_earliest"].as_str().unwrap();
    assert_eq!((day, event["date_latest"].as_str().unwrap()), ("2005-11-30", "2005-11-30"));
    let rows = workshop.rows(&["officials", "--on", day, "--verdict", "certain"]);
    let holders: Vec<&str> = rows.iter().filter_map(|row| row["official"].as_str()).collect();
    assert!(holders.contains(&"kim-jung-rin") && holders.contains(&"ryom-sun-gil"), "{holders:?}");
    let took_part =
        workshop.rows(&["events", "--official", "Kim Jung-rin", "--from", "2005", "--to", "2006"]);
    assert_eq!(took_part.len(), 2, "{took_part:#?}");
}

#[test]
fn names_serve_as_arguments_and_near_ones_are_suggested() {
    let workshop = Workshop::seeded();
    let by_name = workshop.ok(&["officials", "--official", "kim jung-rin", "--on", "2009-07-01"]);
    let by_other_name = workshop.ok(&["officials", "--official", "金仲麟", "--on", "2009-07-01"]);
    assert_eq!(by_name, by_other_name);
    let ran = workshop.run(&["show", "Kim Jung-rim"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("did you mean Kim Jung-rin"), "{ran}");
    assert!(workshop.run(&["show", "s03"]).err.contains("\"s03\" is a source; expected: entity"));
}

#[test]
fn show_gives_every_record_and_the_sources_in_full() {
    let workshop = Workshop::seeded();
    let told = workshop.ok(&["show", "kim-jung-rin"]);
    for expected in [
        "s03  Kim Jung-rin dies, NK Leadership Watch",
        "https://www.nkleadershipwatch.org/",
        "date of birth: 1923-12-07",
        "date of birth: 1924",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let rows = workshop.rows(&["show", "kim-jung-rin"]);
    let recorded: i64 = workshop
        .sqlite3(
            "SELECT (SELECT count(*) FROM postings WHERE official = 'kim-jung-rin') + (SELECT count(*) FROM facts WHERE subject = 'kim-jung-rin')
                  + (SELECT count(*) FROM names WHERE subject = 'kim-jung-rin') + (SELECT count(*) FROM events WHERE official = 'kim-jung-rin')
                  + (SELECT count(*) FROM participants WHERE subject = 'kim-jung-rin') + 1",
        )
        .trim()
        .parse()
        .unwrap();
    assert_eq!(rows.len(), usize::try_from(recorded).unwrap());
}

#[test]
fn a_timeline_is_in_the_order_of_time() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["timeline", "womens-union", "--from", "1965", "--to", "1998"]);
    let days: Vec<&str> = rows
        .iter()
        .map(|row| {
            let first = row["first_day"].as_str().unwrap();
            if first == "0001-01-01" { row["last_day"].as_str().unwrap() } else { first }
        })
        .collect();
    assert!(days.len() > 8, "{rows:#?}");
    let dated: Vec<&str> = days.iter().copied().filter(|day| *day != "9999-12-31").collect();
    assert!(dated.is_sorted(), "{dated:?}");
}

#[test]
fn trees_show_what_stands_under_what() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["chapters", "--tree", "--organization", "workers-organizations"]);
    let depth = |id: &str| rows.iter().find(|row| row["id"] == id).map(|row| row["depth"].clone());
    assert_eq!(depth("workers-organizations-headquarters"), Some(0.into()));
    assert_eq!(depth("workers-organizations-county-chapter"), Some(2.into()));
    let rows = workshop.rows(&["organizations", "--tree", "--on", "2009-12-31"]);
    let department = rows.iter().position(|row| row["id"] == DEPARTMENT).unwrap();
    assert_eq!(rows[department + 1]["parents"][0], DEPARTMENT);
}

#[test]
fn chapters_are_found_by_the_place_in_which_they_lie() {
    let workshop = Workshop::seeded();
    let rows = workshop.rows(&["chapters", "--place", "north-hamgyong", "--on", "2009-07-15"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["id"], "unnamed-chapter-north-hamgyong");
    let rows = workshop.rows(&["officials", "--place", "North Korea", "--on", "2009-07-15"]);
    assert!(rows.iter().any(|row| row["official"] == "unnamed-secretary-north-hamgyong"), "{rows:#?}");
}

#[test]
fn plans_are_asked_for_by_their_status() {
    let workshop = Workshop::seeded();
    let planned = workshop.rows(&["events", "--status", "planned", "--on", "2021-06"]);
    assert_eq!(planned.len(), 1);
    assert_eq!(
        (&planned[0]["event"], &planned[0]["status"]),
        (&"womens-union-7th-congress".into(), &"planned".into())
    );
    let held = workshop.rows(&["events", "--on", "2021-06"]);
    assert_eq!(held[0]["date"], "2021-06-20/2021-06-21");
}

#[test]
fn every_answer_has_the_fields_that_other_programs_rely_on() {
    let workshop = Workshop::seeded();
    let fields = |arguments: &[&str]| -> Vec<String> {
        workshop.rows(arguments)[0].as_object().unwrap().keys().cloned().collect()
    };
    let has = |arguments: &[&str], wanted: &str| {
        let fields = fields(arguments);
        for field in wanted.split(", ") {
            assert!(fields.iter().any(|one| one == field), "{field} in {fields:?}");
        }
    };
    has(
        &["officials", "--on", "2009-07-01"],
        "official, official_name, organization, chapter, office, titles, term, verdict, reason, certain_from, certain_to, held_before, held_after, records, sources",
    );
    has(&["organizations"], "id, name, kind, parents, verdict, records, sources");
    has(&["chapters"], "id, name, level, parents, verdict, records, sources");
    has(
        &["events"],
        "event, kind, title, status, verdict, date, date_earliest, date_latest, place, organization, chapter, official, records, sources",
    );
    has(
        &["names", "--subject", "womens-union"],
        "subject, called, language, kind, label, spellings, verdict, reason, held_before, held_after, records, sources",
    );
    has(
        &["relations", "--subject", "womens-union"],
        "subject, relation, object, verdict, reason, records, sources",
    );
    has(&["facts", "--attribute", "members"], "subject, attribute, value, verdict, records, sources");
}

#[test]
fn a_chapter_that_one_improbable_source_names_is_still_there() {
    let workshop = Workshop::seeded();
    workshop.write(
        "chapters.csv",
        "id,organization,name,level,since,until,source,credibility\nghost,trade-unions,Ghost chapter,county,2001,2002,s00,5\n",
    );
    workshop.ok(&["import", "chapters.csv"]);
    let rows = workshop.rows(&["chapters", "--chapter", "ghost", "--on", "2009-01-01"]);
    // The row is an identity; the years that it states do not count, neither for nor against.
    assert_eq!((&rows[0]["verdict"], &rows[0]["parents"]), (&"possible".into(), &Json::Array(Vec::new())));
}

#[test]
fn an_empty_answer_says_why_it_is_empty() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let told = workshop.ok(&["facts", "--subject", "kim-a", "--published-by", "2011"]);
    assert!(told.contains("only sources that were certainly published by 2011-12-31"), "{told}");
    let told = workshop.ok(&["events", "--from", "1800", "--to", "1801"]);
    assert!(told.starts_with("(none)\n\n") && told.len() > 10, "{told}");
}

#[test]
fn a_limit_leaves_out_the_sources_of_what_it_leaves_out() {
    let workshop = Workshop::seeded();
    for command in ["show", "timeline"] {
        let told = workshop.ok(&[command, "kim-jung-rin", "--limit", "1"]);
        let sources =
            told.lines().skip_while(|line| *line != "Sources").filter(|line| line.starts_with("  ")).count();
        assert_eq!(sources, 1, "{command}: {told}");
        assert!(told.contains("more rows are left out by --limit 1"), "{told}");
    }
}

#[test]
fn organizations_and_chapters_that_a_day_excludes_are_counted_with_the_reason() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("more/attributes.csv", "id,name,type\ndissolved,dissolved,date\n");
    workshop.write("more/facts.csv", "subject,attribute,value,source\nunion,dissolved,1990-05-01,s1\n");
    workshop.write("more/chapters.csv", "id,organization,name,level,source\nch,union,A chapter,city,s1\n");
    workshop.ok(&["import", "data", "more"]);
    for (question, name) in [("organizations", "The union"), ("chapters", "A chapter")] {
        let read = workshop.ok(&[question, "--organization", "union", "--on", "2000-01-01"]);
        let note = format!("1 excluded row is left out (--all shows them): {name}: dissolved 1990-05-01");
        assert!(read.contains("(none)") && read.contains(&note), "{read}");
        let all = workshop.rows(&[question, "--organization", "union", "--on", "2000-01-01", "--all"]);
        assert_eq!(all[0]["verdict"], "excluded");
    }
}
