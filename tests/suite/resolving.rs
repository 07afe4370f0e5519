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
    hint: did you mean Kim A?
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
    made: officials pak-c "Pak C" (postings.csv:2)
    made: organizations new-union "New Union" (postings.csv:2)
    made: officials official-pswtpkpryy "박다" (postings.csv:4)
    made: titles secretary-of-state "Secretary of State" (postings.csv:4)
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
