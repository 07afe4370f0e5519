//! Lists of names come in as they stand.

use crate::support::Workshop;

/// A funeral, reported by one source, and one official.
fn funeral() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title,published\ndaily,Daily,2001-05-02\n");
    workshop
        .write("data/events.csv", "id,event,title,date,source\ne1,funeral,Funeral of A,2001-05-01,daily\n");
    workshop.write("data/officials.csv", "id,name,source\nalva-renn,Alva Renn,daily\n");
    workshop.write("data/organizations.csv", "id,name,source\nguard,Palace Guard,daily\n");
    workshop.write("data/roles.csv", "id,name\nmember,Member\n");
    workshop.ok(&["import", "data"]);
    workshop
}

const LIST: &str =
    "SELECT position, subject, role FROM participants WHERE event = 'funeral' ORDER BY position";

fn add<'a>(names: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let common = ["add", "participants", "--event", "Funeral of A", "--source", "daily", "--names", names];
    [&common[..], more].concat()
}

#[test]
fn a_list_of_names_makes_one_row_for_each_in_its_order() {
    let workshop = funeral();
    let ran =
        workshop.run(&add("Bo Lind; Alva Renn;Moe, Dag\nPalace Guard;\n", &["--role", "member", "--yes"]));
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(
        workshop.sqlite3(LIST),
        "1|bo-lind|member\n2|alva-renn|member\n3|moe-dag|member\n4|guard|member\n"
    );
    // The rows are shown before they are written, and it says what was taken for what, and how to take it back.
    let header = "participants.csv:\nevent,subject,role,position,source\nfuneral,bo-lind,member,1,daily\n";
    assert!(ran.out.contains(header), "{ran}");
    assert!(ran.out.contains("to take it back: orgarchive undo 2"), "{ran}");
    assert!(ran.err.contains("--names: \"Alva Renn\" is alva-renn"), "{ran}");
    workshop.ok(&["undo", "2"]);
    assert_eq!(workshop.sqlite3(LIST), "");
    assert_eq!(workshop.sqlite3("SELECT id FROM officials"), "alva-renn\n");
}

#[test]
fn a_name_that_is_near_is_asked_about_and_nothing_is_written() {
    let workshop = funeral();
    let ran = workshop.run(&add("Bo Lind; Alva Ren", &["--yes"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("there is no \"Alva Ren\" in officials"), "{ran}");
    assert!(ran.err.contains("write the id in place of the name"), "{ran}");
    assert_eq!(workshop.sqlite3(LIST), "");
    // Near names are new if the analyst says so; those that are there stay what they are.
    workshop.ok(&add("Alva Ren; Alva Renn", &["--yes", "--new", "subject"]));
    assert_eq!(workshop.sqlite3(LIST), "1|alva-ren|\n2|alva-renn|\n");
}

#[test]
fn what_is_not_there_is_made_only_after_a_yes() {
    let workshop = funeral();
    let ran = workshop.run(&add("Bo Lind; Alva Renn", &[]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("the archive does not have the official \"Bo Lind\""), "{ran}");
}

#[test]
fn a_list_that_names_somebody_twice_or_nobody_is_refused() {
    let workshop = funeral();
    let ran = workshop.run(&add("Alva Renn; Bo Lind; alva-renn", &["--yes"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--names: alva-renn has the places 1 and 3"), "{ran}");
    let ran = workshop.run(&add(" ; \n", &["--yes"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--names names nobody"), "{ran}");
    let ran = workshop.run(&add("Alva Renn", &["--position", "4", "--yes"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("leave out --position, or --names"), "{ran}");
    assert_eq!(workshop.sqlite3(LIST), "");
}

#[test]
fn a_list_corrected_in_its_order_revises_the_places_and_adds_no_rows() {
    let workshop = funeral();
    workshop.ok(&add("Bo Lind; Alva Renn", &["--yes"]));
    workshop.ok(&add("Alva Renn; Bo Lind", &["--yes"]));
    assert_eq!(workshop.sqlite3(LIST), "1|alva-renn|\n2|bo-lind|\n");
}

const PROFILE: &str = "
[constants]
source = \"daily\"
[[record]]
table = \"officials\"
each = { column = \"Members\", split = [\";\", \"\\n\"] }
repeats = \"first\"
[record.cells]
id = { slug = \"{Members}\" }
name = \"Members\"
[[record]]
table = \"participants\"
each = { column = \"Members\", split = [\";\", \"\\n\"] }
skip_if = { column = \"Members\", equals = \"and others\" }
[record.cells]
event = \"Event\"
subject = { slug = \"{Members}\" }
position = { place_in = \"Members\" }
";

#[test]
fn a_profile_numbers_a_list_as_it_stands() {
    let workshop = funeral();
    workshop.write("list.toml", PROFILE);
    workshop.write("list.csv", "Event,Members\nfuneral,\"Bo Lind; Alva Renn;;Dag Moe\nUli Tarn\"\n");
    workshop.ok(&["import", "--profile", "list.toml", "list.csv"]);
    assert_eq!(workshop.sqlite3(LIST), "1|bo-lind|\n2|alva-renn|\n3|dag-moe|\n4|uli-tarn|\n");
}

#[test]
fn a_place_in_a_list_that_the_record_does_not_split_is_a_mistake_of_the_profile() {
    let workshop = funeral();
    workshop.write("list.toml", PROFILE.replace("place_in = \"Members\"", "place_in = \"Event\""));
    workshop.write("list.csv", "Event,Members\nfuneral,Bo Lind\n");
    let ran = workshop.run(&["import", "--profile", "list.toml", "list.csv"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("list.toml:18"), "{ran}");
    assert!(
        ran.err.contains("participants.position is a place in \"Event\", which this record does not split"),
        "{ran}"
    );
    workshop.write("list.toml", format!("[made]\nplace = {{ place_in = \"Members\" }}\n{PROFILE}"));
    let ran = workshop.run(&["import", "--profile", "list.toml", "list.csv"]);
    assert!(ran.err.contains("only a record has that splits it"), "{ran}");
}
