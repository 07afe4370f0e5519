//! `import --partial`: good rows are loaded, the others are written out unchanged and can be corrected.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::support::{Workshop, small_tables};

#[test]
fn bad_rows_are_set_aside_with_the_reason_and_complete_the_load_once_corrected() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write(
        "postings.csv",
        "official;organization;title;since;source;note\r\nkim-a;union;chair;2003;s1;\"one; \"\"two\"\"\nlines\"\r\nri-b;union;chair;1937-13;s1;\"a; b\"\r\nri-b;union;chair;2003\r\nri-x;union;chair;2003;s1;\r\n",
    );
    let ran = workshop.run(&["import", "--partial", "postings.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.out.contains("postings:  1 added, 0 revised, 0 unchanged"), "{ran}");
    assert!(ran.out.contains("rejected: 3 rows are in postings.rejected.csv"), "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:4: since: "1937-13" has no month 13
      4 | ri-b;union;chair;1937-13;s1;"a; b"
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: postings.csv:5: the row has 4 cells, the header has 6
      5 | ri-b;union;chair;2003
    hint: write every cell, blank ones too; put a cell that has a semicolon into double quotes
    error: postings.csv:6: official: there is no "ri-x" in officials
      6 | ri-x;union;chair;2003;s1;
    hint: did you mean ri-b (chair of union 2011-03–)?
    "#);
    assert_snapshot!(workshop.read("postings.rejected.csv"), @r#"
    reason;official;organization;title;since;source;note
    "since: ""1937-13"" has no month 13 (write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say)";ri-b;union;chair;1937-13;s1;"a; b"
    "the row has 4 cells, the header has 6 (write every cell, blank ones too; put a cell that has a semicolon into double quotes)";ri-b;union;chair;2003
    "official: there is no ""ri-x"" in officials (did you mean ri-b (chair of union 2011-03–)?)";ri-x;union;chair;2003;s1;
    "#);
    // Another run does not overwrite what an analyst may be correcting.
    assert_eq!(workshop.run(&["import", "--partial", "postings.csv"]).status, 3);
    assert_eq!(workshop.read("postings.rejected.csv"), workshop.read("postings.rejected-2.csv"));
    let corrected = workshop
        .read("postings.rejected.csv")
        .replace("1937-13", "1937-12")
        .replace("chair;2003\n", "chair;2003;s1;\n")
        .replace("ri-x", "ri-b");
    workshop.write("postings.rejected.csv", corrected);
    let out = workshop.ok(&["import", "postings.rejected.csv"]);
    assert!(out.contains("postings:  2 added, 0 revised, 1 unchanged"), "{out}");
    assert_eq!(workshop.sqlite3("SELECT note FROM postings WHERE since = '1937-12'"), "a; b\n");
    workshop.ok(&["check"]);
}

#[test]
fn what_names_a_rejected_row_waits_for_it() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop
        .write("data/sources.csv", "id,title,published\ns1,One page,2010-05-01\ns2,Another page,2012-13\n");
    workshop.write(
        "data/places.csv",
        "id,name,parent,source\ncity,City,province,s1\nprovince,Province,country,s1\ncountry,Country,,s2\nlone,Lone,,s1\n",
    );
    let ran = workshop.run(&["import", "--partial", "data"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: data/places.csv:2: parent: "province" is in data/places.csv:3, which is refused
      2 | city,City,province,s1
    hint: this row is loaded once that one is corrected
    error: data/places.csv:3: parent: "country" is in data/places.csv:4, which is refused
      3 | province,Province,country,s1
    hint: this row is loaded once that one is corrected
    error: data/places.csv:4: source: "s2" is in data/sources.csv:3, which is refused
      4 | country,Country,,s2
    hint: this row is loaded once that one is corrected
      2 more rows name it, in data/officials.csv:3; data/postings.csv:3
    error: data/postings.csv:3: official: "ri-b" is in data/officials.csv:3, which is refused
      3 | ri-b,union,chair,2011-03,,s2,
    hint: this row is loaded once that one is corrected
    error: data/sources.csv:3: published: "2012-13" has no month 13
      3 | s2,Another page,2012-13
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    "#);
    assert_eq!(workshop.sqlite3("SELECT id FROM places"), "lone\n");
    workshop.ok(&["check"]);
    for file in ["sources", "places", "officials", "postings"] {
        let name = format!("data/{file}.rejected.csv");
        workshop.write(&name, workshop.read(&name).replace("2012-13", "2012-12"));
    }
    let paths: Vec<String> =
        ["sources", "places", "officials", "postings"].map(|file| format!("data/{file}.rejected.csv")).into();
    let arguments: Vec<&str> = std::iter::once("import").chain(paths.iter().map(String::as_str)).collect();
    workshop.ok(&arguments);
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM places"), "4\n");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM postings"), "2\n");
    workshop.ok(&["check"]);
}

#[test]
fn nothing_is_written_if_the_run_fails_or_is_a_plan() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,a\ns2,\n");
    let ran = workshop.run(&["import", "--partial", "--dry-run", "sources.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.out.contains("+ s1: title=a"), "{ran}");
    assert!(!workshop.path("sources.rejected.csv").exists() && !workshop.path("archive.db").exists());
    let ran = workshop.run(&["import", "--partial", "--sync", "s1", "sources.csv"]);
    assert_eq!(ran.status, 2, "{ran}");
}

/// A row of the test, and whether it is good.
fn row() -> impl Strategy<Value = (String, bool)> {
    let cell = "[a-z가-힣 ;\"]{0,6}(\n[a-z]{1,3})?";
    prop_oneof![
        3 => (cell, cell).prop_map(|(title, note)| (format!("{},2001,{}", quoted(&format!("t{title}")), quoted(&note)), true)),
        1 => cell.prop_map(|note| (format!("t,2001-13,{}", quoted(&note)), false)),
        1 => cell.prop_map(|note| (format!(",2001,{}", quoted(&note)), false)),
        1 => Just(("t,2001".to_owned(), false)),
        1 => Just(("t,2001,a,b".to_owned(), false)),
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    /// Good rows are in the archive and bad ones in the file, each once and unchanged; corrected, they are in the archive.
    #[test]
    fn nothing_between_the_two_is_lost(
        rows in prop::collection::vec(row(), 1..20), separator in prop::sample::select(vec![',', ';', '\t']), is_crlf: bool,
    ) {
        let workshop = Workshop::new();
        let end = if is_crlf { "\r\n" } else { "\n" };
        let lines: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(number, (row, _))| format!("s{number},{row}"))
            .map(|line| if separator == ',' { line } else { with_separator(&line, separator) })
            .collect();
        let header = "id,title,published,note".replace(',', &separator.to_string());
        workshop.write("sources.csv", format!("{header}{end}{}{end}", lines.join(end)));
        let bad: Vec<usize> =
            rows.iter().enumerate().filter(|(_, (_, is_good))| !is_good).map(|(number, _)| number).collect();
        let ran = workshop.run(&["import", "--partial", "sources.csv"]);
        prop_assert_eq!(ran.status, if bad.is_empty() { 0 } else { 3 }, "{}", ran);
        if bad.len() < rows.len() {
            let good = workshop.sqlite3("SELECT count(*) FROM sources");
            prop_assert_eq!(good.trim(), (rows.len() - bad.len()).to_string());
        } else {
            prop_assert!(!workshop.path("archive.db").exists());
        }
        if bad.is_empty() {
            prop_assert!(!workshop.path("sources.rejected.csv").exists());
            return Ok(());
        }
        let rejected = workshop.read("sources.rejected.csv");
        for number in &bad {
            prop_assert!(rejected.contains(&format!("{separator}{}\n", lines[*number])), "{}\n{}", lines[*number], rejected);
        }
        let mut corrected = format!("reason{separator}{header}\n");
        for number in &bad {
            corrected += &format!("{separator}s{number}{separator}t{separator}2001{separator}\n");
        }
        workshop.write("sources.rejected.csv", corrected);
        workshop.ok(&["import", "sources.rejected.csv"]);
        let all = workshop.sqlite3("SELECT count(*) FROM sources");
        prop_assert_eq!(all.trim(), rows.len().to_string());
    }
}

/// A line with another separator between its cells.
fn with_separator(line: &str, separator: char) -> String {
    let mut is_quoted = false;
    line.chars()
        .map(|letter| {
            is_quoted ^= letter == '"';
            if letter == ',' && !is_quoted { separator } else { letter }
        })
        .collect()
}
