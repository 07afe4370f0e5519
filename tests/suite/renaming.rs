//! Other ids for sources, words of vocabularies and records; entities are in `recorded`.

use crate::merging::run;
use crate::recorded::exported;
use crate::support::{Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/attributes.csv", "id,name,type\nborn,born,date\nmembers,members,number\n");
    workshop.write(
        "data/facts.csv",
        "id,subject,attribute,value,source\nf1,union,members,~1000,s1\nf2,kim-a,born,1950,s2\n",
    );
    workshop
        .write("data/events.csv", "id,event,title,source\nr1,march,A march,s1\nr2,march,The same march,s2\n");
    workshop.write(
        "data/settlements.csv",
        "id,rule,subject,records,upholds,conclusion,source\nd1,facts,union,f1 f2,f1,Left so,s2\n",
    );
    workshop.write("page.html", "a page");
    assert_eq!(run(&workshop, &["import", "data"]).status, 0);
    assert_eq!(run(&workshop, &["keep", "s1", "page.html"]).status, 0);
    workshop
}

fn renamed(workshop: &Workshop, arguments: &[&str]) -> String {
    let ran = run(workshop, &[&["rename"], arguments].concat());
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(run(workshop, &["check"]).out, "the archive is sound\n");
    ran.out
}

#[test]
fn a_source_a_word_and_a_record_get_other_ids_wherever_they_are_named() {
    let workshop = loaded();
    let out = renamed(&workshop, &["s1", "one-page"]);
    assert!(out.starts_with("renamed: s1 is one-page now, in "), "{out}");
    renamed(&workshop, &["chair", "chairperson"]);
    renamed(&workshop, &["members", "membership"]);
    renamed(&workshop, &["f1", "union-members"]);
    renamed(&workshop, &["r2", "second-report"]);
    renamed(&workshop, &["march", "long-march"]);
    assert_eq!(
        workshop.sqlite3(
            "SELECT (SELECT count(*) FROM postings WHERE title = 'chairperson'), (SELECT office FROM titles WHERE id = 'chairperson'),
               attribute, source, value_least FROM facts WHERE id = 'union-members'; SELECT records, upholds FROM settlements;
             SELECT source FROM attachments; SELECT id, event FROM events ORDER BY id"
        ),
        "2|head|membership|one-page|900.0\nunion-members f2|union-members\none-page\nr1|long-march\nsecond-report|long-march\n"
    );
    // The files that were loaded before still mean the same.
    let after = exported(&workshop, &[]);
    let ran = run(&workshop, &["import", "data"]);
    assert!(ran.status == 0 && !ran.out.contains("withdrawn"), "{ran}");
    assert!(after == exported(&workshop, &[]), "{ran}");
    // It is a run that can be taken back.
    let last = exported(&workshop, &[]);
    renamed(&workshop, &["s2", "other-page"]);
    assert_eq!(run(&workshop, &["undo", "9"]).status, 0);
    assert!(last == exported(&workshop, &[]));
    assert_eq!(run(&workshop, &["check"]).out, "the archive is sound\n");
}

#[test]
fn an_id_in_several_tables_is_renamed_in_the_one_that_is_named() {
    let workshop = loaded();
    workshop.write("roles.csv", "id,name\nunion,for the union\n");
    assert_eq!(run(&workshop, &["import", "roles.csv"]).status, 0);
    let ran = run(&workshop, &["rename", "union", "the-union"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("\"union\" is an id in roles and organizations")
            && ran.err.contains("--table TABLE"),
        "{ran}"
    );
    renamed(&workshop, &["union", "unionist", "--table", "roles"]);
    assert_eq!(
        workshop.sqlite3("SELECT id FROM roles; SELECT id FROM organizations ORDER BY id"),
        "unionist\nparty\nunion\n"
    );
}

#[test]
fn an_id_that_is_taken_malformed_or_relied_upon_is_refused() {
    let workshop = loaded();
    let before = workshop.dump();
    for (arguments, message) in [
        (&["s1", "s2"][..], "\"s2\" is already an id in sources"),
        (&["s1", "S 1"], "\"S 1\" is not an id"),
        (&["born", "birth"], "verdicts rely on this id"),
        (&["s9", "s8"], "there is no entity, source, word or record with the id \"s9\""),
        (&["s1", "s8", "--table", "titles"], "there is no row with the id \"s1\" in titles"),
    ] {
        let ran = run(&workshop, &[&["rename"], arguments].concat());
        assert!(ran.status == 1 && ran.err.contains(message), "{message}: {ran}");
    }
    assert_eq!(workshop.dump(), before);
    renamed(&workshop, &["s1", "one-page"]);
    let ran = run(&workshop, &["rename", "s2", "s1"]);
    assert!(ran.err.contains("\"s1\" is an earlier id of sources/one-page"), "{ran}");
    let ran = run(&workshop, &["rename", "s1", "again"]);
    assert!(
        ran.status == 1 && ran.err.contains("there is no entity, source, word or record with the id \"s1\""),
        "{ran}"
    );
}

fn path_of(workshop: &Workshop) -> String {
    workshop.path("archive.db").to_string_lossy().into_owned()
}

#[test]
fn what_a_merge_refuses_as_two_meanings_of_one_id_is_mended_as_it_says() {
    let ours = loaded();
    let theirs = Workshop::new();
    theirs.write("data/sources.csv", "id,title\ns1,Quite another page\n");
    theirs.write("data/titles.csv", "id,name\nchair,A piece of furniture\n");
    theirs.write("data/organizations.csv", "id,name,source\nguild,The guild,s1\n");
    theirs.write("data/attributes.csv", "id,name,type\nmembers,members,number\n");
    theirs.write("data/facts.csv", "id,subject,attribute,value,source\nf1,guild,members,7,s1\n");
    assert_eq!(run(&theirs, &["import", "data"]).status, 0);
    let path = path_of(&theirs);
    let ran = run(&ours, &["merge", &path]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("orgarchive rename OLD NEW --table TABLE"), "{ran}");
    for (table, id) in [("sources", "s1"), ("titles", "chair"), ("facts", "f1")] {
        assert!(ran.err.contains(&format!("{table} {id}: ")), "{ran}");
        renamed(&theirs, &[id, &format!("{id}-there"), "--table", table]);
    }
    let ran = run(&ours, &["merge", &path]);
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(run(&ours, &["check"]).out, "the archive is sound\n");
    assert_eq!(
        ours.sqlite3("SELECT count(*) FROM sources; SELECT source FROM facts WHERE id = 'f1-there'"),
        "3\ns1-there\n"
    );
}
