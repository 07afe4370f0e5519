//! Rows that others rest on: a change after which the others would no longer hold is refused, and names them.

use crate::merging::run;
use crate::support::{Ran, Workshop, small_tables};

fn loaded() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/attributes.csv", "id,name,type\nmembers,members,text\nleader,leader,text\n");
    workshop.write(
        "data/events.csv",
        "id,event,title,source\nr1,march,A march,s1\nr2,rally,A rally,s1\nr3,rally,The same rally,s2\n",
    );
    workshop.write("data/participants.csv", "id,event,subject,source\nt1,march,kim-a,s1\nt2,rally,ri-b,s1\n");
    workshop.write(
        "data/facts.csv",
        "id,subject,attribute,value,source\nf1,union,members,about a thousand,s1\nf2,union,leader,kim-a,s1\nf3,march,members,30,s1\n",
    );
    assert_eq!(run(&workshop, &["import", "data"]).status, 0);
    workshop
}

fn import(workshop: &Workshop, files: &[(&str, &str)]) -> Ran {
    let _ = std::fs::remove_dir_all(workshop.path("next"));
    for (name, text) in files {
        workshop.write(&format!("next/{name}.csv"), text);
    }
    run(workshop, &["import", "next"])
}

fn refused(workshop: &Workshop, files: &[(&str, &str)], messages: &[&str]) {
    let before = workshop.dump();
    let ran = import(workshop, files);
    assert_eq!(ran.status, 1, "{ran}");
    for message in messages {
        assert!(ran.err.contains(message), "{message}: {ran}");
    }
    for option in ["--dry-run", "--restore"] {
        assert_eq!(run(workshop, &["import", "next", option]).status, 1, "{option}");
    }
    // The row is rejected like any other that is refused.
    let partial = run(workshop, &["import", "next", "--partial"]);
    assert!(partial.status == 3 && partial.out.contains("1 row is in"), "{partial}");
    assert_eq!(workshop.dump(), before);
}

fn sound(workshop: &Workshop) {
    assert_eq!(run(workshop, &["check"]).out, "the archive is sound\n");
}

#[test]
fn an_event_that_others_name_keeps_its_id_while_no_other_report_has_it() {
    let workshop = loaded();
    let away = ("events", "id,event,title,source\nr1,parade,A march,s1\n");
    refused(
        &workshop,
        &[away],
        &["events.csv:2: event: no report of the event \"march\"", "participants t1", "facts f3", "rename"],
    );
    // A blank event is the row's own id.
    refused(&workshop, &[("events", "id,event,title,source\nr1,,A march,s1\n")], &["participants t1"]);
    // One of two reports may go elsewhere, and all of them if what names the event comes along.
    assert_eq!(import(&workshop, &[("events", "id,event\nr3,other-rally\n")]).status, 0);
    refused(&workshop, &[("events", "id,event\nr2,other-rally\n")], &["participants t2"]);
    let along = [away, ("participants", "id,event\nt1,parade\n"), ("facts", "id,subject\nf3,parade\n")];
    let ran = import(&workshop, &along);
    assert_eq!(ran.status, 0, "{ran}");
    sound(&workshop);
}

#[test]
fn an_attribute_keeps_its_type_while_values_do_not_fit_another() {
    let workshop = loaded();
    for (kind, unfit) in [
        ("number", "facts f1: value"),
        ("date", "facts f1: value"),
        ("entity", "facts f1: value names \"about a thousand\""),
    ] {
        let attributes = format!("id,type\nmembers,{kind}\n");
        refused(&workshop, &[("attributes", &attributes)], &["attributes.csv:2: type: ", unfit]);
    }
    // What fits may change, also together with the facts.
    assert_eq!(import(&workshop, &[("attributes", "id,type\nleader,entity\n")]).status, 0);
    let both = [("attributes", "id,type\nmembers,number\n"), ("facts", "id,value\nf1,~1000\n")];
    assert_eq!(import(&workshop, &both).status, 0);
    sound(&workshop);
}

#[test]
fn a_run_is_not_taken_back_from_under_what_rests_on_it() {
    let workshop = loaded();
    assert_eq!(import(&workshop, &[("events", "id,title,event,source\nr4,A vigil,vigil,s1\n")]).status, 0);
    assert_eq!(
        import(&workshop, &[("events", "id,event\nr4,wake\n"), ("attributes", "id,type\nleader,entity\n")])
            .status,
        0
    );
    let moved = workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1");
    assert_eq!(
        import(&workshop, &[("participants", "id,event,subject,source\nt3,wake,ri-b,s1\n")]).status,
        0
    );
    let ran = run(&workshop, &["undo", moved.trim()]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("participants t3 names \"wake\" in event"), "{ran}");
    // The type of an attribute to which the values were fitted since.
    assert_eq!(
        import(&workshop, &[("attributes", "id,type\nmembers,number\n"), ("facts", "id,value\nf1,1000\n")])
            .status,
        0
    );
    assert_eq!(import(&workshop, &[("attributes", "id,name,type\nmembers,how many,text\n")]).status, 0);
    let text = workshop.sqlite3("SELECT import FROM commits ORDER BY number DESC LIMIT 1");
    assert_eq!(
        import(
            &workshop,
            &[("facts", "id,subject,attribute,value,source\nf4,union,members,a good many,s1\n")]
        )
        .status,
        0
    );
    let ran = run(&workshop, &["undo", text.trim()]);
    assert!(ran.status == 1 && ran.err.contains("facts f4 would not fit: value: "), "{ran}");
    sound(&workshop);
}

#[test]
fn a_source_with_kept_documents_is_not_retracted() {
    let workshop = loaded();
    workshop.write("sources.csv", "id,title\ns3,A third page\n");
    workshop.write("page.html", "a page");
    assert_eq!(run(&workshop, &["import", "sources.csv"]).status, 0);
    assert_eq!(run(&workshop, &["keep", "s3", "page.html"]).status, 0);
    let ran = run(&workshop, &["retract", "s3", "--reason", "not needed"]);
    assert!(ran.status == 1 && ran.err.contains("referred to by attachments s3/"), "{ran}");
}

#[test]
fn a_merge_tells_what_no_longer_holds_once_both_sides_are_joined() {
    let ours = loaded();
    let theirs = Workshop::new();
    std::fs::copy(ours.path("archive.db"), theirs.path("archive.db")).unwrap();
    theirs.write("facts.csv", "id,value\nf1,1000\n");
    theirs.write("attributes.csv", "id,type\nmembers,number\n");
    for file in ["facts.csv", "attributes.csv"] {
        assert_eq!(run(&theirs, &["import", file]).status, 0);
    }
    let path = theirs.path("archive.db").to_string_lossy().into_owned();
    assert_eq!(
        import(&ours, &[("facts", "id,subject,attribute,value,source\nf9,party,members,many,s1\n")]).status,
        0
    );
    let before = ours.dump();
    let ran = run(&ours, &["merge", &path]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("facts f9: value: ") && ran.err.contains("(attributes members)"), "{ran}");
    assert_eq!(ours.dump(), before);
    // A reference that one side has changed away is listed, as one that it has withdrawn.
    assert_eq!(import(&ours, &[("facts", "id,value\nf9,5\n")]).status, 0);
    let moving = [
        ("participants", "id,event\nt1,rally\n"),
        ("facts", "id,subject\nf3,rally\n"),
        ("events", "id,event\nr1,rally\n"),
    ];
    assert_eq!(import(&theirs, &moving).status, 0);
    assert_eq!(import(&ours, &[("participants", "id,event,subject,source\nt9,march,ri-b,s1\n")]).status, 0);
    let ran = run(&ours, &["merge", &path]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.out.contains("broken reference: participants t9 names \"march\" in event"), "{ran}");
}
