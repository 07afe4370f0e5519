//! What an import refuses: everything that is wrong in one run, and nothing that only follows from it.

use insta::assert_snapshot;

use crate::support::{Workshop, small_tables};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop
}

#[test]
fn every_layer_is_checked_in_one_run() {
    let workshop = workshop();
    workshop.ok(&["import", "data"]);
    workshop.write("new/places.csv", "id,name,source\nharbour,The harbour,s1\n");
    workshop.write("new/officials.csv", "id,name,sex,source\nharbour,Harb Our,malle,s1\n");
    workshop.write(
        "new/postings.csv",
        "id,official,organization,title,since,until,source\np-1,nobody,union,chiar,2003-13,,s1\np-2,kim-a,,member,2005,2001,s9\np-2,ri-b,union,member,2005,,s1\n",
    );
    let ran = workshop.run(&["import", "new"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: new/officials.csv:2: id: "harbour" is already the id of a row in places (new/places.csv:2)
      2 | harbour,Harb Our,malle,s1
    hint: choose another id: places, organizations, chapters, officials and events share one id space
    error: new/officials.csv:2: sex: "malle" is not on the list
      2 | harbour,Harb Our,malle,s1
    hint: did you mean male? it takes one of: female, male
    error: new/postings.csv:2: since: "2003-13" has no month 13
      2 | p-1,nobody,union,chiar,2003-13,,s1
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: new/postings.csv:3: since: since is entirely after until
      3 | p-2,kim-a,,member,2005,2001,s9
    hint: swap the two, or correct the one that is wrong
    error: new/postings.csv:2: official: there is no "nobody" in officials
      2 | p-1,nobody,union,chiar,2003-13,,s1
    hint: add a row with that id to officials.csv and import it as well
    error: new/postings.csv:2: title: there is no "chiar" in titles
      2 | p-1,nobody,union,chiar,2003-13,,s1
    hint: did you mean chair? if it is another one, add a row with that id to titles.csv and import it as well, or let it be made: --create-missing titles
    error: new/postings.csv:3: organization and chapter are both blank
      3 | p-2,kim-a,,member,2005,2001,s9
    hint: name the organization, or the chapter, in which the title was held
    error: new/postings.csv:3: source: there is no "s9" in sources
      3 | p-2,kim-a,,member,2005,2001,s9
    hint: add a row with that id to sources.csv and import it as well
    error: new/postings.csv:4: id: "p-2" was given before in this import (new/postings.csv:3), with other content: official, organization, until, source
      4 | p-2,ri-b,union,member,2005,,s1
    hint: keep one of the two rows, or give them different ids if the source says both
    error: 4 rows refused; nothing was changed
    "#);
}

#[test]
fn a_refused_row_is_blamed_once_for_all_that_name_it() {
    let workshop = workshop();
    workshop.write(
        "data/officials.csv",
        "id,name,sex,source\nAlva Renn,Alva Renn,,s1\nkim-a,Kim A,malle,s1\nri-b,Ri B,,s2,\n",
    );
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,source\nAlva Renn,union,chair,2001,s1\nAlva Renn,party,chair,2002,s1\nkim-a,union,member,2001,s1\nKim A,union,member,2002,s1\nri-b,union,member,2002,s1\n",
    );
    workshop.write("data/names.csv", "subject,name,source\nkim-a,K. A.,s1\n");
    let ran = workshop.run(&["import", "--resolve-names", "--create-missing", "officials", "data"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: data/names.csv:2: subject: "kim-a" is in data/officials.csv:3, which is refused
      2 | kim-a,K. A.,s1
    hint: this row is loaded once that one is corrected
      2 more rows name it, in data/postings.csv:5, 4
    error: data/officials.csv:2: id: "Alva Renn" is not an id
      2 | Alva Renn,Alva Renn,,s1
    hint: ids are up to 120 lower-case letters a-z, digits, - _ . without spaces: write alva-renn
    error: data/officials.csv:3: sex: "malle" is not on the list
      3 | kim-a,Kim A,malle,s1
    hint: did you mean male? it takes one of: female, male
    error: data/officials.csv:4: the row has 5 cells, the header has 4
      4 | ri-b,Ri B,,s2,
    hint: write every cell, blank ones too; put a cell that has a comma into double quotes
    error: data/postings.csv:2: official: "Alva Renn" is in data/officials.csv:2, which is refused
      2 | Alva Renn,union,chair,2001,s1
    hint: this row is loaded once that one is corrected
      1 more row names it, in line 3
    error: data/postings.csv:6: official: "ri-b" is in data/officials.csv:4, which is refused
      6 | ri-b,union,member,2002,s1
    hint: this row is loaded once that one is corrected
    error: 9 rows refused; nothing was changed
    "#);
}

#[test]
fn an_id_of_two_tables_names_both_rows() {
    let workshop = workshop();
    workshop.write("data/places.csv", "id,name,source\nunion,Union,s1\nri-b,Ri,s9\n");
    let ran = workshop.run(&["import", "data"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: data/officials.csv:3: id: "ri-b" is already the id of a row in places (data/places.csv:3)
      3 | ri-b,Ri B,s2
    hint: choose another id: places, organizations, chapters, officials and events share one id space
    error: data/organizations.csv:2: id: "union" is already the id of a row in places (data/places.csv:2)
      2 | union,The union,mass-organization,s1
    hint: choose another id: places, organizations, chapters, officials and events share one id space
    error: data/places.csv:3: source: there is no "s9" in sources
      3 | ri-b,Ri,s9
    hint: add a row with that id to sources.csv and import it as well
    error: data/postings.csv:2: organization: "union" is in data/organizations.csv:2, which is refused
      2 | kim-a,union,chair,2001,..,s1,p. 1
    hint: this row is loaded once that one is corrected
      1 more row names it, in line 3
    error: data/postings.csv:3: official: "ri-b" is in data/officials.csv:3, which is refused
      3 | ri-b,union,chair,2011-03,,s2,
    hint: this row is loaded once that one is corrected
    error: 5 rows refused; nothing was changed
    "#);
    workshop.write("data/places.csv", "id,name,source\n");
    workshop.ok(&["import", "data"]);
    workshop.write("places.csv", "id,name,source\nunion,Union,s1\n");
    let ran = workshop.run(&["import", "places.csv"]);
    assert!(
        ran.err.contains("\"union\" is already the id of a row in organizations (in the archive)"),
        "{ran}"
    );
}

#[test]
fn a_correction_gets_no_errors_about_what_it_leaves_out() {
    let workshop = workshop();
    workshop.write(
        "data/postings.csv",
        "id,official,organization,title,since,source\np-1,kim-a,union,chair,2001,s1\n",
    );
    workshop.ok(&["import", "data"]);
    for (file, rows, expected) in [
        ("postings.csv", "id,until\np-1,2014-13\n", "until: \"2014-13\" has no month 13"),
        ("postings.csv", "id,official\np-1,kim-x\n", "official: there is no \"kim-x\" in officials"),
        ("postings.csv", "id,until\np-1,1999\n", "since: since is entirely after until"),
        ("postings.csv", "id,until\np 1,2014\n", "id: \"p 1\" is not an id"),
        (
            "postings.csv",
            "id,until\np-11,2014\n",
            "id: \"p-11\" is not in postings, and a new row needs official, title, source",
        ),
        ("organizations.csv", "id,kind\nunion,partyy\n", "kind: \"partyy\" is not on the list"),
        ("sources.csv", "id,url\ns1,nowhere\n", "url: \"nowhere\" is not an http or https address"),
    ] {
        workshop.write(file, rows);
        for option in [&[][..], &["--partial"], &["--dry-run"]] {
            let ran = workshop.run(&[&["import", file], option].concat());
            assert_ne!(ran.status, 0, "{rows}: {ran}");
            assert!(ran.err.contains(expected), "{rows}: {ran}");
            let errors =
                ran.err.lines().filter(|line| line.starts_with("error: ") && !line.ends_with("changed"));
            assert_eq!(errors.count(), 1, "{rows}: {ran}");
        }
        std::fs::remove_file(workshop.path(file)).unwrap();
    }
}

#[test]
fn a_second_header_is_no_row() {
    let workshop = workshop();
    workshop.ok(&["import", "data"]);
    let header = "official,organization,title,since,source\n";
    let one = format!("{header}kim-a,union,member,2003,s1\n");
    workshop.write("postings.csv", format!("{one}{header}ri-b,union,member,2003,s1\n"));
    let ran = workshop.run(&["import", "postings.csv"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:3: the row is a header: two files were joined here
      3 | official,organization,title,since,source
    hint: delete this line
    error: 1 row refused; nothing was changed
    "#);
    let ran = workshop.run(&["import", "--partial", "postings.csv"]);
    assert!(ran.status == 3 && ran.out.contains("2 added"), "{ran}");
    // Below a header with other columns nobody knows what the cells are, although there are as many.
    for other in [
        "organization,official,title,since,source\nunion,ri-b,member,2004,s1\nunion,kim-a,member,2004,s1\n",
        "id,official,organization,title,since,source\n,ri-b,union,member,2004,s1\n,kim-a,union,member,2004,s1\n",
    ] {
        workshop.write("postings.csv", format!("{one}\u{feff}{other}"));
        let ran = workshop.run(&["import", "--partial", "postings.csv"]);
        assert_eq!(ran.status, 3, "{ran}");
        assert!(ran.out.contains("postings.csv: 4 rows, 1 loaded, 3 rejected"), "{ran}");
        assert!(ran.err.contains("postings.csv:3: the row is a header: two files were joined here"), "{ran}");
        assert!(ran.err.contains("1 more of this kind, in line 5"), "{ran}");
    }
    // Through standard input, and in a foreign file, as well.
    let twice = "id,title\na,A\nid,title\nb,B\n";
    workshop
        .write("f.toml", "[[record]]\ntable = \"sources\"\n[record.cells]\nid = \"id\"\ntitle = \"title\"\n");
    workshop.write("f.csv", twice);
    let ran = workshop.run(&["import", "--partial", "--profile", "f.toml", "f.csv"]);
    assert!(ran.out.contains("f.csv: 3 rows, 2 loaded, 1 rejected"), "{ran}");
}

#[test]
fn an_example_that_was_forgotten_is_no_statement() {
    let workshop = Workshop::new();
    for table in orgarchive::schema::TABLES {
        let template = workshop.run(&["template", table.name]);
        assert!(template.err.contains("replace or delete the row"), "{template}");
        let example = template.out;
        workshop.write(&format!("{}.csv", table.name), &example);
        let without_blanks = example.replace(",,", ", ,");
        workshop.write(&format!("some/{}.csv", table.name), without_blanks);
        for file in [format!("{}.csv", table.name), format!("some/{}.csv", table.name)] {
            let ran = workshop.run(&["import", &file]);
            assert_eq!(ran.status, 1, "{ran}");
            assert!(ran.err.contains("the row is the example of the template"), "{ran}");
        }
    }
    // Without the columns that were not needed.
    workshop.write("officials.csv", "name,id,source\nJu Yong-gil,ju-yong-gil,sp-2016\n");
    assert!(workshop.run(&["import", "officials.csv"]).err.contains("the example of the template"));
    // A row about the same person in a source of one's own is not an example.
    workshop.write("sources.csv", "id,title\nmine,Mine\n");
    workshop.write("officials.csv", "name,id,source\nJu Yong-gil,ju-yong-gil,mine\n");
    workshop.ok(&["import", "sources.csv", "officials.csv"]);
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_what_is_wrong_with_others() {
    let workshop = workshop();
    workshop.write("data/officials.csv", "id,nome,source\nkim-a,Kim A,s1\n");
    workshop.write("data/titles.csv", "id,name,name\nchair,Chair,Chair\n");
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,source\nkim-a,union,chair,2001-13,s1\nkim-a,onion,chair,2001,s1\nKim A,union,chair,2001,s1\n",
    );
    let ran = workshop.run(&["import", "--resolve-names", "data"]);
    assert_eq!(ran.status, 1, "{ran}");
    // Kim A and the chair may be in the files that were not read.
    assert_snapshot!(ran.err, @r#"
    error: data/titles.csv:1: the column name is in the header twice
    error: data/officials.csv:1: officials has no column "nome"
    hint: the columns of titles are id, name, office, holders, rank
    hint: did you mean note, or name?
    error: data/postings.csv:2: since: "2001-13" has no month 13
      2 | kim-a,union,chair,2001-13,s1
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: data/postings.csv:3: organization: there is no "onion" in organizations
      3 | kim-a,onion,chair,2001,s1
    hint: did you mean union (mass-organization)?
    error: 2 rows refused; nothing was changed
    "#);
    assert!(!workshop.path("archive.db").exists());
    // The same for an archive that is there, which stays as it is.
    workshop.write("other/sources.csv", "id,title\ns1,One page\n");
    workshop.ok(&["import", "other"]);
    let before = workshop.dump();
    let again = workshop.run(&["import", "--resolve-names", "--partial", "data"]);
    assert_eq!((again.status, again.err), (1, ran.err));
    assert_eq!(workshop.dump(), before);
    // Nothing but the headers is wrong.
    workshop
        .write("data/postings.csv", "official,organization,title,since,source\nkim-a,union,chair,2001,s1\n");
    let ran = workshop.run(&["import", "data"]);
    assert!(ran.status == 1 && !ran.err.contains("refused"), "{ran}");
}

#[test]
fn a_reference_to_what_was_withdrawn_says_so() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("officials.csv", "id,name,source\noh-c,Oh C,s1\n");
    workshop.ok(&["import", "officials.csv"]);
    workshop.ok(&["retract", "oh-c", "--reason", "invented"]);
    workshop.write("names.csv", "subject,label,name,source\noh-c,oh,Oh,s1\n");
    workshop.write("postings.csv", "official,organization,title,source\noh-c,union,member,s1\n");
    let files = ["names.csv", "postings.csv", "officials.csv"];
    for file in &files[..2] {
        let ran = workshop.run(&["import", file]);
        assert!(ran.status == 1 && ran.err.contains("it was withdrawn: orgarchive log --id oh-c"), "{ran}");
    }
    workshop.ok(&[&["import", "--restore"][..], &files].concat());
}

#[test]
fn a_file_that_breaks_in_its_middle_hides_no_other_error() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/organizations.csv",
        "id,name,kind,source\nunion,The union,unity,s1\nclub,\"The club,party,s1\nparty,The party,party,s1\n",
    );
    // The party is in the part that was not read: that is not an error. Nobody has the title.
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,source\nkim-a,party,chair,2001,s1\nri-b,party,chief,2001-13,s1\n",
    );
    let ran = workshop.run(&["import", "data"]);
    assert_snapshot!(ran.err, @r#"
    error: data/organizations.csv:3: a double quote opens a cell here and never closes; the rest of the file was not read
    hint: close it at the end of the cell, and write a quote inside a cell twice
    error: data/organizations.csv:2: kind: "unity" is not on the list
      2 | union,The union,unity,s1
    hint: it takes one of: party, party-body, state-body, military-body, mass-organization, social-organization, committee, enterprise, other
    error: data/postings.csv:3: since: "2001-13" has no month 13
      3 | ri-b,party,chief,2001-13,s1
    hint: write YYYY, YYYY-MM or YYYY-MM-DD; leave it blank if the source does not say
    error: data/postings.csv:3: title: there is no "chief" in titles
      3 | ri-b,party,chief,2001-13,s1
    hint: add a row with that id to titles.csv and import it as well, or let it be made: --create-missing titles
    error: 2 rows refused; nothing was changed
    "#);
    assert_eq!(workshop.run(&["import", "--partial", "data"]).err, ran.err);
    assert!(!workshop.path("archive.db").exists());
    // Without other errors that one is reported alone.
    workshop.write("one/sources.csv", "id,title\ns1,One\ns2,\"Two\n");
    let ran = workshop.run(&["import", "one"]);
    assert_snapshot!(ran.err, @r"
    error: one/sources.csv:3: a double quote opens a cell here and never closes; the rest of the file was not read
    hint: close it at the end of the cell, and write a quote inside a cell twice
    ");
}

#[test]
fn one_more_line_of_the_file_is_a_line_also_beside_other_files() {
    let workshop = Workshop::new();
    workshop.write("data/sources.csv", "id,title\ns1,One\n");
    workshop.write("data/organizations.csv", "id,name,kind,source\nunion,Union,guild,s1\n");
    workshop.write("data/officials.csv", "id,name,source\nann,Ann,s1\n");
    workshop.write("data/titles.csv", "id,name\nchair,Chair\n");
    workshop.write("data/event_kinds.csv", "id,name\nstrike,Strike\n");
    workshop.write(
        "data/events.csv",
        "title,kind,date,organization,source\nOne,strike,1990,union,s1\nTwo,strike,1991,union,s1\n",
    );
    workshop.write("data/postings.csv", "official,organization,title,source\nann,union,chair,s1\n");
    let ran = workshop.run(&["import", "data"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("2 more rows name it, in line 3; data/postings.csv:2"), "{ran}");
}
