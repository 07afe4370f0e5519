//! References by name.

use insta::assert_snapshot;

use crate::support::{Workshop, small_tables};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("data/officials.csv", "id,name,source\nkim-a,Kim A,s1\nri-b,Ri B,s2\nkim-a-2,Kim A,s2\n");
    workshop.write(
        "data/names.csv",
        "subject,name,language,source\nri-b,리비,ko-Hang,s1\nunion,직맹,ko-Hang,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

#[test]
fn an_unambiguous_name_is_taken_for_its_id() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\n리비,the UNION,Member,2005,One page\n",
    );
    assert_eq!(workshop.run(&["import", "postings.csv"]).status, 1);
    workshop.ok(&["import", "--resolve-names", "postings.csv"]);
    assert_eq!(
        workshop.sqlite3("SELECT official, organization, title, source FROM postings WHERE since = '2005'"),
        "ri-b|union|member|s1\n"
    );
    // The ids are what counts: the same row with ids adds nothing.
    workshop.write("postings.csv", "official,organization,title,since,source\nri-b,union,member,2005,s1\n");
    assert!(workshop.ok(&["import", "postings.csv"]).contains("0 added, 0 revised, 1 unchanged"));
}

#[test]
fn an_ambiguous_name_lists_who_bears_it() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nKim A,union,member,2005,s1\nKim B,직맹,member,2005,s1\nri-b,No Such Union,member,2005,s1\n",
    );
    let ran = workshop.run(&["import", "--resolve-names", "postings.csv"]);
    assert_eq!(ran.status, 1);
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:2: official: "Kim A" is the name of 2 rows: kim-a (chair of union 2001–); kim-a-2 (nothing else known)
      2 | Kim A,union,member,2005,s1
    hint: write the id of the one that is meant
    error: postings.csv:3: official: there is nothing called "Kim B" in officials
      3 | Kim B,직맹,member,2005,s1
    hint: did you mean Kim A (kim-a: chair of union 2001–)? if it is another one, add it to officials.csv, or let it be made: --create-missing officials
    error: postings.csv:4: organization: there is nothing called "No Such Union" in organizations
      4 | ri-b,No Such Union,member,2005,s1
    hint: add it to organizations.csv, or let it be made: --create-missing organizations
    error: 3 rows refused; nothing was changed
    "#);
}

#[test]
fn what_is_missing_is_made_if_asked_for() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nPak C,New Union,member,2005,s1\nPak C,union,member,2006,s2\n박다,New Union,Secretary of State,2006,s2\n",
    );
    let out = workshop.ok(&[
        "import",
        "--resolve-names",
        "--create-missing",
        "officials,organizations,titles",
        "postings.csv",
    ]);
    let told: Vec<&str> = out.lines().filter(|line| !line.starts_with("import ")).collect();
    assert_snapshot!(told.join("\n"), @r#"
    postings:       3 added, 0 revised, 0 unchanged
    officials:      2 added, 0 revised, 0 unchanged
    organizations:  1 added, 0 revised, 0 unchanged
    titles:         1 added, 0 revised, 0 unchanged
    made: organizations new-union "New Union" (postings.csv:2)
    made: officials pak-c "Pak C" (postings.csv:2)
    made: officials official-pswtpkpryy "박다" (postings.csv:4)
    made: titles secretary-of-state "Secretary of State" (postings.csv:4)
    warning: titles secretary-of-state has a blank holders, taken as many (to fill it in: orgarchive edit secretary-of-state --holders one|many)
    "#);
    assert_eq!(
        workshop.sqlite3("SELECT id, name, source FROM officials WHERE id LIKE 'pak%'"),
        "pak-c|Pak C|s1\n"
    );
    workshop.ok(&["check"]);
    // A second run finds what the first one made.
    let again = workshop.ok(&[
        "import",
        "--resolve-names",
        "--create-missing",
        "officials,organizations,titles",
        "postings.csv",
    ]);
    assert!(again.contains("0 added, 0 revised, 3 unchanged") && again.contains("nothing new"), "{again}");
}

#[test]
fn nobody_is_taken_for_somebody_else_by_the_name_alone_unless_asked() {
    let workshop = workshop();
    workshop.write("postings.csv", "official,organization,title,since,source\nRi B,union,member,2005,s1\n");
    let ran = workshop.run(&["import", "--create-missing", "officials", "postings.csv"]);
    assert_eq!(ran.status, 1);
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:2: official: "Ri B" is the name of ri-b (chair of union 2011-03–)
      2 | Ri B,union,member,2005,s1
    hint: write its id, or add --resolve-names if this one is meant; give another one an id of its own
    error: 1 row refused; nothing was changed
    "#);
    // What only a rejected row names is not made.
    workshop
        .write("postings.csv", "official,organization,title,since,source\nPak C,nowhere,member,2005,s1\n");
    let ran = workshop.run(&["import", "--partial", "--create-missing", "officials", "postings.csv"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM officials"), "3\n");
}

#[test]
fn names_that_differ_in_case_are_one_row_and_near_ones_are_named() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nkim-a,Éclair Club,member,2005,s1\nkim-a,ÉCLAIR CLUB,member,2006,s1\nkim-a,eclair club,member,2007,s1\nri-b,Éclair  Club,member,2005,s1\n",
    );
    workshop.write("facts.csv", "subject,attribute,value,source\néclair club,motto,Sweet,s1\n");
    workshop.write("attributes.csv", "id,name,type\nmotto,motto,text\n");
    let files = ["attributes.csv", "postings.csv", "facts.csv"];
    let out = workshop.ok(&[&["import", "--create-missing", "organizations"][..], &files].concat());
    let made: Vec<&str> =
        out.lines().filter(|line| line.starts_with("made: ") || line.starts_with("took: ")).collect();
    assert_snapshot!(made.join("\n"), @r#"
    made: organizations eclair-club "Éclair Club" (postings.csv:2)
    made: organizations eclair-club-2 "eclair club" (postings.csv:4); much like eclair-club "Éclair Club"
    took: organizations eclair-club for "Éclair  Club" (postings.csv:5): made in this run
    "#);
    assert_eq!(
        workshop.sqlite3("SELECT count(*) FROM postings WHERE organization = 'eclair-club' UNION ALL SELECT subject FROM facts"),
        "3\neclair-club\n"
    );
    // Each way of writing it finds its row the next time.
    let again = ["import", "--resolve-names", "--create-missing", "organizations", "postings.csv"];
    assert!(workshop.ok(&again).contains("0 added, 0 revised, 4 unchanged"));
}

#[test]
fn spaces_hyphens_and_apostrophes_make_no_other_name() {
    let workshop = workshop();
    workshop.write(
        "organizations.csv",
        "id,name,kind,source\nwomens-union,Women's Union,mass-organization,s1\nblue-party,Blue Party,party,s1\n",
    );
    workshop.ok(&["import", "organizations.csv"]);
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nkim-a,Women\u{2019}s-Union,member,2005,s1\nkim-a,womensunion,member,2006,s1\nkim-a,Blue  Party,member,2007,s1\n",
    );
    let out =
        workshop.ok(&["import", "--resolve-names", "--create-missing", "organizations", "postings.csv"]);
    let told: Vec<&str> =
        out.lines().filter(|line| line.starts_with("took") || line.starts_with("made")).collect();
    assert_snapshot!(told.join("\n"), @r#"
    took: organizations womens-union for "Women’s-Union" (postings.csv:2): mass-organization
    took: organizations womens-union for "womensunion" (postings.csv:3): mass-organization
    took: organizations blue-party for "Blue  Party" (postings.csv:4): party
    "#);
    // Where it agrees so with the names of two, neither is taken.
    workshop.write("more.csv", "id,name,kind,source\nblue-party-2,Blueparty,party,s1\n");
    workshop.ok(&["import", "--table", "organizations", "more.csv"]);
    workshop
        .write("postings.csv", "official,organization,title,since,source\nkim-a,BLUE-PARTY,member,2009,s1\n");
    let ran =
        workshop.run(&["import", "--resolve-names", "--create-missing", "organizations", "postings.csv"]);
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:2: organization: "BLUE-PARTY" is, except for case, spaces, hyphens and apostrophes, the name of 2 rows: blue-party (party); blue-party-2 (party)
      2 | kim-a,BLUE-PARTY,member,2009,s1
    hint: write the id of the one that is meant
    error: 1 row refused; nothing was changed
    "#);
}

#[test]
fn the_summary_says_whom_names_were_taken_for() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nri b,THE PARTY,Member,2005,s1\nri b,the party,member,2006,s1\n",
    );
    let out = workshop.ok(&["import", "--resolve-names", "postings.csv"]);
    let took: Vec<&str> = out.lines().filter(|line| line.starts_with("took: ")).collect();
    assert_snapshot!(took.join("\n"), @r#"
    took: officials ri-b for "ri b" (postings.csv:2): chair of union 2011-03–
    took: organizations party for "THE PARTY" (postings.csv:2): party
    took: organizations party for "the party" (postings.csv:3): party
    "#);
}

#[test]
fn rows_of_one_table_name_each_other_before_they_are_written() {
    let workshop = workshop();
    let rows = "id,name,parent,source\nharbour,The harbour,Old Town,s1\nold-town,Old Town,New Land,s1\n";
    workshop.write("places.csv", rows);
    let out = workshop.ok(&["import", "--resolve-names", "--create-missing", "places", "places.csv"]);
    assert!(out.contains("places:  3 added") && out.contains("made: places new-land"), "{out}");
    assert_eq!(
        workshop.sqlite3("SELECT id, parent FROM places ORDER BY id"),
        "harbour|old-town\nnew-land|\nold-town|new-land\n"
    );
}

#[test]
fn nobody_is_made_or_taken_for_somebody_whose_row_is_refused() {
    let workshop = workshop();
    workshop.write("new/officials.csv", "id,name,sex,source\npak-c,Pak C,malle,s1\nri-b,Ri B,malle,s2\n");
    workshop.write(
        "new/postings.csv",
        "official,organization,title,since,source\nPak C,union,member,2005,s1\nRi B,union,member,2005,s1\n",
    );
    let ran =
        workshop.run(&["import", "--partial", "--resolve-names", "--create-missing", "officials", "new"]);
    assert_eq!(ran.status, 3, "{ran}");
    // The archive has Ri B, whom the refused row only corrects.
    assert!(ran.out.contains("postings:   1 added") && ran.out.contains("took: officials ri-b"), "{ran}");
    assert!(ran.err.contains("official: \"Pak C\" is in new/officials.csv:2, which is refused"), "{ran}");
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM officials"), "3\n");
}

#[test]
fn lower_case_words_of_vocabularies_are_made_and_known_ones_come_with_all_their_cells() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nkim-a,union,treasurer,2005,s1\nkim-a,union,chairman,2006,s1\nkim-a,union,chairman,2007,s1\n",
    );
    assert_eq!(workshop.run(&["import", "postings.csv"]).status, 1);
    let out = workshop.ok(&["import", "--create-missing", "titles", "postings.csv"]);
    let made: Vec<&str> = out.lines().filter(|line| line.starts_with("made: ")).collect();
    assert_snapshot!(made.join("\n"), @r#"
    made: titles treasurer "treasurer" (postings.csv:2)
    made: titles chairman "chairman" (postings.csv:3)
    "#);
    let sql = "SELECT id, office, holders FROM titles WHERE id IN ('treasurer', 'chairman') ORDER BY id";
    assert_eq!(workshop.sqlite3(sql), "chairman|chairman|many\ntreasurer|treasurer|one\n");
    // The number of the run takes it back.
    let number = out.lines().last().unwrap().rsplit("undo ").next().unwrap().trim_end_matches(')').to_owned();
    workshop.ok(&["undo", &number]);
    assert_eq!(workshop.sqlite3("SELECT count(*) FROM titles WHERE id = 'chairman'"), "0\n");
}

#[test]
fn a_name_where_an_id_belongs_is_answered_with_whose_it_is_and_with_the_option_that_takes_names() {
    let workshop = workshop();
    workshop.write(
        "postings.csv",
        "official,organization,title,since,source\nRi B,union,member,2005,s1\nKim A,union,member,2005,s1\nRi Bo,union,chairman,2005,s1\n",
    );
    let ran = workshop.run(&["import", "postings.csv"]);
    assert_eq!(ran.status, 1);
    assert_snapshot!(ran.err, @r#"
    error: postings.csv:2: official: "Ri B" is not an id
      2 | Ri B,union,member,2005,s1
    hint: it is the name of ri-b (chair of union 2011-03–): write that id, or take names for ids with --resolve-names
    error: postings.csv:3: official: "Kim A" is not an id
      3 | Kim A,union,member,2005,s1
    hint: it is the name of kim-a (chair of union 2001–); kim-a-2 (nothing else known): write the id of the one that is meant
    error: postings.csv:4: official: "Ri Bo" is not an id
      4 | Ri Bo,union,chairman,2005,s1
    hint: did you mean Ri B (ri-b: chair of union 2011-03–)? write its id here, or its name with --resolve-names
    error: postings.csv:4: title: there is no "chairman" in titles
      4 | Ri Bo,union,chairman,2005,s1
    hint: did you mean chair? if it is another one, add a row with that id to titles.csv and import it as well, or let it be made: --create-missing titles
    error: 3 rows refused; nothing was changed
    "#);
}

#[test]
fn a_name_of_a_refused_row_waits_for_it_however_it_is_written() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write(
        "data/officials.csv",
        "id,name,sex,source\nalva-renn,Alva Renn,malle,s1\nkim-a,Kim A,,s1\nri-b,Ri B,,s1\n",
    );
    let spellings = ["Alva Renn", "ALVA RENN", "Alva-Renn", "alvarenn", "Ａｌｖａ Ｒｅｎｎ"];
    let mut postings = "official,organization,title,since,source\n".to_owned();
    for (year, name) in spellings.iter().enumerate() {
        postings += &format!("{name},union,member,{},s1\n", 2001 + year);
    }
    workshop.write("data/postings.csv", postings);
    for option in [&["--resolve-names"][..], &["--create-missing", "officials"]] {
        let ran = workshop.run(&[&["import", "data"], option].concat());
        assert!(
            ran.err.contains(
                "postings.csv:2: official: \"Alva Renn\" is in data/officials.csv:2, which is refused"
            ),
            "{ran}"
        );
        assert!(ran.err.contains("4 more rows name it, in lines 3, 4, 5, 6"), "{ran}");
        assert!(ran.err.contains("error: 6 rows refused"), "{ran}");
    }
    // None of them makes another person of that name.
    let ran = workshop.run(&["import", "data", "--partial", "--create-missing", "officials"]);
    assert_eq!(ran.status, 3, "{ran}");
    assert_eq!(workshop.rows(&["sql", "SELECT id FROM officials ORDER BY id"]).len(), 2, "{ran}");
    // A row that has just this name is meant, not the refused one with a hyphen.
    workshop.write("again/officials.csv", "id,name,sex,source\nkim--a,Kim-A,malle,s1\n");
    workshop.write(
        "again/postings.csv",
        "official,organization,title,since,source\nKim A,union,member,2009,s1\n",
    );
    let ran = workshop.run(&["import", "again", "--resolve-names"]);
    assert!(ran.err.contains("error: 1 row refused"), "{ran}");
}
