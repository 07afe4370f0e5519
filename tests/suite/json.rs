//! JSON comes in: arrays of objects, objects line by line, nested ones by a profile that names paths.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;

use crate::support::{Workshop, small_tables};

const SOURCES: &str = r#"[
  {"id": "s1", "title": "Uno", "published": "2016-09-02", "url": null},
  {"id": "s2", "title": "Due", "published": 2005, "language": "en"}
]"#;

#[test]
fn tables_load_from_arrays_and_from_lines() {
    let workshop = Workshop::new();
    workshop.write("sources.json", SOURCES);
    workshop.write(
        "officials.ndjson",
        "\u{feff}{\"name\":\"Ann \\u00e9\",\"id\":\"ann\",\"source\":\"s1\"}\r\n\n{\"id\":\"bob\",\"source\":\"s1\",\"name\":\"Bob\"}\n",
    );
    workshop.ok(&["import", "sources.json", "officials.ndjson"]);
    assert_snapshot!(workshop.ok(&["export", "sources"]), @r"
    id,title,publisher,author,published,accessed,url,archive_url,language,kind,reliability,origin,access,note
    s1,Uno,,,2016-09-02,,,,,,,,,
    s2,Due,,,2005,,,,en,,,,,
    ");
    assert!(workshop.ok(&["export", "officials"]).contains("ann,Ann é,,named,s1"));
    let again = workshop.ok(&["import", "officials.ndjson", "sources.json"]);
    assert!(again.contains("nothing new"), "{again}");
}

#[test]
fn what_is_exported_as_json_loads_again() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "csv"]);
    for format in ["json", "ndjson"] {
        workshop.ok(&["export", "-o", format, "--format", format]);
        let again = workshop.ok(&["import", format]);
        assert!(again.contains("nothing new"), "{again}");
        let new = format!("{format}.db");
        workshop.ok(&["--archive", &new, "import", format]);
        workshop.ok(&["--archive", &new, "export", "-o", "again"]);
        for table in orgarchive::schema::TABLES {
            let name = format!("{}.csv", table.name);
            assert!(
                workshop.read(&format!("csv/{name}")) == workshop.read(&format!("again/{name}")),
                "{format} {name}"
            );
        }
    }
}

#[test]
fn compressed_and_passing_files_load_as_well() {
    let workshop = Workshop::new();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(SOURCES.as_bytes()).unwrap();
    workshop.write("sources.json.gz", encoder.finish().unwrap());
    workshop.ok(&["import", "sources.json.gz"]);
    workshop.write("more.txt", "{\"id\":\"s3\",\"title\":\"Tre\"}\n{\"id\":\"s4\",\"title\":\"Quattro\"}");
    let mut command = workshop.command();
    command.stdin(std::fs::File::open(workshop.path("more.txt")).unwrap());
    let output = command.args(["import", "--table", "sources", "--format", "ndjson", "-"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(workshop.rows(&["export", "sources"]).len(), 4);
    // The content says what the name does not.
    let ran = workshop.run(&["import", "--table", "sources", "more.txt"]);
    assert_snapshot!(ran, @"
    --- error output
    error: more.txt: this is JSON, and import reads CSV, workbooks and JSON
    hint: give it the ending .json, or .ndjson if each line is an object; or say so: --format json
    --- exit status 1
    ");
    workshop.ok(&["import", "--table", "sources", "--format", "ndjson", "more.txt"]);
}

/// A key that is missing is not a blank one: in a revision the column keeps what it holds.
#[test]
fn a_missing_key_keeps_the_cell_and_null_blanks_it() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "sources.json",
        r#"[{"id": "x", "title": "X", "author": "A", "publisher": "P"},
            {"id": "y", "title": "Y", "author": "B", "publisher": "Q"}]"#,
    );
    workshop.ok(&["import", "sources.json"]);
    workshop.write("sources.json", r#"[{"id": "x", "author": null}, {"id": "y", "publisher": "R"}]"#);
    workshop.ok(&["import", "sources.json"]);
    let sources = workshop.ok(&["export", "sources"]);
    assert!(sources.contains("x,X,P,,") && sources.contains("y,Y,R,B,"), "{sources}");
}

#[test]
fn what_is_wrong_with_objects_is_reported_with_line_and_column() {
    let workshop = Workshop::new();
    workshop.write(
        "sources.ndjson",
        r#"{"id": "a", "title": ["A"], "note": true}
{"id": "b", "title": "B", "id": "c"}
{"id": "d", "title": "D"
{"id": "e", "title": "E", "published": 1e3, "accessed": 12345678901234567}
7
{"id": "f", "title": "F", "published": "2016-13"}
{"id": "g", "title": "\ud800"}
"#,
    );
    let ran = workshop.run(&["import", "sources.ndjson"]);
    assert_snapshot!(ran, @r#"
    --- error output
    error: sources.ndjson:1: note: true is a logical value, where a text belongs
      1 | {"id": "a", "title": ["A"], "note": true}
    hint: write a word that the column takes, in quotes
    error: sources.ndjson:1: title: a list stands where a text belongs
      1 | {"id": "a", "title": ["A"], "note": true}
    hint: a column of a table takes one text; for nested objects write a profile, which names paths such as names[0].value
    error: sources.ndjson:2: the key "id" is given twice in one object
      2 | {"id": "b", "title": "B", "id": "c"}
    hint: delete one of the two: programs do not agree which of them counts
    error: sources.ndjson:3: it is not valid JSON: EOF while parsing an object, at line 3, column 24
      3 | {"id": "d", "title": "D"
    hint: correct it there, or write the file again with a program that writes JSON
    error: sources.ndjson:5: a number is not an object
      5 | 7
    hint: a row is an object: {"id": "…", "name": "…"}
    error: sources.ndjson:7: it is not valid JSON: unexpected end of hex escape, at line 7, column 8
      7 | {"id": "g", "title": "\ud800"}
    hint: correct it there, or write the file again with a program that writes JSON
    error: sources.ndjson:4: accessed: the number 12345678901234567 has 17 digits, of which many programs keep 15
      4 | {"id": "e", "title": "E", "published": 1e3, "accessed": 12345678901234567}
    hint: write it as a text, in quotes, as the source has it
    error: sources.ndjson:4: published: the number 1e3 is written with an exponent
      4 | {"id": "e", "title": "E", "published": 1e3, "accessed": 12345678901234567}
    hint: write it as a text, in quotes, as the source has it
    error: sources.ndjson:6: published: "2016-13" has no month 13
      6 | {"id": "f", "title": "F", "published": "2016-13"}
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: 7 rows refused; nothing was changed
    --- exit status 1
    "#);
    // Each is a row of its own: the others can be loaded.
    workshop.write("sources.ndjson", "{\"id\": \"a\", \"title\": \"A\"}\n{\"id\": \"b\",\n");
    let ran = workshop.run(&["import", "--partial", "sources.ndjson"]);
    assert!(ran.status == 3 && ran.out.contains("sources.ndjson: 2 rows, 1 loaded, 1 rejected"), "{ran}");
    assert_snapshot!(workshop.read("sources.rejected.ndjson"), @r#"
    {"reason": "it is not valid JSON: EOF while parsing an object, at line 2, column 11 (correct it there, or write the file again with a program that writes JSON)", "id": "b",
    "#);
}

#[test]
fn a_file_that_is_not_json_says_where() {
    let workshop = Workshop::new();
    for (content, expected) in [
        (
            "[{\"id\": \"a\", \"title\": \"A\"}",
            "sources.json:1:27: the file is not valid JSON: the file ends",
        ),
        (
            "[\n {\"id\": \"a\", \"title\": \"A\"\n",
            "sources.json:2:2: the file is not valid JSON: what begins",
        ),
        ("[{\"id\": \"a\"} {\"id\": \"b\"}]", "sources.json:1:14: the file is not valid JSON: a comma"),
        ("id,title\n", "sources.json:1:1: the file is not valid JSON: an object or an array belongs here"),
        ("", "sources.json: the file holds no objects"),
        ("[{\"id\": \"a\", \"titel\": \"A\"}]", "sources has no column \"titel\""),
        ("[{\"id\": \"a\", \"title\": \"A\", \"\": 1}]", "the key \"\" is not the name of a column"),
    ] {
        workshop.write("sources.json", content);
        let ran = workshop.run(&["import", "sources.json"]);
        assert!(ran.status == 1 && ran.err.contains(expected), "{content}: {ran}");
        assert!(ran.err.contains("hint: ") && !workshop.path("archive.db").exists(), "{content}: {ran}");
    }
}

#[test]
fn objects_on_one_line_are_told_apart_by_their_numbers() {
    let workshop = Workshop::new();
    workshop.write(
        "sources.json",
        r#"[{"id":"a","title":"A"},{"id":"b"},{"id":"c","title":"C"},{"id":"d","title":"D","kind":"new"}]"#,
    );
    let ran = workshop.run(&["import", "--partial", "sources.json"]);
    assert!(
        ran.status == 3 && ran.out.contains("sources.json[object]: 4 rows, 2 loaded, 2 rejected"),
        "{ran}"
    );
    assert_snapshot!(ran.err, @r#"
    error: sources.json[object]:2: id: "b" is not in sources, and a new row needs title
      2 | {"id":"b"}
    hint: to correct a row, give its id as the archive has it; to add one, add these columns
    error: sources.json[object]:4: kind: "new" is not on the list
      4 | {"id":"d","title":"D","kind":"new"}
    hint: did you mean news? it takes one of: analysis, news, state-media, official-document, reference, newsletter, advocacy, interview, dataset, judgement
    "#);
    assert_snapshot!(workshop.read("sources.rejected.ndjson"), @r#"
    {"reason": "id: \"b\" is not in sources, and a new row needs title (to correct a row, give its id as the archive has it; to add one, add these columns)", "id":"b"}
    {"reason": "kind: \"new\" is not on the list (did you mean news? it takes one of: analysis, news, state-media, official-document, reference, newsletter, advocacy, interview, dataset, judgement)", "id":"d","title":"D","kind":"new"}
    "#);
    let corrected = workshop.read("sources.rejected.ndjson").replace("\"new\"", "\"news\"");
    workshop.write("sources.rejected.ndjson", corrected);
    let ran = workshop.run(&["import", "--partial", "sources.rejected.ndjson"]);
    assert!(ran.out.contains("2 rows, 1 loaded, 1 rejected"), "{ran}");
    let again = workshop.read("sources.rejected-2.ndjson");
    assert!(again.matches("reason").count() == 1 && again.contains(r#""id":"b""#), "{again}");
}

#[test]
fn hostile_objects_are_refused() {
    let workshop = Workshop::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = "x".repeat(5 << 20);
    for (object, expected) in [
        (format!("{{\"id\": \"a\", \"title\": {deep}}}"), "nested more than 64 deep"),
        (format!("{{\"id\": \"a\", \"title\": \"{long}\"}}"), "the object has more than 4 MiB"),
        (format!("{{\"id\": \"a\", \"title\": \"{}\"}}", &long[..2 << 20]), "a cell holds up to 1 MiB"),
        ("{\"id\": \"a\", \"title\": \"a\\u0000b\"}".to_owned(), "U+0000"),
    ] {
        for (name, content) in [
            ("sources.ndjson", format!("{object}\n{{\"id\": \"b\", \"title\": \"B\"}}\n")),
            ("sources.json", format!("[{object},\n{{\"id\": \"b\", \"title\": \"B\"}}]")),
        ] {
            workshop.write(name, content);
            let ran = workshop.run(&["import", "--dry-run", name]);
            assert!(ran.status != 0 && ran.err.contains(expected), "{expected}: {}", &ran.err[..500]);
            assert!(
                ran.err.contains(&format!("{name}:1")) && ran.err.contains("1 row refused"),
                "{expected}"
            );
            assert!(ran.err.len() < 4_000, "{}", ran.err.len());
        }
    }
    let keys: String = (0..1_001).map(|key| format!("\"k{key}\": 1,")).collect();
    workshop.write("sources.json", format!("[{{{keys} \"id\": \"a\"}}]"));
    assert!(workshop.run(&["import", "sources.json"]).err.contains("is not the name of a column"));
    // Items of items multiply; a copy does not fill the disk.
    let items = vec!["{\"y\": 1}"; 3_000].join(",");
    workshop.write("wide.json", format!("[{{\"id\": \"{}\", \"x\": [{items}]}}]", "v".repeat(900 << 10)));
    workshop
        .write("wide.toml", "[[record]]\ntable = \"sources\"\ncells = { id = \"id\", title = \"x[].y\" }\n");
    let ran = workshop.run(&["import", "--expand-to", "10", "--profile", "wide.toml", "wide.json"]);
    assert!(ran.err.contains("wide.json:1: the rows that come of the objects have more than"), "{ran}");
}

const PROFILE: &str = r#"
[source]
id = "dump"
title = "A dump"
[[fixed]]
table = "organizations"
cells = { id = "guild", name = "Guild", source = "dump" }
[[fixed]]
table = "titles"
cells = { id = "chair", name = "Chair" }
[[fixed]]
table = "titles"
cells = { id = "member", name = "Member" }
[made.person]
slug = "{key}"
[[record]]
table = "officials"
[record.cells]
id = "person"
name = "label.en"
[[record]]
table = "names"
[record.cells]
subject = "person"
name = "names[].value"
language = "names[].in.code"
[[record]]
table = "postings"
only_if = { column = "posts[].terms[].from", blank = false }
[record.cells]
official = "person"
organization = "posts[].body"
title = "posts[].role"
since = "posts[].terms[].from"
until = { column = "posts[].terms[].to", default = ".." }
"#;
const PEOPLE: &str = r#"[
 {"key": "Q1", "label": {"en": "Ann Lee", "ko": "x"}, "born": {"year": 1950},
  "names": [{"value": "Annie", "in": {"code": "en"}}, {"value": "Anna", "in": null}],
  "posts": [{"body": "guild", "role": "chair", "terms": [{"from": "2001"}, {"from": "1995", "to": "1996"}]},
            {"body": "guild", "role": "member", "terms": [{"from": 1999, "to": "2001"}, {}]}]},
 {"key": "Q2", "label": {"en": "Bob"}, "names": [], "posts": null},
 {"key": "Q3", "label": {"en": "Cas"}, "born": {"year": 1960}}
]"#;

#[test]
fn a_profile_names_paths_and_one_object_gives_many_rows() {
    let workshop = Workshop::new();
    workshop.write("people.json", PEOPLE);
    workshop.write("people.toml", PROFILE);
    assert_snapshot!(without_run(&workshop.ok(&["import", "--profile", "people.toml", "people.json"])), @r"
    people.json: not taken: born.year (2), label.ko (1)
    sources:        1 added, 0 revised, 0 unchanged
    titles:         2 added, 0 revised, 0 unchanged
    organizations:  1 added, 0 revised, 0 unchanged
    officials:      3 added, 0 revised, 0 unchanged
    names:          2 added, 0 revised, 0 unchanged
    postings:       3 added, 0 revised, 0 unchanged
    people.json: 3 rows, 3 loaded
    warning: titles chair has a blank holders, taken as many (to fill it in: orgarchive edit chair --holders one|many)
    warning: titles member has a blank holders, taken as many (to fill it in: orgarchive edit member --holders one|many)
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv",
        "SELECT official, organization, title, since, until FROM postings ORDER BY since"]), @r"
    official,organization,title,since,until
    q1,guild,chair,1995,1996
    q1,guild,member,1999,2001
    q1,guild,chair,2001,..
    ");
    assert_snapshot!(workshop.ok(&["sql", "--format", "csv", "SELECT subject, name, language FROM names ORDER BY name"]), @r"
    subject,name,language
    q1,Anna,
    q1,Annie,en
    ");
    let again = workshop.ok(&["import", "--profile", "people.toml", "people.json"]);
    assert!(again.contains("nothing new"), "{again}");
}

/// The object is the row: if one of its items is refused, nothing of it is loaded, and all of it is written out.
#[test]
fn an_object_is_loaded_whole_or_not_at_all() {
    let workshop = Workshop::new();
    workshop.write("people.json", PEOPLE.replacen("\"1995\"", "\"nineteen\"", 1));
    workshop.write("people.toml", PROFILE);
    let ran = workshop.run(&["import", "--partial", "--profile", "people.toml", "people.json"]);
    assert!(ran.status == 3 && ran.out.contains("people.json: 3 rows, 2 loaded, 1 rejected"), "{ran}");
    let told =
        "error: people.json:2: posts[].terms[].from: postings.since: \"nineteen\" is not an EDTF date\n";
    assert!(ran.err.starts_with(told), "{ran}");
    assert_eq!(workshop.rows(&["export", "officials"]).len(), 2);
    assert!(workshop.rows(&["export", "names"]).is_empty());
    let rejected = workshop.read("people.rejected.ndjson");
    assert!(rejected.lines().count() == 1 && rejected.contains("\"key\": \"Q1\""), "{rejected}");
    workshop
        .write("people.rejected.ndjson", rejected.replace("\"from\": \"nineteen\"", "\"from\": \"1995\""));
    let out = workshop.ok(&["import", "--profile", "people.toml", "people.rejected.ndjson"]);
    assert!(out.contains("postings:") && out.contains("3 added") && !out.contains("reason"), "{out}");
}

#[test]
fn conditions_leave_out_objects_and_not_their_items() {
    let workshop = Workshop::new();
    workshop.write("people.json", PEOPLE);
    workshop.write(
        "people.toml",
        format!("[file]\nskip_if = {{ column = \"key\", equals = \"Q2\" }}\n{PROFILE}"),
    );
    let out = workshop.ok(&["import", "--profile", "people.toml", "people.json"]);
    assert!(out.contains("people.json: 3 rows, 2 loaded, 1 left out by the profile's conditions"), "{out}");
}

#[test]
fn arrays_of_a_document_are_read_by_name() {
    let workshop = Workshop::new();
    workshop.write(
        "both.json",
        r#"{"meta": {"by": "x"}, "persons": [{"id": "ann", "name": "Ann"}, {"id": "bob"}],
            "bodies": [{"id": "guild", "name": "Guild"}]}"#,
    );
    workshop.write(
        "both.toml",
        r#"
[file]
arrays = ["persons", "bodies"]
[source]
id = "dump"
title = "A dump"
[[record]]
table = "officials"
only_if = { column = "@array", equals = "persons" }
cells = { id = "id", name = "name" }
[[record]]
table = "organizations"
only_if = { column = "@array", equals = "bodies" }
cells = { id = "id", name = "name" }
"#,
    );
    let ran = workshop.run(&["import", "--partial", "--profile", "both.toml", "both.json"]);
    assert!(ran.out.contains("both.json: not taken: meta (1)"), "{ran}");
    assert!(ran.out.contains("3 rows, 2 loaded, 1 rejected"), "{ran}");
    let rejected = workshop.read("both.rejected.ndjson");
    assert!(
        rejected.starts_with("{\"persons\": [{\"reason\": \"") && rejected.ends_with("}]}\n"),
        "{rejected}"
    );
    workshop.write(
        "both.rejected.ndjson",
        rejected.replace("\"id\": \"bob\"", "\"id\": \"bob\", \"name\": \"Bob\""),
    );
    let out = workshop.ok(&["import", "--profile", "both.toml", "both.rejected.ndjson"]);
    assert!(out.contains("both.rejected.ndjson: 1 row, 1 loaded"), "{out}");
}

#[test]
fn paths_that_lead_nowhere_are_refused() {
    let workshop = Workshop::new();
    workshop.write("people.json", PEOPLE);
    let import = |profile: String| {
        workshop.write("people.toml", profile);
        workshop.run(&["import", "--dry-run", "--profile", "people.toml", "people.json"])
    };
    let mistake = |from: &str, to: &str| import(PROFILE.replacen(from, to, 1)).err;
    assert_snapshot!(mistake("names[].value", "names[].valeu"), @r#"
    error: people.toml:25: no object in people.json has "names[].valeu"
    hint: correct the path; if only other files have it, write missing = "blank" under [file]
    "#);
    assert_snapshot!(mistake("names[].in.code", "posts[].role"), @r#"
    error: people.toml:21: the record iterates over posts[] and over "names[].value"
    hint: a record iterates over one list, and those in which it is: write a record for each, or name an item, such as [0]
    "#);
    assert_snapshot!(mistake("label.en", "label").lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    error: people.json:2: label: an object stands where a text belongs
      2 | {"key": "Q1", "label": {"en": "Ann Lee", "ko": "x"}, "born": {"year": 1950},⏎  "names": [{"value": "Annie", "in": {"code": "en"}}, {"value": "Anna", "in": null}],⏎  "posts": [{"body": "guild", "role": "chair", "terms": [{"from": "2001"}, {"from": "1995", "to": "1996"}]},⏎            {"body": "guild"…
    error: people.json:6: label: an object stands where a text belongs
    "#);
    assert_snapshot!(mistake("names[].value", "names.value").lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    error: people.json:2: names.value: names is a list
      2 | {"key": "Q1", "label": {"en": "Ann Lee", "ko": "x"}, "born": {"year": 1950},⏎  "names": [{"value": "Annie", "in": {"code": "en"}}, {"value": "Anna", "in": null}],⏎  "posts": [{"body": "guild", "role": "chair", "terms": [{"from": "2001"}, {"from": "1995", "to": "1996"}]},⏎            {"body": "guild"…
    error: people.json:6: names.value: names is a list
    "#);
    let missing = PROFILE.replacen("label.en", "label.fr", 1).replacen(
        "[source]",
        "[file]\nmissing = \"blank\"\n[source]",
        1,
    );
    let err = import(missing).err;
    assert!(err.contains("a new row needs name") && !err.contains("no object in"), "{err}");
    let iterating = format!("[file]\nskip_if = {{ column = \"names[].value\", blank = true }}\n{PROFILE}");
    assert!(
        import(iterating).err.contains("a condition under [file] tests \"names[].value\", which iterates")
    );
}

/// A summary without the line that names the run.
fn without_run(out: &str) -> String {
    out.lines().filter(|line| !line.starts_with("import ")).collect::<Vec<_>>().join("\n")
}
