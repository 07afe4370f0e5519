//! Who is who: judgements as records, and answers that show what is judged the same as one.

use std::collections::BTreeMap;

use orgarchive::schema::{Kind, TABLES, Table};
use serde_json::Value as Json;

use crate::recorded::exported;
use crate::support::{Workshop, seed_folder, small_tables, texts};

const OURS: &str = "id,title,kind,published\nours,Our own reading,judgement,2026-01-01\n";

/// Imports judgements: id, one, other, verdict.
fn judge(workshop: &Workshop, rows: &str) {
    workshop.write("judged/sources.csv", OURS);
    workshop.write(
        "judged/judgements.csv",
        format!("source,id,one,other,verdict\nours,{}\n", rows.replace('\n', "\nours,")),
    );
    workshop.ok(&["import", "judged"]);
}

/// Pairs of the seed's entities, of each kind; the first id is the smaller one.
const PAIRS: &[(&str, &str, &str)] = &[
    ("officials", "seong-san-sop", "sung-sang-sop"),
    ("officials", "jang-chun-sil", "kim-jung-rin"),
    ("organizations", "farmers-union", "womens-union"),
    ("places", "north-hamgyong", "pyongyang"),
    ("events", "kim-jung-rin-funeral", "kim-jung-rin-lying-in-state"),
];

fn names_entities(table: &Table, kind: Kind) -> bool {
    match kind {
        Kind::Entity | Kind::Event => table.name != "judgements",
        Kind::Reference(target) => Table::is_entity_table(target),
        Kind::Value => true,
        _ => false,
    }
}

/// The seed as it would be if the second id had never been used: an independent way to say what `same` means.
fn rewritten(kind: &str, one: &str, other: &str) -> Workshop {
    let workshop = Workshop::new();
    let mut names: Vec<String> = Vec::new();
    for table in TABLES {
        let file = seed_folder().join(format!("{}.csv", table.name));
        if !file.exists() {
            continue;
        }
        let text = std::fs::read(file).unwrap();
        let mut rows = csv::Reader::from_reader(text.as_slice());
        let header = rows.headers().unwrap().clone();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&header).unwrap();
        let read: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        for row in &read {
            let mut cells: BTreeMap<&str, String> =
                header.iter().zip(row.iter()).map(|(column, cell)| (column, cell.to_owned())).collect();
            if table.name == kind && kind != "events" && cells["id"] == other {
                let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
                let mut name = csv::Writer::from_writer(Vec::new());
                let fields = ["id", "name", "source", "locator", "quote", "credibility", "note"];
                name.write_record(fields.map(cell)).unwrap();
                names.push(String::from_utf8(name.into_inner().unwrap()).unwrap());
                continue;
            }
            if table.name == kind && kind != "events" && cells["id"] == one {
                let own = read.iter().find(|row| &row[0] == other).unwrap();
                for (place, column) in header.iter().enumerate() {
                    let is_own = table.own_columns.iter().any(|known| known.name == column);
                    if is_own && cells[column].is_empty() {
                        cells.insert(column, own[place].to_owned());
                    }
                }
            }
            for column in table.columns() {
                let is_named = names_entities(table, column.kind)
                    && cells.get(column.name).is_some_and(|cell| cell == other);
                if is_named {
                    cells.insert(column.name, one.to_owned());
                }
                // The event of a report whose id is the event's.
                if column.kind == Kind::Event && table.name == "events" && cells[column.name].is_empty() {
                    let own = if cells["id"] == other { one.to_owned() } else { cells["id"].clone() };
                    cells.insert(column.name, own);
                }
            }
            out.write_record(header.iter().map(|column| &cells[column])).unwrap();
        }
        workshop.write(&format!("rewritten/{}.csv", table.name), out.into_inner().unwrap());
    }
    workshop.write("rewritten/own/sources.csv", OURS);
    workshop.ok(&["import", "rewritten"]);
    if !names.is_empty() {
        let rows: String = names.iter().map(|row| format!("{one},variant,{row}")).collect();
        workshop.write(
            "own/names.csv",
            format!("subject,kind,id,name,source,locator,quote,credibility,note\n{rows}"),
        );
        workshop.ok(&["import", "own/names.csv"]);
    }
    workshop
}

/// The answers to many questions, by question.
fn answers(workshop: &Workshop, one: &str) -> BTreeMap<String, Vec<Json>> {
    let mut answers = BTreeMap::new();
    for day in ["1951-06-01", "1990-02-01", "2001-07-15", "2009-07-01", "2016-10-01", "2026-01-01"] {
        for command in ["officials", "organizations", "chapters"] {
            let asked: &[&str] = &[command, "--on", day, "--all"];
            answers.insert(asked.join(" "), workshop.rows(asked));
        }
        let asked: &[&str] = &["facts", "--subject", one, "--on", day, "--all"];
        answers.insert(asked.join(" "), workshop.rows(asked));
    }
    for asked in [
        &["events"][..],
        &["conflicts"],
        &["events", "--from", "2010-04", "--to", "2010-05", "--published-by", "2030"],
        &["timeline", one],
        &["show", one],
        &["show", one, "--on", "2009-07-01", "--published-by", "2030"],
        &["search", "Sung Sang-sop"],
        &["search", "congress"],
    ] {
        let mut rows = workshop.rows(asked);
        rows.retain(|row| row["table"] != "judgements");
        answers.insert(asked.join(" "), rows);
    }
    answers
}

#[test]
fn what_is_judged_the_same_is_answered_as_if_it_had_one_id() {
    for (kind, one, other) in PAIRS {
        let judged = Workshop::seeded();
        let before = answers(&judged, one);
        let extract = exported(&judged, &[]);
        judge(&judged, &format!("j1,{other},{one},same"));
        let expected = answers(&rewritten(kind, one, other), one);
        let found = answers(&judged, one);
        for (question, rows) in &expected {
            assert_eq!(&found[question], rows, "{kind}: {one} and {other}: {question}");
        }
        assert_ne!(found, before, "{one} and {other}: something changed");
        // Both ids find it.
        assert_eq!(judged.ok(&["show", other]), judged.ok(&["show", one]));
        // Exports and SQL keep the rows as they are.
        let mut kept = exported(&judged, &[]);
        let mut then = extract.clone();
        for changed in ["judgements.csv", "sources.csv", "datapackage.json"] {
            kept.remove(changed);
            then.remove(changed);
        }
        assert!(kept == then, "{one} and {other}");
        // At an earlier moment, and once it is retracted, all is exactly as it was.
        let earlier: BTreeMap<String, Vec<Json>> = before
            .keys()
            .map(|question| {
                let mut asked: Vec<&str> = match question.strip_prefix("search ") {
                    Some(text) => vec!["search", text],
                    None => question.split(' ').collect(),
                };
                asked.extend(["--recorded-by", "1"]);
                let mut rows = judged.rows(&asked);
                rows.retain(|row| row["table"] != "judgements");
                (question.clone(), rows)
            })
            .collect();
        for (question, rows) in before.iter().filter(|(question, _)| !question.starts_with("search")) {
            assert_eq!(&earlier[question], rows, "{question}");
        }
        judged.ok(&["retract", "j1", "--reason", "they are different"]);
        let after = answers(&judged, one);
        for (question, rows) in &before {
            assert_eq!(&after[question], rows, "{question}");
        }
        // Then, the judgement was held.
        let replayed = judged.rows(&["officials", "--on", "2009-07-01", "--all", "--recorded-by", "2"]);
        assert_eq!(replayed, found["officials --on 2009-07-01 --all"]);
        assert_eq!(judged.ok(&["check"]), "the archive is sound\n");
    }
}

#[test]
fn a_chapter_of_two_ids_is_one_with_the_records_of_both() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/places.csv", "id,name,kind,source\nnorth,North,province,s1\n");
    workshop.write(
        "data/chapters.csv",
        "id,organization,name,level,place,since,until,source\nnorth-office,union,Northern office,provincial,,1990,2000,s1\nunion-north,union,Union in the north,,north,1999,2010,s2\n",
    );
    workshop.write(
        "more/postings.csv",
        "id,official,chapter,title,since,until,source\np1,kim-a,union-north,chair,2001,2003,s2\n",
    );
    workshop.ok(&["import", "data"]);
    workshop.ok(&["import", "more"]);
    judge(&workshop, "j1,union-north,north-office,same");
    let rows = workshop.rows(&["chapters", "--on", "2005-01-01", "--all"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["id"], "north-office", "{rows:?}");
    // Its own row ends in 2000; the other row, under its own id and source, says 2010.
    assert_eq!(rows[0]["verdict"], "disputed", "{rows:?}");
    assert!(texts(&rows[0], "records").contains(&"union-north".to_owned()), "{rows:?}");
    let held = workshop.rows(&["officials", "--chapter", "union-north", "--on", "2002-01-01"]);
    assert_eq!(held[0]["chapter"], "north-office");
    let there = workshop.rows(&["officials", "--place", "north", "--on", "2002-01-01"]);
    assert_eq!(there, held, "it lies where one of its rows says");
    assert!(workshop.ok(&["search", "Union in the north"]).contains("north-office"));
}

#[test]
fn an_unnamed_official_takes_the_name_of_who_it_is() {
    let workshop = Workshop::seeded();
    judge(
        &workshop,
        "j1,unnamed-secretary-north-hamgyong,kim-jung-rin,same\nj2,ro-song-sil,pak-sun-hui,unsure",
    );
    let rows =
        workshop.rows(&["officials", "--official", "unnamed-secretary-north-hamgyong", "--on", "2009-07-01"]);
    assert!(
        rows.iter().all(|row| row["official"] == "kim-jung-rin" && row["official_name"] == "Kim Jung-rin")
    );
    assert!(rows.iter().any(|row| row["chapter"] == "unnamed-chapter-north-hamgyong"), "{rows:?}");
    // The other way round: the smallest id is the unnamed one, and its name comes from the one that has it.
    workshop.write("more/officials.csv", "id,name,sex,source\nyun-gi-bok,Yun Gi-bok,male,s00\n");
    workshop.ok(&["import", "more"]);
    judge(&workshop, "j1,unnamed-secretary-north-hamgyong,yun-gi-bok,same");
    let rows = workshop.rows(&["officials", "--official", "yun-gi-bok", "--on", "2009-07-01"]);
    assert!(!rows.is_empty(), "{rows:?}");
    for row in rows {
        assert_eq!(row["official"], "unnamed-secretary-north-hamgyong");
        assert_eq!(row["official_name"], "Yun Gi-bok");
    }
    let shown =
        workshop.ok(&["show", "Unnamed secretary of a local Workers' Organization in North Hamgyong"]);
    assert!(shown.contains("  Yun Gi-bok, male — s00") && shown.contains("  Unnamed secretary"), "{shown}");
}

#[test]
fn contradicting_judgements_are_reported_and_show_nobody_as_one() {
    let workshop = Workshop::seeded();
    let before = workshop.rows(&["officials", "--on", "2009-07-01", "--all"]);
    judge(
        &workshop,
        "j1,ro-song-sil,pak-sun-hui,same\nj2,jang-chun-sil,pak-sun-hui,same\nj3,ro-song-sil,jang-chun-sil,different",
    );
    assert_eq!(workshop.rows(&["officials", "--on", "2009-07-01", "--all"]), before);
    let found = workshop.rows(&["conflicts", "--rule", "contradicting-judgements"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(texts(&found[0], "records"), ["j1", "j2", "j3"]);
    assert_eq!(found[0]["subject"], "jang-chun-sil");
    let out = workshop.ok(&["officials", "--official", "ro-song-sil", "--on", "2009-07-01"]);
    assert!(
        out.contains("are shown separately, since judgements about them contradict each other (j1, j2, j3)"),
        "{out}"
    );
    // Without the one that denies it they are one, by way of the third.
    workshop.ok(&["retract", "j3", "--reason", "seen again"]);
    let rows = workshop.rows(&["officials", "--official", "ro-song-sil", "--on", "2009-07-01", "--all"]);
    assert!(!rows.is_empty() && rows.iter().all(|row| row["official"] == "jang-chun-sil"), "{rows:?}");
    assert!(workshop.rows(&["conflicts", "--rule", "contradicting-judgements"]).is_empty());
}

#[test]
fn judgements_are_refused_that_say_nothing_and_those_of_a_shell_are_heeded() {
    let workshop = Workshop::seeded();
    workshop.write("bad/sources.csv", OURS);
    workshop.write(
        "bad/judgements.csv",
        "one,other,verdict,source\nkim-jung-rin,kim-jung-rin,same,ours\nkim-jung-rin,womens-union,same,ours\nkim-jung-rin,nobody,different,ours\nkim-jung-rin,ro-song-sil,maybe,ours\n",
    );
    let ran = workshop.run(&["import", "bad"]);
    assert_eq!(ran.status, 1);
    for words in ["one and other are the same id", "\"womens-union\" in organizations", "nobody", "maybe"] {
        assert!(ran.err.contains(words), "{words}: {ran}");
    }
    // What a stock shell writes counts at once; what makes no sense is found by check.
    let said = workshop.sqlite3(
        "INSERT INTO sources (id, title, kind) VALUES ('ours', 'Ours', 'judgement');
         INSERT INTO judgements (id, one, other, verdict, source) VALUES ('j1', 'sung-sang-sop', 'seong-san-sop', 'same', 'ours');
         INSERT INTO judgements (id, one, other, verdict, source) VALUES ('j2', 'womens-union', 'seong-san-sop', 'same', 'ours');",
    );
    assert_eq!(said, "");
    let rows = workshop.rows(&["officials", "--official", "sung-sang-sop", "--on", "2001-07-15"]);
    assert_eq!(rows[0]["official"], "seong-san-sop");
    let check = workshop.run(&["check"]);
    assert!(
        check.out.contains(
            "\"womens-union\" is in organizations, \"seong-san-sop\" in officials: no answer uses this row"
        ),
        "{check}"
    );
    assert!(workshop.sqlite3("INSERT INTO judgements (id, one, other, verdict, source) VALUES ('j3', 'a', 'a', 'same', 'ours')").contains("CHECK constraint failed"));
}

#[test]
fn a_judgement_counts_once_its_source_was_out() {
    let workshop = Workshop::seeded();
    judge(&workshop, "j1,sung-sang-sop,seong-san-sop,same");
    let official = |until: &str| -> Json {
        let asked = [
            "officials",
            "--official",
            "sung-sang-sop",
            "--on",
            "2001-07-15",
            "--all",
            "--published-by",
            until,
        ];
        workshop.rows(&asked)[0]["official"].clone()
    };
    assert_eq!(official("2026-01-01"), "seong-san-sop");
    assert_eq!(official("2025-12-31"), "sung-sang-sop");
    workshop.sqlite3("UPDATE sources SET published = NULL WHERE id = 'ours'");
    let ran = workshop.ok(&[
        "officials",
        "--official",
        "sung-sang-sop",
        "--on",
        "2001-07-15",
        "--all",
        "--published-by",
        "2026",
    ]);
    assert!(ran.contains("are left out because their source is undated or may be later: j1"), "{ran}");
}

#[test]
fn the_view_same_as_tells_sql_what_answers_show() {
    let workshop = Workshop::seeded();
    judge(
        &workshop,
        "j1,ro-song-sil,pak-sun-hui,same\nj2,jang-chun-sil,pak-sun-hui,same\nj3,sung-sang-sop,seong-san-sop,same\nj4,kim-jung-rin,ju-yong-gil,same\nj5,ju-yong-gil,kim-jung-rin,different",
    );
    let ran = workshop.run(&["officials", "--official", "kim-jung-rin", "--show-sql"]);
    assert!(
        ran.out.starts_with("-- Records of postings") && ran.err.contains("the view same_as lists their ids"),
        "{ran}"
    );
    let found = workshop.sqlite3("SELECT * FROM same_as ORDER BY 1");
    let expected = "jang-chun-sil|jang-chun-sil\npak-sun-hui|jang-chun-sil\nro-song-sil|jang-chun-sil\nseong-san-sop|seong-san-sop\nsung-sang-sop|seong-san-sop\n";
    assert_eq!(found, expected);
}

#[test]
fn judgements_have_history_and_come_along_in_merges() {
    let workshop = Workshop::seeded();
    std::fs::copy(workshop.path("archive.db"), workshop.path("other.db")).unwrap();
    workshop.write("judged/sources.csv", OURS);
    workshop.write(
        "judged/judgements.csv",
        "id,one,other,verdict,source\nj1,sung-sang-sop,seong-san-sop,same,ours\n",
    );
    workshop.ok(&["--archive", "other.db", "import", "judged"]);
    workshop.ok(&["merge", "other.db"]);
    let rows = workshop.rows(&["officials", "--official", "sung-sang-sop", "--on", "2001-07-15"]);
    assert_eq!(rows[0]["official"], "seong-san-sop");
    let diff = workshop.rows(&["diff", "officials", "--recorded-by", "1", "2", "--on", "1950-01-01"]);
    assert_eq!(diff.len(), 1, "{diff:?}");
    assert!(texts(&diff[0], "changed_by")[0].starts_with("judgements j1 added by "), "{diff:?}");
    let diff = workshop.rows(&["diff", "officials", "--published-by", "2025", "2026", "--on", "1950-01-01"]);
    let moved: Vec<&Json> =
        diff.iter().filter(|row| row["about"].as_str().unwrap().starts_with("sung")).collect();
    assert_eq!(texts(moved[0], "changed_by"), ["judgements j1 (ours, published 2026-01-01)"]);
    // A rename of one of the two is followed, and the file that names the old id brings nothing new.
    workshop.ok(&["rename", "sung-sang-sop", "song-sang-sop"]);
    assert_eq!(workshop.ok(&["import", "judged"]).matches("1 unchanged").count(), 2);
    assert_eq!(workshop.ok(&["show", "sung-sang-sop"]), workshop.ok(&["show", "song-sang-sop"]));
    assert!(workshop.ok(&["show", "song-sang-sop"]).contains("is judged to be the same as"));
    let log = workshop.ok(&["log", "--id", "j1"]);
    assert!(log.contains("revised"), "{log}");
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
}
