//! Files as they come: encodings, separators, line ends, compression, standard input.

use std::io::Write as _;
use std::process::Stdio;

use encoding_rs::{EUC_KR, SHIFT_JIS};
use insta::assert_snapshot;

use crate::support::{Ran, Workshop};

const ROWS: &str = "id,title,publisher\ns1,\"조선중앙통신, 보도\",평양\ns2,김중린,\"\"\n";
const EXPECTED: &str = "s1|조선중앙통신, 보도|평양\ns2|김중린|\n";

fn utf_16(text: &str, is_little: bool, has_mark: bool) -> Vec<u8> {
    let units = has_mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit: u16| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn cp949(text: &str) -> Vec<u8> {
    let (bytes, _, has_unmappable) = EUC_KR.encode(text);
    assert!(!has_unmappable);
    bytes.into_owned()
}

fn imported(content: &[u8], arguments: &[&str]) -> (Workshop, String) {
    let workshop = Workshop::new();
    workshop.write("sources.csv", content);
    let out = workshop.ok(&[&["import", "sources.csv"], arguments].concat());
    (workshop, out)
}

fn titles(workshop: &Workshop) -> String {
    workshop.sqlite3("SELECT id, title, publisher FROM sources ORDER BY id")
}

fn refused(content: &[u8], arguments: &[&str]) -> Ran {
    let workshop = Workshop::new();
    workshop.write("sources.csv", content);
    let ran = workshop.run(&[&["import", "sources.csv"], arguments].concat());
    assert_eq!(ran.status, 1, "{ran}");
    assert!(!workshop.path("archive.db").exists());
    ran
}

#[test]
fn encodings_are_detected_and_said() {
    let marked = format!("\u{feff}{ROWS}");
    for (content, said) in [
        (ROWS.as_bytes().to_vec(), None),
        (marked.into_bytes(), None),
        (cp949(ROWS), Some("sources.csv: CP949 (EUC-KR) (detected; --encoding says otherwise)")),
        (utf_16(ROWS, true, true), Some("sources.csv: UTF-16LE (marked at its beginning)")),
        (utf_16(ROWS, false, true), Some("sources.csv: UTF-16BE (marked at its beginning)")),
        (utf_16(ROWS, true, false), Some("sources.csv: UTF-16LE (detected; --encoding says otherwise)")),
        (utf_16(ROWS, false, false), Some("sources.csv: UTF-16BE (detected; --encoding says otherwise)")),
    ] {
        let (workshop, out) = imported(&content, &[]);
        assert_eq!(titles(&workshop), EXPECTED, "{out}");
        match said {
            Some(said) => assert!(out.starts_with(said), "{out}"),
            None => assert!(out.starts_with("sources:"), "{out}"),
        }
    }
}

#[test]
fn an_encoding_can_be_given_and_a_byte_that_does_not_fit_is_told() {
    let (workshop, out) = imported(&cp949(ROWS), &["--encoding", "cp949"]);
    assert_eq!(titles(&workshop), EXPECTED);
    assert!(out.contains("CP949 (EUC-KR) (as given)"), "{out}");
    assert_snapshot!(refused(b"id,title\ns1,\xB1\xE8\ns2,\xFF\xFF\n", &["--encoding", "cp949"]).err, @r#"
    error: sources.csv:3: the byte 0xFF is not text in CP949 (EUC-KR)
    hint: the file is damaged there, or in another encoding: name it with --encoding, or save the file as "CSV UTF-8"
    "#);
    assert_snapshot!(refused(&SHIFT_JIS.encode("id,title\ns1,キム・チュンリン 書記\n").0, &[]).err, @r#"
    error: sources.csv:2: cell 2 is not UTF-8: byte 0x83
      2 | s1,�L���E�`�������� ���L
    hint: save the file as "CSV UTF-8", or say what it is; line 2 would then read
      --encoding shift_jis: s1,キム・チュンリン 書記
    error: 1 row refused; nothing was changed
    "#);
    let marked = format!("\u{feff}{ROWS}");
    assert_snapshot!(refused(marked.as_bytes(), &["--encoding", "cp949"]).err, @r"
    error: sources.csv: the file is marked as UTF-8 at its beginning
    hint: leave out --encoding for this file
    ");
    let ran = Workshop::new().run(&["import", "sources.csv", "--encoding", "utf-7"]);
    assert_eq!(ran.status, 2, "{ran}");
    assert!(ran.err.contains("did you mean utf-8"), "{ran}");
}

#[test]
fn a_short_file_of_korean_excels_is_read() {
    for name in ["김", "리명철", "조선로동당 근로단체부 비서"] {
        let (workshop, _) = imported(&cp949(&format!("id,title\r\ns1,{name}\r\n")), &[]);
        assert_eq!(workshop.sqlite3("SELECT title FROM sources"), format!("{name}\n"));
    }
}

#[test]
fn separators_and_line_ends_are_found() {
    for (separator, words) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        for end in ["\n", "\r\n", "\r"] {
            let rows = ["id,title,publisher", "s1,\"조선중앙통신, 보도\",평양", "", "s2,김중린,", ",,", ""];
            let rows: Vec<String> = rows
                .iter()
                .map(|row| {
                    // The comma in the title stays.
                    row.replace(", ", "\u{1}").replace(',', separator).replace('\u{1}', ", ")
                })
                .collect();
            let (workshop, out) = imported(rows.join(end).as_bytes(), &[]);
            assert_eq!(titles(&workshop), EXPECTED, "{separator:?} {end:?}");
            assert!(out.starts_with(&format!("sources.csv: separated by {words}\n")), "{out}");
        }
    }
    let (workshop, _) = imported(b"sep=;\r\nid;title;publisher\r\ns1;a;b\r\n", &[]);
    assert_eq!(titles(&workshop), "s1|a|b\n");
    let (workshop, _) = imported("id^title^publisher\ns1^a^b\n".as_bytes(), &["--separator", "^"]);
    assert_eq!(titles(&workshop), "s1|a|b\n");
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let rows = ["id,title", "s1,\"a", "b\"", "", "", "s2,c,d", "s3,e"];
        let ran = refused(rows.join(end).as_bytes(), &[]);
        assert!(
            ran.err.starts_with("error: sources.csv:6: the row has 3 cells, the header has 2\n"),
            "{end:?} {ran}"
        );
    }
}

#[test]
fn a_header_below_title_lines_is_found_when_its_line_is_told() {
    let content = "Sources of the project, 2024\n\nid,title,publisher,,\ns1,a,b,,\n";
    let (workshop, _) = imported(content.as_bytes(), &["--header-row", "3"]);
    assert_eq!(titles(&workshop), "s1|a|b\n");
    assert_snapshot!(refused(content.as_bytes(), &[]).err, @r#"
    error: sources.csv:1: sources has no column "Sources of the project"; sources has no column "2024"; the required column id is missing; the required column title is missing
    hint: if title lines are above the header, give the header's line: --header-row N; the columns of sources are id, title, publisher, author, published, accessed, url, archive_url, language, kind, reliability, origin, access, note
    "#);
    assert_snapshot!(refused(content.as_bytes(), &["--header-row", "2"]).err, @r"
    error: sources.csv:2: no row begins on this line
    hint: the next row begins on line 3: --header-row 3
    ");
    assert_snapshot!(refused(content.as_bytes(), &["--header-row", "9"]).err, @r"
    error: sources.csv: the file has no line 9 for a header
    hint: give the line of the header, counted from 1: --header-row N
    ");
}

#[test]
fn columns_without_a_name_hold_nothing() {
    let (workshop, _) = imported(b"id,title,publisher,,\ns1,a,b,,\ns2,c,d, ,\n", &[]);
    assert_eq!(titles(&workshop), "s1|a|b\ns2|c|d\n");
    assert_snapshot!(refused(b"id,title,,\ns1,a,,x\ns2,b,\n", &[]).err, @r"
    error: sources.csv:2: cell 4 is in a column without a name
      2 | s1,a,,x
    hint: name the column in the header, or delete its cells
    error: sources.csv:3: the row has 3 cells, the header has 4
      3 | s2,b,
    hint: write every cell, blank ones too; put a cell that has a comma into double quotes
    error: 2 rows refused; nothing was changed
    ");
    assert_snapshot!(refused(b"id,,title\ns1,,a\n", &[]).err, @r"
    error: sources.csv:1: column 2 has no name
    hint: the columns of sources are id, title, publisher, author, published, accessed, url, archive_url, language, kind, reliability, origin, access, note
    ");
}

#[test]
fn values_are_kept_as_they_are_written() {
    let (workshop, _) =
        imported(b"id,title,published,note\n0012,1e5,2019,=1+1\n007,TRUE,2019-03,00.50\n", &[]);
    assert_eq!(
        workshop.sqlite3("SELECT id, title, published, note FROM sources ORDER BY id"),
        "0012|1e5|2019|=1+1\n007|TRUE|2019-03|00.50\n"
    );
}

#[test]
fn compressed_files_are_read_in_any_number_of_parts() {
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let (first, second) = ROWS.split_at(20);
    for (name, content) in [
        ("sources.csv.gz", [gzip(first), gzip(second)].concat()),
        ("sources.csv.zst", zstd::encode_all(ROWS.as_bytes(), 3).unwrap()),
    ] {
        let workshop = Workshop::new();
        workshop.write(&format!("data/{name}"), &content);
        let out = workshop.ok(&["import", "data"]);
        assert_eq!(titles(&workshop), EXPECTED, "{out}");
        assert!(out.contains("compressed with"), "{out}");
        // Half of it is an error, and no half of an import.
        let workshop = Workshop::new();
        workshop.write(name, &content[..content.len() - 9]);
        let ran = workshop.run(&["import", name]);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.err.contains("the file cannot be decompressed"), "{ran}");
        assert!(!workshop.path("archive.db").exists());
    }
}

#[test]
fn standard_input_is_read_like_a_file() {
    let workshop = Workshop::new();
    let mut child = workshop
        .command()
        .args(["import", "--table", "sources", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&cp949(ROWS)).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(titles(&workshop), EXPECTED);
    assert!(workshop.run(&["import", "-"]).err.contains("name the table: --table"));
}

#[test]
fn a_file_that_was_loaded_before_is_not_looked_at_row_by_row_unless_something_changed() {
    let (workshop, _) = imported(ROWS.as_bytes(), &[]);
    let again = || workshop.ok(&["import", "sources.csv"]);
    assert!(again().starts_with("sources:  0 added, 0 revised, 2 unchanged\nnothing new"));
    // A change by another program is seen.
    workshop.sqlite3("UPDATE sources SET title = 'other' WHERE id = 's2'");
    assert!(again().starts_with("sources:  1 superseded, 0 added, 0 revised, 1 unchanged\n"));
    workshop.sqlite3("DELETE FROM sources WHERE id = 's1'");
    assert!(again().starts_with("sources:  2 superseded, 0 added"), "{}", again());
    workshop.ok(&["import", "sources.csv", "--restore"]);
    assert_eq!(titles(&workshop), EXPECTED);
}

#[test]
fn a_quote_that_closes_a_cell_which_goes_on_is_an_error_with_its_line() {
    let header = "id,title,publisher";
    for (row, what) in [
        (r#"s1,"Bulletin of the "free" press",x"#, "closes cell 2 and is not followed by a comma"),
        (r#"s1,"Bulletin" of the press,x"#, "closes cell 2 and is not followed by a comma"),
        (r#"s1,"Bulletin of the ""free" press",x"#, "closes cell 2 and is not followed by a comma"),
        (r#"s1,"Bulletin \"free\"",x"#, "closes cell 2 and is not followed by a comma"),
        (r#""s1"1,Bulletin,x"#, "closes cell 1 and is not followed by a comma"),
        (r#"s1, "Bulletin",x"#, "follows a space at the beginning of cell 2"),
        ("s1,\"Bulletin\nof the\" press,x", "closes cell 2, on line 4 and is not followed by a comma"),
    ] {
        let ran = refused(format!("{header}\ns0,plain,x\n{row}\ns2,plain,x\n").as_bytes(), &[]);
        assert!(ran.err.starts_with(&format!("error: sources.csv:3: a quote {what}\n")), "{row} {ran}");
        // The line is shown as it stands.
        assert!(ran.err.contains(&format!("  3 | {}\n", row.replace('\n', "⏎"))), "{row} {ran}");
        assert!(ran.err.contains("twice"), "{ran}");
    }
    let ran = refused(b"id\ttitle\tnote\ns1\tPress\t\"We will win,\" she wrote\n", &[]);
    assert!(ran.err.contains(":2: a quote closes cell 3 and is not followed by a tab"), "{ran}");
    let ran = refused(b"id,\"ti\"tle,note\ns1,Press,\n", &[]);
    assert!(ran.err.starts_with("error: sources.csv:1: a quote closes cell 2"), "{ran}");
}

#[test]
fn a_row_with_stray_quotes_is_set_aside_as_it_stands() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,plain\ns2,\"The \"free\" press\"\n");
    let ran = workshop.run(&["import", "--partial", "sources.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    let rejected = std::fs::read_to_string(workshop.path("sources.rejected.csv")).unwrap();
    assert!(rejected.ends_with(",s2,\"The \"free\" press\"\n"), "{rejected}");
    let again = workshop.run(&["import", "sources.rejected.csv"]);
    assert!(again.err.contains("a quote closes cell 3"), "{again}");
    // Corrected, it is what was meant.
    workshop.write("sources.rejected.csv", "id,title\ns2,\"The \"\"free\"\" press\"\n");
    workshop.ok(&["import", "sources.rejected.csv"]);
    assert_eq!(workshop.sqlite3("SELECT title FROM sources WHERE id = 's2'"), "The \"free\" press\n");
}

#[test]
fn quotes_that_are_right_stay_right() {
    let (workshop, _) = imported(
        b"id,title,note\r\ns1,\"a \"\"b\"\" c\" ,5\" x 3\"\r\n\"s2\",\"\"\"\",\"\"\r\ns3,a\\b,\"c\\\"\r\n",
        &[],
    );
    assert_eq!(
        workshop.sqlite3("SELECT id, title, note FROM sources ORDER BY id"),
        "s1|a \"b\" c|5\" x 3\"\ns2|\"|\ns3|a\\b|c\\\n"
    );
}

#[test]
fn what_an_open_quote_swallows_is_never_a_row_whatever_comes_before_it() {
    let workshop = Workshop::new();
    // Around the number of rows, and of bytes, that are read ahead together.
    for (before, swallowed) in [(510, 0), (511, 0), (512, 1), (513, 40_000), (3, 200_000), (0, 0)] {
        let rows: String = (0..before).map(|row| format!("s{row},Page {row}\n")).collect();
        let rest = "\nx,y".repeat(swallowed);
        workshop.write("sources.csv", format!("id,title\n{rows}\"open,One{rest}"));
        let ran = workshop.run(&["import", "sources.csv"]);
        assert_eq!(ran.status, 1, "{before}, {swallowed}: {ran}");
        let first =
            format!("error: sources.csv:{}: a double quote opens a cell here and never closes", before + 2);
        assert!(ran.err.starts_with(&first), "{before}, {swallowed}: {ran}");
        assert_eq!(ran.err.matches("error: ").count(), 1, "{before}, {swallowed}: {ran}");
    }
    // A row that is too long takes none of those before it with it.
    let long = "x\n".repeat(9 << 20);
    workshop.write("sources.csv", format!("id,title,published\ns1,One,2001-13\ns2,\"{long}"));
    let ran = workshop.run(&["import", "sources.csv"]);
    assert!(ran.err.contains("sources.csv:2: published: \"2001-13\" has no month 13"), "{ran}");
}

#[test]
fn a_zero_byte_in_a_text_is_named_and_does_not_make_it_utf_16() {
    for text in ["id,title\ns1,a\0b\n", "id,title\ns1,\0\0\0\ns2,T\n", "i\0d,title\ns1,One\n"] {
        let ran = refused(text.as_bytes(), &[]);
        assert!(
            ran.err.contains("sources.csv:") && ran.err.contains("U+0000")
                || ran.err.contains("no column \"i"),
            "{ran}"
        );
        assert!(!ran.err.contains('摩'), "{ran}");
    }
    // Letters whose halves are all ASCII, and none of them is a zero byte.
    let cyrillic = "id,title\ns1,Союз женщин\ns2,Партия труда\n";
    for is_little in [true, false] {
        let (workshop, _) = imported(&utf_16(cyrillic, is_little, false), &[]);
        assert_eq!(titles(&workshop), "s1|Союз женщин|\ns2|Партия труда|\n");
    }
}
