//! Profiles as texts, bound to headers, mapping rows.

mod drafts;

use proptest::prelude::*;

use super::*;
use crate::error::Error;
use crate::import::read_sample;

fn told(error: &Error) -> String {
    format!("error: {error}\nhint: {}", error.hint().unwrap_or_default())
}

fn profile(text: &str) -> Profile {
    Profile::parse("p.toml", text).unwrap_or_else(|error| panic!("{}", told(&error)))
}

fn wrong(text: &str) -> String {
    told(&Profile::parse("p.toml", text).unwrap_err())
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn bound(text: &str, names: &[&str]) -> Mapper {
    profile(text).bind("f.csv", &header(names)).unwrap_or_else(|error| panic!("{}", told(&error)))
}

/// A profile of facts whose value is made as given.
fn facts(value: &str) -> String {
    format!(
        "[constants]\nsource = \"s1\"\n[[record]]\ntable = \"facts\"\n[record.cells]\nsubject = \"who\"\nattribute = {{ constant = \"born\" }}\nvalue = {value}\n"
    )
}

/// The value that a profile of facts makes of cells, or why it refuses them.
fn value_of(value: &str, columns: &[(&str, &str)]) -> Result<Option<String>, Vec<Refusal>> {
    let mut names = vec!["who"];
    names.extend(columns.iter().map(|(name, _)| *name));
    let mut cells = vec!["kim"];
    cells.extend(columns.iter().map(|(_, cell)| *cell));
    let mapper = bound(&facts(value), &names);
    let mapped = mapper.map(&cells)?;
    assert_eq!(mapped.len(), 1);
    Ok(cell(&mapped[0], "value").map(str::to_owned))
}

fn cell<'mapped>(mapped: &'mapped Mapped<'_>, column: &str) -> Option<&'mapped str> {
    mapped.cells[mapped.table.place(column)].as_deref()
}

fn ok(value: &str, columns: &[(&str, &str)]) -> Option<String> {
    value_of(value, columns).unwrap_or_else(|refusals| panic!("{refusals:?}"))
}

fn refused(value: &str, columns: &[(&str, &str)]) -> Refusal {
    value_of(value, columns).unwrap_err().remove(0)
}

#[test]
fn all_that_is_wrong_with_a_profile_is_told_with_its_line() {
    let told = wrong(
        "[file]
seperator = \";\"
[source]
id = \"S 1\"
title = \"A list\"
kind = \"datset\"
[[record]]
table = \"posting\"
[record.cells]
official = \"who\"
[[record]]
table = \"postings\"
[record.cells]
offical = \"who\"
title = { constant = \"chair\", template = \"{a}\" }
since = { column = \"from\", date_formats = [\"%d.%m.%y\"] }
until = { column = \"to\", pattern = \"([0-9]+\" }
note = 5
",
    );
    insta::assert_snapshot!(told, @r#"
    error: p.toml:2: [file] has no key "seperator"
      2 | seperator = ";"
    hint: did you mean separator?
    error: p.toml:4: sources.id: "S 1" is not an id
      4 | id = "S 1"
    hint: ids are up to 120 lower-case letters a-z, digits, - _ . without spaces: write s-1
    error: p.toml:6: sources.kind: "datset" is not on the list
      6 | kind = "datset"
    hint: did you mean dataset? it takes one of: analysis, news, state-media, official-document, reference, newsletter, advocacy, interview, dataset, judgement
    error: p.toml:8: there is no table "posting"
      8 | table = "posting"
    hint: did you mean postings?
    error: p.toml:11: a record of postings needs official, and nothing feeds it
      11 | [[record]]
    hint: add it to its cells: orgarchive schema postings says what it is
    error: p.toml:14: postings has no column "offical"
      14 | offical = "who"
    hint: did you mean official?
    error: p.toml:15: postings.title comes from constant and from template
      15 | title = { constant = "chair", template = "{a}" }
    hint: give one of column, first_of, constant, template, slug, date, place_in
    error: p.toml:16: "%d.%m.%y" has a year of two digits, whose century is unknown
      16 | since = { column = "from", date_formats = ["%d.%m.%y"] }
    hint: split off the years with pattern, and give the century with take, such as 19{year}
    error: p.toml:17: this is not a regular expression: unclosed group
      17 | until = { column = "to", pattern = "([0-9]+" }
    hint: the syntax is that of https://docs.rs/regex; in '…' TOML leaves backslashes alone
    error: p.toml:18: postings.note is a number
      18 | note = 5
    hint: name a column in quotes, or write { constant = … } for a fixed text
    "#);
}

#[test]
fn what_is_no_toml_is_told() {
    insta::assert_snapshot!(wrong("[file]\nencoding = cp949\n[[record]\n"), @r"
    error: p.toml:2: string values must be quoted, expected literal string
      2 | encoding = cp949
    hint: a profile is written in TOML: https://toml.io
    error: p.toml:3: unclosed array table, expected `]`
      3 | [[record]
    hint: a profile is written in TOML: https://toml.io
    ");
    assert!(wrong("").contains("the profile has no [[record]]"));
}

#[test]
fn a_pattern_of_enormous_size_is_refused() {
    let told = wrong(&facts("{ column = \"v\", pattern = '(a{1000}){1000}' }"));
    assert!(told.contains("the pattern is too large"), "{told}");
}

#[test]
fn columns_made_of_themselves_are_refused() {
    let told = wrong(&format!(
        "{}[made]\na = {{ template = \"{{b}}\" }}\nb = {{ first_of = [\"c\", \"a\"] }}\n",
        facts("\"a\"")
    ));
    assert!(told.contains("made.a is made of itself") && told.contains("made.b is made of itself"), "{told}");
}

#[test]
fn columns_that_a_file_lacks_or_has_twice_are_told_at_once() {
    let text = facts("{ template = \"{Yaer} {Month}\" }") + "[made]\nwho = { slug = \"{Name}\" }\n";
    let error =
        profile(&text).bind("f.csv", &header(&["who", "Name", "Year", "Month", " Month "])).unwrap_err();
    insta::assert_snapshot!(told(&error), @r#"
    error: p.toml:8: f.csv has no column "Yaer"
    hint: did you mean Year? (a fixed text is written { constant = "…" })
    error: p.toml:8: f.csv has 2 columns "Month": number 4, 5
    hint: give them different names in the file's header: a column is found by its name alone
    error: p.toml:10: f.csv has a column "who" of its own
    hint: give the made column another name
    "#);
    // A column that is there twice and not used does no harm.
    bound(&facts("\"v\""), &["who", "v", "x", "x", "", ""]);
}

#[test]
fn the_file_options_and_tables_of_a_profile_are_told() {
    let profile = profile(
        "[file]\nencoding = \"cp949\"\nseparator = \"tab\"\nheader_row = 3\n[source]\nid = \"s1\"\ntitle = \"T\"\n[[record]]\ntable = \"officials\"\n[record.cells]\nid = \"x\"\nname = \"y\"\n",
    );
    let options = FileOptions {
        encoding: Some("cp949".to_owned()),
        separator: Some('\t'),
        header_row: Some(3),
        sheet: None,
        ..FileOptions::default()
    };
    assert_eq!(profile.file_options(), &options);
    assert_eq!(profile.made_tables().iter().map(|table| table.name).collect::<Vec<_>>(), ["officials"]);
    let source = &profile.fixed()[0];
    assert_eq!((source.table.name, source.line), ("sources", 5));
    assert_eq!(source.cells[source.table.place("title")].as_deref(), Some("T"));
    let mapper = profile.bind("f.csv", &header(&["x", "y"])).unwrap();
    let mapped = mapper.map(&["kim", "Kim"]).unwrap();
    // The source of the profile is the source of its records.
    assert_eq!(cell(&mapped[0], "source"), Some("s1"));
    let given: Vec<&str> = mapped[0]
        .table
        .columns()
        .zip(mapped[0].given.iter())
        .filter(|(_, given)| **given)
        .map(|(column, _)| column.name)
        .collect();
    assert_eq!(given, ["id", "name", "source"]);
}

#[test]
fn columns_constants_and_templates_feed_cells() {
    assert_eq!(ok("\"v\"", &[("v", " 0012 ")]).as_deref(), Some("0012"));
    assert_eq!(ok("{ constant = 1941 }", &[]).as_deref(), Some("1941"));
    assert_eq!(ok("{ template = \"{a}-{b}\" }", &[("a", "1"), ("b", "2")]).as_deref(), Some("1-2"));
    assert_eq!(ok("{ first_of = [\"a\", \"b\"] }", &[("a", " "), ("b", "2")]).as_deref(), Some("2"));
    assert_eq!(ok("{ column = \"v\", default = \"x\" }", &[("v", "")]).as_deref(), Some("x"));
    assert_eq!(ok("{ column = \"v\", blanks = [\"-\"] }", &[("v", "-")]), None);
    // Decomposed and composed Hangul are the same, in cells and in headers.
    let decomposed = "\u{1112}\u{1161}\u{11ab}";
    assert_eq!(
        ok("{ column = \"한\", values = { \"한\" = \"x\" } }", &[(decomposed, decomposed)]).as_deref(),
        Some("x")
    );
}

#[test]
fn values_that_are_not_listed_are_refused_kept_or_blank() {
    let values = |rest: &str| {
        format!("{{ column = \"v\", values = {{ \"위원장\" = \"chair\", \"-\" = \"\" }}{rest} }}")
    };
    assert_eq!(ok(&values(""), &[("v", "위원장")]).as_deref(), Some("chair"));
    assert_eq!(ok(&values(""), &[("v", "-")]), None);
    assert_eq!(ok(&values(", other = \"keep\""), &[("v", "비서")]).as_deref(), Some("비서"));
    assert_eq!(ok(&values(", other = \"blank\", default = \"d\""), &[("v", "비서")]).as_deref(), Some("d"));
    let refusal = refused(&values(""), &[("v", "비서")]);
    assert_eq!(refusal.column.as_deref(), Some("v"));
    assert_eq!(refusal.message, "facts.value: \"비서\" is not among the values");
    assert!(refusal.hint.unwrap().ends_with("(p.toml:8)"));
}

#[test]
fn patterns_take_captures() {
    let range = |take: &str| {
        format!(
            "{{ column = \"v\", pattern = '^(?<a>\\d{{4}})\\s*[-–]\\s*(?<b>\\d{{4}})?$', take = \"{take}\" }}"
        )
    };
    assert_eq!(ok(&range("{a}"), &[("v", "1998-2003")]).as_deref(), Some("1998"));
    assert_eq!(ok(&range("{2}"), &[("v", "1998 – 2003")]).as_deref(), Some("2003"));
    assert_eq!(ok(&range("{b}"), &[("v", "1998-")]), None);
    assert_eq!(
        ok("{ column = \"v\", pattern = '\\((\\d+)\\)' }", &[("v", "Kim (1941)")]).as_deref(),
        Some("1941")
    );
    assert_eq!(ok("{ column = \"v\", pattern = '\\d+' }", &[("v", "c. 1941")]).as_deref(), Some("1941"));
    assert_eq!(refused(&range("{a}"), &[("v", "1998")]).cause, "mapped pattern");
    assert!(
        wrong(&facts("{ column = \"v\", pattern = '(a)(b)' }"))
            .contains("take does not say which one is used")
    );
    assert!(
        wrong(&facts("{ column = \"v\", pattern = '(a)', take = \"{2}\" }")).contains("no capture \"2\"")
    );
}

#[test]
fn dates_keep_their_precision_and_two_readings_are_refused() {
    let dates = "{ column = \"v\", values = { \"현재\" = \"..\" }, date_formats = [\"%d.%m.%Y\", \"%m.%Y\", \"%Y\", \"edtf\"] }";
    for (text, date) in [
        ("3.2.1999", "1999-02-03"),
        ("2.1999", "1999-02"),
        ("1999", "1999"),
        ("1990~", "1990~"),
        ("현재", ".."),
    ] {
        assert_eq!(ok(dates, &[("v", text)]).as_deref(), Some(date));
    }
    let refusal = refused(dates, &[("v", "spring 1999")]);
    assert_eq!(
        refusal.message,
        "facts.value: \"spring 1999\" is not a date of the form %d.%m.%Y or %m.%Y or %Y or edtf"
    );
    let refusal =
        refused("{ column = \"v\", date_formats = [\"%d/%m/%Y\", \"%m/%d/%Y\"] }", &[("v", "1/2/1999")]);
    assert_eq!(
        refusal.message,
        "facts.value: \"1/2/1999\" is 1999-02-01 by %d/%m/%Y and 1999-01-02 by %m/%d/%Y"
    );
}

#[test]
fn a_date_of_parts_names_all_its_columns_when_it_is_refused() {
    let parts = "{ date = { year = \"y\", month = \"m\", day = \"d\" }, values = { \"현직\" = \"..\" } }";
    assert_eq!(ok(parts, &[("y", "현직"), ("m", ""), ("d", "")]).as_deref(), Some(".."));
    let refusal = refused(parts, &[("y", "2009"), ("m", ""), ("d", "5")]);
    assert_eq!(refusal.column.as_deref(), Some("y, m, d"));
    assert_eq!(refusal.message, "facts.value: there is a day, \"5\", and no month");
    assert!(refused(parts, &[("y", "현직"), ("m", "5"), ("d", "")]).message.contains("is not a year"));
}

#[test]
fn ids_are_made_of_names_and_never_of_what_is_left_of_them() {
    let slug = |rest: &str| format!("{{ slug = \"{{n}} {{b}}\"{rest} }}");
    assert_eq!(ok(&slug(""), &[("n", "Kim Ha-nul"), ("b", "1941")]).as_deref(), Some("kim-ha-nul-1941"));
    assert_eq!(ok(&slug(", prefix = \"p-\""), &[("n", "Kim"), ("b", "")]).as_deref(), Some("p-kim"));
    assert_eq!(ok(&slug(""), &[("n", ""), ("b", "")]), None);
    let refusal = refused(&slug(""), &[("n", "김하늘"), ("b", "1941")]);
    assert_eq!((refusal.cause, refusal.column.as_deref()), ("mapped id", Some("n, b")));
    let hashed = slug(", fallback = \"hash\", prefix = \"h-\"");
    let one = ok(&hashed, &[("n", "김하늘"), ("b", "1941")]).unwrap();
    // Another program, another day: ids stay what they are.
    assert_eq!(one, "h-ea9bb6p1zp50xd8f");
    assert_ne!(Some(one), ok(&hashed, &[("n", "김하늘"), ("b", "1942")]));
    let numbered = slug(", fallback = \"p-{no}\"");
    assert_eq!(ok(&numbered, &[("n", "김하늘"), ("b", ""), ("no", "7")]).as_deref(), Some("p-7"));
    assert_eq!(ok(&numbered, &[("n", ""), ("b", ""), ("no", "7")]).as_deref(), Some("p-7"));
    assert!(
        refused(&numbered, &[("n", "김하늘"), ("b", ""), ("no", "")])
            .message
            .contains("fallback's columns are blank")
    );
}

const NAMES: &str = "
[file]
blanks = [\"n/a\"]
only_if = { column = \"kind\", one_of = [\"a\", \"b\"] }
skip_if = [{ column = \"note\", matches = \"^x\" }, { column = \"who\", blank = true }]
[constants]
source = \"s1\"
[made]
person = { slug = \"{who}\" }
[[record]]
table = \"officials\"
[record.cells]
id = \"person\"
name = \"who\"
[[record]]
table = \"names\"
each = { column = \"others\", split = [\";\", \" / \"] }
skip_if = { column = \"others\", equals = \"?\" }
[record.cells]
subject = \"person\"
name = \"others\"
note = { template = \"one of {kind}\" }
";

fn named(cells: &[&str]) -> Vec<String> {
    let mapper = bound(NAMES, &["who", "kind", "note", "others"]);
    let mapped = mapper.map(cells).unwrap_or_else(|refusals| panic!("{refusals:?}"));
    mapped
        .iter()
        .map(|record| {
            format!("{} {} {}", record.table.name, record.record, cell(record, "name").unwrap_or("-"))
        })
        .collect()
}

#[test]
fn conditions_skip_rows_and_records_and_cells_are_taken_apart() {
    assert_eq!(
        named(&["Kim", "a", "", "A; B ;; C / D"]),
        ["officials 0 Kim", "names 1 A", "names 1 B", "names 1 C", "names 1 D"]
    );
    assert_eq!(named(&["Kim", "b", "", "?;E"]), ["officials 0 Kim", "names 1 E"]);
    assert_eq!(named(&["Kim", "b", "", "n/a"]), ["officials 0 Kim"]);
    for skipped in [["Kim", "c", "", ""], ["Kim", "", "", ""], ["Kim", "a", "xy", ""], ["n/a", "a", "", ""]] {
        assert!(named(&skipped).is_empty(), "{skipped:?}");
    }
    // A row that is too short has blank cells.
    assert_eq!(named(&["Kim", "a"]), ["officials 0 Kim"]);
}

#[test]
fn cells_of_too_many_pieces_and_texts_that_grow_without_end_are_refused() {
    let mapper = bound(NAMES, &["who", "kind", "note", "others"]);
    let others = "a;".repeat(1_001);
    let refusal = mapper.map(&["Kim", "a", "", &others]).unwrap_err().remove(0);
    assert_eq!((refusal.cause, refusal.column.as_deref()), ("mapped pieces", Some("others")));
    // Each made column is ten of the one before.
    let mut text = facts("\"a40\"") + "[made]\na0 = \"v\"\n";
    for place in 1..=40 {
        text += &format!("a{place} = {{ template = \"{}\" }}\n", format!("{{a{}}}", place - 1).repeat(10));
    }
    let mapper = bound(&text, &["who", "v"]);
    assert_eq!(mapper.fed_by(0, "value"), ["v"]);
    let refusals = mapper.map(&["kim", "0123456789"]).unwrap_err();
    assert_eq!((refusals.len(), refusals[0].cause), (1, "too long"));
    let many: String = (0..201).map(|place| format!("a{place} = \"v\"\n")).collect();
    assert!(wrong(&(facts("\"a1\"") + "[made]\n" + &many)).contains("makes 201 columns"));
}

#[test]
fn a_record_without_what_it_refers_to_does_not_vanish() {
    let mapped = bound(&facts("\"v\""), &["who", "v"]).map(&["", ""]).map(|mapped| mapped.len()).unwrap();
    assert_eq!(mapped, 1);
}

#[test]
fn all_that_is_wrong_with_a_row_is_told_and_a_made_column_only_once() {
    let text = NAMES.to_owned()
        + "[[record]]\ntable = \"facts\"\n[record.cells]\nsubject = \"person\"\nattribute = { constant = \"born\" }\nvalue = { column = \"born\", date_formats = \"%Y\" }\n";
    let refusals = bound(&text, &["who", "kind", "note", "others", "born"])
        .map(&["김", "a", "", "A;B", "98"])
        .unwrap_err();
    let told: Vec<(Option<&str>, &str)> =
        refusals.iter().map(|refusal| (refusal.column.as_deref(), refusal.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (Some("who"), "made.person: \"김\" has letters that an id cannot have"),
            (Some("born"), "facts.value: \"98\" is not a date of the form %Y"),
        ]
    );
}

#[test]
fn a_cell_knows_the_columns_of_the_file_that_feed_it() {
    let mapper = bound(NAMES, &["who", "kind", "note", "others"]);
    assert_eq!(mapper.fed_by(1, "subject"), ["who"]);
    assert_eq!(mapper.fed_by(1, "name"), ["others"]);
    assert_eq!(mapper.fed_by(1, "source"), [""; 0]);
    assert_eq!(mapper.fed_by(9, "name"), [""; 0]);
}

#[test]
fn the_snippets_of_the_documentation_are_true() {
    let path = format!("{}/docs/profiles.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let snippets: Vec<&str> =
        text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let whole: Vec<&&str> = snippets.iter().filter(|snippet| snippet.contains("[[record]]")).collect();
    assert!(Profile::parse("p.toml", &format!("[source]\nid = \"s\"\ntitle = \"T\"\n{}", whole[1])).is_ok());
    let mapper = bound(whole[0], &["Surname", "Given name", "Born", "Position", "From"]);
    let mapped = mapper.map(&["Kim", "Ha-nul", "1941", "Chairman", "2.3.1999"]).unwrap();
    assert_eq!(cell(&mapped[1], "official"), Some("kim-ha-nul-1941"));
    assert_eq!((cell(&mapped[1], "title"), cell(&mapped[1], "since")), (Some("chair"), Some("1999-03-02")));
    let since = r#"{ column = "v", pattern = '^(\d{4})' }"#;
    let until = r#"{ column = "v", pattern = '[-–]\s*(\d{4})$', other = "blank" }"#;
    for pattern in ["'^(\\d{4})'", "'[-–]\\s*(\\d{4})$', other"] {
        assert!(snippets.iter().any(|snippet| snippet.contains(pattern)), "{pattern}");
    }
    for (text, from, to) in [("1998–2003", "1998", Some("2003")), ("1998–", "1998", None)] {
        assert_eq!(ok(since, &[("v", text)]).as_deref(), Some(from));
        assert_eq!(ok(until, &[("v", text)]).as_deref(), to);
    }
    let century = r#"{ column = "v", pattern = '^(\d\d)$', take = "19{1}" }"#;
    assert_eq!(ok(century, &[("v", "98")]).as_deref(), Some("1998"));
}

#[test]
fn the_worked_profiles_fit_their_samples() {
    for name in ["office-holders", "parliament"] {
        let path = |ending: &str| format!("{}/docs/profiles/{name}.{ending}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path("toml")).unwrap();
        let profile = Profile::parse(name, &text).unwrap_or_else(|error| panic!("{}", told(&error)));
        let sample = read_sample(path("csv").as_ref(), None, 100).unwrap();
        let mapper = profile.bind("f.csv", &sample.header).unwrap_or_else(|error| panic!("{}", told(&error)));
        let mut records = 0;
        for row in &sample.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            records += mapper.map(&cells).unwrap_or_else(|refusals| panic!("{refusals:?}")).len();
        }
        assert!(records > 15, "{name}: {records}");
    }
}

proptest! {
    #[test]
    fn any_row_is_mapped_or_refused_and_cells_are_never_blank(
        cells in proptest::collection::vec("\\PC{0,12}", 0..7)
    ) {
        let mapper = bound(NAMES, &["who", "kind", "note", "others"]);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        if let Ok(mapped) = mapper.map(&cells) {
            for record in mapped {
                prop_assert_eq!(record.cells.len(), record.table.columns().count());
                for cell in record.cells.iter().flatten() {
                    let tidied = evaluate::tidied(cell);
                    prop_assert_eq!(tidied.as_deref(), Some(cell.as_ref()));
                }
            }
        }
    }

    #[test]
    fn any_text_is_a_profile_or_told(text in "\\PC{0,80}", tail in "[\\[\\]a-z={}\", \n]{0,80}") {
        let _ = Profile::parse("p.toml", &format!("{text}\n{tail}"));
    }

    #[test]
    fn the_same_cells_give_the_same_records(who in "[A-Za-z가-힣 -]{1,12}", others in "[a-z;]{0,9}") {
        let text = NAMES.replace("slug = \"{who}\"", "slug = \"{who}\", fallback = \"hash\"");
        let map = || {
            let mapper = bound(&text, &["who", "kind", "note", "others"]);
            let records = mapper.map(&[&who, "a", "", &others]).unwrap();
            records.iter().map(|record| format!("{:?}", record.cells)).collect::<Vec<_>>()
        };
        prop_assert_eq!(map(), map());
    }
}
