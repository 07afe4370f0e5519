//! Importing CSV files.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::support::{Workshop, small_tables};

#[test]
fn a_folder_is_loaded_and_loading_it_again_adds_nothing() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let first = workshop.ok(&["import", "data"]);
    let without_id: Vec<&str> = first.lines().filter(|line| !line.starts_with("import ")).collect();
    assert_snapshot!(without_id.join("\n"), @r"
    sources:        2 added, 0 revised, 0 unchanged
    titles:         2 added, 0 revised, 0 unchanged
    organizations:  2 added, 0 revised, 0 unchanged
    officials:      2 added, 0 revised, 0 unchanged
    postings:       2 added, 0 revised, 0 unchanged
    ");
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    assert_snapshot!(workshop.ok(&["import", "data"]), @r"
    sources:        0 added, 0 revised, 2 unchanged
    titles:         0 added, 0 revised, 2 unchanged
    organizations:  0 added, 0 revised, 2 unchanged
    officials:      0 added, 0 revised, 2 unchanged
    postings:       0 added, 0 revised, 2 unchanged
    nothing new; archive.db is unchanged
    ");
    let (before, after) = (before, std::fs::read(workshop.path("archive.db")).unwrap());
    // SQLite counts openings for writing in its header; nothing else may differ.
    assert_eq!(before[100..], after[100..]);
}

#[test]
fn files_in_any_order_and_columns_in_any_order_are_the_same() {
    let one = Workshop::new();
    small_tables(&one);
    one.ok(&["import", "data"]);
    let other = Workshop::new();
    small_tables(&other);
    other.write(
        "data/postings.csv",
        "title,until,official,source,since,locator,organization\nchair,,ri-b,s2,2011-03,,union\nchair,..,kim-a,s1,2001,p. 1,union\n",
    );
    other.ok(&[
        "import",
        "data/postings.csv",
        "data/titles.csv",
        "data/officials.csv",
        "data/organizations.csv",
        "data/sources.csv",
    ]);
    assert_eq!(one.ok(&["export", "postings"]), other.ok(&["export", "postings"]));
}

#[test]
fn all_bad_rows_are_told_and_nothing_changes() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let before = workshop.dump();
    workshop.write(
        "bad/postings.csv",
        "official,organization,chapter,title,since,until,source,credibility
kim-a,union,,chair,1937-13,,s1,
kim-a,union,,chair,summer 2009,,s1,
kim-a,union,,chair,07/01/2009,,s1,
kim-aa,union,,chair,2009,,s1,
kim-a,,,chair,2009,,s1,
,union,,chair,2009,,s1,
kim-a,union,,chair,2009,2008,s1,
kim-a,union,,chair,2009,,s1,7
kim-a,union,,chair,2009
Kim A,union,,chair,2009,,s1,
kim-a,union,,chair,2009/2010,,s1,
",
    );
    let ran = workshop.run(&["import", "bad"]);
    assert_eq!(ran.status, 1);
    assert_snapshot!(ran.err, @r#"
    error: bad/postings.csv:2: since: "1937-13" has no month 13
      2 | kim-a,union,,chair,1937-13,,s1,
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: bad/postings.csv:3: since: "summer 2009" is not an EDTF date
      3 | kim-a,union,,chair,summer 2009,,s1,
    hint: write 2009-22
    error: bad/postings.csv:4: since: "07/01/2009" is not an EDTF date
      4 | kim-a,union,,chair,07/01/2009,,s1,
    hint: write 2009-07-01, or 2009-01-07
    error: bad/postings.csv:8: since: since is entirely after until
      8 | kim-a,union,,chair,2009,2008,s1,
    hint: swap the two, or correct the one that is wrong
    error: bad/postings.csv:12: since: "2009/2010" is an interval, but one day is expected here
      12 | kim-a,union,,chair,2009/2010,,s1,
    hint: for "some day between" write [2009..2010]
    error: bad/postings.csv:5: official: there is no "kim-aa" in officials
      5 | kim-aa,union,,chair,2009,,s1,
    hint: did you mean kim-a (chair of union 2001–)?
    error: bad/postings.csv:6: organization and chapter are both blank
      6 | kim-a,,,chair,2009,,s1,
    hint: name the organization, or the chapter, in which the title was held
    error: bad/postings.csv:7: official: the cell is blank, and it is required
      7 | ,union,,chair,2009,,s1,
    hint: official: who held it
    error: bad/postings.csv:9: credibility: "7" is not a whole number from 1 to 6
      9 | kim-a,union,,chair,2009,,s1,7
    hint: write a whole number from 1 to 6, or leave it blank
    error: bad/postings.csv:10: the row has 5 cells, the header has 8
      10 | kim-a,union,,chair,2009
    hint: write every cell, blank ones too; put a cell that has a comma into double quotes
    error: bad/postings.csv:11: official: "Kim A" is not an id
      11 | Kim A,union,,chair,2009,,s1,
    hint: it is the name of kim-a (chair of union 2001–): write that id, or take names for ids with --resolve-names
    error: 11 rows refused; nothing was changed
    "#);
    assert_eq!(workshop.dump(), before);
}

#[test]
fn a_failed_first_import_leaves_no_archive() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,\n");
    assert_eq!(workshop.run(&["import", "sources.csv"]).status, 1);
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn headers_are_held_against_the_table() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,titel,published,published\ns1,a,2010,2010\n");
    workshop.write("titles.csv", "id,name,recorded_at\nchair,Chair,x\n");
    workshop.write("roles.csv", "");
    workshop.write("people.csv", "id\n");
    assert_snapshot!(workshop.run(&["import", "sources.csv", "titles.csv", "roles.csv"]).err, @r#"
    error: sources.csv:1: sources has no column "titel"; the column published is in the header twice
    error: titles.csv:1: the archive computes recorded_at itself
    error: roles.csv: the file is empty
    hint: did you mean title?
    hint: leave out recorded_at
    hint: write the header first: orgarchive template roles
    "#);
    assert_snapshot!(workshop.run(&["import", "people.csv"]).err, @r"
    error: people.csv: the file's name does not say which table it holds
    hint: name the table: --table postings, or name the file postings.csv or postings-2016.csv
    ");
    assert_snapshot!(workshop.run(&["import", "nowhere"]).err, @r"
    error: nowhere: there is no such file or folder
    hint: name CSV files, or a folder of them
    ");
}

#[test]
fn a_row_whose_id_exists_with_other_content_is_a_revision_and_history_keeps_the_old_one() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    // An absent column leaves its cell, a present blank clears it.
    workshop.write("sources-2.csv", "id,published\ns1,2010-05-02\ns2,\n");
    let out = workshop.ok(&["import", "sources-2.csv"]);
    let told: Vec<&str> = out.lines().filter(|line| !line.starts_with("import ")).collect();
    assert_snapshot!(told.join("\n"), @r"
    sources:  0 added, 2 revised, 0 unchanged
    revised: sources s1 (published)
    revised: sources s2 (published)
    ");
    assert_eq!(
        workshop.sqlite3("SELECT title, published FROM sources"),
        "One page|2010-05-02\nAnother page|\n"
    );
    assert_eq!(
        workshop.sqlite3("SELECT id, image ->> '$.published' FROM history ORDER BY sequence"),
        "s1|2010-05-01\ns2|2012\n"
    );
    // What rests on the date of the source follows, and is not a version of the record.
    assert_eq!(workshop.sqlite3("SELECT certain_to FROM postings WHERE official = 'kim-a'"), "2010-05-02\n");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM history WHERE table_name = 'postings'"), "0\n");
    workshop.ok(&["check"]);
}

#[test]
fn a_row_equal_to_an_earlier_version_is_superseded_until_it_is_restored() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let earlier = workshop.ok(&["export", "sources"]);
    workshop.write("sources-2.csv", "id,title\ns1,A better title\n");
    workshop.ok(&["import", "sources-2.csv"]);
    workshop.write("sources-1.csv", earlier);
    let out = workshop.ok(&["import", "sources-1.csv"]);
    assert!(out.contains("1 superseded, 0 added, 0 revised, 1 unchanged"), "{out}");
    assert!(out.contains("superseded: sources s1"), "{out}");
    assert!(workshop.sqlite3("SELECT title FROM sources WHERE id = 's1'").contains("A better title"));
    workshop.ok(&["import", "--restore", "sources-1.csv"]);
    assert!(workshop.sqlite3("SELECT title FROM sources WHERE id = 's1'").contains("One page"));
}

#[test]
fn a_new_row_much_like_one_of_the_same_source_is_named_as_a_likely_revision() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop
        .write("postings-2.csv", "official,organization,title,since,source\nri-b,union,chair,2011-04,s2\n");
    let out = workshop.ok(&["import", "postings-2.csv"]);
    assert!(out.contains("likely a revision: postings "), "{out}");
}

#[test]
fn ids_derived_from_content_leave_out_where_and_how_it_was_said() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write(
        "postings.csv",
        "official,organization,title,since,until,source,locator,quote,credibility,note\n kim-a ,union,chair,2001,..,s1,p. 2,said,3,seen\n",
    );
    let out = workshop.ok(&["import", "postings.csv"]);
    assert!(out.contains("0 added, 1 revised, 0 unchanged"), "{out}");
}

#[test]
fn decomposed_hangul_and_a_byte_order_mark_are_understood() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "\u{feff}id,title\ns1,\u{1100}\u{1175}\u{11b7}\n");
    workshop.ok(&["import", "sources.csv"]);
    assert_eq!(workshop.sqlite3("SELECT title FROM sources"), "김\n");
}

#[test]
fn what_is_no_row_is_told_with_its_line() {
    let workshop = Workshop::new();
    let refused = |content: &str| {
        workshop.write("sources.csv", content);
        let ran = workshop.run(&["import", "sources.csv"]);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(!workshop.path("archive.db").exists());
        ran.err
    };
    assert_snapshot!(refused("id,title\ns1,\"a, b\"\ns2,\"never closed\ns3,c\n"), @r"
    error: sources.csv:3: a double quote opens a cell here and never closes; the rest of the file was not read
    hint: close it at the end of the cell, and write a quote inside a cell twice
    ");
    assert_snapshot!(refused(&format!("id,title\ns1,{}\n", "x".repeat(17 << 20))), @r"
    error: sources.csv:2: the row is longer than 16 MiB; the rest of the file was not read
    hint: this is not a table that can be imported, or its line ends are missing
    ");
    workshop.write("sources.csv", "id,title\n\n");
    let out = workshop.ok(&["import", "sources.csv"]);
    assert!(out.ends_with("the files hold no rows\n"), "{out}");
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn text_that_is_no_utf_8_and_control_characters_are_refused() {
    let workshop = Workshop::new();
    // One character that is UTF-8 tells that the others should be.
    workshop.write("sources.csv", b"id,title\ns0,\xEA\xB9\x80\ns1,\xB1\xE8\ns2,a\x00b\ns3,\x1b[31mred\n");
    let ran = workshop.run(&["import", "sources.csv"]);
    assert_eq!(ran.status, 1);
    assert_snapshot!(ran.err, @r#"
    error: sources.csv:3: cell 2 is not UTF-8: byte 0xB1
      3 | s1,��
    hint: most of the file is UTF-8: write the other lines in UTF-8 too; line 3 may be meant as
      iso-8859-2: s1,ąč
      gbk: s1,辫
      big5: s1,梯
      cp949: s1,김
    error: sources.csv:4: title: the cell has the control character U+0000
      4 | s2,a\u{0}b
    error: sources.csv:5: title: the cell has the control character U+001B
      5 | s3,\u{1b}[31mred
    hint: delete it
    error: 3 rows refused; nothing was changed
    "#);
}

#[test]
fn one_id_names_one_entity() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("places.csv", "id,name,source\nunion,Union Town,s1\n");
    let ran = workshop.run(&["import", "places.csv"]);
    assert!(ran.err.contains("\"union\" is already the id of a row in organizations"), "{ran}");
}

#[test]
fn the_values_of_facts_follow_the_type_of_their_attribute() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write(
        "attributes.csv",
        "id,name,type\nborn,born,date\nmembers,members,number\nseat,seat,entity\nmotto,motto,text\n",
    );
    workshop.write(
        "facts.csv",
        "subject,attribute,value,source\nkim-a,born,1924년,s1\nunion,members,1.6 million,s1\nunion,seat,pyongyang,s1\nunion,motto,2009-13,s1\n",
    );
    let ran = workshop.run(&["import", "attributes.csv", "facts.csv"]);
    assert_snapshot!(ran.err, @r#"
    error: facts.csv:2: value: "1924년" is not an EDTF date
      2 | kim-a,born,1924년,s1
    hint: write 1924
    error: facts.csv:3: value: "1.6 million" is not a number
      3 | union,members,1.6 million,s1
    hint: write 1600000
    error: facts.csv:4: value: there is no "pyongyang" in places, organizations, chapters, officials or events
      4 | union,seat,pyongyang,s1
    hint: add a row with that id to the CSV of its table and import it as well
    error: 3 rows refused; nothing was changed
    "#);
}

#[test]
fn a_second_writer_waits_and_then_says_so() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let connection = rusqlite::Connection::open(workshop.path("archive.db")).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    // A reader is not kept waiting.
    workshop.ok(&["officials"]);
    let ran = workshop.run_with(&[("ORGARCHIVE_PATIENCE", "0.1")], &["import", "data"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("another program is writing"), "{ran}");
    let patient = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| workshop.run(&["import", "data", "--restore", "--note", "patient"]));
        // Readers are not kept waiting by it either; meanwhile it has come to wait.
        (0..20).for_each(|_| assert!(workshop.ok(&["officials", "--all"]).contains("Kim A")));
        connection.execute_batch("ROLLBACK").unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(patient.status, 0, "{patient}");
    if std::path::Path::new("/proc/locks").exists() {
        assert!(ran.err.contains(&format!("process {}", std::process::id())), "{ran}");
    }
}

#[test]
fn files_that_are_no_archives_are_told_apart() {
    let workshop = Workshop::new();
    workshop.write("archive.db", "this is a letter and no database at all, long enough to be read as a page");
    assert!(workshop.run(&["officials"]).err.contains("not an SQLite file"));
    std::fs::remove_file(workshop.path("archive.db")).unwrap();
    assert!(workshop.run(&["officials"]).err.contains("there is no archive"));
    workshop.sqlite3("CREATE TABLE t (a)");
    assert!(workshop.run(&["officials"]).err.contains("not an orgarchive archive"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// CSV → archive → CSV is the identity on what the archive keeps.
    #[test]
    fn what_was_imported_is_what_is_exported(
        rows in prop::collection::vec(("[A-Za-z가-힣 ,\"'=|\n-]{1,20}", "[a-z,\"가-힣\n]{0,10}"), 1..8)
    ) {
        let workshop = Workshop::new();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "title", "publisher"]).unwrap();
        let mut expected = Vec::new();
        for (number, (title, publisher)) in rows.iter().enumerate() {
            let (title, publisher) = (title.trim(), publisher.trim());
            prop_assume!(!title.is_empty());
            let id = format!("s{number}");
            writer.write_record([&id, title, publisher]).unwrap();
            expected.push((id, title.to_owned(), publisher.to_owned()));
        }
        workshop.write("sources.csv", writer.into_inner().unwrap());
        workshop.ok(&["import", "sources.csv"]);
        let exported = workshop.ok(&["export", "sources"]);
        let mut reader = csv::Reader::from_reader(exported.as_bytes());
        let got: Vec<(String, String, String)> = reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned()))
            .collect();
        prop_assert_eq!(got, expected);
    }

    /// No file makes the program panic.
    #[test]
    fn any_bytes_are_loaded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let workshop = Workshop::new();
        let mut content = b"id,title,published,url,language\n".to_vec();
        content.extend(bytes);
        workshop.write("sources.csv", content);
        let ran = workshop.command().args(["import", "sources.csv"]).output().unwrap();
        prop_assert!(matches!(ran.status.code(), Some(0 | 1)), "{:?}", ran);
    }
}

/// Advice about a date that is not EDTF never asks for advice about itself.
#[test]
fn dates_that_look_like_several_are_refused_and_no_more() {
    let workshop = Workshop::new();
    for text in [
        "1990 1993 05",
        "[1990..1993-05",
        "1990 - 1993 - 2005",
        "Juche 99 - 2010",
        "주체99(2010)년 4월 28일",
        "1/2/3/4",
    ] {
        workshop.write("sources.csv", format!("id,title,published\ns1,a,\"{text}\"\n"));
        let ran = workshop.run(&["import", "sources.csv"]);
        assert!(matches!(ran.status, 0 | 1), "{text}: {ran}");
    }
}

#[test]
fn dates_after_the_source_are_loaded_with_a_warning() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/sources.csv",
        "id,title,published,accessed\ns1,One page,2010-05-01,\ns2,Another page,2012,2012-03-04\n",
    );
    workshop.write(
        "data/postings.csv",
        "id,official,organization,title,since,until,as_of,source\np1,kim-a,union,chair,2001,..,,s1\np2,ri-b,union,chair,2012-04,2014,,s2\n\
         p3,ri-b,union,member,2010,2015-01-01,,s1\np4,ri-b,party,member,2012,,,s2\n",
    );
    workshop.write(
        "data/events.csv",
        "id,title,status,date,source\ne1,A congress,planned,2013,s2\ne2,A congress,occurred,2013,s2\ne3,A congress,occurred,2012,s2\n",
    );
    let ran = workshop.run(&["import", "data"]);
    assert_eq!(ran.status, 0, "{ran}");
    let warnings: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("warning: ")).collect();
    assert_eq!(
        warnings,
        [
            "warning: events e2 has date 2013, and its source s2 was published by 2012-03-04: it was only planned then, or the date is mistyped",
            "warning: postings p2 has since 2012-04, and its source s2 was published by 2012-03-04: it was only planned then, or the date is mistyped",
            "warning: postings p3 has until 2015-01-01, and its source s1 was published by 2010-05-01: it was only planned then, or the date is mistyped",
        ]
    );
    assert!(
        !workshop.ok(&["import", "data"]).contains("warning"),
        "nothing more is reported of what is there already"
    );
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
}

#[test]
fn an_as_of_outside_since_and_until_is_refused() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let header = "official,organization,title,since,until,as_of,source";
    workshop.write(
        "data/postings.csv",
        format!(
            "{header}\nkim-a,union,chair,2014-05-02,..,2013-03-03,s1\nri-b,union,chair,,2011,2012-01,s2\n"
        ),
    );
    let ran = workshop.run(&["import", "data"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("postings.csv:2: as_of: as_of is entirely before since"), "{ran}");
    assert!(ran.err.contains("postings.csv:3: as_of: as_of is entirely after until"), "{ran}");
    workshop.write("data/postings.csv", format!("{header}\nkim-a,union,chair,2014-05,..,2014-05-02,s1\n"));
    workshop.ok(&["import", "data"]);
}

#[test]
fn what_a_record_rests_on_follows_a_corrected_day_of_reading() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let certain =
        || workshop.sqlite3("SELECT certain_from, certain_to FROM postings WHERE official = 'kim-a'");
    assert_eq!(certain(), "2001-12-31|2010-05-01\n");
    workshop.write("sources.csv", "id,accessed\ns1,2010-04-20\n");
    workshop.ok(&["import", "sources.csv"]);
    assert_eq!(certain(), "2001-12-31|2010-04-20\n");
    assert_eq!(workshop.ok(&["check"]), "the archive is sound\n");
}

#[test]
fn likely_revisions_are_found_among_many_new_rows_and_where_most_are_some() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let rows = |since: &str, from: usize| {
        let mut csv = String::from("official,organization,title,term,since,source\n");
        for term in from..from + 1_100 {
            csv += &format!("ri-b,union,chair,{term},{since},s2\n");
        }
        csv
    };
    workshop.write("first.csv", rows("2011-04", 0));
    workshop.ok(&["import", "--table", "postings", "first.csv"]);
    let likely = |name: &str, csv: String| {
        workshop.write(name, csv);
        let out = workshop.ok(&["import", "--table", "postings", name]);
        let more = out.lines().find_map(|line| line.strip_prefix("and ")?.strip_suffix(" more of this kind"));
        out.matches("likely a revision").count() + more.map_or(0, |more| more.parse().expect("a number"))
    };
    assert_eq!(
        likely("second.csv", rows("2011-05", 1_099)),
        1,
        "one of the new rows has the term of an older one"
    );
    assert_eq!(likely("third.csv", rows("2011-06", 0)), 200, "no more than 200 are named");
    workshop
        .write("once.csv", "official,organization,title,term,since,source\nri-b,union,chair,3000,2011,s2\n");
    let out = workshop.ok(&["import", "--table", "postings", "once.csv"]);
    assert!(!out.contains("likely a revision"), "{out}");
}
