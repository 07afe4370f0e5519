//! First profiles: what they guess, and that they can be read and fit the file that they were made from.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::import::read_sample;
use crate::profile::{Profile, Sample, draft};

fn sample(text: &str) -> Sample {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("Some list (2).csv");
    std::fs::write(&path, text).unwrap();
    read_sample(&path, None, 100).unwrap()
}

/// The draft for a file, which can be read and fits the file.
fn drafted(sample: &Sample) -> String {
    let draft = draft(sample);
    let profile = Profile::parse("p.toml", &draft.text)
        .unwrap_or_else(|error| panic!("{error}\n{:?}\n{}", error.hint(), draft.text));
    if !draft.text.contains("{TODO}") {
        profile
            .bind("f.csv", &sample.header)
            .unwrap_or_else(|error| panic!("{error}\n{:?}\n{}", error.hint(), draft.text));
    }
    draft.text
}

#[test]
fn separate_years_months_and_days_are_joined_by_what_they_are_about() {
    let text = drafted(&sample(
        "성명,직책,임명년,임명월,임명일,해임년,해임월\n김하늘,위원장,1999,3,2,현직,\n리바다,위원장,2004년,,,2008,1\n박구름,비서,2004,5,,,\n",
    ));
    assert!(
        text.contains("since = { date = { year = \"임명년\", month = \"임명월\", day = \"임명일\" } }"),
        "{text}"
    );
    assert!(
        text.contains(
            "until = { date = { year = \"해임년\", month = \"해임월\" }, values = { \"현직\" = \"\" } }"
        ),
        "{text}"
    );
    assert!(text.contains("slug = \"{성명}\"\nfallback = \"hash\""), "{text}");
    assert!(text.contains("\"위원장\" = \"\"  # 2 rows\n\"비서\" = \"\"  # 1 row\n"), "{text}");
    assert!(text.contains("id = \"some-list-2\""), "{text}");
}

#[test]
fn names_are_told_by_their_script_and_spellings_are_taken_apart() {
    let text = drafted(&sample(
        "wikidata;name;a;b;aliases\nQ1;Kim Ha-nul;김하늘;金天;Kim Hanul\nQ2;Ri Pa-da;리바다;李海;\"Lee Bada; Ri Bada\"\nQ3;Pak Ku-rum;박구름;朴雲;\n",
    ));
    for part in [
        "separator = \";\"",
        "slug = \"{wikidata}\"",
        "name = \"a\"\nlanguage = { constant = \"ko-Hang\" }",
        "name = \"b\"\nlanguage = { constant = \"ko-Hani\" }",
        "name = \"name\"\nlanguage = { constant = \"ko-Latn\" }",
        "each = { column = \"aliases\", split = \";\" }",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // Whose language Latin letters alone are in, nobody can tell.
    let text = drafted(&sample("id,first name,surname\na1,Ann,Lee\na2,Bo,Ray\n"));
    assert!(text.contains("# language = { constant = \"en\" }  # TODO"), "{text}");
    assert!(text.contains("template = \"{surname} {first name}\""), "{text}");
}

#[test]
fn days_and_months_that_could_be_either_are_left_to_the_analyst() {
    let text = drafted(&sample("name,appointed\nAnn,01/02/2009\nBo,03/04/2010\nCy,05/05/2011\n"));
    assert!(
        text.contains("date_formats = [\"%d/%m/%Y\"] }  # TODO: or is it %m/%d/%Y? The sample does not tell"),
        "{text}"
    );
    let text = drafted(&sample("name,appointed\nAnn,01/02/2009\nBo,03/24/2010\nCy,2011\n"));
    assert!(text.contains("date_formats = [\"%m/%d/%Y\", \"edtf\"] }  # GUESS"), "{text}");
    // Four digits are a year only where the header says so.
    let text = drafted(&sample("name,members\nAnn,1600\nBo,2000\n"));
    assert!(!text.contains("date_formats"), "{text}");
}

#[test]
fn a_sample_ends_where_it_should_and_says_what_it_cannot_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "\u{feff}name\tx\nAnn\t\nBo\t1\nCy\t2\n").unwrap();
    let sample = read_sample(&path, None, 2).unwrap();
    assert_eq!((sample.separator, sample.more), ('\t', true));
    assert_eq!(sample.header, ["name", "x"]);
    assert_eq!(sample.rows, [["Ann", ""], ["Bo", "1"]]);
    // A file of Korean Excel is read as an import would read it.
    std::fs::write(&path, b"name\n\xb1\xe8\n").unwrap();
    assert_eq!(read_sample(&path, None, 2).unwrap().rows, [["김"]]);
    for (text, told) in [("name\tx\nCy\t2\t3\n", ":2: the row has 3 cells"), ("", "is empty")] {
        std::fs::write(&path, text).unwrap();
        let error = read_sample(&path, None, 2).unwrap_err();
        assert!(error.to_string().contains(told) && error.hint().is_some(), "{error}");
    }
}

proptest! {
    #[test]
    fn a_draft_of_any_file_can_be_read_and_fits_it(
        header in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,8}",
                "[\"\\\\{}#\n\t =]{1,4}",
                prop::sample::select(vec![
                    "id", "name", "성", "이름", "surname", "title", "직책", "소속", "from year", "from month", "until",
                    "birth date", "sex", "person", "full_name", "aliases", "born year",
                ]).prop_map(str::to_owned),
            ],
            1..7,
        ),
        rows in proptest::collection::vec(
            proptest::collection::vec(
                prop_oneof![
                    "\\PC{0,6}",
                    prop::sample::select(vec![
                        "", "1999", "3", "1.2.2009", "2009-01", "현직", "김하늘", "金天", "Ann Lee", "a; b", "위원장", "f", "\"}{#\\\n",
                    ]).prop_map(str::to_owned),
                ],
                7,
            ),
            0..6,
        ),
    ) {
        let header: Vec<String> = header.iter().map(|name| name.trim().nfc().collect()).collect();
        let rows = rows.into_iter().map(|row| row.iter().take(header.len()).map(|cell| cell.trim().nfc().collect()).collect()).collect();
        let sample = Sample { file: "f\n.csv".to_owned(), sheet: None, separator: ',', header, rows, more: false };
        drafted(&sample);
    }
}
