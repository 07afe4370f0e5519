//! Workbooks: what is exported comes back unchanged, and what a spreadsheet has done to a cell is refused.

use std::io::Write as _;
use std::process::Command;

use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::clients::PYTHON;
use crate::support::{Workshop, small_tables};

type Write<'write> = &'write dyn Fn(&mut Worksheet);

/// Writes a workbook of these sheets; a sheet is written by its function.
fn workbook(workshop: &Workshop, name: &str, sheets: &[(&str, Write<'_>)]) {
    let mut book = Workbook::new();
    for (name, write) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        write(sheet);
    }
    book.save(workshop.path(name)).unwrap();
}

/// Writes rows of text from the first row of a sheet on.
fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            if !cell.is_empty() {
                sheet
                    .write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell)
                    .unwrap();
            }
        }
    }
}

/// What an import says, except for the line that names the run.
fn without_run(said: &str) -> String {
    said.lines().filter(|line| !line.starts_with("import ")).collect::<Vec<_>>().join("\n")
}

fn extract(workshop: &Workshop, archive: &str, folder: &str) -> Vec<(String, String)> {
    workshop.ok(&["--archive", archive, "export", "-o", folder]);
    let mut files: Vec<(String, String)> = std::fs::read_dir(workshop.path(folder))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Text that programs are known to change on the way: formulas, spaces, line ends, escapes, numbers, days.
const HARD: &[&str] = &[
    "=1+1",
    "'quoted",
    "+82 2 123",
    "@name",
    "007",
    "1e5",
    "2016-05-24",
    "3-1",
    "TRUE",
    "#REF!",
    "two\nlines",
    "tab\there",
    "_x0041_ and _x000D_",
    "<b>&amp;</b>",
    "조선직업총동맹",
    "\u{1F3ED} works",
    "-",
];

#[test]
fn what_is_exported_as_a_workbook_comes_back_unchanged() {
    let workshop = Workshop::seeded();
    let notes: Vec<String> =
        HARD.iter().enumerate().map(|(n, text)| format!("h{n},\"{}\"", text.replace('"', "\"\""))).collect();
    workshop.write("sources-hard.csv", format!("id,title\n{}\n", notes.join("\n")));
    workshop.ok(&["import", "sources-hard.csv"]);
    workshop.ok(&["export", "-o", "out.xlsx", "--with-sources"]);
    let before = workshop.dump();
    let said = workshop.ok(&["import", "out.xlsx"]);
    assert!(said.contains("nothing new; archive.db is unchanged"), "{said}");
    assert_eq!(workshop.dump(), before);
    // In an empty archive it makes the same extracts, byte for byte.
    workshop.ok(&["--archive", "other.db", "import", "out.xlsx"]);
    assert_eq!(extract(&workshop, "archive.db", "first"), extract(&workshop, "other.db", "second"));
    // The same archive gives the same bytes.
    workshop.ok(&["export", "-o", "again.xlsx", "--with-sources"]);
    assert!(
        std::fs::read(workshop.path("out.xlsx")).unwrap()
            == std::fs::read(workshop.path("again.xlsx")).unwrap()
    );
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn a_workbook_that_openpyxl_saved_changes_nothing() {
    // A formula that it writes has no value until a spreadsheet computes it.
    let formula = Workshop::new();
    let program = "
import openpyxl
book = openpyxl.Workbook()
book.active.title = 'sources'
book.active.append(['id', 'title'])
book.active.append(['s1', '=A1'])
book.save('formula.xlsx')
";
    let ran = Command::new(PYTHON).args(["-c", program]).current_dir(formula.path(".")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_snapshot!(formula.run(&["import", "formula.xlsx"]).err, @r"
    error: formula.xlsx[sources]:2: cell B2 holds a formula whose value was not saved
      2 | s1,
    hint: open the workbook in the program that computes it and save it there, or replace the formula with its value
    error: 1 row refused; nothing was changed
    ");

    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "out.xlsx"]);
    let program = "
import openpyxl, sys
book = openpyxl.load_workbook('out.xlsx')
sheet = book['postings']
assert sheet.freeze_panes == 'A2', sheet.freeze_panes
assert all(len(cell.comment.text) > 5 for cell in sheet[1])
lists = {v.formula1 for v in sheet.data_validations.dataValidation}
assert len(lists) == 1 and 'lists!' in list(lists)[0], lists
assert all(c.value is None or c.number_format == '@' and isinstance(c.value, str) for row in sheet.iter_rows() for c in row)
book.save('saved.xlsx')
";
    let ran = Command::new(PYTHON).args(["-c", program]).current_dir(workshop.path(".")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said = workshop.ok(&["import", "saved.xlsx"]);
    assert!(said.contains("nothing new; archive.db is unchanged"), "{said}");
    workshop.ok(&["--archive", "other.db", "import", "saved.xlsx"]);
    assert_eq!(extract(&workshop, "archive.db", "first"), extract(&workshop, "other.db", "second"));
}

#[test]
fn a_workbook_to_fill_in_offers_the_words_of_the_archive() {
    let workshop = Workshop::seeded();
    assert_snapshot!(workshop.run(&["template", "-o", "report.xlsx", "sources", "postings"]), @r"
    --- error output
    report.xlsx: 2 sheets to fill in; import reads them all
    ");
    let said = workshop.ok(&["import", "report.xlsx"]);
    assert!(said.contains("nothing new"), "{said}");
    let mut lists = String::new();
    let mut parts = zip::ZipArchive::new(std::fs::File::open(workshop.path("report.xlsx")).unwrap()).unwrap();
    for number in 0..parts.len() {
        let mut part = parts.by_index(number).unwrap();
        if part.name().unwrap().contains("worksheets/sheet3") {
            std::io::Read::read_to_string(&mut part, &mut lists).unwrap();
        }
    }
    let words = lists.matches("<c ").count();
    let titles = workshop.rows(&["sql", "SELECT id FROM titles"]).len();
    assert!(words > titles, "{words} words, {titles} titles: {lists}");
}

/// What Excel does to cells, each refused with the cell and a remedy.
#[test]
fn what_a_spreadsheet_did_to_a_cell_is_refused_with_its_address() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    let day = |year, month, day| ExcelDateTime::from_ymd(year, month, day).unwrap();
    workbook(
        &workshop,
        "damaged.xlsx",
        &[("postings", &|sheet| {
            let dated = Format::new().set_num_format("yyyy-mm-dd");
            rows(
                sheet,
                &[&[
                    "official",
                    "organization",
                    "title",
                    "since",
                    "until",
                    "as_of",
                    "source",
                    "locator",
                    "note",
                ]],
            );
            for row in 1..14 {
                for (column, cell) in [(0, "kim-a"), (1, "union"), (2, "chair"), (6, "s1")] {
                    sheet.write_string(row, column, cell).unwrap();
                }
            }
            sheet.write_number(1, 0, 12.0).unwrap();
            sheet.write_datetime_with_format(2, 1, day(2016, 3, 1), &dated).unwrap();
            sheet.write_number_with_format(3, 3, 42_514.5, &dated).unwrap();
            sheet.write_number(4, 3, 42_514.0).unwrap();
            sheet.write_number(5, 3, 2016.1).unwrap();
            sheet.write_datetime_with_format(6, 4, day(1900, 1, 31), &dated).unwrap();
            sheet.write_formula(7, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            sheet.write_number(9, 7, 1_234_567_890_123_456.0).unwrap();
            sheet.write_datetime_with_format(10, 7, day(2026, 1, 3), &dated).unwrap();
            sheet.write_string(11, 8, "x".repeat(32_767)).unwrap();
            sheet.write_boolean(12, 8, true).unwrap();
            sheet.merge_range(12, 1, 13, 1, "union", &Format::new()).unwrap();
        })],
    );
    let before = workshop.dump();
    assert_snapshot!(workshop.run(&["import", "damaged.xlsx"]).err, @r"
    error: damaged.xlsx[postings]:2: cell A2 holds the number 12: a spreadsheet may have removed zeros from its beginning
      2 | 12,union,chair,,,,s1,,
    hint: format the column as text and write the cell again, as the source has it
    error: damaged.xlsx[postings]:5: cell D5 holds the number 42514, where a date belongs
      5 | kim-a,union,chair,42514,,,s1,,
    hint: spreadsheets count days: format the cell as a date if it is one, or as text and write the date again
    error: damaged.xlsx[postings]:6: cell D6 holds the number 2016.1, where a date belongs: 2016.10 has become 2016.1
      6 | kim-a,union,chair,2016.1,,,s1,,
    hint: format the cell as text and write the date again, such as 2016-10
    error: damaged.xlsx[postings]:3: cell B3 holds the day 2016-03-01: a spreadsheet may have turned text such as 3-1 into a day
      3 | kim-a,2016-03-01,chair,,,,s1,,
    error: damaged.xlsx[postings]:11: cell H11 holds the day 2026-01-03: a spreadsheet may have turned text such as 3-1 into a day
      11 | kim-a,union,chair,,,,s1,2026-01-03,
    hint: format the column as text and write the cell again, as the source has it
    error: damaged.xlsx[postings]:4: cell D4 holds a time of day: 2016-05-24 12:00:00
      4 | kim-a,union,chair,2016-05-24 12:00:00,,,s1,,
    hint: write the day alone, such as 2016-05-24, in a cell that is formatted as text
    error: damaged.xlsx[postings]:7: cell E7 holds a day before March 1900, 1900-01-31, on which spreadsheets do not agree
      7 | kim-a,union,chair,,1900-01-31,,s1,,
    hint: format the cell as text and write the day again, such as 1899-12-24
    error: damaged.xlsx[postings]:8: cell E8 holds the error value #DIV/0!
      8 | kim-a,union,chair,,#DIV/0!,,s1,,
    hint: correct the formula, or replace it with its value, or delete the cell
    error: damaged.xlsx[postings]:10: cell H10 holds the number 1234567890123456, of which a spreadsheet keeps 15 digits
      10 | kim-a,union,chair,,,,s1,1234567890123456,
    hint: format the column as text and write the cell again, as the source has it
    error: damaged.xlsx[postings]:12: cell I12 holds 32,767 characters, the most that a cell can: its text has probably been cut
      12 | kim-a,union,chair,,,,s1,,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    hint: import the whole text from a CSV file
    error: damaged.xlsx[postings]:13: cell I13 holds the logical value TRUE
      13 | kim-a,union,chair,,,,s1,,TRUE
    hint: format the column as text and write the cell again, as the source has it
    error: damaged.xlsx[postings]:14: cell B14 is covered by a merged cell, so it is blank
      14 | kim-a,,chair,,,,s1,,
    hint: unmerge the cells and write the value into each row
    error: 12 rows refused; nothing was changed
    ");
    assert_eq!(workshop.dump(), before);
}

/// Cells that mean what they say.
#[test]
fn days_years_and_pages_are_taken_as_they_are() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workbook(
        &workshop,
        "roster.xlsx",
        &[
            ("Read me", &|sheet| rows(sheet, &[&["Nothing to load"]])),
            ("postings", &|sheet| {
                let dated = Format::new().set_num_format("d mmm yyyy");
                rows(
                    sheet,
                    &[&["official", "organization", "title", "since", "until", "source", "locator", "note"]],
                );
                rows(sheet, &[&[], &["kim-a", "union", "member", "", "", "s1", "", "two\nlines"]]);
                sheet.write_number(1, 3, 2005.0).unwrap();
                sheet
                    .write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2007, 2, 28).unwrap(), &dated)
                    .unwrap();
                sheet.write_number(1, 6, 12.0).unwrap();
                // A row further down, after a blank one, is named by its own number.
                for (column, cell) in ["ri-b", "union", "member", "soon", "", "s1"].into_iter().enumerate() {
                    sheet.write_string(4, u16::try_from(column).unwrap(), cell).unwrap();
                }
            }),
        ],
    );
    assert_snapshot!(workshop.run(&["import", "roster.xlsx"]), @r#"
    --- error output
    error: roster.xlsx[postings]:5: since (D5): "soon" is not an EDTF date
      5 | ri-b,union,member,soon,,s1,,
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: 1 row refused; nothing was changed
    --- exit status 1
    "#);
    assert_snapshot!(without_run(&workshop.run(&["import", "--partial", "roster.xlsx"]).out), @r#"
    roster.xlsx: left out: sheet "Read me"
    postings:  1 added, 0 revised, 0 unchanged
    roster.xlsx[postings]: 2 rows, 1 loaded, 1 rejected
    rejected: 1 row is in postings-roster.rejected.csv, each with the reason; correct them there and import that file
    "#);
    assert_snapshot!(workshop.ok(&["sql", "SELECT since, until, locator, note FROM postings WHERE title = 'member'", "--format", "csv"]), @r#"
    since,until,locator,note
    2005,2007-02-28,12,"two
    lines"
    "#);
    assert_snapshot!(workshop.read("postings-roster.rejected.csv"), @r#"
    ﻿reason,official,organization,title,since,until,source,locator,note
    "since: ""soon"" is not an EDTF date (write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say)",ri-b,union,member,soon,,s1,,
    "#);
    // The rejected row comes back as a file of postings.
    let again = workshop.read("postings-roster.rejected.csv").replace("soon,", "2009,");
    workshop.write("postings-roster.rejected.csv", again);
    workshop.ok(&["import", "postings-roster.rejected.csv"]);
    assert_eq!(workshop.rows(&["sql", "SELECT id FROM postings WHERE title = 'member'"]).len(), 2);
}

#[test]
fn a_sheet_is_found_by_its_name_by_the_files_or_by_an_option() {
    let workshop = Workshop::new();
    let sources = |sheet: &mut Worksheet| rows(sheet, &[&["id", "title"], &["s1", "One page"]]);
    let blank = |_: &mut Worksheet| {};
    workbook(&workshop, "sources-2016.xlsx", &[("Sheet1", &sources)]);
    workbook(&workshop, "two.xlsx", &[("Sheet1", &sources), ("Sheet2", &blank)]);
    workbook(
        &workshop,
        "three.xlsx",
        &[("Sources 2016", &sources), ("sources-2017", &sources), ("Sheet2", &blank)],
    );
    workshop.ok(&["--archive", "a.db", "import", "sources-2016.xlsx"]);
    assert_snapshot!(workshop.run(&["--archive", "b.db", "import", "two.xlsx"]).err, @r#"
    error: two.xlsx: no sheet is named as the table that it holds; the sheets are "Sheet1", "Sheet2"
    hint: name the sheets postings, sources and so on, or name one table: --table postings --sheet NAME; for other people's columns write a profile: orgarchive profile new FILE
    "#);
    assert_snapshot!(workshop.run(&["--archive", "b.db", "import", "--table", "sources", "two.xlsx"]).err, @r#"
    error: two.xlsx: the workbook has 2 sheets
    hint: name the one to read: --sheet NAME, or sheet = "NAME" in [file] of a profile; they are "Sheet1", "Sheet2"
    "#);
    assert_snapshot!(workshop.run(&["--archive", "b.db", "import", "--sheet", "Shet1", "two.xlsx"]).err, @r#"
    error: two.xlsx: the workbook has no sheet "Shet1"
    hint: its sheets are "Sheet1", "Sheet2"
    "#);
    workshop.ok(&["--archive", "b.db", "import", "--table", "sources", "--sheet", "sheet1", "two.xlsx"]);
    assert_snapshot!(without_run(&workshop.ok(&["--archive", "c.db", "import", "three.xlsx"])), @r#"
    three.xlsx: left out: sheet "Sheet2"
    sources:  1 added, 0 revised, 1 unchanged
    "#);
    workshop.write(
        "sources.toml",
        "[file]\nsheet = \"Sheet1\"\n[source]\nid = \"of\"\ntitle = \"The list\"\n[[record]]\ntable = \"officials\"\n[record.cells]\nid = \"id\"\nname = \"title\"\n",
    );
    workshop.ok(&["--archive", "d.db", "import", "--profile", "sources.toml", "two.xlsx"]);
    assert_eq!(
        workshop.ok(&["--archive", "d.db", "sql", "SELECT name FROM officials", "--format", "csv"]),
        "name\nOne page\n"
    );
}

#[test]
fn what_is_not_a_sound_workbook_is_refused_as_what_it_is() {
    let workshop = Workshop::new();
    workshop.write("text.xlsx", "id,title\ns1,One page\n");
    workshop.write("locked.xlsx", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    workshop.write("empty.xlsx", "");
    workshop.write("cut.xlsx", b"PK\x03\x04\x14\0");
    for name in ["text.xlsx", "locked.xlsx", "empty.xlsx", "cut.xlsx"] {
        let ran = workshop.run(&["import", name]);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.err.contains(name) && ran.err.contains("hint: "), "{ran}");
    }
    assert_snapshot!(workshop.run(&["import", "text.xlsx", "locked.xlsx"]).err, @r"
    error: locked.xlsx: the workbook is protected with a password, or of an old version of Excel
    error: text.xlsx: this is not a workbook, whatever its name says
    hint: open it there and save it again as .xlsx, without a password
    hint: save it as .xlsx in a spreadsheet program; if it is text, name it .csv
    ");
    // A small file that holds a large one.
    let mut parts = zip::ZipWriter::new(std::fs::File::create(workshop.path("bomb.xlsx")).unwrap());
    parts.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..3 {
        parts.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    parts.finish().unwrap();
    assert_snapshot!(workshop.run(&["import", "--expand-to", "2", "bomb.xlsx"]).err, @r"
    error: bomb.xlsx: unpacked, the workbook has more than 2 MiB
    hint: a small file that expands without end may be meant to fill the disk; if it is right, allow more with --expand-to MIB
    ");
    assert!(!workshop.path("archive.db").exists());
}

/// OpenDocument writes days and numbers in words of its own, and may repeat a cell a million times.
#[test]
fn sheets_of_open_document_are_read_too() {
    let workshop = Workshop::new();
    let document = |name: &str, cells: &str| {
        let mut parts = zip::ZipWriter::new(std::fs::File::create(workshop.path(name)).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        parts.start_file("mimetype", options).unwrap();
        parts.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
        parts.start_file("META-INF/manifest.xml", options).unwrap();
        parts
            .write_all(
                b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
            )
            .unwrap();
        parts.start_file("content.xml", options).unwrap();
        let text = |text: &str| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            )
        };
        write!(
            parts,
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"sources\"><table:table-row>{}{}{}</table:table-row>{cells}</table:table></office:spreadsheet></office:body></office:document-content>",
            text("id"),
            text("title"),
            text("published")
        )
        .unwrap();
        parts.finish().unwrap();
    };
    let title = "<table:table-cell office:value-type=\"string\"><text:p>One page</text:p></table:table-cell>";
    let row = |id: &str, day: &str| format!("<table:table-row>{id}{title}{day}</table:table-row>");
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2016-05-24\"><text:p>24.05.16</text:p></table:table-cell>";
    document("good.ods", &row(&title.replace("One page", "s1"), day));
    workshop.ok(&["import", "good.ods"]);
    assert_eq!(
        workshop.ok(&["sql", "SELECT id, published FROM sources", "--format", "csv"]),
        "id,published\ns1,2016-05-24\n"
    );
    let number = "<table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell>";
    document("bad.ods", &row(number, &day.replace("2016-05-24", "2016-05-24T11:00:00")));
    assert_snapshot!(workshop.run(&["import", "bad.ods"]).err, @r"
    error: bad.ods[sources]:2: cell A2 holds the number 7: a spreadsheet may have removed zeros from its beginning
      2 | 7,One page,2016-05-24T11:00:00
    hint: format the column as text and write the cell again, as the source has it
    error: bad.ods[sources]:2: cell C2 holds a time of day: 2016-05-24T11:00:00
      2 | 7,One page,2016-05-24T11:00:00
    hint: write the day alone, such as 2016-05-24, in a cell that is formatted as text
    error: 1 row refused; nothing was changed
    ");
    let many =
        number.replace("<table:table-cell ", "<table:table-cell table:number-columns-repeated=\"16384\" ");
    document("bomb.ods", &row(number, &many).repeat(2_000));
    assert_snapshot!(workshop.run(&["import", "bomb.ods"]).err, @r"
    error: bomb.ods: a sheet stands for more than 20000000 cells
    hint: save it as .xlsx or as CSV UTF-8, which are read row by row
    ");
}

#[test]
fn what_a_workbook_cannot_hold_is_refused_before_anything_is_written() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", format!("id,title,note\ns1,One page,{}\n", "x".repeat(40_000)));
    workshop.ok(&["import", "sources.csv"]);
    assert_snapshot!(workshop.run(&["export", "-o", "out.xlsx"]).err, @r#"
    error: note of sources "s1" has 40000 characters, and a cell holds fewer than 32767
    hint: export CSV, which has no such limit: -o FOLDER; or a part, such as some tables or --on
    "#);
    assert!(!workshop.path("out.xlsx").exists());
    for arguments in [
        ["export", "--format", "xlsx"].as_slice(),
        &["export", "tenures", "-o", "out.xlsx"],
        &["export", "-o", "out.xlsx", "--for-spreadsheet"],
        &["template", "-o", "out.csv"],
    ] {
        let ran = workshop.run(arguments);
        assert!(ran.status == 1 && ran.err.contains("hint: "), "{ran}");
        assert!(!workshop.path("out.xlsx").exists());
    }
}

/// Other people's sheets are read by a profile, which is drafted from the sheet.
#[test]
fn a_profile_is_drafted_from_a_sheet_and_reads_it() {
    let workshop = Workshop::new();
    workbook(
        &workshop,
        "members.xlsx",
        &[
            ("Notes", &|sheet| rows(sheet, &[&["Compiled in 2016"]])),
            ("Members 2016", &|sheet| {
                rows(sheet, &[&["No", "Full name"], &["", "Alva Renn"], &["", "Ros Tan"]]);
                sheet.write_number(1, 0, 1.0).unwrap();
                sheet.write_number(2, 0, 2.0).unwrap();
            }),
        ],
    );
    assert_snapshot!(workshop.run(&["profile", "new", "members.xlsx"]).err, @r#"
    error: members.xlsx: the workbook has 2 sheets
    hint: name the one to read: --sheet NAME, or sheet = "NAME" in [file] of a profile; they are "Notes", "Members 2016"
    "#);
    let draft = workshop.ok(&["profile", "new", "members.xlsx", "--sheet", "Members 2016"]);
    assert!(draft.contains("[file]\nsheet = \"Members 2016\"\n"), "{draft}");
    workshop.write(
        "members.toml",
        "[file]\nsheet = \"Members 2016\"\n[source]\nid = \"list\"\ntitle = \"The list\"\n[[record]]\ntable = \"officials\"\n[record.cells]\nid = { template = \"m-{No}\" }\nname = \"Full name\"\n",
    );
    workshop.ok(&["import", "--profile", "members.toml", "members.xlsx"]);
    assert_eq!(
        workshop.ok(&["sql", "SELECT id, name FROM officials", "--format", "csv"]),
        "id,name\nm-1,Alva Renn\nm-2,Ros Tan\n"
    );
}

#[test]
fn what_a_workbook_lacks_belongs_to_a_sheet_of_it() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workbook(
        &workshop,
        "report.xlsx",
        &[("postings", &|sheet| {
            rows(
                sheet,
                &[
                    &["official", "organization", "title", "since", "source"],
                    &["zzyzx", "union", "chair", "2020", "s1"],
                    &["Zora Quill", "union", "chair", "2020", "s1"],
                ],
            )
        })],
    );
    let ran = workshop.run(&["import", "report.xlsx", "--resolve-names"]);
    assert!(
        ran.status == 1
            && ran.err.contains(
                "add a row with that id to the sheet officials of report.xlsx and import it as well"
            )
            && ran.err.contains("add it to the sheet officials of report.xlsx, or let it be made"),
        "{ran}"
    );
}
