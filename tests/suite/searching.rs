//! Search: names under any spelling, words, filters, and an index that keeps in step.

use std::sync::Arc;

use orgarchive::answer::search::{SearchQuery, answer};
use orgarchive::archive::{Access, open};
use orgarchive::query::{Clocks, Trust};
use orgarchive::reader::Reader;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::{Workshop, small_tables, texts};

fn found(workshop: &Workshop, text: &str) -> Vec<Json> {
    workshop.rows(&["search", text])
}

/// Entities that are found by their name, with how.
fn named(workshop: &Workshop, text: &str) -> Vec<(String, String)> {
    let text_of = |cell: &Json| cell.as_str().unwrap_or_default().to_owned();
    found(workshop, text)
        .iter()
        .filter(|row| row["found"] != "text")
        .map(|row| (text_of(&row["id"]), text_of(&row["found"])))
        .collect()
}

fn pair(id: &str, found: &str) -> (String, String) {
    (id.to_owned(), found.to_owned())
}

/// Officials who are easily taken for one another.
fn look_alikes() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/officials.csv",
        "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\nson-yong-hyok,Son Yong-hyok,s1\nson-jong-hyok,Son Jong-hyok,s1\n\
         ri-myong-chol,Ri Myong-chol,s1\nri-pyong-chol,Ri Pyong-chol,s1\nkang-chang-uk,Kang Chang-uk,s1\n\
         kang-chang-ok,Kang Chang-ok,s1\nmarshal,Ri Yong-ho,s1\nminister,Ri Yong Ho,s1\no-jin-u,O Jin-u,s1\n",
    );
    workshop.write(
        "data/names.csv",
        "id,subject,label,name,language,kind,source,quote\nn1,marshal,,리영호,ko-Hang,variant,s1,\n\
         n2,minister,,리용호,ko-Hang,variant,s2,외무상 리용호동지가 참석하였다\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
fn one_man_is_found_by_every_spelling_and_comes_first() {
    let workshop = Workshop::seeded();
    for (text, how) in [
        ("Kim Jung-rin", "written"),
        ("kim jung rin", "written"),
        ("Kim Chung-rin", "written"),
        ("Kim Chung-nin", "strict"),
        ("Gim Jungrin", "strict"),
        ("김중린", "written"),
        ("김 중린", "written"),
        ("金仲麟", "written"),
        ("キム・チュンリン", "written"),
        ("Jung-rin Kim", "wide"),
        // 麟 is read 린, and 인 by the initial-sound law.
        ("김중인", "strict"),
        ("kim-jung-rin", "id"),
    ] {
        let rows = found(&workshop, text);
        assert_eq!((&rows[0]["id"], &rows[0]["found"]), (&"kim-jung-rin".into(), &how.into()), "{text}");
        assert_eq!(rows[0]["table"], "officials");
        assert_eq!(rows[0]["subject"], "kim-jung-rin");
    }
    let row = &found(&workshop, "Kim Chung-nin")[0];
    assert!(row["snippet"].as_str().unwrap().contains("[Kim Chung-rin]"), "{row}");
    assert!(texts(row, "source").contains(&"s03".to_owned()), "{row}");
}

#[test]
fn people_who_look_alike_stay_apart() {
    let workshop = look_alikes();
    for (text, id) in [
        ("Son Yong-hyok", "son-yong-hyok"),
        ("Son Chong-hyok", "son-jong-hyok"),
        ("손정혁", "son-jong-hyok"),
        ("Ri Myŏng-ch'ŏl", "ri-myong-chol"),
        ("Lee Byung-chul", "ri-pyong-chol"),
        ("Kang Chang-uk", "kang-chang-uk"),
        ("강창옥", "kang-chang-ok"),
        ("Oh Jin-woo", "o-jin-u"),
    ] {
        let named = named(&workshop, text);
        assert_eq!(named.len(), 1, "{text}: {named:?}");
        assert_eq!(named[0].0, id, "{text}");
    }
    // One romanization, two people: both are named, and Hangul tells them apart.
    assert_eq!(named(&workshop, "Ri Yong Ho"), [pair("marshal", "written"), pair("minister", "written")]);
    assert_eq!(
        named(&workshop, "리영호"),
        [pair("marshal", "written"), pair("minister", "strict, another Hangul")]
    );
    assert_eq!(
        named(&workshop, "이용호"),
        [pair("minister", "wide"), pair("marshal", "wide, another Hangul")]
    );
}

#[test]
fn other_commands_find_an_official_by_another_spelling() {
    let workshop = look_alikes();
    assert!(workshop.ok(&["show", "Oh Jin-woo"]).contains("O Jin-u"));
    assert!(workshop.ok(&["show", "이용호"]).contains("리용호"));
    assert!(workshop.ok(&["show", "오진우"]).contains("O Jin-u"));
    let ran = workshop.run(&["show", "Lee Young-ho"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(
        ran.err.contains("may be the name of 2 entities: marshal (officials), minister (officials)"),
        "{ran}"
    );
    let seeded = Workshop::seeded();
    for text in ["Kim Chung-nin", "김중린", "金仲麟"] {
        let rows = seeded.rows(&["officials", "--official", text, "--on", "2009-07-01"]);
        assert!(rows.iter().any(|row| row["official"] == "kim-jung-rin"), "{text}: {rows:?}");
    }
    // An exact name is preferred: no key is asked.
    let rows = seeded.rows(&["officials", "--official", "Kim Jung-rin", "--on", "2009-07-01"]);
    assert!(!rows.is_empty());
}

#[test]
fn words_are_found_with_what_matched_their_days_and_source() {
    let workshop = look_alikes();
    for text in ["참석", "외무상", "용호", "용호동지", "참석하였다", "호동"] {
        let rows = found(&workshop, text);
        let row = rows.iter().find(|row| row["id"] == "n2").unwrap_or_else(|| panic!("{text}: {rows:?}"));
        assert!(row["snippet"].as_str().unwrap().contains(&format!("[{text}]")), "{row}");
        assert_eq!(texts(row, "source"), ["s2"]);
    }
    assert!(found(&workshop, "석하참").is_empty());
    let seeded = Workshop::seeded();
    let rows =
        seeded.rows(&["search", "women's congress", "--table", "events", "--from", "2016", "--to", "2016"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((&rows[0]["id"], &rows[0]["dates"]), (&"c065-3".into(), &"2016-11".into()));
    let rows = seeded.rows(&["search", "congress", "--source", "s28"]);
    assert!(!rows.is_empty() && rows.iter().all(|row| texts(row, "source") == ["s28"]), "{rows:?}");
    // A part of a word, if whole words find nothing.
    assert!(!found(&seeded, "secretar").is_empty());
    let ran = seeded.run(&["search", "Kim Jong-rim"]);
    assert!(ran.out.contains("nothing is found; did you mean"), "{ran}");
    let ran = seeded.run(&["search", "x", "--table", "event"]);
    assert!(ran.status == 1 && ran.err.contains("or events?"), "{ran}");
    assert_eq!(seeded.run(&["search", "x", "--source", "nowhere"]).status, 1);
    assert_eq!(seeded.run(&["search", " - "]).status, 1);
}

#[test]
fn numbers_and_latin_letters_are_found_within_korean_words() {
    let workshop = Workshop::new();
    workshop.write(
        "data/sources.csv",
        "id,title\nseventh,제7차 대회에서\nseventeenth,제17차 대회\nagency,조선KCNA통신\nspaced,제 7차 회의\n",
    );
    workshop.ok(&["import", "data"]);
    let ids = |text: &str, more: &[&str]| -> Vec<String> {
        let mut asked = vec!["search", text];
        asked.extend(more);
        let mut ids: Vec<String> =
            workshop.rows(&asked).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    for (text, expected) in [
        ("제7차", &["seventh", "spaced"][..]),
        ("7차", &["seventh", "spaced"]),
        ("17차", &["seventeenth"]),
        ("KCNA통신", &["agency"]),
        ("kcna", &["agency"]),
        ("제7차 대회", &["seventh"]),
        ("7차대회", &[]),
    ] {
        assert_eq!(ids(text, &[]), expected, "{text}");
    }
    assert!(workshop.ok(&["search", "제7차"]).contains("[제7차] 대회에서"));
}

#[test]
fn the_clocks_of_publication_and_recording_are_kept() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\nearly,Early,2001\nlate,Late,2011\n");
    workshop.write("data/officials.csv", "id,name,source\nri-x,Ri Un-bong,early\n");
    workshop.write(
        "data/names.csv",
        "id,subject,label,name,language,kind,source,quote\na,ri-x,,Pak Song-guk,ko-Latn,variant,late,an alias of his\n",
    );
    workshop.ok(&["import", "data"]);
    let of = |arguments: &[&str]| {
        let mut all = vec!["search"];
        all.extend(arguments);
        workshop.rows(&all).len()
    };
    assert_eq!(of(&["Pak Sŏng-guk"]), 1);
    assert_eq!(of(&["Pak Sŏng-guk", "--published-by", "2005"]), 0);
    assert_eq!(of(&["Ri Ŭn-bong", "--published-by", "2005"]), 1);
    assert_eq!(of(&["alias", "--published-by", "2005"]), 0);
    let ran = workshop.run(&["search", "alias", "--published-by", "2005"]);
    assert!(ran.out.contains("only sources that were certainly published by 2005-12-31 count"), "{ran}");
    // An earlier state of the archive: what was recorded later is not found, what was withdrawn since is.
    let later = |arguments: &[&str]| {
        let out = workshop
            .command()
            .env("ORGARCHIVE_NOW", "2026-11-25T12:00:00Z")
            .args(arguments)
            .output()
            .unwrap();
        assert!(out.status.success(), "{out:?}");
        String::from_utf8(out.stdout).unwrap()
    };
    later(&["retract", "a", "--reason", "it was somebody else"]);
    assert!(later(&["search", "Pak Sŏng-guk"]).contains("nothing is found"));
    let then = later(&["search", "Park Sung-kook", "--recorded-by", "1"]);
    assert!(then.contains("ri-x") && then.contains("wide"), "{then}");
    assert!(later(&["search", "alias", "--recorded-by", "1"]).contains("an [alias] of his"));
    assert!(later(&["show", "Pak Sŏng-guk", "--recorded-by", "1"]).contains("Ri Un-bong"));
}

#[test]
fn kept_documents_are_found_by_their_text() {
    let workshop = look_alikes();
    workshop.write(
        "page.html",
        "<html><style>p { color: notthis }</style><p>A delegation of 녀맹 left for <b>Beijing</b></p></html>",
    );
    workshop.write("picture.bin", [0_u8, 1, 2, 3]);
    workshop.ok(&["keep", "s1", "page.html"]);
    workshop.ok(&["keep", "s1", "picture.bin"]);
    let rows = found(&workshop, "delegation Beijing");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["table"], "attachments");
    assert!(
        rows[0]["snippet"].as_str().unwrap().contains("[delegation] of 녀맹 left for [Beijing]"),
        "{rows:?}"
    );
    assert!(found(&workshop, "notthis").is_empty());
    assert_eq!(found(&workshop, "녀맹").len(), 1);
    assert!(workshop.ok(&["check"]).contains("sound"));
}

/// The tables of the index, as they are.
fn index(workshop: &Workshop) -> String {
    workshop.sqlite3(
        "SELECT * FROM upkeep_name_keys; SELECT table_number, id, subject, digest FROM upkeep_documents ORDER BY 1, 2;
         SELECT count(*) FROM upkeep_queue;",
    )
}

/// Whether the index is what it would be if it were rebuilt, and full text agrees with it.
fn is_in_step(workshop: &Workshop) {
    let ran = workshop.run(&["check"]);
    assert!(ran.status == 0 && !ran.err.contains("behind"), "{ran}");
    let before = index(workshop);
    workshop.ok(&["check", "--fix"]);
    assert_eq!(before, index(workshop));
}

/// Rows of several tables, some of them so many that their index is made while they are written.
fn many_rows(workshop: &Workshop) {
    small_tables(workshop);
    let names = ["Ri Yong-ho", "리용호", "金正恩", "Kim Chŏng-ŭn", "キム・ヨンチョル", "O Jin-u"];
    let mut officials = String::from("id,name,source,note\n");
    let mut records = String::from("subject,name,kind,source\n");
    let mut postings = String::from("official,organization,title,since,source,quote\n");
    for number in 0..6_000 {
        let name = names[number % names.len()];
        officials += &format!("official-{number},{name} {},s1,\n", number / 7);
        if number % 35 == 0 {
            records += &format!("official-{number},{name},variant,s2\n");
        }
        postings +=
            &format!("official-{number},union,member,{},s1,제{number}차 회의에서\n", 1950 + number % 70);
    }
    records += "union,조직 A,short,s1\n";
    workshop.write("data/officials.csv", officials);
    workshop.write("data/names.csv", records);
    workshop.write("data/postings.csv", postings);
}

#[test]
fn an_index_is_the_same_however_it_is_made() {
    let meanwhile = Workshop::new();
    many_rows(&meanwhile);
    meanwhile.ok(&["import", "data"]);
    let by_row = Workshop::new();
    many_rows(&by_row);
    for table in ["sources", "titles", "organizations", "officials", "names", "postings"] {
        by_row.ok(&["import", &format!("data/{table}.csv")]);
    }
    let asked = ["Ri Yong Ho", "김정은", "회의에서", "Oh Jin-woo", "조직"];
    let answers = |workshop: &Workshop| asked.map(|text| found(workshop, text));
    assert_eq!(index(&meanwhile), index(&by_row));
    assert_eq!(answers(&meanwhile), answers(&by_row));
    for (text, rows) in asked.iter().zip(answers(&meanwhile)) {
        assert!(!rows.is_empty(), "{text}");
    }
    assert_eq!(
        meanwhile.sqlite3("INSERT INTO upkeep_text (upkeep_text) VALUES ('integrity-check')"),
        "",
        "full text is whole"
    );
    // Its seal counts what was summed on the other thread, and a rebuilt index is the same.
    is_in_step(&meanwhile);
    assert_eq!(index(&meanwhile), index(&by_row));
    assert_eq!(answers(&meanwhile), answers(&by_row));
    // What comes next follows row by row.
    meanwhile
        .write("more/officials.csv", "id,name,source\nofficial-0,Somebody Else,s1\nnew,Jang Song-thaek,s1\n");
    meanwhile.ok(&["import", "more"]);
    assert_eq!(named(&meanwhile, "Chang Sŏng-t'aek"), [pair("new", "strict")]);
    is_in_step(&meanwhile);
}

#[test]
fn names_tagged_as_another_language_are_not_read_as_korean() {
    let (together, by_row) = (Workshop::new(), Workshop::new());
    for workshop in [&together, &by_row] {
        small_tables(workshop);
        workshop.write(
        "data/officials.csv",
        "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\nviola,Song Jung,s1\nmember,Unnamed member,s1\nsecretary,Paek Nam-nyong,s1\n",
    );
        workshop.write(
        "data/names.csv",
        "id,subject,label,name,language,kind,source\nn1,viola,,Song Jung,de,official,s1\nn2,member,,Ro Sung,en,variant,s1\n\
         n3,secretary,,백남룡,ko-Hang,variant,s1\nn4,secretary,,Paek Nam-ryong,en-GB,variant,s1\nn5,secretary,,Ryom Chol,fr,variant,s1\n",
    );
    }
    together.ok(&["import", "data"]);
    for table in ["sources", "titles", "organizations", "officials", "names", "postings"] {
        by_row.ok(&["import", &format!("data/{table}.csv")]);
    }
    for workshop in [&together, &by_row] {
        // The record says that the name of the row is German too.
        assert_eq!(named(workshop, "송정"), []);
        assert_eq!(named(workshop, "Song Jung"), [pair("viola", "written")]);
        // English, of somebody with no Korean name; and of a Korean.
        assert_eq!(named(workshop, "로성"), []);
        let rows = found(workshop, "백남룡");
        assert!(rows[0]["snippet"].as_str().unwrap().contains("[Paek Nam-ryong]"), "{rows:?}");
        assert_eq!(named(workshop, "렴철"), []);
        is_in_step(workshop);
        assert_eq!(named(workshop, "송정"), []);
    }
    assert_eq!(index(&together), index(&by_row));
    // A Korean name that comes later says how the English one is read.
    together.write(
        "more/names.csv",
        "id,subject,label,name,language,kind,source\nn6,member,,로성,ko-Hang,variant,s1\n",
    );
    together.ok(&["import", "more"]);
    let rows = found(&together, "로성");
    assert!(rows[0]["snippet"].as_str().unwrap().contains("[Ro Sung]"), "{rows:?}");
    is_in_step(&together);
}

#[test]
fn russian_names_are_found_across_scripts_and_the_answer_says_by_which_system() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/officials.csv",
        "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\nenvoy,Андрей Ковалёв,s1\nother,Андрей Коваленко,s1\nleader,Ким Ир Сен,s1\n",
    );
    workshop.ok(&["import", "data"]);
    assert_eq!(named(&workshop, "Andrei Kovalev"), [pair("envoy", "strict")]);
    assert_eq!(named(&workshop, "Kovalyov, Andrey"), [pair("envoy", "wide")]);
    assert_eq!(named(&workshop, "Kim Il-sung"), [pair("leader", "wide")]);
    let ran = workshop.run(&["search", "Andrei Kovalev"]);
    assert!(format!("{ran}").contains("found by Russian or Ukrainian spelling: envoy"), "{ran}");
    is_in_step(&workshop);
}

#[test]
fn a_run_that_fails_leaves_no_index_behind() {
    let workshop = Workshop::new();
    many_rows(&workshop);
    workshop.write("data/facts.csv", "subject,attribute,value,source\nnobody,none,1,s1\n");
    let temporary = workshop.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let mut command = workshop.command();
    let out = command.env("TMPDIR", &temporary).args(["import", "data"]).output().unwrap();
    assert!(!out.status.success(), "{out:?}");
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn the_index_keeps_in_step_with_every_command() {
    let workshop = look_alikes();
    is_in_step(&workshop);
    workshop.write("fix/officials.csv", "id,name\no-jin-u,O Jin-hu\n");
    workshop.ok(&["import", "fix"]);
    assert!(named(&workshop, "Oh Jin-woo").is_empty());
    assert_eq!(named(&workshop, "오진후").len(), 1);
    is_in_step(&workshop);
    workshop.ok(&["retract", "n2", "--reason", "misread"]);
    assert!(found(&workshop, "참석").is_empty());
    // Without a name in Hangul nothing tells the minister apart.
    assert_eq!(named(&workshop, "리영호"), [pair("marshal", "written"), pair("minister", "strict")]);
    is_in_step(&workshop);
    workshop.ok(&["rename", "marshal", "ri-yong-ho-1942"]);
    assert_eq!(named(&workshop, "리영호")[0], pair("ri-yong-ho-1942", "written"));
    is_in_step(&workshop);
    let runs = workshop.rows(&["log"]);
    let fix = runs.iter().filter(|run| run["command"] == "import").max_by_key(|run| run["number"].as_i64());
    workshop.ok(&["undo", &fix.unwrap()["number"].to_string()]);
    assert_eq!(named(&workshop, "Oh Jin-woo").len(), 1);
    is_in_step(&workshop);
    let other = Workshop::new();
    small_tables(&other);
    other.write(
        "data/officials.csv",
        "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\njang,Jang Song-thaek,s1\n",
    );
    other.ok(&["import", "data"]);
    let theirs = other.path("archive.db");
    workshop.ok(&["merge", &theirs.to_string_lossy()]);
    assert_eq!(named(&workshop, "Chang Sŏng-t'aek"), [pair("jang", "strict")]);
    is_in_step(&workshop);
}

#[test]
fn what_another_program_writes_is_found_after_the_next_run_and_until_then_it_is_said() {
    let workshop = look_alikes();
    let behind = |workshop: &Workshop, rows: &str| {
        let told = format!("the index is behind: another program wrote {rows} since");
        let ran = workshop.run(&["search", "party"]);
        assert!(ran.out.contains(&told), "{ran}");
        let ran = workshop.run(&["check"]);
        assert!(ran.status == 0 && ran.err.contains(&told), "{ran}");
    };
    assert_eq!(
        workshop.sqlite3(
            "INSERT INTO officials (id, name, source) VALUES ('thae', 'Thae Yong-ho', 's1');
             UPDATE names SET name = '리영철' WHERE id = 'n1'; DELETE FROM names WHERE id = 'n2';"
        ),
        ""
    );
    behind(&workshop, "3 rows");
    assert!(named(&workshop, "태영호").is_empty());
    // A run catches up, whatever it is for.
    workshop.write("more/event_kinds.csv", "id,name\nvisit,visit\n");
    workshop.ok(&["import", "more"]);
    assert_eq!(named(&workshop, "태영호").len(), 1);
    assert_eq!(named(&workshop, "리영철").len(), 1);
    assert!(found(&workshop, "참석").is_empty());
    is_in_step(&workshop);
    // So does check --fix.
    workshop.sqlite3("REPLACE INTO officials (id, name, source) VALUES ('thae', 'Tae Gu-min', 's1')");
    behind(&workshop, "1 row");
    workshop.ok(&["check", "--fix"]);
    assert!(named(&workshop, "태영호").is_empty());
    assert_eq!(named(&workshop, "태구민").len(), 1);
    is_in_step(&workshop);
}

#[test]
fn an_index_that_was_changed_is_found_and_made_anew() {
    for (harm, message) in [
        ("DELETE FROM upkeep_name_keys WHERE entity = 'o-jin-u'", "not found by all their spellings"),
        (
            "UPDATE upkeep_name_keys SET entity = 'gone' WHERE entity = 'o-jin-u' AND tier = 'strict'",
            "names that it no longer has",
        ),
        (
            "UPDATE upkeep_documents SET digest = digest + 1 WHERE id = 'n2'",
            "the index has another text of it",
        ),
        ("DELETE FROM upkeep_documents WHERE id = 'n2'", "its text is not in the index"),
        (
            "INSERT INTO upkeep_text (upkeep_text) VALUES ('delete-all')",
            "the full-text index does not have it",
        ),
        ("DROP TABLE upkeep_name_keys", "a part of the index of search is missing"),
        ("DROP TABLE upkeep_text", "a part of the index of search is missing"),
    ] {
        let workshop = look_alikes();
        let before = index(&workshop);
        assert_eq!(workshop.sqlite3(harm), "", "{harm}");
        let ran = workshop.run(&["check"]);
        assert!(ran.status == 3 && ran.out.contains(message), "{harm}: {ran}");
        workshop.ok(&["check", "--fix"]);
        assert_eq!(index(&workshop), before, "{harm}");
        assert_eq!(named(&workshop, "오진우").len(), 1, "{harm}");
        assert_eq!(found(&workshop, "참석").len(), 1, "{harm}");
    }
}

#[test]
fn words_of_earlier_texts_are_not_found_and_go_once_they_are_many() {
    let workshop = look_alikes();
    let indexed = || workshop.sqlite3("SELECT count(*) FROM upkeep_text_docsize");
    let rows = || workshop.sqlite3("SELECT count(*) FROM upkeep_documents");
    assert_eq!(indexed(), rows());
    workshop.write("note.csv", "id,title,note\ns1,A page,first zyzzyva\n");
    workshop.ok(&["import", "--table", "sources", "note.csv"]);
    workshop.write("note.csv", "id,title,note\ns1,A page,then kakapo\n");
    workshop.ok(&["import", "--table", "sources", "note.csv"]);
    assert!(found(&workshop, "zyzzyva").is_empty());
    assert_eq!(found(&workshop, "kakapo").len(), 1);
    assert_ne!(indexed(), rows());
    workshop.sqlite3("UPDATE upkeep_state SET version = '10000' WHERE what = 'left'");
    workshop.write("note.csv", "id,title,note\ns1,A page,now quetzal\n");
    workshop.ok(&["import", "--table", "sources", "note.csv"]);
    assert_eq!(indexed(), rows());
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM upkeep_state WHERE what = 'left'"), "0\n");
    assert_eq!(found(&workshop, "quetzal").len(), 1);
    assert!(found(&workshop, "kakapo").is_empty());
    is_in_step(&workshop);
}

#[test]
fn plain_sql_can_join_on_keys() {
    let workshop = look_alikes();
    let out = workshop.sqlite3(
        "SELECT one.entity, other.entity FROM upkeep_name_keys AS one JOIN upkeep_name_keys AS other USING (key, tier)
         WHERE one.entity < other.entity AND tier = 'strict'",
    );
    assert_eq!(out, "marshal|minister\n");
    let out = workshop.sqlite3(
        "SELECT d.id FROM upkeep_text JOIN upkeep_documents AS d ON d.number = upkeep_text.rowid
         WHERE upkeep_text MATCH 'pieces : 참석'",
    );
    assert_eq!(out, "n2\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_is_typed_is_looked_for(text in "(\\PC|[\"*():^{}+-]|AND |OR |NEAR|김|中){0,20}") {
        thread_local!(static WORKSHOP: Workshop = look_alikes());
        WORKSHOP.with(|workshop| {
            let connection = open(&workshop.path("archive.db"), Access::Read, &std::sync::Arc::default()).unwrap();
            let clocks = Clocks::new("2026-11-23".parse().unwrap(), None);
            let reader = Reader::new(connection, clocks, &Trust::default(), &Arc::default()).unwrap();
            let asked =
                SearchQuery { text: &text, tables: Vec::new(), sources: Vec::new(), window: None, most: 10 };
            if let Err(error) = answer(&reader, &asked) {
                assert_eq!(error.to_string(), "there is nothing to look for", "{text:?}");
            }
        });
    }
}
