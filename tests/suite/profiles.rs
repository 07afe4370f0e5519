//! Importing foreign files by mapping profiles: the worked examples of the documentation, and what goes wrong.

use std::path::Path;

use crate::support::Workshop;

/// The path of a file of `docs/profiles`.
fn document(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles").join(name).to_string_lossy().into_owned()
}

fn imported(name: &str) -> Workshop {
    let workshop = Workshop::new();
    let (profile, file) = (document(&format!("{name}.toml")), document(&format!("{name}.csv")));
    workshop.ok(&["import", "--profile", &profile, &file]);
    workshop
}

/// A small profile: people and when they were born.
const PEOPLE: &str = "
[source]
id = \"people\"
title = \"People\"
[[fixed]]
table = \"attributes\"
cells = { id = \"born\", name = \"date of birth\", type = \"date\" }
[made.person]
slug = \"{Name}\"
[[record]]
table = \"officials\"
[record.cells]
id = \"person\"
name = \"Name\"
[[record]]
table = \"facts\"
only_if = { column = \"Year\", blank = false }
[record.cells]
subject = \"person\"
attribute = { constant = \"born\" }
value = { date = { year = \"Year\", month = \"Month\", day = \"Day\" } }
";

fn people(rows: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("people.toml", PEOPLE);
    workshop.write("people.csv", format!("Name,Year,Month,Day\n{rows}"));
    workshop
}

const IMPORT_PEOPLE: &[&str] = &["import", "--profile", "people.toml", "people.csv"];

#[test]
fn a_spreadsheet_of_office_holders_becomes_postings_officials_names_and_facts() {
    let workshop = imported("office-holders");
    // Four people: the fifth row is struck out, the sixth is the third person's second posting.
    assert_eq!(
        workshop.sqlite3("SELECT id, name FROM officials ORDER BY id"),
        "choe-i-sul|Ch'oe I-sul\nkim-ha-nul|Kim Ha-nul\np-3|박구름\nri-pa-da|Ri Pa-da\n"
    );
    // What is a day stays a day, a month a month, a year a year; \"현직\" is still so; a blank end stays blank.
    assert_eq!(
        workshop.sqlite3(
            "SELECT official, organization, title, since, coalesce(until, '-'), locator FROM postings ORDER BY locator, since"
        ),
        "kim-ha-nul|trade-unions|chair|1999-03-02|2008-11|no. 1\n\
         ri-pa-da|trade-unions|chair|2008-11|..|no. 2\n\
         p-3|trade-unions|vice-chair|2004|2010|no. 3\n\
         p-3|farmers-union|chair|2010-05|..|no. 3\n\
         choe-i-sul|farmers-union|chair|2001-04-17|-|no. 4\n"
    );
    assert_eq!(
        workshop.sqlite3("SELECT subject, attribute, value FROM facts ORDER BY subject"),
        "kim-ha-nul|born|1941\nri-pa-da|born|1952\n"
    );
    assert_eq!(
        workshop.sqlite3("SELECT language, count(*), count(DISTINCT name) FROM names GROUP BY language"),
        "ko-Hang|4|4\nko-Latn|3|3\n"
    );
    assert_eq!(workshop.sqlite3("SELECT DISTINCT source FROM postings"), "office-holders-2024\n");
    assert_eq!(
        workshop.sqlite3("SELECT id, published, reliability FROM sources"),
        "office-holders-2024|2024-03|C\n"
    );
    workshop.ok(&["check"]);
}

#[test]
fn a_list_of_members_becomes_officials_with_names_in_three_scripts() {
    let workshop = imported("parliament");
    assert_eq!(
        workshop.sqlite3("SELECT id, name, coalesce(sex, '-') FROM officials ORDER BY id"),
        "wd-q9000001|Han Byeol|female\nwd-q9000002|Seo Dam|male\nwd-q9000003|Yun Seul|female\nwd-q9000004|Nam Ho|male\n"
    );
    assert_eq!(
        workshop.sqlite3(
            "SELECT language, name, coalesce(kind, '-') FROM names WHERE subject = 'wd-q9000002' ORDER BY language, name"
        ),
        "ko-Hang|서담|official\nko-Hani|徐潭|-\nko-Latn|Seo Dam|-\nko-Latn|So Dam|variant\nko-Latn|Sŏ Tam|variant\n"
    );
    assert_eq!(
        workshop.sqlite3("SELECT official, since, coalesce(until, '-') FROM postings ORDER BY official"),
        "wd-q9000001|2016-05-30|2020-05-29\nwd-q9000002|2016-05-30|2020\nwd-q9000003|2016-05-30|2018-03\nwd-q9000004|2018-06-13|-\n"
    );
    assert_eq!(
        workshop.sqlite3("SELECT attribute, group_concat(value, ' / ') FROM (SELECT * FROM facts ORDER BY attribute, subject) GROUP BY attribute"),
        "born|1961-05-14 / 1958 / 1970-02\nconstituency|District 1 / District 2 / District 3\nparliamentary-group|Blue List / Blue List / Green List\n"
    );
    assert_eq!(workshop.sqlite3("SELECT DISTINCT credibility FROM facts"), "2\n");
    let rows = workshop.rows(&["officials", "--organization", "example-assembly", "--on", "2017-01-01"]);
    assert_eq!(rows.len(), 3, "{rows:?}");
    workshop.ok(&["check"]);
}

#[test]
fn importing_a_file_again_by_its_profile_adds_nothing() {
    for name in ["office-holders", "parliament"] {
        let workshop = imported(name);
        let before = workshop.dump();
        let (profile, file) = (document(&format!("{name}.toml")), document(&format!("{name}.csv")));
        let again = workshop.ok(&["import", "--profile", &profile, &file]);
        assert!(again.contains("nothing new"), "{again}");
        assert_eq!(workshop.dump(), before);
    }
}

#[test]
fn rows_that_a_profile_or_the_archive_refuses_are_told_with_the_columns_of_the_file() {
    let workshop = people("Kim A,1941,,5\nRi B,1950,2,30\n김,1960,,\nPak C,98,,\nHan D,1970,1,2\n");
    let ran = workshop.run(IMPORT_PEOPLE);
    assert_eq!(ran.status, 1, "{ran}");
    for told in [
        "people.csv:2: Year, Month, Day: facts.value: there is a day, \"5\", and no month",
        // The mapper lets the 30 February pass; the import refuses it, by the columns that fed it.
        "people.csv:3: Year, Month, Day: ",
        "people.csv:4: Name: made.person: \"김\" has letters that an id cannot have",
        "people.csv:5: Year, Month, Day: facts.value: \"98\" is not a year",
        "4 rows refused; nothing was changed",
    ] {
        assert!(ran.err.contains(told), "{told}\n{ran}");
    }
    assert!(!ran.err.contains("people.csv:6"), "{ran}");
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn a_row_is_loaded_whole_or_not_at_all() {
    let workshop = people("Kim A,1941,13,\nRi B,1950,2,3\n");
    let ran = workshop.run(&["import", "--partial", "--profile", "people.toml", "people.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert_eq!(workshop.sqlite3("SELECT id FROM officials"), "ri-b\n");
    // The rejected row is there as the file has it, with the file's columns.
    let rejected = workshop.read("people.rejected.csv");
    assert!(
        rejected.starts_with("reason,Name,Year,Month,Day\n") && rejected.contains(",Kim A,1941,13,\n"),
        "{rejected}"
    );
}

#[test]
fn a_profile_that_does_not_fit_is_refused_before_anything_is_read() {
    let workshop = people("Kim A,1941,1,1\n");
    workshop.write("people.toml", PEOPLE.replace("\"Month\"", "\"Moth\""));
    let ran = workshop.run(IMPORT_PEOPLE);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("people.csv has no column \"Moth\"") && ran.err.contains("did you mean Month?"),
        "{ran}"
    );
    workshop.write("people.toml", PEOPLE.replace("officials", "oficials"));
    let ran = workshop.run(IMPORT_PEOPLE);
    assert!(ran.err.contains("people.toml:") && ran.err.contains("there is no table \"oficials\""), "{ran}");
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn a_first_profile_can_be_filled_in_and_imported() {
    let workshop = Workshop::new();
    workshop.write(
        "list.csv",
        "번호,성명,직책,소속,임명년,임명월,해임년\n1,김하늘,위원장,직업동맹,1999,3,현직\n2,리바다,위원장,직업동맹,2004,,2008\n3,박구름,비서,직업동맹,2004,5,\n",
    );
    workshop.write("data/sources.csv", "id,title\ns1,A page\n");
    workshop.write("data/organizations.csv", "id,name,source\ntrade-unions,The trade unions,s1\n");
    workshop.write("data/titles.csv", "id,name\nchair,Chair\nsecretary,Secretary\n");
    workshop.ok(&["import", "data"]);
    workshop.ok(&["profile", "new", "list.csv", "-o", "list.toml"]);
    let filled = workshop
        .read("list.toml")
        .replace("\"위원장\" = \"\"", "\"위원장\" = \"chair\"")
        .replace("\"비서\" = \"\"", "\"비서\" = \"secretary\"")
        .replace("\"직업동맹\" = \"\"", "\"직업동맹\" = \"trade-unions\"")
        .replace("\"현직\" = \"\"", "\"현직\" = \"..\"");
    workshop.write("list.toml", filled);
    workshop.ok(&["import", "--profile", "list.toml", "list.csv"]);
    assert_eq!(
        workshop
            .sqlite3("SELECT official, title, since, coalesce(until, '-') FROM postings ORDER BY official"),
        "list-1|chair|1999-03|..\nlist-2|chair|2004|2008\nlist-3|secretary|2004-05|-\n"
    );
}

#[test]
fn the_first_row_makes_an_entity_and_later_ones_name_it() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,A\ns2,B\n");
    workshop.ok(&["import", "sources.csv"]);
    let profile = "[[fixed]]
table = \"titles\"
cells = { id = \"warden\", name = \"Warden\", holders = \"many\" }
[made.unit]
slug = \"{Unit}\"
[made.person]
slug = \"{Person}\"
[[record]]
table = \"organizations\"
repeats = \"first\"
[record.cells]
id = \"unit\"
name = \"Unit\"
source = \"Source\"
[[record]]
table = \"officials\"
[record.cells]
id = \"person\"
name = \"Person\"
source = \"Source\"
[[record]]
table = \"postings\"
[record.cells]
official = \"person\"
organization = \"unit\"
title = { constant = \"warden\" }
source = \"Source\"
";
    workshop.write("units.csv", "Unit,Person,Source\nUnit One,Ama,s1\nUnit One,Kofi,s2\nUnit One,Bola,s1\n");
    workshop.write("units.toml", profile.replace("repeats = \"first\"\n", ""));
    let arguments = ["import", "--profile", "units.toml", "units.csv"];
    let ran = workshop.run(&arguments);
    assert!(ran.status == 1 && ran.err.contains("was given before"), "{ran}");
    workshop.write("units.toml", profile);
    workshop.ok(&arguments);
    let stored = "SELECT id, source FROM organizations";
    assert_eq!(workshop.sqlite3(stored), "unit-one|s1\n");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM postings WHERE organization = 'unit-one'"), "3\n");
    // A later edition, in another order, names what is there.
    workshop.write("units.csv", "Unit,Person,Source\nUnit One,Femi,s2\nUnit One,Ama,s1\n");
    let out = workshop.ok(&arguments);
    assert!(!out.contains("revised:") && !out.contains("kept:"), "{out}");
    assert_eq!(workshop.sqlite3(stored), "unit-one|s1\n");
    workshop.write(
        "units.toml",
        profile.replace(
            "[[record]]\ntable = \"postings\"",
            "[[record]]\ntable = \"postings\"\nrepeats = \"first\"",
        ),
    );
    assert!(workshop.run(&arguments).err.contains("repeats has no effect here"));
}
