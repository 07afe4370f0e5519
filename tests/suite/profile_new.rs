//! First profiles on the command line.

use insta::assert_snapshot;

use crate::support::Workshop;

const LIST: &str = "번호,성명,직책,소속,임명년,임명월,해임년\n1,김하늘,위원장,직업동맹,1999,3,현직\n2,리바다,위원장,직업동맹,2004,,2008\n3,박구름,비서,직업동맹,2004,5,\n";

#[test]
fn a_first_profile_is_written_from_header_and_sample() {
    let workshop = Workshop::new();
    workshop.write("list.csv", LIST);
    assert_snapshot!(workshop.ok(&["profile", "new", "list.csv"]), @r###"
    # How the rows of list.csv become records. A first version, from its header and 3 rows:
    # review what is marked GUESS, and fill in what is marked TODO.
    # Every key is described in docs/profiles.md; orgarchive schema says what each column holds.

    # The source of all that the file says; it is imported with the rows.
    [source]
    id = "list"  # GUESS: after the file's name
    title = "list.csv"  # TODO: what the publication is called
    # published = "2024-05"  # TODO: when it was published
    # url = "https://example.org/"
    kind = "dataset"  # GUESS

    # The id of the person of a row: records name it as if it were a column of the file.
    [made.person]
    slug = "{번호}"  # GUESS: it differs in every row, so every row is a person of its own
    prefix = "list-"  # GUESS: other files have these numbers as well

    [[record]]
    table = "officials"
    [record.cells]
    id = "person"
    name = "성명"  # GUESS

    [[record]]
    table = "names"
    only_if = { column = "성명", blank = false }
    [record.cells]
    subject = "person"
    name = "성명"
    language = { constant = "ko-Hang" }  # GUESS: by its letters

    [[record]]
    table = "postings"
    [record.cells]
    official = "person"
    title_as_written = "직책"
    since = { date = { year = "임명년", month = "임명월" } }  # GUESS: blank months and days stay blank
    until = { date = { year = "해임년" }, values = { "현직" = "" } }  # GUESS: blank months and days stay blank; TODO: what the words stand for ("..": still so; words for "not known" belong in blanks under [file])
    # If a blank end means that the person is still in office: add default = ".." to until.
    [record.cells.organization]
    column = "소속"
    other = "error"  # what is not listed; keep and blank are the others
    [record.cells.organization.values]  # TODO: the id of the body, which has to be in the archive
    "직업동맹" = ""  # 3 rows
    [record.cells.title]
    column = "직책"
    other = "error"  # what is not listed; keep and blank are the others
    [record.cells.title.values]  # TODO: the id of the title, from titles.csv
    "위원장" = ""  # 2 rows
    "비서" = ""  # 1 row
    "###);
    assert!(!workshop.path("archive.db").exists());
}

#[test]
fn a_profile_that_exists_is_never_overwritten() {
    let workshop = Workshop::new();
    workshop.write("list.csv", LIST);
    let printed = workshop.ok(&["profile", "new", "list.csv"]);
    assert_snapshot!(workshop.ok(&["profile", "new", "list.csv", "-o", "list.toml"]), @"list.toml: a first profile; places marked TODO: 5");
    assert_eq!(workshop.read("list.toml"), printed);
    workshop.write("list.toml", "mine");
    let ran = workshop.run(&["profile", "new", "list.csv", "-o", "list.toml"]);
    assert_snapshot!(ran, @r"
    --- error output
    error: list.toml exists already
    hint: give another name, or delete it first: what was filled in would be lost
    --- exit status 1
    ");
    assert_eq!(workshop.read("list.toml"), "mine");
    assert_eq!(workshop.run(&["profile", "new", "none.csv"]).status, 1);
}
