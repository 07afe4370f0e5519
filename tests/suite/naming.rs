//! Names in the language or script that the analyst asks for.

use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use crate::support::{Workshop, small_tables, texts};

fn named() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/names.csv",
        "id,subject,name,language,kind,since,until,source\n\
         n1,kim-a,김가,ko-Hang,variant,,,s1\n\
         n2,kim-a,金佳,ko-Hani,variant,,,s1\n\
         n3,union,조선녀맹,ko-Hang,official,1945,1951,s1\n\
         n4,union,조선사회주의녀성동맹,ko-Hang-KP,official,2016,,s1\n\
         n5,union,The women's union,en,official,,,s1\n\
         n6,union,녀맹,ko-Hang,short,,,s1\n",
    );
    workshop.write(
        "data/chapters.csv",
        "id,organization,name,parent,source\nhead,union,Head office,,s1\nnorth,union,North,head,s1\n",
    );
    workshop.write("data/chapter/names.csv", "id,subject,name,language,source\nn7,north,북부위원회,ko,s1\n");
    workshop.ok(&["import", "data", "data/chapter"]);
    workshop
}

fn column(rows: &[Json], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn names_are_shown_in_the_script_that_is_asked_for_where_there_is_one() {
    let workshop = named();
    let by_official = |mut rows: Vec<Json>| {
        rows.sort_by_key(|row| row["official"].to_string());
        rows
    };
    let asked = |tag: &str, day: &str| {
        by_official(workshop.rows(&["officials", "--on", day, "--all", "--names", tag]))
    };
    let rows = asked("ko-Hang", "2012-01-01");
    assert_eq!(column(&rows, "official"), ["kim-a", "ri-b"]);
    assert_eq!(column(&rows, "official_name"), ["김가", "Ri B"], "where there is none, the usual name");
    assert_eq!(
        column(&rows, "organization_name"),
        ["녀맹", "녀맹"],
        "official names of other days do not count"
    );
    assert_eq!(column(&asked("ko-Hang", "1948-01-01"), "organization_name")[0], "조선녀맹");
    assert_eq!(column(&asked("ko-hang-kp", "2020-01-01"), "organization_name")[0], "조선사회주의녀성동맹");
    assert_eq!(column(&asked("*-Hani", "2012-01-01"), "official_name")[0], "金佳");
    assert_eq!(column(&asked("fr", "2012-01-01"), "official_name")[0], "Kim A");
    // The ids are there as ever.
    let plain = by_official(workshop.rows(&["officials", "--on", "2012-01-01", "--all"]));
    for (plain, row) in plain.iter().zip(&rows) {
        for (name, cell) in plain.as_object().unwrap() {
            assert!(name == "official_name" || row[name] == *cell, "{name}");
        }
    }
}

#[test]
fn trees_and_parents_have_names_too() {
    let workshop = named();
    let tree = workshop.ok(&["chapters", "--tree", "--names", "ko"]);
    assert!(tree.contains("  북부위원회"), "{tree}");
    let rows = workshop.rows(&["chapters", "--names", "ko"]);
    let north = rows.iter().find(|row| row["id"] == "north").unwrap();
    assert_eq!(texts(north, "parents"), ["head", "union"]);
    assert_eq!(texts(north, "parent_names"), ["Head office", "조선사회주의녀성동맹"]);
    assert_eq!(north["name"], "북부위원회");
    let shown = workshop.rows(&["show", "kim-a", "--names", "ko-Hang"]);
    assert!(column(&shown, "subject_name").contains(&"김가".to_owned()), "{shown:?}");
}

#[test]
fn tables_are_aligned_and_wrapped_where_letters_are_two_wide() {
    let workshop = named();
    let out = workshop.ok(&["officials", "--on", "2020-01-01", "--names", "ko-Hang", "--all"]);
    insta::assert_snapshot!(out, @r"
    official  organization          titles  verdict   reason                                                held_before  sources
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    Ri B      조선사회주의녀성동맹  Chair   possible  no end known; last held 2011-03, 8 years before       2011-03      s2
    김가      조선사회주의녀성동맹  Chair   excluded  followed by Ri B, who held it on some day in 2011-03  2010-05-01   s1
    ");
    let column = |line: &str, word: &str| line.find(word).map(|place| line[..place].width());
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(column(lines[2], "Chair"), column(lines[0], "titles"));
}

#[test]
fn a_tag_that_is_none_is_refused_with_what_to_write() {
    let workshop = named();
    let ran = workshop.run(&["officials", "--names", "korean language"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("ko-Hang (Hangul)"), "{ran}");
    assert_eq!(workshop.run(&["log", "--names", "ko"]).status, 2, "a log has no names");
}
